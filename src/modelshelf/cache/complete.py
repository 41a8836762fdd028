"""Whether a revision is complete, and how far that can be known.

Three kinds of evidence, the strongest that is there decides:

1. The files that Modelshelf planned for this commit (`shelf_listings`). Proves that everything
   that was asked for is there at its exact size, and nothing about files nobody asked for. Where
   no weights are among them, the other evidence decides as well: a `config.json` that somebody
   fetched to look at is no model, nothing can load it, and it must not stand as installed.
2. The listing of the commit that huggingface_hub keeps in `trees/`. Proves the same of the files
   that are needed to load the model (`hub.plan`), not that a user wanted just these.
3. The folder alone. A missing shard, an empty file, a cut safetensors file and a link to nothing
   are seen. A missing tokenizer file, a cut file of another format and a missing part of a
   pipeline are not: nothing on the disk tells of them.

None of them reads the content: wrong bytes at the right size are found by a checksum only.
"""

import json
import os
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeAlias

from modelshelf.cache.repo import Status
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import SNAPSHOTS, TREES
from modelshelf.hub.plan import VariantRequired, choose

# Size in bytes of each file of a snapshot by its path; None for a link that leads nowhere.
Files: TypeAlias = Mapping[str, int | None]

TREE_FORMAT_VERSION = 1  # huggingface_hub/_tree_cache.py


# What a file raises that is unreadable, or not the JSON that it should be.
_UNREADABLE = (OSError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Listed(NamedTuple):
    """One file of a stored listing; a tuple, since a pass over a cache makes very many of them."""

    path: str
    size_bytes: int
    blob: str
    sha256: str | None


def judge_revision(
    root: str, kind: str, sha: str, files: Files, planned: Sequence[HubFile] | None
) -> Verdict:
    """Judge one snapshot by the strongest evidence there is.

    Args:
        root: The repository's folder.
        planned: What was planned for this commit, if anything was.
    """
    if planned is not None:
        verdict = judge_by_listing(files, planned)
        asked_for_a_model = kind != "model" or any(_is_weights(file.path) for file in planned)
        if asked_for_a_model or verdict.status is not Status.INSTALLED:
            return verdict
    listed = read_tree(root, sha)
    if listed is not None:
        if None not in files.values() and all(files.get(f.path) == f.size_bytes for f in listed):
            return Verdict(Status.INSTALLED)
        needed: Sequence[HubFile | Listed] | None = listed
        if kind == "model":
            needed = _needed(listed)
        if needed is not None:
            return judge_by_listing(files, needed)
    return judge_by_folder(files, f"{root}/{SNAPSHOTS}/{sha}", weights=kind == "model")


def judge_by_listing(files: Files, expected: Iterable[HubFile | Listed]) -> Verdict:
    """Every expected file must be there at its exact size, and no link may lead nowhere."""
    missing = []
    problems = _broken_links(files)
    for file in expected:
        size = files.get(file.path)
        if size is None:
            missing.append(file.path)
        elif size != file.size_bytes:
            problems.append(f"{file.path} has {size} bytes and should have {file.size_bytes}.")
    return _verdict(missing, problems)


def read_tree(root: str, sha: str) -> list[Listed] | None:
    """The listing that huggingface_hub keeps of a commit; None where there is none to be used."""
    try:
        with open(f"{root}/{TREES}/{sha}.json", "rb", buffering=0) as stored:  # noqa: PTH123
            tree = json.loads(stored.readall())
        if tree["format_version"] != TREE_FORMAT_VERSION:
            return None
        return [_listed(path, entry) for path, entry in tree["files"].items()]
    except (KeyError, *_UNREADABLE):
        return None


def _listed(path: str, entry: dict[str, Any]) -> Listed:
    sha256 = entry.get("lfs_sha256")
    if sha256 is None:
        return Listed(path, entry["size"], entry["blob_id"], None)
    return Listed(path, entry["lfs_size"], sha256, sha256)


def _needed(listed: Iterable[Listed]) -> list[HubFile] | None:
    """The files without which the model does not load; None where a user has to choose them."""
    try:
        choices = choose([HubFile(*file) for file in listed], "needed")
        return [choice.file for choice in choices if choice.wanted]
    except VariantRequired:
        return None


_WEIGHTS = {
    ".safetensors", ".bin", ".gguf", ".onnx", ".h5", ".msgpack", ".pt", ".pth", ".ckpt", ".ot",
}  # fmt: skip
# Weights that carry their configuration within, or run without one.
_SELF_CONTAINED = {".gguf", ".onnx", ".pt", ".pth", ".ckpt"}
_CONFIGURATIONS = {"config.json", "adapter_config.json", "model_index.json", "modules.json"}
_FROM_TRAINING = re.compile(r"(.*/)?(optimizer|scheduler|scaler|rng_state|training_args)[^/]*")
_INDEX_SUFFIXES = (".safetensors.index.json", ".bin.index.json")
_SHARD = re.compile(r"(?P<stem>.+-)(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.\w+)")


def judge_by_folder(files: Files, snapshot: str, *, weights: bool) -> Verdict:
    """Judge a snapshot of which no listing is known.

    Args:
        snapshot: Its folder, to look into indexes and headers.
        weights: Whether a complete set of weights is part of it, as it is of every model.
    """
    if not files:
        return Verdict(Status.PARTIAL)
    problems = _broken_links(files)
    if not weights:
        return _verdict((), problems)
    sets = _weight_sets(files, snapshot)
    complete = [group for group in sets if all(files.get(path) for path in group)]
    for path in sorted({path for group in complete for path in group}):
        whole = _safetensors_bytes(f"{snapshot}/{path}") if path.endswith(".safetensors") else None
        if whole is not None and whole != files[path]:
            problems.append(f"{path} has {files[path]} bytes and should have {whole}.")
    problems += [f"{path} is empty." for group in sets for path in group if files.get(path) == 0]
    missing = [] if complete else _absent(files, sets)
    if complete and not _has_configuration(files, complete):
        missing.append("config.json")
    if not sets and not problems:
        return Verdict(Status.PARTIAL, problems=("No weights are here.",))
    return _verdict(missing, problems)


def _weight_sets(files: Files, snapshot: str) -> list[tuple[str, ...]]:
    """Groups of files that belong together, the best known format first."""
    sets: list[tuple[str, ...]] = []
    grouped: set[str] = set()
    for path in files:
        if path.endswith(_INDEX_SUFFIXES) and (shards := _shards_of(path, snapshot)):
            sets.append(shards)
            grouped.update(shards)
    for path in files:
        if path in grouped or not _is_weights(path):
            continue
        group: tuple[str, ...] = (path,)
        if shard := _SHARD.fullmatch(path):
            count = shard["count"]
            group = tuple(
                f"{shard['stem']}{number:05}-of-{count}{shard['suffix']}"
                for number in range(1, int(count) + 1)
            )
        sets.append(group)
        grouped.update(group)
    return sorted(sets, key=lambda group: not group[0].endswith(".safetensors"))


def _is_weights(path: str) -> bool:
    return PurePosixPath(path).suffix in _WEIGHTS and not _FROM_TRAINING.fullmatch(path)


def _shards_of(index: str, snapshot: str) -> tuple[str, ...]:
    try:
        with open(f"{snapshot}/{index}", encoding="utf-8") as stored:  # noqa: PTH123
            names = set(json.load(stored)["weight_map"].values())
        folder = PurePosixPath(index).parent
        return tuple(str(folder / name) for name in sorted(names))
    except (KeyError, *_UNREADABLE):
        return ()


def _absent(files: Files, sets: Sequence[tuple[str, ...]]) -> list[str]:
    return [path for path in sets[0] if files.get(path) is None] if sets else []


def _has_configuration(files: Files, sets: Sequence[tuple[str, ...]]) -> bool:
    return any(PurePosixPath(path).name in _CONFIGURATIONS for path in files) or any(
        PurePosixPath(group[0]).suffix in _SELF_CONTAINED for group in sets
    )


def _safetensors_bytes(path: str) -> int | None:
    """The size that a safetensors file announces in its header; None where it has none.

    Eight bytes of header length (little-endian), the header in JSON, then the tensors, whose
    `data_offsets` count from the end of the header (safetensors format).
    """
    try:
        with open(path, "rb") as stored:  # noqa: PTH123
            (header_bytes,) = struct.unpack("<Q", stored.read(8))
            if header_bytes > os.fstat(stored.fileno()).st_size:
                return None
            header = json.loads(stored.read(header_bytes))
        ends = [t["data_offsets"][1] for name, t in header.items() if name != "__metadata__"]
        return 8 + int(header_bytes) + max(ends, default=0)
    except (
        OSError,
        struct.error,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return None


def _broken_links(files: Files) -> list[str]:
    return [f"{path} is a link to nothing." for path, size in files.items() if size is None]


def _verdict(missing: Iterable[str], problems: Sequence[str]) -> Verdict:
    missing = tuple(missing)
    if problems:
        return Verdict(Status.DAMAGED, missing, tuple(problems))
    return Verdict(Status.PARTIAL if missing else Status.INSTALLED, missing)

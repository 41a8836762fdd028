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

None of them reads the content: wrong bytes at the right size are found by a checksum only. What
one found is kept (`cache.inventory.verifications`) and counts whatever the evidence says.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeAlias

from modelshelf.cache.reading.repo import Status
from modelshelf.cache.reading.safetensors import announced_bytes
from modelshelf.cache.reading.small_reads import INDEX_BYTES, SmallReads
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import SNAPSHOTS, TREES
from modelshelf.hub.names import WEIGHT_SUFFIXES
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import choose

# Size in bytes of each file of a snapshot by its path; None for a link that leads nowhere.
Files: TypeAlias = Mapping[str, int | None]

TREE_FORMAT_VERSION = 1  # huggingface_hub/_tree_cache.py
MOST_NAMED = 500  # Of missing files and of problems: beyond that, more names help nobody.

# What JSON raises that is none, or not of the shape that it should have.
_UNUSABLE = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


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
    reads = SmallReads()
    tree = _stored_tree(root, sha, reads)
    if tree is not None and _all_there(files, tree):
        return Verdict(Status.INSTALLED)
    listed = None if tree is None else _list_of(tree)
    if listed is not None:
        needed: Sequence[HubFile | Listed] | None = listed
        if kind == "model":
            needed = _needed(listed)
        if needed is not None:
            return judge_by_listing(files, needed)
    snapshot = f"{root}/{SNAPSHOTS}/{sha}"
    return judge_by_folder(files, snapshot, reads, weights=kind == "model")


def with_checksums(verdict: Verdict, wrong: Sequence[str]) -> Verdict:
    """The verdict of one who also knows of files whose content is wrong."""
    if not wrong:
        return verdict
    problems = tuple(f"{path} does not match its checksum." for path in wrong)
    return Verdict(Status.DAMAGED, verdict.missing, (*verdict.problems, *problems))


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


def read_tree(root: str, sha: str, reads: SmallReads) -> list[Listed] | None:
    """The listing that huggingface_hub keeps of a commit; None where there is none to be used."""
    tree = _stored_tree(root, sha, reads)
    return None if tree is None else _list_of(tree)


def _stored_tree(root: str, sha: str, reads: SmallReads) -> dict[str, Any] | None:
    stored = reads.read(f"{root}/{TREES}/{sha}.json", INDEX_BYTES)
    if stored is None:
        return None
    try:
        tree = json.loads(stored)
        files = tree["files"]
        usable = tree["format_version"] == TREE_FORMAT_VERSION and isinstance(files, dict)
        return files if usable else None
    except _UNUSABLE:
        return None


def _all_there(files: Files, tree: dict[str, Any]) -> bool:
    """The usual case, in which no listing has to be made of it."""
    try:
        sizes = {
            path: entry["size"] if entry.get("lfs_sha256") is None else entry["lfs_size"]
            for path, entry in tree.items()
        }
    except _UNUSABLE:
        return False
    return None not in files.values() and sizes.items() <= files.items()


def _list_of(tree: dict[str, Any]) -> list[Listed] | None:
    try:
        return [_listed(path, entry) for path, entry in tree.items()]
    except _UNUSABLE:
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


# Weights that carry their configuration within, or run without one.
_SELF_CONTAINED = {".gguf", ".onnx", ".pt", ".pth", ".ckpt"}
_CONFIGURATIONS = {"config.json", "adapter_config.json", "model_index.json", "modules.json"}
_FROM_TRAINING = re.compile(r"(.*/)?(optimizer|scheduler|scaler|rng_state|training_args)[^/]*")
_INDEX_SUFFIXES = (".safetensors.index.json", ".bin.index.json")
_MOST_INDEXES = 32  # The largest pipelines have a dozen.
_SHARD = re.compile(r"(?P<stem>.+-)(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.\w+)")


def judge_by_folder(files: Files, snapshot: str, reads: SmallReads, *, weights: bool) -> Verdict:
    """Judge a snapshot of which no listing is known.

    Args:
        snapshot: Its folder; its indexes and headers are looked into.
        weights: Whether a complete set of weights is part of it, as it is of every model.
    """
    if not files:
        return Verdict(Status.PARTIAL)
    problems = _broken_links(files)
    if not weights:
        return _verdict((), problems)
    sets = _weight_sets(files, snapshot, reads)
    complete = [group for group in sets if all(files.get(path) for path in group)]
    for path in sorted({path for group in complete for path in group}):
        if path.endswith(".safetensors"):
            whole = announced_bytes(reads, f"{snapshot}/{path}")
            if whole is not None and whole != files[path]:
                problems.append(f"{path} has {files[path]} bytes and should have {whole}.")
    problems += [f"{path} is empty." for path in files if files[path] == 0 and _is_weights(path)]
    missing = [] if complete else _absent(files, sets)
    if complete and not _has_configuration(files, complete):
        missing.append("config.json")
    if not sets and not problems:
        return Verdict(Status.PARTIAL, problems=("No weights are here.",))
    return _verdict(missing, problems)


@dataclass(frozen=True, slots=True, order=True)
class _Shards:
    """The names of a numbered set, of which as many are made as somebody looks at.

    A name says how many there are, and may say 99,999.
    """

    stem: str
    count: int
    suffix: str

    def __iter__(self) -> Iterator[str]:
        for number in range(1, self.count + 1):
            yield f"{self.stem}{number:05}-of-{self.count:05}{self.suffix}"


_WeightSet: TypeAlias = _Shards | tuple[str, ...]


def _weight_sets(files: Files, snapshot: str, reads: SmallReads) -> list[_WeightSet]:
    """Groups of files that belong together, the best known format first."""
    sets: list[_WeightSet] = []
    grouped: set[str] = set()
    indexes = (path for path in files if path.endswith(_INDEX_SUFFIXES))
    for path in islice(indexes, _MOST_INDEXES):
        if shards := _shards_of(path, snapshot, reads):
            sets.append(shards)
            grouped.update(shards)
    numbered: set[_Shards] = set()
    for path in files:
        if path in grouped or not _is_weights(path):
            continue
        if (shard := _SHARD.fullmatch(path)) and int(shard["count"]):
            numbered.add(_Shards(shard["stem"], int(shard["count"]), shard["suffix"]))
        else:
            sets.append((path,))
    sets += sorted(numbered)
    return sorted(sets, key=lambda group: not _first(group).endswith(".safetensors"))


def _first(group: _WeightSet) -> str:
    return next(iter(group), "")


def _is_weights(path: str) -> bool:
    return PurePosixPath(path).suffix in WEIGHT_SUFFIXES and not _FROM_TRAINING.fullmatch(path)


def _shards_of(index: str, snapshot: str, reads: SmallReads) -> tuple[str, ...]:
    stored = reads.read(f"{snapshot}/{index}", INDEX_BYTES)
    if stored is None:
        return ()
    try:
        names = set(json.loads(stored)["weight_map"].values())
        folder = PurePosixPath(index).parent
        return tuple(str(folder / name) for name in sorted(names))
    except _UNUSABLE:
        return ()


def _absent(files: Files, sets: Sequence[_WeightSet]) -> list[str]:
    absent = (path for path in sets[0] if files.get(path) is None) if sets else iter(())
    return list(islice(absent, MOST_NAMED))


def _has_configuration(files: Files, sets: Sequence[_WeightSet]) -> bool:
    return any(PurePosixPath(path).name in _CONFIGURATIONS for path in files) or any(
        PurePosixPath(_first(group)).suffix in _SELF_CONTAINED for group in sets
    )


def _broken_links(files: Files) -> list[str]:
    return [f"{path} is a link to nothing." for path, size in files.items() if size is None]


def _verdict(missing: Iterable[str], problems: Sequence[str]) -> Verdict:
    missing = tuple(islice(missing, MOST_NAMED))
    if problems:
        return Verdict(Status.DAMAGED, missing, tuple(problems[:MOST_NAMED]))
    return Verdict(Status.PARTIAL if missing else Status.INSTALLED, missing)

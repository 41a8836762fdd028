"""What the Hub's API tells of a repository, worked out from its files."""

import hashlib
import json
import struct
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from tests.hub.repository import Commit, File, Repo

Json: TypeAlias = dict[str, Any]

_FORMAT_TAGS = {".safetensors": "safetensors", ".onnx": "onnx", ".gguf": "gguf", ".ot": "rust"}
_LIST_FIELDS = [
    *("id", "modelId", "likes", "downloads", "private", "tags"),
    *("pipeline_tag", "library_name", "createdAt", "trendingScore"),
]
_FULL_LIST_FIELDS = [*_LIST_FIELDS, "author", "sha", "lastModified", "gated", "siblings"]


# huggingface_hub 2.4, `ExpandModelProperty_T`.
EXPANDABLE = {
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled",
    "downloads", "downloadsAllTime", "evalResults", "gated", "gguf", "inference",
    "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token",
    "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings",
    "spaces", "tags", "transformersInfo", "trendingScore", "usedStorage", "widgetData",
}  # fmt: skip


def model_info(
    repo: Repo,
    commit: Commit,
    *,
    blobs: bool,
    expand: Collection[str] = (),
    security: bool = False,
) -> Json:
    """`GET /api/models/{id}`; with `expand` only the id and what is asked for."""
    everything = _everything(repo, commit) | {"siblings": list(_siblings(commit, blobs))}
    if not security:
        del everything["securityRepoStatus"]
    if not expand:
        return everything
    return {name: everything.get(name) for name in ("_id", "id", *expand)}


def list_entry(repo: Repo, *, full: bool, expand: Collection[str], extra: Collection[str]) -> Json:
    """One entry of `GET /api/models`; `extra` are members asked for by a flag of their own."""
    commit = repo.commits[repo.branches["main"]]
    everything = _everything(repo, commit) | {"siblings": list(_siblings(commit, False))}
    names = ["_id", "id", *expand] if expand else _FULL_LIST_FIELDS if full else _LIST_FIELDS
    return {name: everything.get(name) for name in [*names, *extra]}


def tree_entry(commit: Commit, path: str, *, expand: bool = False) -> Json:
    """One entry of a listing: of the file at `path`, else of the folder."""
    last_commit = {
        "lastCommit": {"id": commit.sha, "title": commit.title, "date": _iso(commit)},
    }
    file = commit.files.get(path)
    if file is None:
        entry: Json = {"type": "directory", "path": path, "size": 0, "oid": _folder_oid(path)}
        return entry | (last_commit if expand else {})
    entry = {"type": "file", "path": path, "size": file.size_bytes, "oid": file.git_oid}
    if file.is_lfs:
        entry["lfs"] = {
            "oid": file.content.sha256,
            "size": file.size_bytes,
            "pointerSize": len(file.pointer),
        }
    return entry | (last_commit if expand else {})


def tree_paths(commit: Commit, folder: str, *, recursive: bool) -> list[str]:
    """The paths below `folder` ("" for the root), folders too, in order."""
    below = f"{folder}/" if folder else ""
    paths = (path for path in {*commit.files, *commit.folders} if path.startswith(below))
    return sorted(path for path in paths if recursive or "/" not in path.removeprefix(below))


def commit_entries(commit: Commit | None) -> Iterator[Json]:
    """`GET /api/models/{id}/commits/{rev}`, newest first."""
    while commit is not None:
        yield {
            "id": commit.sha,
            "title": commit.title,
            "message": "",
            "authors": [{"user": "local-hub"}],
            "date": _iso(commit),
        }
        commit = commit.parent


def trending_score(repo: Repo) -> float:
    return float(repo.told.get("trendingScore", repo.likes))


def moment(repo: Repo, key: str) -> str:
    """`lastModified` or `createdAt`, in an order that goes by time."""
    commit = repo.commits[repo.branches["main"]]
    return str(_everything(repo, commit)[key])


def tags_of(repo: Repo, commit: Commit) -> list[str]:
    card, config = _card(commit), _json_file(commit, "config.json")
    formats = (tag for suffix, tag in _FORMAT_TAGS.items() if _has_suffix(commit, suffix))
    found: list[str | None] = [card.get("library_name"), *formats, config.get("model_type")]
    found += card.get("tags") or []
    found.append(f"license:{card['license']}" if "license" in card else None)
    found.append("custom_code" if "auto_map" in config else None)
    return list(dict.fromkeys(tag for tag in found if tag))


def _everything(repo: Repo, commit: Commit) -> Json:
    return _from_files(repo, commit) | repo.told


def _from_files(repo: Repo, commit: Commit) -> Json:
    card = _card(commit)
    return {
        "_id": commit.sha[:24],
        "id": repo.id,
        "modelId": repo.id,
        "author": repo.id.split("/")[0] if "/" in repo.id else None,
        "sha": commit.sha,
        "lastModified": _iso(commit),
        "createdAt": _iso(next(iter(repo.commits.values()))),
        "private": repo.private,
        "gated": repo.gated or False,
        "disabled": False,
        "downloads": repo.downloads,
        "likes": repo.likes,
        "trendingScore": repo.likes,
        "gguf": None,
        "securityRepoStatus": {"scansDone": True, "filesWithIssues": []},
        "library_name": card.get("library_name"),
        "pipeline_tag": card.get("pipeline_tag"),
        "tags": tags_of(repo, commit),
        "cardData": card,
        "config": _config(commit),
        "safetensors": _parameters(commit),
        "usedStorage": sum(file.size_bytes for file in commit.files.values()),
        "spaces": [],
    }


def _siblings(commit: Commit, blobs: bool) -> Iterator[Json]:
    for path, file in sorted(commit.files.items()):
        entry: Json = {"rfilename": path}
        if blobs:
            entry |= {"size": file.size_bytes, "blobId": file.git_oid}
            if file.is_lfs:
                entry["lfs"] = {
                    "sha256": file.content.sha256,
                    "size": file.size_bytes,
                    "pointerSize": len(file.pointer),
                }
        yield entry


def _parameters(commit: Commit) -> Json | None:
    """Number of parameters per dtype, from the headers of the root's safetensors files."""
    counts: Counter[str] = Counter()
    for path, file in commit.files.items():
        if path.endswith(".safetensors") and "/" not in path:
            counts.update(_parameters_of(file))
    return {"parameters": dict(counts), "total": counts.total()} if counts else None


@lru_cache(maxsize=256)
def _parameters_of(file: File) -> Counter[str]:
    counts: Counter[str] = Counter()
    try:
        (header_bytes,) = struct.unpack("<Q", file.content.read(0, 8))
        if header_bytes > file.size_bytes - 8:
            return counts
        header = json.loads(file.content.read(8, header_bytes))
    except (struct.error, ValueError):
        return counts  # Tests serve files that only have the name of a safetensors file.
    for name, tensor in header.items():
        if name != "__metadata__":
            product = 1
            for length in tensor["shape"]:
                product *= length
            counts[tensor["dtype"]] += product
    return counts


def _config(commit: Commit) -> Json:
    config = _json_file(commit, "config.json")
    named = ("architectures", "model_type", "auto_map", "quantization_config")
    chosen = {key: config[key] for key in named if key in config}
    tokenizer = _json_file(commit, "tokenizer_config.json")
    return chosen | ({"tokenizer_config": tokenizer} if tokenizer else {})


def _card(commit: Commit) -> Json:
    """The YAML between the two `---` lines at the top of the README."""
    file = commit.files.get("README.md")
    text = file.content.read(0, file.size_bytes).decode() if file else ""
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        return {}
    card = yaml.safe_load(text[4 : text.index("\n---", 4)])
    return card if isinstance(card, dict) else {}


def _json_file(commit: Commit, path: str) -> Json:
    file = commit.files.get(path)
    try:
        found = json.loads(file.content.read(0, file.size_bytes)) if file else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _has_suffix(commit: Commit, suffix: str) -> bool:
    return any(path.endswith(suffix) for path in commit.files)


def _folder_oid(path: str) -> str:
    return hashlib.sha1(path.encode()).hexdigest()


def _iso(commit: Commit) -> str:
    return commit.made_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")

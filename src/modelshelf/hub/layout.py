"""Where things lie in the Hugging Face cache. The only place that spells these paths.

<cache>/models--org--name/blobs/<etag>                  content, named by its hash
<cache>/models--org--name/snapshots/<sha>/<path>        relative links into blobs/
<cache>/models--org--name/refs/<branch>                 a commit id
<cache>/models--org--name/trees/<sha>.json              listing of a commit (huggingface_hub ≥ 2)
<cache>/models--org--name/.shelf.drafts/<id>.held/      what a process half made, locked by it
<cache>/.locks/models--org--name/<etag>.lock            held while a blob is made
<cache>/models--org--name/blobs/<etag>.shelf.incomplete our partial file
<cache>/models--org--name/blobs/<etag>.shelf.journal    which of its ranges are on disk
<cache>/.locks/.modelshelf-trash/<moment>-<id>/         a removed repository, until it is unlinked
<cache>/.locks/.modelshelf-rate                         what has passed under the rate limit
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from modelshelf.hub.errors import InvalidModelId
from modelshelf.kit.errors import Problem

PARTIAL_SUFFIX = ".shelf.incomplete"
JOURNAL_SUFFIX = ".shelf.journal"
UNFINISHED_SUFFIX = ".incomplete"  # What ours ends with too.

BLOBS = "blobs"
SNAPSHOTS = "snapshots"
REFS = "refs"
TREES = "trees"
LOCKS = ".locks"
# What is half made lies here: nobody looks for snapshots, links or refs in the folder itself.
DRAFTS = ".shelf.drafts"

_LONGEST_NAME_BYTES = 255  # Of a file or folder, on every usual file system.

MODEL = "model"
KINDS = {"models": MODEL, "datasets": "dataset", "spaces": "space", "kernels": "kernel"}


class UnsafePath(Problem):
    """The Hub names something that would lie outside of its folder, or that no disk can hold."""

    status = 502
    code = "unsafe_path"
    title = "The Hub's list of files cannot be trusted"

    @classmethod
    def of(cls, path: str) -> Self:
        return cls(
            f"The Hub names a file {path[:200]!r}, which would be written outside of the model's "
            "folder. Nothing was downloaded; tell who runs the Hub."
        )


def check_path(path: str) -> str:
    """Give a path inside a repository back, or raise UnsafePath when it leads out of it."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise UnsafePath.of(path)
    if os.sep != "/" and (os.sep in path or ":" in path):
        raise UnsafePath.of(path)
    return path


def check_name(name: str) -> str:
    """Give a name back that stands for one entry of a folder; all else raises UnsafePath."""
    if "/" in name:
        raise UnsafePath.of(name)
    return check_path(name)


def folder_name(repo_id: str, kind: str = MODEL) -> str:
    return f"{kind}s--" + repo_id.replace("/", "--")


def model_id_of(folder: str) -> str | None:
    """The model id that a folder of the cache belongs to; None for anything but a model."""
    kind, _, name = folder.partition("--")
    return name.replace("--", "/") if KINDS.get(kind) == MODEL and name else None


def check_listed_id(model_id: str) -> str:
    """Give back the id of a model on the disk, which may be none that the Hub could have: whoever
    made its folder chose the name.

    Raises:
        InvalidModelId: No folder of a cache stands for it, or it cannot be shown.
    """
    folder = folder_name(model_id)
    steps = model_id.split("/")
    fits = (
        model_id.isprintable()
        and model_id_of(folder) == model_id
        and not {".", ".."} & {*steps}
        and all(step.strip() for step in (steps[0], steps[-1]))
        and len(os.fsencode(folder)) <= _LONGEST_NAME_BYTES
    )
    if not fits:
        raise InvalidModelId.of(model_id)
    return model_id


def kind_and_id(folder: str) -> tuple[str, str] | None:
    """Kind and id of the repository that a folder of the cache belongs to; None for all else."""
    prefix, _, name = folder.partition("--")
    kind = KINDS.get(prefix)
    return (kind, name.replace("--", "/")) if kind and name else None


def trash_dir(cache_dir: Path) -> Path:
    """Where removed repositories wait to be unlinked: on the cache's own disk, so that a rename
    does it, and in the one hidden folder that huggingface_hub's scan passes over in silence.
    """
    return cache_dir / LOCKS / ".modelshelf-trash"


def rate_account(cache_dir: Path) -> Path:
    """Where the processes of a node keep account of what passes under the rate limit."""
    return cache_dir / LOCKS / ".modelshelf-rate"


@dataclass(frozen=True, slots=True)
class RepoFolder:
    """The folder of one model, or of another repository, in one cache.

    What is asked for by name raises UnsafePath when it would lie anywhere else.

    Attributes:
        model_id: The repository's id, of whatever kind it is.
        kind: `model`, `dataset`, `space` or `kernel`.
    """

    cache_dir: Path
    model_id: str
    kind: str = MODEL

    @property
    def hub_path(self) -> str:
        """What the Hub's own addresses call it: `org/name` for a model, `datasets/org/name` for a
        dataset. No organisation of the Hub can have the name of a kind."""
        return self.model_id if self.kind == MODEL else f"{self.kind}s/{self.model_id}"

    @property
    def root(self) -> Path:
        return self.cache_dir / folder_name(self.model_id, self.kind)

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def refs(self) -> Path:
        return self.root / "refs"

    @property
    def trees(self) -> Path:
        return self.root / "trees"

    @property
    def locks(self) -> Path:
        return self.cache_dir / ".locks" / self.root.name

    def blob(self, name: str) -> Path:
        return self.blobs / check_name(name)

    def partial(self, blob: str) -> Path:
        return self.blobs / check_name(blob + PARTIAL_SUFFIX)

    def lock(self, blob: str) -> Path:
        return self.locks / check_name(f"{blob}.lock")

    def snapshot(self, sha: str) -> Path:
        return self.snapshots / check_name(sha)

    def ref(self, name: str) -> Path:
        return self.refs / check_path(name)

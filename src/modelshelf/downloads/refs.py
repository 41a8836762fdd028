"""Which branches a download moves, and from where. Everything here reads the disk, and blocks."""

from collections.abc import Sequence

from modelshelf.hub.door import DEFAULT_BRANCH, HubFile, is_commit
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.refs import read_ref


def refs_to_move(folder: RepoFolder, revision: str | None) -> tuple[str, ...]:
    """The refs that shall point to the download.

    Whatever is fetched becomes the local `main` too where there is none yet: without it no library
    would find the model by its plain name.
    """
    if revision is None:
        return (DEFAULT_BRANCH,)
    named = () if is_commit(revision) else (revision,)
    if is_commit(read_ref(folder, DEFAULT_BRANCH).strip()) or DEFAULT_BRANCH in named:
        return named
    return (*named, DEFAULT_BRANCH)


def commits_left(folder: RepoFolder, refs: Sequence[str], sha: str) -> tuple[str, ...]:
    """The commits that these refs point to now and would not any more."""
    at = {read_ref(folder, ref).strip() for ref in refs}
    return tuple(sorted(at - {sha, ""}))


def is_installed(
    folder: RepoFolder, sha: str, files: Sequence[HubFile], refs: Sequence[str]
) -> bool:
    """Whether a snapshot holds these files at their exact sizes, and the refs point to it."""
    try:
        return all(
            (folder.snapshot(sha) / file.path).stat().st_size == file.size_bytes for file in files
        ) and all(read_ref(folder, ref) == sha for ref in refs)
    except OSError:
        return False

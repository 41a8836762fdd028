"""What changed of a repository since it was looked at last, and what of that look still holds."""

from dataclasses import replace

from modelshelf.cache.reading.repo import RepoOnDisk


def still_described(repo: RepoOnDisk, before: RepoOnDisk | None) -> RepoOnDisk:
    """What was said of it holds, unless other files make up the revision now."""
    if before is None:
        return repo
    repo = replace(repo, reported_used_at=before.reported_used_at)
    same = (before.revision, before.revisions) == (repo.revision, repo.revisions)
    # Until somebody has looked again, what it was stays the best guess at what it is.
    known = before.description if same else replace(before.description, rules="")
    return replace(repo, description=known)


def differs(before: RepoOnDisk | None, after: RepoOnDisk) -> bool:
    """Whether a person would see a difference, beyond a download that goes on."""
    return before is None or before != replace(
        after,
        signature=before.signature,
        partial_bytes=before.partial_bytes,
        last_used_at=before.last_used_at,
        modified_at=before.modified_at,
        description=before.description,
    )

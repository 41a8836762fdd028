"""The figures of a cache with each model counted as what it is offered as.

Its files may tell another type than its entry in the list does, or none as long as they come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache import pages
from modelshelf.cache.repo import RepoOnDisk, Status
from modelshelf.cache.sums import Group


async def as_offered(
    session: AsyncSession, node: str, groups: Iterable[Group], types: Mapping[str, str]
) -> tuple[Group, ...]:
    """The groups of a node's cache, its models by the types that they are offered as.

    Args:
        types: By the ids of what is offered.
    """
    others = [group for group in groups if group.kind != pages.MODEL]
    found = {(g.model_type, g.status): g for g in groups if g.kind == pages.MODEL}
    for repo in (await pages.by_id(session, node, list(types))).values():
        was = repo.description.model_type, repo.status
        is_now = types[repo.model_id], repo.status
        if was != is_now:
            found[was] = _with(found.get(was) or _empty(*was), repo, -1)
            found[is_now] = _with(found.get(is_now) or _empty(*is_now), repo, 1)
    return (*others, *(group for group in found.values() if group.count > 0))


def _empty(model_type: str | None, status: Status) -> Group:
    return Group(pages.MODEL, model_type, status, 0, 0, 0)


def _with(group: Group, repo: RepoOnDisk, count: int) -> Group:
    return replace(
        group,
        count=group.count + count,
        size_bytes=group.size_bytes + count * (repo.size_bytes - repo.shared_bytes),
        partial_bytes=group.partial_bytes + count * repo.partial_bytes,
    )

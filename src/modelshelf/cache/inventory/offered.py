"""The figures of a cache with each model counted as what it is offered as.

Its files may tell another type than its entry in the list does, or none as long as they come.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import pages
from modelshelf.cache.inventory.totals import Group, regrouped
from modelshelf.cache.reading.repo import RepoOnDisk


async def as_offered(
    session: AsyncSession, node: str, groups: Iterable[Group], types: Mapping[str, str]
) -> tuple[Group, ...]:
    """The groups of a node's cache, its models by the types that they are offered as.

    Args:
        types: By the ids of what is offered.
    """
    on_disk = await pages.by_id(session, node, list(types))
    return regrouped(groups, [(_alone(repo), types[name]) for name, repo in on_disk.items()])


def _alone(repo: RepoOnDisk) -> Group:
    return Group(
        kind=repo.kind,
        model_type=repo.description.model_type,
        status=repo.status,
        count=1,
        size_bytes=repo.size_bytes - repo.shared_bytes,
        partial_bytes=repo.partial_bytes,
    )

"""What takes the space of a node's disk, from the tables."""

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cli.picture import Space, parts_of
from modelshelf.kit.settings import Settings
from modelshelf.library.map import read_history, read_map
from modelshelf.registry.curated import Curated
from modelshelf.registry.service import offered

_DAYS = 90


async def read_space(session: AsyncSession, settings: Settings, curated: Curated) -> Space | None:
    """None until the node has looked at its disk."""
    offers = await offered(session, curated, None)
    found = await read_map(session, settings.node, offers)
    if found is None:
        return None
    past = [*await read_history(session, settings.node, _DAYS), found.sample]
    return Space(
        cache_dir=str(settings.cache_dir),
        parts=parts_of(found.sample),
        past=[(sample.taken_at.timestamp(), sample.ours_bytes) for sample in past],
    )

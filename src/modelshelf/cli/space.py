"""What takes the space of a node's disk, from the tables."""

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.history import Sample
from modelshelf.cli.picture import Space
from modelshelf.kit.settings import Settings
from modelshelf.library.map import read_history, read_map
from modelshelf.registry.curated import Curated
from modelshelf.registry.kinds import ModelType
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
        parts=_parts(found.sample),
        past=[(sample.taken_at.timestamp(), sample.ours_bytes) for sample in past],
    )


def _parts(sample: Sample) -> dict[str, int]:
    typed = {str(kind): sample.by_type.get(kind, 0) for kind in ModelType}
    return {
        **typed,
        "other models": sample.model_bytes - sum(typed.values()),
        "datasets": sample.dataset_bytes,
        "spaces": sample.space_bytes,
        "shared files": sample.shared_bytes,
        "unfinished": sample.partial_bytes,
        "trash": sample.trash_bytes,
    }

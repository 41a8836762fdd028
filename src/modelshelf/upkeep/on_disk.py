"""The model on the disk that somebody wants to be looked after."""

from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.hub.door import check_model_id
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings


async def on_disk(database: Database, settings: Settings, model_id: str) -> RepoOnDisk:
    """What the inventory knows of it.

    Raises:
        InvalidModelId, NotInstalled.
    """
    check_model_id(model_id)
    async with database.read() as session:
        repo = await inventory.get_repo(session, settings.node, model_id)
    if repo is None or repo.status is Status.AVAILABLE:
        raise NotInstalled(
            f"Nothing of {model_id} is in the cache {settings.cache_dir}: download it."
        )
    return repo

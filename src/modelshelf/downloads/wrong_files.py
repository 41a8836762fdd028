"""What a download does about files that a checksum has condemned."""

import asyncio

from modelshelf.cache.inventory import verifications
from modelshelf.cache.reading.condemned import NOTHING, Condemned, blob_place, snapshot_place
from modelshelf.downloads.row import files_of
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.remains import throw_away_blobs
from modelshelf.kit.database import Database
from modelshelf.operations.models import Operation


async def throw_away(database: Database, folder: RepoFolder, operation: Operation) -> None:
    """Remove them first: of the right size, they would pass for fetched.

    Raises:
        CacheReadOnly: The folder is, or holds, a link.
    """
    condemned = await _condemned(database, operation)
    wrong = {file.blob for file in files_of(operation) if blob_place(file.blob) in condemned}
    if not wrong:
        return
    await asyncio.to_thread(throw_away_blobs, folder, wrong)
    # At once: after a crash the new blob must not be taken for the one that was wrong.
    async with database.write() as session:
        places = map(blob_place, wrong)
        await verifications.absolve(session, operation.node, operation.model_id, places)


async def absolve_links(database: Database, operation: Operation) -> None:
    """What a transfer ends with is right: it verifies what it fetches, and makes the links."""
    sha = operation.sha or ""
    places = {snapshot_place(sha, file.path) for file in files_of(operation)}
    if places := places & await _condemned(database, operation):
        async with database.write() as session:
            await verifications.absolve(session, operation.node, operation.model_id, places)


async def _condemned(database: Database, operation: Operation) -> Condemned:
    async with database.read() as session:
        found = await verifications.condemned(session, operation.node, [operation.model_id])
    return found.get(operation.model_id, NOTHING)

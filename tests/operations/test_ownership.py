"""Whose a model on the disk is: what a member may delete is what their downloads brought alone."""

from typing import Any
from uuid import UUID, uuid4

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Channel, Deed
from modelshelf.kit.database import Database
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.provenance import SnapshotFile, is_wholly_of
from tests.operations.stage import MODEL, NODE, add

SHA = "a" * 40
ADA, ANOTHER_ADA, BOB = (
    Actor(name, Channel.SESSION, account_id=uuid4()) for name in ("ada", "ada", "bob")
)
HERE = [SnapshotFile(SHA, "config.json")]


async def brought(database: Database, by: Actor, kind: Kind = Kind.DOWNLOAD, **how: Any) -> UUID:
    """A finished operation that somebody asked for, and the record of it."""
    values: dict[str, Any] = {"status": Status.COMPLETED, "began_empty": True, "sha": SHA} | how
    files = [{"path": file.path} for file in HERE]
    operation_id = await add(database, kind=kind, requested_by=by.label, files=files, **values)
    async with database.write() as session:
        deed = Deed(f"{kind}.start")
        await audit.record(session, by, deed, MODEL, operation_id=operation_id)
    return operation_id


async def is_of(database: Database, by: Actor) -> bool:
    async with database.read() as session:
        return await is_wholly_of(session, NODE, MODEL, by, HERE)


async def test_what_somebody_downloaded_is_theirs(sqlite_database: Database) -> None:
    await brought(sqlite_database, ADA)

    assert await is_of(sqlite_database, ADA)
    assert not await is_of(sqlite_database, BOB)


async def test_a_name_that_was_anothers_before_inherits_nothing(sqlite_database: Database) -> None:
    await brought(sqlite_database, ANOTHER_ADA)

    assert not await is_of(sqlite_database, ADA)


async def test_what_was_imported_into_ones_download_is_not_ones_own(
    sqlite_database: Database,
) -> None:
    await brought(sqlite_database, ADA)
    await brought(sqlite_database, BOB, Kind.IMPORT, began_empty=False)

    assert not await is_of(sqlite_database, ADA)
    assert not await is_of(sqlite_database, BOB)

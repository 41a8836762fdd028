"""The record of deeds: it only grows, holds no secret, and is read a page at a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from modelshelf.audit import service
from modelshelf.audit.deeds import Actor, Channel, Deed, Outcome
from modelshelf.audit.models import AuditEntry
from modelshelf.audit.repository import AuditQuery
from modelshelf.audit.schemas import AuditEntryOut
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict

ADA = Actor("Ada", Channel.SESSION, uuid4(), "10.0.0.1")
BOB = Actor("bob", Channel.TOKEN, uuid4())


async def record(database: Database, *deeds: Deed, by: Actor = ADA, about: str = "a/b") -> None:
    async with database.write() as session:
        for deed in deeds:
            await service.record(session, by, deed, about)


async def read(database: Database, query: AuditQuery | None = None) -> list[AuditEntry]:
    async with database.read() as session:
        return list((await service.read(session, query or AuditQuery()))[0])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'eve'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
    ],
)
async def test_nobody_changes_what_is_recorded(database: Database, statement: str) -> None:
    await record(database, Deed.DOWNLOAD_START)
    with pytest.raises(DBAPIError, match="only grows"):
        async with database.write() as session:
            await session.execute(text(statement))
    assert [entry.actor for entry in await read(database)] == ["Ada"]


async def test_nor_replaces_nor_empties_it(database: Database) -> None:
    await record(database, Deed.DOWNLOAD_START)
    if database.is_sqlite:
        statement = (
            "INSERT OR REPLACE INTO audit (id, at, channel, deed, outcome, details) "
            "SELECT id, at, channel, deed, 'refused', details FROM audit"
        )
    else:
        statement = "TRUNCATE audit"
    with pytest.raises(DBAPIError, match="only grows"):
        async with database.write() as session:
            await session.execute(text(statement))
    assert [entry.outcome for entry in await read(database)] == [Outcome.DONE]


async def test_what_is_rolled_back_was_not_done(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await service.record(session, ADA, Deed.DELETE_START, "a/b")
            raise RuntimeError
    assert await read(database) == []


async def test_a_refusal_stands_with_its_reason(database: Database) -> None:
    with pytest.raises(Conflict):
        async with service.refusals(database, ADA, Deed.DELETE_START, "a/b"):
            raise Conflict("No.")
    (entry,) = await read(database)
    assert (entry.outcome, entry.code, entry.about) == (Outcome.REFUSED, "conflict", "a/b")
    assert (entry.actor, entry.actor_id, entry.address) == ("Ada", ADA.account_id, "10.0.0.1")


async def test_what_looks_like_a_secret_is_not_written_down(database: Database) -> None:
    async with database.write() as session:
        await service.record(
            session,
            ADA,
            Deed.COLLECTION_CHANGE,
            "a\0b" * 200,
            password="geheim",
            given={"hub_token": "geheim", "address": "https://me:geheim@host/"},
            note="hf_abcdefghijklmnop",
        )
    (entry,) = await read(database)
    assert "geheim" not in str(entry.details)
    assert "abcdefghijklmnop" not in str(entry.details)
    assert entry.about == ("ab" * 200)[:200]


async def test_half_a_character_keeps_no_refusal_out_of_the_record(database: Database) -> None:
    with pytest.raises(Conflict):
        async with service.refusals(database, ADA, Deed.DOWNLOAD_START, "a/\ud800b"):
            raise Conflict("No.")
    (entry,) = await read(database)
    assert entry.about == "a/?b"


async def test_each_filter_chooses(database: Database) -> None:
    operation = uuid4()
    await record(database, Deed.DOWNLOAD_START, Deed.DELETE_START)
    await record(database, Deed.COLLECTION_CREATE, by=BOB, about="docs")
    async with database.write() as session:
        await service.record_end(
            session,
            Deed.DOWNLOAD_FINISH,
            "c/d",
            operation_id=operation,
            requested_by="carol",
            outcome=Outcome.FAILED,
            code="stalled",
        )

    async def deeds(**chosen: object) -> list[str]:
        query = AuditQuery(**chosen)  # type: ignore[arg-type] # each as its field is
        return [entry.deed.value for entry in await read(database, query)]

    assert await deeds(actor="ada") == ["delete.start", "download.start"]
    assert await deeds(deeds=[Deed.COLLECTION_CREATE]) == ["collection.create"]
    assert await deeds(about="docs") == ["collection.create"]
    assert await deeds(outcome=Outcome.FAILED) == ["download.finish"]
    assert await deeds(operation_id=operation) == ["download.finish"]
    assert await deeds(seen_by=BOB.account_id) == ["collection.create"]
    assert await deeds(since=now() + timedelta(minutes=1)) == []
    assert len(await deeds(until=now() + timedelta(minutes=1))) == 4


async def test_an_end_is_attributed_to_whoever_asked_last(database: Database) -> None:
    operation = uuid4()
    async with database.write() as session:
        for by, deed in ((ADA, Deed.DOWNLOAD_START), (BOB, Deed.DOWNLOAD_RETRY)):
            await service.record(session, by, deed, "a/b", operation_id=operation)
        await service.record_end(
            session,
            Deed.DOWNLOAD_FINISH,
            "a/b",
            operation_id=operation,
            requested_by="Ada",
            outcome=Outcome.DONE,
        )
    entry = (await read(database))[0]
    assert (entry.actor, entry.actor_id, entry.channel) == ("bob", BOB.account_id, Channel.NODE)


async def test_pages_neither_repeat_nor_leave_out(database: Database) -> None:
    await record(database, *[Deed.DOWNLOAD_START] * 5)
    seen: list[int] = []
    cursor: str | None = None
    async with database.read() as session:
        while True:
            page, cursor = await service.read(session, AuditQuery(limit=2), cursor)
            seen += [entry.id for entry in page]
            await record(database, Deed.DOWNLOAD_PAUSE)  # What comes meanwhile disturbs nothing.
            if cursor is None:
                break
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


async def test_the_reason_of_what_was_refused_is_told_in_words(database: Database) -> None:
    async with database.write() as session:
        refused = Outcome.REFUSED
        for code in (Conflict.code, "of_an_older_version"):
            await service.record(session, ADA, Deed.DELETE_START, "a/b", outcome=refused, code=code)
        await service.record(session, ADA, Deed.DELETE_START, "a/b")
    told = [AuditEntryOut.of(entry).reason for entry in await read(database)]
    assert told == [None, None, Conflict.title]

"""The history in pages: nothing twice and nothing left out, whatever comes meanwhile."""

from datetime import timedelta
from uuid import UUID

from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.operations import service
from modelshelf.operations.moves import Kind, Status
from tests.operations.stage import add

PER_PAGE = 2


async def test_pages_neither_repeat_nor_leave_out(database: Database) -> None:
    moment = now() - timedelta(hours=1)
    # Several of one moment, as they are where many models are asked for together.
    moments = [moment, moment, moment, moment + timedelta(seconds=1), moment]
    added = {
        await add(database, f"acme/model-{number}", created_at=at)
        for number, at in enumerate(moments)
    }

    seen = await _pages(database)

    assert len(seen) == len(added)
    assert set(seen) == added


async def test_pages_of_one_kind_are_not_cut_by_others(database: Database) -> None:
    download = await add(database, created_at=now() - timedelta(hours=1))
    for number in range(2 * PER_PAGE):
        await add(database, f"acme/read-{number}", kind=Kind.VERIFY, status=Status.COMPLETED)

    async with database.read() as session:
        first, cursor = await service.page(session, PER_PAGE, kind=Kind.DOWNLOAD)

    assert [one.id for one in first] == [download]
    assert cursor is None


async def _pages(database: Database) -> list[UUID]:
    seen: list[UUID] = []
    cursor: str | None = None
    while True:
        async with database.read() as session:
            page, cursor = await service.page(session, PER_PAGE, cursor)
        assert len(page) <= PER_PAGE
        seen += [one.id for one in page]
        await add(database, f"acme/later-{len(seen)}")
        if cursor is None:
            return seen

"""How long it is known that a model was verified."""

from datetime import timedelta

from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.verifications import Verification
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from tests.cache.indexing import MODEL, NODE

SECOND = timedelta(seconds=1)


async def _conclude(database: Database) -> Verification:
    """Yesterday."""
    result = Verification(now() - timedelta(days=1), 3, 4_000, ("a.bin",))
    async with database.write() as session:
        await verifications.conclude(session, NODE, MODEL, result)
    return result


async def _known(database: Database) -> Verification | None:
    async with database.read() as session:
        return (await verifications.find(session, NODE, [MODEL])).get(MODEL)


async def test_what_comes_back_is_as_verified_as_it_was(database: Database) -> None:
    result, began = await _conclude(database), now()
    async with database.write() as session:
        # Whoever looks at the folder, and the deletion itself.
        await verifications.forget(session, NODE, [MODEL], now())
        await verifications.forget(session, NODE, [MODEL], now())
    assert await _known(database) is None

    async with database.write() as session:
        await verifications.bring_back(session, NODE, MODEL, began, now())

    assert await _known(database) == result


async def test_who_saw_that_it_was_gone_and_says_so_late_does_not_take_it_away(
    database: Database,
) -> None:
    result, began = await _conclude(database), now()
    async with database.write() as session:
        await verifications.forget(session, NODE, [MODEL], now())
        seen_at = now()
        await verifications.bring_back(session, NODE, MODEL, began, seen_at)

        await verifications.forget(session, NODE, [MODEL], seen_at)
    assert await _known(database) == result

    async with database.write() as session:
        await verifications.forget(session, NODE, [MODEL], now() + SECOND)
    assert await _known(database) is None


async def test_another_one_of_its_name_is_not_verified_by_it(database: Database) -> None:
    """It went before this deletion began, or after it had ended."""
    await _conclude(database)
    before = now()
    async with database.write() as session:
        await verifications.forget(session, NODE, [MODEL], before)
    after = now()

    async with database.write() as session:
        await verifications.bring_back(session, NODE, MODEL, before - 2 * SECOND, before - SECOND)
        await verifications.bring_back(session, NODE, MODEL, after + SECOND, after + 2 * SECOND)

    assert await _known(database) is None


async def test_what_is_verified_anew_is_so_from_now_on(database: Database) -> None:
    await _conclude(database)
    began = now()
    async with database.write() as session:
        await verifications.forget(session, NODE, [MODEL], now())
    again = await _conclude(database)
    assert await _known(database) == again

    async with database.write() as session:
        await verifications.bring_back(session, NODE, MODEL, began, now())
    assert await _known(database) == again

"""All models, one after the other; and a verification that somebody killed."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.inventory import verifications as results
from modelshelf.cache.reading.condemned import Damage
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.cache.reading.unseen import why_unseen
from modelshelf.hub.errors import CacheUnreadable
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.runner import Runner
from modelshelf.operations.service import ModelBusy
from modelshelf.upkeep.verify.handler import VerifyHandler
from modelshelf.upkeep.verify.row import targets_of
from modelshelf.upkeep.verify.service import Verifications, page_of_results
from tests.cache.generate import MadeRepo, make_repo
from tests.operations.stage import ADA, EVE, NODE, add, change, claim, read
from tests.support.permissions import permissions_hold
from tests.upkeep.damage import flip_a_bit


class Stage:
    """A node with a cache, whose parts are asked by hand."""

    def __init__(self, database: Database, cache_dir: Path, publisher: Publisher) -> None:
        self.database = database
        self.cache_dir = cache_dir
        settings = Settings(cache_dir=cache_dir, node=NODE)

        async def tell(model_ids: list[str]) -> None: ...

        self.indexer = Indexer(database, cache_dir, NODE, tell)
        handler = VerifyHandler(
            database, settings, lambda done: self.indexer.refresh(done.model_id)
        )
        self.verifications = Verifications(database, settings)
        self.runner = Runner(database, publisher, NODE, {Kind.VERIFY: handler}, None)

    async def make(self, *model_ids: str) -> list[MadeRepo]:
        made = [
            make_repo(self.cache_dir, model_id, {"config.json": b"{}", "m.safetensors": b"1" * 99})
            for model_id in model_ids
        ]
        await self.indexer.look_over()
        return made

    async def run(self, operation_id: UUID) -> None:
        await self.runner.run(operation_id)

    async def status_of(self, model_id: str) -> OnDisk | None:
        async with self.database.read() as session:
            repo = await inventory.get_repo(session, NODE, model_id)
        return repo.status if repo else None

    async def verified(self) -> set[str]:
        async with self.database.read() as session:
            return {*await results.find(session, NODE, ["acme/a", "acme/b", "acme/c"])}


@pytest.fixture
async def stage(database: Database, tmp_path: Path, valkey: str) -> AsyncIterator[Stage]:
    publisher = Publisher(valkey)
    cache_dir = tmp_path / "hub"
    cache_dir.mkdir()
    yield Stage(database, cache_dir, publisher)
    await publisher.close()


async def test_only_the_model_whose_turn_it_is_is_busy(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b", "acme/c")
    everything = ["acme/a", "acme/b", "acme/c"]
    assert await stage.verifications.start_all(by=ADA) == everything
    assert await stage.verifications.start_all(by=ADA) == everything  # No model waits twice.

    first = await stage.verifications.next_of_all()

    assert first is not None
    assert await stage.verifications.next_of_all() is None  # One at a time.
    assert await stage.verifications.waiting() == 2
    await add(stage.database, "acme/b")  # A download of one that waits is not refused.
    await stage.run(first.id)
    second = await stage.verifications.next_of_all()
    assert second is not None
    await stage.run(second.id)
    assert await stage.verified() == {"acme/a", "acme/c"}
    assert await stage.verifications.next_of_all() is None  # The last one is being downloaded.


async def test_those_that_waited_longest_come_first(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b")
    await stage.run((await stage.verifications.start("acme/a", by=ADA)).id)

    await stage.verifications.start_all(by=ADA)

    following = await stage.verifications.next_of_all()
    assert following is not None
    assert following.model_id == "acme/b"


async def test_a_model_that_is_gone_when_its_turn_comes_is_passed_over(stage: Stage) -> None:
    made, _ = await stage.make("acme/a", "acme/b")
    await stage.verifications.start_all(by=ADA)
    made.root.rename(stage.cache_dir / "elsewhere")

    following = await stage.verifications.next_of_all()

    assert following is not None
    assert following.model_id == "acme/b"


async def test_verifying_twice_at_once_is_one_verification(stage: Stage) -> None:
    await stage.make("acme/a")
    first = await stage.verifications.start("acme/a", by=ADA)

    assert (await stage.verifications.start("acme/a", by=ADA)).id == first.id


async def test_a_model_that_is_downloaded_or_deleted_is_not_verified(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b")
    await add(stage.database, "acme/a")
    await add(stage.database, "acme/b", kind=Kind.DELETE)

    for model_id in ("acme/a", "acme/b"):
        with pytest.raises(ModelBusy):
            await stage.verifications.start(model_id, by=ADA)


# A server's socket lies in the folder of another user, out of reach without the superuser's rights.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_that_may_not_be_read_is_not_called_right(stage: Stage) -> None:
    """What was found wrong of the others counts all the same."""
    (made,) = await stage.make("acme/a")
    made.blob_of("config.json").write_bytes(b"[]")
    made.blob_of("m.safetensors").chmod(0)
    begun = await stage.verifications.start("acme/a", by=ADA)

    with permissions_hold():
        await stage.run(begun.id)

    ended = await read(stage.database, begun.id)
    assert (ended.status, ended.error_code) == (Status.FAILED, "cache_unreadable")
    assert ended.error and "m.safetensors of acme/a cannot be read: Permission" in ended.error
    assert await stage.verified() == set()
    async with stage.database.read() as session:
        damaged = await results.damaged(session, NODE, ["acme/a"])
    assert [damage.paths for damage in damaged["acme/a"]] == [("config.json",)]


async def test_what_lies_in_an_unreadable_folder_is_not_called_absent(stage: Stage) -> None:
    (made,) = await stage.make("acme/a")
    (made.root / "snapshots").chmod(0)

    with permissions_hold(), pytest.raises(CacheUnreadable, match="snapshots cannot be read"):
        # In this thread: others of the pool may have begun before, with all rights.
        raise why_unseen(RepoFolder(stage.cache_dir, "acme/a")) or AssertionError

    (made.root / "snapshots").chmod(0o755)


async def test_two_verifications_do_not_read_at_once(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b")
    first = await stage.verifications.start("acme/a", by=ADA)
    second = await stage.verifications.start("acme/b", by=ADA)

    assert await claim(stage.database, first.id)
    assert not await claim(stage.database, second.id)


async def test_cancelled_it_keeps_what_it_found(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b")
    await stage.verifications.start_all(by=ADA)
    await stage.verifications.next_of_all()

    (cancelled,) = await stage.verifications.cancel_all(by=ADA, everybodys=False)

    assert cancelled.status is Status.CANCELLED
    assert await stage.verifications.waiting() == 0
    await stage.run(cancelled.id)  # Clearing up after it frees the model.
    await stage.verifications.start(cancelled.model_id, by=ADA)


async def test_what_others_asked_for_is_only_cancelled_by_whoever_may_cancel_all(
    stage: Stage,
) -> None:
    await stage.make("acme/a", "acme/b")
    await stage.verifications.start_all(by=ADA)
    await stage.verifications.next_of_all()

    assert await stage.verifications.cancel_all(by=EVE, everybodys=False) == []
    assert await stage.verifications.waiting() == 1

    assert len(await stage.verifications.cancel_all(by=EVE, everybodys=True)) == 1
    assert await stage.verifications.waiting() == 0


async def test_after_a_kill_it_goes_on_with_what_was_not_read(stage: Stage) -> None:
    (made,) = await stage.make("acme/a")
    operation = await stage.verifications.start("acme/a", by=ADA)
    # As a killed process leaves it: the first file read and found wrong, nothing else done.
    first, _ = targets_of(operation)
    damage = Damage(first.place, (first.paths[0],), "stamp")
    async with stage.database.write() as session:
        await results.condemn(session, NODE, "acme/a", damage)
    await change(stage.database, operation.id, files_done=[first.size_bytes, 0])

    await stage.run(operation.id)

    done = await read(stage.database, operation.id)
    assert (done.status, done.bytes_done) == (Status.COMPLETED, 101)
    assert await stage.status_of("acme/a") is OnDisk.DAMAGED  # Read again, it would be absolved.
    assert made.root.exists()


async def test_what_was_condemned_and_is_right_is_absolved(stage: Stage) -> None:
    (made,) = await stage.make("acme/a")
    flip_a_bit(made.blob_of("m.safetensors"))
    await stage.run((await stage.verifications.start("acme/a", by=ADA)).id)
    assert await stage.status_of("acme/a") is OnDisk.DAMAGED
    flip_a_bit(made.blob_of("m.safetensors"))

    await stage.verifications.recheck()

    again = await stage.verifications.next_of_all()
    assert again is not None
    await stage.run(again.id)
    assert await stage.status_of("acme/a") is OnDisk.INSTALLED
    await stage.verifications.recheck()
    assert await stage.verifications.waiting() == 0


async def test_results_come_in_pages_what_is_wrong_first(stage: Stage) -> None:
    await stage.make("acme/a", "acme/b", "acme/c", "acme/d", "acme/e")
    for model_id in ("acme/d", "acme/b"):
        await stage.run((await stage.verifications.start(model_id, by=ADA)).id)
    async with stage.database.write() as session:
        damage = Damage("blobs/abc", ("config.json",), "stamp")
        await results.condemn(session, NODE, "acme/e", damage)

    pages: list[list[str]] = []
    cursor: str | None = None
    async with stage.database.read() as session:
        while not pages or cursor is not None:
            page, cursor = await page_of_results(session, NODE, 2, cursor)
            pages.append([result.model_id for result in page])

    # Damaged; never read, by name; read, the oldest date first.
    assert pages == [["acme/e", "acme/a"], ["acme/c", "acme/d"], ["acme/b"]]

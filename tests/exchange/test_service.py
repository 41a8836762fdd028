"""Exports pack what the list calls installed, and imports leave the disk's reserve alone."""

import io
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.cache.errors import NotComplete
from modelshelf.cache.inventory import listings, verifications
from modelshelf.cache.reading.condemned import Damage, blob_place
from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.removing import trash
from modelshelf.cache.removing.note import Note
from modelshelf.downloads.errors import InsufficientStorage
from modelshelf.exchange.service import Exchange
from modelshelf.exchange.unpack import ShelfFile
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations.moves import Status
from tests.cache.generate import MadeRepo, make_repo

MODEL = "acme/minilm"
MUCH = 10**15


@pytest.fixture
def settings(tmp_path: Path, cache_dir: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", cache_dir=cache_dir, disk_reserve=0)


@pytest.fixture
def made(settings: Settings) -> MadeRepo:
    settings.data_dir.mkdir()
    files: dict[str, bytes | int] = {"config.json": b"{}", "model.safetensors": b"w" * 5000}
    return make_repo(settings.cache_dir, MODEL, files, listed=False)


@pytest.fixture
def exchange(sqlite_database: Database, publisher: Publisher) -> Callable[[Settings], Exchange]:
    async def nothing(_: object) -> None:
        """Nobody keeps a list here."""

    def make(settings: Settings) -> Exchange:
        return Exchange(
            sqlite_database,
            publisher,
            settings,
            refresh=nothing,
            told=lambda _: None,
            by=Actor("ada", Channel.COMMAND_LINE),
        )

    return make


async def test_an_export_says_how_much_it_packed(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    made: MadeRepo,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    await exchange(settings).export([MODEL], tmp_path / "shelf.tar")
    async with sqlite_database.read() as session:
        (row,) = await repository.newest(session)
    assert (row.status, row.bytes_done, row.bytes_total) == (Status.COMPLETED, 5002, 5002)


async def test_a_model_without_a_file_that_was_planned_is_not_packed(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    made: MadeRepo,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    planned = [HubFile("tokenizer.json", 9, "a" * 40, None)]
    async with sqlite_database.write() as session:
        await listings.store_listing(session, settings.node, MODEL, made.sha, planned)
    with pytest.raises(NotComplete, match="partial") as refused:
        await exchange(settings).export([MODEL], tmp_path / "shelf.tar")
    assert refused.value.code == "not_complete"
    assert not (tmp_path / "shelf.tar").exists()


async def test_a_model_with_a_file_known_to_be_wrong_is_not_packed(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    made: MadeRepo,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    place = blob_place(made.blob_of("model.safetensors").name)
    async with sqlite_database.write() as session:
        damage = Damage(place, ("model.safetensors",), "")
        await verifications.condemn(session, settings.node, MODEL, damage)
    with pytest.raises(NotComplete, match="damaged"):
        await exchange(settings).export([MODEL], tmp_path / "shelf.tar")


async def test_an_import_takes_no_space_that_the_trash_does_not_give_up(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    made: MadeRepo,
    tmp_path: Path,
) -> None:
    """A model in the trash says to hold much more than it does."""
    await exchange(settings).export([MODEL], tmp_path / "shelf.tar")
    folder = RepoFolder(settings.cache_dir, MODEL)
    trash.put_aside(folder, Note(MODEL, uuid4(), "ada", freed_bytes=MUCH))
    reserve = disk_usage(settings.cache_dir).free_bytes + MUCH // 2
    careful = settings.model_copy(update={"disk_reserve": reserve})
    shelf = ShelfFile(io.BytesIO((tmp_path / "shelf.tar").read_bytes()))
    shelf.check_origin(secret_key(settings), None)
    with pytest.raises(InsufficientStorage):
        await exchange(careful).take_in(shelf, shelf.manifest.models[0])
    assert not folder.root.exists()


async def test_what_was_taken_in_counts_as_verified_unless_a_file_lay_there_before(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    made: MadeRepo,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    """By its size alone: what lies there is kept, and only what is in the shelf file compared."""
    packed = tmp_path / "shelf.tar"
    await exchange(settings).export([MODEL], packed)
    for name, lies_there in (("empty", False), ("filled", True)):
        target = settings.model_copy(update={"cache_dir": tmp_path / name, "node": name})
        if lies_there:
            blob = RepoFolder(target.cache_dir, MODEL).blob(made.blob_of("config.json").name)
            blob.parent.mkdir(parents=True)
            blob.write_bytes(b"[]")
        with packed.open("rb") as stream:
            shelf = ShelfFile(stream)
            shelf.check_origin(secret_key(settings), None)
            await exchange(target).take_in(shelf, shelf.manifest.models[0])
    assert await _verified_bytes(sqlite_database, "empty") == 5002
    assert await _verified_bytes(sqlite_database, "filled") is None


async def test_an_adopted_folder_counts_as_verified(
    exchange: Callable[[Settings], Exchange],
    settings: Settings,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    for node, link in (("copied", False), ("linked", True)):
        folder = tmp_path / node
        folder.mkdir()
        (folder / "model.bin").write_bytes(b"w" * 700)
        target = settings.model_copy(update={"cache_dir": tmp_path / f"{node}-cache", "node": node})
        target.cache_dir.mkdir()
        await exchange(target).adopt(folder, MODEL, link=link)
        assert await _verified_bytes(sqlite_database, node) == 700


async def _verified_bytes(database: Database, node: str) -> int | None:
    async with database.read() as session:
        found = await verifications.find(session, node, [MODEL])
    return found[MODEL].checked_bytes if MODEL in found else None

"""Deleting against downloading against a collection being registered: many interleavings of each.

A hundred seeds on each kind of database, ten in a test; `-k sqlite-30` plays 30 to 39 again.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from huggingface_hub import snapshot_download
from sqlalchemy import select

from modelshelf.cache.inventory import listings, verifications
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.cache.removing.trash import entries
from modelshelf.hub.layout import RepoFolder, folder_name
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.events import Publisher
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.usage.models import Collection
from tests.hub import HubServer, Pattern, Repo
from tests.hub.repository import Source
from tests.removal.contest import Contest
from tests.removal.interleaving import Interleaving

SEEDS = 100
MODEL = "demo/contested"
FILES: dict[str, Source] = {
    "config.json": '{"model_type": "bert"}',
    "model.safetensors": Pattern(30_000, seed=5),
}
# What may come between an operation and its end; all else that fails is a fault.
MAY_FAIL = {
    Kind.DELETE: {"model_in_use", "not_installed"},
    Kind.RESTORE: {"not_in_trash", "place_taken"},
}
CHANGES = {Kind.DOWNLOAD: OnDisk.INSTALLED, Kind.RESTORE: OnDisk.INSTALLED, Kind.DELETE: None}


@pytest.fixture(scope="module")
def repo(package_hub: HubServer) -> Repo:
    return package_hub.hub.add(MODEL, FILES)


@pytest.fixture(scope="module")
def downloaded(
    repo: Repo, package_hub: HubServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A cache in which the model lies as the real client left it."""
    cache_dir = tmp_path_factory.mktemp("downloaded")
    snapshot_download(repo.id, cache_dir=cache_dir, endpoint=package_hub.url, token=False)
    yield cache_dir


@pytest.fixture
async def publisher(valkey: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(valkey)
    yield publisher
    await publisher.close()


@pytest.fixture
async def client(package_hub: HubServer) -> AsyncIterator[RemoteHub]:
    client = RemoteHub(package_hub.url)
    yield client
    await client.close()


@pytest.fixture
async def second(database_url: str) -> AsyncIterator[Database]:
    """Another process's way into the same database."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.mark.parametrize("tens", range(0, SEEDS, 10))
async def test_whoever_comes_first_nothing_wrong_comes_of_it(
    tens: int,
    database: Database,
    second: Database,
    client: RemoteHub,
    publisher: Publisher,
    repo: Repo,
    downloaded: Path,
    tmp_path: Path,
) -> None:
    for seed in range(tens, tens + 10):
        # A cache and a node for each: all they share is the database, and what it has compiled.
        node = f"seed-{seed}"
        contest = Contest(database, second, client, publisher, tmp_path / node, node)
        numbers = Random(seed)
        before = await _set_up(contest, numbers, downloaded)
        deeds = _deeds(numbers)
        outcomes = await _all_at_once(contest, seed, deeds, database, second)
        told = f"seed {seed}: {list(zip(deeds, outcomes, strict=True))}"
        _assert_refused_in_words(outcomes, told)
        await _assert_true_to_all(contest, repo, before, told)
        await contest.forget_collections()


async def _all_at_once(
    contest: Contest, seed: int, deeds: Sequence[str], *databases: Database
) -> list[object]:
    """Do them, as far as they are allowed to; gives what came of each."""
    interleaving = Interleaving(seed)
    with interleaving.over(*databases):
        async with contest.worker_looking():
            outcomes: list[object] = await asyncio.gather(
                *(
                    interleaving.act(f"{number} {deed}", partial(getattr(contest, deed), MODEL))
                    for number, deed in enumerate(deeds)
                ),
                return_exceptions=True,
            )
            return outcomes


async def _set_up(contest: Contest, numbers: Random, downloaded: Path) -> OnDisk | None:
    """Begin with the model installed, or in the trash, or not at all; gives what it is."""
    beginning = numbers.choice(["installed", "installed", "installed", "in the trash", "absent"])
    if beginning == "absent":
        contest.settings.cache_dir.mkdir()
        return None
    shutil.copytree(downloaded, contest.settings.cache_dir, symlinks=True)
    await contest.indexer.look_over()
    if beginning == "installed":
        return OnDisk.INSTALLED
    await contest.delete(MODEL)
    return None


def _deeds(numbers: Random) -> list[str]:
    """What is wanted of the model at once, in the order of asking."""
    deeds = ["delete", "download", "register"]
    for more, chance in {"delete": 0.4, "download": 0.4, "restore": 0.4, "verify": 0.4}.items():
        if numbers.random() < chance:
            deeds.append(more)
    numbers.shuffle(deeds)
    return deeds


def _assert_refused_in_words(outcomes: Sequence[object], told: str) -> None:
    """Nobody gets an error that is nobody's fault."""
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Problem):
            raise AssertionError(told) from outcome
        if isinstance(outcome, Problem):
            assert outcome.code != "internal_error" and outcome.status in (404, 409), told


async def _assert_true_to_all(
    contest: Contest, repo: Repo, before: OnDisk | None, told: str
) -> None:
    async with contest.database.read() as session:
        node, rows = contest.settings.node, await contest.operations(session)
        needed = (await session.scalars(select(Collection))).all()
        listed = await inventory.get_repo(session, node, MODEL)
        planned = (await listings.listings_of(session, node, [MODEL])).get(MODEL, {})
        condemned = await verifications.condemned(session, node, [MODEL])
    told += "".join(f"\n  {_in_short(row)}" for row in rows)
    told += "".join(f"\n  registered {one.created_at:%S.%f}" for one in needed)

    assert contest.together == [], told
    for row in rows:
        ended_well = row.status is Status.COMPLETED or (
            row.status is Status.FAILED and row.error_code in MAY_FAIL.get(row.kind, ())
        )
        assert ended_well, told
        assert row.owner is None and not row.debris, told
    _assert_protected(rows, needed, told)

    cache_dir = contest.settings.cache_dir
    assert MODEL not in condemned, told
    found = read_repo(cache_dir, folder_name(MODEL), planned)
    assert _facts(listed) == _facts(found), told
    done = sorted(
        (row for row in rows if row.status is Status.COMPLETED and row.kind in CHANGES),
        key=_ended,
    )
    expected = CHANGES[done[-1].kind] if done else before
    assert (found.status if found else None) == expected, told
    if found is not None:
        _assert_whole(RepoFolder(cache_dir, MODEL), repo, told)
    undone = {row.undoes for row in done}
    deleted = {row.id for row in done if row.kind is Kind.DELETE}
    waiting = {trashed.note.operation_id for trashed in entries(cache_dir) if trashed.note}
    assert waiting <= deleted - undone, told


def _assert_protected(rows: Sequence[Operation], needed: Sequence[Collection], told: str) -> None:
    """Whoever needs the model came after a deletion's end, or kept it from being done."""
    for deletion in (row for row in rows if row.kind is Kind.DELETE):
        for collection in needed:
            came_after = collection.created_at > _ended(deletion)
            came_before = collection.created_at < deletion.created_at
            kept_it = came_before and deletion.status is not Status.COMPLETED
            assert came_after or kept_it, told


def _assert_whole(folder: RepoFolder, repo: Repo, told: str) -> None:
    commit = repo.find("main")
    assert commit is not None
    for path, file in commit.files.items():
        content = (folder.snapshot(repo.branches["main"]) / path).read_bytes()
        assert sha256(content).hexdigest() == file.content.sha256, (path, told)
    assert list(folder.root.rglob("*.incomplete*")) == [], told


def _facts(repo: RepoOnDisk | None) -> object:
    if repo is None:
        return None
    return repo.status, repo.revision, repo.refs, repo.size_bytes, repo.partial_bytes, repo.missing


def _ended(row: Operation) -> datetime:
    assert row.finished_at is not None
    return row.finished_at


def _in_short(row: Operation) -> str:
    moments = (row.created_at, row.started_at, row.finished_at)
    at = " ".join(f"{moment:%S.%f}" if moment else "-" for moment in moments)
    return f"{row.kind} {row.status} {row.error_code or ''} {at}"

"""Reading many repositories at once: whoever reads them, the same is found, and nothing is left."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from modelshelf.cache.inventory import repository
from modelshelf.cache.reading.condemned import blob_place
from modelshelf.cache.reading.read import Asked, read_repo, unreadable_repo
from modelshelf.cache.reading.readers import MANY, PROGRAM, REPOS_AT_ONCE, Batch, cores, read_all
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.cache.reading.survey import survey
from modelshelf.hub.door import HubFile
from modelshelf.kit.database import Database
from tests.cache.generate import MadeRepo, make_repo
from tests.cache.indexing import NODE, make_indexer
from tests.support.product import is_gone
from tests.support.wait import wait_for

# All of it is about the second process, which is started only where a second core can run it.
pytestmark = pytest.mark.skipif(cores() < 2, reason="on one core nothing is read beside it")

CONDEMNED, PLANNED, SENSELESS, BROKEN, ODD = (
    "acme/condemned",
    "acme/planned",
    "acme/senseless",
    "acme/broken",
    "acme/größe",
)
NO_SUCH_PROGRAM = ("/nowhere/python",)
ENDS_AT_ONCE = (sys.executable, "-c", "raise SystemExit(1)")
OF_ANOTHER_VERSION = (
    sys.executable,
    "-c",
    """
import sys
from modelshelf.cache.reading.second_reader import HELLO, heard, packed
sys.stdout.buffer.write(HELLO.replace(b"folder", b"place"))
sys.stdout.flush()
while asked := heard(sys.stdin.buffer):
    sys.stdout.buffer.write(packed({each.folder: None for each in asked}))
    sys.stdout.flush()
""",
)
ANSWERS_NONSENSE = (sys.executable, "-c", "print('Hello! How can I help?'); input()")
DIES_WHILE_IT_ANSWERS = (
    sys.executable,
    "-c",
    "import sys; from modelshelf.cache.reading.second_reader import HELLO, packed;"
    "sys.stdout.buffer.write(HELLO + packed({})[:-1])",
)
SAYS_NOTHING = (
    sys.executable,
    "-c",
    "import sys; from modelshelf.cache.reading.second_reader import HELLO;"
    "sys.stdout.buffer.write(HELLO); sys.stdout.flush(); sys.stdin.read()",
)


class Large:
    """A cache of so many repositories that a second process helps, some of them strange."""

    def __init__(self, cache_dir: Path) -> None:
        self.cache_dir = cache_dir
        names = [ODD, *(f"org/model-{number}" for number in range(MANY))]
        for name in names:
            make_repo(cache_dir, name, {"config.json": b"{}", "model.safetensors": 10})
        strange = {name: make_repo(cache_dir, name) for name in (CONDEMNED, PLANNED, SENSELESS)}
        make_repo(cache_dir, BROKEN).blob_of("model.safetensors").unlink()
        (cache_dir / "datasets--acme--empty").mkdir()
        self.folders = sorted(survey(cache_dir, {}).folders)
        self._asked = dict(self._known(strange))

    def _known(self, strange: dict[str, MadeRepo]) -> Any:
        config = HubFile("config.json", 2, "1" * 40)
        absent = HubFile("tokenizer.json", 9, "2" * 40)
        for name, made in strange.items():
            answers: dict[str, dict[str, Any]] = {
                CONDEMNED: {},
                PLANNED: {made.sha: [config, absent]},
                SENSELESS: {made.sha: ["no file"]},
            }
            wrong = {blob_place(made.blob_of("config.json").name)} if name == CONDEMNED else ()
            yield made.root.name, Asked(made.root.name, answers[name], frozenset(wrong))

    async def asking(self, folders: Sequence[str]) -> list[Asked]:
        return [self._asked.get(folder, Asked(folder)) for folder in folders]

    def batches(self, program: Sequence[str] = PROGRAM) -> "aclosing[AsyncGenerator[Batch]]":
        return aclosing(read_all(self.cache_dir, self.folders, self.asking, program))

    async def read(self, program: Sequence[str] = PROGRAM) -> dict[str, RepoOnDisk | None]:
        found: dict[str, RepoOnDisk | None] = {}
        async with self.batches(program) as batches:
            async for batch in batches:
                assert not found.keys() & batch.found.keys()
                found |= batch.found
        return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Large:
    return Large(tmp_path_factory.mktemp("large") / "hub")


@pytest.fixture(scope="module")
def one_by_one(large: Large) -> dict[str, RepoOnDisk | None]:
    """What each folder is found to be by itself."""
    asked = asyncio.run(large.asking(large.folders))
    senseless = f"models--{SENSELESS.replace('/', '--')}"
    found = {each.folder: each for each in asked if each.folder != senseless}
    return {folder: read_repo(large.cache_dir, *each) for folder, each in found.items()} | {
        senseless: unreadable_repo(senseless)
    }


def _second_readers() -> list[psutil.Process]:
    """Those of this process; servers of other tests may be its children, too."""
    module = PROGRAM[-1]
    return [child for child in psutil.Process().children() if module in child.cmdline()]


async def test_two_processes_find_what_one_finds(
    large: Large, one_by_one: dict[str, RepoOnDisk | None]
) -> None:
    assert len(one_by_one) == MANY + 6
    found: dict[str, RepoOnDisk | None] = {}
    told_bytes = niceness = 0
    async with large.batches() as batches:
        async for batch in batches:
            (second,) = _second_readers()
            told_bytes = max(told_bytes, second.io_counters().write_chars)
            niceness = max(niceness, second.nice())
            found |= batch.found
    assert found == one_by_one
    assert told_bytes > REPOS_AT_ONCE * 100  # And the second one had its part in it.
    assert niceness > psutil.Process().nice()  # It gives way to a server that starts.
    states = {
        repo.model_id: repo.status for repo in found.values() if repo and "acme" in repo.model_id
    }
    assert states == {
        CONDEMNED: Status.DAMAGED,
        PLANNED: Status.PARTIAL,
        SENSELESS: Status.DAMAGED,
        BROKEN: Status.DAMAGED,
        ODD: Status.INSTALLED,
        "acme/empty": Status.AVAILABLE,
    }


async def test_the_rows_are_those_of_repositories_read_one_by_one(
    large: Large, sqlite_database: Database
) -> None:
    indexer, _, listener = make_indexer(sqlite_database, large.cache_dir)
    await indexer.look_over()
    async with sqlite_database.read() as session:
        rows = {r.folder: r for r in await repository.list_repos(session, NODE)}
    assert rows == {folder: read_repo(large.cache_dir, folder) for folder in large.folders}
    assert sorted(listener.heard) == sorted(row.model_id for row in rows.values())


@pytest.mark.parametrize(
    "program",
    [
        NO_SUCH_PROGRAM,
        ENDS_AT_ONCE,
        OF_ANOTHER_VERSION,
        ANSWERS_NONSENSE,
        DIES_WHILE_IT_ANSWERS,
    ],
    ids=["none", "ends", "other version", "nonsense", "dies"],
)
async def test_without_a_second_process_all_is_read_here(
    large: Large, one_by_one: dict[str, RepoOnDisk | None], program: Sequence[str]
) -> None:
    assert await large.read(program) == one_by_one


async def test_for_one_that_says_nothing_it_does_not_wait_for_ever(
    large: Large, one_by_one: dict[str, RepoOnDisk | None]
) -> None:
    found: dict[str, RepoOnDisk | None] = {}
    reading = read_all(
        large.cache_dir, large.folders, large.asking, SAYS_NOTHING, patience_seconds=0.1
    )
    async for batch in reading:
        found |= batch.found
    assert found == one_by_one


async def test_what_a_killed_process_was_to_read_is_read_here(
    large: Large, one_by_one: dict[str, RepoOnDisk | None]
) -> None:
    found: dict[str, RepoOnDisk | None] = {}
    async with large.batches() as batches:
        async for batch in batches:
            if not found:
                (second,) = _second_readers()
                second.kill()
            found |= batch.found
    assert found == one_by_one


async def test_it_is_gone_when_all_is_read(large: Large) -> None:
    await large.read()
    assert not _second_readers()


async def test_it_is_gone_when_the_pass_is_cancelled(large: Large) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        async with large.batches() as batches:
            async for _ in batches:
                begun.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(read())
    await begun.wait()
    (second,) = _second_readers()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert is_gone(second)


async def test_it_ends_with_who_started_it(large: Large) -> None:
    script = """
import asyncio, sys
from pathlib import Path
from modelshelf.cache.reading.read import Asked
from modelshelf.cache.reading.readers import read_all
import psutil

async def asking(folders):
    return [Asked(folder) for folder in folders]

async def main():
    async for _ in read_all(Path(sys.argv[1]), sys.argv[2].split(), asking):
        print(psutil.Process().children()[0].pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
    first = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(large.cache_dir), " ".join(large.folders)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert first.stdout is not None
    second = psutil.Process(int(await first.stdout.readline()))
    first.kill()
    await first.wait()
    await asyncio.to_thread(wait_for, lambda: is_gone(second), "the second process to end")


async def test_few_repositories_are_read_by_one(large: Large) -> None:
    moments = []
    few = large.folders[: MANY - 1]
    async for batch in read_all(large.cache_dir, few, large.asking):
        assert not _second_readers()
        moments.append(batch.seen_at)
    assert len(moments) == -(-len(few) // REPOS_AT_ONCE)
    assert all(moment <= datetime.now(UTC) for moment in moments)


async def test_it_takes_no_time_to_start() -> None:
    heavy = "sqlalchemy", "pydantic", "asyncio", "structlog", "huggingface_hub"
    reader = "modelshelf.cache.reading.second_reader"
    script = f"import {reader}, sys; print(*sys.modules.keys() & {set(heavy)})"
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await started.communicate()
    assert said.split() == []

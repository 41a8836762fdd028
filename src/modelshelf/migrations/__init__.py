"""The database's shape over time, and bringing a database to the newest one.

The scripts name tables and columns by themselves and import nothing of the product: a script must
mean the same for ever. A script's file begins with its revision, `0001_…`, in order.

Alembic is imported only where there is something to do: it takes as long as all of FastAPI, and
every command looks whether the database is up to date.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
# Any number will do, as long as nobody else uses it: it names our lock in PostgreSQL.
_LOCK = 7_206_114_853


class NewerDatabase(Conflict):
    code = "database_newer"
    title = "The database is newer"


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision; processes that start at once do it one after the other.

    Raises:
        NewerDatabase: A newer version of the product has been at work on it.
    """
    if revision == "head" and await current(database) == newest():
        return
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(_upgrade, revision)


async def downgrade(database: Database, revision: str) -> None:
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(_downgrade, revision)


async def current(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


def newest() -> str:
    return max(_revisions())


def _revisions() -> set[str]:
    return {script.name.partition("_")[0] for script in (FOLDER / "versions").glob("[0-9]*_*.py")}


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    at = _current(connection)
    if revision == "head" and at == newest():
        return  # Another process did it while this one waited for its turn.
    if at is not None and at not in _revisions():
        raise NewerDatabase(
            f"The database is at version {at}, which this Modelshelf does not know. "
            "Install the newer version again."
        )
    from alembic import command  # noqa: PLC0415 (slow to import, and only needed to migrate)

    command.upgrade(_config(connection), revision)


def _downgrade(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 (slow to import, and only needed to migrate)

    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 (slow to import, and only needed to migrate)

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config

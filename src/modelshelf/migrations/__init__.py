"""The database's shape over time, and bringing a database to the newest one.

The scripts name tables and columns by themselves and import nothing of the product: a script must
mean the same for ever.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict

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
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(_upgrade, revision)


async def downgrade(database: Database, revision: str) -> None:
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(_config(c), revision))


async def current(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(
            lambda c: MigrationContext.configure(c).get_current_revision()
        )


def newest() -> str | None:
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    at = MigrationContext.configure(connection).get_current_revision()
    known = {
        script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()
    }
    if at is not None and at not in known:
        raise NewerDatabase(
            f"The database is at version {at}, which this Modelshelf does not know. "
            "Install the newer version again."
        )
    command.upgrade(_config(connection), revision)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config

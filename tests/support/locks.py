"""Who waits for whom in PostgreSQL."""

from sqlalchemy import text

from modelshelf.kit.database import Database


async def waiting(database: Database) -> int:
    """How many transactions wait for others to end."""
    async with database.read() as session:
        found = await session.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            )
        )
        return int(found or 0)

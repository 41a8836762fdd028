"""Rows that replace those of the same key, in one statement.

To look first and insert then lets two at once look both and find nothing: the second of them would
fail at the key, on a database with many writers.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import Base


def insert(session: AsyncSession, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what becomes of a row that is there already: both databases spell it
    the same, but SQLAlchemy has one for each."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return cast(sqlite.Insert | postgresql.Insert, dialect.insert(table))


async def upsert(session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or change those of the same keys in what is given, all with the same columns.

    Of two at once the later one's stays. A column that is left out keeps what the row that is there
    has in it; only a new row gets the column's default. What the session holds of such rows stays
    as it was.
    """
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    new = insert(session, cast(Table, table.__table__))
    changed = {name: new.excluded[name] for name in rows[0] if name not in keys}
    # By the connection: a session would look at every row, though it keeps none of them.
    connection = await session.connection()
    await connection.execute(new.on_conflict_do_update(index_elements=keys, set_=changed), rows)

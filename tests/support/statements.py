"""What is asked of a database, counted: for promises about effort that no clock has to keep."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from modelshelf.kit.database import Database


class Asked:
    """The statements that were sent to a database, in order, with their parameters."""

    def __init__(self, database: Database) -> None:
        self._file = database.url.database
        self.statements: list[tuple[str, Any]] = []

    def updates_of(self, table: str) -> int:
        """How many statements change rows of a table."""
        return sum(statement.startswith(f"UPDATE {table}") for statement, _ in self.statements)

    @property
    def writes(self) -> int:
        """How many transactions took SQLite's lock of those who write."""
        return sum(statement == "BEGIN IMMEDIATE" for statement, _ in self.statements)

    def searches(self, table: str) -> list[str]:
        """How SQLite looks for rows of a table, for each statement that does: its query plan."""
        assert self._file is not None
        with sqlite3.connect(self._file) as connection:
            return [
                step[3]
                for statement, parameters in self.statements
                if table in statement and statement.startswith(("SELECT", "UPDATE", "DELETE"))
                for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                if table in step[3]
            ]


@contextmanager
def asked(database: Database) -> Iterator[Asked]:
    """Take down what this process asks of a database in this block."""
    found = Asked(database)

    def note(_c: Any, _r: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        found.statements.append((statement, parameters[0] if many else parameters))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)

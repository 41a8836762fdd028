"""What every router reaches for: the parts that requests share, and one transaction a request.

`create_app` gives the application its `Parts`; a router names what it needs as a parameter.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Annotated, Generic, Self, TypeVar, cast

from fastapi import Depends, FastAPI, Query, Request, Response
from pydantic import AfterValidator, BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.clock import by_universal_time
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings

T = TypeVar("T")


class Parts:
    """What all requests of one application share: one object of a type."""

    def __init__(self, app: FastAPI, *parts: object) -> None:
        self._parts = {type(part): part for part in parts}
        app.state.parts = self

    @classmethod
    def of(cls, app: FastAPI) -> Self:
        return cast(Self, app.state.parts)

    def add(self, part: object) -> None:
        self._parts[type(part)] = part

    def find(self, kind: type[T]) -> T | None:
        """None where this application has none."""
        return cast(T | None, self._parts.get(kind))

    def __getitem__(self, kind: type[T]) -> T:
        return cast(T, self._parts[kind])


def parts_of(request: Request) -> Parts:
    """Those of the application that got this request."""
    return Parts.of(request.app)


class PartOf(Generic[T]):
    """Gives a request the shared object of a type: `Annotated[Trash, Depends(PartOf(Trash))]`."""

    def __init__(self, kind: type[T]) -> None:
        self.kind = kind

    async def __call__(self, request: Request) -> T:
        return parts_of(request)[self.kind]


DatabaseOf = Annotated[Database, Depends(PartOf(Database))]
SettingsOf = Annotated[Settings, Depends(PartOf(Settings))]


async def _read(database: DatabaseOf) -> AsyncIterator[AsyncSession]:
    async with database.read() as session:
        yield session


async def _write(database: DatabaseOf) -> AsyncIterator[AsyncSession]:
    async with database.write() as session:
        yield session


# Scope "function" ends the transaction before the answer begins: nobody is told of a change that
# is not committed, and a slow client holds no transaction open.
ReadSession = Annotated[AsyncSession, Depends(_read, scope="function")]
WriteSession = Annotated[AsyncSession, Depends(_write, scope="function")]


# Of their own: in the pool that all else uses, every thread may wait for a disk that hangs.
_WRITERS = ThreadPoolExecutor(2, thread_name_prefix="answers")


async def written_aside(answer: Callable[[], BaseModel]) -> Response:
    """An answer that may have a line for each of a hundred thousand files: it is made and written
    in a thread, since that takes a second, in which others want theirs. Call it after the end of
    any transaction, and with nothing that waits for a disk."""
    loop = asyncio.get_running_loop()
    body = await loop.run_in_executor(_WRITERS, lambda: answer().model_dump_json())
    return Response(body, media_type="application/json")


# One that no database can hold is refused before it is asked for.
Moment = Annotated[datetime, AfterValidator(by_universal_time)]

# Of every list: how much at most, and `next_cursor` of the page before.
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=1000)]

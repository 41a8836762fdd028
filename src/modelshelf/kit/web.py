"""What every router reaches for: the application's shared objects, and one transaction a request.

`create_app` puts the shared objects on `app.state`; a router names what it needs as a parameter.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from modelshelf.kit.clock import by_universal_time
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings


def state_of(request: Request) -> State:
    """The shared objects of the application that got this request."""
    return cast(State, request.app.state)


async def _database(request: Request) -> Database:
    return cast(Database, state_of(request).database)


async def _settings(request: Request) -> Settings:
    return cast(Settings, state_of(request).settings)


DatabaseOf = Annotated[Database, Depends(_database)]
SettingsOf = Annotated[Settings, Depends(_settings)]


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


async def written_aside(answer: Callable[[], BaseModel]) -> Response:
    """An answer that may have a line for each of a hundred thousand files: it is made and written
    in a thread, since that takes a second, in which others want theirs."""
    body = await asyncio.to_thread(lambda: answer().model_dump_json())
    return Response(body, media_type="application/json")


# One that no database can hold is refused before it is asked for.
Moment = Annotated[datetime, AfterValidator(by_universal_time)]

# Of every list: how much at most, and `next_cursor` of the page before.
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=1000)]

"""Is it alive, and can it work: for load balancers and for people."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, Response

from modelshelf.app.shelf import Shelf
from modelshelf.kit.web import PartOf
from modelshelf.operations import nodes

router = APIRouter(tags=["health"])

State = Literal["ok", "unreachable", "not_running"]


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """`ready` needs the database and a worker; without messages all works, only slower."""

    ready: bool
    database: State
    messages: State
    worker: State


ShelfOf = Annotated[Shelf, Depends(PartOf(Shelf))]


@router.get("/health")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/ready", responses={503: {"model": Ready}})
async def ready(shelf: ShelfOf) -> Response:
    """Everything that a download needs is there."""
    database: State = "ok"
    worker: State = "not_running"
    try:
        async with shelf.database.read() as session:
            await session.execute(text("SELECT 1"))
            if await nodes.is_at_work(session, shelf.settings.node):
                worker = "ok"
    except DBAPIError:
        database = "unreachable"
    messages: State = "ok" if await shelf.publisher.reachable() else "unreachable"
    is_ready = database == worker == "ok"
    body = Ready(ready=is_ready, database=database, messages=messages, worker=worker)
    return JSONResponse(body.model_dump(), status_code=200 if is_ready else 503)

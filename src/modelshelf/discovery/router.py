"""Models of the Hub: searching for them, and looking at one without fetching it."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response

from modelshelf.accounts.access import Viewer
from modelshelf.discovery.schemas import InspectionOut, SearchOut
from modelshelf.discovery.service import Discovery
from modelshelf.hub.door import SearchAsk, SearchOrder
from modelshelf.hub.reference import read_reference
from modelshelf.kit.web import PartOf, SettingsOf, written_aside
from modelshelf.policy.rules import Policy
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.web import HubOf, InspectorOf

T = TypeVar("T")

router = APIRouter(prefix="/hub", tags=["hub"])


DiscoveryOf = Annotated[Discovery, Depends(PartOf(Discovery))]
Word = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
Weights = Annotated[int | None, Query(ge=0, le=10**15)]


@router.get("/search")
async def search(
    request: Request,
    viewer: Viewer,
    discovery: DiscoveryOf,
    hub: HubOf,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
    model_type: ModelType | None = None,
    author: Word = None,
    license: Word = None,  # noqa: A002 (the name on the wire)
    min_parameters: Weights = None,
    max_parameters: Weights = None,
    sort: SearchOrder = SearchOrder.TRENDING,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
) -> SearchOut:
    """Models of the Hub. A question that the client hangs up on is not asked to its end."""
    ask = SearchAsk(
        text=q,
        author=author or None,
        min_parameters=min_parameters,
        max_parameters=max_parameters,
        order=sort,
        limit=limit,
        cursor=cursor,
    )
    found = discovery.search(ask, model_type, license or None, viewer.id)
    return SearchOut.of(await _while_connected(request, found), hub.rate_limit)


@router.get("/inspect", response_model=InspectionOut)
async def inspect(
    request: Request,
    _: Viewer,
    inspector: InspectorOf,
    settings: SettingsOf,
    model_id: Annotated[str, Query(max_length=400)],
    revision: Annotated[str | None, Query(max_length=255)] = None,
) -> Response:
    """What a model is, with evidence; in at most four requests to the Hub and without weights."""
    named = read_reference(model_id, settings.hub_endpoint)
    looked = inspector.inspect(named.model_id, revision or named.revision)
    seen = await _while_connected(request, looked)
    return await written_aside(lambda: InspectionOut.of(seen, Policy.of(settings)))


async def _while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do it, and stop at once when the client hangs up: then nobody waits for it any more."""
    doing = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            doing.cancel()
        return await doing
    finally:
        for task in (doing, watching):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass

"""The list on the wire."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from modelshelf.accounts.access import Viewer
from modelshelf.cache.extra import rows as extra_rows
from modelshelf.cache.inventory.pages import Order
from modelshelf.cache.reading.repo import Status
from modelshelf.kit.web import Cursor, DatabaseOf, Limit, PartOf, ReadSession, SettingsOf
from modelshelf.library.answer import written_out
from modelshelf.library.details import read_details
from modelshelf.library.details_schemas import ModelDetails
from modelshelf.library.map import read_history, read_map
from modelshelf.library.map_schemas import DiskMapOut, ExtraCaches, HistoryOut, SampleOut
from modelshelf.library.query import ListQuery, Place, Tab
from modelshelf.library.schemas import ModelList
from modelshelf.registry.curated import Curated
from modelshelf.registry.kinds import Origin
from modelshelf.registry.service import offered
from modelshelf.sizing.formula import Precision
from modelshelf.upkeep.budget.service import standing

router = APIRouter(tags=["models"])
MOST_DAYS = 730

CuratedOf = Annotated[Curated, Depends(PartOf(Curated))]


@router.get("/cache/map", tags=["cache"])
async def disk_map(
    viewer: Viewer, session: ReadSession, settings: SettingsOf, curated: CuratedOf
) -> DiskMapOut:
    """The disk, drawn: parts that are the whole of it, models by type and status, the largest."""
    offers = await offered(session, curated, viewer.id)
    found = await read_map(session, settings.node, offers)
    return DiskMapOut.of(found, await standing(session, settings))


@router.get("/cache/extra", tags=["cache"])
async def extra(_viewer: Viewer, session: ReadSession, settings: SettingsOf) -> ExtraCaches:
    """Further caches that are only read: what they hold, and whether they answer."""
    return ExtraCaches.of(await extra_rows.caches(session, settings.node))


@router.get("/cache/history", tags=["cache"])
async def disk_history(
    _viewer: Viewer,
    session: ReadSession,
    settings: SettingsOf,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 90,
) -> HistoryOut:
    """What took the space, over time."""
    samples = await read_history(session, settings.node, days)
    return HistoryOut(samples=[SampleOut.of(sample) for sample in samples])


@router.get("/models", response_model=ModelList)
async def list_models(
    request: Request,
    viewer: Viewer,
    database: DatabaseOf,
    settings: SettingsOf,
    curated: CuratedOf,
    model_type: Tab | None = None,
    installed_only: bool = False,
    status: Status | None = None,
    origin: Origin | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    fits: Annotated[
        Precision | None, Query(description="Only what this machine can run in this precision.")
    ] = None,
    sort: Order = Order.NAME,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What is offered and what is on the disk, with what is under way and who needs it."""
    query = ListQuery(
        tab=model_type,
        status=Status.INSTALLED if installed_only else status,
        origin=origin,
        text=q.replace("\x00", ""),
        fits=fits,
        order=sort,
        limit=limit,
        after=Place.decode(cursor, sort) if cursor else None,
    )
    answer = await written_out(database, curated, settings.node, viewer.id, query)
    headers = {"ETag": answer.tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == answer.tag:
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)


@router.get("/models/details")
async def model_details(
    viewer: Viewer,
    database: DatabaseOf,
    settings: SettingsOf,
    curated: CuratedOf,
    model_id: Annotated[str, Query(max_length=400)],
) -> ModelDetails:
    """All that is known here of one model, its revisions and files; asks no Hub."""
    return ModelDetails.of(await read_details(database, curated, settings, viewer.id, model_id))

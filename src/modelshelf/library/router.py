"""The list on the wire."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from modelshelf.accounts.access import Viewer
from modelshelf.cache.pages import Order
from modelshelf.cache.repo import Status
from modelshelf.kit.web import ReadSession, SettingsOf, state_of
from modelshelf.library.listing import Entry, Page, read_page
from modelshelf.library.query import ListQuery, Place, Tab
from modelshelf.library.schemas import (
    Count,
    Counts,
    DiskOut,
    MemoryOut,
    ModelList,
    ModelOut,
)
from modelshelf.operations.schemas import OperationSummary
from modelshelf.registry.kinds import Origin

router = APIRouter(tags=["models"])

MEBIBYTE = 2**20


@router.get("/models", response_model=ModelList)
async def list_models(
    request: Request,
    viewer: Viewer,
    session: ReadSession,
    settings: SettingsOf,
    model_type: Tab | None = None,
    installed_only: bool = False,
    status: Status | None = None,
    origin: Origin | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    sort: Order = Order.NAME,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """What is offered and what is on the disk, with what is under way and who needs it."""
    query = ListQuery(
        tab=model_type,
        status=Status.INSTALLED if installed_only else status,
        origin=origin,
        text=q.replace("\x00", ""),
        order=sort,
        limit=limit,
        after=Place.decode(cursor, sort) if cursor else None,
    )
    curated = state_of(request).shelf.curated
    page = await read_page(session, curated, settings.node, viewer.id, query)
    body = _list(page).model_dump_json().encode()
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _list(page: Page) -> ModelList:
    return ModelList(
        models=[_model(entry, page) for entry in page.entries],
        total_cache_size_mb=page.cache_bytes // MEBIBYTE,
        total_cache_size_bytes=page.cache_bytes,
        counts=Counts(
            **{
                tab.value: Count(total=total, installed=installed)
                for tab, (total, installed) in page.counts.items()
            }
        ),
        disk=DiskOut(free_bytes=page.disk.free_bytes, total_bytes=page.disk.total_bytes)
        if page.disk
        else DiskOut(free_bytes=0, total_bytes=0),
        warnings=list(page.warnings),
        next_cursor=page.next_place.encode() if page.next_place else None,
    )


def _model(entry: Entry, page: Page) -> ModelOut:
    offer, repo = entry.offer, entry.on_disk
    operation = page.operations.get(entry.model_id)
    on_disk_bytes = repo.size_bytes + repo.partial_bytes if repo else 0
    memory = offer.memory_mb if offer else None
    traits = offer.traits if offer else None
    return ModelOut(
        id=entry.model_id,
        name=entry.name,
        description=offer.description if offer else None,
        model_type=offer.model_type if offer else None,
        origin=entry.origin,
        status=entry.status,
        is_installed=entry.status is Status.INSTALLED,
        is_custom=entry.origin is Origin.CUSTOM,
        custom_model_db_id=offer.custom_model_id if offer else None,
        download_size_mb=_mb(entry.download_bytes),
        download_size_bytes=entry.download_bytes,
        size_on_disk_mb=on_disk_bytes // MEBIBYTE,
        size_on_disk_bytes=on_disk_bytes,
        memory_mb=MemoryOut.model_validate(memory, from_attributes=True) if memory else None,
        used_by_collections=page.uses.get(entry.model_id, []),
        license=offer.licence if offer else None,
        commercial_use=offer.commercial_use if offer else None,
        gated=None,
        revision=repo.revision if repo else None,
        update_available=None,
        last_used_at=repo.last_used_at if repo else None,
        missing=list(repo.missing) if repo else [],
        problems=list(repo.problems) if repo else [],
        operation=OperationSummary.of(operation) if operation else None,
        dimension=traits.dimension if traits else None,
        max_sequence_length=traits.max_sequence_length if traits else None,
        pooling_method=traits.pooling_method if traits else None,
        is_asymmetric=traits.is_asymmetric if traits else None,
        query_prefix=traits.query_prefix if traits else None,
        document_prefix=traits.document_prefix if traits else None,
        default_query_instruction=traits.default_query_instruction if traits else None,
        context_window=traits.context_window if traits else None,
    )


def _mb(size_bytes: int | None) -> int | None:
    return None if size_bytes is None else size_bytes // MEBIBYTE

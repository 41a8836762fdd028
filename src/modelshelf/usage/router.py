"""`/collections`: what depends on models."""

import uuid

from fastapi import APIRouter

from modelshelf.accounts.access import Downloader, Viewer
from modelshelf.kit.web import ReadSession, WriteSession
from modelshelf.usage import service
from modelshelf.usage.schemas import (
    CollectionChanges,
    CollectionOut,
    CollectionsOut,
    NewCollection,
)

router = APIRouter(prefix="/collections", tags=["collections"])


@router.get("")
async def list_collections(_account: Viewer, session: ReadSession) -> CollectionsOut:
    return CollectionsOut(
        collections=[CollectionOut.of(owned) for owned in await service.listed(session)]
    )


@router.post("", status_code=201)
async def create_collection(
    body: NewCollection, member: Downloader, session: WriteSession
) -> CollectionOut:
    return CollectionOut.of(await service.create(session, body.model_dump(), by=member))


@router.get("/{collection_id}")
async def get_collection(
    collection_id: uuid.UUID, _account: Viewer, session: ReadSession
) -> CollectionOut:
    return CollectionOut.of(await service.get(session, collection_id))


@router.patch("/{collection_id}")
async def change_collection(
    collection_id: uuid.UUID, body: CollectionChanges, member: Downloader, session: WriteSession
) -> CollectionOut:
    return CollectionOut.of(await service.change(session, collection_id, body.given(), by=member))


@router.delete("/{collection_id}", status_code=204)
async def delete_collection(
    collection_id: uuid.UUID, member: Downloader, session: WriteSession
) -> None:
    await service.delete(session, collection_id, by=member)

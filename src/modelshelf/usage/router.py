"""`/collections`: what depends on models."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from modelshelf.accounts.access import Downloader, Viewer
from modelshelf.kit.settings import Settings
from modelshelf.kit.web import Cursor, Limit, ReadSession, SettingsOf, WriteSession
from modelshelf.usage import revisions, service
from modelshelf.usage.access import CollectionOwner
from modelshelf.usage.schemas import (
    NO_NUL,
    CollectionChanges,
    CollectionOut,
    CollectionsOut,
    NewCollection,
)
from modelshelf.usage.service import Owned

router = APIRouter(prefix="/collections", tags=["collections"])


@router.get("")
async def list_collections(
    _account: Viewer,
    session: ReadSession,
    settings: SettingsOf,
    model_id: Annotated[
        str | None,
        Query(max_length=400, pattern=NO_NUL, description="Only those that use this model."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CollectionsOut:
    """Everybody's collections, by name."""
    owned, following = await service.page(session, limit, cursor, model_id)
    found = await revisions.beside_installed(session, settings.node, owned)
    return CollectionsOut(
        collections=[CollectionOut.of(*one) for one in found],
        to_reindex=await revisions.count_to_reindex(session, settings.node),
        next_cursor=following,
    )


@router.post("", status_code=201)
async def create_collection(
    body: NewCollection, member: Downloader, session: WriteSession, settings: SettingsOf
) -> CollectionOut:
    """Models given without a revision are noted with the one that is installed."""
    fields = await revisions.with_installed(session, settings.node, body.model_dump())
    owned = await service.create(session, fields, owner=member, by=member.actor)
    return await _show(session, settings, owned)


@router.get("/{collection_id}")
async def get_collection(
    collection_id: uuid.UUID, _account: Viewer, session: ReadSession, settings: SettingsOf
) -> CollectionOut:
    owned = await service.get(session, collection_id)
    return await _show(session, settings, owned)


@router.patch("/{collection_id}")
async def change_collection(
    collection_id: uuid.UUID,
    body: CollectionChanges,
    owner: CollectionOwner,
    session: WriteSession,
    settings: SettingsOf,
) -> CollectionOut:
    """After re-indexing, give the revision that the collection is built on now."""
    owned = await service.change(session, collection_id, body.given(), by=owner.actor)
    return await _show(session, settings, owned)


@router.post("/{collection_id}/reindexed")
async def note_reindexed(
    collection_id: uuid.UUID, owner: CollectionOwner, session: WriteSession, settings: SettingsOf
) -> CollectionOut:
    """The collection was built anew: note the installed revision of each of its models."""
    owned = await revisions.reindexed(session, settings.node, collection_id, by=owner.actor)
    return await _show(session, settings, owned)


@router.delete("/{collection_id}", status_code=204)
async def delete_collection(
    collection_id: uuid.UUID, owner: CollectionOwner, session: WriteSession
) -> None:
    await service.delete(session, collection_id, by=owner.actor)


async def _show(session: ReadSession, settings: Settings, owned: Owned) -> CollectionOut:
    [(one, uses)] = await revisions.beside_installed(session, settings.node, [owned])
    return CollectionOut.of(one, uses)

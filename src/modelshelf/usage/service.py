"""Collections, and who uses a model."""

import uuid
from collections import defaultdict
from collections.abc import Collection as AnyOf
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.account import Account
from modelshelf.accounts.models import Role, User
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.inventory import last_use
from modelshelf.hub.door import check_model_id
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.names import check_name, one_spelling
from modelshelf.operations import repository as operations
from modelshelf.operations.provenance import brought_alone
from modelshelf.operations.service import ModelBusy
from modelshelf.registry.kinds import ModelType
from modelshelf.usage import repository
from modelshelf.usage.errors import CollectionNotFound
from modelshelf.usage.models import Collection

_PLACE = TypeAdapter(tuple[paging.Text, uuid.UUID])


@dataclass(frozen=True, slots=True)
class Owned:
    """A collection and its owner's name."""

    collection: Collection
    owner: str


@dataclass(frozen=True, slots=True)
class CollectionUse:
    """A collection needs a model.

    Attributes:
        owner: Username of the collection's owner.
        role_of_model: What the collection uses it as.
        revision: The commit that it was built on, if known.
    """

    id: uuid.UUID
    name: str
    owner: str
    role_of_model: ModelType
    revision: str | None


async def listed(session: AsyncSession) -> list[Owned]:
    """Everybody's collections, by name."""
    return [Owned(*row) for row in await repository.everyone(session)]


async def page(
    session: AsyncSession, limit: int, cursor: str | None = None, model_id: str | None = None
) -> tuple[Sequence[Owned], str | None]:
    """Some of them, or of those that use a model, and where the next page begins.

    Raises: InvalidCursor.
    """
    after = paging.decode(cursor, _PLACE) if cursor else None
    rows = await repository.everyone(session, model_id=model_id, after=after, limit=limit + 1)
    found = [Owned(*row) for row in rows]
    return paging.cut(found, limit, lambda o: (o.collection.name, str(o.collection.id)))


async def get(session: AsyncSession, collection_id: uuid.UUID) -> Owned:
    """Raises: CollectionNotFound."""
    row = await repository.by_id(session, collection_id)
    if row is None:
        raise CollectionNotFound.of(collection_id)
    return Owned(*row)


async def find(session: AsyncSession, owner_id: uuid.UUID, name: str) -> Owned:
    """Somebody's collection by its name. Raises: CollectionNotFound."""
    row = await repository.by_name(session, owner_id, one_spelling(name))
    if row is None:  # Names were kept as they were typed once.
        row = await repository.by_name(session, owner_id, name)
    if row is None:
        raise CollectionNotFound(
            f"This owner has no collection named {name!r}. The list of collections shows all."
        )
    return Owned(*row)


async def create(
    session: AsyncSession,
    fields: Mapping[str, str | None],
    *,
    owner: Account | User,
    by: Actor,
) -> Owned:
    """Note down a collection, so that its models are protected.

    Args:
        fields: `name`, and `<type>_model` and `<type>_revision` of each model that it uses.

    Raises:
        InvalidName, InvalidModelId, CollectionExists.
        ModelBusy: One of the models is being deleted.
    """
    await _refuse_vanishing(session, fields)
    collection = Collection(owner_id=owner.id)
    _assign(collection, fields)
    await repository.save(session, collection)
    await _record(session, by, Deed.COLLECTION_CREATE, collection, given=dict(fields))
    return Owned(collection, owner.username)


async def change(
    session: AsyncSession,
    collection_id: uuid.UUID,
    fields: Mapping[str, str | None],
    *,
    by: Actor,
) -> Owned:
    """Change some fields, named as in `create`. Another model forgets the revision of the old one.

    Raises:
        CollectionNotFound, InvalidName, InvalidModelId, CollectionExists, ModelBusy.
    """
    owned = await get(session, collection_id)
    await _refuse_vanishing(session, fields)
    _assign(owned.collection, fields)
    await repository.save(session, owned.collection)
    await _record(session, by, Deed.COLLECTION_CHANGE, owned.collection, given=dict(fields))
    return owned


async def delete(session: AsyncSession, collection_id: uuid.UUID, *, by: Actor) -> None:
    """Forget a collection: its models are no longer protected by it. Raises: CollectionNotFound."""
    owned = await get(session, collection_id)
    await repository.delete(session, owned.collection)
    await _record(session, by, Deed.COLLECTION_DELETE, owned.collection, owner=owned.owner)


async def users_of(session: AsyncSession, model_id: str) -> list[CollectionUse]:
    """Who needs this model; a collection that uses it in two ways comes twice."""
    return [
        CollectionUse(
            id=collection.id,
            name=collection.name,
            owner=owner,
            role_of_model=role,
            revision=getattr(collection, f"{role}_revision"),
        )
        for collection, owner in await repository.everyone(session, model_id=model_id)
        for role in ModelType
        if getattr(collection, f"{role}_model") == model_id
    ]


async def uses_by_model(session: AsyncSession, model_ids: AnyOf[str]) -> dict[str, list[str]]:
    """Names of the collections that use each model; models that nobody uses are left out."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for model_id, name in await repository.names_by_model(session, model_ids):
        names[model_id].append(name)
    return dict(names)


def _assign(collection: Collection, fields: Mapping[str, str | None]) -> None:
    for role in ModelType:
        model_id = fields.get(f"{role}_model")
        if model_id is not None:
            check_model_id(model_id)
        if f"{role}_model" in fields and model_id != getattr(collection, f"{role}_model"):
            setattr(collection, f"{role}_revision", None)
    for field, value in fields.items():
        setattr(collection, field, check_name(value or "") if field == "name" else value)


async def _record(
    session: AsyncSession, by: Actor, deed: Deed, collection: Collection, **details: Any
) -> None:
    await audit.record(session, by, deed, collection.name, about_id=collection.id, **details)


async def _refuse_vanishing(session: AsyncSession, fields: Mapping[str, str | None]) -> None:
    given = (fields.get(f"{role}_model") for role in ModelType)
    named = {check_model_id(model_id) for model_id in given if model_id is not None}
    await operations.hold_models(session, named)
    if (deletion := await operations.deletion_of(session, named)) is not None:
        raise ModelBusy.of(deletion)


async def note_use(
    session: AsyncSession, node: str, model_ids: AnyOf[str], by: Account
) -> set[str]:
    """Note that models are used now, on the word of an account.

    Anybody's word keeps a model from the storage budget. That another one goes in its place only
    an administrator's can bring about, and a member's for what they alone brought (decision 23).

    Returns:
        Those of them that are on the disk.
    """
    told = set(model_ids)
    match by.role:
        case Role.ADMIN:
            weighty = told
        case Role.MEMBER:
            weighty = await brought_alone(session, node, told, by.actor)
        case Role.VIEWER:
            weighty = set()
    return await last_use.report(session, node, told, now(), weighty=weighty)

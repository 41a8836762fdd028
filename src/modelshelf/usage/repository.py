"""All SQL about collections."""

import uuid
from collections.abc import Collection as AnyOf
from collections.abc import Sequence

from sqlalchemy import Row, String, and_, exists, func, or_, select, type_coerce, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.hub.layout import MODEL
from modelshelf.registry.kinds import ModelType
from modelshelf.usage.errors import CollectionExists
from modelshelf.usage.models import Collection

MODEL_COLUMNS = {
    ModelType.EMBEDDING: Collection.embedding_model,
    ModelType.RERANKER: Collection.reranker_model,
    ModelType.SPLADE: Collection.splade_model,
    ModelType.LLM: Collection.llm_model,
}
REVISION_COLUMNS = {
    ModelType.EMBEDDING: Collection.embedding_revision,
    ModelType.RERANKER: Collection.reranker_revision,
    ModelType.SPLADE: Collection.splade_revision,
    ModelType.LLM: Collection.llm_revision,
}

_with_owner = select(Collection, User.username).join(User, User.id == Collection.owner_id)


async def everyone(
    session: AsyncSession,
    *,
    model_id: str | None = None,
    after: tuple[str, uuid.UUID] | None = None,
    limit: int | None = None,
) -> Sequence[Row[Collection, str]]:
    """Collections with their owners' names, by name.

    Args:
        model_id: Only those that use this model.
        after: Name and id of the one before the first.
    """
    query = _with_owner.order_by(Collection.name, Collection.id).limit(limit)
    if model_id is not None:
        query = query.where(or_(*(column == model_id for column in MODEL_COLUMNS.values())))
    if after is not None:
        name, collection_id = after
        same_name = and_(Collection.name == name, Collection.id > collection_id)
        query = query.where(or_(Collection.name > name, same_name))
    return (await session.execute(query)).all()


async def count_built_on_another(session: AsyncSession, node: str, roles: AnyOf[ModelType]) -> int:
    """How many collections were built on another revision than a node has now, of a model that
    they use as one of these."""
    moved = (
        exists().where(
            InventoryRow.node == node,
            InventoryRow.kind == MODEL,
            InventoryRow.model_id == MODEL_COLUMNS[role],
            InventoryRow.revision != REVISION_COLUMNS[role],
        )
        for role in roles
    )
    return await session.scalar(select(func.count(Collection.id)).where(or_(*moved))) or 0


async def by_id(session: AsyncSession, collection_id: uuid.UUID) -> Row[Collection, str] | None:
    found = await session.execute(_with_owner.where(Collection.id == collection_id))
    return found.one_or_none()


async def by_name(
    session: AsyncSession, owner_id: uuid.UUID, name: str
) -> Row[Collection, str] | None:
    found = await session.execute(
        _with_owner.where(Collection.owner_id == owner_id, Collection.name == name)
    )
    return found.one_or_none()


async def names_by_model(session: AsyncSession, model_ids: AnyOf[str]) -> Sequence[Row[str, str]]:
    """(model id, name of a collection that uses it), each pair once, by name."""
    pairs = union(
        *(
            select(
                type_coerce(column, String).label("model_id"), Collection.name.label("name")
            ).where(column.in_(model_ids))
            for column in MODEL_COLUMNS.values()
        )
    )
    return (await session.execute(pairs.order_by("name"))).all()


async def save(session: AsyncSession, collection: Collection) -> None:
    """Write a new or changed collection. Raises: CollectionExists."""
    session.add(collection)
    name = collection.name
    try:
        await session.flush()
    except IntegrityError as error:
        raise CollectionExists.of(name) from error


async def delete(session: AsyncSession, collection: Collection) -> None:
    await session.delete(collection)
    await session.flush()

"""All SQL about collections."""

import uuid
from collections.abc import Collection as AnyOf
from collections.abc import Sequence

from sqlalchemy import Row, String, or_, select, type_coerce, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.registry.kinds import ModelType
from modelshelf.usage.errors import CollectionExists
from modelshelf.usage.models import Collection

MODEL_COLUMNS = {
    ModelType.EMBEDDING: Collection.embedding_model,
    ModelType.RERANKER: Collection.reranker_model,
    ModelType.SPLADE: Collection.splade_model,
    ModelType.LLM: Collection.llm_model,
}

_with_owner = select(Collection, User.username).join(User, User.id == Collection.owner_id)


async def everyone(session: AsyncSession) -> Sequence[Row[Collection, str]]:
    """All collections with their owners' names, by name."""
    return (await session.execute(_with_owner.order_by(Collection.name, Collection.id))).all()


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


async def that_use(session: AsyncSession, model_id: str) -> Sequence[Row[Collection, str]]:
    uses_it = or_(*(column == model_id for column in MODEL_COLUMNS.values()))
    found = await session.execute(
        _with_owner.where(uses_it).order_by(Collection.name, Collection.id)
    )
    return found.all()


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

"""All SQL about custom models."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.registry.errors import AlreadyRegistered
from modelshelf.registry.models import CustomModel


async def of_owner(session: AsyncSession, owner_id: uuid.UUID | None) -> Sequence[CustomModel]:
    """Somebody's models, the oldest first; everybody's for None."""
    query = select(CustomModel).order_by(CustomModel.created_at, CustomModel.model_id)
    if owner_id is not None:
        query = query.where(CustomModel.owner_id == owner_id)
    return (await session.scalars(query)).all()


async def with_owners(
    session: AsyncSession, owner_id: uuid.UUID | None
) -> list[tuple[CustomModel, str]]:
    """The same, each with its owner's name."""
    query = (
        select(CustomModel, User.username)
        .join(User, User.id == CustomModel.owner_id)
        .order_by(CustomModel.created_at, CustomModel.model_id)
    )
    if owner_id is not None:
        query = query.where(CustomModel.owner_id == owner_id)
    return [(model, username) for model, username in await session.execute(query)]


async def owner_of(session: AsyncSession, model: CustomModel) -> str:
    name = await session.scalar(select(User.username).where(User.id == model.owner_id))
    return name or ""


async def by_model_id(
    session: AsyncSession, owner_id: uuid.UUID, model_id: str
) -> CustomModel | None:
    return await session.scalar(
        select(CustomModel).where(
            CustomModel.owner_id == owner_id, CustomModel.model_id == model_id
        )
    )


async def by_id(session: AsyncSession, custom_model_id: uuid.UUID) -> CustomModel | None:
    return await session.get(CustomModel, custom_model_id)


async def add(session: AsyncSession, model: CustomModel) -> None:
    """Raises: AlreadyRegistered, when the owner has an entry for the model."""
    session.add(model)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered.by_yourself(model.model_id) from error


async def remove(session: AsyncSession, model: CustomModel) -> None:
    await session.delete(model)
    await session.flush()

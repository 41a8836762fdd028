"""All SQL about custom models."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.registry.errors import AlreadyRegistered
from modelshelf.registry.models import CustomModel


async def of_owner(session: AsyncSession, owner_id: uuid.UUID) -> Sequence[CustomModel]:
    found = await session.scalars(
        select(CustomModel)
        .where(CustomModel.owner_id == owner_id)
        .order_by(CustomModel.created_at, CustomModel.model_id)
    )
    return found.all()


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

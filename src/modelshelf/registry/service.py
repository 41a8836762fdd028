"""What is offered to somebody, and the models that they add themselves."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache import repository as inventory
from modelshelf.cache.repo import Status
from modelshelf.hub.door import Hub, check_model_id
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.registry import repository
from modelshelf.registry.curated import Curated
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.weights import total_parameters
from modelshelf.registry.errors import AlreadyRegistered, CustomModelNotFound, TraitsDoNotApply
from modelshelf.registry.inspection import Inspection, Inspector
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.models import CustomModel
from modelshelf.registry.offer import Offer
from modelshelf.registry.traits import SHAPES, Traits


async def offered(
    session: AsyncSession, curated: Curated, owner_id: uuid.UUID | None
) -> list[Offer]:
    """The curated models, then this person's own (without a person: everybody's); each id once.

    A person's own entry takes the place of a curated one: a later version of Modelshelf may list
    a model that somebody added long before, with settings which an index was built with.
    """
    custom = await repository.of_owner(session, owner_id)
    own = {model.model_id: Offer.of_custom(model) for model in custom}
    return [Offer.of_curated(m) for m in curated.models if m.id not in own] + list(own.values())


async def register(
    database: Database,
    hub: Hub,
    inspector: Inspector,
    curated: Curated,
    *,
    node: str,
    owner_id: uuid.UUID,
    model_id: str,
    model_type: ModelType,
    traits: Traits,
    by: Actor,
) -> CustomModel:
    """Add a model to somebody's list, one that the Hub has or that is on this node's disk.

    It takes the database and not a session, since no transaction may be open while the Hub is
    asked. What `traits` leaves open is filled in as far as it is certain: from the small files at
    the Hub, and from those of a model that is on the disk, which needs no Hub.

    Raises:
        InvalidModelId, AlreadyRegistered, and whatever the Hub's calls raise.
    """
    check_model_id(model_id)
    if model_id in curated:
        raise AlreadyRegistered.by_us(model_id)
    async with database.read() as session:
        existing = await repository.by_model_id(session, owner_id, model_id)
        on_disk = await inventory.get_repo(session, node, model_id)
    if existing is not None:
        raise AlreadyRegistered.by_yourself(model_id, existing.id)
    here = on_disk is not None and on_disk.status is not Status.AVAILABLE
    seen = await _look_at(hub, inspector, model_id, needed=not here)
    repo = seen.repo if seen else None
    known = traits
    if seen is not None:
        found = examine(seen.sources, as_type=model_type)
        known = known.completed_by(found.only_certain().traits)
    if on_disk is not None:
        known = known.completed_by(Traits(**on_disk.description.traits))
    model = CustomModel(
        owner_id=owner_id,
        model_id=model_id,
        model_type=model_type,
        parameters=total_parameters(repo.parameters) if repo else None,
        licence=repo.licence if repo else None,
        **asdict(known.for_type(model_type)),
    )
    async with database.write() as session:
        await repository.add(session, model)
        await _record(session, by, Deed.CUSTOM_MODEL_ADD, model, model_type=model_type.value)
    return model


async def _look_at(
    hub: Hub, inspector: Inspector, model_id: str, *, needed: bool
) -> Inspection | None:
    """What its files tell of a model; None where the Hub cannot be asked and need not."""
    try:
        seen = await inspector.inspect(model_id)
        if seen.repo is not None and seen.repo.gated is not None and needed:
            # The Hub describes a gated model to all; whether we get its files is another matter.
            await hub.check_access(model_id)
    except Problem:
        if needed:
            raise
        return None
    return seen


async def change(
    session: AsyncSession,
    custom_model_id: uuid.UUID,
    changes: Mapping[str, Any],
    *,
    owner_id: uuid.UUID | None,
    by: Actor,
) -> CustomModel:
    """Change some traits; None forgets one.

    Args:
        owner_id: Whose entry it has to be; None: anybody's.

    Raises:
        CustomModelNotFound, TraitsDoNotApply.
    """
    model = await _own(session, custom_model_id, owner_id)
    model_type = ModelType(model.model_type)
    foreign = {name for name, value in changes.items() if value is not None}
    foreign -= SHAPES[model_type].model_fields.keys()
    if foreign:
        raise TraitsDoNotApply.of(foreign, model_type)
    for name, value in changes.items():
        setattr(model, name, value)
    await session.flush()
    await _record(session, by, Deed.CUSTOM_MODEL_CHANGE, model, given=dict(changes))
    return model


async def remove(
    session: AsyncSession,
    custom_model_id: uuid.UUID,
    *,
    owner_id: uuid.UUID | None,
    by: Actor,
) -> CustomModel:
    """Take an entry off the list; files on disk stay. `owner_id` and problems as in `change`."""
    model = await _own(session, custom_model_id, owner_id)
    await repository.remove(session, model)
    await _record(session, by, Deed.CUSTOM_MODEL_REMOVE, model)
    return model


async def _record(
    session: AsyncSession, by: Actor, deed: Deed, model: CustomModel, **details: Any
) -> None:
    await audit.record(session, by, deed, model.model_id, about_id=model.id, **details)


async def _own(
    session: AsyncSession, custom_model_id: uuid.UUID, owner_id: uuid.UUID | None
) -> CustomModel:
    model = await repository.by_id(session, custom_model_id)
    # Somebody else's entry is as good as none: nobody needs to know that it exists.
    if model is None or owner_id not in (None, model.owner_id):
        raise CustomModelNotFound.of(custom_model_id)
    return model

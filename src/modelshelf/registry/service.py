"""What is offered to somebody, and the models that they add themselves."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import Status
from modelshelf.hub.door import Hub, check_model_id
from modelshelf.hub.errors import HubOffline, HubRateLimited, HubUnreachable
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.registry import repository
from modelshelf.registry.curated import Curated
from modelshelf.registry.detect.weights import total_parameters
from modelshelf.registry.errors import AlreadyRegistered, CustomModelNotFound, TraitsDoNotApply
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.models import CustomModel
from modelshelf.registry.offer import Offer
from modelshelf.registry.own_traits import detected_as
from modelshelf.registry.traits import SHAPES, TRAIT_NAMES, Traits


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


async def added_by(
    session: AsyncSession, owner_id: uuid.UUID | None
) -> list[tuple[CustomModel, str]]:
    """Somebody's entries with the owner's name, the oldest first; everybody's for None."""
    return await repository.with_owners(session, owner_id)


async def find(
    session: AsyncSession, custom_model_id: uuid.UUID, owner_id: uuid.UUID | None
) -> tuple[CustomModel, str]:
    """One entry, with its owner's name. `owner_id` and problems as in `remove`."""
    model = await _own(session, custom_model_id, owner_id)
    return model, await repository.owner_of(session, model)


async def find_by_name(session: AsyncSession, owner: User, model_id: str) -> CustomModel:
    """Raises: CustomModelNotFound."""
    model = await repository.by_model_id(session, owner.id, model_id)
    if model is None:
        raise CustomModelNotFound.named(model_id, owner.username)
    return model


class CustomModels:
    """Adds and changes entries; it takes the database, since no transaction may be open while the
    Hub is asked."""

    def __init__(
        self, database: Database, hub: Hub, inspector: Inspector, curated: Curated, node: str
    ) -> None:
        self._database = database
        self._hub = hub
        self._inspector = inspector
        self._curated = curated
        self._node = node

    async def register(
        self,
        owner_id: uuid.UUID,
        model_id: str,
        model_type: ModelType,
        traits: Traits,
        *,
        by: Actor,
        unseen: bool = False,
    ) -> CustomModel:
        """Add a model to somebody's list, one that the Hub has or that is on this node's disk.

        What `traits` leaves open is detected: from the small files at the Hub, or on the disk.

        Args:
            unseen: Take it also where the Hub cannot be asked; nothing is detected then.

        Raises:
            InvalidModelId, AlreadyRegistered, and whatever the Hub's calls raise.
        """
        check_model_id(model_id)
        if model_id in self._curated:
            raise AlreadyRegistered.by_us(model_id)
        async with self._database.read() as session:
            existing = await repository.by_model_id(session, owner_id, model_id)
            on_disk = await inventory.get_repo(session, self._node, model_id)
        if existing is not None:
            raise AlreadyRegistered.by_yourself(model_id, existing.id)
        here = on_disk is not None and on_disk.status is not Status.AVAILABLE
        model = CustomModel(
            owner_id=owner_id,
            model_id=model_id,
            model_type=model_type,
            **asdict(traits.for_type(model_type)),
        )
        seen = await self._look_at(model_id, needed=not here, unseen=unseen)
        if seen is not None:
            _keep(seen, await _detected(seen, model_type), model)
        async with self._database.write() as session:
            await repository.add(session, model)
            await _record(session, by, Deed.CUSTOM_MODEL_ADD, model, model_type=model_type.value)
        return model

    async def change(
        self,
        custom_model_id: uuid.UUID,
        changes: Mapping[str, Any],
        *,
        model_type: ModelType | None = None,
        owner_id: uuid.UUID | None,
        by: Actor,
    ) -> CustomModel:
        """Set some traits anew; None forgets what was set, so that what was detected holds again.

        Args:
            model_type: Another type, if it changes. What the new one has no use for is forgotten,
                and the repository is looked at again, as far as it can be.
            owner_id: Whose entry it has to be; None: anybody's.

        Raises:
            CustomModelNotFound, TraitsDoNotApply.
        """
        async with self._database.read() as session:
            before = await _own(session, custom_model_id, owner_id)
        chosen = model_type or ModelType(before.model_type)
        foreign = {name for name, value in changes.items() if value is not None}
        foreign -= SHAPES[chosen].model_fields.keys()
        if foreign:
            raise TraitsDoNotApply.of(foreign, chosen)
        moved = chosen != before.model_type
        seen = None
        if moved:
            seen = await self._look_at(before.model_id, needed=False, unseen=True)
        detected = await _detected(seen, chosen) if seen is not None else {}
        async with self._database.write() as session:
            model = await _own(session, custom_model_id, owner_id)
            for name, value in changes.items():
                setattr(model, name, value)
            if moved:
                model.model_type = chosen
                for name in TRAIT_NAMES - SHAPES[chosen].model_fields.keys():
                    setattr(model, name, None)
                if seen is not None:
                    _keep(seen, detected, model)
            await session.flush()
            given = dict(changes) | ({"model_type": chosen.value} if moved else {})
            await _record(session, by, Deed.CUSTOM_MODEL_CHANGE, model, given=given)
        return model

    async def detect_again(
        self, custom_model_id: uuid.UUID, *, owner_id: uuid.UUID | None
    ) -> CustomModel:
        """Look at the repository anew; what its owner set stays.

        Raises:
            CustomModelNotFound, and what `Inspector.inspect` raises.
        """
        async with self._database.read() as session:
            before = await _own(session, custom_model_id, owner_id)
        model_type = ModelType(before.model_type)
        seen = await self._inspector.inspect(before.model_id, anew=True)
        detected = await _detected(seen, model_type)
        async with self._database.write() as session:
            model = await _own(session, custom_model_id, owner_id)
            if model.model_type == model_type:  # Who changed it meanwhile has looked as well.
                _keep(seen, detected, model)
        return model

    async def _look_at(self, model_id: str, *, needed: bool, unseen: bool) -> Inspection | None:
        """What its files tell of a model; None where the Hub cannot be asked and need not."""
        try:
            seen = await self._inspector.inspect(model_id)
            if seen.repo is not None and seen.repo.gated is not None and needed:
                # The Hub describes a gated model to all; whether we get its files is another
                # matter.
                await self._hub.check_access(model_id)
        except (HubOffline, HubUnreachable, HubRateLimited):
            if needed and not unseen:
                raise
            return None
        except Problem:
            if needed:
                raise
            return None
        return seen


async def _detected(seen: Inspection, model_type: ModelType) -> dict[str, Any]:
    """What is kept of a look. It is worked out before a transaction begins, and in a thread."""
    return await asyncio.to_thread(detected_as, seen, model_type)


def _keep(seen: Inspection, detected: dict[str, Any], model: CustomModel) -> None:
    """Put what was seen of a model beside what its owner set."""
    model.detected = detected
    model.revision = seen.sha
    if (repo := seen.repo) is not None:
        model.parameters = total_parameters(repo.parameters)
        model.licence = repo.licence
        model.gated = repo.gated is not None


async def remove(
    session: AsyncSession,
    custom_model_id: uuid.UUID,
    *,
    owner_id: uuid.UUID | None,
    by: Actor,
) -> CustomModel:
    """Take an entry off the list; files on disk stay.

    Args:
        owner_id: Whose entry it has to be; None: anybody's.

    Raises:
        CustomModelNotFound.
    """
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

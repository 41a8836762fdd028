"""Which revision of a model each collection was built on, and what moves away from it."""

import uuid
from collections import defaultdict
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor
from modelshelf.cache.inventory.pages import by_id
from modelshelf.hub.door import check_model_id
from modelshelf.registry.kinds import ModelType
from modelshelf.usage import repository, service
from modelshelf.usage.models import Collection
from modelshelf.usage.service import CollectionUse, Owned, users_of

# Their vectors are stored in the index: another revision's do not go with them. A reranker or a
# language model works on what is asked at the moment.
INDEXED = frozenset({ModelType.EMBEDDING, ModelType.SPLADE})


@dataclass(frozen=True, slots=True)
class ModelUse:
    """One model of a collection, as it was and as it is.

    Attributes:
        built_on: The commit that the collection was built on, if it is known.
        installed: The commit that a program would load now, if there is one.
    """

    model_type: ModelType
    model_id: str
    built_on: str | None
    installed: str | None

    @property
    def revision_changed(self) -> bool | None:
        """None where one of the two is not known."""
        return None if None in (self.built_on, self.installed) else self.built_on != self.installed

    @property
    def needs_reindexing(self) -> bool:
        return bool(self.revision_changed) and self.model_type in INDEXED


async def installed(
    session: AsyncSession, node: str, model_ids: AnyOf[str]
) -> dict[str, str | None]:
    """The commit of each of these models that a program on the node would load."""
    found = await by_id(session, node, sorted(set(model_ids)))
    return {model_id: repo.revision for model_id, repo in found.items()}


def uses_of(collection: Collection, now_installed: Mapping[str, str | None]) -> list[ModelUse]:
    """The models of a collection, each with its revisions."""
    return [
        ModelUse(
            role, model_id, getattr(collection, f"{role}_revision"), now_installed.get(model_id)
        )
        for role in ModelType
        if (model_id := getattr(collection, f"{role}_model")) is not None
    ]


async def beside_installed(
    session: AsyncSession, node: str, found: Iterable[Owned]
) -> list[tuple[Owned, list[ModelUse]]]:
    """Collections with their models, beside what is installed on a node."""
    owned = list(found)
    ids = {use.model_id for one in owned for use in uses_of(one.collection, {})}
    there = await installed(session, node, ids)
    return [(one, uses_of(one.collection, there)) for one in owned]


async def with_installed(
    session: AsyncSession, node: str, fields: Mapping[str, str | None]
) -> dict[str, str | None]:
    """The fields of a collection, with the installed revision of each model given without one.

    Raises:
        InvalidModelId
    """
    given = {role: fields.get(f"{role}_model") for role in ModelType}
    ids = [check_model_id(model_id) for model_id in given.values() if model_id]
    there = await installed(session, node, ids)
    filled = dict(fields)
    for role, model_id in given.items():
        if model_id and not filled.get(f"{role}_revision") and there.get(model_id):
            filled[f"{role}_revision"] = there[model_id]
    return filled


async def reindexed(
    session: AsyncSession, node: str, collection_id: uuid.UUID, *, by: Actor
) -> Owned:
    """Note that a collection was built anew, with what programs on the node load now.

    Where a model is not installed, what is noted stays.

    Raises:
        CollectionNotFound; ModelBusy: One of the models is being deleted.
    """
    owned = await service.get(session, collection_id)
    ids = {use.model_id for use in uses_of(owned.collection, {})}
    uses = uses_of(owned.collection, await installed(session, node, ids))
    noted = {f"{use.model_type}_revision": use.installed for use in uses if use.installed}
    return await service.change(session, collection_id, noted, by=by)


async def count_to_reindex(session: AsyncSession, node: str) -> int:
    """How many collections need re-indexing, everybody's."""
    return await repository.count_built_on_another(session, node, INDEXED)


async def affected(session: AsyncSession, model_id: str, leaves: AnyOf[str]) -> list[CollectionUse]:
    """The collections that a move of a branch away from these commits concerns.

    One of which it is not known what it was built on may be concerned, and counts.
    """
    uses = await users_of(session, model_id)
    return [use for use in uses if leaves and (use.revision is None or use.revision in leaves)]


async def revisions_in_use(session: AsyncSession) -> dict[str, set[str | None]]:
    """The revisions of each model that some collection was built on: they must not be reclaimed.

    None is among them where that is not known of one: then it may be any.
    """
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    for collection, _ in await repository.everyone(session):
        for use in uses_of(collection, {}):
            found[use.model_id].add(use.built_on)
    return dict(found)


def named(uses: Iterable[CollectionUse]) -> str:
    return ", ".join(dict.fromkeys(f"{use.name} ({use.owner})" for use in uses))

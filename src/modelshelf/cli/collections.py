"""What the commands about collections do, for whoever may use this machine's data folder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pydantic import ValidationError
from rich.markup import escape
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import users
from modelshelf.accounts.models import User
from modelshelf.cli import tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.kit.errors import Invalid
from modelshelf.usage import revisions, service
from modelshelf.usage.schemas import CollectionChanges, CollectionOut, NewCollection
from modelshelf.usage.service import Owned

console = Terminal()


class OwnCollections:
    """Deeds on the collections of one account, in one transaction."""

    def __init__(self, session: AsyncSession, node: str, owner: User) -> None:
        self.session = session
        self.node = node
        self.owner = owner

    async def find(self, name: str) -> Owned:
        return await service.find(self.session, self.owner.id, name)

    async def shown(self, owned: Owned) -> CollectionOut:
        [(one, uses)] = await revisions.beside_installed(self.session, self.node, [owned])
        return CollectionOut.of(one, uses)


@asynccontextmanager
async def _own(owner: str | None) -> AsyncIterator[OwnCollections]:
    async with open_shelf() as shelf:
        # What is installed now is noted with a collection: see it as it is.
        await bring_up_to_date(shelf)
        async with shelf.database.write() as session:
            user = await users.find_or_only_administrator(session, owner)
            yield OwnCollections(session, shelf.settings.node, user)


def list_collections(owner: str | None, *, as_json: bool) -> None:
    found = run(_list(owner))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    if not found:
        console.print("There is no collection. `modelshelf collection add NAME --embedding MODEL`.")
        return
    rows = [
        (
            escape(one.name),
            escape(one.owner),
            "[yellow]needs re-indexing[/]" if one.needs_reindexing else "",
            escape(", ".join(f"{use.model_type}: {use.model_id}" for use in one.models)),
        )
        for one in found
    ]
    tables.show(console, ("NAME", "OWNER", "STATE", "MODELS"), rows)
    stale = sum(one.needs_reindexing for one in found)
    if stale:
        console.print(
            f"{stale} of {len(found)} need re-indexing; when that is done: "
            "modelshelf collection reindexed NAME",
        )


async def _list(owner: str | None) -> list[CollectionOut]:
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        async with shelf.database.read() as session:
            user = await users.find(session, owner) if owner is not None else None
            found = await service.listed(session)
            wanted = [o for o in found if user is None or o.collection.owner_id == user.id]
            shown = await revisions.beside_installed(session, shelf.settings.node, wanted)
            return [CollectionOut.of(*one) for one in shown]


def add(name: str, models: Mapping[str, str | None], owner: str | None, *, as_json: bool) -> None:
    body = _checked(NewCollection, name=name, **_fields(models))
    _show(run(_add(body, owner)), "is noted: nobody can delete its models", as_json=as_json)


async def _add(body: NewCollection, owner: str | None) -> CollectionOut:
    async with _own(owner) as own:
        session, node = own.session, own.node
        fields = await revisions.with_installed(session, node, body.model_dump())
        return await own.shown(await service.create(session, fields, owner=own.owner, by=who()))


def change(
    name: str,
    new_name: str | None,
    models: Mapping[str, str | None],
    owner: str | None,
    *,
    as_json: bool,
) -> None:
    named = {} if new_name is None else {"name": new_name}
    body = _checked(CollectionChanges, **named, **_fields(models))
    _show(run(_change(name, body, owner)), "was changed", as_json=as_json)


async def _change(name: str, body: CollectionChanges, owner: str | None) -> CollectionOut:
    async with _own(owner) as own:
        found = await own.find(name)
        changed = await service.change(own.session, found.collection.id, body.given(), by=who())
        return await own.shown(changed)


def reindexed(name: str, owner: str | None, *, as_json: bool) -> None:
    done = run(_reindexed(name, owner))
    _show(done, "is built on what is installed now", as_json=as_json)


async def _reindexed(name: str, owner: str | None) -> CollectionOut:
    async with _own(owner) as own:
        found = await own.find(name)
        done = await revisions.reindexed(own.session, own.node, found.collection.id, by=who())
        return await own.shown(done)


def remove(name: str, owner: str | None) -> None:
    run(_remove(name, owner))
    console.print(f"{name} is forgotten; its models stay on the disk.", markup=False)


async def _remove(name: str, owner: str | None) -> None:
    async with _own(owner) as own:
        found = await own.find(name)
        await service.delete(own.session, found.collection.id, by=who())


def _fields(models: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was named; an empty one takes the model away."""
    return {f"{role}_model": model or None for role, model in models.items() if model is not None}


def _checked(kind: Any, **fields: Any) -> Any:
    try:
        return kind(**fields)
    except ValidationError as error:
        fault = error.errors()[0]
        raise Invalid(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}.") from None


def _show(done: CollectionOut, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(done.model_dump(mode="json"))
        return
    console.print(f"{escape(done.name)} {what}.")
    for use in done.models:
        built_on = (use.built_on or "revision not known")[:12]
        console.print(f"  {use.model_type}: {escape(use.model_id)}  {built_on}")

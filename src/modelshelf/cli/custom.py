"""What the commands about added models do."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError
from rich.markup import escape

from modelshelf.accounts import users
from modelshelf.app.shelf import Shelf
from modelshelf.cli import tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import one_of, print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.hub.reference import read_reference
from modelshelf.kit.errors import Invalid
from modelshelf.registry import portable, service
from modelshelf.registry.errors import TraitsDoNotApply, TypeNotKnown
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.models import CustomModel
from modelshelf.registry.portable import Existing, Imported, ImportOutcome, NoSuchList
from modelshelf.registry.schemas import CustomModelOut, CustomModelReceipt, ImportOut, TraitOut
from modelshelf.registry.traits import SHAPES, TRAIT_NAMES, Shape, Traits

console = Terminal()
_DONE = {
    ImportOutcome.ADDED: "[green]✓ added[/]",
    ImportOutcome.REPLACED: "[green]✓ replaced[/]",
    ImportOutcome.KEPT: "[dim]· kept as it was[/]",
    ImportOutcome.FAILED: "[red]✕ failed[/]",
}


def add(
    name: str, type_name: str | None, given: Mapping[str, Any], owner: str | None, *, as_json: bool
) -> None:
    model_type = one_of(ModelType, type_name, "--type")
    _show(run(_add(name, model_type, _said(given), owner)), "was added", as_json=as_json)


async def _add(
    name: str, model_type: ModelType | None, said: dict[str, Any], owner: str | None
) -> CustomModelOut:
    async with open_shelf() as shelf:
        model_id = read_reference(name, shelf.settings.hub_endpoint).model_id
        async with shelf.database.read() as session:
            user = await users.find_or_only_administrator(session, owner)
        model_type = model_type or await _detected_type(shelf, model_id)
        traits = Traits.of(_shape(model_type, said))
        model = await shelf.custom_models.register(user.id, model_id, model_type, traits, by=who())
        return CustomModelOut.of(model, user.username)


async def _detected_type(shelf: Shelf, model_id: str) -> ModelType:
    """Raises: TypeNotKnown, where nothing tells for certain."""
    detected = (await shelf.inspector.inspect(model_id)).detected
    certain = detected.only_certain().model_type
    if certain is not None:
        return certain
    guess = f" It is likely of the type {detected.model_type}." if detected.model_type else ""
    raise TypeNotKnown(
        f"The files of {model_id} do not say for certain what it is.{guess} Say it with --type."
    )


def edit(
    name: str,
    type_name: str | None,
    given: Mapping[str, Any],
    forget: Sequence[str],
    owner: str | None,
    *,
    as_json: bool,
) -> None:
    names = [each.replace("-", "_") for each in forget]
    for trait in names:
        one_of(sorted(TRAIT_NAMES), trait, "--forget")
    model_type = one_of(ModelType, type_name, "--type")
    changes = dict.fromkeys(names) | _said(given)
    _show(run(_edit(name, model_type, changes, owner)), "was changed", as_json=as_json)


async def _edit(
    name: str, model_type: ModelType | None, changes: dict[str, Any], owner: str | None
) -> CustomModelOut:
    async with open_shelf() as shelf:
        found, username = await _find(shelf, name, owner)
        said = {name: value for name, value in changes.items() if value is not None}
        checked = _shape(model_type or ModelType(found.model_type), said)
        changes |= {name: getattr(checked, name) for name in said}
        model = await shelf.custom_models.change(
            found.id, changes, model_type=model_type, owner_id=found.owner_id, by=who()
        )
        return CustomModelOut.of(model, username)


def remove(name: str, owner: str | None, *, as_json: bool) -> None:
    model = run(_remove(name, owner))
    message = f"{model.model_id} was removed from the list. Files on disk stay."
    if as_json:
        print_json(CustomModelReceipt.of(model, message).model_dump(mode="json"))
    else:
        console.print(message)


async def _remove(name: str, owner: str | None) -> CustomModel:
    async with open_shelf() as shelf:
        found, _ = await _find(shelf, name, owner)
        async with shelf.database.write() as session:
            return await service.remove(session, found.id, owner_id=found.owner_id, by=who())


async def _find(shelf: Shelf, name: str, owner: str | None) -> tuple[CustomModel, str]:
    model_id = read_reference(name, shelf.settings.hub_endpoint).model_id
    async with shelf.database.read() as session:
        user = await users.find_or_only_administrator(session, owner)
        return await service.find_by_name(session, user, model_id), user.username


def list_custom(owner: str | None, *, as_json: bool) -> None:
    found = run(_list(owner))
    if as_json:
        print_json([model.model_dump(mode="json") for model in found])
        return
    if not found:
        console.print("Nobody has added a model. `modelshelf add MODEL` does.")
        return
    rows = []
    for model in found:
        known = [(n, t) for n, t in model.traits.items() if t.set is not None or t.detected]
        # Prefixes may be long and have several lines: they stand last, where nothing is aligned.
        traits = ", ".join(_in_short(name, trait) for name, trait in known)
        words = (model.model_id, model.model_type, model.owner, traits.replace("\n", "\\n"))
        rows.append([escape(word) for word in words])
    tables.show(console, ("MODEL", "TYPE", "OF", "TRAITS"), rows)


def _in_short(name: str, trait: TraitOut) -> str:
    if trait.detected is None:
        return f"{name}={trait.set}"
    if trait.set is None:
        return f"{name}={trait.detected.value} (detected)"
    return f"{name}={trait.set} (detected: {trait.detected.value})"


async def _list(owner: str | None) -> list[CustomModelOut]:
    async with open_shelf() as shelf, shelf.database.read() as session:
        user = await users.find(session, owner) if owner is not None else None
        found = await service.added_by(session, user.id if user else None)
        return [CustomModelOut.of(model, username) for model, username in found]


def export(output: Path | None, owner: str | None) -> None:
    text = run(_export(owner))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
        console.print(f"Written to {escape(str(output))}.")


async def _export(owner: str | None) -> str:
    async with open_shelf() as shelf, shelf.database.read() as session:
        user = await users.find_or_only_administrator(session, owner)
        return portable.write_list([m for m, _ in await service.added_by(session, user.id)])


def take_in(file: str, owner: str | None, *, replace: bool, as_json: bool) -> None:
    existing = Existing.REPLACE if replace else Existing.KEEP
    done = run(_take_in(_read(file), owner, existing))
    if as_json:
        print_json(ImportOut.of(done).model_dump(mode="json"))
    else:
        for entry in done:
            detail = f"  {escape(entry.detail)}" if entry.detail else ""
            console.print(f"{_DONE[entry.outcome]}  {escape(entry.model_id)}{detail}")
    if any(entry.outcome is ImportOutcome.FAILED for entry in done):
        raise SystemExit(1)


def _read(file: str) -> str:
    """Raises: NoSuchList, OSError."""
    if file == "-":
        content = sys.stdin.buffer.read(portable.MOST_BYTES + 1)
    else:
        with Path(file).open("rb") as opened:
            content = opened.read(portable.MOST_BYTES + 1)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise NoSuchList(f"{file} is no text in UTF-8.") from error
    if len(content) > portable.MOST_BYTES:
        raise NoSuchList(f"{file} has more than {portable.MOST_BYTES:,} bytes. Split it.")
    return text


async def _take_in(text: str, owner: str | None, existing: Existing) -> list[Imported]:
    async with open_shelf() as shelf:
        async with shelf.database.read() as session:
            user = await users.find_or_only_administrator(session, owner)
        return await portable.take_in(
            text,
            shelf.custom_models,
            shelf.database,
            endpoint=shelf.settings.hub_endpoint,
            owner_id=user.id,
            existing=existing,
            by=who(),
        )


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _shape(model_type: ModelType, said: Mapping[str, Any]) -> Shape:
    """What was typed, checked. Raises: TraitsDoNotApply, Invalid."""
    if foreign := said.keys() - SHAPES[model_type].model_fields.keys():
        raise TraitsDoNotApply.of(foreign, model_type)
    try:
        return SHAPES[model_type].model_validate(said)
    except ValidationError as error:
        _refuse(error)


def _refuse(error: ValidationError) -> NoReturn:
    first = error.errors(include_url=False)[0]
    option = str(first["loc"][0]).replace("_", "-")
    raise Invalid(f"--{option}: {first['msg']}.") from error


def _show(model: CustomModelOut, deed: str, *, as_json: bool) -> None:
    if as_json:
        print_json(model.model_dump(mode="json"))
        return
    console.print(f"[bold]{model.model_id}[/] {deed}: {model.model_type}, in {model.owner}'s list.")
    for name, trait in model.traits.items():
        if trait.value is None and trait.detected is None:
            continue
        console.print(f"  {name}: {_told(trait.value, trait.set, trait.detected)}")


def _told(value: Any, given: Any, detected: Any) -> str:
    """The value that holds, and where it is from."""
    seen = f"{detected.value} ({detected.confidence})" if detected else "nothing"
    if given is not None:
        return f"{escape(str(given))}  [dim]set; detected: {escape(seen)}[/]"
    if value is None:
        return f"[dim]not set; detected: {escape(seen)}[/]"
    return f"{escape(str(value))}  [dim]detected[/]"

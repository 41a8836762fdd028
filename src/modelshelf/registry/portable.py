"""A list of custom models as YAML, out of one installation and into another.

In the file stands what somebody set, and nothing that was detected: that is found out anew where
the list is taken in, from the repositories themselves.
"""

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from modelshelf.audit.deeds import Actor
from modelshelf.hub.reference import read_reference
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Invalid, Problem
from modelshelf.registry import repository
from modelshelf.registry.foreign_yaml import BadYaml, read_yaml
from modelshelf.registry.models import CustomModel
from modelshelf.registry.new_model import NewCustomModel
from modelshelf.registry.own_traits import set_traits
from modelshelf.registry.service import CustomModels
from modelshelf.registry.traits import SHAPES, TRAIT_NAMES, Traits

SCHEMA_VERSION = 1
MOST_BYTES = 256 * 1024
# Each is looked at, at the Hub.
MOST_ENTRIES = 200
_HEADING = """\
# Custom models of Modelshelf. What is left out is detected from the repositories.
"""

_entry: TypeAdapter[NewCustomModel] = TypeAdapter(NewCustomModel)


class NoSuchList(Invalid):
    code = "invalid_list"
    title = "Not a list of custom models"


class Existing(StrEnum):
    """What happens to an entry that is in the list already."""

    KEEP = "keep"
    REPLACE = "replace"


class ImportOutcome(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one entry; `code` and `detail` say why, where it failed."""

    model_id: str
    outcome: ImportOutcome
    code: str | None = None
    detail: str | None = None


def write_list(models: Sequence[CustomModel]) -> str:
    """The YAML of some entries: what their owners set."""
    entries = [_said(model) for model in models]
    document = {"schema_version": SCHEMA_VERSION, "custom_models": entries}
    return _HEADING + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _said(model: CustomModel) -> dict[str, Any]:
    given = set_traits(model)
    traits = {name: getattr(given, name) for name in sorted(TRAIT_NAMES)}
    said = {name: value for name, value in traits.items() if value is not None}
    if given.pooling_method is not None:
        said["pooling_method"] = given.pooling_method.value
    return {"model_id": model.model_id, "model_type": str(model.model_type), **said}


async def take_in(
    text: str,
    models: CustomModels,
    database: Database,
    *,
    endpoint: str,
    owner_id: uuid.UUID,
    existing: Existing,
    by: Actor,
) -> list[Imported]:
    """Add the entries of a list to somebody's own, one after the other.

    An entry that cannot be added says why, and the rest is added all the same. Where the Hub cannot
    be asked, entries are taken as they are.

    Raises:
        NoSuchList: The text as a whole is none.
    """
    done = []
    # A list of the permitted length takes the parser a second or more.
    for raw in await asyncio.to_thread(_entries, text):
        name = _name_of(raw)
        try:
            new = _entry.validate_python(raw)
            model_id = read_reference(new.model_id, endpoint).model_id
            async with database.read() as session:
                known = await repository.by_model_id(session, owner_id, model_id)
            if known is None:
                await models.register(
                    owner_id, model_id, new.model_type, Traits.of(new), by=by, unseen=True
                )
                outcome = ImportOutcome.ADDED
            elif existing is Existing.KEEP:
                outcome = ImportOutcome.KEPT
            else:
                shape = SHAPES[new.model_type].model_fields
                changes = {name: getattr(new, name) for name in shape}
                await models.change(
                    known.id, changes, model_type=new.model_type, owner_id=owner_id, by=by
                )
                outcome = ImportOutcome.REPLACED
            done.append(Imported(model_id, outcome))
        except ValidationError as error:
            detail = "; ".join(_complaints(error))
            done.append(Imported(name, ImportOutcome.FAILED, "invalid_entry", detail))
        except Problem as problem:
            done.append(Imported(name, ImportOutcome.FAILED, problem.code, problem.detail))
    return done


def _entries(text: str) -> list[Any]:
    try:
        document = read_yaml(text)
    except BadYaml as error:
        raise NoSuchList(f"The list is no YAML that is read here: {str(error)[:300]}.") from error
    entries = document.get("custom_models") if isinstance(document, dict) else None
    if not isinstance(entries, list) or document.get("schema_version") != SCHEMA_VERSION:
        raise NoSuchList(
            f"A list of custom models has `schema_version: {SCHEMA_VERSION}` and, under "
            "`custom_models`, one entry a model. Export one to see its form."
        )
    if len(entries) > MOST_ENTRIES:
        raise NoSuchList(
            f"The list has {len(entries)} entries; at most {MOST_ENTRIES} are taken in at once. "
            "Split it."
        )
    return entries


def _name_of(raw: Any) -> str:
    name = raw.get("model_id") if isinstance(raw, dict) else None
    return name[:100] if isinstance(name, str) and name else "without model_id"


def _complaints(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        where = ".".join(str(step) for step in detail["loc"][1:]) or "model_type"
        yield f"{where}: {detail['msg']}"

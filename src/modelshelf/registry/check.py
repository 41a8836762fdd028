"""The registry beside the Hub: what differs, as a patch of the file."""

import asyncio
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelshelf.hub.door import Hub, HubRepo
from modelshelf.hub.errors import ModelGated, ModelNotFound
from modelshelf.registry.curated import CuratedModel
from modelshelf.registry.detect.weights import total_parameters

AT_ONCE = 4
# How the Hub spells what weights are stored as; the list knows no others.
_DTYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry; `theirs` is what the Hub says, as YAML."""

    model_id: str
    field: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Attributes:
    differences: In the order of the file.
    gone: Models that the Hub does not have, or does not show to us, with the reason.
    """

    differences: tuple[Difference, ...]
    gone: tuple[str, ...]


async def check(hub: Hub, models: Sequence[CuratedModel]) -> Checked:
    """Compare entries with the Hub: parameters, stored dtype and licence, one question a model.

    Raises:
        What `Hub.look_up` raises, but for a model that is not there or not ours to see.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(model: CuratedModel) -> HubRepo | str:
        async with places:
            try:
                return await hub.look_up(model.id)
            except (ModelNotFound, ModelGated) as problem:
                return problem.detail

    answers = await asyncio.gather(*(ask(model) for model in models))
    differences: list[Difference] = []
    gone: list[str] = []
    for model, answer in zip(models, answers, strict=True):
        if isinstance(answer, str):
            gone.append(f"{model.id}: {answer}")
        else:
            differences += _compare(model, answer)
    return Checked(tuple(differences), tuple(gone))


def patch(text: str, name: str, differences: Sequence[Difference]) -> str:
    """The unified diff that makes a registry file say what the Hub says; nothing else changes."""
    lines = text.splitlines(keepends=True)
    changed = list(lines)
    for difference in differences:
        changed = _changed(changed, difference)
    return "".join(difflib.unified_diff(lines, changed, f"a/{name}", f"b/{name}"))


def _compare(model: CuratedModel, repo: HubRepo) -> Iterator[Difference]:
    counted = total_parameters(repo.parameters)
    if counted is not None:
        if counted != model.parameters or model.parameters_approximate:
            yield Difference(model.id, "parameters", f"{counted:_}")
        most = max(repo.parameters, key=lambda name: repo.parameters[name])
        dtype = _DTYPES.get(most)
        if dtype is not None and dtype != model.dtype:
            yield Difference(model.id, "dtype", dtype)
    if repo.licence is not None and repo.licence != model.licence:
        yield Difference(model.id, "licence", repo.licence)


def _changed(lines: list[str], difference: Difference) -> list[str]:
    """The lines of the file with one field of one entry said anew."""
    start, end = _entry(lines, difference.model_id)
    changed = []
    for number, line in enumerate(lines):
        inside = start <= number < end
        if inside and re.match(rf"    {difference.field}:", line):
            changed.append(f"    {difference.field}: {difference.theirs}\n")
        elif inside and difference.field == "parameters" and "parameters_approximate:" in line:
            continue
        else:
            changed.append(line)
    return changed


def _entry(lines: Sequence[str], model_id: str) -> tuple[int, int]:
    begins = [number for number, line in enumerate(lines) if line.startswith("  - id:")]
    for place, number in enumerate(begins):
        if lines[number].split(":", 1)[1].strip().strip("\"'") == model_id:
            return number, begins[place + 1] if place + 1 < len(begins) else len(lines)
    return 0, 0

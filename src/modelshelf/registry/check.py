"""The registry beside the Hub: what an entry states, and what its repository says of the same."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from modelshelf.hub.errors import ModelGated, ModelNotFound
from modelshelf.registry.curated import CuratedModel
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.facts import Confidence, Finding
from modelshelf.registry.detect.weights import total_parameters
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.traits import SHAPES
from modelshelf.sizing.architecture import read_architecture

AT_ONCE = 4
# How the Hub spells what weights are stored as; the list knows no others.
_DTYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that an entry states and its repository says otherwise.

    Attributes:
        field: Of the entry; `architecture.hidden_size` and the like for its build.
        ours, theirs: The values, as JSON has them.
        place: Where it stands at the Hub: a file and a key.
        certain: Whether it is beyond doubt; what is not is no part of the patch.
    """

    model_id: str
    field: str
    ours: Any
    theirs: Any
    place: str
    revision: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """Attributes:
    differences: In the order of the file.
    gone: Models that the Hub does not have, or does not show to us, with the reason.
    unread: What could not be compared, a sentence for each model.
    """

    differences: tuple[Difference, ...]
    gone: tuple[str, ...]
    unread: tuple[str, ...]


async def check(inspector: Inspector, models: Sequence[CuratedModel]) -> Checked:
    """Compare entries with their repositories: at most four questions a model, and no weights.

    Args:
        inspector: One that does not look at the disk, where an old revision may lie.

    Raises:
        What `Inspector.inspect` raises, but for a model that is not there or not ours to see.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(model: CuratedModel) -> Inspection | str:
        async with places:
            try:
                return await inspector.inspect(model.id)
            except (ModelNotFound, ModelGated) as problem:
                return problem.detail

    answers = await asyncio.gather(*(ask(model) for model in models))
    differences: list[Difference] = []
    gone: list[str] = []
    unread: list[str] = []
    for model, answer in zip(models, answers, strict=True):
        if isinstance(answer, str):
            gone.append(f"{model.id}: {answer}")
            continue
        differences += _compare(model, answer)
        if answer.warnings:
            unread.append(f"{model.id}: not all was compared. {answer.warnings[0]}")
    return Checked(tuple(differences), tuple(gone), tuple(unread))


def _compare(model: CuratedModel, seen: Inspection) -> Iterator[Difference]:
    for field, theirs, place in (*_weights(model, seen), *_built(model, seen)):
        yield Difference(model.id, field, _stated(model, field), theirs, place, seen.sha)
    if seen.repo is not None and (seen.repo.gated is not None) != bool(model.gated):
        theirs = seen.repo.gated is not None
        yield Difference(model.id, "gated", model.gated, theirs, "Hub: gated", seen.sha)
    findings = examine(seen.sources, as_type=model.type).findings
    for name in ("licence", *SHAPES[model.type].model_fields):
        ours, finding = getattr(model, name), findings.get(name)
        if ours is not None and finding is not None and finding.value != ours:
            sure = finding.confidence is Confidence.CERTAIN
            place = _place(finding)
            yield Difference(model.id, name, ours, finding.value, place, seen.sha, sure)


def _weights(model: CuratedModel, seen: Inspection) -> Iterator[tuple[str, Any, str]]:
    counts, evidence = seen.sources.parameters()
    counted = total_parameters(counts)
    if counted is None:
        return
    place = f"{evidence.source}: {evidence.key}"
    if counted != model.parameters or model.parameters_approximate:
        yield "parameters", counted, place
    dtype = _DTYPES.get(max(counts, key=lambda name: counts[name]))
    if dtype is not None and dtype != model.dtype:
        yield "dtype", dtype, place


def _built(model: CuratedModel, seen: Inspection) -> Iterator[tuple[str, Any, str]]:
    """What is stated of the build, number by number."""
    if model.architecture is None or not seen.sources.has_read(_CONFIG):
        return
    read = read_architecture(seen.sources.object(_CONFIG))
    for name, ours in model.architecture.model_dump(exclude={"layers", "gated"}).items():
        theirs = getattr(read, name)
        if ours is not None and theirs is not None and theirs != ours:
            yield f"architecture.{name}", theirs, f"{_CONFIG}: {read.found[name]}"


def _stated(model: CuratedModel, field: str) -> Any:
    outer, _, inner = field.partition(".")
    value = getattr(model, outer)
    return getattr(value, inner) if inner else value


def _place(finding: Finding) -> str:
    evidence = finding.evidence[0]
    return f"{evidence.source}: {evidence.key}" if evidence.key else evidence.source

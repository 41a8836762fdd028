"""The models that Modelshelf offers by itself: `models.yaml`, checked entry by entry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from modelshelf.hub.door import check_model_id
from modelshelf.hub.errors import InvalidModelId
from modelshelf.registry.facts import Built, Source, known_facts
from modelshelf.registry.foreign_yaml import read_yaml
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.traits import EmbeddingTraits, LlmTraits, RerankerTraits, SpladeTraits

SHIPPED = Path(__file__).with_name("models.yaml")
# Version 1 had no `source` and no `architecture`; it is still read.
SCHEMA_VERSIONS = (1, 2)
_WITH_SOURCES = 2


def _model_id(value: str) -> str:
    try:
        return check_model_id(value)
    except InvalidModelId as error:
        raise ValueError(error.detail) from error


class Entry(BaseModel):
    """What is said of every curated model.

    Attributes:
        name: For people; `description`: one sentence.
        parameters: Number of weights; `parameters_approximate` where the source gives it rounded.
        dtype: What the weights are stored as.
        licence: As the Hub spells it; `commercial_use`: whether it allows that.
        gated: Whether its authors want their terms accepted first, where a source says so.
        architecture: As far as a source gives it.
        source: Where each fact comes from; required from version 2 of the schema on.
    """

    id: Annotated[str, AfterValidator(_model_id)]
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    parameters: int = Field(strict=True, gt=0)
    parameters_approximate: bool = False
    dtype: Literal["float32", "float16", "bfloat16"]
    licence: str = Field(min_length=1)
    commercial_use: bool
    gated: bool | None = None
    architecture: Built | None = None
    source: tuple[Source, ...] = Field(default=(), validate_default=True)

    @field_validator("source")
    @classmethod
    def _names_what_it_is_for(
        cls, sources: tuple[Source, ...], info: ValidationInfo
    ) -> tuple[Source, ...]:
        if not sources and (info.context or {}).get("schema_version", 0) >= _WITH_SOURCES:
            raise ValueError("is missing: say where the facts come from")
        for source in sources:
            if unknown := set(source.facts) - known_facts(cls):
                raise ValueError(f"names {', '.join(sorted(unknown))}, which is no fact")
        return sources


class CuratedEmbedding(Entry, EmbeddingTraits):
    type: Literal[ModelType.EMBEDDING]


class CuratedLlm(Entry, LlmTraits):
    type: Literal[ModelType.LLM]


class CuratedReranker(Entry, RerankerTraits):
    type: Literal[ModelType.RERANKER]


class CuratedSplade(Entry, SpladeTraits):
    type: Literal[ModelType.SPLADE]


CuratedModel = CuratedEmbedding | CuratedLlm | CuratedReranker | CuratedSplade

_entry: TypeAdapter[CuratedModel] = TypeAdapter(
    Annotated[CuratedModel, Field(discriminator="type")]
)


@dataclass(frozen=True)
class Curated:
    """The curated models, in the order of the file, and what is wrong with the file.

    Attributes:
        problems: One line each, with its place: file, entry, id and field.
    """

    models: tuple[CuratedModel, ...]
    problems: tuple[str, ...] = ()
    _ids: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ids", frozenset(model.id for model in self.models))

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._ids

    def extended_by(self, other: "Curated") -> "Curated":
        """With another list's entries: one of the same id takes the place of ours as a whole."""
        theirs = {model.id: model for model in other.models}
        kept = tuple(theirs.pop(model.id, model) for model in self.models)
        return Curated((*kept, *theirs.values()), (*self.problems, *other.problems))


def load(path: Path = SHIPPED) -> Curated:
    """Read a registry file. A bad entry is left out and reported; the others still load."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        return Curated((), (f"{path.name}: {error}",))
    return parse(text, path.name)


def parse(text: str, name: str) -> Curated:
    """Read the text of a registry file; `name` is what its problems begin with."""
    try:
        version, entries = _entries(read_yaml(text))
    except ValueError as error:
        return Curated((), (f"{name}: {error}",))
    models: dict[str, CuratedModel] = {}
    problems: list[str] = []
    for index, raw in enumerate(entries):
        place = f"{name}: models[{index}] ({_id_of(raw)})"
        try:
            model = _entry.validate_python(raw, context={"schema_version": version})
        except ValidationError as error:
            problems += (f"{place}: {complaint}" for complaint in _complaints(error))
            continue
        if model.id in models:
            problems.append(f"{place}: id: is listed twice; the first entry counts")
        else:
            models[model.id] = model
    return Curated(tuple(models.values()), tuple(problems))


def _entries(document: Any) -> tuple[int, list[Any]]:
    if not isinstance(document, dict):
        raise ValueError("is not a mapping with `schema_version` and `models`")
    version = document.get("schema_version")
    if type(version) is not int:
        raise ValueError("schema_version is missing, or no number")
    if version not in SCHEMA_VERSIONS:
        raise ValueError(
            f"schema_version is {str(version)[:40]!r}; this version of Modelshelf reads "
            f"{_listed(SCHEMA_VERSIONS)}"
        )
    entries = document.get("models")
    if not isinstance(entries, list):
        raise ValueError("models is not a list")
    return version, entries


def _listed(versions: Iterable[int]) -> str:
    return " and ".join(map(str, versions))


def _id_of(raw: Any) -> str:
    model_id = raw.get("id") if isinstance(raw, dict) else None
    return model_id[:100] if isinstance(model_id, str) else "without id"


def _complaints(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        # The first step of a place is the type that the entry was read as.
        where = ".".join(str(step) for step in detail["loc"][1:]) or "type"
        yield f"{where}: {detail['msg']}"

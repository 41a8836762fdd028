"""The models that ship with Modelshelf: `models.yaml`, checked entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from modelshelf.hub.door import check_model_id
from modelshelf.hub.errors import InvalidModelId
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.traits import EmbeddingTraits, LlmTraits, RerankerTraits, SpladeTraits

SHIPPED = Path(__file__).with_name("models.yaml")
SCHEMA_VERSION = 1


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
    """

    id: Annotated[str, AfterValidator(_model_id)]
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    parameters: int = Field(strict=True, gt=0)
    parameters_approximate: bool = False
    dtype: Literal["float32", "float16", "bfloat16"]
    licence: str = Field(min_length=1)
    commercial_use: bool


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


def load(path: Path = SHIPPED) -> Curated:
    """Read a registry file. A bad entry is left out and reported; the others still load."""
    try:
        entries = _entries(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        return Curated((), (f"{path.name}: {error}",))
    models: dict[str, CuratedModel] = {}
    problems: list[str] = []
    for index, raw in enumerate(entries):
        place = f"{path.name}: models[{index}] ({_id_of(raw)})"
        try:
            model = _entry.validate_python(raw)
        except ValidationError as error:
            problems += (f"{place}: {complaint}" for complaint in _complaints(error))
            continue
        if model.id in models:
            problems.append(f"{place}: id: is listed twice; the first entry counts")
        else:
            models[model.id] = model
    return Curated(tuple(models.values()), tuple(problems))


def _entries(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise ValueError("is not a mapping with `schema_version` and `models`")
    if document.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(
            f"schema_version is {document.get('schema_version')!r}; this version of Modelshelf "
            f"reads {SCHEMA_VERSION}"
        )
    entries = document.get("models")
    if not isinstance(entries, list):
        raise ValueError("models is not a list")
    return entries


def _id_of(raw: Any) -> str:
    return str(raw["id"]) if isinstance(raw, dict) and "id" in raw else "without id"


def _complaints(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        # The first step of a place is the type that the entry was read as.
        where = ".".join(str(step) for step in detail["loc"][1:]) or "type"
        yield f"{where}: {detail['msg']}"

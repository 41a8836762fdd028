"""What a registry file says of a model's build, and where its facts come from."""

from typing import Annotated

from pydantic import BaseModel, Field

from modelshelf.registry.traits import Shape
from modelshelf.sizing.architecture import MOST, Architecture
from modelshelf.sizing.layers import MOST_LAYERS, LayerKind

Size = Annotated[int, Field(strict=True, gt=0, le=MOST)]

# What an entry says that is no fact about the model, but about the entry.
_WORDS = {"id", "type", "name", "description", "source", "parameters_approximate"}


class Built(Shape):
    """The build of a model, in the words of `sizing.architecture.Architecture`.

    `layers` may be left out where all of them are of the kind `full`.
    """

    hidden_size: Size | None = None
    layer_count: Annotated[int, Field(strict=True, gt=0, le=MOST_LAYERS)] | None = None
    attention_heads: Size | None = None
    kv_heads: Size | None = None
    head_size: Size | None = None
    intermediate_size: Size | None = None
    vocabulary_size: Size | None = None
    sliding_window: Size | None = None
    gated: bool | None = None
    layers: Annotated[tuple[LayerKind, ...], Field(max_length=MOST_LAYERS)] = ()

    def architecture(self) -> Architecture:
        said = self.model_dump(exclude={"layers"})
        layers = self.layers or (LayerKind.FULL,) * (self.layer_count or 0)
        return Architecture(**said, layers=layers)


class Source(Shape):
    """Attributes:
    place: What was opened: a package with its version and file, a repository with its file.
    facts: The fields of the entry that it gave.
    note: What else was said elsewhere, and why this was taken.
    """

    place: str = Field(min_length=1, max_length=300)
    facts: tuple[str, ...] = Field(min_length=1, max_length=40)
    note: str | None = Field(default=None, max_length=2000)


def known_facts(entry: type[BaseModel]) -> set[str]:
    """The fields of an entry that say something about its model."""
    return set(entry.model_fields) - _WORDS

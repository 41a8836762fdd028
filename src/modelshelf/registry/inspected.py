"""What looking at a model gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from modelshelf.hub.door import HubRepo
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import choose
from modelshelf.kit.errors import Problem
from modelshelf.registry.detect.facts import Detected
from modelshelf.registry.detect.sources import Sources


class Aim(StrEnum):
    """What somebody wants to know first, where not every file can be read.

    Attributes:
        USE: What the model is for, and how it has to be used.
        BUILD: How it is built, which decides what it needs.
    """

    USE = "use"
    BUILD = "build"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found.

    Attributes:
        sha: The revision that was looked at.
        sizes: Bytes of each file by its path.
        sources: What `detected` was found in.
        repo: What the Hub says; None where the disk alone was looked at.
        gguf: Keys and values of a GGUF file, where nothing else tells of the build.
        unread: Small files that would tell something and were not read.
        warnings: Why something could not be looked at, for people.
        closed: Why the Hub does not let us have its files; None where it was not seen to refuse.
        questions: How many questions it took.
    """

    model_id: str
    sha: str
    sizes: Mapping[str, int]
    sources: Sources
    detected: Detected
    repo: HubRepo | None = None
    gguf: Mapping[str, Any] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    closed: Problem | None = None
    questions: int = 0

    @property
    def needed(self) -> set[str]:
        """What a download would fetch; everything that is there where only the disk was seen."""
        if self.repo is None:
            return set(self.sizes)
        try:
            choices = choose(self.repo.files, "needed", self.model_id)
        except VariantRequired:  # One has to be chosen first: only what all of them need.
            return {path for path in self.sizes if not path.endswith((".gguf", ".onnx"))}
        return {choice.file.path for choice in choices if choice.wanted}

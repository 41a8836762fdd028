"""What is known of one model's size and build, and from where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from modelshelf.cache.reading.small_reads import SmallReads, read_start
from modelshelf.cache.reading.weights import count_weights
from modelshelf.hub.layout import RepoFolder
from modelshelf.memory.by_size import parameters_by_size
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.detect.wanted import MOST_BYTES
from modelshelf.registry.detect.weights import total_parameters
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.needs import TASKS
from modelshelf.registry.offer import Offer
from modelshelf.registry.snapshot import read_snapshot
from modelshelf.registry.traits import NOTHING_KNOWN as NO_TRAITS
from modelshelf.registry.traits import Traits
from modelshelf.sizing.architecture import CAUSAL, NOTHING_KNOWN, Architecture, read_architecture
from modelshelf.sizing.formula import Task
from modelshelf.sizing.gguf import HEAD_BYTES, architecture_of, read_gguf

_CONFIG = "config.json"
# Where the part of a model that reads text has its configuration, if not at the top.
_INNER_CONFIG = re.compile(r"0_\w+/config\.json")


class FactsFrom(StrEnum):
    """Where the facts come from: files on the disk, the registry, or the Hub."""

    DISK = "disk"
    REGISTRY = "registry"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Told:
    """What a model is for and how it is used, by the list or else by its own files."""

    model_type: ModelType | None = None
    traits: Traits = NO_TRAITS

    @property
    def most_tokens(self) -> int | None:
        return self.traits.context_window or self.traits.max_sequence_length


@dataclass(frozen=True, slots=True)
class Facts:
    """Attributes:
    weights: Number of weights by the dtype that they are stored as; empty where it is not known.
    parameters: Their number in all, where it is known.
    most_tokens: Longest text or context that the model takes.
    dimension: Length of its vectors.
    warnings: Why something is not known, for people.
    """

    facts_from: FactsFrom
    model_type: ModelType | None = None
    parameters: int | None = None
    parameters_approximate: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    most_tokens: int | None = None
    dimension: int | None = None
    architecture: Architecture = NOTHING_KNOWN
    warnings: tuple[str, ...] = ()

    @property
    def task(self) -> Task:
        if self.model_type is not None:
            return TASKS[self.model_type]
        return Task.GENERATE if self.architecture.causal else Task.ENCODE

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known for all of the formula."""
        built = self.architecture
        needed = {"parameters": self.parameters, "hidden_size": built.hidden_size}
        if self.task is Task.ENCODE_SPARSE:
            needed["vocabulary_size"] = built.vocabulary_size
        if self.task is Task.GENERATE:
            needed |= {"layers": len(built.layers) or None, "kv_heads": built.kv_heads}
            needed["head_size"] = built.head_size
            if built.latent_size:
                needed = {k: v for k, v in needed.items() if k not in ("kv_heads", "head_size")}
        return tuple(name for name, value in needed.items() if value is None)


def of_offer(offer: Offer) -> Facts:
    told = Told(offer.model_type, offer.traits)
    return _facts(FactsFrom.REGISTRY, told, offer, offer.architecture, {})


def of_snapshot(folder: RepoFolder, revision: str, told: Told, offer: Offer | None) -> Facts:
    """From the files of a snapshot, and from the list for what they do not tell. Blocks."""
    root = folder.snapshot(revision)
    weights = count_weights(root)
    text = SmallReads().read(str(root / _CONFIG), MOST_BYTES) or b""
    config = Sources({_CONFIG: text}).object(_CONFIG)
    built, roughly = read_architecture(config), None
    if not weights and (snapshot := read_snapshot(folder, revision)) is not None:
        roughly = parameters_by_size(snapshot.sizes, config)
        packed = next((path for path in snapshot.sizes if path.endswith(".gguf")), None)
        if packed is not None and not config:
            built = architecture_of(read_gguf(read_start(str(root / packed), HEAD_BYTES) or b""))
    return _facts(FactsFrom.DISK, told, offer, built, weights, roughly=roughly)


def of_hub(seen: Inspection, offer: Offer | None) -> Facts:
    """From what the Hub says, and from the small files that were read there."""
    sources, detected = seen.sources, seen.detected
    told = Told(detected.model_type, detected.traits)
    if offer is not None:
        told = Told(offer.model_type, offer.traits.completed_by(told.traits))
    config = _config(seen)
    built = read_architecture(config) if config else architecture_of(seen.gguf)
    if built.name is None and (names := sources.architectures()):  # Told to everybody.
        built = replace(built, name=names[0], causal=names[0].endswith(CAUSAL))
    facts = _facts(
        FactsFrom.HUB if seen.repo else FactsFrom.DISK,
        told,
        offer,
        built,
        sources.parameters()[0],
        counted=detected.value("parameters"),
        roughly=parameters_by_size(seen.sizes, config),
    )
    return replace(facts, warnings=seen.warnings)


def with_adapter(base: Facts, adapter: Facts) -> Facts:
    """An adapter is loaded beside its base model, and does the work that it was made for."""
    parts = (base.parameters, adapter.parameters)
    known = [part for part in parts if part is not None]
    return replace(
        base,
        model_type=adapter.model_type or base.model_type,
        parameters=sum(known) if len(known) == len(parts) else None,
        parameters_approximate=base.parameters_approximate or adapter.parameters_approximate,
        weights={},
        warnings=(*adapter.warnings, *base.warnings),
    )


def _config(seen: Inspection) -> Mapping[str, Any]:
    inner = (path for path in seen.sizes if _INNER_CONFIG.fullmatch(path))
    found = (seen.sources.object(path) for path in (_CONFIG, *inner))
    return next((config for config in found if config), {})


def _facts(
    facts_from: FactsFrom,
    told: Told,
    offer: Offer | None,
    built: Architecture,
    weights: Mapping[str, int],
    *,
    counted: int | None = None,
    roughly: int | None = None,
) -> Facts:
    """The number of weights: as counted, else as the list says, else by the size of the files."""
    if built.hidden_size is None and offer is not None:
        built = offer.architecture
    exact = total_parameters(weights) or counted
    listed = offer.parameters if offer else None
    approximate = exact is None and (listed is None or (offer and offer.parameters_approximate))
    parameters = exact or listed or roughly
    return Facts(
        facts_from=facts_from,
        model_type=told.model_type,
        parameters=parameters,
        parameters_approximate=bool(approximate and parameters),
        weights=dict(weights),
        most_tokens=told.most_tokens or built.max_positions,
        dimension=told.traits.dimension,
        architecture=built,
    )

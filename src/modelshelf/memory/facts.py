"""What is known of one model's size and build, and from where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from modelshelf.cache.small_reads import SmallReads
from modelshelf.cache.weights import count_weights
from modelshelf.hub.door import HubRepo
from modelshelf.registry.detect.weights import total_parameters
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.needs import TASKS
from modelshelf.registry.offer import Offer
from modelshelf.sizing.architecture import NOTHING_KNOWN, Architecture, read_architecture
from modelshelf.sizing.formula import Task

CONFIG_BYTES = 2**20


class Origin(StrEnum):
    """Where the facts come from: files on the disk, the registry, or the Hub."""

    DISK = "disk"
    REGISTRY = "registry"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Facts:
    """Attributes:
    weights: Number of weights by the dtype that they are stored as; empty where it is not known.
    parameters: Their number in all, where it is known.
    most_tokens: Longest text or context that the model takes.
    dimension: Length of its vectors, as the list says.
    """

    origin: Origin
    model_type: ModelType | None = None
    parameters: int | None = None
    parameters_approximate: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    most_tokens: int | None = None
    dimension: int | None = None
    architecture: Architecture = NOTHING_KNOWN

    @property
    def task(self) -> Task:
        if self.model_type is not None:
            return TASKS[self.model_type]
        generates = (self.architecture.name or "").endswith("ForCausalLM")
        return Task.GENERATE if generates else Task.ENCODE

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
    return Facts(
        origin=Origin.REGISTRY,
        model_type=offer.model_type,
        parameters=offer.parameters,
        parameters_approximate=offer.parameters_approximate,
        most_tokens=offer.traits.context_window or offer.traits.max_sequence_length,
        dimension=offer.traits.dimension,
        architecture=offer.architecture,
    )


def of_snapshot(snapshot: Path, offer: Offer | None) -> Facts:
    """From the files of a snapshot, and from the list for what they do not tell. Blocks."""
    weights = count_weights(snapshot)
    config = SmallReads().read(str(snapshot / "config.json"), CONFIG_BYTES) or b""
    return _facts(Origin.DISK, _json(config), weights, offer)


def of_hub(repo: HubRepo, config: bytes | None, offer: Offer | None) -> Facts:
    return _facts(Origin.HUB, _json(config or b""), repo.parameters, offer)


def _facts(
    origin: Origin,
    config: Mapping[str, Any],
    weights: Mapping[str, int],
    offer: Offer | None,
) -> Facts:
    built = read_architecture(config)
    if built.hidden_size is None and offer is not None:
        built = offer.architecture
    traits = offer.traits if offer else None
    stated = (traits.context_window or traits.max_sequence_length) if traits else None
    counted = total_parameters(weights)
    return Facts(
        origin=origin,
        model_type=offer.model_type if offer else None,
        parameters=counted or (offer.parameters if offer else None),
        parameters_approximate=counted is None
        and offer is not None
        and offer.parameters_approximate,
        weights=dict(weights),
        most_tokens=stated or built.max_positions,
        dimension=traits.dimension if traits else None,
        architecture=built,
    )


def _json(text: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

"""How much text a model takes: in one input, or in a whole context."""

import math
from collections.abc import Iterator
from typing import Any

from modelshelf.registry.detect.facts import Confidence, Evidence, Finding
from modelshelf.registry.detect.sources import NO_LIMIT, Read, Sources

_CONFIG, _TOKENIZER, _OWN = "config.json", "tokenizer_config.json", "sentence_bert_config.json"
_POSITIONS = (
    "max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "n_ctx",
)  # fmt: skip
# Two of their positions are never a token's: they count from behind the padding
# (transformers, `create_position_ids_from_input_ids` of modeling_roberta.py).
_OFFSET_FAMILIES = {"roberta", "xlm-roberta", "camembert", "mpnet", "longformer", "data2vec-text"}


def length_facts(sources: Sources) -> Iterator[tuple[str, Finding]]:
    """Longest input, the tokenizer's own limit, and the context window."""
    tokenizer = sources.number(_TOKENIZER, "model_max_length")
    if tokenizer is not None:
        yield "tokenizer_max_length", tokenizer.certain()
    if (longest := _longest_input(sources, tokenizer)) is not None:
        yield "max_sequence_length", longest
    if (context := _context(sources, tokenizer)) is not None:
        yield "context_window", context


def _longest_input(sources: Sources, tokenizer: Read | None) -> Finding | None:
    """The library's own rule: its setting, else the smaller of the model's and the tokenizer's."""
    own = sources.number(_OWN, "max_seq_length")
    if own is not None:
        return own.certain(_disagreement(own, tokenizer))
    positions = _positions(sources)
    if positions is None or tokenizer is None:
        return _only(sources, positions, tokenizer)
    both = (positions.evidence, tokenizer.evidence)
    least = min(_usable(sources, positions), tokenizer.value)
    if _usable(sources, positions) == tokenizer.value:
        return Finding(least, Confidence.CERTAIN, both)
    note = _disagreement(positions, tokenizer)
    # Authors who trained on less say so in prose only.
    return Finding(least, Confidence.LIKELY, both, note)


def _only(sources: Sources, positions: Read | None, tokenizer: Read | None) -> Finding | None:
    if positions is not None:
        value = _usable(sources, positions)
        note = "The tokenizer sets no limit of its own." if _was_read(sources) else None
        return Finding(value, Confidence.LIKELY, (positions.evidence,), note)
    return tokenizer.likely("The model's own limit is not known.") if tokenizer else None


def _was_read(sources: Sources) -> bool:
    return sources.has_read(_TOKENIZER)


def _disagreement(read: Read, tokenizer: Read | None) -> str | None:
    if tokenizer is None or tokenizer.value == read.value:
        return None
    return f"The tokenizer disagrees: its limit is {tokenizer.value:,} tokens."


def _positions(sources: Sources) -> Read | None:
    found = sources.number(_CONFIG, *_POSITIONS)
    if found is not None:
        return found
    nested = sources.object(_CONFIG).get("text_config")
    value = nested.get("max_position_embeddings") if isinstance(nested, dict) else None
    if type(value) is not int or not 0 < value < NO_LIMIT:
        return None
    return Read(value, Evidence(_CONFIG, "text_config.max_position_embeddings", str(value)))


def _usable(sources: Sources, positions: Read) -> int:
    value: int = positions.value
    family = sources.object(_CONFIG).get("model_type")
    offset = 2 if family in _OFFSET_FAMILIES and value % 64 == 2 else 0
    return value - offset


def _context(sources: Sources, tokenizer: Read | None) -> Finding | None:
    told = sources.told.gguf if sources.told else None
    if told is not None and told.context_length:
        evidence = Evidence("Hub", "gguf.context_length", str(told.context_length))
        return Finding(told.context_length, Confidence.CERTAIN, (evidence,))
    positions = _positions(sources)
    if positions is None:
        return None
    scaling = _scaling(sources)
    if scaling.get("factor") is None:
        return positions.certain(_disagreement(positions, tokenizer))
    return _scaled(positions, scaling)


def _scaling(sources: Sources) -> dict[str, Any]:
    config = sources.object(_CONFIG)
    scaling = config.get("rope_scaling") or config.get("rope_parameters")
    return scaling if isinstance(scaling, dict) else {}


def _scaled(positions: Read, scaling: dict[str, Any]) -> Finding | None:
    """Some configurations count the scaling in already, others do not: the greater one is right.

    Without the original length it cannot be told which this one is.
    """
    factor, original = scaling["factor"], scaling.get("original_max_position_embeddings")
    if type(factor) not in (int, float) or type(original) is not int:
        return None
    scaled = original * factor
    if not math.isfinite(scaled) or not 0 < scaled < NO_LIMIT:
        return None
    evidence = Evidence(_CONFIG, "rope_scaling", f"factor {factor} of {original}")
    both = (positions.evidence, evidence)
    if int(scaled) <= positions.value:
        return Finding(positions.value, Confidence.CERTAIN, both)
    note = f"With the scaling of positions that is set; {positions.value:,} without."
    return Finding(int(scaled), Confidence.LIKELY, both, note)

"""What each layer of a model keeps of the text before: everything, a window, or a fixed state."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

MOST_LAYERS = 1000


class LayerKind(StrEnum):
    """Attributes:
    FULL: Keys and values of every token.
    SLIDING: Those of the last tokens, as many as the window has.
    LINEAR: A state of fixed size (linear attention, Mamba, a short convolution).
    NONE: Nothing of the text: a feed-forward part counted as a layer.
    """

    FULL = "full"
    SLIDING = "sliding"
    LINEAR = "linear"
    NONE = "none"


# The words of transformers (ALLOWED_ATTN_LAYER_TYPES, and what it maps to them). `hybrid` layers
# keep both: the keys and values are what counts.
_WORDS = {
    "full_attention": LayerKind.FULL,
    "attention": LayerKind.FULL,
    "global_attention": LayerKind.FULL,
    "indexed_attention": LayerKind.FULL,
    "deepseek_sparse_attention": LayerKind.FULL,
    "hybrid": LayerKind.FULL,
    "sliding_attention": LayerKind.SLIDING,
    "chunked_attention": LayerKind.SLIDING,
    "local_attention": LayerKind.SLIDING,
    "hybrid_sliding": LayerKind.SLIDING,
    "linear_attention": LayerKind.LINEAR,
    "mamba": LayerKind.LINEAR,
    "mamba2": LayerKind.LINEAR,
    "recurrent": LayerKind.LINEAR,
    "conv": LayerKind.LINEAR,
    "mlp": LayerKind.NONE,
    "moe": LayerKind.NONE,
}
_LETTERS = {
    "*": LayerKind.FULL,
    "M": LayerKind.LINEAR,
    "-": LayerKind.NONE,
    "E": LayerKind.NONE,
}


def read_layers(
    config: Mapping[str, Any], numbers: Mapping[str, int]
) -> tuple[tuple[LayerKind, ...], str]:
    """The kind of each layer, and the key that says so; nothing where their number is not known.

    Args:
        config: The part of a `config.json` that is about the language model.
        numbers: What was read from it already: `layer_count`, `sliding_window`.
    """
    for key in ("layer_types", "layers_block_type"):
        words = config.get(key)
        if isinstance(words, list) and 0 < len(words) <= MOST_LAYERS:
            # A kind that is not known here is taken for the dearest one.
            return tuple(_WORDS.get(str(word), LayerKind.FULL) for word in words), key
    pattern = config.get("hybrid_override_pattern")
    if isinstance(pattern, str) and 0 < len(pattern) <= MOST_LAYERS:
        letters = tuple(_LETTERS.get(letter, LayerKind.FULL) for letter in pattern)
        return letters, "hybrid_override_pattern"
    count = numbers.get("layer_count")
    if count is None or count > MOST_LAYERS:
        return (), ""
    return _by_rule(config, count, windowed="sliding_window" in numbers)


def _by_rule(
    config: Mapping[str, Any], count: int, *, windowed: bool
) -> tuple[tuple[LayerKind, ...], str]:
    """Kinds that a rule gives, as older configurations have one in place of a list."""
    for rule in (_full_among_states, _full_among_windows if windowed else _all_full):
        for full, other, key in rule(config):
            kinds = (LayerKind.FULL if full(i) else other for i in range(count))
            return tuple(kinds), key
    return (LayerKind.FULL,) * count, "num_hidden_layers"


_Rule: TypeAlias = tuple[Callable[[int], bool], LayerKind, str]


def _full_among_states(config: Mapping[str, Any]) -> Iterator[_Rule]:
    chosen = config.get("attn_layer_indices")
    if isinstance(chosen, list):
        # As a set: a list of any length may stand there, and each layer looks through it.
        full = frozenset(i for i in chosen if type(i) is int)
        yield lambda i: i in full, LayerKind.LINEAR, "attn_layer_indices"
    if period := _number(config, "attn_layer_period"):
        offset = _number(config, "attn_layer_offset") or 0
        yield lambda i: i % period == offset, LayerKind.LINEAR, "attn_layer_period"
    if "linear_num_value_heads" in config:
        every = _number(config, "full_attention_interval") or 4
        yield lambda i: (i + 1) % every == 0, LayerKind.LINEAR, "full_attention_interval"


def _full_among_windows(config: Mapping[str, Any]) -> Iterator[_Rule]:
    window = LayerKind.SLIDING
    if config.get("use_sliding_window") is False:
        yield from _all_full(config)
    if "max_window_layers" in config:
        # Off unless it is turned on (Qwen2Config); then the layers from there on have a window.
        begins = _number(config, "max_window_layers") or 0
        has_windows = config.get("use_sliding_window") is True
        yield lambda i: not has_windows or i < begins, window, "max_window_layers"
    rotated = config.get("no_rope_layers")
    if isinstance(rotated, list):
        yield lambda i: i < len(rotated) and not rotated[i], window, "no_rope_layers"
    if interval := _number(config, "global_attn_every_n_layers"):
        yield lambda i: i % interval == 0, window, "global_attn_every_n_layers"
    pattern = _number(config, "sliding_window_pattern")
    if every := pattern or _PATTERNS.get(str(config.get("model_type"))):
        yield lambda i: (i + 1) % every == 0, window, "sliding_window_pattern"
    yield lambda _: False, window, "sliding_window"


def _all_full(_: Mapping[str, Any]) -> Iterator[_Rule]:
    yield lambda _: True, LayerKind.FULL, "num_hidden_layers"


# Families that have such a pattern without saying it: transformers' defaults for them
# (configuration_gemma2.py and so on).
_PATTERNS = {"gemma2": 2, "gemma3": 6, "gemma3_text": 6, "gemma3n_text": 5, "cohere2": 4}


def _number(config: Mapping[str, Any], key: str) -> int | None:
    value = config.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None

"""How a model in a GGUF file is built, from the beginning of the file.

The format: `GGUF`, a version, how many tensors and how many pairs of key and value there are, then
the pairs (github.com/ggml-org/ggml, docs/gguf.md). What tells of the build comes first; the words
of the vocabulary, which are long, come after it.
"""

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from modelshelf.sizing.architecture import NOTHING_KNOWN, Architecture, read_architecture

# Enough for everything before the vocabulary, a long chat template included.
HEAD_BYTES = 64 * 1024

_MAGIC = b"GGUF"
_HEADER = "<IQQ"
_VERSIONS = (2, 3)
_MOST_PAIRS = 10_000
_MOST_ITEMS = 1000
_LENGTH = ".length"
_TEXT, _LIST = 8, 9
_NUMBERS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q",
    12: "<d",
}  # fmt: skip

# The keys of a `config.json` by those of GGUF (`gguf/constants.py` of the package gguf 0.17).
_KEYS = {
    "hidden_size": "embedding_length",
    "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
    "intermediate_size": "feed_forward_length",
    "vocab_size": "vocab_size",
    "max_position_embeddings": "context_length",
    "sliding_window": "attention.sliding_window",
    "kv_lora_rank": "attention.kv_lora_rank",
    "qk_rope_head_dim": "rope.dimension_count",
}
# Its only model families whose feed-forward part has no gate, as far as this matters here.
_NOT_GATED = ("bert", "bloom", "falcon", "gpt", "mpt", "phi2", "starcoder", "t5")


def read_gguf(head: bytes) -> dict[str, Any]:
    """Keys and values at the beginning of a file; nothing where it is none.

    Args:
        head: Its first bytes, some `HEAD_BYTES`; what is cut off is left out. Of a list that is
            too long to be read there is its length, by its name with `.length`.
    """
    return dict(_pairs(head))


def architecture_of(values: Mapping[str, Any]) -> Architecture:
    """The architecture that the keys and values of a GGUF file describe."""
    family = values.get("general.architecture")
    if not isinstance(family, str):
        return NOTHING_KNOWN
    said = {ours: values.get(f"{family}.{theirs}") for ours, theirs in _KEYS.items()}
    if said["kv_lora_rank"] is None:
        said["qk_rope_head_dim"] = None
    said["vocab_size"] = said["vocab_size"] or values.get(f"tokenizer.ggml.tokens{_LENGTH}")
    gate = None if any(part in family for part in _NOT_GATED) else "silu"
    config = {k: v for k, v in said.items() if v is not None}
    built = read_architecture(config | {"model_type": family, "hidden_act": gate})
    return replace(
        built,
        name=family,
        causal=values.get(f"{family}.attention.causal") is not False,
        found={name: _place(key, family) for name, key in built.found.items() if name != "gated"},
    )


def _place(key: str, family: str) -> str:
    return f"GGUF: {family}.{_KEYS[key]}" if key in _KEYS else key


def _pairs(head: bytes) -> Iterator[tuple[str, Any]]:
    if not head.startswith(_MAGIC):
        return
    with suppress(struct.error, ValueError):  # Cut off, or nonsense from there on.
        version, _, count = struct.unpack_from(_HEADER, head, len(_MAGIC))
        place = len(_MAGIC) + struct.calcsize(_HEADER)
        for _ in range(min(count, _MOST_PAIRS) if version in _VERSIONS else 0):
            key, place = _text(head, place)
            kind, place = _number(head, place, "<I")
            if kind != _LIST:
                value, place = _single(head, place, kind)
                yield key, value
                continue
            inner, place = _number(head, place, "<I")
            length, place = _number(head, place, "<Q")
            if length > _MOST_ITEMS:  # The vocabulary: all that is of use comes before it.
                yield key + _LENGTH, length
                return
            items, place = _items(head, place, inner, length)
            yield key, items


def _items(head: bytes, place: int, kind: int, count: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(count):
        item, place = _single(head, place, kind)
        items.append(item)
    return items, place


def _single(head: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind == _TEXT:
        return _text(head, place)
    return _number(head, place, _format(kind))


def _format(kind: int) -> str:
    try:
        return _NUMBERS[kind]
    except KeyError:
        raise ValueError(f"{kind} is no type of value") from None


def _number(head: bytes, place: int, shape: str) -> tuple[Any, int]:
    return struct.unpack_from(shape, head, place)[0], place + struct.calcsize(shape)


def _text(head: bytes, place: int) -> tuple[str, int]:
    length, place = _number(head, place, "<Q")
    if length > len(head) - place:
        raise ValueError("cut off")
    return head[place : place + length].decode(errors="replace"), place + length

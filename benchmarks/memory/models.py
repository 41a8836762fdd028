"""Repositories with the true configurations and tensor shapes of known models, and no weights."""

import hashlib
import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.hub.content import READ_CHUNK_BYTES, Content
from tests.hub.repository import LocalHub

_ITEM_BYTES = {"F32": 4, "BF16": 2}
Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Hollow(Content):
    """A safetensors file with a true header, and zeros where the numbers would be."""

    head: bytes
    data_bytes: int

    @property
    def size_bytes(self) -> int:
        return len(self.head) + self.data_bytes

    @cached_property
    def sha256(self) -> str:
        """Of the header alone: nobody fetches the rest, and hashing it would take its time."""
        return hashlib.sha256(self.head).hexdigest()

    def chunks(self, start: int, count: int) -> Iterator[bytes]:
        for at in range(start, start + count, READ_CHUNK_BYTES):
            wanted = min(READ_CHUNK_BYTES, start + count - at)
            part = self.head[at : at + wanted]
            yield part + bytes(wanted - len(part))


@dataclass(frozen=True)
class Made:
    """Attributes:
    kv_bytes_per_token: Of its KV cache in 16 bits, by hand; 0 for a model that keeps none.
    """

    id: str
    dtype: str
    config: Mapping[str, Any]
    tensors: Shapes
    kv_bytes_per_token: int = 0

    @property
    def parameters(self) -> int:
        return sum(math.prod(shape) for shape in self.tensors.values())

    @property
    def stored_bytes(self) -> int:
        return self.parameters * _ITEM_BYTES[self.dtype]

    def weights(self) -> Hollow:
        header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
        end = 0
        for name, shape in self.tensors.items():
            start, end = end, end + math.prod(shape) * _ITEM_BYTES[self.dtype]
            header[name] = {"dtype": self.dtype, "shape": shape, "data_offsets": [start, end]}
        packed = json.dumps(header).encode()
        packed += b" " * (-len(packed) % 8)
        return Hollow(struct.pack("<Q", len(packed)) + packed, end)


def hub_of(models: Sequence[Made]) -> LocalHub:
    hub = LocalHub()
    for model in models:
        card = "---\nlibrary_name: transformers\nlicense: apache-2.0\n---\n"
        files = {"config.json": json.dumps(model.config), "README.md": card}
        hub.add(model.id, files | {"model.safetensors": model.weights()})
    return hub


def _decoder(config: Mapping[str, Any], head: int, *, bias: bool, norms: bool) -> Shapes:
    """Tensors of a Qwen2 or Qwen3 with tied embeddings, as transformers names them."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    queries, keys = config["num_attention_heads"] * head, config["num_key_value_heads"] * head
    tensors = {
        "model.embed_tokens.weight": (config["vocab_size"], hidden),
        "model.norm.weight": (hidden,),
    }
    for layer in range(config["num_hidden_layers"]):
        place = f"model.layers.{layer}"
        attention = f"{place}.self_attn"
        tensors |= {
            f"{attention}.q_proj.weight": (queries, hidden),
            f"{attention}.k_proj.weight": (keys, hidden),
            f"{attention}.v_proj.weight": (keys, hidden),
            f"{attention}.o_proj.weight": (hidden, queries),
            f"{place}.mlp.gate_proj.weight": (inner, hidden),
            f"{place}.mlp.up_proj.weight": (inner, hidden),
            f"{place}.mlp.down_proj.weight": (hidden, inner),
            f"{place}.input_layernorm.weight": (hidden,),
            f"{place}.post_attention_layernorm.weight": (hidden,),
        }
        if bias:
            tensors |= {
                f"{attention}.q_proj.bias": (queries,),
                f"{attention}.k_proj.bias": (keys,),
                f"{attention}.v_proj.bias": (keys,),
            }
        if norms:
            tensors |= {f"{attention}.{n}_norm.weight": (head,) for n in ("q", "k")}
    return tensors


def _bert(config: Mapping[str, Any]) -> Shapes:
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    tensors: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], hidden),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], hidden),
        "embeddings.token_type_embeddings.weight": (2, hidden),
        "pooler.dense.weight": (hidden, hidden),
        "pooler.dense.bias": (hidden,),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(config["num_hidden_layers"]):
        place = f"encoder.layer.{layer}"
        parts = {f"attention.self.{n}": (hidden, hidden) for n in ("query", "key", "value")}
        parts |= {"attention.output.dense": (hidden, hidden)}
        parts |= {"intermediate.dense": (inner, hidden), "output.dense": (hidden, inner)}
        for name, shape in parts.items():
            tensors |= {f"{place}.{name}.weight": shape, f"{place}.{name}.bias": (shape[0],)}
        norms += [f"{place}.attention.output.LayerNorm", f"{place}.output.LayerNorm"]
    for norm in norms:
        tensors |= {f"{norm}.weight": (hidden,), f"{norm}.bias": (hidden,)}
    return tensors


_MINILM = {
    "architectures": ["BertModel"], "model_type": "bert", "hidden_size": 384,
    "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536,
    "vocab_size": 30522, "max_position_embeddings": 512, "type_vocab_size": 2,
}  # fmt: skip
_LARGE = {
    **_MINILM, "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16,
    "intermediate_size": 4096,
}  # fmt: skip
_QWEN2 = {
    "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 896,
    "num_hidden_layers": 24, "num_attention_heads": 14, "num_key_value_heads": 2,
    "intermediate_size": 4864, "vocab_size": 151936, "max_position_embeddings": 32768,
    "use_sliding_window": False, "sliding_window": 32768, "max_window_layers": 24,
    "tie_word_embeddings": True, "torch_dtype": "bfloat16", "hidden_act": "silu",
}  # fmt: skip
_QWEN3 = {
    **_QWEN2, "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_size": 1024,
    "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128,
    "intermediate_size": 3072, "max_position_embeddings": 40960, "sliding_window": None,
    "max_window_layers": 28,
}  # fmt: skip

MODELS = (
    Made("sentence-transformers/all-MiniLM-L6-v2", "F32", _MINILM, _bert(_MINILM)),
    Made("BAAI/bge-large-en-v1.5", "F32", _LARGE, _bert(_LARGE)),
    Made(
        "Qwen/Qwen2.5-0.5B-Instruct", "BF16", _QWEN2, _decoder(_QWEN2, 64, bias=True, norms=False),
        kv_bytes_per_token=2 * 24 * 2 * 64 * 2,
    ),
    Made(
        "Qwen/Qwen3-0.6B", "BF16", _QWEN3, _decoder(_QWEN3, 128, bias=False, norms=True),
        kv_bytes_per_token=2 * 28 * 8 * 128 * 2,
    ),
)  # fmt: skip

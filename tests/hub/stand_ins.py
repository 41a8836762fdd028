"""Small stand-ins for well-known models: the right shape, a sliver of weights, and they say so."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.hub.content import Content, Inline, Pattern
from tests.hub.repository import Gated, LocalHub, Source

_DTYPE_BYTES = {"F32": 4, "BF16": 2, "I64": 8}
_README = """\
---
{card}
---

# {repo_id} (stand-in)

Served by the local Hub that comes with the tests and the demo. The configuration has the shape of
the model of this name; the weights are a sliver of generated numbers, so do not expect it to work.
"""


@dataclass(frozen=True)
class StandIn:
    """One such model.

    Attributes:
        card: The front matter of its README.
        config: Its `config.json`.
        tensors: Shape of each tensor in its only safetensors file, all of one dtype.
        more: Further files; what is not text is written as JSON.
    """

    repo_id: str
    card: Mapping[str, Any]
    config: Mapping[str, Any]
    dtype: str
    tensors: Mapping[str, tuple[int, ...]]
    more: Mapping[str, Any] = field(default_factory=dict)
    gated: Gated | None = None
    downloads: int = 1000

    def files(self) -> dict[str, Source]:
        readme = _README.format(card=json.dumps(self.card, indent=1), repo_id=self.repo_id)
        return {
            "README.md": readme,
            "config.json": _json(self.config),
            "tokenizer.json": _json({"version": "1.0", "model": {"type": "BPE", "vocab": {}}}),
            "model.safetensors": safetensors(self.dtype, self.tensors),
            **{path: _json(document) for path, document in self.more.items()},
        }


def safetensors(
    dtype: str, tensors: Mapping[str, tuple[int, ...]], *, integers: int = 0
) -> Content:
    """A valid safetensors file of generated numbers (github.com/huggingface/safetensors, Format).

    Args:
        dtype: `F32` or `BF16`.
        tensors: Name → shape.
        integers: Length of one more tensor, of I64, as older models store their positions.
    """
    stored = [(name, dtype, shape) for name, shape in tensors.items()]
    if integers:
        stored.append(("position_ids", "I64", (1, integers)))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, of, shape in stored:
        start = end
        end += _DTYPE_BYTES[of] * _product(shape)
        header[name] = {"dtype": of, "shape": shape, "data_offsets": [start, end]}
    packed = json.dumps(header).encode()
    packed += b" " * (-len(packed) % 8)
    return Inline(struct.pack("<Q", len(packed)) + packed + Pattern(end).read(0, end))


def _json(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document, indent=2)


def _product(shape: tuple[int, ...]) -> int:
    product = 1
    for length in shape:
        product *= length
    return product


def sentence_transformers(
    dimension: int, pooling: str, max_tokens: int, prompts: Mapping[str, str]
) -> dict[str, Any]:
    """The files by which sentence-transformers knows how to pool and to prompt."""
    modes = ("cls_token", "mean_tokens", "lasttoken")
    pooled = {f"pooling_mode_{mode}": mode == pooling for mode in modes}
    kind = "sentence_transformers.models"
    return {
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": dimension, **pooled},
        "sentence_bert_config.json": {"max_seq_length": max_tokens, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": dict(prompts),
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert(architecture: str, hidden: int, layers: int) -> dict[str, Any]:
    return {
        "architectures": [architecture],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": hidden // 64,
        "max_position_embeddings": 512,
        "vocab_size": 30522,
    }


_QWEN = {"max_position_embeddings": 32768, "torch_dtype": "bfloat16", "vocab_size": 151936}
_QWEN3 = {
    **_QWEN,
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "hidden_size": 1024,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
}
_QWEN2 = {
    **_QWEN,
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": 896,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
}
CHAT_TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
_SEARCH_PROMPT = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
)

STAND_INS = (
    StandIn(
        "BAAI/bge-large-en-v1.5",
        card={
            "license": "mit",
            "library_name": "sentence-transformers",
            "pipeline_tag": "feature-extraction",
            "tags": ["sentence-transformers", "feature-extraction", "sentence-similarity"],
        },
        config=_bert("BertModel", hidden=1024, layers=24),
        dtype="F32",
        tensors={"embeddings.word_embeddings.weight": (2048, 1024)},
        more=sentence_transformers(1024, "cls_token", 512, {}),
        downloads=5_000_000,
    ),
    StandIn(
        "Qwen/Qwen3-Embedding-0.6B",
        card={
            "license": "apache-2.0",
            "library_name": "sentence-transformers",
            "pipeline_tag": "feature-extraction",
            "tags": ["transformers", "sentence-transformers", "sentence-similarity"],
        },
        config=_QWEN3,
        dtype="BF16",
        tensors={"embed_tokens.weight": (4096, 1024)},
        more=sentence_transformers(
            1024, "lasttoken", 32768, {"query": _SEARCH_PROMPT, "document": ""}
        ),
        downloads=4_000_000,
    ),
    StandIn(
        "Qwen/Qwen2.5-0.5B-Instruct",
        card={
            "license": "apache-2.0",
            "library_name": "transformers",
            "pipeline_tag": "text-generation",
            "tags": ["chat", "conversational"],
        },
        config=_QWEN2,
        dtype="BF16",
        tensors={"model.embed_tokens.weight": (4096, 896)},
        more={"tokenizer_config.json": {"chat_template": CHAT_TEMPLATE}},
        downloads=3_000_000,
    ),
    StandIn(
        "Qwen/Qwen3-Reranker-0.6B",
        card={
            "license": "apache-2.0",
            "library_name": "transformers",
            "pipeline_tag": "text-ranking",
            "tags": ["text-ranking"],
        },
        config=_QWEN3,
        dtype="BF16",
        tensors={"model.embed_tokens.weight": (4096, 1024)},
        more={"tokenizer_config.json": {"chat_template": CHAT_TEMPLATE}},
        downloads=900_000,
    ),
    StandIn(
        "naver/splade-cocondenser-ensembledistil",
        card={
            "license": "cc-by-nc-sa-4.0",
            "library_name": "sentence-transformers",
            "pipeline_tag": "feature-extraction",
            "tags": ["splade", "sparse-encoder", "query-expansion", "bag-of-words"],
        },
        config=_bert("BertForMaskedLM", hidden=768, layers=12),
        dtype="F32",
        tensors={"bert.embeddings.word_embeddings.weight": (2048, 768)},
        downloads=800_000,
    ),
    StandIn(
        "demo/gated-model",
        card={
            "license": "other",
            "library_name": "transformers",
            "pipeline_tag": "text-generation",
            "tags": ["conversational"],
        },
        config=_QWEN2,
        dtype="BF16",
        tensors={"model.embed_tokens.weight": (1024, 896)},
        gated="manual",
    ),
)


def add_stand_ins(hub: LocalHub) -> None:
    for model in STAND_INS:
        hub.add(
            model.repo_id, model.files(), gated=model.gated, downloads=model.downloads, likes=10
        )

"""A stand-in for every model that Modelshelf lists by itself, so that each can be downloaded."""

from typing import Any

from modelshelf.registry import curated
from modelshelf.registry.curated import CuratedEmbedding, CuratedModel
from modelshelf.registry.kinds import ModelType
from tests.hub.repository import LocalHub
from tests.hub.stand_ins import CHAT_TEMPLATE, StandIn, sentence_transformers

# 1.5 MB of weights: enough to see it arrive, little enough for a demo's disk.
_ROWS = 786_432
_POOLING = {"mean": "mean_tokens", "cls": "cls_token", "last_token": "lasttoken"}
_PIPELINES = {
    ModelType.EMBEDDING: "feature-extraction",
    ModelType.LLM: "text-generation",
    ModelType.RERANKER: "text-ranking",
    ModelType.SPLADE: "feature-extraction",
}
_TAGS = {
    ModelType.EMBEDDING: ["sentence-transformers", "sentence-similarity"],
    ModelType.LLM: ["conversational"],
    ModelType.RERANKER: ["text-ranking", "cross-encoder"],
    ModelType.SPLADE: ["splade", "sparse-encoder"],
}


def add_listed(hub: LocalHub) -> None:
    """Add what the list has and the Hub does not have yet."""
    for model in curated.load().models:
        if model.id not in hub.repos:
            hub.add(model.id, _stand_in(model).files(), downloads=100_000, likes=10)


def _stand_in(model: CuratedModel) -> StandIn:
    return StandIn(
        model.id,
        card={
            "license": model.licence,
            "library_name": "transformers",
            "pipeline_tag": _PIPELINES[model.type],
            "tags": _TAGS[model.type],
        },
        config=_config(model),
        dtype="F32" if model.dtype == "float32" else "BF16",
        tensors={"embeddings.weight": (_ROWS // (2 if model.dtype == "float32" else 1),)},
        more=_more(model),
    )


def _config(model: CuratedModel) -> dict[str, Any]:
    built = model.architecture
    writes = bool(built and built.gated)
    head = {
        ModelType.EMBEDDING: "Model",
        ModelType.LLM: "ForCausalLM",
        ModelType.RERANKER: "ForSequenceClassification",
        ModelType.SPLADE: "ForMaskedLM",
    }
    config: dict[str, Any] = {
        "architectures": [f"{'Qwen3' if writes else 'Bert'}{head[model.type]}"],
        "model_type": "qwen3" if writes else "bert",
        "max_position_embeddings": _most_tokens(model),
    }
    if built is not None:
        config |= {
            "hidden_size": built.hidden_size,
            "num_hidden_layers": built.layer_count,
            "num_attention_heads": built.attention_heads,
            "num_key_value_heads": built.kv_heads,
            "head_dim": built.head_size,
            "intermediate_size": built.intermediate_size,
            "vocab_size": built.vocabulary_size,
        }
    if model.type is ModelType.RERANKER:
        config["id2label"] = {"0": "LABEL_0"}
    return {name: value for name, value in config.items() if value is not None}


def _more(model: CuratedModel) -> dict[str, Any]:
    if isinstance(model, CuratedEmbedding) and model.dimension:
        pooling = _POOLING.get(model.pooling_method or "", "mean_tokens")
        prompts = {"query": model.query_prefix or "", "document": model.document_prefix or ""}
        tokens = _most_tokens(model) or 512
        return sentence_transformers(model.dimension, pooling, tokens, prompts)
    if model.type is ModelType.LLM:
        return {"tokenizer_config.json": {"chat_template": CHAT_TEMPLATE}}
    return {}


def _most_tokens(model: CuratedModel) -> int | None:
    most: int | None = getattr(model, "context_window", None)
    return most or getattr(model, "max_sequence_length", None)

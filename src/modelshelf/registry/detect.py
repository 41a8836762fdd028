"""Tell what a model is from its small files and from what its repository says of itself.

Only what is certain is told: a wrong pooling or a wrong type does more harm than none. The rules
follow what sentence-transformers and transformers themselves write and read.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from modelshelf.registry.card import Card, read_card
from modelshelf.registry.kinds import ModelType, Pooling
from modelshelf.registry.small_files import NO_LIMIT, SmallFiles
from modelshelf.registry.traits import NOTHING_KNOWN, Traits


@dataclass(frozen=True, slots=True)
class Detected:
    """What is certain of a model.

    Attributes:
        evidence: Why, one short line per finding.
    """

    model_type: ModelType | None = None
    traits: Traits = NOTHING_KNOWN
    evidence: tuple[str, ...] = ()


def detect(
    files: Mapping[str, bytes], *, tags: Collection[str] = (), pipeline: str | None = None
) -> Detected:
    """What a model is.

    Args:
        files: Contents by path; those of `small_files.SMALL_FILES` that are there. Others are
            ignored.
        tags, pipeline: What the Hub says, where it was asked; else the README's own header counts.
    """
    card = read_card(files.get("README.md", b""))
    card = Card(
        tags=card.tags | set(tags),
        pipeline=pipeline or card.pipeline,
        exists=card.exists or bool(tags) or pipeline is not None,
    )
    small = SmallFiles(files)
    found = _type_of(small, card)
    if found is None:
        return Detected()
    model_type, reason = found
    traits = _TRAITS[model_type](small)
    return Detected(model_type, traits.for_type(model_type), (reason, *small.used))


def _type_of(small: SmallFiles, card: Card) -> tuple[ModelType, str] | None:
    # The order matters: SPLADE models and rerankers may also be sentence-transformers, and the
    # architecture of an embedding model or a reranker may be that of an LLM.
    for rule in (_splade, _reranker, _embedding, _llm):
        for found in rule(small, card):
            return found
    return None


def _splade(small: SmallFiles, card: Card) -> Iterator[tuple[ModelType, str]]:
    if small.folder_of("SpladePooling") is not None:
        yield ModelType.SPLADE, "modules.json: has a SpladePooling module"
    if marks := card.tags & {"splade", "sparse-encoder"}:
        yield ModelType.SPLADE, f"tagged {', '.join(sorted(marks))}"


def _reranker(small: SmallFiles, card: Card) -> Iterator[tuple[ModelType, str]]:
    if card.pipeline == "text-ranking":
        yield ModelType.RERANKER, "pipeline text-ranking"
    if marks := card.tags & {"cross-encoder", "reranker", "text-ranking"}:
        yield ModelType.RERANKER, f"tagged {', '.join(sorted(marks))}"
    # One label alone could also be a reward model's; sentence-transformers leaves its own mark.
    config = small.object("config.json")
    labels = config.get("id2label")
    one_label = config.get("num_labels") == 1 or (isinstance(labels, dict) and len(labels) == 1)
    classifies = any(n.endswith("ForSequenceClassification") for n in small.architectures())
    if classifies and one_label and "sentence_transformers" in config:
        yield ModelType.RERANKER, "config.json: a cross-encoder of sentence-transformers"


def _embedding(small: SmallFiles, card: Card) -> Iterator[tuple[ModelType, str]]:
    if small.folder_of("Pooling") is not None:
        yield ModelType.EMBEDDING, "modules.json: has a Pooling module"
    if "sentence-transformers" in card.tags and card.pipeline in _EMBEDDING_PIPELINES:
        yield ModelType.EMBEDDING, f"tagged sentence-transformers, pipeline {card.pipeline}"


def _llm(small: SmallFiles, card: Card) -> Iterator[tuple[ModelType, str]]:
    if "sentence-transformers" in card.tags:
        return
    if card.pipeline == "text-generation":
        yield ModelType.LLM, "pipeline text-generation"
    # Without a card nothing tells an LLM from a reranker that is built on one.
    generates = any(name.endswith("ForCausalLM") for name in small.architectures())
    if generates and small.has_chat_template() and card.exists and card.pipeline is None:
        yield ModelType.LLM, "config.json: generates text, and has a chat template"


_EMBEDDING_PIPELINES = {"sentence-similarity", "feature-extraction"}


def _embedding_traits(small: SmallFiles) -> Traits:
    pooling = f"{small.folder_of('Pooling') or '1_Pooling'}/config.json"
    dense = small.folder_of("Dense")
    if dense is not None:
        dimension = small.number(f"{dense}/config.json", "out_features")
    else:
        dimension = small.number(pooling, "word_embedding_dimension", "embedding_dimension")
    traits = Traits(
        dimension=dimension,
        max_sequence_length=_sequence_length(small),
        pooling_method=_pooling(small, pooling),
    )
    prompts = small.object("config_sentence_transformers.json").get("prompts")
    if isinstance(prompts, dict):
        query, document = (_text(prompts.get(name)) for name in ("query", "document"))
        return replace(
            traits,
            query_prefix=query or None,
            document_prefix=document or None,
            # Two empty prompts are what the library writes when nobody chose any.
            is_asymmetric=True if (query or "") != (document or "") else None,
        )
    return traits


def _pooling(small: SmallFiles, path: str) -> Pooling | None:
    content = small.object(path)
    modes = [
        name for name, on in content.items() if name.startswith("pooling_mode_") and on is True
    ]
    if isinstance(content.get("pooling_mode"), str):
        modes = [content["pooling_mode"]]
    if len(modes) != 1:  # None, or several side by side, which none of our words can say.
        return None
    pooling = _POOLINGS.get(modes[0])
    if pooling is not None:
        small.used.append(f"{path}: pooling is {pooling}")
    return pooling


_POOLINGS = {
    "pooling_mode_mean_tokens": Pooling.MEAN,
    "pooling_mode_cls_token": Pooling.CLS,
    "pooling_mode_lasttoken": Pooling.LAST_TOKEN,
    "mean": Pooling.MEAN,
    "cls": Pooling.CLS,
    "lasttoken": Pooling.LAST_TOKEN,
}


def _sequence_length(small: SmallFiles) -> int | None:
    """The library's own rule: its setting, else the smaller of the model's and the tokenizer's."""
    own = small.number("sentence_bert_config.json", "max_seq_length")
    if own is not None:
        return own
    positions = small.number("config.json", "max_position_embeddings")
    tokenizer = small.number("tokenizer_config.json", "model_max_length")
    return min(positions, tokenizer) if positions and tokenizer else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _llm_traits(small: SmallFiles) -> Traits:
    positions = small.number("config.json", "max_position_embeddings")
    config = small.object("config.json")
    scaling = config.get("rope_scaling") or config.get("rope_parameters") or {}
    if positions is None or not isinstance(scaling, dict) or scaling.get("factor") is None:
        return Traits(context_window=positions)
    factor, original = scaling["factor"], scaling.get("original_max_position_embeddings")
    # Some configurations count the scaling in already, others do not: the greater one is right.
    # Without the original length it cannot be told which this one is.
    if not isinstance(factor, int | float) or not isinstance(original, int):
        return Traits()
    scaled = original * factor
    if not math.isfinite(scaled) or scaled >= NO_LIMIT:
        return Traits()
    return Traits(context_window=max(positions, int(scaled)))


def _reranker_traits(small: SmallFiles) -> Traits:
    return Traits(max_sequence_length=_sequence_length(small))


def _splade_traits(small: SmallFiles) -> Traits:
    return Traits(
        dimension=small.number("config.json", "vocab_size"),
        max_sequence_length=_sequence_length(small),
    )


_TRAITS = {
    ModelType.EMBEDDING: _embedding_traits,
    ModelType.LLM: _llm_traits,
    ModelType.RERANKER: _reranker_traits,
    ModelType.SPLADE: _splade_traits,
}

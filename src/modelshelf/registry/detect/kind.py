"""What a model is for: one of our four types, something else, or unknown.

The order of the rules matters. A SPLADE model or a reranker may be a sentence-transformers model,
too; the architecture of an embedding model or a reranker may be that of an LLM; and authors label a
late-interaction model as they label an embedding model. So what the loading library obeys comes
first, then labels that fit to the architecture, then labels alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from modelshelf.registry.detect.facts import Confidence, Evidence, Finding
from modelshelf.registry.detect.sources import Sources, shown
from modelshelf.registry.kinds import ModelType
from modelshelf.sizing.architecture import CAUSAL

CERTAIN, LIKELY = Confidence.CERTAIN, Confidence.LIKELY


@dataclass(frozen=True, slots=True)
class Verdict:
    """Attributes:
    model_type: None for what is none of the four.
    kind: In the words of the field.
    """

    model_type: ModelType | None
    kind: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]

    def findings(self) -> Iterator[tuple[str, Finding]]:
        if self.model_type is not None:
            yield "model_type", Finding(self.model_type.value, self.confidence, self.evidence)
        yield "kind", Finding(self.kind, self.confidence, self.evidence)


def judge(sources: Sources) -> Verdict | None:
    """The first rule that has something to say decides."""
    for rule in _RULES:
        for verdict in rule(sources):
            return verdict
    return None


# --- what sentence-transformers obeys: base/model.py and the modules of each archetype, 6.2 ---

_ARCHETYPES = {
    "SparseEncoder": (ModelType.SPLADE, "sparse encoder"),
    "CrossEncoder": (ModelType.RERANKER, "cross-encoder"),
    "MultiVectorEncoder": (None, "late-interaction model"),
    "ColBERT": (None, "late-interaction model"),  # As PyLate writes it.
}
_SPARSE = {"SpladePooling", "SparseAutoEncoder", "SparseStaticEmbedding", "MLMTransformer"}
_LATE = {"MultiVectorMask", "TokenPooling"}
_POOLED = {"Pooling", "INSTRUCTOR_Pooling"}
_STATIC = {"StaticEmbedding", "WordEmbeddings", "BoW"}
_MULTIMODAL = {"CLIPModel", "CLIP"}


def _archetype(sources: Sources) -> Iterator[Verdict]:
    path = "config_sentence_transformers.json"
    read = sources.field(path, "model_type")
    if read is not None and isinstance(read.value, str) and read.value in _ARCHETYPES:
        model_type, kind = _ARCHETYPES[read.value]
        yield Verdict(model_type, kind, CERTAIN, (read.evidence,))


def _modules(sources: Sources) -> Iterator[Verdict]:
    modules = sources.modules()
    names = {module.name for module in modules}

    def found(wanted: set[str]) -> tuple[Evidence, ...]:
        return (Evidence("modules.json", "type", ", ".join(sorted(names & wanted))),)

    if any(module.type.startswith("pylate.") for module in modules):
        late = (Evidence("modules.json", "type", "a module of PyLate"),)
        yield Verdict(None, "late-interaction model", CERTAIN, late)
    if names & _LATE:
        yield Verdict(None, "late-interaction model", CERTAIN, found(_LATE))
    if names & _SPARSE:
        yield Verdict(ModelType.SPLADE, "sparse encoder", CERTAIN, found(_SPARSE))
    if "LogitScore" in names:
        kind = "language model as a reranker"
        yield Verdict(ModelType.RERANKER, kind, CERTAIN, found({"LogitScore"}))
    for wanted, kind in (
        (_POOLED, "embedding model"),
        (_STATIC, "static embedding model"),
        (_MULTIMODAL, "embedding model for text and images"),
    ):
        if names & wanted:
            yield Verdict(ModelType.EMBEDDING, kind, CERTAIN, found(wanted))


def _model2vec(sources: Sources) -> Iterator[Verdict]:
    read = sources.field("config.json", "model_type")
    if read is not None and read.value == "model2vec":
        yield Verdict(ModelType.EMBEDDING, "static embedding model", CERTAIN, (read.evidence,))


# --- labels, as far as the architecture does not speak against them ---

_CLASSIFIERS = ("ForSequenceClassification", "ForSequenceRegression", "ForTextClassification")
_NOT_TEXT = {
    "any-to-any", "audio-classification", "audio-text-to-text", "audio-to-audio",
    "automatic-speech-recognition", "depth-estimation", "document-question-answering",
    "image-classification", "image-feature-extraction", "image-segmentation",
    "image-text-to-text", "image-to-3d", "image-to-image", "image-to-text", "image-to-video",
    "keypoint-detection", "mask-generation", "object-detection", "text-to-3d", "text-to-audio",
    "text-to-image", "text-to-speech", "text-to-video", "unconditional-image-generation",
    "video-classification", "video-text-to-text", "visual-question-answering",
    "zero-shot-image-classification", "zero-shot-object-detection",
}  # fmt: skip
_OTHER_TEXT = {
    "fill-mask", "question-answering", "summarization", "table-question-answering",
    "text-classification", "text2text-generation", "token-classification", "translation",
    "zero-shot-classification",
}  # fmt: skip


def _built_as(sources: Sources, endings: tuple[str, ...]) -> bool:
    return any(name.endswith(endings) for name in sources.architectures())


def _late_interaction(sources: Sources) -> Iterator[Verdict]:
    names = sources.architectures()
    if any("colbert" in name.lower() or name.startswith(("ColPali", "ColQwen")) for name in names):
        by_name = (sources.architecture_evidence(),)
        yield Verdict(None, "late-interaction model", CERTAIN, by_name)
    tags = ("colbert", "pylate", "late-interaction", "colpali", "multi-vector")
    if evidence := sources.tagged(*tags):
        yield Verdict(None, "late-interaction model", LIKELY, (evidence,))


def _sparse(sources: Sources) -> Iterator[Verdict]:
    evidence = sources.tagged("splade", "sparse-encoder", "learned-sparse")
    if evidence is None or _built_as(sources, (*_CLASSIFIERS, *CAUSAL)):
        return
    if _built_as(sources, ("ForMaskedLM",)):
        both = (evidence, sources.architecture_evidence())
        yield Verdict(ModelType.SPLADE, "sparse encoder", CERTAIN, both)
    yield Verdict(ModelType.SPLADE, "sparse encoder", LIKELY, (evidence,))


def _reranker(sources: Sources) -> Iterator[Verdict]:
    pipeline = sources.pipeline_is("text-ranking")
    tag = sources.tagged("cross-encoder", "reranker", "text-ranking", "reranking")
    own = sources.field("config.json", "sentence_transformers")
    label = pipeline or tag
    if _built_as(sources, _CLASSIFIERS):
        if sources.has_read("config.json") and not _gives_one_number(sources):
            return
        # One number alone could also be a reward model's.
        reason = label or (own.evidence if own else None)
        if reason is not None:
            known = sources.has_read("config.json") or pipeline is not None
            both = (reason, sources.architecture_evidence())
            confidence = CERTAIN if known else LIKELY
            yield Verdict(ModelType.RERANKER, "cross-encoder", confidence, both)
    if label is None:
        return
    if _built_as(sources, CAUSAL):
        second = (tag if pipeline else None) or sources.named("rerank")
        confidence = CERTAIN if second and pipeline else LIKELY
        evidence = (label, *((second,) if second else ()), sources.architecture_evidence())
        yield Verdict(ModelType.RERANKER, "language model as a reranker", confidence, evidence)
    yield Verdict(ModelType.RERANKER, "reranker", LIKELY, (label,))


def _gives_one_number(sources: Sources) -> bool:
    config = sources.object("config.json")
    labels = config.get("id2label")
    return len(labels) == 1 if isinstance(labels, dict) else config.get("num_labels") == 1


def _adapter(sources: Sources) -> Iterator[Verdict]:
    if not (sources.has_path("adapter_config.json") or sources.library == "peft"):
        return
    task = sources.field("adapter_config.json", "task_type")
    if task is not None and task.value == "CAUSAL_LM" and not sources.pipeline_is(*_SIMILARITY):
        yield Verdict(ModelType.LLM, "adapter for a language model", LIKELY, (task.evidence,))
    if task is not None and task.value == "FEATURE_EXTRACTION":
        kind = "adapter for an embedding model"
        yield Verdict(ModelType.EMBEDDING, kind, LIKELY, (task.evidence,))
    for pipelines, model_type, kind in (
        (("text-generation",), ModelType.LLM, "adapter for a language model"),
        (_SIMILARITY, ModelType.EMBEDDING, "adapter for an embedding model"),
    ):
        if evidence := sources.pipeline_is(*pipelines):
            yield Verdict(model_type, kind, LIKELY, (evidence,))
    here = Evidence("file names", "", "adapter_config.json")
    yield Verdict(None, "adapter", CERTAIN, (here,))


_SIMILARITY = ("sentence-similarity", "feature-extraction")
_EMBEDDING_TAGS = (
    "embedding", "embeddings", "mteb", "sentence-embedding", "sentence-transformers",
    "static-embeddings", "text-embedding", "text-embeddings",
)  # fmt: skip


def _embedding(sources: Sources) -> Iterator[Verdict]:
    pipeline, tag = sources.pipeline_is(*_SIMILARITY), sources.tagged(*_EMBEDDING_TAGS)
    if pipeline and (tag or pipeline.says == "sentence-similarity"):
        evidence = (pipeline, tag) if tag else (pipeline,)
        yield Verdict(ModelType.EMBEDDING, "embedding model", LIKELY, evidence)
    if pipeline and (base := _made_of_embeddings(sources)):
        yield Verdict(ModelType.EMBEDDING, "embedding model", LIKELY, (pipeline, base))
    if tag and sources.has_path("modules.json"):
        here = Evidence("file names", "", "modules.json")
        yield Verdict(ModelType.EMBEDDING, "embedding model", LIKELY, (tag, here))
    if tag and "static-embeddings" in tag.says:
        yield Verdict(ModelType.EMBEDDING, "static embedding model", LIKELY, (tag,))


def _made_of_embeddings(sources: Sources) -> Evidence | None:
    """Evidence that it is a copy of a model of the organisation that makes nothing else."""
    bases = (*sources.card.base_models, *sources.base_models)
    ours = [base for base in bases if base.startswith("sentence-transformers/")]
    return Evidence("Hub", "base_model", ours[0]) if ours else None


def _other_task(sources: Sources) -> Iterator[Verdict]:
    if evidence := sources.pipeline_is(*_NOT_TEXT, *_OTHER_TEXT):
        certain = evidence.says in _NOT_TEXT and bool(sources.architectures())
        yield Verdict(None, evidence.says, CERTAIN if certain else LIKELY, (evidence,))


def _llm(sources: Sources) -> Iterator[Verdict]:
    if "sentence-transformers" in sources.tags:
        return
    doubt = sources.named("rerank") or sources.named("embed")
    causal = _built_as(sources, CAUSAL)
    kind = "language model"
    if pipeline := sources.pipeline_is("text-generation"):
        if causal and not doubt:
            both = (pipeline, sources.architecture_evidence())
            yield Verdict(ModelType.LLM, kind, CERTAIN, both)
        if not doubt:
            yield Verdict(ModelType.LLM, kind, LIKELY, (pipeline,))
    # Without a card nothing tells an LLM from a reranker that is built on one.
    elif causal and _may_chat(sources) and not doubt:
        template = Evidence("tokenizer_config.json", "chat_template", "there")
        both = (sources.architecture_evidence(), template)
        yield Verdict(ModelType.LLM, kind, LIKELY, both)


def _may_chat(sources: Sources) -> bool:
    return sources.has_chat_template() and sources.labelled and not sources.pipeline


# The architectures of llama.cpp that only encode.
_ENCODERS = {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "t5encoder",
             "modern-bert", "neo-bert", "gemma-embedding"}  # fmt: skip


def _gguf(sources: Sources) -> Iterator[Verdict]:
    told = sources.told
    if told is None or told.gguf is None:
        return
    for part, model_type, kind in (
        ("rerank", ModelType.RERANKER, "reranker"),
        ("embed", ModelType.EMBEDDING, "embedding model"),
    ):
        if evidence := sources.named(part):
            yield Verdict(model_type, kind, LIKELY, (evidence,))
    architecture = Evidence("Hub", "gguf.architecture", shown(told.gguf.architecture or ""))
    if told.gguf.architecture in _ENCODERS:
        yield Verdict(ModelType.EMBEDDING, "embedding model", LIKELY, (architecture,))
    if sources.has_chat_template():
        template = Evidence("Hub", "gguf.chat_template", "there")
        yield Verdict(ModelType.LLM, "language model", LIKELY, (architecture, template))


_RULES = (
    _archetype, _modules, _model2vec, _late_interaction, _sparse, _reranker, _adapter,
    _embedding, _other_task, _llm, _gguf,
)  # fmt: skip

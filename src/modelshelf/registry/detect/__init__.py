"""Tell what a model is from its small files, from its card, and from what the Hub says of it.

Pure functions: nothing here asks anybody or reads a disk. A wrong pooling or a wrong type does more
harm than none, so each value comes with where it stands and how sure it is (`facts`), and what
nothing tells is left out.
"""

from collections.abc import Collection, Iterator, Mapping

from modelshelf.hub.door import Described
from modelshelf.registry.detect.facts import Confidence, Detected, Evidence, Finding
from modelshelf.registry.detect.kind import judge
from modelshelf.registry.detect.length import length_facts
from modelshelf.registry.detect.origin import origin_facts
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.detect.vectors import vector_facts
from modelshelf.registry.detect.weights import weight_facts
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.traits import SHAPES, TRAIT_NAMES


def detect(
    files: Mapping[str, bytes], *, tags: Collection[str] = (), pipeline: str | None = None
) -> Detected:
    """What a model is, by its files.

    Args:
        files: Contents by path; those of `wanted.wanted_files` that are there. Others are ignored.
        tags, pipeline: What the Hub says, where it was asked; else the README's own header counts.
    """
    told = Described(model_id="", tags=tuple(tags), pipeline=pipeline)
    return examine(Sources(files, told=told))


def examine(sources: Sources, as_type: ModelType | None = None) -> Detected:
    """Everything that can be told.

    Args:
        as_type: Take it for a model of this type, whatever it seems to be.
    """
    verdict = judge(sources)
    findings = dict(verdict.findings()) if verdict else {}
    if as_type is not None:
        chosen = Evidence("your choice", "model_type", as_type.value)
        findings["model_type"] = Finding(as_type.value, Confidence.CERTAIN, (chosen,))
    told_type = findings["model_type"].value if "model_type" in findings else None
    model_type = ModelType(told_type) if told_type else None
    findings |= weight_facts(sources)
    findings |= _traits(sources, model_type)
    findings |= origin_facts(sources)
    return Detected(findings)


def _traits(sources: Sources, model_type: ModelType | None) -> dict[str, Finding]:
    facts = dict(length_facts(sources))
    if model_type is ModelType.EMBEDDING:
        facts |= vector_facts(sources)
    elif model_type is ModelType.SPLADE:
        facts |= _sparse_dimension(sources)
    elif model_type is ModelType.RERANKER:
        facts |= {n: f for n, f in vector_facts(sources) if n in ("prompts", "default_prompt")}
    wanted = SHAPES[model_type].model_fields if model_type else {"context_window": None}
    return {n: f for n, f in facts.items() if n in wanted or n not in TRAIT_NAMES}


def _sparse_dimension(sources: Sources) -> Iterator[tuple[str, Finding]]:
    """One number for each word of the vocabulary, or for each feature of an autoencoder."""
    modules = sources.modules()
    for module in modules:
        if module.name == "SparseAutoEncoder":
            if (features := sources.number(module.config, "hidden_dim")) is not None:
                yield "dimension", features.certain()
            return
    if (words := sources.number("config.json", "vocab_size")) is not None:
        pooled = any(module.name == "SpladePooling" for module in modules)
        masked = any(name.endswith("ForMaskedLM") for name in sources.architectures())
        yield "dimension", words.certain() if pooled or masked else words.likely()

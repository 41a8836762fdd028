"""The vectors of an embedding model: how long they are, how they are made, what goes before a text.

The rules are those of sentence-transformers (6.2: the modules' `load`, `encode_query` and
`encode_document`), which runs the modules of `modules.json` one after the other.
"""

from collections.abc import Iterator

from modelshelf.registry.detect.facts import Confidence, Evidence, Finding
from modelshelf.registry.detect.sources import Module, Read, Sources, shown
from modelshelf.registry.kinds import Pooling

CERTAIN, LIKELY = Confidence.CERTAIN, Confidence.LIKELY

# Modules that leave the length of a vector as it is.
_KEEP = {"Normalize", "Dropout", "LayerNorm", "WeightedLayerPooling", "WordWeights"}
_DIMENSION = ("embedding_dimension", "word_embedding_dimension")
_MODES = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
_OURS = {"mean": Pooling.MEAN, "cls": Pooling.CLS, "lasttoken": Pooling.LAST_TOKEN}
_PROMPTS = "config_sentence_transformers.json"


def vector_facts(sources: Sources) -> Iterator[tuple[str, Finding]]:
    """Dimension, pooling, normalisation, prompts."""
    modules = sources.modules() or _modules_by_folders(sources)
    if (dimension := _dimension(sources, modules)) is not None:
        yield "dimension", dimension
    pooling = next((m for m in reversed(modules) if m.name.endswith("Pooling")), None)
    if pooling is not None:
        yield from _pooling(sources, pooling)
    if sources.modules():
        yield "is_normalized", _normalized(modules)
    yield from _matryoshka(sources)
    yield from _prompts(sources)


def _modules_by_folders(sources: Sources) -> list[Module]:
    """Where `modules.json` was not read: what the folders' names say, such as `1_Pooling`."""
    folders = {path.split("/")[0] for path in sources.paths if path.count("/") == 1}
    numbered = sorted(f for f in folders if f[:1].isdigit() and "_" in f)
    return [Module(folder.partition("_")[2], "", folder) for folder in numbered]


def _dimension(sources: Sources, modules: list[Module]) -> Finding | None:
    found: Read | None = None
    in_order = bool(sources.modules())
    for module in modules:
        if module.name in ("Pooling", "INSTRUCTOR_Pooling"):
            found = _pooled(sources, module)
        elif module.name == "Dense":
            found = sources.number(module.config, "out_features")
        elif module.name == "StaticEmbedding":
            found = _static(sources, module)
        elif module.name in ("CLIPModel", "CLIP"):
            found = sources.number(module.config, "projection_dim")
        elif module.name not in _KEEP and found is not None:
            found = None  # Something that we do not know follows.
            in_order = False
    if found is not None:
        return found.certain() if in_order or _is_last(sources, modules) else found.likely()
    if any(module.name == "Dense" for module in modules):
        return None
    hidden = _hidden_size(sources)
    note = "The size of the hidden layer, which a pooled vector has unless something follows."
    return hidden.likely(note) if hidden else None


def _is_last(sources: Sources, modules: list[Module]) -> bool:
    return bool(modules) and sources.has_read(modules[-1].config)


def _pooled(sources: Sources, module: Module) -> Read | None:
    width = sources.number(module.config, *_DIMENSION)
    modes = _modes(sources, module)
    if width is None or len(modes) <= 1:
        return width
    # Several poolings are put side by side.
    return Read(width.value * len(modes), width.evidence)


def _static(sources: Sources, module: Module) -> Read | None:
    folder = f"{module.folder}/" if module.folder else ""
    for name in ("embedding.weight", "embeddings", "embeddings.weight"):
        shape = sources.tensor_shape(f"{folder}model.safetensors", name)
        if shape is not None and len(shape.value) == 2:
            return Read(shape.value[1], shape.evidence)
    return sources.number("config.json", "hidden_dim")


def _hidden_size(sources: Sources) -> Read | None:
    names = ("hidden_size", "d_model", "n_embd", "dim", "hidden_dim")
    return sources.number("config.json", *names)


def _modes(sources: Sources, module: Module) -> list[str]:
    content = sources.object(module.config)
    told = content.get("pooling_mode")
    if isinstance(told, str):
        return [told]
    if isinstance(told, list):
        return [str(mode) for mode in told]
    return [mode for flag, mode in _MODES.items() if content.get(flag) is True]


def _pooling(sources: Sources, module: Module) -> Iterator[tuple[str, Finding]]:
    modes = _modes(sources, module)
    if len(modes) == 1 and modes[0] in _OURS:
        content = sources.object(module.config)
        key = next((flag for flag, mode in _MODES.items() if mode == modes[0]), "pooling_mode")
        key = "pooling_mode" if "pooling_mode" in content else key
        evidence = Evidence(module.config, key, shown(content.get(key)))
        yield "pooling_method", Finding(_OURS[modes[0]].value, CERTAIN, (evidence,))
    elif modes:
        # Max, or several side by side: none of our words can say that.
        evidence = Evidence(module.config, "pooling_mode", " + ".join(modes))
        yield "other_pooling", Finding(modes, CERTAIN, (evidence,))


def _normalized(modules: list[Module]) -> Finding:
    names = [module.name for module in modules]
    evidence = Evidence("modules.json", "type", ", ".join(names))
    return Finding("Normalize" in names, CERTAIN, (evidence,))


def _matryoshka(sources: Sources) -> Iterator[tuple[str, Finding]]:
    lengths = sources.field("config.json", "matryoshka_dimensions", "matryoshka_dims")
    if lengths is not None and isinstance(lengths.value, list):
        kept = [n for n in lengths.value if type(n) is int and n > 0]
        yield "matryoshka_dimensions", Finding(kept, CERTAIN, (lengths.evidence,))
        yield "is_matryoshka", Finding(True, CERTAIN, (lengths.evidence,))
    elif evidence := sources.tagged("matryoshka", "loss:matryoshkaloss", "mrl"):
        yield "is_matryoshka", Finding(True, LIKELY, (evidence,))


def _prompts(sources: Sources) -> Iterator[tuple[str, Finding]]:
    read = sources.field(_PROMPTS, "prompts")
    prompts = read.value if read is not None and isinstance(read.value, dict) else {}
    texts = {str(k): v for k, v in prompts.items() if isinstance(v, str)}
    if any(texts.values()):
        evidence = Evidence(_PROMPTS, "prompts", ", ".join(texts))
        yield "prompts", Finding(texts, CERTAIN, (evidence,))
    default = sources.field(_PROMPTS, "default_prompt_name")
    if default is not None:
        yield "default_prompt", default.certain()
    query = texts.get("query", "")
    document = next((texts[n] for n in ("document", "passage", "corpus") if n in texts), "")
    for name, key, text in (
        ("query_prefix", "query", query),
        ("document_prefix", "document", document),
    ):
        if text:
            evidence = Evidence(_PROMPTS, f"prompts.{key}", shown(text))
            yield name, Finding(text, CERTAIN, (evidence,))
    # Two empty prompts are what the library writes when nobody chose any.
    if query != document:
        evidence = Evidence(_PROMPTS, "prompts", "query and document differ")
        yield "is_asymmetric", Finding(True, CERTAIN, (evidence,))
    elif any(module.name in ("Router", "Asym") for module in sources.modules()):
        evidence = Evidence("modules.json", "type", "Router")
        yield "is_asymmetric", Finding(True, LIKELY, (evidence,))

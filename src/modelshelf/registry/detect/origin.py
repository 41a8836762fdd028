"""Where a model comes from: licence, languages, what it was made from, code that it brings."""

import re
from collections.abc import Iterator

from modelshelf.registry.detect.facts import Confidence, Evidence, Finding
from modelshelf.registry.detect.sources import Sources, shown

CERTAIN, LIKELY = Confidence.CERTAIN, Confidence.LIKELY

_BASE = re.compile(r"base_model:(?:(adapter|finetune|merge|quantized):)?([^:]+/[^:]+)")


def origin_facts(sources: Sources) -> Iterator[tuple[str, Finding]]:
    """Licence, languages, base model, remote code."""
    card, told = sources.card, sources.told
    if told is not None and told.licence:
        yield "licence", _said("Hub", "cardData.license", told.licence)
    elif card.licence:
        yield "licence", _said("README.md", "license", card.licence)
    if languages := card.languages or sources.languages:
        source = "README.md" if card.languages else "Hub"
        yield "languages", _said(source, "language", list(languages))
    yield from _base_model(sources)
    if code := _remote_code(sources):
        yield "remote_code", code


def _said(source: str, key: str, value: str | list[str]) -> Finding:
    return Finding(value, CERTAIN, (Evidence(source, key, shown(value)),))


def _base_model(sources: Sources) -> Iterator[tuple[str, Finding]]:
    adapter = sources.field("adapter_config.json", "base_model_name_or_path")
    if adapter is not None and isinstance(adapter.value, str) and "/" in adapter.value:
        yield "base_model", adapter.certain()
        yield "base_model_relation", Finding("adapter", CERTAIN, (adapter.evidence,))
        return
    bases = sources.card.base_models or sources.base_models
    if not bases:
        return
    source = "README.md" if sources.card.base_models else "Hub"
    evidence = Evidence(source, "base_model", shown(", ".join(bases)))
    yield "base_model", Finding(bases[0], CERTAIN, (evidence,))
    told = sources.told
    for tag in told.tags if told else ():
        match = _BASE.fullmatch(tag)
        if match and match[1] and match[2] == bases[0]:
            by_hub = Evidence("Hub", "tags", tag)
            yield "base_model_relation", Finding(match[1], LIKELY, (by_hub,))
            return


def _remote_code(sources: Sources) -> Finding | None:
    """Why loading it runs code from the repository, if it does."""
    evidence = []
    auto_map = sources.object("config.json").get("auto_map")
    if isinstance(auto_map, dict) and auto_map:
        evidence.append(Evidence("config.json", "auto_map", shown(", ".join(map(str, auto_map)))))
    elif sources.config.remote_code:
        code = ", ".join(sources.config.remote_code)
        evidence.append(Evidence("Hub", "config.auto_map", shown(code)))
    elif tag := sources.tagged("custom_code"):
        evidence.append(tag)
    # As the policy sees them; what was not read is no evidence here, though it is no permission.
    evidence += (Evidence(s.path, "class", shown(s.name)) for s in sources.foreign_code())
    if evidence:
        return Finding(True, CERTAIN, tuple(evidence))
    return None

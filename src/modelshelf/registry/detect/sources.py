"""What a model is judged by: its small files, its card, and what the Hub says of it."""

import json
import posixpath
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from modelshelf.cache.reading.safetensors import weights_of
from modelshelf.hub.door import ConfigSummary, Described, HubRepo
from modelshelf.kit.text import parse_json
from modelshelf.policy.foreign import Sign, asked_for
from modelshelf.registry.card import Card, read_card
from modelshelf.registry.detect.facts import Confidence, Evidence, Finding

# Tokenizers without a limit of their own say so with a number such as 10^30.
NO_LIMIT = 10**9
_SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Read:
    """A value and where it was read."""

    value: Any
    evidence: Evidence

    def certain(self, note: str | None = None) -> Finding:
        return Finding(self.value, Confidence.CERTAIN, (self.evidence,), note)

    def likely(self, note: str | None = None) -> Finding:
        return Finding(self.value, Confidence.LIKELY, (self.evidence,), note)


@dataclass(frozen=True, slots=True)
class Module:
    """One module of a sentence-transformers model.

    Attributes:
        name: Name of its class; `type` with the package before it.
        folder: Where its configuration lies; empty for the top.
    """

    name: str
    type: str
    folder: str

    @property
    def config(self) -> str:
        return f"{self.folder}/config.json" if self.folder else "config.json"


class Sources:
    """Contents by path; what is missing, broken or of another shape reads as empty.

    Args:
        paths: Every file that the repository has, read or not; empty where that is not known.
        told: What the Hub says; None where it was not asked.
        headers: Of safetensors files, by path: `{tensor: {dtype, shape, data_offsets}}`.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        paths: Collection[str] = (),
        told: Described | None = None,
        headers: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        self._files = files
        self._headers = headers
        self._parsed: dict[str, Any] = {}
        self.paths = tuple(dict.fromkeys((*paths, *files)))
        self.told = told
        self.card: Card = read_card(files.get("README.md", b""))
        hub_tags = frozenset(told.tags) if told else frozenset[str]()
        self.tags = frozenset(tag.lower() for tag in self.card.tags | hub_tags)
        self.pipeline = (told.pipeline if told else None) or self.card.pipeline
        self.library = (told.library if told else None) or self.card.library
        self.config = told.config if told else ConfigSummary()
        self.languages = told.languages if isinstance(told, HubRepo) else ()
        self.base_models = told.base_models if isinstance(told, HubRepo) else ()

    @property
    def labelled(self) -> bool:
        """Whether anybody said what it is; if not, the absence of a label says nothing."""
        told = self.told
        return self.card.exists or (told is not None and bool(told.tags or told.pipeline))

    @property
    def name(self) -> str:
        """The id in small letters; empty where it is not known."""
        return self.told.model_id.lower() if self.told else ""

    def has_read(self, path: str) -> bool:
        return path in self._files

    def has_path(self, path: str) -> bool:
        return path in self.paths

    def object(self, path: str) -> dict[str, Any]:
        content = self.json(path)
        return content if isinstance(content, dict) else {}

    def json(self, path: str) -> Any:
        if path not in self._parsed:
            try:
                self._parsed[path] = parse_json(self._files.get(path, b"null"))
            except (ValueError, RecursionError):
                self._parsed[path] = None
        return self._parsed[path]

    def field(self, path: str, *names: str) -> Read | None:
        """The first of the named fields that says anything."""
        content = self.object(path)
        for name in names:
            if content.get(name) is not None:
                return Read(content[name], Evidence(path, name, shown(content[name])))
        return None

    def number(self, path: str, *names: str) -> Read | None:
        """The first of the named fields that is a sensible positive number."""
        content = self.object(path)
        for name in names:
            value = content.get(name)
            if type(value) is int and 0 < value < NO_LIMIT:
                return Read(value, Evidence(path, name, str(value)))
        return None

    def modules(self) -> list[Module]:
        """The modules of a sentence-transformers model, in their order."""
        content = self.json("modules.json")
        entries = content if isinstance(content, list) else []
        return [
            Module(str(e.get("type", "")).rpartition(".")[2], str(e.get("type", "")), _folder(e))
            for e in entries
            if isinstance(e, dict)
        ]

    def foreign_code(self) -> list[Sign]:
        """The classes from outside of sentence-transformers that the files which were read name."""
        sizes = {path: len(content) for path, content in self._files.items()}
        return [sign for sign in asked_for(sizes, self._files).signs if sign.name]

    def architectures(self) -> tuple[str, ...]:
        names = self.object("config.json").get("architectures")
        if isinstance(names, list):
            return tuple(str(name) for name in names)
        return self.config.architectures

    def architecture_evidence(self) -> Evidence:
        source = "config.json" if "architectures" in self.object("config.json") else "Hub"
        return Evidence(source, "architectures", shown(", ".join(self.architectures())))

    def has_chat_template(self) -> bool:
        return (
            self.config.has_chat_template
            or self.has_path("chat_template.jinja")
            or bool(self.object("tokenizer_config.json").get("chat_template"))
        )

    def tensor_shape(self, path: str, tensor: str) -> Read | None:
        told = self._headers.get(path, {}).get(tensor)
        shape = told.get("shape") if isinstance(told, dict) else None
        if not weights_of(shape):
            return None
        return Read(shape, Evidence(path, f"header: {tensor}.shape", shown(shape)))

    def parameters(self) -> tuple[dict[str, int], Evidence]:
        """Number of stored weights per dtype; empty where no header was read by anybody."""
        if self.told is not None and self.told.parameters:
            counts = dict(self.told.parameters)
            return counts, Evidence("Hub", "safetensors.parameters", _counted(counts))
        total: Counter[str] = Counter()
        for header in self._headers.values():
            total.update(count_parameters(header))
        source = ", ".join(self._headers)
        return dict(total), Evidence(shown(source), "header", _counted(total))

    def tagged(self, *tags: str) -> Evidence | None:
        """Evidence that it has at least one of these tags."""
        if not (found := sorted(self.tags & set(tags))):
            return None
        on_card = {tag.lower() for tag in self.card.tags}
        return Evidence("README.md" if on_card & set(found) else "Hub", "tags", ", ".join(found))

    def pipeline_is(self, *names: str) -> Evidence | None:
        if self.pipeline not in names:
            return None
        source = "README.md" if self.card.pipeline == self.pipeline else "Hub"
        return Evidence(source, "pipeline_tag", str(self.pipeline))

    def named(self, part: str) -> Evidence | None:
        """Evidence that the name says so; a weak one."""
        return Evidence("the name", "", f"{self.name}") if part in self.name else None


def count_parameters(header: Mapping[str, Any]) -> Counter[str]:
    """Number of weights per dtype in the header of a safetensors file."""
    counts: Counter[str] = Counter()
    for name, tensor in header.items():
        if name != "__metadata__" and isinstance(tensor, dict):
            weights = weights_of(tensor.get("shape"))
            if weights is not None:
                counts[str(tensor.get("dtype"))] += weights
    return counts


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {dtype}" for dtype, count in counts.items())


def shown(value: Any) -> str:
    """A value for people, on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split()) if value != "" else '""'
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"


def _folder(entry: dict[str, Any]) -> str:
    path = entry.get("path")
    folder = posixpath.normpath(path.strip("/")) if isinstance(path, str) else "."
    return "" if folder == "." else folder

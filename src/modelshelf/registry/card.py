"""The header of a model card: what a README says of its model to machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modelshelf.kit.text import is_text
from modelshelf.registry.foreign_yaml import BadYaml, read_yaml

_FENCE = "---"
# Of what is wanted of it: some tags, some languages.
MOST_CHARACTERS = 64 * 1024
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:")
_WANTED = {
    "tags", "pipeline_tag", "library_name", "license", "license_name", "language", "base_model",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """Attributes:
    licence: As the Hub spells it; its own name where that is `other`.
    exists: Whether there was a header at all; without one, the absence of a tag says nothing.
    """

    tags: frozenset[str] = frozenset()
    pipeline: str | None = None
    library: str | None = None
    licence: str | None = None
    languages: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()
    exists: bool = False


def read_card(readme: bytes) -> Card:
    """What the YAML header of a README says; an empty card when there is none."""
    lines = readme.decode(errors="replace").lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return Card()
    text = "\n".join(_wanted_lines(lines[1:]))
    if len(text) > MOST_CHARACTERS:
        return Card()
    try:
        header = read_yaml(text) or {}
    except BadYaml:
        return Card()
    if not isinstance(header, dict):
        return Card(exists=True)
    return Card(
        tags=frozenset(_texts(header.get("tags"))),
        pipeline=_text(header.get("pipeline_tag")),
        library=_text(header.get("library_name")),
        licence=_licence(header),
        languages=_texts(header.get("language")),
        base_models=_texts(header.get("base_model")),
        exists=True,
    )


def _wanted_lines(lines: list[str]) -> Iterator[str]:
    # Some headers carry thousands of lines of benchmark results, which take seconds to parse.
    wanted = False
    for line in lines:
        if line.strip() == _FENCE:
            return
        if key := _KEY.match(line):
            wanted = key[1] in _WANTED
        if wanted:
            yield line


def _licence(header: dict[str, Any]) -> str | None:
    licences = _texts(header.get("license"))
    if licences == ("other",):
        return _text(header.get("license_name")) or "other"
    return ", ".join(licences) or None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value and is_text(value) else None


def _texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them. YAML reads the language `no` as false: such are left out."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for each in values if (text := _text(each)) is not None)

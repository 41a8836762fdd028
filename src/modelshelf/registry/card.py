"""The header of a model card: what a README says of its model to machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_FENCE = "---"
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:")
_WANTED = {"tags", "pipeline_tag"}


@dataclass(frozen=True, slots=True)
class Card:
    """Attributes:
    exists: Whether there was a header at all; without one, the absence of a tag says nothing.
    """

    tags: frozenset[str] = frozenset()
    pipeline: str | None = None
    exists: bool = False


def read_card(readme: bytes) -> Card:
    """Tags and pipeline from the YAML header of a README; an empty card when there is none."""
    lines = readme.decode(errors="replace").lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return Card()
    try:
        header = yaml.safe_load("\n".join(_wanted_lines(lines[1:]))) or {}
    except (yaml.YAMLError, ValueError, RecursionError):
        return Card()
    tags, pipeline = _field(header, "tags"), _field(header, "pipeline_tag")
    return Card(
        tags=frozenset(str(tag) for tag in tags) if isinstance(tags, list) else frozenset(),
        pipeline=pipeline if isinstance(pipeline, str) else None,
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


def _field(header: Any, name: str) -> Any:
    return header.get(name) if isinstance(header, dict) else None

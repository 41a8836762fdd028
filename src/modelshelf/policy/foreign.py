"""The classes that a model of sentence-transformers asks for, by its own files.

The library imports what these files name. Classes of other packages, or of the model's own
repository, are code that nobody here chose to run: a class is loaded by a method that its package
may give any meaning, so not even those of well-known packages pass.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

# Where they stand; each names classes.
NAMING = re.compile(r"modules\.json|([^/]+/)?router_config\.json")
MOST_BYTES = 1024 * 1024
_OURS = "sentence_transformers."
_SHOWN_CHARACTERS = 100


def foreign_classes(content: bytes) -> tuple[str, ...]:
    """Those of one file that are not of sentence-transformers, shortened.

    Raises:
        ValueError: It cannot be read, so what it would run is not known.
    """
    try:
        named = list(_classes(json.loads(content)))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return tuple(str(name)[:_SHOWN_CHARACTERS] for name in named if is_foreign(name))


def is_foreign(name: object) -> bool:
    """Whether what a file names as a class is none of sentence-transformers."""
    return not (isinstance(name, str) and name.startswith(_OURS))


def signs_in(path: str, content: bytes) -> tuple[str, ...]:
    """What one file asks for, for people: each class with the file, or that it cannot be read."""
    try:
        return tuple(f"{name} in {path}" for name in foreign_classes(content))
    except ValueError:
        return (f"{path}, which cannot be read",)


def unread(path: str) -> str:
    """The same of a file that nobody read: what it asks for is not known."""
    return f"{path}, which was not read"


def _classes(content: Any) -> Iterator[object]:
    """Of `modules.json` each part's `type`; of `router_config.json` the values of `types`."""
    if isinstance(content, list):
        yield from (part.get("type") if isinstance(part, dict) else part for part in content)
    elif isinstance(content, dict):
        types = content.get("types")
        yield from types.values() if isinstance(types, dict) else ()

"""What a model of sentence-transformers is put together from, as its own files say.

The library imports the classes that these files name. Those of other packages, or of the model's
own repository, are code that nobody here chose to run.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from modelshelf.trial.errors import ForeignCode

_OURS = "sentence_transformers."
_MOST_BYTES = 1024 * 1024


def refuse_foreign_code(model_id: str, snapshot: Path) -> None:
    """Raises: ForeignCode."""
    for place in ("modules.json", "router_config.json", "*/router_config.json"):
        for path in sorted(snapshot.glob(place)):
            for name in _classes(_read(model_id, path)):
                if not (isinstance(name, str) and name.startswith(_OURS)):
                    raise ForeignCode(
                        f"{model_id} is not tried: its {path.name} asks for {str(name)[:100]!r}, "
                        "which is code from outside of sentence-transformers."
                    )


def _read(model_id: str, path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError) as error:
        raise ForeignCode(
            f"{model_id} is not tried: its {path.name} cannot be read, so what it would run is "
            "not known. Verify the model."
        ) from error


def _classes(content: Any) -> Iterator[object]:
    """Of `modules.json` each part's `type`; of `router_config.json` the values of `types`."""
    if isinstance(content, list):
        yield from (part.get("type") if isinstance(part, dict) else part for part in content)
    elif isinstance(content, dict):
        types = content.get("types")
        yield from types.values() if isinstance(types, dict) else ()

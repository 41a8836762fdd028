"""What a model of sentence-transformers is put together from, looked at before it is loaded."""

import os
from pathlib import Path

from modelshelf.policy.foreign import MOST_BYTES, asked_for
from modelshelf.trial.errors import ForeignCode

# Real ones have a handful; each may name folders with more.
_MOST_READ = 64


def refuse_foreign_code(model_id: str, snapshot: Path) -> None:
    """Raises: ForeignCode."""
    sizes = _sizes(model_id, snapshot)
    contents: dict[str, bytes] = {}
    asked = asked_for(sizes, contents)
    while asked.unread and len(contents) < _MOST_READ:
        path = asked.unread[0]
        contents[path] = _read(model_id, snapshot / path)
        asked = asked_for(sizes, contents)
    for sign in asked.all_said:
        raise _refused(model_id, f"it asks for {sign}")


def _sizes(model_id: str, snapshot: Path) -> dict[str, int]:
    """Bytes of each file, by its path in the snapshot; of a broken link, as of no file, none."""
    sizes = {}
    for folder, folders, files in os.walk(snapshot):
        here = Path(folder)
        for name in folders:
            if (here / name).is_symlink():  # Not walked into here, but the library would.
                raise _refused(model_id, f"its folder {name} is a link to elsewhere")
        for name in files:
            path = here / name
            sizes[path.relative_to(snapshot).as_posix()] = (
                path.stat().st_size if path.exists() else 0
            )
    return sizes


def _read(model_id: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise _refused(model_id, f"its {path.name} cannot be read") from error


def _refused(model_id: str, why: str) -> ForeignCode:
    return ForeignCode(
        f"{model_id} is not tried: {why}. Only parts of sentence-transformers itself are loaded."
    )

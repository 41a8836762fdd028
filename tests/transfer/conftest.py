from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.hub import LocalHub, Options, running_hub
from tests.hub.repository import Source
from tests.transfer.shelf import MODEL, Shelf, tiny_files

MakeShelf: TypeAlias = Callable[..., Shelf]


@pytest.fixture
def make_shelf(tmp_path: Path) -> Iterator[MakeShelf]:
    """Serve a repository of these files, and give an empty cache for it."""
    with ExitStack() as stack:

        def make(files: dict[str, Source] | None = None, options: Options | None = None) -> Shelf:
            hub = LocalHub()
            repo = hub.add(MODEL, files or tiny_files())
            server = stack.enter_context(running_hub(hub, options))
            return Shelf(server, repo, tmp_path / "cache")

        yield make


@pytest.fixture
def shelf(make_shelf: MakeShelf) -> Shelf:
    """The tiny repository and an empty cache."""
    return make_shelf()

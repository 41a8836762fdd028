from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modelshelf.kit.events import Publisher


@pytest.fixture
def cache_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "hub"
    folder.mkdir()
    return folder


@pytest.fixture
async def publisher(valkey: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(valkey)
    yield publisher
    await publisher.close()

"""News from the disk, whoever waits for it and however often they give up."""

import asyncio
import sys
from pathlib import Path

import pytest

from modelshelf.cache.indexing.watch import CacheWatch, watching
from tests.cache.generate import make_repo

# Elsewhere there is no such call to test: the slow pass finds what changed.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


async def heard_impatiently(watch: CacheWatch, folder: str) -> None:
    """Wait for news of a folder, asking anew every few milliseconds."""
    async with asyncio.timeout(10):
        while True:
            try:
                async with asyncio.timeout(0.13):
                    if folder in await watch.changes():
                        return
            except TimeoutError:
                continue


async def test_what_was_not_given_yet_is_given_by_the_next_call(cache_dir: Path) -> None:
    with watching(cache_dir) as watch:
        watch.start()
        for number in range(20):
            made = make_repo(cache_dir, f"acme/model-{number}")
            await heard_impatiently(watch, made.root.name)
            (made.snapshot / "more.txt").write_text("")
            await heard_impatiently(watch, made.root.name)

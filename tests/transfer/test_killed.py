"""Killed (-9) at random moments, again and again: what is in the cache afterwards is exact."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from tests.hub import Options, Pattern
from tests.support.wait import PATIENCE_SECONDS
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import MODEL, Shelf, child_arguments

ROUNDS = 50
_CHECKOUT = Path(__file__).parents[2]
_CONNECTION_BYTES_PER_SECOND = 4e6


class Nursery:
    """Where processes come from that a test kills; see nursery.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.transfer.nursery"],
            cwd=_CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def transfer(self, shelf: Shelf) -> Iterator[None]:
        """The shelf's transfer in a process that is killed (-9) at the end of the block."""
        self._tell(child_arguments(shelf))
        try:
            yield
        finally:
            self._tell("kill")
            assert self._process.stdout is not None
            ended = int(self._process.stdout.readline())
        assert ended in (0, -signal.SIGKILL)

    def close(self) -> None:
        self._process.communicate(timeout=PATIENCE_SECONDS)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


def _wait_for(shelf: Shelf, sent_bytes: int) -> None:
    """Until the Hub has sent that much; less when all that was missing is sent."""
    before, quiet_since = -1, time.monotonic()
    while (
        sent := shelf.server.stats.total_body_bytes
    ) < sent_bytes and time.monotonic() - quiet_since < 0.5:
        if sent != before:
            before, quiet_since = sent, time.monotonic()
        time.sleep(0.002)


def _assert_nothing_half_done_looks_done(shelf: Shelf) -> None:
    """A snapshot appears when every file of it is there, and a ref when the snapshot is."""
    snapshot = shelf.folder.snapshot(shelf.sha)
    if snapshot.exists():
        sizes = {file.path: file.size_bytes for file in shelf.files}
        assert {path: (snapshot / path).stat().st_size for path in sizes} == sizes
    if (shelf.folder.refs / "main").exists():
        assert snapshot.exists()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_cache_is_exact_after_kills_at_random_moments(
    make_shelf: MakeShelf, nursery: Nursery, seed: int
) -> None:
    shelf = _finished_after_kills(make_shelf, nursery, seed)

    shelf.check_installed()
    checked = HfApi(endpoint=shelf.server.url).verify_repo_checksums(
        MODEL, cache_dir=shelf.cache_dir
    )
    assert (checked.mismatches, checked.missing_paths, checked.extra_paths) == ([], [], [])


@pytest.mark.parametrize("seed", range(ROUNDS, ROUNDS + 5))
def test_the_librarys_own_tool_finds_nothing_wrong_after_kills(
    make_shelf: MakeShelf, nursery: Nursery, seed: int
) -> None:
    shelf = _finished_after_kills(make_shelf, nursery, seed)

    tool = [sys.executable, "-m", "huggingface_hub.cli.hf", "cache", "verify", MODEL]
    strictly = ["--fail-on-missing-files", "--fail-on-extra-files"]
    verified = subprocess.run(
        [*tool, *strictly, "--cache-dir", str(shelf.cache_dir)],
        env=os.environ | {"HF_ENDPOINT": shelf.server.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _finished_after_kills(make_shelf: MakeShelf, nursery: Nursery, seed: int) -> Shelf:
    """A shelf whose transfer was killed some times, and then came to its end."""
    chance = random.Random(seed)
    files = {
        "config.json": '{"model_type": "bert"}',
        "nested/tokenizer.json": Pattern(chance.randrange(1, 900_000), seed=3),
        "one.safetensors": Pattern(chance.randrange(2_500_000, 6_000_000), seed=1),
        "two.safetensors": Pattern(chance.randrange(1_100_000, 3_000_000), seed=2),
    }
    shelf = make_shelf({**files}, Options(connection_bytes_per_second=_CONNECTION_BYTES_PER_SECOND))
    total = sum(file.size_bytes for file in shelf.files)
    for _ in range(chance.randint(1, 3)):
        with nursery.transfer(shelf):
            # Some die in the middle, some while the last file is verified, renamed or linked.
            late = chance.random() < 0.3
            _wait_for(shelf, total if late else chance.randrange(total))
            time.sleep(chance.uniform(0, 0.04))
        _assert_nothing_half_done_looks_done(shelf)

    shelf.run()
    return shelf

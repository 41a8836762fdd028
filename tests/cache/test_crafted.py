"""A cache that somebody made to hurt: it may hold anything, and must cost next to nothing."""

import json
import os
import struct
import time
import tracemalloc
from pathlib import Path

import pytest

from modelshelf.cache.reading.complete import MOST_NAMED
from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from tests.cache.generate import make_repo

PATIENCE_SECONDS = 5.0
MOST_BYTES = 32 * 2**20


def read_cheaply(cache_dir: Path) -> RepoOnDisk:
    """Read the repository, within little time and memory."""
    tracemalloc.start()
    started = time.process_time()
    try:
        repo = read_repo(cache_dir, "models--acme--minilm")
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert repo is not None
    assert time.process_time() - started < PATIENCE_SECONDS
    assert peak_bytes < MOST_BYTES
    return repo


def test_shards_that_claim_to_be_one_of_very_many(cache_dir: Path) -> None:
    files: dict[str, bytes | int] = {f"m{n}-00001-of-99999.safetensors": 0 for n in range(300)}
    make_repo(cache_dir, files={"config.json": b"{}", **files}, listed=False)
    repo = read_cheaply(cache_dir)
    assert repo.status is not Status.INSTALLED
    assert len(repo.missing) <= MOST_NAMED
    assert len(repo.problems) <= MOST_NAMED


def test_one_set_of_very_many_shards_names_no_more_than_helps(cache_dir: Path) -> None:
    make_repo(cache_dir, files={"config.json": b"{}", "m-00007-of-99999.gguf": b"g"}, listed=False)
    repo = read_cheaply(cache_dir)
    assert (repo.status, len(repo.missing)) == (Status.PARTIAL, MOST_NAMED)


def test_shards_of_none_are_a_file_of_their_own(cache_dir: Path) -> None:
    make_repo(cache_dir, files={"m-00000-of-00000.gguf": b"g"}, listed=False)
    assert read_cheaply(cache_dir).status is Status.INSTALLED


def test_headers_as_long_as_their_files(cache_dir: Path) -> None:
    long_header = struct.pack("<Q", 200 * 2**20 - 8)
    made = make_repo(
        cache_dir,
        files={"config.json": b"{}", **{f"m{n}.safetensors": long_header for n in range(50)}},
        listed=False,
    )
    for number in range(50):
        os.truncate(made.blob_of(f"m{number}.safetensors"), 200 * 2**20)
    assert read_cheaply(cache_dir).status is Status.INSTALLED


def test_many_names_of_one_large_index(cache_dir: Path) -> None:
    tensors = {f"layer.{n}": "model-1.safetensors" for n in range(20_000)}
    index = json.dumps({"weight_map": tensors}).encode()
    made = make_repo(
        cache_dir, files={"config.json": b"{}", "model.safetensors.index.json": index}, listed=False
    )
    target = (made.snapshot / "model.safetensors.index.json").readlink()
    for number in range(200):
        (made.snapshot / f"m{number}.safetensors.index.json").symlink_to(target)
    repo = read_cheaply(cache_dir)
    assert (repo.status, repo.missing) == (Status.PARTIAL, ("model-1.safetensors",))


@pytest.mark.parametrize("place", ["trees", "refs", "config", "index"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(cache_dir: Path, place: str) -> None:
    made = make_repo(cache_dir, files={"config.json": b"{}", "model.safetensors": b"w" * 20})
    path = {
        "trees": made.root / "trees" / f"{made.sha}.json",
        "refs": made.root / "refs" / "main",
        "config": made.snapshot / "config.json",
        "index": made.snapshot / "model.safetensors.index.json",
    }[place]
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    read_cheaply(cache_dir)


def test_a_listing_of_a_size_that_no_repository_has(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    os.truncate(made.root / "trees" / f"{made.sha}.json", 10**9)
    assert read_cheaply(cache_dir).status is Status.INSTALLED


def test_a_listing_nested_without_end(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "trees" / f"{made.sha}.json").write_text("[" * 10**6)
    assert read_cheaply(cache_dir).status is Status.INSTALLED

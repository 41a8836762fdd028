"""Looking at a model whose files somebody made to hurt: pipes, devices, impossible tensors."""

import asyncio
import json
import os
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from modelshelf.cache.reading.safetensors import parameters, weights_of
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.discovery.schemas import InspectionOut
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.settings import Settings
from modelshelf.policy.rules import Policy
from modelshelf.registry.card import read_card
from modelshelf.registry.detect.sources import count_parameters
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.snapshot import read_blob, read_snapshot
from tests.cache.generate import MadeRepo, make_repo

MODEL = "acme/minilm"
PATIENCE_SECONDS = 5.0


def packed(header: dict[str, Any]) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text


def put(repo: MadeRepo, path: str, what: str) -> Path:
    """A pipe, or a link to a device, in the place of a file."""
    place = repo.snapshot / path
    place.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero")
    return place


@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.parametrize("path", ["config.json", "model.safetensors"])
def test_what_is_no_file_is_as_good_as_absent(tmp_path: Path, path: str, what: str) -> None:
    header = packed({"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}})
    made = make_repo(tmp_path, MODEL, {"config.json": b"{}", "model.safetensors": header})
    put(made, path, what)

    found = read_snapshot(RepoFolder(tmp_path, MODEL))

    assert found is not None
    read = {*found.files, *found.headers}
    assert read == {"config.json", "model.safetensors"} - {path}


def test_a_branch_that_is_a_pipe_leads_nowhere(tmp_path: Path) -> None:
    made = make_repo(tmp_path, MODEL)
    (made.root / "refs" / "main").unlink()
    os.mkfifo(made.root / "refs" / "main")
    assert read_snapshot(RepoFolder(tmp_path, MODEL)) is None


def test_a_blob_of_another_size_is_not_read(tmp_path: Path) -> None:
    folder = RepoFolder(tmp_path, MODEL)
    blob = folder.blob("a" * 40)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"{}")
    assert read_blob(folder, "a" * 40, 2) == b"{}"
    os.truncate(blob, 2**40)  # More than fits into memory.
    assert read_blob(folder, "a" * 40, 2) is None
    blob.unlink()
    os.mkfifo(blob)
    assert read_blob(folder, "a" * 40, 2) is None


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        ([], 1),
        ([30522, 384], 30522 * 384),
        ([5, 0], 0),
        ([2**52, 2**10], 2**62),
        ([2**52, 2**12], None),
        ([2**53], None),
        ([1] * 17, None),
        ([-1], None),
        ([True], None),
        ([2.0], None),
        (["2"], None),
        (None, None),
    ],
)
def test_a_shape_is_possible_or_counts_for_nothing(shape: Any, weights: int | None) -> None:
    assert weights_of(shape) == weights


def test_shapes_of_very_many_very_large_numbers_cost_nothing(tmp_path: Path) -> None:
    header = {"w": {"dtype": "F32", "shape": [10**4000] * 500}}
    file = tmp_path / "model.safetensors"
    file.write_bytes(packed(header))

    started = time.process_time()
    assert count_parameters(header) == {}
    assert parameters(SmallReads(), str(file)) is None
    assert time.process_time() - started < PATIENCE_SECONDS


async def test_half_a_character_is_shown_as_a_mark_or_not_at_all(tmp_path: Path) -> None:
    half, name = "\ud800", os.fsdecode(b"\xff.json")
    header = packed({"w": {"dtype": half, "shape": [2, 3], "data_offsets": [0, 24]}})
    config = json.dumps({"architectures": [half], "model_type": half, "auto_map": {half: half}})
    modules = json.dumps([{"type": half, "path": ""}])
    card = f"---\ntags: [{json.dumps(half)}, good]\nlicense: {json.dumps(half)}\n---\n"
    files = {"config.json": config, "modules.json": modules, "README.md": card}
    made = make_repo(tmp_path, MODEL, {p: text.encode() for p, text in files.items()})
    (made.snapshot / "model.safetensors").write_bytes(header)
    (made.snapshot / name).write_bytes(b"{}")

    async def no_token() -> None:
        return None

    hub = RemoteHub("http://127.0.0.1:9", no_token)
    try:
        found = await Inspector(hub, tmp_path).inspect(MODEL)
    finally:
        await hub.close()

    assert found.sources.architectures() == ("?",)
    assert found.sources.card.tags == {"good"}
    answer = InspectionOut.of(found, Policy.of(Settings())).model_dump_json()
    assert json.loads(answer)["model_id"] == MODEL


async def test_looking_at_the_disk_leaves_the_process_answering(tmp_path: Path) -> None:
    tags = "".join(f"- tag-{number}\n" for number in range(4000))
    readme = f"---\ntags:\n{tags}---\n".encode()
    make_repo(tmp_path, MODEL, {"config.json": b"{}", "README.md": readme})
    started = time.thread_time()
    assert len(read_card(readme).tags) == 4000
    reading_seconds = time.thread_time() - started
    # Of this thread's processor time, so that a busy machine makes no difference.
    longest_wait_seconds = 0.0

    async def tick() -> None:
        nonlocal longest_wait_seconds
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.001)
            longest_wait_seconds = max(longest_wait_seconds, time.thread_time() - before)

    async def no_token() -> None:
        return None

    hub = RemoteHub("http://127.0.0.1:9", no_token)
    ticking = asyncio.create_task(tick())
    try:
        found = await Inspector(hub, tmp_path).inspect(MODEL)
        await asyncio.sleep(0.01)
    finally:
        ticking.cancel()
        await hub.close()
    assert len(found.sources.card.tags) == 4000
    assert longest_wait_seconds < reading_seconds / 2

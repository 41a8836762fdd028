"""Large files over Xet, by the library's own part against a small store of ours."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest
from huggingface_hub import HfApi

from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.progress import Progress
from modelshelf.hub.transfer.remains import discard
from modelshelf.hub.transfer.xet import fetch_by_xet
from tests.hub import Options, Pattern, Rule, Status
from tests.hub.faults import Rate
from tests.support.product import is_gone
from tests.support.wait import PATIENCE_SECONDS, wait_for
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import BRIEF, MODEL, WEIGHTS, WEIGHTS_BYTES, Shelf, leftovers

_XET = Options(xet=True)
_SECOND = "second.safetensors"


async def _by_xet(shelf: Shelf) -> None:
    job = shelf.job()
    await fetch_by_xet(job, shelf.report, BRIEF)
    await transfer(job, shelf.report, patience=shelf.patience)


def _run(shelf: Shelf, until: Callable[[Progress], bool] | None = None) -> None:
    """Transfer everything, or pause (cancel) as soon as a report is enough."""

    async def run() -> None:
        task = asyncio.create_task(_by_xet(shelf))

        def look(progress: Progress) -> None:
            if until is not None and until(progress):
                task.cancel()

        shelf.on_report = look
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE_SECONDS)
        shelf.on_report = None
        assert task.cancelled() == (until is not None)

    asyncio.run(run())


def _children() -> list[psutil.Process]:
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "xet_child" in " ".join(child.cmdline())]


def test_what_is_stored_with_xet_comes_by_it(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_XET)
    shelf.token = "hf_secret"
    shelf.server.hub.give_token("hf_secret")

    _run(shelf)

    shelf.check_installed()
    assert shelf.body_bytes("/xorbs/") >= WEIGHTS_BYTES
    assert shelf.body_bytes(WEIGHTS) == 0
    assert {seen.token for seen in shelf.server.stats.requests("GET", "/xorbs/")} == {None}
    done = [progress.bytes_done for progress in shelf.told]
    assert done == sorted(done)
    checked = HfApi(endpoint=shelf.server.url).verify_repo_checksums(
        MODEL, cache_dir=shelf.cache_dir
    )
    assert checked.mismatches == []
    # Once it is there nothing is fetched again, by either way.
    sent = shelf.body_bytes()
    _run(shelf)
    assert shelf.body_bytes() == sent


def test_the_process_gets_no_secrets_and_nobody_can_swap_its_file(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("HF_TOKEN", "hf_hunter2")
    shelf = make_shelf(options=_XET)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    partial, victim = shelf.folder.partial(weights.blob), shelf.cache_dir.parent / "victim"
    victim.write_text("mine")
    seen: list[dict[str, str]] = []

    def swap(_: Progress) -> None:
        # The first report comes before the process has opened anything.
        if not seen and partial.exists():
            seen.extend(child.environ() for child in _children())
            partial.unlink()
            partial.symlink_to(victim)

    async def run() -> None:
        shelf.on_report = swap
        with pytest.raises(CacheReadOnly, match="is a link"):
            await asyncio.wait_for(_by_xet(shelf), PATIENCE_SECONDS)
        shelf.on_report = None

    asyncio.run(run())

    assert seen and not any("hunter2" in value for env in seen for value in env.values())
    assert victim.read_text() == "mine"
    assert not shelf.folder.snapshots.exists()


def test_it_is_told_four_times_a_second_at_most(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_XET)
    told = 0

    def note(_: Progress) -> None:
        nonlocal told
        told += 1

    began = time.monotonic()
    asyncio.run(asyncio.wait_for(fetch_by_xet(shelf.job(), note, BRIEF), PATIENCE_SECONDS))

    # One more as it begins, and one as it ends.
    assert 0 < told <= 2 + 4 * (time.monotonic() - began)


def test_a_pause_ends_the_process_and_keeps_what_arrived(make_shelf: MakeShelf) -> None:
    second = Pattern(WEIGHTS_BYTES, seed=1)
    shelf = make_shelf({WEIGHTS: Pattern(WEIGHTS_BYTES), _SECOND: second}, _XET)
    rule = Rule(Rate(2_000_000, "all"), path=second.sha256)
    shelf.server.faults.set(rule)

    _run(shelf, until=lambda told: told.bytes_done > WEIGHTS_BYTES * 1.2)

    assert _children() == []
    # The rest of it, which takes seconds, was not waited for.
    assert shelf.body_bytes(f"/xorbs/{second.sha256}") < WEIGHTS_BYTES * 0.9
    shelf.server.faults.clear()
    _run(shelf)
    shelf.check_installed()
    done = [progress.bytes_done for progress in shelf.told]
    assert done == sorted(done)
    first, under_way = (shelf.body_bytes(f"/xorbs/{file.blob}") for file in shelf.files)
    assert first <= WEIGHTS_BYTES * 1.01
    # It fetches in pieces of a mebibyte, some at once: what was not whole comes again.
    assert under_way <= WEIGHTS_BYTES * 1.01 + 4 * 2**20


def test_what_xet_does_not_bring_comes_over_http(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_XET)
    shelf.server.faults.set(Rule(Status(404), path="/xet/"))

    _run(shelf)

    shelf.check_installed()
    assert shelf.body_bytes(WEIGHTS) == WEIGHTS_BYTES


def test_what_was_begun_over_http_goes_on_by_xet(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(xet=True, connection_bytes_per_second=2e6))
    shelf.run_until(lambda progress: progress.bytes_done > WEIGHTS_BYTES / 2)

    _run(shelf)

    shelf.check_installed()
    assert 0 < shelf.body_bytes("/xorbs/") < WEIGHTS_BYTES * 0.6


def test_a_cancelled_one_leaves_nothing(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_XET)
    shelf.server.faults.set(Rule(Rate(2_000_000, "all"), path="/xorbs/"))
    _run(shelf, until=lambda progress: progress.bytes_done > 0)

    discard(shelf.folder, shelf.files)

    assert leftovers(shelf.cache_dir) == []
    assert not shelf.folder.root.exists()


def test_a_link_in_place_of_the_file_is_not_written_through(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_XET)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    victim = shelf.cache_dir.parent / "victim"
    victim.write_text("mine")
    shelf.folder.blobs.mkdir(parents=True)
    shelf.folder.partial(weights.blob).symlink_to(victim)

    with pytest.raises(CacheReadOnly, match="is a link"):
        _run(shelf)

    assert victim.read_text() == "mine"


def test_the_process_ends_with_the_one_that_started_it() -> None:
    starting = (
        "import os, subprocess, sys, time;"
        "child = subprocess.Popen([*sys.argv[1:], str(os.getpid())]);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    child = [sys.executable, "-m", "modelshelf.hub.transfer.xet_child"]
    # Its standard input stays open: only the loss of its parent tells it.
    read_end, write_end = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", starting, *child], stdin=read_end, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        process = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_for(lambda: is_gone(process), "it ends")
    os.close(read_end)
    os.close(write_end)

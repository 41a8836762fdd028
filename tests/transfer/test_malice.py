"""A Hub, or a neighbour in the cache, that means ill: nothing outside is touched, all is told."""

import asyncio
import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import CacheReadOnly, InvalidRevision, TransferStalled
from modelshelf.hub.layout import UnsafePath
from modelshelf.hub.refusals import retry_after
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.progress import Progress
from modelshelf.hub.transfer.snapshot import link_files, write_refs
from tests.hub import EndEarly, IgnoreRange, Options, Rule
from tests.support.wait import PATIENCE_SECONDS
from tests.transfer.conftest import MakeShelf
from tests.transfer.one_answer import one_answer
from tests.transfer.shelf import HASTY, WEIGHTS, WEIGHTS_BYTES, Shelf

_FILE = HubFile("config.json", 2, "b" * 40)
_Twist = Callable[[TransferJob], TransferJob]
_LYING_JOBS: dict[str, _Twist] = {
    "sha_up": lambda job: replace(job, sha="../../../outside"),
    "sha_absolute": lambda job: replace(job, sha="/outside"),
    "sha_branch": lambda job: replace(job, sha="main"),
    "blob_path": lambda job: replace(job, files=(replace(_FILE, blob="../../x"),)),
    "blob_other": lambda job: replace(job, files=(replace(_FILE, sha256="c" * 64),)),
    "size": lambda job: replace(job, files=(replace(_FILE, size_bytes=-1),)),
    "long_name": lambda job: replace(job, files=(replace(_FILE, path="a" * 256),)),
    "half_letter": lambda job: replace(job, files=(replace(_FILE, path="\ud800"),)),
    "both": lambda job: replace(job, files=(_FILE, replace(_FILE, path="config.json/a/b"))),
    "twice": lambda job: replace(job, files=(_FILE, replace(_FILE, blob="c" * 40))),
}


def _run(shelf: Shelf, job: TransferJob) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await transfer(job, shelf.report, patience=shelf.patience)

    asyncio.run(bounded())


@pytest.mark.parametrize("twist", _LYING_JOBS.values(), ids=_LYING_JOBS)
def test_a_list_that_lies_is_refused_before_the_first_byte(shelf: Shelf, twist: _Twist) -> None:
    with pytest.raises(UnsafePath):
        _run(shelf, twist(shelf.job()))

    assert not shelf.cache_dir.exists()
    assert not shelf.server.stats.seen


def test_a_ref_that_leads_out_is_refused(shelf: Shelf) -> None:
    with pytest.raises(InvalidRevision):
        _run(shelf, replace(shelf.job(), refs=("../../evil",)))

    assert not shelf.cache_dir.exists()


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
@pytest.mark.parametrize("suffix", [".shelf.incomplete", ".shelf.journal.new"])
def test_a_link_in_place_of_a_partial_file_is_not_written_through(
    shelf: Shelf, tmp_path: Path, name: str, suffix: str
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (blob,) = (file.blob for file in shelf.files if file.path == name)
    shelf.folder.blobs.mkdir(parents=True)
    (shelf.folder.blobs / (blob + suffix)).symlink_to(precious)

    if name == WEIGHTS:
        with pytest.raises(CacheReadOnly, match="is a link"):
            shelf.run()
    else:
        shelf.run()  # A small file has no journal.

    assert precious.read_text() == "mine"


@pytest.mark.parametrize("flags", [os.O_RDWR, os.O_WRONLY | os.O_TRUNC])
def test_a_pipe_in_place_of_a_file_is_neither_waited_for_nor_written_to(
    tmp_path: Path, flags: int
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with HeldFolder.at(tmp_path) as folder:
        # First with somebody at its other end: without, old ways wait for ever.
        reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        try:
            with pytest.raises(CacheReadOnly, match="is no file"):
                folder.open("pipe", flags)
        finally:
            os.close(reader)
        with pytest.raises(CacheReadOnly, match="is no file"):
            folder.open("pipe", flags)


@pytest.mark.parametrize(
    "place", ["", "blobs", "snapshots", "snapshots/{sha}", "snapshots/{sha}/1_Pooling", "refs",
              ".shelf.drafts"],
)  # fmt: skip
def test_a_folder_that_is_a_link_is_not_written_through(
    shelf: Shelf, tmp_path: Path, place: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    link = shelf.folder.root / place.format(sha=shelf.sha)
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)

    with pytest.raises(CacheReadOnly, match="is a link"):
        shelf.run()

    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("place", ["", "blobs", "snapshots", "refs", ".shelf.drafts", "locks"])
def test_a_folder_swapped_for_a_link_under_way_is_not_written_through(
    make_shelf: MakeShelf, tmp_path: Path, place: str
) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=4e6))
    path = shelf.folder.locks if place == "locks" else shelf.folder.root / place
    outside = tmp_path / "outside"
    outside.mkdir()

    def swap(progress: Progress) -> None:
        if progress.bytes_done >= WEIGHTS_BYTES / 4 and not path.is_symlink():
            if path.exists():
                path.rename(tmp_path / "aside")
            path.symlink_to(outside)

    shelf.on_report = swap

    with pytest.raises(CacheReadOnly):
        shelf.run()

    assert path.is_symlink()
    assert list(outside.iterdir()) == []


def test_a_folder_swapped_at_any_moment_of_the_linking_is_not_written_through(
    shelf: Shelf, tmp_path: Path
) -> None:
    """Whoever swaps has all moments: a look before the deed alone would lose within a second."""
    shelf.run()
    outside, folder = tmp_path / "outside", shelf.folder
    outside.mkdir()
    ended = threading.Event()

    def swap() -> None:
        places = (folder.snapshots, folder.refs, folder.snapshot(shelf.sha), folder.root)
        while not ended.is_set():
            for path in places:
                with suppress(OSError):
                    path.rename(tmp_path / "aside")
                    path.symlink_to(outside)
                    time.sleep(0.001)  # Long enough for the other thread to meet it.
                    path.unlink()
                    (tmp_path / "aside").rename(path)

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        deadline = time.monotonic() + 1.0
        while time.monotonic() < deadline:
            with suppress(OSError, CacheReadOnly), HeldRepo(folder) as repo:
                for name in ("config.json", WEIGHTS):
                    (folder.snapshot(shelf.sha) / name).unlink(missing_ok=True)
                link_files(repo, shelf.sha, shelf.files)
                write_refs(repo, shelf.sha, ["main", "deep/er"])
    finally:
        ended.set()
        swapper.join()

    assert list(outside.iterdir()) == []


def test_a_cache_that_is_a_link_is_used(shelf: Shelf, tmp_path: Path) -> None:
    disk = tmp_path / "large-disk"
    disk.mkdir()
    shelf.cache_dir.symlink_to(disk)

    shelf.run()

    shelf.check_installed()


_ODD_ANSWERS = {
    "file": (302, {"Location": "file:///etc/passwd"}),
    "no_host": (302, {"Location": "http://"}),
    "no_port": (302, {"Location": "http://127.0.0.1:99999999/"}),
    "naive_date": (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 -0000"}),
    "no_date": (503, {"Retry-After": "1 2 3 4 5"}),
    "long_range": (206, {"Content-Range": f"bytes {'1' * 4500}-2/3"}),
    "empty": (206, {"Content-Range": "bytes 0-2097151/12000000"}),
}


@pytest.mark.parametrize(("status", "headers"), _ODD_ANSWERS.values(), ids=_ODD_ANSWERS)
def test_an_odd_answer_is_tried_again_for_a_while(
    shelf: Shelf, status: int, headers: dict[str, str]
) -> None:
    shelf.patience = HASTY

    with one_answer(status, headers) as shelf.endpoint, pytest.raises(TransferStalled):
        shelf.run()


@given(st.text() | st.lists(st.integers(-(10**30), 10**30).map(str)).map(" ".join))
def test_whatever_retry_after_says_it_is_a_time_or_nothing(value: str) -> None:
    seconds = retry_after(value)

    assert seconds is None or (seconds >= 0 and not math.isnan(seconds))


def test_a_small_file_that_always_breaks_off_is_given_up(shelf: Shelf) -> None:
    shelf.server.faults.set(Rule(EndEarly(5), path="1_Pooling"))

    with pytest.raises(TransferStalled, match=r"1_Pooling.* broke off 10 times"):
        shelf.run()


def test_a_large_file_that_never_gets_further_is_given_up(shelf: Shelf) -> None:
    shelf.server.faults.set(
        Rule(IgnoreRange(), path=WEIGHTS), Rule(EndEarly(2_000_000), path=WEIGHTS)
    )

    with pytest.raises(TransferStalled, match=f"{WEIGHTS} broke off 10 times"):
        shelf.run()


def test_an_error_while_linking_leaves_no_drafts(shelf: Shelf) -> None:
    too_deep = "/".join(["a" * 250] * 20)  # Each name is fine, the whole is longer than PATH_MAX.
    job = shelf.job()
    (small,) = (file for file in job.files if file.path == "config.json")
    shelf.run()
    again = replace(job, sha="d" * 40, files=(replace(small, path=too_deep),))

    with pytest.raises(CacheReadOnly):
        _run(shelf, again)

    assert {path.name for path in shelf.folder.root.iterdir()} == {"blobs", "refs", "snapshots"}

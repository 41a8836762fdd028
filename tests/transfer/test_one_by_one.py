"""What fills files one after the other: what it costs to tell of it, and how it ends."""

import asyncio
import errno
import os
import threading
import time
from pathlib import Path

import pytest

from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import DiskFull
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.one_by_one import Headway, OpenFile, take_lock, taken
from modelshelf.hub.transfer.progress import Phase, Progress
from tests.transfer.shelf import MODEL

_MIB = 2**20


def _file(path: str, size_bytes: int) -> HubFile:
    return HubFile(path, size_bytes, path * 64, path * 64)


def _job(tmp_path: Path, *files: HubFile) -> TransferJob:
    return TransferJob("http://localhost", RepoFolder(tmp_path, MODEL), "c" * 40, files)


def test_telling_of_a_large_file_does_not_cost_more_the_longer_it_is(tmp_path: Path) -> None:
    file = _file("a", 4096 * _MIB)
    job = _job(tmp_path, file)
    told: list[Progress] = []
    with HeldRepo(job.folder) as repo:
        opened = OpenFile.open(repo, file)
        assert opened is not None
        os.truncate(job.folder.partial(file.blob), file.size_bytes)
        headway = Headway(job, told.append)
        began, began_cpu = time.monotonic(), time.process_time()

        for start in range(0, file.size_bytes, _MIB):
            opened.note(start, start + _MIB)
            headway.arrived(file, opened.on_disk.total_bytes)

        # Each look at the journal would take some milliseconds: 15 s in all.
        assert time.process_time() - began_cpu < 4
        assert len(told) <= 1 + (time.monotonic() - began) / 0.25
        opened.close()
    assert Headway(job, told.append).missing(job.files) == []


def test_only_a_finished_blob_is_done(tmp_path: Path) -> None:
    """`done` means complete and verified: a partial file is not, with all of its bytes."""
    finished, partial, missing = _file("a", 100), _file("b", 2 * _MIB), _file("c", 100)
    job = _job(tmp_path, finished, partial, missing)
    told: list[Progress] = []
    with HeldRepo(job.folder) as repo:
        job.folder.blob(finished.blob).write_bytes(b"x" * 100)
        opened = OpenFile.open(repo, partial)
        assert opened is not None
        opened.write(bytes(partial.size_bytes), 0)
        opened.close()

    Headway(job, told.append).arrived(missing, 0)

    assert [(file.bytes_done, file.phase) for file in told[0].files] == [
        (100, Phase.DONE),
        (partial.size_bytes, Phase.WAITING),
        (0, Phase.DOWNLOADING),
    ]


def test_each_file_is_told_when_it_begins_and_stays_what_it_became(tmp_path: Path) -> None:
    one, two = _file("a", 100), _file("b", 200)
    told: list[Progress] = []
    headway = Headway(_job(tmp_path, one, two), told.append)

    headway.arrived(one, 0)
    headway.arrived(one, 120)
    headway.arrived(two, 30)

    begun, *_, last = told
    assert begun.bytes_done == 0
    assert [file.phase for file in begun.files] == [Phase.DOWNLOADING, Phase.WAITING]
    assert (last.bytes_done, last.bytes_total) == (130, 300)
    assert [file.phase for file in last.files] == [Phase.WAITING, Phase.DOWNLOADING]
    assert headway.missing((one, two)) == [two]


async def test_a_disk_that_is_full_at_the_very_end_is_called_so(tmp_path: Path) -> None:
    file = _file("a", 2 * _MIB)

    def close_on_a_full_disk(opened: OpenFile) -> None:
        opened.close()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with HeldRepo(RepoFolder(tmp_path, MODEL)) as repo:
        with pytest.raises(DiskFull):
            async with taken(repo, file, OpenFile.open, close_on_a_full_disk):
                pass
        # What ended it before is told and not what came of it.
        with pytest.raises(asyncio.CancelledError):
            async with taken(repo, file, OpenFile.open, close_on_a_full_disk):
                raise asyncio.CancelledError


async def test_a_lock_that_is_taken_when_nobody_wants_it_any_more_is_let_go_of(
    tmp_path: Path,
) -> None:
    file = _file("a", 2 * _MIB)
    asked, goes_on = threading.Event(), threading.Event()

    def take_slowly(repo: HeldRepo, file: HubFile) -> OpenFile | None:
        asked.set()
        goes_on.wait()
        return OpenFile.open(repo, file)

    async def take(repo: HeldRepo) -> None:
        async with taken(repo, file, take_slowly, OpenFile.close):
            pytest.fail("it was cancelled before")

    with HeldRepo(RepoFolder(tmp_path, MODEL)) as repo:
        taking = asyncio.create_task(take(repo))
        await asyncio.to_thread(asked.wait)
        taking.cancel()
        goes_on.set()
        await asyncio.wait([taking])

        assert taking.cancelled()
        lock = take_lock(repo, file)
        assert lock is not None
        lock.release()

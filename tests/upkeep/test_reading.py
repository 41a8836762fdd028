"""Reading whole files, and what it leaves behind: nothing."""

import ctypes
import hashlib
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from modelshelf.upkeep.verify.reading import CHUNK_BYTES, Stopped, digest_of, polite_thread
from tests.support.page_cache import cached_bytes, drop

SIZE_BYTES = 5 * CHUNK_BYTES + 123
CONTENT = os.urandom(SIZE_BYTES)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "model.safetensors"
    file.write_bytes(CONTENT)
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    return file


def digest(file: Path, like: str, bytes_per_second: int | None = None) -> str:
    return digest_of(
        str(file),
        like,
        stop=threading.Event(),
        read=lambda _: None,
        bytes_per_second=bytes_per_second,
    )[0]


def test_it_is_the_sha256_or_gits_own_hash(file: Path, tmp_path: Path) -> None:
    small = tmp_path / "hello"
    small.write_bytes(b"hello\n")

    assert digest(file, "0" * 64) == SHA256
    assert digest(small, "0" * 40) == "ce013625030ba8dba906f756967f9e9ca394464a"  # git hash-object
    (tmp_path / "empty").touch()
    assert digest(tmp_path / "empty", "0" * 40) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_it_stops_when_told_and_tells_how_far_it_is(file: Path) -> None:
    stop, told = threading.Event(), []

    def read(count: int) -> None:
        told.append(count)
        if len(told) == 2:
            stop.set()

    with pytest.raises(Stopped):
        digest_of(str(file), SHA256, stop=stop, read=read)
    assert sum(told) == 2 * CHUNK_BYTES


def test_a_limit_holds(file: Path) -> None:
    began = time.monotonic()
    digest(file, SHA256, bytes_per_second=2 * SIZE_BYTES)
    assert time.monotonic() - began > 0.4


# What a read leaves in memory, and its priority, are told by calls that only Linux has.
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's figures are Linux's")
class TestOnLinux:
    def test_what_it_read_does_not_stay_in_memory(self, file: Path) -> None:
        drop(file)
        digest(file, SHA256)
        assert cached_bytes(file) < SIZE_BYTES // 10

    def test_what_was_in_memory_stays_there(self, file: Path) -> None:
        """A model that is being served must not have to be read from the disk again."""
        drop(file)
        with file.open("rb") as opened:
            opened.read(2 * CHUNK_BYTES)
        before = cached_bytes(file)
        digest(file, SHA256)
        assert 2 * CHUNK_BYTES <= cached_bytes(file) <= before

    def test_it_is_no_use_of_the_model(self, file: Path) -> None:
        os.utime(file, (1_000_000, file.stat().st_mtime))
        digest(file, SHA256)
        assert file.stat().st_atime == 1_000_000

    def test_its_thread_gives_way_to_all_others(self) -> None:
        with polite_thread() as thread:
            mine = thread.submit(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            io_class = thread.submit(lambda: ctypes.CDLL(None).syscall(*_IOPRIO_GET) >> 13)
        assert mine.result() == 19
        assert io_class.result() == 3  # IOPRIO_CLASS_IDLE
        assert os.getpriority(os.PRIO_PROCESS, 0) < 19


_IOPRIO_GET = (252 if os.uname().machine == "x86_64" else 31, 1, 0)

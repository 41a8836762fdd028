"""A disk is what everybody may use of it."""

import os
from pathlib import Path

from modelshelf.cache.reading.disk import Disk


def test_what_the_file_system_keeps_for_root_is_neither_free_nor_taken() -> None:
    blocks, not_taken, free = 1000, 300, 250
    found = os.statvfs_result((8192, 4096, blocks, not_taken, free, 0, 0, 0, 0, 255))
    assert Disk.of(found) == Disk(free_bytes=250 * 4096, total_bytes=950 * 4096)


def test_what_is_not_free_is_taken_on_this_disk(tmp_path: Path) -> None:
    found = os.statvfs(tmp_path)
    disk = Disk.of(found)
    taken_bytes = (found.f_blocks - found.f_bfree) * found.f_frsize
    assert disk.total_bytes - disk.free_bytes == taken_bytes

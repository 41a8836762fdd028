"""What a copy from another cache leaves when it is paused, or when its source is cut short."""

import asyncio
import os
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer import journal
from modelshelf.hub.transfer.elsewhere import copy_from_caches
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.patience import Patience
from tests.transfer.shelf import MODEL, WEIGHTS

_SIZE = 300_000_000  # Zeros that take no space where they come from.
_SHA = "a" * 64
_JOURNAL = _SHA + ".shelf.journal"


def _job(tmp_path: Path) -> tuple[TransferJob, Path]:
    """A job of one file, and its blob in another cache."""
    source = RepoFolder(tmp_path / "extra", MODEL).blob(_SHA)
    source.parent.mkdir(parents=True)
    source.touch()
    os.truncate(source, _SIZE)
    folder = RepoFolder(tmp_path / "cache", MODEL)
    file = HubFile(WEIGHTS, _SIZE, _SHA, _SHA)
    return TransferJob("http://localhost", folder, "c" * 40, (file,)), source


def _bytes_on_disk(folder: RepoFolder, boot: str | None = None) -> int:
    with HeldFolder.at(folder.blobs) as blobs:
        return journal.read(blobs, _JOURNAL, _SHA, _SIZE, boot).present.total_bytes


async def _copied_bytes(folder: RepoFolder, least: int) -> int:
    """Wait until that much has been copied."""
    while not (partial := folder.partial(_SHA)).exists() or partial.stat().st_size < least:
        await asyncio.sleep(0.005)
    return partial.stat().st_size


async def test_a_loss_of_power_costs_little_of_a_copy_that_is_under_way(tmp_path: Path) -> None:
    job, _ = _job(tmp_path)
    copying = asyncio.create_task(
        copy_from_caches(job, [tmp_path / "extra"], lambda _: None, Patience())
    )
    arrived = await _copied_bytes(job.folder, _SIZE // 2)

    left = _bytes_on_disk(job.folder, "another boot")

    assert not copying.done()
    assert left >= arrived - _SIZE // 20
    copying.cancel()
    await asyncio.wait([copying])


async def test_a_copy_that_is_paused_is_on_the_disk(tmp_path: Path) -> None:
    job, _ = _job(tmp_path)
    copying = asyncio.create_task(
        copy_from_caches(job, [tmp_path / "extra"], lambda _: None, Patience())
    )
    await _copied_bytes(job.folder, _SIZE // 2)

    copying.cancel()
    await asyncio.wait([copying])

    assert copying.cancelled()
    assert _SIZE // 2 <= _bytes_on_disk(job.folder) < _SIZE
    assert _bytes_on_disk(job.folder, "another boot") == _bytes_on_disk(job.folder)


async def test_a_source_that_is_cut_short_leaves_what_came_of_it_on_the_disk(
    tmp_path: Path,
) -> None:
    job, source = _job(tmp_path)
    copying = asyncio.create_task(
        copy_from_caches(job, [tmp_path / "extra"], lambda _: None, Patience())
    )
    await _copied_bytes(job.folder, _SIZE // 2)

    os.truncate(source, 0)
    await copying

    assert _SIZE // 2 <= _bytes_on_disk(job.folder, "another boot") < _SIZE

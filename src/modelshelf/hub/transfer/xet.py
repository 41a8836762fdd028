"""Large files over Xet, the Hub's chunked storage, where an operator wants it.

The library's part runs in a process of its own, since nothing but its death stops it. It writes
what is missing into our partial file and says which ranges it wrote, the journal keeps them, and
the transfer verifies the whole and makes it a blob like any other. What it does not bring, for
whatever reason, the transfer fetches over HTTP.
"""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress

from modelshelf.hub.door import HubFile
from modelshelf.hub.transfer.blob import WHOLE_FILE_BYTES
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.one_by_one import Headway, OpenFile, hold, taken
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.trust import check_job
from modelshelf.hub.transfer.xet_child import WROTE

_KEPT = {
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "HF_HOME",
    "XDG_CACHE_HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
}


async def fetch_by_xet(job: TransferJob, report: Report, patience: Patience) -> None:
    """Fill the partial files of what is large, stored with Xet, and not here yet.

    When the task is cancelled the process ends at once; what it wrote is kept.

    Raises:
        UnsafePath, InvalidRevision, DiskFull, CacheReadOnly: As in `engine.transfer`.
    """
    check_job(job)
    threads = DiskThreads(2, job.folder.cache_dir)
    try:
        headway = await threads.run(Headway, job, report)
        wanted = headway.missing(_for_xet(job))
        if wanted:
            repo = await threads.run(hold, job.folder)
            try:
                await _fetch_all(job, wanted, repo, threads, headway, patience)
            finally:
                repo.close()
    finally:
        await asyncio.to_thread(threads.shutdown)


async def _fetch_all(
    job: TransferJob,
    wanted: list[HubFile],
    repo: HeldRepo,
    threads: DiskThreads,
    headway: Headway,
    patience: Patience,
) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "modelshelf.hub.transfer.xet_child", str(os.getpid())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        for file in wanted:
            async with taken(repo, file, OpenFile.open, OpenFile.close) as opened:
                if opened is None:
                    continue
                answered = False
                try:
                    answered = await _fetch(job, opened, child, threads, headway, patience)
                finally:
                    if not answered:  # Nobody else may get the lock while the process writes.
                        await _end(child)
            if not answered:
                return
    finally:
        await _end(child)


async def _end(child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        child.kill()
    await child.wait()


async def _fetch(
    job: TransferJob,
    opened: OpenFile,
    child: asyncio.subprocess.Process,
    threads: DiskThreads,
    headway: Headway,
    patience: Patience,
) -> bool:
    """Have the child fetch what is missing of a file; False when it does not answer any more."""
    assert child.stdin is not None
    assert child.stdout is not None
    file = opened.file
    asked = {
        "url": job.url_of(file),
        "endpoint": job.endpoint,
        "token": job.token.get_secret_value() if job.token else None,
        "blob": file.blob,
        "size_bytes": file.size_bytes,
        "target": opened.place,
        "gaps": list(opened.on_disk.gaps(0, file.size_bytes)),
    }
    child.stdin.write(json.dumps(asked).encode() + b"\n")
    grown_at, answer = time.monotonic(), ""
    headway.arrived(file, opened.on_disk.total_bytes)
    while not answer:
        try:
            async with asyncio.timeout(grown_at + patience.give_up_seconds - time.monotonic()):
                line = (await child.stdout.readline()).decode().strip()
        except TimeoutError:
            return False
        if not line:
            return False  # It is gone.
        if line.startswith(WROTE):
            grown_at = time.monotonic()
            start, end = json.loads(line.removeprefix(WROTE))
            await threads.run(opened.note, start, end)
            headway.arrived(file, opened.on_disk.total_bytes)
        else:
            answer = line
    return True


def _environment() -> dict[str, str]:
    """What the process needs to run and to reach the Hub; the token comes with each file."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _KEPT or name.startswith("HF_XET_")
    }
    return kept | {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def _for_xet(job: TransferJob) -> list[HubFile]:
    return [
        file for file in job.files if file.sha256 is not None and file.size_bytes > WHOLE_FILE_BYTES
    ]

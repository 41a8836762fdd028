"""Large files over Xet, the Hub's chunked storage, where an operator wants it.

The library's part runs in a process of its own, since nothing but its death stops it. It fills our
partial file; when that is whole, the journal says so, and the transfer verifies it and makes it a
blob like any other. What it does not bring, for whatever reason, the transfer fetches over HTTP.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.blob import WHOLE_FILE_BYTES
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.journal import Journal, Vouched
from modelshelf.hub.transfer.links import open_file, refuse_links
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.one_by_one import progress_at
from modelshelf.hub.transfer.partial import is_finished, throw_away, vouched
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.ranges import RangeSet
from modelshelf.hub.transfer.trust import check_job
from modelshelf.hub.transfer.xet_child import ARRIVED

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
    """Fill the partial files of what is large, stored with Xet, and not begun yet.

    A file that is under way when the task is cancelled begins anew the next time; those before it
    are kept.

    Raises:
        UnsafePath, InvalidRevision: As in `engine.transfer`.
    """
    check_job(job)
    wanted = await asyncio.to_thread(_wanted, job)
    if not wanted:
        return
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "modelshelf.hub.transfer.xet_child", str(os.getpid())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        for file in wanted:
            with _begun(job.folder, file) as target:
                if target and not await _fetch(job, file, target, child, report, patience):
                    return
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _fetch(
    job: TransferJob,
    file: HubFile,
    target: str,
    child: asyncio.subprocess.Process,
    report: Report,
    patience: Patience,
) -> bool:
    """Have the child fetch one file; False when it does not answer any more."""
    assert child.stdin is not None
    assert child.stdout is not None
    asked = {
        "url": job.url_of(file),
        "endpoint": job.endpoint,
        "token": job.token.get_secret_value() if job.token else None,
        "blob": file.blob,
        "size_bytes": file.size_bytes,
        "target": target,
    }
    child.stdin.write(json.dumps(asked).encode() + b"\n")
    arrived, grown_at, answer = 0, time.monotonic(), ""
    report(await asyncio.to_thread(progress_at, job, file, arrived))
    while not answer:
        try:
            async with asyncio.timeout(grown_at + patience.give_up_seconds - time.monotonic()):
                line = (await child.stdout.readline()).decode().strip()
        except TimeoutError:
            return False
        if not line:
            return False  # It is gone.
        if not line.startswith(ARRIVED):
            answer = line
        elif (count := int(line.removeprefix(ARRIVED))) > arrived:
            arrived, grown_at = count, time.monotonic()
            report(await asyncio.to_thread(progress_at, job, file, arrived))
    if answer == "fetched":
        await asyncio.to_thread(_vouch, job.folder, file)
    return True


def _environment() -> dict[str, str]:
    """What the process needs to run and to reach the Hub; the token comes with each file."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _KEPT or name.startswith("HF_XET_")
    }
    return kept | {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def _wanted(job: TransferJob) -> list[HubFile]:
    """What of a job is for Xet: what has been begun over HTTP goes on so."""
    large = {
        file.blob: file
        for file in job.files
        if file.sha256 is not None and file.size_bytes > WHOLE_FILE_BYTES
    }
    return [
        file
        for file in large.values()
        if not is_finished(job.folder, file) and not vouched(job.folder, file).present.total_bytes
    ]


@contextmanager
def _begun(folder: RepoFolder, file: HubFile) -> Iterator[str | None]:
    """An empty partial file under its lock; None when another program is making the blob.

    It is named by our open descriptor where the system can do that (Linux): then nobody else who
    may write into the folder can put a link in its place before the process opens it.

    What is not vouched for in the end is thrown away.
    """
    lock = BlobLock(folder, file.blob, stuck_seconds=0)
    refuse_links(folder, [folder.partial(file.blob)])
    folder.blobs.mkdir(parents=True, exist_ok=True)
    if not lock.acquire() or is_finished(folder, file):
        lock.release()
        yield None
        return
    try:
        throw_away(folder, file)
        fd = open_file(folder.partial(file.blob), os.O_WRONLY)
        try:
            by_descriptor = f"/proc/{os.getpid()}/fd/{fd}"
            is_linux = os.path.exists(by_descriptor)  # noqa: PTH110
            yield by_descriptor if is_linux else str(folder.partial(file.blob))
        finally:
            os.close(fd)
    finally:
        if not vouched(folder, file).present.total_bytes:
            throw_away(folder, file)
        lock.release()


def _vouch(folder: RepoFolder, file: HubFile) -> None:
    partial = folder.partial(file.blob)
    if partial.stat().st_size != file.size_bytes:
        return
    fd = open_file(partial, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    whole = RangeSet([(0, file.size_bytes)])
    Journal.begin(
        folder.journal(file.blob), file.blob, file.size_bytes, Vouched(whole, whole)
    ).close()

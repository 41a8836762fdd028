"""A small cache, a small Hub, and a transfer between them."""

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pydantic import SecretStr

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.progress import Progress
from tests.hub import Content, HubServer, Pattern, Repo
from tests.support.wait import PATIENCE_SECONDS

_CHILD = Path(__file__).with_name("child.py")
BRIEF = Patience(
    connect_seconds=2.0,
    silence_seconds=0.5,
    first_pause_seconds=0.01,
    longest_pause_seconds=0.05,
    longest_retry_after_seconds=1.0,
    lock_seconds=0.5,
    lock_poll_seconds=0.05,
    steal_seconds=60.0,  # What is stolen is partly sent twice: not where bytes are counted.
)
# For transfers that have to be given up: the others go on, however busy the machine is.
HASTY = replace(BRIEF, give_up_seconds=2.0)
MODEL = "demo/tiny"
WEIGHTS = "model.safetensors"
WEIGHTS_BYTES = 12_000_000


def tiny_files() -> dict[str, bytes | str | Content]:
    """A repository with a large file, a small one, and one in a folder."""
    return {
        "config.json": '{"model_type": "bert"}',
        "1_Pooling/config.json": '{"word_embedding_dimension": 384}',
        WEIGHTS: Pattern(WEIGHTS_BYTES),
    }


def wanted(repo: Repo, revision: str = "main") -> tuple[HubFile, ...]:
    """The files of a commit, as the door to the Hub describes them."""
    commit = repo.find(revision)
    assert commit is not None
    return tuple(
        HubFile(file.path, file.size_bytes, file.etag, file.etag if file.is_lfs else None)
        for file in commit.files.values()
    )


@dataclass
class Shelf:
    """A cache that is filled from one repository of a local Hub.

    Attributes:
        endpoint: Where to look for the Hub instead of where it is.
        told: All that was reported, in order, over all transfers.
    """

    server: HubServer
    repo: Repo
    cache_dir: Path
    connections: int = 8
    token: str | None = None
    endpoint: str | None = None
    patience: Patience = BRIEF
    told: list[Progress] = field(default_factory=list)
    on_report: Callable[[Progress], None] | None = None

    @property
    def folder(self) -> RepoFolder:
        return RepoFolder(self.cache_dir, self.repo.id)

    @property
    def sha(self) -> str:
        return self.repo.branches["main"]

    @property
    def files(self) -> tuple[HubFile, ...]:
        return wanted(self.repo)

    def job(self) -> TransferJob:
        token = SecretStr(self.token) if self.token else None
        return TransferJob(
            endpoint=self.endpoint or self.server.url,
            folder=self.folder,
            sha=self.sha,
            files=self.files,
            refs=("main",),
            token=token,
            connections=self.connections,
        )

    async def transfer(self, limiter: RateLimiter | None = None) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await transfer(self.job(), self.report, limiter=limiter, patience=self.patience)

    def run(self, limiter: RateLimiter | None = None) -> None:
        """Transfer everything."""
        asyncio.run(self.transfer(limiter))

    def run_until(
        self, enough: Callable[[Progress], bool], limiter: RateLimiter | None = None
    ) -> None:
        """Transfer, and pause (cancel) as soon as a report is enough."""

        async def pause_when_enough() -> None:
            task = asyncio.create_task(self.transfer(limiter))

            def look(progress: Progress) -> None:
                if enough(progress):
                    task.cancel()

            self.on_report = look
            await asyncio.gather(task, return_exceptions=True)
            self.on_report = None
            assert task.cancelled(), f"ended before it could be paused: {task!r}"

        asyncio.run(pause_when_enough())

    def report(self, progress: Progress) -> None:
        self.told.append(progress)
        if self.on_report is not None:
            self.on_report(progress)

    @property
    def notes(self) -> tuple[str, ...]:
        return self.told[-1].notes

    def body_bytes(self, path: str = "") -> int:
        """How many bytes of file content the Hub has sent of files with this in their path."""
        sent = self.server.stats.document()["body_bytes"]
        return sum(count for name, count in sent.items() if path in name)

    def check_installed(self) -> None:
        """Every file is in the snapshot, byte for byte, and nothing unfinished lies about."""
        commit = self.repo.find("main")
        assert commit is not None
        for path, file in commit.files.items():
            link = self.folder.snapshot(self.sha) / path
            assert link.is_symlink()
            assert not link.readlink().is_absolute()
            assert link.resolve() == self.folder.blob(file.etag).resolve()
            with link.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            assert found == file.content._digest(hashlib.sha256()), path
        assert (self.folder.refs / "main").read_text() == self.sha
        assert leftovers(self.cache_dir) == []


class Child:
    """The shelf's transfer in a process of its own; see child.py.

    Args:
        wrapper: A command to run it by.
        loop: The event loop of Python (`asyncio`), or that of our processes.
    """

    def __init__(self, shelf: Shelf, *wrapper: str, loop: str = "uvloop") -> None:
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, str(_CHILD), child_arguments(shelf), loop],
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, bytes_done: int) -> None:
        """Wait until it has reported that many bytes."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if int(line) >= bytes_done:
                return

    def wait_until_it_ends(self) -> int:
        """Its exit status."""
        self.wait_for(sys.maxsize)
        return self._collect()

    def kill(self) -> None:
        self.process.kill()
        self._collect()

    def _collect(self) -> int:
        status = self.process.wait(PATIENCE_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


def child_arguments(shelf: Shelf) -> str:
    """What child.py has to know, as JSON."""
    return json.dumps(
        {
            "endpoint": shelf.server.url,
            "model_id": shelf.repo.id,
            "cache_dir": str(shelf.cache_dir),
            "sha": shelf.sha,
            "files": [asdict(file) for file in shelf.files],
        }
    )


def leftovers(cache_dir: Path) -> list[Path]:
    """Files of a transfer that did not end."""
    return [path for path in cache_dir.rglob("*.shelf.*") if not path.is_dir()]

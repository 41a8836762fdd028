"""What a process had half made when it died, and what one that lives, or is stopped, keeps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelshelf.cache.removing.leftover_scan import look_at_repo
from modelshelf.cache.removing.leftovers import Choice, Kind, Needs, RepoLeftovers
from modelshelf.cache.removing.reclaim import Reclaimed, reclaim
from modelshelf.hub.layout import DRAFTS, RepoFolder
from modelshelf.hub.transfer.drafts import clear_drafts
from modelshelf.hub.transfer.held import HeldRepo
from tests.cache.generate import make_repo

MODEL = "acme/minilm"
BLOB = "ab" * 20
WHOLE = Needs(whole=True)

_MAKER = """
import os, sys
from pathlib import Path
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.drafts import own_drafts
from modelshelf.hub.transfer.held import HeldRepo

with HeldRepo(RepoFolder(Path(sys.argv[1]), sys.argv[2])) as repo, own_drafts(repo) as drafts:
    os.mkdir("half", dir_fd=drafts.fd)
    os.symlink("../../../blobs/" + sys.argv[3], "half/weights", dir_fd=drafts.fd)
    print("made", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(cache_dir: Path) -> RepoFolder:
    make_repo(cache_dir, MODEL, {"config.json": b"{}", "model.safetensors": b"w" * 800})
    folder = RepoFolder(cache_dir, MODEL)
    (folder.blobs / BLOB).write_bytes(b"x" * 50_000)
    return folder


@contextmanager
def maker(folder: RepoFolder) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is just making a snapshot; all there is looks an hour old."""
    command = [sys.executable, "-c", _MAKER, str(folder.cache_dir), folder.model_id, BLOB]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == b"made\n"
            age(folder, 7200)
            yield process
        finally:
            process.kill()


def age(folder: RepoFolder, seconds: float) -> None:
    before = time.time() - seconds
    for path in sorted(folder.cache_dir.rglob("*"), reverse=True):
        os.utime(path, (before, before), follow_symlinks=False)


def look(folder: RepoFolder) -> RepoLeftovers:
    return look_at_repo(folder, WHOLE, lambda _: False)


def do(folder: RepoFolder, *choices: Choice) -> Reclaimed:
    return reclaim(folder, choices, (), WHOLE, lambda _: False)


def drafts_in(folder: RepoFolder) -> list[str]:
    drafts = folder.root / DRAFTS
    return [path.name for path in drafts.iterdir()] if drafts.is_dir() else []


@pytest.mark.parametrize("stopped", [False, True])
def test_what_a_living_process_makes_is_nobody_elses_however_old(
    folder: RepoFolder, *, stopped: bool
) -> None:
    with maker(folder) as process:
        if stopped:
            process.send_signal(signal.SIGSTOP)
        (name,) = drafts_in(folder)
        assert look(folder).choices == []  # Its blob neither.
        with HeldRepo(folder) as repo:
            clear_drafts(repo)
        done = do(folder, Choice(Kind.DRAFT, name), Choice(Kind.BLOB, BLOB))
        assert {choice.name for choice in done.kept} == {name, BLOB}
        assert drafts_in(folder) == [name] and (folder.blobs / BLOB).exists()


def test_what_a_dead_process_left_is_listed_with_its_blob_and_goes(folder: RepoFolder) -> None:
    with maker(folder) as process:
        process.kill()
        process.wait()
        (name,) = drafts_in(folder)
        found = {leftover.choice: leftover for leftover in look(folder).leftovers()}
        assert set(found) == {Choice(Kind.DRAFT, name), Choice(Kind.BLOB, BLOB)}
        assert found[Choice(Kind.DRAFT, name)].path == folder.root / DRAFTS / name

        done = do(folder, *found)

        assert (done.kept, done.failures) == ([], [])
        assert done.freed_bytes == sum(one.freed_bytes for one in found.values()) > 50_000
        assert not (folder.root / DRAFTS).exists() and not (folder.blobs / BLOB).exists()
        assert look(folder).choices == []


def test_a_draft_that_was_just_made_or_has_no_lock_waits_longer(folder: RepoFolder) -> None:
    with maker(folder) as process:
        process.kill()
        process.wait()
        age(folder, 60)  # Some disks keep the locks of another machine to themselves.
        assert look(folder).choices == []
    (name,) = drafts_in(folder)
    drafts = folder.root / DRAFTS
    unmarked = drafts / "0123456789abcdef"
    (drafts / name).rename(unmarked)  # As an older version names them, or a disk without locks.
    age(folder, 1800)
    assert look(folder).choices == []
    age(folder, 3601)
    assert {choice.kind for choice in look(folder).choices} == {Kind.DRAFT, Kind.BLOB}


def test_the_next_transfer_clears_away_what_a_dead_one_left(folder: RepoFolder) -> None:
    with maker(folder) as process:
        process.kill()
        process.wait()
        age(folder, 301)
        with HeldRepo(folder) as repo:
            clear_drafts(repo)
        assert drafts_in(folder) == []

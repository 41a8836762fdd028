"""Other programs at work on the same cache at the same time."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import pytest
from filelock import FileLock, Timeout
from huggingface_hub import snapshot_download

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.progress import Progress
from modelshelf.hub.transfer.snapshot import link_files, write_refs
from tests.hub import Options
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import MODEL, WEIGHTS, WEIGHTS_BYTES, Shelf


def _blob(shelf: Shelf, path: str) -> str:
    return next(file.blob for file in shelf.files if file.path == path)


def test_the_real_client_downloads_the_same_files_meanwhile(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=6e6))
    client = [
        *(sys.executable, "-c"),
        "import sys; from huggingface_hub import snapshot_download;"
        "snapshot_download(sys.argv[1], cache_dir=sys.argv[2], endpoint=sys.argv[3])",
        *(MODEL, str(shelf.cache_dir), shelf.server.url),
    ]
    with subprocess.Popen(client, env=os.environ | {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}) as other:
        shelf.run()
        assert other.wait(30) == 0

    shelf.check_installed()
    assert shelf.body_bytes(WEIGHTS) <= 2 * WEIGHTS_BYTES
    snapshot_download(MODEL, cache_dir=shelf.cache_dir, local_files_only=True)


def test_a_blob_that_another_program_makes_is_waited_for_and_used(shelf: Shelf) -> None:
    name = _blob(shelf, WEIGHTS)
    commit = shelf.repo.find("main")
    assert commit is not None
    content = commit.files[WEIGHTS].content
    shelf.folder.locks.mkdir(parents=True)
    shelf.folder.blobs.mkdir(parents=True)
    lock = FileLock(shelf.folder.lock(name), thread_local=False)
    lock.acquire()

    def other_program() -> None:
        growing = shelf.folder.blobs / f"{name}.0123abcd.incomplete"
        with growing.open("wb") as file:
            # Longer in all than the patience with a stuck holder, and never still for so long.
            for _ in range(60):
                file.write(bytes(1000))
                file.flush()
                time.sleep(shelf.patience.lock_seconds / 40)
        growing.write_bytes(content.read(0, content.size_bytes))
        growing.rename(shelf.folder.blob(name))
        lock.release()

    thread = threading.Thread(target=other_program)
    thread.start()
    shelf.run()
    thread.join()

    shelf.check_installed()
    assert shelf.body_bytes(WEIGHTS) == 0


def test_a_stuck_holder_of_a_lock_does_not_stop_us(shelf: Shelf) -> None:
    shelf.folder.locks.mkdir(parents=True)
    with FileLock(shelf.folder.lock(_blob(shelf, WEIGHTS))):
        shelf.run()

    shelf.check_installed()


def test_our_lock_is_the_one_that_the_real_client_waits_for(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=1e6))
    lock = FileLock(shelf.folder.lock(_blob(shelf, WEIGHTS)))

    def is_taken(progress: Progress) -> bool:
        if progress.bytes_done < WEIGHTS_BYTES / 4:
            return False
        with pytest.raises(Timeout):
            lock.acquire(blocking=False)
        return True

    shelf.run_until(is_taken)

    with lock.acquire(blocking=False):
        assert lock.is_locked


def test_two_of_ours_that_finish_the_same_model_leave_each_other_alone(tmp_path: Path) -> None:
    folder = RepoFolder(tmp_path / "cache", MODEL)
    files = [HubFile(f"{i}.json", 2, f"{i:040x}") for i in range(100)]
    failed: list[Exception] = []

    def finish(start: int) -> None:
        try:
            with HeldRepo(folder) as repo:
                for number in range(start, start + 50):
                    link_files(repo, f"{number:040x}", files)
                    write_refs(repo, f"{number:040x}", ["main"])
        except Exception as error:
            failed.append(error)

    both = [threading.Thread(target=finish, args=(start,)) for start in (0, 1000)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert failed == []
    assert {len(list(snapshot.iterdir())) for snapshot in folder.snapshots.iterdir()} == {100}
    assert {path.name for path in folder.root.iterdir()} == {"blobs", "refs", "snapshots"}


def test_a_completed_model_has_its_ref_on_the_disk(shelf: Shelf) -> None:
    synced: list[tuple[Path, bool]] = []
    ref = shelf.folder.ref("pr/1")

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is HeldFolder.sync.__code__:
            synced.append((frame.f_locals["self"].path, ref.exists()))

    with HeldRepo(shelf.folder) as repo:
        sys.setprofile(watch)
        try:
            write_refs(repo, shelf.sha, ["pr/1"])
        finally:
            sys.setprofile(None)

    assert (ref.parent, True) in synced

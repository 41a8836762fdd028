"""What is on disk of a transfer that did not end, and how a cancelled one is cleared away."""

import os
import threading
from pathlib import Path

from filelock import FileLock
from huggingface_hub import scan_cache_dir, snapshot_download

from modelshelf.hub.transfer.remains import discard, on_disk
from tests.hub import Options, Pattern
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import MODEL, WEIGHTS, WEIGHTS_BYTES, Shelf

_SLOW = Options(connection_bytes_per_second=1e6)


def _half_done(make_shelf: MakeShelf) -> Shelf:
    shelf = make_shelf(options=_SLOW)
    shelf.run_until(lambda progress: progress.bytes_done >= WEIGHTS_BYTES / 2)
    return shelf


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


def test_nothing_is_on_disk_at_first(shelf: Shelf) -> None:
    assert on_disk(shelf.folder, shelf.files) == {file.path: 0 for file in shelf.files}


def test_all_is_on_disk_at_the_end(shelf: Shelf) -> None:
    shelf.run()

    assert on_disk(shelf.folder, shelf.files) == {f.path: f.size_bytes for f in shelf.files}


def test_a_paused_transfer_has_what_it_reported(make_shelf: MakeShelf) -> None:
    shelf = _half_done(make_shelf)

    found = on_disk(shelf.folder, shelf.files)

    assert shelf.told[-1].bytes_done <= sum(found.values())
    assert all(found[file.path] <= file.size_bytes for file in shelf.files)


def test_a_finished_blob_of_the_wrong_size_does_not_count(shelf: Shelf) -> None:
    shelf.run()
    (shelf.folder.snapshot(shelf.sha) / WEIGHTS).resolve().write_bytes(b"cut")

    assert on_disk(shelf.folder, shelf.files)[WEIGHTS] == 0


def test_cancelling_leaves_no_debris(make_shelf: MakeShelf) -> None:
    shelf = _half_done(make_shelf)
    # As a process that was killed leaves a small file.
    small = next(file for file in shelf.files if file.path != WEIGHTS)
    (shelf.folder.blobs / f"{small.blob}.0123abcd.shelf.incomplete").write_bytes(b"half")
    drafts = shelf.folder.root / ".shelf.drafts" / "0123"
    drafts.mkdir(parents=True)
    (drafts / "config.json").symlink_to("../nowhere")
    os.utime(drafts, (0, 0))

    freed = discard(shelf.folder, shelf.files)

    assert freed >= WEIGHTS_BYTES / 2
    assert not shelf.folder.root.exists()
    assert not shelf.folder.locks.exists()
    assert _files_in(shelf.cache_dir) == []


def test_cancelling_an_update_leaves_the_installed_revision_alone(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=4e6))
    shelf.run()
    installed = shelf.files
    before = set(_files_in(shelf.folder.root))
    shelf.repo.commit({"config.json": '{"model_type": "t5"}', "new.json": "{}"})
    shelf.server.faults.clear()
    (new,) = (file for file in shelf.files if file.path == "new.json")
    shelf.folder.blob(new.blob).write_bytes(b"{}")

    discard(shelf.folder, shelf.files)

    assert set(_files_in(shelf.folder.root)) == before
    assert all(on_disk(shelf.folder, installed)[f.path] == f.size_bytes for f in installed)
    snapshot_download(MODEL, cache_dir=shelf.cache_dir, local_files_only=True)
    assert not scan_cache_dir(shelf.cache_dir).warnings


def test_cancelling_leaves_alone_what_another_program_is_making(make_shelf: MakeShelf) -> None:
    shelf = _half_done(make_shelf)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)

    with FileLock(shelf.folder.lock(weights.blob)):
        discard(shelf.folder, shelf.files)

    assert shelf.folder.partial(weights.blob).exists()


def test_a_blob_that_is_linked_under_its_lock_meanwhile_stays(make_shelf: MakeShelf) -> None:
    files = {f"{i:03}.json": str(i) for i in range(300)}
    shelf = make_shelf({**files, WEIGHTS: Pattern(WEIGHTS_BYTES)})
    shelf.run()
    snapshot = shelf.folder.snapshot(shelf.sha)
    for link in snapshot.iterdir():
        link.unlink()
    first, last = shelf.files[0], next(file for file in shelf.files if file.path == WEIGHTS)
    assert first is not last

    def link_as_the_library_does() -> None:
        while shelf.folder.blob(first.blob).exists():
            pass
        with FileLock(shelf.folder.lock(last.blob)):
            if (blob := shelf.folder.blob(last.blob)).exists():
                snapshot.mkdir(parents=True, exist_ok=True)
                (snapshot / WEIGHTS).symlink_to(blob)

    other = threading.Thread(target=link_as_the_library_does)
    other.start()
    discard(shelf.folder, (first, *shelf.files[1:], last))
    other.join()

    assert [link for link in snapshot.glob("*") if not link.exists()] == []


def test_cancelling_what_never_began_is_harmless(shelf: Shelf) -> None:
    assert discard(shelf.folder, shelf.files) == 0
    assert not shelf.cache_dir.exists()


def test_finished_files_stay_where_a_snapshot_cannot_be_read(shelf: Shelf) -> None:
    shelf.run()
    unreadable = os.open(shelf.folder.snapshots, os.O_RDONLY)
    for _ in range(20):  # Longer than PATH_MAX: nobody can list it by its path, not even root.
        os.mkdir("a" * 250, dir_fd=unreadable)
        inner = os.open("a" * 250, os.O_RDONLY, dir_fd=unreadable)
        os.close(unreadable)
        unreadable = inner
    os.close(unreadable)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    (shelf.folder.snapshot(shelf.sha) / WEIGHTS).unlink()

    discard(shelf.folder, shelf.files)

    assert shelf.folder.blob(weights.blob).exists()


def test_what_lies_behind_a_link_is_not_discarded(shelf: Shelf, tmp_path: Path) -> None:
    shelf.run()
    elsewhere = tmp_path / "elsewhere"
    shelf.folder.root.rename(elsewhere)
    shelf.folder.root.symlink_to(elsewhere)
    for link in (elsewhere / "snapshots" / shelf.sha).rglob("*.json"):
        link.unlink()
    before = set(_files_in(elsewhere))

    assert discard(shelf.folder, shelf.files) == 0

    assert set(_files_in(elsewhere)) == before

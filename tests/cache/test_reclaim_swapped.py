"""Folders that are swapped for links while a reclaim is under way: nothing outside is touched."""

import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from modelshelf.cache.removing.reclaim import reclaim
from modelshelf.hub.layout import RepoFolder, trash_dir
from tests.cache.generate import make_repo
from tests.cache.reclaiming import WHOLE, age, closed, look
from tests.cache.waste import MODEL
from tests.support.wait import PATIENCE_SECONDS


def _everything_to_reclaim(cache_dir: Path) -> RepoFolder:
    for version in ("1", "2"):
        made = make_repo(cache_dir, version=version, files={version: b"x" * 9000})
    (made.root / "blobs" / ("a" * 64)).write_bytes(b"x" * 5000)
    (made.root / "blobs" / f"{'b' * 64}.shelf.incomplete").write_bytes(b"x" * 5000)
    folder = RepoFolder(cache_dir, MODEL)
    folder.locks.mkdir(parents=True)
    folder.lock("c" * 64).write_text("lock")
    age(cache_dir, 2 * 24 * 3600)
    return folder


def _copy_elsewhere(source: Path, outside: Path) -> dict[Path, bytes]:
    """A folder of somebody else, in which everything has the names that ours have."""
    shutil.copytree(source, outside, symlinks=True)
    return _contents(outside)


def _contents(folder: Path) -> dict[Path, bytes]:
    return {
        path: str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("asked", [1, 2, 3, 4])
@pytest.mark.parametrize("place", ["", "blobs", "snapshots", "trees", "locks", "trash"])
def test_nothing_is_touched_behind_a_folder_swapped_for_a_link_under_way(
    cache_dir: Path, tmp_path: Path, place: str, asked: int
) -> None:
    """Whether a program has a file open is asked at the look, and again right before each deed."""
    folder = _everything_to_reclaim(cache_dir)
    trash_dir(cache_dir).mkdir()
    places = {"locks": folder.locks, "trash": trash_dir(cache_dir)}
    path = places.get(place, folder.root / place if place else folder.root)
    outside = _copy_elsewhere(path, tmp_path / "outside")
    questions = 0

    def swap(_: Path) -> bool:
        nonlocal questions
        questions += 1
        if questions == asked:
            path.rename(tmp_path / "aside")
            path.symlink_to(tmp_path / "outside")
        return False

    choices = look(cache_dir).choices
    assert len(choices) == 4

    reclaim(folder, choices, (), WHOLE, swap, aside_seconds=0)

    assert questions >= asked and path.is_symlink()
    assert _contents(tmp_path / "outside") == outside


def test_nothing_is_touched_behind_folders_that_are_swapped_all_the_time(
    cache_dir: Path, tmp_path: Path
) -> None:
    _everything_to_reclaim(cache_dir)
    template = tmp_path / "template"
    cache_dir.rename(template)
    folder, ended = RepoFolder(cache_dir, MODEL), threading.Event()
    outside = tmp_path / "outside"
    before = _copy_elsewhere(template, outside)
    place = {folder.root: outside / folder.root.name, folder.locks: outside / ".locks" / "x"}
    place |= {folder.root / name: place[folder.root] / name for name in ("blobs", "snapshots")}

    def swap() -> None:
        while not ended.is_set():
            for path, elsewhere in place.items():
                with suppress(OSError):
                    path.rename(tmp_path / "aside")
                    path.symlink_to(elsewhere)
                    time.sleep(0.0005)  # Long enough for the other thread to meet it.
                    path.unlink()
                    (tmp_path / "aside").rename(path)

    swapper = threading.Thread(target=swap)
    swapper.start()
    reclaimed = 0
    try:
        began = time.monotonic()
        while time.monotonic() - began < 1.0 or not reclaimed:
            assert time.monotonic() - began < PATIENCE_SECONDS, "nothing is ever reclaimed"
            shutil.rmtree(cache_dir, ignore_errors=True)
            shutil.rmtree(tmp_path / "aside", ignore_errors=True)
            with suppress(OSError, shutil.Error):
                shutil.copytree(template, cache_dir, symlinks=True, dirs_exist_ok=True)
                choices = look(cache_dir).choices
                done = reclaim(folder, choices, (), WHOLE, closed, aside_seconds=0)
                reclaimed += done.freed_bytes
    finally:
        ended.set()
        swapper.join()

    assert reclaimed > 0
    assert _contents(outside) == before

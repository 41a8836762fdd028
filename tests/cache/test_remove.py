"""Removing one model: what is promised, and what happens."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from huggingface_hub import scan_cache_dir

from modelshelf.cache.empty import erase
from modelshelf.cache.remove import NotInstalled, footprint, remove
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import trash_dir
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, note, remove_for_good, share_weights


def bytes_in(folder: Path) -> int:
    files = (p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return sum(p.stat().st_size for p in files)


def test_the_plan_tells_the_bytes_and_the_way_back(cache_dir: Path) -> None:
    make_repo(cache_dir, files={"config.json": b"{ }", "model.safetensors": b"x" * 70}, version="0")
    made = make_repo(cache_dir, files={"config.json": b"{}", "model.safetensors": b"x" * 70})
    (made.root / "blobs" / "abc.shelf.incomplete").write_bytes(b"x" * 30)
    found = footprint(cache_dir, MODEL)
    assert found.freed_bytes == 2 + 3 + 70 + 30 == bytes_in(made.root / "blobs")
    assert found.restore_revision == made.sha
    assert found.warnings == ()
    assert made.snapshot.is_dir()


def test_a_removed_model_is_gone_with_its_locks_and_others_stay(cache_dir: Path) -> None:
    made, other = make_repo(cache_dir), make_repo(cache_dir, "acme/other")
    locks = cache_dir / ".locks" / made.root.name
    locks.mkdir(parents=True)
    (locks / "abc.lock").touch()
    remove_for_good(cache_dir)
    assert not made.root.exists()
    assert not locks.exists()
    assert not list(trash_dir(cache_dir).iterdir())
    (scanned,) = scan_cache_dir(cache_dir).repos
    assert scanned.repo_path == other.root


@pytest.mark.parametrize("ruin", ["snapshots", "blobs", "refs"])
def test_a_ruined_folder_can_be_removed(cache_dir: Path, ruin: str) -> None:
    made = make_repo(cache_dir)
    shutil.rmtree(made.root / ruin)
    remove_for_good(cache_dir)
    assert not made.root.exists()


def test_what_is_not_there_cannot_be_removed(cache_dir: Path) -> None:
    with pytest.raises(NotInstalled):
        footprint(cache_dir, MODEL)
    with pytest.raises(NotInstalled):
        remove(cache_dir, note())
    assert not list(trash_dir(cache_dir).iterdir())


def test_the_real_client_does_not_see_the_trash(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "blobs" / "abc.incomplete").write_bytes(b"x")
    remove(cache_dir, note())
    scanned = scan_cache_dir(cache_dir)
    assert (scanned.warnings, len(scanned.repos), len(scanned.incomplete_files)) == ([], 0, 0)


def test_a_model_can_be_downloaded_again_while_the_old_one_waits(cache_dir: Path) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    again = make_repo(cache_dir)
    erase(trashed)
    assert (again.snapshot / "config.json").read_bytes() == b"{}"


def test_shared_blobs_stay_as_long_as_another_model_needs_them(cache_dir: Path) -> None:
    share_weights(cache_dir, "acme/one", "acme/two")
    payload = cache_dir / "blobs" / "ab" / ("ab" * 32)
    first = footprint(cache_dir, "acme/one")
    assert first.freed_bytes == 2
    assert any("shared with other models" in warning for warning in first.warnings)
    remove_for_good(cache_dir, "acme/one")
    assert payload.stat().st_size == 800
    assert remove_for_good(cache_dir, "acme/two") == 802
    assert not payload.exists()


def test_a_download_by_another_program_is_a_warning(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    lock = cache_dir / ".locks" / made.root.name / "abc.lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        (warning,) = footprint(cache_dir, MODEL).warnings
    assert "right now" in warning
    assert footprint(cache_dir, MODEL).warnings == ()


def test_of_a_link_to_another_disk_only_the_link_goes(cache_dir: Path, tmp_path: Path) -> None:
    made = make_repo(tmp_path / "elsewhere")
    (cache_dir / made.root.name).symlink_to(made.root)
    found = footprint(cache_dir, MODEL)
    assert found.freed_bytes == 0
    assert "only the link is removed" in found.warnings[0]
    remove_for_good(cache_dir)
    assert made.snapshot.is_dir()
    assert not (cache_dir / made.root.name).exists()


def test_a_cache_that_cannot_be_written_is_left_as_it_is(cache_dir: Path) -> None:
    """A file in the place of the locks' folder: it stops the superuser as well."""
    made = make_repo(cache_dir)
    (cache_dir / ".locks").write_text("")
    with pytest.raises(CacheReadOnly, match="acme/minilm cannot be removed"):
        remove(cache_dir, note())
    assert made.snapshot.is_dir()


def test_nothing_is_moved_through_a_trash_that_is_a_link(cache_dir: Path, tmp_path: Path) -> None:
    made = make_repo(cache_dir)
    (tmp_path / "elsewhere").mkdir()
    trash_dir(cache_dir).parent.mkdir()
    trash_dir(cache_dir).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CacheReadOnly, match="its trash is a link"):
        remove(cache_dir, note())
    assert made.snapshot.is_dir()
    assert not list((tmp_path / "elsewhere").iterdir())

"""Removing one model: what is promised, and what happens."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from huggingface_hub import scan_cache_dir

from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.removing.empty import erase
from modelshelf.cache.removing.remove import footprint, remove
from modelshelf.cache.removing.trash import entries, held_bytes
from modelshelf.hub.errors import CacheReadOnly, CacheUnreadable
from modelshelf.hub.layout import trash_dir
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, note, remove_for_good, share_weights
from tests.support.disk import du
from tests.support.permissions import permissions_hold


def test_the_plan_tells_the_bytes_and_the_way_back(cache_dir: Path) -> None:
    make_repo(cache_dir, files={"config.json": b"{ }", "model.safetensors": b"x" * 70}, version="0")
    made = make_repo(cache_dir, files={"config.json": b"{}", "model.safetensors": b"x" * 70})
    (made.root / "blobs" / "abc.shelf.incomplete").write_bytes(b"x" * 30)
    found = footprint(cache_dir, MODEL)
    assert found.freed_bytes == du(made.root) > 2 + 3 + 70 + 30
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
    assert not trash_dir(cache_dir).parent.exists()  # Its disk may be away: nothing is made there.


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
    du_of_payload = du(payload)
    first = footprint(cache_dir, "acme/one")
    assert first.freed_bytes == du(cache_dir / "models--acme--one")
    assert any("shared with other models" in warning for warning in first.warnings)
    remove_for_good(cache_dir, "acme/one")
    assert payload.stat().st_size == 800
    alone = du(cache_dir / "models--acme--two")
    assert remove_for_good(cache_dir, "acme/two") == alone + du_of_payload
    assert not payload.exists()


def test_what_was_promised_is_what_the_disk_gets_back(cache_dir: Path) -> None:
    """Of a file with a hole it is what the disk gave to it, of small ones it is whole blocks, and
    the folders, links and locks go, too."""
    made = make_repo(
        cache_dir,
        files={"config.json": b"{}", "1_Pooling/config.json": b"{ }", "model.safetensors": 10**7},
    )
    blob = made.blob_of("model.safetensors")
    with blob.open("r+b") as file:
        file.write(os.urandom(300_000))
    (cache_dir / ".locks" / made.root.name).mkdir(parents=True)
    (cache_dir / ".locks" / made.root.name / f"{blob.name}.lock").touch()
    trash_dir(cache_dir).mkdir()
    before = du(cache_dir)
    promised = remove_for_good(cache_dir)
    assert promised == before - du(cache_dir)
    assert 300_000 < promised < 400_000


def test_files_that_have_other_names_elsewhere_free_nothing(
    cache_dir: Path, tmp_path: Path
) -> None:
    """As those of a folder that was imported with `--link`."""
    made = make_repo(cache_dir, files={"config.json": b"{}", "model.safetensors": b"w" * 500_000})
    (tmp_path / "mine.safetensors").hardlink_to(made.blob_of("model.safetensors"))
    found = footprint(cache_dir, MODEL)
    assert found.freed_bytes < 100_000
    assert any("stay on the disk" in warning for warning in found.warnings)
    assert remove_for_good(cache_dir) == found.freed_bytes
    assert (tmp_path / "mine.safetensors").stat().st_size == 500_000


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


@pytest.mark.parametrize("place", ["", "blobs", "snapshots"])
def test_of_what_may_not_be_read_the_plan_warns(cache_dir: Path, place: str) -> None:
    made = make_repo(cache_dir)
    (made.root / place).chmod(0)
    with permissions_hold():
        found = footprint(cache_dir, MODEL)
        assert "Its folder cannot be read as a whole: it may hold more than is counted." in (
            found.warnings
        )
    (made.root / place).chmod(0o755)


def test_of_a_cache_that_may_not_be_read_nobody_says_that_it_is_empty(cache_dir: Path) -> None:
    make_repo(cache_dir)
    cache_dir.chmod(0)
    with permissions_hold():
        with pytest.raises(CacheUnreadable, match="Permission denied"):
            footprint(cache_dir, MODEL)
        assert entries(cache_dir) == []
        assert held_bytes(cache_dir) == 0
    cache_dir.chmod(0o755)

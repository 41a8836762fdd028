"""Folders nested deeper than Python calls itself: looking at them ends nobody."""

from pathlib import Path

import pytest

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import Status
from modelshelf.cache.reading.walk import MOST_DEPTH, walk
from modelshelf.cache.removing.remove import footprint, remove
from modelshelf.hub.layout import RepoFolder
from modelshelf.removal.service import files_on_disk
from modelshelf.upkeep.verify.evidence import gather
from modelshelf.usage.processes import live_use
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, note
from tests.support.deep import dig, nothing_deep_is_left
from tests.support.disk import du

__all__ = ["nothing_deep_is_left"]

pytestmark = pytest.mark.usefixtures("nothing_deep_is_left")


@pytest.mark.parametrize("where", ["snapshot", "refs"])
def test_a_model_nested_without_end_is_told_of_and_can_be_deleted(
    cache_dir: Path, where: str
) -> None:
    made = make_repo(cache_dir)
    dig(made.snapshot if where == "snapshot" else made.root / "refs")
    repo = read_repo(cache_dir, made.root.name)
    assert repo is not None
    assert repo.status is Status.DAMAGED
    assert any("nested too deeply" in problem for problem in repo.problems)
    assert len(max(repo.problems, key=len)) < 1000
    assert 0 < footprint(cache_dir, MODEL).freed_bytes <= du(made.root)
    remove(cache_dir, note())
    assert not made.root.exists()


def test_the_rest_of_a_model_nested_without_end_is_verified(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    dig(made.snapshot)
    evidence = gather(cache_dir, MODEL, {})
    assert evidence is not None
    paths = [path for target in evidence.targets.values() for path in target.paths]
    assert sorted(paths) == ["config.json", "model.safetensors"]


def test_what_is_nested_without_end_was_brought_by_no_download(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    known = set(files_on_disk(RepoFolder(cache_dir, MODEL)))
    assert {file.path for file in known} == {"config.json", "model.safetensors"}
    dig(made.snapshot)
    assert set(files_on_disk(RepoFolder(cache_dir, MODEL))) > known


def test_who_uses_a_model_nested_without_end(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    dig(made.snapshot)
    assert live_use(made.root).processes == ()


def test_all_that_is_no_folder_is_found_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    (tmp_path / "top").touch()
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to("gone")
    found = sorted(path for path, _ in walk(str(tmp_path)))
    assert found == ["a/b/file", "a/back", "nowhere", "top"]


def test_folders_are_left_out_that_vanish_or_lie_too_deep(tmp_path: Path) -> None:
    dig(tmp_path, MOST_DEPTH)
    assert [path.count("/") for path, _ in walk(str(tmp_path))] == [MOST_DEPTH]
    told: list[str] = []
    dig(tmp_path.joinpath(*["d"] * MOST_DEPTH), 1)
    assert len(list(walk(str(tmp_path), lambda place, _: told.append(place)))) == 1
    assert [place.count("/") for place in told] == [MOST_DEPTH + 1]
    assert list(walk(str(tmp_path / "gone"))) == []

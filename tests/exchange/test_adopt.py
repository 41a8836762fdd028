"""A plain folder of model files becomes a model like any other."""

import hashlib
import os
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir, snapshot_download

from modelshelf.exchange.adopt import Adoption, adopt, look_through
from modelshelf.exchange.errors import FolderUnusable
from modelshelf.hub.layout import RepoFolder
from tests.support.permissions import permissions_hold

MODEL = "lab/mine"
FILES = {
    "config.json": b"{}",
    "model.safetensors": b"w" * 3000,
    "1_Pooling/config.json": b'{"pooling": 1}',
}


def silent(_: int) -> None:
    """Nobody wants to know."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_text("ref")
    return root


def adopted(folder: Path, cache_dir: Path, *, link: bool = False) -> Adoption:
    adoption = look_through(folder, silent)
    adopt(RepoFolder(cache_dir, MODEL), adoption, link=link, report=silent)
    return adoption


@pytest.mark.parametrize("link", [False, True])
def test_it_loads_offline_in_the_real_client(folder: Path, cache_dir: Path, link: bool) -> None:
    adoption = adopted(folder, cache_dir, link=link)
    snapshot = Path(snapshot_download(MODEL, cache_dir=cache_dir, local_files_only=True))
    assert {p: (snapshot / p).read_bytes() for p in FILES} == FILES
    scanned = scan_cache_dir(cache_dir)
    assert not scanned.warnings
    (repo,) = scanned.repos
    (revision,) = repo.revisions
    assert (revision.commit_hash, revision.refs) == (adoption.sha, frozenset({"main"}))
    assert not (snapshot / ".git").exists()


def test_blobs_have_the_names_that_the_hub_would_give_them(folder: Path, cache_dir: Path) -> None:
    blobs = {f.path: f.blob for f in adopted(folder, cache_dir).files}
    assert blobs["model.safetensors"] == hashlib.sha256(FILES["model.safetensors"]).hexdigest()
    assert blobs["config.json"] == hashlib.sha1(b"blob 2\0{}").hexdigest()


def test_the_same_files_have_the_same_revision(folder: Path, tmp_path: Path) -> None:
    first = look_through(folder, silent)
    moved = folder.rename(tmp_path / "moved")
    assert look_through(moved, silent).sha == first.sha
    (moved / "config.json").write_bytes(b"{ }")
    assert look_through(moved, silent).sha != first.sha


def test_linked_files_take_no_space_again(folder: Path, cache_dir: Path) -> None:
    adopted(folder, cache_dir, link=True)
    weights = folder / "model.safetensors"
    blob = RepoFolder(cache_dir, MODEL).blob(hashlib.sha256(weights.read_bytes()).hexdigest())
    assert blob.samefile(weights)


def test_a_file_that_changes_meanwhile_is_refused(folder: Path, cache_dir: Path) -> None:
    adoption = look_through(folder, silent)
    (folder / "model.safetensors").write_bytes(b"x" * 3000)
    with pytest.raises(FolderUnusable, match="changed"):
        adopt(RepoFolder(cache_dir, MODEL), adoption, link=False, report=silent)
    assert not list(cache_dir.glob("*/snapshots/*"))
    assert not list(cache_dir.glob("*/blobs/*incomplete"))


def test_a_folder_without_files_or_with_pipes_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderUnusable) as refused:
        look_through(tmp_path / "empty", silent)
    assert refused.value.code == "folder_unusable"
    os.mkfifo(folder / "pipe")
    with pytest.raises(FolderUnusable):
        look_through(folder, silent)


def test_a_folder_is_adopted_as_a_whole_or_not_at_all(folder: Path, tmp_path: Path) -> None:
    (folder / "2_Dense").symlink_to(tmp_path)
    with pytest.raises(FolderUnusable, match="is a link to a folder"):
        look_through(folder, silent)
    (folder / "2_Dense").unlink()
    (folder / "1_Pooling").chmod(0)
    with permissions_hold(), pytest.raises(FolderUnusable, match="cannot be read"):
        look_through(folder, silent)
    (folder / "1_Pooling").chmod(0o755)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.bin")).write_bytes(b"x")
    with pytest.raises(FolderUnusable, match="no text"):
        look_through(folder, silent)

"""One repository of the cache, in every state that a disk can be found in."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir
from huggingface_hub.utils._shared_blobs import publish_blob_to_shared_store

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.cache.reading.signature import signature
from tests.cache.generate import REPO_FILES, make_repo
from tests.support.permissions import permissions_hold


def read(cache_dir: Path, folder: str = "models--acme--minilm") -> RepoOnDisk:
    repo = read_repo(cache_dir, folder)
    assert repo is not None
    return repo


def test_a_finished_download_is_installed_with_its_revision_and_size(cache_dir: Path) -> None:
    made = make_repo(cache_dir, files=REPO_FILES)
    repo = read(cache_dir)
    assert (repo.model_id, repo.kind, repo.status) == ("acme/minilm", "model", Status.INSTALLED)
    assert repo.revision == made.sha
    assert repo.refs == {"main": made.sha}
    assert repo.size_bytes == sum(REPO_FILES.values())
    assert (repo.missing, repo.problems, repo.partial_bytes) == ((), (), 0)
    assert repo.modified_at is not None


@pytest.mark.parametrize(
    ("folder", "kind", "model_id"),
    [
        ("models--gpt2", "model", "gpt2"),
        ("models--a-b--c_d.e-f", "model", "a-b/c_d.e-f"),
        ("datasets--acme--corpus", "dataset", "acme/corpus"),
        ("spaces--acme--demo", "space", "acme/demo"),
    ],
)
def test_kind_and_id_come_from_the_folder(
    cache_dir: Path, folder: str, kind: str, model_id: str
) -> None:
    make_repo(cache_dir, model_id, kind=kind + "s")
    repo = read(cache_dir, folder)
    assert (repo.kind, repo.model_id) == (kind, model_id)


def test_what_is_no_repository_is_none(cache_dir: Path) -> None:
    (cache_dir / "models--acme--file").write_text("")
    (cache_dir / "notes").mkdir()
    for name in ("models--acme--file", "notes", "models--", "models--acme--absent"):
        assert read_repo(cache_dir, name) is None


def test_blobs_that_revisions_share_count_once(cache_dir: Path) -> None:
    weights = {"model.safetensors": 5000}
    old = make_repo(cache_dir, files={**weights, "config.json": b"{}"}, ref=None, version="0")
    new = make_repo(cache_dir, files={**weights, "config.json": b"{ }"})
    repo = read(cache_dir)
    assert repo.size_bytes == 5000 + 2 + 3
    assert {r.sha: (r.file_count, r.size_bytes) for r in repo.revisions} == {
        old.sha: (2, 5002),
        new.sha: (2, 5003),
    }
    (scanned,) = scan_cache_dir(cache_dir).repos
    assert repo.size_bytes == scanned.size_on_disk


def test_without_main_the_newest_snapshot_counts(cache_dir: Path) -> None:
    old = make_repo(cache_dir, ref=None, version="0")
    new = make_repo(cache_dir, files={"config.json": b"{}"}, ref="v2", listed=False, version="2")
    os.utime(old.snapshot, (1, 1))
    repo = read(cache_dir)
    assert (repo.revision, repo.status) == (new.sha, Status.PARTIAL)


def test_copies_in_place_of_links_are_read_like_links(cache_dir: Path) -> None:
    made = make_repo(cache_dir, files={"config.json": b"{}", "model.safetensors": b"x" * 900})
    for name in ("config.json", "model.safetensors"):
        blob = made.blob_of(name)
        (made.snapshot / name).unlink()
        blob.rename(made.snapshot / name)
    repo = read(cache_dir)
    assert (repo.status, repo.size_bytes) == (Status.INSTALLED, 902)


def test_a_link_to_nothing_is_damage_and_names_the_file(cache_dir: Path) -> None:
    make_repo(cache_dir).blob_of("model.safetensors").unlink()
    repo = read(cache_dir)
    assert repo.status is Status.DAMAGED
    assert repo.missing == ("model.safetensors",)
    assert "model.safetensors is a link to nothing." in repo.problems


def test_a_link_in_a_circle_is_damage(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.snapshot / "config.json").unlink()
    (made.snapshot / "config.json").symlink_to("config.json")
    assert read(cache_dir).status is Status.DAMAGED


def test_only_unfinished_files_are_partial(cache_dir: Path) -> None:
    blobs = cache_dir / "models--acme--minilm" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / "abc.1234abcd.incomplete").write_bytes(b"x" * 3000)
    (blobs / "def.shelf.incomplete").write_bytes(b"x" * 2000)
    (blobs / "def.shelf.journal").write_bytes(b"x" * 50)
    repo = read(cache_dir)
    assert (repo.status, repo.size_bytes, repo.partial_bytes) == (Status.PARTIAL, 0, 5000)


def test_a_partial_file_counts_what_it_holds_and_not_its_holes(cache_dir: Path) -> None:
    blobs = cache_dir / "models--acme--minilm" / "blobs"
    blobs.mkdir(parents=True)
    with (blobs / "abc.shelf.incomplete").open("wb") as partial:
        partial.truncate(10**9)
        partial.write(b"x" * 4096)
    assert 0 < read(cache_dir).partial_bytes < 10**6


def test_blobs_without_a_snapshot_are_partial(cache_dir: Path) -> None:
    shutil.rmtree(make_repo(cache_dir, ref=None).root / "snapshots")
    repo = read(cache_dir)
    assert (repo.status, repo.size_bytes) == (Status.PARTIAL, 1002)


def test_a_folder_with_nothing_in_it_is_available(cache_dir: Path) -> None:
    refs = cache_dir / "models--acme--minilm" / "refs"
    refs.mkdir(parents=True)
    (refs / "main").write_text("a" * 40)
    assert read(cache_dir).status is Status.AVAILABLE


def test_a_main_that_moved_on_is_partial_and_explained(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "refs" / "main").write_text("b" * 40)
    repo = read(cache_dir)
    assert (repo.status, repo.revision) == (Status.PARTIAL, "b" * 40)
    assert any("refs/main points to " + "b" * 40 in problem for problem in repo.problems)


@pytest.mark.parametrize("junk", [b"", b"main", b"a" * 39 + b"\0", b"\xff" * 40, b"a" * 41])
def test_a_ref_that_holds_no_commit_is_told_and_overlooked(cache_dir: Path, junk: bytes) -> None:
    made = make_repo(cache_dir)
    (made.root / "refs" / "main").write_bytes(junk)
    repo = read(cache_dir)
    assert (repo.refs, repo.revision) == ({}, made.sha)
    assert any("refs/main holds no commit id" in problem for problem in repo.problems)


def test_refs_with_slashes_keep_their_names(cache_dir: Path) -> None:
    made = make_repo(cache_dir, ref="refs/pr/1")
    assert read(cache_dir).refs == {"refs/pr/1": made.sha}


def test_foreign_files_change_nothing(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    before = read(cache_dir)
    for place in (made.root, made.root / "blobs", made.root / "snapshots", made.root / "refs"):
        (place / ".DS_Store").write_bytes(b"x")
    (made.root / "blobs" / "folder").mkdir()
    (made.root / "notes.txt").write_text("mine")
    after = read(cache_dir)
    assert (after.status, after.size_bytes) == (before.status, before.size_bytes)
    assert after.problems == ()


def test_a_file_among_snapshots_is_told(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "snapshots" / "stray").write_text("")
    repo = read(cache_dir)
    assert repo.status is Status.INSTALLED
    assert any("snapshots/stray" in problem for problem in repo.problems)


@pytest.mark.parametrize("place", ["blobs", "snapshots", "refs"])
def test_a_folder_that_cannot_be_read_is_damage_with_its_path(cache_dir: Path, place: str) -> None:
    """A file in a folder's place: unlike permissions, it stops the superuser as well."""
    made = make_repo(cache_dir)
    shutil.rmtree(made.root / place)
    (made.root / place).write_text("no folder")
    repo = read(cache_dir)
    assert repo.status is Status.DAMAGED
    assert any(f"models--acme--minilm/{place} cannot be read" in p for p in repo.problems)


@pytest.mark.parametrize("copied", [False, True])
def test_a_file_that_nobody_may_read_is_damage_with_its_path(
    cache_dir: Path, *, copied: bool
) -> None:
    made = make_repo(cache_dir)
    blob = made.blob_of("model.safetensors")
    if copied:  # As it is where links cannot be made.
        link = made.snapshot / "model.safetensors"
        link.unlink()
        blob = blob.rename(link)
    assert read(cache_dir).status is Status.INSTALLED
    blob.chmod(0)
    with permissions_hold():
        repo = read(cache_dir)
        blob.chmod(0o600)
        again = read(cache_dir)
    assert repo.status is Status.DAMAGED
    place = blob.relative_to(cache_dir)
    assert repo.unreadable == (f"{place} cannot be read: Permission denied.",)
    assert (again.status, again.unreadable) == (Status.INSTALLED, ())


def test_a_forbidden_folder_is_damage_with_its_path(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "blobs").chmod(0)
    with permissions_hold():
        repo = read(cache_dir)
    assert repo.status is Status.DAMAGED
    assert repo.unreadable == ("models--acme--minilm/blobs cannot be read: Permission denied.",)
    assert repo.signature == "", "that it may be read again leaves no sign in any time"
    assert read(cache_dir).status is Status.INSTALLED


def test_names_that_are_no_text_can_be_stored(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.snapshot / os.fsdecode(b"\xff\xfe.json")).symlink_to("nowhere")
    (made.snapshot / "模型.txt").write_text("x")
    repo = read(cache_dir)
    "".join((*repo.problems, *repo.missing)).encode()
    assert any("\\udcff" in problem for problem in repo.problems)


def test_a_blob_that_repositories_share_counts_once_in_each(cache_dir: Path) -> None:
    xet_hash = "ab" * 32
    for model_id in ("acme/one", "acme/two"):
        made = make_repo(
            cache_dir, model_id, {"config.json": b"{}", "model.safetensors": b"w" * 800}
        )
        assert publish_blob_to_shared_store(
            blob_path=str(made.blob_of("model.safetensors")),
            xet_hash=xet_hash,
            cache_dir=cache_dir,
            expected_size=800,
        )
    one = read(cache_dir, "models--acme--one")
    assert (one.status, one.size_bytes, one.shared_bytes) == (Status.INSTALLED, 802, 800)


def test_a_repository_that_is_deleted_meanwhile_never_raises(cache_dir: Path) -> None:
    deleting = threading.Event()

    def make_and_delete() -> None:
        while not deleting.is_set():
            shutil.rmtree(make_repo(cache_dir, files=REPO_FILES).root)

    thread = threading.Thread(target=make_and_delete)
    thread.start()
    try:
        seen = {
            repo and repo.status
            for repo in (read_repo(cache_dir, "models--acme--minilm") for _ in range(2000))
        }
    finally:
        deleting.set()
        thread.join()
    assert None in seen or Status.PARTIAL in seen


def test_the_signature_changes_with_what_it_promises_to_see(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "trees").mkdir(exist_ok=True)
    changes: list[Callable[[], object]] = [
        lambda: (made.root / "blobs" / "new").write_text("x"),
        lambda: (made.root / "refs" / "main").write_text("c" * 40),
        (made.root / "snapshots" / ("d" * 40)).mkdir,
        (made.snapshot / "config.json").unlink,
        lambda: (made.root / "trees" / "x.json").write_text("{}"),
    ]
    places = [made.root, *(p for p in made.root.rglob("*") if not p.is_symlink())]
    for change in changes:
        for place in places:  # The clock of a file system ticks slower than this test runs.
            if place.exists():
                os.utime(place, (1, 1))
        before = signature(cache_dir, made.root.name, [made.sha])
        assert before == signature(cache_dir, made.root.name, [made.sha])
        change()
        assert before != signature(cache_dir, made.root.name, [made.sha])

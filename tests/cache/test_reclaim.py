"""What nothing needs in caches that the real client made, and what its removal leaves."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from huggingface_hub import scan_cache_dir, snapshot_download

from modelshelf.cache.removing import shared_store
from modelshelf.cache.removing.leftover_scan import look_at_repo, look_over
from modelshelf.cache.removing.leftovers import Choice, Kind, Needs, freed_bytes
from modelshelf.cache.removing.reclaim import reclaim
from modelshelf.cache.removing.remove import remove
from modelshelf.hub.layout import RepoFolder
from tests.cache.generate import make_repo
from tests.cache.reclaiming import WHOLE, age, closed, do, look
from tests.cache.waste import MODEL, PAYLOAD, note, share_weights
from tests.hub import HubServer, LocalHub, Pattern, Repo, running_hub


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with running_hub(LocalHub()) as server:
        yield server


def on_disk(folder: Path) -> int:
    """What the disk has given to a folder, as `du` reckons it, but for the folders of locks."""
    seen = {}
    for path in (folder, *folder.rglob("*")):
        if ".locks" not in path.parts:
            found = path.lstat()
            seen[found.st_ino] = found.st_blocks * 512
    return sum(seen.values())


@pytest.fixture
def two_revisions(hub: HubServer, cache_dir: Path) -> Repo:
    """As the real client leaves a model that moved on: the old commit has no name any more."""
    repo = hub.hub.add(MODEL, {"config.json": "{}", "model.safetensors": Pattern(50_000, seed=1)})
    for content in ({}, {"model.safetensors": Pattern(70_000, seed=2)}):
        if content:
            repo.commit(content)
        snapshot_download(MODEL, endpoint=hub.url, cache_dir=cache_dir)
    age(cache_dir)
    return repo


def test_an_old_revision_goes_with_its_own_files_and_the_client_loads_the_other(
    two_revisions: Repo, cache_dir: Path, hub: HubServer
) -> None:
    (leftover,) = look(cache_dir).leftovers()
    assert leftover.kind is Kind.REVISION
    before = on_disk(cache_dir)

    done = do(cache_dir, leftover.choice)

    assert (done.kept, done.failures) == ([], [])
    assert before - on_disk(cache_dir) == done.freed_bytes == leftover.freed_bytes > 50_000
    loaded = snapshot_download(MODEL, cache_dir=cache_dir, local_files_only=True)
    assert (Path(loaded) / "model.safetensors").stat().st_size == 70_000
    assert (Path(loaded) / "config.json").read_text() == "{}"  # Which both revisions name.
    report = scan_cache_dir(cache_dir)
    assert (report.warnings, [len(repo.revisions) for repo in report.repos]) == ([], [1])
    assert look(cache_dir).choices == []


def test_a_revision_that_is_needed_or_all_there_is_stays(
    two_revisions: Repo, cache_dir: Path
) -> None:
    (choice,) = look(cache_dir).choices
    assert look(cache_dir, needs=Needs(frozenset({choice.name}), whole=True)).choices == []
    assert look(cache_dir, needs=Needs(frozenset({None}), whole=True)).choices == []
    # What programs load is not whole: the old one may be what somebody falls back to.
    assert look(cache_dir, needs=Needs(whole=False)).choices == []
    main = RepoFolder(cache_dir, MODEL).ref("main")
    main.write_text("0" * 40)  # A commit that is not here, as `hf download --dry-run` leaves it.
    assert {c.name for c in look(cache_dir).choices} == {choice.name}
    main.unlink()
    assert {c.name for c in look(cache_dir).choices} == {choice.name}


def test_a_file_of_no_revision_goes_and_one_that_a_client_links_meanwhile_stays(
    cache_dir: Path,
) -> None:
    made = make_repo(cache_dir)
    names = ["a" * 64, "b" * 64]
    for name in names:
        (made.root / "blobs" / name).write_bytes(b"x" * 5000)
    age(cache_dir)
    assert set(look(cache_dir).choices) == {Choice(Kind.BLOB, name) for name in names}
    blob = made.root / "blobs" / names[0]

    def link_it() -> None:
        """A client that saw the blob, waited for its lock, and links it without another look."""
        while blob.exists():
            time.sleep(0.002)
        (made.snapshot / "late.bin").symlink_to(f"../../blobs/{blob.name}")

    client = threading.Thread(target=link_it)
    client.start()
    folder = RepoFolder(cache_dir, MODEL)
    done = reclaim(folder, look(cache_dir).choices, (), WHOLE, closed, aside_seconds=2)
    client.join()

    assert (made.snapshot / "late.bin").read_bytes() == b"x" * 5000
    assert done.kept == [Choice(Kind.BLOB, names[0])]
    assert not (made.root / "blobs" / names[1]).exists()


def test_what_came_to_be_needed_since_it_was_listed_is_kept(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    blob = made.root / "blobs" / ("a" * 64)
    blob.write_bytes(b"x" * 5000)
    age(cache_dir)
    (choice,) = look(cache_dir).choices
    (made.snapshot / "new.bin").symlink_to(f"../../blobs/{blob.name}")

    done = do(cache_dir, choice)

    assert (done.kept, done.freed_bytes) == ([choice], 0)
    assert (made.snapshot / "new.bin").read_bytes() == b"x" * 5000


def test_rests_of_downloads_go_but_not_those_that_somebody_is_at(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    blobs = made.root / "blobs"
    ours, theirs = "a" * 64, "b" * 64
    for name in (f"{ours}.shelf.incomplete", f"{ours}.shelf.journal", f"{theirs}.12ab.incomplete"):
        (blobs / name).write_bytes(b"x" * 5000)
    assert look(cache_dir).choices == []  # Just written: a program may be at it.
    age(cache_dir)
    lock = RepoFolder(cache_dir, MODEL).lock(theirs)
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        (choice,) = look(cache_dir).choices
    assert choice == Choice(Kind.PARTIAL, f"{ours}.shelf.incomplete")
    before = on_disk(cache_dir)
    both = look(cache_dir).choices

    with FileLock(lock):  # A client has taken it up again.
        done = do(cache_dir, *both)

    assert done.kept == [Choice(Kind.PARTIAL, f"{theirs}.12ab.incomplete")]
    assert before - on_disk(cache_dir) == done.freed_bytes > 0
    assert {p.name for p in blobs.glob("*incomplete*")} == {f"{theirs}.12ab.incomplete"}


def test_a_file_that_a_program_has_open_is_left_alone(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    (made.root / "blobs" / ("a" * 64)).write_bytes(b"x")
    age(cache_dir)
    folder = RepoFolder(cache_dir, MODEL)
    assert look_at_repo(folder, WHOLE, lambda path: path.name == "a" * 64).choices == []


def test_of_a_file_with_another_name_elsewhere_the_disk_gets_nothing(
    cache_dir: Path, tmp_path: Path
) -> None:
    made = make_repo(cache_dir)
    blob = made.root / "blobs" / ("a" * 64)
    blob.write_bytes(b"x" * 5000)
    (tmp_path / "backup").hardlink_to(blob)
    twin = made.root / "blobs" / ("b" * 64)
    twin.hardlink_to(blob)
    age(cache_dir)
    assert [one.freed_bytes for one in look(cache_dir).leftovers()] == [0, 0]
    (tmp_path / "backup").unlink()
    found = look(cache_dir)
    assert [one.freed_bytes for one in found.leftovers()] == [0, 0]
    assert freed_bytes(found.paths_of(found.choices), cache_dir) == blob.stat().st_blocks * 512


def test_a_shared_payload_is_counted_once_and_only_when_nobody_else_has_it(cache_dir: Path) -> None:
    share_weights(cache_dir, "acme/one", "acme/two")
    for model_id in ("acme/one", "acme/two"):
        make_repo(cache_dir, model_id, {"config.json": b"{}"}, version="2")
    age(cache_dir)
    payload = cache_dir / "blobs" / PAYLOAD[:2] / PAYLOAD
    (one,) = look(cache_dir, "acme/one").leftovers()
    first = do(cache_dir, one.choice, model_id="acme/one")
    assert payload.stat().st_size == 800
    (two,) = look(cache_dir, "acme/two").leftovers()
    size = payload.stat().st_blocks * 512

    second = do(cache_dir, two.choice, model_id="acme/two")

    assert second.freed_bytes == two.freed_bytes == one.freed_bytes + size
    assert first.freed_bytes == one.freed_bytes
    assert not payload.exists()


def test_a_shared_payload_that_the_trash_holds_on_to_is_not_offered(cache_dir: Path) -> None:
    share_weights(cache_dir, "acme/one")
    payload = cache_dir / "blobs" / PAYLOAD[:2] / PAYLOAD
    trashed = remove(cache_dir, note("acme/one"))
    assert shared_store.unreferenced(cache_dir) == []
    assert shared_store.kept_payloads(trashed.entry, cache_dir) == [payload]
    (trashed.entry / "shared" / payload.name).unlink(missing_ok=True)
    for kept in (trashed.entry / "shared").iterdir():
        kept.unlink()
    assert shared_store.unreferenced(cache_dir) == [payload]


def test_what_a_killed_attempt_had_set_aside_is_put_back_and_finished(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    needed, unneeded = made.blob_of("config.json"), made.root / "blobs" / ("a" * 64)
    unneeded.write_bytes(b"x" * 5000)
    age(cache_dir)
    for blob in (needed, unneeded):
        blob.rename(blob.with_name(f"{blob.name}.aside.incomplete"))

    done = reclaim(RepoFolder(cache_dir, MODEL), (), [unneeded.name], WHOLE, closed)

    assert (made.snapshot / "config.json").read_bytes() == b"{}"
    assert done.freed_bytes > 0
    assert {p.name for p in made.root.glob("blobs/*")} == {
        needed.name,
        made.blob_of("model.safetensors").name,
    }


def test_locks_of_what_is_gone_go_once_nobody_can_be_about_to_use_them(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    folder = RepoFolder(cache_dir, MODEL)
    folder.locks.mkdir(parents=True)
    kept = folder.lock(made.blob_of("config.json").name)
    for lock in (kept, folder.lock("a" * 64)):
        lock.touch()
    age(cache_dir)
    assert look(cache_dir).choices == []
    age(cache_dir, 2 * 24 * 3600)
    (leftover,) = look(cache_dir).leftovers()
    assert (leftover.kind, leftover.file_count, leftover.freed_bytes) == (Kind.LOCK, 1, 0)
    do(cache_dir, leftover.choice)
    assert list(folder.locks.iterdir()) == [kept]


def test_names_that_are_no_text_are_left_alone(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    odd = os.fsdecode(b"models--odd--\xff")
    (made.root / "blobs" / odd).write_bytes(b"x")
    (cache_dir / odd / "blobs").mkdir(parents=True)
    (cache_dir / odd / "blobs" / ("a" * 64)).write_bytes(b"x")
    age(cache_dir)
    assert look_over(cache_dir, lambda _: WHOLE, closed) == []


def test_a_pipe_in_the_place_of_a_ref_is_not_waited_for_and_no_revision_goes(
    cache_dir: Path,
) -> None:
    made = make_repo(cache_dir)
    older = made.root / "snapshots" / ("a" * 40)
    older.mkdir()
    (older / "config.json").symlink_to("../../blobs/nothing")
    ref = made.root / "refs" / "main"
    ref.unlink()
    os.mkfifo(ref)
    age(cache_dir)
    assert Kind.REVISION not in {found.kind for found in look(cache_dir).leftovers()}


@pytest.mark.parametrize("place", ["", "blobs", "snapshots"])
def test_nothing_behind_a_link_is_offered(cache_dir: Path, tmp_path: Path, place: str) -> None:
    made = make_repo(cache_dir)
    (made.root / "blobs" / ("a" * 64)).write_bytes(b"x")
    moved = made.root / place if place else made.root
    moved.rename(tmp_path / "elsewhere")
    moved.symlink_to(tmp_path / "elsewhere")
    age(tmp_path / "elsewhere")
    assert look_over(cache_dir, lambda _: WHOLE, closed) == []


def test_what_a_snapshot_names_in_an_unusual_way_counts_as_named(
    cache_dir: Path, tmp_path: Path
) -> None:
    made = make_repo(cache_dir)
    blob = made.root / "blobs" / ("a" * 64)
    blob.write_bytes(b"x")
    (made.snapshot / "absolute.bin").symlink_to(blob)
    age(cache_dir)
    assert look(cache_dir).choices == []
    (made.snapshot / "absolute.bin").unlink()
    (made.snapshot / "away").symlink_to(tmp_path, target_is_directory=True)
    age(cache_dir)
    assert look(cache_dir).choices == []  # What lies behind that folder is not known.


def test_a_dataset_is_cleaned_as_a_model_is_and_the_model_of_the_same_name_is_left_alone(
    cache_dir: Path,
) -> None:
    for kind in ("models", "datasets"):
        for version in ("1", "2"):
            made = make_repo(cache_dir, kind=kind, version=version, files={version: b"x" * 9000})
        (made.root / "blobs" / ("a" * 64)).write_bytes(b"x" * 5000)
        (made.root / "blobs" / f"{'b' * 64}.12ab.incomplete").write_bytes(b"x" * 5000)
    folder = RepoFolder(cache_dir, MODEL, "dataset")
    folder.locks.mkdir(parents=True)
    folder.lock("c" * 64).touch()
    age(cache_dir, 2 * 24 * 3600)
    model = {path for path in cache_dir.rglob("*") if "models--" in str(path)}
    found = {one.folder: one for one in look_over(cache_dir, lambda _: WHOLE, closed)}
    choices = found[folder].choices
    expected = {Kind.PARTIAL, Kind.REVISION, Kind.BLOB, Kind.LOCK}
    assert {choice.kind for choice in choices} == expected
    promised, before = freed_bytes(found[folder].paths_of(choices), cache_dir), on_disk(cache_dir)

    done = reclaim(folder, choices, (), WHOLE, closed)

    assert (done.kept, done.failures) == ([], [])
    assert before - on_disk(cache_dir) == done.freed_bytes == promised
    assert not folder.locks.exists() and len(list(folder.snapshots.iterdir())) == 1
    left = {path for path in cache_dir.rglob("*") if "models--" in str(path)}
    assert left == model

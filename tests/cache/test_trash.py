"""What was removed: bringing it back, emptying the trash, and who is first of two."""

import os
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir

from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import Status
from modelshelf.cache.removing.empty import empty, erase, give_up
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import remove
from modelshelf.cache.removing.trash import (
    NotInTrash,
    PlaceTaken,
    Trashed,
    entries,
    held_bytes,
    of_deletion,
    put_back,
)
from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import InvalidModelId
from modelshelf.hub.layout import check_listed_id, folder_name, trash_dir
from modelshelf.kit.clock import now
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, PAYLOAD, note, remove_for_good, share_weights
from tests.support.disk import du
from tests.support.opened import opened


def test_what_was_removed_comes_back_as_it_was(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    before = read_repo(cache_dir, made.root.name)
    noted = note(freed_bytes=1002)
    remove(cache_dir, noted)

    (waiting,) = entries(cache_dir)
    assert (waiting.model_id, waiting.note, held_bytes(cache_dir)) == (MODEL, noted, 1002)
    put_back(waiting)
    erase(waiting)

    after = read_repo(cache_dir, made.root.name)
    assert after and before and after.revisions == before.revisions
    assert after.status is Status.INSTALLED
    assert entries(cache_dir) == []
    assert len(scan_cache_dir(cache_dir).repos) == 1
    assert not list(trash_dir(cache_dir).iterdir())


def test_something_new_in_its_place_stays(cache_dir: Path) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    new = make_repo(cache_dir, version="2")
    with pytest.raises(PlaceTaken):
        put_back(trashed)
    assert [path.name for path in (new.root / "snapshots").iterdir()] == [new.sha]
    assert entries(cache_dir) == [trashed]


def test_what_is_unlinked_cannot_be_put_back(cache_dir: Path) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    erase(trashed)
    with pytest.raises(NotInTrash):
        put_back(trashed)


def test_putting_back_goes_on_after_a_crash(cache_dir: Path) -> None:
    """It died after the rename: the entry is still there, and knows what belongs to it."""
    made = make_repo(cache_dir)
    noted = note()
    trashed = remove(cache_dir, noted)
    (trashed.entry / made.root.name).rename(made.root)
    assert entries(cache_dir) == []
    left = of_deletion(cache_dir, noted.operation_id)
    assert left is not None
    put_back(left)
    assert made.snapshot.is_dir()


def test_the_oldest_go_first_and_no_more_than_is_missing(cache_dir: Path) -> None:
    for number in range(4):
        make_repo(cache_dir, f"acme/model-{number}")
        remove(cache_dir, note(f"acme/model-{number}", freed_bytes=100))
    assert give_up(cache_dir, 150) == 200
    assert [trashed.model_id for trashed in entries(cache_dir)] == ["acme/model-2", "acme/model-3"]
    assert give_up(cache_dir, 1000) == 200
    assert give_up(cache_dir, 1000) == 0


def test_only_what_has_waited_long_enough_is_unlinked(cache_dir: Path) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    assert empty(cache_dir, now() - timedelta(minutes=10)) == ([], [])
    assert empty(cache_dir, now()) == ([trashed], [])
    assert not list(trash_dir(cache_dir).iterdir())


def test_an_unlinking_that_a_crash_cut_short_is_finished_by_the_next(cache_dir: Path) -> None:
    share_weights(cache_dir, MODEL)
    trashed = remove(cache_dir, note())
    going = trashed.entry.rename(trashed.entry.with_name(trashed.id + ".going"))
    next(p for p in going.rglob("config.json")).unlink()
    assert entries(cache_dir) == []
    assert empty(cache_dir, now() - timedelta(days=1)) == ([], [])
    assert not list(trash_dir(cache_dir).iterdir())
    assert not list((cache_dir / "blobs").glob("*/*.refs"))


def test_an_entry_that_is_being_made_is_left_alone(cache_dir: Path) -> None:
    """A removal makes its entry before it moves the model: it must find it there."""
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    (trashed.entry / folder_name(MODEL)).rename(cache_dir / folder_name(MODEL))
    empty(cache_dir, now())
    assert trashed.entry.is_dir()
    empty(cache_dir, now() + timedelta(seconds=1))
    assert trashed.entry.is_dir()


def test_a_lost_note_is_no_obstacle_to_unlinking(cache_dir: Path) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note(freed_bytes=5))
    (trashed.entry / "removal.json").write_text('{"freed_bytes": "all"}')
    (found,) = entries(cache_dir)
    assert (found.note, found.model_id, found.freed_bytes) == (None, MODEL, 0)
    erase(found)
    assert not list(trash_dir(cache_dir).iterdir())


def test_a_trash_that_leads_elsewhere_is_not_emptied(tmp_path: Path) -> None:
    elsewhere = tmp_path / "somebody's folder"
    (elsewhere / "20260101T000000.000000Z-00000000").mkdir(parents=True)
    (tmp_path / "cache" / ".locks").mkdir(parents=True)
    trash_dir(tmp_path / "cache").symlink_to(elsewhere)
    assert empty(tmp_path / "cache", now()) == ([], [])
    assert (elsewhere / "20260101T000000.000000Z-00000000").is_dir()


def test_only_what_a_removal_put_there_is_emptied(tmp_path: Path) -> None:
    foreign = trash_dir(tmp_path) / "notes"
    foreign.mkdir(parents=True)
    empty(tmp_path, now())
    assert foreign.is_dir()


def test_shared_weights_come_back_although_the_library_swept_them(cache_dir: Path) -> None:
    """The library takes a model in the trash for gone: with the last other one the weights go."""
    share_weights(cache_dir, "acme/one", "acme/two")
    payload = cache_dir / "blobs" / "ab" / PAYLOAD
    trashed = remove(cache_dir, note("acme/one"))
    remove_for_good(cache_dir, "acme/two")
    assert not payload.exists()

    put_back(trashed)

    repo = read_repo(cache_dir, folder_name("acme/one"))
    assert repo is not None
    assert (repo.status, repo.size_bytes) == (Status.INSTALLED, 802)


def test_shared_weights_that_came_back_are_referred_to_again(cache_dir: Path) -> None:
    share_weights(cache_dir, "acme/one", "acme/two")
    trashed = remove(cache_dir, note("acme/one"))
    remove(cache_dir, note("acme/two"))  # Now the list of references may be rewritten without them.
    put_back(trashed)
    empty(cache_dir, now())

    repo = read_repo(cache_dir, folder_name("acme/one"))
    assert repo is not None
    assert (repo.status, repo.shared_bytes) == (Status.INSTALLED, 800)


@pytest.fixture(params=range(20))
def seeded(request: pytest.FixtureRequest) -> Iterator[random.Random]:
    yield random.Random(request.param)


def test_of_two_that_reach_for_one_entry_one_has_it(cache_dir: Path, seeded: random.Random) -> None:
    """Putting back against unlinking: it is there whole, or gone whole."""
    made = make_repo(cache_dir, files={f"part-{n}.json": b"{}" for n in range(20)})
    trashed = remove(cache_dir, Note(MODEL, note().operation_id, "ada", 40))
    start = threading.Barrier(2)
    spins = [seeded.randrange(2000) for _ in range(2)]

    def reach(turn: int) -> bool:
        start.wait()
        for _ in range(spins[turn]):
            os.getpid()
        try:
            put_back(trashed) if turn else erase(trashed)
        except NotInTrash:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        _, came_back = threads.map(reach, range(2))

    repo = read_repo(cache_dir, made.root.name)
    assert came_back == (repo is not None)
    assert repo is None or repo.status is Status.INSTALLED
    assert not list(trash_dir(cache_dir).iterdir())


def forge(cache_dir: Path, name: str) -> Path:
    """An entry that no removal made."""
    entry = trash_dir(cache_dir) / name
    entry.mkdir(parents=True)
    return entry


@pytest.mark.parametrize("moment", ["99999999T999999.999999Z", "99991231T235959.999999Z"])
def test_a_name_that_is_no_moment_is_somebody_elses(cache_dir: Path, moment: str) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    foreign = forge(cache_dir, f"{moment}-00000000")
    (foreign / "models--somebody--elses").mkdir()
    assert entries(cache_dir) == [trashed]
    assert empty(cache_dir, now()) == ([trashed], [])
    assert foreign.is_dir()


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_note_that_never_ends_is_a_lost_one(
    cache_dir: Path, make: Callable[[Path], None]
) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note(freed_bytes=5))
    (trashed.entry / "removal.json").unlink()
    make(trashed.entry / "removal.json")
    (found,) = entries(cache_dir)
    assert (found.note, found.model_id, found.freed_bytes) == (None, MODEL, 0)


def test_no_note_promises_more_than_its_entry_holds(cache_dir: Path) -> None:
    """Downloads that do not fit are refused by what the trash can give up."""
    make_repo(cache_dir)
    entry = remove(cache_dir, note(freed_bytes=10**18)).entry
    assert held_bytes(cache_dir) == du(entry)


def test_a_hole_promises_no_more_than_lies_on_the_disk(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    os.truncate(made.blob_of("model.safetensors"), 2**43)
    remove(cache_dir, note(freed_bytes=10**18))
    disk = disk_usage(cache_dir)
    assert held_bytes(cache_dir) <= disk.total_bytes


@pytest.mark.parametrize("revision", ["main", "0" * 39, "0" * 40 + "; touch /tmp/x"])
def test_a_noted_revision_that_is_no_commit_is_not_believed(cache_dir: Path, revision: str) -> None:
    make_repo(cache_dir)
    remove(cache_dir, replace(note(), revision=revision))
    (found,) = entries(cache_dir)
    assert found.note and found.note.revision is None


GOOD = HubFile("config.json", 2, "b" * 40)


@pytest.mark.parametrize(
    ("sha", "file"),
    [
        ("main", GOOD),
        ("c" * 40, replace(GOOD, path="../../outside")),
        ("c" * 40, replace(GOOD, path="a\0b")),
        ("c" * 40, replace(GOOD, blob="../../../etc/passwd")),
        ("c" * 40, replace(GOOD, size_bytes=-1)),
        ("c" * 40, replace(GOOD, size_bytes=2**63)),
    ],
)
def test_noted_files_that_no_download_plans_are_not_believed(
    cache_dir: Path, sha: str, file: HubFile
) -> None:
    """What is noted comes into our tables when the model is brought back."""
    make_repo(cache_dir)
    remove(cache_dir, replace(note(), planned={"d" * 40: [GOOD], sha: [GOOD, file]}))
    (found,) = entries(cache_dir)
    assert found.note and found.note.planned == {"d" * 40: [GOOD]}


def test_a_noted_name_is_one_short_line_that_can_be_shown(cache_dir: Path) -> None:
    """Anybody who may write to the cache can write one, and terminals obey what they are shown."""
    make_repo(cache_dir)
    remove(cache_dir, replace(note(), removed_by="\x1b[2Jeve\n\u202e" + "x" * 10_000))
    (found,) = entries(cache_dir)
    assert found.note is not None
    assert found.note.removed_by.startswith("[2Jevex")
    assert found.note.removed_by.isprintable()
    assert len(found.note.removed_by) <= 100


@pytest.mark.parametrize("named", ["acme/another", "../../etc"])
def test_a_note_of_another_model_is_a_lost_one(cache_dir: Path, named: str) -> None:
    make_repo(cache_dir)
    trashed = remove(cache_dir, note())
    path = trashed.entry / "removal.json"
    path.write_text(path.read_text().replace(MODEL, named))
    (found,) = entries(cache_dir)
    assert (found.note, found.model_id) == (None, MODEL)


def test_the_entry_of_a_deletion_is_found_by_its_name(cache_dir: Path) -> None:
    noted = [note(f"acme/model-{number}") for number in range(4)]
    for each in noted:
        make_repo(cache_dir, each.model_id)
        remove(cache_dir, each)
    # As a version before gave names: by chance.
    second = entries(cache_dir)[1]
    by_chance = second.entry.rename(second.entry.with_name(f"{second.id[:23]}-0123abcd"))

    with opened("removal.json") as looked_at:
        found = of_deletion(cache_dir, noted[2].operation_id)
    assert found is not None
    assert found.note == noted[2]
    assert set(looked_at) == {str(found.entry / "removal.json"), str(by_chance / "removal.json")}
    found = of_deletion(cache_dir, noted[1].operation_id)
    assert found is not None
    assert found.entry == by_chance


def test_what_the_trash_holds_is_looked_up_once(cache_dir: Path) -> None:
    weighed: dict[str, Trashed] = {}
    for number in range(3):
        make_repo(cache_dir, f"acme/model-{number}")
        remove(cache_dir, note(f"acme/model-{number}", freed_bytes=1002))
        with opened("removal.json") as looked_at:
            assert held_bytes(cache_dir, weighed) == (number + 1) * 1002
        assert len(looked_at) == 1
    put_back(entries(cache_dir)[0])
    assert held_bytes(cache_dir, weighed) == 2 * 1002


@pytest.mark.parametrize("model_id", ["gpt2", "acme/minilm", "a/b/c", "acme//x//y", "acme/ü ☃"])
def test_an_id_on_the_disk_need_not_be_one_of_the_hub(model_id: str) -> None:
    assert check_listed_id(model_id) == model_id


@pytest.mark.parametrize(
    "model_id",
    [
        "",
        " ",
        "/etc/x",
        "a/",
        "a--b",
        "..",
        "../a",
        "a/../b",
        "a\nb",
        "a\0b",
        "a\u202eb",
        "a\udcffb",
        "ü" * 130,
    ],
)
def test_what_stands_for_no_folder_or_cannot_be_shown_is_refused(model_id: str) -> None:
    with pytest.raises(InvalidModelId):
        check_listed_id(model_id)

"""What is known of a model's files without the Hub."""

import hashlib
import os
import shutil
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.upkeep.verify.evidence import Evidence, gather
from tests.cache.generate import MadeRepo, make_repo

MODEL = "acme/minilm"


def found(cache_dir: Path, **listings: tuple[HubFile, ...]) -> Evidence:
    evidence = gather(cache_dir, MODEL, listings)
    assert evidence is not None
    return evidence


def test_the_names_of_blobs_are_their_hashes(tmp_path: Path) -> None:
    made = make_repo(tmp_path, MODEL, {"config.json": b"{}", "a/b.bin": b"12345"}, listed=False)

    targets = found(tmp_path).targets.values()

    assert {(t.paths[0], t.digest, t.size_bytes) for t in targets} == {
        ("config.json", hashlib.sha256(b"{}").hexdigest(), 2),
        ("a/b.bin", hashlib.sha256(b"12345").hexdigest(), 5),
    }
    assert all((made.root / target.place).is_file() for target in targets)


def test_what_revisions_share_is_read_once(tmp_path: Path) -> None:
    make_repo(tmp_path, MODEL, {"config.json": b"{}", "old.bin": b"1"}, version="1", ref=None)
    make_repo(tmp_path, MODEL, {"config.json": b"{}", "new.bin": b"22"}, version="2")

    assert sorted(t.paths[0] for t in found(tmp_path).targets.values()) == [
        "config.json",
        "new.bin",
        "old.bin",
    ]


def test_copies_are_known_by_a_listing_and_else_unproven(tmp_path: Path) -> None:
    """So it is where links cannot be made."""
    made = make_repo(tmp_path, MODEL, {"config.json": b"{}"})
    copy = _copy_in_place(made, "config.json")

    (target,) = found(tmp_path).targets.values()
    assert made.root / target.place == copy
    assert target.digest == hashlib.sha256(b"{}").hexdigest()

    shutil.rmtree(made.root / "trees")
    unknown = found(tmp_path)
    assert (unknown.targets, unknown.unproven) == ({}, ["config.json"])

    ours = (HubFile("config.json", 2, "a" * 40),)
    (target,) = gather(tmp_path, MODEL, {made.sha: ours}).targets.values()  # type: ignore[union-attr] # None would fail it
    assert target.digest == "a" * 40


def test_a_mirror_may_name_its_blobs_by_anything(tmp_path: Path) -> None:
    made = make_repo(tmp_path, MODEL, {"config.json": b"{}"})
    blob = made.blob_of("config.json")
    blob.rename(blob.with_name("W-strange-etag"))
    link = made.snapshot / "config.json"
    link.unlink()
    link.symlink_to("../../blobs/W-strange-etag")

    (target,) = found(tmp_path).targets.values()
    assert target.place == "blobs/W-strange-etag"
    assert target.digest == hashlib.sha256(b"{}").hexdigest()


def test_a_link_to_other_content_than_listed_is_misplaced(tmp_path: Path) -> None:
    made = make_repo(tmp_path, MODEL, {"a.bin": b"a", "b.bin": b"b"})
    (made.snapshot / "a.bin").unlink()
    (made.snapshot / "a.bin").symlink_to((made.snapshot / "b.bin").readlink())

    (wrong,) = found(tmp_path).misplaced
    assert (wrong.place, wrong.paths) == (f"snapshots/{made.sha}/a.bin", ("a.bin",))


def test_links_to_nothing_pipes_and_names_that_are_no_text_end_nothing(tmp_path: Path) -> None:
    made = make_repo(tmp_path, MODEL, {"config.json": b"{}"})
    os.mkfifo(made.root / "blobs" / ("f" * 64))
    (made.snapshot / "pipe.bin").symlink_to("../../blobs/" + "f" * 64)
    (made.snapshot / "gone.bin").symlink_to("../../blobs/" + "0" * 64)
    (made.snapshot / "strange\udcff.bin").symlink_to((made.snapshot / "config.json").readlink())

    evidence = found(tmp_path)

    assert [t.paths for t in evidence.targets.values()] == [["config.json"]]
    assert len(evidence.unproven) == 1


def test_without_a_folder_there_is_nothing(tmp_path: Path) -> None:
    assert gather(tmp_path, MODEL, {}) is None


def _copy_in_place(made: MadeRepo, path: str) -> Path:
    link = made.snapshot / path
    blob = made.blob_of(path)
    link.unlink()
    blob.rename(link)
    return link

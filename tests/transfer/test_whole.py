"""Whether files are all that lies in a model's folder, and right."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.snapshot import link_files
from modelshelf.hub.transfer.whole import MOST_READ_BYTES, are_right, holds_only
from tests.transfer.shelf import MODEL

SHA = "c" * 40


def _file(path: str, content: bytes) -> HubFile:
    digest = hashlib.sha256(content).hexdigest()
    return HubFile(path, len(content), digest, digest)


FILES = (_file("config.json", b"{}"), _file("onnx/a/model.onnx", b"weights"))


@pytest.fixture
def folder(tmp_path: Path) -> RepoFolder:
    folder = RepoFolder(tmp_path, MODEL)
    with HeldRepo(folder) as repo:
        folder.blob(FILES[0].blob).write_bytes(b"{}")
        folder.blob(FILES[1].blob).write_bytes(b"weights")
        link_files(repo, SHA, FILES)
    return folder


def test_what_a_transfer_left_is_all(folder: RepoFolder) -> None:
    assert holds_only(folder, SHA, FILES)
    assert not holds_only(folder, SHA, FILES[:1])
    assert not holds_only(folder, "d" * 40, FILES)


def _blob(folder: RepoFolder) -> None:
    folder.blob("e" * 40).write_text("x")


def _revision(folder: RepoFolder) -> None:
    other = folder.snapshot("d" * 40)
    other.mkdir()
    (other / "config.json").symlink_to(f"../../blobs/{FILES[0].blob}")


def _file_in_the_snapshot(folder: RepoFolder) -> None:
    (folder.snapshot(SHA) / "more.json").write_text("{}")


def _link_to_a_folder(folder: RepoFolder) -> None:
    (folder.snapshot(SHA) / "more").symlink_to("/")


def _link_that_leads_elsewhere(folder: RepoFolder) -> None:
    link = folder.snapshot(SHA) / "config.json"
    link.unlink()
    link.symlink_to(f"/elsewhere/blobs/{FILES[0].blob}")


@pytest.mark.parametrize(
    "bring",
    [_blob, _revision, _file_in_the_snapshot, _link_to_a_folder, _link_that_leads_elsewhere],
)
def test_what_another_program_brought_is_seen(
    folder: RepoFolder, bring: Callable[[RepoFolder], None]
) -> None:
    bring(folder)

    assert not holds_only(folder, SHA, FILES)


def test_what_has_the_right_size_alone_is_not_right(folder: RepoFolder) -> None:
    assert are_right(folder, FILES)
    folder.blob(FILES[0].blob).write_bytes(b"[]")
    assert not are_right(folder, FILES)
    assert are_right(folder, FILES[1:])
    folder.blob(FILES[1].blob).unlink()
    assert not are_right(folder, FILES[1:])


def test_more_than_is_read_in_passing_is_not_known_to_be_right(folder: RepoFolder) -> None:
    for size_bytes, known in ((MOST_READ_BYTES, True), (MOST_READ_BYTES + 1, False)):
        file = _file("model.bin", bytes(size_bytes))
        folder.blob(file.blob).touch()
        os.truncate(folder.blob(file.blob), size_bytes)

        assert are_right(folder, [file]) is known

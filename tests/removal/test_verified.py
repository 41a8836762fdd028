"""Anybody who may write to the cache can write a note: a date of theirs is not believed."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from modelshelf.cache.inventory.verifications import Verification
from modelshelf.cache.removing.note import Note
from modelshelf.kit.clock import now
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.removal.verified import believed, signed

FOUND = Verification(now(), file_count=3, checked_bytes=4_000, unproven=("a.bin",))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")


@pytest.fixture
def note(settings: Settings) -> Note:
    deletion = Operation(id=uuid4(), node="here", model_id="acme/a", kind=Kind.DELETE)
    return Note("acme/a", deletion.id, "ada", verified=signed(settings, deletion, FOUND))


def test_what_was_signed_is_believed(settings: Settings, note: Note) -> None:
    assert believed(settings, note) == FOUND


def test_of_what_was_never_verified_nothing_is_known(settings: Settings, note: Note) -> None:
    deletion = Operation(id=uuid4(), node="here", model_id="acme/a", kind=Kind.DELETE)
    assert signed(settings, deletion, None) == ""
    assert believed(settings, replace(note, verified="")) is None


def test_another_word_model_deletion_or_installation_is_not_believed(
    settings: Settings, note: Note, tmp_path: Path
) -> None:
    more_files = note.verified.replace('"file_count":3', '"file_count":4')
    assert more_files != note.verified
    for other in (
        replace(note, verified=more_files),
        replace(note, verified=note.verified[:-1]),
        replace(note, verified="é" + note.verified[1:]),
        replace(note, model_id="acme/b"),
        replace(note, operation_id=uuid4()),
    ):
        assert believed(settings, other) is None
    elsewhere = Settings(data_dir=tmp_path / "elsewhere", cache_dir=tmp_path / "cache")
    assert believed(elsewhere, note) is None

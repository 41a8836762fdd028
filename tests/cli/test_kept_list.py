"""`ls` keeps its list, and never shows one that is not true any more."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import Known
from modelshelf.cli.kept import FILE, Listing, Witness, recall
from tests.cache.generate import make_repo
from tests.support.product import Product


def test_ls_shows_the_list_again_until_something_changes(product: Product) -> None:
    for name in ("first", "second", "\x1b[2Jcleared"):
        make_repo(product.cache_dir, f"acme/{name}")
    shown = _table(product, "ls")
    kept_at = (product.data_dir / FILE).stat().st_mtime_ns

    assert _table(product, "ls") == _table(product, "ls", "--type", "other") == shown
    assert len(json.loads(product.run("ls", "--json").stdout)) == 3
    assert len(_table(product, "ls", "--all").splitlines()) > len(shown.splitlines()) == 4
    assert (product.data_dir / FILE).stat().st_mtime_ns == kept_at
    assert "\x1b" not in shown, "a name must not give orders to the terminal"
    assert "acme/�[2Jcleared" in shown

    shutil.rmtree(product.cache_dir / "models--acme--first")
    blobs = (product.cache_dir / "models--acme--second" / "blobs").iterdir()
    next(blob for blob in blobs if blob.stat().st_size == 1000).unlink()
    (product.cache_dir / "models--acme--stray").write_text("no folder")
    changed = product.run("ls")
    assert "acme/first" not in changed.stdout
    assert "✕ damaged" in changed.stdout
    assert "acme--stray is not listed" in changed.stderr
    assert product.run("ls").stderr == changed.stderr
    findings = {f["what"]: f["fact"] for f in json.loads(product.run("doctor", "--json").stdout)}
    assert "; other models 1.0 kB, everything else " in findings["space"]


def _table(product: Product, *command: str) -> str:
    """What is said of the models; the last line is of the disk, which others fill, too."""
    *table, disk = product.run(*command).stdout.splitlines()
    assert disk.startswith("Disk: "), disk
    return "\n".join(table)


@dataclass
class Kept:
    """A list that was kept, and all that it followed from."""

    cache_dir: Path
    database: Path

    def witness(self) -> Witness:
        return Witness(str(self.database), "local")

    def keep(self, witness: Witness) -> None:
        folders = [entry.name for entry in self.cache_dir.iterdir()]
        repos = [read_repo(self.cache_dir, folder) for folder in folders]
        known = {
            repo.folder: Known(repo.signature, tuple(each.sha for each in repo.revisions))
            for repo in repos
            if repo is not None
        }
        witness.keep(Listing([], {}, []), self.cache_dir, known, ())
        witness.close()

    def commit(self) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("INSERT INTO anything VALUES (1)")

    @property
    def repo(self) -> Path:
        return self.cache_dir / "models--acme--first"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    kept = Kept(tmp_path / "cache", tmp_path / "modelshelf.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODELSHELF_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("MODELSHELF_DATABASE_URL", raising=False)
    with closing(sqlite3.connect(kept.database)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE anything (value INTEGER)")
    make_repo(kept.cache_dir, "acme/first")
    make_repo(kept.cache_dir, "acme/first", ref="old", version="2")
    kept.keep(kept.witness())
    assert recall(whole=True) is not None
    return kept


CHANGES: dict[str, Callable[[Kept], object]] = {
    "a commit": Kept.commit,
    "a new repository": lambda kept: make_repo(kept.cache_dir, "acme/second"),
    "a repository that is gone": lambda kept: shutil.rmtree(kept.repo),
    "a blob that is gone": lambda kept: next((kept.repo / "blobs").iterdir()).unlink(),
    "a new revision": lambda kept: make_repo(kept.cache_dir, "acme/first", ref=None, version="3"),
    "a moved branch": lambda kept: (kept.repo / "refs" / "main").write_text(
        (kept.repo / "refs" / "old").read_text()
    ),
    "a file in a repository's place": lambda kept: (kept.cache_dir / "models--a--b").touch(),
    "a cache that is gone": lambda kept: shutil.rmtree(kept.cache_dir),
    "a file of settings": lambda kept: Path(".env").touch(),
    "a setting": lambda _: os.environ.update(MODELSHELF_NODE="other"),
    "a database elsewhere": lambda _: os.environ.update(MODELSHELF_DATABASE_URL="postgresql://x/y"),
    "a folder that depends on where one stands": lambda _: os.environ.update(HF_HOME="here"),
    "half a list": lambda kept: (kept.database.parent / FILE).write_text('{"settings":'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_list_that_may_be_another_is_made_anew(
    kept: Kept, change: Callable[[Kept], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())

    change(kept)

    assert recall(whole=False) is None


def test_a_commit_that_still_lies_in_the_log_counts(kept: Kept) -> None:
    with closing(sqlite3.connect(kept.database)) as others:
        kept.commit()

        assert recall(whole=False) is None
        others.execute("SELECT * FROM anything")


def test_a_list_during_whose_reading_somebody_wrote_is_not_kept(kept: Kept) -> None:
    kept.commit()
    witness = kept.witness()
    kept.commit()

    kept.keep(witness)

    assert recall(whole=False) is None


def test_a_list_is_not_kept_while_somebody_writes(kept: Kept) -> None:
    kept.commit()
    with closing(sqlite3.connect(kept.database)) as others:
        others.execute("INSERT INTO anything VALUES (2)")
        kept.keep(kept.witness())
        others.commit()

    assert recall(whole=False) is None

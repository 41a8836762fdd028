"""The import contracts of pyproject.toml: kept, and really able to fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_the_contracts_are_kept(tmp_path: Path) -> None:
    checked = _check(_copy(tmp_path))

    assert checked.returncode == 0, checked.stdout
    assert "0 broken" in checked.stdout


@pytest.mark.parametrize(
    ("contract", "module", "forbidden"),
    [
        ("Dependencies point one way", "hub/door.py", "modelshelf.downloads.service"),
        ("Dependencies point one way", "downloads/service.py", "modelshelf.removal.service"),
        ("Within the cache they do, too", "cache/reading/walk.py", "modelshelf.cache.inventory"),
        ("The Hub's client stays behind its door", "registry/service.py", "huggingface_hub"),
        ("Decisions and SQL know neither the web nor the queue", "usage/service.py", "fastapi"),
        ("Decisions and SQL know neither the web nor the queue", "removal/plan.py", "celery"),
        (
            "Decisions and SQL know neither the web nor the queue",
            "cache/indexing/indexer.py",
            "starlette",
        ),
        ("Decisions and SQL know neither the web nor the queue", "cli/pull.py", "fastapi"),
        ("The ground floor asks no Hub and speaks with nobody", "kit/clock.py", "aiohttp"),
    ],
)
def test_a_forbidden_import_is_found(
    tmp_path: Path, contract: str, module: str, forbidden: str
) -> None:
    folder = _copy(tmp_path)
    with (folder / "modelshelf" / module).open("a") as source:
        source.write(f"\nimport {forbidden}\n")

    checked = _check(folder)

    assert checked.returncode == 1
    assert f"{contract} BROKEN" in checked.stdout


def test_a_new_folder_is_under_the_contracts_before_it_is_named_in_them(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "modelshelf" / "gadgets").mkdir()
    (folder / "modelshelf" / "gadgets" / "__init__.py").touch()
    (folder / "modelshelf" / "gadgets" / "rows.py").write_text("import fastapi, huggingface_hub\n")
    contracts = folder / "pyproject.toml"
    contracts.write_text(
        contracts.read_text().replace('  "library",\n', '  "library",\n  "gadgets",\n')
    )

    checked = _check(folder)

    assert "Dependencies point one way KEPT" in checked.stdout
    assert "The Hub's client stays behind its door BROKEN" in checked.stdout
    assert "Decisions and SQL know neither the web nor the queue BROKEN" in checked.stdout


def test_a_new_folder_must_be_given_its_place(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "modelshelf" / "gadgets").mkdir()
    (folder / "modelshelf" / "gadgets" / "__init__.py").touch()

    assert _check(folder).returncode == 1


def _copy(tmp_path: Path) -> Path:
    """The sources and the contracts, to be changed at will."""
    shutil.copytree(
        CHECKOUT / "src" / "modelshelf",
        tmp_path / "modelshelf",
        ignore=shutil.ignore_patterns("__pycache__", "page"),
    )
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def _check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

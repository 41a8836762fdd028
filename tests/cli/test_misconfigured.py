"""What is set wrongly or out of reach is told in a sentence, and found by `doctor`."""

import json
from pathlib import Path

import pytest

from tests.support.product import Product

FAILED, WRONG_USAGE = 1, 2


@pytest.fixture
def product(tmp_path: Path) -> Product:
    """An installation without a Hub. `run` fails on a traceback by itself."""
    product = Product(tmp_path / "shelf", "http://127.0.0.1:9")
    product.folder.mkdir()
    return product


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "secret-word"),
        ("DATABASE_URL", "mysql://u:secret-word@host/shelf"),
        ("DATABASE_URL", "postgresql://u:secret-word@host:port/shelf"),
        ("DATABASE_URL", "postgresql://u:secret-word@host"),
        ("REDIS_URL", "secret-word"),
        ("REDIS_URL", "redis://:secret-word@host:port"),
        ("HUB_ENDPOINT", "hub.example"),
        ("CACHE_DIR", "~nobody-of-this-name/cache"),
    ],
)
def test_a_setting_that_cannot_be_is_named(product: Product, setting: str, value: str) -> None:
    product.settings[setting] = value

    listed, examined = product.run("ls"), product.run("doctor", "--json")

    assert listed.returncode == WRONG_USAGE
    assert f"MODELSHELF_{setting}: " in listed.stderr
    assert "secret-word" not in listed.stderr
    assert "secret-word" not in examined.stdout
    assert _bad(examined.stdout) == {"settings"}


def test_a_file_of_settings_that_cannot_be_read(product: Product) -> None:
    (product.folder / ".env").write_bytes(b"MODELSHELF_PORT=\xff\xfe")

    listed, examined = product.run("ls"), product.run("doctor", "--json")

    assert listed.returncode == WRONG_USAGE
    assert "The file .env cannot be read" in listed.stderr
    assert _bad(examined.stdout) == {"settings"}


def test_a_database_that_does_not_answer(product: Product) -> None:
    product.settings["DATABASE_URL"] = "postgresql://u:secret-word@127.0.0.1:9/shelf"

    listed, examined = product.run("ls"), product.run("doctor", "--json")

    assert listed.returncode == FAILED
    assert "[database_unavailable]" in listed.stderr
    assert "secret-word" not in listed.stderr + examined.stdout
    assert "database" in _bad(examined.stdout)


def test_a_data_folder_that_is_a_file(product: Product) -> None:
    product.data_dir.touch()

    listed, examined = product.run("ls"), product.run("doctor", "--json")

    assert listed.returncode == FAILED
    assert f"{product.data_dir}: " in listed.stderr
    assert _bad(examined.stdout) == {"data folder"}


def test_a_database_file_where_none_can_be(product: Product) -> None:
    (product.folder / "a-file").touch()
    product.settings["DATABASE_URL"] = f"sqlite:///{product.folder}/a-file/below/shelf.db"

    assert "[disk_error]" in product.run("ls").stderr
    assert _bad(product.run("doctor", "--json").stdout) == {"database"}


def _bad(findings: str) -> set[str]:
    return {finding["what"] for finding in json.loads(findings) if finding["verdict"] == "bad"}

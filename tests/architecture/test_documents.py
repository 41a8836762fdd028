"""The documents speak of what is there."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# Where a path in a document may begin.
PLACES = (ROOT, ROOT / "src" / "modelshelf", ROOT / "tests", ROOT / "web" / "src")
# Part of an address at the Hub.
NO_FILES = {"datasets/org/name"}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (DOCS / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_document_names_is_there(page: Path) -> None:
    text = page.read_text()
    paths = [
        *re.findall(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py)?)`", text),
        *re.findall(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|tsx?|md|json|toml|css))`", text),
    ]
    missing = {
        path
        for path in paths
        if path not in NO_FILES and not any(_is_there(place, path) for place in PLACES)
    }
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    missing |= {link for link in links if not (page.parent / link).exists()}
    modules = re.findall(r"python -m ([\w.]+)", text)
    missing |= {module for module in modules if find_spec(module) is None}
    assert missing == set()


def test_the_picture_of_the_architecture_is_that_of_the_contracts() -> None:
    text = (DOCS / "architecture.md").read_text()
    drawn = re.findall(r"^ +((?:\| )?[a-z]+(?: \| [a-z]+)*)  ", text.split("```")[1], re.MULTILINE)
    floors = " ".join(drawn).replace("  ", " ")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    named = {contract["name"]: contract for contract in contracts["contracts"]}
    layers = named["Dependencies point one way"]["layers"]

    assert floors.split() == " ".join(layers).split()[1:], "cli stands above, as who asks"


def _is_there(place: Path, path: str) -> bool:
    return any((place / name).exists() for name in (path, f"{path}.py"))

"""The documents speak of what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# Where a path in a document may begin.
PLACES = (ROOT, ROOT / "src" / "modelshelf", ROOT / "tests")
# Part of an address at the Hub.
NO_FILES = {"datasets/org/name"}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (DOCS / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_files_that_are_named_are_there() -> None:
    missing = {
        f"{page.relative_to(ROOT)}: {path}"
        for page in (ROOT / "README.md", *DOCS.rglob("*.md"))
        for path in re.findall(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py)?)`", page.read_text())
        if path not in NO_FILES
        and not any((place / name).exists() for place in PLACES for name in (path, f"{path}.py"))
    }
    assert missing == set()

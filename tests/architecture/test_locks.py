"""What is locked says which packages, and never where from."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lock", ["requirements.lock", "web/package-lock.json"])
def test_a_lock_names_no_registry(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()

    # Addresses of sponsors, which npm copies into its lock file, are no registries.
    registries = re.findall(
        r'"resolved"|--(?:extra-)?index-url|^\s*-f\s|registry\.\S+|/simple\b', text, re.MULTILINE
    )
    assert registries == []
    assert re.search(r"sha(256:|512-)", text)

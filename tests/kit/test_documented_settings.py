"""`docs/settings.md` says about every setting what the code does."""

import json
import sys
from pathlib import Path

import pytest

from modelshelf.kit.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def documented() -> dict[str, tuple[str, str]]:
    """Each variable's default and description, as the page's table has them."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    return {name.strip("`"): (default, description) for name, default, description in rows}


def as_shown(value: object, home: Path) -> str:
    if value is None:
        return "unset"
    if isinstance(value, Path):
        return f"`~/{value.relative_to(home).as_posix()}`"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


# Default folders are those of the platform, and the page can show only one of them.
@pytest.mark.skipif(sys.platform != "linux", reason="the page shows the folders of Linux")
def test_every_setting_is_documented_as_it_is(home: Path) -> None:
    defaults = Settings()
    in_code = {
        "HF_TOKEN" if name == "hub_token" else f"MODELSHELF_{name.upper()}": (
            as_shown(getattr(defaults, name), home),
            field.description,
        )
        for name, field in Settings.model_fields.items()
    }
    assert documented() == in_code

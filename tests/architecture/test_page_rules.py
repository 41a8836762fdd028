"""The rules of the page in web/biome.json: really able to fail."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web"
BIOME = WEB / "node_modules" / ".bin" / "biome"
RULES = (
    "style/noRestrictedImports",
    "style/noExcessiveLinesPerFile",
    "complexity/noExcessiveLinesPerFunction",
)
LONG = "\n".join(f"  const line{number} = {number};" for number in range(200))
SIDE_BY_SIDE = "features never import each other"


@pytest.mark.parametrize(
    ("place", "imported", "said"),
    [
        ("features/models/card.tsx", "@/features/storage/trash", SIDE_BY_SIDE),
        ("features/models/card.tsx", "../storage/trash", SIDE_BY_SIDE),
        ("features/models/one/facts.tsx", "../../storage/trash", SIDE_BY_SIDE),
        ("features/models/card.tsx", "@/app/shell", SIDE_BY_SIDE),
        ("parts/operation/describe.ts", "@/features/storage/trash", "knows nothing of features"),
        (
            "parts/operation/describe.ts",
            "../../features/storage/trash",
            "knows nothing of features",
        ),
        ("api/models.ts", "@/ui/button", "knows nothing of what shows its answers"),
        ("ui/button.tsx", "@/api/models", "Elements do not ask the server"),
        ("ui/button.tsx", "../api/models", "Elements do not ask the server"),
        ("api/models.ts", "zustand", "for toasts and the theme alone"),
        ("features/models/card.tsx", "zustand", "for toasts and the theme alone"),
        ("parts/operation/describe.ts", "zustand", "for toasts and the theme alone"),
        ("app/shell.tsx", "zustand", "for toasts and the theme alone"),
        ("lib/time.ts", "zustand", "for toasts and the theme alone"),
        ("lib/toasts.ts", "@/api/models", "keep nothing that the server says"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, place: str, imported: str, said: str) -> None:
    text = f'import {{ one }} from "{imported}";\n\nexport const two = one;\n'

    assert said in _found_in(tmp_path, place, text)


@pytest.mark.parametrize(
    ("place", "imported"),
    [
        ("features/models/one/facts.tsx", "../model-link"),
        ("features/models/card.tsx", "@/parts/operation/describe"),
        ("lib/toasts.ts", "zustand"),
        ("ui/problem-notice.tsx", "@/api/problem"),
        ("api/live/apply.ts", "../models"),
    ],
)
def test_what_is_allowed_is_let_through(tmp_path: Path, place: str, imported: str) -> None:
    text = f'import {{ one }} from "{imported}";\n\nexport const two = one;\n'

    assert _found_in(tmp_path, place, text) == ""


@pytest.mark.parametrize("place", ["features/models/card.tsx", "parts/card.tsx", "ui/card.tsx"])
def test_a_component_of_more_than_200_lines_is_found(tmp_path: Path, place: str) -> None:
    text = f"export function Card() {{\n{LONG}\n  return <p />;\n}}\n"

    found = _found_in(tmp_path, place, text)

    assert "noExcessiveLinesPerFile" in found
    assert "noExcessiveLinesPerFunction" in found


def test_only_tables_and_tests_may_be_longer() -> None:
    """One table of addresses or texts is read more easily than two halves of it."""
    rules = json.loads((WEB / "biome.json").read_text())["overrides"]
    left_out = [
        place
        for one in rules
        if "noExcessiveLinesPerFile" in one["linter"]["rules"]["style"]
        for place in one["includes"]
        if place.startswith("!")
    ]

    assert left_out == ["!src/app/router.tsx", "!**/*.test.ts", "!src/lib/messages/**"]


def _found_in(folder: Path, place: str, text: str) -> str:
    """What the rules about imports and sizes hold against one file; empty if nothing."""
    shutil.copy(WEB / "biome.json", folder)
    # It is read by the checker only to be checked itself.
    (folder / "node_modules").symlink_to(WEB / "node_modules")
    path = folder / "src" / place
    path.parent.mkdir(parents=True)
    path.write_text(text)
    checked = subprocess.run(
        [BIOME, "lint", *(f"--only={rule}" for rule in RULES), str(path)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Checked 1 file" in checked.stdout + checked.stderr, checked.stderr
    return checked.stderr if checked.returncode else ""

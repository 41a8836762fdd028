"""What the product imports is declared, and not only brought along by something else."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "modelshelf"
# Parts of what is declared, which hands them out or takes them in its own interface.
COMPANIONS = {
    "starlette": "fastapi",
    "yarl": "aiohttp",
    "kombu": "celery",
    "hf_xet": "huggingface_hub",
    "pydantic_core": "pydantic",
}


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["try"]]
    declared = {_plain(re.split(r"[^\w.-]", line)[0]) for line in asked}
    brought_by = packages_distributions()

    undeclared = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        for name in _imported(path) - sys.stdlib_module_names - {"modelshelf"}
        if not {_plain(d) for d in brought_by.get(COMPANIONS.get(name, name), [name])} & declared
    }

    assert undeclared == set()


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")

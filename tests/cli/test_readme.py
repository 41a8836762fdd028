"""The list of commands that newcomers read."""

import re
from pathlib import Path

from typer.main import get_group

from modelshelf.cli.main import app

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_names_every_command() -> None:
    block = README.read_text().split("## On the command line", 1)[1].split("```")[1]
    # What follows two spaces is what a command does.
    named = [line.split("  ", 1)[0] for line in block.strip().splitlines()]
    words = {word for line in named for word in re.findall(r"[a-z]+", line)}
    assert set(get_group(app).commands) - words == set()

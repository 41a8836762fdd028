"""YAML that was made to hurt: in a model card, and in an operator's registry file."""

import os
import time
from pathlib import Path

import pytest

from modelshelf.registry.card import MOST_CHARACTERS, Card, read_card
from modelshelf.registry.curated import load, parse
from modelshelf.registry.extra import load_registry

PATIENCE_SECONDS = 20.0
LEVELS = range(1, 30)
ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in LEVELS)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{f'*a{n - 1},' * 9}]}}\n" for n in LEVELS
)
REPEATED_TEXT = f"a: &a {'x' * 1000}\nb: [{'*a ,' * 1000}]\n"
NESTED = "a: " + "[" * 20_000
NESTED_OFTEN = "a: [" + f"{'[' * 200}{']' * 200}, " * 150 + "]"
BASE_60 = "a: " + "1:" * 20_000 + "1"
BOMBS = [ALIASES, MERGES, REPEATED_TEXT, NESTED, NESTED_OFTEN, BASE_60, f"{BASE_60}.5"]
NONSENSE = ["a: !!bool x", "a: !!int ''", "a: !!float ''", "a: !!timestamp x", "a: {<<: {b: 1}}"]
TAGS = "tags: [splade]"


@pytest.mark.parametrize("hurting", [*BOMBS, *NONSENSE])
def test_a_card_that_hurts_is_as_good_as_none(hurting: str) -> None:
    started = time.process_time()
    # The key is one that we read; what hurts is below it.
    lines = "\n".join(f"  {line}" for line in hurting.splitlines())
    assert read_card(f"---\n{TAGS}\nbase_model:\n{lines}\n---\n".encode()) == Card()
    assert time.process_time() - started < PATIENCE_SECONDS


@pytest.mark.parametrize("hurting", [*BOMBS, *NONSENSE, "schema_version: !!bool x"])
def test_a_registry_file_that_hurts_is_a_problem_of_one_line(hurting: str) -> None:
    started = time.process_time()
    found = parse(f"{hurting}\nmodels: []\n", "ours.yaml")
    assert time.process_time() - started < PATIENCE_SECONDS
    assert found.models == () and len(found.problems) == 1
    assert found.problems[0].startswith("ours.yaml: ") and len(found.problems[0]) < 500


@pytest.mark.parametrize("version", ["true", "2.0", "'2'", "[[2]]", "null"])
def test_a_version_that_is_no_whole_number_is_a_problem(version: str) -> None:
    (problem,) = parse(f"schema_version: {version}\nmodels: []\n", "ours.yaml").problems
    assert "schema_version" in problem


def test_a_text_may_be_said_once_more() -> None:
    card = read_card(b"---\nlicense: other\nlicense_name: &name acme\ntags: [*name ]\n---\n")
    assert card.licence == "acme" and card.tags == {"acme"}


def test_a_header_without_end_is_not_read() -> None:
    def header(characters: int) -> bytes:
        return f"---\n{TAGS}\nlicense_name: {'x' * characters}\n---\n".encode()

    assert read_card(header(MOST_CHARACTERS // 2)).tags == {"splade"}
    assert read_card(header(MOST_CHARACTERS)) == Card()


def test_a_pipe_in_the_place_of_the_registry_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ours.yaml")
    found = load_registry(str(tmp_path / "ours.yaml"), tmp_path, offline=False)
    assert found.models == load().models
    assert "MODELSHELF_REGISTRY_EXTRA" in found.problems[0]

"""The page can say in German what the server says in English.

The catalogue (web/src/lib/messages/de/said) has the English text for a key. Whoever changes a
sentence here and not there would let English into a German page, without anything that fails.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from modelshelf.kit.settings import Settings
from tests.support.product import CHECKOUT

SOURCE = CHECKOUT / "src/modelshelf"
CATALOGUE = CHECKOUT / "web/src/lib/messages/de/said"
_SHORTEST = 18
_HOLE = re.compile(r"\{[^{}]*\}")

# What no page shows.
ELSEWHERE = {
    "cli": "the command line, which speaks English",
    "migrations": "done before there is a page",
    "app/children.py": "a file of the server's own",
    "app/docs.py": "the API's documentation",
    "app/metrics.py": "for Prometheus",
    "app/page.py": "there is no page",
    "app/patience.py": "for programs that speak no HTTP",
    "app/serve.py": "there is no page",
    "app/valkey.py": "there is no page",
    "kit/settings.py": "settings are read before there is a page",
    "kit/setting_forms.py": "settings are read before there is a page",
    "registry/check.py": "the command `registry check`",
    "registry/curated.py": "the command `registry check`, and the log",
    "registry/patch.py": "the command `registry check`",
    "accounts/access.py": "names of routes, for the record of deeds",
    "hub/transfer/xet_child.py": "between two processes",
    "trial/program.py": "what a model is tried with",
}
# What only a command brings about or a file holds; and parts of a sentence that the catalogue has
# as a whole.
OTHERS = {
    "# Custom models of Modelshelf. What is left out is detected from the repositories.\n",
    "The Hub {}. Make one at {}/settings/tokens and give it to Modelshelf: {}.",
    "Check its name, or whether your token may see it if it is private.",
    "Check its name; if it is private, give Modelshelf a Hub token: {}.",
    "`modelshelf reclaim --dry-run` shows what could go.",
    "There are {} administrators: name an account with --as. `user list` shows all, `user add` "
    "makes one.",
    "{} has not added {}. `custom list` shows what was added; --as names another account.",
}


def _said(tree: ast.Module) -> Iterator[str]:
    """Texts that look like a sentence for people, with `{}` for each value."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):  # A docstring.
                skipped.add(id(node.value))
            case ast.JoinedStr():
                skipped.update(id(part) for part in node.values)
            case ast.keyword(arg="description" | "summary" | "help" | "title"):  # Of the API.
                skipped.update(map(id, ast.walk(node.value)))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                skipped.update(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if id(node) not in skipped and (text := _template(node)) and _is_sentence(text):
            yield text


def _template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def _is_sentence(text: str) -> bool:
    words = _HOLE.sub("", text).split()
    return len(text) > _SHORTEST and len(words) > 2 and text.rstrip()[-1] in ".!?"


@cache
def _catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(CATALOGUE.glob("*.json")):
        found |= json.loads(path.read_text())
    return found


@cache
def _keys() -> list[str]:
    return [_HOLE.sub("{}", key) for key in _catalogue()]


def _is_translated(text: str) -> bool:
    """Whether a key of the catalogue is this sentence. A hole of the one may be some words and
    holes of the other, and what begins small is a part of a sentence."""
    text, is_part = text.strip(), text[0] == " " or text[0].islower()
    find = _like(text).search if is_part else _like(text).fullmatch
    return any(find(key) or _like(key).fullmatch(text) for key in _keys())


@cache
def _like(template: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, template.split("{}"))))


def test_every_sentence_that_the_page_may_show_is_in_the_german_catalogue() -> None:
    missing = [
        f"{place}: {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not {place := path.relative_to(SOURCE).as_posix(), place.partition("/")[0]}
        & ELSEWHERE.keys()
        for text in _said(ast.parse(path.read_text()))
        if text not in OTHERS and not _is_translated(text)
    ]
    assert missing == []


def test_every_description_of_a_listed_model_is_in_the_german_catalogue() -> None:
    listed = yaml.safe_load((SOURCE / "registry/models.yaml").read_text())["models"]
    descriptions = {model["description"] for model in listed if "description" in model}
    assert len(descriptions) > 20
    assert sorted(descriptions - _catalogue().keys()) == []


def test_a_translation_has_no_value_that_the_sentence_lacks() -> None:
    strange = [
        said
        for said, translation in _catalogue().items()
        if not set(_HOLE.findall(translation)) <= set(_HOLE.findall(said))
    ]
    assert strange == []


def test_a_sentence_is_found_in_the_source_and_known_by_its_words() -> None:
    tree = ast.parse('raise Odd(f"The disk {name} is on fire. " "Call somebody.")')
    assert list(_said(tree)) == ["The disk {} is on fire. Call somebody."]
    assert not _is_translated("The disk {} is on fire. Call somebody.")
    assert _is_translated("The Hub has disabled {}; nobody can download it.")


def test_files_that_are_left_out_are_there() -> None:
    assert [name for name in ELSEWHERE if not (SOURCE / name).exists()] == []
    assert Path(CATALOGUE).is_dir()


def test_every_description_of_a_setting_is_in_the_german_catalogue() -> None:
    described = {field.description or "" for field in Settings.model_fields.values()}
    assert len(described) > 40
    assert sorted(described - _catalogue().keys()) == []


def test_every_title_of_a_problem_is_in_the_german_catalogue() -> None:
    """The record of deeds gives it for the reason of what was refused."""
    titles = {
        node.value.value
        for path in SOURCE.rglob("*.py")
        for kind in ast.walk(ast.parse(path.read_text()))
        if isinstance(kind, ast.ClassDef)
        for node in kind.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and isinstance(node.value, ast.Constant)
        and "title" in ast.unparse(node).partition("=")[0]
        and isinstance(node.value.value, str)
    }
    assert len(titles) > 80
    assert sorted(titles - _catalogue().keys()) == []

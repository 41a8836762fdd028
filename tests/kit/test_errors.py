"""Problems are told in one shape, and each code means one thing."""

import json
import pkgutil
import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

import modelshelf
from modelshelf.kit.errors import Conflict, Problem

TESTS = Path(__file__).resolve().parents[1]


def test_a_problem_is_a_problem_document() -> None:
    class ModelStuck(Conflict):
        code = "model_stuck"
        title = "The model is stuck"

    document = ModelStuck("acme/tiny is stuck. Pull harder.", model_id="acme/tiny").document()
    assert json.loads(json.dumps(document)) == {
        "type": "urn:modelshelf:problem:model_stuck",
        "title": "The model is stuck",
        "status": 409,
        "detail": "acme/tiny is stuck. Pull harder.",
        "code": "model_stuck",
        "model_id": "acme/tiny",
    }


def test_every_problem_of_the_product_is_told_apart() -> None:
    _import_everything()
    problems = [one for one in kinds(Problem) if one.__module__.startswith("modelshelf.")]
    assert len(problems) > 20
    meanings: dict[str, list[type[Problem]]] = {}
    for problem in problems:
        HTTPStatus(problem.status)
        assert problem.exit_code in {1, 2, 3}
        assert problem.code.replace("_", "").isalpha()
        assert problem.title
        meanings.setdefault(problem.code, []).append(problem)
    assert {
        code: names
        for code, names in meanings.items()
        if not any(all(issubclass(one, general) for one in names) for general in names)
    } == {}, "a code belongs to one class, and to what is a narrower case of the same"


# Told only as one of their narrower kinds.
NEVER_BY_ITSELF = {"policy_refusal", "too_many_requests"}


def test_every_code_has_a_test_that_names_it() -> None:
    _import_everything()
    codes = {one.code for one in kinds(Problem) if one.__module__.startswith("modelshelf.")}
    tests = "\n".join(
        file.read_text() for file in TESTS.rglob("test_*.py") if file != Path(__file__)
    )
    unnamed = {code for code in codes if not re.search(rf"\b{code}\b", tests)}

    assert unnamed == NEVER_BY_ITSELF, "one that no test names may change unseen"


def _import_everything() -> None:
    for module in pkgutil.walk_packages(modelshelf.__path__, "modelshelf."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            import_module(module.name)


def kinds(problem: type[Problem]) -> Iterator[type[Problem]]:
    yield problem
    for narrower in problem.__subclasses__():
        yield from kinds(narrower)

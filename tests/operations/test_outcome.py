"""What somebody who waited for an operation is told of its end."""

import pytest

from modelshelf.kit.errors import Conflict, Problem
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.outcome import problem_of


class WentWrong(Conflict):
    code = "went_wrong_in_a_test"


@pytest.mark.parametrize(
    ("code", "kind", "status", "exit_code"),
    [
        (WentWrong.code, WentWrong, 409, 3),
        ("of_a_module_that_nobody_imported", Problem, 500, 1),
        ("internal_error", Problem, 500, 1),
    ],
)
def test_what_it_failed_with_keeps_its_code(
    code: str, kind: type[Problem], status: int, exit_code: int
) -> None:
    row = _ended(Status.FAILED, error="The disk is full.", error_code=code)

    problem = problem_of(row, task_id="7")

    assert isinstance(problem, kind)
    assert (problem.code, problem.status, problem.exit_code) == (code, status, exit_code)
    document = problem.document()
    assert (document["code"], document["task_id"]) == (code, "7")
    assert document["detail"] == "The disk is full."
    assert code in document["type"]


def test_one_that_was_cancelled_did_not_fail() -> None:
    problem = problem_of(_ended(Status.CANCELLED))

    assert problem.code == "operation_cancelled"
    assert problem.detail == "The verify of lab/model was cancelled."
    assert problem.exit_code == 3


def _ended(status: Status, **values: str) -> Operation:
    return Operation(model_id="lab/model", kind=Kind.VERIFY, status=status, **values)

"""How an operation ended, as a problem for whoever waited for it."""

from typing import Any

from modelshelf.kit.errors import Conflict, Problem, kind_of_problem
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status


class OperationCancelled(Conflict):
    code = "operation_cancelled"
    title = "It was cancelled"


class _Failed(Problem):
    """What it failed with, where this process knows nothing but the code of that."""

    title = "It failed"

    def __init__(self, code: str, detail: str, **fields: Any) -> None:
        super().__init__(detail, **fields)
        self.code = code


def problem_of(row: Operation, **fields: Any) -> Problem:
    """Why an operation that has ended is not completed, as its row keeps it."""
    if row.status is Status.CANCELLED:
        return OperationCancelled(f"The {row.kind} of {row.model_id} was cancelled.", **fields)
    detail = row.error or "The log of the worker says more."
    code = row.error_code or Problem.code
    kind = kind_of_problem(code)
    return kind(detail, **fields) if kind is not None else _Failed(code, detail, **fields)

"""Problems that are told to people: one class per meaning, rendered once.

A problem has a stable `code` for programs and a `detail` in plain words that says what happened,
to what, and what to do next. Its HTTP status and its command-line exit code follow from its kind.

    Problem
    ├── Unauthorized   401   who are you?
    ├── Forbidden      403   you may not
    ├── NotFound       404   there is no such thing
    ├── Conflict       409   not while things are as they are
    ├── Invalid        422   what you sent cannot be understood
    ├── TooMany        429   later
    ├── Unavailable    503   something we need does not answer
    └── NoSpace        507   the disk cannot take it
"""

from typing import Any, ClassVar


class Problem(Exception):
    """Base of everything that is told to a person.

    Args:
        detail: One or two sentences: what happened and what to do.
        **fields: Further members of the problem document, JSON-serialisable.
    """

    status: ClassVar[int] = 500
    code: str = "internal_error"
    title: ClassVar[str] = "Internal error"
    exit_code: ClassVar[int] = 1

    def __init__(self, detail: str, **fields: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields

    def document(self) -> dict[str, Any]:
        """The RFC 9457 problem document of this problem."""
        return {
            "type": f"urn:modelshelf:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.fields,
        }


def kind_of_problem(code: str) -> type[Problem] | None:
    """The class of a problem of which only the code was kept, as an operation's row does; None
    where this process has no use for such a class, and has not imported it."""
    kinds = [Problem]
    for kind in kinds:  # Grows while it is read, until it holds the whole tree.
        kinds += kind.__subclasses__()
    return next((kind for kind in kinds if kind.code == code), None)


class Unauthorized(Problem):
    status = 401
    code = "not_signed_in"
    title = "Not signed in"
    exit_code = 3


class Forbidden(Problem):
    status = 403
    code = "forbidden"
    title = "Not allowed"
    exit_code = 3


class NotFound(Problem):
    status = 404
    code = "not_found"
    title = "Not found"


class Conflict(Problem):
    status = 409
    code = "conflict"
    title = "Not possible now"
    exit_code = 3


class Unconfirmed(Conflict):
    """Base of what goes ahead once somebody confirms it."""

    code = "confirmation_required"
    title = "Please confirm"


class Invalid(Problem):
    status = 422
    code = "invalid_request"
    title = "Invalid request"
    exit_code = 2


class TooMany(Problem):
    status = 429
    code = "too_many_requests"
    title = "Too many requests"
    exit_code = 3


class Unavailable(Problem):
    status = 503
    code = "unavailable"
    title = "Not available"


class NoSpace(Problem):
    status = 507
    code = "insufficient_storage"
    title = "Not enough disk space"
    exit_code = 3

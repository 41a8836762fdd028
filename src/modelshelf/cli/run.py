"""How every command runs: settings read once, problems told in plain words, exit codes kept.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (in use, busy, not enough disk, not allowed),
130 interrupted (docs/decisions/0007-exit-codes.md).
"""

import errno
import functools
import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from modelshelf.kit.errors import Invalid, NoSpace, Problem
from modelshelf.kit.text import printable

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

P = ParamSpec("P")
R = TypeVar("R")

INTERRUPTED_EXIT = 130  # As a shell reports a program that Ctrl-C ended.


class DiskError(Problem):
    code = "disk_error"
    title = "A file cannot be used"


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Turn a problem into one sentence on standard error (or JSON) and its exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED_EXIT) from None
        except BrokenPipeError:
            # Whoever read our output has had enough.
            sys.stderr.close()
            raise SystemExit(0) from None
        except Exception as error:
            problem = _as_problem(error)
            if problem is None:
                raise
            tell(problem, as_json=bool(kwargs.get("as_json")))
            raise SystemExit(problem.exit_code) from None

    return run


class UnknownChoice(Invalid):
    code = "unknown_choice"
    title = "No such choice"


E = TypeVar("E", bound=str)


@overload
def one_of(choices: Iterable[E], given: str, option: str) -> E: ...
@overload
def one_of(choices: Iterable[E], given: str | None, option: str) -> E | None: ...
def one_of(choices: Iterable[E], given: str | None, option: str) -> E | None:
    """The choice that was typed; None where none was. Raises: UnknownChoice."""
    known = {str(choice): choice for choice in choices}
    if given is None or given in known:
        return None if given is None else known[given]
    raise UnknownChoice(f"{given!r} is none of the choices for {option}: {', '.join(known)}.")


def _as_problem(error: Exception) -> Problem | None:
    """What an error means to a person; None for one that is no concern of this door."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OSError):
        return _disk_problem(error)
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        from modelshelf.app.problems import DatabaseAway

        return DatabaseAway(
            f"The database cannot be used: {first_line(error)}. Check MODELSHELF_DATABASE_URL and "
            "whether the server runs; `modelshelf doctor` looks at both."
        )
    return None


def _disk_problem(error: OSError) -> Problem:
    place = error.filename or "the disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(f"There is no space left for {place}. Free some, then try again.")
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        reason = "something that is no folder is in the way"
    else:
        reason = error.strerror or str(error)
    return DiskError(
        f"{place}: {reason}. Check the path, who owns it and its permissions; "
        "`modelshelf doctor` shows which folders are in use."
    )


def first_line(error: "DBAPIError") -> str:
    """What the database's driver said, without the statement and the hints around it."""
    return str(error.orig).partition("\n")[0].rstrip(".")


def tell(problem: Problem, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(problem.document()))
    else:
        said = f"{problem.title}: {problem.detail} [{problem.code}]"
        print(printable(said), file=sys.stderr)


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, default=str))

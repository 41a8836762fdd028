"""How every command runs: settings read once, problems told in plain words, exit codes kept.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (in use, busy, not enough disk, not allowed).
"""

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from modelshelf.kit.errors import Problem

P = ParamSpec("P")
R = TypeVar("R")

PAUSED_EXIT = 130  # As a shell reports a program that Ctrl-C ended.


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Turn a problem into one sentence on standard error (or JSON) and its exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Problem as problem:
            tell(problem, as_json=bool(kwargs.get("as_json")))
            raise SystemExit(problem.exit_code) from None
        except KeyboardInterrupt:
            raise SystemExit(PAUSED_EXIT) from None
        except BrokenPipeError:
            # Whoever read our output has had enough.
            sys.stderr.close()
            raise SystemExit(0) from None

    return run


def tell(problem: Problem, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(problem.document()))
    else:
        print(f"{problem.title}: {problem.detail} [{problem.code}]", file=sys.stderr)


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, default=str))

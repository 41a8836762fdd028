"""Problems as answers: one handler for ours, and the framework's own turned into the same shape."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException

from modelshelf.kit.errors import Invalid, Problem, TooMany, Unavailable

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger()


class ProblemOut(BaseModel):
    """RFC 9457. `code` is stable and for programs, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class DatabaseAway(Unavailable):
    code = "database_unavailable"
    title = "The database does not answer"


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DataError, _value)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _unexpected)


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: these statuses come as problem documents."""
    return {
        status: {"model": ProblemOut, "content": {MEDIA_TYPE: {}}, "description": "Problem"}
        for status in statuses
    }


def render(problem: Problem) -> JSONResponse:
    headers = {}
    if isinstance(problem, TooMany) and "retry_after_seconds" in problem.fields:
        headers["Retry-After"] = str(problem.fields["retry_after_seconds"])
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        problem.document(), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers
    )


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return render(error)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # What was sent is not repeated: it may hold a password.
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
        for fault in error.errors()
    ]
    shown = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults[:5])
    return render(Invalid(f"The request cannot be understood. {shown}.", errors=faults))


_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media"}


async def _framework(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    document = {
        "type": "about:blank",
        "title": error.detail,
        "status": error.status_code,
        "detail": f"{error.detail}. `/api/v2/docs` lists what there is.",
        "code": _CODES.get(error.status_code, "http_error"),
    }
    return JSONResponse(
        document, status_code=error.status_code, media_type=MEDIA_TYPE, headers=error.headers
    )


async def _value(_: Request, error: Exception) -> JSONResponse:
    # PostgreSQL refuses more than SQLite does, and says so instead of finding nothing.
    log.warning("value_refused_by_database", error=str(error))
    return render(
        Invalid("The request holds what the database cannot hold, such as the character NUL.")
    )


async def _database(_: Request, error: Exception) -> JSONResponse:
    log.error("database_error", error=str(error))
    return render(
        DatabaseAway(
            "The database cannot be used right now. Try again, or see `modelshelf doctor`."
        )
    )


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected", path=request.url.path, exc_info=error)
    return render(Problem("Modelshelf met an error of its own, and its log says more. Try again."))

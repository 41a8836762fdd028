"""Logs tell what happened, and no secret."""

import json
import subprocess
import sys

import pytest

TOKEN = "hf_abcdefgh12345678"
SAY = """
import structlog
from modelshelf.kit import logs
logs.configure()
log = structlog.get_logger()
{statement}
"""


def say(statement: str) -> dict[str, object]:
    """What a process writes to its log, when that is not a terminal."""
    done = subprocess.run(
        [sys.executable, "-c", SAY.format(statement=statement)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    entry: dict[str, object] = json.loads(done.stderr)
    return entry


def test_an_entry_is_one_line_of_json() -> None:
    entry = say("log.info('started', model='acme/tiny', size_bytes=7, kept=None)")
    assert (entry["event"], entry["level"], entry["model"]) == ("started", "info", "acme/tiny")
    assert (entry["size_bytes"], entry["kept"]) == (7, None)
    assert str(entry["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "statement",
    [
        f"log.info('asked', hub_token='{TOKEN}')",
        f"log.info('asked with {TOKEN}')",
        f"log.info('asked', headers={{'Authorization': '{TOKEN}'}})",
        f"log.info('asked', arguments=['pull', {{'value': 'Bearer {TOKEN}'}}])",
        f"log.info('asked', error=ValueError('refused {TOKEN}'))",
        f"log.info('asked', url='https://cdn.example/b?X-Amz-Signature={TOKEN}&a=1')",
        f"log.info('asked', url='postgresql://ada:{TOKEN}@db/shelf')",
        f"try:\n    raise ValueError('{TOKEN}')\nexcept ValueError:\n    log.exception('asked')",
        f"structlog.contextvars.bind_contextvars(session_cookie='{TOKEN}')\nlog.info('asked')",
    ],
    ids=[
        "name",
        "event",
        "inside",
        "deep",
        "error",
        "signature",
        "address",
        "traceback",
        "context",
    ],
)
def test_no_secret_is_told(statement: str) -> None:
    entry = json.dumps(say(statement))
    assert TOKEN not in entry
    assert "asked" in entry
    assert "[hidden]" in entry


def test_what_stands_around_a_secret_is_told() -> None:
    entry = say(f"log.info('asked', url='https://ada:{TOKEN}@cdn.example/b?Signature=abc&a=1')")
    assert entry["url"] == "https://ada:[hidden]@cdn.example/b?Signature=[hidden]&a=1"


def test_a_command_tells_only_what_broke() -> None:
    entry = say(
        "logs.configure(logs.Level.ERROR)\n"
        "log = structlog.get_logger()\n"
        "log.info('started')\n"
        "log.error('broke')"
    )
    assert entry["event"] == "broke"

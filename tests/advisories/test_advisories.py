"""The check for advisories fails where there are some, and says so where it could not ask."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.advisories.check import Verdict, check, locked


@contextmanager
def service(known: dict[str, str], status: int = 200) -> Iterator[str]:
    """An advisory service that knows one advisory each for some packages."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            names = [query["package"]["name"] for query in asked]
            results = [{"vulns": [{"id": known[n]}]} if n in known else {} for n in names]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_both_locks_are_asked_about() -> None:
    names = {(package.ecosystem, package.name) for package in locked()}
    assert {("PyPI", "fastapi"), ("PyPI", "cryptography"), ("npm", "react")} <= names
    assert all(package.version[0].isdigit() for package in locked())


def test_an_advisory_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    with service({"fastapi": "PYSEC-2099-1", "react": "GHSA-x"}) as url:
        assert check(url) is Verdict.VULNERABLE
    told = capsys.readouterr().out
    assert "PYSEC-2099-1" in told and "GHSA-x" in told


def test_none_passes() -> None:
    with service({}) as url:
        assert check(url, required=True) is Verdict.CLEAN


@pytest.mark.parametrize("required", [False, True])
def test_not_being_able_to_ask_is_said(required: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with service({}, status=405) as url:
        verdict = check(url, required=required)
    assert verdict is (Verdict.NOT_CHECKED if required else Verdict.CLEAN)
    assert "NOT CHECKED" in capsys.readouterr().out

"""One HTTP request, taken as it comes: no redirects followed, nothing retried."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        headers: Names in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def connect(url: str, timeout_seconds: float = 5.0) -> HTTPConnection:
    return HTTPConnection(urlsplit(url).netloc, timeout=timeout_seconds)


def ask(
    connection: HTTPConnection,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> Answer:
    """Send one request over a connection; `Range` and such go in as `range="bytes=0-9"`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, headers=sent)
    response = connection.getresponse()
    received = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, received, response.read())


def ask_once(
    url: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    timeout_seconds: float = 5.0,
    **headers: str,
) -> Answer:
    """Send one request over a connection of its own."""
    connection = connect(url, timeout_seconds)
    try:
        return ask(connection, path, method=method, body=body, **headers)
    finally:
        connection.close()

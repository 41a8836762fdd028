"""What a browser is told, under which names, and what hostile requests get."""

import base64
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import httpx2
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from modelshelf.app import patience
from modelshelf.app.hosts import Names
from tests.support.api import API
from tests.support.product import ADMIN, PASSWORD, Product, Server
from tests.support.wait import PATIENCE_SECONDS

PATHS = [
    "/",
    f"{API}/docs",
    f"{API}/docs/style.css",
    f"{API}/openapi.json",
    f"{API}/models",
    f"{API}/nowhere",
    "/health",
    "/settings/models",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_binds_the_browser(server: Server, path: str) -> None:
    for headers in (server.as_nobody().http.get(path).headers, server.api.http.get(path).headers):
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_of_scripts_in_the_page_itself_the_policy_allows_those_that_stand_there(
    server: Server,
) -> None:
    browser = server.as_nobody().http
    for path in ("/", "/sign-in", "/models/org/name"):
        answer = browser.get(path)
        scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
        digests = [base64.b64encode(sha256(each.encode()).digest()).decode() for each in scripts]
        allowed = re.findall(r"'sha256-(.+?)'", answer.headers["content-security-policy"])
        assert len(digests) == 1 and allowed == digests
    assert "sha256" not in browser.get(f"{API}/docs").headers["content-security-policy"]


def test_what_the_api_says_is_kept_by_no_cache(server: Server) -> None:
    assert server.api.http.get(f"{API}/auth/me").headers["cache-control"] == "no-store"
    assert "no-cache" in server.api.http.get(f"{API}/models").headers["cache-control"]


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)],
)
def test_scripts_come_as_small_as_the_browser_takes_them_and_are_kept(
    server: Server, accepted: str, packing: str | None
) -> None:
    browser = server.as_nobody().http
    page = browser.get("/")
    assert page.headers["cache-control"] == "no-cache" and page.headers["etag"]
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', page.text)
    with browser.stream("GET", script, headers={"Accept-Encoding": accepted}) as answer:
        headers = answer.headers
        sent = b"".join(answer.iter_raw())
    assert headers.get("content-encoding") == packing
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"] and headers["vary"] == "Accept-Encoding"
    assert len(sent) == int(headers["content-length"])


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "models-page"),
        ("/settings/models", "models-page"),
        ("/models/org/name", "model-page"),
        ("/storage", "storage-page"),
        ("/sign-in", "sign-in-page"),
        ("/setup", "setup-page"),
    ],
)
def test_the_browser_is_told_at_once_of_the_scripts_that_an_address_needs(
    server: Server, path: str, page: str
) -> None:
    browser = server.as_nobody().http
    html = browser.get(path).text
    announced = re.findall(r'rel="modulepreload"[^>]* href="(/assets/[^"]+)"', html)
    pages = [name for name in announced if re.search(r"-page-|/search-screen-", name)]
    assert [re.sub(r"^/assets/(.*-page)-.*", r"\1", name) for name in pages] == [page]
    for name in announced:
        assert browser.head(name).status_code == 200, name


def test_a_long_answer_of_the_api_is_packed_and_a_short_one_is_not(server: Server) -> None:
    for path, packing in ((f"{API}/models?limit=50", "gzip"), (f"{API}/auth/me", None)):
        answer = server.api.http.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers.get("content-encoding") == packing
        assert answer.json()


def test_the_documentation_needs_no_script_and_names_every_route(server: Server) -> None:
    page = server.as_nobody().http.get(f"{API}/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text and "style=" not in page.text and "http" not in page.text
    document = server.as_nobody().http.get(f"{API}/openapi.json").json()
    for path in document["paths"]:
        assert path in page.text
    assert "Role admin or above; an API token needs the scope manage." in page.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("shelf.localhost", 200),
        ("[::1]:8000", 200),
        ("192.168.1.7", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost@evil.example", 421),
        ("", 421),
    ],
)
def test_a_name_that_anybody_can_point_here_is_refused(
    server: Server, host: str, status: int
) -> None:
    answer = server.as_nobody().http.get("/health", headers={"Host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["code"] == "host_not_allowed"
        assert "content-security-policy" in answer.headers


def test_names_are_those_of_the_machine_or_of_the_setting() -> None:
    own = Names([])
    assert own.include(socket.gethostname()) and own.include(f"{socket.gethostname()}.local:80")
    assert not own.include("shelf.example.org")
    set_up = Names(["shelf.example.org", "*.lan"])
    assert set_up.include("Shelf.Example.org.:443") and set_up.include("a.b.lan")
    assert set_up.include("10.0.0.1") and set_up.include("localhost")
    assert not set_up.include("lan") and not set_up.include("evillan")
    assert Names(["*"]).include("any.example") and not Names(["*"]).include("a b")


def test_behind_a_proxy_that_is_trusted_cookies_are_secure(product: Product) -> None:
    product.settings |= {"TRUSTED_PROXIES": "127.0.0.0/8", "ALLOWED_HOSTS": "shelf.example.org"}
    forwarded = {
        "Host": "shelf.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
        "Origin": "https://shelf.example.org",
    }
    with product.serving("--no-worker") as server:
        account = {"username": ADMIN, "password": PASSWORD}
        signed_in = httpx2.post(f"{server.url}{API}/auth/login", json=account, headers=forwarded)
        cookie = signed_in.headers["set-cookie"]
        assert cookie.startswith("__Host-") and "Secure" in cookie
        sessions = server.api.get("/auth/sessions")["sessions"]
        assert "203.0.113.9" in {session["address"] for session in sessions}


def test_nobody_else_is_believed_where_they_come_from(server: Server) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    account = {"username": ADMIN, "password": PASSWORD}
    signed_in = httpx2.post(f"{server.url}{API}/auth/login", json=account, headers=forged)
    assert "Secure" not in signed_in.headers["set-cookie"]
    sessions = server.api.get("/auth/sessions")["sessions"]
    assert {session["address"] for session in sessions} == {"127.0.0.1"}


def test_a_body_may_be_a_mebibyte(server: Server) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    for content in (b" " * (2**20 + 1), chunks()):
        answer = server.api.ask(
            "POST", "/models/plan", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 413, answer.text
        assert answer.json()["code"] == "too_large"


def _connect(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def test_an_endless_head_is_not_read_to_its_end(server: Server) -> None:
    with _connect(server) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Much: ")
        with pytest.raises(OSError):
            for _ in range(1000):
                connection.sendall(b"x" * 10_000)
        assert server.as_nobody().http.get("/health").status_code == 200


def test_a_head_beyond_the_limit_is_refused_however_fast_it_comes() -> None:
    with _hasty_server() as address:
        for header_bytes, expected in ((60_000, b"200"), (70_000, b"400")):
            with socket.create_connection(address, PATIENCE_SECONDS) as connection:
                much = b"x" * header_bytes
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + much + b"\r\n\r\n")
                assert connection.recv(4096).split()[1:2] == [expected]


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await PlainTextResponse("here")(scope, receive, send)


@contextmanager
def _hasty_server() -> Iterator[tuple[str, int]]:
    """A server in this process with our protocol, and less patience than the product has."""
    config = uvicorn.Config(_answer, http=Hasty, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


class Hasty(patience.PatientProtocol):
    request_seconds = 0.5


def test_a_request_that_drips_is_given_up() -> None:
    with (
        _hasty_server() as address,
        socket.create_connection(address, PATIENCE_SECONDS) as head,
        socket.create_connection(address, PATIENCE_SECONDS) as body,
        socket.create_connection(address, PATIENCE_SECONDS) as silent,
    ):
        head.sendall(b"GET / HTTP/1.1\r\nHost: local")
        body.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        for connection in (head, body, silent):
            assert connection.recv(4096) == b""  # Closed, and nothing said.
        whole = httpx2.post(f"http://127.0.0.1:{address[1]}/", content=b"x" * 100)
        assert whole.text == "here"

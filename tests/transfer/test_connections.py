"""What a transfer does with the connections that it reads from by itself."""

import subprocess
from pathlib import Path

import pytest

from tests.hub import Options, Pattern
from tests.transfer.conftest import MakeShelf
from tests.transfer.one_answer import one_answer
from tests.transfer.shelf import WEIGHTS, Child

_SIZE = 40_000_000


def test_a_connection_is_kept_from_one_segment_to_the_next(make_shelf: MakeShelf) -> None:
    shelf = make_shelf({WEIGHTS: Pattern(_SIZE), "config.json": b"{}"})

    shelf.run()

    asked = shelf.server.stats.requests("GET", "/resolve/")
    assert len(asked) > 2 * shelf.connections
    assert len({request.client_port for request in asked}) <= shelf.connections
    assert shelf.body_bytes(WEIGHTS) == _SIZE


@pytest.mark.parametrize("size", [100_000, 5_000_000], ids=["small", "large"])
def test_a_body_of_unknown_length(make_shelf: MakeShelf, size: int) -> None:
    content = bytes(range(250)) * (size // 250)
    shelf = make_shelf({WEIGHTS: content})

    with one_answer(200, {"Content-Type": "application/octet-stream"}, content) as shelf.endpoint:
        shelf.run()

    shelf.check_installed()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_over_tls(
    make_shelf: MakeShelf, certificate: Path, monkeypatch: pytest.MonkeyPatch, loop: str
) -> None:
    shelf = make_shelf(
        {WEIGHTS: Pattern(_SIZE), "config.json": b"{}"}, Options(certificate=certificate)
    )
    assert shelf.server.url.startswith("https:")
    # Read when a process begins, so the transfer needs one of its own.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    child = Child(shelf, loop=loop)

    assert child.wait_until_it_ends() == 0
    shelf.check_installed()
    ports = {request.client_port for request in shelf.server.stats.requests("GET", WEIGHTS)}
    assert len(ports) <= shelf.connections


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for 127.0.0.1, which whoever trusts the file trusts."""
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hub"
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    with path.open("a") as file:
        file.write(Path(f"{path}.crt").read_text())
    return path

"""Parts of files, as RFC 9110 section 14 has them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import Content, HubServer, Inline, LocalHub, Options, Pattern, running_hub
from tests.hub.raw import ask, ask_once, connect
from tests.support.wait import wait_for

SIZE_BYTES = 3_000_017
FILE = "/demo/tiny/resolve/main/model.safetensors"
WHOLE = Pattern(SIZE_BYTES, seed=5).read(0, SIZE_BYTES)


@pytest.fixture(params=["inline", "pattern", "disk"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubServer]:
    pattern = Pattern(SIZE_BYTES, seed=5)
    contents: dict[str, Content] = {
        "inline": Inline(WHOLE),
        "pattern": pattern,
        "disk": pattern.on_disk(tmp_path),
    }
    hub = LocalHub()
    hub.add("demo/tiny", {"model.safetensors": contents[request.param], "empty.bin": b""})
    with running_hub(hub) as server:
        yield server


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=1000000-2000005", 1_000_000, 2_000_006),
        ("bytes=2999999-", 2_999_999, SIZE_BYTES),
        ("bytes=-10", SIZE_BYTES - 10, SIZE_BYTES),
        ("bytes=5-99999999", 5, SIZE_BYTES),
    ],
)
def test_a_range_gives_exactly_that_part(
    server: HubServer, asked: str, start: int, end: int
) -> None:
    answer = ask_once(server.url, FILE, range=asked, if_range='"another"')

    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE_BYTES}"
    assert answer.body == WHOLE[start:end]
    assert server.stats.body_bytes[FILE] == end - start


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "pages=1-2", "bytes=-", ""])
def test_anything_else_gives_the_whole_file(server: HubServer, asked: str) -> None:
    answer = ask_once(server.url, FILE, range=asked)

    assert answer.status == 200
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.body == WHOLE


@pytest.mark.parametrize("asked", [f"bytes={SIZE_BYTES}-", "bytes=-0", "bytes=9-3"])
def test_a_range_of_nothing_is_refused(server: HubServer, asked: str) -> None:
    answer = ask_once(server.url, FILE, range=asked)

    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE_BYTES}"


def test_head_announces_the_file_and_sends_none_of_it(server: HubServer) -> None:
    sha = server.hub.repos["demo/tiny"].branches["main"]

    answer = ask_once(server.url, FILE, method="HEAD", range="bytes=0-9")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(SIZE_BYTES)
    assert answer.headers["x-repo-commit"] == sha
    assert re.fullmatch(r'"[0-9a-f]{64}"', answer.headers["etag"])
    assert answer.headers["x-linked-etag"] == answer.headers["etag"]
    assert answer.headers["x-linked-size"] == str(SIZE_BYTES)
    assert server.stats.total_body_bytes == 0


def test_a_connection_serves_one_range_after_another(server: HubServer) -> None:
    connection = connect(server.url)
    for start in range(0, SIZE_BYTES, 1 << 20):
        answer = ask(connection, FILE, range=f"bytes={start}-{start + (1 << 20) - 1}")
        assert answer.body == WHOLE[start : start + (1 << 20)]
    assert ask(connection, "/demo/tiny/resolve/main/empty.bin").body == b""
    connection.close()

    assert server.stats.peak_connections == 1
    assert server.stats.total_body_bytes == SIZE_BYTES


def test_a_client_that_hangs_up_is_charged_for_what_it_took(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    size_bytes = 60_000_000
    hub = LocalHub()
    hub.add("demo/tiny", {"model.safetensors": Pattern(size_bytes).on_disk(tmp_path)})
    with running_hub(hub) as server:
        connection = connect(server.url)
        connection.request("GET", FILE)
        assert len(connection.getresponse().read(1000)) == 1000
        connection.close()

        wait_for(lambda: server.stats.total_body_bytes < size_bytes, "less is counted as sent")
        assert server.stats.total_body_bytes >= 1000
    assert not caplog.records


def test_it_also_listens_on_ipv6_when_asked() -> None:
    hub = LocalHub()
    hub.add("demo/tiny", {"config.json": "{}"})
    with running_hub(hub, Options(ipv6=True)) as server:
        url = server.url.replace("127.0.0.1", "[::1]")
        assert ask_once(url, "/demo/tiny/resolve/main/config.json").body == b"{}"

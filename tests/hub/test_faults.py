"""Every fault does to a client what its name says, to as many requests as ordered, and no more."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path

import pytest
from huggingface_hub import HfApi, snapshot_download

from tests.hub import (
    ChangedEtag,
    Delay,
    Drop,
    EndEarly,
    Hang,
    HubServer,
    IgnoreRange,
    InvalidJson,
    LocalHub,
    Options,
    Pattern,
    Rate,
    RedirectLoop,
    Reset,
    Rule,
    Stall,
    Status,
    WrongByte,
    WrongContentRange,
    running_hub,
)
from tests.hub.faults import Action
from tests.hub.raw import Answer, ask, ask_once, connect
from tests.support.wait import wait_for

SIZE_BYTES = 600_000
WEIGHTS = Pattern(SIZE_BYTES, seed=3)
WHOLE = WEIGHTS.read(0, SIZE_BYTES)
FILE = "/demo/tiny/resolve/main/model.safetensors"
INFO = "/api/models/demo/tiny"
SHORT_SECONDS = 0.15


def tiny_hub() -> LocalHub:
    hub = LocalHub()
    hub.add("demo/tiny", {"config.json": "{}", "model.safetensors": WEIGHTS})
    return hub


@pytest.fixture
def server() -> Iterator[HubServer]:
    with running_hub(tiny_hub()) as server:
        yield server


def once(action: Action) -> Rule:
    return Rule(action, path="safetensors|/api/", times=1)


def received_until_broken(server: HubServer, timeout_seconds: float = 5.0) -> tuple[bytes, str]:
    """The body's bytes that arrive, and how it ends: `end`, `reset` or `silence`."""
    netloc = server.url.removeprefix("http://").split(":")
    with socket.create_connection((netloc[0], int(netloc[1])), timeout_seconds) as connection:
        connection.sendall(f"GET {FILE} HTTP/1.1\r\nHost: hub\r\n\r\n".encode())
        received, ending = bytearray(), "end"
        try:
            while piece := connection.recv(1 << 16):
                received += piece
        except ConnectionResetError:
            ending = "reset"
        except TimeoutError:
            ending = "silence"
    return bytes(received.partition(b"\r\n\r\n")[2]), ending


def test_status_with_retry_after_comes_once(server: HubServer) -> None:
    server.faults.set(once(Status(503, retry_after="7", body="later", error_code="Busy")))

    first, second = ask_once(server.url, FILE), ask_once(server.url, FILE)

    assert (first.status, first.body) == (503, b"later")
    assert (first.headers["retry-after"], first.headers["x-error-code"]) == ("7", "Busy")
    assert (second.status, second.body) == (200, WHOLE)
    assert server.faults.hits == [1]


def test_a_dropped_connection_has_no_answer(server: HubServer) -> None:
    server.faults.set(once(Drop()))

    with pytest.raises(RemoteDisconnected):
        ask_once(server.url, FILE)
    assert ask_once(server.url, FILE).body == WHOLE


def test_a_hanging_request_is_silent(server: HubServer) -> None:
    server.faults.set(once(Hang()))

    with pytest.raises(TimeoutError):
        ask_once(server.url, INFO, timeout_seconds=SHORT_SECONDS)
    assert ask_once(server.url, INFO).status == 200


def test_a_delay_passes(server: HubServer) -> None:
    server.faults.set(once(Delay(SHORT_SECONDS)))

    began = time.monotonic()
    assert ask_once(server.url, INFO).status == 200
    assert time.monotonic() - began >= SHORT_SECONDS


@pytest.mark.parametrize(
    ("action", "ending"),
    [
        (Reset(after_bytes=200_000), "reset"),
        (EndEarly(after_bytes=200_000), "end"),
        (Stall(after_bytes=200_000), "silence"),
    ],
)
def test_a_body_breaks_off_after_exactly_so_many_bytes(
    server: HubServer, action: Action, ending: str
) -> None:
    server.faults.set(once(action))

    assert received_until_broken(server, SHORT_SECONDS * 2) == (WHOLE[:200_000], ending)
    assert server.stats.body_bytes[FILE] == 200_000
    assert ask_once(server.url, FILE).body == WHOLE


def test_a_cut_behind_the_end_still_cuts(server: HubServer) -> None:
    server.faults.set(once(EndEarly(after_bytes=10**9)))

    with pytest.raises(IncompleteRead) as broken:
        ask_once(server.url, FILE, range="bytes=0-999")
    assert broken.value.partial == WHOLE[:999]


def test_a_range_can_be_ignored_or_answered_wrongly(server: HubServer) -> None:
    server.faults.set(once(IgnoreRange()))
    ignored = ask_once(server.url, FILE, range="bytes=10-19")
    assert (ignored.status, ignored.body) == (200, WHOLE)

    server.faults.add(once(WrongContentRange(shift_bytes=3)))
    wrong = ask_once(server.url, FILE, range="bytes=10-19")
    assert wrong.headers["content-range"] == f"bytes 13-22/{SIZE_BYTES}"
    assert wrong.body == WHOLE[10:20]


def test_an_etag_can_change(server: HubServer) -> None:
    server.faults.set(once(ChangedEtag()))

    changed, true = (ask_once(server.url, FILE, method="HEAD") for _ in range(2))

    assert true.headers["etag"] == f'"{WEIGHTS.sha256}"'
    assert changed.headers["etag"] != true.headers["etag"]
    assert changed.headers["x-linked-etag"] == changed.headers["etag"]


def test_one_byte_can_be_wrong(server: HubServer) -> None:
    server.faults.set(once(WrongByte(after_bytes=300_000)))

    body = ask_once(server.url, FILE).body

    assert [at for at in range(SIZE_BYTES) if body[at] != WHOLE[at]] == [300_000]


def test_redirects_can_go_in_circles(server: HubServer) -> None:
    server.faults.set(Rule(RedirectLoop(), path=FILE))

    answer = ask_once(server.url, FILE + "?download=true")

    assert (answer.status, answer.headers["location"]) == (302, FILE + "?download=true")


def test_json_can_be_broken(server: HubServer) -> None:
    server.faults.set(once(InvalidJson()))

    answer = ask_once(server.url, INFO)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


def test_rules_choose_their_requests(server: HubServer) -> None:
    server.faults.set(
        Rule(Status(500), path="config", method="GET", skip=1, times=2),
        Rule(Status(501), origin="cdn"),
    )
    config = "/demo/tiny/resolve/main/config.json"

    assert ask_once(server.url, config, method="HEAD").status == 200
    assert [ask_once(server.url, config).status for _ in range(4)] == [200, 500, 500, 200]
    assert ask_once(server.url, FILE).status == 200
    server.faults.set(Rule(Status(500), probability=0.5, seed=1))
    seen = [ask_once(server.url, config).status for _ in range(20)]
    assert 3 <= seen.count(500) <= 17
    server.faults.set(Rule(Status(500), probability=0.5, seed=1))
    assert [ask_once(server.url, config).status for _ in range(20)] == seen


def test_a_connections_rate_holds_across_its_requests(server: HubServer) -> None:
    server.faults.set(Rule(Rate(1_000_000)))

    in_one = _seconds(lambda: _ask_parts(server, parts=4))
    in_many = _seconds(lambda: _in_threads(lambda: _ask_parts(server, parts=4), count=25))

    assert in_one >= 0.17  # 200,000 bytes at 1 MB/s, less the burst.
    assert in_many < 4  # They would take 5 s if they shared it.


def test_a_rate_in_all_is_shared(server: HubServer) -> None:
    server.faults.set(Rule(Rate(2_000_000, scope="all")))

    assert _seconds(lambda: _in_threads(lambda: _ask_parts(server, parts=4), count=2)) >= 0.17


def test_a_servers_own_rate_outlives_the_faults() -> None:
    with running_hub(tiny_hub(), Options(bytes_per_second=1_000_000)) as server:
        server.faults.clear()
        assert _seconds(lambda: _ask_parts(server, parts=4)) >= 0.17


def test_links_to_the_second_origin_expire_and_cannot_be_made_up(tmp_path: Path) -> None:
    with running_hub(tiny_hub(), Options(second_origin=True, link_seconds=0.5)) as server:
        assert server.cdn_url is not None
        redirect = ask_once(server.url, FILE)
        assert redirect.status == 302
        link = redirect.headers["location"].removeprefix(server.cdn_url)
        assert redirect.headers["x-linked-size"] == str(SIZE_BYTES)

        fresh = ask_once(server.cdn_url, link, range="bytes=5-9")
        assert (fresh.status, fresh.body) == (206, WHOLE[5:10])
        assert ask_once(server.cdn_url, link.replace("expires=", "expires=9")).status == 403
        server.faults.set(Rule(Status(400), origin="cdn", times=1))
        assert ask_once(server.cdn_url, link).status == 400
        cdn_url = server.cdn_url
        wait_for(lambda: ask_once(cdn_url, link).status == 403, "the link expires")
        # The Hub gives a new one.
        snapshot_download("demo/tiny", endpoint=server.url, cache_dir=tmp_path, token=False)


def test_faults_are_set_and_statistics_read_over_http(server: HubServer) -> None:
    rules = [{"action": {"kind": "end_early", "after_bytes": 5}, "path": "safetensors", "times": 1}]

    assert _control(server, "PUT", "/_faults", rules).status == 204
    with pytest.raises(IncompleteRead):
        ask_once(server.url, FILE)
    assert json.loads(_control(server, "GET", "/_faults").body) == {"hits": [1]}
    stats = json.loads(_control(server, "GET", "/_stats").body)
    assert stats["body_bytes"] == {FILE: 5}
    assert stats["peak_connections"] >= 1
    assert _control(server, "DELETE", "/_faults").status == 204
    assert ask_once(server.url, FILE).body == WHOLE
    assert _control(server, "DELETE", "/_stats").status == 204
    assert json.loads(_control(server, "GET", "/_stats").body)["requests"] == {}

    refused = _control(server, "PUT", "/_faults", [{"action": {"kind": "explode"}}])
    assert refused.status == 400
    assert "end_early" in json.loads(refused.body)["error"]


def test_a_branch_moves_over_http(server: HubServer) -> None:
    wanted = {"repo": "demo/tiny", "files": {"config.json": '{"new": true}'}}

    sha = json.loads(_control(server, "POST", "/_commits", wanted).body)["sha"]

    assert HfApi(endpoint=server.url, token=False).model_info("demo/tiny").sha == sha


def _control(server: HubServer, method: str, path: str, document: object = None) -> Answer:
    return ask_once(server.url, path, method=method, body=json.dumps(document).encode())


def _ask_parts(server: HubServer, parts: int, part_bytes: int = 50_000) -> None:
    connection = connect(server.url)
    for part in range(parts):
        asked = f"bytes={part * part_bytes}-{(part + 1) * part_bytes - 1}"
        assert len(ask(connection, FILE, range=asked).body) == part_bytes
    connection.close()


def _seconds(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _in_threads(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

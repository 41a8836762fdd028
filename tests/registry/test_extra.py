"""The operator's own registry file: from the disk and from the web, with what can go wrong."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from modelshelf.registry import extra
from modelshelf.registry.curated import Curated, load
from modelshelf.registry.extra import MOST_BYTES, load_registry

OURS = "sentence-transformers/all-MiniLM-L6-v2"
ENTRY = """
  - {id: %s, type: embedding, name: In-house, description: A model., parameters: 10,
     dtype: float32, licence: mit, commercial_use: true, dimension: 8,
     source: [{place: our wiki, facts: [parameters, dimension]}]}
"""


def written(*ids: str) -> str:
    return "schema_version: 2\nmodels:" + "".join(ENTRY % each for each in ids)


def by_id(curated: Curated, model_id: str) -> str | None:
    return next((model.name for model in curated.models if model.id == model_id), None)


class Site(BaseHTTPRequestHandler):
    text = b""
    etag = '"1"'
    status = 200
    asked: list[str | None]

    def do_GET(self) -> None:
        type(self).asked.append(self.headers["If-None-Match"])
        known = self.headers["If-None-Match"] == self.etag
        self.send_response(304 if known else self.status)
        self.send_header("ETag", self.etag)
        self.send_header("Content-Length", str(0 if known else len(self.text)))
        self.end_headers()
        if not known:
            self.wfile.write(self.text)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(text: str, status: int = 200) -> Iterator[tuple[str, type[Site]]]:
    site = type("OneSite", (Site,), {"text": text.encode(), "status": status, "asked": []})
    server = HTTPServer(("127.0.0.1", 0), site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/models.yaml", site
    finally:
        server.shutdown()
        server.server_close()


def test_without_one_it_is_what_ships(tmp_path: Path) -> None:
    assert load_registry(None, tmp_path, offline=False) == load()


def test_a_file_adds_models_and_takes_the_place_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(written("acme/private", OURS))

    found = load_registry(str(file), tmp_path, offline=False)

    assert found.problems == ()
    assert by_id(found, OURS) == by_id(found, "acme/private") == "In-house"
    ids = [model.id for model in found.models]
    assert ids[-1] == "acme/private" and len(ids) == len(load().models) + 1
    assert ids.index(OURS) == [model.id for model in load().models].index(OURS)
    replaced = found.models[ids.index(OURS)]
    # The whole entry is theirs: nothing of ours shines through.
    assert "max_sequence_length" not in replaced.model_dump(exclude_none=True)


def test_problems_have_their_place_and_ours_still_load(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(written("acme/good") + "\n  - {id: acme/bad, type: llm}\n")

    found = load_registry(str(bad), tmp_path, offline=False)
    absent = load_registry(str(tmp_path / "absent.yaml"), tmp_path, offline=False)

    assert by_id(found, "acme/good") and not by_id(found, "acme/bad")
    assert any(p.startswith("bad.yaml: models[1] (acme/bad): ") for p in found.problems)
    assert absent.models == load().models
    (problem,) = absent.problems
    assert "absent.yaml" in problem and "MODELSHELF_REGISTRY_EXTRA" in problem


def test_a_file_that_is_too_long_or_never_ends_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("x" * (MOST_BYTES + 1))
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, reason in (("long.yaml", "has more than"), ("pipe.yaml", "no file that can be read")):
        found = load_registry(str(tmp_path / name), tmp_path, offline=False)
        assert len(found.models) == len(load().models)
        assert [reason in problem for problem in found.problems] == [True]


def test_from_the_web_it_is_asked_for_once_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(written("acme/private")) as (url, site):
        for _ in range(3):
            assert by_id(load_registry(url, tmp_path, offline=False), "acme/private")
        assert site.asked == [None]

        monkeypatch.setattr(extra, "FRESH_SECONDS", 0.0)
        assert by_id(load_registry(url, tmp_path, offline=False), "acme/private")
        assert site.asked == [None, '"1"']


def test_the_last_copy_counts_where_it_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(written("acme/private")) as (url, _):
        load_registry(url, tmp_path, offline=False)
    monkeypatch.setattr(extra, "FRESH_SECONDS", 0.0)

    away = load_registry(url, tmp_path, offline=False)
    offline = load_registry(url, tmp_path, offline=True)
    elsewhere = load_registry(url + "?v=2", tmp_path, offline=True)

    assert by_id(away, "acme/private") and by_id(offline, "acme/private")
    assert "the copy of" in away.problems[0] and offline.problems == ()
    assert not by_id(elsewhere, "acme/private")
    assert "offline" in elsewhere.problems[0]


@pytest.mark.parametrize(
    ("text", "status"), [("x" * (MOST_BYTES + 1), 200), ("", 500), ("models: [", 200)]
)
def test_what_is_no_registry_is_a_problem(tmp_path: Path, text: str, status: int) -> None:
    with serving(text, status) as (url, _):
        found = load_registry(url, tmp_path, offline=False)
    assert found.models == load().models
    assert len(found.problems) == 1 and found.problems[0].startswith(url)


def test_a_broken_answer_does_not_take_the_place_of_the_last_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(written("acme/private")) as (url, site):
        load_registry(url, tmp_path, offline=False)
        monkeypatch.setattr(extra, "FRESH_SECONDS", 0.0)
        site.text, site.etag = b"schema_version: !!bool x", '"2"'

        broken = load_registry(url, tmp_path, offline=False)
    offline = load_registry(url, tmp_path, offline=True)

    assert by_id(broken, "acme/private") and by_id(offline, "acme/private")
    assert "cannot be used" in broken.problems[0] and "the copy of" in broken.problems[0]


def test_an_answer_that_is_no_http_is_a_problem(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"what?\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/models.yaml"
        found = load_registry(url, tmp_path, offline=False)
        thread.join()
    assert found.models == load().models
    assert "cannot be fetched" in found.problems[0]


def test_a_password_in_the_address_is_not_shown(tmp_path: Path) -> None:
    found = load_registry("http://ada:hunter2@127.0.0.1:9/x", tmp_path, offline=False)
    assert "hunter2" not in found.problems[0]

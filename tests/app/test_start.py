"""The first start, and whether it can work."""

import re
from pathlib import Path

import httpx2

from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.product import ADMIN, PASSWORD, Product, Server
from tests.support.wait import wait_for

NOBODY_YET = {"ADMIN_USERNAME": "", "ADMIN_PASSWORD": ""}


def test_the_first_start_prints_a_code_that_makes_the_administrator(product: Product) -> None:
    product.settings.update(NOBODY_YET)
    product.cold = True
    with product.serving("--no-worker") as server:
        code = wait_for(
            lambda: re.search(r"\b[A-Z2-9]{4}(-[A-Z2-9]{4}){2}\b", server.output.read_text()),
            "the code is printed",
        ).group()
        account = {"username": "grace", "password": PASSWORD}
        asked = server.api.ask("GET", "/models")
        assert (asked.status_code, asked.json()["code"]) == (401, "setup_required")
        wrong = server.api.post("/auth/setup", {"code": "AAAA-AAAA-AAAA", **account}, status=403)
        assert wrong["code"] == "wrong_setup_code"

        made = server.api.post("/auth/setup", {"code": code, **account})

        assert made["role"] == "admin"
        with Api(server.url, made["access_token"]) as grace:
            assert grace.get("/auth/me")["username"] == "grace"
        again = server.api.post("/auth/setup", {"code": code, **account}, status=409)
        assert again["code"] == "already_set_up"

    with product.serving("--no-worker") as server:
        assert "one-time code" not in server.output.read_text()


def test_it_is_alive_and_ready(server: Server) -> None:
    assert server.as_nobody().http.get("/health").json() == {"status": "ok"}
    ready = server.as_nobody().http.get("/ready")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "database": "ok", "messages": "ok", "worker": "ok"}


def test_without_a_worker_it_is_not_ready_and_says_why(product: Product) -> None:
    with product.serving("--no-worker") as server:
        answer = server.api.http.get("/ready")

        assert answer.status_code == 503
        assert answer.json()["worker"] == "not_running"


def test_signing_out_ends_the_token(server: Server) -> None:
    with Api.signed_in(server.url, ADMIN, PASSWORD) as api:
        assert api.ask("POST", "/auth/logout").status_code == 204
        assert api.ask("GET", "/auth/me").status_code == 401


def test_a_page_is_signed_in_by_its_cookie(server: Server) -> None:
    with httpx2.Client(base_url=server.url) as browser:
        account = {"username": ADMIN, "password": PASSWORD}
        signed_in = browser.post(f"{API}/auth/login", json=account)

        assert "HttpOnly" in signed_in.headers["set-cookie"]
        assert browser.get(f"{API}/auth/me").json()["username"] == ADMIN


def test_opening_the_page_makes_a_search_ready_without_asking_the_hub(
    product: Product, hub: HubServer
) -> None:
    product.cold = True
    with product.serving("--no-worker") as server:
        hub.stats.clear()

        def reads_answers() -> bool:
            """Whether the library that asks the Hub is loaded, in any process of the server."""
            maps = (Path(f"/proc/{process.pid}/maps") for process in server.tree())
            return any("/aiohttp/" in each.read_text() for each in maps if each.exists())

        assert not reads_answers()  # It would have made the start longer.
        assert server.api.http.get(f"{server.url}/").status_code == 200
        wait_for(reads_answers, "what a search needs is loaded")
        assert hub.stats.requests() == []

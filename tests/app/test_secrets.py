"""Secrets stay where they belong: in no log, no answer, no process list, and no stored text."""

import psutil

from tests.hub import HubServer
from tests.support.api import API
from tests.support.models import add_model
from tests.support.product import PASSWORD, Product

HUB_TOKEN = "hf_a_very_secret_token_1234567890"


def test_no_secret_is_told(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.hub.give_token(HUB_TOKEN)
    with product.serving(HF_TOKEN=HUB_TOKEN) as server:
        bearer = server.api.http.headers["authorization"].removeprefix("Bearer ")
        secrets = (HUB_TOKEN, PASSWORD, bearer)
        server.api.download(repo.id)
        assert {seen.token for seen in hub.stats.requests(path=repo.id)} == {HUB_TOKEN}

        answers = [
            server.api.ask("GET", path).text
            for path in ("/models", "/models/downloads", "/auth/me", "/openapi.json", "/system")
        ]
        answers += [server.api.http.get(path).text for path in ("/metrics", "/health", "/ready")]
        server.as_nobody().http.post(
            f"{API}/auth/login", json={"username": PASSWORD, "password": "wrong " + PASSWORD}
        )
        wrong = server.api.ask("POST", "/auth/login", json={"password": PASSWORD}).text
        command_lines = [" ".join(process.cmdline()) for process in server.tree()]

    told = [*answers, wrong, *command_lines, server.output.read_text()]
    stored = [path.read_bytes() for path in product.data_dir.rglob("*") if path.is_file()]
    hub.hub.users.clear()
    for secret in secrets:
        assert not any(secret in text for text in told)
        assert not any(secret.encode() in content for content in stored)


def test_only_its_owner_gets_at_the_data_and_the_messages(product: Product) -> None:
    with product.serving() as server:
        server.wait_until_ready()
        sockets = [c.laddr for c in psutil.Process(server.child("valkey").pid).net_connections()]

        assert (product.data_dir / "modelshelf.db").exists()
        assert product.data_dir.stat().st_mode & 0o077 == 0
        assert sockets == []  # A unix socket only: nobody on the network can reach it.

"""The Hub's token: checked when saved, used by all processes at once, and never to be seen."""

import json

import pytest

from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product, Server

TOKEN = "hf_saved_and_never_seen_again_123456"
OTHER = "hf_from_the_environment_1234567890"


@pytest.fixture
def known(hub: HubServer) -> None:
    for token in (TOKEN, OTHER):
        hub.hub.give_token(token)


@pytest.mark.usefixtures("known")
def test_a_saved_token_is_used_at_once_and_shown_never(server: Server, hub: HubServer) -> None:
    api = server.api
    assert api.get("/hub/token")["source"] == "none"
    before, after, last = add_model(hub), add_model(hub), add_model(hub)
    api.download(before.id)
    assert {seen.token for seen in hub.stats.requests(path=before.id)} == {None}

    saved = api.ask("PUT", "/hub/token", json={"token": TOKEN})
    assert saved.status_code == 200, saved.text
    shown = api.get("/hub/token")
    assert shown == saved.json()
    assert (shown["source"], shown["is_saved"], shown["name"]) == ("saved", True, "local")
    assert shown["account"]
    api.download(after.id)  # The server asks, the worker fetches: both without a restart.
    assert {seen.token for seen in hub.stats.requests(path=after.id)} == {TOKEN}

    assert api.ask("DELETE", "/hub/token").json()["source"] == "none"
    api.download(last.id)
    assert {seen.token for seen in hub.stats.requests(path=last.id)} == {None}

    told = [saved.text, json.dumps(shown), api.ask("GET", "/audit").text, server.output.read_text()]
    stored = [p.read_bytes() for p in server.data_dir.rglob("*") if p.is_file()]
    assert not any(TOKEN in text for text in told)
    assert not any(TOKEN.encode() in content for content in stored)
    deeds = [e["deed"] for e in api.get("/audit", deed=["hub.login", "hub.logout"])["entries"]]
    assert deeds == ["hub.logout", "hub.login"]


@pytest.mark.parametrize("token", ["hf_nobody_has_this_one", "with a space", "line\nend", "é"])
def test_what_the_hub_does_not_accept_is_not_saved(server: Server, token: str) -> None:
    refused = server.api.ask("PUT", "/hub/token", json={"token": token})

    assert (refused.status_code, refused.json()["code"]) == (403, "token_invalid")
    assert token not in refused.text
    assert server.api.get("/hub/token")["is_saved"] is False


@pytest.mark.usefixtures("known")
def test_the_environment_wins_and_a_lost_key_is_told(product: Product, hub: HubServer) -> None:
    wrong = product.run("hub", "login", stdin="hf_nobody_has_this_one\n")
    assert (wrong.returncode, "[token_invalid]" in wrong.stderr) == (3, True)
    done = product.run("hub", "login", stdin=f"{TOKEN}\n")
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert json.loads(product.run("hub", "status", "--json").stdout)["source"] == "saved"
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    assert {seen.token for seen in hub.stats.requests(path=repo.id)} == {TOKEN}

    in_environment = product.run("hub", "status", "--json", HF_TOKEN=OTHER)
    assert json.loads(in_environment.stdout)["source"] == "environment"
    assert "HF_TOKEN" in product.run("hub", "status", HF_TOKEN=OTHER).stdout
    other = add_model(hub)
    product.run("pull", other.id, "--yes", HF_TOKEN=OTHER)
    assert {seen.token for seen in hub.stats.requests(path=other.id)} == {OTHER}

    (product.data_dir / "secret.key").write_text("f" * 64)
    state = json.loads(product.run("hub", "status", "--json").stdout)
    assert (state["source"], state["readable"]) == ("none", False)
    assert "log in again" in product.run("hub", "status").stdout
    assert product.run("plan", repo.id).returncode == 0  # What is open to everybody still works.
    assert product.run("hub", "logout").returncode == 0
    assert json.loads(product.run("hub", "status", "--json").stdout)["is_saved"] is False
    assert "without a token" in product.run("doctor").stdout


@pytest.mark.usefixtures("known")
def test_a_saved_token_is_sent_to_no_other_hub(product: Product, hub: HubServer) -> None:
    assert product.run("hub", "login", stdin=f"{TOKEN}\n").returncode == 0
    repo = add_model(hub)
    # The same Hub by another name: an origin of its own.
    elsewhere = hub.url.replace("127.0.0.1", "localhost")
    pulled = product.run("pull", repo.id, "--yes", MODELSHELF_HUB_ENDPOINT=elsewhere)
    assert pulled.returncode == 0, pulled.stderr

    assert {seen.token for seen in hub.stats.requests(path=repo.id)} == {None}
    status = product.run("hub", "status", MODELSHELF_HUB_ENDPOINT=elsewhere)
    assert "not sent" in status.stdout

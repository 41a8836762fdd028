"""What the Hub refuses, and how we say it: each cause has a message of its own."""

import asyncio

import pytest

from modelshelf.hub.errors import (
    HubRateLimited,
    HubUnreachable,
    ModelDisabled,
    ModelGated,
    ModelNotFound,
    RevisionNotFound,
    TokenInvalid,
)
from modelshelf.kit.errors import Problem
from tests.hub import HubServer, LocalHub, Options, Rule, Status, running_hub
from tests.hub.faults import Delay, InvalidJson, RedirectLoop
from tests.hub_door.conftest import MakeDoor
from tests.support.wait import until

LLAMA = "lab/llama"
ADMITTED, STRANGER, WAITING, REJECTED, NARROW = "hf_a", "hf_s", "hf_w", "hf_r", "hf_n"


@pytest.fixture
def gated(server: HubServer) -> HubServer:
    hub = server.hub
    hub.add(LLAMA, {"config.json": "{}"}, gated="manual")
    hub.give_token(ADMITTED, may_read=[LLAMA])
    hub.give_token(STRANGER)
    hub.give_token(WAITING, awaiting=[LLAMA])
    hub.give_token(REJECTED, rejected=[LLAMA])
    hub.give_token(NARROW, narrow=True)
    return server


@pytest.mark.parametrize(
    ("token", "reason", "words"),
    [
        (None, "no_token", "has no Hub token"),
        (STRANGER, "licence_not_accepted", "has not accepted its licence"),
        (WAITING, "awaiting_review", "waits for a review"),
        (REJECTED, "denied", "rejected the request"),
        (NARROW, "token_too_narrow", "may not read gated models"),
    ],
)
async def test_each_cause_of_a_closed_gate_is_told_apart(
    gated: HubServer, make_door: MakeDoor, token: str | None, reason: str, words: str
) -> None:
    with pytest.raises(ModelGated) as refused:
        await make_door(token).check_access(LLAMA)

    problem = refused.value
    assert problem.code == "model_gated"
    assert words in problem.detail
    assert problem.fields == {
        "reason": reason,
        "licence_url": f"{gated.url}/{LLAMA}",
        "tokens_url": f"{gated.url}/settings/tokens",
    }
    if reason in ("no_token", "denied"):
        assert "modelshelf hub login" in problem.detail


async def test_a_bad_token_is_none_of_them(gated: HubServer, make_door: MakeDoor) -> None:
    with pytest.raises(TokenInvalid, match="wrong, expired, or revoked") as refused:
        await make_door("hf_wrong").check_access(LLAMA)

    assert refused.value.code == "token_invalid"
    assert "modelshelf hub login" in refused.value.detail
    assert refused.value.fields["tokens_url"] == f"{gated.url}/settings/tokens"


async def test_who_was_let_in_is_let_in(gated: HubServer, make_door: MakeDoor) -> None:
    await make_door(ADMITTED).check_access(LLAMA)


async def test_a_private_model_is_as_good_as_none(server: HubServer, make_door: MakeDoor) -> None:
    server.hub.add("lab/own", {"config.json": "{}"}, private=True)
    server.hub.give_token(STRANGER)
    for token, words in ((None, "if it is private"), (STRANGER, "whether your token")):
        with pytest.raises(ModelNotFound, match=words):
            await make_door(token).look_up("lab/own")


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (Status(404, error_code="RevisionNotFound"), RevisionNotFound, "'v9'"),
        (Status(403, error_message="Access to this resource is disabled."), ModelDisabled, "nobod"),
        (Status(403), ModelGated, "does not let"),
        (Status(500), HubUnreachable, "error 500"),
        (Status(400), HubUnreachable, "error 400"),
        (Status(429, retry_after="7"), HubRateLimited, "in 7 s"),
        (InvalidJson(), HubUnreachable, "does not speak"),
        (RedirectLoop(), HubUnreachable, "does not speak"),
    ],
)
async def test_other_refusals(
    server: HubServer,
    make_door: MakeDoor,
    status: Status | InvalidJson | RedirectLoop,
    problem: type[Problem],
    words: str,
) -> None:
    server.faults.set(Rule(status))

    with pytest.raises(problem, match=words) as refused:
        await make_door().look_up("lab/any", "v9")

    assert (refused.value.code == "model_disabled") is (problem is ModelDisabled)


async def test_a_renamed_model_is_found_where_it_is_now(
    server: HubServer, make_door: MakeDoor
) -> None:
    server.hub.add("new/name", {"config.json": "{}"})
    server.hub.renamed["old-name"] = "new/name"

    repo = await make_door().look_up("old-name")

    assert [file.path for file in repo.files] == ["config.json"]


async def test_the_token_stays_with_the_hub(make_door: MakeDoor) -> None:
    hub = LocalHub()
    hub.give_token(STRANGER)
    hub.add("lab/m", {"model.safetensors": b"x" * 100})
    with running_hub(hub, Options(second_origin=True)) as server:
        door = make_door(STRANGER, server.url)
        repo = await door.look_up("lab/m")
        body = await door.read("lab/m", repo.sha, "model.safetensors", start=10, size_bytes=5)

        assert body == b"xxxxx"
        seen = {(request.origin, request.token) for request in server.stats.seen}
        assert seen == {("hub", STRANGER), ("cdn", None)}


async def test_once_the_hub_has_said_enough_it_is_not_asked_until_the_window_ends(
    make_door: MakeDoor,
) -> None:
    hub = LocalHub()
    hub.add("lab/m", {"config.json": "{}"})
    with running_hub(hub, Options(api_limit=2)) as server:
        door = make_door(url=server.url)
        await door.look_up("lab/m")
        assert door.rate_limit is not None
        assert (door.rate_limit.limit, door.rate_limit.remaining) == (2, 1)
        await door.look_up("lab/m")

        with pytest.raises(HubRateLimited, match="With a Hub token") as refused:
            await door.look_up("lab/m")

        assert 250 < refused.value.fields["retry_after_seconds"] <= 300
        assert len(server.stats.requests()) == 2
        # Fetches of files are counted apart.
        sha = hub.repos["lab/m"].branches["main"]
        assert await door.read("lab/m", sha, "config.json", size_bytes=2) == b"{}"


async def test_a_question_that_is_given_up_is_cut_off(
    server: HubServer, make_door: MakeDoor
) -> None:
    server.faults.set(Rule(Delay(60)))
    question = asyncio.create_task(make_door().look_up("lab/any"))

    async def asked() -> bool:
        return bool(server.stats.seen)

    async def cut_off() -> bool:
        return server.stats.abandoned == ["/api/models/lab/any"]

    await until(asked)
    question.cancel()
    await until(cut_off)

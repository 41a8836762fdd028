"""A model that not everybody may have: each cause is told apart, wherever one asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.credentials.schemas import ClosedOut
from modelshelf.discovery.schemas import InspectionOut
from modelshelf.hub.errors import ModelGated, TokenInvalid
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade
from modelshelf.operations.moves import Status
from tests.hub import HubServer, LocalHub, running_hub
from tests.operations.stage import ADA, read

LLAMA = "lab/llama"
ADMITTED = "hf_admitted"


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    local = LocalHub()
    local.add(LLAMA, {"config.json": "{}", "model.safetensors": b"weights"}, gated="manual")
    local.give_token(ADMITTED, may_read=[LLAMA])
    local.give_token("hf_stranger")
    local.give_token("hf_rejected", rejected=[LLAMA])
    with running_hub(local) as server:
        yield server


def opened(folder: Path, hub: HubServer, token: str | None) -> Shelf:
    return Shelf.open(
        Settings(
            data_dir=folder / "data",
            cache_dir=folder / "cache",
            hub_endpoint=hub.url,
            hub_token=SecretStr(token) if token else None,
            disk_reserve=0,
        )
    )


@pytest.mark.parametrize(
    ("token", "code", "reason", "words"),
    [
        (None, "model_gated", "no_token", "has no Hub token"),
        ("hf_stranger", "model_gated", "licence_not_accepted", "has not accepted its licence"),
        ("hf_rejected", "model_gated", "denied", "rejected the request"),
        ("hf_wrong", "token_invalid", None, "wrong, expired, or revoked"),
    ],
)
async def test_plan_inspection_start_and_worker_say_the_same(
    hub: HubServer, tmp_path: Path, token: str | None, code: str, reason: str | None, words: str
) -> None:
    before = opened(tmp_path, hub, ADMITTED)
    await upgrade(before.database)
    accepted = await before.downloads.start(LLAMA, by=ADA)
    assert accepted is not None
    await before.close()
    shelf = opened(tmp_path, hub, token)
    if code == "model_gated":  # What a wrong token is sent with is refused as a whole.
        preview = await shelf.downloads.preview(LLAMA)
        seen = await shelf.inspector.inspect(LLAMA)
        inspected = InspectionOut.of(seen, shelf.downloads.policy)
        for told in (ClosedOut.of(preview.closed), inspected.closed):
            assert told is not None
            assert (told.code, told.reason, words in told.detail) == (code, reason, True)
            assert told.licence_url == f"{hub.url}/{LLAMA}"
            assert told.tokens_url == f"{hub.url}/settings/tokens"
        assert inspected.hub_requests <= 4
    # The token was another one when the download was asked for.
    await Node(shelf, max_downloads=None).take(accepted.id)
    row = await read(shelf.database, accepted.id)
    assert (row.status, row.error_code) == (Status.FAILED, code)
    assert words in (row.error or "") and hub.url in (row.error or "")
    with pytest.raises((ModelGated, TokenInvalid), match=words) as refused:
        await shelf.downloads.start(LLAMA, by=ADA)
    assert refused.value.code == code
    await shelf.close()

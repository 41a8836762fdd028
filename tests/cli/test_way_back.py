"""Before it asks, a deletion says what becomes of the model; and moments are the reader's."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product

TOKYO = ZoneInfo("Asia/Tokyo")


def test_rm_says_of_the_trash_before_it_asks(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    began = datetime.now(TOKYO)

    refused = product.run("rm", repo.id, stdin="n\n", TZ="Asia/Tokyo")

    assert refused.returncode != 0
    assert RepoFolder(product.cache_dir, repo.id).root.exists()
    before_the_question = refused.stdout.partition(f"Delete {repo.id}?")[0]
    assert f"Into the trash: `modelshelf restore {repo.id}` brings it back" in before_the_question
    assert _one_of(began + timedelta(minutes=10), before_the_question)


def test_rm_says_that_the_trash_is_off(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.settings["UNDO_WINDOW"] = "0"

    refused = product.run("rm", repo.id, stdin="n\n")

    before_the_question = refused.stdout.partition(f"Delete {repo.id}?")[0]
    assert "gone for good" in before_the_question
    assert "restore" not in before_the_question


def test_moments_are_local_for_people_and_utc_for_programs(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    began = datetime.now(TOKYO)
    deleted = product.run("rm", repo.id, "--yes", TZ="Asia/Tokyo").stdout
    (told,) = json.loads(product.run("trash", "--json", TZ="Asia/Tokyo").stdout)
    until = datetime.fromisoformat(told["undo_until"])

    assert until.utcoffset() == timedelta(0)
    local = f"{until.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    assert local in deleted
    listed = product.run("trash", TZ="Asia/Tokyo").stdout
    assert local in listed
    assert _one_of(began, listed)
    assert _one_of(began, product.run("audit", "--deed", "delete.finish", TZ="Asia/Tokyo").stdout)


def _one_of(since: datetime, text: str) -> bool:
    """Whether a moment between then and as long after as has passed until now stands in a text."""
    minutes = int((datetime.now(TOKYO) - since).total_seconds() // 60) + 2
    found = (since + timedelta(minutes=n) for n in range(max(minutes, 2)))
    return any(f"{moment:%Y-%m-%d %H:%M}" in text for moment in found)

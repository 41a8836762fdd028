"""The rate limit, which is the node's and not a process's."""

import fcntl
import struct
import time
from pathlib import Path
from typing import Any

from modelshelf.hub.layout import rate_account
from modelshelf.hub.transfer.journal import boot_id
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product, Server
from tests.support.wait import wait_for

RATE = 1_500_000
# What a node that fetched nothing may have saved up, and how exactly an event loop wakes.
AHEAD_SECONDS = 0.1
# What eight connections each take from the account at once: it may be on its way to the disk.
AT_ONCE_BYTES = 8 * (RATE // 32)


def test_the_worker_and_a_pull_beside_it_share_one_rate_limit(
    product: Product, hub: HubServer
) -> None:
    product.settings["RATE_LIMIT"] = str(RATE)
    by_worker, by_pull = add_model(hub, 30_000_000), add_model(hub, 30_000_000)
    with product.serving() as server:
        server.wait_until_ready()
        began = time.monotonic()
        first = server.api.start(by_worker.id)
        server.api.wait_for_bytes(first, 300_000)
        with product.background("pull", by_pull.id, "--yes"):

            def both_run() -> bool:
                rows = running(server)
                arrived = [row["bytes_downloaded"] for row in rows.values()]
                assert sum(arrived) <= RATE * (time.monotonic() - began + AHEAD_SECONDS)
                return len(rows) == 2 and min(arrived) >= 300_000

            wait_for(both_run, "both run")
            take_for_an_hour(product.cache_dir)
            before = told_again(server, running(server))
            after = told_again(server, told_again(server, before))

    for model_id in (by_worker.id, by_pull.id):
        grown = after[model_id]["bytes_downloaded"] - before[model_id]["bytes_downloaded"]
        assert grown <= AT_ONCE_BYTES, model_id


def running(server: Server) -> dict[str, dict[str, Any]]:
    """The downloads at work, by their models."""
    rows = server.api.get("/models/downloads", active=True)["operations"]
    return {row["model_id"]: row for row in rows}


def told_again(server: Server, before: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same, once each has been written anew, which is done once a second."""

    def newer() -> dict[str, dict[str, Any]] | None:
        rows = running(server)
        later = [rows[name]["updated_at"] > row["updated_at"] for name, row in before.items()]
        return rows if all(later) else None

    return wait_for(newer, "each has told again how far it is")


def take_for_an_hour(cache_dir: Path) -> None:
    """Book as a third process of the node would: the others have to wait."""
    with rate_account(cache_dir).open("r+b") as account:
        fcntl.flock(account, fcntl.LOCK_EX)
        account.write(struct.pack("<36sd", boot_id().encode(), time.monotonic() + 3600))

"""The rate limit, which is the node's and not a process's."""

import time

from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product
from tests.support.wait import wait_for

RATE = 1_500_000
LOOK_BYTES = 3 * RATE


def test_the_worker_and_a_pull_beside_it_share_one_rate_limit(
    product: Product, hub: HubServer
) -> None:
    product.settings["RATE_LIMIT"] = str(RATE)
    by_worker, by_pull = add_model(hub, 30_000_000), add_model(hub, 30_000_000)
    with product.serving() as server:
        server.wait_until_ready()
        first = server.api.start(by_worker.id)
        server.api.wait_for_bytes(first, 500_000)
        with product.background("pull", by_pull.id, "--yes"):

            def arrived() -> list[int]:
                rows = server.api.get("/models/downloads", active=True)["operations"]
                return [row["bytes_downloaded"] for row in rows]

            def both_run() -> list[int] | None:
                rows = arrived()
                return rows if len(rows) == 2 and min(rows) >= 300_000 else None

            before, began = wait_for(both_run, "both run"), time.monotonic()

            def enough() -> list[int] | None:
                rows = arrived()
                return rows if sum(rows) >= sum(before) + LOOK_BYTES else None

            after, seconds = wait_for(enough, "more has arrived"), time.monotonic() - began

    assert all(then > first for first, then in zip(before, after, strict=True))
    # Rows are written once a second: what they tell may be so much younger.
    assert sum(after) - sum(before) <= RATE * (seconds + 1.1)

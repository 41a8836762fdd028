"""`pull`, interrupted and gone on with, alone and beside a running server."""

import json
import signal

from tests.faults.slow import LOST_BYTES, SIZE_BYTES
from tests.hub import HubServer, Repo, Rule
from tests.hub.faults import Status
from tests.support.models import add_model, assert_verified, served_bytes, size_of, slowly
from tests.support.product import Product, end
from tests.support.wait import wait_for


def test_a_killed_pull_goes_on_when_it_is_called_again(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.background("pull", repo.id, "--yes") as pull:
        wait_for(lambda: served_bytes(hub, repo) > SIZE_BYTES // 3, "a third has come")
        pull.kill()
        pull.wait()
    hub.faults.clear()

    again = product.run("pull", repo.id, "--yes")

    assert again.returncode == 0, again.stderr
    assert "is installed" in again.stdout
    assert_verified(hub, repo, product.cache_dir)
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05 + LOST_BYTES


def test_ctrl_c_pauses_a_pull_and_the_same_command_goes_on(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.background("pull", repo.id, "--yes") as pull:
        wait_for(lambda: served_bytes(hub, repo) > SIZE_BYTES // 3, "a third has come")
        pull.send_signal(signal.SIGINT)
        assert pull.wait(30) == 130

    (listed,) = json.loads(product.run("ls", "--json").stdout)
    assert listed["operation"]["status"] == "paused"
    assert listed["operation"]["bytes_downloaded"] > SIZE_BYTES // 4
    hub.faults.clear()
    assert product.run("pull", repo.id, "--yes").returncode == 0

    assert_verified(hub, repo, product.cache_dir)
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def test_a_pull_beside_a_server_is_seen_live_and_done_once(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.serving() as server:
        server.wait_until_ready()
        with product.background("pull", repo.id, "--yes") as pull:

            def seen_bytes() -> int:
                rows = server.api.get("/models/downloads", active=True, model_id=repo.id)
                return max((r["bytes_downloaded"] for r in rows["operations"]), default=0)

            first = wait_for(seen_bytes, "the server shows it")
            wait_for(lambda: seen_bytes() > first, "the server shows that it moves")
            hub.faults.clear()
            assert pull.wait(60) == 0
        (row,) = server.api.get("/models/downloads", model_id=repo.id)["operations"]
        assert row["status"] == "completed"
        assert row["requested_by"].endswith("(command line)")
        server.api.wait_for_status(repo.id, "installed")
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def test_a_pull_that_is_paused_at_the_server_ends_as_paused(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with (
        product.serving("--no-worker") as server,
        product.background("pull", repo.id, "--yes") as pull,
    ):
        wait_for(lambda: served_bytes(hub, repo) > SIZE_BYTES // 4, "a quarter has come")
        (row,) = server.api.get("/models/downloads", model_id=repo.id)["operations"]

        server.api.post(f"/models/download/{row['task_id']}/pause")

        assert pull.wait(30) == 130


def test_a_pull_waits_for_its_turn(product: Product, hub: HubServer, repo: Repo) -> None:
    product.settings["MAX_DOWNLOADS"] = "1"
    other = add_model(hub)
    output = product.folder / "second.log"
    hub.faults.clear()
    slowly(hub, repo, 100_000)  # A busy machine takes its time to start the second command.
    with product.background("pull", repo.id, "--yes") as first:
        wait_for(lambda: served_bytes(hub, repo) > 0, "the first one is at work")
        second = product.start("pull", other.id, "--yes", output=output)
        try:
            wait_for(lambda: "waiting for another download" in output.read_text(), "it waits")
            assert first.poll() is None
            assert served_bytes(hub, other) == 0
            hub.faults.clear()
            assert (first.wait(60), second.wait(60)) == (0, 0)
        finally:
            end(second)


def test_a_refusal_after_the_beginning_is_one_as_well(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    hub.faults.clear()
    hub.faults.add(Rule(Status(403, error_code="GatedRepo"), path=f"{repo.id}/resolve"))

    refused = product.run("pull", repo.id, "--yes")

    assert refused.returncode == 3
    assert "[model_gated]" in refused.stderr


def test_a_download_does_not_go_on_where_all_is_offline(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.background("pull", repo.id, "--yes") as pull:
        wait_for(lambda: served_bytes(hub, repo) > SIZE_BYTES // 3, "a third has come")
        pull.kill()
        pull.wait()
    asked = _asked(hub, repo)

    offline = product.run("pull", repo.id, "--yes", MODELSHELF_OFFLINE="1")

    assert offline.returncode == 1
    assert "[hub_offline]" in offline.stderr
    assert _asked(hub, repo) == asked


def test_a_pull_joins_the_download_that_the_server_does(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.serving() as server:
        task_id = server.api.start(repo.id)
        server.api.wait_for_bytes(task_id, 500_000)
        with product.background("pull", repo.id, "--yes") as pull:
            hub.faults.clear()
            assert pull.wait(60) == 0
        assert server.api.operation(task_id)["status"] == "completed"
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def _asked(hub: HubServer, repo: Repo) -> int:
    """How many requests for this model the Hub has seen."""
    return sum(repo.id in request.path for request in hub.stats.seen)

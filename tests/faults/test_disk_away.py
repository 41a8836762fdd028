"""The cache's disk is away, and the place that it is mounted on is empty: as after a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import HubServer, Repo
from tests.support.away import Mounted, mounted
from tests.support.models import add_model, served_bytes
from tests.support.product import Product


@pytest.fixture
def disk(product: Product, tmp_path: Path) -> Iterator[Mounted]:
    with mounted(product.cache_dir, tmp_path / "disk") as disk:
        yield disk


def test_commands_write_nothing_to_its_place_and_lose_nothing_of_the_list(
    product: Product, hub: HubServer, disk: Mounted, tmp_path: Path
) -> None:
    product.settings["UNDO_WINDOW"] = "0"
    gone, kept, other = (add_model(hub) for _ in range(3))
    own = tmp_path / "own"
    own.mkdir()
    (own / "config.json").write_text("{}")
    for repo in (gone, kept):
        assert product.run("pull", repo.id, "--yes").returncode == 0
    assert product.run("ls").returncode == 0
    assert product.run("rm", gone.id, "--yes").returncode == 0
    disk.unmount()

    assert kept.id in product.run("ls").stdout
    for command in (
        ("pull", other.id, "--yes"),
        ("import", str(own), "--as", "lab/own"),
        ("restore", gone.id),
        ("rm", kept.id, "--yes"),
    ):
        refused = product.run(*command)
        assert refused.returncode == 3, command
        assert f"The disk of the cache {disk.place} is away" in " ".join(refused.stderr.split())
    assert not list(disk.empty.iterdir())
    assert served_bytes(hub, other) == 0
    assert kept.id in product.run("ls").stdout

    disk.mount()
    assert product.run("pull", other.id, "--yes").returncode == 0
    listed = product.run("ls").stdout
    assert kept.id in listed and other.id in listed and gone.id not in listed


def test_a_download_that_goes_on_after_a_start_does_not_fill_its_place(
    product: Product, hub: HubServer, repo: Repo, disk: Mounted
) -> None:
    kept = add_model(hub)
    with product.serving() as server:
        server.api.download(kept.id)
        server.api.wait_for_status(kept.id, "installed")
        task_id = server.api.start(repo.id)
        server.api.wait_for_bytes(task_id, 1_000_000)
        server.kill_everything()
    disk.unmount()
    hub.faults.clear()

    with product.serving() as server:
        failed = server.api.wait_until(task_id, "failed")
        assert failed["error_code"] == "cache_away"
        refused = server.api.ask("POST", "/models/download", json={"model_id": repo.id})
        assert (refused.status_code, refused.json()["code"]) == (409, "cache_away")
        assert server.api.wait_for_status(kept.id, "installed")
        assert not list(disk.empty.iterdir())

        disk.mount()
        server.api.download(repo.id)
        server.api.wait_for_status(repo.id, "installed")

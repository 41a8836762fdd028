"""A disk that others fill while a download runs, and the part of it that is not ours to fill."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import HubServer
from tests.support.models import add_model, served_bytes, size_of, slowly
from tests.support.product import Product, Server

DISK_BYTES = 64_000_000
RESERVE_BYTES = 20_000_000
MODEL_BYTES = 24_000_000
# A mount of the server's own: on it, and on nothing else, is the cache.
_MOUNT = (
    *("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"),
    f'mkdir -p "$0" && mount -t tmpfs -o size={DISK_BYTES} tmpfs "$0" && exec "$@"',
)


@pytest.fixture
def small_disk(product: Product) -> Iterator[Server]:
    """A server whose cache lies on a disk of DISK_BYTES."""
    probe = [*_MOUNT, str(product.cache_dir), "true"]
    if shutil.which("unshare") is None or subprocess.run(probe, check=False).returncode:
        # Only a file system of its own gets full without harm to the rest of the machine.
        pytest.skip("needs a Linux where a user may mount a small disk")
    product.settings["DISK_RESERVE"] = str(RESERVE_BYTES)
    product.wrapper = (*_MOUNT, str(product.cache_dir))
    with product.serving() as server:
        yield server


def _filler(server: Server, product: Product) -> Path:
    """A file of somebody else's on that disk, seen through the server's mounts."""
    return Path(f"/proc/{server.process.pid}/root{product.cache_dir}/filler")


def test_the_reserve_stays_whoever_fills_the_disk(
    small_disk: Server, product: Product, hub: HubServer
) -> None:
    api, repo = small_disk.api, add_model(hub, MODEL_BYTES)
    slowly(hub, repo, 4_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 2_000_000)
    filler = _filler(small_disk, product)

    filler.write_bytes(bytes(DISK_BYTES - RESERVE_BYTES - 16_000_000))
    failed = api.wait_until(task_id, "failed")

    assert failed["error_code"] == "insufficient_storage"
    assert "retry" in failed["error"]
    free = shutil.disk_usage(filler.parent).free
    assert RESERVE_BYTES - 1_000_000 <= free <= RESERVE_BYTES + 10_000_000
    model = api.model(repo.id)
    assert model is None or model["status"] != "installed"

    # Not enough is free yet: it says so before it fetches anything.
    before = served_bytes(hub, repo)
    api.post(f"/models/download/{task_id}/retry")
    again = api.wait_until(task_id, "failed")
    assert again["error_code"] == "insufficient_storage"
    assert again["bytes_downloaded"] >= failed["bytes_downloaded"]
    assert served_bytes(hub, repo) == before

    filler.unlink()
    hub.faults.clear()
    api.post(f"/models/download/{task_id}/retry")
    api.wait_until(task_id, "completed")
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05 + 1_000_000


def test_a_request_counts_what_other_downloads_will_still_write(
    small_disk: Server, product: Product, hub: HubServer
) -> None:
    api = small_disk.api
    others = [add_model(hub, 6_000_000), add_model(hub, 16_000_000)]
    for repo in others:
        slowly(hub, repo, 1_000_000)
    tasks = [api.start(repo.id) for repo in others]

    refused = api.ask("POST", "/models/download", json={"model_id": add_model(hub, MODEL_BYTES).id})

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (507, "insufficient_storage")
    assert problem["promised_bytes"] > 16_000_000
    assert problem["missing_bytes"] > 0
    hub.faults.clear()
    for task_id in tasks:
        api.wait_until(task_id, "completed")

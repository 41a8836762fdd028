"""A disk that hangs: whoever reads it waits in the kernel, without an end and without an error."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select

import httpx2
import psutil
import pytest

from tests.hub import HubServer
from tests.support import hanging
from tests.support.api import API
from tests.support.models import add_model, slowly
from tests.support.product import Product, Server
from tests.support.wait import PATIENCE_SECONDS, wait_for

LOOKERS = 40
"""More than the threads that look at disks: of an ordinary machine at most 32."""

# Mounts of the server's own, where a disk can be made to hang for nobody else.
_OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.fixture
def own_mounts(product: Product, tmp_path: Path) -> Iterator[Server]:
    program = [*_OWN_MOUNTS, sys.executable, hanging.__file__, str(tmp_path)]
    tools = all(map(shutil.which, ("unshare", "nsenter")))
    if not tools:
        # Whoever enters a disk that hangs hangs with it: it is mounted for nobody else.
        pytest.skip("needs unshare and nsenter, to mount a disk that hangs for this server alone")
    tried = subprocess.run(
        program,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if tried.returncode:
        # Nothing but a file system makes who reads it wait like this.
        pytest.skip(f"no user may mount a file system of FUSE here: {tried.stderr.strip()[-200:]}")
    product.wrapper = _OWN_MOUNTS
    with product.serving() as server:
        yield server


@contextmanager
def hangs(server: Server, folder: Path) -> Iterator[None]:
    """The disk of a folder hangs for a server, until the block ends."""
    enter = ("nsenter", "--preserve-credentials", "--user", "--mount")
    process = subprocess.Popen(
        [*enter, f"--target={server.process.pid}", sys.executable, hanging.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        assert select([process.stdout], [], [], PATIENCE_SECONDS)[0], "the disk does not hang"
        assert process.stdout.readline() == "hangs\n"
        yield
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()  # Its end lets go of the disk, too: the mount is FUSE's.
            raise


def test_a_disk_that_hangs_is_a_warning_and_the_list_is_there(
    own_mounts: Server, product: Product, hub: HubServer
) -> None:
    api, repo = own_mounts.api, add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")

    with hangs(own_mounts, product.cache_dir):
        wait_for(lambda: _told(own_mounts, product), "it is told")
        assert re.search(r"for \d+ (s|min): ", _told(own_mounts, product))
        model = api.model(repo.id)
        assert model is not None and model["status"] == "installed"
    wait_for(lambda: not api.get("/models")["warnings"], "it is told no more")
    other = add_model(hub)
    api.download(other.id)
    api.wait_for_status(other.id, "installed")
    assert api.wait_for_status(repo.id, "installed")


def test_a_disk_that_hangs_holds_no_move_of_an_operation_up(
    own_mounts: Server, product: Product, hub: HubServer
) -> None:
    """Nor anybody who writes: whoever moves one has the database, which has one writer."""
    api, installed = own_mounts.api, add_model(hub)
    api.download(installed.id)
    api.wait_for_status(installed.id, "installed")
    repo = add_model(hub, 4_000_000)
    slowly(hub, repo, 100_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 1)
    api.post(f"/models/download/{task_id}/pause")

    with ThreadPoolExecutor(LOOKERS) as lookers, hangs(own_mounts, product.cache_dir):
        for _ in range(LOOKERS):
            lookers.submit(_look, own_mounts, installed.id)
        wait_for(lambda: _clients(own_mounts) > LOOKERS, "all of them wait")
        for deed in ("resume", "pause", "cancel"):
            api.post(f"/models/download/{task_id}/{deed}")
        assert api.operation(task_id)["status"] == "cancelled"


def _clients(server: Server) -> int:
    port = int(server.url.rpartition(":")[2])
    connections = psutil.Process(server.process.pid).net_connections("tcp")
    return sum(one.status == "ESTABLISHED" and one.laddr.port == port for one in connections)


def _look(server: Server, model_id: str) -> None:
    with suppress(httpx2.HTTPError):
        httpx2.get(
            f"{server.url}{API}/models/details",
            params={"model_id": model_id},
            headers=server.api.http.headers,
            timeout=PATIENCE_SECONDS,
        )


def _told(server: Server, product: Product) -> str:
    told = server.api.get("/models")["warnings"]
    return next((w for w in told if f"{product.cache_dir} has not answered for" in w), "")

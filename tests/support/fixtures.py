"""A running product for the tests of a folder: its `conftest.py` imports these fixtures.

One Hub and one server are shared by all tests of a folder that a process runs. Each test brings
models of its own (`tests.support.models`), so none sees another's.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelshelf.accounts.models import Role
from tests.hub import HubServer, LocalHub, running_hub
from tests.support.api import Api
from tests.support.product import Product, Server

__all__ = [
    "api",
    "cache_dir",
    "hub",
    "package_hub",
    "package_product",
    "package_server",
    "product",
    "server",
]


@pytest.fixture
def hub(package_hub: HubServer) -> Iterator[HubServer]:
    """The Hub of this folder's tests, without faults."""
    yield package_hub
    package_hub.faults.clear()


@pytest.fixture(scope="package")
def package_hub() -> Iterator[HubServer]:
    with running_hub(LocalHub()) as server:
        yield server


@pytest.fixture
def product(tmp_path: Path, hub: HubServer) -> Product:
    """An installation of this test's own, not running."""
    return Product(tmp_path / "shelf", hub.url)


@pytest.fixture(scope="package")
def package_product(package_hub: HubServer) -> Iterator[Product]:
    # A short path: a unix socket's may not be longer than about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="shelf-") as folder:
        yield Product(Path(folder), package_hub.url)


@pytest.fixture(scope="package")
def package_server(package_product: Product) -> Iterator[Server]:
    with package_product.serving() as server:
        package_product.add_user("member", Role.MEMBER)
        package_product.add_user("viewer", Role.VIEWER)
        server.wait_until_ready()
        yield server


@pytest.fixture
def server(package_server: Server, hub: HubServer) -> Iterator[Server]:
    """A running product that the tests of a folder share, with a `member` and a `viewer`."""
    yield package_server
    # Only a few downloads run at once: one that a failed test left would hold the next ones up.
    for left in package_server.api.get("/models/downloads", active=True)["operations"]:
        package_server.api.ask("POST", f"/models/download/{left['id']}/cancel")


@pytest.fixture
def api(server: Server) -> Api:
    """Its API, as the administrator sees it."""
    return server.api


@pytest.fixture
def cache_dir(server: Server, package_product: Product) -> Path:
    """The cache of the running product."""
    return package_product.cache_dir

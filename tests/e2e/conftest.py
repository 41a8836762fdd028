"""The page in a real Chromium, against a running product and a Hub of our own."""

import filecmp
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import running_browser
from tests.e2e.visitor import PATIENCE_MS, Visitor
from tests.hub import HubServer, Repo
from tests.hub.minilm import MINILM, add_minilm, real_files
from tests.hub.repository import Source
from tests.support.fixtures import *  # noqa: F403 (pytest finds fixtures by their names)
from tests.support.models import add_model
from tests.support.product import ADMIN, CHECKOUT, Server

Visit: TypeAlias = Callable[..., Visitor]
CustomModel: TypeAlias = Callable[..., Repo]

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser(package_server: Server) -> Iterator[Browser]:
    # Not for the whole session, and after the server's accounts are made: while it runs, no other
    # event loop can.
    expect.set_options(timeout=PATIENCE_MS)
    page = CHECKOUT / "src/modelshelf/app/page/index.html"
    assert page.exists(), "The page is not built: cd web && npm ci && npm run build"
    with running_browser() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Makes visitors; none of them may have been given a reason to complain."""
    visitors: list[Visitor] = []

    def make(server: Server, username: str | None = ADMIN, **how: Any) -> Visitor:
        visitor = Visitor.with_browser(browser, server.url, **how)
        visitors.append(visitor)
        if username is not None:
            visitor.sign_in(username)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture(scope="package")
def minilm(package_hub: HubServer) -> Repo:
    """The real all-MiniLM-L6-v2."""
    return add_minilm(package_hub.hub)


@pytest.fixture
def custom_model(hub: HubServer, server: Server) -> CustomModel:
    """Makes embedding models of the test's own, which the administrator has in the list."""

    def make(size_bytes: int = 200_000, files: dict[str, Source] | None = None) -> Repo:
        repo = add_model(hub, size_bytes, files)
        server.api.post(
            "/models/custom", {"model_id": repo.id, "model_type": "embedding"}, status=201
        )
        return repo

    return make


def assert_real_minilm(cache_dir: Path) -> None:
    """The snapshot holds the real model's files, byte for byte."""
    (snapshot,) = (cache_dir / f"models--{MINILM.replace('/', '--')}" / "snapshots").iterdir()
    for name in ("model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json"):
        assert filecmp.cmp(snapshot / name, real_files()[name], shallow=False), name


def name_of(repo: Repo) -> str:
    """What a card calls a model of the Hub that the registry does not know."""
    return repo.id.rpartition("/")[2]

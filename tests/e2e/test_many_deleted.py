"""Ten models deleted at once on the models page: what is asked, what is told, what goes wrong."""

import re
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Request, expect

from modelshelf.hub.layout import RepoFolder, trash_dir
from tests.cache.generate import make_repo
from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor
from tests.hub import HubServer
from tests.support.product import Product, Server
from tests.support.wait import wait_for

COUNT = 10
CHOSEN = f"Delete {COUNT}"
_numbers = count(1)


class Shelf:
    """Ten models in the cache of a server, which no other test touches."""

    def __init__(self, server: Server, cache_dir: Path) -> None:
        self.server = server
        self.owner = f"many-{next(_numbers)}"
        self.ids = [f"{self.owner}/model-{number}" for number in range(COUNT)]
        for model_id in self.ids:
            make_repo(cache_dir, model_id, {"model.safetensors": b"x" * 9000})
        self.roots = [RepoFolder(cache_dir, model_id).root for model_id in self.ids]
        for model_id in self.ids:
            server.api.wait_for_status(model_id, "installed")

    def here(self) -> int:
        return sum(root.is_dir() for root in self.roots)

    def choose_all(self, visitor: Visitor) -> Locator:
        """Ask for the deletion of all of them; gives the dialog."""
        visitor.open_models(f"{self.owner}/", tab="other")
        for model_id in self.ids:
            visitor.page.get_by_role("checkbox", name=f"Select {model_id}").check()
        visitor.page.get_by_role("button", name=CHOSEN, exact=True).click()
        return visitor.dialog(f"Delete {COUNT} models")


@pytest.fixture(scope="module")
def sound(package_hub: HubServer) -> Iterator[tuple[Server, Path]]:
    """A server for those that break nothing, and its cache."""
    # A short path: a unix socket's may not be longer than about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="shelf-") as folder:
        product = Product(Path(folder), package_hub.url)
        with product.serving() as server:
            server.wait_until_ready()
            yield server, product.cache_dir


@pytest.fixture
def shelf(sound: tuple[Server, Path]) -> Shelf:
    return Shelf(*sound)


@pytest.fixture
def own_shelf(product: Product) -> Iterator[Shelf]:
    """On a server that may be broken."""
    with product.serving() as server:
        server.wait_until_ready()
        yield Shelf(server, product.cache_dir)


def test_many_go_and_come_back_by_one_request_each_and_are_told_once(
    shelf: Shelf, visit: Visit
) -> None:
    visitor = visit(shelf.server)
    dialog = shelf.choose_all(visitor)
    expect(dialog).to_contain_text("wait in the trash first")
    asked = _deeds_of(visitor)
    visitor.note_messages()

    dialog.get_by_role("button", name=re.compile(f"^Delete {COUNT} models, ")).click()
    expect(dialog).to_be_hidden()
    assert shelf.here() == 0
    told = f"{COUNT} models deleted, "
    expect(
        visitor.message(re.compile(f"^{told}.* Until .* they can be brought back.$"))
    ).to_be_visible()
    expect(visitor.page.get_by_role("region", name="Selected models")).to_be_hidden()

    visitor.page.get_by_role("button", name="Undo", exact=True).click()
    expect(visitor.message(f"{COUNT} models are restored.")).to_be_visible()
    assert shelf.here() == COUNT
    for model_id in shelf.ids:
        expect(visitor.card(model_id.partition("/")[2])).to_be_visible()

    assert asked == ["POST /models/removal", "POST /models/removal/undo"]
    deleted, *back = visitor.noted_messages()
    assert deleted.startswith(told)
    # The first of them may end before the answer tells which ones have begun.
    assert back[-1] == f"{COUNT} models are restored."
    assert all(re.search("(is|are) restored.$", text) for text in back)


def test_a_tab_that_is_closed_at_once_leaves_nothing_half_asked(shelf: Shelf, visit: Visit) -> None:
    visitor = visit(shelf.server)
    dialog = shelf.choose_all(visitor)
    button = dialog.get_by_role("button", name=re.compile(f"^Delete {COUNT} models, "))
    with visitor.page.expect_request("**/models/removal"):
        button.click()
    visitor.page.close()

    wait_for(lambda: shelf.here() == 0, "all of them are gone")


def test_what_cannot_go_is_named_with_its_reason_while_the_others_go(
    shelf: Shelf, visit: Visit
) -> None:
    used, *others = shelf.ids
    visitor = visit(shelf.server)
    dialog = shelf.choose_all(visitor)
    expect(dialog.get_by_role("listitem")).to_have_count(COUNT)
    # It comes between the rehearsal and the deed.
    shelf.server.api.post("/collections", {"name": "kept", "embedding_model": used}, status=201)

    dialog.get_by_role("button", name=re.compile(f"^Delete {COUNT} models, ")).click()

    result = visitor.dialog(f"Delete {len(others)} models")
    expect(result).to_contain_text(f"{len(others)} of {len(others)} deleted")
    expect(result).to_contain_text("1 model was not deleted:")
    expect(result.get_by_role("listitem")).to_contain_text(f"{used} is used by kept")
    assert shelf.here() == 1
    result.get_by_role("button", name="Close").last.click()
    visitor.page.get_by_role("button", name="Undo", exact=True).click()
    expect(visitor.message(f"{len(others)} models are restored.")).to_be_visible()
    assert shelf.here() == COUNT


def test_one_that_fails_on_the_disk_is_counted_and_named(
    own_shelf: Shelf, visit: Visit, product: Product
) -> None:
    shelf = own_shelf
    visitor = visit(shelf.server, locale="de-DE")
    visitor.page.goto(f"/settings/models?type=other&q={shelf.owner}%2F")
    for model_id in shelf.ids:
        visitor.page.get_by_role("checkbox", name=model_id).check()
    visitor.page.get_by_role("button", name=f"{COUNT} löschen").click()
    dialog = visitor.dialog(f"{COUNT} Modelle löschen")
    expect(dialog.get_by_role("listitem")).to_have_count(COUNT)
    # No trash can be made where a file lies: each deletion fails.
    trash_dir(product.cache_dir).parent.mkdir(parents=True, exist_ok=True)
    trash_dir(product.cache_dir).write_text("in the way")

    dialog.get_by_role("button", name=re.compile(f"^{COUNT} Modelle löschen, ")).click()

    expect(dialog).to_contain_text(f"0 von {COUNT} gelöscht, {COUNT} nicht")
    expect(dialog).to_contain_text(f"{COUNT} Modelle wurden nicht gelöscht:")
    for model_id in shelf.ids:
        expect(dialog.get_by_role("listitem").filter(has_text=model_id)).to_be_visible()
    assert shelf.here() == COUNT
    expect(
        visitor.page.get_by_role("region", name="Meldungen").get_by_role("listitem")
    ).to_have_count(0)


def _deeds_of(visitor: Visitor) -> list[str]:
    """What the page asks the server to do from now on: methods and paths."""
    asked: list[str] = []

    def note(request: Request) -> None:
        path = request.url.partition("/api/v2")[2]
        if path and request.method != "GET":
            asked.append(f"{request.method} {path}")

    visitor.page.on("request", note)
    return asked

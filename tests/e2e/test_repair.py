"""A damaged model is repaired by one click, and only what is wrong is fetched."""

from playwright.sync_api import expect

from modelshelf.hub.layout import RepoFolder
from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.hub import HubServer
from tests.support.product import Product, Server


def test_a_cut_file_is_fetched_again(
    server: Server,
    package_product: Product,
    hub: HubServer,
    custom_model: CustomModel,
    visit: Visit,
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    blobs = RepoFolder(package_product.cache_dir, repo.id).blobs
    largest = max(blobs.iterdir(), key=lambda blob: blob.stat().st_size)
    size_bytes = largest.stat().st_size
    with largest.open("r+b") as cut:
        cut.truncate(size_bytes // 2)
    server.api.wait_for_status(repo.id, "damaged")

    visitor = visit(server)
    visitor.open_models(repo.id)
    card = visitor.card(name_of(repo))
    card.get_by_role("button", name="Repair").click()
    expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    assert largest.stat().st_size == size_bytes

"""The history on the Downloads page, of a shelf that has been used for years."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from modelshelf.kit.clock import now
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from tests.cache.generate import make_repo
from tests.e2e.conftest import Visit
from tests.support.product import Product

ENDED = 120
PAGE = 50
NAME = "acme/checked"


def test_the_history_goes_on_to_its_beginning_and_takes_in_what_ends_meanwhile(
    product: Product, visit: Visit
) -> None:
    make_repo(product.cache_dir, NAME)
    with product.serving() as server:
        server.wait_until_ready()
        server.api.wait_for_status(NAME, "installed")
        _add_ended(product.data_dir)
        page = visit(server).page
        page.goto("/downloads")
        rows = page.get_by_role("list", name="History").get_by_role("listitem")
        more = page.get_by_role("button", name="Show more")
        expect(rows).to_have_count(PAGE)
        # By the keyboard, whose place is kept meanwhile.
        more.focus()
        page.keyboard.press("Enter")
        expect(rows).to_have_count(2 * PAGE)
        expect(more).to_be_focused()

        server.api.post("/models/verify", {"model_id": NAME}, status=202)
        expect(rows.first).to_contain_text(NAME)

        more.click()
        expect(rows).to_have_count(ENDED + 1)
        expect(more).to_be_hidden()
        expect(rows.last).to_contain_text("old/model-0")


def _add_ended(data_dir: Path) -> None:
    engine = create_engine(f"sqlite:///{data_dir / 'modelshelf.db'}")
    with Session(engine) as session, session.begin():
        for number in range(ENDED):
            ended = now() - timedelta(days=ENDED - number)
            session.add(
                Operation(
                    node="local",
                    model_id=f"old/model-{number}",
                    kind=Kind.DOWNLOAD,
                    status=Status.COMPLETED,
                    requested_by="ada",
                    created_at=ended,
                    updated_at=ended,
                    started_at=ended,
                    finished_at=ended,
                )
            )
    engine.dispose()

"""A long list, page by page."""

from pathlib import Path

import pytest

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import pages
from modelshelf.cache.inventory.pages import Order
from modelshelf.cache.reading.repo import RepoOnDisk, name_key
from modelshelf.kit.database import Database
from tests.cache.generate import make_repo

NODE = "local"
# Sorted otherwise by the rules of most languages; two have one name, and two one size.
SIZES = {"b/Zeta": 5, "a/_x": 7, "a/zeta": 5, "c/a-b": 9, "c/ab": 3, "c/A.c": 1, "b/B": 4}


def place(repo: RepoOnDisk, order: Order) -> tuple[str | int, str]:
    key: dict[Order, str | int] = {
        Order.NAME: name_key(repo.model_id),
        Order.SIZE: -repo.size_bytes,
        Order.LAST_USED: -pages.microseconds(repo.last_used_at),
    }
    return key[order], repo.model_id


async def nobody(_: list[str]) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("order", list(Order))
async def test_pages_follow_one_another_in_the_order_that_python_has(
    database: Database, cache_dir: Path, order: Order
) -> None:
    for model_id, size_bytes in SIZES.items():
        make_repo(cache_dir, model_id, {"model.safetensors": size_bytes})
    await Indexer(database, cache_dir, NODE, nobody).look_over()
    listed: list[tuple[str | int, str]] = []
    while True:
        async with database.read() as session:
            page = await pages.page(
                session,
                NODE,
                without=["b/B"],
                status=None,
                text="",
                order=order,
                after=listed[-1] if listed else None,
                limit=2,
            )
        if not page:
            break
        listed += [place(repo, order) for repo in page]
    assert [model_id for _, model_id in listed] == [i for _, i in sorted(listed)]
    assert {model_id for _, model_id in listed} == SIZES.keys() - {"b/B"}

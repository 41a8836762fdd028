"""The list of `ls` from the database, after a look at the disk where nobody else looks."""

from modelshelf.app.shelf import Shelf
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import Known
from modelshelf.cli.control import NOBODY_WORKS, nobody_works
from modelshelf.cli.kept import Listing, Witness
from modelshelf.cli.session import bring_up_to_date, open_shelf, run
from modelshelf.cli.space import read_space
from modelshelf.library.listing import Page, read_page
from modelshelf.library.query import ListQuery
from modelshelf.library.schemas import ModelList
from modelshelf.upkeep.budget.service import standing

_PAGE = 500


def read_and_keep() -> Listing:
    return run(_read_and_keep())


async def _read_and_keep() -> Listing:
    witness = None
    try:
        async with open_shelf() as shelf:
            await bring_up_to_date(shelf)
            file = shelf.database.url.database if shelf.database.is_sqlite else None
            witness = Witness.of(file, shelf.settings.node)
            listing = await _read(shelf)
            known, unlisted = await _followed_from(shelf)
        # Now that nobody else here has the database open.
        busy = any(model["operation"] for model in listing.models)
        if witness is not None and not busy:
            witness.keep(listing, shelf.settings.cache_dir, known, unlisted)
    finally:
        if witness is not None:
            witness.close()
    return listing


async def _read(shelf: Shelf) -> Listing:
    query = ListQuery(limit=_PAGE)
    models = []
    while True:
        async with shelf.database.read() as session:
            page: Page = await read_page(session, shelf.curated, shelf.settings.node, None, query)
            budget = await standing(session, shelf.settings)
        models += [model.model_dump(mode="json") for model in ModelList.of(page).models]
        if page.next_place is None:
            break
        query = query.after_place(page.next_place)
    exceeded = [budget.warning] if budget and budget.warning else []
    async with shelf.database.read() as session:
        space = await read_space(session, shelf.settings, shelf.curated)
        idle = [NOBODY_WORKS] if await nobody_works(session, shelf.settings.node) else []
    return Listing(models, page.others, [*page.warnings, *exceeded, *idle], space)


async def _followed_from(shelf: Shelf) -> tuple[dict[str, Known], tuple[str, ...]]:
    node = shelf.settings.node
    async with shelf.database.read() as session:
        known = await inventory.known_repos(session, node)
        state = await inventory.get_state(session, node)
    return known, state.warnings if state else ()

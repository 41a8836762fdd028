"""`openapi` and `db upgrade`."""

import json
import tempfile
from pathlib import Path

from modelshelf.cli.session import run
from modelshelf.cli.settings import read_settings


def openapi() -> None:
    from modelshelf.app.api import create_app
    from modelshelf.app.shelf import Shelf

    # The document is the same for everyone: nothing of this installation goes in.
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Shelf.open(read_settings(data_dir=Path(folder))))
        print(json.dumps(app.openapi(), indent=2, sort_keys=True))


def upgrade_database() -> None:
    run(_upgrade())


async def _upgrade() -> None:
    from modelshelf.kit.database import Database
    from modelshelf.migrations import current, upgrade

    database = Database(read_settings().sqlalchemy_url)
    try:
        before = await current(database)
        await upgrade(database)
        after = await current(database)
    finally:
        await database.close()
    if before == after:
        print(f"The database is up to date ({after}).")
    else:
        print(f"The database went from {before or 'nothing'} to {after}.")

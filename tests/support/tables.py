"""All tables of the product: importing this makes them known to `Base.metadata`."""

from sqlalchemy import create_engine

import modelshelf.accounts.models
import modelshelf.accounts.oidc.models
import modelshelf.audit.models
import modelshelf.cache.extra.rows
import modelshelf.cache.inventory.history
import modelshelf.cache.inventory.models
import modelshelf.credentials.models
import modelshelf.operations.models
import modelshelf.operations.nodes
import modelshelf.registry.models
import modelshelf.usage.models  # noqa: F401 (imported for its tables, as those above)
from modelshelf.kit.database import Base


def create_tables(url: str) -> None:
    """Create them in the database at this address, which a synchronous driver must open."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()

"""All tables of the product."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import create_engine

import modelshelf
from modelshelf.kit.database import Base


def all_tables() -> set[str]:
    """Names of all tables that any module of the product has."""
    root = Path(modelshelf.__path__[0])
    for path in root.rglob("*.py"):
        if "__tablename__" in path.read_text(encoding="utf-8"):
            import_module(".".join(("modelshelf", *path.relative_to(root).with_suffix("").parts)))
    return set(Base.metadata.tables)


def create_tables(url: str) -> None:
    """Create them in the database at this address, which a synchronous driver must open."""
    all_tables()
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()

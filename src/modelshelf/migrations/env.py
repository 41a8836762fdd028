"""Run by Alembic: applies the scripts on the connection that `upgrade` opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from modelshelf.kit.database import UtcDateTime


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A new script names plain types only: it must mean the same for ever."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_item=_render,
    # SQLite alters a table by copying it.
    render_as_batch=context.config.attributes.get("batch", True),
    compare_type=True,
)
context.run_migrations()

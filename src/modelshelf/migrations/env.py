"""Run by Alembic: applies the scripts on the connection that `upgrade` opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    # SQLite alters a table by copying it.
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()

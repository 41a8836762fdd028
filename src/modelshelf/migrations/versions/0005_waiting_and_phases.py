"""Downloads that wait for an hour, and what happens to each file."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hurried_by", sa.String(), nullable=True),
        sa.Column("phase", sa.String(length=16), nullable=True),
        sa.Column("files_phase", sa.JSON(), nullable=True),
    ]
    for column in columns:
        op.add_column("operations", column)


def downgrade() -> None:
    for name in ("files_phase", "phase", "hurried_by", "not_before"):
        op.drop_column("operations", name)

"""The trash: what it holds, and which deletion a restoration takes back"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operations", sa.Column("undoes", sa.Uuid(), nullable=True))
    op.add_column(
        "cache_state",
        sa.Column("trash_bytes", sa.BigInteger(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("cache_state", "trash_bytes")
    op.drop_column("operations", "undoes")

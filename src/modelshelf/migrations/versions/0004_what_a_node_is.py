"""What a node's machine is: its memory, accelerators and versions, as its worker reports them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("nodes", sa.Column("report", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("nodes", "report")

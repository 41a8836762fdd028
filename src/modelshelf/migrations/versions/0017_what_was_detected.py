"""What was detected of custom models, beside what their owners set"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What stood in the traits until now counts as set: an index may be built on it.
    with op.batch_alter_table("custom_models") as table:
        table.add_column(sa.Column("detected", sa.JSON(), nullable=True))
        table.add_column(sa.Column("revision", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("gated", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("custom_models") as table:
        table.drop_column("gated")
        table.drop_column("revision")
        table.drop_column("detected")

"""Reports of use by members and administrators, apart from those by anybody"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "inventory", sa.Column("weighty_used_at", sa.DateTime(timezone=True), nullable=True)
    )
    # Who reported before is not known: what was in use shall not go because of an upgrade.
    op.execute("UPDATE inventory SET weighty_used_at = reported_used_at")


def downgrade() -> None:
    op.drop_column("inventory", "weighty_used_at")

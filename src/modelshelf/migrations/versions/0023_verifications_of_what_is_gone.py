"""Verifications of models that are gone are kept, for a deletion that is taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("gone_at", "back_at"):
        op.add_column("verifications", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # Whoever knows nothing of these columns would take them for verifications of what comes anew.
    op.execute("DELETE FROM verifications WHERE gone_at IS NOT NULL")
    for name in ("back_at", "gone_at"):
        op.drop_column("verifications", name)

"""Which files a download was asked for, where not the usual ones"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operations", sa.Column("chosen", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("operations", "chosen")

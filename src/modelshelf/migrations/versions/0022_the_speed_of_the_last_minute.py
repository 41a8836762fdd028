"""The speed of an operation's last minute, for whoever looks at it anew"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operations", sa.Column("speeds", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("operations", "speeds")

"""Which disk a cache lies on, so that a start can tell an empty mount point from an empty cache"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cache_state", sa.Column("disk_mark", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("cache_state", "disk_mark")

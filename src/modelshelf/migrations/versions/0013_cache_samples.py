"""What took the space, over time"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SIZES = (
    "model_bytes",
    "dataset_bytes",
    "space_bytes",
    "shared_bytes",
    "partial_bytes",
    "trash_bytes",
    "free_bytes",
    "total_bytes",
)


def upgrade() -> None:
    op.create_table(
        "cache_samples",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_type", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SIZES),
        sa.PrimaryKeyConstraint("node", "taken_at", name=op.f("pk_cache_samples")),
    )


def downgrade() -> None:
    op.drop_table("cache_samples")

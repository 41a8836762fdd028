"""What lies in caches that are only read"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extra_caches",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("cache_dir", sa.String(), nullable=False),
        sa.Column("warning", sa.String(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("node", "cache_dir", name=op.f("pk_extra_caches")),
    )
    op.create_table(
        "extra_models",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("cache_dir", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=True),
        sa.Column("shas", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("node", "cache_dir", "model_id", name=op.f("pk_extra_models")),
    )


def downgrade() -> None:
    op.drop_table("extra_models")
    op.drop_table("extra_caches")

"""What checksums said"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_count", sa.BigInteger(), nullable=False),
        sa.Column("checked_bytes", sa.BigInteger(), nullable=False),
        sa.Column("unproven", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("node", "model_id", name=op.f("pk_verifications")),
    )
    op.create_table(
        "damaged_files",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", "model_id", "place", name=op.f("pk_damaged_files")),
    )
    op.create_table(
        "verify_queue",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", "model_id", name=op.f("pk_verify_queue")),
    )


def downgrade() -> None:
    op.drop_table("verify_queue")
    op.drop_table("damaged_files")
    op.drop_table("verifications")

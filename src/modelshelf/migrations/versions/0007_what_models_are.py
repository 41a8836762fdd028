"""What models on the disk are, and sums by kind, type and status

The rows are read anew from the disk at the next start; what stood in the old sums goes with them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OLD_TOTALS = ["node", "kind", "status", "size_bytes", "shared_bytes"]
_TOTALS = ["node", "kind", "model_type", "status", "size_bytes", "shared_bytes", "partial_bytes"]
_PAGES = "ix_inventory_node_kind_model_type_name"


def upgrade() -> None:
    op.add_column("inventory", sa.Column("model_type", sa.String(), nullable=True))
    op.add_column("inventory", sa.Column("traits", sa.JSON(), nullable=True))
    op.add_column(
        "inventory",
        sa.Column("described_by", sa.String(), server_default=sa.text("''"), nullable=False),
    )
    op.drop_index("ix_inventory_totals", table_name="inventory")
    op.create_index("ix_inventory_totals", "inventory", _TOTALS)
    op.create_index(_PAGES, "inventory", ["node", "kind", "model_type", "name"])
    op.add_column("cache_state", sa.Column("sums", sa.JSON(), nullable=True))
    op.drop_column("cache_state", "bytes_by_kind")
    op.drop_column("cache_state", "models_by_status")


def downgrade() -> None:
    op.add_column(
        "cache_state", sa.Column("models_by_status", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column(
        "cache_state", sa.Column("bytes_by_kind", sa.JSON(), server_default="{}", nullable=False)
    )
    op.drop_column("cache_state", "sums")
    op.drop_index(_PAGES, table_name="inventory")
    op.drop_index("ix_inventory_totals", table_name="inventory")
    op.create_index("ix_inventory_totals", "inventory", _OLD_TOTALS)
    op.drop_column("inventory", "described_by")
    op.drop_column("inventory", "traits")
    op.drop_column("inventory", "model_type")

"""Whether a download has compared every file of its model with its checksum itself"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was downloaded before nobody knows it any more.
    compared = sa.Column[bool]("compared", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("operations", compared)


def downgrade() -> None:
    op.drop_column("operations", "compared")

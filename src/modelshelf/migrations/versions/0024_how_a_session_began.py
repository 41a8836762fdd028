"""By which account of a provider a session began"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("identity_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "identity_id")

"""The Hub that the saved token was saved for"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was saved before it is not known: it is not sent, and asked for again.
    with op.batch_alter_table("hub_token") as table:
        table.add_column(sa.Column("origin", sa.String(length=300), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("hub_token") as table:
        table.drop_column("origin")

"""with what a renewal of a token brought, and the time of what is known of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTALLATION = {
    "next_token": sa.Text(),
    "next_refresh_token": sa.Text(),
    "next_expires_at": sa.DateTime(timezone=True),
    "renewing_until": sa.DateTime(timezone=True),
    "renewal_error": sa.Text(),
}


def upgrade() -> None:
    with op.batch_alter_table("installation", schema=None) as batch_op:
        for name, kind in INSTALLATION.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("known_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("known_at")
    with op.batch_alter_table("installation", schema=None) as batch_op:
        for name in INSTALLATION:
            batch_op.drop_column(name)

"""without the times that nothing reads."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNREAD = {
    "session": "booked_at",
    "tick": "changed_at",
    "wrap_up": "submitted_at",
    "follow_up": "answered_at",
}
# What rows hold after going back, where the column must not be empty: when it was is not known any more.
UNKNOWN = "1970-01-01 00:00:00"


def upgrade() -> None:
    for table, column in UNREAD.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True))
    for table in ("tick", "wrap_up", "follow_up"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            time = sa.DateTime(timezone=True)
            batch_op.add_column(sa.Column(UNREAD[table], time, server_default=UNKNOWN, nullable=False))

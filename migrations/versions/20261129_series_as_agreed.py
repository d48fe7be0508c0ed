"""A series keeps the gap it was agreed with, going on says when it is over, and a clock how long it stood."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gap_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stood_minutes", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("stood_minutes")
    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_column("gap_days")

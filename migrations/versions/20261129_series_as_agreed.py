"""How far apart the sessions of a series are stays as it was agreed; going on says when it is over."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gap_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_column("gap_days")

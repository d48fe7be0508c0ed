"""Days on which a sign-up sheet does not go out, beside public holidays."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sheet_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days_off", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("sheet_plan", schema=None) as batch_op:
        batch_op.drop_column("days_off")

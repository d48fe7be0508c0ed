"""what becomes of agreed actions."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = ("open", "done", "dropped")


def upgrade() -> None:
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.alter_column("owner_id", existing_type=sa.Text(), nullable=True)
        batch_op.add_column(sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("state", sa.String(24), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint("actionstate", sa.column("state").in_(STATES))


def downgrade() -> None:
    op.execute(
        "UPDATE action SET owner_id = (SELECT mentee_id FROM session"
        " WHERE session.workspace_id = action.workspace_id AND session.id = action.session_id)"
        " WHERE owner_id IS NULL"
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_action_actionstate"), type_="check")
        batch_op.drop_column("shown")
        batch_op.drop_column("state")
        batch_op.drop_column("shared")
        batch_op.alter_column("owner_id", existing_type=sa.Text(), nullable=False)

"""asks without a topic, hours of one ask, openings, and what was written before a form was open."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ASK = sa.table("ask", sa.column("workspace_id"), sa.column("topic_id"))
TOPIC = sa.table("topic", sa.column("workspace_id"), sa.column("id"))


def upgrade() -> None:
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.alter_column("topic_id", existing_type=sa.Text(), nullable=True)
        batch_op.add_column(sa.Column("hours_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hours_to", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("with_opening", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "started_ask",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_started_ask_workspace_id_user_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_started_ask_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_started_ask")),
    )
    with op.batch_alter_table("started_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_started_ask_forget_at"), ["forget_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("started_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_started_ask_forget_at"))
    op.drop_table("started_ask")
    any_topic = sa.select(sa.func.min(TOPIC.c.id)).where(TOPIC.c.workspace_id == ASK.c.workspace_id)
    op.execute(ASK.update().where(ASK.c.topic_id.is_(None)).values(topic_id=any_topic.scalar_subquery()))
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_column("with_opening")
        batch_op.drop_column("hours_to")
        batch_op.drop_column("hours_from")
        batch_op.alter_column("topic_id", existing_type=sa.Text(), nullable=False)

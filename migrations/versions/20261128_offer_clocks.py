"""clocks of offers, and where an ask comes from."""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LONGEST_WAIT = 1440  # three working days

WORKSPACE = sa.table("workspace", sa.column("id"), sa.column("settings", sa.JSON()))
ASK = sa.table("ask", sa.column("workspace_id"), sa.column("id"), sa.column("topic_id"))
OFFER = sa.table("offer", sa.column("workspace_id"), sa.column("ask_id"), sa.column("topic_id"))


def upgrade() -> None:
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("only_expert_id", sa.Text(), nullable=True))
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wait_minutes", sa.Integer(), nullable=False, server_default="480"))
        batch_op.add_column(sa.Column("topic_id", sa.Text(), nullable=True))
    same = sa.and_(ASK.c.workspace_id == OFFER.c.workspace_id, ASK.c.id == OFFER.c.ask_id)
    topic = sa.select(ASK.c.topic_id).where(same).scalar_subquery()
    op.execute(OFFER.update().values(topic_id=topic))
    connection = op.get_bind()
    for row in connection.execute(sa.select(WORKSPACE)).mappings().all():
        settings = row["settings"] or {}
        if settings.get("offer_wait_minutes", 0) > LONGEST_WAIT:
            shorter = {**settings, "offer_wait_minutes": LONGEST_WAIT}
            connection.execute(WORKSPACE.update().where(WORKSPACE.c.id == row["id"]).values(settings=shorter))


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("topic_id")
        batch_op.drop_column("wait_minutes")
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.drop_column("only_expert_id")
        batch_op.drop_column("origin_id")

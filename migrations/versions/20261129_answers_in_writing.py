"""answers in writing, and Slack is asked anew whose admins are ours."""

from alembic import op
import sqlalchemy as sa


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PERSON = sa.table(
    "person",
    sa.column("is_admin", sa.Boolean()),
    sa.column("is_manager", sa.Boolean()),
    sa.column("synced_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "written_answer",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ask_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("mentee_id", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enough", sa.Boolean(), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unblocked", sa.Integer(), nullable=True),
        sa.CheckConstraint("unblocked BETWEEN 1 AND 5", name=op.f("ck_written_answer_unblocked")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ask_id"],
            ["ask.workspace_id", "ask.id"],
            name=op.f("fk_written_answer_workspace_id_ask_id_ask"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "expert_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_written_answer_workspace_id_expert_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mentee_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_written_answer_workspace_id_mentee_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_id"],
            ["offer.workspace_id", "offer.id"],
            name=op.f("fk_written_answer_workspace_id_offer_id_offer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_written_answer_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_written_answer")),
        sa.UniqueConstraint("workspace_id", "offer_id", name=op.f("uq_written_answer_workspace_id_offer_id")),
    )
    with op.batch_alter_table("written_answer", schema=None) as batch_op:
        batch_op.create_index("ix_written_answer_ask", ["workspace_id", "ask_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_written_answer_delivered_at"), ["delivered_at"], unique=False)
        batch_op.create_index("ix_written_answer_expert", ["workspace_id", "expert_id"], unique=False)
        batch_op.create_index("ix_written_answer_open", ["settled_at", "decide_by"], unique=False)

    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_writing", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Admins of other companies, met in shared channels, were taken for ours.
    rights = PERSON.c.is_admin.is_(True) | PERSON.c.is_manager.is_(True)
    op.execute(PERSON.update().where(rights).values(synced_at=None))


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("in_writing")
    op.drop_table("written_answer")

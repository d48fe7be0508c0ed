"""invitations to become an expert, and one digest instead of a message for each ask."""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OUTBOX = sa.table(
    "outbox", *(sa.column(name) for name in ("kind", "state", "recipient", "subject_id", "version"))
)
DIGESTS = ("offer_steward", "offer_program_team")


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invited_id", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invited_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_invitation_workspace_id_invited_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "topic_id"],
            ["topic.workspace_id", "topic.id"],
            name=op.f("fk_invitation_workspace_id_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_invitation_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invitation_invited", ["workspace_id", "invited_id", "created_at"], unique=False
        )
    # What waits to be said becomes one digest for its reader.
    planned = OUTBOX.c.kind.in_(DIGESTS) & (OUTBOX.c.state == "pending")
    op.execute(OUTBOX.update().where(planned).values(subject_id=OUTBOX.c.recipient, version=1))


def downgrade() -> None:
    op.drop_table("invitation")

"""Invitations to ask a first question, and what the directory tells of roles and start dates."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
COUNTS = ("first_people", "first_asked", "second_people", "second_asked")


def _one_of(name: str, *states: str) -> sa.Enum:
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitations", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("started_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("leads_since", TIME, nullable=True))
    op.create_table(
        "campaign",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", _one_of("campaignstate", "running", "stopped", "over"), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False, server_default=""),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("begins_at", TIME, nullable=False),
        *(sa.Column(name, TIME, nullable=True) for name in ("looks_at", "ended_at", "forgotten_at")),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_due", ["state", "looks_at"], unique=False)
    op.create_table(
        "campaign_member",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column(
            "state", _one_of("memberstate", "listed", "waiting", "invited", "left_out"), nullable=False
        ),
        sa.Column("half", sa.Integer(), nullable=True),
        *(sa.Column(name, TIME, nullable=True) for name in ("begins_at", "due_at", "invited_at")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "campaign_id"],
            ["campaign.workspace_id", "campaign.id"],
            name=op.f("fk_campaign_member_workspace_id_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_campaign_member_workspace_id_user_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_member_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_campaign_member")),
    )
    with op.batch_alter_table("campaign_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_member_once", ["workspace_id", "campaign_id", "user_id"], unique=True
        )
        batch_op.create_index("ix_campaign_member_user", ["workspace_id", "user_id"], unique=False)
        batch_op.create_index("ix_campaign_member_due", ["state", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("campaign_member")
    op.drop_table("campaign")
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        for name in ("leads_since", "started_on", "role"):
            batch_op.drop_column(name)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("invitations")

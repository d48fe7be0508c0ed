"""flash events: the event, who takes part, and who talks with whom."""

from alembic import op
import sqlalchemy as sa


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "flash_event",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("topic_ids", sa.JSON(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("change_minutes", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "planned",
                "running",
                "ended",
                "cancelled",
                name="eventstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wakes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rounds BETWEEN 1 AND 12", name=op.f("ck_flash_event_rounds")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_flash_event_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_flash_event")),
    )
    with op.batch_alter_table("flash_event", schema=None) as batch_op:
        batch_op.create_index("ix_flash_event_wakes", ["state", "wakes_at"], unique=False)

    op.create_table(
        "flash_seat",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "mentee", "expert", name="seatrole", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "in",
                "waiting",
                "missing",
                "left",
                name="seatstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("topic_ids", sa.JSON(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("first_round", sa.Integer(), nullable=False),
        sa.Column("fits", sa.JSON(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "event_id"],
            ["flash_event.workspace_id", "flash_event.id"],
            name=op.f("fk_flash_seat_workspace_id_event_id_flash_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_flash_seat_workspace_id_user_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_flash_seat_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_flash_seat")),
        sa.UniqueConstraint(
            "workspace_id", "event_id", "user_id", name=op.f("uq_flash_seat_workspace_id_event_id_user_id")
        ),
    )
    with op.batch_alter_table("flash_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flash_seat_user_id"), ["user_id"], unique=False)

    op.create_table(
        "flash_talk",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("missed_by", sa.Text(), nullable=True),
        sa.Column("missed_told", sa.Boolean(), nullable=False),
        sa.Column("mentee_note", sa.Text(), nullable=False),
        sa.Column("expert_note", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("mentee_again", sa.Boolean(), nullable=False),
        sa.Column("expert_again", sa.Boolean(), nullable=False),
        sa.Column("ask_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "event_id"],
            ["flash_event.workspace_id", "flash_event.id"],
            name=op.f("fk_flash_talk_workspace_id_event_id_flash_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "expert_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_flash_talk_workspace_id_expert_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mentee_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_flash_talk_workspace_id_mentee_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_flash_talk_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_flash_talk")),
        sa.UniqueConstraint(
            "workspace_id",
            "event_id",
            "mentee_id",
            "expert_id",
            name=op.f("uq_flash_talk_workspace_id_event_id_mentee_id_expert_id"),
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "event_id",
            "round",
            "expert_id",
            name=op.f("uq_flash_talk_workspace_id_event_id_round_expert_id"),
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "event_id",
            "round",
            "mentee_id",
            name=op.f("uq_flash_talk_workspace_id_event_id_round_mentee_id"),
        ),
    )


def downgrade() -> None:

    op.drop_table("flash_talk")
    with op.batch_alter_table("flash_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flash_seat_user_id"))

    op.drop_table("flash_seat")
    with op.batch_alter_table("flash_event", schema=None) as batch_op:
        batch_op.drop_index("ix_flash_event_wakes")

    op.drop_table("flash_event")

"""calendar feeds and growing on."""

from alembic import op
import sqlalchemy as sa


revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_calendar_feed_workspace_id_user_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_calendar_feed_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f("uq_calendar_feed_workspace_id_user_id")),
    )
    op.create_table(
        "growth",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("mentee_id", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentee_yes", sa.Boolean(), nullable=True),
        sa.Column("expert_yes", sa.Boolean(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_by", sa.Text(), nullable=True),
        sa.Column("series_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "expert_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_growth_workspace_id_expert_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mentee_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_growth_workspace_id_mentee_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "series_id"],
            ["series.workspace_id", "series.id"],
            name=op.f("fk_growth_workspace_id_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["session.workspace_id", "session.id"],
            name=op.f("fk_growth_workspace_id_session_id_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_growth_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "session_id", name=op.f("pk_growth")),
    )
    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.create_index("ix_growth_expert", ["workspace_id", "expert_id"], unique=False)
        batch_op.create_index("ix_growth_mentee", ["workspace_id", "mentee_id"], unique=False)

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gap_days", sa.Integer(), server_default="14", nullable=False))
        batch_op.drop_constraint(op.f("ck_series_count"), type_="check")
        batch_op.create_check_constraint(op.f("ck_series_count"), "count BETWEEN 1 AND 6")


def downgrade() -> None:
    op.execute("UPDATE series SET count = 3 WHERE count > 3")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_series_count"), type_="check")
        batch_op.create_check_constraint(op.f("ck_series_count"), "count BETWEEN 1 AND 3")
        batch_op.drop_column("gap_days")

    with op.batch_alter_table("growth", schema=None) as batch_op:
        batch_op.drop_index("ix_growth_mentee")
        batch_op.drop_index("ix_growth_expert")

    op.drop_table("growth")
    op.drop_table("calendar_feed")

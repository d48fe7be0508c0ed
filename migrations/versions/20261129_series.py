"""series of two or three sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ONE = {"nullable": False, "server_default": "1"}


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ask_id", sa.Text(), nullable=False),
        sa.Column("mentee_id", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("running", "done", "ended"),
                name="seriesstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("count BETWEEN 1 AND 3", name=op.f("ck_series_count")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ask_id"],
            ["ask.workspace_id", "ask.id"],
            name=op.f("fk_series_workspace_id_ask_id_ask"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                ["workspace_id", who],
                ["person.workspace_id", "person.user_id"],
                name=op.f(f"fk_series_workspace_id_{who}_person"),
                ondelete="CASCADE",
            )
            for who in ("expert_id", "mentee_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_series_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_series")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index("ix_series_state", ["state"], unique=False)
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wished_sessions", sa.Integer(), **ONE))
        batch_op.add_column(sa.Column("part", sa.Integer(), **ONE))
        batch_op.drop_constraint(op.f("ck_ask_askformat"), type_="check")
        batch_op.drop_column("format")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_sessions", sa.Integer(), **ONE))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("concludes", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_session_workspace_id_series_id_series"),
            "series",
            ["workspace_id", "series_id"],
            ["workspace_id", "id"],
            ondelete="CASCADE",
        )
        batch_op.create_index("ix_session_series", ["workspace_id", "series_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("ix_session_series")
        batch_op.drop_constraint(op.f("fk_session_workspace_id_series_id_series"), type_="foreignkey")
        for name in ("earliest_at", "concludes", "series_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("agreed_sessions")
    kind = sa.Enum("single", "series", name="askformat", native_enum=False, create_constraint=True, length=24)
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("format", kind, nullable=False, server_default="single"))
        batch_op.drop_column("part")
        batch_op.drop_column("wished_sessions")
    op.drop_table("series")

"""who was there, and whether a session took place."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PRESENCE = ("started", "alone", "here", "late")
STATES = ("scheduling", "booked", "ended", "held", "cancelled")
MORE_STATES = ("scheduling", "booked", "missing", "ended", "differs", "held", "cancelled")
TIMED = ("booked", "ended", "held")
MORE_TIMED = ("booked", "missing", "ended", "differs", "held")


def upgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("missed_until", sa.DateTime(timezone=True), nullable=True))
    _session_states(MORE_STATES, MORE_TIMED)
    with op.batch_alter_table("wrap_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "presence",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(24), nullable=False),
        sa.CheckConstraint(sa.column("said").in_(PRESENCE), name=op.f("ck_presence_presencesaid")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["session.workspace_id", "session.id"],
            name=op.f("fk_presence_workspace_id_session_id_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_presence_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "session_id", "user_id", "version", name=op.f("pk_presence")),
    )


def downgrade() -> None:
    op.drop_table("presence")
    with op.batch_alter_table("wrap_up", schema=None) as batch_op:
        batch_op.drop_column("saved_at")
    op.execute("UPDATE session SET state = 'ended' WHERE state IN ('missing', 'differs')")
    _session_states(STATES, TIMED)
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("missed_until")
        batch_op.drop_column("missed_version")
        batch_op.drop_column("missed_at")


def _session_states(states: tuple[str, ...], timed: tuple[str, ...]) -> None:
    state, starts_at = sa.column("state"), sa.column("starts_at")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_session_sessionstate"), type_="check")
        batch_op.drop_constraint(op.f("ck_session_booked"), type_="check")
        batch_op.create_check_constraint("sessionstate", state.in_(states))
        batch_op.create_check_constraint("booked", sa.or_(state.not_in(timed), starts_at.is_not(None)))

"""Who is away by their Slack status, quiet hours, one list of offers a day, and clocks that stand still."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TIMES = ("away_until", "here_until", "away_shown")
SHOWN = {"ix_person_away_until": "away_until", "ix_person_away_shown": "away_shown"}


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("offers_daily", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Integer(), nullable=True))
        for name in TIMES:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for index, column in SHOWN.items():
            batch_op.create_index(index, [column], unique=False)
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("listed_with", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("listed_with")
        batch_op.drop_column("stopped_at")
    with op.batch_alter_table("person", schema=None) as batch_op:
        for index in SHOWN:
            batch_op.drop_index(index)
        for name in ("quiet_to", "quiet_from", "offers_daily", *reversed(TIMES)):
            batch_op.drop_column(name)

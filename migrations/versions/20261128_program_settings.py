"""the settings of a program as one document."""

from alembic import op
import sqlalchemy as sa


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What the columns held where nobody had changed them: the document holds only what differs.
DEFAULTS = {
    "matching_preset": "balanced",
    "two_at_once": "urgent",
    "newcomer_percent": 10,
    "offer_wait_minutes": 480,
    "late_window_minutes": 1440,
}


def _states(name, *states):
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)


COLUMNS = [
    sa.Column("offer_wait_minutes", sa.Integer(), nullable=False, server_default="480"),
    sa.Column("late_window_minutes", sa.Integer(), nullable=False, server_default="1440"),
    sa.Column(
        "matching_preset",
        _states("matchingpreset", "closest", "balanced", "spread"),
        nullable=False,
        server_default="balanced",
    ),
    sa.Column(
        "two_at_once",
        _states("twoatonce", "never", "urgent", "always"),
        nullable=False,
        server_default="urgent",
    ),
    sa.Column("newcomer_percent", sa.Integer(), nullable=False, server_default="10"),
]
WORKSPACE = sa.table(
    "workspace", sa.column("id"), sa.column("settings", sa.JSON()), *(sa.column(name) for name in DEFAULTS)
)


def upgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(WORKSPACE)).mappings().all():
        changed = {name: row[name] for name, value in DEFAULTS.items() if row[name] != value}
        if changed:
            connection.execute(WORKSPACE.update().where(WORKSPACE.c.id == row["id"]).values(settings=changed))
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_workspace_newcomer_percent"), type_="check")
        batch_op.drop_constraint(op.f("ck_workspace_matchingpreset"), type_="check")
        batch_op.drop_constraint(op.f("ck_workspace_twoatonce"), type_="check")
        for name in DEFAULTS:
            batch_op.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.add_column(column)
        batch_op.create_check_constraint(
            op.f("ck_workspace_newcomer_percent"), "newcomer_percent BETWEEN 0 AND 50"
        )
    connection = op.get_bind()
    for row in connection.execute(sa.select(WORKSPACE)).mappings().all():
        if row["settings"]:
            connection.execute(WORKSPACE.update().where(WORKSPACE.c.id == row["id"]).values(row["settings"]))
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("settings")

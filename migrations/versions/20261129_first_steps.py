"""first steps of a program, and its posts."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    steps = op.create_table(
        "first_steps",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("greeted_at", TIME, nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_first_steps_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_first_steps")),
    )
    op.create_table(
        "program_post",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "channel_id", "words", "posted_by")
        ),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("tried_at", TIME, nullable=False),
        sa.Column("refused_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_program_post_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_program_post")),
    )
    # Programs that run already have no first steps before them.
    workspace = sa.table("workspace", sa.column("id"), sa.column("installed_at"))
    names = ["workspace_id", "started_at", "finished_at"]
    running = sa.select(workspace.c.id, workspace.c.installed_at, workspace.c.installed_at)
    op.execute(sa.insert(steps).from_select(names, running))


def downgrade() -> None:
    op.drop_table("program_post")
    op.drop_table("first_steps")

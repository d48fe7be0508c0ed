"""departments and managers from Slack's profiles."""

from alembic import op
import sqlalchemy as sa


revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followed_profiles",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("department_field", sa.Text(), nullable=False),
        sa.Column("manager_field", sa.Text(), nullable=False),
        sa.Column("start_field", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_followed_profiles_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_followed_profiles")),
    )
    op.add_column("directory_entry", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("directory_entry", sa.Column("from_slack", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("directory_entry", "from_slack")
    op.drop_column("directory_entry", "read_at")
    op.drop_table("followed_profiles")

"""what the matching engine keeps: settings, versions, wider topics, vectors."""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _states(name, *states):
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "embedding",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vector", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_embedding_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "subject_id", name=op.f("pk_embedding")),
    )
    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_expert_version", ["workspace_id", "version"], unique=False)

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_topic_workspace_id_parent_id_topic"),
            "topic",
            ["workspace_id", "parent_id"],
            ["workspace_id", "id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "matching_preset",
                _states("matchingpreset", "closest", "balanced", "spread"),
                nullable=False,
                server_default="balanced",
            )
        )
        batch_op.add_column(
            sa.Column(
                "two_at_once",
                _states("twoatonce", "never", "urgent", "always"),
                nullable=False,
                server_default="urgent",
            )
        )
        batch_op.add_column(sa.Column("newcomer_percent", sa.Integer(), nullable=False, server_default="10"))
        batch_op.add_column(sa.Column("experts_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint(
            op.f("ck_workspace_newcomer_percent"), "newcomer_percent BETWEEN 0 AND 50"
        )

    with op.batch_alter_table("wrap_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meet_again", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("wrap_up", schema=None) as batch_op:
        batch_op.drop_column("meet_again")

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_workspace_newcomer_percent"), type_="check")
        batch_op.drop_constraint(op.f("ck_workspace_matchingpreset"), type_="check")
        batch_op.drop_constraint(op.f("ck_workspace_twoatonce"), type_="check")
        batch_op.drop_column("experts_version")
        batch_op.drop_column("newcomer_percent")
        batch_op.drop_column("two_at_once")
        batch_op.drop_column("matching_preset")

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_topic_workspace_id_parent_id_topic"), type_="foreignkey")
        batch_op.drop_column("parent_id")

    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.drop_index("ix_expert_version")
        batch_op.drop_column("version")

    op.drop_table("embedding")

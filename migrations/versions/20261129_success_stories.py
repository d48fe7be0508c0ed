"""success stories."""

from alembic import op
import sqlalchemy as sa


revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("mentee_id", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("helped", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "agreed",
                "published",
                "declined",
                "withdrawn",
                name="storystate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "expert_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_story_workspace_id_expert_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mentee_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_story_workspace_id_mentee_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["session.workspace_id", "session.id"],
            name=op.f("fk_story_workspace_id_session_id_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "topic_id"],
            ["topic.workspace_id", "topic.id"],
            name=op.f("fk_story_workspace_id_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_story_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_story")),
        sa.UniqueConstraint("workspace_id", "session_id", name=op.f("uq_story_workspace_id_session_id")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index("ix_story_expert", ["workspace_id", "expert_id"], unique=False)
        batch_op.create_index("ix_story_lapses", ["lapses_at"], unique=False)
        batch_op.create_index("ix_story_mentee", ["workspace_id", "mentee_id"], unique=False)
        batch_op.create_index("ix_story_topic", ["workspace_id", "topic_id", "state"], unique=False)

    op.create_table(
        "story_answer",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "story_id"],
            ["story.workspace_id", "story.id"],
            name=op.f("fk_story_answer_workspace_id_story_id_story"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "topic_id"],
            ["topic.workspace_id", "topic.id"],
            name=op.f("fk_story_answer_workspace_id_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["person.workspace_id", "person.user_id"],
            name=op.f("fk_story_answer_workspace_id_user_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_story_answer_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_story_answer")),
    )
    with op.batch_alter_table("story_answer", schema=None) as batch_op:
        batch_op.create_index("ix_story_answer_at", ["workspace_id", "created_at"], unique=False)
        batch_op.create_index("ix_story_answer_story", ["workspace_id", "story_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("story_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_story_answer_story")
        batch_op.drop_index("ix_story_answer_at")

    op.drop_table("story_answer")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index("ix_story_topic")
        batch_op.drop_index("ix_story_mentee")
        batch_op.drop_index("ix_story_lapses")
        batch_op.drop_index("ix_story_expert")

    op.drop_table("story")

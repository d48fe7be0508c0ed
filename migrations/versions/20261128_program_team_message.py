"""the kind of message to the program's team, named as everywhere else."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD, NEW = "offer_caretaker", "offer_program_team"

outbox = sa.table("outbox", sa.column("kind", sa.Text), sa.column("dedupe_key", sa.Text))


def upgrade() -> None:
    _rename(OLD, NEW)


def downgrade() -> None:
    _rename(NEW, OLD)


def _rename(old: str, new: str) -> None:
    """Rename it in rows of any state: the key of one that was sent keeps it from being said again."""
    key = sa.func.replace(outbox.c.dedupe_key, old, new)
    op.execute(outbox.update().where(outbox.c.kind == old).values(kind=new, dedupe_key=key))

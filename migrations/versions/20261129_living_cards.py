"""one card for each question and session, and each person's own message of a meeting."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# A card of which there was one for each version, day or message is the one that there is; the newest stays.
RENAMED = (
    (re.compile(r"^(session:[^:@]+):(\d+)@"), r"\1@"),
    (re.compile(r"^wrap_up:([^:@]+):(\d+)@"), r"session_own:\1@"),
    (re.compile(r"^(checklist:[^:@]+):(\d+)@"), r"\1@"),
    (re.compile(r"^((?:steward|program_team):[^:@]+):(\d+)@"), r"\1@"),
)
GONE = (
    "session_card_old",
    "session_place",
    "session_start_card",
    "session_wrap_up_reminder_card",
    "session_summary",
    "session_summary_card",
)
# What was said to two in their conversation, and is said to each of them.
TO_EACH = {"session_start": "session_start", "session_sum_up": "session_start_later"}


def upgrade() -> None:
    connection = op.get_bind()
    tables = sa.MetaData()
    card = sa.Table("card", tables, autoload_with=connection)
    outbox = sa.Table("outbox", tables, autoload_with=connection)
    for pattern, name in RENAMED:
        _rename(connection, card, pattern, name)
    waiting = outbox.c.state == "pending"
    for row in connection.execute(sa.select(outbox).where(waiting, outbox.c.kind.in_(TO_EACH))).mappings():
        _split(connection, outbox, dict(row))
    ended = {"state": "cancelled", "done_at": outbox.c.due_at}
    op.execute(outbox.update().where(waiting, outbox.c.kind.in_(GONE)).values(ended))


def _rename(connection: sa.Connection, card: sa.Table, pattern: re.Pattern[str], name: str) -> None:
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    for workspace_id, key in connection.execute(sa.select(card.c.workspace_id, card.c.key)):
        found = pattern.match(key)
        if found:
            one = (workspace_id, pattern.sub(name, key))
            newest[one] = max(newest.get(one, (0, "")), (int(found[2]), key))
    for (workspace_id, key), (_, before) in newest.items():
        where = (card.c.workspace_id == workspace_id, card.c.key == before)
        connection.execute(card.update().where(*where).values(key=key))


def _split(connection: sa.Connection, outbox: sa.Table, row: dict[str, object]) -> None:
    kind = TO_EACH[str(row["kind"])]
    first, *others = str(row["recipient"]).split("+")
    for number, user_id in enumerate([first, *others]):
        key = f"{row['subject_id']}:{row['kind']}:{user_id}:{row['version']}"
        values = {"kind": kind, "recipient": user_id, "dedupe_key": key}
        if number:
            connection.execute(outbox.insert().values({**row, **values, "id": f"{row['id']}{number}"}))
        else:
            here = (outbox.c.workspace_id == row["workspace_id"], outbox.c.id == row["id"])
            connection.execute(outbox.update().where(*here).values(values))


def downgrade() -> None:
    """Leave things as they are: an older version posts its cards anew."""

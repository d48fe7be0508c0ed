"""Nobody gets out of a WorkspaceSession: what cannot be narrowed is refused. On both databases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    case,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, join, outerjoin

from bot.kit.db import Database, OutsideWorkspaceError, WorkspaceSession
from bot.models import Ask, OAuthState, Person, Topic, Workspace

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASK = Ask.__table__
PERSON = Person.__table__


async def fill(db: WorkspaceSession) -> None:
    """The same keys in each workspace; only the words tell whose they are."""
    await db.insert(Person, user_id="U1", name=f"of {db.workspace_id}")
    await db.insert(Topic, id="t", name=f"of {db.workspace_id}", name_key="t", created_at=AT)
    await db.insert(
        Ask, id="a", mentee_id="U1", topic_id="t", question=f"of {db.workspace_id}", created_at=AT
    )


@pytest.fixture
async def database(database: Database) -> Database:
    """Two workspaces with rows of the same keys."""
    async with database.all_workspaces() as db:
        db.add_all([Workspace(id=name, name=name, installed_at=AT, rematch_at=AT) for name in ("TA", "TB")])
    for name in ("TA", "TB"):
        async with database.begin(name) as db:
            await fill(db)
    return database


async def names(database: Database) -> list[tuple[str, str, str]]:
    """Every person's workspace, key and name, as nothing narrows it."""
    async with database.all_workspaces() as db:
        found = await db.execute(select(PERSON.c.workspace_id, PERSON.c.user_id, PERSON.c.name))
        return sorted(tuple(row) for row in found)


BEFORE = [("TA", "U1", "of TA"), ("TB", "U1", "of TB")]


# --- Statements that are narrowed -------------------------------------------------------------------------

other = aliased(Ask)
asked = select(Ask.id, Ask.question, Ask.topic_id).subquery()  # the key goes along: words are bound to it
asked_cte = select(Ask.id, Ask.question).cte("asked")
either = union_all(select(Topic.name), select(Person.name)).subquery()
NARROWED = {
    "entity": select(Ask.question),
    "alias": select(other.question),
    "alias in a condition": select(Ask.question).where(other.topic_id == Ask.topic_id),
    "join": select(Ask.question).join(Topic, Topic.id == Ask.topic_id),
    "a table of the same workspace": select(Topic.name).join(
        ASK, (ASK.c.topic_id == Topic.id) & (ASK.c.workspace_id == Topic.workspace_id)
    ),
    "outer join": select(Topic.name).outerjoin(Ask, Topic.id == Ask.topic_id),
    "second table in a condition": select(Ask.question).where(Topic.id == Ask.topic_id),
    "subquery": select(asked.c.question),
    "join of a subquery": select(Topic.name).join(asked, asked.c.topic_id == Topic.id),
    "common table expression": select(asked_cte.c.question),
    "union": union_all(select(Topic.name), select(Person.name)),
    "union within": select(either.c.name),
    "scalar subquery": select(select(Ask.question).where(Ask.id == Topic.id).scalar_subquery(), Topic.name),
    "exists": select(Topic.name).where(exists().where(Ask.topic_id == Topic.id)),
    "in": select(Topic.name).where(Topic.id.in_(select(Ask.topic_id))),
    "the workspace itself": select(Workspace.name),
}


@pytest.mark.parametrize("name", NARROWED)
async def test_what_mapped_classes_say_is_narrowed(database: Database, name: str) -> None:
    async with database.read("TB") as db:
        found = (await db.execute(NARROWED[name])).all()
    assert found
    assert {words for row in found for words in row if words} <= {"of TB", "TB"}


async def test_conditions_of_ones_own_do_not_lead_out(database: Database) -> None:
    async with database.begin("TB") as db:
        assert list(await db.scalars(select(Person).where(Person.workspace_id == "TA"))) == []
        assert list(await db.scalars(select(Person.name).where((Person.workspace_id == "TA") | True))) == [
            "of TB"
        ]
        assert await db.update_where(Person, Person.workspace_id == "TA", name="x") == 0
        assert await db.delete_where(Ask, Ask.workspace_id == "TA") == 0
        hit = await db.execute(update(Person).values(name="mine").returning(Person.workspace_id))
        assert hit.all() == [("TB",)]
    assert await names(database) == [("TA", "U1", "of TA"), ("TB", "U1", "mine")]


async def test_a_statement_that_another_workspace_had_compiled_is_narrowed_to_the_next(
    database: Database,
) -> None:
    for name in ("TA", "TB", "TA"):
        async with database.begin(name) as db:
            assert await db.scalar(select(Ask.question)) == f"of {name}"
            assert [row.question async for row in db.stream_rows(select(Ask.question))] == [f"of {name}"]
            assert await db.update_where(Person, name=f"of {name}") == 1
    assert await names(database) == BEFORE


async def test_keys_leave_the_workspace_out(database: Database) -> None:
    async with database.begin("TB") as db:
        ask = await db.get_one(Ask, "a")
        assert ask.question == "of TB"
        assert await db.get(Ask, "b") is None
        with pytest.raises(NoResultFound):
            await db.get_one(Ask, "b")
        assert await db.get(Ask, "a", with_for_update=True) is ask
        workspace = await db.get(Workspace, ())
        assert workspace is not None
        assert workspace.id == "TB"


# --- Statements that are refused --------------------------------------------------------------------------

REFUSED = {
    "text": text("SELECT question FROM ask"),
    "a name": select(column("question")).select_from(table("ask")),
    "a literal": select(Topic.id, literal_column("(SELECT max(question) FROM ask)")),
    "a table": select(ASK.c.question),
    "a joined table": select(Topic.id).join(ASK, ASK.c.topic_id == Topic.id),
    "a table, left of an outer join": select(Topic.id).select_from(
        outerjoin(ASK, Topic, (ASK.c.topic_id == Topic.id) & (ASK.c.workspace_id == Topic.workspace_id))
    ),
    "a table in the same workspace, or not": select(Topic.id).join(
        ASK, (ASK.c.workspace_id == Topic.workspace_id) | (ASK.c.id == Topic.id)
    ),
    "a table in another workspace": select(Topic.id).join(ASK, ASK.c.workspace_id != Topic.workspace_id),
    "a table in a subquery": select(Topic.id).where(Topic.id.in_(select(ASK.c.topic_id))),
    "a table in a union": union_all(select(Ask.id), select(ASK.c.id)),
    "a class within a CASE": select(case((Topic.name == "x", Ask.id), else_=Topic.name)),
    "a class within functions": select(Topic.id).where(func.lower(func.coalesce(Ask.id, "")) == "a"),
    "a class in a window": select(func.row_number().over(order_by=Ask.id)),
    "a join that is no statement's": select(Ask.id).select_from(join(Ask, Topic, Ask.topic_id == Topic.id)),
    "EXISTS with one condition made of several": select(
        exists().where((Ask.id == "a") & (Ask.question != ""))
    ).where(Topic.id == "t"),
    "a class of no workspace": select(OAuthState.state),
    "UPDATE of a table": update(PERSON).values(name="x"),
    "UPDATE with a second table": update(Person).where(Ask.mentee_id == Person.user_id).values(name="x"),
    "UPDATE that looks into a table": update(Person).where(exists(select(ASK.c.id))).values(name="x"),
    "UPDATE of the workspace": update(Person).values(workspace_id="TA"),
    "DELETE from a table": delete(ASK),
    "DELETE that looks into a table": delete(Ask).where(Ask.topic_id.in_(select(ASK.c.topic_id))),
    "INSERT into a table": insert(PERSON).values(workspace_id="TB", user_id="U2"),
    "INSERT elsewhere": insert(Person).values(workspace_id="TA", user_id="U2"),
    "INSERT of what a function gives": insert(Person).values(workspace_id=func.lower("ta"), user_id="U2"),
    "INSERT of several": insert(Person).values([{"workspace_id": "TA", "user_id": "U2"}]),
    "INSERT from a SELECT": insert(Person).from_select(
        ["workspace_id", "user_id"], select(Ask.workspace_id, Ask.question)
    ),
    "INSERT with a SELECT": insert(Person).values(user_id="U2", name=select(Ask.id).scalar_subquery()),
    "INSERT of a workspace": insert(Workspace).values(id="TC", installed_at=AT, rematch_at=AT),
    "INSERT with no workspace's class": insert(OAuthState).values(state="x", expires_at=AT),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")
async def test_what_cannot_be_narrowed_is_refused(database: Database, name: str) -> None:
    for _ in range(2):  # a compiled statement is kept, the refusal with it
        async with database.begin("TB") as db:
            with pytest.raises(OutsideWorkspaceError):
                await db.execute(REFUSED[name])
    assert await names(database) == BEFORE


async def _connection(db: WorkspaceSession) -> Any:
    return await db.connection()


async def _sync_connection(db: WorkspaceSession) -> Any:
    return await db.run_sync(lambda session: session.connection().execute(text("SELECT * FROM ask")))


async def _stream_of_a_table(db: WorkspaceSession) -> Any:
    return [row async for row in db.stream_rows(select(ASK.c.id))]


async def _stream_of_text(db: WorkspaceSession) -> Any:
    return await db.stream(text("SELECT question FROM ask"))


async def _rows_elsewhere(db: WorkspaceSession) -> Any:
    await db.insert_all(Person, [{"user_id": "U2"}, {"user_id": "U3", "workspace_id": "TA"}])


async def _update_by_keys(db: WorkspaceSession) -> Any:
    await db.execute(update(Person), [{"workspace_id": "TA", "user_id": "U1", "name": "x"}])


async def _update_by_key(db: WorkspaceSession) -> Any:
    await db.execute(update(Person), {"workspace_id": "TA", "name": "x"})


async def _object_elsewhere(db: WorkspaceSession) -> Any:
    db.add(Person(workspace_id="TA", user_id="U2"))
    await db.flush()


async def _object_moved(db: WorkspaceSession) -> Any:
    (await db.get_one(Ask, "a")).workspace_id = "TA"
    await db.flush()


async def _object_merged(db: WorkspaceSession) -> Any:
    await db.merge(Person(workspace_id="TA", user_id="U1", name="x"))
    await db.flush()


async def _object_of_none(db: WorkspaceSession) -> Any:
    db.add(OAuthState(state="x", expires_at=AT))
    await db.flush()


WAYS_OUT = [
    _connection,
    _sync_connection,
    _stream_of_a_table,
    _stream_of_text,
    _rows_elsewhere,
    _update_by_keys,
    _update_by_key,
    _object_elsewhere,
    _object_moved,
    _object_merged,
    _object_of_none,
]


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_there_is_no_other_way_out(
    database: Database, way: Callable[[WorkspaceSession], Awaitable[Any]]
) -> None:
    async with database.begin("TB") as db:
        with pytest.raises(OutsideWorkspaceError):
            await way(db)
        await db.rollback()
    assert await names(database) == BEFORE


async def test_an_object_of_another_workspace_cannot_be_carried_over(database: Database) -> None:
    async with database.read("TA") as db:
        theirs = await db.get_one(Person, "U1")
    theirs.name = "x"

    async def carry(db: WorkspaceSession) -> None:
        db.add(theirs)
        await db.flush()

    async with database.begin("TB") as db:
        with pytest.raises(OutsideWorkspaceError):
            await carry(db)
        db.expunge_all()
    assert await names(database) == BEFORE


async def test_objects_and_rows_get_the_workspace(database: Database) -> None:
    async with database.begin("TB") as db:
        added = Person(user_id="U2", name="")
        db.add(added)
        await db.flush()
        assert added.workspace_id == "TB"
        assert (await db.insert(Person, user_id="U3")).workspace_id == "TB"
        await db.insert_all(Person, [{"user_id": "U4"}, {"user_id": "U5"}])
        (await db.get_one(Person, "U4")).name = "of TB"
    assert [row[:2] for row in await names(database)] == [
        ("TA", "U1"),
        *[("TB", f"U{number}") for number in range(1, 6)],
    ]

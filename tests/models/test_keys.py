"""Encryption keys: the wrong ones are refused, and older ones become unnecessary while the app runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, select, text

from bot.kit.crypto import Keyring, MissingKeyError, UnreadableError, new_key
from bot.kit.db import Database
from bot.kit.errors import SetupError
from bot.models import Installation, Person, SelfCheck, Workspace, keys
from tests.support.clock import MONDAY
from tests.support.factories import T

OLD, NEW = new_key(), new_key()
TOKENS = 10_000


def opened(url: str, *given: str) -> Database:
    return Database(url, Keyring.parse(",".join(given)))


@pytest.fixture
async def old(database_url: str) -> AsyncIterator[Database]:
    """A database with a workspace and Ada, whose address was encrypted with the old key."""
    database = opened(database_url, OLD)
    async with database.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=MONDAY, rematch_at=MONDAY))
    async with database.begin(T) as db:
        await db.insert(Person, user_id="UADA", email="ada@example.com")
    yield database
    await database.close()


async def email(database: Database, user_id: str = "UADA") -> str | None:
    async with database.read(T) as db:
        found: str | None = await db.scalar(select(Person.email).where(Person.user_id == user_id))
        return found


async def test_the_first_start_leaves_what_the_next_ones_are_checked_by(old: Database) -> None:
    await keys.check(old, MONDAY)
    await keys.check(old, MONDAY)
    other = opened(str(old.url.render_as_string(hide_password=False)), NEW)
    with pytest.raises(SetupError, match="ENCRYPTION_KEYS does not open what the database holds"):
        await keys.check(other, MONDAY)
    both = opened(str(old.url.render_as_string(hide_password=False)), NEW, OLD)
    await keys.check(both, MONDAY)
    for one in (other, both):
        await one.close()


async def test_wrong_keys_are_refused_also_where_nothing_was_left_to_check_by(old: Database) -> None:
    other = opened(str(old.url.render_as_string(hide_password=False)), NEW)
    with pytest.raises(SetupError):
        await keys.check(other, MONDAY)
    async with other.all_workspaces() as db:
        assert await db.get(SelfCheck, 1) is None  # and the wrong key did not become the right one
    await other.close()
    await keys.check(old, MONDAY)


async def test_after_a_rotation_the_old_key_is_not_needed(old: Database) -> None:
    await keys.check(old, MONDAY)
    url = str(old.url.render_as_string(hide_password=False))
    both, new = opened(url, NEW, OLD), opened(url, NEW)
    with pytest.raises(MissingKeyError):
        await email(new)
    done = await keys.rotate(both, MONDAY)
    assert (done.rotated, done.unreadable) == (1, 0)
    assert await email(new) == "ada@example.com"
    await keys.check(new, MONDAY)
    with pytest.raises(UnreadableError):
        await email(old)
    assert (await keys.rotate(both, MONDAY)).rotated == 0
    for one in (both, new):
        await one.close()


async def test_what_an_earlier_version_wrote_is_read_and_gets_bound_to_its_row(old: Database) -> None:
    """Earlier versions bound a value to its workspace and column alone."""
    async with old.begin(T) as db:
        await db.insert(Person, user_id="UELI")
        await db.insert(Person, user_id="UMEI")
    await write_as_before(old, "UADA", "ada@example.com")
    await write_as_before(old, "UMEI", "mei@example.com")
    assert await email(old) == "ada@example.com"
    await move(old, "UADA", "UELI")  # as it was: nothing notices
    assert await email(old, "UELI") == "ada@example.com"
    assert await keys.is_any_outdated(old)
    async with old.begin(T) as db:
        await db.update_where(Person, Person.user_id == "UMEI", email="new@example.com")
    assert await keys.rotate(old, MONDAY) == keys.Rotation(rotated=2, unreadable=0)
    assert not await keys.is_any_outdated(old)
    assert await email(old) == "ada@example.com"
    for one in ("UADA", "UMEI"):  # bound by the rotation, and by writing it
        await move(old, one, "UELI")
        with pytest.raises(UnreadableError):
            await email(old, "UELI")


async def write_as_before(database: Database, user_id: str, words: str) -> None:
    """Put an address where it stands as an earlier version did."""
    value = database.keyring.encrypt(words, f"{T}|person.email")
    async with database.all_workspaces() as db:
        values = {"value": value, "id": user_id}
        await db.execute(text("UPDATE person SET email = :value WHERE user_id = :id"), values)


async def move(database: Database, one: str, other: str) -> None:
    """Put the encrypted address of one person into the row of another."""
    async with database.all_workspaces() as db:
        taken = (
            "UPDATE person SET email = (SELECT email FROM person WHERE user_id = :one) WHERE user_id = :other"
        )
        await db.execute(text(taken), {"one": one, "other": other})


async def test_what_cannot_be_read_is_counted_and_left(old: Database) -> None:
    url = str(old.url.render_as_string(hide_password=False))
    new = opened(url, NEW)
    done = await keys.rotate(new, MONDAY)
    assert (done.rotated, done.unreadable) == (0, 1)
    assert await email(old) == "ada@example.com"
    await new.close()


async def test_ten_thousand_tokens_are_rotated_while_others_read_and_write(
    old: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(old.url.render_as_string(hide_password=False))
    teams = [f"T{number:05}" for number in range(TOKENS)]
    await fill(old, teams)
    both, new = opened(url, NEW, OLD), opened(url, NEW)
    failures: list[Exception] = []
    working = [asyncio.create_task(work(both, teams[each::4], failures)) for each in range(4)]
    began = time.monotonic()
    done = await keys.rotate(both, MONDAY)
    seconds = time.monotonic() - began
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    with capsys.disabled():
        print(f"\n{done.rotated} values in {seconds:.2f} s, under load, on {old.url.get_backend_name()}")
    assert failures == []
    assert done.unreadable == 0
    async with new.look_across() as connection:
        found = await connection.execute(text("SELECT workspace_id, bot_token FROM installation"))
        tokens = {
            team: new.keyring.decrypt_for(token, f"{team}|installation.bot_token", "")
            for team, token in found
        }
    assert len(tokens) == TOKENS
    assert all(token.startswith(f"xoxb-{team}") for team, token in tokens.items())
    for one in (both, new):
        await one.close()


async def fill(database: Database, teams: list[str]) -> None:
    """Make so many workspaces, each with a token."""
    encrypted = [database.keyring.encrypt(f"xoxb-{team}", f"{team}|installation.bot_token") for team in teams]
    statement = text(
        "INSERT INTO installation (workspace_id, app_id, is_enterprise_install, bot_id, bot_user_id, scopes,"
        " bot_token, installed_by, installed_at) VALUES (:team, '', false, '', '', '', :token, '', :at)"
    )
    async with database.all_workspaces() as db:
        workspaces = [{"id": team, "installed_at": MONDAY, "rematch_at": MONDAY} for team in teams]
        await db.execute(insert(Workspace), workspaces)
        at = MONDAY.replace(tzinfo=None) if database.embedded else MONDAY
        pairs = zip(teams, encrypted, strict=True)
        await db.execute(statement, [{"team": team, "token": token, "at": at} for team, token in pairs])


async def work(database: Database, teams: list[str], failures: list[Exception]) -> None:
    """Read tokens and renew some of them, as a process does that has both keys."""
    for number, team in enumerate(teams * 1000):
        try:
            if number % 5 == 0:
                async with database.begin(team) as db:
                    await db.update_where(Installation, bot_token=f"xoxb-{team}-renewed")
            else:
                async with database.read(team) as db:
                    row = (await db.scalars(select(Installation))).one()
                    assert row.bot_token.startswith(f"xoxb-{team}")
        except Exception as error:
            failures.append(error)
            return

"""Words at rest: readable only with a key, in the workspace and the column in which they were written."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from bot.kit.crypto import EncryptedText, Keyring, RowWords, UnreadableError, new_key
from bot.kit.db import Base, Database
from bot.kit.db.bound import UnboundWordsError
from bot.kit.errors import SetupError
from bot.kit.words import FORGOTTEN
from bot.models import Ask, Expert, Person
from tests.support.clock import MONDAY
from tests.support.factories import ELI, T, create_ask, create_workspace

CANARY = "The canary sings at dawn"
RING = Keyring.parse(new_key())
KEY = "A" * 43 + "="


@given(st.text())
def test_what_was_encrypted_is_read_again(words: str) -> None:
    encrypted = RING.encrypt(words, "T1|ask.question")
    assert RING.decrypt(encrypted, "T1|ask.question") == words
    assert encrypted.isascii()
    assert len(words) < 6 or words not in encrypted


def test_half_a_picture_is_no_reason_to_fail() -> None:
    """JSON may hold one half of a surrogate pair, which no encoding can write."""
    assert RING.decrypt(RING.encrypt("half \ud83d", "c"), "c") == "half ?"


def test_the_same_words_never_look_the_same() -> None:
    assert RING.encrypt(CANARY, "c") != RING.encrypt(CANARY, "c")


@pytest.mark.parametrize("context", ["T2|ask.question", "T1|ask.outcome", "", "T1|ask.question "])
def test_nothing_is_readable_elsewhere(context: str) -> None:
    with pytest.raises(UnreadableError):
        RING.decrypt(RING.encrypt(CANARY, "T1|ask.question"), context)


@pytest.mark.parametrize("number", range(0, 60, 7))
def test_a_changed_letter_is_noticed(number: int) -> None:
    encrypted = RING.encrypt(CANARY, "c")
    key_id, body = encrypted.split(".")
    changed = body[:number] + ("A" if body[number] != "A" else "B") + body[number + 1 :]
    with pytest.raises(UnreadableError):
        RING.decrypt(f"{key_id}.{changed}", "c")


@pytest.mark.parametrize("junk", ["", ".", "x", "x.y", CANARY, "äöü.ß"])
def test_junk_is_unreadable_and_says_nothing_of_itself(junk: str) -> None:
    with pytest.raises(UnreadableError):
        RING.decrypt(junk, "c")
    key_id = RING.encrypt("", "c").partition(".")[0]
    with pytest.raises(UnreadableError) as told:
        RING.decrypt(f"{key_id}.{junk}", "c")
    assert CANARY not in str(told.value)


def test_new_keys_write_and_old_keys_still_read() -> None:
    old, new = new_key(), new_key()
    before = Keyring.parse(old).encrypt(CANARY, "c")
    both = Keyring.parse(f" {new} , {old} ,")
    assert both.decrypt(before, "c") == CANARY
    after = both.encrypt(CANARY, "c")
    assert Keyring.parse(new).decrypt(after, "c") == CANARY
    for ring, encrypted in ((Keyring.parse(new), before), (Keyring.parse(old), after)):
        with pytest.raises(UnreadableError, match="No key"):
            ring.decrypt(encrypted, "c")


@pytest.mark.parametrize("keys", ["", ",", "abc", KEY[:-4], f"{KEY},short", "schlüssel"])
def test_what_is_no_key_is_said_without_repeating_it(keys: str) -> None:
    with pytest.raises(SetupError) as told:
        Keyring.parse(keys)
    assert "ENCRYPTION_KEYS" in str(told.value)
    assert keys.strip(",") == "" or keys not in str(told.value)


def test_an_embedded_database_has_a_key_of_its_own_that_nobody_else_reads(tmp_path: Path) -> None:
    first = Keyring.beside(tmp_path / "x.db")
    file = tmp_path / "x.db.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Keyring.beside(tmp_path / "x.db").decrypt(first.encrypt(CANARY, "c"), "c") == CANARY


@given(st.text(), st.sampled_from(["", "a1", "s1|UADA|2"]))
def test_what_was_encrypted_for_a_row_is_read_in_it(words: str, row: str) -> None:
    assert RING.decrypt_for(RING.encrypt_for(words, "T1|ask.question", row), "T1|ask.question", row) == words


@pytest.mark.parametrize("words", ["n", "no", "ada", "yes!", CANARY])
def test_words_of_one_row_are_unreadable_in_another(words: str) -> None:
    encrypted = RING.encrypt_for(words, "T1|ask.question", "a1")
    for place, row in (
        ("T1|ask.question", "a2"),
        ("T1|ask.question", ""),
        ("T1|ask.outcome", "a1"),
        ("T2|ask.question", "a1"),
    ):
        with pytest.raises(UnreadableError):
            RING.decrypt_for(encrypted, place, row)
    as_before = encrypted.replace("r.", ".", 1)  # as if an earlier version had written it
    with pytest.raises(UnreadableError):
        RING.decrypt_for(as_before, "T1|ask.question", "a1")


# --- In the tables ----------------------------------------------------------------------------------------


async def test_words_moved_to_another_column_or_workspace_are_unreadable(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, question=CANARY, background="B" * 20)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE ask SET background = question"))
    async with database.read(T) as db:
        with pytest.raises(UnreadableError):
            await db.get(Ask, ask_id)
    async with database.all_workspaces() as db:
        copied = (await db.execute(text("SELECT question FROM ask"))).scalar_one()
        await db.execute(
            text(
                "INSERT INTO workspace (id, name, bot_user_id, installed_at, rematch_at, people_cursor)"
                " SELECT 'T2', '', '', installed_at, rematch_at, '' FROM workspace"
            )
        )
    async with database.begin("T2") as db:
        await db.insert(Person, user_id=ELI, synced_at=MONDAY)
        await db.insert(Expert, user_id=ELI, opted_in_at=MONDAY)
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE expert SET about = :x WHERE workspace_id = 'T2'"), {"x": copied})
    async with database.read("T2") as db:
        with pytest.raises(UnreadableError):
            await db.get(Expert, ELI)


async def test_words_moved_to_another_row_are_unreadable(database: Database) -> None:
    await create_workspace(database, [ELI])
    one = await create_ask(database, question=CANARY, background="B" * 20)
    other = await create_ask(database, question="Another question", outcome="")
    async with database.all_workspaces() as db:
        taken = "UPDATE ask SET question = (SELECT question FROM ask WHERE id = :one) WHERE id = :other"
        await db.execute(text(taken), {"one": one, "other": other})
    async with database.read(T) as db:
        with pytest.raises(UnreadableError):
            await db.get(Ask, other)
        assert list(await db.scalars(select(Ask.question).where(Ask.id == one))) == [CANARY]
        named = select(Ask.question.label("asked")).where(Ask.id == one).subquery()
        with pytest.raises(UnreadableError):  # what leaves the row's key behind is not read either
            (await db.execute(select(named.c.asked))).all()
    async with database.begin(T) as db:
        await db.update_where(Ask, Ask.id == other, question="Asked anew")
        ask = await db.get_one(Ask, other)
        assert ask.question == "Asked anew"
        ask.question = "Asked once more"
    async with database.begin(T) as db:
        # Words that were taken from one row are told the other's when they are written there.
        fresh = await db.insert(Ask, mentee_id="UADA", topic_id="prices", question=CANARY, created_at=MONDAY)
        copy = await db.insert(
            Ask, mentee_id="UADA", topic_id="prices", question=fresh.question, created_at=MONDAY
        )
        await db.update_where(Ask, Ask.id == one, background=fresh.question)
        copied = select(Ask.question).where(Ask.id == copy.id)
        assert list(await db.scalars(copied)) == [CANARY]
        assert (await db.get_one(Ask, one)).background == CANARY
        await db.update_where(Ask, question=FORGOTTEN)  # no words: it may stand in all rows
    async with database.read(T) as db:
        assert set(await db.scalars(select(Ask.question))) == {FORGOTTEN}


async def test_words_are_written_to_rows_that_are_named(sqlite_db: Database) -> None:
    await create_workspace(sqlite_db, [ELI])
    await create_ask(sqlite_db)
    async with sqlite_db.begin(T) as db:
        with pytest.raises(UnboundWordsError):
            await db.update_where(Ask, Ask.mentee_id == "UADA", question=CANARY)


async def test_words_stay_readable_where_a_row_gets_another_key(database: Database) -> None:
    await create_workspace(database, [])
    ask_id = await create_ask(database, question=CANARY)
    async with database.begin(T) as db:
        with pytest.raises(UnboundWordsError):
            await db.update_where(Ask, Ask.id == ask_id, id="other")
        assert await db.update_key(Ask, Ask.id == ask_id, id="other") == 1
        assert (await db.get_one(Ask, "other")).question == CANARY
        assert await db.get(Ask, ask_id) is None


def test_every_encrypted_column_says_where_it_stands() -> None:
    """Its name is part of what its values are bound to; a row's key is found beside each."""
    columns = [one for table in Base.metadata.tables.values() for one in table.columns]
    encrypted = [one for one in columns if isinstance(one.type, EncryptedText)]
    assert encrypted
    for one in encrypted:
        assert one.type.column == f"{one.table.name}.{one.name}"  # type: ignore[attr-defined]
        assert "workspace_id" in one.table.primary_key.columns


async def test_words_stay_encrypted_outside_a_workspaces_own_transaction(database: Database) -> None:
    await create_workspace(database, [])
    await create_ask(database, question=CANARY)
    async with database.all_workspaces() as db:
        with pytest.raises(UnreadableError):
            (await db.execute(select(Ask.question))).all()
    clear = {
        "workspace_id": T,
        "id": "a1",
        "mentee_id": "UADA",
        "topic_id": "prices",
        "question": RowWords.of("x", ["a1"]),
        "created_at": MONDAY,
    }
    async with database.all_workspaces() as db:
        with pytest.raises((UnreadableError, StatementError)):
            await db.execute(insert(Ask).values(clear))
    async with database.all_workspaces() as db:
        raw = (await db.execute(text("SELECT question FROM ask"))).scalar_one()
    assert CANARY not in raw


async def test_rotated_keys_read_what_old_ones_wrote(sqlite_url: str) -> None:
    old, new = new_key(), new_key()
    before = Database(sqlite_url, Keyring.parse(old))
    await create_workspace(before, [])
    ask_id = await create_ask(before, question=CANARY)
    await before.close()
    after = Database(sqlite_url, Keyring.parse(f"{new},{old}"))
    async with after.begin(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        assert ask.question == CANARY
        await db.update_where(Ask, Ask.id == ask_id, question=CANARY + " again")
    await after.close()
    without = Database(sqlite_url, Keyring.parse(new))
    async with without.read(T) as db:
        with pytest.raises(UnreadableError, match="No key"):  # background and outcome are old still
            await db.get(Ask, ask_id)
        assert list(await db.scalars(select(Ask.question))) == [CANARY + " again"]
    await without.close()


def test_a_fingerprint_tells_whether_words_changed_and_only_to_who_has_a_key() -> None:
    old, new = new_key(), new_key()
    found = Keyring.parse(old).fingerprint(CANARY, "T1|embedding.digest")
    rotated = Keyring.parse(f"{new},{old}")
    assert CANARY not in found
    assert rotated.fits(found, CANARY, "T1|embedding.digest")
    assert rotated.fingerprint(CANARY, "T1|embedding.digest") != found
    assert not rotated.fits(found, CANARY + "s", "T1|embedding.digest")
    assert not rotated.fits(found, CANARY, "T2|embedding.digest")
    assert not Keyring.parse(new).fits(found, CANARY, "T1|embedding.digest")
    for odd in ("", ".", "x.y", found[:-1], found + "é"):
        assert not rotated.fits(odd, CANARY, "T1|embedding.digest")

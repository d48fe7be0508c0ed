"""Every column of every table is accounted for: handed out, erased, or named with the reason why not."""

from __future__ import annotations

import pytest

from bot.kit.crypto import EncryptedText
from bot.kit.db import Base
from bot.models import OAuthState, SelfCheck
from bot.privacy import texts
from bot.privacy.inventory import HELD, Held

SECRETS_OF_THE_APP = {"installation"}
# A random number of the install page, for ten minutes; words of our own, to check keys by.
OF_NOBODY = {OAuthState.__tablename__, SelfCheck.__tablename__}


def accounted(held: Held) -> set[str]:
    shown = {name for part in held.parts for name in part.shown}
    return shown | {*held.words, *held.people, *held.released, *held.other, "workspace_id", "id"}


def test_every_table_is_listed_once() -> None:
    names = [held.name for held in HELD]
    assert sorted(names) == sorted(set(Base.metadata.tables) - OF_NOBODY)


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_every_column_is_accounted_for(held: Held) -> None:
    columns = set(Base.metadata.tables[held.name].columns.keys())
    assert columns - accounted(held) == set()
    assert accounted(held) - columns <= {"workspace_id", "id"}


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_what_is_not_handed_out_has_a_reason(held: Held) -> None:
    assert bool(held.because) >= bool(held.other)


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_encrypted_words_go_with_the_person_and_in_time(held: Held) -> None:
    encrypted = {
        column.key
        for column in Base.metadata.tables[held.name].columns
        if isinstance(column.type, EncryptedText)
    }
    if held.name in SECRETS_OF_THE_APP:
        return
    rowless = held.deleted is not None or held.name == "person"
    left = encrypted - set(held.words)
    assert rowless or left == set()
    # The profile lives as long as its person helps, and what nobody asked yet for a week, a story until
    # one of its two takes it back; all other words end with what they belong to.
    of_the_person = held.name in {"person", "expert", "invitation", "program_post", "started_ask", "story"}
    belongs_to = (held.of_ask, held.of_session, held.of_event, held.of_sheet, held.of_campaign)
    assert not encrypted or of_the_person or any(one is not None for one in belongs_to)


def test_every_table_that_is_handed_out_has_a_name_for_people() -> None:
    assert {held.name for held in HELD if held.parts} == set(texts.TABLES)


def test_every_column_that_is_handed_out_has_a_name_for_people() -> None:
    shown = {name for held in HELD for part in held.parts for name in part.shown}
    assert shown == set(texts.COLUMNS)

"""One message a day for whoever looks after questions with nobody, and invitations to join."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.experts import queries as experts
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Card, Outbox, OutboxState
from bot.offers import messages, service
from bot.offers.forms import InviteForm
from bot.people import service as people
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    QUESTION,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
    place,
    rows,
    run,
)
from tests.support.outbox import planned


async def _sent(database: Database, to: str, card: str) -> None:
    """What is planned for somebody has been posted."""
    async with database.begin(T) as db:
        await db.update_where(Outbox, Outbox.recipient == to, state=OutboxState.SENT, done_at=MONDAY)
        await db.insert(Card, key=f"{card}@{to}", channel_id="D1", message_ts="1.0", digest="")


@pytest.mark.parametrize(("steward", "reader"), [(MEI, MEI), (None, NOOR)])
async def test_ten_questions_are_one_message(database: Database, steward: str | None, reader: str) -> None:
    await create_workspace(database, [], steward_id=steward)
    for _ in range(10):
        await place(database, await create_ask(database))
    kind = messages.STEWARD if steward else messages.PROGRAM_TEAM
    (card,) = await planned(database, MONDAY, reader, kind)
    assert "10 questions" in card.words
    assert "and 2 more questions" in card.words
    assert "Invite somebody" in card.words
    if not steward:  # nobody reads the same line eight times
        assert card.words.count("nobody could be asked yet") == 2  # as text and as a block
        assert "This goes for 8 questions." in card.words
    assert "price lists" not in card.words
    assert "nobody suitable is free" not in card.words


async def test_a_later_question_of_the_day_changes_the_message_and_one_of_the_next_day_is_new(
    database: Database,
) -> None:
    await create_workspace(database, [])
    first = await create_ask(database)
    await place(database, first)
    today = f"program_team:{NOOR}"
    await _sent(database, NOOR, today)
    await place(database, await create_ask(database))
    (again,) = await planned(database, MONDAY, NOOR, messages.PROGRAM_TEAM)
    assert again.only_changes
    assert "2 questions are waiting" in again.words
    await place(database, await create_ask(database), MONDAY + timedelta(days=1))
    new = [
        one for one in await planned(database, MONDAY, NOOR, messages.PROGRAM_TEAM) if not one.only_changes
    ]
    assert len(new) == 1


async def test_a_question_that_moves_leaves_the_message_and_its_mentee_is_told(database: Database) -> None:
    await create_workspace(database, [])
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await _sent(database, NOOR, f"program_team:{NOOR}")
    await run(database, create_expert, ELI)
    await run(database, service.reconsider_all, [ask_id], MONDAY)
    (told,) = await planned(database, MONDAY, ADA, asks_messages.MOVED)
    assert "Pricing" in told.words
    (digest,) = await planned(database, MONDAY, NOOR, messages.PROGRAM_TEAM)
    assert digest.only_changes
    assert "None of these questions is waiting any more" in digest.words


async def test_the_mentee_hears_again_that_nobody_is_free_only_after_somebody_was_asked(
    database: Database,
) -> None:
    await create_workspace(database, [])
    ask_id = await create_ask(database)
    await place(database, ask_id)
    for what in ("topic", "short"):
        await run(database, asks.widen, ask_id, ADA, [what], MONDAY)
        await place(database, ask_id)
    told = select(Outbox).where(Outbox.kind == asks_messages.WAITING.id)
    assert len(await rows(database, told)) == 1
    await run(database, create_expert, ELI)
    await run(database, service.reconsider_all, [ask_id], MONDAY)
    offer = await place(database, ask_id)
    assert offer is not None
    await run(database, service.decline, offer.id, ELI, "", MONDAY)
    await place(database, ask_id)
    assert len(await rows(database, told)) == 2


def _form(colleague: str = TUI, topic: str = "prices") -> InviteForm:
    return InviteForm(colleague=colleague, topic=topic, note="You priced half of what we sell.")


async def test_an_invitation_is_a_personal_word_and_enrols_nobody(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    for key, by in (("v1", MEI), ("v1", MEI)):
        if await planned(database, MONDAY, TUI):
            with pytest.raises(FormErrors):
                await run(database, service.invite, by, _form(), key, MONDAY)
        else:
            await run(database, service.invite, by, _form(), key, MONDAY)
    (word,) = await planned(database, MONDAY, TUI)
    assert "Mei Tanaka" in word.words
    assert "You priced half of what we sell." in word.words
    assert QUESTION not in word.words
    assert word.words.count('"type": "button"') == word.words.count("Help a colleague") == 1
    form = await run(database, experts.draft, TUI, MONDAY, "prices")
    assert [topic.id for topic in form.profile.topics] == ["prices"]
    await run(database, create_expert, TUI)
    form = await run(database, experts.draft, TUI, MONDAY, "other")
    assert "other" not in {topic.id for topic in form.profile.topics}
    assert await planned(database, MONDAY, TUI, messages.INVITATION) == []


@pytest.mark.parametrize(("by", "colleague"), [(NOOR, NOOR), (NOOR, ELI)])
async def test_nobody_invites_themselves_or_an_expert(database: Database, by: str, colleague: str) -> None:
    await create_workspace(database, [ELI])
    with pytest.raises(FormErrors) as refused:
        await run(database, service.invite, by, _form(colleague), "v1", MONDAY)
    assert set(refused.value.fields) == {"colleague"}


async def test_only_the_team_and_stewards_invite(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    with pytest.raises(UserMessage):
        await run(database, service.invite, ADA, _form(), "v1", MONDAY)
    with pytest.raises(UserMessage):
        await run(database, service.invite, MEI, _form(topic="other"), "v1", MONDAY)
    await run(database, people.set_managers, [ADA])
    await run(database, service.invite, ADA, _form(), "v1", MONDAY)
    assert await planned(database, MONDAY, TUI, messages.INVITATION)

"""Two people whose Slack speaks German: everything they read is German."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from bot.kit.i18n import Param, Sentence
from bot.kit.reader import Reader
from bot.offers import texts as offers
from bot.sessions import texts as sessions
from bot.thanks import texts as thanks
from tests.journeys.steps import end_of, start_of, the_session
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.person import Person
from tests.support.visible import Surface

QUESTION = (
    "Wie eröffne ich den Vortrag vor dem Vorstand, damit wir am Freitag über den neuen Plan entscheiden?"
)
GERMAN = Reader.of("de-DE", "Europe/Berlin")
# Small words of English that are none of German.
ENGLISH = re.compile(
    r"\b(?:the|you|your|and|with|of|it|is|for|when|what|how|this|that|please|to|by|at|on|from|has|have|no|not)\b"
)


def de(words: Sentence, **params: Param) -> str:
    return GERMAN(words, **params).replace("*", "")


@pytest.fixture
async def app(sqlite_url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(sqlite_url, encryption_keys) as app:
        for user in app.slack.workspace.users.values():
            user.locale = "de-DE"
        yield app


def surfaces(person: Person) -> Iterator[Surface]:
    for channel in person.slack.workspace.channels.values():
        if person.id in channel.members:
            yield from person.messages(channel)
    yield from (one for one in (person.home(), person.modal()) if one)


def english_in(*people: Person) -> list[str]:
    """Return the lines that have English words in them; the topic is what its admins call it."""
    lines = {line for one in people for shown in surfaces(one) for line in shown.text.splitlines()}
    return sorted(line for line in lines if ENGLISH.search(line.replace(SLIDES, "").casefold()))


async def test_from_the_question_to_the_thank_you_in_german(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    for person in (ada, eli):
        await person.open_home()
    await app.join(eli, SLIDES)
    await ada.command("/ask-expert", QUESTION)
    assert english_in(ada) == []
    await ada.fill({"topic": SLIDES})
    assert await ada.submit() == {}
    await _close(ada)
    await app.settle()
    assert english_in(ada, eli) == []

    await eli.press(de(offers.HELP))
    await app.settle()
    card = await ada.sees("Wählt eine Zeit")
    await ada.press(card.buttons()[0], in_=card)
    await app.settle()
    session = await the_session(app)
    await ada.sees("Ada und Eli, euer Termin steht: Di., 2. Feb. um 09:30")
    assert english_in(ada, eli) == []

    for moment in (start_of(session) - timedelta(hours=23), start_of(session) - timedelta(minutes=14)):
        await app.until(moment)
    assert english_in(ada, eli) == []
    await app.until(start_of(session) + timedelta(seconds=1))
    await eli.press(de(sessions.STARTED))
    await app.until(end_of(session) + timedelta(seconds=1))
    await ada.press(de(sessions.WRAP_UP_BUTTON))
    await ada.fill(
        {
            de(sessions.TOOK_PLACE): de(sessions.YES),
            de(sessions.AGREED): "Eli: die zweite Folie ansehen\nwir: noch einmal lesen, bis zum 5. Februar",
        }
    )
    assert english_in(ada) == []
    assert await ada.submit() == {}
    await _close(ada)
    await app.settle()
    assert english_in(ada, eli) == []
    await eli.press(de(sessions.NOTHING_TO_ADD))
    await app.later(days=1)
    await ada.press(de(thanks.WRITE))
    assert english_in(ada, eli) == []


async def _close(person: Person) -> None:
    while person.modal():
        await person.close()

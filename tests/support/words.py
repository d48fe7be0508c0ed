"""docs/words.md: every sentence of the main journey, as its people read it.

``python -m tests.support.words`` walks the journey on the real app and writes the page. The clock stands
still but for the steps told here, so the same words come out on every machine.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import select

from bot.asks.listeners import common as asking
from bot.kit import budget
from bot.kit.clock import ShiftedClock
from bot.kit.crypto import new_key
from bot.models import Person as Member
from bot.models import Session
from bot.models.migrate import upgrade
from bot.playground.slack import http_transport, views
from tests.journeys.steps import QUESTION, book_first, end_of, start_of, the_session
from tests.support.app import MONDAY, SLIDES, AppUnderTest
from tests.support.clock import PATIENCE
from tests.support.docs import DOCS
from tests.support.person import Person
from tests.support.visible import Surface

KINDS = {"im": "direct message", "mpim": "their conversation"}
PLACES = list(KINDS.values())  # below a form, in this order
PAGE = DOCS / "words.md"
TOP = """# The words of the journey

What Ada (asks), Eli (helps) and Noor (runs the program) read, from the first command to the last question,
in order. A button stands in [brackets], an input in <angles>. Made by `python -m tests.support.words`; a test
keeps it as the app says it.
"""


class StillClock(ShiftedClock):
    """Stands still until it is shifted."""

    def __init__(self, instant: datetime) -> None:
        super().__init__()
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def shift(self, by: timedelta) -> None:
        self.instant += by


class AppInStillTime(AppUnderTest):
    """The app on a clock that stands still; what waits for the next second gets it."""

    async def settle(self) -> None:
        for _ in range(3):
            await super().settle()
            self.clock.shift(timedelta(seconds=2))


class Page:
    """Writes down what people see, each text once, when it is new or has changed."""

    def __init__(self, app: AppUnderTest) -> None:
        self.parts = [TOP]
        self.go_on(app)

    def go_on(self, app: AppUnderTest) -> None:
        """Go on in another workspace."""
        self.app = app
        self.people = {"Ada": app.ada, "Eli": app.eli, "Mei": app.mei, "Noor": app.noor}
        self.written: set[tuple[str, str]] = set()

    def part(self, title: str) -> None:
        """Begin a part."""
        self.parts.append(f"## {title}\n")

    async def step(self, what: str, *, homes: str = "") -> None:
        """Write down what the people see anew after something was done."""
        await self.app.settle()
        self.seen(what)
        for name in homes.split():
            home = self.people[name].home()
            assert home is not None
            self._write(f"{name}, App Home", home.text)

    def seen(self, what: str) -> None:
        """Write down what the people see anew at this moment."""
        self.parts.append(f"### {what}\n")
        new: dict[tuple[str, str], list[str]] = {}
        for name, person in self.people.items():
            for where, text in self._new_to(name, person):
                new.setdefault((where, text), []).append(name)
        for (where, text), names in new.items():
            self._write(f"{' and '.join(names)}, {where}", text)

    def _new_to(self, name: str, person: Person) -> list[tuple[str, str]]:
        found = []
        for where, surface in _surfaces(person):
            sent = (name, repr((surface.title, surface.blocks)))
            if surface.text and sent not in self.written:
                self.written.add(sent)
                found.append((where, surface.text))
        # What is sent at one moment arrives in any order.
        return sorted(found, key=lambda one: (PLACES.index(one[0]) if one[0] in PLACES else -1, one))

    def _write(self, where: str, text: str) -> None:
        self.parts.append(f"{where}:\n\n```text\n{text.strip()}\n```\n")

    def text(self) -> str:
        """Return the whole page."""
        return "\n".join(self.parts)


def _surfaces(person: Person) -> list[tuple[str, Surface]]:
    """Return what somebody has before them with where it is: the modal first, then messages."""
    modal = person.modal()
    shown = [(f"the form “{modal.title}”", modal)] if modal else []
    for channel in person.slack.workspace.channels.values():
        if person.id in channel.members:
            where = KINDS.get(channel.kind, f"#{channel.name}")
            shown += [(where, message) for message in person.messages(channel)]
    return shown


@asynccontextmanager
async def _app() -> AsyncIterator[AppUnderTest]:
    with tempfile.TemporaryDirectory() as folder, _time_to_suggest():
        url = f"sqlite:///{Path(folder) / 'words.db'}"
        await upgrade(url)
        app = AppInStillTime(url, new_key(), "http", StillClock(MONDAY))
        await app.open()
        try:
            yield app
        finally:
            await app.close()


@contextmanager
def _time_to_suggest() -> Iterator[None]:
    """Wait for the suggestion of a topic however slow the machine is: here the words count, not the time."""
    with (
        patch.object(asking, "SUGGEST_SECONDS", PATIENCE),
        patch.object(budget, "SECONDS", PATIENCE),
        patch.object(budget, "SOON_SECONDS", PATIENCE),
        patch.object(http_transport, "ACK_SECONDS", PATIENCE),
        patch.object(views, "TRIGGER_SECONDS", PATIENCE),
    ):
        yield


async def written() -> str:
    """Walk the journey and return the page."""
    async with _app() as app:
        page = Page(app)
        await _joining(page)
        session = await _asking(page)
        await _meeting(page, session)
        await _afterwards(page)
    async with _app() as app:
        page.go_on(app)
        await _other_ways(page)
    return page.text()


async def _members_are_known(app: AppUnderTest) -> None:
    """Wait until the app has read who there is: that is done beside the work, however long it takes."""
    for _ in range(600):
        await app.settle()
        if await app.rows(select(Member).where(Member.is_admin.is_(True))):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("nobody is known to look after the program")


async def _joining(page: Page) -> None:
    eli = page.app.eli
    page.part("Eli offers to help")
    await eli.open_home()
    await _members_are_known(page.app)
    await eli.open_home()
    await page.step("Eli opens Home", homes="Eli")
    await eli.command("/mentoring", "profile")
    page.seen("Eli types /mentoring profile")
    await eli.fill({"topics": [SLIDES]})
    await eli.submit()
    await page.step("Eli saves", homes="Eli")
    while eli.modal():
        await eli.close()


async def _asking(page: Page) -> Session:
    app, ada, eli = page.app, page.app.ada, page.app.eli
    page.part("Ada asks")
    await ada.open_home()
    # Once unseen: what the question sounds like is found by the second time, however slow the machine is.
    await ada.command("/ask-expert", QUESTION)
    await ada.close()
    await app.settle()
    await ada.command("/ask-expert", QUESTION)
    page.seen("Ada types /ask-expert and the question")
    await ada.fill({"topic": SLIDES})
    await ada.submit()
    page.seen("Ada presses Ask")
    while ada.modal():
        await ada.close()
    await page.step("Pinchpoint looks", homes="Ada Eli")
    await eli.press("I can help")
    await page.step("Eli presses I can help")
    await book_first(app, ada)
    await page.step("Ada books the first time", homes="Ada Eli")
    return await the_session(app)


async def _meeting(page: Page, session: Session) -> None:
    app, ada, eli = page.app, page.app.ada, page.app.eli
    start, end = start_of(session), end_of(session)
    page.part("The meeting")
    await app.until(start - timedelta(hours=23, minutes=58))
    await page.step("A day before")
    await ada.press("Prepare")
    page.seen("Ada presses Prepare")
    await ada.submit()
    while ada.modal():
        await ada.close()
    await page.step("Ada saves")
    await app.until(start - timedelta(minutes=58))
    await page.step("An hour before")
    await app.until(start - timedelta(minutes=14))
    await page.step("A quarter of an hour before")
    await app.until(start + timedelta(seconds=1))
    await page.step("The time has come", homes="Ada")
    await eli.press("We've started")
    await page.step("Eli presses We've started")
    await app.until(end - timedelta(minutes=9))
    await page.step("Ten minutes before the end")
    await app.until(end + timedelta(seconds=1))
    await page.step("The time is over", homes="Ada")


async def _afterwards(page: Page) -> None:
    app, ada, eli = page.app, page.app.ada, page.app.eli
    page.part("Afterwards")
    await ada.press("Wrap up")
    page.seen("Ada presses Wrap up")
    await ada.fill(
        {
            "Did it take place?": "Yes",
            "What do you take away?": "Lead with the decision",
            "Who does what by when?": "Ada: rewrite the first slide by Friday",
        }
    )
    await ada.submit()
    await _read_and_close(page, ada, "Ada saves")
    await eli.press("Wrap up")
    page.seen("Eli presses Wrap up")
    await eli.fill({"Did it take place?": "Yes"})
    await eli.submit()
    await _read_and_close(page, eli, "Eli saves", homes="Ada Eli")
    await app.later(hours=23)
    await page.step("The next morning", homes="Ada")
    await ada.press("Write a thank-you")
    page.seen("Ada presses Write a thank-you")
    await ada.fill({"What did you do with it?": "I opened with the decision and the board nodded."})
    await ada.submit()
    await _read_and_close(page, ada, "Ada sends it", homes="Eli")
    await app.later(days=7)
    await page.step("A week later")
    await app.later(days=7)
    await page.step("Two weeks later")
    await app.later(days=77)
    await page.step("Three months later")


async def _read_and_close(page: Page, person: Person, what: str, *, homes: str = "") -> None:
    await page.step(what, homes=homes)
    while person.modal():
        await person.close()


async def _other_ways(page: Page) -> None:
    """What people read when it does not go straight on."""
    app, ada, eli = page.app, page.app.ada, page.app.eli
    for person in (ada, app.mei):
        await person.open_home()
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    page.part("Eli asks back")
    await eli.press("Tell me more")
    page.seen("Eli presses Tell me more")
    await eli.fill({"Your question": "Who is on the board?"})
    await eli.submit()
    await _read_and_close(page, eli, "Eli sends his question", homes="Ada")
    await ada.press("Answer")
    page.seen("Ada presses Answer")
    await ada.fill({"Your answer": "Two founders and an investor."})
    await ada.submit()
    await _read_and_close(page, ada, "Ada answers")
    page.part("Eli says no, and nobody else is there")
    await eli.press("Not me")
    page.seen("Eli presses Not me")
    await eli.submit()
    await _read_and_close(page, eli, "Eli sends it", homes="Ada")
    page.part("Somebody joins")
    await app.join(app.mei, SLIDES)
    await page.step("Mei offers to help")
    await app.mei.press("I can help")
    await app.settle()
    await book_first(app, ada)
    page.part("A session is moved, and missed")
    await page.step("Ada books")
    await ada.press("Reschedule")
    page.seen("Ada presses Reschedule")
    await ada.fill({"Why, in a few words": "The board meets earlier."})
    await ada.submit()
    await _read_and_close(page, ada, "Ada asks for other times")
    await book_first(app, app.mei)
    await page.step("Mei books")
    session = await the_session(app)
    await app.until(start_of(session) + timedelta(minutes=11))
    await page.step("Ten minutes after the start")
    await ada.press("They're not here")
    await page.step("Ada says that Mei is not there", homes="Mei")


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(written()))

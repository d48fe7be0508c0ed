"""Somebody who installs the app gets to a posted launch and a first sheet with what the screen says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.models import AuditEntry, FirstSteps, Sheet
from tests.sheets.steps import FIRST, offers
from tests.support.app import SLIDES, AppUnderTest
from tests.support.person import Person

INSTALL = 2  # "Add to Slack" and "Allow"
MOST = 25


class Counted:
    """A person whose presses are counted: each button, each choice and each thing typed is one."""

    def __init__(self, person: Person) -> None:
        self.person, self.presses = person, INSTALL

    async def home(self) -> None:
        self.presses += 1
        await self.person.open_home()

    async def press(self, label: str) -> None:
        self.presses += 1
        await self.person.press(label)

    async def fill(self, **inputs: Any) -> None:
        self.presses += sum(len(value) if isinstance(value, list) else 1 for value in inputs.values())
        await self.person.fill(inputs)

    async def submit(self) -> None:
        self.presses += 1
        assert await self.person.submit() == {}


async def test_a_newcomer_gets_to_a_launch_and_a_sheet_in_25_presses(app: AppUnderTest) -> None:
    channel = app.slack.add_channel("ask-an-expert")
    tui = app.person("tui", "Tui Walker")
    noor = Counted(app.noor)
    await noor.home()
    await app.noor.sees("First steps", in_=app.noor.home())

    await noor.press("Choose topics")
    await noor.submit()
    await noor.press("Name managers")
    await noor.fill(managers=[app.noor])
    await noor.submit()
    await noor.press("Invite experts")
    await noor.fill(colleagues=[app.eli, app.mei, tui], topic=SLIDES, note="Would you?")
    await noor.submit()
    await noor.press("Write the launch post")
    await noor.fill(channel=channel.id, words="From today: /ask-expert and your question.")
    await noor.submit()
    await noor.press("Post the guide")
    await noor.submit()
    await app.settle()
    for person in (app.eli, app.mei, tui):
        assert "Noor Haddad" in person.dm()[-1].text
    launch, guide = app.slack.workspace.channels[channel.id].messages
    assert "/ask-expert" in launch.text
    assert guide.pinned
    assert not launch.pinned

    await app.join(app.eli, SLIDES)
    await app.later(seconds=6)
    assert app.noor.find("First steps", in_=app.noor.home()) is None, "they are gone once all is done"
    await noor.press("Start a sign-up sheet")
    await noor.fill(channel=channel.id)
    await noor.submit()
    await app.settle()
    assert noor.presses <= MOST
    await offers(app, app.eli, FIRST)
    await app.until(FIRST - timedelta(hours=24))
    await app.later(seconds=6)
    assert len(await app.rows(select(Sheet))) == 1
    assert len(app.slack.workspace.channels[channel.id].messages) == 3
    acts = [entry.act for entry in await app.rows(select(AuditEntry))]
    assert acts.count("expert_invited") == 3
    assert acts.count("post_sent") == 2
    (steps,) = await app.rows(select(FirstSteps))
    assert (steps.done, steps.finished_at is not None) == (31, True)

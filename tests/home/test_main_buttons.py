"""No line of an inbox has a main button that only refuses: each is pressed, and does something."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.kit.db import WorkspaceSession
from bot.models import AskState, Expert, OfferState, SessionState, Topic
from tests.home.rows import (
    insert_action,
    insert_ask,
    insert_offer,
    insert_session,
    insert_slots,
    insert_wrap_up,
)
from tests.support.app import AppUnderTest
from tests.support.person import Surface

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def seed(app: AppUnderTest, db: WorkspaceSession) -> None:
    """Put one of each kind of thing before Ada."""
    now, ada, eli, mei = app.clock.now(), app.ada.id, app.eli.id, app.mei.id
    both = {"mentee": ada, "expert": eli}
    await db.insert(Topic, id="prices", name="Pricing", name_key="pricing", created_at=now)
    for user_id in (ada, eli, mei):
        await db.insert(Expert, user_id=user_id, opted_in_at=now, capacity=9)
    offered = {"offered_at": now - HOUR, "deadline_at": now + DAY}
    await insert_offer(db, "theirs", mentee=mei, expert=ada, **offered)
    clarifying = {"state": OfferState.CLARIFYING, "question": "Which board?"}
    await insert_offer(db, "back", **both, **offered, **clarifying)
    await insert_ask(db, "passed", ada, state=AskState.WAITING, needed_by=date(2027, 1, 20))
    await insert_ask(db, "only", ada, state=AskState.WAITING, only_expert_id=mei)
    soon = {"wakes_at": now + 2 * DAY}
    proposed = {"proposed_at": now + 2 * DAY, "proposed_by": eli}
    await insert_session(db, "confirm", SessionState.SCHEDULING, **both, **proposed, **soon)
    await insert_session(db, "pick", SessionState.SCHEDULING, **both, **soon)
    await insert_slots(db, "pick", now + 30 * HOUR, now + 50 * HOUR)
    await insert_session(db, "propose", SessionState.SCHEDULING, **both, **soon)
    await insert_session(db, "needed", SessionState.SCHEDULING, **both, **soon, reminders=2)
    await insert_session(db, "prepare", SessionState.BOOKED, now + DAY, **both, wakes_at=None)
    await insert_session(db, "over", SessionState.ENDED, now - 2 * HOUR, **both, **soon)
    await insert_session(db, "held", SessionState.HELD, now - 20 * DAY, **both, wakes_at=None)
    await insert_wrap_up(db, "held", eli, handover_to=mei)
    await insert_action(db, "held", "Rewrite it", written_by=ada, owner_id=ada, due=now.date())


MAIN = (
    "I can help",
    "Answer",
    "Keep looking",
    "Ask somebody else",
    "Works for me",
    "Book ",
    "Propose a time",
    "Yes, fresh times please",
    "Prepare",
    "Wrap up",
    "Thank Eli",
    "Yes, please ask",
    "Done",
)


def main_buttons(home: Surface) -> list[tuple[str, dict[str, Any]]]:
    """The label and the element of each main button below the greeting."""
    found = [(home.reader.text(e["text"]), e) for _, e in home.elements() if e.get("style") == "primary"]
    return [(label, element) for label, element in found if label != "Ask an expert"]


@pytest.fixture
async def seeded(app: AppUnderTest) -> AppUnderTest:
    for person in (app.ada, app.eli, app.mei):
        await person.open_home()
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await seed(app, db)
    await app.ada.open_home()
    await app.ada.sees("Rewrite it", in_=app.ada.home())
    return app


async def test_every_main_button_does_something(seeded: AppUnderTest) -> None:
    ada, pressed = seeded.ada, []
    for _ in range(3 * len(MAIN)):
        home = ada.home()
        assert home is not None
        fresh = [(label, e) for label, e in main_buttons(home) if (label, e.get("value")) not in pressed]
        if not fresh:
            break
        label, element = fresh[0]
        pressed.append((label, element.get("value")))
        before = len(ada.dm())
        await ada.press(label, in_=home)
        if (modal := ada.modal()) is not None:
            confirmed = "Good. Fresh times" in modal.text
            assert confirmed or modal.title != "Pinchpoint", f"{label} only said: {modal.text}"
            assert confirmed or any(one["type"] != "button" for _, one in modal.elements()), label
            await ada.close()
        said = [surface.text for surface in ada.dm()[before:]]
        assert not any("belongs to" in text or "already" in text for text in said), (label, said)
        await seeded.settle()
    assert {label.partition(" ")[0] for label, _ in pressed} == {label.split()[0] for label in MAIN}

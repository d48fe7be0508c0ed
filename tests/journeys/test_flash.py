"""A flash event from the plan to meeting again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Ask, EventState, FlashSeat, Offer
from tests.flash.steps import TITLE, asks, bell, helps, planned, talks, the_event
from tests.support.app import SLIDES, AppUnderTest


async def test_from_the_plan_to_meeting_again(app: AppUnderTest) -> None:
    ada, eli, mei, noor = app.ada, app.eli, app.mei, app.noor
    await app.join(eli, SLIDES)
    tui = app.person("tui", "Tui Walker")
    channel = await planned(app, Rounds=2)
    said = app.slack.workspace.channels[channel.id].messages
    assert len(said) == 1
    await ada.sees("Bring one question and talk it over")
    await noor.sees("No expert has joined yet")

    await asks(app, ada, "How do I end a talk so that they decide?")
    await helps(app, eli)
    await helps(app, mei)
    await asks(app, tui, "How many slides are enough for ten minutes?")
    await ada.sees("You are in with your question", in_=ada.dm()[-1])
    await app.later(seconds=6)
    assert len(app.slack.workspace.channels[channel.id].messages) == 1, "it is changed where it stands"
    await ada.sees("2 people with a question, 2 experts and 38 places left")

    event = await the_event(app)
    await app.until(event.starts_at - timedelta(minutes=59))
    await ada.sees("begins at", in_=ada.dm()[-1])
    await app.until(event.starts_at - timedelta(minutes=9))
    assert (await the_event(app)).state is EventState.PLANNED
    planned_talks = [(one.round, one.mentee_id, one.expert_id) for one in await talks(app)]
    assert len(planned_talks) == 4
    await ada.sees("Your rounds:", in_=ada.dm()[0])

    await bell(app, 1)
    ring = ada.dm()[-1]
    assert "Round 1 of 2: you talk with" in ring.text
    assert "How do I end a talk so that they decide?" in ring.text
    assert "start a huddle" in ring.text
    for expert in (eli, mei):
        assert "asks:" in expert.dm()[-1].text
    await bell(app, 2)
    assert [len([one for one in app.dm_texts(ada) if f"Round {n} of 2" in one]) for n in (1, 2)] == [1, 1]

    await app.until(event.starts_at + timedelta(minutes=23))
    assert (await the_event(app)).state is EventState.ENDED
    await ada.sees("You had 2 talks")
    await ada.sees("Round 2 of 2 with")
    assert ada.find("They’re not here") is None, "no button of a round is left that can only refuse"
    await note(app, ada, "Eli", thanks="I cut the last slide, and they decided.", again=True)
    await eli.sees("I cut the last slide, and they decided.")
    assert ada.find("would both gladly meet again") is None
    await note(app, eli, "Ada", again=True)
    await eli.sees("You and Ada would both gladly meet again")

    await ada.press("Ask Eli")
    assert await ada.submit() == {}
    await app.settle()
    (ask,) = await app.rows(select(Ask))
    assert (ask.only_expert_id, ask.question) == (eli.id, "How do I end a talk so that they decide?")
    assert [one.expert_id for one in await app.rows(select(Offer))] == [eli.id]

    await app.later(hours=24)
    report = await noor.sees(f"How {TITLE} went")
    assert "4 talks took place" in report.text
    assert "Figures about fewer than five people are not shown." in report.text
    assert {one.question for one in await app.rows(select(FlashSeat))} >= {
        "How do I end a talk so that they decide?"
    }


async def note(app: AppUnderTest, person, other: str, thanks: str = "", again: bool = False) -> None:  # type: ignore[no-untyped-def]
    """Somebody notes what the talk with another was worth."""
    card = await person.sees("one line on each keeps what it was worth")
    line = next(block for block in card.blocks if other in str(block.get("text")))
    await app.slack.actor.act(
        person.id,
        card.container,
        line["block_id"],
        line["accessory"]["action_id"],
        state={"type": "button", "value": line["accessory"]["value"]},
        values={},
    )
    await person.fill({"What I take away": "Fewer slides."})
    if thanks:
        await person.fill({"thanks": thanks})
    if again:
        await person.fill({"again": [f"I’d gladly meet {other} again"]})
    assert await person.submit() == {}
    await app.settle()

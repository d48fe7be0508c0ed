"""The service stops and starts between any two steps: nothing in memory was needed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Ask, AskState, FollowUp, Outbox, OutboxState, SessionState, Thanks
from tests.journeys.steps import QUESTION, book_first, end_of, start_of, the_session, wrap_up
from tests.support.app import SLIDES, AppUnderTest


async def test_a_restart_between_every_step_changes_nothing(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await ada.command("/ask-expert", QUESTION)  # the form is open while the service restarts
    await app.restart()
    await ada.fill({"Topic": SLIDES})
    await ada.submit()
    await ada.close()
    await app.restart()
    await app.settle()
    await eli.press("Tell me more")
    await eli.fill({"Your question": "Which board?"})
    await app.restart()
    assert await eli.submit() == {}
    await eli.close()
    await app.restart()
    await ada.press("Answer")
    await ada.fill({"Your answer": "The supervisory one"})
    assert await ada.submit() == {}
    await app.restart()
    await eli.press("I can help")
    await app.restart()
    await app.settle()
    session = await book_first(app, ada)
    await app.restart()
    await app.until(start_of(session) - timedelta(hours=23, minutes=58))
    await app.restart()
    await app.until(start_of(session) + timedelta(seconds=1))
    await eli.press("We've started")
    await app.restart()
    await app.until(end_of(session) + timedelta(seconds=1))
    await wrap_up(app, ada, **{"What do you take away?": "Lead with the decision"})
    await app.restart()
    await wrap_up(app, eli)
    await app.restart()
    await app.later(hours=23)
    await ada.press("Write a thank-you")
    await ada.fill({"What did you do with it?": "The board nodded."})
    await app.restart()
    assert await ada.submit() == {}
    while ada.modal():
        await ada.close()
    await app.restart()
    await app.later(days=14)
    question = await ada.sees("How much did it help?")
    await ada.press("As much as I expected", in_=question)
    await app.settle()

    assert (await the_session(app)).state == SessionState.HELD
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.CONCLUDED]
    assert [thanks.words for thanks in await app.rows(select(Thanks))] == ["The board nodded."]
    assert len(await app.rows(select(FollowUp))) == 1
    left = await app.rows(
        select(Outbox).where(Outbox.state.in_(_UNFINISHED), Outbox.due_at <= app.clock.now())
    )
    assert left == []
    # What is said once is said once, however often the service restarts.
    for person, words in ((eli, "Can you help with"), (ada, "Ada and Eli met about"), (eli, "You meet Ada")):
        seen = [text for text in _everything(person) if words in text]
        assert len(seen) == 1, words


_UNFINISHED = (
    OutboxState.LEASED,
    OutboxState.SENDING,
    OutboxState.UNKNOWN,
    OutboxState.DEAD,
    OutboxState.PENDING,
)


def _everything(person) -> list[str]:  # type: ignore[no-untyped-def]
    inside = [channel for channel in person.slack.workspace.channels.values() if person.id in channel.members]
    return [surface.text for channel in inside for surface in person.messages(channel)]

"""The service stops and starts between any two steps: nothing in memory was needed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Ask, AskState, FollowUp, Outbox, OutboxState, SessionState, Thanks
from tests.journeys.company import SLIDES, Company, rows
from tests.journeys.steps import QUESTION, book_first, end_of, start_of, the_session, wrap_up


async def test_a_restart_between_every_step_changes_nothing(company: Company) -> None:
    ada, eli = company.ada, company.eli
    await company.join(eli, SLIDES)
    await ada.command("/ask-expert", QUESTION)  # the form is open while the service restarts
    await company.restart()
    await ada.fill({"Topic": SLIDES})
    await ada.submit()
    if ada.find("Send as it is"):
        await company.restart()
        assert await ada.submit() == {}
    await ada.close()
    await company.restart()
    await company.settle()
    await eli.press("Tell me more")
    await eli.fill({"Your question": "Which board?"})
    await company.restart()
    assert await eli.submit() == {}
    await eli.close()
    await company.restart()
    await ada.press("Answer")
    await ada.fill({"Your answer": "The supervisory one"})
    assert await ada.submit() == {}
    await company.restart()
    await eli.press("I can help")
    await company.restart()
    await company.settle()
    session = await book_first(company, ada)
    await company.restart()
    await company.until(start_of(session) - timedelta(hours=23, minutes=58))
    await company.restart()
    await company.until(start_of(session) + timedelta(seconds=1))
    await eli.press("We've started")
    await company.restart()
    await company.until(end_of(session) + timedelta(seconds=1))
    await wrap_up(company, ada, **{"What do you take away?": "Lead with the decision"})
    await company.restart()
    await wrap_up(company, eli)
    await company.restart()
    await company.later(hours=23)
    await ada.press("Write a thank-you")
    await ada.fill({"What did you do with it?": "The board nodded."})
    await company.restart()
    assert await ada.submit() == {}
    while ada.modal():
        await ada.close()
    await company.restart()
    await company.later(days=14)
    question = await ada.sees("unblock")
    await ada.press("As I expected", in_=question)
    await company.settle()

    assert (await the_session(company)).state == SessionState.HELD
    assert [ask.state for ask in await rows(company, select(Ask))] == [AskState.CONCLUDED]
    assert [thanks.words for thanks in await rows(company, select(Thanks))] == ["The board nodded."]
    assert len(await rows(company, select(FollowUp))) == 1
    left = await rows(
        company, select(Outbox).where(Outbox.state.in_(_UNFINISHED), Outbox.due_at <= company.clock.now())
    )
    assert left == []
    # What is said once is said once, however often the service restarts.
    for person, words in ((eli, "Can you help with"), (ada, "meet Eli Navarro"), (ada, "The calendar entry")):
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

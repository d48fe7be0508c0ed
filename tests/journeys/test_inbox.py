"""A whole journey from App Home alone, and from the answer to `/mentoring sessions`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Ask, AskState, Offer, OfferState, Session, SessionState, Thanks
from tests.journeys.steps import QUESTION, end_of, the_session
from tests.support.app import SLIDES, AppUnderTest
from tests.support.person import Person


async def in_home(app: AppUnderTest, person: Person, label: str) -> None:
    """Press something in App Home, whatever stands elsewhere."""
    home = person.home()
    assert home is not None
    await person.press(label, in_=home)


async def taken(app: AppUnderTest, person: Person) -> None:
    assert await person.submit() == {}
    while person.modal():
        await person.close()
    await app.settle()


async def asked(app: AppUnderTest) -> None:
    """Ada has asked, and both look at their Homes."""
    await app.ada.open_home()
    await app.eli.open_home()
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, QUESTION)
    await app.until(max(offer.offered_at for offer in await app.rows(select(Offer))))


async def test_from_the_offer_to_the_thank_you_in_home_alone(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await asked(app)
    await eli.sees("Ada would like 45 minutes about", in_=eli.home())
    await in_home(app, eli, "Tell me more")
    await eli.fill({"Your question": "Who sits on that board?"})
    await taken(app, eli)
    await ada.sees("would like to know, by", in_=ada.home())
    await ada.sees("Who sits on that board?", in_=ada.home())
    await in_home(app, ada, "Answer")
    await ada.fill({"Your answer": "Two founders and an investor."})
    await taken(app, ada)
    assert ada.find("Who sits on that board?", ada.home()) is None
    await eli.sees("Ada would like 45 minutes about", in_=eli.home())
    await in_home(app, eli, "I can help")
    await app.settle()

    await eli.sees("Pick a time with Ada", in_=eli.home())
    await in_home(app, eli, "None of these")
    proposed = app.clock.now() + timedelta(days=2)
    await eli.fill({"Day and time, in your own time zone": proposed.replace(minute=0, second=0)})
    await taken(app, eli)
    await eli.sees("Ada has your proposal for", in_=eli.home())
    await ada.sees("Eli proposes a time for your 45 minutes", in_=ada.home())
    await in_home(app, ada, "Works for me")
    await app.settle()
    session = await the_session(app)
    assert session.state == SessionState.BOOKED
    await ada.sees("Get ready for Eli", in_=ada.home())
    await ada.sees("Your conversation", in_=ada.home())

    await app.until(end_of(session) + timedelta(seconds=1))
    for person in (ada, eli):
        await in_home(app, person, "Wrap up")
        await person.fill({"Did it take place?": "Yes", "What do you take away?": "Lead with the decision"})
        await taken(app, person)
    assert (await the_session(app)).state == SessionState.HELD
    await ada.sees("What you take away: Lead with the decision", in_=ada.home())
    await in_home(app, ada, "Thank Eli")
    await ada.fill({"What did you do with it?": "The board nodded."})
    await taken(app, ada)
    assert [row.words for row in await app.rows(select(Thanks))] == ["The board nodded."]
    await ada.sees("Your thank-you: The board nodded.", in_=ada.home())
    await eli.sees("Ada thanked you: The board nodded.", in_=eli.home())

    await app.later(days=15)
    await ada.open_home()
    await app.settle()
    await ada.choose("How much did it help?", "More than I expected", in_=ada.home())
    await app.settle()
    assert ada.find("Your answer is private", ada.home()) is None


async def test_the_same_expert_is_asked_again_and_nobody_else(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await asked(app)
    await in_home(app, eli, "I can help")
    await app.settle()
    home = eli.home()
    assert home is not None
    await eli.press(next(label for label in home.buttons() if label.startswith("Book ")), in_=home)
    await app.settle()
    session = await the_session(app)
    await app.until(end_of(session) + timedelta(seconds=1))
    for person in (ada, eli):
        await in_home(app, person, "Wrap up")
        await person.fill({"Did it take place?": "Yes"})
        await taken(app, person)
    await app.join(mei, SLIDES)
    assert "Talk again" not in eli.home().buttons()  # type: ignore[union-attr]

    await in_home(app, ada, "Talk again")
    form = await ada.sees_modal()
    assert "nobody else" in form.text
    assert QUESTION in form.text
    await ada.fill({"Your question": "Which of our two openings should I rehearse before Friday?"})
    assert await ada.submit() == {}
    if not ada.find("On its way"):
        assert await ada.submit() == {}
    await ada.close()
    await app.settle()
    offers = await app.rows(select(Offer).where(Offer.state == OfferState.OPEN))
    assert [offer.expert_id for offer in offers] == [eli.id]
    await app.until(offers[0].offered_at)
    await in_home(app, eli, "Not me")
    await taken(app, eli)
    assert [one.expert_id for one in await app.rows(select(Offer))] == [eli.id, eli.id]
    await ada.sees("can’t take it this time", in_=ada.home())
    await in_home(app, ada, "Ask somebody else")
    await app.settle()
    assert mei.id in [one.expert_id for one in await app.rows(select(Offer))]


async def test_the_answer_to_the_command_is_replaced_by_how_things_stand(app: AppUnderTest) -> None:
    eli = app.eli
    await asked(app)
    await eli.command("/mentoring", "sessions")
    listed = await eli.sees("would like 45 minutes about")
    assert "I can help" in listed.buttons()
    await eli.press("I can help", in_=listed)
    await app.settle()
    await eli.sees_no_more("would like 45 minutes about", in_=listed)
    assert "I can help" not in listed.buttons()
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.MATCHED]

    await eli.command("/mentoring", "sessions")
    listed = await eli.sees("Pick a time with Ada", in_="Waiting for you")
    await eli.press("None of these", in_=listed)
    await eli.fill({"Day and time, in your own time zone": app.clock.now() + timedelta(days=2)})
    await taken(app, eli)
    await eli.sees("Ada has your proposal for", in_=listed)
    assert [session.state for session in await app.rows(select(Session))] == [SessionState.SCHEDULING]


async def test_what_found_nobody_waits_in_the_home_of_the_program_team_until_it_moves(
    app: AppUnderTest,
) -> None:
    ada, eli, noor = app.ada, app.eli, app.noor
    await noor.open_home()
    await app.ask(ada, QUESTION)
    await app.later(hours=1)
    waits = f"A question about {SLIDES} waits for somebody."
    await noor.sees(waits, in_=noor.home())
    await in_home(app, noor, "Invite somebody")
    await noor.sees_modal("Invite somebody")
    await noor.close()
    await app.join(eli, SLIDES)
    await app.later(hours=1)
    assert noor.find(waits, noor.home()) is None
    await noor.sees("Waiting for you: nothing at the moment.", in_=noor.home())

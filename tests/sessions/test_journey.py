"""A session from its introduction to its summary, through real Bolt on a stand-in Slack."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import AskState, Expert, Offer, OfferSource, SessionState, WrapUp
from bot.sessions import texts
from tests.sessions.app import sessions_app
from tests.support.factories import ADA, ELI, NOOR, SLIDES_QUESTION, T
from tests.support.person import Person


async def test_two_people_meet_prepared_and_end_with_agreed_actions(database: Database) -> None:
    async with sessions_app(database) as s:
        assert "@Ada Brandt, meet @Eli Navarro. Eli said yes to Ada's question" in s.newest()
        assert SLIDES_QUESTION in s.newest()
        card = s.ada.messages(s.room())[-1]
        assert card.buttons()[0] == "Book Tue 10:00 / 09:00"
        assert card.buttons()[-2:] == ["None of these", "Cancel"]

        start = await s.book(s.eli)
        assert "you are booked" in s.newest()
        assert s.ada.messages(s.room())[-1].buttons() == [
            "Prepare",
            "Reschedule",
            "Set place",
            "Cancel",
            "Google Calendar",
            "Outlook",
            "Calendar file",
        ]
        assert len(s.ada.messages(s.room())) == 1  # the card that stood there has become this one
        assert [file.name for file in s.files(s.ada)] == ["session.ics"]  # who did not press it, hears of it
        await s.ada.sees("You meet Eli: Tue 24 Nov at 10:00 CET")
        assert s.files(s.eli) == []

        await s.at(start - timedelta(hours=1))
        assert "This is still open on your list" in s.eli.dm()[-1].text
        await s.eli.press("I have read it")
        await s.at(start - timedelta(minutes=15))
        brief = s.eli.dm()[-1].text
        assert SLIDES_QUESTION in brief
        assert "20 min: advice, as steps to take" in brief
        assert "seen by you alone" not in brief
        assert "seen by you alone" in s.ada.dm()[-1].text

        await s.at(start)
        assert "It is time" in s.ada.dm()[-1].text
        await s.ada.press("We've started")
        await s.settle()
        assert "Ada says that you have started." in s.eli.dm()[-1].text
        await s.eli.press("We've started")
        await s.settle()
        for person in (s.ada, s.eli):
            assert "You have started. Enjoy it." in person.dm()[-1].text
        await s.at(start + timedelta(minutes=35))
        assert "A good moment to sum up" in s.eli.dm()[-1].text

        await s.at(start + timedelta(minutes=45))
        assert (await s.session()).state is SessionState.ENDED
        await s.eli.press("Wrap up")
        await s.eli.press("Add more")
        await s.eli.fill(
            {
                "took_place": "yes",
                "takeaways": "One slide is enough",
                "actions": "Ada: draft <the> slide by 2020-01-01",
                "handover_to": NOOR,
                "handover_note": "She knows the board",
            }
        )
        assert "that day is over" in str(await s.eli.submit())
        await s.eli.fill({"actions": "Ada: draft <the> slide by 1 December"})
        assert await s.eli.submit() == {}
        await s.settle()
        assert "Thank you" in s.eli.dm()[-1].text
        assert "draft <the> slide (Ada, by Tue 1 Dec)" in s.eli.dm()[-1].text  # as it was read
        assert "Eli has begun the wrap-up" in s.ada.dm()[-1].text
        await s.ada.press("Wrap up")
        assert "One slide is enough" in s.ada.modal().text
        await s.ada.press("Add more")
        await s.ada.fill({"took_place": "yes", "resource": "The deck of 2024", "meet_again": "no"})
        assert await s.ada.submit() == {}
        await s.settle()

        session = await s.session()
        assert session.state is SessionState.HELD
        assert session.closed_at == s.clock.now()
        assert (await s.ask()).state is AskState.CONCLUDED
        for person in (s.ada, s.eli):
            result = person.find("What came of your session").text
            assert "One slide is enough" in result
            assert "• draft <the> slide (Ada, by Tue 1 Dec)" in result
            assert "The deck of 2024" in result
        assert "Wrap up" not in s.ada.screen()

        assert "She knows the board" in s.ada.dm()[-1].text
        await s.ada.press("Yes, please ask")
        await s.ada.press("Yes, please ask")  # a double click asks once
        await s.settle()
        async with database.read(T) as db:
            offers = list(await db.scalars(select(Offer).where(Offer.source == OfferSource.WRAP_UP)))
        assert [(offer.expert_id, offer.suggested_by, offer.note) for offer in offers] == [
            (NOOR, ELI, "She knows the board")
        ]
        assert "I am asking" in s.ada.dm()[-1].text


async def test_whether_to_meet_again_is_kept_and_shown_to_nobody(database: Database) -> None:
    async with sessions_app(database) as s:
        await s.at(await s.book() + timedelta(minutes=45))

        async def wraps_up(who: Person, button: str, **said: str) -> None:
            await who.press(button)
            if "meet_again" in said and who.find("Add more"):
                await who.press("Add more")
            await who.fill(said)
            assert await who.submit() == {}
            await s.settle()

        async def answers() -> dict[str, bool | None]:
            async with database.read(T) as db:
                return {row.user_id: row.meet_again for row in await db.scalars(select(WrapUp))}

        await wraps_up(s.ada, "Wrap up", took_place="yes", meet_again="no")
        await wraps_up(s.eli, "Wrap up", took_place="yes")
        assert await answers() == {ADA: False, ELI: None}
        assert (await s.session()).state is SessionState.HELD
        await wraps_up(s.ada, "Change my wrap-up", takeaways="One slide is enough")
        await wraps_up(s.eli, "Change my wrap-up", meet_again="yes")
        assert await answers() == {ADA: False, ELI: True}
        await wraps_up(s.ada, "Change my wrap-up", meet_again="yes")
        assert await answers() == {ADA: True, ELI: True}
        for person in (s.ada, s.eli, s.noor):
            assert not re.search(r"meet again|gladly|rather not", person.screen(), re.I)


async def test_where_group_messages_are_not_granted_each_gets_their_own_copy(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db, groups=False) as s:
        assert s.ada.group_dms() == []
        assert "Book Tue 10:00" in s.ada.dm()[-1].buttons()  # in the reader's zone alone
        assert "Book Tue 09:00" in s.eli.dm()[-1].buttons()
        await s.eli.press("Book Wed 15:00")
        await s.settle()
        assert (await s.session()).state is SessionState.BOOKED
        await s.ada.sees("you are booked")
        await s.eli.sees("you are booked")
        for screen in (s.ada.screen(), s.eli.screen()):
            assert "your conversation with" not in screen
        assert "None of these" not in s.ada.screen() + s.eli.screen()


async def test_home_has_the_buttons_of_every_state(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        home = await s.eli.sees("Pick a time with Ada")
        assert "Book Tue 09:00" in home.buttons()
        await s.eli.press("Book Tue 09:00", home)
        await s.settle()
        assert "Done so far: 0 of 4" in home.text
        assert "Reschedule" in home.buttons()
        start = (await s.session()).starts_at
        assert start is not None
        await s.at(start + timedelta(minutes=45))
        assert home.buttons()[:2] == ["Ask an expert", "Wrap up"]


async def test_nobody_is_handed_over_to_a_colleague_who_does_not_help(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.at(await s.book() + timedelta(minutes=45))
        await s.eli.press("Wrap up")
        await s.eli.press("Add more")
        modal = await s.eli.sees_modal("Wrap up")
        (menu,) = [one["element"] for one in modal.blocks if one.get("block_id") == "handover_to"]
        offered = {one["value"] for one in menu["options"]}
        assert NOOR in offered
        assert not offered & {ADA, ELI}
        async with s.services.database.begin(T) as db:
            await db.delete_where(Expert, Expert.user_id == NOOR)
        await s.eli.fill({"took_place": "yes", "takeaways": "One slide is enough", "handover_to": NOOR})
        assert list((await s.eli.submit()).values()) == [str(texts.HANDOVER_NO_EXPERT)]
        await s.eli.fill({"handover_to": None})
        assert await s.eli.submit() == {}

"""In whose words things are said: learned from Slack, known to each interaction, shared by two people."""

from __future__ import annotations

from datetime import timedelta

from bot.kit.reader import NEUTRAL, Reader
from bot.people import queries, service
from bot.people.listeners import PersonLookup
from tests.people.test_people import NOW, Place, T, place

__all__ = ["place"]

BERLIN = Reader("en_GB", "Europe/Berlin", 24)


async def learn(place: Place, user_id: str, zone: str, **more: str | bool) -> None:
    async with place.database.begin(T) as db:
        await service.store_members(db, [{"id": user_id, "tz": zone, **more}], NOW, add_unknown=True)


async def reader_of(place: Place, *user_ids: str) -> Reader:
    async with place.database.read(T) as db:
        return await queries.reader_of(db, user_ids)


async def test_slack_tells_the_language_and_a_payload_without_one_keeps_it(place: Place) -> None:
    await learn(place, place.ada, "America/New_York", locale="en-US")
    assert await reader_of(place, place.ada) == Reader("en_US", "America/New_York", 12)
    await learn(place, place.ada, "Europe/Berlin")
    assert await reader_of(place, place.ada) == Reader("en_US", "Europe/Berlin", 12)


async def test_two_people_are_told_in_what_they_share(place: Place) -> None:
    await learn(place, place.ada, "Europe/Berlin")
    await learn(place, place.eli, "Europe/Berlin", locale="en-US")
    assert await reader_of(place, place.ada, place.eli) == BERLIN
    assert await reader_of(place, place.ada, "USTRANGER") == NEUTRAL


async def test_whoever_has_left_does_not_change_how_the_others_are_told(place: Place) -> None:
    await learn(place, place.ada, "Europe/Berlin", locale="de-DE")
    await learn(place, place.eli, "Asia/Tokyo", locale="ja-JP", deleted=True)
    assert await reader_of(place, place.ada, place.eli) == await reader_of(place, place.ada)


async def test_an_interaction_knows_its_reader_from_the_first_on(place: Place) -> None:
    look_up = PersonLookup()
    first = place.interaction(place.ada)
    await look_up(first)
    assert first.reader == BERLIN
    assert place.calls("users.info") == 1


async def test_somebody_who_moved_reads_their_new_zone_within_minutes(place: Place) -> None:
    look_up = PersonLookup()
    await look_up(place.interaction(place.ada))
    await learn(place, place.ada, "Asia/Tokyo")
    soon = place.interaction(place.ada)
    await look_up(soon)
    assert soon.reader == BERLIN  # remembered: no query
    place.clock.instant += timedelta(minutes=6)
    later = place.interaction(place.ada)
    await look_up(later)
    assert later.reader.zone == "Asia/Tokyo"
    assert place.calls("users.info") == 1


async def test_where_slack_does_not_answer_the_reader_is_neutral(place: Place) -> None:
    place.installed = False
    nobody = place.interaction("")
    await PersonLookup()(nobody)
    assert nobody.reader == NEUTRAL

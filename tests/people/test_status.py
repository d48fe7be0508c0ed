"""A status counts as an absence only where it clearly says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.people.rules import UNTIL_CHANGED, away_until, says_away

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("Vacationing", ":palm_tree:"),
        ("", ":palm_tree:"),
        ("Out sick", ":face_with_thermometer:"),
        ("On vacation until 14 August", ""),
        ("🌴 On Holiday", ""),
        ("I’m on annual leave, back on Monday", ""),
        ("Out of office", ":calendar:"),
        ("OOO - back 3 Dec", ""),
        ("On parental leave", ":baby:"),
        ("Sick today", ""),
        ("PTO through Friday", ""),
        ("Im Urlaub bis 14.8.", ""),
        ("Bin krank", ""),
        ("In Elternzeit", ""),
        ("Ferien mit der Familie", ""),
        ("De vacaciones hasta el lunes", ""),
        ("Estoy de baja", ""),
        ("Fuera de la oficina", ""),
        ("Permiso de maternidad", ""),
    ],
)
def test_who_is_away(text: str, emoji: str) -> None:
    assert says_away(text, emoji)


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("", ""),
        ("In a meeting", ":spiral_calendar_pad:"),
        ("Working remotely", ":house_with_garden:"),
        ("Working from the beach", ":palm_tree:"),
        ("Vacation from Monday", ":palm_tree:"),
        ("Vacation next week", ":palm_tree:"),
        ("Back from vacation", ":palm_tree:"),
        ("Holiday party planning", ""),
        ("Holiday party", ""),
        ("Sick of slides", ""),
        ("Happy holidays", ""),
        ("Travelling", ":airplane:"),
        ("At lunch", ""),
        ("Leaving early", ""),
        ("Urlaub ab Montag", ""),
        ("Urlaubsvertretung für Mei", ""),
        ("Zurück aus dem Urlaub", ""),
        ("Vacaciones a partir del lunes", ""),
        ("No estoy de baja", ""),
        ("Bajando costes", ""),
        ("Focus time", ":no_bell:"),
    ],
)
def test_who_is_not(text: str, emoji: str) -> None:
    assert not says_away(text, emoji)


def test_it_holds_until_its_end_or_until_it_changes() -> None:
    end = NOW + timedelta(days=3)
    on_holiday = {"status_text": "On holiday", "status_expiration": int(end.timestamp())}
    assert away_until(on_holiday, NOW) == end
    assert away_until(on_holiday, end) is None
    assert away_until(on_holiday | {"status_expiration": 0}, NOW) == UNTIL_CHANGED
    for odd in ("soon", 253402300799, 10**20):  # the second is the last moment of the year 9999
        assert away_until(on_holiday | {"status_expiration": odd}, NOW) == UNTIL_CHANGED
    assert away_until({"status_text": None, "status_emoji": None}, NOW) is None
    assert away_until({}, NOW) is None

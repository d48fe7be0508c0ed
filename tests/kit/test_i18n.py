"""Sentences in the words of whoever reads them: language, zone, clock, plurals, lists, dates."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.kit import catalogs
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Joined, Sentence, _, _n, placeholders
from bot.kit.reader import NEUTRAL, Reader

AT = datetime(2026, 12, 4, 14, 5, tzinfo=UTC)
ASK = _("You talked with *{expert}* about {topic}.")
MORE = _n("and one more session", "and {count} more sessions")
NEW_YORK = Reader.of("en-US", "America/New_York")


def test_a_sentence_is_filled_in_by_name() -> None:
    assert NEUTRAL(ASK, expert="Eli", topic="SQL") == "You talked with *Eli* about SQL."
    assert NEUTRAL(ASK.format(expert="Eli"), topic="SQL") == "You talked with *Eli* about SQL."
    with pytest.raises(KeyError):
        NEUTRAL(ASK, expert="Eli")


def test_words_of_people_are_left_alone() -> None:
    assert NEUTRAL("{not} a placeholder") == "{not} a placeholder"
    assert NEUTRAL(ASK, expert="{topic}", topic="SQL") == "You talked with *{topic}* about SQL."
    with pytest.raises(TypeError):
        NEUTRAL("{expert}", expert="Eli")


def test_the_count_decides_between_the_forms() -> None:
    assert [NEUTRAL(MORE, count=n) for n in (0, 1, 2, 1500)] == [
        "and 0 more sessions",
        "and one more session",
        "and 2 more sessions",
        "and 1,500 more sessions",
    ]
    with pytest.raises(TypeError):
        NEUTRAL(MORE, count="2")


def test_a_sentence_never_becomes_a_string_unnoticed() -> None:
    with pytest.raises(TypeError):
        f"{ASK}"
    with pytest.raises(TypeError):
        " ".join([ASK])  # type: ignore[list-item]


def test_errors_carry_sentences() -> None:
    error = UserMessage(ASK.format(expert="Eli", topic="SQL"))
    assert error.sentence == Sentence(ASK.text, params={"expert": "Eli", "topic": "SQL"})
    assert str(error) == "You talked with *Eli* about SQL."
    assert FormErrors({"topic": MORE}).fields == {"topic": MORE}


def test_what_fills_a_placeholder_may_be_a_sentence_or_a_list_itself() -> None:
    names = Joined(["Ada", "Eli", _("a colleague")], "or")
    assert (
        NEUTRAL(ASK, expert=names, topic=_("this")) == "You talked with *Ada, Eli or a colleague* about this."
    )


def test_english_readers_without_a_locale_read_it_as_it_is_written() -> None:
    berlin = Reader.of("", "Europe/Berlin")
    assert berlin == Reader("en_GB", "Europe/Berlin", 24)
    assert berlin.spoken(AT) == "Fri 4 Dec at 15:05 CET"
    assert berlin.when(AT) == "Fri 4 Dec at 15:05"
    assert berlin.clock_time(AT) == "15:05"
    assert berlin.by(AT) == "Friday afternoon"
    assert [berlin.by(AT.replace(hour=hour)) for hour in (4, 16, 23)] == [
        "Friday morning",
        "Friday evening",
        "Saturday morning",
    ]
    assert (berlin.time(AT), berlin.weekday(AT), berlin.day(date(2026, 12, 4))) == (
        "15:05",
        "Friday",
        "Fri 4 Dec",
    )
    assert berlin.day(AT, long=True) == "Friday 4 December"
    assert berlin.list(["Ada", "Eli", "Noor"]) == "Ada, Eli and Noor"
    assert berlin.list([]) == ""
    assert berlin.in_zone("Asia/Tokyo").day(AT.replace(hour=20)) == "Sat 5 Dec"


def test_americans_read_dates_and_times_their_way() -> None:
    assert Reader("en_US", "America/New_York", 12) == NEW_YORK
    assert NEW_YORK.spoken(AT).replace("\u202f", " ") == "Fri, Dec 4 at 9:05 AM EST"
    assert NEW_YORK.day(AT, long=True) == "Friday, December 4"
    assert NEW_YORK.list(["Ada", "Eli", "Noor"], "or") == "Ada, Eli, or Noor"


def test_the_clock_is_the_same_in_words_and_on_buttons() -> None:
    assert NEW_YORK.when(AT).replace("\u202f", " ") == "Fri, Dec 4 at 9:05 AM"
    assert NEW_YORK.when(AT).endswith(NEW_YORK.time(AT))


def test_where_zones_differ_slack_shows_an_instant_to_each_viewer_in_their_own() -> None:
    both = Reader.of_all([Reader(zone="Asia/Kolkata"), Reader(zone="Europe/Berlin")])
    shown = f"<!date^{int(AT.timestamp())}^{{date_long_pretty}} at {{time}}|Fri 4 Dec at 14:05 UTC>"
    assert both.when(AT) == both.by(AT) == shown
    assert both.in_zone("Asia/Kolkata").when(AT) == (
        f"<!date^{int(AT.timestamp())}^{{date_long_pretty}} at {{time}}|Fri 4 Dec at 19:35 IST>"
    )
    assert both.clock_time(AT) == f"<!date^{int(AT.timestamp())}^{{time}}|14:05 UTC>"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "America", "../../etc/passwd"])
def test_a_zone_that_this_machine_does_not_know_is_no_reason_to_fail(zone: str) -> None:
    assert " UTC>" in Reader(zone=zone).when(AT)
    assert " UTC>" in Reader(zone=zone).clock_time(AT)


def test_a_week_is_told_in_days_and_times_of_day() -> None:
    assert [NEUTRAL.weekday_short(day) for day in (0, 6)] == ["Mon", "Sun"]
    assert [NEUTRAL.wall_time(minute) for minute in (0, 545, 1440)] == ["0:00", "9:05", "24:00"]
    american = Reader.of("en-US", "America/New_York")
    assert [american.wall_time(minute) for minute in (545, 1020)] == ["9:05 AM", "5:00 PM"]
    german = Reader("de_DE", "Europe/Berlin")
    assert (german.weekday_short(0), german.wall_time(1440)) == ("Mo", "24:00")
    assert [one.month(AT) for one in (NEUTRAL, german)] == ["December 2026", "Dezember 2026"]


def test_lengths_read_as_people_say_them() -> None:
    said = [NEUTRAL.duration(minutes) for minutes in (0, 1, 45, 60, 61, 225)]
    assert said == ["0 minutes", "1 minute", "45 minutes", "1 hour", "1 hour 1 minute", "3 hours 45 minutes"]


@pytest.mark.parametrize("locale", ["", "xx-YY", "not a locale", "nl-NL", "tlh"])
def test_whoever_has_no_translation_reads_english_by_their_own_clock(locale: str) -> None:
    assert Reader.of(locale, "UTC") == NEUTRAL


def test_german_dates_zones_and_full_stops_read_as_germans_write_them() -> None:
    berlin = Reader.of("de-DE", "Europe/Berlin")
    assert berlin.spoken(AT) == "Fr., 4. Dez. um 15:05 MEZ"
    assert berlin.in_zone("America/New_York").spoken(AT) == "Fr., 4. Dez. um 09:05 EST"
    assert berlin.by(AT) == "Freitagnachmittag"
    assert berlin(_("It is over on {day}. Bye."), day=berlin.day(AT)) == "It is over on Fr., 4. Dez. Bye."
    assert berlin(_("{day}.{day}"), day="4. Dez.") == "4. Dez.4. Dez."
    assert berlin(_("By {day}"), day=berlin.day(AT)) == "By Fr., 4. Dez."


def test_several_readers_of_one_language_share_it_whatever_their_country() -> None:
    readers = [Reader.of(locale, "Europe/Berlin") for locale in ("de-DE", "de-AT")]
    assert Reader.of_all(readers) == Reader("de", "Europe/Berlin", 24)
    assert Reader.of_all([*readers, Reader.of("en-GB", "Europe/Berlin")]).locale == NEUTRAL.locale


def test_several_readers_share_what_they_have_in_common() -> None:
    elsewhere = Reader.of("en-US", "Asia/Tokyo")
    assert Reader.of_all([NEW_YORK, NEW_YORK]) == NEW_YORK
    assert Reader.of_all([NEW_YORK, elsewhere]) == Reader("en_US", "UTC", 12, in_several_zones=True)
    assert Reader.of_all([NEW_YORK, NEUTRAL]) == Reader("en_GB", "UTC", 24, in_several_zones=True)
    assert Reader.of_all([]) == NEUTRAL


def test_placeholders_are_found() -> None:
    assert placeholders("{a} and {b}, {{not}} this") == {"a", "b"}


# --- a language that is there ------------------------------------------------------------------------------

POLISH = r"""
msgid ""
msgstr ""
"Language: pl\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "You talked with *{expert}* about {topic}."
msgstr "Tematem „{topic}” zajmował się *{expert}*."

msgid "and one more session"
msgid_plural "and {count} more sessions"
msgstr[0] "i jeszcze jedno spotkanie"
msgstr[1] "i jeszcze {count} spotkania"
msgstr[2] "i jeszcze {count} spotkań"

#, fuzzy
msgid "Not reviewed"
msgstr "Nie sprawdzone"

msgid "{name} is away"
msgstr "{nazwa} jest nieobecny"

msgid "Broken {name}"
msgstr "Zepsute {name"
"""


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Polish is among the languages, for one test."""
    path = tmp_path / "pl" / "LC_MESSAGES" / "pinchpoint.po"
    path.parent.mkdir(parents=True)
    path.write_text(POLISH)
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)
    _forget()
    yield path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    from bot.kit import reader

    catalogs.languages.cache_clear()
    catalogs.translations.cache_clear()
    reader._form_of.cache_clear()


def test_a_language_is_a_file(polish: Path) -> None:
    jan = Reader.of("pl-PL", "Europe/Warsaw")
    assert jan(ASK, expert="Eli", topic="SQL") == "Tematem „SQL” zajmował się *Eli*."
    assert [jan(MORE, count=n) for n in (1, 2, 5, 22)] == [
        "i jeszcze jedno spotkanie",
        "i jeszcze 2 spotkania",
        "i jeszcze 5 spotkań",
        "i jeszcze 22 spotkania",
    ]
    assert jan.day(AT) == "pt., 4 gru"
    assert jan.list(["Ada", "Eli"], "or") == "Ada lub Eli"
    assert jan.duration(61) == "1 godzina i 1 minuta"


def test_what_is_not_translated_or_not_reviewed_stays_english(polish: Path) -> None:
    jan = Reader.of("pl-PL", "UTC")
    assert jan(_("Never translated")) == "Never translated"
    assert jan(_("Not reviewed")) == "Not reviewed"


def test_a_translation_with_other_placeholders_is_left_out_and_named(
    polish: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert Reader.of("pl-PL", "UTC")(_("{name} is away"), name="Eli") == "Eli is away"
    assert "'{name} is away'" in caplog.text
    assert {entry.id for entry in catalogs.faulty(catalogs.read(polish))} == {
        "{name} is away",
        "Broken {name}",
    }

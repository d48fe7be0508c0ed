"""What a wrap-up says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.kit.reader import NEUTRAL, Reader
from bot.sessions import texts
from bot.sessions.forms import WrapUpForm
from bot.sessions.rules import Vocabulary, Who, merged_lines, read_actions
from bot.sessions.views.actions import vocabulary
from tests.sessions.meetings import meeting


def chosen(**values: str) -> dict[str, dict[str, dict[str, object]]]:
    return {name: {name: {"selected_option": {"value": value}}} for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "gladly"),
    [
        ({"took_place": "yes", "meet_again": "yes"}, True),
        ({"took_place": "yes", "meet_again": "no"}, False),
        ({"took_place": "yes"}, None),
        ({"took_place": "no", "meet_again": "yes"}, None),
    ],
)
def test_only_who_met_can_say_whether_to_meet_again(values: dict[str, str], gladly: bool | None) -> None:
    assert parse(WrapUpForm, chosen(**values)).gladly is gladly


def test_an_answer_that_was_not_offered_is_refused_at_its_field() -> None:
    with pytest.raises(FormErrors) as refused:
        parse(WrapUpForm, chosen(took_place="yes", meet_again="perhaps"))
    assert refused.value.fields == {"meet_again": texts.CHOOSE}


# --- Agreed actions, one a line ---------------------------------------------------------------------------

TODAY = date(2026, 11, 26)  # a Thursday
ADA, ELI, BOTH = Who.MENTEE, Who.EXPERT, Who.BOTH


def words_of(reader: Reader = NEUTRAL, **names: str) -> Vocabulary:
    shown = meeting(**names)  # type: ignore[arg-type]
    return vocabulary(reader, shown, shown.mentee)


@pytest.mark.parametrize(
    ("line", "what", "who", "due"),
    [
        ("Ada: draft the slide by Friday", "draft the slide", ADA, date(2026, 11, 27)),
        ("eli navarro: send the numbers by Thu", "send the numbers", ELI, date(2026, 12, 3)),
        ("I: book a room tomorrow", "book a room", ADA, date(2026, 11, 27)),
        ("Both: meet again next week.", "meet again", BOTH, date(2026, 12, 4)),
        ("Ada: rehearse (by next Monday)", "rehearse", ADA, date(2026, 11, 30)),
        ("- Ada: cut it to five slides by 4 Dec", "cut it to five slides", ADA, date(2026, 12, 4)),
        ("Ada: tell the board by Fri 4 Dec", "tell the board", ADA, date(2026, 12, 4)),
        ("Ada: tell the board before January 8th", "tell the board", ADA, date(2027, 1, 8)),
        ("2. Eli: look at it until 2026-12-01", "look at it", ELI, date(2026, 12, 1)),
        ("Ada: ship it by 2020-01-01", "ship it", ADA, date(2020, 1, 1)),
        ("Sam: call the printer by Friday", "Sam: call the printer", None, date(2026, 11, 27)),
        ("Read https://deck.example/a:b", "Read https://deck.example/a:b", None, None),
        ("Ada: stand by me", "stand by me", ADA, None),
        ("Ada: finish it by the end", "finish it by the end", ADA, None),
        ("Ada: plan by 31 February", "plan by 31 February", ADA, None),
        ("Ada:", "Ada:", None, None),
        ("by Friday", "by Friday", None, None),
        ("Ada: by Friday", "Ada: by Friday", None, None),
    ],
)
def test_a_line_is_read_as_a_colleague_would(line: str, what: str, who: Who | None, due: date | None) -> None:
    (read,) = read_actions(line, words_of(), TODAY)
    assert (read.what, read.who, read.due) == (what, who, due)


def test_a_first_name_that_both_have_means_nobody() -> None:
    words = words_of(mentee="Ada Brandt", expert="Ada Nowak")
    lines = read_actions("Ada: draft it\nAda Nowak: read it", words, TODAY)
    assert [(line.what, line.who) for line in lines] == [("Ada: draft it", None), ("read it", ELI)]


@pytest.mark.parametrize(
    ("line", "what", "who", "due"),
    [
        ("Eli: Zahlen schicken by Freitag", "Zahlen schicken", ELI, date(2026, 11, 27)),
        ("ich: Raum buchen, bis morgen", "Raum buchen", ADA, date(2026, 11, 27)),
        ("Wir: wieder treffen bis nächste Woche", "wieder treffen", BOTH, date(2026, 12, 4)),
        ("Eli: lesen bis nächsten Montag", "lesen", ELI, date(2026, 11, 30)),
        ("Ada: kürzen bis Fr., 4. Dez.", "kürzen", ADA, date(2026, 12, 4)),
        ("Ada: kürzen, bis zum 4.12.", "kürzen", ADA, date(2026, 12, 4)),
        ("Ada: proben vor dem 8. 1. 2027", "proben", ADA, date(2027, 1, 8)),
        ("Ada: aufräumen bis 31.2.", "aufräumen bis 31.2.", ADA, None),
    ],
)
def test_lines_are_read_in_the_language_of_the_reader_too(
    line: str, what: str, who: Who | None, due: date | None
) -> None:
    (read,) = read_actions(line, words_of(Reader(locale="de", zone="Europe/Berlin")), TODAY)
    assert (read.what, read.who, read.due) == (what, who, due)


@pytest.mark.parametrize(
    ("line", "what", "who", "due"),
    [
        ("Ada: borrador para el vie 4 de dic", "borrador", ADA, date(2026, 12, 4)),
        ("Ada: borrador antes del 4 de enero de 2027", "borrador", ADA, date(2027, 1, 4)),
        ("en conjunto: ensayar para mañana", "ensayar", BOTH, date(2026, 11, 27)),
        ("Yo: ensayar para el próximo viernes", "ensayar", ADA, date(2026, 11, 27)),
        ("Eli: ensayar el viernes de la próxima semana", "ensayar", ELI, date(2026, 12, 4)),
        ("Eli: llamar por la mañana", "llamar por la mañana", ELI, None),
    ],
)
def test_a_line_in_spanish_is_read_as_well(line: str, what: str, who: Who, due: date | None) -> None:
    (read,) = read_actions(line, words_of(Reader.of("es-MX", "America/Mexico_City")), TODAY)
    assert (read.what, read.who, read.due) == (what, who, due)


WORDS = st.sampled_from(
    [
        *("Ada", "Eli", "both", ":", "by", "on", "Friday", "next", "week", "tomorrow", "4", "Dec"),
        *("2026-12-04", "-", "draft", "it", "İ", "ß", "(", ").", "•", "1."),
    ]
)
LINES = st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=60)


@given(st.lists(LINES, max_size=6).map("\n".join))
def test_no_line_and_no_word_is_ever_lost(text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    read = read_actions(text, words_of(), TODAY)
    assert [one.head + one.what + one.tail for one in read] == lines
    assert all(one.what.strip() for one in read)


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_what_two_wrote_at_once_is_all_kept(mine: str, theirs: str) -> None:
    merged = [line.strip() for line in merged_lines(mine, theirs).splitlines()]
    for line in (mine + "\n" + theirs).splitlines():
        assert not line.strip() or line.strip() in merged

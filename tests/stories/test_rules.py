"""What could tell who a story is about is replaced, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.stories.rules import Kind, Known, Replaced, anonymised, name_words, topic_words

SAY = {
    Kind.PERSON: "a colleague",
    Kind.TEAM: "a team",
    Kind.CLIENT: "a client",
    Kind.MONEY: "an amount",
    Kind.DAY: "a day",
    Kind.NUMBER: "a number",
    Kind.LINK: "a link",
    Kind.ADDRESS: "an address",
    Kind.CHANNEL: "a channel",
}
NAMES = ["Eli Brandt (he/him)", "Ada Lovelace", "Mark Will", "Anna-Lena van der Berg", "Óscar Núñez"]
KNOWN = Known(name_words(NAMES), frozenset({"Field sales"}), topic_words(["Excel 365", "grace periods"]))


def said(words: str) -> str:
    return anonymised(words, KNOWN, SAY)[0]


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("Eli told me to ask Ada Lovelace first.", "A colleague told me to ask a colleague first."),
        ("With eli's help and Elis Rat", "With a colleague's help and a colleague Rat"),
        ("I will mark it; ask Mark or Will.", "I will mark it; ask a colleague or a colleague."),
        ("Will it help him? Will told me.", "Will it help him? A colleague told me."),
        ("Anna-Lena and ÓSCAR NÚÑEZ know", "A colleague and a colleague know"),
        ("Eligible people elicit more.", "Eligible people elicit more."),
        ("<@U123|eli> or @eli.brandt wrote", "A colleague or a colleague wrote"),
        ("Write to eli@acme.com, see https://acme.com/x?y=1.", "Write to an address, see a link."),
        ("It stands on acme.io/wiki in #sales-emea.", "It stands on a link in a channel."),
        ("We saved €1,500 and 20k USD, 3 Mio. Euro more", "We saved an amount and an amount, an amount more"),
        ("Since 3 May 2026, or 2026-05-03, or 3.5.2026", "Since a day, or a day, or a day"),
        ("On May 3rd, am 3. Mai, el 3 de mayo de 2026", "On a day, am a day, el a day"),
        ("In May we may march on.", "In May we may march on."),
        ("40 % of 12 in Q3", "A number of a number in a number"),
        ("We asked client Acme Foods and Acme GmbH.", "We asked a client and a client."),
        ("the Rocket team and Field sales", "A team and a team"),
        ("Our team did it.", "Our team did it."),
        ("Excel 365 has grace periods: two rules.", "Excel 365 has grace periods: two rules."),
        ("Dr. Weber and Frau Klein agreed", "A colleague and a colleague agreed"),
    ],
)
def test_who_it_is_about_is_replaced(words: str, becomes: str) -> None:
    assert said(words) == becomes


def test_it_is_told_what_was_replaced() -> None:
    _, found = anonymised("Eli saved $5. Eli!", KNOWN, SAY)
    assert found == (Replaced(Kind.PERSON, "Eli"), Replaced(Kind.MONEY, "$5"))


PIECES = st.sampled_from(
    [
        *(
            "Eli",
            "ada",
            "Mark",
            "will",
            "Team",
            "client",
            "Acme",
            "GmbH",
            "3",
            "€5",
            "May",
            "Q3",
            "365",
            "the",
        ),
        *("https://x.io/a", "eli@x.org", "#sales", "@eli", "Dr.", "and", ".", ",", "\n", "(", "'s", "%"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=14).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example("Dr. ada")
@example("Prof. Dr. ada, Dr. €5")
def test_no_name_number_or_address_is_left_and_a_second_look_finds_nothing(words: str) -> None:
    left = said(words)
    assert anonymised(left, KNOWN, SAY)[1] == ()
    for piece in left.split():
        assert piece.strip(".,()'") not in {"Eli", "ada", "@eli", "eli@x.org"}
        assert not any(letter.isdecimal() for letter in piece) or piece.strip(".,:;()") == "365"


@given(st.lists(st.sampled_from(["how", "do", "we", "open", "talks", "mark", "will", "grace"]), max_size=12))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert said(" ".join(words)) == " ".join(words)


def test_our_own_words_are_no_names_whoever_is_called_so() -> None:
    known = Known(name_words(["Cora Colleague", "Dean Number"]))
    words, found = anonymised("Cora Colleague told me on 3 May 2026.", known, SAY)
    assert words == "A colleague told me on a day."
    assert len(found) == 2
    assert anonymised(words, known, SAY) == (words, ())

"""Figures say what happened, never more people than there are, and nothing about a few of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dashboard import views
from bot.dashboard.rules import (
    FEWEST_PEOPLE,
    Asker,
    Cohort,
    Format,
    Happened,
    Helper,
    Item,
    Listed,
    Listing,
    Meeting,
    Part,
    Question,
    Stage,
    TopicFigures,
    cohorts,
    csv_lines,
    figures,
    format_figures,
    grouped,
    helped,
    load,
    safe_cell,
    typical,
)
from bot.kit.reader import NEUTRAL

NOW = datetime(2027, 3, 5, 12, tzinfo=UTC)  # a Friday
MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


def question(mentee: str, *, asked: datetime = MONDAY, reached: int = 1, **more: object) -> Question:
    return Question(mentee, "UTC", "t", asked, frozenset(list(Stage)[:reached]), **more)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, len(Stage))), max_size=40))
def test_no_stage_has_more_questions_than_the_one_before(asked: list[tuple[str, int]]) -> None:
    found = figures(Happened([question(who, reached=far) for who, far in asked]), 30, NOW)
    counts = list(found.funnel.values())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(asked)
    assert found.enough == (len({who for who, _ in asked}) >= FEWEST_PEOPLE)


def test_each_week_counts_its_own_questions() -> None:
    asked = [NOW - timedelta(days=days) for days in (1, 6, 8, 60)]
    found = figures(Happened([question("a", asked=at) for at in asked]), 90, NOW)
    assert [week[Stage.ASKED] for _, week in found.weeks] == [2, 1, 0, 0, 0, 0]


def test_time_is_counted_in_working_hours_and_hidden_for_a_few_people() -> None:
    friday = datetime(2027, 3, 5, 16, tzinfo=UTC)
    monday = datetime(2027, 3, 8, 10, tzinfo=UTC)
    asked = [question(f"p{n}", asked=friday, answered_at=monday) for n in range(FEWEST_PEOPLE)]
    assert typical(asked, lambda one: one.answered_at) == 120
    assert typical(asked[1:], lambda one: one.answered_at) is None
    assert typical(asked, lambda one: one.meets_at) is None


@given(st.lists(st.integers(0, 600), min_size=FEWEST_PEOPLE, max_size=60))
def test_the_busiest_tenth_gives_at_least_its_part(minutes: list[int]) -> None:
    found = load([Helper(str(n), 2, 1, spent) for n, spent in enumerate(minutes)])
    assert found is not None
    tenth = -(-len(minutes) // 10)
    assert found.busiest.whole == sum(minutes)
    assert found.busiest.part * len(minutes) >= found.busiest.whole * tenth


def test_the_alarm_rings_when_a_few_carry_most_of_it() -> None:
    few = [Helper("a", 2, 12, 540), *(Helper(str(n), 2, 1, 45) for n in range(9))]
    even = [Helper(str(n), 2, 2, 90) for n in range(10)]
    assert [one.alarm for one in (load(few), load(even)) if one] == [True, False]
    assert load(few[:4]) is None


def test_answers_of_fewer_than_five_people_are_not_compared() -> None:
    meetings = [Meeting(str(n), True, 4) for n in range(4)] + [Meeting("x", True, None)]
    assert helped(meetings) is None
    found = helped([*meetings, Meeting("y", True, 2)])
    assert found is not None
    assert (found.part, found.whole) == (4, 5)


def parts(topic: str, *people: str) -> list[Part]:
    return [Part(frozenset({one}), (topic,), {"asked": 1}) for one in people]


def test_a_topic_is_told_of_five_people_or_more() -> None:
    found = format_figures([*parts("Slides", *"abcde"), *parts("Prices", *"fghijk"), *parts("", *"lmnop")])
    assert found.named == {"people": 16, "asked": 16}
    told = [(name, one.named) for name, one in found.topics]
    assert told == [
        ("Prices", {"people": 6, "asked": 6}),
        ("", {"people": 5, "asked": 5}),
        ("Slides", {"people": 5, "asked": 5}),
    ]
    assert format_figures(parts("Slides", *"abcd")).topics == []


@given(st.lists(st.tuples(st.sampled_from("stu"), st.integers(0, 11)), max_size=40))
def test_the_whole_less_the_topics_shown_tells_nothing_of_a_few(drawn: list[tuple[str, int]]) -> None:
    found = format_figures(Part(frozenset({str(who)}), (topic,), {"asked": 1}) for topic, who in drawn)
    shown = {name for name, _ in found.topics}
    rest = {who for topic, who in drawn if topic not in shown}
    assert all(one.people >= FEWEST_PEOPLE for _, one in found.topics)
    assert not shown or not rest or len(rest) >= FEWEST_PEOPLE


@given(st.lists(st.tuples(st.sampled_from("stu"), st.integers(0, 11)), max_size=40))
def test_a_list_and_what_it_leaves_out_tell_nothing_of_a_few(
    drawn: list[tuple[str, int]],
) -> None:
    items = [Item(str(who), topic, Stage.ASKED, MONDAY) for topic, who in drawn]
    found = grouped(items)
    assert all(one.people >= FEWEST_PEOPLE for one in found)
    left = {one.person for one in items if one.group not in {group.name for group in found}}
    together = [group.people for group in found if group.name is None]
    assert together == ([len(left)] if len(left) >= FEWEST_PEOPLE else [])
    assert not found or not left or together


def test_a_list_says_how_far_questions_came_and_in_which_week() -> None:
    items = [Item(who, "Slides", Stage.HELD if who < "c" else Stage.OFFERED, NOW) for who in "abcde"]
    (group,) = grouped([*items, Item("a", "Slides", Stage.HELD, MONDAY - timedelta(days=30))])
    assert (group.people, group.items, group.monday) == (5, 6, MONDAY.date())
    assert group.how == [(Stage.OFFERED, 3), (Stage.HELD, 3)]


def test_a_long_list_has_pages_and_a_page_that_is_gone_is_the_last() -> None:
    topics = [TopicFigures(f"Topic {number}", number, 1, 0) for number in range(31)]
    found = Listing(Listed.TOPICS, 30, len(topics), topics=topics, enough=True)
    first, last = (str(views.list_modal(NEUTRAL, found, page)) for page in (0, 99))
    assert "1 to 15 of 31" in first
    assert "Next" in first
    assert "Previous" not in first
    assert "31 to 31 of 31" in last
    assert "Topic 30: 1 asked, 0 waiting, 30 can help" in last
    assert "'Next'" not in last


def test_first_askers_are_told_by_month_and_not_of_a_few() -> None:
    march = [Asker(f"m{n}", MONDAY, 1 + n % 2) for n in range(5)]
    february = [Asker(f"f{n}", MONDAY - timedelta(days=5), 2) for n in range(4)]
    january = [Asker(f"j{n}", MONDAY - timedelta(days=40), 2) for n in range(6)]
    long_ago = [Asker(f"l{n}", MONDAY - timedelta(days=400), 2) for n in range(6)]
    told = cohorts([*march, *february, *january, *long_ago], NOW)
    assert told == [Cohort(date(2027, 3, 1), 5, 2), Cohort(date(2027, 1, 1), 6, 6)]


@given(st.text())
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert safe_cell(text).endswith(text)


def test_a_number_below_0_stays_a_number_in_a_file() -> None:
    assert csv_lines([("=1", -3, "-3")]) == b"'=1,-3,'-3\r\n"


def test_each_format_has_its_part_of_the_list_but_for_the_calendar_address() -> None:
    names = "started done running ended events talks again sheets offered taken asked agreed begun met groups"
    counts = dict.fromkeys([*names.split(), "answered"], 7)
    those = [Part(frozenset({str(who)}), ("", "Slides"), counts) for who in range(5)]
    feed = [Part(frozenset({str(who)})) for who in range(5)]
    happened = Happened(formats={one: feed if one is Format.FEED else those for one in Format})
    found = figures(happened, 30, NOW)
    listed = str(views.by_topic_modal(NEUTRAL, found))
    assert (
        "*Answered by a story*\\n• without a topic: 35 questions of 5 people\\n• Slides: 35 questions"
        in listed
    )
    assert listed.count("• Slides") == len(Format) - 1
    shown = str(views.modal_of(NEUTRAL, found))
    assert "Calendar address: 5 people" in shown
    assert shown.count(views.BY_TOPIC) == 1

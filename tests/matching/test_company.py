"""The invented company: repeatable, nothing lost, no rule broken, and figures that can be counted by hand."""

from __future__ import annotations

import math
from collections import Counter
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.company import __main__ as command
from benchmarks.company import behaviour, tables
from benchmarks.company.assumptions import World, worlds
from benchmarks.company.clockwork import (
    DAY,
    END,
    START,
    Timetable,
    after_with_absences,
    instant,
    minute_of,
    month,
)
from benchmarks.company.figures import figures, gini, over_capacity, top_share
from benchmarks.company.floor import evenest, floors
from benchmarks.company.organisation import company_of, read
from benchmarks.company.people import Company
from benchmarks.company.plain import closest_text, may_be_asked
from benchmarks.company.policies import (
    CHANNEL,
    CHOSEN,
    CLOSEST,
    OURS,
    OURS_TWO,
    RANDOM,
    SIDE_BY_SIDE,
    UNLIMITED,
    Policy,
)
from benchmarks.company.quarter import OPEN, Quarter, State
from benchmarks.company.runs import many
from bot.kit.hours import WorkingHours
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import rank
from tests.matching.cases import why_not

SMALL = World(experts=15, asks=40, topics=6)
ONE_BY_ONE = [policy for policy in SIDE_BY_SIDE if policy is not CHANNEL]
BERLIN = WorkingHours("Europe/Berlin")
NINE = 8 * 60  # in Berlin's winter, on the first Monday


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(SMALL, 7)


@pytest.fixture(scope="module")
def quarters(company: Company) -> dict[str, Quarter]:
    return {policy.name: Quarter(company, policy).run() for policy in SIDE_BY_SIDE}


def named(policies: list[Policy]) -> Any:
    return pytest.mark.parametrize("policy", policies, ids=lambda policy: policy.name)


def test_a_seed_gives_the_same_figures_each_time_and_on_any_number_of_processes() -> None:
    jobs = [(SMALL, [CHANNEL, CHOSEN], (1, 2))]
    assert many(jobs, 1) == many(jobs, 2)


def test_seeds_differ() -> None:
    texts = [[question.text for question in Company(SMALL, seed).questions] for seed in (1, 2)]
    assert texts[0] != texts[1]


@named(list(SIDE_BY_SIDE))
def test_every_policy_meets_the_same_questions(
    policy: Policy, quarters: dict[str, Quarter], company: Company
) -> None:
    assert [ask.question for ask in quarters[policy.name].asks] == company.questions


@named(list(SIDE_BY_SIDE))
def test_every_ask_ends_exactly_one_way(policy: Policy, quarters: dict[str, Quarter]) -> None:
    quarter = quarters[policy.name]
    states = Counter(ask.state for ask in quarter.asks)
    assert states[State.MATCHED] + states[State.EXPIRED] == len(quarter.asks) == 40
    assert not any(states[state] for state in OPEN)
    assert all((ask.expert is not None) == (ask.state == State.MATCHED) for ask in quarter.asks)
    assert all(standing.open == 0 for standing in quarter.standing)
    assert sum(sum(standing.sessions.values()) for standing in quarter.standing) == states[State.MATCHED]
    minutes = sum(ask.question.minutes for ask in quarter.asks if ask.expert is not None)
    assert sum(standing.minutes for standing in quarter.standing) == minutes


@named([policy for policy in SIDE_BY_SIDE if policy is not UNLIMITED])
def test_nobody_has_more_sessions_a_month_than_they_set(
    policy: Policy, quarters: dict[str, Quarter], company: Company
) -> None:
    held = Counter(
        (ask.expert, month(ask.matched // DAY)) for ask in quarters[policy.name].asks if ask.matched
    )
    assert all(count <= company.experts[expert].capacity for (expert, _), count in held.items())


@named(ONE_BY_ONE)
def test_hard_rules_hold_for_every_offer(
    policy: Policy, quarters: dict[str, Quarter], company: Company
) -> None:
    for ask in quarters[policy.name].asks:
        places = [offer.expert for offer in ask.offers]
        assert len(places) == len(set(places))
        assert ask.question.mentee not in places
        assert ask.expert is None or ask.expert in places
        assert all(ask.question.minutes in company.experts[place].lengths for place in places)


@named(ONE_BY_ONE)
def test_nothing_happens_before_the_question_or_after_its_end(
    policy: Policy, quarters: dict[str, Quarter]
) -> None:
    for ask in quarters[policy.name].asks:
        assert all(offer.due >= ask.question.asked for offer in ask.offers)
        assert ask.matched is None or ask.question.asked <= ask.matched <= ask.question.ends <= END


def test_a_channel_pings_everybody_but_the_mentee(quarters: dict[str, Quarter]) -> None:
    for ask in quarters[CHANNEL.name].asks:
        assert ask.reached == ask.pings == 15 - (ask.question.mentee < 15)


def test_two_at_once_means_never_more_than_two(company: Company) -> None:
    seen: list[int] = []

    class Watched(Quarter):
        def _send(self, ask: Any, expert: int, now: int, by_clock: bool) -> None:
            super()._send(ask, expert, now, by_clock)
            seen.append(len(ask.live))

    Watched(company, OURS_TWO).run()
    assert max(seen) == 2
    seen.clear()
    Watched(company, OURS).run()
    assert max(seen) == 1


def test_who_is_paused_gets_no_offer() -> None:
    company = Company(replace(SMALL, holiday=1.0, pauses=1.0), 3)
    quarter = Quarter(company, OURS).run()
    pauses = [expert.pauses[0] for expert in company.experts]
    sent = [(offer, ask) for ask in quarter.asks for offer in ask.offers[:1] if offer is ask.offers[0]]
    at_once = [(o, a) for o, a in sent if o.due == a.question.asked]
    assert at_once
    assert not any(pauses[o.expert][0] <= o.due < pauses[o.expert][1] for o, _ in at_once)


def test_the_order_is_that_of_the_products_engine(company: Company) -> None:
    quarter = Quarter(company, OURS)
    chooser = quarter._chooser
    index = CandidateIndex([standing.candidate(None) for standing in quarter.standing], company.topic_facts)
    for question in company.questions[:10]:
        index.live = chooser.live(question.asked)
        facts = chooser.facts(question, frozenset(), frozenset())
        expected = [(one.user_id, one.score) for one in rank(facts, index, instant(question.asked))]
        found = chooser.choices(question, frozenset(), frozenset(), question.asked)
        assert [(company.experts[one.place].user_id, one.score) for one in found] == expected


def test_closest_ranks_by_the_text_alone_and_random_by_luck(company: Company) -> None:
    question = company.questions[0]
    for policy in (CLOSEST, RANDOM):
        chooser = Quarter(company, policy)._chooser
        choices = chooser.choices(question, frozenset(), frozenset(), question.asked)
        luck = company.mood(question.place).order
        by = [company.closest[0, c.place] if policy is CLOSEST else luck[c.place] for c in choices]
        assert len(by) > 1
        assert by == sorted(by, reverse=True)


def test_the_closest_text_can_be_counted_by_hand(company: Company) -> None:
    made = copy(company)
    made.experts = [
        replace(company.experts[0], about="decks boards", topics=(1,)),
        replace(company.experts[1], about="decks", topics=(0,)),
    ]
    made.questions = [replace(company.questions[0], place=0, topic=1, text="decks boards budgets")]
    decks, boards, budgets = (math.log(1 + 2 / having) for having in (2, 1, 1))
    full = decks + boards + budgets
    assert closest_text(made)[0] == pytest.approx([0.4 + 0.25 * (decks + boards) / full, 0.25 * decks / full])


def test_who_may_be_asked_follows_the_hard_rules_as_the_engine_does(company: Company) -> None:
    quarter = Quarter(company, CLOSEST)
    eli = quarter.standing[0]
    eli.busy = [(begins, begins + 45) for begins in range(0, 3 * DAY, 60)]
    noor = quarter.standing[1]
    noor.open = noor.expert.capacity
    index = CandidateIndex([standing.candidate(None) for standing in quarter.standing], company.topic_facts)
    for question in company.questions:
        chooser = Quarter(company, OURS)._chooser
        chooser.standing = quarter.standing
        index.live = chooser.live(question.asked)
        facts = replace(chooser.facts(question, frozenset(), frozenset()), widened=True)
        mentee = company.tables[question.mentee]
        for standing in quarter.standing:
            paused = any(away <= question.asked < back for away, back in standing.expert.pauses)
            stopped = why_not(facts, index, instant(question.asked), standing.expert.user_id) is not None
            may = may_be_asked(question, mentee, standing, question.asked)
            assert may == (not stopped and not paused)


def test_whoever_was_asked_today_comes_after_those_who_were_not(company: Company) -> None:
    quarter = Quarter(company, OURS)
    question = company.questions[0]
    choices = quarter._chooser.choices(question, frozenset(), frozenset(), question.asked)
    assert len(choices) > 1
    wants = {0: choices}
    assert quarter._chooser.together(wants, question.asked) == {0: choices[0].place}
    quarter.standing[choices[0].place].offered = [question.asked]
    assert quarter._chooser.together(wants, question.asked) == {0: choices[1].place}


def test_lately_counts_sessions_of_three_months_and_open_offers(company: Company) -> None:
    standing = Quarter(company, OURS).standing[0]
    assert standing.sessions_lately(100 * DAY) == 0
    standing.agreed, standing.open = [5 * DAY, 50 * DAY], 1  # the first is too long ago
    assert standing.sessions_lately(100 * DAY) == 2


def test_who_helped_is_known_by_it_afterwards(company: Company) -> None:
    quarter = Quarter(company, OURS).run()
    ask = next(ask for ask in quarter.asks if ask.expert is not None)
    assert ask.question.text in [help_.words for help_ in quarter.standing[ask.expert].helped]


def test_the_evenest_placing_is_a_floor(company: Company, quarters: dict[str, Quarter]) -> None:
    found = floors(company)
    assert found["anybody"] <= min(found.values())
    assert found["anybody"] <= figures(quarters[RANDOM.name]).top_tenth
    everybody_alike = np.ones((40, 15), dtype=bool)
    everybody_alike[:, 1:] = False
    assert evenest(company, everybody_alike) == 1.0


# Time.


def test_a_timetable_says_what_working_hours_say() -> None:
    table = Timetable(BERLIN)
    rng = np.random.default_rng(0)
    for at in rng.integers(0, END, 40):
        now, minutes = int(at), int(rng.integers(1, 3000))
        assert instant(table.next(now)) == BERLIN.next_working(instant(now))
        assert instant(table.after(now, minutes)) == BERLIN.add_working_minutes(instant(now), minutes)
        later = now + minutes
        assert table.between(now, later) == BERLIN.working_minutes_between(instant(now), instant(later))
        window = (instant(now), instant(now + 14 * DAY))
        assert list(table.hours.intervals(*window)) == list(BERLIN.intervals(*window))


def test_minutes_and_instants_are_each_others_inverse() -> None:
    assert minute_of(START) == 0
    assert minute_of(instant(12345)) == 12345


def test_whoever_is_away_answers_after_they_are_back() -> None:
    table = Timetable(BERLIN)
    tuesday = ((DAY, 2 * DAY),)
    assert after_with_absences(table, tuesday, NINE, 60) == NINE + 60
    assert after_with_absences(table, tuesday, NINE + 420, 120) == 2 * DAY + NINE + 60
    assert after_with_absences(table, ((0, 2 * DAY),), NINE, 60) == 2 * DAY + NINE + 60


# People.


def answer(company: Company, luck: dict[str, float], remind: int | None = None, tired: float = 0.0) -> Any:
    usual = {"ignores": 1.0, "delay": 0.0, "declines": 1.0, "reminded": 1.0, "delay_reminded": 0.0}
    arrays = {name: np.full(1, value) for name, value in {**usual, **luck, "channel": 0, "order": 0}.items()}
    eli = replace(
        company.experts[0], place=0, table=Timetable(BERLIN), absences=(), delay=60.0, ignores=0.2, pauses=()
    )
    question = replace(company.questions[0], planning=False)
    return behaviour.answer(World(), eli, question, behaviour.Mood(**arrays), 1.0, NINE, tired, remind)


def test_eli_answers_after_his_usual_hour(company: Company) -> None:
    assert answer(company, {}) == behaviour.Answer(NINE + 60)
    assert answer(company, {}).willing


def test_eli_is_slower_when_he_was_asked_a_lot(company: Company) -> None:
    assert answer(company, {}, tired=2.0).at == NINE + 78


def test_eli_forgets_unless_a_reminder_moves_him(company: Company) -> None:
    forgets = {"ignores": 0.1}
    assert answer(company, forgets) is None
    assert answer(company, {**forgets, "reminded": 0.9}, remind=NINE + 240) is None
    assert answer(company, {**forgets, "reminded": 0.1}, remind=NINE + 240).at == NINE + 300


@pytest.mark.parametrize(
    ("luck", "fit", "tired", "reason"),
    [
        (0.10, 1.0, 0.0, "no time"),
        (0.20, 1.0, 0.0, ""),
        (0.20, 0.0, 0.0, "not my subject"),
        (0.20, 1.0, 2.0, "too many questions lately"),
    ],
)
def test_reasons_for_a_no(company: Company, luck: float, fit: float, tired: float, reason: str) -> None:
    question = replace(company.questions[0], planning=False)
    assert behaviour.reason_not(World(), question, fit, tired, luck) == reason


def test_closeness_tells_something_of_the_fit_but_not_all() -> None:
    company = Company(World(experts=40, asks=40), 1)
    chooser = Quarter(company, CLOSEST)._chooser
    found = []
    for question in company.questions:
        choices = chooser.choices(question, frozenset(), frozenset(), question.asked)
        fits = [company.fit[question.place, choice.place] for choice in choices]
        found += [a > b for at, a in enumerate(fits) for b in fits[at + 1 :]]
    assert 0.55 < np.mean(found) < 0.9


def test_the_other_companies_differ_from_the_first_in_their_names() -> None:
    names = [world.name for world in worlds(World())]
    assert len(set(names)) == len(names) == 9


# Figures.


def test_gini_and_the_busiest_tenth_on_amounts_that_can_be_counted() -> None:
    assert gini([5, 5, 5, 5]) == 0
    assert gini([0, 0, 0, 8]) == 0.75
    assert gini([0, 0]) == 0
    assert top_share([1] * 9 + [11]) == 0.55
    assert top_share([3, 1]) == 0.75


def test_figures_of_a_quarter_that_was_made_by_hand(company: Company) -> None:
    quarter = Quarter(company, CLOSEST)
    first, second, *others = quarter.asks
    mentee = company.tables[first.question.mentee]
    first.state, first.expert = State.MATCHED, 3
    first.matched = mentee.after(first.question.asked, 90)
    first.reached, first.pings, first.too_late = 2, 3, 1
    second.state, second.reached, second.pings = State.EXPIRED, 2, 2
    quarter.standing[3].minutes = 45
    found = figures(quarter)
    assert found.matched == 1 / 40
    assert found.median_hours == found.p90_hours == 1.5
    assert found.fit == pytest.approx(company.fit[0, 3] / company.best[0])
    assert found.value == pytest.approx(found.fit / 40)
    assert found.offers_per_yes == 4
    assert found.pings_per_ask == 5 / 40
    assert found.too_late_per_100 == 2.5
    assert found.top_tenth == 1.0
    assert len(others) == 38


def test_the_busiest_are_measured_by_what_they_declared() -> None:
    assert over_capacity([4] + [2] * 9, [4] + [2] * 9) == 1
    assert over_capacity([6] + [2] * 9, [2] * 10) == pytest.approx(3 / (24 / 20))
    assert over_capacity([0] * 10, [2] * 10) == 0


def test_an_organisations_people_are_asked_what_its_people_ask() -> None:
    world = World(organisation=str(command.FIRM), asks=20)
    firm = company_of(world, 3)
    data = read(str(command.FIRM))
    assert [expert.about for expert in firm.experts] == [one["about"] for one in data["experts"]]
    assert len(firm.questions) == 20
    assert {question.text.split("\n")[0] for question in firm.questions} <= {
        a["question"] for a in data["asks"]
    }
    assert firm.best.max() == firm.fit.max() == 1
    found = figures(Quarter(firm, OURS).run())
    assert found.right >= 0.5
    assert found.matched >= found.right


def test_means_margins_and_ratios() -> None:
    mean, margin = tables.mean_and_margin([1.0, 2.0, 3.0])
    assert (mean, round(margin, 3)) == (2.0, 2.484)
    assert tables.mean_and_margin([4.0]) == (4.0, 0.0)


def test_the_goals_say_what_was_reached(company: Company, quarters: dict[str, Quarter]) -> None:
    base = figures(quarters[CLOSEST.name])
    good = replace(base, median_hours=base.median_hours / 2, over=1.4)
    said = tables.goals({"base": [base, base], "ours": [good, good]}, "base", "ours").splitlines()
    assert said == [
        "wait: ratio 0.50 ± 0.00, goal <= 0.70: reached",
        "fit: ratio 1.00 ± 0.00, goal >= 0.95: reached",
        "top 10 % over declared: 1.40 ± 0.00, goal <= 1.30: NOT reached",
    ]
    assert "| ours |" in tables.table({"base": [base], "ours": [good]}, "base")


def test_the_command_prints_the_first_table_and_the_goals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["company", "--quick", "--invented", "--experts", "12", "--asks", "10", "--jobs", "1"]
    )
    command.main()
    said = capsys.readouterr().out
    assert said.startswith("12 experts, 10 questions in a quarter, 2 seeds")
    assert all(f"| {policy.name} |" in said for policy in SIDE_BY_SIDE)
    assert said.count("goal <= 0.70") == 2
    assert said.count("goal <= 1.30") == 2

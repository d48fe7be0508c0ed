"""Times what if: 300 questions and 60 people who help, each change by itself, on one core.

python -m benchmarks.whatif [--asks 300] [--helpers 60]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.kit.hours import Window, WorkingHours
from bot.matching.queries import PastAsk, Trial
from bot.matching.rules import AskFacts, Candidate, TopicFacts
from bot.whatif.replay.beside import History, beside
from bot.whatif.replay.company import Helper
from bot.whatif.rules import DAYS, Lifted, Terms

START = datetime(2027, 1, 4, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")
TOPICS = [TopicFacts(f"T{number}", f"Topic {number}") for number in range(10)]
TEXT = "board deck price talk contract churn onboarding hire budget plan story launch market legal risk"
WORDS = TEXT.split()
TODAY = Terms(480, "urgent", "balanced")


def quarter(asks: int, helpers: int, seed: int = 1) -> History:
    """Return a quarter in which nobody shares a week with many others: the most work for a replay."""
    drawn = random.Random(seed)
    people = [_person(drawn, number) for number in range(helpers)]
    weeks = {f"M{number}": WorkingHours(drawn.choice(ZONES)) for number in range(asks // 2 + 1)}
    asked = [_ask(drawn, number, asks, weeks) for number in range(asks)]
    return History(
        trial=Trial(people, TOPICS),
        asks=asked,
        helpers=[Helper(one.user_id, one.capacity, WorkingHours(one.hours.zone), START) for one in people],
        weeks=weeks,
        until=START + timedelta(days=DAYS),
    )


def _person(drawn: random.Random, number: int) -> Candidate:
    windows = tuple(
        Window(day, 540 + 15 * drawn.randrange(8), 960 + 15 * drawn.randrange(8)) for day in range(5)
    )
    held = frozenset(topic.id for topic in drawn.sample(TOPICS, 3))
    week = WorkingHours(drawn.choice(ZONES), windows)
    return Candidate(
        f"U{number}", held, _words(drawn, 8), _words(drawn, 30), week, drawn.choice((1, 2, 2, 3))
    )


def _ask(drawn: random.Random, number: int, asks: int, weeks: dict[str, WorkingHours]) -> PastAsk:
    at = START + timedelta(days=(DAYS - 7) * number / asks)
    mentee, topic = drawn.choice(list(weeks)), drawn.choice(TOPICS)
    needed_by = at + timedelta(days=drawn.randrange(2, 20)) if drawn.random() < 0.6 else None
    words = (_words(drawn, 15), _words(drawn, 20), _words(drawn, 8))
    facts = AskFacts(mentee, topic.id, topic.name, *words, 45, needed_by, weeks[mentee], key=f"{number}")
    return PastAsk(facts, at)


def _words(drawn: random.Random, count: int) -> str:
    return " ".join(drawn.choice(WORDS) for _ in range(count))


def changes() -> Iterator[tuple[str, Terms]]:
    """Return what is tried, by name."""
    yield "as today", TODAY
    yield "3 working hours to answer", replace(TODAY, wait_minutes=180)
    yield "24 working hours to answer", replace(TODAY, wait_minutes=1440)
    yield "always two", replace(TODAY, two="always")
    yield "the load is spread", replace(TODAY, preset="spread")
    yield "one session a month more", replace(TODAY, more=1)
    yield "outside the topic", replace(TODAY, lifted=frozenset({Lifted.TOPIC}))


def main() -> None:
    """Print a line for each change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=300)
    parser.add_argument("--helpers", type=int, default=60)
    given = parser.parse_args()
    history = quarter(given.asks, given.helpers)
    for name, terms in changes():
        before = time.process_time()
        found = beside(history, TODAY, terms)
        seconds = time.process_time() - before
        same = "the same twice" if beside(history, TODAY, terms) == found else "NOT the same twice"
        print(
            f"{name:28} {seconds:5.2f} s  matched {found.then.matched:3} ({found.today.matched})  "
            f"wait {found.then.wait} min ({found.today.wait})  {same}"
        )


if __name__ == "__main__":
    main()

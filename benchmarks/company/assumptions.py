"""Everything that is assumed about the company, in one place, each with its source or its reason.

All were set before the first comparison was run, except for two. The size: with 80 experts and 200 questions
there were 2.5 sessions for each, so that whole numbers said much of who is busiest; now there are three, and
the busiest tenth is ten people. And past help: the new engine reads the questions that somebody helped with,
so there must be some, and they came to those who could help. `worlds()` shows what happens when others are
wrong.

Sources: [K] Kooti et al. 2015, "Evolution of Conversations in the Age of Email Overload", arXiv:1504.00704,
on 16 billion e-mails; [S] Stouffer, Malmgren and Amaral 2006, arXiv:physics/0605027; [B] Barron and Yechiam
2002, "Private e-mail requests and the diffusion of responsibility", and hbswk.hbs.edu/archive/3947.html.
What has no source says "guess". Nobody has published how colleagues answer such offers: replace the guesses
by a workspace's own figures when there are some.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class World:
    """One company's nature. Times are working minutes unless they say otherwise."""

    name: str = "as assumed"
    organisation: str = ""  # a file of people and asks; without one, words are invented
    fit_topic: float = 0.4  # guess: how well who holds a question's topic can help, where another is right
    fit_other: float = 0.1  # guess: anybody else
    experts: int = 100
    asks: int = 300  # about one per member and quarter when one member in three is an expert
    members_per_expert: int = 3  # guess; only who asks from where depends on it

    # Who knows what. Popularity of topics is a Zipf law on both sides, in only partly the same order.
    topics: int = 24
    facets: int = 5  # what a topic consists of; a question needs one or two of them
    zipf: float = 1.0  # the usual exponent of tags and words
    level: tuple[float, float] = (2.5, 2.0)  # Beta: how good somebody is at a topic they offer; mean 0.56
    hidden_topics: int = 2  # topics that people know and did not put down
    experienced: float = 0.6  # have helped before the quarter; the others are newcomers

    # Answering. [S]: waiting times are log-normal (a sum of two). [K]: half of the replies come within 47
    # minutes, 90 % within a day. Log-normal with a median of 47 and 90 % at 480 working minutes has sigma
    # 1.8; how that splits between people and moods is a guess.
    median_delay: float = 47.0
    delay_between: float = 1.0
    delay_within: float = 1.5
    ignores: float = 0.25  # guess: people who opted in; [K] sees far fewer replies to the mass of all mail
    ignores_spread: float = 4.8  # Beta's a + b: some hardly ever answer, most do
    heeds_reminder: float = 0.35  # guess: of those still silent, how many a reminder moves

    # Saying no. "No time" is the floor, "not my subject" grows as the fit shrinks.
    declines: float = 0.15  # guess
    declines_unfit: float = 0.5  # guess: at no fit at all on top of the floor
    declines_planning: float = 0.10  # guess: on top in planning weeks

    # Getting tired: per offer in the last 14 days (a reminder counts half). [K]: with load people reply to a
    # smaller share, while the replies that come are no slower; that they are slower here is a guess.
    tired_slower: float = 0.15
    tired_ignores: float = 0.04
    tired_declines: float = 0.05

    # A channel. [B]: the more people are asked, the smaller the share that answers. Guess: it falls with the
    # square root of their number, and few do most of the answering (log-normal keenness). A channel's pings
    # tire nobody, which is kind to it.
    onlookers: float = 0.5
    keenness: float = 1.0

    # Away: holidays of a week or two, and being ill.
    holiday: float = 0.5  # guess: chance of one in the quarter
    pauses: float = 0.6  # guess: of those who go, how many tell the bot
    ill: float = 0.3  # guess: one to three days, told to nobody

    # Asking. Mondays and planning weeks are busier.
    urgent: float = 0.15  # needed within three working days
    dated: float = 0.45  # needed within four to twenty
    patience_days: int = 20  # guess: working days until somebody without a date gives up
    monday: float = 1.8
    planning_weeks: tuple[int, ...] = (0, 6, 12)
    planning: float = 1.8

    capacity: tuple[float, ...] = (0.25, 0.40, 0.25, 0.10)  # 1 to 4 sessions a month; the product suggests 2


def worlds(base: World, *, small: bool = True) -> list[World]:
    """The companies of the sensitivity table: each differs in one respect from the base."""
    told = [
        replace(base, name="answers twice as fast", median_delay=base.median_delay / 2),
        replace(base, name="answers half as fast", median_delay=base.median_delay * 2),
        replace(base, name="half ignore", ignores=0.5),
        replace(base, name="hardly anybody ignores", ignores=0.1),
        replace(base, name="reminders move nobody", heeds_reminder=0.0),
        replace(base, name="few real experts", level=(0.7, 1.4)),
        replace(base, name="tires twice as fast", tired_slower=0.3, tired_ignores=0.08, tired_declines=0.1),
        replace(base, name="twice the questions", asks=base.asks * 2),
    ]
    if small:
        told.append(replace(base, name="12 experts", experts=12, asks=max(10, base.asks // 10), topics=8))
    return told

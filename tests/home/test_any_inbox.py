"""Whatever the facts are: each thing that waits has one line, and the earliest deadline comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.checklists.queries import Progress
from bot.home import views
from bot.home.queries import Inbox, Past, sorted_out
from bot.home.queries.facts import Facts
from bot.home.queries.lines import ToDo, ToInvite, WithMe
from bot.kit.hours import WorkingHours
from bot.kit.reader import NEUTRAL
from bot.models import (
    Action,
    Ask,
    AskState,
    FollowUpKind,
    Offer,
    OfferState,
    Session,
    SessionState,
    Topic,
    WrapUp,
)
from bot.playground.slack.blockkit import message_problems
from bot.sessions.queries import LIVE, Meeting, OwnAction, Party

NOW = datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
ADA = Party("UADA", "Ada Brandt", "Europe/Berlin")
ELI = Party("UELI", "Eli Navarro", "Europe/London")
TOPIC = Topic(id="t", name="Pricing")
MOMENTS = st.integers(-60 * 24, 60 * 24).map(lambda hours: NOW + timedelta(hours=hours))
PEOPLE = st.sampled_from(["UADA", "UELI"])


def loaded(row: Any, **related: Any) -> Any:
    """Give a row what a query would have loaded with it."""
    row.__dict__.update(related)
    return row


@st.composite
def asks(draw: st.DrawFn, number: int) -> Ask:
    state = draw(st.sampled_from([AskState.LOOKING, AskState.WAITING, AskState.STEWARD, AskState.MATCHED]))
    row = Ask(
        id=f"a{number}",
        workspace_id="T",
        mentee_id="UADA",
        topic_id="t",
        question="Which price list?",
        state=state,
        minutes=45,
        wished_sessions=draw(st.sampled_from([1, 2, 3])),
        hide_name=draw(st.booleans()),
        needed_by=draw(st.none() | st.dates(date(2026, 12, 1), date(2027, 1, 30))),
        only_expert_id=draw(st.none() | st.just("UELI")),
        steward_until=draw(st.none() | MOMENTS),
        created_at=draw(MOMENTS),
    )
    return loaded(row, topic=TOPIC)  # type: ignore[no-any-return]


@st.composite
def offers(draw: st.DrawFn, name: str, ask: Ask) -> Offer:
    row = Offer(
        id=name,
        ask_id=ask.id,
        expert_id="UELI",
        state=draw(st.sampled_from([OfferState.OPEN, OfferState.CLARIFYING])),
        question=draw(st.none() | st.just("Which board?")),
        answer=draw(st.none() | st.just("The small one")),
        offered_at=draw(MOMENTS),
        deadline_at=draw(MOMENTS),
    )
    if row.state == OfferState.CLARIFYING:
        row.question, row.answer = "Which board?", None
    return loaded(row, ask=ask)  # type: ignore[no-any-return]


@st.composite
def meetings(draw: st.DrawFn, name: str, *states: SessionState) -> Meeting:
    start = draw(MOMENTS)
    session = Session(
        id=name,
        workspace_id="T",
        ask_id=f"ask-{name}",
        mentee_id="UADA",
        expert_id="UELI",
        state=draw(st.sampled_from(states)),
        minutes=45,
        version=1,
        reminders=draw(st.integers(0, 3)),
        wakes_at=draw(st.none() | MOMENTS),
        proposed_at=draw(st.none() | MOMENTS),
        proposed_by=draw(PEOPLE),
        created_at=draw(MOMENTS),
        place="",
        sequence=0,
    )
    if session.state != SessionState.SCHEDULING:
        session.starts_at, session.ends_at = start, start + timedelta(minutes=45)
    slots = tuple(draw(st.lists(MOMENTS, max_size=5, unique=True)))
    return Meeting(session, ADA, ELI, "Pricing", "Which price list?", slots, looking=False)


def proposed(live: Iterable[Meeting]) -> list[tuple[str, datetime]]:
    """Every proposed start, by session."""
    starts = [(one.session.id, at) for one in live for at in (*one.slots, one.session.proposed_at)]
    return [(session_id, at) for session_id, at in starts if at]


@st.composite
def own_actions(draw: st.DrawFn, meeting: Meeting, me: Party) -> OwnAction:
    due = draw(st.none() | st.dates(date(2026, 12, 1), date(2027, 1, 30)))
    return OwnAction(Action(id=f"act-{meeting.session.id}", what="Rewrite it", due=due), meeting, me)


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    me = draw(st.sampled_from([ADA, ELI]))
    own = [draw(asks(number)) for number in range(draw(st.integers(0, 4)))] if me is ADA else []
    asked = {
        ask.id: [draw(offers(f"o-{ask.id}-{n}", ask)) for n in range(draw(st.integers(0, 2)))] for ask in own
    }
    theirs = [draw(asks(number)) for number in range(10, 10 + draw(st.integers(0, 3)))]
    live = tuple(draw(meetings(f"l{n}", *LIVE)) for n in range(draw(st.integers(0, 5))))
    held = tuple(draw(meetings(f"h{n}", SessionState.HELD)) for n in range(draw(st.integers(0, 4))))
    said = {}
    for one in (*live, *held):
        for user_id in draw(st.sets(PEOPLE)):
            to, answer = draw(st.none() | st.just("UMEI")), draw(st.none() | st.booleans())
            said[one.session.id, user_id] = WrapUp(
                session_id=one.session.id,
                user_id=user_id,
                handover_to=to,
                handover_answer=answer,
                handover_note="",
            )
    ids = [one.session.id for one in held]
    pairs = [(session_id, kind) for session_id in ids for kind in FollowUpKind]
    return Facts(
        me=me.user_id,
        hours=WorkingHours(me.zone),
        now=NOW,
        offers=tuple(draw(offers(f"mine-{ask.id}", ask)) for ask in theirs) if me is ELI else (),
        asks=tuple(own),
        asked=asked,
        live=live,
        held=held if me is ADA else (),
        written=(),
        actions=tuple(draw(own_actions(one, me)) for one in held if draw(st.booleans())),
        progress={one.session.id: Progress(draw(st.integers(0, 4)), 4) for one in live},
        said=said,
        taken=frozenset(
            (one.session.id, at)
            for one in live
            for at in (*one.slots, one.session.proposed_at)
            if draw(st.booleans())
        ),
        thanked=frozenset(draw(st.sets(st.sampled_from(ids)) if ids else st.just(set()))),
        answered=frozenset(draw(st.sets(st.sampled_from(pairs)) if pairs else st.just(set()))),
        names={"UADA": "Ada Brandt", "UELI": "Eli Navarro"},
        left=frozenset(),
        channels={},
        stewarded=tuple([draw(asks(number)) for number in range(20, 20 + draw(st.integers(0, 2)))]),
        unfound=tuple([draw(asks(number)) for number in range(30, 30 + draw(st.integers(0, 7)))]),
    )


def thing(about: Any) -> tuple[str, ...]:
    """What a line is about: one session may wait for several things after it was held."""
    name = type(about).__name__
    if isinstance(about, WithMe):
        kind = getattr(about, "kind", "")
        if isinstance(about, ToDo):
            return ("action", about.action.id)
        held = about.meeting.session.state == SessionState.HELD
        return ("session", about.meeting.session.id, *((name, kind) if held else ()))
    if isinstance(about, ToInvite):
        return ("waiting asks",)
    row = getattr(about, "offer", None) or about.ask
    return ("row", row.id)


def expected(facts: Facts, found: Inbox) -> None:
    shown = {thing(line.about) for line in found.waiting} | {thing(about) for about in found.going_on}
    for one in facts.live:
        assert ("session", one.session.id) in shown, one.session.state
    for offer in facts.offers:
        assert ("row", offer.id) in shown
    for own in facts.actions:
        assert ("action", own.action.id) in shown
    for ask in facts.stewarded:
        assert ("row", ask.id) in shown
    assert (("waiting asks",) in shown) is bool(facts.unfound)
    for ask in facts.asks:
        if ask.id not in {one.session.ask_id for one in facts.live}:
            assert ("row", ask.id) in shown


@given(any_facts())
def test_each_thing_has_one_line_and_the_earliest_deadline_comes_first(facts: Facts) -> None:
    found = sorted_out(facts)
    things = [thing(line.about) for line in found.waiting]
    assert len(things) == len(set(things))
    deadlines = [line.by for line in found.waiting]
    known = [by for by in deadlines if by is not None]
    assert deadlines == sorted(known) + [None] * (len(deadlines) - len(known))
    expected(facts, found)


@given(any_facts())
def test_every_inbox_can_be_shown_and_has_one_main_button_a_line(facts: Facts) -> None:
    found = sorted_out(facts)
    _, blocks = views.sessions_message(NEUTRAL, found, Past((), 0, 0), NOW)
    assert message_problems(blocks) == []
    for block in blocks:
        elements = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        assert sum(one.get("style") == "primary" for one in elements) <= 1

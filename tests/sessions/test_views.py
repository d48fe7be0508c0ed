"""Every message and form of sessions keeps Slack's limits, whatever people are called and write."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from bot.checklists.queries import Material
from bot.delivery.conversations import Talk
from bot.kit.blocks import Block, View
from bot.kit.reader import NEUTRAL, Reader
from bot.models import ActionState, PresenceSaid, SessionState
from bot.offers.queries import Colleague
from bot.playground.slack.blockkit import message_problems, view_problems
from bot.sessions.queries import Meeting, Page, Party, Summary
from bot.sessions.rules import Doubt, Side
from bot.sessions.views import modals, news, running, scheduling, wrap_up
from bot.sessions.views.common import Doubtful, book_label, called, parties_of, slot_line
from bot.sessions.views.wrap_up import FormState
from tests.sessions.meetings import NOW, START, action, meeting
from tests.sessions.meetings import wrap_up as said

PRESSED = [
    {},
    {"UADA": PresenceSaid.STARTED},
    {"UADA": PresenceSaid.STARTED, "UELI": PresenceSaid.STARTED},
    *({"UADA": PresenceSaid.ALONE, "UELI": said} for said in PresenceSaid),
]
HOSTILE = "<!channel> & <https://evil.example|click> *bold* "
LONG = {
    "mentee": HOSTILE + "𝔐" * 40,
    "expert": "\u202e" + "W" * 79,
    "topic": HOSTILE + "T" * 100,
    "question": (HOSTILE * 30)[:1000],
    "place": (HOSTILE * 30)[:300],
}
DUE = date(2026, 12, 24)
FULL = Page(
    takeaways="t" * 3000,
    resource=(HOSTILE * 18)[:1000],
    actions=(
        *(action((HOSTILE * 9)[:300], "UELI", due=DUE) for _ in range(6)),
        *(
            action("Draft it", None, shared=shared, due=due)
            for shared in (True, False)
            for due in (DUE, None)
        ),
        *(action("Draft it", "UADA", state=state, shown=True) for state in ActionState),
    ),
    saved_at=NOW,
)
NAMED = (Colleague("UNOOR", "Noor Haddad"),)
WHOLE = FormState(whole=True, saved_at=None, known=NAMED)
SLOTS = tuple(START + timedelta(days=n) for n in range(5))


def cards() -> Iterator[Meeting]:
    for texts in ({}, LONG):
        yield meeting(state=SessionState.SCHEDULING, version=1, slots=SLOTS, **texts)
        yield meeting(state=SessionState.SCHEDULING, version=1, **texts)
        yield meeting(state=SessionState.SCHEDULING, reminders=1, slots=SLOTS, **texts)
        reason = {"changed_by": "UADA", "change_reason": HOSTILE * 9}
        yield meeting(state=SessionState.SCHEDULING, slots=SLOTS, **reason, **texts)
        yield meeting(state=SessionState.SCHEDULING, proposed_at=START, proposed_by="UELI", **reason, **texts)
        missed = {"missed_at": NOW - timedelta(hours=1), "missed_until": NOW + timedelta(days=7)}
        yield meeting(state=SessionState.SCHEDULING, slots=SLOTS, **missed, **texts)
        today = {**texts, "needed_by": NOW.date()}
        yield meeting(state=SessionState.SCHEDULING, **missed, **today)
        yield meeting(state=SessionState.SCHEDULING, slots=SLOTS, **today)
        yield meeting(state=SessionState.MISSING, absent_reported_by="UADA", wakes_at=NOW, **texts)
        yield meeting(state=SessionState.DIFFERS, started_at=START, **texts)
        yield meeting(start=NOW, **texts)
        yield meeting(**texts)
        yield meeting(state=SessionState.ENDED, **texts)
        yield meeting(state=SessionState.HELD, **texts)
        yield meeting(state=SessionState.CANCELLED, **reason, **texts)
        yield meeting(state=SessionState.CANCELLED, looking=True, **texts)


def messages(shown: Meeting, parties: Sequence[Party]) -> Iterator[tuple[str, list[Block]]]:
    yield scheduling.card(NEUTRAL, shown, parties, NOW)
    yield scheduling.still_needed(NEUTRAL, shown)
    shared = Material("g" * 3000, HOSTILE * 60, "")
    for party in shown.parties:
        for talk in (Talk(), Talk("https://slack.com/app_redirect?channel=G1"), Talk(alone=True)):
            yield running.brief(NEUTRAL, shown, party, shared, ["Something"] * 4, talk)
            yield news.told(NEUTRAL, shown, party, talk)
        for page, done in product((Page(), FULL), (True, False)):
            yield wrap_up.invitation(NEUTRAL, shown, party, page, done=done)
        yield wrap_up.reminder(NEUTRAL, shown, party, page)
    talk = Talk("https://slack.example")
    for me, pressed in product(shown.parties, PRESSED):
        for minutes in (0, 12, 40):
            now = START + timedelta(minutes=minutes)
            yield running.start(NEUTRAL, shown, me, shared, talk, pressed, now)
    for mine, theirs in product((None, True, False), repeat=2):
        sides = Side(took_place=mine), Side(took_place=theirs)
        yield wrap_up.differs(NEUTRAL, shown, shown.mentee, sides)
    yield wrap_up.summary(NEUTRAL, Summary(shown, FULL))
    yield wrap_up.result(NEUTRAL, Summary(shown, FULL), done=True)
    yield wrap_up.result(NEUTRAL, Summary(shown, Page()), done=False)
    yield wrap_up.handover(NEUTRAL, shown, said("UELI", handover_to="UNOOR", handover_note="n" * 500))
    yield wrap_up.handover(NEUTRAL, shown, said("UELI", handover_to="UNOOR", handover_answer=True))


@pytest.mark.parametrize("shown", list(cards()))
def test_messages_keep_the_limits_and_bring_no_mention_alive(shown: Meeting) -> None:
    for parties in (parties_of(shown, shown.user_ids), parties_of(shown, ["UELI"])):
        for text, blocks in messages(shown, parties):
            assert message_problems(blocks) == []
            assert text
            assert len(text) < 4000
            assert "<!channel>" not in text
            assert "<!channel>" not in _mrkdwn(blocks)
            assert _buttons(blocks, "primary") <= 1


@pytest.mark.parametrize("shown", list(cards()))
def test_forms_keep_the_limits(shown: Meeting) -> None:
    for view in _forms(shown):
        assert view_problems(view) == []


def _forms(shown: Meeting) -> Iterator[View]:
    for me in shown.parties:
        other = shown.other(me.user_id)
        doubtful = Doubtful(START, list(Doubt))
        yield modals.propose(NEUTRAL, shown, other)
        yield modals.propose(NEUTRAL, shown, other, doubtful)
        yield modals.move(NEUTRAL, shown, other, reason_needed=True, doubtful=doubtful)
        yield modals.move(NEUTRAL, shown, other, reason_needed=True)
        yield modals.move(NEUTRAL, shown, other, reason_needed=False, cannot=True)
        yield modals.cancel(NEUTRAL, shown, other, reason_needed=True)
        yield modals.set_place(NEUTRAL, shown)
        yield wrap_up.form(NEUTRAL, shown, me, None, Page(), FormState(whole=False, saved_at=None))
        mine = said(me.user_id, handover_to="UNOOR", handover_note="n" * 500, meet_again=True)
        late = FormState(whole=True, saved_at=NOW, mendable=False, took_place=True, known=NAMED)
        yield wrap_up.form(NEUTRAL, shown, me, mine, FULL, late)


BOTH = ["UADA", "UELI"]


def line(shown: Meeting, at: datetime, user_ids: Sequence[str], reader: Reader = NEUTRAL) -> str:
    return slot_line(reader, shown, at, parties_of(shown, user_ids))


def label(shown: Meeting, at: datetime, user_ids: Sequence[str], reader: Reader = NEUTRAL) -> str:
    return book_label(reader, shown, at, parties_of(shown, user_ids))


def test_a_slot_tells_of_the_others_clock_where_it_differs() -> None:
    assert line(meeting(), START, BOTH) == "*Tue 1 Dec, 10:00* for Ada · 01:00 for Eli, at night"
    assert line(meeting(), START, ["UADA"]) == "*Tue 1 Dec, 10:00* · 01:00 for Eli, at night"
    assert line(meeting(), START, ["UELI"]) == "*Tue 1 Dec, 01:00* · 10:00 for Ada"
    early = START - timedelta(hours=4)
    assert line(meeting(), early, ["UADA"]) == "*Tue 1 Dec, 06:00* · Mon 30 Nov, 21:00 for Eli"
    near = meeting(expert_zone="Europe/Paris")
    assert line(near, START, BOTH) == line(near, START, ["UELI"]) == "*Tue 1 Dec, 10:00*"


def test_button_and_line_show_the_clock_of_their_reader() -> None:
    american = Reader.of("en-US", "Europe/Berlin")
    assert american.clock == 12
    told = line(meeting(), START, ["UADA"], american)
    assert told == "*Tue, Dec 1, 10:00 AM* · 1:00 AM for Eli, at night"
    assert label(meeting(), START, ["UADA"], american) == "Book Tue 10:00 AM"


@pytest.mark.parametrize("reader", [NEUTRAL, Reader.of("en-US", "Europe/Berlin")])
def test_the_button_beside_a_slot_is_short_whatever_people_are_called(reader: Reader) -> None:
    shown = meeting(mentee="M" * 80, expert="W" * 80, expert_zone="Pacific/Auckland")
    for hours in range(24):
        for user_ids in (BOTH, ["UADA"], ["UELI"]):
            assert len(label(shown, START + timedelta(hours=hours), user_ids, reader)) <= 32
    assert label(meeting(), START, ["UADA"]) == "Book Tue 10:00"
    assert label(meeting(), START, BOTH) == "Book Tue 10:00 / 01:00"
    assert label(meeting(), START - timedelta(hours=4), BOTH) == "Book Tue 06:00 / Mon 21:00"


@pytest.mark.parametrize(
    ("mentee", "expert", "wanted"),
    [
        ("Ada Brandt", "Eli Navarro", ("Ada", "Eli")),
        ("Ada Brandt", "ada Kim", ("Ada Brandt", "ada Kim")),
        ("Ada", "Ada", ("Ada (asking)", "Ada (expert)")),
        ("", "", (" (asking)", " (expert)")),
    ],
)
def test_two_people_are_told_apart_whatever_they_are_called(
    mentee: str, expert: str, wanted: tuple[str, str]
) -> None:
    shown = meeting(mentee=mentee, expert=expert)
    assert (called(NEUTRAL, shown, shown.mentee), called(NEUTRAL, shown, shown.expert)) == wanted


def test_the_best_time_leads_and_each_has_a_line_of_its_own() -> None:
    shown = meeting(state=SessionState.SCHEDULING, version=1, slots=SLOTS)
    _, blocks = scheduling.card(NEUTRAL, shown, parties_of(shown, BOTH), NOW)
    books = [block["accessory"] for block in blocks if "accessory" in block]
    assert [one["text"]["text"] for one in books] == [label(shown, at, BOTH) for at in SLOTS]
    assert [one.get("style") for one in books] == ["primary", None, None, None, None]


def proposed(by: str) -> Meeting:
    return meeting(
        state=SessionState.SCHEDULING, proposed_at=START, proposed_by=by, slots=SLOTS, place="Room *5*"
    )


@pytest.mark.parametrize(
    ("by", "reads", "answers"),
    [
        ("UELI", ["UADA"], ["Works for me", "Propose another", "Cancel"]),
        ("UELI", ["UELI"], ["Propose another", "Cancel"]),
        ("UELI", BOTH, ["Works for Ada", "Propose another", "Cancel"]),
        ("UADA", BOTH, ["Works for Eli", "Propose another", "Cancel"]),
    ],
)
def test_a_proposal_shows_place_and_clocks_and_keeps_the_good_times(
    by: str, reads: list[str], answers: list[str]
) -> None:
    shown = proposed(by)
    _, blocks = scheduling.card(NEUTRAL, shown, parties_of(shown, reads), NOW)
    told = _mrkdwn(blocks)
    assert line(shown, START, reads) in told
    assert "Room ∗5∗" in told
    (row,) = [block for block in blocks if block["type"] == "actions"]
    assert [one["text"]["text"] for one in row["elements"]] == answers
    assert sum("accessory" in block for block in blocks) == len(SLOTS)


def test_the_wrap_up_asks_only_the_expert_about_another_expert() -> None:
    shown = meeting(state=SessionState.ENDED)
    names = [
        [b.get("block_id") for b in wrap_up.form(NEUTRAL, shown, me, None, Page(), WHOLE)["blocks"]]
        for me in shown.parties
    ]
    assert "handover_to" not in names[0]
    assert "handover_to" in names[1]


@pytest.mark.parametrize(("answer", "chosen"), [(None, None), (True, "Yes"), (False, "Rather not")])
def test_the_wrap_up_asks_each_side_in_private_whether_to_meet_again(
    answer: bool | None, chosen: str | None
) -> None:
    shown = meeting(state=SessionState.ENDED)
    for me in shown.parties:
        view = wrap_up.form(NEUTRAL, shown, me, said(me.user_id, meet_again=answer), Page(), WHOLE)
        asked = next(block for block in view["blocks"] if block.get("block_id") == "meet_again")
        assert asked["optional"]
        other = str(shown.other(me.user_id).name).split()[0]
        assert f"Nobody sees your answer, not even {other}." in asked["hint"]["text"]
        assert asked["element"].get("initial_option", {"text": {"text": None}})["text"]["text"] == chosen


def test_the_wrap_up_begins_with_three_fields_and_the_rest_stands_behind_a_button() -> None:
    shown = meeting(state=SessionState.ENDED)
    view = wrap_up.form(NEUTRAL, shown, shown.expert, None, Page(), FormState(whole=False, saved_at=None))
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert fields == ["took_place", "takeaways", "actions"]


def _mrkdwn(blocks: list[Block]) -> str:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("type") == "mrkdwn":
                found.append(str(value["text"]))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(blocks)
    return "\n".join(found)


def _buttons(blocks: list[Block], style: str) -> int:
    elements = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    elements += [block["accessory"] for block in blocks if "accessory" in block]
    return sum(element.get("style") == style for element in elements)

"""The wrap-up: its invitation and form, the summary, and the question about a hand-over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    mention,
    modal,
    option,
    quote,
    radios,
    section,
    text_input,
)
from bot.kit.i18n import Sentence
from bot.kit.more import short_form
from bot.kit.reader import Reader
from bot.kit.search import pick_one
from bot.kit.texts import CANCEL, CHOOSE_COLLEAGUE
from bot.models import Action, ActionState, WrapUp
from bot.offers.queries import Colleague
from bot.sessions import texts
from bot.sessions.forms import (
    NOTE_CHARS,
    PAGE_CHARS,
    RESOURCE_CHARS,
    WrapUpSeen,
)
from bot.sessions.queries import Meeting, Page, Party, Summary
from bot.sessions.rules import Side
from bot.sessions.views.actions import owner_name, state_line, typed_line
from bot.sessions.views.common import Message, called, first_name, names, session_id, session_version

WRAP_UP = "session_wrap_up"
WRAP_UP_MODAL = "session_wrap_up_modal"
MORE = "session_wrap_up_more"
TOOK_PLACE = "session_took_place"
DID_NOT = "session_did_not"
SEARCH = "session_experts"  # the id of the menu in which one types to find an expert
HANDOVER_YES = "session_handover_yes"
HANDOVER_NO = "session_handover_no"


def invitation(reader: Reader, meeting: Meeting, me: Party, page: Page, *, done: bool) -> Message:
    """Return the invitation to wrap up; afterwards, thanks, what was read, and the way to change it."""
    if done:
        text, blocks = _asking(reader, meeting, me, texts.WRAPPED_UP_TEXT, texts.WRAPPED_UP, again=True)
        if not page.actions:
            return text, blocks
        lines = [reader(texts.READ_AS), *(_line(reader, meeting, action) for action in page.actions)]
        return text, [blocks[0], section("\n".join(lines)), *blocks[1:]]
    if page.saved_at:
        return _asking(reader, meeting, me, texts.BEGUN_TEXT, texts.BEGUN, begun=True)
    return _asking(reader, meeting, me, texts.WRAP_UP_TEXT, texts.WRAP_UP)


def reminder(reader: Reader, meeting: Meeting, me: Party, page: Page) -> Message:
    """Return the one reminder."""
    begun = page.saved_at is not None
    return _asking(reader, meeting, me, texts.REMINDER_TEXT, texts.REMINDER, begun=begun)


def _asking(
    reader: Reader,
    meeting: Meeting,
    me: Party,
    text: Sentence,
    shown: Sentence,
    *,
    again: bool = False,
    begun: bool = False,
) -> Message:
    other = first_name(reader, meeting, meeting.other(me.user_id))
    filled = {"other": other, "topic": escape(reader(meeting.topic))}
    return reader(text, **filled), [
        section(reader(shown, **filled)),
        actions(*([wrap_up_button(reader, meeting, again)] if again else to_say(reader, meeting, begun))),
    ]


def to_say(reader: Reader, meeting: Meeting, begun: bool) -> list[Block]:
    """Return what somebody can do who has not said yet what came of it; one press is enough where the
    other one has ``begun``.
    """
    wrap_up = wrap_up_button(reader, meeting, False)
    if not begun:
        return [wrap_up]
    return [wrap_up, button(reader(texts.NOTHING_TO_ADD), TOOK_PLACE, session_version(meeting))]


def wrap_up_button(reader: Reader, meeting: Meeting, again: bool) -> Block:
    """Return the button that opens the form."""
    if again:
        return button(reader(texts.CHANGE_BUTTON), WRAP_UP, session_id(meeting))
    return button(reader(texts.WRAP_UP_BUTTON), WRAP_UP, session_id(meeting), style="primary")


def differs(reader: Reader, meeting: Meeting, me: Party, sides: tuple[Side, Side]) -> Message:
    """Return the question to somebody whose view of whether it took place goes against another's."""
    other = first_name(reader, meeting, meeting.other(me.user_id))
    filled = {"other": other, "topic": escape(reader(meeting.topic))}
    mine, theirs = sides if me == meeting.mentee else sides[::-1]
    if mine.took_place is None:
        told = reader(texts.DIFFERS_TEXT, **filled)
    elif theirs.took_place is None and meeting.session.started_at is not None:
        told = reader(texts.DIFFERS_PRESSED, **filled)
    else:
        said = reader(texts.SAID_YES if mine.took_place else texts.SAID_NO)
        told = reader(texts.DIFFERS, said=said, **filled)
    row = actions(*differs_buttons(reader, meeting))
    return reader(texts.DIFFERS_TEXT, **filled), [section(told), row, context(reader(texts.DIFFERS_KEPT))]


def differs_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return the answers to that question."""
    value = session_version(meeting)
    return [
        button(reader(texts.IT_TOOK_PLACE), TOOK_PLACE, value),
        button(reader(texts.IT_DID_NOT), DID_NOT, value),
    ]


def form(
    reader: Reader, meeting: Meeting, me: Party, said: WrapUp | None, page: Page, shown: FormState
) -> View:
    """Return the page that both share, as it was saved last, and what the person said beside it."""
    other = called(reader, meeting, meeting.other(me.user_id))
    first = [
        *_took_place(reader, meeting, shown),
        field(
            "takeaways",
            reader(texts.TAKEAWAYS),
            text_input(page.takeaways, lines=True, most=PAGE_CHARS),
            hint=reader(texts.ADD_TO_IT if page.saved_at else texts.SHARED, other=other),
            optional=True,
        ),
        _agreed(reader, meeting, page),
    ]
    rest = [
        field(
            "resource", reader(texts.RESOURCE), text_input(page.resource, most=RESOURCE_CHARS), optional=True
        ),
        *(_outgrew(reader, meeting, said, shown.known) if me.user_id == meeting.expert.user_id else []),
        _meet_again(reader, other, said),
    ]
    session = meeting.session
    seen = WrapUpSeen(id=session.id, version=session.version, saved_at=shown.saved_at, whole=shown.whole)
    return modal(
        WRAP_UP_MODAL,
        reader(texts.WRAP_UP_TITLE),
        short_form(reader, MORE, first, rest, whole=shown.whole),
        submit=reader(texts.SAVE),
        metadata=seen.encode(),
        close=reader(CANCEL),
    )


@dataclass(frozen=True, slots=True)
class FormState:
    """How much of the page is shown, when what it shows was saved, and the first answer.

    ``mendable``: whether it took place may still be said; ``took_place`` is what is known of it. ``known``
    are the experts who can be suggested in place of this one.
    """

    whole: bool
    saved_at: datetime | None
    mendable: bool = True
    took_place: bool | None = None
    known: tuple[Colleague, ...] = ()


def _took_place(reader: Reader, meeting: Meeting, shown: FormState) -> list[Block]:
    if not shown.mendable:
        return []
    choices = [option(reader(texts.YES), "yes"), option(reader(texts.NO), "no")]
    chosen = None if shown.took_place is None else "yes" if shown.took_place else "no"
    return [field("took_place", reader(texts.TOOK_PLACE), radios(choices, chosen))]


def _agreed(reader: Reader, meeting: Meeting, page: Page) -> Block:
    lines = "\n".join(typed_line(reader, meeting, action) for action in page.actions)
    mentee = first_name(reader, meeting, meeting.mentee)
    words = text_input(
        lines, lines=True, most=PAGE_CHARS, placeholder=reader(texts.AGREED_PLACEHOLDER, mentee=mentee)
    )
    return field("actions", reader(texts.AGREED), words, hint=reader(texts.AGREED_HINT), optional=True)


def expert_options(reader: Reader, known: Sequence[Colleague]) -> list[Block]:
    """Return the experts who can be suggested, as a menu offers them."""
    return [option(reader(one.name), one.user_id) for one in known]


def _outgrew(
    reader: Reader, meeting: Meeting, said: WrapUp | None, known: Sequence[Colleague]
) -> list[Block]:
    if not known:
        return []  # which no menu can say
    hint = reader(texts.OUTGREW_HINT, mentee=called(reader, meeting, meeting.mentee))
    before = said.handover_to if said else None
    person = pick_one(expert_options(reader, known), before, reader(CHOOSE_COLLEAGUE), search=SEARCH)
    note = text_input(said.handover_note if said else "", most=NOTE_CHARS)
    return [
        field("handover_to", reader(texts.OUTGREW), person, hint=hint, optional=True),
        field("handover_note", reader(texts.OUTGREW_NOTE), note, optional=True),
    ]


def _meet_again(reader: Reader, other: str, said: WrapUp | None) -> Block:
    answer = said.meet_again if said else None
    chosen = None if answer is None else "yes" if answer else "no"
    choices = [option(reader(texts.GLADLY), "yes"), option(reader(texts.RATHER_NOT), "no")]
    hint = reader(texts.MEET_AGAIN_HINT, other=other)
    return field("meet_again", reader(texts.MEET_AGAIN), radios(choices, chosen), hint=hint, optional=True)


def summary(reader: Reader, found: Summary) -> Message:
    """Return what came of a session, for both."""
    filled = names(reader, found.meeting)
    blocks = [section(reader(texts.SUMMARY, **filled)), *_page(reader, found.meeting, found.page)]
    if len(blocks) == 1:
        blocks.append(context(reader(texts.NOTHING_WRITTEN)))
    return reader(texts.SUMMARY_TEXT, **filled), blocks


def _page(reader: Reader, meeting: Meeting, page: Page) -> list[Block]:
    blocks: list[Block] = []
    if page.takeaways:
        blocks += [section(reader(texts.TAKES_AWAY)), quote(page.takeaways)]
    if page.actions:
        lines = [_line(reader, meeting, action) for action in page.actions]
        blocks.append(section("\n".join([reader(texts.ACTIONS), *lines])))
    if page.resource:
        blocks += [section(reader(texts.READ_NEXT)), quote(page.resource)]
    return blocks


def result(reader: Reader, found: Summary, *, done: bool) -> Message:
    """Return what came of a session for one of the two, with the way to add to it."""
    text, blocks = summary(reader, found)
    return text, [*blocks, actions(wrap_up_button(reader, found.meeting, done))]


def _line(reader: Reader, meeting: Meeting, action: Action) -> str:
    """Return an agreed action: what, who and by when, or what became of it where its owner shows that."""
    what, who = escape(action.what), owner_name(reader, meeting, action)
    if action.shown and action.state is not ActionState.OPEN:
        return f"• {state_line(reader, action)}"
    day = reader.day(action.due) if action.due else ""
    sentence = texts.ACTION_LINES[bool(who), bool(day)]
    return reader(sentence, **{"what": what} | ({"who": who} if who else {}) | ({"day": day} if day else {}))


def handover(reader: Reader, meeting: Meeting, said: WrapUp) -> Message:
    """Return the question to the mentee whether the colleague whom the expert named may be asked."""
    filled = names(reader, meeting) | {"to": mention(said.handover_to or "")}
    text = reader(texts.HANDOVER_TEXT, **filled)
    if said.handover_answer is not None:
        answer = texts.HANDED_OVER if said.handover_answer else texts.NOT_HANDED_OVER
        return text, [section(reader(answer, **filled))]
    blocks = [section(reader(texts.HANDOVER, **filled))]
    if said.handover_note:
        blocks.append(quote(said.handover_note))
    return text, [*blocks, actions(*handover_buttons(reader, meeting))]


def handover_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return the answers to that question."""
    return [
        button(reader(texts.HANDOVER_YES), HANDOVER_YES, session_id(meeting), style="primary"),
        button(reader(texts.HANDOVER_NO), HANDOVER_NO, session_id(meeting)),
    ]

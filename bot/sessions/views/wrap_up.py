"""The wrap-up: its invitation and form, the summary, and the question about a hand-over."""

from __future__ import annotations

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    date_input,
    escape,
    field,
    mention,
    modal,
    option,
    person_select,
    quote,
    radios,
    section,
    select,
    text_input,
)
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CHOOSE_COLLEAGUE
from bot.models import Action, ActionState, WrapUp
from bot.sessions import texts
from bot.sessions.forms import (
    ACTION_CHARS,
    ACTIONS,
    NOTE_CHARS,
    RESOURCE_CHARS,
    TAKEAWAYS_CHARS,
)
from bot.sessions.queries import Meeting, Party, Summary
from bot.sessions.views.actions import state_line
from bot.sessions.views.common import Message, first_name, names, session_id, session_version

WRAP_UP = "session_wrap_up"
WRAP_UP_MODAL = "session_wrap_up_modal"
HANDOVER_YES = "session_handover_yes"
HANDOVER_NO = "session_handover_no"


def invitation(reader: Reader, meeting: Meeting, me: Party, *, done: bool) -> Message:
    """Return the invitation to wrap up; afterwards, thanks and the way to change it."""
    if done:
        return _asking(reader, meeting, me, texts.WRAPPED_UP_TEXT, texts.WRAPPED_UP, again=True)
    return _asking(reader, meeting, me, texts.WRAP_UP_TEXT, texts.WRAP_UP)


def reminder(reader: Reader, meeting: Meeting, me: Party) -> Message:
    """Return the one reminder."""
    return _asking(reader, meeting, me, texts.REMINDER_TEXT, texts.REMINDER)


def _asking(
    reader: Reader, meeting: Meeting, me: Party, text: Sentence, shown: Sentence, *, again: bool = False
) -> Message:
    other = first_name(reader, meeting, meeting.other(me.user_id))
    filled = {"other": other, "topic": escape(reader(meeting.topic))}
    return reader(text, **filled), [
        section(reader(shown, **filled)),
        actions(wrap_up_button(reader, meeting, again)),
    ]


def wrap_up_button(reader: Reader, meeting: Meeting, again: bool) -> Block:
    """Return the button that opens the form."""
    if again:
        return button(reader(texts.CHANGE_BUTTON), WRAP_UP, session_id(meeting))
    return button(reader(texts.WRAP_UP_BUTTON), WRAP_UP, session_id(meeting), style="primary")


def form(reader: Reader, meeting: Meeting, me: Party, said: WrapUp | None, agreed: list[Action]) -> View:
    """Return the form, filled with what the person said before; ``agreed`` are the actions they wrote."""
    choices = [option(reader(texts.YES), "yes"), option(reader(texts.NO), "no")]
    took_place = None if said is None else "yes" if said.took_place else "no"
    blocks = [
        field("took_place", reader(texts.TOOK_PLACE), radios(choices, took_place)),
        field(
            "takeaways",
            reader(texts.TAKEAWAYS),
            text_input(said.takeaways if said else "", lines=True, most=TAKEAWAYS_CHARS),
            hint=reader(texts.SHARED),
            optional=True,
        ),
    ]
    for n in range(1, ACTIONS + 1):
        blocks += _action(reader, n, meeting, me, agreed[n - 1] if n <= len(agreed) else None)
    resource = text_input(said.resource if said else "", most=RESOURCE_CHARS)
    blocks.append(field("resource", reader(texts.RESOURCE), resource, optional=True))
    if me.user_id == meeting.expert.user_id:
        blocks += _outgrew(reader, meeting, said)
    blocks.append(_meet_again(reader, meeting.other(me.user_id), said))
    return modal(
        WRAP_UP_MODAL,
        reader(texts.WRAP_UP_TITLE),
        blocks,
        submit=reader(texts.SAVE),
        metadata=session_version(meeting),
        close=reader(CANCEL),
    )


def _action(reader: Reader, n: int, meeting: Meeting, me: Party, agreed: Action | None) -> list[Block]:
    other = reader(texts.OTHER, other=meeting.other(me.user_id).name)
    owners = [option(reader(texts.ME), "me"), option(other, "other")]
    owner = "me" if agreed is None or agreed.owner_id == me.user_id else "other"
    what = text_input(agreed.what if agreed else "", most=ACTION_CHARS)
    return [
        field(f"what_{n}", reader(texts.ACTION, n=n), what, hint=reader(texts.ACTION_HINT), optional=True),
        field(f"owner_{n}", reader(texts.OWNER), select(owners, owner), optional=True),
        field(f"due_{n}", reader(texts.DUE), date_input(agreed.due if agreed else None), optional=True),
    ]


def _outgrew(reader: Reader, meeting: Meeting, said: WrapUp | None) -> list[Block]:
    hint = reader(texts.OUTGREW_HINT, mentee=meeting.mentee.name)
    person = person_select(reader(CHOOSE_COLLEAGUE), said.handover_to if said else None)
    note = text_input(said.handover_note if said else "", most=NOTE_CHARS)
    return [
        field("handover_to", reader(texts.OUTGREW), person, hint=hint, optional=True),
        field("handover_note", reader(texts.OUTGREW_NOTE), note, optional=True),
    ]


def _meet_again(reader: Reader, other: Party, said: WrapUp | None) -> Block:
    answer = said.meet_again if said else None
    chosen = None if answer is None else "yes" if answer else "no"
    choices = [option(reader(texts.GLADLY), "yes"), option(reader(texts.RATHER_NOT), "no")]
    hint = reader(texts.MEET_AGAIN_HINT, other=other.name)
    return field("meet_again", reader(texts.MEET_AGAIN), radios(choices, chosen), hint=hint, optional=True)


def summary(reader: Reader, found: Summary) -> Message:
    """Return what came of a session, for both."""
    meeting = found.meeting
    filled = names(reader, meeting)
    blocks = [section(reader(texts.SUMMARY, **filled))]
    for said in found.wrap_ups:
        if said.takeaways:
            blocks += _words(reader, texts.TAKES_AWAY, meeting.party(said.user_id), said.takeaways)
    if found.actions:
        lines = [_line(reader, meeting, action) for action in found.actions]
        blocks.append(section("\n".join([reader(texts.ACTIONS), *lines])))
    for said in found.wrap_ups:
        if said.resource:
            blocks += _words(reader, texts.READ_NEXT, meeting.party(said.user_id), said.resource)
    if len(blocks) == 1:
        blocks.append(context(reader(texts.NOTHING_WRITTEN)))
    return reader(texts.SUMMARY_TEXT, **filled), blocks


def result(reader: Reader, found: Summary, *, done: bool) -> Message:
    """Return what came of a session for one of the two, with the way to add to it."""
    text, blocks = summary(reader, found)
    return text, [*blocks, actions(wrap_up_button(reader, found.meeting, done))]


def _words(reader: Reader, lead: Sentence, who: Party, words: str) -> list[Block]:
    return [section(reader(lead, who=escape(reader(who.name)))), quote(words)]


def _line(reader: Reader, meeting: Meeting, action: Action) -> str:
    """Return an agreed action: what, who and by when, or what became of it where its owner shows that."""
    what, who = escape(action.what), owner_name(reader, meeting, action)
    if action.shown and action.state is not ActionState.OPEN:
        return f"• {state_line(reader, action)}"
    day = reader.day(action.due) if action.due else ""
    sentence = texts.ACTION_LINES[bool(who), bool(day)]
    return reader(sentence, **{"what": what} | ({"who": who} if who else {}) | ({"day": day} if day else {}))


def owner_name(reader: Reader, meeting: Meeting, action: Action) -> str:
    """Return who sees to an action, escaped; empty where nobody was named."""
    if action.owner_id:
        return escape(reader(meeting.party(action.owner_id).name))
    return escape(reader.list(party.name for party in meeting.parties)) if action.shared else ""


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

"""The wrap-up: its invitation and form, the summary, and the question about a hand-over."""

from __future__ import annotations

from datetime import date

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    date_input,
    day,
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
from bot.models import Action, WrapUp
from bot.sessions import texts
from bot.sessions.forms import (
    ACTION_CHARS,
    ACTIONS,
    NOTE_CHARS,
    RESOURCE_CHARS,
    TAKEAWAYS_CHARS,
)
from bot.sessions.queries import Meeting, Party, Summary
from bot.sessions.views.common import Message, names
from bot.sessions.views.modals import metadata

WRAP_UP = "session_wrap_up"
WRAP_UP_MODAL = "session_wrap_up_modal"
HANDOVER_YES = "session_handover_yes"
HANDOVER_NO = "session_handover_no"


def invitation(meeting: Meeting, me: Party, *, done: bool) -> Message:
    """Return the invitation to wrap up; afterwards, thanks and the way to change it."""
    if done:
        return _asking(meeting, me, texts.WRAPPED_UP_TEXT, texts.WRAPPED_UP, again=True)
    return _asking(meeting, me, texts.WRAP_UP_TEXT, texts.WRAP_UP)


def reminder(meeting: Meeting, me: Party) -> Message:
    """Return the one reminder."""
    return _asking(meeting, me, texts.REMINDER_TEXT, texts.REMINDER)


def _asking(meeting: Meeting, me: Party, text: str, shown: str, *, again: bool = False) -> Message:
    filled = {"other": escape(meeting.other(me.user_id).name), "topic": escape(meeting.topic)}
    return text.format(**filled), [section(shown.format(**filled)), actions(wrap_up_button(meeting, again))]


def wrap_up_button(meeting: Meeting, again: bool) -> Block:
    """Return the button that opens the form."""
    if again:
        return button(texts.CHANGE_BUTTON, WRAP_UP, meeting.session.id)
    return button(texts.WRAP_UP_BUTTON, WRAP_UP, meeting.session.id, style="primary")


def form(meeting: Meeting, me: Party, said: WrapUp | None, agreed: list[Action]) -> View:
    """Return the form, filled with what the person said before; ``agreed`` are the actions they wrote."""
    choices = [option(texts.YES, "yes"), option(texts.NO, "no")]
    took_place = None if said is None else "yes" if said.took_place else "no"
    blocks = [
        field("took_place", texts.TOOK_PLACE, radios(choices, took_place)),
        field(
            "takeaways",
            texts.TAKEAWAYS,
            text_input(said.takeaways if said else "", lines=True, most=TAKEAWAYS_CHARS),
            hint=texts.SHARED,
            optional=True,
        ),
    ]
    for n in range(1, ACTIONS + 1):
        blocks += _action(n, meeting, me, agreed[n - 1] if n <= len(agreed) else None)
    resource = text_input(said.resource if said else "", most=RESOURCE_CHARS)
    blocks.append(field("resource", texts.RESOURCE, resource, optional=True))
    if me.user_id == meeting.expert.user_id:
        blocks += _outgrew(meeting, said)
    blocks.append(_meet_again(meeting.other(me.user_id), said))
    return modal(WRAP_UP_MODAL, texts.WRAP_UP_TITLE, blocks, submit=texts.SAVE, metadata=metadata(meeting))


def _action(n: int, meeting: Meeting, me: Party, agreed: Action | None) -> list[Block]:
    other = texts.OTHER.format(other=meeting.other(me.user_id).name)
    owners = [option(texts.ME, "me"), option(other, "other")]
    owner = "me" if agreed is None or agreed.owner_id == me.user_id else "other"
    what = text_input(agreed.what if agreed else "", most=ACTION_CHARS)
    return [
        field(f"what_{n}", texts.ACTION.format(n=n), what, hint=texts.ACTION_HINT, optional=True),
        field(f"owner_{n}", texts.OWNER, select(owners, owner), optional=True),
        field(f"due_{n}", texts.DUE, date_input(agreed.due if agreed else None), optional=True),
    ]


def _outgrew(meeting: Meeting, said: WrapUp | None) -> list[Block]:
    hint = texts.OUTGREW_HINT.format(mentee=texts.plainly(meeting.mentee.name))
    person = person_select(said.handover_to if said else None)
    note = text_input(said.handover_note if said else "", most=NOTE_CHARS)
    return [
        field("handover_to", texts.OUTGREW, person, hint=hint, optional=True),
        field("handover_note", texts.OUTGREW_NOTE, note, optional=True),
    ]


def _meet_again(other: Party, said: WrapUp | None) -> Block:
    answer = said.meet_again if said else None
    chosen = None if answer is None else "yes" if answer else "no"
    choices = [option(texts.GLADLY, "yes"), option(texts.RATHER_NOT, "no")]
    hint = texts.MEET_AGAIN_HINT.format(other=texts.plainly(other.name))
    return field("meet_again", texts.MEET_AGAIN, radios(choices, chosen), hint=hint, optional=True)


def summary(found: Summary) -> Message:
    """Return what came of a session, for both."""
    meeting = found.meeting
    filled = names(meeting)
    blocks = [section(texts.SUMMARY.format(**filled))]
    for said in found.wrap_ups:
        if said.takeaways:
            blocks += _words(texts.TAKES_AWAY, meeting.party(said.user_id), said.takeaways)
    if found.actions:
        lines = [_line(action, meeting.party(action.owner_id)) for action in found.actions]
        blocks.append(section("\n".join([texts.ACTIONS, *lines])))
    for said in found.wrap_ups:
        if said.resource:
            blocks += _words(texts.READ_NEXT, meeting.party(said.user_id), said.resource)
    if len(blocks) == 1:
        blocks.append(context(texts.NOTHING_WRITTEN))
    return texts.SUMMARY_TEXT.format(**filled), blocks


def _words(lead: str, who: Party, words: str) -> list[Block]:
    return [section(lead.format(who=escape(who.name))), quote(words)]


def _line(action: Action, owner: Party) -> str:
    filled = {"what": escape(action.what), "who": escape(owner.name)}
    if action.due is None:
        return texts.ACTION_LINE_OPEN.format(**filled)
    return texts.ACTION_LINE.format(due=_by(action.due), **filled)


def _by(due: date) -> str:
    return f"by {day(due)}"


def handover(meeting: Meeting, said: WrapUp) -> Message:
    """Return the question to the mentee whether the colleague whom the expert named may be asked."""
    filled = names(meeting) | {"to": mention(said.handover_to or "")}
    text = texts.HANDOVER_TEXT.format(**filled)
    if said.handover_answer is not None:
        answer = texts.HANDED_OVER if said.handover_answer else texts.NOT_HANDED_OVER
        return text, [section(answer.format(**filled))]
    blocks = [section(texts.HANDOVER.format(**filled))]
    if said.handover_note:
        blocks.append(quote(said.handover_note))
    blocks.append(
        actions(
            button(texts.HANDOVER_YES, HANDOVER_YES, meeting.session.id, style="primary"),
            button(texts.HANDOVER_NO, HANDOVER_NO, meeting.session.id),
        )
    )
    return text, blocks

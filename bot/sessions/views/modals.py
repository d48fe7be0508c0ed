"""The forms in which a session's time or place is changed, or it is called off."""

from __future__ import annotations

import json

from bot.kit.blocks import (
    View,
    context,
    escape,
    field,
    modal,
    moment_input,
    option,
    radios,
    section,
    text_input,
)
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.forms import PLACE_CHARS, REASON_CHARS
from bot.sessions.queries import Meeting, Party

PROPOSE_MODAL = "session_propose_modal"
MOVE_MODAL = "session_move_modal"
CANCEL_MODAL = "session_cancel_modal"
PLACE_MODAL = "session_place_modal"


def metadata(meeting: Meeting) -> str:
    """Return which session, and which version of it, the person is looking at."""
    return json.dumps({"session": meeting.session.id, "version": meeting.session.version})


def propose(meeting: Meeting, other: Party) -> View:
    """Return the form for a time of one's own."""
    blocks = [
        field("moment", texts.MOMENT, moment_input(meeting.session.proposed_at)),
        field(
            "place",
            texts.PLACE_LABEL,
            text_input(meeting.session.place, most=PLACE_CHARS),
            hint=texts.PLACE_HINT,
            optional=True,
        ),
        context(texts.CONFIRMS.format(other=escape(other.name))),
    ]
    return modal(PROPOSE_MODAL, texts.PROPOSE_TITLE, blocks, submit=texts.SEND, metadata=metadata(meeting))


def move(meeting: Meeting, other: Party, *, reason_needed: bool, cannot: bool = False) -> View:
    """Return the form that gives up the booked time for another; ``cannot``: said at the start."""
    hint = texts.WHY_HINT.format(other=texts.plainly(other.name))
    blocks = [
        field("moment", texts.MOMENT_OPTIONAL, moment_input(), hint=texts.MOMENT_HINT, optional=True),
        field(
            "reason",
            texts.WHY,
            text_input(most=REASON_CHARS),
            hint=hint,
            optional=not reason_needed,
        ),
    ]
    title = texts.CANNOT_TITLE if cannot else texts.MOVE_TITLE
    return modal(MOVE_MODAL, title, blocks, submit=texts.MOVE, close=texts.BACK, metadata=metadata(meeting))


def cancel(meeting: Meeting, other: Party, *, reason_needed: bool) -> View:
    """Return the form that calls a session off; the mentee says whether help is still needed."""
    filled = {"other": escape(other.name), "topic": escape(meeting.topic)}
    blocks = [section(texts.CANCEL_INTRO.format(**filled))]
    hint = texts.WHY_HINT.format(other=texts.plainly(other.name))
    blocks.append(
        field("reason", texts.WHY, text_input(most=REASON_CHARS), hint=hint, optional=not reason_needed)
    )
    if other.user_id == meeting.expert.user_id:
        choices = [option(texts.NEEDED_YES, "yes"), option(texts.NEEDED_NO, "no")]
        blocks.append(field("needed", texts.NEEDED, radios(choices)))
    else:
        blocks.append(context(texts.CANCEL_EXPERT.format(**filled)))
    return modal(
        CANCEL_MODAL,
        texts.CANCEL_TITLE,
        blocks,
        submit=texts.CANCEL_SUBMIT,
        close=texts.BACK,
        metadata=metadata(meeting),
    )


def set_place(meeting: Meeting) -> View:
    """Return the form for where the two meet."""
    words = text_input(meeting.session.place, most=PLACE_CHARS)
    blocks = [field("place", texts.PLACE_LABEL, words, hint=texts.PLACE_HINT, optional=True)]
    return modal(PLACE_MODAL, texts.PLACE_TITLE, blocks, submit=texts.SAVE, metadata=metadata(meeting))


def may_propose(meeting: Meeting) -> bool:
    """Whether a time is still to be found; a booked one is moved instead."""
    return meeting.session.state is SessionState.SCHEDULING

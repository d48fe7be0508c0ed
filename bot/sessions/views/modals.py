"""The forms in which a session's time or place is changed, or it is called off."""

from __future__ import annotations

from bot.kit.blocks import (
    Block,
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
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL
from bot.sessions import texts
from bot.sessions.forms import PLACE_CHARS, REASON_CHARS, ProposalSeen
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import (
    Doubtful,
    called,
    doubtful_lines,
    first_name,
    session_id,
    session_version,
)

PROPOSE_MODAL = "session_propose_modal"
MOVE_MODAL = "session_move_modal"
CANCEL_MODAL = "session_cancel_modal"
PLACE_MODAL = "session_place_modal"


def propose(reader: Reader, meeting: Meeting, other: Party, doubtful: Doubtful | None = None) -> View:
    """Return the form for a time of one's own; ``doubtful``: once more, for the time that was picked."""
    blocks = [
        *_doubts(reader, meeting, other, doubtful),
        field("moment", reader(texts.MOMENT), moment_input(meeting.session.proposed_at)),
        field(
            "place",
            reader(texts.PLACE_LABEL),
            text_input(meeting.session.place, most=PLACE_CHARS),
            hint=reader(texts.PLACE_HINT),
            optional=True,
        ),
        context(reader(texts.CONFIRMS, other=first_name(reader, meeting, other))),
    ]
    return modal(
        PROPOSE_MODAL,
        reader(texts.PROPOSE_TITLE),
        blocks,
        submit=reader(texts.SEND_ANYWAY if doubtful else texts.SEND),
        metadata=_proposal_seen(meeting, doubtful),
        close=reader(CANCEL),
    )


def _doubts(reader: Reader, meeting: Meeting, other: Party, doubtful: Doubtful | None) -> list[Block]:
    return [section(doubtful_lines(reader, meeting, other, doubtful))] if doubtful else []


def _proposal_seen(meeting: Meeting, doubtful: Doubtful | None) -> str:
    session, moment = meeting.session, int(doubtful.at.timestamp()) if doubtful else 0
    return ProposalSeen(id=session.id, version=session.version, doubted=moment).encode()


def move(
    reader: Reader,
    meeting: Meeting,
    other: Party,
    *,
    reason_needed: bool,
    cannot: bool = False,
    doubtful: Doubtful | None = None,
) -> View:
    """Return the form that gives up the booked time for another; ``cannot``: said at the start."""
    hint = reader(texts.WHY_HINT, other=called(reader, meeting, other))
    blocks = [
        *_doubts(reader, meeting, other, doubtful),
        field(
            "moment",
            reader(texts.MOMENT_OPTIONAL),
            moment_input(),
            hint=reader(texts.MOMENT_HINT),
            optional=True,
        ),
        field(
            "reason",
            reader(texts.WHY),
            text_input(most=REASON_CHARS),
            hint=hint,
            optional=not reason_needed,
        ),
    ]
    title = reader(texts.CANNOT_TITLE if cannot else texts.MOVE_TITLE)
    return modal(
        MOVE_MODAL,
        title,
        blocks,
        submit=reader(texts.SEND_ANYWAY if doubtful else texts.MOVE),
        close=reader(texts.BACK),
        metadata=_proposal_seen(meeting, doubtful),
    )


def cancel(reader: Reader, meeting: Meeting, other: Party, *, reason_needed: bool) -> View:
    """Return the form that calls a session off; the mentee says whether help is still needed."""
    filled = {"other": first_name(reader, meeting, other), "topic": escape(reader(meeting.topic))}
    blocks = [section(reader(texts.CANCEL_INTRO, **filled)), *_series_ends(reader, meeting)]
    hint = reader(texts.WHY_HINT, other=called(reader, meeting, other))
    blocks.append(
        field(
            "reason", reader(texts.WHY), text_input(most=REASON_CHARS), hint=hint, optional=not reason_needed
        )
    )
    if other.user_id == meeting.expert.user_id:
        choices = [option(reader(texts.NEEDED_YES), "yes"), option(reader(texts.NEEDED_NO), "no")]
        blocks.append(field("needed", reader(texts.NEEDED), radios(choices)))
    else:
        words = texts.CANCEL_EXPERT_ONLY if meeting.only else texts.CANCEL_EXPERT
        blocks.append(context(reader(words, **filled)))
    return modal(
        CANCEL_MODAL,
        reader(texts.CANCEL_TITLE),
        blocks,
        submit=reader(texts.CANCEL_SUBMIT),
        close=reader(texts.BACK),
        metadata=session_version(meeting),
    )


def _series_ends(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return what becomes of a series whose session is called off; nothing for one that stands alone."""
    if not meeting.in_series:
        return []
    booked = meeting.session.starts_at is not None
    return [section(reader(texts.CANCEL_SERIES if booked else texts.CANCEL_SERIES_NO_TIME))]


def set_place(reader: Reader, meeting: Meeting) -> View:
    """Return the form for where the two meet."""
    words = text_input(meeting.session.place, most=PLACE_CHARS)
    blocks = [field("place", reader(texts.PLACE_LABEL), words, hint=reader(texts.PLACE_HINT), optional=True)]
    return modal(
        PLACE_MODAL,
        reader(texts.PLACE_TITLE),
        blocks,
        submit=reader(texts.SAVE),
        metadata=session_id(meeting),
        close=reader(CANCEL),
    )

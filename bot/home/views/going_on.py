"""*Going on*: open questions with where they stand, and sessions ahead."""

from __future__ import annotations

from datetime import datetime

from bot.flash.queries import OwnSeat
from bot.flash.views import seat as flash
from bot.home import texts
from bot.home.queries.facts import members
from bot.home.queries.lines import (
    Ahead,
    Clarifying,
    GoingOn,
    Inbox,
    OpenAsk,
    Proposed,
    ToDo,
    WithMe,
    WrappedUp,
)
from bot.home.views.common import (
    ask_buttons,
    first_of,
    line,
    link,
    moment,
    names,
    quoted,
    to_do,
    topic_of,
    until,
)
from bot.kit.blocks import Block, escape
from bot.kit.reader import Reader
from bot.models import AskState, OfferState, SessionState
from bot.offers import views as offers
from bot.pooled.queries import Sharing
from bot.pooled.views import meeting as pooled_meeting
from bot.pooled.views import mentee as pooled_mentee
from bot.series import views as series
from bot.sessions.views import running, scheduling, wrap_up
from bot.sessions.views.common import slot_line
from bot.sheets.queries import OnList
from bot.sheets.views import post as sheets

ASKED_CHARS = 200


def going_on_line(reader: Reader, inbox: Inbox, about: GoingOn, now: datetime) -> list[Block]:
    """Return the line of one thing that is going on."""
    match about:
        case OpenAsk():
            return _open_ask(reader, inbox, about, now)
        case Clarifying():
            return _clarifying(reader, about)
        case Proposed():
            return _proposed(reader, about)
        case Ahead():
            return _ahead(reader, inbox, about, now)
        case OwnSeat():
            return flash.home_line(reader, about)
        case Sharing():
            return _sharing(reader, inbox, about, now)
        case OnList():
            return sheets.home_line(reader, about)
        case ToDo():
            return to_do(reader, about, main=False)
        case WrappedUp():
            by = until(reader, about.meeting.session.wakes_at)
            told = reader(texts.WRAPPED_UP, by=by, **names(reader, about))
            return line(told, wrap_up.wrap_up_button(reader, about.meeting, True))


def _sharing(reader: Reader, inbox: Inbox, about: Sharing, now: datetime) -> list[Block]:
    found = inbox.channels.get(about.talk)
    conversation = link(about.pool.workspace_id, found, reader(texts.CONVERSATION))
    return pooled_meeting.home_booked(reader, about, conversation, now)


def _open_ask(reader: Reader, inbox: Inbox, about: OpenAsk, now: datetime) -> list[Block]:
    ask, shared = about.ask, about.sharing
    told = [_stands(reader, about, now)]
    told.append(quoted(ask.question, ASKED_CHARS))
    if card := link(ask.workspace_id, inbox.channels.get(inbox.user_id), reader(texts.CARD_LINK)):
        told.append(card)
    alone = pooled_mentee.home_buttons(reader, shared) if shared else []
    return line("\n".join(told), *alone, *ask_buttons(reader, ask, about.live, only=about.only))


def _stands(reader: Reader, about: OpenAsk, now: datetime) -> str:
    if about.sharing:
        return pooled_mentee.home_told(reader, about.sharing)
    told = f"*{escape(reader(topic_of(about.ask)))}* · {_status(reader, about, now)}"
    asked = about.asked and not about.expert
    return f"{told} {reader(texts.ASKED, count=about.asked)}" if asked else told


def _status(reader: Reader, about: OpenAsk, now: datetime) -> str:
    match about.ask.state:
        case AskState.MATCHED:
            return reader(texts.MATCHED, name=first_of(reader, about.expert))
        case AskState.STEWARD if about.ask.steward_until:
            return reader(texts.STEWARD_UNTIL, by=moment(reader, about.ask.steward_until))
        case AskState.STEWARD:
            return reader(texts.STEWARD)
        case AskState.WAITING:
            return reader(texts.NOBODY_YET)
    return _looking(reader, about, now)


def _looking(reader: Reader, about: OpenAsk, now: datetime) -> str:
    name = first_of(reader, about.only) if about.only else ""
    if not about.live:
        return reader(texts.LOOKING_ONLY, name=name) if name else reader(texts.LOOKING)
    if any(offer.state == OfferState.CLARIFYING for offer in about.live):
        return reader(texts.OWED)
    begins = min(offer.offered_at for offer in about.live)
    if begins > now:
        return reader(texts.BEGINS, when=moment(reader, begins))
    by = moment(reader, max(offer.deadline_at for offer in about.live))
    if name:
        return reader(texts.WITH_ONLY, name=name, by=by)
    return reader(texts.WITH_TWO if len(about.live) > 1 else texts.WITH_ONE, by=by)


def _clarifying(reader: Reader, about: Clarifying) -> list[Block]:
    filled = {
        "topic": escape(reader(topic_of(about.offer.ask))),
        "by": moment(reader, about.offer.deadline_at),
    }
    if about.mentee:
        told = reader(texts.CLARIFYING, who=first_of(reader, about.mentee), **filled)
    else:
        told = reader(texts.CLARIFYING_HIDDEN, **filled)
    words = quoted(about.offer.question or "", ASKED_CHARS)
    return line(
        f"{told}\n{words}", *offers.offer_buttons(reader, about.offer, about.offer.ask.wished_sessions)
    )


def _proposed(reader: Reader, about: Proposed) -> list[Block]:
    meeting = about.meeting
    at = meeting.session.proposed_at
    when = slot_line(reader, meeting, at, [about.me]) if at else ""
    told = f"{reader(texts.PROPOSED, **names(reader, about))}\n{when}"
    agree = scheduling.agree_buttons(reader, meeting, [about.me])
    return line(told, *agree, scheduling.cancel_button(reader, meeting), *end_series(reader, about))


def _ahead(reader: Reader, inbox: Inbox, about: Ahead, now: datetime) -> list[Block]:
    meeting, filled = about.meeting, names(reader, about)
    session = meeting.session
    starts, ends = session.starts_at or now, session.ends_at or now
    if ends <= now:
        return line(reader(texts.AHEAD_OVER, **filled))
    if session.state is SessionState.MISSING and session.absent_reported_by == about.me.user_id:
        return line(reader(texts.AHEAD_ALONE, **filled), *running.alone_buttons(reader, meeting, now))
    if starts <= now:
        told = reader(texts.AHEAD_NOW, until=reader.time(ends), **filled)
    else:
        told = reader(texts.AHEAD, when=moment(reader, starts), **filled)
    words = reader(texts.CONVERSATION)
    if conversation := link(session.workspace_id, inbox.channels.get(members(meeting)), words):
        told += f"\n{conversation}"
    # What is not ready waits for them in a line of its own.
    if starts <= now:
        return line(told, *running.presence_buttons(reader, meeting, now))
    prepare = [scheduling.prepare_button(reader, meeting, main=False)] if about.ready else []
    return line(told, *prepare, *scheduling.change_buttons(reader, meeting), *end_series(reader, about))


def end_series(reader: Reader, about: WithMe) -> list[Block]:
    """Return the way out of a series, where a session belongs to one."""
    series_id = about.meeting.session.series_id
    return [series.end_button(reader, series_id, about.other.name)] if series_id else []

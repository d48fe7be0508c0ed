"""*Waiting for you*: one line for each thing, with what answers it."""

from __future__ import annotations

from datetime import datetime

from bot.answers import views as answers
from bot.growing import views as growing
from bot.growing.queries import Question
from bot.home import texts
from bot.home.queries.lines import (
    AskedBack,
    Line,
    Offered,
    StillNeeded,
    ToAgree,
    ToBeThere,
    ToConfirm,
    ToDo,
    ToFind,
    ToHandOver,
    ToInvite,
    ToJudge,
    ToPick,
    ToPrepare,
    ToRate,
    ToThank,
    ToThankFor,
    ToWrapUp,
    Undecided,
)
from bot.home.views.common import ask_buttons, first_of, line, names, quoted, to_do, topic_of, until
from bot.home.views.going_on import end_series
from bot.kit.blocks import Block, escape, mention
from bot.kit.i18n import Param
from bot.kit.reader import Reader
from bot.offers import views as offers
from bot.pooled.queries import AskedToShare, AskedToTake
from bot.pooled.views import expert as pooled_expert
from bot.pooled.views import mentee as pooled_mentee
from bot.sessions.views import running, scheduling, wrap_up
from bot.sessions.views.common import called, slot_line
from bot.sheets.queries import AskedForTimes
from bot.sheets.views import expert as sheets
from bot.thanks import views as thanks

Shareable = AskedToShare | AskedToTake
MOST_TOPICS = 5  # that one line names


def waiting_line(reader: Reader, one: Line, now: datetime) -> list[Block]:
    """Return the line of one thing that waits."""
    by = until(reader, one.by)
    match one.about:
        case Offered() as about:
            return _offered(reader, about, by)
        case AskedBack() as about:
            told = reader(texts.ASKED_BACK, topic=escape(reader(topic_of(about.ask))), by=by)
            words = quoted(about.offer.question or "")
            return line(f"{told}\n{words}", offers.answer_button(reader, about.offer))
        case Undecided() as about:
            return _undecided(reader, about)
        case ToJudge() as about:
            return _written(reader, about, by)
        case ToConfirm() as about:
            return _to_confirm(reader, about)
        case ToPick() as about:
            return _to_pick(reader, about, by, now)
        case StillNeeded() as about:
            told = reader(texts.STILL_NEEDED, by=by, **names(reader, about))
            return line(told, *scheduling.still_needed_buttons(reader, about.meeting))
        case ToDo() as about:
            return to_do(reader, about, main=True)
        case ToFind() as about:
            topic = escape(reader(topic_of(about.ask)))
            told = reader(texts.TO_FIND, minutes=about.ask.minutes, topic=topic, by=by)
            return line(told, *offers.steward_buttons(reader, about.ask))
        case ToInvite() as about:
            return _to_invite(reader, about)
        case AskedForTimes() as about:
            return sheets.home_line(reader, about, by)
        case _ as about:
            return _around_session(reader, about, by)


def _around_session(
    reader: Reader,
    about: ToPrepare | ToBeThere | ToAgree | ToWrapUp | ToHandOver | ToThank | ToRate | Question | Shareable,
    by: str,
) -> list[Block]:
    if isinstance(about, AskedToShare):
        return pooled_mentee.home_asked(reader, about, by)
    if isinstance(about, AskedToTake):
        return pooled_expert.home_offered(reader, about, by)
    if isinstance(about, Question):
        return growing.home_line(reader, about, by)
    meeting, filled = about.meeting, names(reader, about) | {"by": by}
    match about:
        case ToPrepare():
            done = {"ready": about.progress.ready, "total": about.progress.total}
            return line(
                reader(texts.TO_PREPARE, **done, **filled), scheduling.prepare_button(reader, meeting)
            )
        case ToBeThere():
            return line(reader(texts.TO_BE_THERE, **filled), *running.where_buttons(reader, meeting))
        case ToAgree():
            return line(reader(texts.TO_AGREE, **filled), *wrap_up.differs_buttons(reader, meeting))
        case ToWrapUp():
            return line(reader(texts.TO_WRAP_UP, **filled), *wrap_up.to_say(reader, meeting, about.begun))
        case ToHandOver():
            told = reader(texts.TO_HAND_OVER, to=mention(about.said.handover_to or ""), **filled)
            note = f"\n{quoted(about.said.handover_note)}" if about.said.handover_note else ""
            return line(told + note, *wrap_up.handover_buttons(reader, meeting))
        case ToThank():
            who = called(reader, meeting, about.other)
            return line(
                reader(texts.TO_THANK, **filled), thanks.write_button(reader, meeting.session.id, who)
            )
        case ToRate():
            menu = thanks.scale_menu(reader, meeting.session.id, about.kind)
            return line(reader(texts.TO_RATE, **filled), menu)


def _offered(reader: Reader, about: Offered, by: str) -> list[Block]:
    ask = about.offer.ask
    filled: dict[str, Param] = {
        "minutes": ask.minutes,
        "topic": escape(reader(topic_of(ask))),
        "by": by,
    }
    if about.mentee:
        told = reader(texts.OFFERED, who=first_of(reader, about.mentee), **filled)
    else:
        told = reader(texts.OFFERED_HIDDEN, **filled)
    buttons = offers.offer_buttons(reader, about.offer, ask.wished_sessions)
    return line(f"{told}\n{quoted(ask.question)}", *buttons)


def _written(reader: Reader, about: ToJudge, by: str) -> list[Block]:
    filled = {"who": first_of(reader, about.expert), "topic": escape(reader(about.topic)), "by": by}
    if isinstance(about, ToThankFor):
        thank = answers.thank_button(reader, about.answer.id, main=True)
        return line(reader(texts.TO_THANK_FOR, **filled), thank)
    told = f"{reader(texts.TO_JUDGE, **filled)}\n{quoted(about.answer.words)}"
    return line(told, *answers.judge_buttons(reader, about.answer.id))


def _to_invite(reader: Reader, about: ToInvite) -> list[Block]:
    topics = list(dict.fromkeys(f"*{escape(reader(topic_of(ask)))}*" for ask in about.asks))
    named = reader.list(topics) if len(topics) <= MOST_TOPICS else reader(texts.SEVERAL_TOPICS)
    told = reader(texts.TO_INVITE, count=len(about.asks), topics=named)
    return line(told, offers.invite_button(reader, about.asks[0], main=True))


def _undecided(reader: Reader, about: Undecided) -> list[Block]:
    ask, topic = about.ask, escape(reader(topic_of(about.ask)))
    if about.passed:
        told = reader(texts.DATE_PASSED, topic=topic, day=reader.day(about.passed))
    else:
        told = _not_them(reader, about, topic)
    buttons = ask_buttons(reader, ask, about.live, only=about.only, passed=about.passed is not None)
    return line(f"{told}\n{quoted(ask.question)}", *buttons)


def _not_them(reader: Reader, about: Undecided, topic: str) -> str:
    filled = {"topic": topic, "name": first_of(reader, about.only)}
    if about.away is None:
        return reader(texts.NOT_THEM, **filled)
    if about.away.through is None:
        return reader(texts.NOT_HERE, **filled)
    return reader(texts.NOT_HERE_UNTIL, day=reader.day(about.away.through), **filled)


def _to_confirm(reader: Reader, about: ToConfirm) -> list[Block]:
    meeting, filled = about.meeting, names(reader, about)
    at = meeting.session.proposed_at
    when = slot_line(reader, meeting, at, [about.me]) if at else ""
    told = f"{reader(texts.TO_CONFIRM, **filled)}\n{when}\n{reader(texts.WHERE, place=filled['place'])}"
    agree = scheduling.agree_buttons(reader, meeting, [about.me])
    return line(told, *agree, scheduling.cancel_button(reader, meeting))


def _to_pick(reader: Reader, about: ToPick, by: str, now: datetime) -> list[Block]:
    meeting, me, filled = about.meeting, [about.me], names(reader, about) | {"by": by}
    ahead = [at for at in meeting.slots if at > now]
    more = [*scheduling.scheduling_buttons(reader, meeting, now), *end_series(reader, about)]
    if not ahead:
        return line(reader(texts.TO_PROPOSE, **filled), *more)
    lines = [f"• {slot_line(reader, meeting, at, me)}" for at in ahead]
    told = "\n".join([reader(texts.TO_PICK, **filled), *lines])
    return line(told, *scheduling.slot_buttons(reader, meeting, me, now), *more)

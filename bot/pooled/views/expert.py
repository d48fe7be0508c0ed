"""What an expert sees: several questions at once, the modal with the times, and the wrap-ups."""

from __future__ import annotations

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    header,
    modal,
    option,
    quote,
    radios,
    section,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Param, Sentence
from bot.kit.reader import Reader, first_names
from bot.kit.texts import CANCEL
from bot.models import PoolState
from bot.pooled import texts
from bot.pooled.queries import AskedToTake, ForExpert, Member, Shared
from bot.sessions.queries import Meeting

PICK_OPEN = "pool_pick_open"
PICK = "pool_pick"
NOT_ME = "pool_not_me"
# The button of bot/sessions/views/wrap_up.py; a test holds the two equal.
WRAP_UP = "session_wrap_up"

Message = tuple[str, list[Block]]


def card(reader: Reader, found: ForExpert) -> Message:
    """Return an expert's card as it should be now."""
    if not found.is_open:
        told = _stands(reader, found)
        return told, [section(told)]
    shared = found.shared
    filled: dict[str, Param] = {"count": len(shared.members), "topic": escape(reader(shared.topic))}
    blocks = [
        header(reader(texts.OFFER_TITLE)),
        section(reader(texts.OFFER, minutes=reader.duration(shared.pool.minutes), **filled)),
        *(block for one in shared.members for block in _asks(reader, one)),
        actions(*_answers(reader, shared.pool.id)),
        context(reader(texts.OFFER_UNTIL, when=reader.when(found.asked.answer_by))),
    ]
    return reader(texts.OFFER_TEXT, **filled), blocks


def _asks(reader: Reader, one: Member) -> list[Block]:
    name = escape(reader(one.name))
    who = reader(texts.OFFER_FROM, name=name) if name else reader(texts.OFFER_HIDDEN)
    words = [quote(one.question), *([quote(one.background)] if one.background else [])]
    return [section(who), *words]


def _answers(reader: Reader, pool_id: str) -> list[Block]:
    value = RowId(id=pool_id).encode()
    pick = button(reader(texts.PICK), PICK_OPEN, value, style="primary")
    return [pick, button(reader(texts.NOT_ME), NOT_ME, value)]


def _stands(reader: Reader, found: ForExpert) -> str:
    pool, mine = found.shared.pool, found.shared.pool.expert_id == found.asked.user_id
    if found.asked.declined:
        return reader(texts.SAID_NO)
    if pool.called_off_by and mine:
        return reader(texts.YOU_CALLED_OFF)
    if mine and pool.state is PoolState.DISSOLVED and not found.shared.members:
        return reader(texts.MEETING_EMPTY)
    if mine and pool.starts_at is not None:
        names = [escape(one) for one in first_names(reader, *(one.name for one in found.shared.members))]
        conversation = found.shared.talk.shown(reader, reader.list(names))
        return reader(texts.SAID_YES, when=reader.when(pool.starts_at), conversation=conversation)
    return reader(_settled(pool.state))


def _settled(state: PoolState) -> Sentence:
    return texts.NOT_NEEDED if state is PoolState.DISSOLVED else texts.WAS_LATE


def pick_modal(reader: Reader, found: ForExpert) -> View:
    """Return the modal in which an expert picks one of the times at which everybody is free."""
    shared = found.shared
    filled: dict[str, Param] = {"count": len(shared.members), "topic": escape(reader(shared.topic))}
    intro = reader(texts.PICK_INTRO, minutes=reader.duration(shared.pool.minutes), **filled)
    choices = [option(reader.spoken(at), str(int(at.timestamp()))) for at in found.times]
    return modal(
        PICK,
        reader(texts.PICK_TITLE),
        [section(intro), field("time", reader(texts.PICK_LABEL), radios(choices))],
        submit=reader(texts.PICK_SUBMIT),
        metadata=RowId(id=shared.pool.id).encode(),
        close=reader(CANCEL),
    )


def wrap_ups(reader: Reader, shared: Shared) -> Message:
    """Return what an expert is asked after the session."""
    topic = escape(reader(shared.topic))
    rows = [_wrap_up(reader, one) for one in shared.meetings]
    later = context(reader(texts.WRAP_UP_LATER))
    return reader(texts.WRAP_UP_TEXT, topic=topic), [
        section(reader(texts.WRAP_UP, topic=topic)),
        *rows,
        later,
    ]


def _wrap_up(reader: Reader, meeting: Meeting) -> Block:
    name = escape(reader(meeting.mentee.name))
    action, value = f"{WRAP_UP}:{meeting.session.id}", RowId(id=meeting.session.id).encode()
    return section(f"• {name}", button(reader(texts.WRAP_UP_BUTTON), action, value))


def home_offered(reader: Reader, about: AskedToTake, by: str) -> list[Block]:
    """Return the line of App Home of an expert who is asked."""
    filled: dict[str, Param] = {"count": about.people, "topic": escape(reader(about.topic)), "by": by}
    told = reader(texts.HOME_OFFERED, minutes=reader.duration(about.pool.minutes), **filled)
    return [section(told), actions(*_answers(reader, about.pool.id))]

"""What a mentee sees: the question whether they would share, and what becomes of it."""

from __future__ import annotations

from bot.kit.blocks import Block, actions, button, context, escape, header, quote, section
from bot.kit.carried import RowId
from bot.kit.i18n import Param
from bot.kit.reader import Reader, first_name, first_names
from bot.models import OPEN_POOL, PoolState, SessionState, ShareState
from bot.pooled import texts
from bot.pooled.queries import AskedToShare, Own, Sharing

YES = "pool_yes"
NO = "pool_no"

Message = tuple[str, list[Block]]


def card(reader: Reader, found: Own) -> Message:
    """Return a mentee's card as it should be now."""
    if found.place.state is ShareState.ASKED and found.shared.pool.state is PoolState.GATHERING:
        return _question(reader, found)
    stands = _stands(reader, found)
    blocks = [section(stands)]
    if found.place.state is ShareState.IN and found.shared.pool.state in OPEN_POOL:
        blocks = [section(_you_share(reader, found)), section(stands), *_own_words(reader, found)]
        blocks.append(actions(_rather_alone(reader, found.place.id)))
    return stands, blocks


def _question(reader: Reader, found: Own) -> Message:
    count, pool = found.others, found.shared.pool
    filled: dict[str, Param] = {"count": count, "topic": _topic(reader, found)}
    blocks = [
        header(reader(texts.ASK_TITLE)),
        section(reader(texts.ASK, minutes=reader.duration(pool.minutes), **filled)),
        *_own_words(reader, found),
        section(reader(texts.ASK_PRIVATE)),
        actions(*_answers(reader, found.place.id)),
        context(reader(texts.ASK_UNTIL, when=reader.when(found.place.answer_by))),
    ]
    return reader(texts.ASK_TEXT, **filled), blocks


def _answers(reader: Reader, place_id: str) -> list[Block]:
    value = RowId(id=place_id).encode()
    return [button(reader(texts.YES), YES, value, style="primary"), button(reader(texts.NO), NO, value)]


def _rather_alone(reader: Reader, place_id: str) -> Block:
    return button(reader(texts.RATHER_ALONE), NO, RowId(id=place_id).encode())


def _own_words(reader: Reader, found: Own) -> list[Block]:
    return [context(reader(texts.YOUR_QUESTION)), quote(found.question)]


def _you_share(reader: Reader, found: Own) -> str:
    return reader(texts.YOU_SHARE, topic=_topic(reader, found))


def _topic(reader: Reader, found: Own) -> str:
    return escape(reader(found.shared.topic))


def _stands(reader: Reader, found: Own) -> str:
    """Return where it stands, in sentences."""
    pool, topic = found.shared.pool, _topic(reader, found)
    expert = escape(first_name(reader, found.shared.expert))
    if found.place.state is not ShareState.IN:
        return reader(texts.ON_ITS_OWN, topic=topic)
    match pool.state:
        case PoolState.GATHERING:
            return reader(texts.GATHERING, when=reader.when(pool.wakes_at or pool.give_up_at))
        case PoolState.SEEKING:
            return reader(texts.SEEKING, count=found.sharing)
        case PoolState.ASKING:
            return reader(texts.ASKING, count=found.sharing)
        case PoolState.BOOKED if pool.starts_at:
            conversation = _conversation(reader, found)
            filled: dict[str, Param] = {
                "expert": expert,
                "count": found.sharing,
                "conversation": conversation,
            }
            return reader(texts.BOOKED, when=reader.when(pool.starts_at), **filled)
        case PoolState.OVER if pool.starts_at:
            return reader(texts.BOOKED_OVER, when=reader.when(pool.starts_at))
    return _off(reader, found, expert)


def _conversation(reader: Reader, found: Own) -> str:
    """Return the conversation by everybody else in it, as the expert's card names it too."""
    others = (one.name for one in found.shared.members if one.user_id != found.place.user_id)
    names = [escape(one) for one in first_names(reader, found.shared.expert, *others)]
    return found.shared.talk.shown(reader, reader.list(names))


def _off(reader: Reader, found: Own, expert: str) -> str:
    pool, topic = found.shared.pool, _topic(reader, found)
    if pool.called_off_by:
        return reader(texts.CALLED_OFF, expert=expert, topic=topic)
    if goes_on_as_two(found):
        return reader(texts.GO_ON_AS_TWO, expert=expert)
    return reader(texts.DISSOLVED, topic=topic)


def goes_on_as_two(found: Own) -> bool:
    """Return whether the mentee meets the expert alone, since nobody else is left."""
    pool, session = found.shared.pool, found.session
    off = session is None or session is SessionState.CANCELLED
    return pool.state is PoolState.DISSOLVED and not off


def home_asked(reader: Reader, about: AskedToShare, by: str) -> list[Block]:
    """Return the line of App Home in which a mentee is asked."""
    told = reader(texts.HOME_ASKED, topic=escape(reader(about.topic)), by=by)
    return [section(told), actions(*_answers(reader, about.place.id))]


def home_told(reader: Reader, about: Sharing) -> str:
    """Return how a pool stands before a time is booked."""
    return reader(texts.HOME_SHARING[about.pool.state], topic=escape(reader(about.topic)))


def home_buttons(reader: Reader, about: Sharing) -> list[Block]:
    """Return the way out of a pool for whoever has a place in it."""
    return [_rather_alone(reader, about.place.id)] if about.place else []

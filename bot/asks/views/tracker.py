"""Where an ask stands: the tracker card, and short messages about it."""

from __future__ import annotations

from bot.asks import texts
from bot.asks.forms import QUESTION_CHARS, TopicOfAsk
from bot.asks.queries import Tracked
from bot.asks.rules import USUAL, hours_named
from bot.asks.views.form import OPEN, hours_words
from bot.kit.blocks import (
    Block,
    Confirm,
    actions,
    button,
    clip,
    context,
    escape,
    header,
    quote,
    section,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader, first_name, first_names
from bot.matching.rules import Rule
from bot.models import OPEN_ASK, Ask, AskState, OfferState, SessionState, ShareState

EDIT = "ask_edit"
WIDEN = "ask_widen"
WITHDRAW = "ask_withdraw"
KEEP_LOOKING = "ask_keep_looking"
ASK_OTHERS = "ask_others"
MOVE_TOPIC = "ask_move_topic"
ASK_IN_WRITING = "ask_in_writing"

Message = tuple[str, list[Block]]


def tracker(reader: Reader, ask: Tracked) -> Message:
    """Return the card that always shows the mentee where an ask stands: its spoken form and its blocks."""
    status = status_lines(reader, ask)
    blocks = [
        header(reader(texts.YOUR_QUESTION, topic=ask.topic)),
        quote(clip(ask.ask.question, QUESTION_CHARS)),
        section("\n".join(status)),
        context(" · ".join(details_of(reader, ask))),
    ]
    if buttons := tracker_buttons(reader, ask):
        blocks.append(actions(*buttons))
    return reader(texts.TRACKER_SPOKEN, topic=escape(reader(ask.topic)), status=" ".join(status)), blocks


def status_lines(reader: Reader, ask: Tracked) -> list[str]:
    """Return where an ask stands, when it moves on and what comes next, in sentences."""
    if ask.written_by:
        return [reader(texts.STATUS_WRITTEN, name=escape(first_name(reader, ask.written_by)))]
    if ask.date_passed:
        return [reader(texts.STATUS_DATE_PASSED)]
    match ask.ask.state:
        case AskState.STEWARD | AskState.WAITING if ask.share:
            return [reader(texts.STATUS_SHARES if ask.share is ShareState.IN else texts.STATUS_SHARE_ASKED)]
        case AskState.LOOKING:
            return _looking(reader, ask)
        case AskState.STEWARD:
            return _with_steward(reader, ask)
        case AskState.WAITING if ask.only:
            return [_not_them(reader, ask)]
        case AskState.WAITING:
            return [_waiting(reader, ask), *_left_out(reader, ask), *_ways_on(reader, ask)]
        case AskState.MATCHED:
            return [_matched(reader, ask)]
        case AskState.WITHDRAWN:
            return [reader(texts.STATUS_WITHDRAWN)]
        case _ if ask.meeting is SessionState.HELD and ask.starts_at:
            filled = {"name": _expert(reader, ask), "when": reader.when(ask.starts_at)}
            return [reader(texts.STATUS_HELD, **filled)]
        case _:
            return [reader(texts.STATUS_CONCLUDED)]


def _not_them(reader: Reader, ask: Tracked) -> str:
    """Return that the one who was agreed on can't, or is away."""
    name, away = escape(first_name(reader, ask.only)), ask.only_away
    if away is None:
        return reader(texts.STATUS_NOT_THEM, name=name)
    if away.through is None:
        return reader(texts.STATUS_AWAY, name=name)
    return reader(texts.STATUS_AWAY_UNTIL, name=name, day=reader.day(away.through))


def _waiting(reader: Reader, ask: Tracked) -> str:
    if ask.asked:
        return f"{_asked(reader, ask)} {reader(texts.STATUS_WAITING_MORE)}"
    if ask.ways and not ask.ways.is_offered:
        return reader(texts.STATUS_NOBODY_OFFERS, topic=escape(reader(ask.topic)))
    return reader(texts.STATUS_WAITING)


def _looking(reader: Reader, ask: Tracked) -> list[str]:
    only = escape(first_name(reader, ask.only))
    if not ask.live:
        return [reader(texts.STATUS_STARTING_ONLY, name=only) if only else reader(texts.STATUS_STARTING)]
    two = len(ask.live) > 1
    owed = sum(one.offer.state == OfferState.CLARIFYING for one in ask.live)
    if owed:
        lines = [reader(texts.STATUS_CLARIFYING_TWO if owed > 1 else texts.STATUS_CLARIFYING)]
        return [*lines, reader(texts.STATUS_ONE_MORE)] if owed < len(ask.live) else lines
    looking = reader(texts.STATUS_LOOKING_TWO if two else texts.STATUS_LOOKING)
    if only:
        looking = reader(texts.STATUS_LOOKING_ONLY, name=only)
    if ask.begins_at:
        begins = texts.STATUS_BEGINS_TWO if two else texts.STATUS_BEGINS
        looking = reader(begins, when=reader.when(ask.begins_at))
    moves_on = (texts.STATUS_MOVES_ON_TWO if two else texts.STATUS_MOVES_ON)[ask.next_step.value]
    last = max(one.offer.deadline_at for one in ask.live)
    in_writing = [reader(texts.STATUS_IN_WRITING)] if any(one.offer.in_writing for one in ask.live) else []
    return [
        f"{looking} {_asked(reader, ask)}",
        *in_writing,
        *_reasons(reader, ask),
        reader(moves_on, when=reader.by(last)),
    ]


def _with_steward(reader: Reader, ask: Tracked) -> list[str]:
    searches = reader(texts.STATUS_STEWARD_NONE)
    if ask.asked:
        searches = f"{_asked(reader, ask)} {reader(texts.STATUS_STEWARD)}"
    lines = [searches, *_left_out(reader, ask)]
    if ask.ask.steward_until:
        lines.append(reader(texts.STATUS_STEWARD_UNTIL, when=reader.by(ask.ask.steward_until)))
    return [*lines, *_ways_on(reader, ask)]


def _ways_on(reader: Reader, ask: Tracked) -> list[str]:
    """Return what the mentee could do, each with a button; nothing where only waiting is left."""
    lines = []
    if ask.ways and ask.ways.near_topic:
        lines.append(reader(texts.NEAR_HELPS, topic=escape(ask.ways.near_topic)))
    if ask.ways and ask.ways.in_writing:
        told = ask.left_out == Rule.NO_COMMON_HOUR
        lines.append(reader(texts.IN_WRITING_HELPS if told else texts.IN_WRITING_HELPS_ALONE))
    if ask.ways and ask.ways.wider:
        lines.append(reader(texts.WIDEN_HELPS))
    return lines


def _matched(reader: Reader, ask: Tracked) -> str:
    name = _expert(reader, ask)
    names = first_names(reader, ask.expert, *ask.sharing)
    conversation = ask.talk.shown(reader, reader.list([escape(one) for one in names]))
    if ask.meeting in (SessionState.ENDED, SessionState.DIFFERS):
        return reader(texts.STATUS_OVER, name=name)
    if ask.starts_at:
        when = reader.when(ask.starts_at)
        return reader(texts.STATUS_BOOKED, name=name, when=when, conversation=conversation)
    return reader(texts.STATUS_MATCHED, name=name, conversation=conversation)


def _expert(reader: Reader, ask: Tracked) -> str:
    return escape(first_name(reader, ask.expert))


def _reasons(reader: Reader, ask: Tracked) -> list[str]:
    """Return why those who have it were asked; what is the same for both is said once."""
    each = ("; ".join(reader(reason) for reason in one.reasons) for one in ask.live)
    different = list(dict.fromkeys(reasons for reasons in each if reasons))
    sentences = texts.STATUS_REASONS_TWO if len(different) > 1 else (texts.STATUS_REASONS,)
    return [
        reader(sentence, reasons=escape(reasons))
        for sentence, reasons in zip(sentences, different, strict=False)
    ]


def _left_out(reader: Reader, ask: Tracked) -> list[str]:
    """Return, without a name, that somebody would fit and why they are not asked."""
    sentences = texts.LEFT_OUT_MORE if ask.asked else texts.LEFT_OUT
    sentence = sentences.get(ask.left_out.value) if ask.left_out else None
    return [reader(sentence, minutes=ask.ask.minutes)] if sentence else []


def _asked(reader: Reader, ask: Tracked) -> str:
    """Return how many were asked, and how many of them let their time pass; nobody is named."""
    asked = reader(texts.ASKED, count=ask.asked)
    if not ask.silent:
        return asked
    if ask.asked == 1:
        return f"{asked} {reader(texts.SILENT_ONLY)}"
    return f"{asked} {reader(texts.SILENT, count=ask.silent)}"


def details_of(reader: Reader, ask: Tracked) -> list[str]:
    """Return the small print of an ask."""
    lines = [reader(texts.MINUTES_EACH[ask.ask.minutes])]
    if ask.ask.needed_by:
        lines.append(reader(texts.NEEDED_BY_LINE, day=reader.day(ask.ask.needed_by)))
    named = ask.ask.hours_from, ask.ask.hours_to
    if hours_named(*named) != USUAL:
        lines.append(reader(texts.HOURS_LINE, hours=hours_words(reader, *named)))
    if ask.ask.widened:
        lines.append(reader(texts.WIDENED_LINE))
    if ask.ask.hide_name and not ask.expert:
        lines.append(reader(texts.HIDDEN_LINE))
    return lines


def tracker_buttons(reader: Reader, ask: Tracked) -> list[Block]:
    """Return what the mentee can do now."""
    if ask.ask.state not in OPEN_ASK:
        return []
    value = RowId(id=ask.ask.id).encode()
    confirm = _withdraw_confirm(reader, with_somebody=bool(ask.live))
    withdraw = button(reader(texts.WITHDRAW), WITHDRAW, value, confirm=confirm)
    if ask.date_passed:
        return [button(reader(texts.KEEP_LOOKING), KEEP_LOOKING, value, style="primary"), withdraw]
    edit = button(reader(texts.EDIT), EDIT, value)
    if not ask.only:
        return [*_way_buttons(reader, ask), edit, *_widen(reader, ask), withdraw]
    others = button(reader(texts.ASK_OTHERS), ASK_OTHERS, value, style="primary")
    return [others, edit, withdraw] if ask.ask.state == AskState.WAITING else [edit, withdraw]


def narrow(ask: Ask) -> list[str]:
    """Return what could be widened about a question."""
    topical = ask.topic_id is not None and not ask.widened
    found = {"topic": topical, "date": ask.needed_by is not None, "short": ask.minutes > 30}
    return [what for what, is_so in found.items() if is_so]


def _way_buttons(reader: Reader, ask: Tracked) -> list[Block]:
    """Return a button for each way on but widening."""
    buttons = []
    if ask.ways and ask.ways.near_topic:
        value = TopicOfAsk(id=ask.ask.id, topic=ask.ways.near_topic_id).encode()
        buttons.append(button(reader(texts.ASK_NEAR), MOVE_TOPIC, value))
    if ask.ways and ask.ways.in_writing:
        value = RowId(id=ask.ask.id).encode()
        buttons.append(button(reader(texts.ASK_IN_WRITING), ASK_IN_WRITING, value))
    return buttons


def _widen(reader: Reader, ask: Tracked) -> list[Block]:
    """Return the button that widens, unless it is as wide as it gets or would find nobody at present."""
    if not narrow(ask.ask) or (ask.ways and not ask.ways.wider):
        return []
    return [button(reader(texts.WIDEN), WIDEN, RowId(id=ask.ask.id).encode())]


def _withdraw_confirm(reader: Reader, *, with_somebody: bool) -> Confirm:
    return {
        "title": reader(texts.WITHDRAW_TITLE),
        "text": reader(texts.WITHDRAW_TEXT if with_somebody else texts.WITHDRAW_NOBODY),
        "yes": reader(texts.WITHDRAW),
        "no": reader(texts.WITHDRAW_NO),
    }


def notification(reader: Reader, sentence: Sentence, ask: Tracked) -> Message:
    """Return the card with words of its own for the notification: what is new about an ask."""
    return reader(sentence, topic=escape(reader(ask.topic))), tracker(reader, ask)[1]


def not_them(reader: Reader, ask: Tracked) -> Message:
    """Return the question how to go on, where the one colleague who was agreed on can't."""
    filled = {"name": escape(first_name(reader, ask.only)), "topic": escape(reader(ask.topic))}
    away = ask.only_away
    if away is None:
        said = reader(texts.NOT_THEM, **filled)
    elif away.through is None:
        said = reader(texts.AWAY, **filled)
    else:
        said = reader(texts.AWAY_UNTIL, day=reader.day(away.through), **filled)
    return said, tracker(reader, ask)[1]


def ask_button(reader: Reader) -> Block:
    """Return the button that opens the form."""
    return button(reader(texts.ASK_BUTTON), OPEN, style="primary")

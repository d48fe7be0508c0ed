"""The offer card with its reminder, and the question and answer between expert and mentee."""

from __future__ import annotations

from bot.kit.blocks import Block, actions, button, clip, context, escape, header, quote, section
from bot.kit.carried import RowId
from bot.kit.i18n import Param
from bot.kit.reader import Reader, first_name
from bot.kit.texts import APART
from bot.models import LIVE_OFFER, OPEN_ASK, AskState, Offer, OfferState, SessionState
from bot.offers import texts
from bot.offers.forms import SeriesYes
from bot.offers.queries import Offered

HELP = "offer_help"
HELP_ALL = "offer_help_all"
MORE = "offer_more"
NOT_ME = "offer_not_me"
WRITE = "offer_write"
ANSWER = "offer_answer"

BACKGROUND_CHARS = 3000
LISTED_CHARS = 500  # of the background, where several offers share a message

Message = tuple[str, list[Block]]


def card(reader: Reader, found: Offered) -> Message:
    """Return the offer as its expert sees it now: its spoken form and its blocks."""
    who, topic = _who(reader, found), escape(reader(found.topic))
    blocks = [header(reader(texts.TITLE, topic=found.topic)), *_wanted(reader, found)]
    if found.offer.state not in LIVE_OFFER:
        spoken = f"{reader(texts.TITLE, topic=topic)} {_done(reader, found, who)}"
        return spoken, [*blocks, *_over(reader, found)]
    question = escape(clip(found.ask.question, 500))
    blocks += _details(reader, found) + _why(reader, found)
    blocks += _known(reader, found) + _clarified(reader, found.offer) + _foot(reader, found)
    return reader(texts.SPOKEN, who=who, topic=topic, question=question), blocks


def in_list(reader: Reader, found: Offered) -> list[Block]:
    """Return the offer as one of several in a message: what one needs to answer, but for why."""
    if found.offer.state not in LIVE_OFFER:
        return [*_wanted(reader, found), *_over(reader, found)]
    details = _details(reader, found, most=LISTED_CHARS)
    return [*_wanted(reader, found), *details, *_foot(reader, found, listed=True)]


def _who(reader: Reader, found: Offered) -> str:
    return escape(reader(found.mentee)) or _hidden(reader, found)


def _wanted(reader: Reader, found: Offered) -> list[Block]:
    """Return who would like what, and the question."""
    who, topic = _who(reader, found), escape(reader(found.topic))
    intro = texts.INTRO_SERIES.get(found.ask.wished_sessions, texts.INTRO)
    if found.offer.in_writing:
        intro = texts.INTRO_IN_WRITING
    told = section(reader(intro, **_intro(found), who=who, topic=topic))
    return [told, *_asked(reader, found)]


def _over(reader: Reader, found: Offered) -> list[Block]:
    return [section(_done(reader, found, _who(reader, found))), *_late_yes(reader, found.offer)]


def _intro(found: Offered) -> dict[str, Param]:
    apart = {"apart": APART[found.gap_days]} if found.gap_days else {}
    return {"minutes": found.ask.minutes, **apart}


def _hidden(reader: Reader, found: Offered) -> str:
    if found.department:
        return reader(texts.HIDDEN_IN, department=escape(found.department))
    return reader(texts.HIDDEN)


def _asked(reader: Reader, found: Offered) -> list[Block]:
    """Return the question, below the words with which the mentee asks for the meeting."""
    if not found.opening:
        return [quote(found.ask.question)]
    return [quote(found.opening), context(reader(texts.THE_QUESTION)), quote(found.ask.question)]


def _done(reader: Reader, found: Offered, who: str) -> str:
    """Return what became of an offer that waits for no answer any more."""
    if found.written:
        return reader(texts.WRITTEN_DONE[found.written.enough])
    if found.offer.state == OfferState.CLOSED and found.ask.state == AskState.MATCHED:
        return reader(texts.OTHERS_YES)
    if found.offer.state == OfferState.CLOSED and found.ask.state in OPEN_ASK:
        return reader(texts.TOPIC_CHANGED)
    if found.meeting is SessionState.CANCELLED:
        return reader(texts.SESSION_OFF)
    if found.offer.state == OfferState.ACCEPTED:
        return _accepted(reader, found)
    return reader(texts.DONE[found.offer.state.value])


def _accepted(reader: Reader, found: Offered) -> str:
    """Return how the session stands that came of a yes."""
    name = escape(first_name(reader, found.mentee))
    conversation, at = found.talk.shown(reader, name), found.starts_at
    if at is None or found.meeting is None:
        return reader(texts.PLANNING, name=name, conversation=conversation)
    when = reader.when(at)
    return reader(texts.MEETINGS[found.meeting.value], name=name, when=when, conversation=conversation)


def _late_yes(reader: Reader, offer: Offer) -> list[Block]:
    if offer.state != OfferState.TIMED_OUT:
        return []
    return [actions(button(reader(texts.STILL_HELP), HELP, RowId(id=offer.id).encode()))]


def _details(reader: Reader, found: Offered, most: int = BACKGROUND_CHARS) -> list[Block]:
    blocks: list[Block] = []
    if found.ask.background:
        blocks += [section(reader(texts.BACKGROUND)), quote(clip(found.ask.background, most))]
    if found.ask.outcome:
        blocks += [section(reader(texts.OUTCOME)), quote(found.ask.outcome)]
    if found.ask.needed_by:
        blocks.append(context(reader(texts.NEEDED_BY, day=reader.day(found.ask.needed_by))))
    return blocks


def _why(reader: Reader, found: Offered) -> list[Block]:
    blocks: list[Block] = []
    name = escape(reader(found.suggested_by))
    if found.suggested_by:
        blocks.append(section(reader(texts.SUGGESTED[found.offer.source.value], name=name)))
    if found.offer.note:
        blocks += [context(reader(texts.NOTE, name=name)), quote(found.offer.note)]
    if found.reasons:
        reasons = "; ".join(reader(reason) for reason in found.reasons)
        blocks.append(context(reader(texts.WHY, reasons=escape(reasons))))
    return blocks


def _known(reader: Reader, found: Offered) -> list[Block]:
    blocks: list[Block] = []
    for one in found.known:
        blocks += [section(reader(texts.OTHERS_ASKED)), quote(one.question)]
        blocks += [section(reader(texts.ANSWER)), quote(one.answer)]
    return blocks


def _clarified(reader: Reader, offer: Offer) -> list[Block]:
    if not offer.question:
        return []
    asked = [section(reader(texts.YOUR_QUESTION)), quote(offer.question)]
    if offer.answer:
        return [*asked, section(reader(texts.ANSWER)), quote(offer.answer)]
    stands = offer.state == OfferState.CLARIFYING
    return [*asked, context(reader(texts.CLARIFYING if stands else texts.NO_ANSWER_YET))]


def _foot(reader: Reader, found: Offered, *, listed: bool = False) -> list[Block]:
    """Return what answers an offer; ``listed``: in one block less, as four of them share a message."""
    hours, lines = _hours(reader, found), []
    if listed:
        lines, hours = hours, []
    if found.offer.state == OfferState.OPEN:
        waits = texts.WAITS_WITH_ANOTHER if found.with_another else texts.WAITS
        lines.append(reader(waits, when=reader.when(found.offer.deadline_at)))
    if found.offer.stopped_at is not None and found.offer.state == OfferState.OPEN:
        lines.insert(-1, reader(texts.STANDS))
    if found.outside_day:
        lines.append(reader(texts.OUTSIDE_DAY))
    if found.with_another:
        lines.append(reader(texts.WITH_ANOTHER))
    why = [section(one) for one in hours]
    return [*why, _buttons(reader, found), *([context(" ".join(lines))] if lines else [])]


def _hours(reader: Reader, found: Offered) -> list[str]:
    """Return that only hours stand in the way, where the mentee did not ask for it in writing themselves."""
    stand_in_way = found.may_write and not found.offer.in_writing
    return [reader(texts.NO_COMMON_HOUR)] if stand_in_way else []


def _buttons(reader: Reader, found: Offered) -> Block:
    return actions(*offer_buttons(reader, found.offer, found.ask.wished_sessions, may_write=found.may_write))


def offer_buttons(reader: Reader, offer: Offer, sessions: int = 1, *, may_write: bool = False) -> list[Block]:
    """Return what an expert can answer to a live offer; in writing first, where that was asked for."""
    value = RowId(id=offer.id).encode()
    first = "primary" if offer.in_writing else None
    write = [button(reader(texts.WRITE), WRITE, value, style=first)] if may_write or offer.in_writing else []
    meet = [] if offer.in_writing else _yes(reader, offer, sessions)
    more = [] if offer.question else [button(reader(texts.MORE), MORE, value)]
    return [*meet, *write, *more, button(reader(texts.NOT_ME), NOT_ME, value)]


def _yes(reader: Reader, offer: Offer, sessions: int) -> list[Block]:
    """Return the yes; where a series is wished for, to all of it first, and to one session."""
    value = RowId(id=offer.id).encode()
    if sessions == 1:
        return [button(reader(texts.HELP), HELP, value, style="primary")]
    whole = SeriesYes(id=offer.id, sessions=sessions).encode()
    return [
        button(reader(texts.HELP_ALL[sessions]), HELP_ALL, whole, style="primary"),
        button(reader(texts.HELP_ONE), HELP, value),
    ]


def reminder(reader: Reader, found: Offered) -> Message:
    """Return the card with the one reminder above it."""
    sentence = reader(texts.REMINDER, topic=escape(reader(found.topic)))
    until = reader(texts.REMINDER_UNTIL, when=reader.when(found.offer.deadline_at))
    return f"{sentence} {until}", [section(sentence), *card(reader, found)[1]]


def answered(reader: Reader, found: Offered) -> Message:
    """Return the card with the mentee's answer on it, of which the notification tells."""
    answer, topic = found.offer.answer or "", escape(reader(found.topic))
    spoken = reader(texts.ANSWER_ARRIVED_SPOKEN, topic=topic, answer=escape(answer))
    return spoken, card(reader, found)[1]


def asked_back(reader: Reader, found: Offered) -> Message:
    """Return the expert's question as the mentee sees it; the expert's name stays out of it."""
    question, topic = found.offer.question or "", escape(reader(found.topic))
    spoken = reader(texts.ASKED_BACK_SPOKEN, topic=topic, question=escape(question))
    blocks = [section(reader(texts.ASKED_BACK, topic=topic)), quote(question)]
    if found.offer.answer:
        return spoken, [*blocks, context(reader(texts.ANSWERED))]
    if found.offer.state not in LIVE_OFFER:
        return spoken, [*blocks, context(reader(texts.ANSWER_LATE))]
    return spoken, [*blocks, actions(answer_button(reader, found.offer))]


def answer_button(reader: Reader, offer: Offer) -> Block:
    """Return the button with which a mentee answers an expert's question."""
    return button(reader(texts.ANSWER_BUTTON), ANSWER, RowId(id=offer.id).encode(), style="primary")

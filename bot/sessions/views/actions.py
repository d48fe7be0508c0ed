"""Agreed actions: the question what became of them, and the form for another day."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    date_input,
    escape,
    field,
    modal,
    section,
)
from bot.kit.calendar_words import calendar_words
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.models import Action, ActionState
from bot.sessions import texts
from bot.sessions.queries import Meeting, OwnAction, Party
from bot.sessions.rules import Vocabulary, Who
from bot.sessions.views.common import Message, called, first_name, known_as, session_id

DONE = "session_action_done"
MOVE = "session_action_move"
DROP = "session_action_drop"
UNDO = "session_action_undo"
SHOW = "session_actions_show"
OPEN = "session_actions_open"
MOVE_MODAL = "session_action_move_modal"
ACTIONS_MODAL = "session_actions_modal"


def check(reader: Reader, meeting: Meeting, me: Party, own: Sequence[OwnAction]) -> Message:
    """Return the question what became of what was agreed, as far as it is answered."""
    other = meeting.other(me.user_id)
    filled = {"other": first_name(reader, meeting, other), "topic": escape(reader(meeting.topic))}
    settled = all(one.action.state is not ActionState.OPEN for one in own)
    lead = reader(texts.ACTIONS_SETTLED if settled else texts.ACTION_CHECK, **filled)
    return reader(texts.ACTION_CHECK_TEXT, **filled), [section(lead), *_list(reader, meeting, me, own)]


def all_actions(reader: Reader, meeting: Meeting, me: Party, own: Sequence[OwnAction]) -> View:
    """Return a modal with the same list."""
    other = first_name(reader, meeting, meeting.other(me.user_id))
    filled = {"other": other, "topic": escape(reader(meeting.topic))}
    lead = section(reader(texts.ACTION_CHECK_TEXT, **filled))
    return modal(
        ACTIONS_MODAL,
        reader(texts.ACTIONS_TITLE),
        [lead, *_list(reader, meeting, me, own)],
        close=reader(CLOSE),
        metadata=session_id(meeting),
    )


def _list(reader: Reader, meeting: Meeting, me: Party, own: Sequence[OwnAction]) -> list[Block]:
    blocks: list[Block] = []
    for one in own:
        blocks += [section(state_line(reader, one.action)), action_buttons(reader, one.action)]
    other = meeting.other(me.user_id)
    if all(one.action.shown for one in own):
        return [*blocks, context(reader(texts.SHOWN_TO_OTHER, other=first_name(reader, meeting, other)))]
    if any(one.action.state is not ActionState.OPEN for one in own):
        label = reader(texts.SHOW_OTHER, other=called(reader, meeting, other))
        blocks.append(actions(button(label, SHOW, session_id(meeting))))
    return [*blocks, context(reader(texts.ONLY_YOU))]


def state_line(reader: Reader, action: Action) -> str:
    """Return an action and what became of it, escaped."""
    what = escape(action.what)
    if action.state is ActionState.DONE:
        return reader(texts.ACTION_DONE, what=what)
    if action.state is ActionState.DROPPED:
        return reader(texts.ACTION_DROPPED, what=what)
    if action.due is None:
        return reader(texts.ACTION_OPEN, what=what)
    return reader(texts.ACTION_OPEN_BY, what=what, day=reader.day(action.due))


def action_buttons(reader: Reader, action: Action) -> Block:
    """Return what can be said of an action: done, moved, dropped; or that this was a slip."""
    if action.state is not ActionState.OPEN:
        value = RowId(id=action.id).encode()
        return actions(button(reader(texts.ACTION_UNDO), f"{UNDO}:{action.id}", value))
    return actions(*open_buttons(reader, action))


def open_buttons(reader: Reader, action: Action, *, main: bool = False) -> list[Block]:
    """Return what can be said of an action that is open; ``main``: that it is done leads."""
    value, style = RowId(id=action.id).encode(), "primary" if main else None
    return [
        button(reader(texts.ACTION_DONE_BUTTON), f"{DONE}:{action.id}", value, style=style),
        button(reader(texts.ACTION_MOVED_BUTTON), f"{MOVE}:{action.id}", value),
        button(reader(texts.ACTION_DROPPED_BUTTON), f"{DROP}:{action.id}", value),
    ]


def another_day(reader: Reader, own: OwnAction) -> View:
    """Return the form that moves an action to another day."""
    blocks = [
        section(state_line(reader, own.action)),
        field("due", reader(texts.DUE), date_input(own.action.due)),
    ]
    return modal(
        MOVE_MODAL,
        reader(texts.ACTION_MOVE_TITLE),
        blocks,
        submit=reader(texts.SAVE),
        metadata=RowId(id=own.action.id).encode(),
        close=reader(CANCEL),
    )


def owner_name(reader: Reader, meeting: Meeting, action: Action) -> str:
    """Return who sees to an action, escaped; empty where nobody was named."""
    return escape(_owner(reader, meeting, action))


def _owner(reader: Reader, meeting: Meeting, action: Action) -> str:
    if action.owner_id:
        return known_as(reader, meeting, meeting.party(action.owner_id))
    if not action.shared:
        return ""
    return reader.list(known_as(reader, meeting, party) for party in meeting.parties)


def typed_line(reader: Reader, meeting: Meeting, action: Action) -> str:
    """Return an action as its line in the form: what saving the form again leaves as it is."""
    who, day = _owner(reader, meeting, action), reader.day(action.due) if action.due else ""
    if action.shared and not action.owner_id:
        who = reader(texts.BOTH_OF_US).split(",")[0]
    if not who and not day:
        return action.what
    given = {"what": action.what, "who": who, "day": day}
    sentence = texts.AGREED_LINES[bool(who), bool(day)]
    return reader(sentence, **{name: words for name, words in given.items() if words})


def vocabulary(reader: Reader, meeting: Meeting, me: Party) -> Vocabulary:
    """Return the words by which the lines of one of the two are read: in English and in their language."""
    weekdays, months = calendar_words(reader.locale)
    return Vocabulary(
        who=_names(reader, meeting, me),
        before_a_day=_words(reader, texts.BEFORE_A_DAY),
        days=_ahead(reader),
        next_week=_words(reader, texts.NEXT_WEEK),
        next=_words(reader, texts.NEXT),
        weekdays=weekdays,
        months=months,
    )


def _ahead(reader: Reader) -> dict[str, int]:
    sentences = (texts.TODAY, texts.TOMORROW)
    return {word: days for days, words in enumerate(sentences) for word in _words(reader, words)}


def _words(reader: Reader, words: Sentence) -> list[str]:
    """Return the words of a list in English and in the reader's language."""
    both = f"{words!s},{reader(words)}"
    return list(dict.fromkeys(word.strip().casefold() for word in both.split(",")))


def _names(reader: Reader, meeting: Meeting, me: Party) -> dict[str, Who]:
    """Return whom a name in front of a colon means; one that both have means nobody."""
    found: dict[str, Who] = dict.fromkeys(_words(reader, texts.BOTH_OF_US), Who.BOTH)
    mine = Who.EXPERT if me.user_id == meeting.expert.user_id else Who.MENTEE
    found |= dict.fromkeys(_words(reader, texts.MYSELF), mine)
    called = [_calls(reader, meeting, party) for party in meeting.parties]
    for who, names in zip((Who.MENTEE, Who.EXPERT), called, strict=True):
        found |= dict.fromkeys(names - (called[0] & called[1]), who)
    return found


def _calls(reader: Reader, meeting: Meeting, party: Party) -> set[str]:
    name = reader(party.name)
    return {one.casefold() for one in (name, name.partition(" ")[0], known_as(reader, meeting, party)) if one}

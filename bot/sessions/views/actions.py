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
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.models import Action, ActionState
from bot.sessions import texts
from bot.sessions.queries import Meeting, OwnAction, Party
from bot.sessions.views.common import Message, called, session_id

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
    filled = {"other": escape(reader(other.name)), "topic": escape(reader(meeting.topic))}
    settled = all(one.action.state is not ActionState.OPEN for one in own)
    lead = reader(texts.ACTIONS_SETTLED if settled else texts.ACTION_CHECK, **filled)
    return reader(texts.ACTION_CHECK_TEXT, **filled), [section(lead), *_list(reader, meeting, me, own)]


def all_actions(reader: Reader, meeting: Meeting, me: Party, own: Sequence[OwnAction]) -> View:
    """Return a modal with the same list."""
    filled = {"other": escape(reader(meeting.other(me.user_id).name)), "topic": escape(reader(meeting.topic))}
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
        return [*blocks, context(reader(texts.SHOWN_TO_OTHER, other=escape(reader(other.name))))]
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

"""*Done*: past sessions with what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.asks import views as asks
from bot.home import texts
from bot.home.queries.past import PastSession
from bot.kit.blocks import Block, actions, clip, escape, quote, section
from bot.kit.folding import folded
from bot.kit.i18n import Param
from bot.kit.reader import Reader
from bot.models import Action, ActionState
from bot.sessions.queries import Party
from bot.sessions.views.common import first_name, known_as

SHORT_CHARS = 200
ACTION_CHARS = 100


def done_line(reader: Reader, past: PastSession, *, opened: bool = False) -> list[Block]:
    """Return a past session that folds, its words shortened; ``opened``: it is shown unfolded at first."""
    told = [f"{lead}: {_short(words)}" for lead, words in _takeaways(reader, past)]
    if past.page.actions:
        told.append(reader(texts.AGREED))
        told += [_action(reader, past, action, ACTION_CHARS) for action in past.page.actions]
    told += [f"{lead}: {_short(words)}" for lead, words in _after(reader, past)]
    again = _again(reader, past)
    if told:
        return [folded(_title(reader, past), [section("\n".join(told), again)], opened=opened)]
    return [section(_heading(reader, past), again)]


def is_shortened(past: PastSession) -> bool:
    """Tell whether that leaves words out."""
    words = past.page.takeaways, past.page.resource, past.thanks
    long = any(len(one) > SHORT_CHARS for one in words)
    return long or any(len(action.what) > ACTION_CHARS for action in past.page.actions)


def done_whole(reader: Reader, past: PastSession) -> list[Block]:
    """Return a past session with every word that was written."""
    blocks = [section(_heading(reader, past))]
    for lead, words in _takeaways(reader, past):
        blocks += [section(lead), quote(words)]
    if past.page.actions:
        lines = [_action(reader, past, action) for action in past.page.actions]
        blocks.append(section("\n".join([reader(texts.AGREED), *lines])))
    for lead, words in _after(reader, past):
        blocks += [section(lead), quote(words)]
    again = _again(reader, past)
    return [*blocks, actions(again)] if again else blocks


def _heading(reader: Reader, past: PastSession) -> str:
    return f"*{escape(_title(reader, past))}*"


def _title(reader: Reader, past: PastSession) -> str:
    """Return what and with whom it was, literally."""
    session = past.meeting.session
    return reader(
        texts.PAST,
        topic=reader(past.meeting.topic),
        who=known_as(reader, past.meeting, past.other),
        day=reader.day(session.starts_at or session.created_at),
        minutes=session.minutes,
    )


def _who(reader: Reader, past: PastSession, party: Party) -> str:
    return first_name(reader, past.meeting, party)


def _short(words: str) -> str:
    return escape(clip(" ".join(words.split()), SHORT_CHARS))


def _takeaways(reader: Reader, past: PastSession) -> Sequence[tuple[str, str]]:
    words = past.page.takeaways
    return [(reader(texts.TAKEAWAYS), words)] if words else []


def _action(reader: Reader, past: PastSession, action: Action, most: int = 3000) -> str:
    """Return an agreed action and what became of it, as far as its owner lets the other one see that."""
    filled: dict[str, Param] = {"what": escape(clip(" ".join(action.what.split()), most))}
    if who := _owner(reader, past, action):
        filled["who"] = who
    if past.sees(action) and action.state is not ActionState.OPEN:
        return reader(texts.SETTLED[action.state][bool(who)], **filled)
    if action.due:
        filled["day"] = reader.day(action.due)
    return reader(texts.ACTIONS[bool(who), action.due is not None], **filled)


def _owner(reader: Reader, past: PastSession, action: Action) -> str:
    """Return who does it, "" where nobody was named."""
    if action.owner_id is None:
        return reader(texts.BOTH) if action.shared else ""
    if action.owner_id == past.me.user_id:
        return reader(texts.YOU)
    return _who(reader, past, past.meeting.party(action.owner_id))


def _after(reader: Reader, past: PastSession) -> Sequence[tuple[str, str]]:
    """Return what to look at next, and the thank-you."""
    found = [(reader(texts.TO_LOOK_AT), past.page.resource)] if past.page.resource else []
    if past.thanks:
        mine = past.me.user_id == past.meeting.mentee.user_id
        who = _who(reader, past, past.meeting.mentee)
        lead = reader(texts.YOUR_THANKS) if mine else reader(texts.THANKED_YOU, who=who)
        found.append((lead, past.thanks))
    return found


def _again(reader: Reader, past: PastSession) -> Block | None:
    """Return the mentee's way to the same expert, or to somebody else where they no longer help."""
    if past.me.user_id != past.meeting.mentee.user_id:
        return None
    return asks.again_button(reader, past.meeting.session.id, helps=past.helps)

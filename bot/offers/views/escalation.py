"""What a topic's steward and the program's team see of asks that found nobody; never their words."""

from __future__ import annotations

from collections import Counter

from bot.admin.rules import INVITE as INVITE_BUTTON
from bot.experts.rules import OPEN as OPEN_PROFILE
from bot.kit.blocks import Block, actions, button, context, escape, header, quote, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.matching.rules import Rule
from bot.models import Ask, AskState
from bot.offers import texts
from bot.offers.queries import Digest, EscalatedAsk, Invited

STEWARD_SUGGEST = "offer_steward_suggest"
STEWARD_NOBODY = "offer_steward_nobody"
INVITE = INVITE_BUTTON

Message = tuple[str, list[Block]]


def steward(reader: Reader, found: Digest) -> Message:
    """Return the questions about a steward's topics that found nobody, each with what can be done."""
    if not found.asks:
        done = reader(texts.STEWARD_DONE)
        return done, [section(done)]
    title = reader(texts.STEWARD_TITLE, count=found.count)
    blocks = [header(title), section(reader(texts.STEWARD_WHOM))]
    for one in found.asks:
        blocks += [section(_told(reader, one)), actions(*steward_buttons(reader, one.ask))]
        if one.ask.state == AskState.STEWARD and one.ask.steward_until:
            blocks.append(context(reader(texts.STEWARD_UNTIL, when=reader.when(one.ask.steward_until))))
    spoken = [title, *(_told(reader, one) for one in found.asks)]
    return " ".join(spoken), [*blocks, *_more(reader, found), _invite(reader, found)]


def _told(reader: Reader, found: EscalatedAsk) -> str:
    """Return what is wanted, how many were asked, and who would have been the closest match."""
    wanted = reader(texts.STEWARD_WANTED, minutes=found.ask.minutes, topic=escape(reader(found.topic)))
    asked = texts.STEWARD_ASKED.format(count=found.asked) if found.asked else texts.STEWARD_ASKED_NONE
    lines = [wanted, reader(asked), _left_out(reader, found)]
    return " ".join(line for line in lines if line)


def _more(reader: Reader, found: Digest) -> list[Block]:
    more = found.count - len(found.asks)
    return [context(reader(texts.DIGEST_MORE, count=more))] if more else []


def _invite(reader: Reader, found: Digest) -> Block:
    return actions(invite_button(reader, found.asks[0].ask))


def invite_button(reader: Reader, ask: Ask, *, main: bool = False) -> Block:
    """Return the button that invites somebody to become an expert, with the topic of an ask."""
    value = RowId(id=ask.topic_id or "").encode()
    return button(reader(texts.INVITE), INVITE, value, style="primary" if main else None)


def steward_buttons(reader: Reader, ask: Ask) -> list[Block]:
    """Return what a topic's steward can do about an ask that found nobody."""
    value = RowId(id=ask.id).encode()
    suggest = button(reader(texts.STEWARD_SUGGEST), STEWARD_SUGGEST, value, style="primary")
    if ask.state == AskState.WAITING:
        return [suggest]
    return [suggest, button(reader(texts.STEWARD_NOBODY), STEWARD_NOBODY, value)]


def _left_out(reader: Reader, found: EscalatedAsk) -> str:
    """Return who would have been the closest match and why they can't be asked; "" when there is nobody."""
    closest = found.left_out
    if closest is None:
        return ""
    if not closest.name:
        return reader(texts.LEFT_OUT_CONFIDENTIAL)
    until = reader.day(closest.paused_through) if closest.paused_through else ""
    sentence, name = texts.LEFT_OUT[closest.rule.value], escape(reader(closest.name))
    if closest.rule is Rule.AWAY and not until:
        sentence = texts.LEFT_OUT_AWAY
    return reader(sentence, name=name, day=until, minutes=found.ask.minutes)


def program_team(reader: Reader, found: Digest) -> Message:
    """Return the questions that wait, for the program's team: counts and states."""
    if not found.asks:
        over = reader(texts.PROGRAM_TEAM_OVER)
        return over, [section(over)]
    title = reader(texts.PROGRAM_TEAM_TITLE, count=found.count)
    lines = _lines(reader, found)
    blocks = [header(title), *(section(line) for line in lines), *_more(reader, found)]
    hint = context(reader(texts.INVITE_HINT))
    return " ".join([title, *lines]), [*blocks, _invite(reader, found), hint]


def _lines(reader: Reader, found: Digest) -> list[str]:
    """Return a line for each question; questions of which the same is said share one."""
    alike = Counter(_waits(reader, one) for one in found.asks)
    return [
        reader(texts.PROGRAM_TEAM_ALIKE, line=line, count=count) if count > 1 else line
        for line, count in alike.items()
    ]


def _waits(reader: Reader, found: EscalatedAsk) -> str:
    topic = escape(reader(found.topic))
    asked = texts.PROGRAM_TEAM.format(count=found.asked, topic=topic) if found.asked else None
    waits = reader(asked or texts.PROGRAM_TEAM_NONE.format(topic=topic))
    left_out = _left_out(reader, found)
    return f"{waits} {left_out}" if left_out else waits


def invitation(reader: Reader, found: Invited) -> Message:
    """Return what somebody who is invited reads."""
    name, topic = escape(reader(found.name)), escape(reader(found.topic))
    blocks = [section(reader(texts.INVITATION, name=name, topic=topic)), quote(found.note)]
    value = RowId(id=found.topic_id).encode()
    join = button(reader(texts.INVITATION_BUTTON), OPEN_PROFILE, value, style="primary")
    blocks.append(actions(join))
    blocks.append(context(reader(texts.INVITATION_JOIN)))
    return reader(texts.INVITATION_SPOKEN, name=name, topic=topic), blocks

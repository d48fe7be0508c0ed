"""What a topic's steward and the program's team see of an ask that found nobody; never its words."""

from __future__ import annotations

from bot.kit.blocks import Block, actions, button, context, escape, header, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.models import Ask, AskState
from bot.offers import texts
from bot.offers.queries import EscalatedAsk

STEWARD_SUGGEST = "offer_steward_suggest"
STEWARD_NOBODY = "offer_steward_nobody"

Message = tuple[str, list[Block]]


def steward(reader: Reader, found: EscalatedAsk) -> Message:
    """Return what a topic's steward is asked."""
    title = header(reader(texts.STEWARD_TITLE, topic=found.topic))
    spoken = reader(texts.STEWARD_SPOKEN, topic=escape(found.topic))
    if found.ask.state not in (AskState.STEWARD, AskState.WAITING):
        done = reader(texts.STEWARD_DONE)
        return f"{spoken} {done}", [title, section(done)]
    told = _told(reader, found)
    blocks = [title, section(told), _buttons(reader, found.ask)]
    if found.ask.state == AskState.WAITING:
        return spoken, blocks
    if found.ask.steward_until:
        blocks.append(context(reader(texts.STEWARD_UNTIL, when=reader.when(found.ask.steward_until))))
    return f"{spoken} {told}", blocks


def _told(reader: Reader, found: EscalatedAsk) -> str:
    """Return what is wanted, how many were asked, and who would have been the closest match."""
    wanted = reader(texts.STEWARD_WANTED, minutes=found.ask.minutes, topic=escape(found.topic))
    asked = texts.STEWARD_ASKED.format(count=found.asked) if found.asked else texts.STEWARD_ASKED_NONE
    lines = [wanted, reader(asked), reader(texts.STEWARD_WHOM), _left_out(reader, found)]
    return " ".join(line for line in lines if line)


def _buttons(reader: Reader, ask: Ask) -> Block:
    value = RowId(id=ask.id).encode()
    suggest = button(reader(texts.STEWARD_SUGGEST), STEWARD_SUGGEST, value, style="primary")
    if ask.state == AskState.WAITING:
        return actions(suggest)
    return actions(suggest, button(reader(texts.STEWARD_NOBODY), STEWARD_NOBODY, value))


def _left_out(reader: Reader, found: EscalatedAsk) -> str:
    """Return who would have been the closest match and why they can't be asked; "" when there is nobody."""
    closest = found.left_out
    if closest is None:
        return ""
    if not closest.name:
        return reader(texts.LEFT_OUT_CONFIDENTIAL)
    until = reader.day(closest.paused_through) if closest.paused_through else ""
    sentence, name = texts.LEFT_OUT[closest.rule.value], escape(reader(closest.name))
    return reader(sentence, name=name, day=until, minutes=found.ask.minutes)


def program_team(reader: Reader, found: EscalatedAsk) -> Message:
    """Return what the program's team hears of a question that waits: counts and states."""
    topic = escape(found.topic)
    if found.asked:
        waits = reader(texts.PROGRAM_TEAM, topic=topic, count=found.asked)
    else:
        waits = reader(texts.PROGRAM_TEAM_NONE, topic=topic)
    lines = [waits, reader(texts.PROGRAM_TEAM_INVITE)]
    spoken = [reader(texts.PROGRAM_TEAM_SPOKEN, topic=topic)]
    if left_out := _left_out(reader, found):
        lines.append(left_out)
        spoken.append(left_out)
    return " ".join(spoken), [section(" ".join(lines))]

"""The log of what those who run the program did."""

from __future__ import annotations

from bot.admin import texts
from bot.admin.forms import PageNumber
from bot.admin.queries import LogPage
from bot.kit.blocks import Block, View, actions, button, clip, context, escape, mention, modal, section
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE, DAY_AT_TIME
from bot.models import AuditEntry
from bot.models.program_settings import all_settings

LOG_OPEN = "admin_log_open"
LOG_PAGE = "admin_log_page"
LOG = "admin_log"

VALUE_CHARS = 200


def log(reader: Reader, data: LogPage) -> View:
    """Return the modal with a page of the log, newest first."""
    blocks = [context(reader(texts.LOG_HINT))]
    if not data.entries:
        blocks.append(section(reader(texts.LOG_EMPTY)))
    blocks += [_entry(reader, one) for one in data.entries]
    if data.pages > 1:
        blocks += _paging(reader, data)
    return modal(LOG, reader(texts.LOG), blocks, close=reader(CLOSE))


def _entry(reader: Reader, entry: AuditEntry) -> Block:
    when = reader(DAY_AT_TIME, day=reader.day(entry.at), time=reader.time(entry.at))
    return section(f"{when}: {_told(reader, entry)}")


def _told(reader: Reader, entry: AuditEntry) -> str:
    known = {act.value: sentence for act, sentence in texts.ACTS.items()}
    words = known.get(entry.act, texts.ACT_UNKNOWN)
    return reader(
        words,
        who=_named(reader, entry.by_id) if entry.by_id else reader(texts.OPERATOR),
        whom=_named(reader, entry.about_id),
        subject=escape(entry.subject),
        part=_part(reader, entry.part),
        before=_value(reader, entry.part, entry.before),
        after=_value(reader, entry.part, entry.after),
    )


def _named(reader: Reader, user_id: str | None) -> str:
    """Return who it is; an erased person stands there under an id that Slack does not know."""
    return mention(user_id) if user_id and user_id[0] in "UW" else reader(texts.SOMEBODY_GONE)


def _part(reader: Reader, part: str) -> str:
    labels = {one.name: one.words.label for one in all_settings()}
    words = labels.get(part) or texts.PARTS.get(part)
    return reader(words) if words else escape(part)


def _value(reader: Reader, part: str, stored: str) -> str:
    """Return a value of the log as its form shows it."""
    setting = next((one for one in all_settings() if one.name == part), None)
    if setting and stored in setting.words.choices:
        return reader(setting.words.choices[stored].label)
    if setting and stored.isdecimal():
        return reader.number(int(stored) // setting.words.unit)
    return escape(clip(stored, VALUE_CHARS)) or reader(texts.EMPTY)


def _paging(reader: Reader, data: LogPage) -> list[Block]:
    turns = []
    if data.page > 0:
        before = PageNumber(page=data.page - 1).encode()
        turns.append(button(reader(texts.PREVIOUS), f"{LOG_PAGE}:previous", before))
    if data.page < data.pages - 1:
        after = PageNumber(page=data.page + 1).encode()
        turns.append(button(reader(texts.NEXT), f"{LOG_PAGE}:next", after))
    last = data.first + len(data.entries) - 1
    return [context(reader(texts.LOG_RANGE, first=data.first, last=last, total=data.total)), actions(*turns)]

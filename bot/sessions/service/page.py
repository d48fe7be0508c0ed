"""The page of a wrap-up, which both share: saving it never loses what the other one wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.kit.blocks import clip
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors
from bot.kit.hours import zone_of
from bot.models import Action, Session
from bot.people import queries as people
from bot.sessions import queries, rules, texts
from bot.sessions.forms import ACTION_CHARS, ACTIONS, PAGE_CHARS, RESOURCE_CHARS, WrapUpForm, WrapUpSeen
from bot.sessions.queries import Meeting, Page
from bot.sessions.rules import Line, Vocabulary, Who, merged_lines

SHOWN_CHARS = 60
NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person's lines are read: the words they use, and the actions that stand, by their lines."""

    words: Vocabulary
    known: Mapping[str, str]


async def save(
    db: WorkspaceSession,
    meeting: Meeting,
    by: str,
    *,
    form: WrapUpForm,
    seen: WrapUpSeen,
    reading: Reading,
    now: datetime,
) -> dict[str, Any]:
    """Keep the actions, and return the columns of the wrap-up that hold the rest of the page.

    What was saved since the person opened it stays below what they wrote. Raises FormErrors where a line
    cannot be kept as it is.
    """
    # One after the other: of two that save at once, the second finds what the first wrote.
    await db.scalar(select(Session.id).where(Session.id == meeting.session.id).with_for_update())
    page = await queries.page(db, meeting.session)
    meanwhile = page.saved_at is not None and page.saved_at != seen.saved_at
    takeaways, resource = form.takeaways, form.resource if seen.whole else page.resource
    if meanwhile:
        takeaways = merged_lines(takeaways, page.takeaways)
        resource = merged_lines(resource, page.resource)
    for name, words, most in (("takeaways", takeaways, PAGE_CHARS), ("resource", resource, RESOURCE_CHARS)):
        if len(words) > most:
            other = meeting.called(meeting.other(by))
            raise FormErrors({name: texts.WRITTEN_MEANWHILE.format(other=other)})
    zone = await people.zone(db, by)
    today = now.astimezone(zone_of(zone)).date()
    await _save_actions(
        db, meeting, by, _read(form.actions, page, reading, today), None if meanwhile else page
    )
    # Always later than what it was built upon, whatever the clock says: the newest is what both read.
    saved_at = max(now, page.saved_at + NEXT) if page.saved_at else now
    return {"takeaways": takeaways, "resource": resource, "saved_at": saved_at}


def _read(typed: str, page: Page, reading: Reading, today: date) -> list[tuple[Action | None, Line | None]]:
    """Return for each line the action that it was, if it was one, and how it reads where it is new."""
    lines = [line for line in map(str.strip, typed.splitlines()) if line]
    if len(lines) > ACTIONS:
        raise FormErrors({"actions": texts.MANY_ACTIONS.format(count=ACTIONS)})
    left = {action.id: action for action in page.actions}
    as_they_are = [left.pop(reading.known[line], None) if line in reading.known else None for line in lines]
    found: list[tuple[Action | None, Line | None]] = []
    for line, same in zip(lines, as_they_are, strict=True):
        if same is not None:
            found.append((same, None))
            continue
        (read,) = rules.read_actions(line, reading.words, today)
        _check(line, read, today)
        before = next((one for one in left.values() if one.what.casefold() == read.what.casefold()), None)
        found.append((left.pop(before.id) if before else None, read))
    return found


def _check(line: str, read: Line, today: date) -> None:
    if read.due is not None and read.due < today:
        raise FormErrors({"actions": texts.PAST_ACTION.format(line=clip(line, SHOWN_CHARS))})
    if len(read.what) > ACTION_CHARS:
        raise FormErrors({"actions": texts.LONG_ACTION.format(line=clip(line, SHOWN_CHARS))})


async def _save_actions(
    db: WorkspaceSession,
    meeting: Meeting,
    by: str,
    lines: list[tuple[Action | None, Line | None]],
    page: Page | None,
) -> None:
    """Keep the lines in their order. What is not among them goes, unless it may have been written meanwhile
    (``page`` is None then), and stands below them.
    """
    session, kept = meeting.session, [action.id for action, _ in lines if action is not None]
    here = Action.session_id == session.id, Action.id.not_in(kept)
    if page is not None:
        await db.delete_where(Action, *here)
    else:
        await db.update_where(Action, *here, position=Action.position + len(lines))
    for position, (action, read) in enumerate(lines):
        values: dict[str, Any] = {"position": position}
        if read is not None:
            values |= {"what": read.what, "due": read.due, "shared": read.who is Who.BOTH}
            values["owner_id"] = _owner(meeting, read.who)
        if action is not None:
            await db.update_where(Action, Action.id == action.id, **values)
        else:
            written = {"session_id": session.id, "version": session.version, "written_by": by}
            await db.insert(Action, **written, **values)


def _owner(meeting: Meeting, who: Who | None) -> str | None:
    owners = {Who.MENTEE: meeting.mentee.user_id, Who.EXPERT: meeting.expert.user_id}
    return owners.get(who) if who else None

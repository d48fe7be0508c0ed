"""The papers for data protection and works councils: what is made of them from the models and the manifest.

``python -m tests.support.docs`` writes the parts into ``docs/papers/``. A table without a line here, or a
scope without a reason, fails the tests: say what it is for before it is merged.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Boolean, Column, DateTime, LargeBinary, Numeric, Table

import bot.models  # noqa: F401 - registers the tables
from bot.install.pages import OPTIONAL_SCOPES, SCOPES
from bot.kit.crypto import EncryptedText
from bot.kit.db import Base
from bot.models.program_settings import all_settings
from bot.playground import manifest
from bot.privacy.inventory import HELD, Held

NOBODY = "nobody; the app alone"
THEMSELVES = "the person alone"
PARTIES = "the two people of the question or session"
PROGRAM = "those who run the program"
EVERYBODY = "members who look for a topic or an expert"


class Purpose(NamedTuple):
    """Why a table is there, and who is shown what is in it."""

    why: str
    seen_by: str


TABLES: dict[str, Purpose] = {
    "person": Purpose("to address people by name, in their language and time zone", EVERYBODY),
    "availability": Purpose("to propose times that suit both", "nobody; proposed times are made from it"),
    "avoidance": Purpose("to keep apart people who asked for that", THEMSELVES),
    "expert": Purpose("to find who can help, and to ask nobody too often", EVERYBODY),
    "expert_topic": Purpose("to find who can help with a topic", EVERYBODY),
    "embedding": Purpose("to compare questions and profiles by what they mean", NOBODY),
    "topic": Purpose("the list of topics that one can ask about", EVERYBODY),
    "invitation": Purpose(
        "to invite a colleague to help once, and not again", "who invites, and who is invited"
    ),
    "started_ask": Purpose("to keep what somebody wrote until they send it", THEMSELVES),
    "ask": Purpose("a question, until somebody has helped", f"{PARTIES}, and whoever is asked"),
    "offer": Purpose(
        "who was asked, why, and what they said; so that nobody is asked twice",
        "who is asked; the mentee once somebody says yes",
    ),
    "written_answer": Purpose("an answer in writing where there is no common hour", PARTIES),
    "session": Purpose("when and where the two meet", PARTIES),
    "series": Purpose("two or three sessions on one thing", PARTIES),
    "growth": Purpose(
        "whether the two would like to go on, each in private", f"{PARTIES}, once both said yes"
    ),
    "calendar_feed": Purpose("the address at which somebody's calendar reads their sessions", THEMSELVES),
    "slot": Purpose("times that were proposed", PARTIES),
    "booked_cell": Purpose("that nobody is booked twice for one hour", NOBODY),
    "tick": Purpose(
        "each side's checklist", "the person; the other side sees the shared answers in the brief"
    ),
    "presence": Purpose("who came, so that nobody waits in vain", PARTIES),
    "wrap_up": Purpose("what both take away from a session", PARTIES),
    "action": Purpose("what was agreed, and by when", PARTIES),
    "story": Purpose(
        "a thank-you that both agreed to tell others, without names",
        "everybody, once both agreed and it is shared",
    ),
    "story_answer": Purpose(
        "that a story answered somebody before they asked", f"{PROGRAM}, as counts of five and more"
    ),
    "thanks": Purpose("a thank-you in the mentee's words", PARTIES),
    "follow_up": Purpose(
        "how much it helped, so that the program can tell", f"{PROGRAM}, as counts of five and more"
    ),
    "flash_event": Purpose("a flash event: when, where, how many rounds", "members of its channel"),
    "flash_seat": Purpose("who joins a flash event", "the partners of each round"),
    "flash_talk": Purpose("who talks with whom in a round", "the two people of the talk"),
    "sheet_plan": Purpose(
        "a monthly sign-up sheet: topic, channel, day", f"members of its channel; {PROGRAM}"
    ),
    "sheet": Purpose("the sheet of one month", "members of its channel"),
    "sheet_expert": Purpose("who was asked for times", f"the expert; {PROGRAM}"),
    "sheet_slot": Purpose("times on a sheet", "members of its channel"),
    "sheet_place": Purpose(
        "who takes which time, or waits for one", "the expert and the mentee of the place"
    ),
    "pool": Purpose("which waiting questions share a session, with whom and when", "its people"),
    "pool_place": Purpose(
        "whose question is in it, and whether they said yes", "the mentee; once booked, its people"
    ),
    "pool_expert": Purpose("which expert was asked to help all of them", "the expert"),
    "checklist_item": Purpose("what stands on everybody's checklists", EVERYBODY),
    "directory_entry": Purpose(
        "to match nobody with those above or below them; a department in place of a hidden name; roles and "
        "start dates, by which people are invited to ask",
        "the department, where five or more are in it; the rest nobody",
    ),
    "followed_profiles": Purpose(
        "which fields of Slack's profiles say who works where, and for whom", PROGRAM
    ),
    "first_steps": Purpose("which first steps of the program are done", PROGRAM),
    "program_post": Purpose("what the program had posted in a channel", "members of its channel"),
    "audit_entry": Purpose("what admins did and looked at", PROGRAM),
    "campaign": Purpose("which cohort is invited to ask, and counts of both halves", PROGRAM),
    "campaign_member": Purpose(
        "to invite nobody more than once a quarter, and to compare those who were invited with those who "
        "were not yet",
        f"the person; {PROGRAM}, as counts of five and more",
    ),
    "erasure": Purpose("to erase somebody, and to send the receipt", THEMSELVES),
    "workspace": Purpose("the workspace and its settings", PROGRAM),
    "installation": Purpose("the app's own access to Slack", NOBODY),
    "oauth_state": Purpose("that an installation ends where it began", NOBODY),
    "self_check": Purpose("that the keys are the right ones, and the disk takes changes", NOBODY),
    "outbox": Purpose("what is to be said, to whom and when; no words", "operators: kinds, ids and times"),
    "conversation": Purpose("which conversation belongs to whom", NOBODY),
    "card": Purpose("where a message stands, to keep it current", NOBODY),
    "rate_limit": Purpose("to call Slack no more often than it allows", NOBODY),
    "inbox": Purpose("that one press counts once", NOBODY),
}


class Reason(NamedTuple):
    """Why the app asks for a scope, and what is lost without it."""

    why: str
    without: str


NEEDED = "the app does not work"
SCOPE_REASONS: dict[str, Reason] = {
    "commands": Reason("`/ask-expert`, `/mentoring` and the two shortcuts", NEEDED),
    "chat:write": Reason("offers, reminders and cards, in conversations that the app is part of", NEEDED),
    "im:write": Reason("opening the conversation of one person with the app", NEEDED),
    "users:read": Reason(
        "names, time zones, languages, who is an admin, a guest or gone, and until when a status says *away*",
        NEEDED,
    ),
    "mpim:write": Reason(
        "one conversation of mentee, expert and app, to agree on a time", "each side is told alone"
    ),
    "files:write": Reason("the calendar file, and the file of one's own data", "the calendar link alone"),
    "users:read.email": Reason(
        "a person's own address in their own calendar files",
        "a changed entry is tidied up by hand in some calendars",
    ),
    "im:history": Reason(
        "looking for a message whose fate is unknown; hearing what people write to the app",
        "such a message is left unsaid or said again with a note; plain words are not answered",
    ),
    "mpim:history": Reason(
        "looking for a message whose fate is unknown in the conversation of the two", "the same, there"
    ),
    "app_mentions:read": Reason("answering where somebody mentions the app", "mentions are not heard"),
    "channels:history": Reason(
        "reading the thread of a mention in a public channel, as background of a question",
        "its link alone is kept",
    ),
    "groups:history": Reason("the same in a private channel", "its link alone is kept"),
    "pins:write": Reason("pinning the guide where it is posted", "somebody pins it by hand"),
    "canvases:write": Reason(
        "the guide as a canvas of a channel, kept up to date", "the guide is a message, a page and a PDF"
    ),
    "users.profile:read": Reason(
        "department, manager and start date as Slack's profiles tell them, once the program asks for it",
        "they come from rows that are pasted or imported, or not at all",
    ),
    "dnd:read": Reason(
        "until when somebody is not to be disturbed, asked when a message that can wait is about to be sent; "
        "not stored",
        "such a message arrives within the working day, also then",
    ),
    "usergroups:read": Reason(
        "who is in a user group, asked when a program invites one to ask; those of them who can be invited "
        "are stored",
        "a list of people is pasted instead",
    ),
}

# How each of the settings limits what is held or seen; the others only change how the program runs.
SWITCHES = {
    "retention_months": "words go sooner",
    "guests": "guests take no part",
    "weekly_digest": "no weekly message to the program team",
}


def record() -> str:
    """Return a line for each table: what for, which columns, who sees it, and how long."""
    lines = [
        "| data | what for | words of people, encrypted | who sees it | how long |",
        "|---|---|---|---|---|",
    ]
    for table in Base.metadata.sorted_tables:
        why, seen_by = TABLES[table.name]
        words = ", ".join(f"`{one.name}`" for one in table.columns if isinstance(one.type, EncryptedText))
        lines.append(f"| `{table.name}` | {why} | {words} | {seen_by} | {_how_long(table)} |")
    return "\n".join(lines)


def columns() -> str:
    """Return a line for each column of each table."""
    lines = ["| column | what it holds | of people | what becomes of it |", "|---|---|---|---|"]
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            about, end = _of_people(table, column)
            lines.append(f"| `{table.name}.{column.name}` | {_holds(column)} | {about} | {end} |")
    return "\n".join(lines)


def scopes() -> str:
    """Return a line for each scope of the manifest."""
    lines = ["| scope | needed | what for | without it |", "|---|---|---|---|"]
    for scope in manifest_scopes():
        why, without = SCOPE_REASONS[scope]
        needed = "yes" if scope in SCOPES else "optional"
        lines.append(f"| `{scope}` | {needed} | {why} | {without} |")
    return "\n".join(lines)


def switches() -> str:
    """Return how to switch off each thing that can be: settings, then optional scopes."""
    lines = ["| to switch off or limit | how | what happens then |", "|---|---|---|"]
    for one in all_settings():
        effect = SWITCHES.get(one.name)
        if effect:
            lines.append(f"| {one.words.label!s} | App Home, *Settings* | {effect} |")
    for scope in (one for one in manifest_scopes() if one in OPTIONAL_SCOPES):
        why, without = SCOPE_REASONS[scope]
        lines.append(f"| {why} | leave out the scope `{scope}` | {without} |")
    return "\n".join(lines)


def events() -> str:
    """Return the events that Slack sends to the app."""
    declared: dict = manifest.read()["settings"]["event_subscriptions"]  # type: ignore[index, type-arg, assignment]
    return ", ".join(f"`{name}`" for name in declared["bot_events"])


def manifest_scopes() -> list[str]:
    """Return the scopes that the manifest asks for, in its order."""
    declared: dict = manifest.read()["oauth_config"]["scopes"]  # type: ignore[index, type-arg, assignment]
    return list(declared["bot"])


def _held(table: Table) -> Held | None:
    return next((one for one in HELD if one.name == table.name), None)


def _how_long(table: Table) -> str:
    held = _held(table)
    if held is not None and any(
        one is not None for one in (held.of_ask, held.of_session, held.of_event, held.of_sheet)
    ):
        return "words: until the retention is over; counts: as long as the app is there"
    if held is not None and held.deleted is not None:
        return "until the person ends it or is erased"
    return _TECHNICAL.get(table.name, "as long as the app is there")


_TECHNICAL = {
    "person": "until the person is erased, or as long as the app is there",
    "started_ask": "a week",
    "erasure": "two days after the receipt",
    "outbox": "ninety days after it was sent",
    "inbox": "two days",
    "oauth_state": "ten minutes",
    "self_check": "as long as the database",
}


def _holds(column: Column[object]) -> str:
    if isinstance(column.type, EncryptedText):
        return "words or tokens, encrypted"
    if isinstance(column.type, LargeBinary):
        return "bytes"
    if isinstance(column.type, Boolean):
        return "yes or no"
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, DateTime):
        return "a time"
    python = column.type.python_type
    if python in (int, float) or isinstance(column.type, Numeric):
        return "a number"
    return {"dict": "settings or numbers", "list": "a list", "date": "a day"}.get(
        python.__name__, "an id, a name or a state"
    )


def _of_people(table: Table, column: Column[object]) -> tuple[str, str]:
    held = _held(table)
    if held is None or column.name == "workspace_id":
        return "no", ""
    shown = any(column.name in part.shown for part in held.parts)
    if column.name in held.words:
        return (
            "yes",
            "handed out; goes with the retention or erasure"
            if shown
            else "goes with the retention or erasure",
        )
    if column.name in held.people or column.name in held.released:
        return "yes", "stands for nobody after an erasure"
    if shown:
        return "yes", "handed out"
    return ("no", held.because) if column.name in held.other else ("no", "")


PARTS = {"record": record, "columns": columns, "scopes": scopes, "switches": switches, "events": events}

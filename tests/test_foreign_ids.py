"""Every listener with ids of what is not the person's: no effect, nothing said to others, a kind sentence.

Two who are up to no good act in workspace A: Mallory, an expert like others, with the ids of what is Ada's
and Eli's there and with those of workspace B; and Noor, who runs the program of A, with the ids of B.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Text, event, select, type_coerce

from bot.app import listeners
from bot.kit.crypto import EncryptedText
from bot.kit.db import Base, Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.interaction import Ephemeral, Interaction
from bot.people.queries import reader_of
from tests.support.app import MONDAY, services_without_slack
from tests.support.clock import SettableClock
from tests.support.world import DAY, World

# They read what the modal carries.
IN_MODALS = {"action session_wrap_up_more", "search offer_experts", "search session_experts"}
# What is carried, and what is filled in, whatever the listener: each takes out what it knows.
CARRIED = {
    "version": 1,
    "at": (MONDAY + 2 * DAY).isoformat(),
    "page": 0,
    "place": "first",
    "answer": 3,
    "kind": "two_weeks",
    "sessions": 1,
    "places": 2,
    "whole": True,
    "reviewed": True,
    "warned": True,
}
Rows = dict[tuple[str, ...], dict[str, Any]]
SENTENCE = "How would you begin to tell the story of these figures?"
FILLED = {
    **dict.fromkeys(("question", "answer", "words", "note", "reason", "thanks", "takeaways"), SENTENCE),
    "moment": int((MONDAY + 2 * DAY).timestamp()),
    "first": int((MONDAY + 3 * DAY).timestamp()),
    "start": int((MONDAY + 3 * DAY).timestamp()),
    "time": int((MONDAY + 3 * DAY).timestamp()),
    "due": (MONDAY + 3 * DAY).date().isoformat(),
    "widen": ["topic"],
    "took_place": "yes",
    "needed": "no",
    "title": "Talks in rounds",
    "name": "Something else",
    "rule": "1.0",
    "minutes": 30,
    "rounds": 3,
    "change": 2,
    "places": 4,
    "channel": "C1",
    "how": "two",
    "about": SENTENCE,
    "days": ["0", "1"],
    "from_time": "09:00",
    "to_time": "17:00",
    "capacity": "2",
    "lengths": [30],
    "skills": SENTENCE,
    "helped": SENTENCE,
    "hours": "usual",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a listener's ids name, by their kind in ``World.ids``.

    ``public``: whoever is in the workspace may do it with the rows there. ``harmless``: with a foreign id it
    does what it does without one, for whoever acts. ``among``: an id is not looked for, but must be
    among what there is to choose from.
    """

    kind: str
    public: bool = False
    harmless: bool = False
    among: bool = False


ANY = Names("topic")


def names(kind: str, *handlers: str, **more: bool) -> dict[str, Names]:
    return {handler: Names(kind, **more) for handler in handlers}


WITH_IDS = {
    **names("topic", "action admin_topic_open", "action admin_topic_archive", "action admin_topic_restore"),
    **names("topic", "action admin_topic_move", "action admin_topic_merge_open", "view admin_topic_merge"),
    **names("topic", "view admin_topic", "view flash_plan"),
    **names("topic", "view sheet_plan_form", "view offer_invite_modal", among=True),
    **names("topic", "view experts_profile", public=True, among=True),
    **names("topic", "action offer_invite", public=True, among=True, harmless=True),
    **names("ask", "action ask_edit", "action ask_withdraw", "view ask_edit_modal"),
    **names("waiting", "action ask_widen", "action ask_keep_looking", "action ask_others"),
    **names("waiting", "action ask_move_topic", "action ask_in_writing", "view ask_widen_modal"),
    **names("started", "action ask_open_started"),
    **names("started", "view ask_modal", harmless=True),
    **names("held", "action ask_again"),
    **names(
        "offer", "action offer_help", "action offer_help_all", "action offer_more", "action offer_not_me"
    ),
    **names("offer", "action offer_write", "view offer_more_modal", "view offer_write_modal"),
    **names("offer", "view offer_decline_modal", "search offer_experts"),
    **names("question", "action offer_answer", "action offer_answer_with", "view offer_answer_modal"),
    **names("stewarded", "action offer_steward_suggest", "action offer_steward_nobody"),
    **names("stewarded", "view offer_steward_modal"),
    **names("written", "action answer_enough", "action answer_not_enough", "action answer_thank"),
    **names("written", "action answer_helped", "view answer_thank_modal"),
    **names("proposed", "action session_book", "action session_agree", "action session_propose"),
    **names("proposed", "action session_show_later", "action session_close", "action session_keep"),
    **names("proposed", "view session_propose_modal"),
    **names("booked", "action session_move", "action session_cancel", "action session_place"),
    **names("booked", "action session_calendar_file", "action session_cannot", "view session_move_modal"),
    **names("booked", "view session_cancel_modal", "view session_place_modal"),
    **names("booked", "action checklist_open", "action checklist_read", "view checklist_fill"),
    **names("begun", "action session_started", "action session_absent"),
    **names("missing", "action session_take_back", "action session_here", "action session_late"),
    **names("differs", "action session_took_place", "action session_did_not"),
    **names("missed", "action session_after_all"),
    **names("ended", "action session_wrap_up", "action session_wrap_up_more", "view session_wrap_up_modal"),
    **names("ended", "search session_experts"),
    **names("held", "action session_handover_yes", "action session_handover_no"),
    **names("held", "action session_actions_open", "action session_actions_show"),
    **names("held", "action thanks_open", "action thanks_answer", "view thanks_write"),
    **names("held", "action growing_yes", "action growing_no", "action growing_choose"),
    **names("held", "view growing_choose_modal"),
    **names("held", "action story_tell"),
    **names("story", "action story_read", "action story_agree", "action story_change"),
    **names("story", "action story_decline", "action story_withdraw", "view story_write"),
    **names("story", "action story_publish_open", "action story_keep", "view story_publish"),
    **names("story", "action ask_answered", public=True),
    **names("post", "action pilot_post_again"),
    **names("campaign", "action reach_stop"),
    **names("invited", "action reach_no_more"),
    **names("topic", "view pilot_topics", among=True, harmless=True),
    **names("topic", "view pilot_invite", among=True),
    **names("action", "action session_action_done", "action session_action_drop"),
    **names("action", "action session_action_undo", "action session_action_move"),
    **names("action", "view session_action_move_modal"),
    **names("series", "action series_end"),
    **names("event", "action flash_call_off", "action flash_post_again", "action flash_missing_open"),
    **names("event", "view flash_missing"),
    **names("event", "action flash_join_question", "action flash_join_expert", public=True),
    **names("event", "view flash_question", "view flash_help", public=True),
    **names("event", "action flash_leave", "action flash_late", "action flash_here"),
    **names("talk", "action flash_not_here"),
    **names("talk over", "action flash_note_open", "action flash_go_on_open"),
    **names("talk over", "view flash_note", "view flash_go_on"),
    **names("plan", "action sheet_stop", "action sheet_post_again", "action sheet_make_smaller"),
    **names("plan", "action sheet_change_open", "view sheet_change_form"),
    **names("asked sheet", "action sheet_offer_open", "action sheet_not_now", "view sheet_offer"),
    **names("slot", "action sheet_take_back"),
    **names("sheet", "action sheet_take_open", "view sheet_take", public=True),
    **names("sheet", "action sheet_leave_list"),
    **names("share", "action pool_yes", "action pool_no"),
    **names("pool", "action pool_pick_open", "action pool_not_me", "view pool_pick"),
    **names("booked pool", "action pool_cant_come_open", "view pool_cant_come"),
    **names("booked pool", "view pool_return"),
    **names("booked pool", "action pool_move_open", "view pool_move"),
}
# These carry nothing that names a row, or show the form that somebody fills in anew.
WITHOUT_IDS = {
    *("command /ask-expert", "command /mentoring", "shortcut ask_expert", "shortcut ask_about_message"),
    *("search topics_search", "search admin_topics_wider", "search ask_topics"),
    *("action admin_open", "action admin_page", "action admin_topic_new", "action admin_log_open"),
    *("action admin_log_page", "action admin_settings_open", "view admin_settings"),
    *("action experts_open", "action experts_more", "action experts_leave", "action experts_pause_open"),
    *(
        "action experts_here",
        "action experts_unpause",
        "action experts_hours_open",
        "view experts_hours",
        "view experts_pause",
    ),
    *("action ask_open", "action ask_more", "action ask_use_opening", "action ask_topics"),
    *("action dashboard_open", "action dashboard_show", "action dashboard_by_topic"),
    *("action dashboard_file", "action dashboard_behind", "action dashboard_behind_page"),
    *("action flash_plan_open", "action flash_preset", "action sheet_plan_open"),
    *("action checklist_editor_open", "action checklist_item_open", "action checklist_item_move"),
    *("action checklist_item_remove", "action checklist_reset", "action checklist_preview_open"),
    *("view checklist_item", "view checklist_preview", "action directory_open", "view directory_import"),
    *("action directory_profiles_open", "view directory_profiles"),
    *("action story_program", "action story_shared"),
    *("action feed_open", "action feed_renew", "action feed_revoke"),
    *("action pilot_topics_open", "action pilot_managers_open", "view pilot_managers"),
    *("action pilot_invite_open", "action pilot_posts_open", "action pilot_post_open", "view pilot_post"),
    "action pilot_put_away",
    *("action reach_open", "action reach_choose", "view reach_plan"),
    *("action whatif_open", "action whatif_switch", "action whatif_again", "view whatif_form"),
    *("action privacy_send", "action privacy_erase", "action home_show"),
}
# What only those who run the program may press or send.
PROGRAM = re.compile(r"^(action|view|search) (admin|dashboard|directory|checklist|pilot|reach|whatif)_")
PROGRAM_TOO = {
    *("action flash_plan_open", "action flash_preset", "view flash_plan"),
    *("action sheet_plan_open", "view sheet_plan_form", "action story_program"),
}
OF_EVERYBODY = {
    *("action checklist_open", "action checklist_read", "view checklist_fill", "view checklist_preview"),
    "action reach_no_more",
}
PROGRAM_CARRIED = {
    "days": 30,
    "list": "mentee",
    "by": 1,
    "cohort": "list",
    "kind": "launch",
    "listed": "asked",
}
PROGRAM_FILLED = {
    **{"hours": "8", "two": "urgent", "preset": "balanced", "managers": ["UAMALLORY"], "text": "Ready"},
    **{"rows": "email,department\nada@example.com,Sales", "new": "Patents"},
}


def handlers() -> dict[str, Any]:
    """Every listener by the way in which it is reached and its id. Events name people, not rows."""
    router = listeners()
    ways = {
        "command": router.commands,
        "action": router.actions,
        "view": router.view_submissions,
        "shortcut": router.shortcuts,
        "search": router.searches,
    }
    return {f"{way} {name}": handler for way, known in ways.items() for name, handler in known.items()}


def test_every_listener_is_among_those_with_ids_or_those_without() -> None:
    assert not set(WITH_IDS) & WITHOUT_IDS
    assert set(handlers()) == set(WITH_IDS) | WITHOUT_IDS


@dataclass
class Slack:
    """Takes every call; ``shown`` is what whoever acts would see of them."""

    shown: list[str] = field(default_factory=list)

    def __getattr__(self, method: str) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def call(**given: Any) -> dict[str, Any]:
            self.shown.append(f"{method} {given}")
            return {"ok": True, "view": {"id": "V2"}, "channel": {"id": "C1"}, "ts": "1.2"}

        return call


@dataclass
class Rig:
    """Two workspaces in one database, and who tries the listeners of the first with ids of either."""

    database: Database
    here: World
    there: World
    slack: Slack = field(default_factory=Slack)
    shown: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    wrote: bool = False

    async def tables(self) -> Rows:
        """Every row of either workspace by its table and key."""
        found = {}
        async with self.database.look_across() as connection:
            for table in Base.metadata.sorted_tables:
                if table.name in ("alembic_version", "self_check", "oauth_state"):
                    continue
                keys = [column.name for column in table.primary_key.columns]
                for row in (await connection.execute(select(*_plain(table)))).mappings():
                    found[(table.name, *(str(row[key]) for key in keys))] = dict(row)
        return found

    def check_same(self, before: Rows, after: Rows, name: str) -> None:
        """Nothing was added, changed or taken away, and so nothing is to be said to anybody."""
        assert before == after, f"{name} changes {[key for key in after if before.get(key) != after[key]]}"

    def check_own(self, before: Rows, after: Rows, name: str) -> None:
        """Whatever there was is as it was, and what was added is of those who acted."""
        assert {key: after.get(key) for key in before} == before, name
        own = {self.here.user(who) for who in ("MALLORY", "NOOR")}
        for key in set(after) - set(before):
            people = {after[key].get(column) for column in ("recipient", "mentee_id", "user_id")} - {None}
            assert people <= own, f"{name} adds {key}"

    async def try_(self, name: str, handler: Any, user_id: str, of: World, named: Names) -> str:
        """Act; return what the person is told, or shown."""
        body = _body(name, user_id, of, self.here, named.kind)
        services = services_without_slack(self.database, SettableClock(MONDAY))
        async with self.database.read(self.here.team) as db:
            reader = await reader_of(db, [user_id])
        client = cast(AsyncWebClient, self.slack)
        interaction = Interaction(services, client, body, self.here.team, user_id, MONDAY, reader)
        try:
            with self._listening():
                result = await handler(interaction)
        except UserMessage as refused:
            return str(refused.sentence)
        except FormErrors as refused:
            return ", ".join(str(one) for one in refused.fields.values())
        shown, self.slack.shown = self.slack.shown, []
        self.shown += shown
        return str(result.text) if isinstance(result, Ephemeral) else f"{result or ''}{shown or ''}"

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Note which values the database is asked for, and whether it is told to change something."""

        def note(_connection: Any, cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
            self.asked_for.append(str(values))
            self.wrote |= not sql.lstrip().startswith(("SELECT", "WITH")) and cursor.rowcount != 0

        event.listen(self.database.engine.sync_engine, "after_cursor_execute", note)
        yield
        event.remove(self.database.engine.sync_engine, "after_cursor_execute", note)


def _body(name: str, user_id: str, of: World, here: World, kind: str) -> dict[str, Any]:
    """What Slack would send, with ids of a world in each place where some listener reads one."""
    row_id, topic_id = of.ids[kind], (of if kind == "topic" else here).ids["topic"]
    ids = {"id": row_id, "topic": topic_id, "offer_id": row_id, "started_id": of.ids["started"]}
    ids["ids"] = [topic_id]
    if kind != "started":
        ids |= {"ask_id": row_id, "session_id": of.ids["held"]}
    carried = json.dumps(CARRIED | ids)
    body: dict[str, Any] = {"trigger_id": "1.2.x", "user": {"id": user_id}}
    body["actions"] = [{"action_id": "x", "block_id": "b", "value": carried}]
    if name.startswith("view ") or name in IN_MODALS:
        people = dict.fromkeys(("person", "suggestion", "colleague"), of.user("ELI"))
        people |= {"colleagues": [of.user("ELI")]}
        chosen = {"topics": [topic_id], "topic": topic_id, "into": topic_id, "slot": of.ids["slot"]}
        values = {one: {one: {"value": value}} for one, value in (FILLED | people | chosen).items()}
        view = {"id": f"V-{name}-{user_id}-{of.mark}", "hash": "1", "type": "modal"}
        body["view"] = view | {"private_metadata": carried, "state": {"values": values}}
    return body


def _plain(table: Any) -> list[Any]:
    """The columns as they are stored: what is encrypted is only compared."""
    hidden = [column for column in table.columns if isinstance(column.type, EncryptedText)]
    return [type_coerce(one, Text).label(one.name) if one in hidden else one for one in table.columns]


@pytest.fixture
async def rig(database: Database) -> Rig:
    built = Rig(database, World("TA", "A", MONDAY), World("TB", "B", MONDAY))
    for world in (built.here, built.there):
        await world.build(database)
    return built


# Each who acts, and whose rows the ids name.
TRIES = (("MALLORY", "here"), ("MALLORY", "there"), ("NOOR", "there"))


async def test_an_id_of_what_is_not_ones_own_changes_nothing_and_is_answered_kindly(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    known, before = handlers(), await rig.tables()
    for name, named in WITH_IDS.items():
        rig.asked_for.clear()
        rig.wrote = False
        for who, whose in TRIES:
            if named.public and whose == "here":
                continue  # whoever is in the workspace may
            told = await rig.try_(name, known[name], rig.here.user(who), getattr(rig, whose), named)
            assert told or named.harmless, f"{name}: {who} is told nothing"
            assert rig.there.shown not in told, name
            assert not any(world.words in told for world in (rig.here, rig.there)), name
        if not named.harmless:
            assert rig.shown == [], name
        rig.shown.clear()
        if rig.wrote:
            after = await rig.tables()
            rig.check_own(before, after, name) if named.harmless else rig.check_same(before, after, name)
            before = after
        if not named.among:
            ids = {rig.here.ids[named.kind], rig.there.ids[named.kind]}
            assert any(one in values for values in rig.asked_for for one in ids), (
                f"{name} looks for no id: {told}"
            )
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_whoever_does_not_run_the_program_is_refused_whatever_of_it_they_send(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.CARRIED", CARRIED | PROGRAM_CARRIED)
    monkeypatch.setattr(f"{__name__}.FILLED", FILLED | PROGRAM_FILLED)
    known, before = handlers(), await rig.tables()
    of_program = {one for one in known if PROGRAM.match(one)} - OF_EVERYBODY | PROGRAM_TOO
    told = {
        one: await rig.try_(one, known[one], rig.here.user("MALLORY"), rig.here, ANY) for one in of_program
    }
    assert {one: said for one, said in told.items() if "NOOR" not in said} == {}
    assert rig.shown == []
    rig.check_same(before, await rig.tables(), "somebody who does not run the program")


async def test_the_control_with_ids_of_ones_own_is_seen_to_change_something(rig: Rig) -> None:
    before = await rig.tables()
    accept = handlers()["action offer_help"]
    await rig.try_("action offer_help", accept, rig.here.user("ELI"), rig.here, WITH_IDS["action offer_help"])
    assert rig.wrote
    with pytest.raises(AssertionError):
        rig.check_same(before, await rig.tables(), "action offer_help")

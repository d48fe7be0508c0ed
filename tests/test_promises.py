"""What is written down is so: README, ids, kinds of messages, encrypted words, and every sentence."""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Text

import bot
from bot import commands
from bot.app import JOBS, MESSAGES, listeners
from bot.delivery.messages import MessageKind
from bot.delivery.outbox import HOME
from bot.install.pages import OPTIONAL_SCOPES, SCOPES
from bot.kit.crypto import EncryptedText
from bot.kit.db import Base
from bot.kit.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


# --- README -----------------------------------------------------------------------------------------------


def test_the_variables_of_the_readme_are_the_settings_there_are() -> None:
    table = [line for line in README.splitlines() if line.startswith("| `")]
    named = {name for line in table for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])}
    assert named == {name.upper() for name in Settings.model_fields}


def _commands(parser: argparse.ArgumentParser, before: str = "pinchpoint") -> Iterator[str]:
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not inner:
        yield before
    for choices in inner:
        for name, one in choices.choices.items():
            yield from _commands(one, f"{before} {name}")


def test_the_commands_of_the_readme_are_those_there_are() -> None:
    known = set(_commands(commands.parser()))
    written: set[str] = set()
    for command in re.findall(r"`(pinchpoint [^`]+)`", README):
        words, _, tail = command.rpartition(" ")
        plain = command.replace(" --no-worker", "")
        written |= {f"{words} {one}" for one in tail.split("|")} if "|" in tail else {plain}
    assert written <= known
    assert known - written == {"pinchpoint db check"}  # for those who develop it
    assert "--no-worker" in str(
        commands.parser()._subparsers._group_actions[0].choices["serve"].format_help()
    )  # type: ignore[union-attr]


def test_the_scopes_of_the_readme_are_those_the_app_asks_for() -> None:
    paragraph = README[README.index("Scopes:") : README.index("## What is kept")]
    for scope in (*SCOPES, *OPTIONAL_SCOPES):
        assert f"`{scope}`" in paragraph or (scope.endswith(":history") and "the two histories" in paragraph)


# --- Ids --------------------------------------------------------------------------------------------------


@cache
def modules() -> dict[str, ModuleType]:
    """Every module of the product."""
    names = [info.name for info in pkgutil.walk_packages(bot.__path__, "bot.") if "__main__" not in info.name]
    return {name: importlib.import_module(name) for name in names}


def constants(module: ModuleType) -> dict[str, str]:
    """The texts in capitals that a module itself defines."""
    tree = ast.parse(Path(str(module.__file__)).read_text())
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = getattr(module, node.targets[0].id, None)
            if node.targets[0].id.isupper() and isinstance(value, str):
                found[node.targets[0].id] = value
    return found


VIEWS = [name for name in modules() if ".views" in name and not name.startswith("bot.playground")]
# Modals that send nothing, and buttons that only lead to another page.
SILENT = {
    "notice",
    "ask_loading",
    "admin_log",
    "admin_panel",
    "checklist_editor",
    "dashboard_figures",
    "dashboard_page",
    "feed_google",
    "feed_modal",
    "feed_outlook",
    "home_list",
    "pilot_posts",
    "privacy_overview",
    "reach_overview",
    "session_actions_modal",
    "session_google",
    "session_outlook",
    "story_mine",
    "story_program_modal",
    "story_shared_modal",
    "whatif_result",
}


def test_every_id_in_a_view_has_a_listener_and_every_listener_an_id_in_a_view() -> None:
    on = listeners()
    ids = {value for name in VIEWS for value in constants(modules()[name]).values()}
    ids = {value for value in ids if re.fullmatch(r"[a-z]+(_[a-z]+)*", value)}
    heard = {*on.actions, *on.view_submissions, *on.searches}
    assert heard - ids == set(), "a listener to which no view leads"
    assert ids - heard - SILENT == set(), "a view whose button nobody hears"


def test_ids_stand_in_views_by_their_constants() -> None:
    """An id that is typed out would escape the comparison above."""
    for name in VIEWS:
        for node in ast.walk(ast.parse(Path(str(modules()[name].__file__)).read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            position = {"button": 1, "modal": 0}.get(node.func.id)
            if position is not None and len(node.args) > position:
                given = node.args[position]
                typed = isinstance(given, ast.Constant) and given.value not in SILENT
                assert not typed, f"{name} line {node.lineno}: {ast.unparse(given)}"


# --- Kinds of messages ------------------------------------------------------------------------------------


FEATURES_MESSAGES = [name for name in modules() if re.fullmatch(r"bot\.\w+\.messages", name)]
FEATURES_MESSAGES = [name for name in FEATURES_MESSAGES if hasattr(modules()[name], "MESSAGES")]


def kinds_in(module: ModuleType) -> list[MessageKind]:
    """Every kind that a module declares, alone or in a table."""
    values = [value for name, value in vars(module).items() if not name.startswith("_")]
    values += [one for value in values if isinstance(value, dict) for one in value.values()]
    return [one for one in values if isinstance(one, MessageKind)]


def named_in(module: ModuleType) -> set[str]:
    """The ids of the kinds that a module names, such as ``messages.CARD`` or ``messages.UNBLOCKED``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            value = _resolved(node, module)
            values = value.values() if isinstance(value, dict) else [value]
            found |= {one.id for one in values if isinstance(one, MessageKind)}
    return found


def _resolved(node: ast.AST, module: ModuleType) -> object:
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute):
        return getattr(_resolved(node.value, module), node.attr, None)
    return None


def test_every_kind_of_message_is_planned_by_a_service_of_its_feature() -> None:
    for name in FEATURES_MESSAGES:
        feature = name.rpartition(".")[0]
        plans = (f"{feature}.service", "bot.delivery.outbox" if feature == "bot.delivery" else feature + "?")
        services = [module for at, module in modules().items() if at.startswith(plans)]
        planned = {kind for module in services for kind in named_in(module)}
        declared = {kind.id for kind in kinds_in(modules()[name])}
        assert declared - {HOME} == planned, f"{name}: what is planned is not what is declared"


def test_every_kind_of_message_is_known_to_the_app_by_its_own_id() -> None:
    declared = [kind for name in FEATURES_MESSAGES for kind in kinds_in(modules()[name])]
    assert {kind.id: kind for kind in declared} == MESSAGES
    assert len(declared) == len(MESSAGES)


def test_every_kind_of_message_says_what_it_is_and_why_it_is_sent() -> None:
    for kind in MESSAGES.values():
        assert kind.title, kind.id
        assert kind.why.endswith("."), kind.id


def test_every_job_of_a_feature_runs_and_has_a_name_of_its_own() -> None:
    features = [getattr(one, "JOBS", []) for name, one in modules().items() if name.endswith(".jobs")]
    assert sorted(job.name for jobs in features for job in jobs) == sorted(job.name for job in JOBS)
    assert len({job.name for job in JOBS}) == len(JOBS)


# --- Words at rest ----------------------------------------------------------------------------------------

# Texts that no person wrote as an answer, a question or a note: Slack's ids, states, codes, names, and what
# admins publish to everybody.
OPEN = {
    "embedding": {"subject_id", "model", "digest"},
    "workspace": {"id", "enterprise_id", "name", "bot_user_id", "people_cursor"},
    "installation": {
        "app_id",
        "enterprise_id",
        "bot_id",
        "bot_user_id",
        "scopes",
        "installed_by",
        "renewal_error",
    },
    "oauth_state": {"state"},
    "self_check": {"key_check"},  # our own words, encrypted
    "person": {"user_id", "name", "zone", "language", "locale"},
    "topic": {"id", "name", "name_key", "description", "steward_id", "parent_id", "merged_into_id"},
    "audit_entry": {"id", "by_id", "act", "about_id", "subject", "part", "before", "after"},
    "ask": {"id", "mentee_id", "topic_id", "steward_id", "origin_id", "only_expert_id"},
    "started_ask": {"id"},
    "offer": {"id", "ask_id", "expert_id", "topic_id", "suggested_by", "rules_version", "listed_with"},
    "session": {
        *("id", "ask_id", "offer_id", "mentee_id", "expert_id"),
        *("proposed_by", "changed_by", "absent_reported_by", "series_id", "pool_id"),
    },
    "series": {"id", "ask_id", "ended_by"},
    "growth": {"chosen_by", "series_id"},
    "calendar_feed": {"id", "secret_hash"},
    "slot": {"id", "session_id"},
    "campaign": {"id", "chosen", "cohort", "created_by"},
    "campaign_member": {"id", "campaign_id", "user_id"},
    "checklist_item": {"list", "key", "text"},  # admins' own, for everybody
    "tick": {"item"},
    "wrap_up": {"handover_to"},
    "action": {"id", "session_id", "written_by", "owner_id"},
    "outbox": {
        *("id", "dedupe_key", "kind", "recipient", "subject_id", "lease_owner", "error", "card_key"),
        *("file_id", "channel_id", "message_ts", "request_id"),
    },
    "conversation": {"members", "channel_id"},
    "card": {"key", "channel_id", "message_ts", "digest"},
    "rate_limit": {"method", "channel_id"},
    "inbox": {"key"},
    "invitation": {"id", "invited_id", "invited_by"},
    "flash_event": {"id", "created_by", "title", "channel_id", "cancelled_by"},  # its title is announced
    "flash_seat": {"id", "event_id"},
    "flash_talk": {"id", "event_id", "missed_by", "ask_id"},
    "sheet_plan": {"id", "created_by", "channel_id", "rule", "zone", "days_off"},
    "sheet": {"id", "plan_id", "channel_id"},
    "sheet_expert": {"sheet_id"},
    "sheet_slot": {"id", "sheet_id"},
    "sheet_place": {"id", "sheet_id", "slot_id"},
    "pool": {"id", "called_off_by"},
    "pool_place": {"id", "pool_id", "ask_id", "session_id"},
    "pool_expert": {"pool_id"},
    "directory_entry": {
        "key",
        "department",
        "seniority",
        "role",
        "manager_key",
        "line",
        "from_slack",
    },  # as the company says
    "followed_profiles": {"department_field", "manager_field", "start_field"},  # ids that Slack made
    "program_post": {"id", "kind", "channel_id", "posted_by"},
    "story": {"id", "written_by", "published_by", "channel_id"},
    "story_answer": {"id", "story_id"},
    "erasure": {"id"},
    "written_answer": {"id", "ask_id", "offer_id"},
}
IDS = {"workspace_id", "user_id", "other_id", "session_id", "topic_id", "mentee_id", "expert_id"}


def test_every_text_that_a_person_writes_is_encrypted() -> None:
    for table in Base.metadata.sorted_tables:
        lying_open = {column.name for column in table.columns if isinstance(column.type, Text)} - IDS
        assert lying_open - OPEN.get(table.name, set()) == set(), (
            f"{table.name}: encrypt these columns, or say in OPEN that nobody writes them"
        )


def test_every_encrypted_column_is_bound_to_its_own_place() -> None:
    encrypted = {
        f"{table.name}.{column.name}": column.type.column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    }
    assert {place for place, bound in encrypted.items() if place != bound} == set()
    assert {"ask.question", "offer.answer", "thanks.words", "installation.bot_token"} <= set(encrypted)


# --- Sentences --------------------------------------------------------------------------------------------

TEXTS = [name for name in modules() if name.endswith(".texts")]
JARGON = re.compile(
    r"\b(?:modal|payload|token|webhook|database|API|JSON|UTC|cron|sync(?:ed)?|invalid|null|error|ephemeral|"
    r"trigger|queue|endpoint|click here|users?|mentees?|leverage|synergy|utili[sz]e|successfully|oops)\b",
    re.I,
)


@pytest.mark.parametrize("name", TEXTS)
def test_sentences_are_calm_and_plain(name: str) -> None:
    for line, words in _sentences(modules()[name]):
        assert "!" not in words, f"{name} line {line}: {words}"
        found = JARGON.search(re.sub(r"\{\w*\}", "", words))
        assert found is None, f"{name} line {line}: {found and found[0]!r} in {words}"
        assert "  " not in words.strip(), f"{name} line {line}: two spaces in {words!r}"
        assert " ," not in words, f"{name} line {line}: {words}"


def _sentences(module: ModuleType) -> Iterator[tuple[int, str]]:
    tree = ast.parse(Path(str(module.__file__)).read_text())
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            quiet.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.Dict):
            quiet |= {id(key) for key in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


@cache
def sources() -> dict[str, str]:
    return {name: Path(str(module.__file__)).read_text() for name, module in modules().items()}


@pytest.mark.parametrize("name", TEXTS)
def test_every_sentence_is_said_somewhere(name: str) -> None:
    tree = ast.parse(sources()[name])
    defined = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ] + [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    feature = name.removeprefix("bot.").partition(".")[0]
    near = {one: text for one, text in sources().items() if f"bot.{feature}." in one or feature in text}
    for constant in sorted(set(defined)):
        inside = len(re.findall(rf"\b{constant}\b", sources()[name]))
        outside = sum(len(re.findall(rf"\b{constant}\b", text)) for one, text in near.items() if one != name)
        assert inside + outside > 1, f"{name}.{constant} is never said"

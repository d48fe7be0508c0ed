"""Every sentence can be translated: it stands in a ``texts.py``, it is used, and what it names is given."""

from __future__ import annotations

import ast
import importlib
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from bot.growing import texts as growing
from bot.kit.i18n import Sentence, placeholders
from bot.models.program_settings import all_settings
from bot.pooled import texts as pooled
from bot.sessions import texts as sessions
from tests.support.every_view import PLAIN
from tests.support.extract import ROOT, TEMPLATE, extract

BOT = ROOT / "bot"
# What speaks to whoever runs the service, in English: the command line, logs, settings, errors at the start.
FOR_OPERATORS = {
    *(f"privacy/inventory/{name}.py" for name in ("people", "questions", "sessions", "events", "technical")),
    "cli.py",
    *(str(path.relative_to(BOT)) for path in (BOT / "commands").rglob("*.py")),
    "app.py",
    "process.py",
    "web.py",
    "worker.py",
    "kit/settings.py",
    "kit/logs.py",
}
FOR_OPERATORS |= {"kit/requests.py", "kit/crypto.py", "kit/encoder.py", "kit/socket_mode.py", "kit/health.py"}
FOR_OPERATORS |= {"kit/proxies.py", "kit/connections.py", "kit/metrics.py", "kit/tracing.py"}
FOR_OPERATORS |= {"install/pages.py"}
TEXTS = [
    path
    for path in sorted(BOT.rglob("texts.py"))
    if path.parent.name not in PLAIN and str(path.relative_to(BOT)) not in FOR_OPERATORS
]
CODE = [
    path
    for path in sorted(BOT.rglob("*.py"))
    if not {"playground", "models", *PLAIN} & set(path.relative_to(BOT).parts) and path.name != "texts.py"
]
# What looks at questions written in English, and completes them with English words: what the clinic knows of
# wording is no sentence of ours, and in another language it would stand around English words.
ENGLISH_ONLY = {"asks/rules/opening.py", "asks/rules/wording.py"}
# Calls whose words nobody but a developer or operator reads, or that are data of a workspace.
UNSEEN = {
    "ValueError",
    "TypeError",
    "KeyError",
    "LookupError",
    "AssertionError",
    "RuntimeError",
    "SetupError",
    "SlackAway",
    "MessageKind",
    "TopicDetails",
}
UNSEEN |= {"debug", "info", "warning", "error", "exception", "compile", "text", "getLogger", "execute"}
LOOKS_LIKE_WORDS = re.compile(r"[A-Z“][a-z’']*[ ,].*[a-z]|[a-z]{2,} [a-z]{2,}.*[.?:…]$")


def test_the_template_for_translators_is_up_to_date() -> None:
    assert TEMPLATE.read_bytes() == extract(), (
        "Run python -m tests.support.extract and commit what it writes."
    )


def test_no_sentence_quotes_a_button_of_a_conversation() -> None:
    """Where its people read different languages, its buttons are in English for each of them."""
    there = (sessions.CANCEL, sessions.RESCHEDULE, sessions.SET_PLACE, sessions.NONE_OF_THESE)
    quoted = [f"*{one.text}*" for one in (*there, growing.CHOOSE, pooled.CANT_COME)]
    template = read_po(io.BytesIO(extract()))
    said = [text for entry in template for text in ((entry.id,) if isinstance(entry.id, str) else entry.id)]
    assert said
    assert [text for text in said if any(label in text for label in quoted)] == []


def test_the_template_holds_what_is_said_of_settings() -> None:
    template = read_po(io.BytesIO(extract()))
    words = [one.words for one in all_settings()]
    said = [sentence.text for one in words for sentence in (one.label, one.hint, one.wrong) if sentence]
    assert said
    assert [text for text in said if text not in template] == []


def sentences() -> Iterator[tuple[str, Sentence]]:
    for path in TEXTS:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for constant, value in vars(importlib.import_module(name)).items():
            if constant.isupper():
                yield from ((f"{name}.{constant}", one) for one in _sentences(value))


def _sentences(value: Any) -> Iterator[Sentence]:
    if isinstance(value, Sentence):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _sentences(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _sentences(one)


def test_placeholders_are_plain_names() -> None:
    for name, sentence in sentences():
        assert all(one.isidentifier() for one in placeholders(sentence.text + sentence.plural)), name
        if sentence.plural:
            assert placeholders(sentence.text) | {"count"} == placeholders(sentence.plural) | {"count"}, name


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.parent.name)
def test_texts_hold_sentences_and_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    marked = {id(arg) for node in ast.walk(tree) if _called(node) in {"_", "_n", "_p"} for arg in node.args}  # type: ignore[attr-defined]
    loose = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked
    ]
    assert not [text for text in loose[1:] if LOOKS_LIKE_WORDS.search(text)], "not marked by _ or _n"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.parent.name)
def test_every_sentence_is_said_somewhere(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(path.read_text())
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    within = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert constants - within - used_of(module) == set()


@cache
def used() -> frozenset[tuple[str, str]]:
    """Return which names of which texts modules are used: (module, name)."""
    found: set[tuple[str, str]] = set()
    for path in sorted(BOT.rglob("*.py")):
        tree = ast.parse(path.read_text())
        known = dict(_texts_modules(tree))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in known
            ):
                found.add((known[node.value.id], node.attr))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".texts"):
                found.update((str(node.module), alias.name) for alias in node.names)
    return frozenset(found)


def used_of(module: str) -> set[str]:
    return {name for where, name in used() if where == module}


def _texts_modules(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Return by which names a file knows which texts modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "texts":
                    yield alias.asname or alias.name, f"{node.module}.texts"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(BOT)))
def test_no_sentence_stands_outside_of_texts(path: Path) -> None:
    where = path.relative_to(BOT)
    if str(where) in FOR_OPERATORS | ENGLISH_ONLY or where.is_relative_to("kit/db"):
        return
    assert stray_sentences(path) == []


def stray_sentences(path: Path) -> list[str]:
    """Return the strings in a file that read as if people were to see them."""
    tree = ast.parse(path.read_text())
    unseen = {id(part) for node in ast.walk(tree) if _is_unseen(node) for part in ast.walk(node)}
    return [
        f"{path.name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unseen
        if LOOKS_LIKE_WORDS.search(node.value)
    ]


def _is_unseen(node: ast.AST) -> bool:
    """Whether it is a docstring, or a call such as of a logger."""
    return (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) or _called(node) in UNSEEN


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize(
    "path",
    [path for path in CODE if str(path.relative_to(BOT)) not in FOR_OPERATORS],
    ids=lambda path: str(path.relative_to(BOT)),
)
def test_placeholders_are_given_what_they_name(path: Path) -> None:
    """Where the names stand in the call: what comes in a dictionary is seen when a test runs it."""
    tree = ast.parse(path.read_text())
    known = dict(_texts_modules(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(one.arg is None for one in node.keywords):
            continue
        bound = isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        said = node.func.value if bound else next(iter(node.args), None)  # type: ignore[attr-defined]
        if not (bound or _is_reader(node.func)) or not isinstance(said, ast.Attribute):
            continue
        if isinstance(said.value, ast.Name) and said.value.id in known:
            value = getattr(importlib.import_module(known[said.value.id]), said.attr)
            wanted = placeholders(value.text) | placeholders(value.plural)
            if value.plural:
                wanted |= {"count"}
            assert {one.arg for one in node.keywords} == wanted, f"{path}:{node.lineno}"


def _is_reader(node: ast.AST) -> bool:
    return getattr(node, "id", getattr(node, "attr", "")) == "reader"

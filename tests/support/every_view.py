"""Runs every view in the made-up language of ``pseudo.py``, with whatever the tests show in it.

Each public function of a feature's views whose first argument is ``reader`` is wrapped: whenever a test, or
the service under test, calls it, it is called once more with the made-up reader and the same data. The test
fails when a word came through no catalogue, or a sentence does not fit where it stands: the made-up one, or a
translation that there is.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import bot
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.playground.slack.blockkit import message_problems, view_problems
from tests.support.fitting import Fitting
from tests.support.pseudo import PseudoReader, problems, strings_in, words_in

# Features whose sentences are plain strings: they are not checked.
PLAIN: frozenset[str] = frozenset()


class EveryView:
    """What was seen so far: the views there are, those that were run, and what is wrong with them."""

    def __init__(self) -> None:
        self.views: set[str] = set()
        self.seen: set[str] = set()
        self._wrong: list[str] = []
        self._said: set[str] = set()
        self._fitting = Fitting()
        self._depth = 0

    def install(self) -> None:
        """Wrap the views wherever they are known by name."""
        wrapped = {function: self._wrap(name, function) for name, function in _views()}
        for module in list(sys.modules.values()):
            if module.__name__.startswith(("bot.", "tests.")):
                for name, value in list(vars(module).items()):
                    if inspect.isfunction(value) and value in wrapped:
                        setattr(module, name, wrapped[value])
        self._listen()

    def take(self) -> list[str]:
        """Return what was wrong since the last time."""
        found, self._wrong = self._wrong, []
        self._said.clear()
        return list(dict.fromkeys(found))

    def _listen(self) -> None:
        """Remember what was put into words, to find what was so before it reached a view."""
        call = Reader.__call__

        def remembered(reader: Reader, words: Words, /, **params: Any) -> str:
            said = call(reader, words, **params)
            if not isinstance(words, str):
                self._said.add(said)
            return said

        Reader.__call__ = remembered  # type: ignore[method-assign]

    def _wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        self.views.add(name)

        @functools.wraps(function)
        def view(reader: Reader, *args: Any, **kwargs: Any) -> Any:
            self.seen.add(name)
            outermost = self._depth == 0
            early = self._early(args, kwargs) if outermost else []
            self._depth += 1
            try:
                shown = function(reader, *args, **kwargs)
                if outermost:
                    again = PseudoReader(reader.locale, reader.zone, reader.clock)
                    told = function(again, *args, **kwargs)
                    found = [*early, *problems(told, words_in([args, kwargs])), *_new_problems(shown, told)]
                    found += self._fitting.problems(told)
                    self._wrong += [f"{name}: {problem}" for problem in found]
            finally:
                self._depth -= 1
            return shown

        return view

    def _early(self, *values: Any) -> list[str]:
        """Tell which sentences reach a view as strings, in the words of who knows which reader."""
        given = {text for text in strings_in(values, set()) if " " in text}
        return [f"{text!r} was put into words before it reached the view" for text in given & self._said]


def _views() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in _modules():
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
            if own and next(iter(inspect.signature(value).parameters), "") == "reader":
                yield f"{module.__name__}.{name}", value


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        _bot, feature, *rest = [*found.name.split("."), ""]
        if rest[0] == "views" and feature != "playground" and feature not in PLAIN:
            yield importlib.import_module(found.name)


def _new_problems(shown: Any, told: Any) -> list[str]:
    """Return what Slack would refuse in the longer words and takes in the English ones."""
    refused = set(_refused(told))
    return sorted(refused - set(_refused(shown))) if refused else []


def _refused(shown: Any) -> list[str]:
    match shown:
        case {"type": "modal" | "home"}:
            return view_problems(shown)
        case {"type": str()}:
            return message_problems([shown])
        case [{"type": str()}, *_]:
            return view_problems({"type": "home", "blocks": shown})
        case (str(), [*blocks]):
            return message_problems(blocks)
        case _:
            return []


EVERY_VIEW = EveryView()

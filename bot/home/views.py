"""App Home in the product's order, and the list of sessions that `/mentoring sessions` answers."""

from __future__ import annotations

from datetime import datetime

from bot.admin import views as admin
from bot.asks import views as asks
from bot.experts import views as experts
from bot.home import texts
from bot.home.queries import MySessions, Page
from bot.kit import blocks
from bot.kit.blocks import Block, View, context, divider, escape, header
from bot.kit.reader import Reader
from bot.sessions import views as sessions
from bot.thanks import views as thanks


def home(reader: Reader, page: Page, now: datetime) -> View:
    """Return the App Home view. Every part is short whatever the amounts: all fit into a hundred blocks."""
    return blocks.home(
        [
            *_greeting(page),
            *asks.home_blocks(reader, page.asks, page.more_asks),
            *session_blocks(reader, page.sessions, now),
            *experts.home_blocks(page.profile),
            *thanks.home_blocks(reader, page.thanked),
            *(admin.home_blocks(page.program) if page.program else []),
            divider(),
            context(_help(page)),
        ]
    )


def session_blocks(reader: Reader, mine: MySessions, now: datetime) -> list[Block]:
    """Return a person's sessions with their buttons."""
    more = [context(texts.more_sessions(mine.more))] if mine.more else []
    return [*sessions.home_blocks(reader, mine.shown, now), *more]


def _greeting(page: Page) -> list[Block]:
    first = page.name.partition(" ")[0]
    # Display names are often typed small.
    hello = texts.HELLO.format(name=first[:1].upper() + first[1:]) if first else texts.HELLO_SOMEBODY
    return [header(hello), context(texts.WELCOME)]


def _help(page: Page) -> str:
    if not page.program_team:
        return texts.HELP_LINE
    names = texts.names([escape(name) for name in page.program_team])
    return f"{texts.HELP_LINE} {texts.PROGRAM_TEAM.format(names=names)}"

"""App Home in the product's order, and the help of ``/mentoring``."""

from __future__ import annotations

from datetime import datetime

from bot.admin import views as admin
from bot.admin.queries import Program
from bot.asks import views as asks
from bot.dashboard import views as dashboard
from bot.experts import views as experts
from bot.feed.views import address as feed
from bot.flash.views import organiser as flash
from bot.home import texts
from bot.home.queries import Page
from bot.home.views.lists import inbox_blocks
from bot.kit import blocks
from bot.kit.blocks import Block, View, actions, context, divider, escape, section
from bot.kit.reader import Reader
from bot.pilot import views as pilot
from bot.sheets.views import organiser as sheets
from bot.stories import views as stories
from bot.thanks import views as thanks


def home(reader: Reader, page: Page, now: datetime) -> View:
    """Return the App Home view. Every part is short whatever the amounts: all fit into a hundred blocks."""
    return blocks.home(
        [
            _greeting(reader, page),
            *experts.away_blocks(reader, page.away),
            *inbox_blocks(reader, page.inbox, page.past, now),
            *experts.home_blocks(reader, page.profile),
            *thanks.home_blocks(reader, page.thanked),
            *stories.home_blocks(reader, page.stories),
            *pilot.home_blocks(reader, page.first_steps),
            *(_program(reader, page, page.program) if page.program else []),
            *flash.home_lines(reader, page.events_run),
            *sheets.home_lines(reader, page.sheets_run),
            *stories.program_blocks(reader, page.stories_waiting, page.stories_shared),
            divider(),
            *([actions(feed.open_button(reader))] if page.has_calendar else []),
            context(_help(reader, page)),
        ]
    )


def usage(reader: Reader, unknown: str = "") -> str:
    """Say what each word of ``/mentoring`` does; ``unknown`` is the word that was typed and means nothing."""
    first = reader(texts.NOT_UNDERSTOOD, word=escape(unknown)) if unknown else reader(texts.USAGE)
    return "\n".join([first, *(reader(line) for line in texts.USAGE_LINES)])


def _greeting(reader: Reader, page: Page) -> Block:
    first = page.name.partition(" ")[0]
    # Display names are often typed small.
    name = escape(first[:1].upper() + first[1:])
    hello = reader(texts.HELLO, name=name) if first else reader(texts.HELLO_SOMEBODY)
    return section(f"{hello}\n{reader(texts.WELCOME)}", asks.ask_button(reader))


def _program(reader: Reader, page: Page, program: Program) -> list[Block]:
    """Return the program area, with what other features offer there in the row of its buttons."""
    heading, *above, row = admin.home_blocks(reader, program)
    formats = (flash.plan_button(reader), sheets.plan_button(reader))
    buttons = [dashboard.open_button(reader), *row["elements"], *formats]
    weeks = dashboard.glance_blocks(reader, page.lately)
    return [heading, *weeks, *above, row | {"elements": buttons}]


def _help(reader: Reader, page: Page) -> str:
    help_line = reader(texts.HELP_LINE)
    if not page.program_team:
        return help_line
    names = reader.list([escape(reader(name)) for name in page.program_team], "or")
    return f"{help_line} {reader(texts.PROGRAM_TEAM, names=names)}"

"""`pinchpoint privacy`: what is held about somebody."""

from __future__ import annotations

import argparse
import sys

from bot.admin import service as admin
from bot.commands.databases import with_database, workspaces
from bot.kit.clock import SystemClock
from bot.kit.db import Database
from bot.models import Act
from bot.privacy import queries, service, views


def export(options: argparse.Namespace) -> int:
    """Print everything that is held about somebody."""

    async def show(database: Database) -> int:
        if options.workspace not in await workspaces(database):
            return _no_such_workspace()
        async with database.begin(options.workspace) as db:
            found = await queries.everything(db, options.user)
            about = options.user
            await admin.record(db, None, Act.DATA_EXPORTED, SystemClock().now(), about=about)
        sys.stdout.write(views.data(found, SystemClock().now()).decode() + "\n")
        return 0

    return with_database(show)


def erase(options: argparse.Namespace) -> int:
    """Have a worker erase somebody."""

    async def ask(database: Database) -> int:
        if options.workspace not in await workspaces(database):
            return _no_such_workspace()
        async with database.begin(options.workspace) as db:
            now = SystemClock().now()
            asked = await service.ask_to_erase(db, options.user, now)
            if asked:
                await admin.record(db, None, Act.ERASURE_ASKED, now, about=options.user)
        print("A worker erases them within two hours." if asked else "That is under way already.")
        return 0

    return with_database(ask)


def _no_such_workspace() -> int:
    print("There is no such workspace here.", file=sys.stderr)
    return 1

"""`pinchpoint doctor`: looks at everything that has to be right, and says what is not and what to do."""

from __future__ import annotations

import argparse
import asyncio
import logging
from pathlib import Path

import aiohttp

from bot.commands.doctor import machine, report, service, slack, storage
from bot.commands.doctor.findings import Finding, broken, exit_code, fine, note
from bot.kit import logs
from bot.kit.clock import Clock, SystemClock
from bot.kit.db import parse_url
from bot.kit.errors import SetupError
from bot.kit.settings import Settings, look_at_settings
from bot.kit.slack import CALL_SECONDS, SlackClients
from bot.web import TWO_WAYS_IN


def add_options(command: argparse.ArgumentParser) -> None:
    """Say what `pinchpoint doctor` understands."""
    command.add_argument("--json", action="store_true", help="print a list of objects, for scripts")
    command.add_argument("--strict", action="store_true", help="end with 1 for what is only to note, too")


def run(options: argparse.Namespace) -> int:
    """Look at everything and print it; return 0 when all is well, 1 for something broken, 2 for a setting."""
    settings, wrong = look_at_settings()
    logs.configure("ERROR", "plain", settings.secrets())
    logging.getLogger("bot").setLevel(logging.CRITICAL)  # what goes wrong is a finding
    findings = asyncio.run(diagnose(settings, wrong, SystemClock()))
    show = report.as_json if options.json else report.as_text
    print(show(findings, settings.secrets()))
    return exit_code(findings, strict=options.strict)


async def diagnose(settings: Settings, wrong: list[str], clock: Clock) -> list[Finding]:
    """Return what is found; ``wrong`` is a sentence for each setting that is missing or wrong."""
    limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=limit, trust_env=False) as http:
        return [
            *_settings(wrong),
            _way_in(settings),
            *machine.look(_folder(settings)),
            *await storage.look(settings, clock),
            *await slack.look(settings, SlackClients(settings.slack_api_url, http), clock.system_now()),
            *await service.look(settings, http, clock.system_now()),
        ]


def _settings(wrong: list[str]) -> list[Finding]:
    cure = "Change it in the environment or in .env; README.md lists every setting."
    return [broken("settings", one, cure) for one in wrong] or [
        fine("settings", "each that is needed is there")
    ]


def _way_in(settings: Settings) -> Finding:
    if settings.slack_signing_secret is not None and settings.slack_app_token is not None:
        return note("way_in", TWO_WAYS_IN.partition(":")[0] + ".", "Leave out one of the two.")
    return fine("way_in", "Socket Mode" if settings.socket_mode else "HTTP")


def _folder(settings: Settings) -> Path:
    """Return the folder of an embedded database, or the present one."""
    try:
        url = parse_url(settings.database_url.get_secret_value())
    except SetupError:
        return Path()
    folder = Path(url.database or "").parent if url.get_backend_name() == "sqlite" else Path()
    return folder if folder.exists() else Path()

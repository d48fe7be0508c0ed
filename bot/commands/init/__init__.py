"""`pinchpoint init`: asks the few questions, writes `.env` and a manifest, and says what to do next."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.commands.init import env_file
from bot.commands.init.app_manifest import manifest
from bot.commands.init.questions import WAYS, Answers, gather, on_terminal
from bot.kit.errors import SetupError
from bot.kit.settings import ENV_FILE

MANIFEST = "slack-manifest.json"
_APPS = "https://api.slack.com/apps"
_WHERE = {
    "SLACK_BOT_TOKEN": "Install App (the Bot User OAuth Token, xoxb-…)",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens (one with connections:write, xapp-…)",
    "SLACK_SIGNING_SECRET": "Basic Information, App Credentials (the Signing Secret)",
    "SLACK_CLIENT_ID": "Basic Information, App Credentials (the Client ID)",
    "SLACK_CLIENT_SECRET": "Basic Information, App Credentials (the Client Secret)",
}


def add_options(command: argparse.ArgumentParser) -> None:
    """Say what `pinchpoint init` understands."""
    command.add_argument("--way", choices=WAYS, help="how Slack and the app talk")
    command.add_argument("--url", help="the address at which Slack reaches this server")
    command.add_argument("--database", metavar="DATABASE_URL", help="where the data lies")
    command.add_argument("--folder", type=Path, default=Path(), help="where to write (default: here)")
    command.add_argument(
        "--yes", action="store_true", help="ask nothing; secrets come from the environment, or later"
    )


def run(options: argparse.Namespace) -> int:
    """Write what is known, and say what to do next. Raises SetupError."""
    file = options.folder / ENV_FILE
    ask = None if options.yes or not sys.stdin.isatty() else on_terminal
    answers = gather(options, os.environ, env_file.read(file), ask)
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        env_file.write(file, answers.values)
        (options.folder / MANIFEST).write_text(manifest(answers.url, installs=answers.way == "many"), "utf-8")
    except OSError as error:
        raise SetupError(f"The folder {options.folder} cannot be written to: {error.strerror}.") from None
    print("\n".join(steps(answers, options.folder)))
    return 0


def steps(answers: Answers, folder: Path) -> list[str]:
    """Return what to do next, a line each; the last one says how it goes on."""
    written = f"Written: {folder / ENV_FILE} (for you alone) and {folder / MANIFEST}."
    if not answers.lacking:
        return [written, *_update_hint(answers), "Ready: run `pinchpoint doctor`, then `pinchpoint serve`."]
    lines = [
        written,
        f"1. Open {_APPS}?new_app=1, choose From a manifest, and paste {MANIFEST} into the tab JSON.",
        *(["2. Install the app in your workspace (Install App)."] if answers.way != "many" else []),
    ]
    first = len(lines)
    lines += [
        f"{first + number}. Copy {name} from {_WHERE[name]}." for number, name in enumerate(answers.lacking)
    ]
    return [*lines, "Then run `pinchpoint init` again: it asks for what is missing and keeps the rest."]


def _update_hint(answers: Answers) -> list[str]:
    if answers.way == "many" and answers.url:
        return [f"Workspaces install the app at {answers.url}slack/install."]
    return [f"If the manifest changed, paste it once more at {_APPS}, App Manifest."]

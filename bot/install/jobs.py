"""What the clock decides about the app's own access."""

from __future__ import annotations

from datetime import timedelta

from bot.install import service
from bot.install.renewal import renew_tokens
from bot.install.tokens import Tokens
from bot.kit.due import for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services


def learning(tokens: Tokens) -> Job:
    """Return the job that learns in which workspaces of an organisation the app is."""

    async def learn(_services: Services, organisation: str) -> None:
        await tokens.learn_workspaces(organisation)

    async def run(services: Services) -> None:
        await for_each_workspace(services, learn, service.organisations_due(services.clock.now()))

    return Job("learn_workspaces", run, every=timedelta(seconds=5), background=True)


JOBS = [Job("renew_tokens", renew_tokens, every=timedelta(minutes=1), background=True)]

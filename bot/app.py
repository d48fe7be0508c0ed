"""The app: its features in reading order, and what each of them brings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.admin import listeners as admin
from bot.admin.service import seed_topics
from bot.asks import listeners as asks
from bot.asks import messages as asks_messages
from bot.checklists import listeners as checklists
from bot.checklists import messages as checklists_messages
from bot.delivery.messages import MessageKind
from bot.experts import jobs as experts_jobs
from bot.experts import listeners as experts
from bot.home import listeners as home
from bot.home import messages as home_messages
from bot.install import listeners as install
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.kit.router import Router
from bot.kit.services import Services
from bot.matching import jobs as matching_jobs
from bot.offers import jobs as offers_jobs
from bot.offers import listeners as offers
from bot.offers import messages as offers_messages
from bot.people import jobs as people_jobs
from bot.people import listeners as people
from bot.sessions import jobs as sessions_jobs
from bot.sessions import listeners as sessions
from bot.sessions import messages as sessions_messages
from bot.thanks import jobs as thanks_jobs
from bot.thanks import listeners as thanks
from bot.thanks import messages as thanks_messages

LISTENER_SECONDS = 2  # for a call while Slack waits for the answer, of the three it waits in all

FEATURES = [home, asks, offers, sessions, checklists, thanks, experts, admin, people, install]
# In the order in which they follow from one another, so that one round carries a change through.
JOBS: list[Job] = [
    *people_jobs.JOBS,
    *experts_jobs.JOBS,
    *matching_jobs.JOBS,
    *offers_jobs.JOBS,
    *sessions_jobs.JOBS,
    *thanks_jobs.JOBS,
]
MESSAGES: dict[str, MessageKind] = {
    kind.id: kind
    for kind in (
        *home_messages.MESSAGES,
        *asks_messages.MESSAGES,
        *offers_messages.MESSAGES,
        *sessions_messages.MESSAGES,
        *checklists_messages.MESSAGES,
        *thanks_messages.MESSAGES,
    )
}

# What a new workspace starts with.
HOOKS: list[Callable[[WorkspaceSession, datetime], Awaitable[None]]] = [seed_topics]


def listeners() -> Router:
    """Return everything that all features listen to."""
    on = Router()
    for feature in FEATURES:
        feature.register(on)
    return on


def build_app(services: Services, authorize: AsyncAuthorize) -> AsyncApp:
    """Return the Bolt app.

    With ``process_before_response`` a listener commits before Slack gets its answer: what was acknowledged is
    never lost, and what failed is said in the answer itself. Requests are verified before Bolt sees them.
    """
    app = AsyncApp(
        name="Pinchpoint",  # or Bolt looks through the source of whoever called it for one
        client=services.slack.with_token(None, timeout=LISTENER_SECONDS),
        authorize=cast(Any, authorize),  # Bolt takes an instance; its annotation only knows functions
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    listeners().attach(app, services, people.Greeter())
    return app

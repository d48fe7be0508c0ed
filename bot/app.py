"""The app: its features in reading order, and what each of them brings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.admin import listeners as admin
from bot.admin.service import seed_topics
from bot.asks import jobs as asks_jobs
from bot.asks import listeners as asks
from bot.checklists import jobs as checklists_jobs
from bot.checklists import listeners as checklists
from bot.delivery.kinds import MessageKind
from bot.experts import jobs as experts_jobs
from bot.experts import listeners as experts
from bot.home import jobs as home_jobs
from bot.home import listeners as home
from bot.install import listeners as install
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.kit.router import Router
from bot.kit.services import Services
from bot.matching import jobs as matching_jobs
from bot.offers import jobs as offers_jobs
from bot.offers import listeners as offers
from bot.people import jobs as people_jobs
from bot.people import listeners as people
from bot.sessions import jobs as sessions_jobs
from bot.sessions import listeners as sessions
from bot.thanks import jobs as thanks_jobs
from bot.thanks import listeners as thanks

LISTENER_SECONDS = 2  # for a call while Slack waits for the answer, of the three it waits in all

FEATURES = [home, asks, offers, sessions, checklists, thanks, experts, admin, people, install]
# In the order in which they follow from one another, so that one round carries a change through.
JOBS: list[Job] = [
    *people_jobs.JOBS,
    *experts_jobs.JOBS,
    *matching_jobs.JOBS,
    *asks_jobs.JOBS,
    *offers_jobs.JOBS,
    *checklists_jobs.JOBS,
    *sessions_jobs.JOBS,
    *thanks_jobs.JOBS,
    *home_jobs.JOBS,
]
# Those of them for which people wait who have pressed something: the ask goes to an expert, a card that is
# over says so, the two who agreed get their conversation. Whoever is new is met before they can be chosen.
PROMPT = ("meet_new_people", "offers_close", "offers_place", "open_sessions")
MESSAGES: dict[str, MessageKind] = {
    **home_jobs.MESSAGES,
    **asks_jobs.MESSAGES,
    **offers_jobs.MESSAGES,
    **sessions_jobs.MESSAGES,
    **checklists_jobs.MESSAGES,
    **thanks_jobs.MESSAGES,
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

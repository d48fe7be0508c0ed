"""The app: its features, one line each, and the Bolt app that listens for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.admin import listeners as admin
from bot.admin.service import seed_topics
from bot.answers import jobs as answers_jobs
from bot.answers import listeners as answers
from bot.answers import messages as answers_messages
from bot.asks import jobs as asks_jobs
from bot.asks import listeners as asks
from bot.asks import messages as asks_messages
from bot.checklists import listeners as checklists
from bot.checklists import messages as checklists_messages
from bot.dashboard import jobs as dashboard_jobs
from bot.dashboard import listeners as dashboard
from bot.dashboard import messages as dashboard_messages
from bot.dashboard import pages as dashboard_pages
from bot.delivery import messages as delivery_messages
from bot.delivery.messages import Below, MessageKind, with_below
from bot.directory import jobs as directory_jobs
from bot.directory import listeners as directory
from bot.experts import jobs as experts_jobs
from bot.experts import listeners as experts
from bot.feed import listeners as feed
from bot.feed import pages as feed_pages
from bot.flash import jobs as flash_jobs
from bot.flash import listeners as flash
from bot.flash import messages as flash_messages
from bot.growing import jobs as growing_jobs
from bot.growing import listeners as growing
from bot.growing import messages as growing_messages
from bot.home import listeners as home
from bot.home import messages as home_messages
from bot.install import jobs as install_jobs
from bot.install import listeners as install
from bot.install import messages as install_messages
from bot.install.service import Hook
from bot.kit.jobs import Job
from bot.kit.router import Router
from bot.kit.services import Services
from bot.matching import jobs as matching_jobs
from bot.offers import jobs as offers_jobs
from bot.offers import listeners as offers
from bot.offers import messages as offers_messages
from bot.people import jobs as people_jobs
from bot.people import listeners as people
from bot.pilot import jobs as pilot_jobs
from bot.pilot import listeners as pilot
from bot.pilot import messages as pilot_messages
from bot.pilot import pages as pilot_pages
from bot.pilot.service import begin as begin_steps
from bot.pooled import jobs as pooled_jobs
from bot.pooled import listeners as pooled
from bot.pooled import messages as pooled_messages
from bot.privacy import jobs as privacy_jobs
from bot.privacy import listeners as privacy
from bot.privacy import messages as privacy_messages
from bot.reach import jobs as reach_jobs
from bot.reach import listeners as reach
from bot.reach import messages as reach_messages
from bot.series import jobs as series_jobs
from bot.series import listeners as series
from bot.series import messages as series_messages
from bot.sessions import jobs as sessions_jobs
from bot.sessions import listeners as sessions
from bot.sessions import messages as sessions_messages
from bot.sheets import jobs as sheets_jobs
from bot.sheets import listeners as sheets
from bot.sheets import messages as sheets_messages
from bot.stories import jobs as stories_jobs
from bot.stories import listeners as stories
from bot.stories import messages as stories_messages
from bot.thanks import jobs as thanks_jobs
from bot.thanks import listeners as thanks
from bot.thanks import messages as thanks_messages
from bot.whatif import listeners as whatif


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature brings: what it listens to and serves, what the clock does, and its messages."""

    register: Callable[[Router], None] | None = None
    jobs: Sequence[Job] = ()
    messages: Sequence[MessageKind] = ()
    on_install: Hook | None = None
    below: Sequence[Below] = ()
    routes: Callable[[Services], Sequence[web.RouteDef]] | None = None


# In the order in which one's work follows from another's, so that one round of jobs carries a change through.
FEATURES = (
    Feature(install.register, install_jobs.JOBS, install_messages.MESSAGES),
    Feature(people.register, people_jobs.JOBS),
    Feature(admin.register, on_install=seed_topics),
    Feature(directory.register, directory_jobs.JOBS),
    Feature(experts.register, experts_jobs.JOBS),
    Feature(jobs=matching_jobs.JOBS),
    Feature(asks.register, asks_jobs.JOBS, asks_messages.MESSAGES),
    Feature(offers.register, offers_jobs.JOBS, offers_messages.MESSAGES),
    Feature(answers.register, answers_jobs.JOBS, answers_messages.MESSAGES),
    Feature(sessions.register, sessions_jobs.JOBS, sessions_messages.MESSAGES),
    Feature(checklists.register, messages=checklists_messages.MESSAGES),
    Feature(thanks.register, thanks_jobs.JOBS, thanks_messages.MESSAGES),
    Feature(series.register, series_jobs.JOBS, series_messages.MESSAGES),
    Feature(
        dashboard.register, dashboard_jobs.JOBS, dashboard_messages.MESSAGES, routes=dashboard_pages.routes
    ),
    Feature(flash.register, flash_jobs.JOBS, flash_messages.MESSAGES),
    Feature(sheets.register, sheets_jobs.JOBS, sheets_messages.MESSAGES),
    Feature(pooled.register, pooled_jobs.JOBS, pooled_messages.MESSAGES),
    Feature(pilot.register, pilot_jobs.JOBS, pilot_messages.MESSAGES, begin_steps, routes=pilot_pages.routes),
    Feature(reach.register, reach_jobs.JOBS, reach_messages.MESSAGES, below=reach_messages.BELOW),
    Feature(growing.register, growing_jobs.JOBS, growing_messages.MESSAGES, below=growing_messages.BELOW),
    Feature(stories.register, stories_jobs.JOBS, stories_messages.MESSAGES, below=stories_messages.BELOW),
    Feature(feed.register, routes=feed_pages.routes),
    Feature(whatif.register),
    Feature(privacy.register, privacy_jobs.JOBS, privacy_messages.MESSAGES),
    Feature(home.register, messages=home_messages.MESSAGES),
    Feature(messages=delivery_messages.MESSAGES),
)
JOBS = [job for feature in FEATURES for job in feature.jobs]
MESSAGES = {kind.id: kind for feature in FEATURES for kind in feature.messages}
BELOW = [below for feature in FEATURES for below in feature.below]
KINDS = {name: with_below(kind, BELOW) for name, kind in MESSAGES.items()}  # as they are sent
HOOKS = [feature.on_install for feature in FEATURES if feature.on_install]


def listeners() -> Router:
    """Return everything that all features listen to."""
    router = Router()
    for feature in FEATURES:
        if feature.register:
            feature.register(router)
    return router


def routes(services: Services) -> list[web.RouteDef]:
    """Return what features serve over the web."""
    return [route for feature in FEATURES if feature.routes for route in feature.routes(services)]


def build_app(services: Services, authorize: AsyncAuthorize) -> AsyncApp:
    """Return the Bolt app.

    With ``process_before_response`` a listener commits before Slack gets its answer: what was acknowledged is
    never lost, and what failed is said in the answer itself. Requests are verified before Bolt sees them.
    """
    app = AsyncApp(
        name="Pinchpoint",  # or Bolt looks through the source of whoever called it for one
        client=services.slack.with_token(None),
        authorize=cast(Any, authorize),  # Bolt takes an instance; its annotation only knows functions
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    listeners().attach(app, services, people.PersonLookup())
    return app

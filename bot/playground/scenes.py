"""Who is there when the playground opens. People join by the app's own forms, as anybody would.

A new scene is a ``Company`` in ``SCENES``: its ``build`` fills the world, starts the service and does the
rest by gestures; a crowd may be written into the service's database before it starts to work.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.kit.clock import ShiftedClock
from bot.kit.services import Services
from bot.playground import crowd, quarter
from bot.playground.backstage import Scene
from bot.playground.inputs import merge_values
from bot.playground.server import StandIn
from bot.playground.world import View
from bot.web import Running

CROWD = 200


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scene is built on: an empty world, the clock, and ``start``, which starts the service."""

    slack: StandIn
    clock: ShiftedClock
    start: Callable[[], Awaitable[Running]]


@dataclass(frozen=True, slots=True)
class Company:
    """A scene and how it is set."""

    scene: Scene
    build: Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the small company; with ``topics`` they help others."""

    name: str
    real_name: str
    title: str
    tz: str
    is_admin: bool = False
    topics: tuple[str, ...] = ()
    skills: str = ""
    about: str = ""


SMALL_COMPANY = (
    Colleague("ada", "Ada Brandt", "Product manager, Payments", "Europe/Berlin"),
    Colleague(
        "eli",
        "Eli Navarro",
        "Head of Finance",
        "Europe/Berlin",
        topics=("Presentations and storytelling", "Spreadsheets and data"),
        skills="Board slides, budgets, pricing models",
        about="I have presented to boards for ten years and can tell you what they ask.",
    ),
    Colleague("noor", "Noor Haddad", "Learning and development", "Europe/Berlin", is_admin=True),
    Colleague(
        "mei",
        "Mei Tanaka",
        "Data engineer",
        "Asia/Tokyo",
        topics=("Spreadsheets and data", "Project planning"),
        skills="SQL, data models, dashboards that people read",
        about="Slow queries and metrics nobody trusts are my daily bread.",
    ),
    Colleague(
        "sam",
        "Sam Okafor",
        "Sales lead",
        "America/New_York",
        topics=("Customer conversations", "Feedback and difficult conversations"),
        skills="Negotiation, difficult customers",
        about="I have been through most conversations one would rather not have.",
    ),
    Colleague(
        "tui",
        "Tui Walker",
        "Designer",
        "Pacific/Auckland",
        topics=("Presentations and storytelling", "Feedback and difficult conversations"),
        skills="Story, slides, workshops",
        about="I turn twenty slides into five.",
    ),
    Colleague("jo", "Jo Lindqvist", "Support engineer", "Europe/Berlin"),
    Colleague("rosa", "Rosa Kim", "Recruiter", "America/New_York"),
)

# What this company talks about; nobody knows the last one yet.
TOPICS = frozenset({topic for one in SMALL_COMPANY for topic in one.topics} | {"SQL and dashboards"})


def people(slack: StandIn) -> dict[str, str]:
    """Bring the small company into the workspace, and return everybody's user id by name."""
    slack.add_channel("general", [])
    slack.add_channel("random", [])
    ids = {}
    for one in SMALL_COMPANY:
        user = slack.add_person(
            one.name, one.real_name, title=one.title, tz=one.tz, is_admin=one.is_admin, is_owner=one.is_admin
        )
        ids[one.name] = user.id
    return ids


async def tidy_topics(slack: StandIn, admin_id: str) -> None:
    """Have an admin put away the topics that this company does not need."""
    await slack.people.command(admin_id, slack.world.app_dm(admin_id).id, "/mentoring admin")
    panel = slack.world.stack(admin_id)[-1]
    for name in sorted(set(_rows(panel)) - TOPICS):
        row = _rows(panel)[name]  # looked up anew: the list is redrawn each time
        await _press(slack, admin_id, panel, row["block_id"], row["accessory"])
        form = slack.world.stack(admin_id)[-1]
        buttons = next(one for one in form.blocks if one["type"] == "actions")
        await _press(slack, admin_id, form, buttons["block_id"], buttons["elements"][0])
        await slack.people.close(admin_id, form.id)
    await slack.people.close(admin_id, panel.id)


def _rows(panel: View) -> dict[str, dict[str, Any]]:
    rows = (block for block in panel.blocks if "accessory" in block)
    return {block["text"]["text"].partition("\n")[0].strip("*"): block for block in rows}


async def _press(slack: StandIn, user_id: str, view: View, block_id: str, button: dict[str, Any]) -> None:
    place = {"type": "view", "view_id": view.id}
    await slack.people.act(user_id, place, block_id, button["action_id"], state={"type": "button"}, values={})


async def experts_join(slack: StandIn, ids: dict[str, str]) -> None:
    """Have those who help others fill in their profiles."""
    for one in SMALL_COMPANY:
        if one.topics:
            await _join(slack, ids[one.name], one)


async def _join(slack: StandIn, user_id: str, one: Colleague) -> None:
    channel = slack.world.app_dm(user_id).id
    await slack.people.command(user_id, channel, "/mentoring profile")
    view = slack.world.stack(user_id)[-1]
    topics = [choice for choice in _choices(view) if choice["text"]["text"] in one.topics]
    for name, state in {
        "topics": {"type": "multi_static_select", "selected_options": topics},
        "skills": {"type": "plain_text_input", "value": one.skills},
        "about": {"type": "plain_text_input", "value": one.about},
    }.items():
        merge_values(view.values, {name: {name: state}})
    await slack.people.submit(user_id, view.id, {})
    for left in reversed(slack.world.stack(user_id)):
        await slack.people.close(user_id, left.id)


async def _small_company(stage: Stage) -> None:
    ids = people(stage.slack)
    service = await stage.start()
    with unhurried(service.services):
        await tidy_topics(stage.slack, ids["noor"])
        await experts_join(stage.slack, ids)


@contextmanager
def unhurried(services: Services) -> Iterator[None]:
    """Let the worker have its round once, after all of this, and not after each press."""
    wake, services.wake = services.wake, lambda: None
    try:
        yield
    finally:
        services.wake = wake
        wake()


async def _empty(stage: Stage) -> None:
    people(stage.slack)
    await stage.start()


async def _busy_quarter(stage: Stage) -> None:
    ids = people(stage.slack)
    chance = random.Random(quarter.SEED)  # noqa: S311 - invents a company, guards nothing
    for one in crowd.members(chance, CROWD - len(ids), set(ids)):
        stage.slack.add_person(one.name, one.real_name, title=one.title, tz=one.tz)
    known = [
        quarter.Helper(ids[one.name], one.topics, one.skills, one.about)
        for one in SMALL_COMPANY
        if one.topics
    ]
    service = await stage.start()
    async with service.services.database.begin(stage.slack.world.team_id) as db:
        await quarter.fill(db, stage.slack, known, stage.clock.now())
    service.services.wake()


def _choices(view: View) -> list[dict[str, Any]]:
    block = next(block for block in view.blocks if block.get("block_id") == "topics")
    options: list[dict[str, Any]] = block["element"]["options"]
    return options


SCENES = {
    one.scene.name: one
    for one in (
        Company(
            Scene(
                "small_company",
                "A small company",
                "Eight people; four of them have offered to help.",
                len(SMALL_COMPANY),
            ),
            _small_company,
        ),
        Company(
            Scene(
                "empty",
                "A clean workspace",
                "The same people; nobody has used the app yet.",
                len(SMALL_COMPANY),
            ),
            _empty,
        ),
        Company(
            Scene(
                "busy_quarter",
                "A busy quarter",
                "Two hundred people, sixty of whom help, and three hundred questions of three months.",
                CROWD,
            ),
            _busy_quarter,
        ),
    )
}

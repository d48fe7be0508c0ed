"""The eight people of the small company; every scene has them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.playground.slack.server import StandIn


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
        topics=("Spreadsheets and data", "SQL and dashboards", "Project planning"),
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

# What this company talks about: everything has somebody to ask.
TOPICS = frozenset(topic for one in SMALL_COMPANY for topic in one.topics)


def add_colleagues(slack: StandIn) -> dict[str, str]:
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

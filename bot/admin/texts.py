"""Every sentence of the program area."""

from __future__ import annotations

from collections.abc import Sequence

PROGRAM = "Program"
NEW_TOPIC = "New topic"
EDIT_TOPIC = "Edit topic"
SETTINGS = "Settings"
TOPICS = "Topics"

STILL_LEARNING = (
    "I don't know yet who looks after this workspace: I ask Slack about it when I arrive. "
    "Please try again in a minute."
)
NO_TOPIC = "This topic is no longer there. Please open the list again."
NO_TOPICS_YET = "There are no topics yet. Add the first one, and people can ask about it."

NAME_NEEDED = "Please give the topic a name of at most 60 characters."
NAME_TAKEN = "There is a topic of this name already. Please choose another."
NAME_ARCHIVED = "An archived topic has this name. You can restore that one from the list."
DESCRIPTION_LONG = "Please keep this to 300 characters."
SYNONYMS_LONG = "Please give at most 20 words or phrases, each of at most 40 characters."
STEWARD_LEFT = "This person no longer has an account here. Please choose somebody else."
NOT_A_PERSON = "This is an app, and I need a person."
TOO_MANY = (
    "There are 300 topics, and more would be hard to choose from. Please archive one that is seldom used."
)

NAME_LABEL = "Name"
DESCRIPTION_LABEL = "What belongs here"
DESCRIPTION_HINT = "One sentence that helps people choose."
SYNONYMS_LABEL = "Other words for it"
SYNONYMS_HINT = "With commas between them. They help to find the right person."
PARENT_LABEL = "Belongs to"
PARENT_HINT = "A wider topic that this one is part of. It helps to find the right person."
PARENT_NONE = "No wider topic"
PARENT_ITSELF = "A topic can't belong to itself. Please choose another, or none."
PARENT_ROUND = "That topic belongs to this one already. Please choose another, or none."
PARENT_DEEP = "Topics would then lie more than three deep. Please choose a wider one, or none."
PARENT_GONE = "This topic has just been archived. Please choose another, or none."
STEWARD_LABEL = "Steward"
STEWARD_HINT = "Is told when a question on this topic finds nobody: an admin, or somebody who helps with it."
STEWARD_PLACEHOLDER = "Nobody yet"

ARCHIVE = "Archive"
ARCHIVE_SURE = (
    "Nobody can choose it for new questions then. Questions under way go on, and you can restore it any time."
)
RESTORE = "Restore"
KEEP = "Keep it"
IS_ARCHIVED = "This topic is archived: it can't be chosen for new questions."

MANAGERS_LABEL = "Program managers"
MANAGERS_HINT = (
    "They may do everything here, except change this list. Questions that nobody took come to them."
)
MANAGERS_MANY = "Please choose at most 20 people."
MANAGERS_PLACEHOLDER = "Workspace admins alone"
ONLY_ADMINS_APPOINT = "Only workspace admins can change who the program managers are."


def not_allowed(names: Sequence[str]) -> str:
    """Tell somebody who may do this."""
    asked = f" Ask one of yours: {_or(names)}." if names else ""
    return f"Only workspace admins and program managers can do this.{asked}"


def topics(number: int) -> str:
    """Say how many topics there are."""
    return f"{number} topic" if number == 1 else f"{number} topics"


def experts(number: int) -> str:
    """Say how many experts a topic has."""
    if not number:
        return "nobody yet"
    return "1 expert" if number == 1 else f"{number} experts"


def part_of(parent: str) -> str:
    """Name the wider topic that a topic belongs to; already escaped."""
    return f"part of {parent}"


def page(first: int, last: int, total: int) -> str:
    """Say which part of a long list is shown."""
    return f"Topics {first} to {last} of {total}."


def without_experts(names: Sequence[str], total: int) -> str:
    """Name topics that nobody helps with; ``total`` counts those left out too."""
    if not total:
        return "Every topic has somebody who helps."
    more = f" and {total - len(names)} more" if total > len(names) else ""
    return f"Nobody helps yet with: {', '.join(names)}{more}."


def waiting(waiting_for_somebody: int, with_steward: int) -> str:
    """Say how many questions wait, and for what."""
    if not waiting_for_somebody and not with_steward:
        return "No question is waiting."
    parts = []
    if waiting_for_somebody:
        parts.append(
            f"{_questions(waiting_for_somebody)} {_verb(waiting_for_somebody)} waiting for somebody suitable"
        )
    if with_steward:
        parts.append(f"{_questions(with_steward)} {_verb(with_steward)} with a steward or admin")
    return f"{' and '.join(parts)}."


def _questions(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"


def _verb(number: int) -> str:
    return "is" if number == 1 else "are"


def _or(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last

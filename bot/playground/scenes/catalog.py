"""The scenes there are, by name. A new one is a ``Scene`` in this list."""

from __future__ import annotations

from bot.playground.scenes import (
    busy_quarter,
    feed,
    first_questions,
    flash_event,
    growing,
    series,
    sheet_day,
    small_company,
    three_alike,
)
from bot.playground.scenes.colleagues import SMALL_COMPANY
from bot.playground.scenes.scene import Scene

SCENES = {
    scene.name: scene
    for scene in (
        Scene(
            "small_company",
            "A small company",
            "Eight people; four of them have offered to help.",
            len(SMALL_COMPANY),
            small_company.build,
        ),
        Scene(
            "empty",
            "A clean workspace",
            "The same people; nobody has used the app yet.",
            len(SMALL_COMPANY),
            small_company.build_empty,
        ),
        Scene(
            "busy_quarter",
            "A busy quarter",
            "Two hundred people, sixty of whom help, and three hundred questions of three months.",
            busy_quarter.PEOPLE,
            busy_quarter.build,
        ),
        Scene(
            "flash_event",
            "Flash event in ten minutes",
            "Fifteen people come with a question, eight as experts; move the clock, and the rounds ring.",
            flash_event.PEOPLE,
            flash_event.build,
        ),
        Scene(
            "sheet_day",
            "Sheet day",
            "A sign-up sheet is out: two have taken a place, one is left; then there is a waiting list.",
            sheet_day.PEOPLE,
            sheet_day.build,
        ),
        Scene(
            "three_alike",
            "Three alike",
            "Three wait with the same question; two would share a session, and Ada is asked.",
            three_alike.PEOPLE,
            three_alike.build,
        ),
        Scene(
            "series",
            "Between two sessions",
            "Ada and Eli agreed on a series of two. They have met once; times for the second are proposed.",
            series.PEOPLE,
            series.build,
        ),
        Scene(
            "growing",
            "After the last session",
            "Ada and Eli are asked in private whether they would go on. Eli has answered; Ada has not.",
            growing.PEOPLE,
            growing.build,
        ),
        Scene(
            "feed",
            "Sessions in your calendar",
            "Ada has two sessions ahead, and can have them in her own calendar.",
            feed.PEOPLE,
            feed.build,
        ),
        Scene(
            "first_questions",
            "First questions",
            "Two weeks ago half were invited to ask. Noor sees what came of it, and Ada gets her invitation.",
            first_questions.PEOPLE,
            first_questions.build,
        ),
    )
}

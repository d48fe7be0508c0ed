"""What each component of the score is worth, in one place.

The numbers under "learned" come from `python -m benchmarks.matching.learn`, which fits them by cross-
validation over the development sets; the others are reasoned, and what admins choose among.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.matching.engine.facts import ScoreComponent

RULES_VERSION = "7"

# --- learned ------------------------------------------------------------------------------------------------

SHARPNESS = 12.0  # how much more the nearest part of a profile counts than the others
TOPIC = 4.43
FOCUS = 8.87
WHOLE = 24.20
NEAREST = 8.96
WORDS = 5.59
HELPED = 8.93
SCALE = (0.574, -1.831)  # slope and offset from the sum of these to the chance of being right
ELSEWHERE = -10.986  # what the offset changes by with the nearness to what nobody here knows

TOPIC_ALONE = 4.27
WORDS_ALONE = 15.68
SCALE_ALONE = (1.003, -6.945)  # the same where there is no encoder, or no vector of the question

SUITABLE = 0.35  # the chance of being right below which even the first likely does not know
OUTSIDE_TOPIC, OUTSIDE_TOPIC_WIDENED = 0.25, 0.1  # the chance that is asked for where no topic decides

COMMON = 0.5  # the share of what all profiles have in common that is taken out of a question
FOCUS_COUNTS = 10.0  # sessions of one person that what is usual counts as much as
USUAL_FOCUS, USUAL_FOCUS_COUNTS = 0.5, 5.0  # what is usual of a topic of which nothing is known

UNKNOWN = 0.07  # how near somebody is taken to be whose profile has no vectors yet, seconds after joining

# --- past help ----------------------------------------------------------------------------------------------

PROFILE_SESSIONS = 10.0  # past questions that a profile counts as much as
PAST_MARGIN = 0.05  # how much nearer than usual a past question is that speaks for its helper
PAST_GAIN = 3.0  # how much more of itself a past question tells than a profile does
ASKED_WORDS = 3.0  # how much more words of past questions count than words of a profile
ASKED_WORDS_MARGIN = 0.08  # how close the words of other people's business often are
USUAL = 0.17  # how near two questions of one topic are that are different people's business
USUAL_COUNTS = 20.0  # past questions, or profiles, that this prior counts as much as
MARGIN = 0.23  # above the usual: what ninety-nine of a hundred such pairs stay below
ALIKE = 0.75  # nearness of two questions that are one in other words

# --- what counts beside the fit, as a share of the best fit of the ask -------------------------------------

HOURS = 0.02
MET = 0.04
NEWCOMER = 0.5
NEWCOMER_FIT = 0.9  # of the best fit: nobody is asked only because they are new

PRICES: Mapping[str, float] = {"closest": 0.15, "balanced": 0.5, "spread": 1.5}
"""What a session lately costs by preset: of somebody who holds as many as they declared they could."""
BIDS: Mapping[str, float] = {"closest": 0.0, "balanced": 3.0, "spread": 3.0}
"""How likely right somebody has to be, by preset, for as many sessions beyond an even share."""
SURELY_RIGHT = 0.75  # the chance of being right from which on nobody is spared

PRESETS = tuple(PRICES)
KNOWLEDGE = (ScoreComponent.TOPIC, ScoreComponent.MEANING, ScoreComponent.WORDS, ScoreComponent.HELPED)


def of_preset(values: Mapping[str, float], preset: str) -> float:
    """Return what a preset has; "balanced" for a name that is none."""
    return values.get(preset, values["balanced"])

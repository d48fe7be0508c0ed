"""What is shown of invitations: Slack takes it, and it says what can be told and what cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.kit.reader import NEUTRAL
from bot.models import Campaign, CampaignState, Cohort
from bot.playground.slack.blockkit import view_problems
from bot.reach import texts, views
from bot.reach.queries import Line, Outlook
from bot.reach.rules import APART, Half, Result, Told
from bot.reach.views import Options, Preview
from tests.support.clock import MONDAY
from tests.support.factories import NOOR, T

TYPED = {"words": "Please <ask> us.", "question": "How do I begin?", "people": "UADA", "chosen": "Editor"}
OPTIONS = Options(MONDAY.date(), [("Editor", "Editor")], texts.NO_LEADS)


def line(
    cohort: Cohort, result: Result, state: CampaignState = CampaignState.RUNNING, people: int = 9
) -> Line:
    times = {"created_at": MONDAY, "begins_at": MONDAY}
    campaign = Campaign(
        workspace_id=T, id=cohort, cohort=cohort, chosen="6", state=state, created_by=NOOR, **times
    )
    campaign.words, campaign.question = "", ""
    return Line(campaign, waiting=people, invited=people, result=result)


LINES = [
    line(Cohort.LIST, Result(Told.YES, Half(40, 12), Half(41, 3))),
    line(Cohort.ROLE, Result(Told.YES, Half(6, 1), Half(6, 1))),
    line(Cohort.GROUP, Result(Told.LATER, at=MONDAY + APART)),
    line(Cohort.LEADS, Result(Told.FEW_YET)),
    line(Cohort.STARTED, Result(Told.FEW), CampaignState.OVER, people=2),
    line(Cohort.NEWCOMERS, Result(Told.STOPPED), CampaignState.STOPPED),
    line(Cohort.LIST, Result(Told.LATER)),
]


@pytest.mark.parametrize("cohort", list(Cohort))
@pytest.mark.parametrize("outlook", [None, Outlook(3, 3), Outlook(60, 57), Outlook(60, 40)])
def test_slack_takes_the_form_for_each_cohort(cohort: Cohort, outlook: Outlook | None) -> None:
    seen = Preview(TYPED, outlook, "abc") if outlook else None
    view = views.plan_modal(NEUTRAL, cohort, OPTIONS, seen)
    assert view_problems(view) == []
    if outlook:
        assert "Please &lt;ask&gt; us." in str(view)


def test_a_cohort_that_nobody_is_in_yet_says_that_it_waits() -> None:
    shown = str(views.plan_modal(NEUTRAL, Cohort.LEADS, OPTIONS, Preview(TYPED, Outlook(0, 0), "abc")))
    assert "Nobody is in it today." in shown
    assert "left out" not in shown


@pytest.mark.parametrize(
    ("outlook", "says", "never"),
    [
        (Outlook(3, 1), "no difference can be told", "1 of them"),
        (Outlook(60, 57), "would tell about a few people", "57"),
        (Outlook(60, 40), "40 of them can be invited now", "few"),
    ],
)
def test_a_preview_tells_nothing_about_a_few(outlook: Outlook, says: str, never: str) -> None:
    told = str(views.plan_modal(NEUTRAL, Cohort.LIST, OPTIONS, Preview(TYPED, outlook, "abc")))
    assert says in told
    assert never not in told


def test_the_list_says_how_far_invitations_are_and_what_they_brought() -> None:
    view = views.overview(NEUTRAL, LINES, MONDAY, groups=True)
    told = str(view)
    assert view_problems(view) == []
    assert "of 40 people who were invited 30 % asked within two weeks" in told
    assert "The difference is 23 points, between 6 and 39 (95 % interval)." in told
    assert "can be told on Mon 7 Dec" in told
    assert "fewer than five people so far" in told
    assert told.count("'danger'") == 2 * sum(one.campaign.state == CampaignState.RUNNING for one in LINES)
    assert NEUTRAL(texts.STARTED) in str(views.overview(NEUTRAL, [], MONDAY, groups=True, begun=True))
    without = str(views.overview(NEUTRAL, [], MONDAY, groups=False))
    assert NEUTRAL(texts.COHORTS[Cohort.GROUP]) not in without


def test_figures_have_a_part_only_where_there_are_invitations() -> None:
    assert views.figures(NEUTRAL, [], MONDAY) == []
    (block,) = views.figures(NEUTRAL, LINES, MONDAY + timedelta(days=1))
    assert block["text"]["text"].count("\n") == len(LINES)
    assert "begins on Tue 24 Nov" in block["text"]["text"]


def test_the_file_has_each_difference_that_can_be_told() -> None:
    found = [row[1:] for row in views.rows(LINES)]
    assert {name for name, *_ in found} == {f"{MONDAY:%Y-%m-%d} list 6", f"{MONDAY:%Y-%m-%d} role 6"}
    assert found[:5] == [
        (f"{MONDAY:%Y-%m-%d} list 6", "first half, people", 40),
        (f"{MONDAY:%Y-%m-%d} list 6", "first half, asked within two weeks", 12),
        (f"{MONDAY:%Y-%m-%d} list 6", "second half, people", 41),
        (f"{MONDAY:%Y-%m-%d} list 6", "second half, asked within two weeks", 3),
        (f"{MONDAY:%Y-%m-%d} list 6", "difference, percentage points", 23),
    ]


@pytest.mark.parametrize("cohort", list(Cohort))
def test_an_invitation_carries_its_question_into_the_form(cohort: Cohort) -> None:
    text, blocks = views.invitation(NEUTRAL, line(cohort, Result(Told.FEW)).campaign, "m1")
    question = NEUTRAL(texts.FIRST_QUESTION[cohort])
    ask, no = blocks[-1]["elements"]
    assert (ask["action_id"], ask["value"]) == ("ask_open", question)
    assert no["action_id"] == views.NO_MORE
    assert question in text
    assert views.no_more(NEUTRAL)[0].startswith("Understood")

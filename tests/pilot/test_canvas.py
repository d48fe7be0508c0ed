"""The guide as a canvas of a channel: made once, kept up to date, and what is said where Slack refuses it."""

from __future__ import annotations

import pytest

from bot.kit.db import Database
from bot.kit.reader import NEUTRAL
from bot.models import Installation, PostKind, ProgramPost
from bot.pilot import queries, views
from bot.pilot.forms import Draft
from bot.pilot.texts import CANVAS_ERRORS
from bot.pilot.views.guide_text import GuideText, Part
from bot.playground.slack.objects import Canvas
from tests.support.app import AppUnderTest
from tests.support.clock import MONDAY
from tests.support.factories import NOOR, T

POST = ProgramPost(workspace_id=T, id="p" * 32, kind=PostKind.CANVAS, channel_id="C1", posted_by=NOOR)


async def ask_for_it(app: AppUnderTest) -> None:
    """Have Noor ask for the canvas in a new channel."""
    channel = app.slack.add_channel("ask-an-expert")
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Guide and posts")
    modal = await app.noor.sees_modal("Guide and posts")
    opens = f"{views.POST_OPEN}:{PostKind.CANVAS}"
    target = next((b["block_id"], opens) for b, element in modal.elements() if element["action_id"] == opens)
    state = {"type": "button", "value": Draft(kind=PostKind.CANVAS).encode()}
    await app.slack.actor.act(app.noor.id, modal.container, *target, state=state, values={})
    await app.noor.sees("what others write into it does not stay")
    await app.noor.fill({"channel": channel.id})
    assert await app.noor.submit() == {}
    await leave(app)
    await app.later(seconds=6)


async def leave(app: AppUnderTest) -> None:
    """Have Noor close what she has open."""
    while app.noor.modal() is not None:
        await app.noor.close()


def canvases(app: AppUnderTest) -> list[Canvas]:
    return list(app.slack.workspace.canvases.values())


async def test_it_is_made_once_and_follows_the_checklists(app: AppUnderTest) -> None:
    await app.noor.open_home()
    await ask_for_it(app)
    (canvas,) = canvases(app)
    assert canvas.title == "Pinchpoint on one page"
    assert "* I am ready to note actions" in canvas.markdown
    assert "✓ Guide: posted" in app.noor.home().text  # type: ignore[union-attr]
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Checklists")
    await app.noor.press("Add an item")
    await app.noor.fill({"What is to be ready": "Bring *the* [plan]"})
    assert await app.noor.submit() == {}
    await app.later(minutes=2)
    assert canvases(app) == [canvas]
    assert "* Bring \\*the\\* \\[plan\\]" in canvas.markdown


async def test_one_that_was_deleted_is_said_and_comes_back_only_when_asked_for(app: AppUnderTest) -> None:
    await app.noor.open_home()
    await ask_for_it(app)
    (canvas,) = canvases(app)
    app.slack.delete_canvas(canvas.id)
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Checklists")
    await app.noor.press("Add an item")
    await app.noor.fill({"What is to be ready": "Bring the plan"})
    assert await app.noor.submit() == {}
    await leave(app)
    await app.later(minutes=2)
    await app.later(seconds=6)
    await app.noor.sees("somebody deleted it", in_=app.noor.dm()[-1])
    assert canvases(app) == [canvas]
    await app.noor.press("Make it again")
    await app.later(seconds=6)
    _, anew = canvases(app)
    assert "Bring the plan" in anew.markdown


async def test_without_the_scope_it_is_not_offered_where_that_is_known_and_said_otherwise(
    app: AppUnderTest, sqlite_db: Database
) -> None:
    app.slack.workspace.scopes -= {"canvases:write"}
    await app.noor.open_home()
    await ask_for_it(app)
    await app.later(seconds=6)
    await app.noor.sees("I may not make canvases here", in_=app.noor.dm()[-1])
    async with sqlite_db.begin(T) as db:
        assert await queries.may_make_canvas(db), "with a token of one's own only Slack knows"
        await db.upsert(Installation, {}, scopes="commands,chat:write", installed_at=MONDAY, bot_token="x")
        assert not await queries.may_make_canvas(db)
    assert "canvas" not in str(views.posts_modal(NEUTRAL, canvas=False))


async def test_when_the_answer_is_lost_people_are_asked_to_look(app: AppUnderTest) -> None:
    app.slack.weather.add("canvases.create", "lost")
    await app.noor.open_home()
    await ask_for_it(app)
    await app.later(minutes=5)
    await app.later(seconds=6)
    await app.noor.sees("Slack did not say whether", in_=app.noor.dm()[-1])
    assert len(canvases(app)) == 1, "it is not made twice by itself"


@pytest.mark.parametrize("error", ["", "canvas_disabled_user_team", *CANVAS_ERRORS])
def test_each_refusal_says_what_to_do(error: str) -> None:
    words, blocks = views.canvas_refused(NEUTRAL, POST, error)
    assert "<#C1>" in words
    assert "Make it again" in str(blocks)


def test_words_of_people_do_not_become_markdown() -> None:
    shown = views.markdown(GuideText("T", (Part("List", items=("![x](y) <@U1> # `a`",)),), "F"))
    assert "* \\!\\[x\\]\\(y\\) \\<\\@U1\\> \\# \\`a\\`" in shown

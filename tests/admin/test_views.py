"""The program area keeps inside Slack's limits, whatever it is given, and says words of people literally."""

from __future__ import annotations

import json

import pytest

from bot.admin import views
from bot.admin.queries import PAGE, Panel, Program, ProgramSettings, TopicRow
from bot.kit.blocks import home
from bot.models import Topic
from bot.playground.blockkit import view_problems, view_too_large
from tests.admin.stage import MONDAY

WORST = "🦉&<!channel>" * 5


def topic(name: str = "Writing", **more: object) -> Topic:
    values: dict[str, object] = {"description": "", "synonyms": [], "steward_id": None, "archived_at": None}
    return Topic(workspace_id="T1", id="a" * 32, name=name, **(values | more))


def worst() -> Topic:
    return topic(
        WORST[:60],
        description=WORST * 5,
        synonyms=["w" * 40] * 20,
        steward_id="U" * 11,
        archived_at=MONDAY,
    )


def panel(rows: int, page: int = 0, pages: int = 1) -> Panel:
    return Panel(
        tuple(TopicRow(worst(), 3) for _ in range(rows)),
        page,
        pages,
        page * PAGE + 1,
        rows,
        rows * pages,
        rows,
    )


@pytest.mark.parametrize("data", [panel(0), panel(1), panel(PAGE, 1, 3), panel(PAGE, 2, 3)])
def test_the_list_fits(data: Panel) -> None:
    view = views.panel(data)
    assert view_problems(view) == []
    assert not view_too_large(view)


def test_an_empty_list_says_what_to_do() -> None:
    assert "Add the first one" in json.dumps(views.panel(panel(0)))


@pytest.mark.parametrize("row", [None, topic(), worst()])
def test_the_form_fits(row: Topic | None) -> None:
    assert view_problems(views.topic_form(row)) == []


def test_a_topics_name_wakes_nobody() -> None:
    sections = [views.panel(panel(1))["blocks"][1], views.home_blocks(Program(1, (WORST,), 1, 0, 0))[1]]
    for block in sections:
        assert "<!channel>" not in block["text"]["text"]
        assert "&lt;!channel&gt;" in block["text"]["text"]


@pytest.mark.parametrize("may_appoint", [True, False])
@pytest.mark.parametrize("managers", [(), tuple(f"U{n}" for n in range(20))])
def test_the_settings_fit(may_appoint: bool, managers: tuple[str, ...]) -> None:
    view = views.settings_form(ProgramSettings(8, 24, managers, may_appoint))
    assert view_problems(view) == []
    assert any(block.get("block_id") == "managers" for block in view["blocks"]) == may_appoint


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        (Program(0, (), 0, 0, 0), ["0 topics.", "No question is waiting."]),
        (Program(1, (), 0, 1, 0), ["1 topic.", "Every topic has somebody", "1 question is waiting for"]),
        (
            Program(9, ("A", "B"), 7, 2, 1),
            [
                "Nobody helps yet with: A, B and 5 more.",
                "2 questions are waiting for somebody suitable and 1 question is with a steward or admin.",
            ],
        ),
    ],
)
def test_home_tells_the_program_at_a_glance(program: Program, sentences: list[str]) -> None:
    blocks = views.home_blocks(program)
    assert view_problems(home(blocks)) == []
    for sentence in sentences:
        assert sentence in blocks[1]["text"]["text"]

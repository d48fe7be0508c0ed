"""The program area keeps inside Slack's limits, whatever it is given, and says words of people literally."""

from __future__ import annotations

import json

import pytest

from bot.admin import views
from bot.admin.forms import ALONE
from bot.admin.queries import PAGE, Panel, Program, SettingsPage, TopicChoice, TopicRow
from bot.kit.blocks import Block, home
from bot.kit.i18n import Sentence
from bot.kit.reader import NEUTRAL
from bot.kit.services import ProgramButton, ProgramGroup
from bot.models import MatchingPreset, ProgramSettings, Topic, TwoAtOnce
from bot.models.program_settings import all_settings
from bot.playground.slack.blockkit import view_problems, view_too_large
from tests.support.clock import MONDAY

WORST = "🦉&<!channel>" * 5


def topic(name: str = "Writing", **more: object) -> Topic:
    values: dict[str, object] = {"description": "", "synonyms": [], "steward_id": None, "archived_at": None}
    return Topic(workspace_id="T1", name=name, **({"id": "a" * 32} | values | more))


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
        tuple(TopicRow(worst(), 3, WORST[:60]) for _ in range(rows)),
        page,
        pages,
        page * PAGE + 1,
        rows,
        rows * pages,
        rows,
    )


OFFERED = [ProgramButton(Sentence(WORST[:30]), f"x{n}", group) for n, group in enumerate([*ProgramGroup] * 4)]


@pytest.mark.parametrize("data", [panel(0), panel(1), panel(PAGE, 1, 3), panel(PAGE, 2, 3)])
def test_the_list_fits(data: Panel) -> None:
    view = views.panel(NEUTRAL, data, OFFERED)
    assert view_problems(view) == []
    assert not view_too_large(view)
    titles = ["See what happens", "Reach people", "Set it up", "Topics"]
    told = [block["text"]["text"].strip("*") for block in view["blocks"] if block["type"] == "section"]
    assert told[: len(titles)] == titles


def test_an_empty_list_says_what_to_do() -> None:
    assert "Add the first one" in json.dumps(views.panel(NEUTRAL, panel(0)))


def choices(number: int) -> tuple[TopicChoice, ...]:
    return tuple(TopicChoice(f"{n:032d}", f"{WORST[:50]} {n:03d}", "D" * 300) for n in range(number))


def menu(row: Topic | None, number: int) -> Block | None:
    """The menu of wider topics that a form has."""
    blocks = views.topic_form(NEUTRAL, row, choices(number))["blocks"]
    return next((block["element"] for block in blocks if block.get("block_id") == "parent"), None)


@pytest.mark.parametrize("number", [0, 1, 100, 300])
@pytest.mark.parametrize("row", [None, topic(), worst()])
def test_the_form_fits(row: Topic | None, number: int) -> None:
    view = views.topic_form(NEUTRAL, row, choices(number))
    assert view_problems(view) == []
    assert not view_too_large(view)


def test_a_topic_is_not_offered_to_itself() -> None:
    offered = menu(topic(id=f"{1:032d}"), 3)
    assert offered is not None
    assert [one["value"] for one in offered["options"]] == [ALONE, f"{0:032d}", f"{2:032d}"]
    assert menu(None, 0) is None
    assert menu(topic(id=f"{0:032d}"), 1) is None


@pytest.mark.parametrize(
    ("parent", "chosen"), [(None, ALONE), (f"{2:032d}", f"{2:032d}"), ("archived", ALONE)]
)
def test_the_wider_topic_is_chosen_already_unless_it_is_archived(parent: str | None, chosen: str) -> None:
    offered = menu(topic(parent_id=parent), 3)
    assert offered is not None
    assert offered["initial_option"]["value"] == chosen


def test_the_list_says_of_what_a_topic_is_part() -> None:
    rows = (TopicRow(topic("SQL"), 2, "Data & <charts>"), TopicRow(topic("Data"), 0))
    blocks = views.panel(NEUTRAL, Panel(rows, 0, 1, 1, 2, 2, 2))["blocks"]
    told = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert told[-2:] == ["*SQL*\n2 experts · part of Data &amp; &lt;charts&gt;", "*Data*\nnobody yet"]


def test_a_topics_name_wakes_nobody() -> None:
    sections = [
        views.panel(NEUTRAL, panel(1))["blocks"][-1],
        views.home_blocks(NEUTRAL, Program(1, (WORST,), 1, 0, 0))[1],
    ]
    for block in sections:
        assert "<!channel>" not in block["text"]["text"]
        assert "&lt;!channel&gt;" in block["text"]["text"]


def settings(managers: tuple[str, ...] = (), may_appoint: bool = True) -> SettingsPage:
    chosen = ProgramSettings(
        matching_preset=MatchingPreset.SPREAD, two_at_once=TwoAtOnce.NEVER, newcomer_percent=15
    )
    return SettingsPage(chosen, managers, may_appoint)


@pytest.mark.parametrize("may_appoint", [True, False])
@pytest.mark.parametrize("managers", [(), tuple(f"U{n}" for n in range(20))])
def test_the_settings_fit(may_appoint: bool, managers: tuple[str, ...]) -> None:
    view = views.settings_form(NEUTRAL, settings(managers, may_appoint))
    assert view_problems(view) == []
    assert any(block.get("block_id") == "managers" for block in view["blocks"]) == may_appoint


def test_the_settings_show_what_is_set_in_plain_words() -> None:
    inputs = {
        b["block_id"]: b["element"]
        for b in views.settings_form(NEUTRAL, settings())["blocks"]
        if "element" in b
    }
    presets = inputs["matching_preset"]["options"]
    assert [one["text"]["text"] for one in presets] == ["Closest expertise", "Balanced", "Spread the load"]
    assert inputs["matching_preset"]["initial_option"]["text"]["text"] == "Spread the load"
    assert inputs["two_at_once"]["initial_option"]["text"]["text"] == "Never"
    assert (inputs["newcomer_percent"]["initial_value"], inputs["newcomer_percent"]["max_value"]) == (
        "15",
        "50",
    )


def test_the_settings_offer_all_there_is_in_sentences_that_are_not_cut_off() -> None:
    choices = {one.name: set(one.words.choices) for one in all_settings()}
    assert choices["matching_preset"] == set(MatchingPreset)
    assert choices["two_at_once"] == set(TwoAtOnce)
    shown = [
        one["description"]["text"]
        for one in views.settings_form(NEUTRAL, settings())["blocks"][0]["element"]["options"]
    ]
    assert shown == [
        str(one.description)
        for setting in all_settings()
        if setting.name == "matching_preset"
        for one in setting.words.choices.values()
    ]


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        (Program(0, (), 0, 0, 0), ["0 topics.", "No question is waiting."]),
        (Program(1, (), 0, 1, 0), ["1 topic.", "Every topic has somebody", "1 question is waiting for"]),
        (
            Program(9, ("A", "B"), 7, 2, 1),
            [
                "Nobody helps yet with: A, B and 5 more.",
                "2 questions are waiting for somebody suitable. 1 question is with a steward or admin.",
            ],
        ),
    ],
)
def test_home_tells_the_program_at_a_glance(program: Program, sentences: list[str]) -> None:
    blocks = views.home_blocks(NEUTRAL, program)
    assert view_problems(home(blocks)) == []
    for sentence in sentences:
        assert sentence in blocks[1]["text"]["text"]

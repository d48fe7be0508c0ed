"""Stand-in and service together: the app's plans, scenes, journeys, weather that needs a restart."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.playground.page.instants import working_moment
from bot.playground.page.site import Site
from bot.playground.run import playground
from bot.playground.scenes.catalog import SCENES
from tests.playground.page_client import Page, open_page
from tests.support.clock import PATIENCE
from tests.support.person import Person

QUESTION = "How do I open a board deck so that they listen?"
SLIDES = "Presentations and storytelling"


class OpenPlayground:
    """A playground with its page."""

    def __init__(self, site: Site, page: Page) -> None:
        assert site.runner is not None
        self.site, self.runner, self.page = site, site.runner, page
        self.slack = site.slack

    def person(self, name: str) -> Person:
        found = next(u.id for u in self.slack.workspace.users.values() if u.name == name)
        return Person(self.slack, found)

    async def does(self, name: str, command: str, **body: Any) -> None:
        answer = await self.page.does(command, self.person(name).id, **body)
        assert answer["ok"], answer

    async def presses(self, name: str, label: str) -> None:
        """Press a button through the page, as it would."""
        person = self.person(name)
        found = await person._wait(
            lambda: next((f for s in person.surfaces() for f in person._pressable(s, label)), None), label
        )
        surface, block, element, state = found
        where = {"block_id": block["block_id"], "action_id": element["action_id"], "state": state}
        await self.does(name, "action", container=surface.container, **where)

    async def submits(self, name: str, **choices: str) -> None:
        """Submit the open modal through the page, with options chosen by their text."""
        modal = await self.person(name).sees_modal()
        values: Any = {}
        for block in modal.blocks:
            wanted = choices.get(block.get("block_id", ""))
            if wanted:
                element = block["element"]
                option = next(o for o in element["options"] if o["text"]["text"] == wanted)
                state = {"type": element["type"], "selected_option": option}
                values[block["block_id"]] = {element["action_id"]: state}
        await self.does(name, "submit", view_id=modal.item.id, values=values)

    async def ada_asks(self) -> None:
        await self.does("ada", "command", text=f"/ask-expert {QUESTION}")
        await self.submits("ada", topic=SLIDES)
        modal = self.person("ada").modal()
        assert modal is not None
        await self.does("ada", "close", view_id=modal.item.id)
        await self.runner.settle()


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[OpenPlayground]:
    async with playground(tmp_path) as site, open_page(site) as page:
        yield OpenPlayground(site, page)
        assert site.slack.violations == []


async def test_every_topic_of_the_small_company_has_an_expert(opened: OpenPlayground) -> None:
    noor = opened.person("noor")
    await noor.command("/mentoring", "admin")
    panel = await noor.sees_modal("Program")
    kept = [line for line in panel.text.splitlines() if "expert" in line or "nobody" in line]
    assert all("archived" in line for line in kept if "nobody" in line), panel.text
    assert sum("expert" in line for line in kept) == 6


async def test_what_waits_says_why_and_time_goes_there(opened: OpenPlayground) -> None:
    await opened.ada_asks()
    waits = await opened.page.get("/ui/outbox")
    first = waits["waiting"][0]
    assert (first["kind"], first["source"], first["state"]) == ("offer_reminder", "outbox", "waiting")
    assert "Ada Brandt’s question" in first["why"]
    assert waits["next_nudge"] == first["due"]
    assert waits["next_session"] is None
    assert any(one["source"] == "clock" for one in waits["waiting"])
    expert = next(u.name for u in opened.slack.workspace.users.values() if u.id == first["to"][0])
    before = len(opened.person(expert).dm())
    began = time.monotonic()
    moved = await opened.page.post("/ui/clock", {"to": "next_nudge"})
    assert moved["now"] >= first["due"]
    assert moved["reached"].startswith("Reminder to answer, for ")
    await opened.slack.wait_until(lambda: len(opened.person(expert).dm()) > before)
    assert time.monotonic() - began < PATIENCE / 2  # 0.2 s on a quiet machine: see benchmarks/playground
    answer = await opened.page.post("/ui/clock", {"to": "next_session"})
    assert (answer["error"], answer["notice"]) == ("nothing_ahead", "No session is booked.")


async def test_a_card_that_is_only_kept_current_is_no_nudge(opened: OpenPlayground) -> None:
    assert (await opened.page.post("/ui/clock", {"to": "next_nudge"}))["error"] == "nothing_ahead"


async def test_at_speed_the_app_keeps_up(opened: OpenPlayground) -> None:
    await opened.ada_asks()
    said = len(opened.slack.traffic.calls_of("chat.postMessage"))
    await opened.page.post("/ui/clock", {"speed": 86_400})
    await opened.slack.wait_until(lambda: len(opened.slack.traffic.calls_of("chat.postMessage")) > said, 10)
    await opened.page.post("/ui/clock", {"speed": 1})


async def test_a_journey_can_be_played_again(opened: OpenPlayground) -> None:
    await opened.ada_asks()
    await opened.page.post("/ui/clock", {"advance_seconds": 60})
    expert = next(
        u.name
        for u in opened.slack.workspace.users.values()
        if not u.is_bot and opened.person(u.name).find("I can help")
    )
    await opened.presses(expert, "I can help")
    await opened.runner.settle()
    before = [surface.text for surface in opened.person("ada").dm()]
    file = await opened.page.get("/ui/journey")
    assert [s["does"] for s in file["steps"]] == ["command", "submit", "close", "clock", "action"]
    assert file["steps"][-1]["says"] == f"{expert.title()} presses “I can help”"
    assert "U0" not in str([{k: v for k, v in s.items() if k != "values"} for s in file["steps"]])
    async with opened.page.live() as live:
        assert (await opened.page.post("/ui/journey?wait=1", file)) == {"ok": True, "steps": 5}
        await live.hears("replay", state="done", done=5)
    await opened.runner.settle()
    assert [surface.text for surface in opened.person("ada").dm()] == before
    again = await opened.page.get("/ui/journey")
    assert [s["says"] for s in again["steps"]] == [s["says"] for s in file["steps"]]
    began = [datetime.fromisoformat(f["began"]) for f in (file, again)]
    assert abs(began[1] - began[0]) < timedelta(seconds=20)  # the same time, give or take the setting


async def test_a_step_that_cannot_be_done_ends_the_replay_in_words(opened: OpenPlayground) -> None:
    step = {"at": 1, "who": "zelda", "does": "home", "says": "Zelda opens Home"}
    file = {
        "pinchpoint_journey": 1,
        "scene": "empty",
        "began": "2027-02-01T08:00:00Z",
        "steps": [step],
    }
    async with opened.page.live() as live:
        await opened.page.post("/ui/journey?wait=1", file)
        told = await live.hears("replay", state="failed")
        assert "nobody is called zelda" in told["problem"]
    for wrong in ({}, {**file, "scene": "moon"}, {**file, "steps": 3}, {**file, "began": "2027-02-01"}):
        assert (await opened.page.post("/ui/journey", wrong))["ok"] is False
    assert await opened.page.delete("/ui/journey") == {"ok": True}


async def test_another_scene_is_a_new_workspace_at_the_same_address(opened: OpenPlayground) -> None:
    await opened.ada_asks()
    await opened.page.post("/ui/clock", {"advance_seconds": 86_400})
    ada, address = opened.person("ada").id, opened.site.page_url
    async with opened.page.live() as live:
        assert await opened.page.post("/ui/scene", {"name": "empty"}) == {"ok": True, "name": "empty"}
        await live.hears("scene", state="setting")
        await live.hears("scene", state="ready", name="empty")
    state = await opened.page.get("/ui/state")
    assert (state["scene"]["name"], state["clock"]["speed"]) == ("empty", 1)
    begun = working_moment(opened.runner.clock.system_now())
    assert abs(datetime.fromisoformat(state["clock"]["now"]) - begun) < timedelta(seconds=10)
    assert (opened.person("ada").id, opened.site.page_url) == (ada, address)
    assert opened.person("ada").dm() == []
    assert (await opened.page.get("/ui/journey"))["steps"] == []
    assert await opened.page.get("/ui/outbox") is not None
    await opened.page.post("/ui/scene", {"name": "small_company"})
    await opened.ada_asks()
    scenes = await opened.page.get("/ui/scenes")
    assert (scenes["current"], scenes["busy"]) == ("small_company", False)
    assert [s["name"] for s in scenes["scenes"]] == [
        "small_company",
        "empty",
        "busy_quarter",
        "flash_event",
        "sheet_day",
        "three_alike",
        "series",
        "growing",
        "feed",
        "first_questions",
    ]
    assert (await opened.page.post("/ui/scene", {"name": "moon"}))["error"] == "unknown_scene"


async def test_while_a_scene_is_set_nobody_can_act(opened: OpenPlayground) -> None:
    ada = opened.person("ada").id
    async with opened.page.live() as live:
        setting = asyncio.create_task(opened.page.post("/ui/scene", {"name": "empty"}))
        await live.hears("scene", state="setting")
        answer = await opened.page.does("home", ada)
        assert (answer["error"], answer["notice"]) == ("busy", "The scene is being set.")
        assert (await opened.page.get("/ui/outbox"))["error"] == "busy"
        assert (await opened.page.get("/ui/state"))["scene"]["busy"] is True
        assert (await setting)["ok"] is True
    assert (await opened.page.does("home", ada)) == {"ok": True}


async def test_what_is_done_while_the_app_starts_again_waits_for_it(opened: OpenPlayground) -> None:
    ada = opened.person("ada").id
    await opened.page.post("/ui/weather/do", {"what": "uninstall"})
    again = asyncio.create_task(opened.page.post("/ui/weather/do", {"what": "reinstall"}))
    await opened.slack.wait_until(lambda: opened.runner.busy, 5)
    assert (await opened.page.does("command", ada, text="/mentoring help"))["ok"] is True
    assert not opened.runner.busy
    assert (await again)["ok"] is True


async def test_two_scenes_at_once_take_turns(opened: OpenPlayground) -> None:
    both = [opened.page.post("/ui/scene", {"name": name}) for name in ("empty", "small_company")]
    assert [answer["ok"] for answer in await asyncio.gather(*both)] == [True, True]
    await opened.ada_asks()


async def test_a_scene_that_fails_says_so_and_another_can_be_set(
    opened: OpenPlayground, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: object) -> None:
        raise OSError("the disk is full")

    broken = dataclasses.replace(SCENES["empty"], build=fails)
    monkeypatch.setitem(SCENES, "empty", broken)
    answer = await opened.page.post("/ui/scene", {"name": "empty"})
    assert (answer["error"], answer["notice"]) == (
        "scene_failed",
        "The scene could not be set: the disk is full",
    )
    assert (await opened.page.get("/ui/outbox"))["error"] == "busy"
    assert (await opened.page.post("/ui/scene", {"name": "small_company"}))["ok"] is True
    await opened.ada_asks()


async def test_the_app_survives_being_uninstalled(opened: OpenPlayground) -> None:
    await opened.ada_asks()
    assert await opened.page.post("/ui/weather/do", {"what": "uninstall"}) == {"ok": True}
    await opened.page.post("/ui/clock", {"advance_seconds": 5 * 86_400})
    assert await opened.page.post("/ui/weather/do", {"what": "reinstall"}) == {"ok": True}
    assert (await opened.page.get("/ui/weather"))["installed"] is True
    await opened.runner.settle()
    await opened.does("ada", "command", text="/ask-expert Again?")
    assert opened.person("ada").modal() is not None


async def test_what_is_lost_on_the_way_is_shown_as_unknown_and_said_once(opened: OpenPlayground) -> None:
    await opened.page.post("/ui/weather", {"method": "chat.postMessage", "kind": "lost"})
    await opened.ada_asks()
    states = {one["state"] for one in (await opened.page.get("/ui/outbox"))["waiting"]}
    assert "unknown" in states
    await opened.page.post("/ui/clock", {"advance_seconds": 600})
    await opened.runner.settle()
    states = {one["state"] for one in (await opened.page.get("/ui/outbox"))["waiting"]}
    assert "unknown" not in states
    assert len([s for s in opened.person("ada").dm() if QUESTION in s.text]) == 1

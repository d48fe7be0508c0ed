"""What a person touched in one run is found again in another one, where every id is different."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.page import input_locators, locators
from bot.playground.page.step_bodies import body_of_step
from bot.playground.slack import messages, views
from bot.playground.slack.objects import Channel, Message, View
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.server import StandIn
from bot.playground.slack.workspace import Workspace
from tests.support.clock import SettableClock


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": words(text), "value": value}


def button(label: str, action: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": words(label)}


class Run:
    """One run of a scene: Ada, Eli and #general, with ids of its own."""

    def __init__(self, skipped: int) -> None:
        self.slack = StandIn(SettableClock())
        self.workspace: Workspace = self.slack.workspace
        for _ in range(skipped):
            self.workspace.next_id("X")
        self.ada = self.slack.add_person("ada", "Ada Lovelace").id
        self.eli = self.slack.add_person("eli", "Eli Novak").id
        self.general = self.slack.add_channel("general")
        self.run = str(skipped)

    def says(self, text: str, blocks: list[Any] | None = None, channel: Channel | None = None) -> Message:
        place = channel or self.workspace.app_dm(self.ada)
        raw: dict[str, Any] = {"text": text, "blocks": blocks or []}
        content = messages.checked(self.workspace, raw, "test")
        return messages.post(self.workspace, place, self.workspace.bot_user_id, content)

    def offers(self, question: str) -> Message:
        buttons = [button("I can help", f"help:{self.run}1"), button("Not now", f"decline:{self.run}2")]
        return self.says(question, [{"type": "actions", "elements": buttons}])

    def opens(self) -> View:
        topics = [option("Slides", f"topic-{self.run}-1"), option("Budgets", f"topic-{self.run}-2")]
        select = {"type": "static_select", "action_id": f"topic:{self.run}", "options": topics}
        people = {"type": "multi_users_select", "action_id": "who"}
        body = {
            "type": "modal",
            "title": words("Ask an expert"),
            "submit": words("Ask"),
            "blocks": [
                {"type": "input", "block_id": f"b{self.run}", "label": words("Topic"), "element": select},
                {"type": "input", "block_id": "people", "label": words("With"), "element": people},
            ],
        }
        checked = views.checked(self.workspace, body, "test", "modal")
        return views.open_modal(self.workspace, self.ada, checked)

    def dm(self) -> str:
        return self.workspace.app_dm(self.ada).id


@pytest.fixture
def first() -> Run:
    return Run(0)


@pytest.fixture
def second() -> Run:
    return Run(7)


def test_the_two_runs_share_no_id(first: Run, second: Run) -> None:
    assert not {first.ada, first.eli, first.general.id} & {second.ada, second.eli, second.general.id}


def test_people_by_their_name(first: Run, second: Run) -> None:
    name = locators.person_name(first.workspace, first.eli)
    assert locators.find_person(second.workspace, name) == second.eli
    with pytest.raises(ImpossibleError, match="zelda"):
        locators.find_person(second.workspace, "zelda")


def test_conversations_by_their_name_or_by_who_is_in_them(first: Run, second: Run) -> None:
    named = locators.place(first.workspace, first.general.id)
    assert locators.find_place(second.workspace, named) is second.general
    own = locators.place(first.workspace, first.dm())
    assert locators.find_place(second.workspace, own).id == second.dm()
    three = first.workspace.open_direct([first.ada, first.eli, first.workspace.bot_user_id])
    with pytest.raises(ImpossibleError):
        locators.find_place(second.workspace, locators.place(first.workspace, three.id))


def test_a_message_by_its_words_and_by_how_many_like_it_came_later(first: Run, second: Run) -> None:
    for run in (first, second):
        for text in ("Hello", "A question", "Hello"):
            run.says(text)
    older, newer = (m for m in first.workspace.app_dm(first.ada).messages if m.text == "Hello")
    for item, number in ((older, 0), (newer, 2)):
        named = locators.message(first.workspace, first.ada, first.dm(), item.ts)
        _, found = locators.find_messages(second.workspace, second.ada, named)
        assert found[0] is second.workspace.app_dm(second.ada).messages[number]


def test_a_mention_in_a_message_is_no_id(first: Run, second: Run) -> None:
    named = []
    for run in (first, second):
        item = run.says(f"Ask <@{run.eli}>")
        named.append(locators.message(run.workspace, run.ada, run.dm(), item.ts))
    assert named[0] == named[1]
    assert named[0]["words"] == "Ask @eli"


def test_a_message_in_a_conversation_that_one_is_not_in_is_not_found(first: Run) -> None:
    item = first.says("Secret", channel=first.workspace.app_dm(first.eli))
    place = first.workspace.app_dm(first.eli).id
    named = locators.message(first.workspace, first.eli, place, item.ts)
    with pytest.raises(ImpossibleError, match="channel_not_found"):
        locators.find_messages(first.workspace, first.ada, named)


def test_a_button_by_its_action_and_label(first: Run, second: Run) -> None:
    blocks = first.offers("Slides?").blocks
    row = blocks[0]
    named = locators.element(first.workspace, blocks, row["block_id"], "help:01")
    assert named == {"action": "help", "label": "I can help", "number": 0}
    block, found = locators.find_element(second.offers("Slides?").blocks, named)
    assert (found["action_id"], block["type"]) == ("help:71", "actions")
    with pytest.raises(ImpossibleError, match="Withdraw"):
        locators.find_element(blocks, {"action": "withdraw", "label": "Withdraw", "number": 0})


def test_of_many_alike_the_label_decides_and_then_the_number() -> None:
    row = {"type": "actions", "block_id": "r", "elements": [button(t, f"book:{t}") for t in "ABA"]}

    def picked(label: str, number: int) -> int:
        wanted = {"action": "book", "label": label, "number": number}
        found = locators.find_element([row], wanted)[1]
        return next(at for at, one in enumerate(row["elements"]) if one is found)

    assert picked("B", 0) == 1
    assert picked("A", 2) == 2
    assert picked("C", 1) == 1


def test_what_a_form_holds_in_the_other_runs_ids(first: Run, second: Run) -> None:
    view, other = first.opens(), second.opens()
    given = {
        "b0": {"topic:0": {"type": "static_select", "selected_option": option("Budgets", "topic-0-2")}},
        "people": {"who": {"type": "multi_users_select", "selected_users": [first.eli]}},
    }
    named = input_locators.values(first.workspace, view.blocks, given)
    assert first.eli not in str(named)
    found = input_locators.find_values(second.workspace, other.blocks, named)
    assert found["b7"]["topic:7"]["selected_option"]["value"] == "topic-7-2"
    assert found["people"]["who"]["selected_users"] == [second.eli]


def test_an_input_that_is_gone_is_left_out_and_a_choice_that_is_gone_is_said(first: Run) -> None:
    view = first.opens()
    gone = {"element": {"action": "minutes", "label": "Minutes", "number": 0}, "state": {}}
    assert input_locators.find_values(first.workspace, view.blocks, [gone]) == {}
    select = view.blocks[0]["element"]
    with pytest.raises(ImpossibleError, match="Gardening"):
        input_locators.find_state(first.workspace, select, {"selected_option": {"text": "Gardening"}})


def test_conversations_and_days_in_a_state(first: Run, second: Run) -> None:
    state = {"selected_conversations": [first.general.id], "selected_date": "2026-11-24"}
    named = input_locators.state(first.workspace, state)
    found = input_locators.find_state(second.workspace, {}, named)
    assert found == {"selected_conversations": [second.general.id], "selected_date": "2026-11-24"}


def test_a_large_file_comes_again_as_so_many_zeros(first: Run, second: Run) -> None:
    content = b"x" * (input_locators.MOST_FILE_BYTES + 1)
    item = first.workspace.add_uploaded_file(first.ada, "big.bin", content)
    named = input_locators.state(first.workspace, {"files": [{"id": item.id}]})
    assert "content" not in named["files"][0]
    found = input_locators.find_state(second.workspace, {}, named)
    again = second.workspace.files[found["files"][0]["id"]]
    assert (again.name, again.user, again.content) == ("big.bin", second.ada, bytes(len(content)))


# --- steps ---------------------------------------------------------------------------------------------


def test_the_body_of_a_command_and_of_a_reply(second: Run) -> None:
    own = {"people": ["ada", "pinchpoint"]}
    step = {"does": "command", "where": own, "text": "/ask-expert How?"}
    assert body_of_step(second.workspace, second.ada, step) == {
        "channel": second.dm(),
        "text": "/ask-expert How?",
    }
    parent = second.says("Tell me more")
    thread = {"where": own, "words": "Tell me more", "later": 0}
    step = {"does": "message", "where": own, "text": "Gladly", "thread": thread}
    assert body_of_step(second.workspace, second.ada, step)["thread_ts"] == parent.ts


def test_the_body_of_a_press_and_of_a_submission(first: Run, second: Run) -> None:
    item = first.offers("Slides?")
    container = {"type": "message", "channel": first.dm(), "ts": item.ts}
    surface = locators.surface(first.workspace, first.ada, container)
    element = locators.element(first.workspace, item.blocks, item.blocks[0]["block_id"], "help:01")
    again = second.offers("Slides?")
    step = {"does": "action", "surface": surface, "element": element, "state": {"type": "button"}}
    body = body_of_step(second.workspace, second.ada, step)
    assert body["container"] == {"type": "message", "channel": second.dm(), "ts": again.ts}
    assert (body["action_id"], body["state"]) == ("help:71", {"type": "button"})
    view = second.opens()
    step = {"does": "submit", "surface": {"modal": True, "title": "Ask an expert"}}
    assert body_of_step(second.workspace, second.ada, step) == {"view_id": view.id, "values": {}}


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({"does": "submit", "surface": {"title": "Profile"}}, "the form “Profile” is not open"),
        ({"does": "action", "surface": {"home": True}, "element": {}}, "Home has not been opened"),
        ({"does": "dance"}, "nobody can dance"),
    ],
)
def test_a_step_that_touches_what_is_not_there(second: Run, step: dict[str, Any], problem: str) -> None:
    with pytest.raises(ImpossibleError, match=problem):
        body_of_step(second.workspace, second.ada, step)

"""Whatever hangs, a listener has answered within its budget, in words, and what was decided stays decided."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.kit import budget as budgets
from bot.kit.budget import Background, Budget, OutOfTime
from bot.kit.interaction import Interaction, Progress, Result
from bot.kit.texts import SAVED, STILL_SAVING, TOO_SLOW
from tests.kit.app import FORM, WORDS, ScriptedApp, scripted_app
from tests.support.clock import PATIENCE, eventually

SHORT = 0.3


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "SECONDS", SHORT)


@pytest.fixture
async def one(short: None) -> AsyncIterator[ScriptedApp]:
    async with scripted_app() as built:
        yield built


def hanging(progress: Progress = Progress.OPEN) -> Callable[[Interaction], object]:
    async def hang(act: Interaction) -> Result:
        act.progress = progress
        await asyncio.sleep(PATIENCE)
        return None

    return hang


async def test_without_a_budget_the_answer_waits_for_what_hangs() -> None:
    """The control: the very listener that the next tests cut short."""
    async with scripted_app() as one:
        began = time.monotonic()

        async def slow(_act: Interaction) -> Result:
            await asyncio.sleep(3 * SHORT)
            return None

        one.does = slow
        await one.ada.command("/scripted")
        assert time.monotonic() - began >= 3 * SHORT
        assert one.ada.dm() == []


async def test_a_command_that_hangs_is_answered_with_a_button_that_does_it_again(one: ScriptedApp) -> None:
    one.does = hanging()
    await one.ada.command("/scripted", "some words")
    (answer,) = one.ada.dm()
    assert str(TOO_SLOW) in answer.text
    one.does = one.nothing
    await one.ada.press("Try again")
    assert [act.text for act in one.acts] == ["some words", "some words"]


async def test_a_button_that_hangs_is_told_through_its_response_url_and_can_be_tried_again(
    one: ScriptedApp,
) -> None:
    one.does = hanging()
    await one.post()
    await one.ada.press("Press me")
    await eventually(lambda: len(one.ada.dm()) == 2)
    assert str(TOO_SLOW) in one.ada.dm()[-1].text
    assert len(one.slack.traffic.calls_of("response_url")) == 1
    one.does = one.nothing
    await one.ada.press("Try again")
    assert [act.value for act in one.acts] == ["v1", "v1"]


async def test_from_app_home_it_is_told_in_the_persons_conversation(one: ScriptedApp) -> None:
    await one.ada.open_home()
    one.does = hanging()
    await one.ada.press("Press me")
    await eventually(lambda: len(one.ada.dm()) == 1)
    assert str(TOO_SLOW) in one.ada.dm()[-1].text
    one.does = one.nothing
    await one.ada.press("Try again")
    assert one.acts[-1].value == "v1"


async def test_what_was_typed_stays_when_a_submission_hangs(one: ScriptedApp) -> None:
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    one.does = hanging()
    assert await one.ada.submit() == {"Words": str(TOO_SLOW)}
    assert WORDS in (await one.ada.sees_modal("A form")).text


@pytest.mark.parametrize(
    ("progress", "sentence"), [(Progress.COMMITTED, SAVED), (Progress.COMMITTING, STILL_SAVING)]
)
async def test_what_was_decided_is_said_to_be_and_offers_no_second_try(
    one: ScriptedApp, progress: Progress, sentence: object
) -> None:
    one.does = hanging(progress)
    await one.ada.command("/scripted")
    (answer,) = one.ada.dm()
    assert str(sentence) in answer.text
    assert "Try again" not in answer.text
    await one.open_form_and_submit()
    assert str(sentence) in (await one.ada.sees_modal("Pinchpoint")).text


async def test_words_that_slack_does_not_take_do_not_hold_up_the_acknowledgement(one: ScriptedApp) -> None:
    one.does = hanging()
    await one.post()
    for method in ("response_url", "chat.postEphemeral", "chat.postMessage"):
        one.slack.weather.add(method, "hang", None, seconds=PATIENCE)
    pressing = asyncio.create_task(one.ada.press("Press me"))  # ends when the calls under way have ended
    await eventually(lambda: [sent.status for sent in one.slack.traffic.deliveries] == [200])
    assert one.slack.traffic.calls_of("response_url") == []  # it hangs still
    pressing.cancel()


async def test_what_may_not_be_cancelled_goes_on_to_its_end(short: None) -> None:
    done: list[bool] = []

    async def commit() -> None:
        await asyncio.sleep(2 * SHORT)
        done.append(True)

    background = Background()
    with pytest.raises(OutOfTime):
        await Budget().bound(commit(), background)
    await background.finish(PATIENCE)
    assert done == [True]
    with pytest.raises(OutOfTime):
        await Budget().bound(commit(), background, may_cancel=lambda: True)
    await background.finish(PATIENCE)
    assert done == [True]

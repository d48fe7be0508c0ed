"""Every way in times every kind of trouble: one sentence, where the person is looking, and nothing lost."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from pydantic import TypeAdapter, ValidationError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.exc import IntegrityError

from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Sentence
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.logs import PlainLines
from bot.kit.texts import TOO_LATE
from tests.kit.app import BARE, BUTTON, FORM, WORDS, ScriptedApp, scripted_app

KIND = "Eli & I were faster. Please look at <your card>."
NAMED = "Press *Move it* on your card, or *Leave*."
CANARY = "canary-words"
WRONG = re.compile(r"Something went wrong on our side \(reference ([0-9a-f]{8})\)")


def _refused(code: str) -> SlackApiError:
    data = {"ok": False, "error": code}
    answer = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
    )
    return SlackApiError(f"failed about {CANARY}", answer)


def _invalid() -> ValidationError:
    with pytest.raises(ValidationError) as told:
        TypeAdapter(int).validate_python(CANARY)
    return told.value


UNEXPECTED: dict[str, Callable[[], Exception]] = {
    "a bug": lambda: KeyError(CANARY),
    "the database": lambda: IntegrityError(f"INSERT {CANARY}", {"words": CANARY}, Exception(CANARY)),
    "validation": _invalid,
    "silence": lambda: TimeoutError(CANARY),
    "a broken line": lambda: aiohttp.ServerDisconnectedError(CANARY),
    "a refusal": lambda: _refused("invalid_blocks"),
    "no JSON": lambda: SlackApiError(CANARY, {"ok": False, "body": CANARY}),
}
SENTENCES: dict[str, tuple[Callable[[], Exception], str]] = {
    "a kind sentence": (lambda: UserMessage(Sentence(KIND)), KIND),
    "a button's name": (
        lambda: UserMessage(Sentence(NAMED)),
        "Press “Move it” on your card, or “Leave”.",
    ),
    "a stale trigger": (lambda: _refused("expired_trigger_id"), str(TOO_LATE)),
    **{name: (make, "Something went wrong on our side (reference ") for name, make in UNEXPECTED.items()},
}


@pytest.fixture
async def one() -> AsyncIterator[ScriptedApp]:
    async with scripted_app() as built:
        yield built


@pytest.fixture
def told() -> io.StringIO:
    """What this process writes down, as it does in production, at its most talkative."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainLines())
    logger = logging.getLogger("bot")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


def raises(make: Callable[[], Exception]) -> Callable[[Interaction], Awaitable[Result]]:
    async def fail(_act: Interaction) -> Result:
        raise make()

    return fail


# --- Each way in, and where its answer is seen: the text that appeared -------------------------------------


async def by_command(one: ScriptedApp) -> str:
    await one.ada.command("/scripted", "hello")
    (answer,) = one.ada.dm()
    assert getattr(answer.item, "ephemeral_to", None) == one.ada.id
    return answer.text


async def by_message_button(one: ScriptedApp) -> str:
    await one.post()
    await one.ada.press("Press me")
    message, answer = one.ada.dm()
    assert "Press me" in message.text
    assert getattr(answer.item, "ephemeral_to", None) == one.ada.id
    return answer.text


async def by_home_button(one: ScriptedApp) -> str:
    does, one.does = one.does, one.nothing
    await one.ada.open_home()
    one.does = does
    await one.ada.press("Press me")
    return (await one.ada.sees_modal("Pinchpoint")).text


async def by_modal_button(one: ScriptedApp) -> str:
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    await one.ada.press("Press me")
    text = (await one.ada.sees_modal("Pinchpoint")).text
    await one.ada.close()
    form = await one.ada.sees_modal("A form")  # it is still there, below, with what was typed
    assert WORDS in form.text
    return text


async def by_global_shortcut(one: ScriptedApp) -> str:
    await one.ada.shortcut("scripted_anywhere")
    return (await one.ada.sees_modal("Pinchpoint")).text


async def by_message_shortcut(one: ScriptedApp) -> str:
    """In a channel of which the app is no member, where it could say nothing."""
    channel = one.slack.add_channel("far", [one.ada.id], bot=False)
    message = await one.ada.says("Look at this", channel)
    await one.ada.message_shortcut(channel, message.ts, "scripted_message")
    return (await one.ada.sees_modal("Pinchpoint")).text


async def by_form(one: ScriptedApp) -> str:
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    errors = await one.ada.submit()
    form = await one.ada.sees_modal("A form")
    assert WORDS in form.text
    assert list(errors) == ["Words"]
    return errors["Words"]


async def by_bare_form(one: ScriptedApp) -> str:
    await one.open(BARE)
    assert await one.ada.submit() == {}
    return (await one.ada.sees_modal("Pinchpoint")).text


WAYS = [
    by_command,
    by_message_button,
    by_home_button,
    by_modal_button,
    by_global_shortcut,
    by_message_shortcut,
    by_form,
    by_bare_form,
]


@pytest.mark.parametrize("way", WAYS)
async def test_any_trouble_is_told_where_the_person_is_looking(
    way: Callable[[ScriptedApp], Awaitable[str]],
) -> None:
    for name, (make, sentence) in SENTENCES.items():
        async with scripted_app() as one:
            one.does = raises(make)
            shown = await way(one)
            assert sentence in shown, name
            assert CANARY not in one.ada.screen(), name
            if name in UNEXPECTED:
                assert "Nothing is lost: please try again in a minute." in shown


@pytest.mark.parametrize("name", UNEXPECTED)
async def test_what_went_wrong_can_be_looked_up_and_holds_no_words(
    one: ScriptedApp, told: io.StringIO, name: str
) -> None:
    one.does = raises(UNEXPECTED[name])
    found = WRONG.search(await by_command(one))
    assert found is not None
    assert f"error {found[1]} in a command" in told.getvalue()
    assert "test_responder.py" in told.getvalue()
    assert CANARY not in told.getvalue()


async def test_what_is_expected_is_not_logged_as_an_error(one: ScriptedApp, told: io.StringIO) -> None:
    one.does = raises(lambda: UserMessage(Sentence(KIND)))
    await by_command(one)
    assert "error" not in told.getvalue()


async def test_field_errors_stand_at_their_fields(one: ScriptedApp) -> None:
    one.does = raises(lambda: FormErrors({"words": "Too few.", "more": "Too many."}))
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS, "More": "xyz"})
    assert await one.ada.submit() == {"Words": "Too few.", "More": "Too many."}
    text = (await one.ada.sees_modal("A form")).text
    assert WORDS in text
    assert "xyz" in text


async def test_a_button_has_no_fields_and_is_answered_in_words(one: ScriptedApp) -> None:
    one.does = raises(lambda: FormErrors({"topic": KIND}))
    assert await by_message_button(one) == KIND


async def test_what_is_wrong_with_a_field_that_is_not_shown_is_said_at_the_first(one: ScriptedApp) -> None:
    one.does = raises(lambda: FormErrors({"behind_add_more": KIND}))
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {"Words": KIND}


@pytest.mark.parametrize("code", ["hash_conflict", "not_found", "view_not_found"])
@pytest.mark.parametrize("way", ["command", "button", "form"])
async def test_what_was_overtaken_by_something_newer_needs_no_words(
    one: ScriptedApp, way: str, code: str
) -> None:
    one.does = raises(lambda: _refused(code))
    if way == "command":
        await one.ada.command("/scripted")
        assert one.ada.dm() == []
    elif way == "button":
        await one.post()
        await one.ada.press("Press me")
        assert len(one.ada.dm()) == 1
    else:
        await one.open(FORM)
        await one.ada.fill({"Words": WORDS})
        assert await one.ada.submit() == {}


async def test_an_event_that_failed_is_sent_again_by_slack(one: ScriptedApp) -> None:
    one.slack.dispatcher.retry_delays = (0.01,)
    failures = [KeyError(CANARY)]

    async def fail_once(_act: Interaction) -> Result:
        if failures:
            raise failures.pop()
        return None

    one.does = fail_once
    one.ada.tolerant = True
    await one.ada.open_home()
    await one.slack.wait_until(lambda: len(one.slack.traffic.deliveries) == 2, 3)
    first, second = one.slack.traffic.deliveries
    assert (first.status, second.status) == (500, 200)
    assert CANARY not in str(first.body)


async def test_when_even_the_telling_fails_the_button_is_still_acknowledged(one: ScriptedApp) -> None:
    one.does = raises(lambda: UserMessage(Sentence(KIND)))
    await one.post()
    one.slack.weather.add("*", "server_error", None)
    await one.ada.press("Press me")  # raises if it was not acknowledged
    assert len(one.ada.dm()) == 1


async def test_where_a_shortcut_can_open_no_form_it_is_told_in_the_persons_conversation(
    one: ScriptedApp,
) -> None:
    async def opens(act: Interaction) -> Result:
        await act.open(FORM)
        return None

    one.does = opens
    one.slack.weather.add("views.open", "error", None, code="expired_trigger_id")
    await one.ada.shortcut("scripted_anywhere")
    assert str(TOO_LATE) in one.ada.dm()[-1].text


async def test_a_button_is_answered_where_the_app_is_no_member(one: ScriptedApp) -> None:
    far = one.slack.add_channel("far", [one.ada.id], bot=False)

    async def answers(_act: Interaction) -> Result:
        return Ephemeral("Here is one", [BUTTON])

    one.does = answers
    await one.ada.command("/scripted", "", far)
    one.does = raises(lambda: UserMessage(Sentence(KIND)))
    await one.ada.press("Press me")
    assert str(KIND) in one.ada.messages(far)[-1].text


async def test_a_stranger_from_another_workspace_is_sent_to_their_own(one: ScriptedApp) -> None:
    await one.post()
    body = {
        "type": "block_actions",
        "team": {"id": one.slack.workspace.team_id},
        "user": {"id": one.ada.id, "team_id": "TELSEWHERE"},
        "actions": [{**BUTTON["elements"][0], "block_id": "b"}],
        "trigger_id": "",
        "container": {"type": "message", "channel_id": one.slack.workspace.app_dm(one.ada.id).id},
        "api_app_id": "A1",
    }
    sent = await one.slack.dispatcher.send("interactive", "block_actions", body)
    assert sent.status == 200
    assert one.acts == []
    assert "Pinchpoint is for the members of this workspace" in one.ada.dm()[-1].text

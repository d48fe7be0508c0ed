"""A small company whose experts have joined by the app's own forms, as anybody would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.admin.views import ARCHIVE, TOPIC_OPEN
from bot.kit.services import Services
from bot.playground.scenes.colleagues import SMALL_COMPANY, TOPICS, Colleague, add_colleagues
from bot.playground.scenes.scene import BuildContext, first_steps_taken
from bot.playground.slack.inputs import merge_values
from bot.playground.slack.objects import View
from bot.playground.slack.server import StandIn


async def tidy_topics(slack: StandIn, admin_id: str) -> None:
    """Have an admin put away the topics that this company does not need."""
    await slack.actor.command(admin_id, slack.workspace.app_dm(admin_id).id, "/mentoring admin")
    await slack.wait_until(lambda: slack.workspace.stack(admin_id))  # it may follow the answer
    panel = slack.workspace.stack(admin_id)[-1]
    for name in sorted(set(_rows(panel)) - TOPICS):
        row = _rows(panel)[name]  # looked up anew: the list is redrawn each time
        await _press(slack, admin_id, panel, row["block_id"], row["accessory"])
        form = slack.workspace.stack(admin_id)[-1]
        block, button = _button(form, ARCHIVE)
        await _press(slack, admin_id, form, block["block_id"], button)
        await slack.actor.close(admin_id, form.id)
    await slack.actor.close(admin_id, panel.id)


def _button(form: View, action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    blocks = (block for block in form.blocks if block["type"] == "actions")
    return next((one, e) for one in blocks for e in one["elements"] if e["action_id"] == action_id)


def _rows(panel: View) -> dict[str, dict[str, Any]]:
    rows = (block for block in panel.blocks if block.get("accessory", {}).get("action_id") == TOPIC_OPEN)
    return {block["text"]["text"].partition("\n")[0].strip("*"): block for block in rows}


async def _press(slack: StandIn, user_id: str, view: View, block_id: str, button: dict[str, Any]) -> None:
    place = {"type": "view", "view_id": view.id}
    await slack.actor.act(user_id, place, block_id, button["action_id"], state={"type": "button"}, values={})


async def experts_join(slack: StandIn, ids: dict[str, str]) -> None:
    """Have those who help others fill in their profiles."""
    for one in SMALL_COMPANY:
        if one.topics:
            await _join(slack, ids[one.name], one)


async def _join(slack: StandIn, user_id: str, one: Colleague) -> None:
    channel = slack.workspace.app_dm(user_id).id
    await slack.actor.command(user_id, channel, "/mentoring profile")
    await slack.wait_until(lambda: slack.workspace.stack(user_id))
    view = slack.workspace.stack(user_id)[-1]
    topics = [choice for choice in _choices(view) if choice["text"]["text"] in one.topics]
    for name, state in {
        "topics": {"type": "multi_static_select", "selected_options": topics},
        "skills": {"type": "plain_text_input", "value": one.skills},
        "about": {"type": "plain_text_input", "value": one.about},
    }.items():
        merge_values(view.values, {name: {name: state}})
    await slack.actor.submit(user_id, view.id, {})
    for left in reversed(slack.workspace.stack(user_id)):
        await slack.actor.close(user_id, left.id)


async def build(context: BuildContext) -> None:
    """Bring everybody in, put away the topics they do not need, and let the experts join."""
    ids = add_colleagues(context.slack)
    service = await context.start()
    await first_steps_taken(context, service)
    with wakeups_held_back(service.services):
        await tidy_topics(context.slack, ids["noor"])
        await experts_join(context.slack, ids)


@contextmanager
def wakeups_held_back(services: Services) -> Iterator[None]:
    """Let the worker have its round once, after all of this, and not after each press."""
    wake, services.wake = services.wake, lambda: None
    try:
        yield
    finally:
        services.wake = wake
        wake()


async def build_empty(context: BuildContext) -> None:
    """Bring everybody in; nobody has used the app yet."""
    add_colleagues(context.slack)
    await context.start()


def _choices(view: View) -> list[dict[str, Any]]:
    block = next(block for block in view.blocks if block.get("block_id") == "topics")
    options: list[dict[str, Any]] = block["element"]["options"]
    return options

"""What people do about being an expert."""

from __future__ import annotations

from bot.experts import forms, queries, service, texts, views
from bot.kit.act import Act, Next, Reply, Result
from bot.kit.blocks import notice
from bot.kit.listening import Listeners


async def open_profile(act: Act) -> Result:
    """Show the profile: the button in App Home and `/mentoring profile`."""
    async with act.read() as tx:
        draft = await queries.draft(tx, act.user_id, act.now)
    await act.open(views.profile_modal(draft))
    return None


async def save_profile(act: Act) -> Result:
    """Join, or change the profile."""
    async with act.write() as tx:
        today = await queries.today(tx, act.user_id, act.now)
        form = forms.profile_of(act.state, act.user_id, today)
        details = service.Details(
            topic_ids=form.topics,
            windows=form.windows(),
            skills=form.skills,
            about=form.about,
            capacity=form.capacity,
            lengths=form.lengths,
            paused_through=form.paused_through,
            avoids=form.avoid,
        )
        joined = await service.join_or_update(tx, act.user_id, details, act.now)
        profile = await queries.profile(tx, act.user_id, act.now)
    return Next(views.thanks_for_joining(profile.topics)) if joined and profile else None


async def leave(act: Act) -> Result:
    """Opt out."""
    async with act.write() as tx:
        await service.leave(tx, act.user_id, act.now)
    return await _say(act, texts.LEFT)


async def open_pause(act: Act) -> Result:
    """Show the pause: the button in App Home and `/mentoring pause`."""
    async with act.read() as tx:
        profile = await queries.profile(tx, act.user_id, act.now)
    await act.open(views.pause_modal(profile))
    return None


async def pause(act: Act) -> Result:
    """Take a break."""
    async with act.write() as tx:
        until = forms.pause_of(act.state, await queries.today(tx, act.user_id, act.now))
        await service.pause(tx, act.user_id, until, act.now)
    return None


async def unpause(act: Act) -> Result:
    """Come back from a break."""
    async with act.write() as tx:
        await service.unpause(tx, act.user_id, act.now)
    return await _say(act, texts.IS_OVER) if act.view.get("type") == "modal" else None


async def _say(act: Act, sentence: str) -> Result:
    """Show a sentence in place of the modal in which the button was, or else beside it."""
    if act.view.get("type") != "modal":
        return Reply(sentence)
    await act.redraw(notice(texts.HELPING, sentence))
    return None


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.action(views.OPEN, open_profile)
    on.action(views.LEAVE, leave)
    on.action(views.PAUSE_OPEN, open_pause)
    on.action(views.UNPAUSE, unpause)
    on.submission(views.PROFILE, save_profile)
    on.submission(views.PAUSE, pause)

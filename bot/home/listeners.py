"""Opening App Home, and the command `/mentoring`."""

from __future__ import annotations

from bot.admin import queries as admin
from bot.admin import service as admin_service
from bot.admin import views as admin_views
from bot.delivery.service import refresh_home
from bot.experts import queries as experts
from bot.experts import views as expert_views
from bot.home import queries, texts, views
from bot.kit.act import Act, Reply, Result
from bot.kit.blocks import clip, escape
from bot.kit.listening import Handler, Listeners
from bot.people import service as people_service

WORD_CHARS = 40


async def opened(act: Act) -> Result:
    """Somebody opens App Home: publish it at once, and keep it current from now on.

    It goes through the outbox like every other change of a Home, which publishes one at a time for each
    person; published from here, too, an older state could arrive last.
    """
    if act.body["event"].get("tab") != "home":
        return None
    async with act.write() as tx:
        await people_service.saw_home(tx, act.user_id, act.now)
        await refresh_home(tx, [act.user_id], act.now)
    return None


async def mentoring(act: Act) -> Result:
    """``/mentoring``: do what the first word says, or say what there is."""
    word = act.text.casefold().partition(" ")[0]
    return await COMMANDS.get(word, usage)(act)


async def usage(act: Act) -> Result:
    """Say what each word does, whatever was typed."""
    typed = act.text.casefold().partition(" ")[0]
    known = not typed or typed in COMMANDS
    first = texts.USAGE if known else texts.NOT_UNDERSTOOD.format(word=escape(clip(typed, WORD_CHARS)))
    lines = [texts.USAGE_LINE.format(word=word, what=what) for word, what in texts.USAGE_OF.items()]
    return Reply("\n".join([first, texts.USAGE_ASK, *lines, texts.USAGE_HOME]))


async def profile(act: Act) -> Result:
    """Open the person's profile as an expert, or the way to become one."""
    async with act.read() as tx:
        draft = await experts.draft(tx, act.user_id, act.now)
    await act.open(expert_views.profile_modal(draft))
    return None


async def pause(act: Act) -> Result:
    """Open the form in which an expert takes a break."""
    async with act.read() as tx:
        mine = await experts.profile(tx, act.user_id, act.now)
    await act.open(expert_views.pause_modal(mine))
    return None


async def sessions(act: Act) -> Result:
    """List the person's sessions with their buttons."""
    async with act.read() as tx:
        mine = await queries.my_sessions(tx, act.user_id)
    if not mine.shown:
        return Reply(texts.NO_SESSIONS)
    text = texts.SESSIONS_TEXT.format(count=len(mine.shown) + mine.more)
    return Reply(text, views.session_blocks(mine, act.now))


async def program(act: Act) -> Result:
    """Open the program area for those who look after it."""
    async with act.read() as tx:
        await admin_service.require_admin(tx, act.user_id)
        panel = await admin.panel(tx)
    await act.open(admin_views.panel(panel))
    return None


COMMANDS: dict[str, Handler] = {
    "help": usage,
    "profile": profile,
    "sessions": sessions,
    "pause": pause,
    "admin": program,
}


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.event("app_home_opened", opened)
    on.command("/mentoring", mentoring)

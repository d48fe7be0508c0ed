"""Opening App Home, and what each word of `/mentoring` does."""

from __future__ import annotations

from bot.admin import queries as admin
from bot.admin import service as admin_service
from bot.admin import views as admin_views
from bot.delivery.outbox import refresh_home
from bot.experts import queries as experts
from bot.experts import views as expert_views
from bot.feed import queries as feed
from bot.feed.views import address as feed_views
from bot.home import queries, texts, views
from bot.home.listeners.lists import IN_MESSAGE
from bot.kit.blocks import clip
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.router import Handler
from bot.people import queries as people
from bot.people import service as people_service
from bot.pilot import queries as pilot
from bot.pilot import views as pilot_views
from bot.privacy import queries as privacy
from bot.privacy import views as privacy_views
from bot.stories import queries as stories
from bot.stories import views as story_views

WORD_CHARS = 40
APP_LINK = "https://slack.com/app_redirect"


async def show_home(interaction: Interaction) -> Result:
    """Publish App Home at once for somebody who opens it, and keep it current from now on.

    It goes through the outbox like every other change of a Home, which publishes one at a time for each
    person; published from here, too, an older state could arrive last.
    """
    if interaction.body["event"].get("tab") != "home":
        return None
    async with interaction.write() as db:
        await people_service.keep_home_current(db, interaction.user_id, interaction.now)
        await refresh_home(db, [interaction.user_id], interaction.now)
    return None


async def run_command(interaction: Interaction) -> Result:
    """``/mentoring``: do what the first word says, or say what there is."""
    return await COMMANDS.get(_word(interaction), show_usage)(interaction)


async def show_usage(interaction: Interaction) -> Result:
    """Say what each word does, whatever was typed."""
    typed = _word(interaction)
    unknown = "" if typed in COMMANDS else clip(typed, WORD_CHARS)
    return Ephemeral(views.usage(interaction.reader, unknown))


async def open_profile(interaction: Interaction) -> Result:
    """Open the person's profile as an expert, or the way to become one."""
    async with interaction.read() as db:
        draft = await experts.draft(db, interaction.user_id, interaction.now)
    await interaction.open(expert_views.profile_modal(interaction.reader, draft))
    return None


async def open_settings(interaction: Interaction) -> Result:
    """Open when somebody can meet, with whom, and when they are told things."""
    async with interaction.read() as db:
        draft = await experts.draft(db, interaction.user_id, interaction.now)
        day = await experts.own_day(db, interaction.user_id)
    await interaction.open(expert_views.preferences_modal(interaction.reader, draft.profile, draft.zone, day))
    return None


async def open_pause(interaction: Interaction) -> Result:
    """Open the form in which an expert takes a break."""
    async with interaction.read() as db:
        profile = await experts.profile(db, interaction.user_id, interaction.now)
    await interaction.open(expert_views.pause_modal(interaction.reader, profile))
    return None


async def show_sessions(interaction: Interaction) -> Result:
    """Show what waits for the person, what is going on and what came of past sessions."""
    async with interaction.read() as db:
        inbox = await queries.inbox(db, interaction.user_id, interaction.now)
        past = await queries.past(db, interaction.user_id, 0, IN_MESSAGE)
    return Ephemeral(*views.sessions_message(interaction.reader, inbox, past, interaction.now))


async def show_stats(interaction: Interaction) -> Result:
    """Say what the person has asked and given so far; their own figures only."""
    async with interaction.read() as db:
        mine = await queries.my_stats(db, interaction.user_id, interaction.now)
    return Ephemeral(
        texts.STATS.format(asked=mine.asked, sessions=mine.sessions, minutes=mine.minutes_helped)
    )


async def show_link(interaction: Interaction) -> Result:
    """Give the link that brings colleagues to the app, where they can ask."""
    app_id = str(interaction.body.get("api_app_id") or "")
    return Ephemeral(texts.LINK.format(link=f"<{APP_LINK}?app={app_id}&team={interaction.workspace_id}>"))


async def open_guide(interaction: Interaction) -> Result:
    """Show the guide."""
    async with interaction.read() as db:
        found = await pilot.guide(db)
    await interaction.open(pilot_views.guide_modal(interaction.reader, found))
    return None


async def open_stories(interaction: Interaction) -> Result:
    """Show the person's stories, each with what they can do about it."""
    async with interaction.read() as db:
        found = await stories.mine(db, interaction.user_id)
    await interaction.open(story_views.mine_modal(interaction.reader, found))
    return None


async def open_calendar(interaction: Interaction) -> Result:
    """Open what the person can do about the address at which their calendar follows them."""
    async with interaction.read() as db:
        own = await feed.own(db, interaction.user_id, interaction.services.settings.public_url)
    await interaction.open(feed_views.address_modal(interaction.reader, own))
    return None


async def open_privacy(interaction: Interaction) -> Result:
    """Tell somebody what is held about them."""
    async with interaction.read() as db:
        counts = await privacy.counts(db, interaction.user_id)
        months = (await people.settings(db)).retention_months
        someone = await people.person(db, interaction.user_id)
    name = someone.name if someone else ""
    await interaction.open(privacy_views.overview(interaction.reader, counts, name, months))
    return None


async def open_program(interaction: Interaction) -> Result:
    """Open the program area for those who look after it."""
    async with interaction.read() as db:
        await admin_service.require_admin(db, interaction.user_id)
        panel = await admin.panel(db)
    await interaction.open(admin_views.panel(interaction.reader, panel, interaction.services.program))
    return None


def _word(interaction: Interaction) -> str:
    return interaction.text.casefold().partition(" ")[0]


COMMANDS: dict[str, Handler] = {
    "help": show_usage,
    "profile": open_profile,
    "sessions": show_sessions,
    "stats": show_stats,
    "settings": open_settings,
    "pause": open_pause,
    "link": show_link,
    "guide": open_guide,
    "stories": open_stories,
    "calendar": open_calendar,
    "privacy": open_privacy,
    "admin": open_program,
}

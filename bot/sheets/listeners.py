"""What people press about sign-up sheets."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.sheets import service, texts
from bot.sheets.forms import PlaceForm, PlanForm, SmallerSheet, TimesForm
from bot.sheets.views import expert, organiser, post


async def open_plan(interaction: Interaction) -> Result:
    """Open the modal that starts a monthly sheet."""
    async with interaction.read() as db:
        topics, rule = await service.suggested(db, interaction.user_id, interaction.now)
    await interaction.open(organiser.plan_modal(interaction.reader, topics, rule))
    return None


async def submit_plan(interaction: Interaction) -> Result:
    """Start a monthly sheet."""
    form = parse(PlanForm, interaction.state)
    async with interaction.write() as db:
        await service.create(db, interaction.user_id, form, interaction.view_key, interaction.now)
    return None


async def open_change(interaction: Interaction) -> Result:
    """Open the modal in which a monthly sheet is changed."""
    async with interaction.read() as db:
        plan, topics = await service.to_change(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(organiser.change_modal(interaction.reader, topics, plan))
    return None


async def submit_change(interaction: Interaction) -> Result:
    """Change a monthly sheet."""
    form, plan_id = parse(PlanForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.change(db, plan_id, interaction.user_id, form, interaction.now)
    return None


async def stop(interaction: Interaction) -> Result:
    """Stop a monthly sheet."""
    async with interaction.write() as db:
        await service.stop(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def post_again(interaction: Interaction) -> Result:
    """Try a sheet's channel once more."""
    async with interaction.write() as db:
        await service.post_again(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def make_smaller(interaction: Interaction) -> Result:
    """Give the next sheets fewer places."""
    chosen = interaction.pressed(SmallerSheet)
    async with interaction.write() as db:
        places = await service.make_smaller(
            db, chosen.id, chosen.places, interaction.user_id, interaction.now
        )
    return Ephemeral(texts.MADE_SMALLER.format(count=places))


async def open_times(interaction: Interaction) -> Result:
    """Open the modal in which an expert offers times."""
    async with interaction.read() as db:
        found = await service.offering(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(expert.offer_modal(interaction.reader, found))
    return None


async def submit_times(interaction: Interaction) -> Result:
    """Put an expert's times on a sheet."""
    form, sheet_id = parse(TimesForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.offer(db, sheet_id, interaction.user_id, form.given, interaction.now)
    return None


async def decline(interaction: Interaction) -> Result:
    """Take note that an expert has no time for a sheet."""
    async with interaction.write() as db:
        await service.decline(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def take_back(interaction: Interaction) -> Result:
    """Take a free time off a sheet."""
    async with interaction.write() as db:
        await service.take_back(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def open_place(interaction: Interaction) -> Result:
    """Open the modal in which somebody takes a place, or changes theirs."""
    sheet_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        found, choices, mine = await service.open_place(db, sheet_id, interaction.user_id, interaction.now)
    await interaction.open(post.take_modal(interaction.reader, found, choices, mine))
    return None


async def submit_place(interaction: Interaction) -> Result:
    """Give somebody a place, or one on the waiting list."""
    form, sheet_id = parse(PlaceForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.take(db, sheet_id, interaction.user_id, form, interaction.now)
    return None


async def leave_list(interaction: Interaction) -> Result:
    """Take somebody off the waiting list."""
    async with interaction.write() as db:
        await service.leave_list(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.PLAN_BUTTON, organiser.PLAN_OPEN, ProgramGroup.REACH)
    router.action(organiser.PLAN_OPEN, open_plan)
    router.action(organiser.CHANGE_OPEN, open_change)
    router.action(organiser.STOP, stop)
    router.action(organiser.POST_AGAIN, post_again)
    router.action(organiser.MAKE_SMALLER, make_smaller)
    router.view_submission(organiser.PLAN, submit_plan)
    router.view_submission(organiser.CHANGE, submit_change)
    router.action(expert.OFFER_OPEN, open_times)
    router.action(expert.NOT_NOW, decline)
    router.action(expert.TAKE_BACK, take_back)
    router.view_submission(expert.OFFER, submit_times)
    router.action(post.TAKE_OPEN, open_place)
    router.action(post.LEAVE_LIST, leave_list)
    router.view_submission(post.TAKE, submit_place)

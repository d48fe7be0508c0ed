"""What people press about their calendar address."""

from __future__ import annotations

from dataclasses import replace

from bot.feed import queries, rules, service
from bot.feed.views import address
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router


async def open_feed(interaction: Interaction) -> Result:
    """Open what somebody can do about their address."""
    async with interaction.read() as db:
        own = await queries.own(db, interaction.user_id, interaction.services.settings.public_url)
    await interaction.open(address.address_modal(interaction.reader, own))
    return None


async def renew(interaction: Interaction) -> Result:
    """Make an address and show it, this once."""
    public_url = interaction.services.settings.public_url
    async with interaction.write() as db:
        own = await queries.own(db, interaction.user_id, public_url)
        if public_url is not None:
            made = await service.renew(db, interaction.user_id, interaction.now)
            own = replace(own, made=rules.links(made, public_url))
    await interaction.redraw(address.address_modal(interaction.reader, own))
    return None


async def revoke(interaction: Interaction) -> Result:
    """Take the address back."""
    async with interaction.write() as db:
        await service.revoke(db, interaction.user_id)
    own = queries.Own(interaction.services.settings.public_url)
    await interaction.redraw(address.address_modal(interaction.reader, own, revoked=True))
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(address.OPEN, open_feed)
    router.action(address.RENEW, renew)
    router.action(address.REVOKE, revoke)

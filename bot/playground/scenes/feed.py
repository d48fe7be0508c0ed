"""Somebody with sessions ahead: Ada has two booked, and her calendar can follow them by an address."""

from __future__ import annotations

from bot.playground.scenes.colleagues import SMALL_COMPANY
from bot.playground.scenes.past import company
from bot.playground.scenes.scene import BuildContext

PEOPLE = len(SMALL_COMPANY)
BOARD = "How do I get my board presentation from twenty slides to five?"
CUSTOMER = "How do I say no to a customer and keep them?"


async def build(context: BuildContext) -> None:
    """Bring everybody in, and have Ada book a session with each of two experts."""
    async with company(context) as past:
        await past.agree("ada", "eli", BOARD)
        await past.book("ada")
        await past.agree("ada", "sam", CUSTOMER, topic="Customer conversations")
        await past.book("ada")

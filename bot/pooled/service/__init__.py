"""Decisions about pooled asks."""

from bot.pooled.service.common import OFFER_KIND
from bot.pooled.service.course import expert_is_gone, follow, wake
from bot.pooled.service.gathering import answer, propose, propose_all
from bot.pooled.service.meeting import cannot_come, to_leave
from bot.pooled.service.moving import move_to, to_move
from bot.pooled.service.returning import come_back, to_return
from bot.pooled.service.seeking import accept, decline, to_pick

__all__ = [
    "OFFER_KIND",
    "accept",
    "answer",
    "cannot_come",
    "come_back",
    "decline",
    "expert_is_gone",
    "follow",
    "move_to",
    "propose",
    "propose_all",
    "to_leave",
    "to_move",
    "to_pick",
    "to_return",
    "wake",
]

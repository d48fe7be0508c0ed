"""What the buttons and modals of the inbox carry."""

from __future__ import annotations

from enum import StrEnum

from bot.kit.carried import Carried


class Part(StrEnum):
    """The parts of an inbox."""

    WAITING = "waiting"
    GOING_ON = "going_on"
    DONE = "done"


class ListPage(Carried):
    """A page of one part, counted from 0."""

    part: Part
    page: int = 0

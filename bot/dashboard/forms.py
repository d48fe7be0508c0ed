"""What buttons of the figures carry."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, ValidationError

from bot.dashboard.rules import PAGE_LIFE, PAGE_PATH, PERIODS, Listed
from bot.kit.carried import Carried
from bot.kit.crypto import Keyring, UnreadableError

SEALED_FOR = "page of the program"
LONGEST_TOKEN = 1000


class Period(Carried):
    """For how many days back figures are shown."""

    days: Annotated[int, Field(ge=1, le=PERIODS[-1])]


class Behind(Period):
    """Behind which figure somebody looks, and at which page of the list, from 0."""

    listed: Listed
    page: Annotated[int, Field(ge=0)] = 0


class PageLink(Carried):
    """What the address of the page holds, sealed: of which workspace, for whom, how many days, since when."""

    workspace: str
    user: str
    days: Annotated[int, Field(ge=1, le=PERIODS[-1])]
    made_at: AwareDatetime

    def is_over(self, now: datetime) -> bool:
        """Return whether the link is no longer good."""
        return not self.made_at <= now < self.made_at + PAGE_LIFE

    def address(self, keyring: Keyring, public_url: str) -> str:
        """Return the link below ``public_url``. Nobody without the key can read or make one."""
        token = keyring.encrypt(self.model_dump_json(), SEALED_FOR)
        return public_url.rstrip("/") + PAGE_PATH.format(token=token)

    @classmethod
    def unsealed(cls, keyring: Keyring, token: str) -> Self | None:
        """Return what an address holds; None for one that was not made here."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return cls.model_validate_json(keyring.decrypt(token, SEALED_FOR))
        except (UnreadableError, ValidationError, ValueError):
            return None

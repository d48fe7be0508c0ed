"""How it is shown."""

from __future__ import annotations

from datetime import datetime

from bot.install import texts
from bot.kit.blocks import Block, section
from bot.kit.reader import Reader


def access_ends(reader: Reader, at: datetime) -> tuple[str, list[Block]]:
    """Return that the app has to be installed again, and until when it works."""
    text = reader(texts.ACCESS_ENDS, when=reader.spoken(at))
    return text.replace("*", ""), [section(reader(texts.ACCESS_ENDS, when=reader.when(at)))]


def let_in_again(reader: Reader, since: datetime) -> tuple[str, list[Block]]:
    """Return that the workspace turned the app away for a while."""
    text = reader(texts.LET_IN_AGAIN, when=reader.spoken(since))
    return text.replace("*", ""), [section(reader(texts.LET_IN_AGAIN, when=reader.when(since)))]

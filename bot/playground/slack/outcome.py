"""What comes of something a person does, and the sentences Slack shows when the app fails them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import Delivery
from bot.playground.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
SORRY = "Sorry, that didn’t work. Try again?"


@dataclass
class Outcome:
    """``ok`` with perhaps ``errors`` at fields or ``answer`` (options), or an error code and a notice."""

    ok: bool = True
    error: str = ""
    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    delivery: Delivery | None = None

    def json(self) -> Json:
        """Return the body of a UI answer."""
        if not self.ok:
            return {"ok": False, "error": self.error, "notice": self.notice}
        return {"ok": True, **({"errors": self.errors} if self.errors else {}), **self.answer}


class ImpossibleError(Exception):
    """Something a person cannot do because it is not there, such as a button that has gone."""


def refused(
    workspace: Workspace, user_id: str, code: str, notice: str, delivery: Delivery | None = None
) -> Outcome:
    """Show a person Slack's own sentence and say that it did not work."""
    workspace.notify(user_id, notice)
    return Outcome(False, code, notice, delivery=delivery)

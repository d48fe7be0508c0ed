"""The one way to refuse: an error code, as Slack's Web API names it, with what else its answer carries."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """Becomes ``{"ok": false, "error": code, **extra}`` at the edge of the Web API."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the JSON body that Slack would answer with."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str) -> SlackError:
    """Build Slack's ``invalid_arguments`` error, whose details live in ``response_metadata.messages``."""
    return SlackError("invalid_arguments", response_metadata={"messages": list(messages)})

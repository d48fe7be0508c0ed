"""What the app says about its own access to a workspace, to whoever installed it."""

from __future__ import annotations

from bot.kit.i18n import _

ACCESS_ENDS = _(
    "*Slack will not renew Pinchpoint's access to this workspace.* It still works until {when}. "
    "Please open the page on which Pinchpoint was installed and allow it once more before then. "
    "It takes a minute, and nobody's question has to wait."
)
LET_IN_AGAIN = _(
    "*Slack did not let Pinchpoint in for a while, from {when} on.* It does so again: "
    "what had to be said meanwhile waited, and is being sent. If this comes as a surprise, "
    "the admins of your Slack can tell you what they changed in its access rules."
)

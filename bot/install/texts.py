"""The sentences of the installation pages."""

from __future__ import annotations

INSTALLED = "Pinchpoint is in {workspace}"
INSTALLED_NEXT = "Open Slack and look for Pinchpoint under Apps: its Home tab shows how to begin."
OPEN_SLACK = "Open Slack"

CANCELLED = "Nothing was installed"
CANCELLED_NEXT = "You left before the end, and that is fine. Whenever you like, you can begin again."

STALE = "This installation link is no longer good"
STALE_NEXT = (
    "It works once, within ten minutes, in the browser in which it began. "
    "Please begin again from here; it takes a minute."
)

FAILED = "Slack did not finish the installation"
FAILED_NEXT = "Nothing was changed. Please try again in a few minutes (reference {reference})."

AGAIN = "Begin again"

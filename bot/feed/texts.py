"""Every sentence about the calendar feed."""

from __future__ import annotations

from bot.kit.i18n import _

OPEN = _("Calendar address")
TITLE = _("Your calendar")

INTRO = _(
    "Your calendar can follow what you have here: sessions, flash events, and times that you offer. It "
    "changes by itself when a time is moved or called off. It names the topic and the other one, never the "
    "question."
)
SECRET = _("Whoever has the address can read it, so please keep it to yourself.")
MAKE = _("Make my address")
MADE = _("*Here is your address.* Copy it now: I show it only this once, since I do not keep it.")
HOW = _(
    "In your calendar, choose to subscribe to a calendar, or to add one by its address, and paste it. Most "
    "calendars look again every few hours."
)
GOOGLE = _("Add to Google Calendar")
OUTLOOK = _("Add to Outlook")
SINCE = _("You have had an address since {day}. I cannot show it again, but I can make you another.")
RENEW = _("Make another")
RENEW_TITLE = _("Make another address?")
RENEW_TEXT = _("The old address stops working at once, wherever it was added.")
REVOKE = _("Take it back")
REVOKE_TITLE = _("Take the address back?")
REVOKE_TEXT = _(
    "No calendar can read it from then on. What a calendar has shown may stay there for some hours."
)
YES = _("Yes")
KEEP = _("Keep it")
REVOKED = _("Your address is taken back. You can remove the calendar where you added it.")
UNREACHED = _(
    "Calendars on the internet cannot reach this Pinchpoint, so they cannot follow it by an address. Each "
    "booked session brings a calendar file instead, and a new one when it changes. Whoever runs Pinchpoint "
    "can change that with `PUBLIC_URL`."
)

# --- what the calendar shows: plain text --------------------------------------------------------------------

CALENDAR = _("Pinchpoint")
# Translators: {topic} is a topic, {other} is a person.
TALK = _("{topic} with {other}")
SEVERAL = _("several colleagues")
TALK_TEXT = _("A Pinchpoint session of {minutes} minutes. Where: {place}.")
EVENT_TEXT = _("A flash event with talks of {minutes} minutes. Where: {place}.")
OFFERED = _("Offered: {topic}")
OFFERED_TEXT = _("You offer this time on a sign-up sheet, and nobody has taken it yet.")
HUDDLE = _("a huddle in Slack")

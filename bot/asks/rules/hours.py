"""The hours that a mentee can name for one ask."""

USUAL = "usual"
HOURS: dict[str, tuple[int | None, int | None]] = {
    USUAL: (None, None),
    "mornings": (None, 12 * 60),
    "afternoons": (12 * 60, None),
    "evenings": (17 * 60, 21 * 60),
    "from_6": (6 * 60, None),
    "from_7": (7 * 60, None),
    "from_8": (8 * 60, None),
    "until_18": (None, 18 * 60),
    "until_20": (None, 20 * 60),
}
"""From when and until when, in minutes since midnight; None: as the person's usual day begins or ends."""


def hours_named(begin: int | None, end: int | None) -> str:
    """Return the name of such hours; those of none are the usual ones."""
    return next((name for name, hours in HOURS.items() if hours == (begin, end)), USUAL)

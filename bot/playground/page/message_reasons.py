"""What the page calls each kind of message, and why it is sent."""

from __future__ import annotations

# kind of message -> (title, why); {mentee}, {expert}, {topic}, {when} are of what it is about
REASONS: dict[str, tuple[str, str]] = {
    "home": ("App Home", "Something on this Home has changed."),
    "ask_tracker": ("Tracker card", "{mentee}’s question about {topic} has moved on."),
    "ask_waiting": (
        "News for a waiting question",
        "Nobody could take {mentee}’s question about {topic} yet.",
    ),
    "ask_date_passed": (
        "The date has passed",
        "{mentee} needed an answer about {topic} by a day that is over.",
    ),
    "offer_card": ("A question for an expert", "{mentee} asked about {topic}, and {expert} fits."),
    "offer_reminder": ("Reminder to answer", "{expert} has had {mentee}’s question for half of the time."),
    "offer_asked_back": ("A question back", "{expert} wants to know more before saying yes."),
    "offer_answered": ("An answer to a question back", "{mentee} answered what {expert} wanted to know."),
    "offer_steward": ("Looking for somebody", "Nobody took {mentee}’s question about {topic}."),
    "offer_caretaker": (
        "Nobody found",
        "{mentee}’s question about {topic} waits, and the program should know.",
    ),
    "session_card": ("Session card", "{mentee} and {expert} have news about their session."),
    "session_card_old": ("An older session card", "A newer card takes its place."),
    "session_ics": ("Calendar entry", "The session of {mentee} and {expert} belongs in their calendars."),
    "session_place": ("The place has changed", "{mentee} and {expert} meet somewhere else than planned."),
    "session_brief": ("Brief before the session", "{mentee} and {expert} meet {when}."),
    "session_start": ("The session starts", "{mentee} and {expert} meet {when}."),
    "session_start_card": ("The start card", "{mentee} and {expert} have begun."),
    "session_sum_up": ("Time to sum up", "The session of {mentee} and {expert} ends soon."),
    "session_still_needed": ("Still needed?", "{mentee} and {expert} have not picked a time yet."),
    "session_wrap_up": ("Wrap-up", "The session of {mentee} and {expert} is over."),
    "session_wrap_up_card": ("The wrap-up card", "What one of them wrote has changed it."),
    "session_wrap_up_reminder": (
        "Reminder to wrap up",
        "The session of {mentee} and {expert} has no words yet.",
    ),
    "session_wrap_up_reminder_card": (
        "The reminder to wrap up",
        "What one of them wrote has answered it.",
    ),
    "session_summary": ("What came of it", "{mentee} and {expert} have wrapped up."),
    "session_handover": ("A warm hand-over", "{expert} named somebody who knows more about {topic}."),
    "checklist_prepare": ("Reminder to prepare", "{mentee} and {expert} meet {when}."),
    "checklist_prepare_card": ("The preparation card", "A checklist has changed."),
    "checklist_open_items": (
        "What is still open",
        "{mentee} and {expert} meet {when}; the checklist has gaps.",
    ),
    "thanks_question": ("Time to say thank you", "{mentee} met {expert} and can tell what came of it."),
    "thanks_written": ("The thank-you card", "{mentee} has written a thank-you."),
    "thanks_received": ("A thank-you", "{mentee} thanks {expert}."),
    "unblocked_two_weeks": ("Did it help? After two weeks", "{mentee} met {expert} two weeks before."),
    "unblocked_three_months": (
        "Did it help? After three months",
        "{mentee} met {expert} three months before.",
    ),
    "unblocked_two_weeks_answered": ("The answer’s card", "{mentee} has answered."),
    "unblocked_three_months_answered": ("The answer’s card", "{mentee} has answered."),
}


def reason_of(kind: str) -> tuple[str, str]:
    """Return title and reason of a kind of message; one that is gone is named after its id."""
    return REASONS.get(kind) or (kind.replace("_", " ").capitalize(), "The app planned it.")

"""Of which row of ``World`` each kind of message is an example, and who is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of ``World.ids`` or somebody, who is told, and when: hours after the workspace was made."""

    of: str
    to: str
    hours: int
    version: int
    later: bool


def about(
    of: str, to: str, *kinds: str, hours: int = 0, version: int = 0, later: bool = False
) -> dict[str, Sample]:
    """Return how each of these kinds comes about."""
    return dict.fromkeys(kinds, Sample(of, to, hours, version, later))


SAMPLES = {
    **about("ask", "ADA", "ask_moved", "ask_tracker"),
    **about("asked sheet", "ADA", "sheet_nobody", "sheet_smaller"),
    **about("asked sheet", "ELI", "sheet_invite"),
    **about(
        "booked",
        "ADA",
        "checklist_open_items",
        "checklist_prepare",
        "checklist_prepare_card",
        "session_booked",
        "session_brief",
        "session_found",
        "session_start",
        "session_start_card",
        "session_start_later",
    ),
    **about("booked pool", "ADA", "pool_meeting", "pool_meeting_card", "pool_moved", "pool_soon"),
    **about("differs", "ADA", "session_differs"),
    **about("ended", "ADA", "session_wrap_up", "session_wrap_up_card", "session_wrap_up_reminder"),
    **about(
        "event",
        "ADA",
        "flash_announcement",
        "flash_called_off",
        "flash_changed",
        "flash_moved_up",
        "flash_organiser",
        "flash_reminder",
        "flash_report",
        "flash_seat",
    ),
    **about(
        "held",
        "ADA",
        "session_action_check",
        "session_action_check_card",
        "session_handover",
        "thanks_question",
        "thanks_question_card",
        "unblocked_three_months",
        "unblocked_two_weeks",
    ),
    **about("missing", "ELI", "session_where_are_you"),
    **about("offer", "ADA", "offer_card", "offer_reminder"),
    **about("plan", "ADA", "sheet_plan"),
    **about("pool", "ELI", "pool_offer", "pool_offer_card"),
    **about("post", "ADA", "pilot_canvas", "pilot_pin", "pilot_post", "pilot_refused"),
    **about(
        "proposed",
        "ADA",
        "checklist_prepare_over",
        "session_card",
        "session_card_later",
        "session_own_over",
        "session_still_needed",
    ),
    **about("proposed", "ADA", "session_still_needed_over", version=1),
    **about("question", "ADA", "offer_asked_back"),
    **about("running", "ADA", "flash_break", version=1),
    **about("running", "ADA", "flash_after"),
    **about("share", "ADA", "pool_consent", "pool_place"),
    **about("sheet", "ADA", "sheet", "sheet_place"),
    **about("started", "ADA", "ask_started"),
    **about("story", "ADA", "story_card"),
    **about("story", "ELI", "story_question", version=1),
    **about("talk", "ADA", "flash_bell", "flash_missed_you", "flash_thanked"),
    **about("talk over", "ADA", "flash_bell_over", "flash_both"),
    **about(
        "topic",
        "ADA",
        "ask_help",
        "delivery_removal",
        "install_let_in_again",
        "offer_program_team",
        "offer_steward",
        "privacy_data",
        "privacy_page",
    ),
    **about("topic", "NOOR", "dashboard_digest", "dashboard_file"),
    **about("waiting", "ADA", "ask_waiting"),
    **about("written", "ADA", "written_answer", "written_unblocked", "written_unblocked_card"),
    **about("booked", "ADA", "session_ics", "session_ics_update", "session_ics_wanted", later=True),
    **about("booked pool", "ADA", "pool_wrap_ups", later=True),
    **about("booked share", "ADA", "pool_not_coming", later=True),
    **about("erasure", "ADA", "privacy_receipt", later=True),
    **about("event", "ADA", "flash_refused", later=True),
    **about(
        "held",
        "ADA",
        "growing_answered",
        "growing_both",
        "thanks_received",
        "thanks_written",
        "unblocked_three_months_answered",
        "unblocked_two_weeks_answered",
        later=True,
    ),
    **about("invitation", "ADA", "offer_invitation", later=True),
    **about("last", "ADA", "growing_question", later=True),
    **about("list", "ADA", "offer_list", "offer_list_reminder", later=True),
    **about("plan", "ADA", "sheet_refused", later=True),
    **about("question", "ADA", "offer_answered", later=True),
    **about("series", "ADA", "series_ended", later=True),
    **about("share", "ADA", "pool_dissolved", later=True),
    **about("sheet", "ADA", "sheet_moved_up", later=True),
    **about("story", "ADA", "story_refused", later=True),
    **about("topic", "ADA", "home", "install_access_ends", "pilot_steps", later=True),
    **about("waiting", "ADA", "ask_date_passed", "ask_not_them", later=True),
    **about("written", "ADA", "written_thanks", later=True),
    **about("shared story", "C1", "story_post", later=True),
    **about("invited to ask", "KIM", "reach_invitation", later=True),
}

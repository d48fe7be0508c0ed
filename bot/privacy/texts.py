"""Every sentence about what is held about somebody."""

from __future__ import annotations

from bot.kit.i18n import _, _n, _p

TITLE = _("Your data")
INTRO = _("This is what I hold about you, {name}.")
INTRO_SOMEBODY = _("This is what I hold about you.")
NOTHING = _("I hold nothing about you but your name and time zone, as Slack shows them.")
LINE = _("• {what}: {count}")
TABLES = {
    "person": _("Your name, time zone and language, as Slack shows them"),
    "availability": _("When you can meet"),
    "avoidance": _("People you would rather not be matched with"),
    "expert": _("Your profile as an expert"),
    "directory_entry": _("What the company's directory says of you"),
    "expert_topic": _("Topics you help with"),
    "calendar_feed": _("The address at which your calendar follows you"),
    "growth": _("Whether you would go on with somebody, and who was asked"),
    "invitation": _("Invitations to help that you got or sent"),
    "ask": _("Questions you asked"),
    "started_ask": _("What you wrote to me and did not ask yet"),
    "offer": _("Questions that were put before you, and who was asked about yours"),
    "session": _("Sessions of yours"),
    "tick": _("Your checklists"),
    "wrap_up": _("Your wrap-ups"),
    "action": _("Actions you agreed on"),
    "thanks": _("Thank-yous you wrote or got"),
    "story": _("Stories made of your thank-yous"),
    "story_answer": _("Stories that answered you before you asked"),
    "written_answer": _("Answers in writing"),
    "follow_up": _("Your answers to how much it helped"),
    "series": _("Series of sessions you agreed on"),
    "flash_event": _("Flash events you planned"),
    "flash_seat": _("Flash events you joined, and your question there"),
    "flash_talk": _("Your short talks at flash events"),
    "sheet_plan": _("Sign-up sheets you started"),
    "sheet_expert": _("Sign-up sheets for which you were asked for times"),
    "sheet_slot": _("Times you offered on sign-up sheets"),
    "sheet_place": _("Your places on sign-up sheets, and your question there"),
    "pool": _("Shared sessions in which you helped"),
    "pool_place": _("Shared sessions you were asked to join"),
    "pool_expert": _("Shared sessions you were asked to help in"),
    "program_post": _("What you had posted in a channel for the program"),
    "campaign": _("Invitations to ask that you started"),
    "campaign_member": _("Invitations to ask that were meant for you"),
    "erasure": _("Your wish to be erased"),
    "audit_entry": _("What you did in the program area, and what was done there about you"),
}
WHO_SEES = _(
    "*Who sees it.* A question is read by you and by whoever is asked. What you write in a session is read "
    "by the two of you. Those who run the program see counts and where a question stands, never its words."
)
HOW_LONG = _n(
    "*How long.* {count} month after a question or session is over, its words go. Counts stay.",
    "*How long.* {count} months after a question or session is over, its words go. Counts stay.",
)
ALL_OF_IT = _("Send me all of it")
ERASE = _("Erase me")
ERASE_TITLE = _("Erase all of it?")
ERASE_TEXT = _(
    "Open questions are withdrawn and sessions ahead are cancelled, kindly. Your profile and your words go. "
    "This cannot be undone."
)
ERASE_YES = _("Erase me")
ERASE_NO = _("Keep it")
ON_ITS_WAY = _("It is on its way: in a minute you find two files in your messages with me.")
ERASING = _(
    "It is under way. What was open is ended, and whoever was to meet you is told. Your data go within the "
    "next two hours, and then you get a receipt."
)

DATA_TITLE = _("Everything I hold about you, for programs")
DATA_TEXT = _("Everything that I hold about you, as a file for programs.")
PAGE_TITLE = _("Everything I hold about you")
PAGE_TEXT = _("Everything that I hold about you, as a page. Open it in a browser.")
PAGE_MADE = _("As it was on {day}.")

RECEIPT = _("Your data are erased.")
RECEIPT_GONE = _("*Gone:*")
RECEIPT_KEPT = _("*Left as bare counts, without your name and your words:*")
RECEIPT_REST = _(
    "Messages that stand in Slack stay there for as long as your workspace keeps them. This receipt is the "
    "last I know of you. When you use me again, I read your name and time zone from Slack anew."
)

# What the columns of the file are called on the page.
COLUMNS = {
    "at": _("When"),
    "act": _("What was done"),
    "name": _("Name"),
    "zone": _("Time zone"),
    "locale": _("Language of your Slack"),
    "language": _("Language you chose"),
    "email": _("Mail address"),
    "is_admin": _("Slack admin"),
    "is_guest": _("Guest"),
    "is_manager": _("Program manager"),
    "home_opened_at": _("Last opened Home"),
    "day_begins": _("Working day begins, in minutes after midnight"),
    "reminders": _("Reminders"),
    "invitations": _("Invitations to ask"),
    "half": _("In which half"),
    "invited_at": _("Invited on"),
    "started_on": _("First day"),
    "leads_since": _("Leads people since"),
    "offers_daily": _("Questions as one list a day"),
    "quiet_from": _("Quiet hours begin, in minutes after midnight"),
    "quiet_to": _("Quiet hours end, in minutes after midnight"),
    "away_until": _("Away until, by the Slack status"),
    "weekday": _("Weekday, Monday is 0"),
    "start_minute": _("From, in minutes after midnight"),
    "end_minute": _("Until, in minutes after midnight"),
    "other_id": _("Colleague"),
    "department": _("Department"),
    "seniority": _("Seniority"),
    "skills": _("What I know"),
    "about": _("What I can help with"),
    "capacity": _("Sessions a month"),
    "lengths": _("Lengths in minutes"),
    "paused_until": _("Paused until"),
    "opted_in_at": _("Helps since"),
    "opted_out_at": _("Stopped on"),
    "topic_id": _("Topic"),
    "note": _("Note"),
    "created_at": _("Made on"),
    "minutes": _("Minutes"),
    "needed_by": _("Needed by"),
    "hours_from": _("From, for this one, in minutes after midnight"),
    "hours_to": _("Until, for this one, in minutes after midnight"),
    "wished_sessions": _("Sessions you wished for"),
    "agreed_sessions": _("Sessions you agreed on"),
    "part": _("Which session of a series"),
    "series_id": _("Number of the series"),
    "count": _("Sessions"),
    "ended_at": _("Ended on"),
    "hide_name": _("Name hidden"),
    "with_opening": _("With an opening"),
    "widened": _("Widened"),
    "state": _("State"),
    "edited_at": _("Edited on"),
    "matched_at": _("Matched on"),
    "closed_at": _("Closed on"),
    "forget_at": _("Forgotten on"),
    "question": _("Question"),
    "background": _("Background"),
    "outcome": _("Wished result"),
    "ask_id": _("Number of the question"),
    "source": _("How it came"),
    "offered_at": _("Offered on"),
    "deadline_at": _("Open until"),
    "answered_at": _("Answered on"),
    "decline_reason": _("Reason for the no"),
    "reasons": _("Why this match"),
    "answer": _p("the column of a table", "Answer"),
    "mentee_id": _("Who asked"),
    "expert_id": _("Who helped"),
    "starts_at": _("Starts"),
    "ends_at": _("Ends"),
    "started_at": _("Started"),
    "place": _("Place"),
    "calendar_place": _("Place in the calendar"),
    "change_reason": _("Reason for the change"),
    "session_id": _("Number of the session"),
    "item": _("Item"),
    "ticked": _("Ticked"),
    "words": _("Words"),
    "took_place": _("Took place"),
    "handover_to": _("Handed over to"),
    "meet_again": _("Would meet again"),
    "takeaways": _("Takeaways"),
    "resource": _("Something to read"),
    "title": _("What it is called"),
    "rounds": _("Rounds"),
    "places": _("Places"),
    "event_id": _("Number of the event"),
    "role": _("In which role"),
    "joined_at": _("Joined on"),
    "sheet_id": _("Number of the sign-up sheet"),
    "pool_id": _("Number of the shared session"),
    "declined": _("Said no"),
    "rule": _("Day of the month"),
    "days_off": _("Days without a sheet"),
    "declined_at": _("Not this time, said on"),
    "listed_at": _("On the waiting list since"),
    "round": _("Round"),
    "mentee_yes": _("Who asked would like to go on"),
    "expert_yes": _("Who helped would like to go on"),
    "agreed_at": _("Agreed on"),
    "chosen_by": _("Chosen by"),
    "gap_days": _("Days between sessions"),
    "mentee_again": _("Who asked would gladly meet again"),
    "expert_again": _("Who helped would gladly meet again"),
    "mentee_note": _("Note of who asked"),
    "expert_note": _("Note of who helped"),
    "thanks": _("Thank-you"),
    "handover_note": _("Note for the hand-over"),
    "owner_id": _("Who does it"),
    "due": _("Due"),
    "what": _("What"),
    "written_at": _("Written on"),
    "kind": _("When asked"),
    "enough": _("Was enough"),
    "helped": _("What helped"),
    "published_at": _("Shared on"),
    "thanked_at": _("Thanked on"),
    "unblocked": _("How much it helped, 1 to 5"),
    "asked_at": _("Asked on"),
    "due_at": _("Due on"),
}

"""Every sentence of the first steps, the guide and the posts of a program."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.models import PostKind
from bot.pilot.rules import Step

STEPS_TITLE = _("First steps")
STEPS_INTRO = _("Five short steps, and your program runs. Each is one press away; skip what you don’t need.")
STEPS_TEXT = _("First steps with Pinchpoint: {done} of {total} are done.")
STEPS_ALL_DONE = _(
    "*First steps: all done.* From here on App Home tells you what waits, and where experts are missing."
)
STEPS_CLOSED = _("*First steps:* put away. All of it is still in the program area of App Home.")
STEP_OPEN = {
    Step.TOPICS: _("*1. Topics:* keep those that your colleagues will ask about."),
    Step.MANAGERS: _("*2. Program managers:* who looks after it. You can name yourself."),
    Step.EXPERTS: _("*3. First experts:* invite three, each with a personal word. So far: {count}."),
    Step.LAUNCH: _("*4. Launch:* tell everybody in a channel, or start a monthly sign-up sheet."),
    Step.GUIDE: _("*5. Guide:* one page for everybody, posted where they ask."),
}
STEP_DONE = {
    Step.TOPICS: _("✓ Topics: chosen"),
    Step.MANAGERS: _("✓ Program managers: named"),
    Step.EXPERTS: _("✓ First experts: three invited, or helping already"),
    Step.LAUNCH: _("✓ Launch: announced"),
    Step.GUIDE: _("✓ Guide: posted"),
}
STEP_BUTTON = {
    Step.TOPICS: _("Choose topics"),
    Step.MANAGERS: _("Name managers"),
    Step.EXPERTS: _("Invite experts"),
    Step.LAUNCH: _("Write the launch post"),
    Step.GUIDE: _("Post the guide"),
}
START_SHEET = _("Start a first sheet")
SHEET_LATER = _("Once somebody has joined as an expert, you can start a sign-up sheet here, too.")
PUT_AWAY = _("Put this away")

TOPICS_TITLE = _("Choose topics")
TOPICS_INTRO = _(
    "Colleagues choose among these when they ask. Untick what does not fit: it is archived, and you can "
    "restore it any time."
)
TOPICS_LABEL = _("Topics")
TOPICS_LABEL_MORE = _("More topics")
TOPICS_NEW = _("Topics of your own")
TOPICS_NEW_HINT = _("One a line, at most 60 characters each.")
TOPICS_NONE = _("Please keep or add at least one topic.")
TOPICS_LONG = _("Please give at most 10 topics, one a line, each of at most 60 characters.")
TOPIC_WRONG = _("“{name}”: {why}")
SAVE = _("Save")

MANAGERS_TITLE = _("Program managers")
MANAGERS_LABEL = _("Who looks after the program?")
MANAGERS_HINT = _("They may do all that you do here, and questions that nobody took come to them.")
MANAGERS_NEEDED = _("Please choose one to twenty people.")
CHOOSE_PEOPLE = _("Choose colleagues")

INVITE_TITLE = _("Invite experts")
INVITE_WHO = _("Who could help?")
INVITE_WHO_HINT = _("Up to five. Each gets these words alone, in your name, and decides.")
INVITE_TOPIC = _("With what?")
INVITE_NOTE = _("Your words to them")
INVITE_DRAFT = _(
    "I am starting something small here: colleagues ask one question, and somebody who has been there gives "
    "them half an hour. I thought of you first. You say how often, and you can stop at any time."
)
INVITE_SEND = _("Send")
NO_TOPICS = _("There are no topics yet. Choose some first: it is the first step.")
INVITE_WRONG = _("{name}: {why}")
INVITE_SENTENCES = {
    "colleagues": _("Please choose one to five colleagues."),
    "topic": _("Please choose a topic."),
    "note": _("Please write a few words, at most 500 characters."),
}

POSTS_BUTTON = _("Guide and posts")
POSTS_TITLE = _("Guide and posts")
POSTS_INTRO = _("Drafts to make your own. Nothing is posted before you choose a channel and press *Post*.")
POST_NAMES = {
    PostKind.LAUNCH: _("Launch: what it is, and how to begin"),
    PostKind.WEEK_TWO: _("Week two: a reminder with an example"),
    PostKind.NEW_EXPERTS: _("We have new experts"),
    PostKind.MANAGERS: _("For people who lead teams"),
    PostKind.GUIDE: _("The one-page guide"),
    PostKind.CANVAS: _("The guide as a canvas: a tab of the channel"),
}
POST_OPEN = _("Open")
POST_TITLES = {
    PostKind.LAUNCH: _("Launch post"),
    PostKind.WEEK_TWO: _("Week two"),
    PostKind.NEW_EXPERTS: _("New experts"),
    PostKind.MANAGERS: _("For team leads"),
    PostKind.GUIDE: _("Guide"),
    PostKind.CANVAS: _("Guide as canvas"),
}
POST_CHANNEL = _("Post it in")
POST_CHANNEL_PLACEHOLDER = _("Choose a channel")
POST_CHANNEL_HINT = _("Invite me to that channel first, so that I can post there.")
POST_WORDS = _("The words")
POST_SEND = _("Post")
POST_SENTENCES = {
    "channel": _("Please choose a channel."),
    "words": _("Please write a few words, at most 2,500 characters."),
}
POST_REFUSED = _(
    ":warning: I can’t post in {channel}: I am not in it, or it is archived. Invite me there, then press "
    "*Post it again*. Your words are kept."
)
POST_AGAIN = _("Post it again")
POST_GONE = _("This post is no longer here. Please write it anew from *Guide and posts*.")
ASK_BUTTON = _("Ask an expert")
POST_NOTES = {
    PostKind.GUIDE: _(
        "I pin it where your Slack lets me. If it isn’t pinned in a minute: point at it, open the menu with "
        "the three dots, and choose *Pin to channel*."
    ),
    PostKind.CANVAS: _(
        "The channel gets a tab with the guide. Whenever you change a checklist, I write the whole canvas "
        "anew, so what others write into it does not stay."
    ),
}
CANVAS_REFUSED = _(
    ":warning: I can’t write the guide’s canvas in {channel}: I am not in it, it is archived, or canvases "
    "are switched off. Invite me there, then press *Make it again*."
)
CANVAS_UNKNOWN = _(
    ":warning: Slack did not say whether the guide’s canvas in {channel} was made. Please look at the "
    "channel’s tabs. If it is not there, press *Make it again*."
)
_CANVAS_GONE = _(
    ":warning: The guide’s canvas in {channel} is gone: somebody deleted it. If you want it back, press "
    "*Make it again*."
)
_CANVAS_SCOPE = _(
    ":warning: I may not make canvases here, so {channel} has none. Whoever manages apps in your Slack can "
    "allow it (*canvases:write*); then press *Make it again*. You can post the guide as a message meanwhile."
)
_CANVAS_TAKEN = _(
    ":warning: {channel} has a canvas already, and your Slack plan allows one in a channel. Post the guide "
    "as a message, or take that canvas away and press *Make it again*."
)
CANVAS_ERRORS = {
    "canvas_deleted": _CANVAS_GONE,
    "canvas_not_found": _CANVAS_GONE,
    "missing_scope": _CANVAS_SCOPE,
    "no_permission": _CANVAS_SCOPE,
    "free_team_canvas_tab_already_exists": _CANVAS_TAKEN,
    "team_tier_cannot_create_channel_canvases": _CANVAS_TAKEN,
}
CANVAS_AGAIN = _("Make it again")
DRAFTS = {
    PostKind.LAUNCH: _(
        "Stuck on one specific thing this month?\n\n"
        "From today you can ask a colleague who has been there. Type /ask-expert and your question, or press "
        "the button below. Pinchpoint finds somebody with experience who has offered to help, and the two of "
        "you meet once, for 30 to 60 minutes. Both come prepared, and it ends with agreed steps.\n\n"
        "You know something well yourself? /mentoring profile lets you offer it. You say how often, and you "
        "can stop at any time."
    ),
    PostKind.WEEK_TWO: _(
        "Two weeks in: what is the one thing you keep putting off because nobody around you has done it?\n\n"
        "A good question is small. “How do I open the board talk on Friday?” is easier to help with than "
        "“How do I present better?” Type /ask-expert and try it. It costs two minutes, and you see at once "
        "whether somebody helps with your topic."
    ),
    PostKind.NEW_EXPERTS: _(
        "We have new experts.\n\nColleagues now help with: {topics}.\n\nType /ask-expert and your question."
    ),
    PostKind.MANAGERS: _(
        "For everybody who leads a team: your people can now take one question to a colleague outside the "
        "team. The two talk once, prepared, for 30 to 60 minutes.\n\n"
        "What helps most is a nudge from you. When somebody is stuck in a one-on-one, say “ask an expert "
        "about that”, and accept half an hour in their calendar. Nobody is enrolled, nobody is rated, and "
        "what is asked stays between the two.\n\n"
        "If you know something well yourself: /mentoring profile."
    ),
}
TOPICS_TO_COME = _("more topics every week")

GUIDE_TITLE = _("Guide")
GUIDE_HEADER = _("Pinchpoint on one page")
GUIDE_WHAT = _(
    "*What it is.* One question, one colleague with experience, one talk of 30 to 60 minutes. Both come "
    "prepared, and it ends with steps to take. Nobody is enrolled without a yes."
)
GUIDE_ASK = _(
    "*How to ask well.* Type `/ask-expert` and one question. Say what you have to decide or do, by when, and "
    "what a good result would be. “Could I have 45 minutes for your advice on opening the board talk before "
    "Friday?” is easier to help with than “Can I pick your brain?”"
)
GUIDE_MENTEE = _("*When you ask, before you meet:*")
GUIDE_EXPERT = _("*When you help:*")
GUIDE_NEXT = _n(
    "*What happens next.* An expert has {count} working hour to answer, then I ask the next one. After a "
    "yes the two of you pick a time in one press. You get a checklist the day before, and afterwards you "
    "both note what you agreed. If nobody fits, you hear that, and your question stays open.",
    "*What happens next.* An expert has {count} working hours to answer, then I ask the next one. After a "
    "yes the two of you pick a time in one press. You get a checklist the day before, and afterwards you "
    "both note what you agreed. If nobody fits, you hear that, and your question stays open.",
)
GUIDE_HELP = _("*Would you like to help?* `/mentoring profile`. You say with what, when and how often.")
GUIDE_PRIVATE = _(
    "*What others see.* What you ask is seen by whoever is asked to help. Those who run the program see "
    "numbers and states, never your words. `/mentoring privacy` tells you the rest."
)
GUIDE_TEXT = _("Pinchpoint on one page: what it is, how to ask well, and what happens next.")
GUIDE_PRINT = _("On paper: <{page}|as a page>.")
GUIDE_PRINT_PDF = _("On paper: <{page}|as a page>, or <{pdf}|as a PDF>.")

# --- the guide as a page ---

GUIDE_OWN_LISTS = _("The lists and times are those of your workspace.")
GUIDE_GENERAL_LISTS = _(
    "These are the lists and times that Pinchpoint begins with. Your workspace may have its own."
)
GUIDE_LANGUAGE = _("Language")
GUIDE_DOWNLOAD = _("Download as PDF")
GUIDE_NOWHERE_TITLE = _("This address leads nowhere")
GUIDE_NOWHERE = _("Type `/mentoring guide` in Slack: the link that stands there is the right one.")
GUIDE_NO_PDF = _("This guide has letters that I can’t put into a PDF. Please print the page instead.")
GUIDE_BUSY_TITLE = _("Many are reading just now")
GUIDE_BUSY = _("Please come back in a minute.")
GUIDE_TO_GUIDE = _("Read the guide")

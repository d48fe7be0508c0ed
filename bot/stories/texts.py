"""Every sentence about success stories. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.stories.rules import Kind

# Translators: what stands in a story in place of a name, a client and so on, in the middle of a sentence.
SAY = {
    Kind.PERSON: _("a colleague"),
    Kind.TEAM: _("a team"),
    Kind.CLIENT: _("a client"),
    Kind.MONEY: _("an amount"),
    Kind.DAY: _("a day"),
    Kind.NUMBER: _("several"),
    Kind.LINK: _("a link"),
    Kind.ADDRESS: _("an address"),
    Kind.CHANNEL: _("a channel"),
}

BELOW_THANKS = _(
    "Could this help others, too? It can become a short story without names. {other} reads it first, and "
    "nobody else sees it unless you both agree."
)
TELL = _("Make it a story")

TITLE = _("A story")
SEND = _("Send")
INTRO = _(
    "Say it so that anybody could have asked. {other} reads these words next, and nobody else sees them "
    "unless you both agree to the same ones. Either of you can take the story back at any time."
)
INTRO_CHANGE = _("{other} is asked again for these words. Nobody else sees them unless you both agree.")
REPLACED = _("I replaced what could tell who it is about: {what}. Please look at the words once more.")
# Translators: one thing that was replaced, and what stands in its place: “Eli” by “a colleague”.
REPLACED_BY = _("“{was}” by “{by}”")
QUESTION = _("The question")
QUESTION_HINT = _("In general words: no names, teams, clients, numbers or dates.")
HELPED = _("What helped")
HELPED_HINT = _("What you did with the advice, and what came of it.")
SENTENCES = {
    "question": _("Please say in a sentence or two what the question was (400 characters at most)."),
    "helped": _("Please say in a few sentences what helped (900 characters at most)."),
}
SENT_TITLE = _("Thank you")
SENT = _(
    "{other} is asked whether these words may be shared. Until then nobody else sees them, and you can take "
    "the story back in App Home."
)

ASKED = _(
    "*{other}* would like to tell others what came of your talk about {topic}, without names. May it be "
    "shared in these words? Nobody else sees them unless you agree."
)
ASKED_AGAIN = _(
    "*{other}* changed the words of your story about {topic}. May it be shared like this? Nobody else sees "
    "them unless you agree."
)
ASKED_TEXT = _("{other} would like to share a story about {topic}. Only with your yes.")
AGREE = _("Yes, share it")
CHANGE = _("Change the words")
RATHER_NOT = _("Rather not")
WITHDRAW = _("Take it back")
WITHDRAW_TITLE = _("Take the story back?")
WITHDRAW_TEXT = _(
    "Its words disappear everywhere: here, in channels, and where others read them before they ask."
)
WITHDRAW_YES = _("Take it back")
WITHDRAW_NO = _("Leave it")

WAITS = _("Your story about *{topic}* waits for {other}. Nobody else sees it unless you both agree.")
AGREED = _("You both agreed to share your story about *{topic}*. The program team chooses when and where.")
SHARED = _("Your story about *{topic}* is shared with those who are about to ask something like it.")
SHARED_IN = _("Your story about *{topic}* is shared, and stands in {channel}.")
ANSWERED = _n("It has answered {count} question so far.", "It has answered {count} questions so far.")
AGREED_DONE = _("Thank you. The program team chooses when and where it is shared.")
PRIVATE = _("This story stays between the two of you.")
GONE = _("This story was taken back. Its words are gone everywhere.")

HOME = _("My stories")
LOOK = _("Read it")
OWN_TITLE = _("My stories")
NONE = _(
    "You have no stories. Below a thank-you that you have sent, *Make it a story* begins one; both of you "
    "agree to its words before anybody else reads them."
)
MORE = _n("and {count} more: `/mentoring stories`", "and {count} more: `/mentoring stories`")

PROGRAM = _("Success stories")
PROGRAM_WAITING = _n(
    "{count} success story waits for you to share it.", "{count} success stories wait for you to share them."
)
PROGRAM_INTRO = _("Both people of each story agreed to these words. Either may take it back at any time.")
PROGRAM_NONE = _(
    "No story waits to be shared. They come from thank-yous: whoever sent one can make it a story, and both "
    "agree to its words first."
)
PROGRAM_SHARED = _n(
    "{count} story is shared and shown to those who are about to ask something like it.",
    "{count} stories are shared and shown to those who are about to ask something like it.",
)
SHARED_OPEN = _("Shared stories")
# Translators: below the words of a story's question.
POSTED_IN = _("In {channel} since {day}.")
BEFORE_ASKING = _("Shown before asking only, since {day}.")
SHARED_OLDER = _n("and {count} older story", "and {count} older stories")
PUBLISH = _("Post it in a channel")
KEEP = _("Show it before asking only")
PUBLISH_TITLE = _("Post a story")
PUBLISH_SEND = _("Post it")
CHANNEL = _("Channel")
CHANNEL_PLACEHOLDER = _("Choose a channel")
CHANNEL_HINT = _("It stands there until one of the two takes it back.")
CHANNEL_NEEDED = _("Please choose a channel.")
PUBLISHED = _("It is shared. Whoever is about to ask something like it is shown it first.")

POSTED = _("It goes to {channel} now. *Shared stories* in App Home shows where each one stands.")

POST = _("*A question about {topic} that a colleague helped with*")
POST_TEXT = _("A success story about {topic}: {helped}")
POST_ASK = _("Ask a colleague")
POST_GONE = _("A story stood here. It was taken back.")
REFUSED = _(
    "I cannot post the story in {channel}: Slack does not let me in there. Add me to the channel, then post "
    "it again from the program area."
)
OPEN_STORIES = _("Success stories")

NOT_YOURS = _("Only the two people of a story can do that.")
NO_THANKS = _("Only whoever sent this thank-you can make it a story, while both of you are here.")
ALREADY = _("There is a story of this thank-you already. It stands in App Home.")
NOT_OPEN = _("That is settled already. App Home shows how your story stands.")
CHANGED = _("The words have changed since you read them. Please read them once more in App Home.")
NOT_TO_PUBLISH = _("This story is shared already, or was taken back.")

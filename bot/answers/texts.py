"""Every sentence about answers in writing. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _

ANSWER = _("*{expert}* answers your question about {topic} in writing:")
ANSWER_TEXT = _("{expert} answers your question about {topic} in writing: {words}")
ENOUGH = _("That answers it")
NOT_ENOUGH = _("I still need a meeting")
DECIDE_BY = _("If I hear nothing by {day}, I take it as answered.")
IS_ENOUGH = _("You said that this answers it, so your question is closed.")
COUNTS_AS_ENOUGH = _("Your question is closed, since no more was asked for. Still stuck? Use `/ask-expert`.")
IS_NOT_ENOUGH = _("You still need a meeting, so I go on looking for somebody.")
IS_OVER = _("Your question has been settled, so there is nothing left to decide.")

NOT_YOURS = _("Only the person who asked can do that.")
SETTLED_ALREADY = _("This is settled already: your card about the question shows how things stand.")

WRITE = _("Write a thank-you")
TITLE = _("A thank-you")
INTRO = _("It goes to *{expert}* right away, in your words and with your name.")
FIELD = _("What did you do with it?")
PLACEHOLDER = _("I tried …, and now …")
SEND = _("Send")
NOTHING_WRITTEN = _("A sentence or two in your own words, please (1,500 characters at most).")
EXPERT_HAS_LEFT = _("{expert} is no longer in this workspace, so a thank-you cannot reach them.")
NOT_SETTLED = _("Please say first whether the answer is enough.")
THANKED = _("You thanked {expert}:")
RECEIVED = _("*{mentee}* thanks you for your answer about {topic}:")
RECEIVED_TEXT = _("{mentee} thanks you for your answer about {topic}: {words}")
KEPT = _("Your thank-yous are kept in App Home, for your eyes only.")

UNBLOCKED = _(
    "Two weeks ago *{expert}* answered your question about {topic} in writing. How much did it help?"
)
UNBLOCKED_TEXT = _("How much did the answer of {expert} about {topic} help?")
YOUR_QUESTION = _("Your question was:")
PRIVATE = _("Your answer is private: others only ever see counts, never who said what.")
SCALE = {
    1: _("Much less than I expected"),
    2: _("Less than I expected"),
    3: _("As much as I expected"),
    4: _("More than I expected"),
    5: _("Much more than I expected"),
}
CHOSEN = _("✓ {answer}")
SAID = _("Thank you. You said: *{answer}*.")
SAID_TEXT = _("Thank you. You said: {answer}.")
CORRECT = _("If that was a slip, press another answer.")

"""The sentences of the checklists, and the items themselves."""

from bot.checklists.rules import Item, Role

ITEMS: dict[Role, tuple[Item, ...]] = {
    Role.MENTEE: (
        Item(
            "goal",
            "The one question or goal that matters most is written down",
            "The question or goal",
            "One sentence is best.",
        ),
        Item(
            "background",
            "The background the expert needs is with them",
            "A link or a short scenario",
            "What you write here goes into the brief for both of you.",
        ),
        Item(
            "success",
            "I know what success of this meeting looks like",
            "What success looks like",
            "For example: a decision, a draft, three next steps.",
        ),
        Item("notes", "I am ready to note actions"),
    ),
    Role.EXPERT: (
        Item("read", "I have read the goal and the material"),
        Item("opening", "I will open by confirming objective and time"),
        Item("steps", "My advice will be steps they can take"),
        Item("closing", "I will close by summing up takeaways and actions"),
    ),
}

TITLE = "Get ready"
SAVE = "Save"
INTRO_MENTEE = "Your session with {other} about *{topic}*. Tick what is ready. You can come back at any time."
INTRO_EXPERT = "Your session with {other} about *{topic}*. This is what {other} would like to get out of it:"
TICKS = "Tick what is ready. You can come back at any time."
GOAL = "*The question*"
BACKGROUND = "*Background*"
SUCCESS = "*A good result*"
READY = "Ready"

NEEDS_WORDS = "Please write it down in a few words, or take the tick away."
TOO_LONG = "Please shorten this a little."
NOT_YOURS = "This checklist belongs to somebody else's session."
OVER = "This session is over, so there is nothing left to prepare."

PREPARE_BUTTON = "Prepare"
PREPARE = (
    "Your session with {other} about {topic} is {when}. Five minutes of preparation make it twice as useful."
)
PREPARED_OVER = "Your preparation for the session with {other} about {topic}: {ready} of {total}."
PREPARED = "Your session with {other} about {topic} is {when}. You are ready: {ready} of {total}."
PROGRESS = "{ready} of {total} ready"
OPEN_ITEMS = "Your session with {other} starts {when}. This is still open on your list:"
ONE_MINUTE = "It takes a minute."

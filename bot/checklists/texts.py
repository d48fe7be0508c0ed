"""The sentences of the checklists, and the items themselves."""

from bot.checklists.rules import Item, List, Role
from bot.kit.i18n import _

# The mentee's worksheet: short answers that the brief shows to both.
WORKSHEET: tuple[Item, ...] = (
    Item("tried", _("What I tried"), _("What have you tried?"), _("A sentence or two are plenty.")),
    Item("stuck", _("Where I am stuck"), _("Where exactly are you stuck?")),
    Item("alone", _("What I would do without help"), _("What would you do without help?")),
)
ITEMS: dict[Role, tuple[Item, ...]] = {
    Role.MENTEE: (
        Item(
            "goal",
            _("The one question or goal that matters most is written down"),
            _("The question or goal"),
            _("One sentence is best."),
        ),
        Item(
            "background",
            _("The background the expert needs is with them"),
            _("A link or a short scenario"),
            _("What you write here goes into the brief for both of you."),
        ),
        Item(
            "success",
            _("I know what success of this meeting looks like"),
            _("What success looks like"),
            _("For example: a decision, a draft, three next steps."),
        ),
        Item("notes", _("I am ready to note actions")),
    ),
    Role.EXPERT: (
        Item("read", _("I have read the goal and the material")),
        Item("opening", _("I will open by confirming objective and time")),
        Item("steps", _("My advice will be steps they can take")),
        Item("closing", _("I will close by summing up takeaways and actions")),
    ),
}

DEFAULTS: dict[List, tuple[Item, ...]] = {
    List.MENTEE: ITEMS[Role.MENTEE],
    List.WORKSHEET: WORKSHEET,
    List.EXPERT: ITEMS[Role.EXPERT],
}

TITLE = _("Get ready")
SAVE = _("Save")
AGREED_BEFORE = _("*You agreed last time:*")
INTRO_MENTEE = _(
    "Your session with {other} about *{topic}*. What you write here, both of you find in the brief. "
    "You can come back at any time."
)
INTRO_EXPERT = _(
    "Your session with {other} about *{topic}*. This is what {other} would like to get out of it:"
)
EXPERT_LIST = _("For a good session:")
I_AM_READY = _("I am ready")
READ_BUTTON = _("I have read it")
GOAL = _("*The question*")
BACKGROUND = _("*Background*")
SUCCESS = _("*A good result*")
READY = _("Ready")

TOO_LONG = _("Please shorten this a little.")
NOT_YOURS = _("This checklist belongs to somebody else's session.")
OVER = _("This session is over, so there is nothing left to prepare.")

PREPARE_BUTTON = _("Prepare")
PREPARE = _(
    "Your session with {other} about {topic} is {when}. Five minutes of preparation make it twice as useful."
)
PUT_AWAY = _("The session with {other} about {topic} is over, and so is its list.")
PREPARED_OVER = _("Before your session with {other} about {topic}, you got {ready} of {total} ready.")
PREPARED = _("Your session with {other} about {topic} is {when}. You are ready: {ready} of {total}.")
PROGRESS = _("{ready} of {total} ready")
OPEN_ITEMS = _("Your session with {other} starts {when}. This is still open on your list:")
# Translators: what stays of a reminder that Slack does not let be deleted.
NUDGE_OVER = _("This reminder is settled.")
ONE_MINUTE = _("It takes a minute.")

# --- the lists themselves, for those who run the program ---

EDITOR_BUTTON = _("Checklists")
EDITOR_TITLE = _("Checklists")
EDITOR_INTRO = _(
    "What people get ready before they meet. What you change here holds at once, for sessions ahead, too; "
    "what somebody has written already is kept."
)
LIST_NAMES = {
    List.MENTEE: _("*Checklist of whoever asks*"),
    List.WORKSHEET: _("*Worksheet of whoever asks:* short answers that the brief shows to both"),
    List.EXPERT: _("*Checklist of the expert*"),
}
LIST_ITEM = _("• {text}")
LIST_ITEM_WORDS = _("• {text} (asks for words)")
EDIT = _("Edit")
# Translators: What a screen reader says of the button "Edit" beside an item of a checklist.
EDIT_NAMED = _("Edit: {text}")
ADD_ITEM = _("Add an item")
RESET = _("Set it back")
RESET_TITLE = _("Set it back?")
RESET_SURE = _("Every item that you added or changed in this list goes. The texts that came with me return.")
KEEP = _("Keep it")
PREVIEW_MENTEE = _("See it as who asks")
PREVIEW_EXPERT = _("See it as the expert")
PREVIEW_TITLE = _("Preview")
PREVIEW_OTHER = _("a colleague")
PREVIEW_GOAL = _("Which of our two price lists should the board see on Friday?")
ITEM_TITLE = _("Item")
ITEM_TEXT = _("What is to be ready")
ITEM_HINT = _("One short sentence, at most 150 characters.")
ITEM_NEEDED = _("Please write one short sentence, at most 150 characters.")
ITEM_SAME = _("This list has such an item already.")
ITEM_GONE = _("This item is no longer on the list. Please open the lists again.")
ITEM_LAST = _("A list needs at least one item. Please change this one instead.")
ITEM_MANY = _("This list has ten items, and more would not be read. Please remove one first.")
KIND_LABEL = _("How it is answered")
KIND_TICK = _("With a tick")
KIND_WORDS = _("In a few words, which the session shows")
ITEM_REMOVED = _("It is off the list. What somebody has written for it already is kept.")
MOVE_UP = _("Move up")
MOVE_DOWN = _("Move down")
REMOVE = _("Remove")

"""The sentences of the checklists, and the items themselves."""

from bot.checklists.rules import Item, Role
from bot.kit.i18n import _

# The mentee's worksheet: short answers that the brief shows to both.
WORKSHEET: tuple[Item, ...] = (
    Item("tried", _("*What I tried*"), _("What have you tried?"), _("A sentence or two are plenty.")),
    Item("stuck", _("*Where I am stuck*"), _("Where exactly are you stuck?")),
    Item("alone", _("*What I would do without help*"), _("What would you do without help?")),
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
PREPARED_OVER = _("Before your session with {other} about {topic}, you got {ready} of {total} ready.")
PREPARED = _("Your session with {other} about {topic} is {when}. You are ready: {ready} of {total}.")
PROGRESS = _("{ready} of {total} ready")
OPEN_ITEMS = _("Your session with {other} starts {when}. This is still open on your list:")
# Translators: what stays of a reminder that Slack does not let be deleted.
NUDGE_OVER = _("This reminder is settled.")
ONE_MINUTE = _("It takes a minute.")

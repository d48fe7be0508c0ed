"""Every sentence of the program area."""

from __future__ import annotations

from bot.admin.rules import Place
from bot.kit.i18n import _, _n
from bot.models import Act

PROGRAM = _("Program")
NEW_TOPIC = _("New topic")
EDIT_TOPIC = _("Edit topic")
SETTINGS = _("Settings")
TOPICS = _("Topics")
SEE = _("See what happens")
REACH = _("Reach people")
SET_UP = _("Set it up")

STILL_LEARNING = _(
    "I don't know yet who looks after this workspace: I ask Slack about it when I arrive. "
    "Please try again in a minute."
)
NO_TOPIC = _("This topic is no longer there. Please open the list again.")
NO_TOPICS_YET = _("There are no topics yet. Add the first one, and people can ask about it.")

NAME_NEEDED = _("Please give the topic a name of at most 60 characters.")
NAME_TAKEN = _("There is a topic of this name already. Please choose another.")
NAME_ARCHIVED = _("An archived topic has this name. You can restore that one from the list.")
DESCRIPTION_LONG = _("Please keep this to 300 characters.")
SYNONYMS_LONG = _("Please give at most 20 words or phrases, each of at most 40 characters.")
TOO_MANY = _(
    "There are 300 topics, and more would be hard to choose from. Please archive one that is seldom used."
)

NAME_LABEL = _("Name")
DESCRIPTION_LABEL = _("What belongs here")
DESCRIPTION_HINT = _("One sentence that helps people choose.")
SYNONYMS_LABEL = _("Other words for it")
SYNONYMS_HINT = _("With commas between them. They help to find the right person.")
PARENT_LABEL = _("Belongs to")
PARENT_HINT = _("A wider topic that this one is part of. It helps to find the right person.")
PARENT_NONE = _("No wider topic")
PARENT_ITSELF = _("A topic can't belong to itself. Please choose another, or none.")
PARENT_ROUND = _("That topic belongs to this one already. Please choose another, or none.")
PARENT_DEEP = _("Topics would then lie more than three deep. Please choose a wider one, or none.")
PARENT_GONE = _("This topic has just been archived. Please choose another, or none.")
STEWARD_LABEL = _("Steward")
STEWARD_HINT = _(
    "Is told when a question on this topic finds nobody: an admin, or somebody who helps with it."
)
STEWARD_PLACEHOLDER = _("Nobody yet")

ARCHIVE = _("Archive")
ARCHIVE_SURE = _(
    "Nobody can choose it for new questions then. Questions under way go on, and you can restore it any time."
)
RESTORE = _("Restore")
KEEP = _("Keep it")
IS_ARCHIVED = _("This topic is archived: it can't be chosen for new questions.")

MANAGERS_LABEL = _("Program managers")
MANAGERS_HINT = _(
    "They may do everything here, except change this list. Questions that nobody took come to them."
)
MANAGERS_MANY = _("Please choose at most 20 people.")
MANAGERS_PLACEHOLDER = _("Workspace admins alone")
ONLY_ADMINS_APPOINT = _("Only workspace admins can change who the program managers are.")
SETTINGS_SAVED = _("*Saved.* From now on:")
SETTINGS_SAME = _("Nothing has changed: the settings are as they were.")
SETTING_SAVED = _("• {label}: *{value}*")

NOT_ALLOWED = _("Only workspace admins and program managers can do this.")
NOT_ALLOWED_ASK = _("Only workspace admins and program managers can do this. Ask one of yours: {names}.")

EDIT = _("Edit")
# Translators: What a screen reader says of the button "Edit" beside a topic.
EDIT_NAMED = _("Edit {topic}")
ADD = _("Add")
SAVE = _("Save")
PREVIOUS = _("Previous")
NEXT = _("Next")
ARCHIVE_TITLE = _("Archive {topic}?")

TOPIC_COUNT = _n("{count} topic.", "{count} topics.")
NO_EXPERT = _("nobody yet")
EXPERT_COUNT = _n("{count} expert", "{count} experts")
PART_OF = _("part of {parent}")
STEWARD_IS = _("steward {name}")
ARCHIVED = _("archived")
PAGE = _("Topics {first} to {last} of {total}.")
NO_MANAGERS = _("none")

ALL_HAVE_EXPERTS = _("Every topic has somebody who helps.")
WITHOUT_EXPERTS = _("Nobody helps yet with: {names}.")
WITHOUT_EXPERTS_MORE = _("Nobody helps yet with: {names} and {more} more.")

NOTHING_WAITS = _("No question is waiting.")
# Translators: heads of a table's columns; the two last ones hold numbers.
COLUMN_TOPIC = _("Topic")
COLUMN_WAITING = _("Waiting")
COLUMN_EXPERTS = _("Can help")
WAITING = _n(
    "{count} question is waiting for somebody suitable.",
    "{count} questions are waiting for somebody suitable.",
)
WITH_STEWARD = _n(
    "{count} question is with a steward or admin.", "{count} questions are with a steward or admin."
)

WAITING_COUNT = _n("{count} question waits", "{count} questions wait")
INVITE = _("Invite somebody")
# Translators: What a screen reader says of the button "Invite somebody" beside a topic.
INVITE_NAMED = _("Invite somebody to help with {topic}")
PLACES = {Place.FIRST: _("To the top"), Place.UP: _("Up"), Place.DOWN: _("Down")}

MERGE_OPEN = _("Merge into another")
MERGE_TITLE = _("Merge topics")
MERGE = _("Merge")
MERGE_INTO = _("Which topic takes its place?")
MERGE_MOVES = _(
    "Everything of *{topic}* moves to the other topic: {experts}, {waiting}, and all past questions. Its "
    "name and its other words help to find the other one."
)
MERGE_FINAL = _("Nothing is lost, but it cannot be taken apart again.")
MERGE_NEEDED = _("Please choose the topic that takes its place.")
MERGE_ITSELF = _("Please choose another topic than this one.")
MERGE_NOTHING = _("There is no other topic yet. Add one, then merge the two.")

# --- the log ------------------------------------------------------------------------------------------------

LOG = _("Log")
LOG_HINT = _("What those who run the program did and looked at, newest first. It cannot be changed.")
LOG_EMPTY = _("Nothing has been done yet.")
LOG_RANGE = _("{first} to {last} of {total}")
OPERATOR = _("Whoever operates the server")
SOMEBODY_GONE = _("somebody")
EMPTY = _("nothing")
PARTS = {
    "name": NAME_LABEL,
    "description": DESCRIPTION_LABEL,
    "synonyms": SYNONYMS_LABEL,
    "parent_id": PARENT_LABEL,
    "checklist_mentee": _("Checklist of whoever asks"),
    "checklist_expert": _("Checklist of the expert"),
    "checklist_worksheet": _("Worksheet"),
    "launch": _("The launch post"),
    "week_two": _("The post of week two"),
    "new_experts": _("The post about new experts"),
    "managers": _("The post for team leads"),
    "guide": _("The guide"),
    "canvas": _("The guide as a canvas"),
    "list": _("a list of people"),
    "group": _("a group in Slack"),
    "role": _("everybody in a role"),
    "started": _("those who started lately"),
    "newcomers": _("newcomers, in their third week"),
    "leads": _("those who lead people for the first time"),
}
ACT_UNKNOWN = _("{who} did something that this version does not know.")
ACTS = {
    Act.TOPIC_ADDED: _("{who} added the topic *{subject}*."),
    Act.TOPIC_CHANGED: _("{who} changed the topic *{subject}*. {part}: {after} (before: {before})"),
    Act.TOPICS_CHOSEN: _("{who} chose the topics to begin with."),
    Act.TOPIC_MOVED: _("{who} gave the topic *{subject}* another place in the list."),
    Act.TOPIC_ARCHIVED: _("{who} archived the topic *{subject}*."),
    Act.TOPIC_RESTORED: _("{who} restored the topic *{subject}*."),
    Act.TOPICS_MERGED: _("{who} merged the topic *{subject}* into *{after}*."),
    Act.STEWARD_NAMED: _("{who} made {whom} steward of *{subject}*."),
    Act.STEWARD_REMOVED: _("{who} ended that {whom} is steward of *{subject}*."),
    Act.SETTING_CHANGED: _("{who} changed a setting. {part}: {after} (before: {before})"),
    Act.MANAGER_NAMED: _("{who} made {whom} a program manager."),
    Act.MANAGER_REMOVED: _("{who} ended that {whom} is a program manager."),
    Act.EXPERT_INVITED: _("{who} invited {whom} to help with *{subject}*."),
    Act.FIGURES_OPENED: _("{who} looked at the figures."),
    Act.SETTINGS_TRIED: _("{who} looked at what would be under other settings."),
    Act.FIGURES_SENT: _("{who} had the figures sent as a file."),
    Act.EVENT_PLANNED: _("{who} planned a flash event."),
    Act.EVENT_CALLED_OFF: _("{who} called a flash event off."),
    Act.SHEET_STARTED: _("{who} started a monthly sheet for *{subject}*."),
    Act.SHEET_CHANGED: _("{who} changed the monthly sheet for *{subject}*."),
    Act.SHEET_MADE_SMALLER: _(
        "{who} made the monthly sheet for *{subject}* smaller: {after} (before: {before})"
    ),
    Act.SHEET_STOPPED: _("{who} stopped the monthly sheet for *{subject}*."),
    Act.CHECKLIST_CHANGED: _("{who} changed a checklist. {part}: {after} (before: {before})"),
    Act.CHECKLIST_ORDERED: _("{who} put a checklist in another order. {part}: {after}"),
    Act.CHECKLIST_RESET: _("{who} set a checklist back to how it came. {part}"),
    Act.PROFILES_FOLLOWED: _("{who} had me follow what Slack’s profiles say of who works where."),
    Act.PROFILES_LEFT: _("{who} had me no longer follow Slack’s profiles."),
    Act.PEOPLE_IMPORTED: _("{who} imported people into the directory. Rows: {after}."),
    Act.STEPS_PUT_AWAY: _("{who} put the first steps away."),
    Act.POST_SENT: _("{who} had something posted in a channel: {part}."),
    Act.STORY_SHARED: _("{who} shared a success story."),
    Act.INVITATIONS_LOOKED: _("{who} looked whom invitations to ask would reach: {part}."),
    Act.INVITATIONS_STARTED: _("{who} started invitations to ask: {part}."),
    Act.INVITATIONS_STOPPED: _("{who} stopped invitations to ask: {part}."),
    Act.DATA_EXPORTED: _("{who} read out everything that is held about {whom}."),
    Act.ERASURE_ASKED: _("{who} had {whom} erased."),
}

# What a new workspace begins with: the name of a topic, what belongs there, and other words for it.
# It is data from then on, in English until an admin who reads another language chooses among them.
# Translators: other words for a topic are what people in your language would type, not a translation.
FIRST_TOPICS = (
    (
        _("Career decisions"),
        _("Next steps, new roles, staying or moving on."),
        _("career, promotion, job change, growth, role"),
    ),
    (
        _("Customer conversations"),
        _("Discovery, demos, and meetings with much at stake."),
        _("clients, discovery, demo, sales call, account"),
    ),
    (
        _("Feedback and difficult conversations"),
        _("Saying what is hard to say, and hearing it."),
        _("feedback, conflict, one-on-one, tough talk, performance"),
    ),
    (
        _("Leading a team"),
        _("Delegating, deciding, the first months as a manager."),
        _("management, delegation, new manager, leadership, hiring"),
    ),
    (
        _("Negotiation"),
        _("Prices, terms, priorities, and how to prepare."),
        _("contract, pricing, procurement, bargaining, terms"),
    ),
    (
        _("Presentations and storytelling"),
        _("Slides, talks, and a message that stays."),
        _("slides, deck, talk, pitch, public speaking, story"),
    ),
    (
        _("Project planning"),
        _("Scope, milestones, estimates, and getting unstuck."),
        _("roadmap, scope, estimate, milestones, stakeholders"),
    ),
    (
        _("Spreadsheets and data"),
        _("Formulas, pivot tables, and making sense of numbers."),
        _("excel, sheets, pivot, formulas, analysis"),
    ),
    (
        _("SQL and dashboards"),
        _("Queries, metrics, and charts that people use."),
        _("query, databases, bi, metrics, reporting, charts"),
    ),
    (
        _("Tools and automation"),
        _("Scripts and small helpers that save hours."),
        _("script, workflow, integration, no-code, ai tools"),
    ),
    (
        _("Writing"),
        _("Documents, mails and proposals that are read to the end."),
        _("docs, email, proposal, copy, editing"),
    ),
)

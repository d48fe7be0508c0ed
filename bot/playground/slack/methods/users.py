"""users.*, usergroups.*, dnd.*, team.* and bots.*: who is there and whether they want to be disturbed."""

from __future__ import annotations

from bot.playground.slack import shapes
from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method, find_user, page
from bot.playground.slack.objects import Json, User
from bot.playground.slack.workspace import Workspace

# In every team, a bot that says it is none.
SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", tz="America/Los_Angeles")


def info(workspace: Workspace, args: Args) -> Json:
    """users.info."""
    wanted = args.text("user")
    person = SLACKBOT if wanted == SLACKBOT.id else find_user(workspace, wanted)
    return {"user": shapes.user(workspace, person, include_locale=args.flag("include_locale"))}


def list_(workspace: Workspace, args: Args) -> Json:
    """users.list, by pages when a limit is given."""
    people = [*workspace.users.values(), SLACKBOT]
    rows, metadata = page(args, people, len(people))
    told = args.flag("include_locale")
    return {
        "members": [shapes.user(workspace, p, include_locale=told) for p in rows],
        "cache_ts": workspace.now_seconds(),
        "response_metadata": metadata,
    }


def profile_get(workspace: Workspace, args: Args) -> Json:
    """users.profile.get."""
    person = find_user(workspace, args.text("user") or workspace.bot_user_id)
    return {"profile": shapes.profile(workspace, person)}


def team_profile_get(workspace: Workspace, args: Args) -> Json:
    """team.profile.get: the fields of the team's own in profiles."""
    fields = [
        {"id": field_id, "ordering": number, "label": label, "type": kind, "hint": "", "is_hidden": False}
        for number, (field_id, (label, kind)) in enumerate(workspace.profile_fields.items())
    ]
    return {"profile": {"fields": fields}}


def get_presence(workspace: Workspace, args: Args) -> Json:
    """users.getPresence."""
    person = find_user(workspace, args.text("user") or workspace.bot_user_id)
    return {"presence": "away" if person.deleted else person.presence}


def lookup_by_email(workspace: Workspace, args: Args) -> Json:
    """users.lookupByEmail."""
    wanted = args.needed("email").lower()
    person = next((p for p in workspace.users.values() if p.email.lower() == wanted and not p.deleted), None)
    if person is None:
        raise SlackError("users_not_found")
    return {"user": shapes.user(workspace, person)}


def usergroups_list(workspace: Workspace, args: Args) -> Json:
    """usergroups.list: the groups that can be mentioned, with their members where they are asked for."""
    told = args.flag("include_users")
    groups = [
        {
            "id": group.id,
            "team_id": workspace.team_id,
            "is_usergroup": True,
            "name": group.name,
            "handle": group.handle,
            "date_delete": 0,
            "user_count": len(group.users),
            **({"users": list(group.users)} if told else {}),
        }
        for group in workspace.user_groups.values()
    ]
    return {"usergroups": groups}


def dnd_info(workspace: Workspace, args: Args) -> Json:
    """dnd.info: the next do-not-disturb span in UNIX seconds."""
    person = find_user(workspace, args.text("user") or workspace.bot_user_id)
    start, end = person.dnd or (1, 1)
    return {
        "dnd_enabled": person.dnd is not None,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
        "snooze_enabled": False,
    }


def team_info(workspace: Workspace, args: Args) -> Json:
    """team.info."""
    team = {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "domain": workspace.team_domain,
        "email_domain": "",
    }
    return {"team": team | {"icon": {"image_default": True}}}


def bots_info(workspace: Workspace, args: Args) -> Json:
    """bots.info."""
    if args.text("bot") != workspace.bot_id:
        raise SlackError("bot_not_found")
    keep = ("id", "app_id", "user_id", "name", "icons", "deleted", "updated")
    whole = shapes.bot_profile(workspace)
    return {"bot": {name: whole[name] for name in keep}}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_, ("users:read",)),
    "users.profile.get": Method(profile_get, ("users.profile:read",)),
    "team.profile.get": Method(team_profile_get, ("users.profile:read",)),
    "users.getPresence": Method(get_presence, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
    "usergroups.list": Method(usergroups_list, ("usergroups:read",)),
    "dnd.info": Method(dnd_info, ("dnd:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
}

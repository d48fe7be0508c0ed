"""users.*, dnd.*, team.* and bots.*: who is there and whether they want to be disturbed."""

from __future__ import annotations

from bot.playground import shapes
from bot.playground.errors import SlackError
from bot.playground.methods.table import Args, Method, find_user, page
from bot.playground.world import Json, User, World

# In every team, a bot that says it is none.
SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", tz="America/Los_Angeles")


def info(world: World, args: Args) -> Json:
    """users.info."""
    wanted = args.text("user")
    person = SLACKBOT if wanted == SLACKBOT.id else find_user(world, wanted)
    return {"user": shapes.user(world, person)}


def list_(world: World, args: Args) -> Json:
    """users.list, by pages when a limit is given."""
    people = [*world.users.values(), SLACKBOT]
    rows, metadata = page(args, people, len(people))
    return {
        "members": [shapes.user(world, p) for p in rows],
        "cache_ts": world.now_seconds(),
        "response_metadata": metadata,
    }


def profile_get(world: World, args: Args) -> Json:
    """users.profile.get."""
    person = find_user(world, args.text("user") or world.bot_user_id)
    return {"profile": shapes.profile(world, person)}


def get_presence(world: World, args: Args) -> Json:
    """users.getPresence."""
    person = find_user(world, args.text("user") or world.bot_user_id)
    return {"presence": "away" if person.deleted else person.presence}


def lookup_by_email(world: World, args: Args) -> Json:
    """users.lookupByEmail."""
    wanted = args.needed("email").lower()
    person = next((p for p in world.users.values() if p.email.lower() == wanted and not p.deleted), None)
    if person is None:
        raise SlackError("users_not_found")
    return {"user": shapes.user(world, person)}


def dnd_info(world: World, args: Args) -> Json:
    """dnd.info: the next do-not-disturb span in UNIX seconds."""
    person = find_user(world, args.text("user") or world.bot_user_id)
    start, end = person.dnd or (1, 1)
    return {
        "dnd_enabled": person.dnd is not None,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
        "snooze_enabled": False,
    }


def team_info(world: World, args: Args) -> Json:
    """team.info."""
    team = {"id": world.team_id, "name": world.team_name, "domain": world.team_domain, "email_domain": ""}
    return {"team": team | {"icon": {"image_default": True}}}


def bots_info(world: World, args: Args) -> Json:
    """bots.info."""
    if args.text("bot") != world.bot_id:
        raise SlackError("bot_not_found")
    keep = ("id", "app_id", "user_id", "name", "icons", "deleted", "updated")
    whole = shapes.bot_profile(world)
    return {"bot": {name: whole[name] for name in keep}}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_, ("users:read",)),
    "users.profile.get": Method(profile_get, ("users.profile:read", "users:read")),
    "users.getPresence": Method(get_presence, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
    "dnd.info": Method(dnd_info, ("dnd:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
}

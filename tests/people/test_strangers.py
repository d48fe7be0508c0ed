"""Who may take part: people of this workspace. Apps and people of other companies stay outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import listeners
from bot.kit import texts as kit_texts
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.interaction import Interaction, Result
from bot.models import GuestAccess
from bot.people import jobs, queries, rules, service, texts
from bot.people.listeners import PersonLookup
from tests.people.test_people import NOW, Place, T, member, place

__all__ = ["place"]  # the fixture

ELSEWHERE = "T0OTHERCO"
STRANGER = {"team_id": ELSEWHERE, "is_admin": True, "is_owner": True}


# --- Whose member somebody is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "foreign"),
    [
        ({"team_id": T}, False),
        ({}, False),  # some payloads do not say
        ({"team_id": ELSEWHERE}, True),
        ({"team_id": T, "is_stranger": True}, True),
        ({"is_stranger": True}, True),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": [ELSEWHERE, T]}}, False),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": [ELSEWHERE]}}, True),
        ({"team_id": "E0GRID", "enterprise_user": {"id": "W1"}}, False),
        ({"team_id": ELSEWHERE, "enterprise_user": None}, True),
    ],
)
def test_home_is_told_by_the_team_or_by_the_workspaces_of_a_grid(said: dict[str, Any], foreign: bool) -> None:
    assert rules.is_foreign(said, T) is foreign


async def kept(place: Place, **said: Any) -> Any:
    async with place.database.begin(T) as db:
        await service.store_members(db, [member(place.ada, **said)], NOW, add_unknown=True)
    return (await place.people())[place.ada]


async def test_the_admin_of_another_company_is_none_of_ours(place: Place) -> None:
    told = {"display_name": "Ada", "email": "ada@example.com"}
    ada = await kept(place, **STRANGER, profile=told)
    assert (ada.is_admin, ada.deactivated, ada.email) == (False, True, None)
    async with place.database.read(T) as db:
        assert not await queries.is_admin(db, place.ada)
        assert await queries.program_team(db) == []


async def test_a_member_of_a_grid_keeps_the_rights_they_have_here(place: Place) -> None:
    grid = {"id": "W1", "teams": [ELSEWHERE, T]}
    ada = await kept(place, team_id=ELSEWHERE, is_admin=True, enterprise_user=grid)
    assert (ada.is_admin, ada.deactivated) == (True, False)


async def test_the_daily_walk_adds_no_admin_of_another_company(place: Place) -> None:
    place.slack.workspace.users[place.noor].home_team = ELSEWHERE
    for _ in range(3):
        await jobs.fetch_members(place.services)
    assert await place.people() == {}


@pytest.mark.parametrize("said", [{"is_bot": True}, {"id": rules.SLACKBOT}])
def test_apps_are_no_people(said: dict[str, Any]) -> None:
    assert rules.is_app(said)


async def test_an_app_is_kept_as_one_that_takes_no_part(place: Place) -> None:
    ada = await kept(place, is_bot=True, is_admin=True)
    assert (ada.is_bot, ada.is_admin, ada.deactivated) == (True, False, True)


# --- Whoever acts -------------------------------------------------------------------------------------------


async def refused(place: Place, user_id: str, look_up: PersonLookup | None = None) -> object:
    """Somebody acts; return what they hear instead."""
    with pytest.raises(UserMessage) as raised:
        await (look_up or PersonLookup())(place.interaction(user_id))
    return raised.value.sentence


async def test_somebody_of_another_company_is_told_kindly(place: Place) -> None:
    place.slack.workspace.users[place.noor].home_team = ELSEWHERE
    look_up = PersonLookup()
    assert await refused(place, place.noor, look_up) == kit_texts.OTHER_WORKSPACE
    assert await refused(place, place.noor, look_up) == kit_texts.OTHER_WORKSPACE
    assert place.calls("users.info") == 1


async def test_whoever_was_taken_for_a_member_before_is_found_out_within_days(place: Place) -> None:
    """Slack's list of members does not tell of them, and their row may say that they are an admin."""
    await kept(place, is_admin=True)
    place.slack.workspace.users[place.ada].home_team = ELSEWHERE
    place.clock.shift(days=4)
    assert await refused(place, place.ada) == kit_texts.OTHER_WORKSPACE


async def test_whoever_is_let_in_again_gets_in(place: Place) -> None:
    user = place.slack.workspace.users[place.ada]
    user.home_team = ELSEWHERE
    look_up = PersonLookup()
    await refused(place, place.ada, look_up)
    user.home_team = ""
    place.clock.shift(minutes=2)
    interaction = place.interaction(place.ada)
    await look_up(interaction)
    assert interaction.reader.zone == "Europe/Berlin"


async def guests(place: Place, access: GuestAccess) -> None:
    async with place.database.begin(T) as db:
        workspace = await queries.workspace(db)
        workspace.settings = workspace.settings.model_copy(update={"guests": access})
        await service.let_guests(db, access)


async def test_guests_take_part_as_the_setting_says(place: Place) -> None:
    place.slack.workspace.users[place.eli].is_restricted = True
    await PersonLookup()(place.interaction(place.eli))
    await guests(place, GuestAccess.NONE)
    assert (await place.people())[place.eli].deactivated
    assert await refused(place, place.eli) == texts.NO_GUESTS
    await guests(place, GuestAccess.WELCOME)
    await jobs.fetch_new_people(place.services)
    assert not (await place.people())[place.eli].deactivated
    await PersonLookup()(place.interaction(place.eli))


async def test_a_guest_who_left_is_not_let_in_with_the_others(place: Place) -> None:
    await kept(place, is_restricted=True)
    place.slack.workspace.users[place.ada].deleted = True
    await guests(place, GuestAccess.NONE)
    await guests(place, GuestAccess.WELCOME)
    await jobs.fetch_new_people(place.services)
    assert (await place.people())[place.ada].deactivated


# --- Whoever is named ---------------------------------------------------------------------------------------


def submitted(place: Place, **element: Any) -> Interaction:
    body = {"type": "view_submission", "view": {"state": {"values": {"who": {"who": element}}}}}
    return place.interaction(place.ada, body)


async def named(place: Place, user_id: str) -> object:
    """Ada picks somebody in a form; return what is said about it, None where nothing is wrong."""
    await PersonLookup()(submitted(place, type="users_select", selected_user=user_id))
    async with place.database.begin(T) as db:
        try:
            await service.check_named(db, [user_id], "who")
        except FormErrors as error:
            return error.fields["who"]
    return None


async def test_a_colleague_whom_nobody_has_met_can_be_named(place: Place) -> None:
    assert await named(place, place.eli) is None
    assert (await place.people())[place.eli].name == "Eli Navarro"


async def test_nobody_of_another_company_can_be_named_and_no_app(place: Place) -> None:
    place.slack.workspace.users[place.eli].home_team = ELSEWHERE
    assert await named(place, place.eli) == texts.NAMED_STRANGER
    assert await named(place, rules.SLACKBOT) == texts.NAMED_APP
    assert await named(place, place.slack.workspace.bot_user_id) == texts.NAMED_APP


async def test_a_guest_can_be_named_where_guests_take_part(place: Place) -> None:
    place.slack.workspace.users[place.eli].is_restricted = True
    assert await named(place, place.eli) is None
    await guests(place, GuestAccess.NONE)
    assert await named(place, place.eli) == texts.NAMED_GUEST


async def test_several_who_are_named_are_asked_about_together(place: Place) -> None:
    element = {"type": "multi_users_select", "selected_users": [place.eli, place.noor, place.ada]}
    await PersonLookup()(submitted(place, **element))
    assert set(await place.people()) == {place.ada, place.eli, place.noor}
    await PersonLookup()(submitted(place, **element))
    assert place.calls("users.info") == 3


# --- Every door ---------------------------------------------------------------------------------------------

DOORS = [
    (kind, name)
    for kind in ("commands", "actions", "view_submissions", "shortcuts", "events")
    for name in sorted(getattr(listeners(), kind))
    if kind != "events" or name == "app_home_opened"  # the others tell of the workspace, or of somebody
]


def payload(kind: str, name: str, user_id: str) -> dict[str, Any]:
    """What Slack sends when somebody of another company finds a way to this listener."""
    user = {"id": user_id, "name": "noor", "team_id": T}
    team = {"team": {"id": T}, "user": user, "trigger_id": "1.2.3", "api_app_id": "A1"}
    match kind:
        case "commands":
            return {"command": name, "text": "admin", "team_id": T, "user_id": user_id, "trigger_id": "1"}
        case "actions":
            return team | {"type": "block_actions", "actions": [{"action_id": name, "block_id": "b"}]}
        case "view_submissions":
            view = {"id": "V1", "type": "modal", "callback_id": name, "state": {"values": {}}, "blocks": []}
            return team | {"type": "view_submission", "view": view}
        case "shortcuts":
            return team | {"type": "shortcut", "callback_id": name}
        case _:
            event = {"type": name, "user": user_id, "tab": "home"}
            return {"type": "event_callback", "team_id": T, "event": event}


@asynccontextmanager
async def doors(place: Place) -> AsyncIterator[tuple[AsyncApp, list[str]]]:
    """The whole app's listeners, which only note that somebody came through."""
    router, inside = listeners(), list[str]()

    async def enter(interaction: Interaction) -> Result:
        inside.append(interaction.user_id)
        return None

    for kind in ("commands", "actions", "view_submissions", "shortcuts"):
        setattr(router, kind, dict.fromkeys(getattr(router, kind), enter))
    router.events = {name: [enter] for name in router.events}
    app = AsyncApp(
        client=place.clients.with_token(place.slack.bot_token),
        signing_secret=place.slack.signing_secret,
        process_before_response=True,
    )
    router.attach(app, place.services, PersonLookup())
    yield app, inside


@pytest.mark.parametrize("door", DOORS, ids=":".join)
async def test_no_door_opens_for_another_company(place: Place, door: tuple[str, str]) -> None:
    place.slack.workspace.users[place.noor].home_team = ELSEWHERE
    async with doors(place) as (app, inside):
        for user_id in (place.noor, place.ada):
            body = payload(*door, user_id)
            answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
            assert answer.status == 200
        assert inside == [place.ada]

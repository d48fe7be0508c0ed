"""What Pinchpoint knows of people: learned once, kept current, and never a reason to fail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.app import listeners
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import NotInstalled
from bot.kit.hours import DEFAULT_WEEK, Window
from bot.kit.interaction import Interaction
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.models import Expert, Person, RateLimit, Workspace
from bot.people import jobs, queries, service
from bot.people.listeners import PersonLookup, update_member
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import FaultKind
from tests.support.clock import PATIENCE, SettableClock

T = "T0PLAYGND"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Place:
    """A workspace with a stand-in for Slack, and nobody known yet."""

    def __init__(self, database: Database, slack: StandIn, http: aiohttp.ClientSession) -> None:
        self.clock = SettableClock(NOW)
        self.slack, self.database = slack, database
        self.clients = SlackClients(slack.api_url, http)
        self.installed = True
        self.services = Services(Settings(), database, self.clock, self.clients, self._client)
        self.ada = slack.add_person("ada", "Ada Brandt", tz="Europe/Berlin").id
        self.eli = slack.add_person("eli", "Eli Navarro", tz="America/Los_Angeles").id
        self.noor = slack.add_person("noor", "Noor Haddad", is_admin=True).id

    async def _client(self, _workspace_id: str) -> AsyncWebClient:
        if not self.installed:
            raise NotInstalled
        return self.clients.with_token(self.slack.bot_token)

    def interaction(self, user_id: str, body: dict[str, Any] | None = None) -> Interaction:
        client = self.clients.with_token(self.slack.bot_token, timeout=PATIENCE)
        return Interaction(self.services, client, body or {}, T, user_id, self.clock.now())

    def calls(self, method: str) -> int:
        return len(self.slack.traffic.calls_of(method))

    async def people(self) -> dict[str, Person]:
        async with self.database.read(T) as db:
            return {one.user_id: one for one in await db.scalars(select(Person))}

    async def add(self, *user_ids: str) -> None:
        async with self.database.begin(T) as db:
            await service.add_missing(db, user_ids)


@pytest.fixture
async def place(sqlite_db: Database) -> AsyncIterator[Place]:
    async with sqlite_db.all_workspaces() as db:
        db.add(Workspace(id=T, installed_at=NOW, rematch_at=NOW + timedelta(hours=1)))
    async with StandIn(SettableClock(NOW)) as slack, aiohttp.ClientSession() as http:
        yield Place(sqlite_db, slack, http)


# --- The look-up -----------------------------------------------------------------------------------------


async def test_whoever_acts_is_asked_about_once(place: Place) -> None:
    look_up = PersonLookup()
    for _ in range(3):
        await look_up(place.interaction(place.ada))
    assert place.calls("users.info") == 1
    ada = (await place.people())[place.ada]
    assert (ada.name, ada.zone, ada.synced_at) == ("Ada Brandt", "Europe/Berlin", NOW)


async def test_who_is_looked_up_too_slowly_is_known_the_next_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each interaction has little time, and the lookup goes on after it: with a slow database, too."""
    look_up, may_go_on, looks = PersonLookup(), asyncio.Event(), []
    slowly = look_up._look_up

    async def slow(interaction: Interaction, *, new: bool) -> Any:
        looks.append(interaction.user_id)
        await may_go_on.wait()
        return await slowly(interaction, new=new)

    monkeypatch.setattr(look_up, "_look_up", slow)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(look_up(place.interaction(place.ada)), 0.01)
    may_go_on.set()
    interaction = place.interaction(place.ada)
    await look_up(interaction)
    assert looks == [place.ada]
    assert interaction.reader.zone == "Europe/Berlin"


async def test_another_process_does_not_ask_again(place: Place) -> None:
    await PersonLookup()(place.interaction(place.ada))
    await PersonLookup()(place.interaction(place.ada))
    assert place.calls("users.info") == 1


@pytest.mark.parametrize("fault", ["lost", "server_error", "rate_limited", "error"])
async def test_a_dead_slack_keeps_nobody_from_acting(place: Place, fault: FaultKind) -> None:
    place.slack.weather.add("users.info", fault, None)
    look_up = PersonLookup()
    await look_up(place.interaction(place.ada))
    await look_up(place.interaction(place.ada))
    ada = (await place.people())[place.ada]
    assert (ada.name, ada.synced_at) == ("", None)
    # The worker asks from here on. (aiohttp itself repeats a read whose connection broke.)
    assert place.calls("users.info") == (2 if fault == "lost" else 1)


async def test_a_silent_slack_costs_a_second_at_most(place: Place) -> None:
    place.slack.weather.add("users.info", "hang", seconds=PATIENCE)
    begun = asyncio.get_running_loop().time()
    await PersonLookup()(place.interaction(place.ada))
    assert asyncio.get_running_loop().time() - begun < PATIENCE / 2
    assert (await place.people())[place.ada].synced_at is None


async def test_nobody_is_met_because_of_something_that_happened_to_them(place: Place) -> None:
    """A stranger who changes their status has not met us."""
    body = {"event": {"type": "user_change", "user": {"id": place.eli, "name": "eli"}}}
    await PersonLookup()(place.interaction(place.eli, body))
    (changed,) = listeners().events["user_change"]
    await changed(place.interaction(place.eli, body))
    assert await place.people() == {}
    assert place.calls("users.info") == 0


# --- What Slack says --------------------------------------------------------------------------------------


def member(user_id: str, **more: Any) -> dict[str, Any]:
    return {"id": user_id, "name": user_id.lower(), "tz": "Europe/Berlin", "profile": {}} | more


async def changed(place: Place, **more: Any) -> Person:
    """Slack tells that Ada, whom we know, has changed; return what is kept."""
    (listener,) = listeners().events["user_change"]
    event = {"type": "user_change", "user": member(place.ada, **more)}
    await place.add(place.ada)
    await listener(place.interaction(place.ada, {"event": event}))
    return (await place.people())[place.ada]


async def test_a_member_who_moves_is_kept_current(place: Place) -> None:
    await place.add(place.ada)
    ada = await changed(place, tz="Asia/Tokyo", profile={"display_name": "Ada B."}, is_owner=True)
    assert (ada.name, ada.zone, ada.is_admin, ada.deactivated) == ("Ada B.", "Asia/Tokyo", True, False)
    ada = await changed(place, deleted=True, is_restricted=True)
    assert (ada.deactivated, ada.is_admin, ada.is_guest) == (True, False, True)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"profile": {"display_name": "", "real_name": "Ada Brandt"}}, "Ada Brandt"),
        ({"real_name": "Ada at home"}, "Ada at home"),
        ({"profile": None, "real_name": None, "name": "abrandt"}, "abrandt"),
        ({"profile": {"display_name": "Ad\u202ea\u200b"}}, "Ada"),
        ({"profile": {"display_name": "\u2066\u200b"}, "name": None}, ""),
        ({"profile": {"display_name": "A" * 300}}, "A" * 80),
    ],
)
async def test_the_name_is_what_colleagues_see(place: Place, said: dict[str, Any], name: str) -> None:
    assert (await changed(place, **said)).name == name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("ada.brandt+work@mail.example.com", "ada.brandt+work@mail.example.com"),
        (None, None),
        ("", None),
        ("ada@example.com\r\nATTENDEE:mailto:eli@example.com", None),
        ("ada at example.com", None),
    ],
)
async def test_an_address_is_kept_where_slack_tells_one(
    place: Place, told: str | None, kept: str | None
) -> None:
    assert (await changed(place, profile={"display_name": "Ada", "email": told})).email == kept


async def test_an_address_goes_when_slack_tells_it_no_more(place: Place) -> None:
    await changed(place, profile={"display_name": "Ada", "email": "ada@example.com"})
    assert (await changed(place, profile={"display_name": "Ada"})).email is None


async def test_no_address_is_kept_of_somebody_who_has_left(place: Place) -> None:
    told = {"display_name": "Ada", "email": "ada@example.com"}
    assert (await changed(place, profile=told, deleted=True)).email is None


@pytest.mark.parametrize("tz", [None, "", "Nowhere/Land", "America", "../etc/passwd"])
async def test_a_zone_that_nobody_knows_stops_nothing(place: Place, tz: str | None) -> None:
    await changed(place, tz=tz)
    async with place.database.read(T) as db:
        hours = await queries.hours_of(db, place.ada)
    assert hours.is_working(NOW)
    assert hours.tz.key == "UTC"


async def test_an_admin_becomes_known_and_other_strangers_do_not(place: Place) -> None:
    async with place.database.begin(T) as db:
        everybody = [member("U1"), member("U2", is_admin=True), member("U3", is_owner=True, deleted=True)]
        await service.store_members(db, everybody, NOW, add_unknown=False)
    assert set(await place.people()) == {"U2"}


# --- The worker's share -----------------------------------------------------------------------------------


async def test_the_worker_meets_whom_nobody_could_ask_about(place: Place) -> None:
    await place.add(place.ada, place.eli)
    await jobs.fetch_new_people(place.services)
    await jobs.fetch_new_people(place.services)
    assert place.calls("users.info") == 2
    assert {one.name for one in (await place.people()).values()} == {"Ada Brandt", "Eli Navarro"}


async def test_somebody_whom_slack_does_not_know_is_not_asked_about_for_ever(place: Place) -> None:
    await place.add("UGHOST", place.ada)
    await jobs.fetch_new_people(place.services)
    await jobs.fetch_new_people(place.services)
    people = await place.people()
    assert people["UGHOST"].deactivated
    assert not people[place.ada].deactivated
    assert place.calls("users.info") == 2


async def test_while_slack_is_away_the_worker_asks_again(place: Place) -> None:
    place.slack.weather.add("users.info", "server_error")
    await place.add(place.ada)
    await jobs.fetch_new_people(place.services)
    assert (await place.people())[place.ada].synced_at is None
    await jobs.fetch_new_people(place.services)
    assert (await place.people())[place.ada].synced_at == NOW


async def test_when_slack_asks_to_wait_the_worker_waits(place: Place) -> None:
    place.slack.weather.add("users.info", "rate_limited", seconds=30)
    await place.add(place.ada, place.eli, place.noor)
    for _ in range(3):
        await jobs.fetch_new_people(place.services)
    assert place.calls("users.info") == 1
    async with place.database.read(T) as db:
        (limit,) = await db.scalars(select(RateLimit))
    assert (limit.method, limit.not_before) == ("users.info", NOW + timedelta(seconds=30))
    place.clock.shift(seconds=30)
    await jobs.fetch_new_people(place.services)
    assert all(one.synced_at for one in (await place.people()).values())


async def test_where_the_app_is_not_installed_nobody_is_asked(place: Place) -> None:
    place.installed = False
    await place.add(place.ada)
    await jobs.fetch_new_people(place.services)
    await jobs.fetch_members(place.services)
    assert (await place.people())[place.ada].synced_at is None


async def test_the_members_are_read_page_by_page_once_a_day(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PAGE", 2)  # of the five: three people, the app, and Slack's own
    await place.add(place.ada)
    for _ in range(6):
        await jobs.fetch_members(place.services)
    pages = place.calls("users.list")
    assert pages >= 2
    people = await place.people()
    assert set(people) == {place.ada, place.noor}
    assert people[place.noor].is_admin
    async with place.database.read(T) as db:
        workspace = await queries.workspace(db)
    assert (workspace.people_cursor, workspace.people_synced_at) == ("", NOW)

    await place.slack.deactivate(place.noor)
    place.clock.shift(days=1, seconds=1)
    for _ in range(6):
        await jobs.fetch_members(place.services)
    assert place.calls("users.list") == 2 * pages
    assert (await place.people())[place.noor].deactivated


async def test_the_daily_walk_is_news_to_matching_only_where_an_expert_changed(place: Place) -> None:
    await place.add(place.ada, place.eli)
    async with place.database.begin(T) as db:
        for user_id in (place.ada, place.eli):
            await db.insert(Expert, user_id=user_id, opted_in_at=NOW)

    async def walk() -> list[int]:
        await jobs.fetch_members(place.services)
        place.clock.shift(days=1, seconds=1)
        async with place.database.read(T) as db:
            return list(await db.scalars(select(Expert.version).order_by(Expert.user_id == place.eli)))

    assert await walk() == [1, 1]  # until now Slack had told nothing of them
    assert await walk() == [1, 1]
    place.slack.workspace.users[place.eli].tz = "Asia/Tokyo"
    assert await walk() == [1, 2]


async def test_a_workspace_whose_members_cannot_be_learned_keeps_no_other_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place.database.all_workspaces() as db:
        db.add(Workspace(id="T0", installed_at=NOW, rematch_at=NOW))  # comes first
    store = service.store_members

    async def storing(db: WorkspaceSession, *args: Any, **more: Any) -> None:
        if db.workspace_id == "T0":
            raise LookupError("members")
        await store(db, *args, **more)

    monkeypatch.setattr(service, "store_members", storing)
    await jobs.fetch_members(place.services)
    assert (await place.people())[place.noor].is_admin


async def test_a_person_who_cannot_be_learned_keeps_no_other_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.add(place.ada, place.eli)
    store, first = service.store_members, min(place.ada, place.eli)

    async def storing(db: WorkspaceSession, members: Any, *args: Any, **more: Any) -> None:
        if members[0]["id"] == first:
            raise LookupError("members")
        await store(db, members, *args, **more)

    monkeypatch.setattr(service, "store_members", storing)
    await jobs.fetch_new_people(place.services)
    known = {user_id for user_id, one in (await place.people()).items() if one.synced_at}
    assert known == {place.ada, place.eli} - {first}


async def test_a_walk_that_slack_interrupts_goes_on_where_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PAGE", 2)
    await jobs.fetch_members(place.services)
    async with place.database.read(T) as db:
        cursor = (await queries.workspace(db)).people_cursor
    assert cursor
    place.slack.weather.add("users.list", "server_error")
    await jobs.fetch_members(place.services)
    async with place.database.read(T) as db:
        workspace = await queries.workspace(db)
        assert (workspace.people_cursor, workspace.people_synced_at) == (cursor, None)
    for _ in range(3):
        await jobs.fetch_members(place.services)
    async with place.database.read(T) as db:
        assert (await queries.workspace(db)).people_synced_at == NOW


@pytest.mark.parametrize("code", ["org_login_required", "invalid_auth", "account_inactive"])
async def test_a_workspace_that_turns_us_away_makes_nobody_unreadable(place: Place, code: str) -> None:
    await place.add(place.ada)
    place.slack.weather.add("*", "error", None, code=code)
    for _ in range(20):
        await jobs.fetch_new_people(place.services)
        await jobs.fetch_members(place.services)
    assert (place.calls("users.info"), place.calls("users.list")) == (1, 1)
    assert (await place.people())[place.ada].synced_at is None
    place.slack.weather.clear()
    place.clock.shift(minutes=15, seconds=1)
    await jobs.fetch_new_people(place.services)
    await jobs.fetch_members(place.services)
    ada = (await place.people())[place.ada]
    assert (ada.synced_at, ada.deactivated, ada.name) == (place.clock.now(), False, "Ada Brandt")
    async with place.database.read(T) as db:
        assert (await queries.workspace(db)).people_synced_at == place.clock.now()


async def test_how_long_slack_wants_no_more_pages_is_kept_to(place: Place) -> None:
    place.slack.weather.add("users.list", "rate_limited", seconds=60)
    for _ in range(10):
        await jobs.fetch_members(place.services)
    assert place.calls("users.list") == 1
    place.clock.shift(minutes=1, seconds=1)
    await jobs.fetch_members(place.services)
    assert place.calls("users.list") == 2


# --- Old news ---------------------------------------------------------------------------------------------


async def told_of_change(place: Place, at: datetime, **member: Any) -> None:
    """Slack tells of a change, whenever it is delivered."""
    event = {"type": "user_change", "event_ts": f"{at.timestamp():.6f}"}
    user = {"id": place.eli, "name": "eli", "tz": "America/Los_Angeles", **member}
    body = {"event": {**event, "user": user}, "event_time": int(at.timestamp())}
    await update_member(place.interaction("", body))


async def test_an_older_change_that_arrives_later_loses(place: Place) -> None:
    await place.add(place.eli)
    later = NOW + timedelta(milliseconds=300)
    await told_of_change(place, later, deleted=True)
    await told_of_change(place, NOW, deleted=False)
    assert (await place.people())[place.eli].deactivated
    await told_of_change(place, later + timedelta(milliseconds=1), deleted=False)  # they are back
    assert not (await place.people())[place.eli].deactivated


async def test_shuffled_changes_end_with_the_last_one(place: Place) -> None:
    await place.add(place.eli)
    changes = list(range(40))
    random.Random(7).shuffle(changes)
    for number in changes * 2:  # each comes twice
        await told_of_change(place, NOW + timedelta(seconds=number), real_name=f"Eli {number}")
    assert (await place.people())[place.eli].name == "Eli 39"


async def test_a_change_from_before_we_asked_does_not_undo_the_answer(place: Place) -> None:
    await place.add(place.eli)
    await jobs.fetch_new_people(place.services)
    await told_of_change(place, NOW - timedelta(minutes=5), deleted=True)
    assert not (await place.people())[place.eli].deactivated
    await told_of_change(place, NOW - timedelta(seconds=20), deleted=True)  # our clock may be ahead
    assert (await place.people())[place.eli].deactivated


async def test_a_change_whose_time_is_nonsense_is_taken_as_of_now(place: Place) -> None:
    await place.add(place.eli)
    user = {"id": place.eli, "real_name": "Eli Navarro"}
    body = {"event": {"type": "user_change", "event_ts": "soon", "user": user}, "event_time": 10**30}
    await update_member(place.interaction("", body))
    assert (await place.people())[place.eli].name == "Eli Navarro"


# --- Reads ------------------------------------------------------------------------------------------------


async def test_hours_are_the_own_ones_or_nine_to_five(place: Place) -> None:
    await place.add(place.ada, place.eli)
    monday = Window(0, 600, 700)
    async with place.database.begin(T) as db:
        await service.set_hours(db, place.eli, [monday, Window(2, 0, 60)])
        await service.set_hours(db, place.eli, [monday])
        hours = await queries.hours_of_all(db, [place.ada, place.eli, "USTRANGER"])
    assert hours[place.eli].windows == (monday,)
    assert hours[place.ada].windows == hours["USTRANGER"].windows == DEFAULT_WEEK


async def test_the_programs_team_is_its_managers_or_else_slacks_admins(place: Place) -> None:
    async with place.database.begin(T) as db:
        admins = [member(f"U{n}", is_admin=True) for n in range(7)]
        await service.store_members(db, [*admins, member("UGONE", is_admin=True)], NOW, add_unknown=False)
        await service.store_members(db, [member("UGONE", deleted=True)], NOW, add_unknown=False)
        assert await queries.program_team(db, 3) == ["U0", "U1", "U2"]
        await service.set_managers(db, ["UM1", "UM2"])
        assert await queries.program_team(db, 1) == ["UM1", "UM2"]
        assert [await queries.is_admin(db, who) for who in ("U1", "UM1", "UGONE", place.ada)] == [
            *(True, True),
            *(False, False),
        ]
        await service.set_managers(db, ["UM2"])
        assert await queries.program_team(db) == ["UM2"]
    assert (await place.people())["UM1"].is_manager is False


async def test_whoever_has_no_name_yet_is_a_colleague(place: Place) -> None:
    await place.add(place.ada)
    async with place.database.read(T) as db:
        assert {str(await queries.name(db, who)) for who in (place.ada, "USTRANGER")} == {"A colleague"}
        with pytest.raises(LookupError):
            async with place.database.read("TNOWHERE") as other:
                await queries.workspace(other)

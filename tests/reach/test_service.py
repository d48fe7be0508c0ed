"""Who is invited and who is not, once in a quarter, half by half; stopped, declined, raced and forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import KINDS
from bot.dashboard.rules import FIGURES_FILE
from bot.delivery.messages import File, PostMessage, RenderContext
from bot.directory import service as directory
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL, Reader
from bot.models import (
    Ask,
    AuditEntry,
    Campaign,
    CampaignMember,
    CampaignState,
    Cohort,
    DirectoryEntry,
    MemberState,
    Outbox,
    OutboxState,
    Person,
)
from bot.people.service import set_invitations
from bot.privacy import service as privacy
from bot.privacy.queries import everything
from bot.reach import jobs, messages, queries, service, texts
from bot.reach.forms import PlanForm
from bot.reach.rules import APART, FIRST, QUARTER, SECOND, Half, Told
from bot.reach.service import Chosen
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_ask, create_workspace, rows, run

WORDS = texts.DRAFT[Cohort.LIST]
QUESTION = texts.FIRST_QUESTION[Cohort.LIST]
MANY = [f"UM{number:02}" for number in range(20)]
DAY = timedelta(days=1)


def chosen(cohort: Cohort = Cohort.LIST, people: Iterable[str] = MANY, **values: Any) -> Chosen:
    known = {"day": MONDAY.date(), "words": NEUTRAL(WORDS), "question": NEUTRAL(QUESTION)}
    return Chosen(cohort, PlanForm(people="\n".join(people), **(known | values)), NEUTRAL)


@pytest.fixture
async def workspace(database: Database) -> Database:
    """Noor runs the program, and twenty people have asked nothing yet."""
    await create_workspace(database)
    async with database.begin(T) as db:
        people = [{"user_id": one, "name": one, "synced_at": MONDAY} for one in MANY]
        await db.insert_all(Person, people)
    return database


async def tick(database: Database, now: datetime) -> None:
    services = services_without_slack(database, SettableClock(now))
    for job in jobs.JOBS:
        await job.run(services)


async def started(database: Database, what: Chosen, key: str = "view:1", now: datetime = MONDAY) -> str:
    await run(database, service.start, NOOR, what, key, now)
    newest = select(Campaign.id).order_by(Campaign.created_at.desc()).limit(1)
    (campaign_id,) = await rows(database, newest)
    return str(campaign_id)


async def members(database: Database, *states: MemberState) -> dict[str, CampaignMember]:
    found = await rows(database, select(CampaignMember))
    return {one.user_id: one for one in found if not states or one.state in states}


async def told(database: Database) -> set[str]:
    found = await rows(database, select(Outbox).where(Outbox.kind == messages.INVITATION.id))
    return {one.recipient for one in found}


async def said(database: Database, member_id: str, now: datetime = MONDAY) -> PostMessage | None:
    async with database.read(T) as db:
        row = await db.scalar(select(Outbox).where(Outbox.subject_id == member_id).limit(1))
        assert row is not None
        effect = await messages.INVITATION.render(RenderContext(db, row, NEUTRAL, now))
    assert effect is None or isinstance(effect, PostMessage)
    return effect


async def file_of_figures(database: Database, now: datetime) -> str:
    """Return the file that Noor is sent."""
    row = Outbox(workspace_id=T, id="file", kind=FIGURES_FILE, recipient=NOOR, version=30)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, is_admin=True)
        effect = await KINDS[FIGURES_FILE].render(RenderContext(db, row, NEUTRAL, now))
    assert isinstance(effect, File)
    return effect.content.decode("utf-8-sig")


async def test_the_first_half_hears_at_once_and_the_second_two_weeks_later(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    drawn = await members(workspace)
    halves = {half: {u for u, one in drawn.items() if one.half == half} for half in (FIRST, SECOND)}
    assert {len(some) for some in halves.values()} == {10}
    assert await told(workspace) == halves[FIRST]
    await tick(workspace, MONDAY + APART - timedelta(hours=1))
    assert await told(workspace) == halves[FIRST]
    await tick(workspace, MONDAY + APART)
    assert await told(workspace) == set(MANY)
    (campaign,) = await rows(workspace, select(Campaign))
    assert (campaign.state, campaign.first_people, campaign.second_people) == (CampaignState.OVER, 10, 10)


async def test_those_are_left_out_who_asked_lately_or_want_none_or_cannot_be_asked(
    workspace: Database,
) -> None:
    asked, guest, gone, unwilling, old = MANY[:5]
    await create_ask(workspace, mentee_id=asked, created_at=MONDAY - DAY)
    await create_ask(workspace, mentee_id=old, created_at=MONDAY - QUARTER - DAY)
    async with workspace.begin(T) as db:
        await db.update_where(Person, Person.user_id == guest, is_guest=True)
        await db.update_where(Person, Person.user_id == gone, deactivated=True)
        await set_invitations(db, unwilling, wanted=False)
        outlook = await service.look(db, NOOR, chosen(), MONDAY)
    assert (outlook.listed, outlook.eligible) == (20, 16)
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    assert set(await members(workspace)) == set(MANY) - {asked, guest, gone, unwilling}


async def test_nobody_is_invited_twice_in_a_quarter_whatever_the_cohort(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    await started(workspace, chosen(), "view:2")
    await tick(workspace, MONDAY)
    assert len(await rows(workspace, select(CampaignMember))) == 20, "those who wait are not assigned again"
    await tick(workspace, MONDAY + APART)
    later = MONDAY + APART + QUARTER - DAY
    await started(workspace, chosen(day=later.date()), "view:3", later)
    await tick(workspace, later)
    new = select(func.count()).select_from(CampaignMember).where(CampaignMember.begins_at == later)
    assert await rows(workspace, new) == [10], "a quarter is over for the first half alone"


async def test_two_workers_invite_each_person_once(workspace: Database) -> None:
    await started(workspace, chosen())
    await asyncio.gather(tick(workspace, MONDAY), tick(workspace, MONDAY), tick(workspace, MONDAY))
    found = await rows(workspace, select(Outbox).where(Outbox.kind == messages.INVITATION.id))
    assert len(found) == len({one.recipient for one in found}) == 10


async def test_whoever_says_no_between_claim_and_sending_gets_nothing(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    one, other, third, *_rest = (await members(workspace, MemberState.INVITED)).values()
    sent = await said(workspace, one.id)
    assert sent is not None
    assert NEUTRAL(QUESTION) in sent.text
    await run(workspace, service.decline, one.id, one.user_id, MONDAY)
    effect = await said(workspace, one.id)
    assert effect is not None
    assert effect.update_only, "it is said in place of an invitation that stands, and else not at all"
    with pytest.raises(UserMessage):
        await run(workspace, service.decline, other.id, ADA, MONDAY)
    await create_ask(workspace, mentee_id=other.user_id, created_at=MONDAY)
    assert await said(workspace, other.id) is None, "they asked meanwhile"
    async with workspace.begin(T) as db:
        await db.update_where(Person, Person.user_id == third.user_id, deactivated=True)
    assert await said(workspace, third.id) is None, "they left"


async def test_what_was_not_sent_counts_as_no_invitation(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    one, *_rest = (await members(workspace, MemberState.INVITED)).values()
    async with workspace.begin(T) as db:
        await db.update_where(Outbox, Outbox.subject_id == one.id, state=OutboxState.EXPIRED, done_at=MONDAY)
    await tick(workspace, MONDAY)
    left = (await members(workspace, MemberState.LEFT_OUT))[one.user_id]
    assert left.invited_at is None


async def test_what_is_stopped_leaves_unsent_what_is_not_sent(workspace: Database) -> None:
    campaign_id = await started(workspace, chosen())
    await tick(workspace, MONDAY)
    one, *_rest = (await members(workspace, MemberState.INVITED)).values()
    async with workspace.begin(T) as db:
        await db.update_where(Outbox, Outbox.subject_id == one.id, state=OutboxState.SENT, done_at=MONDAY)
    with pytest.raises(UserMessage):
        await run(workspace, service.stop, campaign_id, ADA, MONDAY)
    await run(workspace, service.stop, campaign_id, NOOR, MONDAY)
    with pytest.raises(UserMessage):
        await run(workspace, service.stop, campaign_id, NOOR, MONDAY)
    assert set(await members(workspace, MemberState.INVITED)) == {one.user_id}
    await tick(workspace, MONDAY + APART)
    waits = select(Outbox).where(Outbox.kind == messages.INVITATION.id, Outbox.state == OutboxState.PENDING)
    assert not await rows(workspace, waits)
    (line,) = await run(workspace, queries.overview, MONDAY + APART)
    assert line.result.told is Told.STOPPED
    acts = [one.act for one in await rows(workspace, select(AuditEntry).order_by(AuditEntry.act))]
    assert acts == ["invitations_started", "invitations_stopped"]
    tomorrow = (MONDAY + DAY).date()
    await started(workspace, chosen(day=tomorrow), "view:2", MONDAY + DAY)
    await tick(workspace, MONDAY + DAY)
    again = await rows(workspace, select(CampaignMember).where(CampaignMember.campaign_id != campaign_id))
    assert len(again) == 19, "whoever was not reached can be invited by others"


async def test_the_difference_is_told_of_what_was_asked_within_two_weeks(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    drawn = await members(workspace)
    first = sorted(u for u, one in drawn.items() if one.half == FIRST)
    second = sorted(u for u, one in drawn.items() if one.half == SECOND)
    for user_id in (*first[:6], second[0]):
        await create_ask(workspace, mentee_id=user_id, created_at=MONDAY + 3 * DAY)
    await create_ask(workspace, mentee_id=second[1], created_at=MONDAY + APART)
    (line,) = await run(workspace, queries.overview, MONDAY + DAY)
    assert (line.result.told, line.result.at) == (Told.LATER, MONDAY + APART)
    (line,) = await run(workspace, queries.overview, MONDAY + APART)
    assert (line.result.first, line.result.second) == (Half(10, 6), Half(10, 1))
    figures = await file_of_figures(workspace, MONDAY + APART)
    assert f'invitations,{MONDAY:%Y-%m-%d} list,"difference, percentage points",50\r\n' in figures
    await tick(workspace, MONDAY + APART + DAY)
    await tick(workspace, MONDAY + APART + 2 * DAY)
    (line,) = await run(workspace, queries.overview, MONDAY + APART + 2 * DAY)
    assert line.result.difference.value == pytest.approx(0.5), "and is kept once it is over"
    async with workspace.begin(T) as db:
        await privacy.forget_old_words(db, MONDAY + 60 * DAY, MONDAY + 60 * DAY)
    assert not await members(workspace)
    (line,) = await run(workspace, queries.overview, MONDAY + 60 * DAY)
    assert line.result.first == Half(10, 6), "also once nobody's name is kept"


async def test_three_people_are_invited_and_no_difference_is_told(workspace: Database) -> None:
    await started(workspace, chosen(people=MANY[:3]))
    await tick(workspace, MONDAY)
    (line,) = await run(workspace, queries.overview, MONDAY)
    assert line.result.told is Told.FEW
    await tick(workspace, MONDAY + APART)
    assert await told(workspace) == set(MANY[:3])


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (chosen(people=[]), "people"),
        (chosen(people=["nobody@acme.example"]), "people"),
        (chosen(people=[f"U{number:05}" for number in range(201)]), "people"),
        (chosen(day=None), "day"),
        (chosen(day=MONDAY.date() - DAY), "day"),
        (chosen(Cohort.ROLE, chosen="Astronaut"), "chosen"),
        (chosen(Cohort.STARTED, chosen="many"), "chosen"),
    ],
)
async def test_what_cannot_be_meant_is_refused_at_its_field(
    workspace: Database, what: Chosen, field: str
) -> None:
    with pytest.raises(FormErrors) as refused:
        await run(workspace, service.start, NOOR, what, "view:1", MONDAY)
    assert set(refused.value.fields) == {field}
    assert not await rows(workspace, select(Campaign))


async def test_newcomers_are_invited_in_their_third_week_as_they_come_to_it(workspace: Database) -> None:
    async with workspace.begin(T) as db:
        for number, user_id in enumerate(MANY[:3]):
            day = MONDAY.date() - timedelta(days=14 - 2 * number)
            entry = {"key": user_id, "user_id": user_id, "started_on": day, "imported_at": MONDAY}
            await db.insert(DirectoryEntry, **entry)
    await started(workspace, chosen(Cohort.NEWCOMERS, day=None))
    await tick(workspace, MONDAY)
    assert set(await members(workspace)) == {MANY[0]}
    await tick(workspace, MONDAY + 2 * DAY)
    await tick(workspace, MONDAY + 2 * DAY + timedelta(hours=2))
    assert set(await members(workspace)) == set(MANY[:2])
    (line,) = await run(workspace, queries.overview, MONDAY + 30 * DAY)
    assert line.result.told is Told.FEW_YET
    await tick(workspace, MONDAY + 366 * DAY)
    (campaign,) = await rows(workspace, select(Campaign))
    assert campaign.state == CampaignState.OVER


async def test_roles_start_dates_and_first_leads_come_from_the_directory(workspace: Database) -> None:
    head = "user id,manager,role,start date\n"
    file = head + "".join(f"{one},{ELI},Editor,2026-01-1{at}\n" for at, one in enumerate(MANY[:5]))
    async with workspace.begin(T) as db:
        await directory.apply(db, file.encode(), NOOR, MONDAY - DAY)
        plan = await directory.plan(db, b"user id,role,start date\nUADA,Editor,03/04/2026\n", NOOR)
        assert [one.why for one in plan.bad] == ["not_a_date"]
        assert await queries.meant(db, Cohort.LEADS, "", MONDAY) == [], "who led before is no news"
        moved = f"user id,manager\n{MANY[1]},{MANY[0]}\n".encode()
        await directory.apply(db, moved, NOOR, MONDAY)
        assert await queries.meant(db, Cohort.LEADS, "", MONDAY) == [MANY[0]]
        assert await queries.meant(db, Cohort.ROLE, "Editor", MONDAY) == MANY[:5]
        started_on = await db.scalar(
            select(DirectoryEntry.started_on).where(DirectoryEntry.user_id == MANY[2])
        )
    assert started_on == date(2026, 1, 12)


async def test_a_list_waits_for_slack_to_tell_who_they_are(workspace: Database) -> None:
    await started(workspace, chosen(people=[*MANY[:4], "UNEW1"]))
    await tick(workspace, MONDAY)
    assert not await told(workspace)
    async with workspace.begin(T) as db:
        await db.update_where(Person, Person.user_id == "UNEW1", synced_at=MONDAY, is_guest=True)
    await tick(workspace, MONDAY + timedelta(minutes=2))
    assert set(await members(workspace)) == set(MANY[:4]), "and a guest is left out"


async def test_drafts_are_read_in_each_ones_language_and_own_words_as_they_are(workspace: Database) -> None:
    await started(workspace, chosen(words="Please ask us, it helps."))
    await tick(workspace, MONDAY)
    (campaign,) = await rows(workspace, select(Campaign))
    assert (campaign.words, campaign.question) == ("Please ask us, it helps.", "")
    one, *_rest = (await members(workspace, MemberState.INVITED)).values()
    async with workspace.read(T) as db:
        row = await db.scalar(select(Outbox).where(Outbox.subject_id == one.id))
        assert row is not None
        german = Reader.of("de-DE", "Europe/Berlin")
        effect = await messages.INVITATION.render(RenderContext(db, row, german, MONDAY))
    assert isinstance(effect, PostMessage)
    assert effect.text.startswith("Please ask us")
    assert german(QUESTION) in effect.text


async def test_whoever_is_erased_leaves_nothing_and_may_read_what_is_held(workspace: Database) -> None:
    await started(workspace, chosen())
    await tick(workspace, MONDAY)
    one, *_rest = await members(workspace, MemberState.INVITED)
    held = await run(workspace, everything, one)
    assert [row["state"] for row in held.tables["campaign_member"]] == ["invited"]
    await run(workspace, privacy.ask_to_erase, one, MONDAY)
    (erasure_id,) = [row.id for row in await rows(workspace, select(privacy.Erasure))]
    await run(workspace, privacy.erase, erasure_id, MONDAY + DAY)
    assert one not in await members(workspace)
    assert one not in str([vars(row) for row in await rows(workspace, select(CampaignMember))])


async def test_it_takes_one_submission_once(workspace: Database) -> None:
    for _ in range(2):
        await run(workspace, service.start, NOOR, chosen(), "view:1", MONDAY)
    assert len(await rows(workspace, select(Campaign))) == 1
    assert len(await rows(workspace, select(Ask))) == 0
    assert {MEI, TUI} & set(await members(workspace)) == set()

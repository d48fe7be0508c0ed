"""The tables, one file per aggregate. Importing this package registers every one of them."""

from bot.models.ask import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskState,
    Offer,
    OfferSource,
    OfferState,
    StartedAsk,
)
from bot.models.audit import Act, AuditEntry
from bot.models.checklist import ChecklistItem
from bot.models.directory import DirectoryEntry
from bot.models.event import (
    LIVE_EVENT,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    SeatRole,
    SeatState,
)
from bot.models.expert import Embedding, Expert, ExpertTopic, Invitation
from bot.models.feed import CalendarFeed
from bot.models.growth import Growth
from bot.models.outbox import Card, Conversation, Inbox, Outbox, OutboxState, RateLimit
from bot.models.person import Availability, Avoidance, Person
from bot.models.pilot import FirstSteps, PostKind, ProgramPost
from bot.models.privacy import Erasure
from bot.models.program_settings import (
    GuestAccess,
    MatchingPreset,
    ProgramSettings,
    TwoAtOnce,
    WeeklyDigest,
)
from bot.models.self_check import SelfCheck
from bot.models.series import Series, SeriesState
from bot.models.session import (
    OPEN_SESSION,
    OVER_SESSION,
    UNDER_WAY,
    Action,
    ActionState,
    BookedCell,
    FollowUp,
    FollowUpKind,
    Presence,
    PresenceSaid,
    Session,
    SessionState,
    Slot,
    Thanks,
    Tick,
    WrapUp,
)
from bot.models.sheet import (
    LIVE_SHEET,
    PlaceState,
    Sheet,
    SheetExpert,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    SlotState,
)
from bot.models.topic import Topic
from bot.models.workspace import Installation, OAuthState, Workspace
from bot.models.written_answer import WrittenAnswer

__all__ = [
    "LIVE_EVENT",
    "LIVE_OFFER",
    "LIVE_SHEET",
    "OPEN_ASK",
    "OPEN_SESSION",
    "OVER_SESSION",
    "UNDER_WAY",
    "Act",
    "Action",
    "ActionState",
    "Ask",
    "AskState",
    "AuditEntry",
    "Availability",
    "Avoidance",
    "BookedCell",
    "CalendarFeed",
    "Card",
    "ChecklistItem",
    "Conversation",
    "DirectoryEntry",
    "Embedding",
    "Erasure",
    "EventState",
    "Expert",
    "ExpertTopic",
    "FirstSteps",
    "FlashEvent",
    "FlashSeat",
    "FlashTalk",
    "FollowUp",
    "FollowUpKind",
    "Growth",
    "GuestAccess",
    "Inbox",
    "Installation",
    "Invitation",
    "MatchingPreset",
    "OAuthState",
    "Offer",
    "OfferSource",
    "OfferState",
    "Outbox",
    "OutboxState",
    "Person",
    "PlaceState",
    "PostKind",
    "Presence",
    "PresenceSaid",
    "ProgramPost",
    "ProgramSettings",
    "RateLimit",
    "SeatRole",
    "SeatState",
    "SelfCheck",
    "Series",
    "SeriesState",
    "Session",
    "SessionState",
    "Sheet",
    "SheetExpert",
    "SheetPlace",
    "SheetPlan",
    "SheetSlot",
    "SheetState",
    "Slot",
    "SlotState",
    "StartedAsk",
    "Thanks",
    "Tick",
    "Topic",
    "TwoAtOnce",
    "WeeklyDigest",
    "Workspace",
    "WrapUp",
    "WrittenAnswer",
]

"""The tables, one file per aggregate. Importing this package registers every one of them."""

from bot.models.ask import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskFormat,
    AskState,
    Offer,
    OfferSource,
    OfferState,
    StartedAsk,
)
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
from bot.models.outbox import Card, Conversation, Inbox, Outbox, OutboxState, RateLimit
from bot.models.person import Availability, Avoidance, Person
from bot.models.privacy import Erasure
from bot.models.program_settings import (
    GuestAccess,
    MatchingPreset,
    ProgramSettings,
    TwoAtOnce,
    WeeklyDigest,
)
from bot.models.self_check import SelfCheck
from bot.models.session import (
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
from bot.models.topic import Topic
from bot.models.workspace import Installation, OAuthState, Workspace
from bot.models.written_answer import WrittenAnswer

__all__ = [
    "LIVE_EVENT",
    "LIVE_OFFER",
    "OPEN_ASK",
    "Action",
    "ActionState",
    "Ask",
    "AskFormat",
    "AskState",
    "Availability",
    "Avoidance",
    "BookedCell",
    "Card",
    "Conversation",
    "Embedding",
    "Erasure",
    "EventState",
    "Expert",
    "ExpertTopic",
    "FlashEvent",
    "FlashSeat",
    "FlashTalk",
    "FollowUp",
    "FollowUpKind",
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
    "Presence",
    "PresenceSaid",
    "ProgramSettings",
    "RateLimit",
    "SeatRole",
    "SeatState",
    "SelfCheck",
    "Session",
    "SessionState",
    "Slot",
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

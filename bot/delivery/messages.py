"""What can be said, to whom, and how a feature describes one kind of message.

A feature's messages.py holds its MessageKind objects. A row of the outbox holds ids only: ``render`` makes
the message from the present state in the moment it is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from bot.delivery import texts
from bot.kit.db import WorkspaceSession
from bot.kit.reader import Reader
from bot.models import Card, Outbox


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: one person in their DM with the app, several in their group DM, or a channel.

    ``user_ids`` are sorted, each once. As text, as tables hold it, they are joined by "+".
    """

    user_ids: tuple[str, ...]

    @classmethod
    def person(cls, user_id: str) -> Self:
        """Return one person."""
        return cls((user_id,))

    @classmethod
    def group(cls, *user_ids: str) -> Self:
        """Return these people together."""
        return cls(tuple(sorted(set(user_ids))))

    @classmethod
    def channel(cls, channel_id: str) -> Self:
        """Return everybody in a channel of which the app is a member; the reader is a neutral one.

        Kinds that are somebody's post take theirs instead: people.queries:reader_in_channel.
        """
        return cls((channel_id,))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the recipient that is written so."""
        return cls.group(*text.split("+"))

    @property
    def is_group(self) -> bool:
        """Whether it is more than one person."""
        return len(self.user_ids) > 1

    @property
    def channel_id(self) -> str | None:
        """The channel, if it is one: its id begins with C or G, that of a person with U or W."""
        return self.user_ids[0] if not self.is_group and self.user_ids[0][0] in "CG" else None

    @property
    def user_id(self) -> str:
        """The one person. Raises ValueError for a group."""
        (only,) = self.user_ids
        return only

    def __str__(self) -> str:
        return "+".join(self.user_ids)


@dataclass(frozen=True, slots=True)
class PostMessage:
    """A message. ``text`` is the notification and what screen readers read; ``blocks`` is what is seen.

    With ``card``, a name that each recipient has once, the message is kept current: posted the first time,
    changed in place afterwards, and left alone while it would show the same. With ``update_only`` it is
    changed where it stands and never posted. With ``anew`` it is news: it is posted below everything else,
    and the message that stood is taken away. ``shown_in`` are cards and Homes that link to where it stands,
    which are made anew once it is posted.
    """

    text: str
    blocks: list[dict[str, Any]]
    card: str | None = None
    update_only: bool = False
    anew: bool = False
    shown_in: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that is made anew: the id of its kind, for whom, and about what."""

    kind_id: str
    to: Recipient
    about: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A message that is to go: the ``card``, or one at a ``place`` (channel and time stamp).

    Where Slack does not let it be deleted, one line stays: ``words``, with a ``link`` to the ``newest``.
    """

    words: str
    card: str | None = None
    place: tuple[str, str] | None = None
    link: str = ""
    newest: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A ``card`` that is to be pinned in its channel, where the optional scope pins:write is granted."""

    card: str


@dataclass(frozen=True, slots=True)
class File:
    """A file with a few words beside it.

    Without the scope files:write, ``without`` is said instead; nothing where that is empty.
    """

    filename: str
    content: bytes
    title: str
    text: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A canvas of a channel, of Markdown, where the optional scope canvases:write is granted.

    Like a ``card`` it is made once, written anew in place afterwards, and left alone while it says the same.
    """

    card: str
    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Home:
    """The App Home of the recipient, as a view of type "home"."""

    view: dict[str, Any]


Effect = PostMessage | File | Home | Remove | Pin | Canvas


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a message is made from: its row, its ``reader`` (what several have in common), and the present."""

    db: WorkspaceSession
    row: Outbox
    reader: Reader
    now: datetime

    @property
    def recipient(self) -> Recipient:
        """Who is told."""
        return Recipient.parse(self.row.recipient)


Render = Callable[[RenderContext], Awaitable[Effect | None]]
Latest = Callable[[RenderContext], Awaitable[datetime | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a message may be said, and what becomes of it when that goes wrong.

    ``waits_for_hours``: a nudge, which moves to the next working moment of its recipient; one for a group
    does not wait, since several people's hours may never meet. Where it is ``useful_for`` some time, it also
    waits for the end of a do-not-disturb.
    ``reminder``: it repeats what was said before; whoever wants no reminders is not told.
    ``useful_for``: how long after its time it is still worth saying; later it ends, visibly, as expired.
    ``low_priority``: it keeps current what its reader can see anyway, so that whatever else is due in the
    workspace goes first.
    ``on_unknown_outcome``: when it is not known whether Slack took it and it cannot be looked up, "drop"
    rather leaves it unsaid than says it twice, and "repeat" says it once more, marked as such.
    """

    waits_for_hours: bool = False
    reminder: bool = False
    useful_for: timedelta | None = None
    low_priority: bool = False
    on_unknown_outcome: Literal["drop", "repeat"] = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKind:
    """One kind of message.

    ``id`` is what rows of the outbox are marked with. ``title`` and ``why`` say to operators what it is and
    what causes it; in ``why`` stand {mentee}, {expert}, {topic} and {when} for what it is about. ``render``
    returns what to say now, or None when it no longer applies. ``latest`` returns when what it asks for must
    be done: it does not wait for the end of a do-not-disturb that is later; None where nothing is urgent.
    """

    id: str
    title: str
    why: str
    render: Render
    policy: Policy = Policy()
    latest: Latest | None = None


async def _no_blocks(context: RenderContext) -> Sequence[dict[str, Any]]:
    return ()


async def _no_lines(context: RenderContext) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Below:
    """What a higher feature shows below a message of a lower one, so that it takes no message of its own.

    ``kind_id`` is the message's; ``blocks`` is made anew each time the message is, and may be empty. What
    stands at the end of a file is ``lines``.
    """

    kind_id: str
    blocks: Callable[[RenderContext], Awaitable[Sequence[dict[str, Any]]]] = _no_blocks
    lines: Callable[[RenderContext], Awaitable[bytes]] = _no_lines


def with_below(kind: MessageKind, below: Iterable[Below]) -> MessageKind:
    """Return a kind whose messages, or files, end with what other features show below them."""
    of_it = [one for one in below if one.kind_id == kind.id]

    async def render(context: RenderContext) -> Effect | None:
        effect = await kind.render(context)
        if isinstance(effect, File):
            lines = [await one.lines(context) for one in of_it]
            return replace(effect, content=effect.content + b"".join(lines))
        if not isinstance(effect, PostMessage):
            return effect
        more = [block for one in of_it for block in await one.blocks(context)]
        return replace(effect, blocks=[*effect.blocks, *more])

    return replace(kind, render=render) if of_it else kind


async def _remove(context: RenderContext) -> Effect:
    """Return that the message at the row's place goes; its card has moved down."""
    row, reader = context.row, context.reader
    card = await context.db.get(Card, row.card_key) if row.card_key else None
    return Remove(
        reader(texts.FOLDED),
        place=(row.channel_id or "", row.message_ts or ""),
        link=reader(texts.FOLDED_LINK),
        newest=(card.channel_id, card.message_ts) if card else None,
    )


REMOVAL = MessageKind(
    id="delivery_removal",
    title="A message that has moved down",
    why="A newer message takes its place.",
    render=_remove,
)
MESSAGES = (REMOVAL,)

"""The settings of a workspace's program. A setting is one field here; all that is said about it follows.

The modal, its form, saving, the log line of a change and docs/settings.md are made from a field's default,
range and words. A new field needs no migration: the settings are one JSON document, which holds what
somebody has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.kit.i18n import Sentence, _

log = logging.getLogger(__name__)

MINUTES_OF_AN_HOUR = 60
DAYS_OF_A_WEEK = 7


class MatchingPreset(StrEnum):
    """What the program cares for most when several people could help."""

    CLOSEST = "closest"  # whoever knows most about it
    BALANCED = "balanced"
    SPREAD = "spread"  # whoever has helped least this month


class TwoAtOnce(StrEnum):
    """When a question is put before two experts at the same time."""

    NEVER = "never"
    URGENT = "urgent"  # when it is needed soon
    ALWAYS = "always"


class GuestAccess(StrEnum):
    """Whether guests of the workspace take part."""

    WELCOME = "welcome"
    NONE = "none"


class PooledAsks(StrEnum):
    """Whether several who wait with much the same question may share a session."""

    OFFERED = "offered"
    NEVER = "never"


class WeeklyDigest(StrEnum):
    """Whether those who run the program are told each Monday how it goes."""

    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting, as its menu names and describes it."""

    label: Sentence
    description: Sentence | None = None


@dataclass(frozen=True, slots=True)
class SettingWords:
    """What is said about a setting: ``wrong`` is the sentence for a value that will not do.

    ``unit``: people read and write whole multiples of so many of what is stored (60: hours, of minutes).
    """

    label: Sentence
    wrong: Sentence
    hint: Sentence | None = None
    unit: int = 1
    choices: Mapping[str, Choice] = field(default_factory=dict)


CHOOSE = _("Please choose one.")


class ProgramSettings(BaseModel):
    """What a workspace may set. Durations are minutes unless the name says otherwise."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    matching_preset: Annotated[
        MatchingPreset,
        SettingWords(
            label=_("Who is asked first"),
            wrong=CHOOSE,
            choices={
                MatchingPreset.CLOSEST: Choice(
                    _("Closest expertise"),
                    _("Whoever knows most, however often they help."),
                ),
                MatchingPreset.BALANCED: Choice(
                    _("Balanced"),
                    _("Whoever knows it and was not asked too much lately."),
                ),
                MatchingPreset.SPREAD: Choice(
                    _("Spread the load"),
                    _("Of all who can help, who helped least this month."),
                ),
            },
        ),
    ] = MatchingPreset.BALANCED

    two_at_once: Annotated[
        TwoAtOnce,
        SettingWords(
            label=_("Ask two people at the same time"),
            hint=_("An answer comes sooner then. The first to say yes helps, and the other is thanked."),
            wrong=CHOOSE,
            choices={
                TwoAtOnce.NEVER: Choice(_("Never")),
                TwoAtOnce.URGENT: Choice(_("When it is needed soon")),
                TwoAtOnce.ALWAYS: Choice(_("Always")),
            },
        ),
    ] = TwoAtOnce.URGENT

    newcomer_percent: Annotated[
        int,
        Field(ge=0, le=50),
        SettingWords(
            label=_("First questions for newcomers, in percent"),
            hint=_("0 to 50. Only a first question shows how well somebody new can help."),
            wrong=_("Please give a whole number from 0 to 50."),
        ),
    ] = 10

    offer_wait_minutes: Annotated[
        int,
        Field(ge=1 * MINUTES_OF_AN_HOUR, le=24 * MINUTES_OF_AN_HOUR),
        SettingWords(
            label=_("How long a question waits with one expert, in working hours"),
            hint=_(
                "1 to 24, Monday to Friday from 9 to 17 where the expert lives. "
                "What is needed soon waits for less."
            ),
            wrong=_("Please give whole hours from 1 to 24."),
            unit=MINUTES_OF_AN_HOUR,
        ),
    ] = 480

    reminder_percent: Annotated[
        int,
        Field(ge=10, le=90),
        SettingWords(
            label=_("When the one reminder comes, in percent of that time"),
            hint=_(
                "10 to 90. At 25 it comes after two of eight hours. What is urgent is reminded at 25 at the "
                "latest."
            ),
            wrong=_("Please give a whole number from 10 to 90."),
        ),
    ] = 25

    pick_reminder_days: Annotated[
        int,
        Field(ge=1, le=5),
        SettingWords(
            label=_("Remind to pick a time after so many working days"),
            hint=_("1 to 5. Both get fresh times then, once."),
            wrong=_("Please give a whole number from 1 to 5."),
        ),
    ] = 2

    late_window_minutes: Annotated[
        int,
        Field(ge=0, le=72 * MINUTES_OF_AN_HOUR),
        SettingWords(
            label=_("When cancelling or moving a session counts as late, in hours before it"),
            hint=_("0 to 72. A late change asks for a short reason."),
            wrong=_("Please give whole hours from 0 to 72."),
            unit=MINUTES_OF_AN_HOUR,
        ),
    ] = 1440

    series_gap_days: Annotated[
        int,
        Field(ge=1 * DAYS_OF_A_WEEK, le=6 * DAYS_OF_A_WEEK, multiple_of=DAYS_OF_A_WEEK),
        SettingWords(
            label=_("Weeks between the sessions of a series"),
            hint=_("1 to 6. The next date is proposed after so many. A series that has begun keeps its own."),
            wrong=_("Please give whole weeks from 1 to 6."),
            unit=DAYS_OF_A_WEEK,
        ),
    ] = 14

    guests: Annotated[
        GuestAccess,
        SettingWords(
            label=_("Guests of this workspace"),
            hint=_("People of other companies in shared channels never take part."),
            wrong=CHOOSE,
            choices={
                GuestAccess.WELCOME: Choice(_("May ask and help like everybody else")),
                GuestAccess.NONE: Choice(_("Take no part"), _("Their open questions and sessions end.")),
            },
        ),
    ] = GuestAccess.WELCOME

    retention_months: Annotated[
        int,
        Field(ge=1, le=60),
        SettingWords(
            label=_("How many months words are kept after it is over"),
            hint=_("1 to 60. Then the words of a question and its session go. Counts stay."),
            wrong=_("Please give a whole number from 1 to 60."),
        ),
    ] = 12

    pooled_asks: Annotated[
        PooledAsks,
        SettingWords(
            label=_("Several who wait with the same question"),
            hint=_(
                "Three or more are asked in private whether they would share one session with one expert."
            ),
            wrong=CHOOSE,
            choices={
                PooledAsks.OFFERED: Choice(_("May share a session")),
                PooledAsks.NEVER: Choice(_("Each has a session of their own")),
            },
        ),
    ] = PooledAsks.OFFERED

    pooled_closeness: Annotated[
        int,
        Field(ge=40, le=95),
        SettingWords(
            label=_("How alike questions must be to share a session, in percent"),
            hint=_(
                "40 to 95. In our trials 50 found seven of ten groups that belong together, and none that "
                "does not."
            ),
            wrong=_("Please give a whole number from 40 to 95."),
        ),
    ] = 50

    weekly_digest: Annotated[
        WeeklyDigest,
        SettingWords(
            label=_("Tell the program team each Monday how it goes"),
            hint=_("Only when there is something to tell."),
            wrong=CHOOSE,
            choices={
                WeeklyDigest.WEEKLY: Choice(_("Each Monday")),
                WeeklyDigest.NEVER: Choice(_("Never")),
            },
        ),
    ] = WeeklyDigest.WEEKLY

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ProgramSettings:
        """Read a stored document; a value that is no longer allowed counts as its field's default."""
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            wrong = {str(problem["loc"][0]) for problem in error.errors()}
        log.warning("settings out of range count as their defaults: %s", ", ".join(sorted(wrong)))
        return cls.model_validate({name: value for name, value in document.items() if name not in wrong})

    def changes_to(self, after: ProgramSettings) -> dict[str, tuple[Any, Any]]:
        """Return the old and the new value of every setting that differs, by name."""
        names = type(self).model_fields
        pairs = {name: (getattr(self, name), getattr(after, name)) for name in names}
        return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of ProgramSettings as people see it: its range and default in the unit that they use."""

    name: str
    words: SettingWords
    default: Any
    least: int = 0
    most: int = 0

    def shown(self, settings: ProgramSettings) -> Any:
        """Return its present value as people see it."""
        value = getattr(settings, self.name)
        return value if self.words.choices else value // self.words.unit

    def stored(self, shown: Any) -> Any:
        """Return what is kept for a value that somebody has given."""
        return shown if self.words.choices else shown * self.words.unit


@cache
def all_settings() -> tuple[Setting, ...]:
    """Return every setting, in the order in which they are shown."""
    return tuple(_read_fields())


def _read_fields() -> Iterator[Setting]:
    for name, info in ProgramSettings.model_fields.items():
        words = next(one for one in info.metadata if isinstance(one, SettingWords))
        least = _limit(info, "ge")
        most = _limit(info, "le")
        default = info.default if words.choices else info.default // words.unit
        yield Setting(name, words, default, least // words.unit, most // words.unit)


def _limit(info: FieldInfo, name: str) -> int:
    return int(next((getattr(one, name) for one in info.metadata if hasattr(one, name)), 0))


class SettingsDocument(TypeDecorator[ProgramSettings]):
    """A JSON document of what differs from the defaults, so that a better default reaches everybody else."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: ProgramSettings | None, dialect: Dialect) -> Any:
        """Write what differs from the defaults."""
        return {} if value is None else value.model_dump(mode="json", exclude_defaults=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> ProgramSettings:
        """Read a document."""
        return ProgramSettings.of(value or {})

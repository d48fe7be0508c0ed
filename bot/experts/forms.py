"""What the modals about being an expert must contain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from bot.experts import texts
from bot.experts.rules import DAYS_BEGIN, OWN, WEEKS
from bot.kit.errors import FormErrors
from bot.kit.forms import Form, State, parse
from bot.kit.hours import DAY_MINUTES, DEFAULT_WEEK, OVER_MIDNIGHT, Span, Window, without
from bot.kit.i18n import Sentence

LENGTHS = (30, 45, 60)
SHORTEST = LENGTHS[0]
MOST_AVOIDED = 50
LONGEST_PAUSE = timedelta(days=366)
WORKING_DAY = 480  # minutes
LEAST_REACHED = 120  # minutes of a working day that quiet hours leave


class WeekForm(Form):
    """When somebody can meet: on some days, from one time to another, which may be after midnight."""

    sentences: ClassVar[Mapping[str, Sentence]] = {
        "days": texts.DAYS_NEEDED,
        "from_time": texts.TIME_NEEDED,
        "to_time": texts.TIME_NEEDED,
    }

    days: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1)
    from_time: time
    to_time: time

    @property
    def start(self) -> int:
        """When the hours of a day begin, in minutes since midnight."""
        return _minute(self.from_time)

    @property
    def end(self) -> int:
        """When they end; past 1440 on the next day, where that makes half a day at most."""
        end = _minute(self.to_time) or DAY_MINUTES
        over = end + DAY_MINUTES
        return over if end <= self.start and over - self.start <= OVER_MIDNIGHT else end

    def windows(self) -> list[Window]:
        """Return the week that was named."""
        spans = [Span(day, self.start, self.end) for day in sorted(set(self.days))]
        return sorted(window for span in spans for window in span.windows())


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


class ProfileFields(Form):
    """What somebody tells about how they can help, but for the hours."""

    sentences: ClassVar[Mapping[str, Sentence]] = {
        "topics": texts.TOPICS_NEEDED,
        "skills": texts.SKILLS_LONG,
        "about": texts.ABOUT_LONG,
        "capacity": texts.CAPACITY_WRONG,
        "lengths": texts.LENGTHS_NEEDED,
        "paused_through": texts.DATE_NEEDED,
        "avoid": texts.AVOID_MANY,
    }

    topics: list[str] = Field(min_length=1, max_length=100)
    skills: str = Field(default="", max_length=150)
    about: str = Field(default="", max_length=1000)
    capacity: int = Field(ge=1, le=20)
    lengths: list[int] = Field(min_length=1)
    paused_through: date | None = None
    avoid: list[str] = Field(default=[], max_length=MOST_AVOIDED)

    @field_validator("lengths")
    @classmethod
    def _offered(cls, value: list[int]) -> list[int]:
        if not set(value) <= set(LENGTHS):
            raise ValueError("not a length that is offered")
        return sorted(set(value))

    def week(self) -> list[Window] | None:
        """Return the hours that were named; None where they stay as they are."""
        raise NotImplementedError


class ProfileForm(ProfileFields, WeekForm):
    """The whole profile, with days and times."""

    sentences: ClassVar[Mapping[str, Sentence]] = {**WeekForm.sentences, **ProfileFields.sentences}

    def week(self) -> list[Window] | None:
        """Return the hours that were named."""
        return self.windows()


class ShortProfileForm(ProfileFields):
    """The first four fields of the profile: a week is chosen, and every length is offered."""

    sentences: ClassVar[Mapping[str, Sentence]] = {**ProfileFields.sentences, "when": texts.WEEK_NEEDED}

    lengths: list[int] = Field(default_factory=lambda: list(LENGTHS))
    when: str = Field(pattern=f"^({'|'.join((*WEEKS, OWN))})$")

    def week(self) -> list[Window] | None:
        """Return the week that was chosen; None for the one there is."""
        return list(WEEKS[self.when]) if self.when in WEEKS else None


class PreferencesForm(WeekForm):
    """What anybody may say, expert or not: when they can meet, and whom they would rather not meet."""

    sentences: ClassVar[Mapping[str, Sentence]] = {
        **WeekForm.sentences,
        "avoid": texts.AVOID_MANY,
        "day_begins": texts.DAY_NEEDED,
    }

    avoid: list[str] = Field(default=[], max_length=MOST_AVOIDED)
    day_begins: int | None = Field(default=None, ge=DAYS_BEGIN[0], le=DAYS_BEGIN[-1])
    remind: Literal["all", "sessions"] | None = None
    offers: Literal["each", "daily"] | None = None
    invitations: Literal["some", "none"] | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    language: str = Field(default="", max_length=20)

    def quiet(self) -> tuple[int, int] | None:
        """Return the quiet hours that were named, in minutes since midnight."""
        if self.quiet_from is None or self.quiet_to is None:
            return None
        return _minute(self.quiet_from), _minute(self.quiet_to)


class PauseForm(Form):
    """Until when somebody takes a break; that day included."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"paused_through": texts.DATE_NEEDED}

    paused_through: date


def profile_of(state: State, user_id: str, today: date) -> ProfileFields:
    """Check a submitted profile; ``today`` is the person's own. Raises FormErrors, one sentence per field."""
    short = "when" in state
    form: ProfileFields = parse(ShortProfileForm, state) if short else parse(ProfileForm, state)
    problems = {
        "to_time": _hours_problem(form, form.lengths[0]) if isinstance(form, WeekForm) else None,
        "paused_through": pause_problem(form.paused_through, today),
        "avoid": _avoid_problem(form.avoid, user_id),
    }
    _refuse(problems)
    return form


def preferences_of(state: State, user_id: str) -> PreferencesForm:
    """Check what somebody named as their preferences. Raises FormErrors, one sentence per field."""
    form = parse(PreferencesForm, state)
    _refuse(
        {
            "to_time": _hours_problem(form, SHORTEST),
            "avoid": _avoid_problem(form.avoid, user_id),
            "quiet_to": _quiet_problem(form),
        }
    )
    return form


def _quiet_problem(form: PreferencesForm) -> Sentence | None:
    """Return what is wrong with somebody's quiet hours: both ends are needed, and time to be reached."""
    if (form.quiet_from is None) != (form.quiet_to is None):
        return texts.QUIET_BOTH
    quiet = form.quiet()
    if quiet is None:
        return None
    begins = form.day_begins if form.day_begins is not None else DEFAULT_WEEK[0].start
    left = without([Window(0, begins, begins + WORKING_DAY)], *quiet)
    return None if sum(one.end - one.start for one in left) >= LEAST_REACHED else texts.QUIET_LONG


def _refuse(problems: Mapping[str, Sentence | None]) -> None:
    """Raise FormErrors where there is a problem."""
    if found := {name: sentence for name, sentence in problems.items() if sentence}:
        raise FormErrors(found)


def _avoid_problem(avoided: Sequence[str], user_id: str) -> Sentence | None:
    return texts.AVOID_SELF if user_id in avoided else None


def pause_of(state: State, today: date) -> date:
    """Check a submitted pause and return its last day. Raises FormErrors."""
    form = parse(PauseForm, state)
    if problem := pause_problem(form.paused_through, today):
        raise FormErrors({"paused_through": problem})
    return form.paused_through


def pause_problem(through: date | None, today: date) -> Sentence | None:
    """Return what is wrong with the last day of a pause; None when nothing is."""
    if through is None:
        return None
    if through < today:
        return texts.DATE_OVER
    return texts.DATE_FAR if through > today + LONGEST_PAUSE else None


def _hours_problem(form: WeekForm, shortest: int) -> Sentence | None:
    if form.end <= form.start:
        return texts.TO_FIRST
    return texts.TOO_SHORT.format(count=shortest) if form.end - form.start < shortest else None

"""What can be tried, as a modal holds it and as buttons carry it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationError

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.models import MatchingPreset, TwoAtOnce
from bot.whatif import texts
from bot.whatif.rules import (
    CAPACITY_STEPS,
    LEAST_ASKS,
    LEAST_HELPERS,
    MOST_HELPERS,
    MOST_INVENTED,
    Lifted,
    Terms,
)

HOUR = 60
Helpers = Annotated[int, Field(ge=LEAST_HELPERS, le=MOST_HELPERS)]
Asks = Annotated[int, Field(ge=LEAST_ASKS, le=MOST_INVENTED)]
Hours = Annotated[int, Field(ge=1, le=24)]
More = Annotated[int, Field(ge=CAPACITY_STEPS[0], le=CAPACITY_STEPS[-1])]


class Tried(Carried):
    """What somebody tries: settings, and for invented people how many help and ask."""

    invented: bool = False
    helpers: Helpers = 20
    asks: Asks = 60
    hours: Hours = 8
    two: TwoAtOnce = TwoAtOnce.URGENT
    preset: MatchingPreset = MatchingPreset.BALANCED
    more: More = 0
    lifted: tuple[Lifted, ...] = ()

    @classmethod
    def of(cls, terms: Terms, *, invented: bool) -> Tried:
        """Begin with settings as they are."""
        return cls(
            invented=invented,
            hours=max(1, round(terms.wait_minutes / HOUR)),
            two=TwoAtOnce(terms.two),
            preset=MatchingPreset(terms.preset),
        )

    @property
    def terms(self) -> Terms:
        """Return it as a run takes it."""
        return Terms(self.hours * HOUR, self.two.value, self.preset.value, self.more, frozenset(self.lifted))

    def with_typed(self, values: Mapping[str, Any]) -> Tried:
        """Return it with what a form holds, as far as that will do."""
        found = self.model_dump()
        for name in type(self).model_fields.keys() & values.keys():
            try:
                found = type(self).model_validate(found | {name: values[name]}).model_dump()
            except ValidationError:
                continue
        return type(self).model_validate(found)


class TrialForm(Form):
    """The form as it was sent; fields that it did not show keep what they were."""

    sentences: ClassVar[Mapping[str, Sentence]] = {
        "helpers": texts.HELPERS_WRONG,
        "asks": texts.ASKS_WRONG,
        "hours": texts.WAIT_WRONG,
    }

    helpers: Helpers = 20
    asks: Asks = 60
    hours: Hours
    two: TwoAtOnce
    preset: MatchingPreset
    more: More = 0
    lifted: tuple[Lifted, ...] = ()

    def tried(self, *, invented: bool) -> Tried:
        """Return it as buttons carry it."""
        return Tried.model_validate(self.model_dump() | {"invented": invented})

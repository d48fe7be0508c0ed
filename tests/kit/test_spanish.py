"""What Spanish changes by what stands beside it."""

from datetime import UTC, datetime

import pytest

from bot.kit import texts
from bot.kit.i18n import _
from bot.kit.reader import Reader

MADRID = Reader.of("es-ES", "Europe/Madrid")
BOGOTA = Reader.of("es-LA", "America/Bogota")
AT = datetime(2026, 12, 4, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("names", "word", "said"),
    [
        (["Ada"], "and", "Ada"),
        (["Ada", "Noor"], "and", "Ada y Noor"),
        (["Eli", "Ada", "Inés"], "and", "Eli, Ada e Inés"),
        (["Ada", "Hilario"], "and", "Ada e Hilario"),
        (["fuego", "hielo"], "and", "fuego y hielo"),
        (["Ada", "Óscar"], "or", "Ada u Óscar"),
        (["Inés"], "or", "Inés"),
    ],
)
def test_and_and_or_sound_right_before_a_name(names: list[str], word: str, said: str) -> None:
    assert MADRID.list(names, word) == said  # type: ignore[arg-type]


def test_words_of_a_sentence_agree_with_what_fills_it() -> None:
    both = _("y {name}, *y* *{name}*, o {name}; a las {time}")
    assert MADRID(both, name="Inés", time="13:05") == "e Inés, *y* *Inés*, o Inés; a las 13:05"
    assert MADRID(both, name="Oro", time="1:05") == "y Oro, *y* *Oro*, u Oro; a la 1:05"
    assert Reader()(both, name="Inés", time="1:05") == "y Inés, *y* *Inés*, o Inés; a las 1:05"


def test_days_and_times_stand_inside_a_sentence() -> None:
    assert MADRID.when(AT) == "vie 4 dic a las 19:05"
    assert MADRID.day(AT, long=True) == "viernes 4 de diciembre"
    assert BOGOTA.when(AT).replace("\u202f", " ").replace("\xa0", " ") == "vie 4 dic a la 1:05 p.m."
    assert BOGOTA.spoken(AT).endswith(" GMT-05:00")
    assert MADRID.spoken(AT).endswith(" 19:05 CET")
    assert [MADRID.by(AT.replace(hour=hour)) for hour in (8, 12, 17)] == [
        "viernes por la mañana",
        "viernes por la tarde",
        "viernes al final del día",
    ]


def test_an_article_can_stand_before_what_slack_shows_of_a_day() -> None:
    everywhere = Reader.of_all([MADRID, BOGOTA])
    assert everywhere.when(AT).startswith(
        f"<!date^{int(AT.timestamp())}^{{date_long}} a las {{time}}|vie 4 dic"
    )
    assert everywhere(texts.CLOSE) == "Cerrar"

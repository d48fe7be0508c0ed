"""How the program goes: the modal and the weekly digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.dashboard import texts
from bot.dashboard.forms import Period
from bot.dashboard.rules import PERIODS, Cohort, Figures, Listed, Load, Share, Stage
from bot.dashboard.views.formats import format_blocks
from bot.dashboard.views.glance import weeks_chart
from bot.dashboard.views.lists import list_buttons, stage_lists, topic_lists
from bot.dashboard.views.names import TOPICS_SHOWN, topic_name
from bot.dashboard.views.topics import topic_line
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    divider,
    modal,
    notice,
    section,
)
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE

OPEN = "dashboard_open"
FIGURES = "dashboard_figures"
SHOW = "dashboard_show"
FILE = "dashboard_file"
PAGE = "dashboard_page"

DIGEST_TOPICS = 3
MINUTES_OF_A_DAY = 480  # of work
Message = tuple[str, list[Block]]
Listable = tuple[str, Sequence[Listed]]  # a part in words, and the lists behind it


def open_button(reader: Reader) -> Block:
    """Return the way to the figures."""
    return button(reader(texts.OPEN), OPEN, style="primary")


def modal_of(reader: Reader, found: Figures, more: Sequence[Block] = (), page_url: str | None = None) -> View:
    """Return the modal with the figures of a period, and below them ``more`` that other features tell.

    ``page_url``: where they are to be printed.
    """
    blocks = [section(f"*{reader(texts.PERIOD, days=found.days)}*"), _periods(reader, found.days, page_url)]
    for part, lists in _listed_parts(reader, found):
        blocks += [divider(), section(part), *list_buttons(reader, found, lists)]
    blocks += format_blocks(reader, found)
    if more:
        blocks += [divider(), *more]
    return modal(
        FIGURES,
        reader(texts.TITLE),
        blocks,
        close=reader(CLOSE),
        metadata=Period(days=found.days).encode(),
    )


def file_comes(reader: Reader) -> View:
    """Return what is said when the file is on its way."""
    return notice(reader(texts.TITLE), reader(texts.FILE_COMES), close=reader(CLOSE))


def digest(reader: Reader, found: Figures) -> Message | None:
    """Return the weekly digest; None when there is nothing to tell."""
    lines = [*_last_week(reader, found), *_digest_needs(reader, found)]
    if not lines:
        return None
    title = reader(texts.DIGEST)
    spoken = " ".join([f"{title}:", *lines])
    told = section("\n".join([f"*{title}*", *lines]))
    charts = [weeks_chart(reader, found.lately)] if found.enough else []
    return spoken, [told, *charts, actions(open_button(reader))]


def _last_week(reader: Reader, found: Figures) -> Iterator[str]:
    """Tell the counts of the week, unless too few people asked of late for them to stay nobody's."""
    (_, week), *_rest = found.weeks
    if found.enough and any(week.values()):
        counts = {"asked": week[Stage.ASKED], "yes": week[Stage.ACCEPTED], "met": week[Stage.HELD]}
        yield reader(texts.DIGEST_LINE, **counts)


def _digest_needs(reader: Reader, found: Figures) -> Iterator[str]:
    waiting = sum(one.waiting for one in found.topics)
    if waiting:
        yield reader(texts.DIGEST_WAITING, count=waiting)
    without = [one.name for one in found.topics if not one.experts and (one.asked or one.waiting)]
    if without:
        names = reader.list([topic_name(name) for name in without[:DIGEST_TOPICS]], "and")
        yield reader(texts.DIGEST_NEED, topics=names)


def all_parts(reader: Reader, found: Figures) -> list[str]:
    """Return the parts of the figures, each a heading and a few lines; of few people, what tells of none."""
    return [part for part, _ in _listed_parts(reader, found)]


def _listed_parts(reader: Reader, found: Figures) -> list[Listable]:
    """Return the parts, each with the lists behind its figures."""
    topics = [(part, topic_lists(found)) for part in _topic_lines(reader, found)]
    if not found.enough:
        return [(_too_few(reader, found), ()), *topics]
    return [*((part, stage_lists(found)) for part in _funnel(reader, found)), *topics, *_parts(reader, found)]


def _periods(reader: Reader, present: int, page_url: str | None) -> Block:
    others = [
        button(reader(texts.SHOW_PERIOD, days=days), f"{SHOW}:{days}", Period(days=days).encode())
        for days in PERIODS
        if days != present
    ]
    page = [button(reader(texts.AS_PAGE), PAGE, url=page_url)] if page_url else []
    return actions(*others, button(reader(texts.AS_FILE), FILE), *page)


def _too_few(reader: Reader, found: Figures) -> str:
    if not found.people:
        return reader(texts.NOTHING_YET)
    return reader(texts.TOO_FEW, count=found.people)


def _parts(reader: Reader, found: Figures) -> list[Listable]:
    """Return the other parts of the page."""
    load = _load(reader, found.load) if found.load else []
    before = [*_speed(reader, found), *_weeks(reader, found), *_cohorts(reader, found.cohorts)]
    after = [*_prepared(reader, found), *_actions(reader, found.actions)]
    return [
        *((part, ()) for part in before),
        *((part, (Listed.LOAD,)) for part in load),
        *((part, ()) for part in after),
    ]


def _funnel(reader: Reader, found: Figures) -> list[str]:
    told = {stage: count for stage, count in found.funnel.items() if count or stage is not Stage.ANSWERED}
    lines = [reader(texts.STAGES[stage], count=count) for stage, count in told.items()]
    return ["\n".join([reader(texts.FUNNEL), *lines])]


def _speed(reader: Reader, found: Figures) -> list[str]:
    pairs = (
        (texts.TO_ANSWER, found.to_answer),
        (texts.TO_YES, found.to_yes),
        (texts.TO_MEETING, found.to_meeting),
    )
    lines = [
        reader(sentence, time=_span(reader, minutes)) for sentence, minutes in pairs if minutes is not None
    ]
    lines += _forecasts(reader, found.forecasts)
    return ["\n".join([reader(texts.SPEED), *lines])] if lines else []


def _forecasts(reader: Reader, share: Share | None) -> list[str]:
    if share is None:
        return []
    return [reader(texts.FORECASTS, held=share.part, all=share.whole, percent=share.percent)]


def _span(reader: Reader, minutes: int) -> str:
    """Return working time in the largest unit of which there are two."""
    if minutes >= 2 * MINUTES_OF_A_DAY:
        return reader(texts.DAYS, count=round(minutes / MINUTES_OF_A_DAY))
    if minutes >= 120:
        return reader(texts.HOURS, count=round(minutes / 60))
    return reader(texts.MINUTES, count=minutes)


def _weeks(reader: Reader, found: Figures) -> list[str]:
    lines = [
        reader(
            texts.WEEK,
            day=reader.day(start),
            asked=week[Stage.ASKED],
            yes=week[Stage.ACCEPTED],
            met=week[Stage.HELD],
        )
        for start, week in found.weeks
    ]
    return ["\n".join([reader(texts.WEEKS), *lines])]


def _cohorts(reader: Reader, cohorts: Sequence[Cohort]) -> list[str]:
    lines = [
        reader(texts.COHORT, month=reader.month(one.month), people=one.people, count=one.again)
        for one in cohorts
    ]
    return ["\n".join([reader(texts.COHORTS), *lines])] if lines else []


def _topic_lines(reader: Reader, found: Figures) -> list[str]:
    lines = [topic_line(reader, one, enough=found.enough) for one in found.topics[:TOPICS_SHOWN]]
    more = len(found.topics) - len(lines)
    if more > 0:
        lines.append(reader(texts.MORE_TOPICS, count=more))
    return ["\n".join([reader(texts.TOPICS), *lines])] if lines else []


def _load(reader: Reader, load: Load) -> list[str]:
    line = reader(
        texts.LOAD_LINE,
        helpers=load.helpers,
        sessions=load.sessions,
        percent=load.busiest.percent,
        full=load.full,
    )
    alarm = [reader(texts.LOAD_ALARM)] if load.alarm else []
    return ["\n".join([reader(texts.LOAD), line, *alarm])]


def _prepared(reader: Reader, found: Figures) -> list[str]:
    if found.prepared is None or found.unprepared is None:
        return []
    values = {"prepared": found.prepared.percent, "unprepared": found.unprepared.percent}
    return [f"{reader(texts.PREPARED)}\n{reader(texts.PREPARED_LINE, **values)}"]


def _actions(reader: Reader, share: Share | None) -> list[str]:
    return [reader(texts.ACTIONS, done=share.part, all=share.whole)] if share and share.whole else []

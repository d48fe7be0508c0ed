"""The profile, the pause and the part of App Home: inside Slack's limits, with plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.admin.queries import TopicChoice
from bot.experts import texts, views
from bot.experts.queries import Draft, Profile
from bot.kit.blocks import home
from bot.kit.hours import DEFAULT_WEEK, Span, Window, WorkingHours
from bot.kit.reader import NEUTRAL, Reader
from bot.playground.slack.blockkit import view_problems, view_too_large

ELI = Profile(
    user_id="UELI",
    topics=(TopicChoice("t1", "Writing", ""), TopicChoice("t2", "Data & <charts>", "")),
    skills="",
    about="",
    hours=WorkingHours("America/Los_Angeles"),
    capacity=2,
    lengths=(30, 45),
    paused_through=None,
    avoids=(),
    sessions_this_month=1,
)


def choices(number: int, letter: str = "t") -> tuple[TopicChoice, ...]:
    return tuple(
        TopicChoice(f"{n:032d}", f"{letter * 52} {n:03d}", "A description " * 9) for n in range(number)
    )


def drafted(profile: Profile = ELI, topics: int = 3, *, joined: bool = True) -> Draft:
    return Draft(profile, joined, choices(topics), "America/Los_Angeles", ())


def block(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    return next(block for block in view["blocks"] if block.get("block_id") == block_id)


@pytest.mark.parametrize("topics", [1, 100, 101, 300])
@pytest.mark.parametrize("joined", [True, False])
def test_the_profile_fits_however_many_topics_there_are(topics: int, joined: bool) -> None:
    profile = replace(
        ELI,
        topics=choices(topics),
        skills="🦉" * 150,
        about="🦉" * 1000,
        avoids=tuple(f"U{n:010d}" for n in range(50)),
        paused_through=date(2026, 12, 4),
    )
    view = views.profile_modal(NEUTRAL, drafted(profile, topics, joined=joined))
    assert view_problems(view) == []
    assert not view_too_large(view)


def test_three_hundred_topics_in_any_script_are_light_enough() -> None:
    profile = replace(ELI, topics=choices(300, "語"))
    view = views.profile_modal(NEUTRAL, replace(drafted(profile), choices=choices(300, "🦉")))
    assert view_problems(view) == []
    assert not view_too_large(view)


def test_of_many_topics_one_is_found_by_typing() -> None:
    menu = views.topic_menu(NEUTRAL, choices(230), {f"{229:032d}"})
    assert menu["type"] == "multi_external_select"
    assert [one["value"] for one in menu["initial_options"]] == [f"{229:032d}"]


def test_somebody_new_is_asked_to_join() -> None:
    view = views.profile_modal(NEUTRAL, drafted(joined=False))
    assert (view["title"]["text"], view["submit"]["text"]) == ("Help a colleague", "Join")
    assert str(texts.LEAVE) not in str(view)


def test_the_profile_asks_four_things_and_the_rest_behind_a_button() -> None:
    plain = replace(ELI, lengths=(30, 45, 60))
    view = views.profile_modal(NEUTRAL, drafted(plain, joined=False))
    asked = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert asked == ["topics", "about", "when", "capacity"]
    assert block(view, "when")["element"]["initial_option"]["text"]["text"] == "Mon–Fri 9:00–17:00"
    whole = views.profile_modal(NEUTRAL, drafted(plain), whole=True)
    asked = [block["block_id"] for block in whole["blocks"] if block["type"] == "input"]
    rest = ["skills", "lengths", "paused_through", "avoid"]
    assert asked == ["topics", "about", "days", "from_time", "to_time", "capacity", *rest]


def test_an_expert_finds_their_answers_and_the_way_out() -> None:
    friday = WorkingHours("Europe/Berlin", (Window(4, 8 * 60, 24 * 60),))
    view = views.profile_modal(NEUTRAL, drafted(replace(ELI, hours=friday)))
    assert (view["title"]["text"], view["submit"]["text"]) == ("Your profile", "Save")
    assert [one["value"] for one in block(view, "days")["element"]["initial_options"]] == ["4"]
    assert block(view, "from_time")["element"]["initial_time"] == "08:00"
    assert block(view, "to_time")["element"]["initial_time"] == "00:00"
    assert "America/Los_Angeles" in block(view, "from_time")["hint"]["text"]
    assert view["blocks"][-1]["elements"][0]["confirm"]["deny"]["text"] == "Keep helping"


def test_whoever_has_written_nothing_yet_is_asked_kindly_for_two_sentences() -> None:
    about = block(views.profile_modal(NEUTRAL, drafted(joined=False)), "about")
    assert about["hint"]["text"].startswith("Two sentences about what you have done")
    assert "board meetings" in about["element"]["placeholder"]["text"]


def test_only_oneself_sees_whom_one_avoids_and_the_form_says_so() -> None:
    assert "Only you see this" in block(views.profile_modal(NEUTRAL, drafted()), "avoid")["hint"]["text"]


def test_without_topics_somebody_is_named_who_can_add_some() -> None:
    view = views.profile_modal(
        NEUTRAL, replace(drafted(topics=0, joined=False), program_team=("Noor", "Ben"))
    )
    assert "Noor or Ben can add some." in str(view)
    assert view_problems(view) == []
    assert "A workspace admin can add some." in str(views.profile_modal(NEUTRAL, drafted(topics=0)))


def shown(profile: Profile | None) -> tuple[str, list[str]]:
    blocks = views.home_blocks(NEUTRAL, profile)
    assert view_problems(home(blocks)) == []
    return blocks[1]["text"]["text"], [one["text"]["text"] for one in blocks[2]["elements"]]


def test_home_invites_whoever_does_not_help_yet() -> None:
    sentence, buttons = shown(None)
    assert sentence == str(texts.INVITE)
    assert buttons == ["Help a colleague", "When and with whom"]


def test_home_tells_an_expert_what_they_promised() -> None:
    sentence, buttons = shown(ELI)
    assert sentence == (
        "You help with *Writing* and *Data &amp; &lt;charts&gt;*.\n"
        "Mon–Fri 9:00–17:00 · 30 or 45 minutes\n"
        "1 of 2 sessions this month."
    )
    assert buttons == ["Edit profile", "Pause"]


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (DEFAULT_WEEK, "Mon–Fri 9:00–17:00"),
        ([Window(0, 540, 1020)], "Mon 9:00–17:00"),
        ([Window(day, 510, 720) for day in (0, 2)], "Mon, Wed 8:30–12:00"),
        ([Window(day, 510, 720) for day in (0, 1)], "Mon, Tue 8:30–12:00"),
        ([Window(day, 0, 1440) for day in (0, 1, 2, 5, 6)], "Mon–Wed, Sat, Sun 0:00–24:00"),
        ([Window(0, 540, 720), Window(5, 600, 660)], "Mon 9:00–12:00; Sat 10:00–11:00"),
        ([Window(4, 780, 1020), Window(4, 540, 720)], "Fri 9:00–12:00 and 13:00–17:00"),
        ([w for day in range(5) for w in Span(day, 1320, 1800).windows()], "Mon–Fri 22:00–6:00"),
    ],
)
def test_home_tells_the_week_in_words(windows: list[Window], words: str) -> None:
    week = replace(ELI, hours=WorkingHours("UTC", tuple(windows)))
    assert f"\n{words} · 30 or 45 minutes\n" in shown(week)[0]


def test_home_tells_the_week_as_the_readers_clock_goes() -> None:
    twelve = Reader.of("en-US", "America/Los_Angeles")
    assert "Mon–Fri 9:00 AM–5:00 PM" in views.home_blocks(twelve, ELI)[1]["text"]["text"]


def test_home_tells_that_the_month_is_full() -> None:
    sentence, _ = shown(replace(ELI, sessions_this_month=1, capacity=1))
    assert "1 of 1 session this month. New questions come again next month." in sentence


def test_home_tells_until_when_somebody_is_paused() -> None:
    sentence, buttons = shown(replace(ELI, paused_through=date(2026, 12, 4)))
    assert sentence.startswith("You're taking a break until Fri 4 Dec, that day included.")
    assert buttons == ["I'm back", "Edit profile"]


def test_home_tells_when_all_topics_were_archived() -> None:
    assert shown(replace(ELI, topics=()))[0].startswith("None of your topics is offered")


def test_home_names_only_so_many_topics() -> None:
    assert "and 288 more" in shown(replace(ELI, topics=choices(300)))[0]


@pytest.mark.parametrize("profile", [None, ELI, replace(ELI, paused_through=date(2026, 12, 4))])
def test_the_pause_fits(profile: Profile | None) -> None:
    assert view_problems(views.pause_modal(NEUTRAL, profile)) == []


@pytest.mark.parametrize("topics", [1, 3, 4, 300])
def test_the_thanks_for_joining_fit(topics: int) -> None:
    assert view_problems(views.thanks_for_joining(NEUTRAL, choices(topics))) == []

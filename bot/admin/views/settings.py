"""The modal with the settings, and what was changed in it."""

from __future__ import annotations

from collections.abc import Collection

from bot.admin import rules, texts
from bot.admin.queries import SettingsPage
from bot.kit.blocks import (
    Block,
    View,
    field,
    mention,
    modal,
    number_input,
    option,
    people_select,
    radios,
    section,
)
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.models import ProgramSettings
from bot.models.program_settings import Choice, Setting, all_settings

SETTINGS_OPEN = rules.SETTINGS_OPEN
SETTINGS = "admin_settings"


def settings_form(reader: Reader, data: SettingsPage) -> View:
    """Return the modal with the settings."""
    blocks = [*(_setting(reader, one, data.settings) for one in all_settings()), _managers(reader, data)]
    return modal(SETTINGS, reader(texts.SETTINGS), blocks, submit=reader(texts.SAVE), close=reader(CANCEL))


def settings_saved(reader: Reader, data: SettingsPage, changed: Collection[str]) -> View:
    """Return what was changed, in the words of the form."""
    lines = [
        reader(texts.SETTING_SAVED, label=one.words.label, value=_said(reader, one, data.settings))
        for one in all_settings()
        if one.name in changed
    ]
    if "managers" in changed:
        names = ", ".join(mention(user_id) for user_id in data.managers) or reader(texts.NO_MANAGERS)
        lines.append(reader(texts.SETTING_SAVED, label=texts.MANAGERS_LABEL, value=names))
    told = "\n".join([reader(texts.SETTINGS_SAVED), *lines]) if lines else reader(texts.SETTINGS_SAME)
    return modal("notice", reader(texts.SETTINGS), [section(told)], close=reader(CLOSE))


def _said(reader: Reader, setting: Setting, settings: ProgramSettings) -> str:
    shown = setting.shown(settings)
    choices = setting.words.choices
    return reader(choices[shown].label) if choices else reader.number(shown)


def _setting(reader: Reader, setting: Setting, settings: ProgramSettings) -> Block:
    """Return a setting's input, made from what its field says."""
    words, present = setting.words, setting.shown(settings)
    if words.choices:
        element = radios([_choice(reader, value, one) for value, one in words.choices.items()], present)
    else:
        element = number_input(present, setting.least, setting.most)
    hint = reader(words.hint) if words.hint else ""
    return field(setting.name, reader(words.label), element, hint=hint)


def _choice(reader: Reader, value: str, choice: Choice) -> Block:
    return option(reader(choice.label), value, reader(choice.description) if choice.description else "")


def _managers(reader: Reader, data: SettingsPage) -> Block:
    if data.may_appoint:
        chooser = people_select(reader(texts.MANAGERS_PLACEHOLDER), data.managers)
        return field(
            "managers",
            reader(texts.MANAGERS_LABEL),
            chooser | {"max_selected_items": 20},
            hint=reader(texts.MANAGERS_HINT),
            optional=True,
        )
    names = ", ".join(mention(user_id) for user_id in data.managers) or reader(texts.NO_MANAGERS)
    return section(f"*{reader(texts.MANAGERS_LABEL)}:* {names}\n{reader(texts.ONLY_ADMINS_APPOINT)}")

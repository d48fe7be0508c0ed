"""The translations that are there: ``bot/locale/<language>/LC_MESSAGES/pinchpoint.po``.

They are read as they are and once per process, so nothing has to be compiled. English is what the code says
and needs none.
"""

from __future__ import annotations

import io
import logging
from functools import cache
from gettext import GNUTranslations, NullTranslations
from operator import itemgetter
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.kit.i18n import placeholders

DOMAIN = "pinchpoint"
FOLDER = Path(__file__).parents[1] / "locale"
ENGLISH = "en"

log = logging.getLogger(__name__)


@cache
def languages() -> frozenset[str]:
    """Return the languages in which there are sentences, such as "en" and "pt_BR"."""
    return frozenset({ENGLISH, *(path.parent.parent.name for path in catalog_files())})


@cache
def language_names() -> dict[str, str]:
    """Return what each of these languages calls itself, by its code: "Deutsch"."""
    names = {code: str(Locale.parse(code).get_display_name(code)) for code in languages()}
    return {code: name[:1].upper() + name[1:] for code, name in sorted(names.items(), key=itemgetter(1))}


@cache
def translations(locale: str) -> NullTranslations:
    """Return the sentences for a locale such as "de_AT", or its language; English where there are none."""
    path, language = _file(locale), locale.partition("_")[0]
    if path.exists():
        return load(path)
    return translations(language) if language != locale else NullTranslations()


def load(path: Path) -> GNUTranslations:
    """Read a catalogue. Entries whose placeholders differ from the English ones stay English."""
    catalog = read(path)
    for entry in faulty(catalog):
        log.warning("%s: the placeholders of %r differ, so it stays English", path, entry.id)
        catalog.delete(entry.id, entry.context)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalog_files() -> list[Path]:
    """Return the catalogues that there are."""
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(path: Path) -> Catalog:
    """Return a catalogue as Babel reads it; its folder tells the language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=DOMAIN)


def faulty(catalog: Catalog) -> list[Message]:
    """Return the translated entries that lack a placeholder, or have one that the English does not have."""
    return [entry for entry in catalog if entry.id and not _placeholders_hold(entry)]


def _placeholders_hold(entry: Message) -> bool:
    texts = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
    forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    wanted = placeholders(texts[-1])
    optional = {"count"} if len(texts) > 1 else set()  # "one more session" names no number
    try:
        found = [placeholders(form) for form in forms if form]
    except ValueError:
        return False
    return all(wanted - optional <= names <= wanted for names in found)


def _file(name: str) -> Path:
    return FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.po"

"""The guide as a page of the web, to read and to print."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from bot.kit.catalogs import language_names
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.pilot import texts
from bot.pilot.views.guide_text import GuideText, Part

STYLE = """
:root { color-scheme: light dark; --ink: #1d1c1d; --quiet: #55525a; --line: #d8d4da; --paper: #fff;
  --accent: #4a154b; --tint: #f6f3f7; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2eff3; --quiet: #c0bac4; --line: #4b4650;
  --paper: #1a1719; --accent: #e3b8e6; --tint: #262127; } }
* { box-sizing: border-box; }
body { font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 50rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; color: var(--accent); }
h2 { font-size: 1.1rem; margin: 0 0 .35rem; color: var(--accent); }
p { margin: 0; } section { margin: 0 0 1.4rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem 1rem; list-style: none; margin: 0 0 1.8rem; padding: 0; }
a { color: var(--accent); } a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
code { font: .95em ui-monospace, monospace; background: var(--tint); padding: .1em .3em;
  border-radius: .25em; }
.lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem;
  margin: 0 0 1.4rem; }
.lists section { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; }
.lists ul { list-style: none; margin: .4rem 0 0; padding: 0; }
.lists li { position: relative; padding: 0 0 .35rem 1.6rem; }
.lists li::before { content: ""; position: absolute; left: 0; top: .3em; width: .85em; height: .85em;
  border: 1.5px solid currentColor; border-radius: .15em; }
footer { border-top: 1px solid var(--line); padding-top: .8rem; color: var(--quiet); font-size: .95rem; }
@page { size: A4; margin: 16mm; }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #333; --line: #999; --paper: #fff;
  --accent: #000; --tint: #fff; }
  body { font-size: 10.5pt; line-height: 1.4; max-width: none; padding: 0; } nav { display: none; }
  section { break-inside: avoid; margin-bottom: .9em; } .lists { grid-template-columns: 1fr 1fr; } }
"""
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_COMMAND = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the guide: the names of its languages, and the words of its links."""

    language: str
    languages: Mapping[str, str]
    choose: str
    download: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said in place of a guide."""

    title: str
    words: str
    link: str


def around(reader: Reader, language: str) -> Around:
    """Return what stands around the guide in a language."""
    return Around(language, language_names(), reader(texts.GUIDE_LANGUAGE), reader(texts.GUIDE_DOWNLOAD))


def notice(reader: Reader, title: Sentence, words: Sentence) -> Notice:
    """Return what is said in place of a guide, in the reader's words."""
    return Notice(reader(title), reader(words), reader(texts.GUIDE_TO_GUIDE))


def html(shown: GuideText, about: Around, pdf: str) -> str:
    """Return the page. ``pdf``: where the same is as a PDF, relative to the page; empty where it is not."""
    first, second = shown.parts[:2], shown.parts[2:4]
    lists = f'<div class="lists">{"".join(map(_part, second))}</div>'
    main = [*map(_part, first), lists, *map(_part, shown.parts[4:])]
    heading = f"<header><h1>{escape(shown.title)}</h1>{_links(about, pdf)}</header>"
    foot = f"<footer><p>{escape(shown.foot)}</p></footer>"
    return _whole(about.language, shown.title, f"{heading}<main>{''.join(main)}</main>{foot}")


def notice_html(said: Notice, language: str, guide: str) -> str:
    """Return the page that stands in place of a guide, with a link to the general one."""
    words = f"<h1>{escape(said.title)}</h1><p>{_inline(said.words)}</p>"
    link = f'<p><a href="{escape(guide)}">{escape(said.link)}</a></p>'
    return _whole(language, said.title, f"<main>{words}{link}</main>")


def _whole(language: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def _part(part: Part) -> str:
    items = "".join(f"<li>{escape(item)}</li>" for item in part.items)
    words = f"<p>{_inline(part.words)}</p>" if part.words else ""
    return f"<section><h2>{escape(part.title)}</h2>{words}{f'<ul>{items}</ul>' if items else ''}</section>"


def _inline(words: str) -> str:
    return _COMMAND.sub(r"<code>\1</code>", escape(words))


def _links(about: Around, pdf: str) -> str:
    rows = [_language(code, name, about.language) for code, name in about.languages.items()]
    if pdf:
        rows.append(f'<a href="{escape(pdf)}?lang={escape(about.language)}">{escape(about.download)}</a>')
    shown = "".join(f"<li>{row}</li>" for row in rows)
    return f'<nav aria-label="{escape(about.choose)}"><ul>{shown}</ul></nav>'


def _language(code: str, name: str, present: str) -> str:
    here = ' aria-current="true"' if code == present else ""
    return f'<a href="?lang={escape(code)}" lang="{escape(code)}"{here}>{escape(name)}</a>'

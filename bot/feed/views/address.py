"""The modal in which somebody gets a calendar address, another one, or takes it back."""

from __future__ import annotations

from bot.feed import texts
from bot.feed.queries import Own
from bot.feed.rules import Links
from bot.kit.blocks import Block, Confirm, View, actions, button, context, modal, section
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE

OPEN = "feed_open"
MODAL = "feed_modal"
RENEW = "feed_renew"
REVOKE = "feed_revoke"
GOOGLE = "feed_google"
OUTLOOK = "feed_outlook"
BUTTON_URL_CHARS = 3000


def open_button(reader: Reader) -> Block:
    """Return the way to the address, for App Home."""
    return button(reader(texts.OPEN), OPEN)


def address_modal(reader: Reader, own: Own, *, revoked: bool = False) -> View:
    """Return what somebody can do about their address; ``revoked``: they have just taken it back."""
    return modal(MODAL, reader(texts.TITLE), _blocks(reader, own, revoked), close=reader(CLOSE))


def _blocks(reader: Reader, own: Own, revoked: bool) -> list[Block]:
    if own.public_url is None:
        return [section(reader(texts.UNREACHED)), *([actions(_revoke(reader))] if own.since else [])]
    if own.made is not None:
        return _made(reader, own.made)
    if own.since is not None:
        return [
            section(reader(texts.SINCE, day=reader.day(own.since))),
            actions(_renew(reader), _revoke(reader)),
        ]
    make = button(reader(texts.MAKE), RENEW, style="primary")
    first = [section(reader(texts.REVOKED))] if revoked else []
    return [*first, section(reader(texts.INTRO)), actions(make), context(reader(texts.SECRET))]


def _made(reader: Reader, made: Links) -> list[Block]:
    """Return an address that was just made, with the ways to add it."""
    added = [
        button(reader(texts.GOOGLE), GOOGLE, url=made.google),
        button(reader(texts.OUTLOOK), OUTLOOK, url=made.outlook),
    ]
    shown = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": made.webcal}]}
    return [
        section(reader(texts.MADE)),
        {"type": "rich_text", "elements": [shown]},
        section(reader(texts.HOW)),
        *([actions(*added)] if all(len(one["url"]) <= BUTTON_URL_CHARS for one in added) else []),
        context(reader(texts.SECRET)),
    ]


def _renew(reader: Reader) -> Block:
    return button(reader(texts.RENEW), RENEW, confirm=_confirm(reader, texts.RENEW_TITLE, texts.RENEW_TEXT))


def _revoke(reader: Reader) -> Block:
    return button(
        reader(texts.REVOKE), REVOKE, confirm=_confirm(reader, texts.REVOKE_TITLE, texts.REVOKE_TEXT)
    )


def _confirm(reader: Reader, title: Sentence, text: Sentence) -> Confirm:
    return {
        "title": reader(title),
        "text": reader(text),
        "yes": reader(texts.YES),
        "no": reader(texts.KEEP),
    }

"""What people see of a message of Slack's, as plain words: its text or blocks, attachments and files.

Slack sends people, channels and dates as codes; here they are written out for readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.kit.blocks import unescape
from bot.kit.words import clean

Json = Mapping[str, Any]

_CODE = re.compile(r"<([^<>\s|][^<>|]*)(?:\|([^<>]*))?>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)")
_BROADCASTS = {"here": "@here", "channel": "@channel", "everyone": "@everyone"}


def mentioned(message: Json) -> set[str]:
    """Return the ids of the people whom a message names."""
    return set(_PERSON.findall("\n".join(_parts(message))))


def words_of(message: Json, names: Mapping[str, str]) -> str:
    """Return what people see of a message.

    ``names``: what those whom it names are called, by id; "" for whom it names in vain.
    """
    return written_out("\n".join(_parts(message)), names)


def written_out(text: str, names: Mapping[str, str]) -> str:
    """Return words of Slack's mrkdwn with its codes written out and its entities unescaped."""
    return clean(unescape(_CODE.sub(lambda found: _label(found[1], found[2] or "", names), text))).strip()


def _label(code: str, label: str, names: Mapping[str, str]) -> str:
    if code.startswith("@"):
        name = names.get(code[1:], label or "somebody")
        return f"@{name}" if name else ""
    if code.startswith("#"):
        return f"#{label}" if label else "a channel"
    if code.startswith("!"):
        kind, _, rest = code[1:].partition("^")
        return label or _BROADCASTS.get(kind) or (rest and "a group" if kind == "subteam" else "")
    address = code.removeprefix("mailto:").removeprefix("tel:")
    return address if label in ("", address) else f"{label} ({address})"


def _parts(message: Json) -> Iterator[str]:
    """What stands one below the other, still with Slack's codes. Blocks are shown in place of the text."""
    blocks = "\n".join(_blocks(message.get("blocks")))
    yield from (part for part in (blocks or _text(message.get("text")),) if part)
    for attachment in _objects(message.get("attachments")):
        yield from _attachment(attachment)
    for file in _objects(message.get("files")):
        if name := _text(file.get("title")) or _text(file.get("name")):
            yield _escaped(name)


def _attachment(attachment: Json) -> Iterator[str]:
    shown = [_text(attachment.get(name)) for name in ("pretext", "author_name", "title", "text")]
    for field in _objects(attachment.get("fields")):
        shown.append(
            ": ".join(part for part in (_text(field.get("title")), _text(field.get("value"))) if part)
        )
    shown += _blocks(attachment.get("blocks"))
    said = [part for part in shown if part]
    yield from said or [part for part in (_text(attachment.get("fallback")),) if part]


def _blocks(blocks: Any) -> list[str]:
    found = (_BLOCKS.get(_text(block.get("type")), _nothing)(block) for block in _objects(blocks))
    return [words for words in found if words.strip()]


def _nothing(_block: Json) -> str:
    return ""


def _section(block: Json) -> str:
    texts = [block.get("text"), *_objects(block.get("fields"))]
    return "\n".join(words for text in texts if (words := _text_object(text)))


def _context(block: Json) -> str:
    return " ".join(words for text in _objects(block.get("elements")) if (words := _text_object(text)))


def _text_object(text: Any) -> str:
    """Return what a text object says; a plain one holds no codes."""
    if not isinstance(text, Mapping) or text.get("type") not in ("mrkdwn", "plain_text"):
        return ""
    words = _text(text.get("text"))
    return words if text["type"] == "mrkdwn" else _escaped(words)


def _rich(block: Json) -> str:
    return "\n".join(filter(None, map(_rich_part, _objects(block.get("elements")))))


def _rich_part(part: Json) -> str:
    inner = _objects(part.get("elements"))
    if part.get("type") == "rich_text_list":
        ordered = part.get("style") == "ordered"
        return "\n".join(
            f"{f'{at}.' if ordered else '•'} {_rich_part(one)}" for at, one in enumerate(inner, 1)
        )
    words = "".join(map(_rich_element, inner))
    if part.get("type") == "rich_text_quote":
        return "\n".join(f"&gt; {line}" for line in words.splitlines())
    return words


def _rich_element(element: Json) -> str:
    kind, text = element.get("type"), _text(element.get("text"))
    match kind:
        case "text":
            return _escaped(text)
        case "link":
            address = _text(element.get("url"))
            return f"<{address}|{text}>" if text else f"<{address}>"
        case "user":
            return f"<@{_text(element.get('user_id'))}>"
        case "channel":
            return f"<#{_text(element.get('channel_id'))}>"
        case "usergroup":
            return "<!subteam^group>"
        case "broadcast":
            return f"<!{_text(element.get('range'))}>"
        case "date":
            return _escaped(_text(element.get("fallback")))
        case "emoji":
            return _emoji(element)
        case _:
            return _escaped(text)


def _emoji(element: Json) -> str:
    """Return an emoji as it is seen, or its name where it is the workspace's own."""
    try:
        return "".join(chr(int(part, 16)) for part in _text(element.get("unicode")).split("-"))
    except (ValueError, OverflowError):
        return f":{_text(element.get('name'))}:"


_BLOCKS: dict[str, Callable[[Json], str]] = {
    "rich_text": _rich,
    "section": _section,
    "header": lambda block: _text_object(block.get("text")),
    "context": _context,
    "markdown": lambda block: _escaped(_text(block.get("text"))),
    "image": lambda block: _escaped(_text(block.get("alt_text"))),
}


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _objects(value: Any) -> list[Any]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

"""Encryption at rest for words that people wrote and for tokens.

AES-256-GCM with the workspace, the table's column and the row's key as associated data, so that a value
copied into another row, column or workspace does not decrypt. The first key encrypts; every key decrypts.
What earlier versions wrote is bound to workspace and column alone; it is read, and `pinchpoint keys rotate`
binds it to its row.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Label, Text, cast, literal_column, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.kit.errors import SetupError
from bot.kit.words import FORGOTTEN

KEY_BYTES = 32
NONCE_BYTES = 12  # the size NIST SP 800-38D recommends for GCM
# What stands where there are no words. It is put into many rows by one statement, so no row is bound to it.
WORDLESS = frozenset({"", "[]", FORGOTTEN})
_BOUND = "r"  # follows the key's id where a value is bound to its row
_MOST_WORDLESS = 44  # letters of base64 that nonce, tag and any of these come to

_present: ContextVar[tuple[Keyring, str] | None] = ContextVar("pinchpoint_keyring", default=None)


class Keyring:
    """The encryption keys of this process, newest first."""

    def __init__(self, keys: list[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("Every encryption key has 32 bytes, and there is at least one.")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._marks = {_key_id(key): _mac(key, "pinchpoint fingerprints") for key in keys}
        self._current = _key_id(keys[0])

    @property
    def current(self) -> str:
        """The id of the key that encrypts."""
        return self._current

    @property
    def newest(self) -> str:
        """What every value begins with that the newest key encrypted for its row."""
        return f"{self._current}{_BOUND}."

    @property
    def ids(self) -> list[str]:
        """The ids of all keys: what they encrypted begins with one of them."""
        return list(self._ciphers)

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read comma-separated url-safe base64 keys, newest first. Raises SetupError for anything else."""
        try:
            return cls([base64.urlsafe_b64decode(part.strip()) for part in text.split(",") if part.strip()])
        except (ValueError, binascii.Error):
            raise SetupError(
                "ENCRYPTION_KEYS holds something that is not a key: "
                "give keys made by `pinchpoint new-key`, separated by commas, the newest first."
            ) from None

    @classmethod
    def beside(cls, database: Path) -> Keyring:
        """Read the key file next to an embedded database, or create it, readable by its owner alone."""
        path = key_file_of(database)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls.parse(path.read_text("ascii"))
        with os.fdopen(handle, "w", encoding="ascii") as file:
            text = new_key()
            file.write(text + "\n")
        return cls.parse(text)

    def encrypt(self, words: str, context: str) -> str:
        """Encrypt ``words``, bound to ``context``."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        encrypted = self._ciphers[self._current].encrypt(
            nonce, words.encode(errors="replace"), context.encode()
        )
        return f"{self._current}.{base64.urlsafe_b64encode(nonce + encrypted).decode('ascii')}"

    def decrypt(self, encrypted: str, context: str) -> str:
        """Decrypt what ``encrypt`` made for the same context.

        Raises MissingKeyError where its key is not among ours, UnreadableError for anything else.
        """
        key_id, _, body = encrypted.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise MissingKeyError(f"No key {key_id!r} in ENCRYPTION_KEYS.")
        try:
            raw = base64.urlsafe_b64decode(body)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, ValueError):
            raise MovedError("An encrypted value does not belong where it was found.") from None

    def encrypt_for(self, words: str, place: str, row: str) -> str:
        """Encrypt what a column holds: ``place`` is its workspace and column, ``row`` its key as text."""
        context = f"{place}|" if words in WORDLESS else f"{place}|{row}"
        key_id, _, body = self.encrypt(words, context).partition(".")
        return f"{key_id}{_BOUND}.{body}"

    def decrypt_for(self, encrypted: str, place: str, row: str) -> str:
        """Decrypt what a column holds, as ``decrypt`` does; also what is not bound to its row yet."""
        head, _, body = encrypted.partition(".")
        key_id = head.removesuffix(_BOUND)
        if key_id == head:
            return self.decrypt(encrypted, place)
        if len(body) <= _MOST_WORDLESS:
            with suppress(MovedError):
                words = self.decrypt(f"{key_id}.{body}", f"{place}|")
                if words in WORDLESS or not row:
                    return words
        return self.decrypt(f"{key_id}.{body}", f"{place}|{row}")

    def fingerprint(self, words: str, context: str) -> str:
        """Return what tells whether words have changed, and lets nobody without the key guess them."""
        return f"{self._current}.{_mac(self._marks[self._current], f'{context}|{words}').hex()}"

    def fits(self, fingerprint: str, words: str, context: str) -> bool:
        """Tell whether ``fingerprint`` was made of these words, with any of the keys."""
        key_id, _, found = fingerprint.partition(".")
        mark = self._marks.get(key_id)
        return mark is not None and hmac.compare_digest(
            _mac(mark, f"{context}|{words}").hex().encode(), found.encode()
        )


class UnreadableError(Exception):
    """An encrypted value cannot be read: its key is missing, or it was moved to another row or column."""


class MovedError(UnreadableError):
    """An encrypted value was changed, or written for another row, column or workspace."""


class MissingKeyError(UnreadableError):
    """An encrypted value needs a key that ENCRYPTION_KEYS lacks: whoever runs the app can give it."""


class RowWords(str):
    """Words together with the row that they are written to, as ``row_of`` names it."""

    __slots__ = ("row",)
    row: str

    @classmethod
    def of(cls, words: str, key: Iterable[Any]) -> RowWords:
        """Return words for the row with this key, which the workspace is left out of."""
        made = cls(words)
        made.row = row_of(key)
        return made


def row_of(key: Iterable[Any]) -> str:
    """Return a row's key as the text to which its values are bound; the workspace is left out of it."""
    return "|".join(str(part) for part in key)


def key_id_of(encrypted: str) -> str:
    """Return the id of the key that a value needs."""
    return encrypted.partition(".")[0].removesuffix(_BOUND)


def key_file_of(database: Path) -> Path:
    """Return where the key of an embedded database lies."""
    return database.with_name(database.name + ".key")


def new_key() -> str:
    """Return a fresh key in the form ENCRYPTION_KEYS takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"pinchpoint key id" + key).hexdigest()[:8]


def _mac(key: bytes, words: str) -> bytes:
    return hmac.digest(key, words.encode(errors="replace"), "sha256")


def bind_keyring(keyring: Keyring, workspace_id: str) -> Any:
    """Bind encrypted columns to one workspace for the present task; returns the token that undoes it."""
    return _present.set((keyring, workspace_id))


def unbind_keyring(token: Any) -> None:
    """Undo ``bind_keyring``."""
    _present.reset(token)


def fingerprint(words: str, column: str) -> str:
    """Return words' keyed fingerprint, for a column of the present transaction's workspace."""
    keyring, workspace_id = _present_keyring()
    return keyring.fingerprint(words, f"{workspace_id}|{column}")


def fits(found: str, words: str, column: str) -> bool:
    """Tell whether a fingerprint that stands in a column of the present workspace was made of these words."""
    keyring, workspace_id = _present_keyring()
    return keyring.fits(found, words, f"{workspace_id}|{column}")


class EncryptedText(TypeDecorator[str]):
    """A text column encrypted at rest, readable only inside a transaction of its own workspace.

    ``bot.kit.db.bound`` tells values that are written the key of their row; a SELECT reads it with them.
    """

    impl = Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read the key of its row with each value."""
        value: ColumnElement[Any] = type_coerce(column, Text)
        for part in _row_key(column):
            value = value.concat(literal_column("'|'", Text)).concat(cast(part, Text))
        return type_coerce(value, self)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        keyring, workspace_id = _present_keyring()
        if value not in WORDLESS and not isinstance(value, RowWords):
            raise UnreadableError(f"{self.column}: words are written to one row, whose key is known.")
        return keyring.encrypt_for(value, f"{workspace_id}|{self.column}", getattr(value, "row", ""))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        if value is None:
            return None
        keyring, workspace_id = _present_keyring()
        encrypted, _, row = value.partition("|")
        return keyring.decrypt_for(encrypted, f"{workspace_id}|{self.column}", row)


def _row_key(column: Any) -> list[ColumnElement[Any]]:
    """Return the columns beside one that make up its row's key within a workspace."""
    plain = column.element if isinstance(column, Label) else column
    table = getattr(plain, "table", None)
    return [] if table is None else [part for part in table.primary_key if part.name != "workspace_id"]


def _present_keyring() -> tuple[Keyring, str]:
    present = _present.get()
    if present is None:
        raise UnreadableError("Words and tokens are readable only inside a workspace's own transaction.")
    return present

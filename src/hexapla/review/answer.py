"""The answer that a packet saves: a JSON file with everything that its reviewer decided.

It comes from outside, so nothing in it is believed: its checksum tells a file that was damaged on
the way, and every field is checked. It isn't signed. Anybody who has the packet can write one.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.signature import person
from hexapla.catalogs.signing import today
from hexapla.documents.signatures import is_packet
from hexapla.errors import InputError
from hexapla.files import read_bytes
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import unescape

__all__ = ["SCHEMA", "Answer", "Decision", "read"]

SCHEMA = "hexapla.answer/1"
# Python's parser of HTML fails on some pages, and takes long on others.
_DIV = lazy_re(r"<div\b(?P<attributes>[^<>]*+)>(?P<text>[^<]*+)", re.IGNORECASE)
_IS_ANSWER = lazy_re(r"\bid=[\"']?answer(?:[\"'\s]|\Z)", re.IGNORECASE)
_MAX_TEXT, _MAX_NAME = 100_000, 200
_AGAIN = msg("ask for the file again, if need be in a zip file: a mail program may have changed it")
_SAVE = msg("open it in a browser, and use the file that “Save answer” makes")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided about one entry.

    ``sent`` is the entry as the packet has it. ``text`` is its translation now, ``reviewed``
    whether it was approved, None if nothing was decided about it. ``note`` replaces the
    translators' note unless it is None. ``ignored`` are checks that were switched off,
    ``superseded`` texts in earlier answers from the same page.
    """

    sent: Entry
    text: str
    reviewed: bool | None
    note: str | None
    ignored: tuple[str, ...]
    superseded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its file, the language, the reviewer ("NAME <mail>"), the date when it was saved,
    and the decisions by the name of the article. ``sentences`` are the digests of all
    sentences that each article had when the packet was made.
    """

    path: Path
    language: str
    reviewer: str
    date: str
    articles: Mapping[str, tuple[Decision, ...]]
    sentences: Mapping[str, frozenset[str]]


def read(path: Path) -> Answer:
    """Read an answer, or the page of a packet that a browser has saved with the answer in it.

    Raises InputError if the file is anything else, damaged, or changed by hand.
    """
    data = read_bytes(path)
    text = data.decode("utf-8-sig", "replace")
    fields = _parsed(_embedded(text, path) if is_packet(data) else text, path)
    schema = fields.get("schema")
    if schema != SCHEMA:
        if isinstance(schema, str) and schema.startswith(SCHEMA.partition("/")[0]):
            raise InputError(
                msg("is {schema}, and this version reads {known}", schema=schema, known=SCHEMA),
                where=str(path),
                hint=msg("use the version of Hexapla that made the packet"),
            )
        raise _foreign(path)
    given = fields.pop("checksum", None)
    if given != _checksum(fields):
        raise InputError(
            msg("was damaged or changed after it was saved"), where=str(path), hint=_AGAIN
        )
    return _Fields(fields, path).answer()


def _embedded(page: str, path: Path) -> str:
    """The answer in the page of a packet."""
    found = (one["text"] for one in _DIV.finditer(page) if _IS_ANSWER.search(one["attributes"]))
    text = unescape(next(found, "")).strip()
    if not text:
        raise InputError(
            msg("is the packet itself, without an answer"), where=str(path), hint=_SAVE
        )
    return text


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        cut = text.lstrip().startswith("{") and f'"{SCHEMA}"' in text[:1000]
        if cut:
            raise InputError(msg("is not complete"), where=str(path), hint=_AGAIN) from None
        raise _foreign(path) from None
    if not isinstance(fields, dict):
        raise _foreign(path)
    return fields


def _foreign(path: Path) -> InputError:
    return InputError(msg("is not the answer of a packet"), where=str(path),
                      hint=msg("use the file that “Save answer” makes"))  # fmt: skip


def _checksum(fields: Any) -> str:
    """The CRC-32 of the JSON that a browser writes, as static/records.js computes it."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"


class _Fields:
    """The fields of an answer. Each method raises InputError for a field that can't be right."""

    def __init__(self, fields: Mapping[str, Any], path: Path) -> None:
        self._fields = fields
        self._path = path

    def answer(self) -> Answer:
        articles: dict[str, tuple[Decision, ...]] = {}
        sentences: dict[str, frozenset[str]] = {}
        for one in self._list(self._fields, "articles"):
            name = self._text(one, "article")
            found = tuple(self._decision(entry) for entry in self._list(one, "entries"))
            keys = {decision.sent.key for decision in found}
            if name in articles or len(keys) < len(found):
                raise self._wrong("articles", msg("has something twice"))
            articles[name] = found
            sentences[name] = frozenset(self._texts(one, "sentences"))
        name = self._text(self._fields, "reviewer", _MAX_NAME)
        return Answer(
            self._path,
            self._text(self._fields, "language", _MAX_NAME),
            self._name(name),
            self._date(self._text(self._fields, "saved", _MAX_NAME)),
            articles,
            sentences,
        )

    def _decision(self, entry: Any) -> Decision:
        sent = self._text(entry, "sent")
        try:
            entries = Catalog.parse(sent.encode(), str(self._path)).entries
        except InputError:
            entries = ()
        if len(entries) != 1 or entries[0].obsolete or not entries[0].msgid:
            raise self._wrong("sent", msg("is not an entry in PO format"))
        reviewed = entry.get("reviewed")
        if reviewed not in (None, True, False):
            raise self._wrong("reviewed", msg("is neither true nor false"))
        note = self._text(entry, "note") if entry.get("note") is not None else None
        return Decision(
            # As if it had never been in a file: its place is that of the catalog's entry.
            replace(entries[0], line=0, gap=None, verbatim=None),
            self._text(entry, "text"),
            reviewed,
            note,
            self._texts(entry, "ignored"),
            self._texts(entry, "superseded"),
        )

    def _list(self, fields: Any, name: str) -> list[Any]:
        value = fields.get(name, []) if isinstance(fields, Mapping) else None
        if not isinstance(value, list):
            raise self._wrong(name, msg("is not a list"))
        return value

    def _texts(self, fields: Any, name: str) -> tuple[str, ...]:
        return tuple(self._checked(one, name) for one in self._list(fields, name))

    def _text(self, fields: Any, name: str, most: int = _MAX_TEXT) -> str:
        value = fields.get(name) if isinstance(fields, Mapping) else None
        return self._checked(value, name, most)

    def _checked(self, value: Any, name: str, most: int = _MAX_TEXT) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise self._wrong(name, msg("is not a text of at most {most:,} characters", most=most))
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise self._wrong(name, msg("contains half of a surrogate pair"))
        return value

    def _name(self, name: str) -> str:
        if not person(name):
            raise self._wrong("reviewer", msg("is not a name"))
        return " ".join("".join(char if char.isprintable() else " " for char in name).split())

    def _date(self, saved: str) -> str:
        try:
            found = date.fromisoformat(saved[:10]).isoformat()
        except ValueError:
            raise self._wrong("saved", msg("is not a date")) from None
        return min(found, today())  # the clock of another machine may be ahead

    def _wrong(self, name: str, what: str) -> InputError:
        return InputError(
            msg("is damaged: {name} {what}", name=name, what=what),
            where=str(self._path),
            hint=_AGAIN,
        )

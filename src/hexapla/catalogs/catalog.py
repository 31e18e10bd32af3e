"""A catalog: the entries of a ``.po`` file, found by segment and saved without needless changes.

A catalog writes back what it read, byte for byte, except for the entries that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla import files
from hexapla.catalogs.entry import PLACED, Entry, State
from hexapla.catalogs.pofile import decode_catalog, parse
from hexapla.catalogs.polayout import Style, serialize
from hexapla.catalogs.postyle import style_of
from hexapla.catalogs.provenance import Draft
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

if TYPE_CHECKING:
    import polib

    from hexapla.documents.document import Segment

__all__ = [
    "DRAFTS",
    "SOURCE_HEADER",
    "Catalog",
    "Draft",
    "Entry",
    "State",
    "context_after",
    "follows",
    "start_in",
]

SOURCE_HEADER = "X-Source-Language"
"""The header with the language that a catalog translates from."""

DRAFTS = "Hexapla (drafts)"
"""The Last-Translator of a catalog that no person has worked on yet."""

# Values of Last-Translator that are not a person: Hexapla's own, and gettext's placeholder.
_NOT_TRANSLATORS = (DRAFTS, "FULL NAME <EMAIL@ADDRESS>")

_AFTER_LENGTH = 40

# The order used by GNU msginit.
_HEADER_ORDER = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
_BYTE_ESCAPE = lazy_re(r"\\[0-7x]")
_UTF8 = {"Content-Type": "text/plain; charset=UTF-8"}
_MIME = {"MIME-Version": "1.0", **_UTF8, "Content-Transfer-Encoding": "8bit"}


def context_after(previous: str, others: Collection[str] = ()) -> str:
    """The msgctxt for a segment that follows ``previous``: "after: " and its start.

    The start is at most 40 characters long and ends at the end of a word if possible; it is longer
    if ``others``, which the same segment follows elsewhere, begin in the same way. The first
    segment of an article follows nothing: "after:".
    """
    least = 1 + max((_alike(previous, one) for one in others if one != previous), default=0)
    while previous[least - 1 : least] == " ":  # a space at the end doesn't count
        least += 1
    start = previous[: max(_AFTER_LENGTH, least)]
    if previous[len(start) :][:1] not in ("", " ") and start.rfind(" ") >= least:
        start = start[: start.rindex(" ")]
    return f"{PLACED} {start}".rstrip(" ")


def _alike(text: str, other: str) -> int:
    """The number of characters with which both texts begin."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(text), len(other)))


def start_in(context: str | None) -> str | None:
    """The start of the segment before that a msgctxt names; None if it names none."""
    if context is None or not context.startswith(PLACED):
        return None
    return context.removeprefix(PLACED).strip(" ")


def follows(context: str | None, previous: str) -> bool:
    """Whether an entry with this msgctxt belongs to the place after ``previous``.

    Any start of the previous segment matches, because a translator may have written it by hand.
    """
    start = start_in(context)
    if start is None:
        return False
    return previous.startswith(start) if start else not previous


@dataclass(frozen=True)
class Catalog:
    """The entries of a ``.po`` file in order, including obsolete ones.

    ``header`` is the entry with the empty msgid, which is not in ``entries``; ``tail`` is the text
    after the last entry, usually comments. ``encoding`` is a Python codec ("utf-8-sig" for a file
    with a byte order mark), ``newline`` the line end for new lines. ``path`` is where the catalog
    is saved; ``where`` names it in messages.
    """

    header: Entry | None = None
    entries: tuple[Entry, ...] = ()
    tail: str = ""
    encoding: str = "utf-8"
    newline: str = "\n"
    path: Path | None = None
    where: str = ""

    @classmethod
    def parse(cls, data: bytes, where: str) -> Catalog:
        """The catalog in a file's bytes; raises InputError with the line and how to correct it."""
        text, encoding = decode_catalog(data, where)
        entries, tail = parse(text, where, encoding)
        _refuse_duplicates(entries, where)
        header = None
        if entries and _is_header(entries[0]):
            header = entries.pop(0)
        for entry in entries:
            if _is_header(entry):
                raise InputError(
                    msg("the header is not the first entry"),
                    where=f"{where}:{entry.line}",
                    hint=msg("move it to the top of the file"),
                )
        newline = "\r\n" if text[: text.find("\n")].endswith("\r") else "\n"
        return cls(header, tuple(entries), tail, encoding, newline, where=where)

    @classmethod
    def load(cls, path: Path) -> Catalog:
        """The catalog in a file; raises InputError if it can't be read or parsed."""
        return replace(cls.parse(files.read_bytes(path), str(path)), path=path)

    @classmethod
    def new(cls, headers: Mapping[str, str]) -> Catalog:
        """A catalog without entries, in UTF-8, with its headers in the order of msginit."""
        values = {**headers, **_MIME}
        first = [name for name in _HEADER_ORDER if name in values]
        rest = [name for name in values if name not in _HEADER_ORDER]
        return cls(header=Entry("")).with_headers({name: values[name] for name in [*first, *rest]})

    @classmethod
    def from_polib(cls, file: polib.POFile, base: Catalog | None = None) -> Catalog:
        """The catalog in a ``POFile``; see `with_polib` for what polib can't hold.

        ``base`` is the catalog that the file was made from: entries not changed since stay as they
        are in ``base``, byte for byte, and changed ones keep what polib can't hold. Without it the
        result is a new catalog in UTF-8. Raises ValueError for two entries with the same msgctxt
        and msgid.
        """
        from hexapla.catalogs.with_polib import from_polib

        return from_polib(file, base)

    def to_polib(self) -> polib.POFile:
        """The catalog as a new ``POFile``, with all its entries, for scripts that use polib."""
        from hexapla.catalogs.with_polib import to_polib

        return to_polib(self)

    def to_mo(self, include: Callable[[Entry], bool] | None = None) -> bytes:
        """The catalog compiled: the bytes of a ``.mo`` file, in UTF-8.

        ``include`` tells which translated entries to include; by default the reviewed ones, as
        msgfmt does.
        """
        from hexapla.catalogs.with_polib import compile_mo

        return compile_mo(self, include)

    @property
    def has_title_case(self) -> bool:
        """Whether the source language may write the words of headings with capitals: English."""
        return self.headers.get(SOURCE_HEADER, "").partition("-")[0] == "en"

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The header's fields by name, in order; the first of several with one name."""
        fields: dict[str, str] = {}
        for line in self.header.msgstr.split("\n") if self.header is not None else ():
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip(), value.strip())
        return fields

    @property
    def translator(self) -> str:
        """The person in Last-Translator; "" if it names none."""
        name = self.headers.get("Last-Translator", "")
        return "" if name in _NOT_TRANSLATORS else name

    @property
    def source_language(self) -> Language | None:
        """The source language that the header names; None if it names none.

        Raises InputError if the header is not a language code.
        """
        tag = self.headers.get(SOURCE_HEADER)
        try:
            return Language(tag) if tag else None
        except UsageError as error:
            raise InputError(
                msg(
                    "{source_header}: {message}", source_header=SOURCE_HEADER, message=error.message
                ),
                where=self.where or None,
                hint=error.hint,
            ) from None

    def with_headers(self, headers: Mapping[str, str] | None = None, /, **more: str) -> Catalog:
        """The catalog with these header fields set, new ones last; the others are unchanged."""
        header = self.header if self.header is not None else Entry("")
        fields = {**(headers or {}), **more}
        values = {name: " ".join(value.split()) for name, value in fields.items()}
        return replace(self, header=header.edit(msgstr=_with_fields(header.msgstr, values)))

    def find(
        self, msgid: str, context: str | None = None, *, obsolete: bool = False
    ) -> Entry | None:
        """The live entry, or else the obsolete one, with this msgid and msgctxt; None if neither
        exists.
        """
        entry = self._by_key.get((context, msgid))
        return entry if entry is not None and entry.obsolete == obsolete else None

    def get(self, segment: Segment) -> Entry | None:
        """The live entry for a segment: the one for its key, or for its exact place, or else the
        one for its text.
        """
        if segment.context is not None:
            return self.find(segment.text, segment.context)
        known = self._by_place.get(segment.text)
        for length in known[1] if known else ():
            entry = known[0].get(segment.previous[:length]) if known else None
            if entry is not None and follows(entry.context, segment.previous):
                return entry
        return self.find(segment.text)

    @cached_property
    def _by_key(self) -> dict[tuple[str | None, str], Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _by_place(self) -> dict[str, tuple[dict[str, Entry], list[int]]]:
        """For each msgid, the entries by the start in their contexts, and its lengths, longest
        first: looking at all entries for each segment would take quadratic time.
        """
        places: dict[str, dict[str, Entry]] = {}
        for entry in self.entries:
            start = start_in(entry.context)
            if not entry.obsolete and start is not None:
                places.setdefault(entry.msgid, {})[start] = entry
        return {
            msgid: (starts, sorted({*map(len, starts)}, reverse=True))
            for msgid, starts in places.items()
        }

    def with_entries(self, entries: Iterable[Entry]) -> Catalog:
        """The catalog with these entries instead, in this order.

        Raises ValueError for two entries with the same msgctxt and msgid, even if one is obsolete:
        gettext refuses such a file.
        """
        changed = replace(self, entries=tuple(entries))
        if len(changed._by_key) < len(changed.entries) or any(map(_is_header, changed.entries)):
            raise ValueError("two entries with the same msgctxt and msgid, or a second header")
        return changed

    def dump(self) -> bytes:
        """The file's bytes: what was read, with the changed entries rewritten.

        A catalog whose charset lacks a needed character becomes UTF-8, and its header says so.
        Raises InputError for characters that a file can't contain: NUL, lone surrogates.
        """
        text = self._text()
        if "\0" in text:
            raise self._invalid("'\\x00'")
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            if self.encoding.startswith("utf-8"):
                bad = ascii(error.object[error.start : error.end])
                raise self._invalid(bad) from None
            return self._as_utf8().dump()

    def _invalid(self, character: str) -> InputError:
        return InputError(
            msg("{character} is not a valid character", character=character),
            where=self.where or None,
            hint=msg("remove it from the text"),
        )

    def _as_utf8(self) -> Catalog:
        # An escape such as \366 is a byte of the old charset and has to be rewritten.
        entries = tuple(
            replace(entry, verbatim=None, origin=None) if _has_byte_escape(entry) else entry
            for entry in self.entries
        )
        return replace(self.with_headers(_UTF8), entries=entries, encoding="utf-8")

    def _text(self) -> str:
        pieces: list[str] = []
        ended = True
        for entry in self.entries if self.header is None else (self.header, *self.entries):
            gap, text = entry.gap, entry.verbatim
            if gap is None:
                gap = self.newline if pieces else ""
            if text is None:
                text = serialize(entry, self._style).replace("\n", self.newline)
            pieces += [gap, text] if ended else [self.newline, gap, text]
            ended = text[-1] == "\n"
        return "".join([*pieces, self.tail])

    @cached_property
    def _style(self) -> Style:
        """How changed strings are laid out: like those that were read."""
        read = (entry if entry.verbatim is not None else entry.origin for entry in self.entries)
        return style_of(entry for entry in read if entry is not None)

    def save(self, path: Path | None = None) -> bool:
        """Write the file in one step; if it is the same already, write nothing and return False.

        Without ``path`` it is saved where it was loaded from. Raises InputError if the file can't
        be written.
        """
        target = path if path is not None else self.path
        if target is None:
            raise ValueError("a catalog that was not loaded needs a path")
        data = self.dump()
        if target.is_file() and files.read_bytes(target) == data:
            return False
        files.write_bytes(target, data)
        return True


def _has_byte_escape(entry: Entry) -> bool:
    read = entry.verbatim or (entry.origin.verbatim if entry.origin else "") or ""
    return _BYTE_ESCAPE.search(read) is not None


def _is_header(entry: Entry) -> bool:
    return entry.key == (None, "") and not entry.obsolete


def _refuse_duplicates(entries: Iterable[Entry], where: str) -> None:
    seen: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            raise InputError(
                msg('"{text}" is here and on line {line}', text=entry.msgid[:40], line=first.line),
                where=f"{where}:{entry.line}",
                hint=msg("keep one of the two, or give them different msgctxt lines"),
            )


def _with_fields(text: str, fields: Mapping[str, str]) -> str:
    """A header's text with some fields set, in place if they exist already."""
    lines = text.split("\n")
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        found, colon, _ = line.partition(":")
        if colon:
            places.setdefault(found.strip().lower(), number)
    added: dict[str, str] = {}
    for name, value in fields.items():
        place = places.get(name.lower())
        if place is None:
            first = added.get(name.lower(), name).partition(":")[0]
            added[name.lower()] = f"{first}: {value}\n"
        elif lines[place].partition(":")[2].strip() != value:
            lines[place] = f"{lines[place].partition(':')[0]}: {value}"
    joint = "\n" if added and lines[-1] else ""
    return "\n".join(lines) + joint + "".join(added.values())

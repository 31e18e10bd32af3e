"""A ``.po`` file as entries that keep their own text.

Reading is strict and lossless: each entry keeps its part of the file, and anything that isn't
gettext syntax is refused with its line and how to correct it. `polayout` rewrites an entry.

polib is not used here, neither to read nor to write: its reader drops a msgid without a closing
quote, a ``#~|`` line and the comments at the end, ends lines at U+2028, doesn't decode ``\\x1b``
and rejects ``#=``; its writer folds with textwrap. The tests use it to read what is written here.

The syntax is that of the gettext manual, "The Format of PO Files", and of msgcat itself, except for
what no tool writes: ``domain`` lines, and several keywords on one line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.polayout import ESCAPES
from hexapla.charsets import codec_name
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["decode_catalog", "parse"]

_SPACE = " \t\r\f\v"
_STRINGS = r'((?:[ \t\r\f\v]*"(?:[^"\\]|\\.)*+")*+)[ \t\r\f\v]*'
_MESSAGE_LINE = lazy_re(r"(msg(?:ctxt|id_plural|id|str(?:\[[0-9]+\])?))?" + _STRINGS)
# What almost every line is: one string without an escape.
_PLAIN_LINE = lazy_re(r'(?:(msg(?:ctxt|id|str)) )?"([^"\\]*+)"')
_STRING = lazy_re(r'"((?:[^"\\]|\\.)*+)"')
_STRING_AND_SPACE = lazy_re(_STRING.pattern + r"\s*+")
_REFERENCE = lazy_re("\u2068[^\u2068\u2069]*+\u2069\\S*|\\S+")
# As gettext reads them: separated by commas or spaces, though it writes both. A range has a space,
# and texts in quotes, which are Weblate's, may have any.
_FLAG = lazy_re(r'range:\s*[^\s,]+|(?:"[^"]*+"|[^\s,])+')
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")

# Which keywords may follow which; msgstr[n] is followed by msgstr[n+1].
_FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgstr", "msgid_plural"),
    "msgid_plural": ("msgstr[0]",),
    "msgstr": (),
}
_PREVIOUS_FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural",),
    "msgid_plural": (),
}

_ESCAPE = lazy_re(r"((?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]+))+)|\\(.?)")
_CODE = lazy_re(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]+))")


_HEADER = lazy_re(rb'^msgid[ \t]+""\s*msgstr\s*((?:"[^\n]*"\s*)+)', re.MULTILINE)
_CHARSET = lazy_re(r"^Content-Type:[^\n]*charset=([^\s;]+)", re.MULTILINE | re.IGNORECASE)
_TO_UTF8 = msg("convert it with `msgconv -t UTF-8`")


def decode_catalog(data: bytes, where: str) -> tuple[str, str]:
    """A file's text, and the name of the Python codec that encodes it again.

    The charset is the one in the header; without one it is ASCII if that suffices, otherwise UTF-8.
    Raises InputError if the bytes are not text in it.
    """
    if b"\0" in data:
        place = f"{where}:{_line_at(data, data.index(0))}"
        raise InputError(
            msg("contains a NUL byte: not a text file, or UTF-16"),
            where=place,
            hint=msg("save it as UTF-8"),
        )
    bom = data.startswith(codecs.BOM_UTF8)
    header = _HEADER.search(data.removeprefix(codecs.BOM_UTF8))
    declared = _declared(header[1].decode("latin-1")) if header else None
    plain = "ascii" if header and data.isascii() else "utf-8"
    place = f"{where}:{_line_at(data, header.start(1) if header else 0)}"
    try:
        codec = codec_name(declared or plain)
        if bom and codec != "utf-8":
            raise InputError(
                msg(
                    "starts with a UTF-8 byte order mark, but its header says {declared}",
                    declared=declared or plain,
                ),
                where=place,
                hint=msg("save it as UTF-8 and say so in its header"),
            )
        codec = "utf-8-sig" if bom else codec
        text = data.decode(codec)
        if text.encode(codec) != data:
            raise InputError(
                msg("can't be read and written as {declared} without changes", declared=declared),
                where=place,
                hint=_TO_UTF8,
            )
    except LookupError:
        raise InputError(
            msg("unknown charset {declared}", declared=declared), where=place, hint=_TO_UTF8
        ) from None
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise InputError(
            msg(
                "a character is not valid in {declared}, the charset of the header",
                declared=declared or "UTF-8",
            ),
            where=f"{where}:{_line_at(data, at)}",
            hint=msg("correct the character, or the charset in the header"),
        ) from None
    return text, codec


def _declared(strings: str) -> str | None:
    """The charset in the strings of a header entry; None for a template's placeholder CHARSET."""
    found: list[str] = []
    at = 0
    # Each string begins where the last one ends: what isn't one may have any number of quotes.
    while string := _STRING_AND_SPACE.match(strings, at):
        found.append(string[1])
        at = string.end()
    text = "".join(found).replace("\\n", "\n")
    match = _CHARSET.search(text)
    return match[1] if match and match[1] != "CHARSET" else None


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def parse(text: str, where: str, encoding: str = "utf-8") -> tuple[list[Entry], str]:
    """The entries of a file's text, and the text after the last of them.

    The gaps and verbatim texts of the entries and the rest, joined, are the whole text. ``where``
    names the file in messages; ``encoding`` decodes escapes such as ``\303\251``, which are bytes.
    Raises InputError for anything that isn't gettext syntax.
    """
    reader = _Reader(text, where, encoding)
    for line in text.split("\n"):
        reader.read(line)
    return reader.finish()


@dataclass(slots=True)
class _Open:
    """An entry being read. ``last`` is the keyword that a following string belongs to."""

    line: int
    start: int
    last: str = ""
    last_previous: str = ""
    obsolete: bool | None = None
    strings: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    sticky: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return self.last.startswith("msgstr")


class _Reader:
    """Processes the lines of a file one by one."""

    def __init__(self, text: str, where: str, encoding: str) -> None:
        self.text = text
        self.where = where
        self.encoding = encoding
        self.entries: list[Entry] = []
        self.line = 0
        self.at = 0  # offset of the line being read
        self.end = 0  # offset after the last line of the open entry
        self.done = 0  # offset after the last closed entry
        self.open: _Open | None = None

    def read(self, line: str) -> None:
        self.line += 1
        after = self.at + len(line) + 1
        content = line.strip(_SPACE)
        if content:
            self._read_content(content, line)
            self.end = after
        self.at = after

    def _read_content(self, content: str, line: str) -> None:
        if content[0] != "#":
            self._message(content, obsolete=False)
        elif content[:2] == "#~":
            self._obsolete(content[2:].lstrip(_SPACE), line)
        elif content[:2] == "#|":
            self._previous(content[2:].lstrip(_SPACE), obsolete=False)
        else:
            self._comment(line.lstrip(_SPACE).rstrip("\r"))

    def _obsolete(self, content: str, line: str) -> None:
        if content[:1] == "|":
            self._previous(content[1:].lstrip(_SPACE), obsolete=True)
        elif content[:1] == "#":
            self._comment(line[line.index("#~") + 2 :].lstrip(_SPACE).rstrip("\r"))
        elif content:
            self._message(content, obsolete=True)
        else:
            self._before_message()

    def _before_message(self) -> _Open:
        """The entry that a line before its msgid belongs to: a new one after a msgstr."""
        entry = self.open
        if entry is not None and entry.complete:
            self._close(entry)
            entry = None
        if entry is None:
            entry = self.open = _Open(self.line, self.at)
        elif entry.last:
            raise self._error(
                msg("a comment inside an entry"), msg("move it above the entry's msgctxt or msgid")
            )
        return entry

    def _comment(self, line: str) -> None:
        if "\r" in line:
            raise self._error(
                msg("a carriage return in a line"), msg("save it with line feeds (Unix)")
            )
        entry = self._before_message()
        mark, rest = line[1:2], line[2:]
        if mark == ".":
            entry.extracted.append(rest.removeprefix(" "))
        elif mark == ":":
            found = _REFERENCE.findall(rest)
            entry.references += [ref.replace("\u2068", "").replace("\u2069", "") for ref in found]
        elif mark in (",", "="):
            flags = entry.flags if mark == "," else entry.sticky
            flags += _FLAG.findall(rest)
        else:
            entry.comments.append(line[1:].removeprefix(" "))

    def _mark(self, entry: _Open, obsolete: bool) -> None:
        if entry.obsolete is not None and entry.obsolete != obsolete:
            raise self._error(
                msg("an entry that is only partly marked obsolete"),
                msg("put #~ before all of its lines, or before none"),
            )
        entry.obsolete = obsolete

    def _previous(self, content: str, *, obsolete: bool) -> None:
        entry = self._before_message()
        self._mark(entry, obsolete)
        keyword, string = self._strings(content)
        if keyword:
            if keyword not in _PREVIOUS_FOLLOWERS[entry.last_previous]:
                raise self._error(
                    msg("a previous {keyword} in the wrong place", keyword=keyword),
                    msg("order the #| lines, or remove them"),
                )
            entry.last_previous = keyword
            entry.previous[keyword] = string
        elif entry.last_previous:
            entry.previous[entry.last_previous] += string
        else:
            raise self._error(
                msg("a #| line without a keyword"), msg('write #| msgid "…", or remove the line')
            )

    def _message(self, content: str, *, obsolete: bool) -> None:
        keyword, string = self._strings(content)
        entry = self.open
        if entry is None or (keyword in ("msgctxt", "msgid") and entry.complete):
            entry = self._before_message()
        self._mark(entry, obsolete)
        if entry.last_previous == "msgctxt":
            raise self._error(
                msg("a previous msgctxt without msgid"),
                msg('add #| msgid "…", or remove the #| line'),
            )
        if not keyword:
            if not entry.last:
                raise self._error(
                    msg("a string without a keyword"), msg('write msgid "…" or msgstr "…"')
                )
            entry.strings[entry.last] += string
            return
        expected = _followers(entry.last)
        if keyword not in expected:
            wanted = " or ".join(expected) or msg("the next msgid")
            raise self._error(
                msg("{keyword} where {wanted} is expected", keyword=keyword, wanted=wanted),
                msg("complete or remove the entry"),
            )
        entry.strings[keyword] = string
        entry.last = keyword

    def _strings(self, content: str) -> tuple[str, str]:
        """The keyword of a line and its strings, joined."""
        plain = _PLAIN_LINE.fullmatch(content)
        if plain is not None:
            return plain[1] or "", plain[2]
        match = _MESSAGE_LINE.fullmatch(content)
        if match is None or not (match[1] or match[2]):
            raise self._misread(content)
        keyword, quoted = match.groups()
        strings = _STRING.findall(quoted)
        try:
            return keyword or "", "".join(_unescape(s, self.encoding) for s in strings)
        except ValueError as error:
            raise self._error(str(error), msg("write \\\\ for a backslash")) from None

    def _misread(self, content: str) -> InputError:
        if content.startswith(_CONFLICT):
            return self._error(
                msg("a conflict marker left by git"),
                msg("keep one side and remove the lines that mark it"),
            )
        if content.count('"') - content.count('\\"') == 1:
            return self._error(
                msg("a string without closing quote"),
                msg('end it with ", or write \\" for a quote inside'),
            )
        return self._error(
            msg("not a line of a .po file: {content}", content=content[:40]),
            msg("put # before a comment, and quotes around a text"),
        )

    def _error(self, message: str, hint: str) -> InputError:
        return InputError(message, where=f"{self.where}:{self.line}", hint=hint)

    def _close(self, entry: _Open) -> None:
        strings, previous = entry.strings, entry.previous
        self.entries.append(
            Entry(
                msgid=strings["msgid"],
                msgstr=strings.get("msgstr", ""),
                context=strings.get("msgctxt"),
                flags=tuple(dict.fromkeys(entry.flags)) if entry.flags else (),
                comments=tuple(entry.comments),
                extracted=tuple(entry.extracted),
                references=tuple(entry.references),
                previous=previous.get("msgid"),
                previous_context=previous.get("msgctxt"),
                previous_plural=previous.get("msgid_plural"),
                plural=strings.get("msgid_plural"),
                plurals=tuple(s for key, s in strings.items() if key[-1] == "]"),
                obsolete=bool(entry.obsolete),
                sticky=tuple(dict.fromkeys(entry.sticky)) if entry.sticky else (),
                line=entry.line,
                gap=self.text[self.done : entry.start],
                verbatim=self.text[entry.start : self.end],
            )
        )
        self.done = self.end
        self.open = None

    def finish(self) -> tuple[list[Entry], str]:
        """The entries, and the text after the last of them."""
        entry = self.open
        if entry is not None and entry.complete:
            self._close(entry)
        elif entry is not None and (entry.last or entry.previous):
            self.line = entry.line
            raise self._error(msg("an entry without msgstr"), msg('add msgstr ""'))
        return self.entries, self.text[self.done :]


def _followers(keyword: str) -> tuple[str, ...]:
    if keyword.endswith("]"):
        return (f"msgstr[{int(keyword[7:-1]) + 1}]",)
    return _FOLLOWERS[keyword]


def _unescape(string: str, encoding: str) -> str:
    """A string's text; raises ValueError for an escape that gettext doesn't have."""

    def replacement(match: re.Match[str]) -> str:
        codes, letter = match.groups()
        if codes is None:
            if letter not in ESCAPES:
                raise ValueError(f"unknown escape \\{letter}")
            return ESCAPES[letter]
        values = [int(o, 8) if o else int(x, 16) for o, x in _CODE.findall(codes)]
        if 0 in values or max(values) > 255:
            raise ValueError(f"{codes} is not a valid character")
        try:
            return bytes(values).decode(encoding)
        except UnicodeDecodeError:
            raise ValueError(f"{codes} is not a valid character in {encoding}") from None

    return _ESCAPE.sub(replacement, string) if "\\" in string else string

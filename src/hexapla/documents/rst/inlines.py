"""Inline markup, as docutils finds it (reStructuredText specification, "Inline Markup")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.lazy import lazy_re

__all__ = [
    "NAME",
    "Span",
    "is_escaped",
    "is_like_address",
    "may_follow",
    "may_precede",
    "nulled",
    "scan",
    "trailing_backslashes",
]

# What may be before and after inline markup besides white space, from docutils' punctuation_chars.
_OPENERS = (
    "\"'(<\\[{\xab\xbb\u0f3a\u0f3c\u169b\u2018-\u201f\u2039\u203a\u2045\u207d\u208d\u2329\u2768"
    "\u276a\u276c\u276e\u2770\u2772\u2774\u27c5\u27e6\u27e8\u27ea\u27ec\u27ee\u2983\u2985\u2987"
    "\u2989\u298b\u298d\u298f\u2991\u2993\u2995\u2997\u29d8\u29da\u29fc\u2e02-\u2e05\u2e09\u2e0a"
    "\u2e0c\u2e0d\u2e1c\u2e1d\u2e20-\u2e22\u2e24\u2e26\u2e28\u3008\u300a\u300c\u300e\u3010\u3014"
    "\u3016\u3018\u301a\u301d\ufd3e\ufe17\ufe35\ufe37\ufe39\ufe3b\ufe3d\ufe3f\ufe41\ufe43\ufe47"
    "\ufe59\ufe5b\ufe5d\uff08\uff3b\uff5b\uff5f\uff62"
)
_CLOSERS = (
    "\"')>\\]}\xab\xbb\u0f3b\u0f3d\u169c\u2018-\u201f\u2039\u203a\u2046\u207e\u208e\u232a\u2769"
    "\u276b\u276d\u276f\u2771\u2773\u2775\u27c6\u27e7\u27e9\u27eb\u27ed\u27ef\u2984\u2986\u2988"
    "\u298a\u298c\u298e\u2990\u2992\u2994\u2996\u2998\u29d9\u29db\u29fd\u2e02-\u2e05\u2e09\u2e0a"
    "\u2e0c\u2e0d\u2e1c\u2e1d\u2e20\u2e21\u2e23\u2e25\u2e27\u2e29\u3009\u300b\u300d\u300f\u3011"
    "\u3015\u3017\u3019\u301b\u301e\u301f\ufd3f\ufe18\ufe36\ufe38\ufe3a\ufe3c\ufe3e\ufe40\ufe42"
    "\ufe44\ufe48\ufe5a\ufe5c\ufe5e\uff09\uff3d\uff5d\uff60\uff63"
)
_DELIMITERS = (
    "\\-/:\xa1\xb7\xbf\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4"
    "\u0609\u060a\u060c\u060d\u061b\u061e\u061f\u066a-\u066d\u06d4\u0700-\u070d\u07f7-\u07f9"
    "\u0830-\u083e\u0964\u0965\u0970\u0df4\u0e4f\u0e5a\u0e5b\u0f04-\u0f12\u0f85\u0fd0-\u0fd4"
    "\u104a-\u104f\u10fb\u1361-\u1368\u1400\u166d\u166e\u16eb-\u16ed\u1735\u1736\u17d4-\u17d6"
    "\u17d8-\u17da\u1800-\u180a\u1944\u1945\u19de\u19df\u1a1e\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad"
    "\u1b5a-\u1b60\u1c3b-\u1c3f\u1c7e\u1c7f\u1cd3\u2010-\u2017\u2020-\u2027\u2030-\u2038"
    "\u203b-\u203e\u2041-\u2043\u2047-\u2051\u2053\u2055-\u205e\u2cf9-\u2cfc\u2cfe\u2cff\u2e00"
    "\u2e01\u2e06-\u2e08\u2e0b\u2e0e-\u2e1b\u2e1e\u2e1f\u2e2a-\u2e2e\u2e30\u2e31\u3001-\u3003"
    "\u301c\u3030\u303d\u30a0\u30fb\ua4fe\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua6f7"
    "\ua874-\ua877\ua8ce\ua8cf\ua8f8-\ua8fa\ua92e\ua92f\ua95f\ua9c1-\ua9cd\ua9de\ua9df"
    "\uaa5c-\uaa5f\uaade\uaadf\uabeb\ufe10-\ufe16\ufe19\ufe30-\ufe32\ufe45\ufe46\ufe49-\ufe4c"
    "\ufe50-\ufe52\ufe54-\ufe58\ufe5f-\ufe61\ufe63\ufe68\ufe6a\ufe6b\uff01-\uff03\uff05-\uff07"
    "\uff0a\uff0c-\uff0f\uff1a\uff1b\uff1f\uff20\uff3c\uff61\uff64\uff65"
)
_PAIRS = {
    "'": "'", '"': '"', "(": ")", "[": "]", "{": "}", "<": ">", "\xab": "\xbb", "\xbb": "\xab\xbb",
    "\u2018": "\u2019\u201a", "\u2019": "\u2019\u2018\u201a", "\u201a": "\u2018\u2019\u201b",
    "\u201b": "\u2019\u2018", "\u201c": "\u201d\u201e", "\u201d": "\u201d\u201c\u201e",
    "\u201e": "\u201c\u201d\u201f", "\u201f": "\u201d\u201c", "\u2039": "\u203a",
    "\u203a": "\u2039\u203a", "\u300c": "\u300d", "\u300e": "\u300f", "\uff08": "\uff09",
    "\u3008": "\u3009", "\u300a": "\u300b", "\u3010": "\u3011",
}  # fmt: skip

NAME = r"(?:(?!_)\w)+(?:[-._+:](?:(?!_)\w)+){0,50}"
"""The name of a role, a directive or a target that needs no quotation marks.

It has 51 parts at most: one may begin at each part of another.
"""

_BEFORE = rf"(?:(?<![\w\W])|(?<=[\s{_OPENERS}{_DELIMITERS}]))"
_AFTER = rf"(?:(?![\w\W])|(?=[\s\x00\\.,;!?{_DELIMITERS}{_CLOSERS}]))"
_START = (
    r"(?:(?P<start>\*\*|\*(?!\*)|``|_`|\|(?!\|))(?![\s])"
    rf"|(?P<whole>(?:(?P<refname>{NAME})(?P<refend>__?)"
    rf"|\[(?:[0-9]+|\#(?:{NAME})?|\*|{NAME})\]_)){_AFTER}"
    rf"|(?P<role>(?::{NAME}:)?)(?P<quote>`(?!`))(?!\s))"
)
_FIRST = lazy_re(_START)
_NEXT = lazy_re(_BEFORE + _START)
_NOT_ESCAPED = r"(?<![\s\x00])"
_ENDS = {
    "*": lazy_re(rf"{_NOT_ESCAPED}\*{_AFTER}"),
    "**": lazy_re(rf"{_NOT_ESCAPED}\*\*{_AFTER}"),
    "``": lazy_re(rf"(?<!\s)``{_AFTER}"),
    "_`": lazy_re(rf"{_NOT_ESCAPED}`{_AFTER}"),
    "|": lazy_re(rf"{_NOT_ESCAPED}\|_{{0,2}}{_AFTER}"),
}
_KINDS = {"*": "emphasis", "**": "strong", "``": "literal", "_`": "target", "|": "substitution"}
# An escaped space is nothing, unless it is escaped itself.
_QUOTE_END = lazy_re(
    rf"(?:(?<!\s)(?<!\x00)|(?<=\x00\s))`(?P<role>:{NAME}:)?(?P<refend>__?)?{_AFTER}"
)
_EMBEDDED = lazy_re(
    r"(?:(?<![ \n])[ \n]++|\A)<(?!\s)((?:[^<>\x00]|\x00.)+)(?<![\s\x00])>\Z", re.DOTALL
)
_TARGET = lazy_re(r"(?<!\x00)<")
_ESCAPE = lazy_re(r"\\([\s\S]?)")
_URI = lazy_re(
    rf"(?i:{_BEFORE}(?:(?P<scheme>[a-z][a-z0-9.+-]{{0,40}})"
    r":(?://?)?[-_.!~*'()\[\];/:@&=+$,%a-z0-9\x00?#]{0,2000}[_~*/=+a-z0-9]"
    r"|(?:[-_!~*'{|}/\#?^`&=+$%a-z0-9\x00]{1,64}\.){0,8}"
    r"[-_!~*'{|}/\#?^`&=+$%a-z0-9\x00]{1,64}(?<!\x00)@"
    r"[-_!~*'{|}/\#?^`&=+$%a-z0-9\x00]+(?:\.[-_!~*'{|}/\#?^`&=+$%a-z0-9\x00]*)*(?<=[_~*/=+a-z0-9])"
    rf"){_AFTER})"
)
# The schemes that docutils knows.
_SCHEMES = frozenset([
    "about", "acap", "addbook", "afp", "afs", "aim", "callto", "castanet", "chttp", "cid", "crid",
    "data", "dav", "dict", "dns", "eid", "fax", "feed", "file", "finger", "freenet", "ftp", "go",
    "gopher", "gsm-sms", "h323", "h324", "hdl", "hnews", "http", "https", "hydra", "iioploc",
    "ilu", "im", "imap", "info", "ior", "ipp", "irc", "iris.beep", "iseek", "jar", "javascript",
    "jdbc", "ldap", "lifn", "livescript", "lrq", "mailbox", "mailserver", "mailto", "md5", "mid",
    "mocha", "modem", "mtqp", "mupdate", "news", "nfs", "nntp", "opaquelocktoken", "phone", "pop",
    "pop3", "pres", "printer", "prospero", "rdar", "res", "rtsp", "rvp", "rwhois", "rx", "sdp",
    "service", "shttp", "sip", "sips", "smb", "snews", "snmp", "soap.beep", "soap.beeps", "ssh",
    "t120", "tag", "tcp", "tel", "telephone", "telnet", "tftp", "tip", "tn3270", "tv", "urn",
    "uuid", "vemmi", "videotex", "view-source", "wais", "whodp", "whois++", "x-man-page",
    "xmlrpc.beep", "xmlrpc.beeps", "z39.50r", "z39.50s",
])  # fmt: skip
_MAY_PRECEDE = lazy_re(rf"[\s{_OPENERS}{_DELIMITERS}]")
_MAY_FOLLOW = lazy_re(rf"[\s\\.,;!?{_DELIMITERS}{_CLOSERS}]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of inline markup, ``text[start:end]``; its text is ``text[inner:close]``.

    ``kind`` is "emphasis", "strong", "literal", "target", "substitution", "name" (``word_``),
    "note", "reference" (in backquotes), "role" (interpreted text, of the role ``name``), "uri",
    "stray" for a start without an end, "address" for one that docutils doesn't read, because it
    doesn't know its scheme or another one before it, or "scheme" for other text before a colon.
    ``target`` is what a reference or a role names after its text. ``anonymous`` is True for a
    reference with two underscores.
    """

    start: int
    end: int
    kind: str
    inner: int = 0
    close: int = 0
    name: str = ""
    target: str = ""
    anonymous: bool = False


def is_like_address(name: str) -> bool:
    """Whether a name in angle brackets would be read as an address."""
    return _URI.match(f"{name}_") is not None


def nulled(text: str) -> str:
    """The text with a NUL for each backslash that escapes; a text of the same length."""
    return _ESCAPE.sub("\0\\1", text) if "\\" in text else text


def is_escaped(text: str) -> bool:
    """Whether a character after a text would be escaped."""
    return trailing_backslashes(text) % 2 == 1


def trailing_backslashes(text: str) -> int:
    """How many backslashes are at the end of a text."""
    at = len(text)
    while text.startswith("\\", at - 1) and at:
        at -= 1
    return len(text) - at


@lru_cache(maxsize=4096)
def may_precede(char: str) -> bool:
    """Whether inline markup may begin after a character; "" is the start of a text."""
    return not char or _MAY_PRECEDE.match(char) is not None


@lru_cache(maxsize=4096)
def may_follow(char: str) -> bool:
    """Whether inline markup may end before a character; "" is the end of a text."""
    return not char or _MAY_FOLLOW.match(char) is not None


def scan(text: str) -> list[Span]:
    """The inline markup in a text, in order, and what looks like some."""
    if not any(char in text for char in "*`_|@:"):
        return []
    text = nulled(text)
    found: list[Span] = []
    at = free = 0
    unclosed: set[str] = set()
    while (match := _FIRST.match(text, at) or _NEXT.search(text, at)) is not None:
        one = _span(text, match, unclosed)
        if one is None:  # A start in quotation marks is text.
            at = match.end()
            continue
        found += [*_uris(text, free, one.start), one]
        at = one.end
        free = one.start if one.kind == "stray" else one.end
    return [*found, *_uris(text, free, len(text))]


def _span(text: str, match: re.Match[str], unclosed: set[str]) -> Span | None:
    """The markup that a match begins; signs of which no end follows are added to ``unclosed``."""
    start, end = match.span()
    if match["whole"]:
        if match["refname"]:
            close = match.end("refname")
            return Span(start, end, "name", start, close, anonymous=match["refend"] == "__")
        return Span(start, end, "note")
    if not match["role"] and _is_quoted(text, start, end):
        return None
    if match["quote"]:
        return _quoted(text, match, unclosed)
    # An empty literal has no end, but one of backslashes has.
    closing = _closing(_ENDS[match["start"]], text, end + 1, unclosed)
    if closing is None:
        return Span(start, end, "stray")
    kind = _KINDS[match["start"]]
    return Span(start, closing.end(), kind, end, closing.start())


def _closing(
    pattern: re.Pattern[str], text: str, at: int, unclosed: set[str]
) -> re.Match[str] | None:
    found = None if pattern.pattern in unclosed else pattern.search(text, at)
    if found is None:
        unclosed.add(pattern.pattern)
    return found


def _quoted(text: str, match: re.Match[str], unclosed: set[str]) -> Span:
    start, inner = match.span("quote")
    role = match["role"]
    closing = _closing(_QUOTE_END, text, inner + 1, unclosed)
    if closing is None:
        return Span(start, inner, "stray")
    close, end = closing.span()
    start = match.start()
    if (role and (closing["role"] or closing["refend"])) or (closing["role"] and closing["refend"]):
        return Span(start, end, "stray", inner, close)
    if closing["refend"]:
        anonymous = closing["refend"] == "__"
        embedded = _EMBEDDED.search(text[inner:close])
        if embedded:
            close, target = inner + embedded.start(), embedded[1]
            return Span(start, end, "reference", inner, close, "", target, anonymous)
        return Span(start, end, "reference", inner, close, anonymous=anonymous)
    name = (role or closing["role"] or "")[1:-1]
    target = _TARGET.search(text, inner + 1, close) if name and text[close - 1] == ">" else None
    if target:
        words = len(text[inner : target.start()].rstrip())
        return Span(start, end, "role", inner, inner + words, name, text[target.end() : close - 1])
    return Span(start, end, "role", inner, close, name)


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a start is between an opening and a closing sign, or at the end of the text."""
    if start == 0:
        return False
    return end >= len(text) or text[end] in _PAIRS.get(text[start - 1], "")


def _uris(text: str, start: int, end: int) -> Iterator[Span]:
    """The addresses in a part of a text. After an unknown scheme docutils reads none."""
    if ":" not in text and "@" not in text:
        return
    kind = "uri"
    for match in _URI.finditer(text, start, end):
        scheme = match["scheme"]
        if scheme is None or scheme.lower() in _SCHEMES:
            yield Span(match.start(), match.end(), kind)
        else:
            kind = "address"
            known = text.startswith("://", match.end("scheme"))
            yield Span(match.start(), match.end(), kind if known else "scheme")

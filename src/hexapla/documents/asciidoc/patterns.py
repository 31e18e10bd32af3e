"""The patterns of AsciiDoc's inline markup, as in Asciidoctor."""

from __future__ import annotations

import re

from hexapla.lazy import lazy_re, lazy_regex

__all__ = [
    "ADDRESS",
    "ANCHOR",
    "ANGLES",
    "ATTRIBUTE",
    "BY_NAME",
    "COMPAT",
    "CUSTOM",
    "EMAIL",
    "ESCAPE",
    "FOOTNOTE",
    "FORMATS",
    "IMAGE",
    "LITERAL",
    "MENU",
    "PASS",
    "QUOTED_MENU",
    "REFERENCE",
    "SHORT",
    "SIGN",
    "SPECIAL",
    "STEM",
    "TERM",
    "URL",
    "XREF",
    "with_letters",
]

ROLE = r"(?:\[[^\]\[]+\])?"
PASS = lazy_re(
    rf"(?:(\\?){ROLE}(\\{{0,2}})(\+\+\+?|\$\$)(.*?)\3|(\\?)pass:(?:[a-z]+(?:,[a-z-]+)*)?\[(?:|.*?[^\\])\])",
    re.DOTALL,
)
LITERAL = lazy_re(rf"(?:^|(?<=[^\w;:])){ROLE}(\\?)([+`])(\S|\S.*?\S)\2(?!\w)", re.DOTALL)
STEM = lazy_re(r"\\?(?:stem|latexmath|asciimath):(?:[a-z]+(?:,[a-z-]+)*)?\[.*?[^\\]\]", re.DOTALL)


def _unconstrained(sign: str) -> re.Pattern[str]:
    return lazy_re(rf"(\\?)({ROLE}{sign})(.+?)({sign})", re.DOTALL)


def _constrained(sign: str, before: str = "", after: str = "", end: str = "") -> re.Pattern[str]:
    return lazy_re(
        rf"(?:^|(?<=[^\w;:}}{before}]))()({ROLE}{sign})(\S|\S.*?\S)({end or sign})(?![\w{after}])",
        re.DOTALL,
    )


_STRONG = (("strong", _unconstrained(r"\*\*")), ("strong", _constrained(r"\*")))
_OTHERS = (
    ("emphasis", _unconstrained("__")),
    ("emphasis", _constrained("_")),
    ("mark", _unconstrained("##")),
    ("mark", _constrained("#", before="&")),
    ("superscript", lazy_re(rf"(\\?)({ROLE}\^)(\S+?)(\^)")),
    ("subscript", lazy_re(rf"(\\?)({ROLE}~)(\S+?)(~)")),
)
FORMATS = (
    *_STRONG,
    ("double", _constrained('"`', end='`"')),
    ("single", _constrained("'`", before="`", end="`'")),
    ("code", _unconstrained("``")),
    ("code", _constrained("`", before="\"'`", after="\"'`")),
    *_OTHERS,
)
COMPAT = (
    *_STRONG,
    ("double", _constrained("``", end="''")),
    ("emphasis", _constrained("'")),
    ("code", _constrained("`", before="`", after="`")),
    ("code", _unconstrained(r"\+\+")),
    ("code", _constrained(r"\+")),
    *_OTHERS,
)

TARGET = r"(?:[^:\s\[\]][^\s\[\]]*)?"
TEXT = r"\[(?P<text>|.*?[^\\])\]"
IMAGE = lazy_re(
    rf"(?P<escape>\\?)(?P<name>image|icon):(?P<target>[^:\s\[](?:[^\n\[]*?[^\s\[])?){TEXT}",
    re.DOTALL,
)
SHORT = lazy_re(
    rf"(?P<escape>\\?)(?<!\w)(?P<name>kbd|btn|indexterm2?):(?P<target>){TEXT}", re.DOTALL
)
MENU = lazy_re(
    r"(?P<escape>\\?)(?P<name>menu):(?P<target>\w|[\w&][^\n\[]*?[^\s\[])\[(?P<text>|.*?[^\\])\]",
    re.DOTALL,
)
QUOTED_MENU = lazy_re(r'\\?"(?P<text>[\w&][^"]*?\s>\s[^"]*)"')
TERM = lazy_re(r"(?P<escape>\\?)\(\((?P<text>.+?)\)\)(?!\))", re.DOTALL)
URL = lazy_re(
    r"(?:^|(?<=[\s<>()\[\];\"'])|(?P<link>link:))(?P<escape>\\?)"
    r"(?P<url>(?:https?|file|ftp|irc)://[^\s\[\]<>]*[^\s.,\[\]<>])"
    rf"(?:{TEXT})?",
    re.DOTALL,
)
ADDRESS = lazy_re(rf"(?P<escape>\\?)(?P<name>link|mailto):(?P<target>{TARGET}){TEXT}", re.DOTALL)
BY_NAME = lazy_re(
    # No address has fifty attributes: without a limit, a row of them takes quadratic time.
    r"(?P<escape>\\?)(?P<name>)(?P<target>(?:\{[\w-]++\}[\w.~:/?#@!$&'*+,;=%-]*+){1,50}+)"
    rf"(?<!:){TEXT}",
    re.DOTALL | re.ASCII,
)
EMAIL = lazy_re(r"(?<![\\>:/\w.])\w[\w\-.%+]*@[^\W_][\w\-.]*\.[a-zA-Z]{2,5}\b")
ANCHOR = lazy_re(
    r"\\?(?:\[\[\[[^\W\d][\w\-:.]*(?:, *[^\]]+)?\]\]\]|\[\[[^\W\d][\w\-:.]*(?:, *.+?)?\]\]"
    r"|anchor:[^\W\d][\w\-:.]*\[(?:|.*?[^\\])\])"
)
ANGLES = lazy_re(r"(?P<escape>\\?)<<(?P<target>[\w#/.:{].*?)>>", re.DOTALL)
XREF = lazy_re(rf"(?P<escape>\\?)(?P<name>xref):(?P<target>[\w#/.:{{][^\[\]]*?){TEXT}", re.DOTALL)
CUSTOM = lazy_re(
    rf"(?<![\w\\])(?![\w-]*footnote(?:ref)?:)(?P<name>[a-z][\w-]*):(?!:){TARGET}\[(?:|[^\]]*?[^\\])\]"
)
FOOTNOTE = lazy_re(
    rf"(?P<escape>\\?)(?P<name>footnote(?:ref)?):(?P<target>[\w-]*){TEXT}", re.DOTALL
)
REFERENCE = lazy_re(r"&(?:[a-zA-Z][a-zA-Z]+\d{0,2}|#\d{2,5}|#[xX][\da-fA-F]{2,4});")
ATTRIBUTE = lazy_re(r"\\?\{(?:\w[\w-]*|(?:set|counter2?):[^{}]+?)\\?\}")
ESCAPE = lazy_re(r"\\(?=[*_#`^~{<\[(+]|https?:|[a-z]+:\S*\[)")
_COMBINING = lazy_regex(r"\p{M}")
SIGN = lazy_re(r"[*_#`+^~{&<\[(:\\@$]|''")
SPECIAL = lazy_re(r"[<>&]")


def with_letters(text: str) -> str:
    """A text with a letter for each combining mark: in Ruby, but not in `re`, it is in a word."""
    return text if text.isascii() else _COMBINING.sub("m", text)

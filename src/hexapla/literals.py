"""What isn't words in any text: addresses, placeholders, character references, tags, markup.

Everything that gets texts of unknown formats shares these patterns: the memory, segmentation, the
checks, drafting and the exchange formats. What is markup in a document is known to its format
(`Format.marks`, `Format.changes`); a message of a program has no other owner.

Every quantifier is bounded, or its class excludes what ends it: matching takes linear time.
"""

from __future__ import annotations

import re

from hexapla.lazy import lazy_re

__all__ = [
    "ADDRESS",
    "ANY_ADDRESS",
    "BRACED",
    "CALL",
    "CODE",
    "DATE_FORMAT",
    "DESTINATION",
    "DRIVE",
    "EMOJI",
    "EMPHASIS",
    "FILE",
    "IDENTIFIER",
    "KEYS",
    "LOOK",
    "MAIL",
    "MESSAGE_PLACEHOLDER",
    "NOTE",
    "OPAQUE",
    "OPTION",
    "PATH",
    "PLACEHOLDER",
    "POSITION",
    "REFERENCE",
    "ROLE",
    "SHORTCODE",
    "TAG",
    "VERSION",
    "attributes",
]

# Without the punctuation, kana, ideographs, syllables and Thai letters that may follow without a
# space.
_OTHER_SCRIPTS = r"（）\u0e00-\u0e7f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
_BEFORE_HOST = r"(?:https?|ftps?|file|ssh|git|magnet|tel)://|\bwww\.[a-z0-9-]+\."
ADDRESS = (
    rf"(?:{_BEFORE_HOST})[^\s<>\"'«»“”„‟‘’`{{}}|\\^\[\]{_OTHER_SCRIPTS}]+"
    r"|(?:mailto:|tel:)[^\s<>\"'«»“”]+"
)
"""An address, with the punctuation that may end the sentence; match it in any case."""

_UNTIL_SPACE = r"[^\s<>\"«»“”、。，！？；：）（「」]*[\w/#=&%+~$-]"
ANY_ADDRESS = (
    rf"(?:https?|ftps?|file|ssh|git|magnet)://{_UNTIL_SPACE}"
    rf"|\bwww\.[\w-]+\.{_UNTIL_SPACE}|(?:mailto:|tel:)[\w.+@%?=&-]*\w"
)
"""An address that may have letters of any script and placeholders in it, up to a space."""

MAIL = r"(?a:[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})"
"""An email address."""

REFERENCE = r"&(?:[A-Za-z][A-Za-z0-9._-]{1,40}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
"""A reference to a character or an entity."""

POSITION = r"(?<![\d%])%L?\d{1,2}"
"""The place of an argument: Qt, KDE. In an article, it may be a percentage."""

PLACEHOLDER = (
    r"(?a:"  # in scripts without spaces, other letters may be adjacent
    r"%\([\w. -]{1,60}\)[#0\- +]{0,5}[\d.*]{0,8}[diouxXeEfFgGcrsa]"  # Python, named
    r"|%\d{1,2}\$[-+#0 ]{0,5}\d{0,4}(?:\.\d{1,3})?(?:hh|h|ll|l|L|z|q)?[A-Za-z@]"  # C, numbered
    r"|%%[A-Za-z_]\w{0,40}%%"
    r"|(?<![\d%])%[A-Za-z_]\w{1,40}%"  # Twig, Windows
    r"|(?<![\d%])%[-+#0]{0,5}\d{0,4}(?:\.(?:\d{1,3}|\*))?(?:hh|h|ll|l|L|z|j|t|q)?"
    r"[diouxXeEfFgGaAcspn@](?![A-Za-z])"  # C
    r"|\{%[^{}]{1,200}%\}|<%[^%<>]{1,200}%>"
    r"|[$#%]?\{\{\{?[^{}\n]{1,200}\}?\}\}"
    r"|[$#%@]?(?u:\{\s?[A-Za-z_]?[\w.\[\]-]{0,60}(?:![rsa])?(?::[^{}\s]{0,40})?\s?\})"
    r"|(?<!\w)@[A-Z][A-Z0-9_]{1,40}@|\$\([\w.]{1,40}\)"
    r"|\$t\([^()\s]{1,60}\)"
    r"|(?<![\w$])__[A-Z][A-Z0-9_]{1,40}__(?!\w)"
    r"|(?<![\w$])\$[a-zA-Z_]\w{0,40}\$?(?!\w))"
)
"""A placeholder of a program or a template in any text."""

MESSAGE_PLACEHOLDER = (
    rf"(?a:{POSITION}(?!\d)(?![%$])"
    r"|(?<![\d%])%(?=[A-Z0-9]{0,40}[A-Z_])[A-Z_][A-Z0-9_]{1,40}(?![%\w])"
    r"|\[\[(?! )[\w. |-]{1,60}(?<! )\]\]|\$\[[\w.]{1,40}\]|(?<!\w)#[A-Z][A-Z0-9_]{1,40}#)"
)
"""Also a placeholder in a message; in an article these are percentages, links and hashtags."""

DATE_FORMAT = r"%[-_^#0EO]{0,2}[YyBbHIMjkRT](?![A-Za-z0-9_])"
"""A conversion of strftime that no printf has."""

PATH = (
    r"(?a:(?<![\w/.@])(?:(?:~|\.{1,2}|/)?(?:/[\w.@+-]{1,60}){2,12}"
    r"|(?:~|\.{1,2})/[\w.@+-]{0,60}\w)/?)"
)
"""A file's path."""

DRIVE = r"(?a:(?<!\w)[A-Za-z]:\\{1,2}\w[\w.\\-]{0,120})"
"""A file's path on Windows."""

CALL = r"(?a:(?<![\w.])[A-Za-z_][\w.:]{1,60}\(\))"
"""A call of a function without arguments."""

ROLE = r":[a-zA-Z][\w:+.-]{0,40}:"
"""A role of reStructuredText or MyST, without its text."""

EMOJI = r":[a-z][a-z\d_+-]{1,30}:"
"""The name of an emoji."""

CODE = r"(?<![\w`])(?P<ticks>`{1,3})(?![\s`])[^`]{1,200}(?<![\s.!?])(?P=ticks)(?![\w`])"
"""Code in backquotes, and no quotation in them that ends like a sentence."""

BRACED = r"(?<!\{)\{{1,2}[^{}]{1,80}\}{1,2}"
"""Anything in braces."""

NOTE = r"\[(?:\^|fn:|#|\d|\*)[^\]]{0,40}\]_?|\^\[(?s:.*)\]"
"""A whole text that is a reference to a note, `[^1]`, `[12]_` or `[fn:1]`, or one in its place."""

SHORTCODE = r"\[/?[a-z][\w-]{0,40}(?:\s[^\[\]\s=]{1,40}=[^\[\]]{1,200})\]|\[/[a-z][\w-]{2,40}\]"
"""A shortcode of WordPress with attributes."""

KEYS = r"(?<![\w+])\+\+[a-z\d\"][\w+\"-]{0,40}\+\+(?![\w+])"
"""Keys: ++ctrl+alt+del++."""

OPTION = r"(?<![\w{-])--?[A-Za-z][\w-]{1,40}(?:=[^\s,;]{1,60}(?<![.]))?(?![\w-])"
"""An option of a command."""

IDENTIFIER = r"(?<!\w)[A-Za-z]\w{0,40}_\w{1,60}(?!\w)"
"""A name with underscores."""

_SUFFIXES = (
    "7z|apk|asc|bak|bat|bin|bz2|c|cc|cfg|conf|cpp|cs|css|csv|dat|db|deb|dll|dmg|doc|docx|dylib|ebook"
    "|env|epub|exe|gif|gz|h|hpp|htm|html|ico|ics|ini|ipynb|iso|jar|java|jpeg|jpg|js|json|jsx|kt|lock"
    "|log|lua|m4a|md|mkv|mo|mov|mp3|mp4|odp|ods|odt|ogg|otf|pdf|php|pl|png|po|pot|ppt|pptx|ps1|py|pyc"
    "|rar|rb|rs|rst|rtf|scss|sh|so|sql|sqlite|srt|svg|swift|tar|tex|tgz|tif|tiff|tmx|toml|ts|tsv|tsx"
    "|ttf|txt|wasm|wav|webm|webp|whl|woff|woff2|xhtml|xlf|xliff|xls|xlsx|xml|xz|yaml|yml|zip|zst"
)
FILE = rf"(?<![\w@])[\w-]{{0,60}}(?:\.[\w-]{{1,40}}){{0,3}}\.(?:{_SUFFIXES})(?![\w-])"
"""The name of a file."""

VERSION = (
    r"(?<![\w.,])v\d+(?:\.\d+)*(?:[-.]?(?:rc|a|b|alpha|beta|dev|x)\d*)?(?!\w)"
    r"|(?<![\w.,])\d+(?:\.\d+)+[-.]?(?:rc|alpha|beta|dev|x)\d*(?!\w)"
    r"|(?<![\w.,/-])\d{1,4}(?:\.\d{1,5}){2,4}(?![\w,/])(?!\.\w)"
)
"""A version: v2, 1.2.3, 0.85.x, 2.0-rc1; no decimals, dates or times."""

# How far from its beginning the end of a piece is looked for.
_FAR = 1_000
OPAQUE = (
    rf"(?P<fence>(?<!`)`+(?!`)).{{1,{_FAR}}}?(?<!`)(?P=fence)(?!`)"  # code
    r"|\{\w*\}|%(?:\(\w+\))?[sd]"  # placeholders
    r"|<https?://[^\s<>]+>|https?://[^\s<>()\[\]]*[\w/=#&%~+$@-]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # addresses of mail
    r"|\[\^[^\[\]\s]+\]"  # references to notes
)
"""What is a part of a sentence in any format, like a word."""

# Tags of forums; one without an address counts only if its closing tag follows.
_FORUM = "b|i|u|s|url|email|img|quote|code|size|colou?r|font|center"
LOOK = (
    rf"</?[A-Za-z][^<>]*>|<!--.{{0,{_FAR}}}?-->"  # tags, comments
    # Both ends of a link of Markdown.
    r"|!?\[(?=[^\[\]]*\][(\[])|\]\((?:<[^<>]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s\"[^\"]*\")?\)"
    r"|\]\[[^\[\]]*\]"
    rf"|\[/(?:{_FORUM})\]|\[(?:{_FORUM})=[^\[\]]*\]"
    rf"|\[(?P<tag>{_FORUM})\](?=.{{0,{_FAR}}}\[/(?P=tag)\])"
    # A run of asterisks between digits or between spaces is not emphasis.
    r"|(?!(?<=\d)\*+\d)(?!(?<=\s)\*+\s)\*{1,3}|~~|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)"
)
"""Markup in any format that only shows how words look, or where they lead."""

TAG = lazy_re(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{0,60}|\d{1,3}(?=/?>))"
    r"(?P<attributes>(?:\s[^<>]{0,2000}?)?)(?P<empty>/?)>|<!--.{0,4000}?-->",
    re.DOTALL,
)
"""A tag or a comment in a sentence."""

DESTINATION = lazy_re(
    r"\]\(\s*(?P<to><[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"
    r"(?:\s+(?P<title>\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
"""The destination of a Markdown link, with its title."""

EMPHASIS = lazy_re(r"\*{1,3}|_{1,3}|~~")
"""A mark of Markdown's emphasis."""

_ATTRIBUTE = lazy_re(
    r"([A-Za-z_:@][\w:.-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?", re.ASCII
)


def attributes(tag: re.Match[str]) -> list[tuple[str, str]]:
    """The names and values of a tag's attributes, from a match of `TAG`."""
    found = _ATTRIBUTE.findall(tag["attributes"])
    return [(name, value.strip("\"'")) for name, value in found]

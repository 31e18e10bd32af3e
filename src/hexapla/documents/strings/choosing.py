"""Which strings of a file are texts that readers see, and which files are files of strings."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from hexapla import literals
from hexapla.lazy import lazy_re

__all__ = ["is_chosen", "is_text", "looks_like_words"]

# Keys whose values are texts only if they look like texts.
_TECHNICAL = frozenset(
    [
        "anchor", "class", "classname", "code", "color", "colour", "css", "date", "dir", "encoding",
        "extends", "file", "filename", "format", "href", "icon", "id", "ids", "identifier", "image",
        "img", "key", "lang", "language", "layout", "link", "locale", "logo", "method", "mime",
        "name", "path", "permalink", "platform", "position", "ref", "rel", "route", "slug", "src",
        "style", "tag", "target", "theme", "thumbnail", "type", "uri", "url", "uuid", "version",
        "weight",
    ]
)  # fmt: skip
_CODE = lazy_re(r"[a-z0-9_./:#@-]*|(?=[^\s0-9_/:#@\\]*+[0-9_/:#@\\])\S*+")
_WHOLE = lazy_re(
    rf"(?:{literals.ANY_ADDRESS})|{literals.MAIL}|(?i:#[0-9a-f]{{3,8}})|:\w+"
    r"|(?:\.{0,2}/)[\w@./-]*|[\w-]+(?:/[\w.@-]+)+\.\w+|[a-z_]+(?:::[a-z_]+)+"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
_NOT_WORDS = lazy_re(
    rf"{literals.PLACEHOLDER}|\{{\s*+[\w.$-]*+\s*+\}}|</?[A-Za-z][^<>]*>|%[-_^0#]?[a-zA-Z](?![a-zA-Z])"
    rf"|{literals.REFERENCE}|(?:{literals.ANY_ADDRESS})"
)
_LETTERS = lazy_re(r"[^\W\d_]{2}")
_SPACE = lazy_re(r"\s")
# Most texts: two words or more, and no sign that only code has.
_PLAIN = lazy_re(r"[^\W\d_]+,? [\w ,.;!?'’()“”-]*")


def is_text(name: str, text: str) -> bool:
    """Whether a string is a text, by the name of its key and by what it says."""
    if _PLAIN.fullmatch(text):
        return True
    if not any(map(str.isalpha, text)) or _WHOLE.fullmatch(text.strip()):
        return False
    if not any(map(str.isalpha, _NOT_WORDS.sub("", text))):
        return False
    technical = name.lower().replace("-", "").replace("_", "") in _TECHNICAL
    return not (technical and _CODE.fullmatch(text.strip()))


def looks_like_words(text: str) -> bool:
    """Whether a string has several words, as few strings of settings have."""
    first = _LETTERS.search(text)
    space = first and _SPACE.search(text, first.end())
    return bool(space and _LETTERS.search(text, space.end()))


def is_chosen(context: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether the patterns of the settings choose a string by its path."""
    if include and not any(fnmatchcase(context, pattern) for pattern in include):
        return False
    return not any(fnmatchcase(context, pattern) for pattern in exclude)

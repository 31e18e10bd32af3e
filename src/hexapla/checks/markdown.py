"""Checks of Markdown: code spans, footnotes, and syntax that a translation could break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, note, warning
from hexapla.checks.compare import count_change, differences, listed
from hexapla.documents.emphasis import unread_emphasis
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re

__all__ = ["code", "footnotes", "markdown_syntax"]

# The names of keys (kbd) and of variables (var) are translated.
_CODE_ELEMENT = lazy_re(r"<(code|samp|tt)\b[^<>]{0,200}>([^<>]{0,500})</\1>", re.IGNORECASE)
_BLOCK = lazy_re(r"(?:#{1,6}|>|[-+*]|\d{1,9}[.)])(?:\s|$)|(?:```|~~~)|(?:[-*_]\s*){3,}$|\|")
_BLOCK_OF_CODE = 120
_DELIMITERS = ("**", "__", "~~", "`")


def code(pair: TextPair) -> Iterator[Remark]:
    """Code is unchanged: code spans, and the elements code, samp and tt."""
    if pair.kind not in (Kind.MARKDOWN, Kind.HTML):
        return
    missing, extra = differences(_code_of(pair.source, pair), _code_of(pair.target, pair))
    if missing:
        kept = not extra and all(one in pair.target for one in missing)
        message = "no longer marked as code" if kept else "code missing or changed"
        yield (warning if kept else error)(f"{message}: {listed(missing)}")
    elif extra:
        yield note(f"code not in the source: {listed(extra)}")


def _code_of(text: str, pair: TextPair) -> list[str]:
    """The code in a text, without blocks of code, whose comments and strings are translated."""
    pattern = tokens.CODE if pair.kind is Kind.MARKDOWN else _CODE_ELEMENT
    found = [(match[2] or "").strip() for match in pattern.finditer(text)]
    return [" ".join(one.split()) for one in found if len(one) < _BLOCK_OF_CODE]


def footnotes(pair: TextPair) -> Iterator[Remark]:
    """Markdown footnote references are those of the source."""
    if pair.kind is not Kind.MARKDOWN or ("[^" not in pair.source and "[^" not in pair.target):
        return
    missing, extra = differences(
        tokens.FOOTNOTE.findall(pair.source), tokens.FOOTNOTE.findall(pair.target)
    )
    if missing:
        yield error(f"footnote missing: {listed(missing)}")
    elif extra:
        yield error(f"footnote not in the source: {listed(extra)}")


def markdown_syntax(pair: TextPair) -> Iterator[Remark]:
    """Emphasis and links are closed, and no sentence starts like a list or a heading."""
    if pair.kind is not Kind.MARKDOWN:
        return
    source, target = (re.sub(r"\\.", "  ", text) for text in (pair.source, pair.target))
    opened = _BLOCK.match(target)
    if opened and not _BLOCK.match(source):
        yield error(f"Markdown would read {opened[0].strip()!r} at the start as formatting",
                    None, opened.span())  # fmt: skip
    if source.count("](") != target.count("](") or re.search(r"\]\s+\((?=https?:|/|#)", target):
        yield error("broken link: [text](address) is incomplete or has a space between ] and (")
    bare = [tokens.URL.sub(" ", tokens.CODE.sub(" ", text)) for text in (source, target)]
    for delimiter in _DELIMITERS:
        ours, theirs = (text.count(delimiter) for text in bare)
        if ours != theirs:
            say = error if theirs % 2 and not ours % 2 else warning
            yield say(count_change(delimiter, ours, theirs))
    ours, theirs = (_single(text) for text in bare)
    if ours != theirs:
        say = error if theirs % 2 and not ours % 2 else warning
        yield say(count_change("emphasis marks (* or _)", ours, theirs))
    unread = [] if unread_emphasis(pair.source) else unread_emphasis(pair.target)
    for start, end in unread[:1]:
        yield warning(
            f"Markdown does not read {pair.target[start:end]} as emphasis before a letter: "
            "put the mark before the punctuation or add a space",
            None,
            (start, end),
        )
    if _spaced(bare[1]) and not _spaced(bare[0]):
        yield error("a space inside ** ** prevents bold text")


def _spaced(text: str) -> bool:
    """Whether the text between some pair of ``**`` starts or ends with a space."""
    inside = text.split("**")[1::2]
    return any(part != part.strip() for part in inside)


def _single(text: str) -> int:
    """How many single ``*`` and ``_`` may open or close emphasis."""
    return len(re.findall(r"(?<![*\w])\*(?![*\s])|(?<![*\s])\*(?!\*)(?=\W|$)", text)) + len(
        re.findall(r"(?<![_\w])_(?![_\s])|(?<![_\s])_(?![_\w])", text)
    )

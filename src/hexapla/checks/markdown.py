"""Checks of Markdown: what its parser and the table of syntax read in the two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hexapla import literals
from hexapla.checks import tokens
from hexapla.checks.check import Remark, Span, TextPair, error, note, warning
from hexapla.checks.compare import differences, listed
from hexapla.checks.markup import EMPHASIS
from hexapla.documents.emphasis import unread_emphasis
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["code", "footnotes", "markdown_syntax", "syntax"]

# The names of keys (kbd) and of variables (var) are translated.
_CODE_ELEMENT = lazy_re(r"<(code|samp|tt)\b[^<>]{0,200}>([^<>]{0,500})</\1>", re.IGNORECASE)
_FIRST_WORD = lazy_re(r"\S+")
_BLOCK_OF_CODE = 120
# Elements that other checks compare: addresses, tags, emoji, placeholders; and text in layout.
_ELSEWHERE = frozenset(
    ["address", "block", "citation", "code", "emoji", "emphasis", "footnote", "hardware-address",
     "hashtag", "image", "line break", "link", "mail-address", "mention", "placeholder", "printf",
     "tag", "wiki-link"]
)  # fmt: skip


def code(pair: TextPair) -> Iterator[Remark]:
    """Code is unchanged: code spans, and the elements code, samp and tt."""
    if pair.kind is Kind.MARKDOWN:
        missing, extra = (_short(found) for found in pair.changes.of("code"))
    elif pair.kind is Kind.HTML:
        missing, extra = differences(*(_code_of(text) for text in (pair.source, pair.target)))
    else:
        return
    if missing:
        kept = not extra and all(one in pair.target for one in missing)
        message = msg("no longer marked as code") if kept else msg("code missing or changed")
        yield (warning if kept else error)(f"{message}: {listed(missing)}")
    elif extra:
        yield note(msg("code not in the source: {extra}", extra=listed(extra)))


def _code_of(text: str) -> list[str]:
    """The code in a text of HTML."""
    return _short((match[2] or "").strip() for match in _CODE_ELEMENT.finditer(text))


def _short(found: Iterable[str]) -> list[str]:
    """Code without blocks of code, whose comments and strings are translated."""
    return [" ".join(one.split()) for one in found if len(one) < _BLOCK_OF_CODE]


def footnotes(pair: TextPair) -> Iterator[Remark]:
    """Markdown footnote references are those of the source."""
    if pair.kind is not Kind.MARKDOWN:
        return
    missing, extra = pair.changes.of("footnote")
    if missing:
        yield error(msg("footnote missing: {missing}", missing=listed(missing)))
    elif extra:
        yield error(msg("footnote not in the source: {extra}", extra=listed(extra)))


def syntax(pair: TextPair) -> Iterator[Remark]:
    """The syntax of Markdown's dialects is that of the source: attributes, shortcodes, formulas."""
    if pair.kind is not Kind.MARKDOWN:
        return
    kinds = {one.kind for one in (*pair.changes.missing, *pair.changes.extra)} - _ELSEWHERE
    for kind in sorted(kinds):
        missing, extra = (
            [one for one in found if not _is_found_elsewhere(one)]
            for found in pair.changes.of(kind)
        )
        what = kind.replace("-", " ")
        if missing and extra:
            yield error(
                msg(
                    "{what} changed from {missing} to {extra}",
                    what=what,
                    missing=listed(missing),
                    extra=listed(extra),
                )
            )
        elif missing:
            yield error(
                msg("{what} missing or changed: {missing}", what=what, missing=listed(missing))
            )
        elif extra:
            yield warning(msg("{what} not in the source: {extra}", what=what, extra=listed(extra)))


def _is_found_elsewhere(markup: str) -> bool:
    """Whether other checks compare markup: tags and placeholders."""
    return bool(tokens.PLACEHOLDER.fullmatch(markup) or literals.TAG.fullmatch(markup))


def markdown_syntax(pair: TextPair) -> Iterator[Remark]:
    """Emphasis and links are closed, and no sentence starts like a list or a heading."""
    if pair.kind is not Kind.MARKDOWN:
        return
    _, blocks = pair.changes.of("block")
    opened = _FIRST_WORD.match(pair.target) if blocks else None
    if opened:
        message = msg("Markdown would read {mark!r} at the start as formatting", mark=opened[0])
        yield error(message, None, opened.span())
    source, target = (re.sub(r"\\.", "  ", text) for text in (pair.source, pair.target))
    if source.count("](") != target.count("](") or re.search(r"\]\s+\((?=https?:|/|#)", target):
        yield error(
            msg("broken link: [text](address) is incomplete or has a space between ] and (")
        )
    missing, extra = pair.changes.of("emphasis")
    instead = {mark for name, mark in EMPHASIS.items() if f"<{name}>" in pair.target}
    missing = [mark for mark in missing if mark not in instead]
    if not missing and not extra:
        return
    unread = [] if unread_emphasis(pair.source) else unread_emphasis(pair.target)
    if unread:
        start, end = unread[0]
        shown = pair.target[start:end]
        todo = msg("put the mark before the punctuation or add a space")
        if shown[0] == "_":
            todo = msg("use * or add a space")
        yield warning(
            msg(
                "Markdown does not read {shown} as emphasis next to a letter: {todo}",
                shown=shown,
                todo=todo,
            ),
            None,
            (start, end),
        )
        return
    bare = [
        tokens.URL.sub(" ", tokens.blanked(text, _not_emphasis(text, spans)))
        for text, spans in zip((source, target), pair.markup, strict=True)
    ]
    broken = [one for one in dict.fromkeys(missing) if _is_broken(one, *bare)]
    if broken:
        yield error(
            msg(
                "{broken} is not closed, or has a space inside: it is no emphasis",
                broken=listed(broken),
            )
        )
    elif missing and extra:
        yield warning(
            msg(
                "emphasis changed from {missing} to {extra}",
                missing=listed(missing),
                extra=listed(extra),
            )
        )
    elif missing:
        yield warning(msg("emphasis missing: {missing}", missing=listed(missing)))
    else:
        yield warning(msg("emphasis not in the source: {extra}", extra=listed(extra)))


def _not_emphasis(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    return ((start, end) for start, end in spans if text[start:end].strip("*_~"))


def _is_broken(mark: str, source: str, target: str) -> bool:
    """Whether a translation has marks that Markdown reads as text."""
    ours, theirs = _count(mark, source), _count(mark, target)
    return theirs > 0 and (theirs % 2 != ours % 2 or theirs >= ours)


def _count(mark: str, text: str) -> int:
    """How many marks of a kind may open or close emphasis."""
    if mark == "*":
        found = re.findall(r"(?<![*\w])\*(?![*\s])|(?<![*\s])\*(?!\*)(?=\W|$)", text)
        return len(found) + len(re.findall(r"(?<![_\w])_(?![_\s])|(?<![_\s])_(?![_\w])", text))
    return text.count(mark) + (text.count("__") if mark == "**" else 0)

"""Write a translation as Markdown: markup that the segment has is kept, the rest is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hexapla.documents.emphasis import GAP, unread_pairs
from hexapla.documents.inline import Mark, Role
from hexapla.documents.markdown.defined import normal
from hexapla.documents.markdown.guards import (
    begins_code,
    readable,
    with_apart_commands,
    with_free_addresses,
    with_plain_templates,
    with_read_code,
    with_separate_code,
    without_code,
    without_escapes,
    without_extensions,
    without_tags,
)
from hexapla.documents.markdown.inlines import read_inline
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.strays import without_strays
from hexapla.documents.markdown.syntax import Settings, scan_inline
from hexapla.documents.markdown.unchanged import has_own_links
from hexapla.documents.wrapping import one_line
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = [
    "adapt",
    "in_brackets",
    "in_quotes",
    "in_string",
    "plain",
    "with_breaks",
]

_SPECIAL = lazy_re(r"[*_~`\[\]<&$\\{]")
_RUN = lazy_re(r"[*_~`$]+|!?\[|<|&")
_TAG = lazy_re(r"</?[A-Za-z][\w.:-]*")
_BRACKETS = lazy_re(r"(?<!\\)\[([^\[\]^][^\[\]]*)\](\[\])?(?!\(|\[(?!\^))")
_BRACKET = lazy_re(r"(?<!\\)[\[\]]")
_UNESCAPED = lazy_re(r"(?<!\\)([*_~`\[\]<$])")
# Text that begins a comment or a declaration, which may end in another sentence.
_DECLARATION = lazy_re(r"<(?<!\\<)(?=!--|!\[|![A-Za-z]|\?)")
_ESCAPED = lazy_re(r"\\(?:.|\Z)")
_TRAILING = lazy_re(r"(?<!\\)(?:\\\\)*\\\Z")
# In an item, Goldmark reads the mark of a task anywhere.
_TASK = lazy_re(r"\[(?<!\\\[)(?=[ xX]\](?![(\[:]))")
_TILDES = lazy_re(r"(?<!\\)~{2,}")
_DOUBLED = lazy_re(r"(?<!\*)(\*\*)\*\*([^*]+)\*\*\*\*(?!\*)")
_ROUNDS = 8
# The signs of code and of formulas.
_CODE = ("`", "$")
# Character references that only spell a character.
_SPELLED = lazy_re(r"&(?:lt|gt|amp|nbsp|#\d{2,3});")


def adapt(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation as Markdown.

    Parameters: ``own`` is the segment's text, ``marks`` the markup in it, and ``settings`` those of
    its file. Markup that the segment
    doesn't have, or has fewer times, is escaped. Reference links keep their labels if their text
    has changed.
    """
    new = with_separate_code(without_escapes(one_line(new), own, marks), own, marks)
    if new == own:
        return new
    new = with_apart_commands(_adapted(new, own, marks, settings), own, marks)
    new = with_free_addresses(without_tags(new, own, marks), own, marks)
    return new if settings.mdx else with_read_code(new, own, marks)


def _adapted(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation in which markup that the segment doesn't have is escaped."""
    new = _guarded(new, own, marks, settings)
    if not _SPECIAL.search(new) or has_own_links(new, own, marks):
        return new
    if "****" not in own:  # Pandoc reads no strong emphasis right in another.
        new = _DOUBLED.sub(r"\1\2\1", new)
    new = readable(new, own, marks, settings)
    labels = _labels(own, marks)
    notes = [own[m.start + 2 : m.end - 1] for m in marks if own.startswith("[^", m.start)]
    allowed = [_literal(own, marks, mark) for mark in marks if mark.role is not Role.CLOSE]
    allowed += [GAP] * new.count(GAP)
    if not any("~~" in markup for markup in allowed):
        # Parsers disagree on which of these strike through.
        new = _TILDES.sub(lambda run: "\\~" * len(run[0]), new)
    found: Sequence[Mark] = ()
    for _ in range(_ROUNDS):
        found = read_inline(new, [*labels], notes, settings)
        accepted = _accepted(new, found, allowed)
        if len(accepted) == len(found):
            break
        new = _escape(new, _certain(new, [m for at, m in enumerate(found) if at not in accepted]))
    else:
        # Each escape may turn other text into markup: now escape everything that isn't accepted.
        found = read_inline(new, [*labels], notes, settings)
        accepted = _accepted(new, found, allowed)
        kept = [(found[at].start, found[at].end) for at in accepted]
        new = _escape_around(new, [*kept, *_code_in(new, allowed)])
        found = read_inline(new, [*labels], notes, settings)
    if labels:
        new = _with_labels(new, own, labels, found, marks)
        new = _with_apart_references(new, own, read_inline(new, [*labels], notes, settings))
        found = read_inline(new, [*labels], notes, settings)
    new = without_strays(new, [*found, *_unread(new, own)], own, marks)
    if "][" in new and "][" not in own:
        new = _with_apart_links(new, read_inline(new, [*labels], notes, settings))
    if not settings.mdx:
        new = with_plain_templates(new, own, marks)
    if settings.mdx and begins_code(new):
        found = read_inline(new, [*labels], notes, settings)
        new = without_code(new, found, scan_inline(new, settings), allowed)
    return new


def _unread(new: str, own: str) -> Iterator[Mark]:
    """The marks of emphasis in a translation that CommonMark reads as text, like its source's."""
    count = len(unread_pairs(own, "**"))
    for pair in unread_pairs(new, "**")[:count]:
        yield from (Mark(at, at + 2, Role.ALONE) for at in pair)


def plain(new: str, own: str, settings: Settings) -> str:
    """A translation of an image's alt text; ``own`` is the source's."""
    return in_brackets(adapt(new, own, read_inline(own, settings=settings), settings))


def in_brackets(text: str) -> str:
    """A text such that it can stand in brackets: if not all of its own are pairs, they are text."""
    depth = lowest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket == "[" else -1
        lowest = min(lowest, depth)
    return text if depth == lowest == 0 else _BRACKET.sub(r"\\\g<0>", text)


def _guarded(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation in which extensions of Markdown that the segment doesn't have are text."""
    if _DECLARATION.search(new) and not _DECLARATION.search(own):
        new = _without_declarations(new, read_inline(new, settings=settings))
    if not _TASK.search(own):
        new = _TASK.sub(r"\\[", new)
    if new.endswith("\\") and not _TRAILING.search(own):
        new = _TRAILING.sub(r"\g<0>\\", new)
    count = sum(own[mark.start : mark.end] == BREAK for mark in marks)
    # Without line breaks, a backslash before a space is Pandoc's no-break space.
    spaces = BREAK in own and not count
    new = with_breaks(new, own, marks, [BREAK] * count, BREAK if spaces else f"\\{BREAK}")
    if "](" in new:
        new = _with_apart_rounds(new, own, settings)
        # To some parsers a formula, up to the next `\\)` and over links.
        if "\\(" not in own and "`" not in new:
            new = new.replace("\\(", "&#40;")
    return without_extensions(new, own, marks, settings)


def _with_apart_rounds(new: str, own: str, settings: Settings) -> str:
    """A translation in which a parenthesis after a note or a link of the table is no address."""
    if "]](" not in own:
        new = new.replace("]](", "]]&#40;")
    for span in reversed(scan_inline(new, settings)):
        literal = new[span.start : span.end]
        if literal[-1] == "]" and new.startswith("(", span.end) and f"{literal}(" not in own:
            new = f"{new[: span.end]}&#40;{new[span.end + 1 :]}"
    return new


def _without_declarations(new: str, found: Sequence[Mark]) -> str:
    """A translation in which nothing outside code begins a comment or a declaration."""
    code = Spans((one.start, one.end) for one in found if new[one.start] in "`$")
    starts = [match.start() for match in _DECLARATION.finditer(new)]
    free = [at for at in starts if not code.surround(at)]
    for at in reversed(free):
        new = f"{new[:at]}&lt;{new[at + 1 :]}"
    return new


def with_breaks(new: str, own: str, marks: Sequence[Mark], breaks: Sequence[str], more: str) -> str:
    """A translation with other text for its hard line breaks, in order.

    After ``breaks`` the others become ``more``. ``own`` and ``marks`` are the source's text and
    markup; a backslash in a formula or a tag is no line break.
    """
    if BREAK not in new:
        return new
    literals = sorted({own[mark.start : mark.end] for mark in marks} - {BREAK}, key=len)
    opaque = [re.escape(one) for one in reversed(literals) if BREAK in one]
    waiting = iter(breaks)

    def written(match: re.Match[str]) -> str:
        return next(waiting, more) if match[0] == BREAK else match[0]

    return re.sub("|".join([*opaque, re.escape(BREAK)]), written, new)


def in_quotes(new: str, opener: str, markup: bool) -> str:
    """A translation in quotation marks: a title, or an attribute of a tag (``markup``)."""
    new = one_line(new)
    if opener == "`":  # A raw string of Hugo has no escapes.
        return new.replace("`", "'")
    closer = {"(": ")"}.get(opener, opener)
    if closer not in "\"')":
        return new
    if markup:
        new = new.replace(">", "&gt;")  # Pandoc and others end a tag there.
        return new.replace(closer, "&quot;" if closer == '"' else "&#39;")
    escaped = re.sub(rf"(?<!\\)((?:\\\\)*)([{re.escape(opener + closer)}])", r"\1\\\2", new)
    return escaped + "\\" if re.search(r"(?<!\\)(?:\\\\)*\\\Z", escaped) else escaped


def in_string(new: str, own: str, sign: str) -> str:
    """A translation in a string of a program; ``own`` is the source's, ``sign`` its quotation mark.

    A backslash is doubled if the source has no such escape.
    """
    known = {match[0] for match in _ESCAPED.finditer(own)}
    escaped = _ESCAPED.sub(lambda m: m[0] if m[0] in known else f"\\\\{m[0][1:]}", one_line(new))
    return re.sub(rf"(?<!\\)((?:\\\\)*){re.escape(sign)}", rf"\1\\{sign}", escaped)


def _kind(markup: str) -> str:
    """The key for comparing markup: equal for markup of the same kind."""
    if markup.startswith("["):  # Most are the ends of links.
        return "[^" if markup.startswith("[^") else "["
    run = _RUN.match(markup)
    if run is None:
        return ""
    start = run[0]
    if start[0] in "*_":
        return "*" * len(start)
    if start == "<":
        tag = _TAG.match(markup)
        return tag[0].lower() if tag else "<"
    if start == "&":
        return "" if _SPELLED.fullmatch(markup) else markup
    return start[0] if start[0] in "`$~" else start


def _accepted(text: str, found: Sequence[Mark], allowed: Sequence[str]) -> set[int]:
    """The indexes of the marks that are allowed; of a pair, both ends or neither.

    A mark that is exactly like one that is allowed comes before others of its kind. Other code and
    formulas are allowed only in place of those that the text doesn't have.
    """
    exact = Counter(allowed)
    kinds = Counter(map(_kind, allowed))
    accepted: set[int] = set()
    opening = [
        (index, literal := _literal(text, found, mark), _kind(literal))
        for index, mark in enumerate(found)
        if mark.role is not Role.CLOSE
    ]
    for same in (True, False):
        if not same:
            gone = Counter(one[0] for one in allowed if one[:1] in _CODE and one not in text)
            kinds.update({sign: min(kinds[sign], gone[sign]) - kinds[sign] for sign in _CODE})
        for index, literal, kind in opening:
            if index in accepted or (same and not exact[literal]):
                continue
            if not kind or kinds[kind] > 0:
                exact[literal] -= 1
                kinds[kind] -= 1
                accepted.add(index)
    accepted.update(mark.partner for index, mark in enumerate(found) if index in accepted)
    return accepted - {-1}


def _literal(text: str, marks: Sequence[Mark], mark: Mark) -> str:
    """A mark as it is written, with the other end of its pair."""
    other = marks[mark.partner] if mark.partner >= 0 else mark
    own = text[mark.start : mark.end]
    return own if other is mark else own + text[other.start : other.end]


def _certain(text: str, marks: Sequence[Mark]) -> Sequence[Mark]:
    """The marks up to the first that hides what is in it, and shifts what comes after it."""
    for at, mark in enumerate(marks):
        if text[mark.start] in "`$":
            return marks[: at + 1]
    return marks


def _escape(text: str, marks: Sequence[Mark]) -> str:
    """The text with some of its markup escaped."""
    for mark in reversed(marks):
        markup = text[mark.start : mark.end]
        run = _RUN.match(markup)
        start = run[0] if run else ""
        # The other end of code or of a formula could begin another one. A price has none.
        if start[:1] in ("`", "$") and markup.endswith(start[0], 1):
            sign = start[0]
            size = min(len(start) - len(start.lstrip(sign)), len(markup) // 2)
            inner = markup[size : len(markup) - size]
            first = f"\\{sign}" * size
            last = f"&#{ord(sign)};" * size if sign == "`" else sign * size
            text = f"{text[: mark.start]}{first}{inner}{last}{text[mark.end :]}"
            continue
        shown = "&amp;" if start == "&" else re.sub(r"([^!])", r"\\\1", start)
        rest = markup[len(start) :]
        if start.endswith("[") or markup.startswith("]"):  # It could end another link.
            rest = re.sub(r"\](?=[^\]]*\Z)", r"\\]", rest, count=1)
        text = text[: mark.start] + shown + rest + text[mark.end :]
    return text


def _escape_around(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with every possible markup character outside some spans escaped."""
    out: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            out += (_UNESCAPED.sub(r"\\\1", text[at:start]), text[start:end])
            at = end
    return "".join([*out, _UNESCAPED.sub(r"\\\1", text[at:])])


def _code_in(text: str, allowed: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where code that is allowed is in a text, even inside of what looks like other markup."""
    for markup in allowed:
        start = text.find(markup) if markup.startswith("`") else -1
        if start >= 0:
            yield start, start + len(markup)


def _labels(own: str, marks: Sequence[Mark]) -> dict[str, str]:
    """The labels of reference links and images in a segment, by their normalized form."""
    labels: dict[str, str] = {}
    for label in _every_label(own, marks):
        labels.setdefault(normal(label), label)
    return labels


def _every_label(own: str, marks: Sequence[Mark]) -> Iterator[str]:
    """The label of each reference link and image in a segment, in order."""
    for mark in marks:
        markup = own[mark.start : mark.end]
        label = ""
        if mark.role is Role.CLOSE and markup in ("]", "][]"):
            label = own[marks[mark.partner].end : mark.start]
        elif mark.role is Role.CLOSE and markup.startswith("]["):
            label = markup[2:-1]
        elif markup.startswith("![") and not markup.endswith(")"):
            inner = markup[2:-1].removesuffix("][")
            label = inner.rpartition("][")[2]
        if label:
            yield label


def _with_labels(
    new: str, own: str, labels: dict[str, str], found: Sequence[Mark], marks: Sequence[Mark]
) -> str:
    """Give the missing labels to texts in brackets, in order."""
    present = Counter(map(normal, _every_label(new, found)))
    left = present.copy()
    missing: list[str] = []
    for label in _every_label(own, marks):
        if left[normal(label)]:
            left[normal(label)] -= 1
        else:
            missing.append(labels[normal(label)])
    if not missing:
        return new
    taken = Spans((mark.start, mark.end) for mark in found if mark.end - mark.start > 1)
    inside = {text for text, _ in _BRACKETS.findall(own) if normal(text) not in labels}
    out: list[str] = []
    at = 0
    for match in _BRACKETS.finditer(new):
        covered = taken.hold(match.start()) or taken.hold(match.end() - 1)
        if not missing or covered or match[1] in inside or normal(match[1]) in present:
            continue
        out += (new[at : match.start()], f"[{match[1]}][{missing.pop(0)}]")
        at = match.end()
    return "".join([*out, new[at:]])


def _with_apart_references(new: str, own: str, found: Sequence[Mark]) -> str:
    """A translation in which a reference is no label of the one before it (Python-Markdown)."""
    if "] [" not in new or "] [" in own:
        return new
    for mark in reversed(found):
        literal = new[mark.start : mark.end]
        if not new.startswith(" [", mark.end):
            continue
        if literal == "]":
            new = f"{new[: mark.end]}[]{new[mark.end :]}"
        elif literal.startswith("[@") and literal.endswith("]"):  # To some a reference, too.
            new = f"{new[: mark.end]}{GAP}{new[mark.end :]}"
    return new


def _with_apart_links(new: str, found: Sequence[Mark]) -> str:
    """A translation in which the words of a link are no label of a reference before it (Pandoc)."""
    ends = {mark.end for mark in found}
    for mark in reversed(found):
        start = mark.start
        if mark.role is Role.OPEN and new.startswith("][", start - 1) and start not in ends:
            new = f"{new[: start - 1]}\\{new[start - 1 :]}"
    return new

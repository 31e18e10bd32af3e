"""Keep signs that a translation adds from becoming markup, or a part of the markup next to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import islice, repeat

from hexapla.documents.emphasis import (
    GAP,
    emphasis_marks,
    unread_emphasis,
    unread_pairs,
    with_readable_emphasis,
)
from hexapla.documents.inline import Mark
from hexapla.documents.markdown.inlines import read_inline
from hexapla.documents.markdown.spans import LINE, LINE_BREAK
from hexapla.documents.markdown.structure import skeleton
from hexapla.documents.markdown.syntax import Settings, Span, atom_at, scan_inline
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = [
    "begins_code",
    "readable",
    "with_apart_commands",
    "with_free_addresses",
    "with_plain_dollars",
    "with_plain_templates",
    "with_read_code",
    "with_separate_code",
    "with_straight_quotes",
    "without_code",
    "without_escapes",
    "without_extensions",
    "without_tags",
]

# In MDX these begin JSX or an expression, or are an error; after a backslash they don't.
_BEGINS_CODE = lazy_re(r"\\.|\{|<(?!\s)")
_TEMPLATE = lazy_re(r"\{(?=[{%#])")
_AFTER_STOP = lazy_re(r"(?<=\.)_+(?=\S)")
_ADDRESS = lazy_re(r"(?:https?://|ftp://|www\.)")
_STRAIGHT, _CURLED = ("'", '"'), tuple("“”„‟‘’‚«»‹›「」『』")
_COMMAND = lazy_re(r"\\[A-Za-z]+")
_ESCAPED_TAG = lazy_re(r"(?<!\\)((?:\\\\)*)\\<(?=[A-Za-z/!?][^<>]*(?<!\\)>)")
_BEFORE_ADDRESS = ("", *"*_~(")
# So often a text is read again after one extension has become text; then after all in it.
_ONE_BY_ONE, _AT_ONCE = 30, 4
_SIGN = lazy_re(r"[!\"$%'-:<-@\[-`{-~]")  # Those of entities stay.
_OPENERS = lazy_re(r"[{<\[]+")
_LINE_ENDS = str.maketrans(LINE_BREAK + LINE, " " * 3)


def begins_code(text: str) -> bool:
    """Whether a text may begin JSX or an expression of MDX."""
    return _BEGINS_CODE.search(text) is not None


def without_extensions(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation in which extensions of Markdown that its source doesn't have are text."""
    if not any(span.rule.guarded for span in scan_inline(new, settings)):
        return new
    allowed = [own[mark.start : mark.end] for mark in marks]
    allowed += map(skeleton, repeat(own), scan_inline(own, settings))
    wholes = frozenset(allowed)
    parts = "\0".join(wholes)
    out: list[str] = []
    for round_ in range(_ONE_BY_ONE + _AT_ONCE):
        found = (span for span in scan_inline(new, settings) if span.rule.guarded)
        added = (span for span in found if not _is_in(new, span, wholes, parts))
        chosen = list(islice(added, 1)) if round_ < _ONE_BY_ONE else list(added)
        if not chosen:
            return "".join([*out, new])
        pieces, at = [], 0
        for span in chosen:
            prefix = _OPENERS.match(new, span.start)
            end = prefix.end() if prefix else span.start + 1
            if span.start >= at:
                pieces += [new[at : span.start], _as_entities(new[span.start : end])]
                at = end
        if round_ < _ONE_BY_ONE:  # What is before it is read alike from now on.
            out += pieces
            new = new[at:]
        else:
            new = "".join([*pieces, new[at:]])
    return "".join([*out, _SIGN.sub(lambda sign: _as_entities(sign[0]), new)])


def _as_entities(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def _is_in(text: str, span: Span, wholes: Container[str], parts: str) -> bool:
    """Whether some markup is one of ``wholes``, or a part of ``parts``."""
    return text[span.start : span.end] in parts or skeleton(text, span) in wholes


def without_code(
    new: str, found: Sequence[Mark], spans: Sequence[Span], allowed: Sequence[str]
) -> str:
    """A translation for MDX in which only its markup begins JSX or an expression.

    ``found`` are its marks, ``spans`` is the markup in it that the table of syntax knows, and
    ``allowed`` is the source's, which may be read in another way on one line.
    """
    known = [(span.start, span.end) for span in spans if new[span.start] != "\\"]
    known += [(mark.start, mark.end) for mark in found if new[mark.start] not in "\\$%{"]
    for markup in allowed:
        start = new.find(markup) if markup.startswith(("{", "<")) else -1
        if start >= 0:
            known.append((start, start + len(markup)))
    read = Spans(known)
    out: list[str] = []
    at = 0
    for match in _BEGINS_CODE.finditer(new):
        if len(match[0]) > 1 or read.hold(match.start()):
            continue
        out += (new[at : match.start()], "\\", match[0])
        at = match.end()
    return "".join([*out, new[at:]])


def with_straight_quotes(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation with the straight quotation marks that its source has around bare addresses.

    Others would be a part of an address.
    """
    literals = {own[mark.start : mark.end] for mark in marks if mark.partner < 0}
    for address in filter(_ADDRESS.match, literals):
        there, at = own.find(address), new.find(address)
        while at >= 0:
            end = at + len(address)
            after = own[there + len(address) :][:1]
            if after in _STRAIGHT and new[end : end + 1] in _CURLED:
                new = new[:end] + after + new[end + 1 :]
            if own[there - 1 : there] in _STRAIGHT and new[at - 1 : at] in _CURLED:
                new = new[: at - 1] + own[there - 1] + new[at:]
            at = new.find(address, end + 1)
    return new


def with_free_addresses(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation with a space between a bare address and what would become a part of it."""
    new = with_straight_quotes(new, own, marks)
    literals = {own[mark.start : mark.end] for mark in marks}
    addresses = [literal for literal in literals if _ADDRESS.match(literal)]
    for address in addresses:
        larger = [literal for literal in literals if address in literal and literal != address]
        at = new.find(address)
        while at >= 0:
            end = at + len(address)
            if any(_is_at(new, at, literal, address) for literal in larger):
                at = new.find(address, end)
                continue
            read = "" if new.startswith("]", end) else atom_at(new, at)
            known = any(read in one for one in literals)
            if len(read) > len(address) and not (known or _goes_on(own, address, new[end])):
                new = f"{new[:end]} {new[end:]}"
            if _hides_address(new[at - 1 : at], own[own.find(address) - 1 : own.find(address)]):
                new = f"{new[:at]} {new[at:]}"
            at = new.find(address, end + 1)
    return new


def _goes_on(own: str, address: str, sign: str) -> bool:
    """Whether an address goes on in its source, with a sign that is text there."""
    at = own.find(address)
    return len(atom_at(own, at)) > len(address) and own.startswith(sign, at + len(address))


def _hides_address(before: str, own: str) -> bool:
    """Whether an address is no link after a character, which ``own`` doesn't have before it.

    GitHub reads one after white space and a few signs only. All letters hide one alike.
    """
    alike = before == own or (before.isalnum() and own.isalnum())
    return not (before.isspace() or before in _BEFORE_ADDRESS or alike)


def _is_at(text: str, at: int, literal: str, part: str) -> bool:
    """Whether a part of a literal that is at an offset in a text belongs to that literal."""
    inner = literal.find(part)
    while inner >= 0:
        if at >= inner and text.startswith(literal, at - inner):
            return True
        inner = literal.find(part, inner + 1)
    return False


def with_plain_templates(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation in which nothing begins a value or a tag of a template that its source lacks.

    Without its end it would go on into other sentences.
    """
    if not _TEMPLATE.search(new):
        return new
    literals = {part for mark in marks for part in _without_words(own, mark) if "{" in part}
    markup = "|".join(map(re.escape, sorted(literals, key=len, reverse=True))) or r"(?!)"
    pattern = re.compile(rf"({markup})|{_TEMPLATE.pattern}")

    def openers(text: str) -> int:
        return sum(one[1] is None for one in pattern.finditer(text))

    if openers(new) <= openers(own):
        return new
    return pattern.sub(lambda one: one[0] if one[1] is not None else f"&#123;{one[0][1:]}", new)


def _without_words(own: str, mark: Mark) -> Iterator[str]:
    """The parts of a piece of markup that are no words."""
    at = mark.start
    for words in mark.words:
        yield own[at : words.start]
        at = words.end
    yield own[at : mark.end]


def without_tags(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation in which a sign after a backslash begins no tag.

    Python-Markdown has no such escape, so the end of a tag after it must be escaped, too.
    """
    if "\\<" not in new:
        return new
    literals = {own[mark.start : mark.end] for mark in marks}
    kept = "|".join(map(re.escape, sorted(literals, key=len, reverse=True))) or r"(?!)"
    return re.sub(
        rf"({kept})|{_ESCAPED_TAG.pattern}",
        lambda one: one[0] if one[1] is not None else f"{one[2]}&lt;",
        new,
    )


def without_escapes(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation in which no stray backslash escapes markup right after it."""
    if "\\" not in new:
        return new
    literals = {own[mark.start : mark.end] for mark in marks}
    for markup in sorted(one for one in literals if len(one) > 1 and one[0] in "<{`"):
        escaped = rf"(?<!\\)((?:\\\\)*)\\(?={re.escape(markup)})"
        if not re.search(escaped, own):
            new = re.sub(escaped, r"\1\\\\", new)
    return new


def with_separate_code(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation with a space between pieces of code that would become one."""
    if "``" not in new:
        return new
    for literal in _code(own, marks):
        if f"{literal}`" in new and f"{literal}`" not in own:
            new = new.replace(f"{literal}`", f"{literal} `")
    return new


def with_read_code(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation without a space right before code that begins with one.

    kramdown reads no code there.
    """
    for literal in _code(own, marks):
        spaced = f" {literal}"
        known = spaced in own or own.startswith(literal)
        if literal.startswith("` ") and spaced in new and not known:
            new = new.replace(spaced, f" {GAP}{literal}")
    return new


def _code(own: str, marks: Sequence[Mark]) -> set[str]:
    return {own[mark.start : mark.end] for mark in marks if own[mark.start] == "`"}


def with_apart_commands(new: str, own: str, marks: Sequence[Mark]) -> str:
    """A translation in which nothing follows a command of TeX that would be a part of it."""
    if "\\" not in new:
        return new
    commands = {own[mark.start : mark.end] for mark in marks if own[mark.start] == "\\"}
    for command in filter(_COMMAND.fullmatch, commands):
        argument = rf"({re.escape(command)}\s*)([\d*\[])"
        if not re.search(argument, own):
            new = re.sub(argument, _apart, new)
    return new


def _apart(found: re.Match[str]) -> str:
    before, sign = found.groups()
    return f"{before}&#{ord(sign)};" if sign.isdecimal() else f"{before}{GAP}{sign}"


def with_plain_dollars(text: str, own: str) -> str:
    """A block's text in which a dollar sign of the source's can't begin math.

    In math a backslash is no escape. ``own`` is the source block's text.
    """
    if "\\$" not in text or "$" not in own or "\\$" in own:
        return text
    return text.replace("\\$", "&#36;")


def readable(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation whose emphasis CommonMark reads; parameters as for `adapt`."""
    wanted = emphasis_marks(own, marks)
    if not any(mark in new for mark in wanted):
        return new
    shown = new.translate(_LINE_ENDS)
    lacking = wanted - emphasis_marks(new, read_inline(shown, settings=settings))
    lacking += (Counter(_AFTER_STOP.findall(new)) - Counter(_AFTER_STOP.findall(own))) & wanted
    # Some programs read emphasis in more places than CommonMark.
    for mark in wanted:
        unread = (len(unread_emphasis(text, (mark,))) for text in (shown, own))
        lacking[mark] += next(unread) > next(unread)
    lacking["**"] -= len(unread_pairs(own, "**"))
    lacking = +lacking
    kinds = [*wanted, *(sign * 3 for sign in "*_" if {sign, sign * 2} <= wanted.keys())]
    return with_readable_emphasis(new, kinds, settings.mdx) if lacking else new

"""Translations as AsciiDoc reads them: the markup of their source, and no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from hexapla.documents.asciidoc.attributes import quoted
from hexapla.documents.asciidoc.boundaries import with_doubled_signs, with_more_signs
from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.spans import CLASH, Span
from hexapla.documents.asciidoc.structure import FORMATS, element, structure
from hexapla.documents.structure import Element
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["BREAK", "adapted", "is_kept", "value", "with_breaks", "within", "without_strays"]

BREAK = "\ufdd2"
"""A Unicode noncharacter for the sign of a hard line break."""

_PLUS = lazy_re(r"(?<!\S)\+(?!\S)")
_BEFORE_URL = lazy_re(r"(?:\A|[\s<>()\[\];\"'])\Z")
_NAMED = lazy_re(r"\{[\w-]+\}(?!:)")
_STRAY = lazy_re(r"[*_#`~^+{}<>|\\]|(?<![\w&#])&(?=#?\w+;)|\[\[|\]\]|\(\(|\)\)")
_MOST = 200  # More pieces of markup in one sentence are left as they are.
_CURLY = {"double": "“”", "single": "‘’"}


def adapted(new: str, own: str, *, compat: bool = False) -> str:
    """A translation of the sentence ``own``, written so that its markup is that of its source.

    Formatting next to letters gets the signs that may be there, and what looks like markup that the
    source doesn't have is escaped.
    """
    found = read_spans(own, compat=compat)
    if len(found) > _MOST:
        return new
    wanted = structure(own, found)
    if found and not compat:
        new = with_doubled_signs(new, own, found)
    read = read_spans(new, compat=compat)
    new = _after_letters(new, read_spans(new, compat=compat))
    read = read_spans(new, compat=compat)
    missing = wanted - structure(new, read)
    curly = Counter(one.kind for one in found if one.kind in _CURLY)
    curly -= Counter(one.kind for one in read)
    if missing or curly:
        new = _mended(new, missing, curly, compat)
        read = read_spans(new, compat=compat)
    return _escaped(new, read, wanted, own)


def _after_letters(new: str, read: Sequence[Span]) -> str:
    """A translation in which an address that an attribute has is read after any character."""
    for span in reversed(read):
        before = new[max(0, span.start - 1) : span.start]
        if span.kind == "link" and _NAMED.match(new, span.start) and not _BEFORE_URL.search(before):
            new = f"{new[: span.start]}link:{new[span.start :]}"
    return new


def is_kept(text: str, parts: Sequence[str], *, compat: bool = False) -> bool:
    """Whether a text has the markup of its parts, each read by itself.

    Formatting that parts share may be written once.
    """
    whole = structure(text, read_spans(text, compat=compat))
    wanted: Counter[Element] = Counter()
    for part in parts:
        wanted += structure(part, read_spans(part, compat=compat))
    return all(
        (count == wanted[one] if one.kind not in FORMATS else count <= wanted[one])
        for one, count in whole.items()
    ) and all(one in whole for one in wanted)


def without_strays(new: str, *, compat: bool = False) -> str:
    """A translation in which signs that aren't markup are references to characters."""
    taken = Spans(pair for span in read_spans(new, compat=compat) for pair in _signs(span))
    out, at = "", 0
    for found in _STRAY.finditer(new):
        if not taken.meet(*found.span()):
            out += new[at : found.start()] + "".join(f"&#{ord(char)};" for char in found[0])
            at = found.end()
    return out + new[at:]


def _mended(new: str, missing: Counter[Element], curly: Counter[str], compat: bool) -> str:
    """A translation whose markup is read despite of the characters next to it."""
    for kind, count in curly.items():
        sign = FORMATS[kind]
        pattern = rf"{re.escape(sign)}(\S|\S.*?\S){re.escape(sign[::-1])}"
        shown = rf"{_CURLY[kind][0]}\1{_CURLY[kind][1]}"
        new = re.sub(pattern, shown, new, count=count)
    for one, count in missing.items():
        for _ in range(min(count, _MOST)):
            again = _mended_once(new, one, compat)
            if again == new:
                break
            new = again
    return new


def _mended_once(new: str, one: Element, compat: bool) -> str:
    kind, key = one.kind, one.value
    taken = Spans(pair for span in read_spans(new, compat=compat) for pair in _signs(span))
    if kind in FORMATS:
        return _doubled(new, key, FORMATS[kind], taken)
    if kind in ("code", "passthrough") and key[-1:] in ("`", "+"):
        return _doubled_code(new, key, taken)
    if kind == "link" and "://" in key:
        return _linked(new, key)
    if kind == "link" and "@" in key and "[" not in key:
        at = new.find(key)
        if at >= 0 and not new.startswith("[", at + len(key)):
            return f"{new[:at]}mailto:{key}[]{new[at + len(key) :]}"
    return new


def _doubled_code(new: str, key: str, taken: Spans) -> str:
    """A translation with the signs of one piece of code doubled."""
    sign = key[-1]
    role = key[: key.find(sign)]
    for found in re.finditer(_spaced(key), new):
        if not taken.meet(*found.span()):
            inner = new[found.start() + len(role) + 1 : found.end() - 1]
            doubled = with_more_signs(f"{role}{sign}{inner}{sign}")
            return f"{new[: found.start()]}{doubled}{new[found.end() :]}"
    return new


def _spaced(key: str) -> str:
    """A pattern for a key, which has no white space."""
    return r"\s*".join(map(re.escape, key)) if len(key) < 500 else re.escape(key)


def _doubled(new: str, role: str, sign: str, taken: Spans) -> str:
    """A translation with the signs of one pair doubled."""
    if sign in "^~":
        return new
    one = re.escape(sign)
    pattern = rf"(?<!{one}){re.escape(role)}{one}(?!{one}|\s)(.*?)(?<!\s){one}(?!{one})"
    for found in re.finditer(pattern, new):
        ends = [(found.start(), found.start(1)), (found.end(1), found.end())]
        if not any(taken.meet(*end) for end in ends):
            return f"{new[: found.start()]}{role}{sign * 2}{found[1]}{sign * 2}{new[found.end() :]}"
    return new


def _linked(new: str, key: str) -> str:
    """A translation with one address as a macro, which may be next to any character."""
    address, bracket, _ = key.partition("[")
    for found in re.finditer(re.escape(address + bracket), new):
        if new.endswith("link:", 0, found.start()):
            continue
        end = "" if bracket else "[]"
        if not bracket and new.startswith("[", found.end()):
            continue
        return f"{new[: found.start()]}link:{found[0]}{end}{new[found.end() :]}"
    return new


def _signs(span: Span) -> list[tuple[int, int]]:
    if span.inner is None:
        return [(span.start, span.end)]
    return [(span.start, span.inner[0]), (span.inner[1], span.end)]


def _escaped(new: str, read: Sequence[Span], wanted: Counter[Element], own: str) -> str:
    """A translation in which only the markup that is wanted is read."""
    clashes = [span for span in read if span.kind == CLASH]
    if clashes and not any(span.kind == CLASH for span in read_spans(own)):
        return _literal_code(new, read, clashes)
    rest = Counter(wanted)
    spots: list[int] = []
    others: list[Span] = []
    for span in read:
        one = element(span, new)
        if one is None:
            if span.kind in FORMATS and span.inner and FORMATS[span.kind] not in own:
                spots += [span.start, span.end - 1]
        elif rest[one] > 0:
            rest[one] -= 1
        else:
            others.append(span)
    # A person may have changed an address, or code.
    kinds = Counter(one.kind for one in rest.elements())
    for span in others:
        if kinds[span.kind] > 0:
            kinds[span.kind] -= 1
        else:
            spots += _spots(new, span)
    for at in sorted(set(spots), reverse=True):
        new = f"{new[:at]}&#{ord(new[at])};{new[at + 1 :]}"
    return new


def _spots(new: str, span: Span) -> list[int]:
    """The offsets of the characters without which a piece of markup is none."""
    if span.kind in FORMATS and span.inner:
        return [*range(span.start, span.inner[0]), *range(span.inner[1], span.end)]
    if span.kind == "passthrough" and new[span.start] in "+$":
        return [at for at in range(span.start, span.end) if new[at] in "+$"]
    if span.kind == "code":
        return [at for at in range(span.start, span.end) if new[at] in "`+"]
    scheme = new.find("://", span.start, span.end) if span.kind == "link" else -1
    return [scheme if scheme >= 0 else span.start]


def _literal_code(new: str, read: Sequence[Span], clashes: Sequence[Span]) -> str:
    """A translation in which signs of formatting in code, or next to it, are no formatting."""
    for span in sorted(read, key=lambda one: one.start, reverse=True):
        start, end = span.start, span.end
        inside = any(start <= one.start and one.end <= end for one in clashes)
        if span.kind == "code" and inside and new[start] == "`" and "{" not in new[start:end]:
            signs = 2 if new.startswith("``", start) else 1
            inner = new[start + signs : end - signs]
            if "+" not in inner:
                new = f"{new[: start + signs]}+{inner}+{new[end - signs :]}"
    return new


def with_breaks(new: str, own: str, breaks: Sequence[int]) -> str:
    """A translation with `BREAK` for the signs of its hard line breaks.

    ``breaks`` are the offsets of the source's; it may have other such signs that are text.
    """
    if not breaks:
        return new
    known = set(breaks)
    ours = [found.start() in known for found in _PLUS.finditer(own)]
    theirs = [found.start() for found in _PLUS.finditer(new)]
    if not theirs and own.count("+") == new.count("+") == len(breaks):  # In scripts without spaces.
        theirs = [at for at, char in enumerate(new) if char == "+"]
    if len(ours) != len(theirs):
        ours = [True] * len(breaks) + [False] * len(theirs)
    chars = list(new)
    for at, is_break in zip(theirs, ours, strict=False):
        if is_break:
            chars[at] = BREAK
    return "".join(chars)


def within(new: str, own: str, around: str) -> str:
    """A translation that doesn't end the brackets of the macros that begin ``around`` it."""
    signs = ("]" if "[" in around else "") + (">" if "<<" in around else "")
    signs += "=" if "[" in around else ""
    signs += "," if "mailto:" in around else ""
    for sign in signs:
        if sign in new and sign not in own:
            new = new.replace(sign, f"&#{ord(sign)};")
    if "<<" in around and new.endswith(("-", "=")):  # An arrow with the first sign after it.
        new = f"{new[:-1]}&#{ord(new[-1])};"
    return new


def value(new: str, quote: str) -> str:
    """A translation of the value of an attribute; ``quote`` is the mark around it, or ""."""
    return quoted(new, quote)

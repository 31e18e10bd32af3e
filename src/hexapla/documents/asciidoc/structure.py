"""The structure of a sentence of AsciiDoc: its formatting, macros, references, breaks."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.spans import Span
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.lazy import lazy_re

__all__ = ["BREAK", "FORMATS", "changes_between", "element", "markup_in", "signs", "structure"]

FORMATS = {
    "double": '"`',
    "emphasis": "_",
    "mark": "#",
    "single": "'`",
    "strong": "*",
    "subscript": "~",
    "superscript": "^",
}
"""The formatting of text in pairs of signs."""

BREAK = Element("line break")
# Typography and spelling, which a translation may change.
_FREE = frozenset(["character", "double", "escape", "single"])
_SIGNS = lazy_re(
    r"[*_`#^~{}\[\]<>|\\+$]|\(\(|\)\)|[\"']`|`[\"']|:{2,}|;;|//|''|&(?=#?\w+;)|(?<=\w):(?=\S)"
    r"|^(?:[-.=>]|\d+[.]|[A-Za-z][.])"
)
_PREFIX = lazy_re(r"\A(?:link:(?=[a-z]+://|\{)|mailto:)")


def element(span: Span, text: str) -> Element | None:
    """What must be the same in a translation of a text with a piece of markup; None for nothing."""
    if span.kind in _FREE:
        return None
    if span.kind in FORMATS and span.inner is not None:
        opening = text[span.start : span.inner[0]]
        return Element(span.kind, opening[: opening.rfind("]") + 1])
    at, out = span.start, ""
    holes = [span.inner] if span.inner else [(one.start, one.end) for one in span.words]
    for start, end in holes:
        out += text[at:start].rstrip("\"' ")
        at = end
    key = (out + text[at : span.end]).lstrip("\\")
    kind = "link" if span.kind == "mailto" else span.kind
    if kind == "link":
        key = _PREFIX.sub("", key)
        key = key if span.inner else key.removesuffix("[]")
    if span.kind in ("code", "passthrough"):
        key = key.replace("``", "`").replace("++", "+").replace("`+", "`").replace("+`", "`")
    return Element(kind, "".join(key.split()))


def structure(text: str, spans: Iterable[Span] | None = None) -> Structure:
    """The structure of a text; ``spans`` are its markup, if it has been read."""
    spans = read_spans(text) if spans is None else spans
    return Structure(filter(None, (element(one, text) for one in spans)))


def signs(text: str) -> Structure:
    """The signs in a text that may be markup, next to others."""
    return Structure(Element("sign", found[0]) for found in _SIGNS.finditer(text))


def changes_between(source: str, target: str) -> Changes:
    """How a translation changes the structure of a text."""
    return changes(structure(source), structure(target))


def markup_in(text: str) -> list[tuple[int, int]]:
    """The spans of a text in which readers see no words."""
    found: list[tuple[int, int]] = []
    for span in read_spans(text):
        at = span.start
        holes = [span.inner] if span.inner else [(one.start, one.end) for one in span.words]
        for start, end in holes:
            found.append((at, start))
            at = end
        found.append((at, span.end))
    return sorted(one for one in found if one[0] < one[1])

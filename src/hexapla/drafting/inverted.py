"""Inverted question and exclamation marks, which Spanish and Asturian put where a question starts.

The text inside quotation marks or brackets is looked at on its own: in `Dijo “¿quién?” y se fue`
the whole question is inside. Inverted marks that don't belong to a mark at the end are removed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from hexapla.drafting.quotations import quotation_marks
from hexapla.lazy import lazy_re

__all__ = ["with_inverted_marks"]

_OPENERS = {"?": "¿", "!": "¡"}
_INVERTED = frozenset(_OPENERS.values())
# The longest run of marks that is mirrored: ¡¡¡…!!!
_RUN = 3
_EMPTY = lazy_re(r"(?<![¿¡])[¿¡]++(?=[^\w\s¿¡(\[“«‘„]*(?:\s|\Z))|(?<=[¿¡]) +")
_BRACKET = lazy_re(r"[()\[\]]")
# What an inner quotation or bracket looks like from outside: its last mark, and everything else.
_END, _INSIDE = "\ufdd2", "\ufdd1"
_FINAL = ".?!…"

# A mark ends a question if it touches a word or what closes one, and no sign of a formula follows.
_END_MARKS = (
    rf"(?P<end>(?:(?<=[\w.”»)\]%…*+{_END}])|(?<=[\w.…{_INSIDE}{_END}][\"'’])|(?<=[^\W\d] )"
    r"(?=[?!]+(?:\s+[^\Wa-z]|\s*\Z)))[?!]+(?![\w=<>+*/(?!]))"
)
# RAE, "Ortografía" 3.4.9: a question or an exclamation, and what can precede its start. A full stop
# in a word, a number or an abbreviation doesn't end a clause.
_STOP = lazy_re(
    rf"{_END_MARKS}|(?P<sign>[?!]+)|(?P<opener>[¿¡])|;|(?:[…:]|(?<!\.)\.{{2,}}+)(?!\w)|{_END}[^\w\s]{{1,20}}+\s++(?=[¿¡“«\"]*[A-ZÁÉÍÓÚÑ])"
    r"|(?P<stop>(?<!\.)\.(?![\w.]))(?<!\bSr\.)(?<!\bSra\.)(?<!\bDr\.)(?<!\bDra\.)"
    r"(?<!\bMr\.)(?<!UU\.)(?<!EE\.)(?<!\b[A-Z]\.)"
)
_GOES_ON = lazy_re(r"\s*[a-záéíóúüñ]")
_WORD = lazy_re(r"[^\W\d_]+")
_QUOTES = "\"'“«‘"
_CLOSING = lazy_re(r"[”»\"]")
_CONDITION = r"(?:[Ss]i|[Cc]uando|[Aa]unque|[Ee]n cuanto a)\b[^,;:?!¿¡]{1,80}"
_LEAD = lazy_re(
    rf"(?:\s*[\da-z]{{1,2}}\)\s)?(?:[\s{_QUOTES}(\[—–-](?![{_END}{_INSIDE}]))*"
    rf"(?:(?:[Pp]ero|[Yy]|[OoAa]h|[Pp]or favor|{_CONDITION}),)?\s*"
)
_ASKING = (
    r"(?:(?:a|con|de|desde|en|hasta|para|por) )?"
    r"(?:qué|quién(?:es)?|cómo|cuándo|a?dónde|cuál(?:es)?|cuánt[oa]s?)\b"
)
_ASKS = lazy_re(rf"(?:y )?{_ASKING}", re.IGNORECASE)
_ASKED = lazy_re(
    rf",\s+(?=(?:y )?{_ASKING}|y (?:tú|yo|él|usted)\b|(?:no|verdad|cierto|sí|eh|vale)\s?\?)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Region:
    """The text outside or inside quotation marks or brackets: its span and the regions in it."""

    start: int
    end: int
    kind: str = ""
    inner: list[_Region] = field(default_factory=list)

    def view(self, text: str) -> str:
        """The text up to the end of the region, without what is inside its inner regions."""
        pieces: list[str] = []
        at = 0
        for one in self.inner:
            ends = one.end > one.start and text[one.end - 1] in _FINAL
            pieces += (text[at : one.start], _INSIDE * (one.end - one.start - ends), _END * ends)
            at = one.end
        return "".join([*pieces, text[at : self.end]])


def with_inverted_marks(text: str, marks: str, names: Collection[str] = ()) -> str:
    """Add missing ``¿`` and ``¡`` and remove misplaced ones.

    Parameters: ``marks`` are the language's quotation marks (`Language.quotation_marks`); ``names``
    are names that end with a mark, such as Yahoo!.
    """
    if not any(sign in text for sign in _OPENERS):
        return text
    text = _EMPTY.sub("", text)
    edits: dict[int, tuple[int, str]] = {}
    for region in _regions(text, marks):
        edits |= _edits(region.view(text), region.start, names)
    out: list[str] = []
    at = 0
    for start, (length, new) in sorted(edits.items()):
        out += (text[at:start], new)
        at = start + length
    return "".join([*out, text[at:]])


def _regions(text: str, marks: str) -> list[_Region]:
    """The whole text and every quotation and bracket in it.

    A quotation without an opening mark starts where the region around it does, one without a
    closing mark ends with it. Single brackets are ignored.
    """
    signs = [
        (one.at, one.opens, "'" if one.single else '"') for one in quotation_marks(text, marks)
    ]
    signs += [(match.start(), match[0] in "([", "()") for match in _BRACKET.finditer(text)]
    every = [_Region(0, len(text))]
    stack = every[:]
    for at, opens, kind in sorted(signs):
        if opens:
            stack.append(_Region(at + 1, len(text), kind))
            stack[-2].inner.append(stack[-1])
            continue
        while kind in [one.kind for one in stack] and stack[-1].kind != kind:
            _close(stack, every)
        if stack[-1].kind == kind:
            stack[-1].end = at
            every.append(stack.pop())
        elif kind != "()":
            outer = stack[-1]
            outer.inner = [_Region(outer.start, at, kind, outer.inner)]
            every.append(outer.inner[0])
    while len(stack) > 1:
        _close(stack, every)
    return every


def _close(stack: list[_Region], every: list[_Region]) -> None:
    """Close the last region, which has no closing mark."""
    last = stack.pop()
    if last.kind == "()":
        stack[-1].inner[-1:] = last.inner
    else:
        every.append(last)


def _edits(view: str, start: int, names: Collection[str]) -> dict[int, tuple[int, str]]:
    """What to change in a region: by offset, how many characters are replaced, and by what."""
    edits: dict[int, tuple[int, str]] = {}
    openers: list[int] = []  # those without an end so far
    stray: list[int] = []
    for stop in _STOP.finditer(view, start):
        if stop["sign"] or (stop["end"] and not _is_end(view, start, stop, names)):
            continue
        if stop["opener"]:
            openers.append(stop.start())
        elif stop["stop"]:
            stray += openers
            openers = []
        elif stop["end"]:
            if not openers:
                edits.update(_marked(view, start, stop))
            openers = []
        start = stop.end()
    return edits | dict.fromkeys([*stray, *openers], (1, ""))


def _is_end(view: str, start: int, stop: re.Match[str], names: Collection[str]) -> bool:
    """Whether marks end a question or an exclamation, and not a name in the sentence."""
    if not _GOES_ON.match(view, stop.end()):
        return True
    if "?" in stop[0]:
        return view[stop.end()].isspace()
    words = _WORD.findall(view, start, stop.start())
    return len(words) > 1 and words[-1].islower() and words[-1] not in names


def _marked(view: str, start: int, stop: re.Match[str]) -> Iterator[tuple[int, tuple[int, str]]]:
    """The edit that puts inverted marks where a question or an exclamation starts."""
    end = stop.start()
    if view[stop.end() : stop.end() + 1] in ("—", "–"):  # an aside: —¡quién lo diría!—
        start = max(start, view.rfind(view[stop.end()], start, end))
    if not any(char.isalpha() or char in (_END, _INSIDE) for char in view[start:end]):
        return
    signs = "".join(_OPENERS[sign] for sign in reversed(stop[0]))
    signs = signs if len(signs) <= _RUN else signs[0]
    lead = _LEAD.match(view, start, end)
    at = lead.end() if lead else start
    quoted = any(sign in view[start:at] for sign in _QUOTES)
    if quoted and _CLOSING.search(view, at, end):  # a quotation that ends inside the clause
        at = start + len(view[start:end]) - len(view[start:end].lstrip())
    if "?" in stop[0] and not _ASKS.match(view, at):
        at = max([at, *(match.end() for match in _ASKED.finditer(view, at, stop.end()))])
    word = view[at : at + 1]
    small = word.isupper() and view[at - 2 : at - 1] == "," and not view[at + 1 : at + 2].isupper()
    yield at, (len(word), signs + (word.lower() if small else word))

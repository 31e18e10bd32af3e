"""Read the units of an XLIFF file in version 1.2 or 2.x."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from hexapla.errors import InputError
from hexapla.exchange.codes import TOO_MUCH_MARKUP, Code, is_bomb
from hexapla.exchange.xmlstream import elements, line_of
from hexapla.message import msg
from hexapla.numerals import whole

__all__ = ["Received", "Returned", "read"]

# The states of an approved translation (XLIFF 1.2, 2.2.2; XLIFF 2.1, 4.3.1.24). An approved
# segment without a text is meant to be empty: its words are in the next segment.
_APPROVED = frozenset(["final", "signed-off", "reviewed"])
_OPENING = frozenset(["bpt", "bx", "sc"])
_CLOSING = frozenset(["ept", "ex", "ec"])
_ALONE = frozenset(["ph", "x"])
_PAIR = frozenset(["g", "pc"])


@dataclass(frozen=True, slots=True)
class Returned:
    """One unit of a file.

    ``pieces`` are the words and codes of its translation; a code whose markup the file doesn't
    contain has an empty text. ``source`` are those of its source, None if the file has none.
    ``withdrawn`` means that the tool has explicitly marked the unit as not approved. ``line`` is
    its line in the file, from 1. ``problem`` says why the translation can't be taken as it is, or
    is empty. ``limit`` is the most characters that the translation may have.
    """

    id: str
    pieces: tuple[str | Code, ...]
    approved: bool
    notes: tuple[str, ...] = ()
    withdrawn: bool = False
    line: int = 0
    problem: str = ""
    source: tuple[str | Code, ...] | None = None
    limit: int | None = None

    @property
    def text(self) -> str:
        """The translation, with the markup that the file contains."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Received:
    """A file: the tags of its source and target languages, the article's name, and the units.

    A tag is empty if the file doesn't name the language; ``place`` is where it would.
    """

    source: str
    tag: str
    place: str
    original: str
    units: tuple[Returned, ...]


class _Part(NamedTuple):
    """The translation of a segment, or a text between segments, and its position in the unit.

    ``pieces`` is None if there is no translation; ``is_fixed`` means that the file doesn't give the
    position of a text between segments, which therefore stays where it is.
    """

    pieces: list[str | Code] | None
    order: int
    is_fixed: bool = False


def read(path: Path) -> Received:
    """Read an XLIFF file.

    Raises InputError if it is not XLIFF or has more than one article.
    """
    root = next(elements(path, ("xliff",)), None)
    files = [] if root is None else root.findall("file")
    if root is None or len(files) != 1:
        raise InputError(
            msg("has {n} <file> elements instead of one", n=len(files)),
            where=str(path),
            hint=msg("use a file that translate xliff export wrote"),
        )
    (file,) = files
    units = [_read_1(unit) if unit.tag == "trans-unit" else _read_2(unit) for unit in _units(file)]
    named = root if root.get("version", "").startswith("2") else file
    tag = file.get("target-language") or root.get("trgLang") or ""
    source = file.get("source-language") or root.get("srcLang") or ""
    place = f"{path}:{line_of(named)}"
    return Received(source, tag, place, file.get("original", ""), tuple(units))


def _units(file: Element) -> Iterator[Element]:
    """The units of a file, in order. There are none inside units; other elements may be nested."""
    waiting = [file]
    while waiting:
        one = waiting.pop()
        if one.tag in ("trans-unit", "unit"):
            yield one
        else:
            waiting += reversed(one)


# ── version 1.2 ──────────────────────────────────────────────────────────────────────────────


def _read_1(unit: Element) -> Returned:
    target = unit.find("target")
    state = "" if target is None else target.get("state", "")
    answer = unit.get("approved")
    approved = answer == "yes" or state in _APPROVED
    pieces = [] if target is None else list(_pieces(target, {}))
    problem = ""
    if _has_content(pieces) and not approved:
        problem = _incomplete_1(unit.find("seg-source"), target)
    return Returned(
        unit.get("id", ""),
        () if problem else tuple(pieces),
        approved,
        tuple(n.text or "" for n in unit.findall("note") if n.get("from") != "developer"),
        withdrawn=answer == "no" or bool(not approved and state),
        line=line_of(unit),
        problem=problem,
        source=_source([unit], {}),
        limit=whole(unit.get("maxwidth", "")) if unit.get("size-unit") == "char" else None,
    )


def _incomplete_1(source: Element | None, target: Element | None) -> str:
    """What is missing if only some of the marked segments are translated (1.2, 2.2.4 ``mrk``)."""
    asked, given = _marks(source), _marks(target)
    missing = sum(1 for mid, text in asked.items() if text and not given.get(mid))
    return _missing(missing, len(asked))


def _marks(element: Element | None) -> dict[str, str]:
    """The texts of the marked segments by their ids, without segments inside of segments."""
    found: dict[str, str] = {}
    open_ = [] if element is None else [element]
    while open_:
        for child in open_.pop():
            if child.tag == "mrk" and child.get("mtype") == "seg":
                found[child.get("mid", "")] = "".join(child.itertext()).strip()
            else:
                open_.append(child)
    return found


# ── version 2.x ──────────────────────────────────────────────────────────────────────────────


def _read_2(unit: Element) -> Returned:
    data = {d.get("id", ""): "".join(d.itertext()) for d in unit.findall("originalData/data")}
    segments = unit.findall("segment")
    states = [segment.get("state", "") for segment in segments]
    children = [child for child in unit if child.tag in ("segment", "ignorable")]
    parts = [_part(child, number, data) for number, child in enumerate(children, 1)]
    missing = sum(part.pieces is None for part in parts)
    has_translation = any(
        part.pieces is not None and child.tag == "segment" and _has_content(part.pieces)
        for child, part in zip(children, parts, strict=True)
    )
    problem = _missing(missing, len(segments)) if has_translation else ""
    taken = has_translation and not problem
    if taken and sorted(part.order for part in parts) != list(range(1, len(parts) + 1)):
        problem = msg('the attributes "order" of its targets contradict each other')
    pieces = [piece for part in _ordered(parts) for piece in part.pieces or ()] if taken else []
    source = _source(children, data)
    if is_bomb(pieces) or is_bomb(source or ()):
        pieces, source, problem = [], (), TOO_MUCH_MARKUP
    own = ("developer", "previous")
    return Returned(
        unit.get("id", ""),
        tuple(pieces),
        bool(segments) and all(state in _APPROVED for state in states),
        tuple(n.text or "" for n in unit.findall("notes/note") if n.get("category") not in own),
        withdrawn=any(state and state not in _APPROVED for state in states),
        line=line_of(unit),
        problem=problem,
        source=source,
        limit=whole(unit.get("sizeRestriction", "")),
    )


def _ordered(parts: Sequence[_Part]) -> list[_Part]:
    moving = iter(sorted((p for p in parts if not p.is_fixed), key=lambda part: part.order))
    return [part if part.is_fixed else next(moving) for part in parts]


def _part(part: Element, number: int, data: Mapping[str, str]) -> _Part:
    """A segment or an ``<ignorable>``, which is the ``number``-th part of its unit.

    A text between segments is the same in the translation if it has no target of its own
    (XLIFF 2.1, 4.2.2.4); so is a segment without words.
    """
    source, target = part.find("source"), part.find("target")
    original = [] if source is None else list(_pieces(source, data))
    if target is None:
        is_same = part.tag == "ignorable" or not _has_content(original)
        return _Part(original if is_same else None, number, part.tag == "ignorable")
    pieces = list(_pieces(target, data))
    is_meant = part.tag == "ignorable" or part.get("state") in _APPROVED
    if _has_content(original) and not (_has_content(pieces) or is_meant):
        return _Part(None, number)
    if (order := whole(target.get("order", "").strip())) is not None:
        return _Part(pieces, order)
    return _Part(pieces, number, part.tag == "ignorable")


# ── both ─────────────────────────────────────────────────────────────────────────────────────


def _source(parts: Sequence[Element], data: Mapping[str, str]) -> tuple[str | Code, ...] | None:
    """The words and codes of the sources of some parts of a unit; None if there is no source."""
    sources = [one for part in parts if (one := part.find("source")) is not None]
    return tuple(piece for one in sources for piece in _pieces(one, data)) if sources else None


def _missing(missing: int, segments: int) -> str:
    if not missing:
        return ""
    return msg(
        "only some of its segments are translated ({segments} of {segments2})",
        segments=segments - missing,
        segments2=segments,
    )


def _has_content(pieces: Sequence[str | Code]) -> bool:
    return any(piece.strip() for piece in pieces if isinstance(piece, str)) or (
        any(isinstance(piece, Code) for piece in pieces)
    )


def _pieces(element: Element, data: Mapping[str, str]) -> Iterator[str | Code]:
    """The words and codes in an element; ``data`` is the markup of codes, by id."""
    # Not recursive: a file may nest elements thousands deep.
    waiting: list[str | Code | Element] = [*reversed(_inside(element))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str | Code):
            yield one
        else:
            waiting += reversed(_inline(one, data))


def _inside(element: Element) -> list[str | Code | Element]:
    """The text and the elements directly in an element."""
    found: list[str | Code | Element] = [element.text or ""]
    for child in element:
        found += [child, child.tail or ""]
    return found


def _inline(child: Element, data: Mapping[str, str]) -> list[str | Code | Element]:
    """What an element in a text stands for; elements in it are not resolved yet."""
    tag = child.tag
    if tag in _PAIR:
        start = Code(data.get(child.get("dataRefStart", ""), ""), _number(child, "id"), "open")
        end = Code(data.get(child.get("dataRefEnd", ""), ""), _number(child, "id"), "close")
        return [start, *_inside(child), end]
    if tag in _OPENING:
        return [Code(_native(child, data), _number(child, "id"), "open")]
    if tag in _CLOSING:
        return [Code(_native(child, data), _number(child, "startRef", "rid", "id"), "close")]
    if tag in _ALONE:
        return [Code(_native(child, data), _number(child, "id"), "alone")]
    if tag == "it":
        role = "close" if child.get("pos") == "close" else "open"
        return [Code(_native(child, data), _number(child, "id"), role)]
    if tag == "cp":
        return [_character(child.get("hex", ""))]
    return _inside(child)  # an annotation


def _native(code: Element, data: Mapping[str, str]) -> str:
    return data.get(code.get("dataRef", ""), "") or "".join(code.itertext())


def _number(code: Element, *names: str) -> int:
    """The number in a code's id; 0 if it is not one of ours."""
    found = next((value for name in names if (value := code.get(name))), "")
    return whole(found) or 0


def _character(code: str) -> str:
    """The character with a number in hexadecimal; U+FFFD if no text can have it."""
    try:
        number = int(code, 16)
        character = chr(number)
    except (ValueError, OverflowError):
        return "\ufffd"
    return "\ufffd" if number == 0 or 0xD800 <= number < 0xE000 else character

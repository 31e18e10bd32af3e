"""Read and write translation memories in TMX 1.4b as streams (LISA OSCAR, 2005-04-26)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import Element

from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.exchange.codes import Code, codes, numbered_like
from hexapla.exchange.seal import sealed
from hexapla.exchange.xmlstream import attribute, content, elements, is_writable, put
from hexapla.languages import Language, nearest
from hexapla.lazy import lazy_re
from hexapla.memory.unit import Unit
from hexapla.message import and_more, msg

__all__ = ["languages", "read", "write"]

_log = logging.getLogger(__name__)

_SPACE = lazy_re(r"[ \t\r\n\f]+")
_DATE = lazy_re(r"\d{8}T\d{6}Z")


def read(path: Path, source: Language, language: Language) -> Iterator[Unit]:
    """The units of a file for a pair of languages, in the order of the file.

    If a unit doesn't have a language itself, a regional form in the same script is used. Inline
    elements are replaced by the markup that they contain. Raises InputError if the file is not TMX.
    """
    for unit in _units(path):
        variants = {tuv.get("lang", ""): tuv for tuv in unit.findall("tuv")}
        from_, to = _nearest(tuple(variants), source), _nearest(tuple(variants), language)
        if from_ is not None and to is not None:
            text, translation = _text(variants[from_]), _text(variants[to])
            if text and translation:
                yield _unit(unit, variants[to], text, translation, path)


def languages(path: Path) -> dict[str, int]:
    """The number of units in each language of a file, by language tag; reads the whole file.

    Raises InputError if the file is not TMX or has no units.
    """
    found: dict[str, int] = {}
    for unit in _units(path):
        for tuv in unit.findall("tuv"):
            language = _parsed(tuv.get("lang", ""))
            if language is not None and _text(tuv):
                found[language.tag] = found.get(language.tag, 0) + 1
    if not found:
        raise InputError(
            msg("has no translation units"), where=str(path), hint=msg("is it a TMX file?")
        )
    return found


def write(path: Path, units: Iterable[Unit], source: Language, language: Language) -> int:
    """Write units in a pair of languages; returns how many were written.

    Units with characters that XML doesn't allow are left out, with a warning.
    """
    count = 0
    left_out: list[str] = []

    def lines() -> Iterator[str]:
        nonlocal count
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        yield '<tmx version="1.4">\n  <header creationtool="Hexapla"'
        yield f" creationtoolversion={attribute(version('hexapla'))}"
        yield ' segtype="sentence" o-tmf="PO" adminlang="en" datatype="unknown"'
        yield f" srclang={attribute(source.tag)}/>\n  <body>\n"
        for unit in units:
            # A memory offers text as it was: what XML can't contain is left out, not changed.
            if is_writable(unit.source, unit.target, unit.previous or "", unit.after or ""):
                yield _written(unit, source, language)
                count += 1
            else:
                left_out.append(unit.file)
        yield "  </body>\n</tmx>\n"

    put(path, sealed(line.encode() for line in lines()))
    if left_out:
        left = msg("XML can't contain the control characters of a unit, so it is left out")
        where = str(left_out[0] or path)
        _log.warning(
            "%s",
            HexaplaError(
                and_more(left, left_out), where=where, hint=msg("remove them from the text")
            ),
        )
    return count


def _units(path: Path) -> Iterator[Element]:
    has_header = False
    for element in elements(path, ("header", "tu")):
        has_header = has_header or element.tag == "header"
        if element.tag == "tu":
            yield element
    if not has_header:
        raise InputError(
            msg("is not a TMX file: it has no header"),
            where=str(path),
            hint=msg("export it again from the program that made it"),
        )


def _unit(tu: Element, tuv: Element, source: str, target: str, path: Path) -> Unit:
    def first(*names: str) -> str:
        # What changed last counts, wherever the file says it.
        return next((v for n in names for e in (tuv, tu) if (v := e.get(n))), "")

    props = {prop.get("type"): prop.text or "" for e in (tu, tuv) for prop in e.findall("prop")}
    changed = first("changedate", "creationdate")
    return Unit(
        source,
        target,
        props.get("prev"),
        changed if _DATE.fullmatch(changed) else "",
        first("changeid", "creationid"),
        props.get("file") or str(path),
        props.get("after"),
    )


def _text(tuv: Element) -> str:
    seg = tuv.find("seg")
    return "" if seg is None else _SPACE.sub(" ", "".join(seg.itertext())).strip(" ")


@lru_cache(maxsize=256)
def _nearest(variants: tuple[str, ...], wanted: Language) -> str | None:
    """The variant in a language, else in the regional form that suits it best."""
    known = {found.tag: name for name in reversed(variants) if (found := _parsed(name))}
    tag = nearest(wanted, known)
    return None if tag is None else known[tag]


@lru_cache(maxsize=256)
def _parsed(tag: str) -> Language | None:
    try:
        return Language(tag)
    except UsageError:
        return None


def _written(unit: Unit, source: Language, language: Language) -> str:
    pieces = codes(unit.source)
    dated = f" changedate={attribute(unit.changed)}" if _DATE.fullmatch(unit.changed) else ""
    author = f" changeid={attribute(unit.author)}" if unit.author else ""
    props = (("prev", unit.previous), ("after", unit.after), ("file", unit.file or None))
    lines = [
        "    <tu>\n",
        *(
            f"      <prop type={attribute(name)}>{content(value)}</prop>\n"
            for name, value in props
            if value is not None
        ),
        f"      <tuv xml:lang={attribute(source.tag)}><seg>{_seg(pieces)}</seg></tuv>\n",
        f"      <tuv xml:lang={attribute(language.tag)}{dated}{author}><seg>",
        _seg(numbered_like(codes(unit.target), pieces)),
        "</seg></tuv>\n    </tu>\n",
    ]
    return "".join(lines)


def _seg(pieces: Iterable[str | Code]) -> str:
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(content(piece))
            continue
        text, n = content(piece.text), piece.number
        match piece.role:
            case "open":
                out.append(f'<bpt i="{n}" x="{n}">{text}</bpt>')
            case "close":
                out.append(f'<ept i="{n}">{text}</ept>')
            case _:
                out.append(f'<ph x="{n}">{text}</ph>')
    return "".join(out)

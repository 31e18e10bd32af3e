"""Write a catalog as XLIFF 1.2 or 2.1."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version as version_of

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.entry import is_own
from hexapla.exchange.codes import Code, codes, numbered_like
from hexapla.exchange.seal import sealed
from hexapla.exchange.xliff.ids import unit_id
from hexapla.exchange.xmlstream import attribute, content, is_writable
from hexapla.languages import Language

__all__ = ["VERSIONS", "export"]

_log = logging.getLogger(__name__)

VERSIONS = ("1.2", "2.1")
"""The versions of XLIFF that can be written; 2.0 can be read too."""

_TOOL = f"Hexapla {version_of('hexapla')}"
_PROVENANCE = "draft"
# XLIFF 1.2, 2.2.2 "state" and "state-qualifier"; XLIFF 2.1, 4.3.1.24 "state".
_STATES_1 = {
    State.EMPTY: "new",
    State.DRAFT: "needs-review-translation",
    State.EDITED: "needs-review-translation",
    State.STALE: "needs-translation",
    State.REVIEWED: "signed-off",
}
_STATES_2 = {
    State.EMPTY: "initial",
    State.DRAFT: "translated",
    State.EDITED: "translated",
    State.STALE: "initial",
    State.REVIEWED: "reviewed",
}


def export(
    catalog: Catalog, source: Language, language: Language, original: str, version: str = "1.2"
) -> tuple[bytes, int]:
    """Export a catalog's entries that are not obsolete; returns the file and the number of units.

    ``original`` is the article's name. Entries with plural forms, which articles don't have, and
    entries with characters that XML doesn't allow are left out.
    """
    possible = [one for one in catalog.entries if not one.obsolete and one.plural is None]
    entries = [one for one in possible if _is_writable(one)]
    left_out = [one for one in possible if not _is_writable(one)]
    if left_out:
        _log.warning(
            "%s: XML can't contain the control characters of a sentence, so it is left out"
            + (f"; so are {len(left_out) - 1} more" if left_out[1:] else ""),
            f"{catalog.where}:{left_out[0].line}",
        )
    write = _write_1 if version == "1.2" else _write_2
    lines = write(entries, source, language, original)
    return b"".join(sealed(line.encode() for line in lines)), len(entries)


def _is_writable(entry: Entry) -> bool:
    return is_writable(entry.msgid, entry.msgstr, entry.previous or "")


def _write_1(
    entries: Iterable[Entry], source: Language, language: Language, original: str
) -> Iterator[str]:
    name, number = _TOOL.split(" ")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
    yield f"<file original={attribute(original)} source-language={attribute(source.tag)}"
    yield f' target-language={attribute(language.tag)} datatype="plaintext" tool-id="hexapla">\n'
    yield f'<header><tool tool-id="hexapla" tool-name="{name}" tool-version="{number}"/></header>\n'
    yield "<body>\n"
    for entry in entries:
        approved = "yes" if entry.state is State.REVIEWED else "no"
        pieces = codes(entry.msgid)
        target = numbered_like(codes(entry.msgstr), pieces)
        yield f'<trans-unit id="{unit_id(entry)}" approved="{approved}" xml:space="preserve">\n'
        yield f"  <source>{_inline_1(pieces)}</source>\n"
        yield f"  <target{_state_1(entry)}>{_inline_1(target)}</target>\n"
        for who, text in _notes_by(entry):
            yield f'  <note from="{who}">{content(text)}</note>\n'
        if entry.previous is not None:
            yield '  <alt-trans alttranstype="previous-version">'
            yield f"<source>{_inline_1(codes(entry.previous))}</source>"
            yield f"<target>{_inline_1(codes(entry.msgstr))}</target></alt-trans>\n"
        yield "</trans-unit>\n"
    yield "</body>\n</file>\n</xliff>\n"


def _state_1(entry: Entry) -> str:
    state = f' state="{_STATES_1[entry.state]}"'
    draft = entry.draft
    if entry.state is not State.DRAFT or draft is None:
        return state
    if not draft.is_from_memory:
        return f'{state} state-qualifier="mt-suggestion"'
    kind = "exact-match" if draft.score == 1.0 else "fuzzy-match"
    return f'{state} state-qualifier="{kind}"'


def _inline_1(pieces: Iterable[str | Code]) -> str:
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(content(piece))
        else:
            name = {"open": "bpt", "close": "ept", "alone": "ph"}[piece.role]
            out.append(f'<{name} id="{piece.number}">{content(piece.text)}</{name}>')
    return "".join(out)


def _write_2(
    entries: Iterable[Entry], source: Language, language: Language, original: str
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"'
    yield f" srcLang={attribute(source.tag)} trgLang={attribute(language.tag)}>\n"
    yield f'<file id="f1" original={attribute(original)}>\n'
    for entry in entries:
        pieces = codes(entry.msgid)
        target = numbered_like(codes(entry.msgstr), pieces)
        data = _data([*pieces, *target])
        yield f'<unit id="{unit_id(entry)}">\n'
        notes = [f'<note category="{who}">{content(text)}</note>' for who, text in _notes_by(entry)]
        if entry.previous is not None:
            notes.append(f'<note category="previous">{content(entry.previous)}</note>')
        if notes:
            yield f"  <notes>{''.join(notes)}</notes>\n"
        if data:
            stored = (f'<data id="{at}">{content(text)}</data>' for text, at in data.items())
            yield f"  <originalData>{''.join(stored)}</originalData>\n"
        state = f'state="{_STATES_2[entry.state]}" subState="hexapla:{entry.state}"'
        yield f"  <segment {state}>\n"
        yield f'    <source xml:space="preserve">{_inline_2(pieces, data)}</source>\n'
        if entry.msgstr:
            yield f'    <target xml:space="preserve">{_inline_2(target, data)}</target>\n'
        yield "  </segment>\n</unit>\n"
    yield "</file>\n</xliff>\n"


def _data(pieces: Iterable[str | Code]) -> dict[str, str]:
    """An id for the text of each code, for ``originalData``."""
    texts = dict.fromkeys(piece.text for piece in pieces if isinstance(piece, Code))
    return {text: f"d{number}" for number, text in enumerate(texts, 1)}


def _inline_2(pieces: list[str | Code], data: Mapping[str, str]) -> str:
    ends = {p.number: p for p in pieces if isinstance(p, Code) and p.role == "close"}
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(content(piece))
        elif piece.role == "open":
            end = data[ends[piece.number].text]
            refs = f'dataRefStart="{data[piece.text]}" dataRefEnd="{end}"'
            out.append(f'<pc id="{piece.number}" {refs}>')
        elif piece.role == "close":
            out.append("</pc>")
        else:
            out.append(f'<ph id="{piece.number}" dataRef="{data[piece.text]}"/>')
    return "".join(out)


def _notes_by(entry: Entry) -> Iterator[tuple[str, str]]:
    """An entry's notes, each with the category of its author."""
    for text in entry.extracted:
        yield "developer", text
    if entry.context is not None:
        yield "developer", entry.context
    for text in entry.comments:
        yield (_PROVENANCE if is_own(text) else "translator"), text


def _notes(entry: Entry) -> list[str]:
    return [text for _, text in _notes_by(entry) if text]

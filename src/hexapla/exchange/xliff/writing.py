"""Write a catalog as XLIFF 1.2 or 2.1."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of
from types import MappingProxyType

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.provenance import is_own
from hexapla.errors import HexaplaError
from hexapla.exchange.codes import Code, codes
from hexapla.exchange.seal import sealed
from hexapla.exchange.xliff.ids import unit_id
from hexapla.exchange.xliff.parts import Part, parts_of
from hexapla.exchange.xmlstream import attribute, content, is_writable
from hexapla.languages import Language
from hexapla.message import and_more, msg

__all__ = ["VERSIONS", "export"]

_log = logging.getLogger(__name__)

VERSIONS = ("1.2", "2.1")
"""The versions of XLIFF that can be written; 2.0 can be read too."""

_TOOL = f"Hexapla {version_of('hexapla')}"
_PROVENANCE = "draft"
# XLIFF 2.1, 5.7: Size and Length Restriction Module.
_SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
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


@dataclass(frozen=True, slots=True)
class _File:
    """What is written: the entries, and what they are a translation of."""

    entries: Sequence[Entry]
    headers: Mapping[str, str]
    source: Language
    language: Language
    original: str
    datatype: str
    limits: Mapping[tuple[str | None, str], int]

    def parts(self, entry: Entry) -> list[Part]:
        """The texts of an entry, each a unit."""
        return parts_of(entry, self.headers, self.language)

    def limit(self, entry: Entry) -> int | None:
        """The most characters that a translation may have."""
        known = (entry.max_length, self.limits.get(entry.key))
        return min((one for one in known if one), default=None)


def export(
    catalog: Catalog,
    source: Language,
    language: Language,
    original: str,
    version: str = "1.2",
    *,
    datatype: str = "plaintext",
    limits: Mapping[tuple[str | None, str], int] = MappingProxyType({}),
) -> tuple[bytes, int]:
    """Export a catalog's entries that are not obsolete; returns the file and the number of entries.

    ``original`` is the article's name, ``datatype`` what XLIFF calls its format, and ``limits`` the
    most characters that translations may have, by the keys of entries. Entries with characters that
    XML doesn't allow are left out.
    """
    possible = [one for one in catalog.entries if not one.obsolete]
    entries = [one for one in possible if _is_writable(one)]
    left_out = [one for one in possible if not _is_writable(one)]
    if left_out:
        left = msg("XML can't contain the control characters of a sentence, so it is left out")
        where = f"{catalog.where}:{left_out[0].line}"
        _log.warning(
            "%s",
            HexaplaError(
                and_more(left, left_out), where=where, hint=msg("remove them from the text")
            ),
        )
    write = _write_1 if version == "1.2" else _write_2
    file = _File(entries, catalog.headers, source, language, original, datatype, limits)
    lines = write(file)
    return b"".join(sealed(line.encode() for line in lines)), len(entries)


def _is_writable(entry: Entry) -> bool:
    return is_writable(
        entry.msgid, entry.plural or "", entry.msgstr, *entry.plurals, entry.previous or ""
    )


def _write_1(file: _File) -> Iterator[str]:
    name, number = _TOOL.split(" ")
    source, language = attribute(file.source.tag), attribute(file.language.tag)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
    yield f"<file original={attribute(file.original)} source-language={source}"
    yield f" target-language={language} datatype={attribute(file.datatype)}"
    yield ' tool-id="hexapla">\n'
    yield f'<header><tool tool-id="hexapla" tool-name="{name}" tool-version="{number}"/></header>\n'
    yield "<body>\n"
    for entry in file.entries:
        parts = file.parts(entry)
        kind = "x-gettext-plurals" if entry.plural is not None else "x-plural"
        yield f'<group restype="{kind}">\n' if parts[0].name else ""
        for part in parts:
            yield from _unit_1(entry, part, None if part.is_flow else file.limit(entry))
        yield "</group>\n" if parts[0].name else ""
    yield "</body>\n</file>\n</xliff>\n"


def _unit_1(entry: Entry, part: Part, limit: int | None) -> Iterator[str]:
    approved = "yes" if entry.state is State.REVIEWED else "no"
    width = f' maxwidth="{limit}" size-unit="char"' if limit else ""
    id_ = unit_id(entry, part.name)
    yield f'<trans-unit id="{id_}" approved="{approved}"{width} xml:space="preserve">\n'
    yield f"  <source>{_inline_1(part.source)}</source>\n"
    yield f"  <target{_state_1(entry)}>{_inline_1(part.target)}</target>\n"
    for who, text in _notes_by(entry, part):
        yield f'  <note from="{who}">{content(text)}</note>\n'
    if entry.previous is not None and not part.name:
        yield '  <alt-trans alttranstype="previous-version">'
        yield f"<source>{_inline_1(codes(entry.previous))}</source>"
        yield f"<target>{_inline_1(codes(entry.msgstr))}</target></alt-trans>\n"
    yield "</trans-unit>\n"


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


def _write_2(file: _File) -> Iterator[str]:
    limited = any(map(file.limit, file.entries))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"'
    yield f' xmlns:slr="{_SIZES}"' if limited else ""
    yield f" srcLang={attribute(file.source.tag)} trgLang={attribute(file.language.tag)}>\n"
    yield f'<file id="f1" original={attribute(file.original)}>\n'
    yield '<slr:profiles generalProfile="xliff:codepoints"/>\n' if limited else ""
    for entry in file.entries:
        parts = file.parts(entry)
        group = unit_id(entry, "forms")
        yield f'<group id="{group}" type="hexapla:plural">\n' if parts[0].name else ""
        for part in parts:
            yield from _unit_2(entry, part, None if part.is_flow else file.limit(entry))
        yield "</group>\n" if parts[0].name else ""
    yield "</file>\n</xliff>\n"


def _unit_2(entry: Entry, part: Part, limit: int | None) -> Iterator[str]:
    data = _data([*part.source, *part.target])
    size = f' slr:sizeRestriction="{limit}"' if limit else ""
    yield f'<unit id="{unit_id(entry, part.name)}"{size}>\n'
    notes = [
        f'<note category="{who}">{content(text)}</note>' for who, text in _notes_by(entry, part)
    ]
    if entry.previous is not None and not part.name:
        notes.append(f'<note category="previous">{content(entry.previous)}</note>')
    if notes:
        yield f"  <notes>{''.join(notes)}</notes>\n"
    if data:
        stored = (f'<data id="{at}">{content(text)}</data>' for text, at in data.items())
        yield f"  <originalData>{''.join(stored)}</originalData>\n"
    flows = {
        number: " ".join(unit_id(entry, name) for name in names)
        for number, names in part.flows.items()
    }
    state = f'state="{_STATES_2[entry.state]}" subState="hexapla:{entry.state}"'
    yield f"  <segment {state}>\n"
    source, target = (_inline_2(one, data, flows) for one in (part.source, part.target))
    yield f'    <source xml:space="preserve">{source}</source>\n'
    if target:
        yield f'    <target xml:space="preserve">{target}</target>\n'
    yield "  </segment>\n</unit>\n"


def _data(pieces: Iterable[str | Code]) -> dict[str, str]:
    """An id for the text of each code, for ``originalData``."""
    texts = dict.fromkeys(piece.text for piece in pieces if isinstance(piece, Code))
    return {text: f"d{number}" for number, text in enumerate(texts, 1)}


def _inline_2(
    pieces: Sequence[str | Code], data: Mapping[str, str], flows: Mapping[int, str]
) -> str:
    ends = {p.number: p for p in pieces if isinstance(p, Code) and p.role == "close"}
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(content(piece))
        elif piece.role == "open":
            end = data[ends[piece.number].text]
            refs = f'dataRefStart="{data[piece.text]}" dataRefEnd="{end}"'
            refs += _flows(flows, piece, "subFlowsStart")
            out.append(f'<pc id="{piece.number}" {refs}>')
        elif piece.role == "close":
            out.append("</pc>")
        else:
            refs = f'dataRef="{data[piece.text]}"{_flows(flows, piece, "subFlows")}'
            out.append(f'<ph id="{piece.number}" {refs}/>')
    return "".join(out)


def _flows(flows: Mapping[int, str], code: Code, name: str) -> str:
    return f' {name}="{flows[code.number]}"' if code.number in flows else ""


def _notes_by(entry: Entry, part: Part) -> Iterator[tuple[str, str]]:
    """An entry's notes, each with the category of its author."""
    if part.use:
        yield "developer", part.use
    for text in entry.extracted:
        yield "developer", text
    if entry.context is not None:
        yield "developer", entry.context
    for text in entry.comments:
        yield (_PROVENANCE if is_own(text) else "translator"), text

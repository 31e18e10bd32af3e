"""Export a catalog as XLIFF 1.2 or 2.1, and import it again (OASIS, 2008 and 2018).

A unit's id contains digests of its entry and of the exported translation. An import can therefore
tell that someone has changed the translation in the catalog since, and doesn't overwrite it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from xml.etree.ElementTree import Element

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.entry import is_provenance
from hexapla.errors import InputError
from hexapla.exchange.codes import Code, codes, numbered_like
from hexapla.exchange.xmlstream import attribute, content, elements, is_writable
from hexapla.languages import Language

__all__ = ["VERSIONS", "Imported", "Returned", "apply", "export", "read"]

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
_APPROVED = frozenset(["final", "signed-off", "reviewed"])


@dataclass(frozen=True, slots=True)
class Returned:
    """One unit of an imported file: its id, translation, approval and notes."""

    id: str
    text: str
    approved: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A catalog after an import.

    ``changed`` is the number of entries with a new text or a new approval, ``unknown`` are the ids
    of units whose entry no longer exists, and ``conflicts`` are entries whose translation someone
    changed since the export.
    """

    catalog: Catalog
    changed: int
    unknown: tuple[str, ...]
    conflicts: tuple[Entry, ...]


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def export(
    catalog: Catalog, source: Language, language: Language, original: str, version: str = "1.2"
) -> tuple[bytes, int]:
    """Export a catalog's entries that are not obsolete; returns the file and the number of units.

    ``original`` is the article's name. Entries with plural forms, which articles don't have, and
    entries with characters that XML doesn't allow are left out.
    """
    entries = [
        entry
        for entry in catalog.entries
        if not entry.obsolete
        and entry.plural is None
        and is_writable(entry.msgid, entry.msgstr, entry.previous or "", *_notes(entry))
    ]
    write = _write_1 if version == "1.2" else _write_2
    text = "".join(write(entries, source, language, original))
    return text.encode(), len(entries)


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
        yield f'<trans-unit id="{_id(entry)}" approved="{approved}" xml:space="preserve">\n'
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
        yield f'<unit id="{_id(entry)}">\n'
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
        yield (_PROVENANCE if is_provenance(text) else "translator"), text


def _notes(entry: Entry) -> list[str]:
    return [text for _, text in _notes_by(entry) if text]


def _id(entry: Entry) -> str:
    key = repr((entry.context, entry.msgid))
    return f"{_digest(key, 16)}-{_digest(entry.msgstr, 8)}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def read(path: Path) -> tuple[str, str, list[Returned]]:
    """Read an XLIFF file: the target language's tag, the article's name, and the units.

    Raises InputError if the file is not XLIFF or has more than one article.
    """
    root = next(elements(path, ("xliff",)), None)
    files = [] if root is None else root.findall("file")
    if root is None or len(files) != 1:
        raise InputError(
            f"has {len(files)} <file> elements instead of one",
            where=str(path),
            hint="use a file that translate xliff export wrote",
        )
    language = files[0].get("target-language") or root.get("trgLang") or ""
    units = [
        *(_read_1(unit) for unit in files[0].iter("trans-unit")),
        *(_read_2(unit) for unit in files[0].iter("unit")),
    ]
    return language, files[0].get("original", ""), units


def _read_1(unit: Element) -> Returned:
    target = unit.find("target")
    text = "" if target is None else "".join(target.itertext())
    state = "" if target is None else target.get("state", "")
    answer = unit.get("approved")
    approved = answer == "yes" or (answer is None and state in _APPROVED)
    notes = [n.text or "" for n in unit.findall("note") if n.get("from") != "developer"]
    return Returned(unit.get("id", ""), text, approved, tuple(notes))


def _read_2(unit: Element) -> Returned:
    data = {d.get("id", ""): "".join(d.itertext()) for d in unit.findall("originalData/data")}
    segments = unit.findall("segment")
    targets = [target for s in segments if (target := s.find("target")) is not None]
    text = "".join(_native(target, data) for target in targets)
    approved = bool(segments) and all(s.get("state") in _APPROVED for s in segments)
    own = ("developer", "previous")
    notes = [n.text or "" for n in unit.findall("notes/note") if n.get("category") not in own]
    return Returned(unit.get("id", ""), text, approved, tuple(notes))


def _native(element: Element, data: Mapping[str, str]) -> str:
    """The text of an element, with its codes replaced by the article's markup."""
    out = [element.text or ""]
    for child in element:
        inner = _native(child, data)
        if child.tag == "cp":
            inner = chr(int(child.get("hex", "FFFD"), 16))
        start = data.get(child.get("dataRefStart", child.get("dataRef", "")), "")
        out += (start, inner, data.get(child.get("dataRefEnd", ""), ""), child.tail or "")
    return "".join(out)


def apply(catalog: Catalog, units: Iterable[Returned], *, accept: bool = False) -> Imported:
    """Add the units of an imported file to a catalog.

    An approved translation becomes reviewed, any other edited; ``accept`` approves every new text.
    Entries that a person changed in the catalog since the export stay as they are.
    """
    by_id = {unit.id.partition("-")[0]: unit for unit in units}
    entries: list[Entry] = []
    changed = 0
    conflicts: list[Entry] = []
    for entry in catalog.entries:
        unit = by_id.pop(_id(entry).partition("-")[0], None) if _is_open(entry) else None
        new = entry
        if unit is not None and unit.text:
            exported = unit.id.partition("-")[2]
            changed_here = _digest(entry.msgstr, 8) != exported and unit.text != entry.msgstr
            if changed_here and entry.msgstr and not entry.by_machine:
                conflicts += [entry] if _digest(unit.text, 8) != exported else []
            else:
                new = _returned(entry, unit, accept)
        changed += new != entry
        entries.append(new)
    unknown = tuple(unit.id for unit in by_id.values())
    return Imported(catalog.with_entries(entries), changed, unknown, tuple(conflicts))


def _is_open(entry: Entry) -> bool:
    return not entry.obsolete and entry.plural is None


def _returned(entry: Entry, unit: Returned, accept: bool) -> Entry:
    """An entry with the translation and the notes of a unit."""
    notes = [note for note in unit.notes if note and note not in entry.comments]
    comments = (*entry.comments, *(note for note in notes if not is_provenance(note)))
    approved = unit.approved or (accept and unit.text != entry.msgstr)
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    if unit.text == entry.msgstr and not approved:
        return entry.edit(comments=comments)
    new = entry.edit(
        msgstr=unit.text,
        flags=flags if approved else ("fuzzy", *flags),
        comments=comments,
        previous=None,
        previous_context=None,
    )
    if new.state is State.STALE:  # its draft line belongs to the earlier sentence
        kept = tuple(comment for comment in new.comments if not is_provenance(comment))
        return new.edit(comments=kept)
    return new

"""Add the translations of an XLIFF file to a catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.forms import with_text
from hexapla.catalogs.provenance import is_own, note_lines, remarks
from hexapla.exchange.codes import Code
from hexapla.exchange.xliff.ids import entry_part, is_text_of, part_name, unit_id, was_reviewed
from hexapla.exchange.xliff.joining import whole_of
from hexapla.exchange.xliff.parts import Part, parts_of
from hexapla.exchange.xliff.reading import Returned
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["Imported", "Problem", "apply"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A unit that was not taken, or was taken as not reviewed: its line, its source, and why."""

    line: int
    msgid: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A catalog after an import.

    ``changed`` is the number of entries with a new text or a new approval, ``unknown`` are the ids
    of units whose entry no longer exists, ``conflicts`` are entries whose translation someone
    changed since the export, and ``problems`` are units that could not be taken as they are.
    """

    catalog: Catalog
    changed: int
    unknown: tuple[str, ...]
    conflicts: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def apply(
    catalog: Catalog,
    units: Iterable[Returned],
    *,
    language: Language | None = None,
    accept: bool = False,
    fault_in: Callable[[Entry], str] | None = None,
) -> Imported:
    """Add the units of an imported file to a catalog.

    An approved translation becomes reviewed, any other edited; ``accept`` approves every new text.
    A translation with a problem becomes edited. Entries that a person changed in the catalog since
    the export stay as they are. One that was exported as reviewed and that the file explicitly says
    is not becomes edited. ``language`` is that of the translations, by default as the catalog's
    header says; ``fault_in`` returns what is wrong with an entry's new translation, or "".
    """
    headers = catalog.headers
    language = language or Language(headers["Language"])
    by_id: dict[str, list[Returned]] = {}
    for one in units:
        by_id.setdefault(entry_part(one.id), []).append(one)
    entries: list[Entry] = []
    conflicts: list[Entry] = []
    problems: list[Problem] = []
    for entry in catalog.entries:
        several = [] if entry.obsolete else by_id.pop(entry_part(unit_id(entry)), [])
        if not several:
            entries.append(entry)
            continue
        named, problem = _by_part(several)
        parts = parts_of(entry, headers, language)
        problem = problem or _other_source(named, parts)
        if problem:
            line = several[0].line
            problems.append(
                Problem(line, entry.msgid, msg("not imported, because {problem}", problem=problem))
            )
            entries.append(entry)
            continue
        unit, text, problem = whole_of(entry, parts, named, headers, language)
        if text and _changed_here(entry, unit, text):
            conflicts += [] if is_text_of(text, unit.id) else [entry]
            entries.append(entry)
            continue
        new = _returned(entry, unit, text, approve=not problem, accept=accept)
        if fault_in and not problem and (new.text, new.state) != (entry.text, entry.state):
            problem = fault_in(new)
            if problem:
                new = _returned(entry, unit, text, approve=False, accept=accept)
        if problem:
            did = msg("imported, but not as reviewed") if text else msg("not imported")
            problems.append(
                Problem(
                    unit.line,
                    entry.msgid,
                    msg("{did}, because {problem}", did=did, problem=problem),
                )
            )
        entries.append(new)
    return Imported(
        catalog.with_entries(entries),
        sum(new != old for new, old in zip(entries, catalog.entries, strict=True)),
        tuple(several[0].id for several in by_id.values()),
        tuple(conflicts),
        tuple(problems),
    )


def _by_part(units: Sequence[Returned]) -> tuple[dict[str, Returned], str]:
    """The units of one entry by the parts that they are for, and what is wrong with them."""
    found: dict[str, Returned] = {}
    for unit in units:
        first = found.setdefault(part_name(unit.id), unit)
        if replace(unit, line=first.line) != first:
            return found, msg(
                "the unit in line {line} has the same id and says something else", line=unit.line
            )
    return found, ""


def _other_source(units: Mapping[str, Returned], parts: Iterable[Part]) -> str:
    """What is wrong if a unit's source is not that of its part, or an empty text.

    Only the words count: programs change codes, and the white space around them.
    """
    for part in parts:
        unit = units.get(part.name)
        if unit is None or (unit.problem and not unit.pieces):
            continue  # nothing of it is taken
        if unit.source is None:
            return msg("the unit has no source")
        if _words(unit.source) != _words(part.source):
            return msg("its source is another sentence")
    return ""


def _words(pieces: Iterable[str | Code]) -> str:
    return "".join("".join(piece.split()) for piece in pieces if isinstance(piece, str))


def _changed_here(entry: Entry, unit: Returned, text: str) -> bool:
    """Whether a person has changed the entry to something else since the export."""
    if not entry.text.strip("\0") or entry.by_machine or text == entry.text:
        return False
    return not is_text_of(entry.text, unit.id)


def _returned(entry: Entry, unit: Returned, text: str, *, approve: bool, accept: bool) -> Entry:
    """An entry with the translation and the notes of a unit; not reviewed without ``approve``."""
    comments = _comments(entry, unit)
    withdrawn = unit.withdrawn and entry.state is State.REVIEWED
    if withdrawn and was_reviewed(unit.id) and text in ("", entry.text):
        return entry.edit(flags=("fuzzy", *entry.flags), comments=comments)
    if not text:
        return entry.edit(comments=comments)
    approved = (unit.approved and not withdrawn) or (accept and text != entry.text)
    approved = approved and approve
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    if text == entry.text and not approved:
        return entry.edit(comments=comments)
    new = with_text(entry, text).edit(
        flags=flags if approved else ("fuzzy", *flags),
        comments=comments,
        previous=None,
        previous_context=None,
        previous_plural=None,
    )
    if new.state is State.STALE:  # its draft line belongs to the earlier sentence
        kept = remarks(new.comments)
        return new.edit(comments=kept)
    return new


def _comments(entry: Entry, unit: Returned) -> tuple[str, ...]:
    """The comments of an entry with the translator's notes in a unit."""
    notes = (note for note in unit.notes if not is_own(note))
    lines = (line for note in notes for line in note_lines(note))
    return tuple(dict.fromkeys((*entry.comments, *lines)))

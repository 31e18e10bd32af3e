"""Glossaries as TBX-Basic and CSV.

TBX is read in versions 2 (``martif``, ISO 30042:2008) and 3 (``tbx``, ISO 30042:2019), and written
in version 2, which more programs support. A forbidden form is written as a deprecated term; a term
that a language keeps unchanged is written as its own translation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from hexapla.catalogs.glossary import Glossary, Rule, Term
from hexapla.catalogs.spreadsheet import safe_cell
from hexapla.errors import InputError, UsageError
from hexapla.exchange.seal import sealed
from hexapla.exchange.xmlstream import attribute, content, elements
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["Combined", "combine", "dump", "read", "to_csv", "to_tbx"]

_STATUS = "administrativeStatus"
_PREFERRED, _DEPRECATED = "preferredTerm-admn-sts", "deprecatedTerm-admn-sts"
_DEPRECATED_ALL = frozenset([_DEPRECATED, "supersededTerm-admn-sts", "deprecatedTerm"])

_GROUPS = ("tig", "ntig", "termSec")
# Each term of a concept gets a rule with all its forms.
_MOST_FORMS = 200


@dataclass(frozen=True, slots=True)
class Combined:
    """Two glossaries combined.

    ``added`` is the number of new terms and rules. ``conflicts`` are the terms, each with a
    language tag, for which both have different rules; those of the first glossary stay.
    """

    glossary: Glossary
    added: int
    conflicts: tuple[tuple[str, str], ...]


def read(path: Path, source_language: Language) -> Glossary:
    """Read a glossary from a ``.tbx`` or ``.csv`` file.

    The term column of a CSV file may be called ``term`` or have the code of the source language.
    Raises InputError with file and line, UsageError for any other suffix.
    """
    match path.suffix.lower():
        case ".csv":
            return Glossary.load(path, source_language)
        case ".tbx" | ".xml":
            return _read_tbx(path, source_language)
    raise _unknown_format(path)


def dump(path: Path, glossary: Glossary, source_language: Language | None) -> bytes:
    """A glossary as the bytes of a ``.tbx`` or ``.csv`` file with this path.

    ``source_language`` is the language of the terms, which TBX needs. Raises UsageError if it is
    missing for TBX, and for any other suffix.
    """
    match path.suffix.lower():
        case ".csv":
            return to_csv(glossary)
        case ".tbx":
            if source_language is None:
                raise UsageError(
                    msg("TBX needs the language of the terms"),
                    hint=msg("use --from en"),
                )
            return to_tbx(glossary, source_language)
    raise _unknown_format(path)


def _unknown_format(path: Path) -> UsageError:
    return UsageError(
        msg("is neither .csv nor .tbx"), where=str(path), hint=msg("use one of these formats")
    )


def combine(own: Glossary, other: Glossary) -> Combined:
    """Add the terms and rules to ``own`` that only ``other`` has."""
    terms = {term.text: term for term in own.terms}
    added = 0
    conflicts: list[tuple[str, str]] = []
    for term in other.terms:
        mine = terms.get(term.text)
        if mine is None:
            terms[term.text] = term
            added += 1
            continue
        new = {tag: rule for tag, rule in term.rules.items() if tag not in mine.rules}
        conflicts += [
            (term.text, tag)
            for tag, rule in term.rules.items()
            if tag in mine.rules and _texts(term, mine.rules[tag]) != _texts(term, rule)
        ]
        added += len(new)
        terms[term.text] = replace(mine, note=mine.note or term.note, rules={**mine.rules, **new})
    return Combined(Glossary(tuple(terms.values())), added, tuple(conflicts))


def _texts(term: Term, rule: Rule) -> tuple[set[str], set[str]]:
    """The texts that a rule allows and forbids; in TBX ``=`` is the term as its own form."""
    return {*rule.forms, *([term.text] if rule.keep else [])}, {*rule.forbidden}


def to_csv(glossary: Glossary) -> bytes:
    """The glossary as CSV, in the form that `Glossary.parse` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    tags = _tags(glossary)
    writer.writerow(["term", "note", *tags])
    for term in glossary.terms:
        cells = (_cell(term.rules[tag]) if tag in term.rules else "" for tag in tags)
        writer.writerow(map(safe_cell, (term.text, term.note, *cells)))
    return out.getvalue().encode()


def _tags(glossary: Glossary) -> list[str]:
    return list(dict.fromkeys(tag for term in glossary.terms for tag in term.rules))


def _cell(rule: Rule) -> str:
    forbidden = (f"!{form}" for form in rule.forbidden)
    return "|".join([*(["="] if rule.keep else []), *rule.forms, *forbidden])


# ── TBX ──────────────────────────────────────────────────────────────────────────────────────


def to_tbx(glossary: Glossary, source_language: Language) -> bytes:
    """The glossary as TBX-Basic."""
    lines = _tbx(glossary, source_language)
    return b"".join(sealed(line.encode() for line in lines))


def _tbx(glossary: Glossary, source_language: Language) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
    yield f'<martif type="TBX-Basic" xml:lang={attribute(source_language.tag)}>\n<martifHeader>'
    yield "<fileDesc><sourceDesc><p>Hexapla</p></sourceDesc></fileDesc>"
    yield '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>\n'
    yield "<text><body>\n"
    for number, term in enumerate(glossary.terms, 1):
        yield f'<termEntry id="c{number}">\n'
        if term.note:
            yield f"  <note>{content(term.note)}</note>\n"
        yield from _lang_set(source_language.tag, [(term.text, "")])
        for tag, rule in term.rules.items():
            kept = [term.text] if rule.keep else []
            forms = [(form, _PREFERRED) for form in (*kept, *rule.forms)]
            yield from _lang_set(tag, [*forms, *((form, _DEPRECATED) for form in rule.forbidden)])
        yield "</termEntry>\n"
    yield "</body></text>\n</martif>\n"


def _lang_set(tag: str, forms: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"  <langSet xml:lang={attribute(tag)}>\n"
    for form, status in forms:
        note = f'<termNote type="{_STATUS}">{status}</termNote>' if status else ""
        yield f"    <tig><term>{content(form)}</term>{note}</tig>\n"
    yield "  </langSet>\n"


def _read_tbx(path: Path, source_language: Language) -> Glossary:
    notes: dict[str, str] = {}
    rules: dict[str, dict[str, Rule]] = {}
    found = False
    for entry in elements(path, ("termEntry", "conceptEntry")):
        found = True
        forms = _forms(entry)
        note = next((text for e in entry.iter("note") if (text := (e.text or "").strip())), "")
        if any(len(found) > _MOST_FORMS for found in forms.values()):
            raise InputError(
                msg(
                    "a concept has more than {most_forms} terms in a language",
                    most_forms=_MOST_FORMS,
                ),
                where=str(path),
                hint=msg("divide it"),
            )
        own, rest = _split(forms, source_language)
        for text in own:
            notes.setdefault(text, note)
            known = rules.setdefault(text, {})
            for tag, other in rest.items():
                if tag not in known:
                    known[tag] = _rule(text, other)
    if not found:
        raise InputError(msg("has no terms"), where=str(path), hint=msg("is it a TBX file?"))
    return Glossary(tuple(Term(text, note, rules[text]) for text, note in notes.items()))


def _split(
    forms: Mapping[str, list[tuple[str, str]]], source_language: Language
) -> tuple[list[str], dict[str, list[tuple[str, str]]]]:
    """The terms of the source language, and the forms in the other languages."""
    tag = source_language.tag if source_language.tag in forms else source_language.base
    own = [text for text, status in forms.get(tag, ()) if status not in _DEPRECATED_ALL]
    return own, {name: found for name, found in forms.items() if name != tag}


def _forms(entry: Element) -> dict[str, list[tuple[str, str]]]:
    """The terms of a concept by language, each with its status."""
    forms: dict[str, list[tuple[str, str]]] = {}
    for section in (*entry.findall("langSet"), *entry.findall("langSec")):
        try:
            tag = Language(section.get("lang", "")).tag
        except UsageError:
            continue
        for group in (one for name in _GROUPS for one in section.findall(name)):
            text = " ".join("".join(next(group.iter("term"), Element("term")).itertext()).split())
            status = next(
                (n.text or "" for n in group.iter("termNote") if n.get("type") == _STATUS), ""
            )
            if text:
                forms.setdefault(tag, []).append((text, status.strip()))
    return forms


def _rule(term: str, forms: Iterable[tuple[str, str]]) -> Rule:
    allowed = [text for text, status in forms if status not in _DEPRECATED_ALL]
    forbidden = [text for text, status in forms if status in _DEPRECATED_ALL]
    return Rule(tuple(text for text in allowed if text != term), tuple(forbidden), term in allowed)

"""What the page gets to see of a sheet, as plain data for JSON.

Offsets in them count UTF-16 code units, as a browser does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from hexapla.catalogs.catalog import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import Finding, checks
from hexapla.checks.check import Kind
from hexapla.checks.risk import risk
from hexapla.checks.terms import rules, term_pattern
from hexapla.editions.edition import standing
from hexapla.languages import Language
from hexapla.memory.unit import Hit
from hexapla.publication.layout import Article
from hexapla.review.decisions import note_of, version
from hexapla.review.diff import word_diff
from hexapla.review.overview import News, Overview
from hexapla.review.search import Match
from hexapla.review.sheets import Sheet, identifier

__all__ = [
    "change_data",
    "checked_data",
    "entry_data",
    "findings_data",
    "glossary_data",
    "language_data",
    "list_data",
    "match_data",
    "memory_data",
    "news_data",
    "sheet_data",
]

_PUBLISHED = (State.REVIEWED, State.EDITED, State.DRAFT)
# An entry without a translation is the most urgent but one that has an error for certain.
_EMPTY_RISK = 0.9


def language_data(language: Language) -> dict[str, str]:
    """A language as the page shows it and sets its text."""
    return {
        "tag": language.tag,
        "name": language.name,
        "autonym": language.autonym,
        "dir": language.direction,
        "joiner": language.joiner,
    }


def sheet_data(sheet: Sheet) -> dict[str, Any]:
    """A sheet: its rows (a segment each: entry, block, kind, line), its entries by identifier."""
    article = sheet.prepared.article
    foreign = sheet.prepared.foreign
    return {
        "stamp": sheet.stamp,
        "layout": sheet.layout,
        "article": article.name,
        "format": Kind.of(sheet.entries[0]).value,
        "source": language_data(sheet.prepared.language),
        "target": language_data(sheet.language),
        "rows": [
            [identifier(entry.key), segment.block, segment.kind, segment.line]
            for entry, segment in zip(sheet.entries, sheet.segments, strict=True)
        ],
        "entries": {
            ident: entry_data(entry)
            | ({"foreign": foreign[entry.msgid].name} if entry.msgid in foreign else {})
            for ident, entry in sheet.by_id.items()
        },
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the page shows it."""
    state = entry.state
    data: dict[str, Any] = {
        "source": entry.msgid,
        "target": entry.msgstr,
        "state": state.value,
        "version": version(entry),
        "published": state in _PUBLISHED and (state is not State.DRAFT or standing(entry) is state),
    }
    draft = entry.draft
    if draft is not None:
        guards = entry.guarded
        data["draft"] = {
            "origin": draft.origin,
            "score": draft.score,
            "guards": [f"{fault} ({done})" for fault, done in guards.faults] if guards else [],
        }
    if note_of(entry):
        data["note"] = note_of(entry)
    if entry.previous is not None and state is not State.REVIEWED:
        data["previous"] = word_diff(entry.previous, entry.msgid)
    if entry.context is not None:
        data["context"] = entry.context
    if entry.plural is not None:
        data["plural"] = True
    return data


def checked_data(entry: Entry, findings: Sequence[Finding]) -> dict[str, Any]:
    """What the checks make of an entry: what they found, and how much it needs a look."""
    urgent = _EMPTY_RISK if entry.state is State.EMPTY else risk(entry, findings)
    found = findings_data(findings, entry.msgid, entry.msgstr)
    return {"findings": found, "risk": urgent}


def findings_data(findings: Iterable[Finding], source: str, target: str) -> list[dict[str, Any]]:
    """Findings with what each check is about."""
    return [
        {
            "check": finding.check,
            "severity": str(finding.severity),
            "message": finding.message,
            "about": _about().get(finding.check, ""),
            "source": _span(source, finding.source),
            "target": _span(target, finding.target),
        }
        for finding in findings
    ]


def glossary_data(glossary: Glossary | None, source: str, language: Language) -> list[Any]:
    """The terms of the glossary that stand in a sentence, with their places."""
    found = []
    for term, rule in rules(glossary, language) if glossary is not None else ():
        spans = [_span(source, match.span()) for match in term_pattern(term.text).finditer(source)]
        if spans:
            found.append(
                {
                    "term": term.text,
                    "note": term.note,
                    "spans": spans,
                    "forms": [*rule.forms, *([term.text] if rule.keep else [])],
                    "forbidden": list(rule.forbidden),
                }
            )
    return found


def memory_data(hits: Sequence[Hit], entry: Entry) -> list[dict[str, Any]]:
    """Translations met before, but for the entry's own."""
    return [
        {
            "text": hit.text,
            "score": round(hit.score, 2),
            "in_context": hit.in_context,
            "source": word_diff(hit.unit.source, entry.msgid) if hit.score < 1 else None,
            "author": hit.unit.author,
        }
        for hit in hits
        if hit.text != entry.msgstr
    ]


def change_data(before: str | None, now: str) -> list[tuple[str, str]] | None:
    """What has changed in a text, as a word diff; None where that is nothing, or not known."""
    return word_diff(before, now) if before is not None and before != now else None


def match_data(match: Match) -> dict[str, Any]:
    """What search and replace would do to an entry."""
    entry = match.entry
    return {
        "id": identifier(entry.key),
        "version": version(entry),
        "source": entry.msgid,
        "target": entry.msgstr,
        "spans": [_span(entry.msgstr, span) for span in match.spans],
        "change": word_diff(entry.msgstr, match.text),
        "text": match.text,
    }


def list_data(
    targets: Iterable[tuple[Article, Sequence[Language]]], overview: Overview
) -> dict[str, Any]:
    """The articles under review and their languages, but for those that they are in themselves."""
    languages: dict[Language, int] = {}
    articles = []
    for article, several in targets:
        wanted = [one for one in several if not overview.is_own(one, article)]
        numbers = [languages.setdefault(one, len(languages)) for one in wanted]
        articles.append([article.name, article.domain, numbers])
    return {"languages": [language_data(one) for one in languages], "articles": articles}


def news_data(news: News) -> dict[str, Any]:
    """How far some articles are, and how many of all have been looked at."""
    cells = [
        {"language": tag, "domain": domain, **asdict(cell)}
        for (tag, domain), cell in news.cells.items()
    ]
    return {"seen": news.seen, "cells": cells, "read": news.read, "articles": news.articles}


@lru_cache(maxsize=1)
def _about() -> dict[str, str]:
    """What each check is about: the first line of its docstring."""
    return {check.name: (check.run.__doc__ or "").strip().partition("\n")[0] for check in checks()}


def _span(text: str, span: tuple[int, int] | None) -> tuple[int, int] | None:
    if span is None:
        return None
    start = _units(text[: span[0]])
    return start, start + _units(text[span[0] : span[1]])


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)

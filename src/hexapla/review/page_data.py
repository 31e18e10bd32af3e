"""What the page receives, as plain data for JSON.

All offsets into texts count UTF-16 code units, as JavaScript does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hexapla.catalogs.catalog import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.catalogs.provenance import is_change_line
from hexapla.catalogs.signing import past, reviewers, translator
from hexapla.checks.check import Finding
from hexapla.checks.rating import risk
from hexapla.checks.registry import checks, description_of
from hexapla.checks.terms import term_index
from hexapla.editions.edition import STATES, Policy, state_in_edition
from hexapla.languages import Language
from hexapla.memory.unit import Hit
from hexapla.message import Words, shown
from hexapla.publication.layout import Article
from hexapla.review.concordance import Occurrence
from hexapla.review.decisions import is_editable, note_of, shown_text, version
from hexapla.review.diff import word_diff
from hexapla.review.overview import Overview, Progress
from hexapla.review.search import Match
from hexapla.review.snapshot import Snapshot, identifier

__all__ = [
    "change_data",
    "checked_data",
    "entry_data",
    "findings_data",
    "findings_of",
    "glossary_data",
    "language_data",
    "list_data",
    "match_data",
    "memory_data",
    "occurrence_data",
    "progress_data",
    "snapshot_data",
]

# An entry without a translation is more urgent than all others but those with certain errors.
_EMPTY_RISK = 0.9
# How many records of earlier texts an entry shows.
_MOST_EARLIER = 20
# The counts that the list of articles shows.
_COUNTED = (*STATES, "words")


def language_data(language: Language) -> dict[str, str]:
    """A language: its names, and how its text is set."""
    return {
        "tag": language.tag,
        "name": language.name,
        "autonym": language.autonym,
        "dir": language.direction,
        "joiner": language.joiner,
    }


def snapshot_data(snapshot: Snapshot, policy: Policy) -> dict[str, Any]:
    """A snapshot: one row per segment (entry, block, kind, line), and the entries by identifier.

    ``policy`` decides which translations would be published.
    """
    article = snapshot.prepared.article
    foreign = snapshot.prepared.foreign
    return {
        "stamp": snapshot.stamp,
        "layout": snapshot.layout,
        "article": article.name,
        "format": snapshot.prepared.format.markup.value,
        "source": language_data(snapshot.prepared.language),
        "target": language_data(snapshot.language),
        "rows": [
            [identifier(entry.key), segment.block, segment.kind, segment.line]
            for entry, segment in zip(snapshot.entries, snapshot.segments, strict=True)
        ],
        "entries": {
            ident: entry_data(entry, policy)
            | ({"foreign": foreign[entry.msgid].name} if entry.msgid in foreign else {})
            for ident, entry in snapshot.by_id.items()
        },
    }


def entry_data(entry: Entry, policy: Policy) -> dict[str, Any]:
    """An entry, as a row of the page shows it."""
    state = entry.state
    data: dict[str, Any] = {
        "source": entry.msgid if entry.plural is None else f"{entry.msgid}\n{entry.plural}",
        "target": shown_text(entry),
        "state": state.value,
        "version": version(entry),
        "published": state_in_edition(entry) in policy.usable,
    }
    draft = entry.draft
    if draft is not None:
        guards = entry.guarded
        data["draft"] = {
            "origin": draft.origin,
            "score": draft.score,
            "guards": [f"{fault} ({done})" for fault, done in guards.faults] if guards else [],
            "opinion": entry.opinion.summary if entry.opinion else "",
        }
    data |= _people_data(entry, policy)
    if entry.max_length is not None:
        data["max_length"] = entry.max_length
    if note_of(entry):
        data["note"] = note_of(entry)
    if entry.previous is not None and state is not State.REVIEWED:
        data["previous"] = word_diff(entry.previous, entry.msgid)
    changes = [line for line in entry.comments if is_change_line(line)]
    if changes:
        data["changes"] = changes
    if entry.context is not None:
        data["context"] = entry.context
    if entry.plural is not None:
        data["forms"] = len(entry.plurals)
        data["plural"] = not is_editable(entry)
    return data


def _people_data(entry: Entry, policy: Policy) -> dict[str, Any]:
    """Who translated and reviewed an entry, and when: its text as it is, and earlier ones.

    ``lacks`` says that too few people have signed a reviewed text: "others" if who translated it
    doesn't count, else "reviewers".
    """
    data: dict[str, Any] = {}
    author = translator(entry)
    people = [*([author] if author else []), *reviewers(entry)]
    if people:
        data["people"] = [[one.deed, one.name, one.date] for one in people]
    if earlier := past(entry):
        data["earlier"] = [[one.deed, one.name, one.date] for one in earlier[-_MOST_EARLIER:]]
    if entry.state is State.REVIEWED and not policy.is_signed(entry):
        data["lacks"] = "others" if policy.independent_reviewers else "reviewers"
    return data


def checked_data(entry: Entry, findings: Sequence[Finding], words: Words) -> dict[str, Any]:
    """The findings of the checks in an entry, and its risk (0 to 1)."""
    urgency = _EMPTY_RISK if entry.state is State.EMPTY else risk(entry, findings)
    return {"findings": findings_of(findings, entry, words), "risk": urgency}


def findings_of(findings: Iterable[Finding], entry: Entry, words: Words) -> list[dict[str, Any]]:
    """The findings in an entry; of plural forms, whose lines are shown together, without places."""
    if entry.plural is None:
        return findings_data(findings, entry.msgid, entry.msgstr, words)
    nowhere = (replace(finding, source=None, target=None) for finding in findings)
    return findings_data(nowhere, "", "", words)


def findings_data(
    findings: Iterable[Finding], source: str, target: str, words: Words
) -> list[dict[str, Any]]:
    """Findings, each with a description of its check, in the reader's language."""
    return [
        {
            "check": finding.check,
            "severity": str(finding.severity),
            "message": shown(finding.message, words),
            "about": words(_descriptions().get(finding.check, "")),
            "source": _span(source, finding.source),
            "target": _span(target, finding.target),
        }
        for finding in findings
    ]


def glossary_data(glossary: Glossary | None, source: str, language: Language) -> list[Any]:
    """The glossary terms that occur in a sentence, with their offsets."""
    if glossary is None:
        return []
    return [
        {
            "term": term.text,
            "note": term.note,
            "spans": [_span(source, span) for span in spans],
            "forms": [*rule.forms, *([term.text] if rule.keep else [])],
            "forbidden": list(rule.forbidden),
        }
        for term, rule, spans in term_index(glossary, language).find(source)
    ]


def memory_data(hits: Sequence[Hit], entry: Entry) -> list[dict[str, Any]]:
    """Matches from memory, except the entry's own translation."""
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


def occurrence_data(found: Occurrence, place: str) -> dict[str, Any]:
    """A sentence that concordance found, with the name of its place."""
    return {
        "source": found.source,
        "target": found.target,
        "state": found.state.value,
        "source_spans": [_span(found.source, span) for span in found.source_spans],
        "target_spans": [_span(found.target, span) for span in found.target_spans],
        "place": place,
        "previous": found.previous,
        "author": found.author.partition("<")[0].strip(),
        "day": found.changed[:8],
    }


def change_data(before: str | None, now: str) -> list[tuple[str, str]] | None:
    """A word diff of a text before and now, or None if nothing changed or ``before`` is unknown."""
    return word_diff(before, now) if before is not None and before != now else None


def match_data(match: Match) -> dict[str, Any]:
    """A search result, with what replacing would do to the entry."""
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
    targets: Iterable[tuple[Article, Sequence[Language]]],
    overview: Overview,
    assigned: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The articles under review, each with its languages except the one it is written in.

    ``assigned`` has the names of those who work on a language, by its tag.
    """
    languages: dict[Language, int] = {}
    articles = []
    for article, several in targets:
        others = [one for one in several if not overview.is_own(one, article)]
        numbers = [languages.setdefault(one, len(languages)) for one in others]
        articles.append([article.name, article.domain, numbers])
    shown = [language_data(one) | {"people": list(assigned.get(one.tag, ()))} for one in languages]
    return {"languages": shown, "articles": articles}


def progress_data(progress: Progress) -> dict[str, Any]:
    """The progress of articles since a moment."""
    cells = [
        {
            "language": tag,
            "domain": domain,
            "error": cell.error,
            "counts": cell.counts and {name: getattr(cell.counts, name) for name in _COUNTED},
        }
        for (tag, domain), cell in progress.cells.items()
    ]
    return {
        "seen": progress.seen,
        "cells": cells,
        "read": progress.read,
        "articles": progress.articles,
    }


@lru_cache(maxsize=1)
def _descriptions() -> dict[str, str]:
    return {check.name: description_of(check) for check in checks()}


def _span(text: str, span: tuple[int, int] | None) -> tuple[int, int] | None:
    if span is None:
        return None
    start = _units(text[: span[0]])
    return start, start + _units(text[span[0] : span[1]])


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)

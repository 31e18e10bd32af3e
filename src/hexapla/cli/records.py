"""What commands print for programs: the results as JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hexapla.cli.session import Session

if TYPE_CHECKING:
    from hexapla.drafting.explanation import Explanation
    from hexapla.publication.desk import Question
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.results import Explained, Result, StaleSentence, Status
    from hexapla.publication.updating import Updated

__all__ = ["count_risky", "of_drafted", "of_results", "of_status", "of_updated"]


def of_results(
    session: Session, results: Iterable[Result], *, dry_run: bool
) -> list[dict[str, Any]]:
    """The results of an output."""
    return [one.facts(session.shown, dry_run=dry_run) for one in results]


def of_updated(session: Session, one: Updated, *, dry_run: bool) -> dict[str, Any]:
    """A catalog that was brought up to date."""
    return {
        "article": one.article.name,
        "language": one.language.tag,
        "catalog": session.shown(one.path),
        "changed": one.written,
        "written": one.written and not dry_run,
        "new": one.new,
        "stale": one.stale,
        "kept": one.kept,
        "revived": one.revived,
        "obsolete": one.obsolete,
        "dropped": one.dropped,
    }


def of_drafted(one: Drafted) -> dict[str, Any]:
    """What drafting did for a pair of languages."""
    return {
        "source": one.source.tag,
        "language": one.language.tag,
        "origin": one.origin,
        "from_memory": one.from_memory,
        "from_engine": one.from_engine,
        "missing": one.missing,
        "foreign": one.foreign,
        "advice": one.advice,
        "error": str(one.error) if one.error else None,
    }


def of_status(
    session: Session,
    one: Status,
    explained: Iterable[Explained] | None = None,
    risks: Mapping[str, Sequence[float]] | None = None,
    stale: Iterable[StaleSentence] | None = None,
    questions: Iterable[Question] | None = None,
) -> dict[str, Any]:
    """The state of an article in a language.

    ``risk``, ``guarded``, ``stale`` and ``desk`` are None unless ``risks``, ``explained``,
    ``stale`` and ``questions`` have something about it.
    """
    path = session.shown(one.path)
    risk = (risks or {}).get(path)
    drafts = next((found.explanations for found in explained or () if found.path == one.path), None)
    return {
        "article": one.article.name,
        "language": one.language.tag,
        "catalog": path,
        "sentences": one.counts.as_data(),
        "words": one.counts.words,
        "words_left": one.counts.left_words,
        "risk": risk and {"high": count_risky(risk), "mean": round(sum(risk) / len(risk), 3)},
        "guarded": None if drafts is None else [_guarded(found) for found in drafts],
        "stale": None
        if stale is None
        else [_stale(found) for found in stale if found.path == one.path],
        "desk": None
        if questions is None
        else [_question(found) for found in questions if found.path == one.path],
    }


def _question(found: Question) -> dict[str, Any]:
    return {
        "line": found.entry.line,
        "article_line": found.line,
        "source": found.entry.msgid,
        "text": found.entry.msgstr,
        "question": found.text,
    }


def _stale(found: StaleSentence) -> dict[str, Any]:
    return {
        "line": found.entry.line,
        "article_line": found.line,
        "before": found.entry.previous,
        "source": found.entry.msgid,
        "text": found.entry.msgstr,
    }


def _guarded(found: Explanation) -> dict[str, Any]:
    return {
        "line": found.entry.line,
        "msgid": found.entry.msgid,
        "guards": [{"fault": fault, "done": done} for fault, done in found.guards],
        "left": list(found.left),
        "capitals": found.capitals,
        "opinion": found.opinion
        and {
            "origin": found.opinion.origin,
            "agreement": found.opinion.agreement,
            "lost": list(found.opinion.lost),
        },
    }


def count_risky(risks: Sequence[float]) -> int:
    """How many sentences a reader would stumble over with a probability of one half or more."""
    return sum(risk >= 0.5 for risk in risks)

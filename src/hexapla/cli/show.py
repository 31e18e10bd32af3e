"""What commands show a person: tables, and one line per result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hexapla.cli.output import echo, table
from hexapla.cli.records import count_risky
from hexapla.cli.session import Session

if TYPE_CHECKING:
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.results import Explained, Result, Status
    from hexapla.publication.updating import Updated

__all__ = ["show_drafted", "show_explained", "show_results", "show_status", "show_updated"]

_STATES = ("reviewed", "edited", "draft", "stale", "empty")


def show_results(session: Session, results: Iterable[Result], *, dry_run: bool) -> None:
    """Print a table of editions for each article, and one line for every other result."""
    from hexapla.publication.results import Published

    listed = list(results)
    _tables(
        [one for one in listed if isinstance(one, Published)],
        "edition",
        lambda one: one.line(session.shown, dry_run=dry_run),
    )
    for one in listed:
        if not isinstance(one, Published):
            for line in one.line(session.shown, dry_run=dry_run).splitlines():
                echo(line)


def show_status(
    session: Session, statuses: Iterable[Status], risks: Mapping[str, Sequence[float]]
) -> None:
    """Print a table for each article: for each language, its counts and its catalog.

    ``risks`` has the risks of the sentences in some catalogs, by the catalog's path as shown.
    """

    def note(status: Status) -> str:
        path = session.shown(status.path)
        return f"{path} ({count_risky(risks[path])} at risk)" if path in risks else path

    _tables(statuses, "catalog", note)


def show_updated(session: Session, updated: Iterable[Updated], *, dry_run: bool) -> None:
    """Print a table for each article: what an update changed in each catalog."""
    names = ("new", "stale", "revived", "obsolete", "dropped")

    def note(one: Updated) -> str:
        path = session.shown(one.path)
        if not one.written:
            return f"{path} (unchanged)"
        return f"{path} (would be written)" if dry_run else path

    for name, group in _by_article(updated):
        table(
            (name, "", *names, "catalog"),
            [
                (
                    one.language.name,
                    one.language.tag,
                    *(getattr(one, column) for column in names),
                    note(one),
                )
                for one in group
            ],
        )


def show_drafted(drafted: Iterable[Drafted], *, dry_run: bool) -> None:
    """Print one line for each pair of languages in which there was something to draft."""
    for one in drafted:
        parts = []
        if dry_run and one.missing and one.origin:
            parts.append(f"{one.missing} would be drafted by {one.origin}")
        else:
            if one.from_memory:
                parts.append(f"{one.from_memory} drafted from memory")
            if one.from_engine:
                parts.append(f"{one.from_engine} drafted by {one.origin}")
            if one.missing:
                parts.append(
                    f"{one.missing} {'left as they are' if one.foreign else 'still missing'}"
                )
        if parts:
            echo(f"{one.source.tag} → {one.language.tag}: {', '.join(parts)}")


def show_explained(session: Session, explained: Iterable[Explained]) -> None:
    """Print each draft in which a guard found a fault, with one line for each fault."""
    done_by_remedy = _done_by_remedy()
    for one in explained:
        for found in one.explanations:
            where = f"{session.shown(one.path)}:{found.entry.line}"
            echo(f"{where}: {_shortened(found.entry.msgid)}")
            if found.capitals:
                echo("    in capitals: translated in sentence case, then set like the source")
            for fault, done in found.guards:
                echo(f"    {fault}: {done_by_remedy.get(done, done)}")
            for fault in found.left:
                echo(f"    {fault}: not fixed; no better translation was found")


def _done_by_remedy() -> Mapping[str, str]:
    from hexapla.catalogs.entry import Remedy

    return {
        Remedy.SENTENCE_CASE: "translated again in sentence case",
        Remedy.CAPITALS: "translated again in the original capitals",
        Remedy.SEARCH: "translated again with a wider search that avoids repetition",
        Remedy.HELD: "translated again with stand-ins for the numbers",
        Remedy.CLAUSES: "translated again clause by clause",
        Remedy.ASKED_AGAIN: "translated again with another stand-in",
        Remedy.NEAREST_PLACE: "put in the nearest place; please check it",
    }


_SHOWN = 60


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _tables(rows: Iterable[Any], last: str, note: Any) -> None:
    for name, group in _by_article(rows):
        table(
            (name, "", *_STATES, last),
            [
                (
                    one.language.name,
                    one.language.tag,
                    *(getattr(one.counts, state) for state in _STATES),
                    note(one),
                )
                for one in group
            ],
        )


def _by_article(rows: Iterable[Any]) -> Sequence[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.article.name, []).append(row)
    return list(groups.items())

"""Results as tables for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hexapla.catalogs.entry import Remedy
from hexapla.cli.output import echo, table
from hexapla.cli.session import Session

if TYPE_CHECKING:
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.publication import Explained, Published, Status
    from hexapla.publication.updating import Updated
    from hexapla.site import Book, Built

__all__ = [
    "book_json",
    "drafted_json",
    "edition_json",
    "show_books",
    "show_drafted",
    "show_editions",
    "show_explained",
    "show_site",
    "show_status",
    "show_updated",
    "site_json",
    "status_json",
    "updated_json",
]

_STATES = ("reviewed", "edited", "draft", "stale", "empty")


def show_editions(session: Session, editions: Iterable[Published], *, dry_run: bool) -> None:
    """A table an article: each language's counts, and where its edition is."""

    def where(edition: Published) -> str:
        path = session.shown(edition.path)
        if edition.refused:
            stands = "; the older edition stays" if edition.path.exists() else ""
            return f"{path} (not written: {edition.refused}{stands})"
        notes = ["nothing is translated"] if edition.counts.missing == edition.counts.total else []
        if not edition.written:
            notes.append("unchanged")
        elif dry_run:
            notes.append("would be written")
        return f"{path} ({', '.join(notes)})" if notes else path

    _tables(editions, "edition", where)


def show_status(
    session: Session, statuses: Iterable[Status], risks: Mapping[str, Sequence[float]]
) -> None:
    """A table an article: each language's counts, and its catalog, with its risks if known."""

    def note(status: Status) -> str:
        path = session.shown(status.path)
        return f"{path} ({_at_risk(risks[path])} at risk)" if path in risks else path

    _tables(statuses, "catalog", note)


def _at_risk(risks: Sequence[float]) -> int:
    """How many sentences a reader is as likely to stumble over as not."""
    return sum(risk >= 0.5 for risk in risks)


def show_updated(session: Session, updated: Iterable[Updated], *, dry_run: bool) -> None:
    """A table an article: what an update changed in each catalog."""
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
    """A line a language in which there was something to draft."""
    for one in drafted:
        parts = []
        if dry_run and one.missing:
            parts.append(f"{one.missing} would be drafted by {one.origin or 'nothing'}")
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


def show_books(session: Session, books: Iterable[Book], *, dry_run: bool) -> None:
    """A line a book: how many articles are in it, and what was left out."""
    for book in books:
        parts = [f"{book.articles} {'article' if book.articles == 1 else 'articles'}"]
        if book.refused:
            names = ", ".join(article.name for article in book.refused)
            parts.append(f"not reviewed enough: {names}")
        if book.untranslated:
            names = ", ".join(article.name for article in book.untranslated)
            parts.append(f"not translated: {names}")
        if book.articles:
            said = "would be written" if dry_run else "written"
            parts.append(said if book.written else "unchanged")
        echo(f"{session.shown(book.path)}: {'; '.join(parts)}")


def book_json(session: Session, book: Book, dry_run: bool) -> dict[str, Any]:
    """A book."""
    return {
        "book": session.shown(book.path),
        "language": book.language.tag,
        "articles": book.articles,
        "refused": [article.name for article in book.refused],
        "untranslated": [article.name for article in book.untranslated],
        "changed": book.written,
        "written": book.written and not dry_run,
    }


def show_site(session: Session, built: Built, *, dry_run: bool) -> None:
    """A line: what a build of the site did, and where it is."""
    start = session.shown(built.folder / "index.html")
    if dry_run:
        echo(f"{built.made} of {built.articles} articles would be made anew: {start}")
        return
    parts = [f"{built.made} of {built.articles} articles made anew"]
    parts.append(f"{built.written} files written" if built.written else "nothing changed")
    if built.removed:
        parts.append(f"{built.removed} removed")
    echo(f"{', '.join(parts)}: {start}")
    if not built.sitemap:
        echo("no sitemap.xml, for base-url in [site] is not set")


def site_json(session: Session, built: Built, dry_run: bool) -> dict[str, Any]:
    """What a build of the site did."""
    return {
        "site": session.shown(built.folder),
        "articles": built.articles,
        "made": built.made,
        "written": built.written,
        "removed": built.removed,
        "sitemap": built.sitemap,
        "dry_run": dry_run,
    }


def updated_json(session: Session, one: Updated, dry_run: bool) -> dict[str, Any]:
    """An updated catalog."""
    return {
        "article": one.article.name,
        "language": one.language.tag,
        "catalog": session.shown(one.path),
        "changed": one.written,
        "written": one.written and not dry_run,
        "new": one.new,
        "stale": one.stale,
        "revived": one.revived,
        "obsolete": one.obsolete,
        "dropped": one.dropped,
    }


def drafted_json(one: Drafted) -> dict[str, Any]:
    """What drafting did in a language."""
    return {
        "source": one.source.tag,
        "language": one.language.tag,
        "origin": one.origin,
        "from_memory": one.from_memory,
        "from_engine": one.from_engine,
        "missing": one.missing,
        "foreign": one.foreign,
        "error": str(one.error) if one.error else None,
    }


def edition_json(session: Session, one: Published, dry_run: bool) -> dict[str, Any]:
    """An edition."""
    return {
        "article": one.article.name,
        "language": one.language.tag,
        "edition": session.shown(one.path),
        "changed": one.written,
        "written": one.written and not dry_run,
        "refused": one.refused,
        "sentences": one.counts.as_data(),
    }


def show_explained(session: Session, explained: Iterable[Explained]) -> None:
    """A line for each thing that a guard had to say of a draft, where it stands first."""
    for one in explained:
        for found in one.explanations:
            where = f"{session.shown(one.path)}:{found.entry.line}"
            echo(f"{where}: {_shortened(found.entry.msgid)}")
            if found.capitals:
                echo("    in capitals: tried in small letters, and written as the source is")
            for fault, done in found.guards:
                echo(f"    {fault}: {_DONE.get(done, done)}")
            for fault in found.left:
                echo(f"    {fault}: still so; nothing better was found")


_DONE: Mapping[str, str] = {
    Remedy.SENTENCE_CASE: "translated again in small letters",
    Remedy.CAPITALS: "translated again in capitals, as it is written",
    Remedy.SEARCH: "translated again by a wider search that repeats nothing",
    Remedy.HELD: "translated again with stand-ins for the numbers",
    Remedy.CLAUSES: "translated again clause by clause",
    Remedy.ASKED_AGAIN: "translated again with another stand-in",
    Remedy.NEAREST_PLACE: "put at the nearest place; see that it is right",
}
_SHOWN = 60


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def status_json(
    session: Session,
    one: Status,
    explained: Explained | None = None,
    risks: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, Any]:
    """The state of an article in a language, and what guards and checks say where it is asked."""
    data: dict[str, Any] = {
        "article": one.article.name,
        "language": one.language.tag,
        "catalog": session.shown(one.path),
        "sentences": one.counts.as_data(),
    }
    if risks and data["catalog"] in risks:
        figures = risks[data["catalog"]]
        data["risk"] = {"high": _at_risk(figures), "mean": round(sum(figures) / len(figures), 3)}
    if explained:
        data["guarded"] = [
            {
                "line": found.entry.line,
                "msgid": found.entry.msgid,
                "guards": [{"fault": fault, "done": done} for fault, done in found.guards],
                "left": list(found.left),
                "capitals": found.capitals,
            }
            for found in explained.explanations
        ]
    return data


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

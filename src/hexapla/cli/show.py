"""What commands show a person: tables, and one line per result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hexapla.cli.output import echo, spoken, table
from hexapla.cli.records import count_risky
from hexapla.cli.session import Session
from hexapla.message import amount, counted, joined, msg

if TYPE_CHECKING:
    from hexapla.editions.edition import Counts
    from hexapla.languages import Language
    from hexapla.publication.desk import Question
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.results import Explained, Result, StaleSentence, Status
    from hexapla.publication.updating import Updated

__all__ = [
    "duration",
    "shortened",
    "show_drafted",
    "show_explained",
    "show_questions",
    "show_results",
    "show_stale",
    "show_status",
    "show_updated",
]


def show_results(session: Session, results: Iterable[Result], *, dry_run: bool) -> None:
    """Print a table of editions for each article, and one line for every other result."""
    from hexapla.publication.results import Published

    listed = list(results)
    _tables(
        [one for one in listed if isinstance(one, Published)],
        msg("edition"),
        lambda one: one.line(session.shown, dry_run=dry_run),
    )
    for one in listed:
        if not isinstance(one, Published):
            for line in spoken(one.line(session.shown, dry_run=dry_run)).splitlines():
                echo(line)


def show_status(
    session: Session, statuses: Iterable[Status], risks: Mapping[str, Sequence[float]]
) -> None:
    """Print a table for each article: for each language, its counts and its catalog; then sums.

    ``risks`` has the risks of the sentences in some catalogs, by the catalog's path as shown.
    """

    def note(status: Status) -> str:
        path = session.shown(status.path)
        return (
            msg("{path} ({count_risky} at risk)", path=path, count_risky=count_risky(risks[path]))
            if path in risks
            else path
        )

    listed = list(statuses)
    _tables(listed, msg("catalog"), note)
    _show_left(listed)


def show_updated(session: Session, updated: Iterable[Updated], *, dry_run: bool) -> None:
    """Print a table for each article: what an update changed in each catalog."""
    names = ("new", "stale", "kept", "revived", "obsolete", "dropped")

    def note(one: Updated) -> str:
        path = session.shown(one.path)
        if not one.written:
            return msg("{path} (unchanged)", path=path)
        return msg("{path} (would be written)", path=path) if dry_run else path

    for name, group in _grouped(updated, lambda one: one.article.name).items():
        table(
            (name, "", *map(column_name, names), msg("catalog")),
            [
                (
                    *_named(one),
                    *(getattr(one, column) for column in names),
                    note(one),
                )
                for one in group
            ],
        )


def show_drafted(drafted: Iterable[Drafted], *, dry_run: bool) -> None:
    """Print one line for each pair of languages in which there was something to draft."""
    for one in drafted:
        pair = f"{one.source.tag} → {one.language.tag}"
        parts: list[str] = []
        if dry_run and one.missing and one.origin:
            parts.append(
                counted(
                    one.missing,
                    "{n} would be drafted by {origin}",
                    "{n} would be drafted by {origin}",
                    origin=one.origin,
                )
            )
        else:
            if one.from_memory:
                parts.append(
                    counted(one.from_memory, "{n} drafted from memory", "{n} drafted from memory")
                )
            if one.from_engine:
                parts.append(
                    counted(
                        one.from_engine,
                        "{n} drafted by {origin}",
                        "{n} drafted by {origin}",
                        origin=one.origin,
                    )
                )
            if one.missing:
                if one.foreign:
                    parts.append(counted(one.missing, "{n} left as it is", "{n} left as they are"))
                else:
                    parts.append(counted(one.missing, "{n} still missing", "{n} still missing"))
        if parts:
            echo(msg("{pair}: {parts}", pair=pair, parts=joined(parts)))
        if one.advice:
            echo(
                msg("{pair}: a neural model drafts better: {advice}", pair=pair, advice=one.advice)
            )


def show_explained(session: Session, explained: Iterable[Explained]) -> None:
    """Print each draft in which a guard found a fault, or that a second engine disagrees with."""
    done_by_remedy = _done_by_remedy()
    for one in explained:
        for found in one.explanations:
            where = f"{session.shown(one.path)}:{found.entry.line}"
            echo(msg("{where}: {text}", where=where, text=shortened(found.entry.msgid)))
            if found.capitals:
                echo(msg("    in capitals: translated in sentence case, then set like the source"))
            for fault, done in found.guards:
                echo(msg("    {fault}: {get}", fault=fault, get=done_by_remedy.get(done, done)))
            for fault in found.left:
                echo(msg("    {fault}: not fixed; no better translation was found", fault=fault))
            if found.opinion:
                echo(msg("    second opinion: {summary}", summary=found.opinion.summary))


def show_stale(session: Session, stale: Iterable[StaleSentence]) -> None:
    """Print each stale sentence: where it is, before and now, and its translation."""
    for one in stale:
        entry = one.entry
        echo(
            msg(
                "{path}:{line} ({name}:{name_line})",
                path=session.shown(one.path),
                line=entry.line,
                name=one.article.name,
                name_line=one.line,
            )
        )
        if entry.previous is not None:
            echo(msg("    before: {previous}", previous=entry.previous))
        echo(msg("    now:    {text}", text=entry.msgid))
        echo(msg("    {tag:7} {msgstr}", tag=one.language.tag + ":", msgstr=entry.msgstr))


def show_questions(session: Session, questions: Iterable[Question]) -> None:
    """Print each question to the desk: where it is, and the sentence that it is about."""
    for one in questions:
        echo(
            msg(
                "{path}:{line} ({name}:{name_line})",
                path=session.shown(one.path),
                line=one.entry.line,
                name=one.article.name,
                name_line=one.line,
            )
        )
        echo(msg("    {text}", text=shortened(one.entry.msgid)))
        echo(msg("    desk: {text}", text=one.text))


def _done_by_remedy() -> Mapping[str, str]:
    from hexapla.catalogs.provenance import Remedy

    return {
        Remedy.SENTENCE_CASE: msg("translated again in sentence case"),
        Remedy.CAPITALS: msg("translated again in the original capitals"),
        Remedy.SEARCH: msg("translated again with a wider search that avoids repetition"),
        Remedy.HELD: msg("translated again with stand-ins for the numbers"),
        Remedy.CLAUSES: msg("translated again clause by clause"),
        Remedy.ASKED_AGAIN: msg("translated again with another stand-in"),
        Remedy.NEAREST_PLACE: msg("put in the nearest place; please check it"),
        Remedy.PLAIN_WORDS: msg("signs that the engine added were left out"),
        Remedy.IN_PIECES: msg("translated again, separately between the markup"),
        Remedy.SOURCE_KEPT: msg("the source was kept"),
    }


_SHOWN = 60


def shortened(text: str) -> str:
    """The start of a text, for one line of a list."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _tables(rows: Iterable[Any], last: str, note: Any) -> None:
    listed = list(rows)
    groups = _grouped(listed, lambda row: row.article.name)
    for name, group in groups.items():
        table(
            (name, "", *map(column_name, _states()), last),
            [(*_named(one), *_by_state(one.counts), note(one)) for one in group],
        )
    if len(groups) > 1:
        table(
            (
                msg("all {n} articles", n=len(groups)),
                "",
                *map(column_name, _states()),
                msg("sentences"),
                msg("words"),
            ),
            [
                (to.name, to.tag, *_by_state(counts), counts.total, counts.words)
                for to, counts in _sums(listed).items()
            ],
        )


def _show_left(statuses: Iterable[Status]) -> None:
    """Print what is left to review, language by language, and about how long it takes."""
    from hexapla.publication.rates import Band, Rates

    rates = Rates()
    for to, counts in _sums(statuses).items():
        words = {
            Band.EDITED: counts.edited_words,
            Band.DRAFT: counts.draft_words,
            Band.NEW: counts.missing_words,
        }
        left = msg("nothing")
        if counts.left:
            left = msg(
                "{sentences}, {words}, about {time}",
                sentences=amount(counts.left, "sentence"),
                words=amount(counts.left_words, "word"),
                time=duration(rates.minutes(words)),
            )
        size = joined([amount(counts.total, "sentence"), amount(counts.words, "word")])
        echo(msg("{name}: {size}; left to review: {left}", name=to.name, size=size, left=left))
        if counts.questions:
            echo(
                msg(
                    "{name}: {sentences} with a question to the desk; "
                    "translate status --desk lists them",
                    name=to.name,
                    sentences=amount(counts.questions, "sentence"),
                )
            )


def _sums(rows: Iterable[Any]) -> dict[Language, Counts]:
    """The counts of each language over all articles."""
    from hexapla.editions.edition import Counts

    by_language = _grouped(rows, lambda row: row.language)
    return {to: sum((one.counts for one in group), Counts()) for to, group in by_language.items()}


def duration(minutes: int) -> str:
    """A time in hours and minutes, such as "2 h 5 min"."""
    hours, rest = divmod(minutes, 60)
    if hours:
        return msg("{hours} h {minutes} min", hours=hours, minutes=rest)
    return msg("{minutes} min", minutes=rest)


def _named(row: Any) -> tuple[str, str]:
    return row.language.name, row.language.tag


def _by_state(counts: Counts) -> tuple[int, ...]:
    return tuple(getattr(counts, state) for state in _states())


def column_name(name: str) -> str:
    """The name of a column that counts sentences, in the reader's language."""
    return {
        "reviewed": msg("reviewed"),
        "edited": msg("edited"),
        "draft": msg("draft"),
        "stale": msg("stale"),
        "missing": msg("missing"),
        "empty": msg("empty"),
        "new": msg("new"),
        "kept": msg("kept"),
        "revived": msg("revived"),
        "obsolete": msg("obsolete"),
        "dropped": msg("dropped"),
    }.get(name, name)


def _states() -> tuple[str, ...]:
    from hexapla.editions.edition import STATES

    return STATES


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups

"""`translate count`: how much there is to translate, for a quote."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo, table
from hexapla.cli.session import Session
from hexapla.cli.show import column_name, duration
from hexapla.errors import UsageError
from hexapla.message import amount, msg

if TYPE_CHECKING:
    from hexapla.documents.counting import Length
    from hexapla.languages import Language
    from hexapla.publication.counting import Changed, Count
    from hexapla.publication.rates import Band, Rates
    from hexapla.publication.reading import Prepared

__all__ = ["count"]

_NAMES = {
    "in-context": msg("in the memory, in context"),
    "exact": msg("in the memory"),
    "repetition": msg("repeated in an article"),
    "cross-file": msg("repeated in another article"),
    "95-99": msg("95–99% similar"),
    "85-94": msg("85–94% similar"),
    "75-84": msg("75–84% similar"),
    "draft": msg("drafted by an engine"),
}
"""What the bands are called in a table, if not by their own name."""

_COLUMNS = (msg("sentences"), msg("words"), msg("characters"), msg("with spaces"))


def count(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    rates: Annotated[
        Path | None,
        typer.Option(
            "--rates", metavar="FILE", help="TOML file with your pace, price and discounts."
        ),
    ] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a row for each article, language and band.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Count sentences, words and characters, for a quote.

    \b
    translate count
    translate count article.docx
    translate count article.docx --to es --rates rates.toml
    translate count --csv > quote.csv

    Each sentence is in one band: reviewed; edited (by a person, not reviewed); in the memory after
    the same sentence (in-context) or after another (exact); a repetition in its article or of
    another article; similar to a sentence in the memory, by percent; draft (an engine has drafted
    it); or new. Words are counted as word processors count them. Tags don't count.

    The estimate weighs the words of each band. The manual's page Count words and
    make a quote shows a file for --rates.
    """
    from hexapla.publication.rates import Rates

    if as_csv and as_json:
        raise UsageError(
            msg("--csv can't be combined with --json"), hint=msg("leave one of them out")
        )
    session = Session()
    known = Rates.load(rates) if rates else Rates()
    prepared = session.prepare(articles, from_, encoding, format)
    counted = [
        one
        for language, group in _by_language(session, to, prepared).items()
        for one in session.publication.count(group, language, session.failed)
    ]
    if as_json:
        add_results(_as_data(one, known) for one in counted)
    elif as_csv:
        _show_csv(counted)
    else:
        _show(counted, known)
    session.finish()


def _by_language(
    session: Session, to: Sequence[str] | None, prepared: Sequence[Prepared]
) -> dict[Language | None, list[Prepared]]:
    """The articles of each target language; of None if there is no target language at all."""
    from hexapla.publication.output import by_language

    if not to and not any(session.publication.layout.languages(one.article) for one in prepared):
        return {None: list(prepared)}
    found: dict[Language | None, list[Prepared]] = {}
    for language, group in by_language(session.targets(to, prepared)).items():
        found[language] = group
    return found


def _show(counted: Sequence[Count], rates: Rates) -> None:
    """Print a table of bands for each language, and an estimate."""
    for number, (language, group) in enumerate(_grouped(counted).items()):
        bands = _sum(group)
        articles = amount(len(group), "article")
        name = articles
        if language:
            name = msg(
                "{name} ({tag}), {articles}",
                name=language.name,
                tag=language.tag,
                articles=articles,
            )
        rows: list[tuple[str | int, ...]] = [
            (_NAMES.get(band) or column_name(band), *_row(length)) for band, length in bands.items()
        ]
        if number:
            echo()
        table((name, *_COLUMNS), [*rows, (msg("total"), *_row(_total(bands.values())))])
        changed = _changed(group)
        if changed.sentences:
            echo(
                msg(
                    "changed since the translation: {sentences}, {words}, {new:,} of them new",
                    sentences=amount(changed.sentences, "sentence"),
                    words=amount(changed.words, "word"),
                    new=changed.new_words,
                )
            )
        if language is not None:
            echo(msg("estimate: {estimate}", estimate=_estimate(bands, rates)))


def _estimate(bands: Mapping[Band, Length], rates: Rates) -> str:
    words = {band: length.words for band, length in bands.items()}
    pace = msg(
        "{duration} at {words_per_hour:g} new words an hour",
        duration=duration(rates.minutes(words)),
        words_per_hour=rates.words_per_hour,
    )
    if not rates.per_word:
        return pace
    return f"{pace}, {rates.price(words):.2f} {rates.currency}".rstrip()


def _show_csv(counted: Iterable[Count]) -> None:
    import csv

    rows: list[tuple[str, ...]] = [
        ("article", "language", "band", "sentences", "words", "characters", "with_spaces")
    ]
    for one in counted:
        tag = one.language.tag if one.language else ""
        for band, length in one.bands.items():
            rows.append((one.article.name, tag, band.value, *map(str, _row(length))))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    for line in text.getvalue().splitlines():
        echo(line)


def _as_data(one: Count, rates: Rates) -> dict[str, Any]:
    translated = one.language is not None
    return {
        "article": one.article.name,
        "language": one.language.tag if one.language else None,
        "bands": [{"band": band.value, **asdict(length)} for band, length in one.bands.items()],
        "total": asdict(one.total),
        "changed": asdict(one.changed),
        "minutes": rates.minutes(one.words) if translated else None,
        "price": rates.price(one.words) if translated and rates.per_word else None,
        "currency": rates.currency or None,
    }


def _grouped(counted: Iterable[Count]) -> dict[Language | None, list[Count]]:
    groups: dict[Language | None, list[Count]] = {}
    for one in counted:
        groups.setdefault(one.language, []).append(one)
    return groups


def _sum(group: Iterable[Count]) -> dict[Band, Length]:
    """The bands of several articles together, in the order of `Band`."""
    from hexapla.documents.counting import Length
    from hexapla.publication.rates import Band

    sums = dict.fromkeys(Band, Length())
    for one in group:
        for band, length in one.bands.items():
            sums[band] += length
    return {band: length for band, length in sums.items() if length.sentences}


def _total(lengths: Iterable[Length]) -> Length:
    from hexapla.documents.counting import Length

    return sum(lengths, Length())


def _changed(group: Iterable[Count]) -> Changed:
    from hexapla.publication.counting import Changed

    return sum((one.changed for one in group), Changed())


def _row(length: Length) -> tuple[int, ...]:
    return length.sentences, length.words, length.characters, length.with_spaces

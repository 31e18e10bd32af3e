"""`translate adopt`: take over existing translations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import recorded_name, split_tags
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.cli.show import shortened
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.message import amount, msg

if TYPE_CHECKING:
    from hexapla.publication.reading import Prepared
    from hexapla.publication.taking_over import TookOver

__all__ = ["adopt"]


def adopt(
    original: Annotated[
        Path, typer.Argument(metavar="ORIGINAL", help="An article, or a folder of articles.")
    ],
    translated: Annotated[
        Path,
        typer.Argument(
            metavar="TRANSLATED",
            help="Its translation, or a folder with the same names.",
        ),
    ],
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    trust: Annotated[
        int | None,
        typer.Option(
            "--trust",
            min=50,
            max=100,
            metavar="N",
            help="Mark sentences as reviewed of which this is at least N percent certain.",
        ),
    ] = None,
    as_: options.AsOther = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take over an existing translation of an article.

    \b
    translate adopt article.md article.es.md --to es
    translate adopt article.docx translated.html --to es --trust 95
    translate adopt docs/en docs/es --to es

    The sentences of both files are aligned: by length, numbers, names and similar words, structure,
    and the words of your memory. Both files may have any format. The translations come into the
    catalog as edited, never as reviewed unless you use --trust. A text by a person that is in the
    catalog stays. A line of the entry says how certain it is that the sentences belong together.

    Sentences that found no partner are listed. translate check finds sentences that don't match.
    """
    session = Session()
    translator = recorded_name(as_)
    languages = session.publication.languages(split_tags(to))
    if len(languages) != 1:
        raise UsageError(msg("one target language is needed"), hint=msg("use --to es"))
    (language,) = languages
    results: list[TookOver] = []
    for prepared, path in _pairs(session, original, translated, from_):
        try:
            session.publication.extract(prepared, [language], dry_run=dry_run)
            results.append(
                session.publication.take_over(
                    prepared,
                    path,
                    language,
                    trust=None if trust is None else trust / 100,
                    encoding=encoding,
                    translator=translator,
                    dry_run=dry_run,
                )
            )
        except HexaplaError as error:
            session.failed(error)
    if as_json:
        add_results(_as_data(session, one, dry_run=dry_run) for one in results)
    else:
        for one in results:
            _show(session, one, dry_run=dry_run)
    session.finish()


def _pairs(
    session: Session, original: Path, translated: Path, from_: str | None
) -> Iterator[tuple[Prepared, Path]]:
    """Each article with the file of its translation; articles without one are reported."""
    from hexapla.publication.taking_over import partner_of

    if original.is_dir() != translated.is_dir():
        raise UsageError(
            msg("name two files or two folders"),
            where=str(translated if original.is_dir() else original),
            hint=msg("translate adopt docs/en docs/es --to es"),
        )
    folder = original.resolve()
    for prepared in session.prepare([original], from_):
        path: Path | None = translated
        if translated.is_dir():
            path = partner_of(prepared.article.path.resolve().relative_to(folder), translated)
        if path is None:
            where = session.shown(prepared.article.path)
            hint = msg("give both the same name, or name the two files")
            session.failed(
                InputError(
                    msg("has no translation in {translated}", translated=translated),
                    where=where,
                    hint=hint,
                )
            )
        elif path.resolve() != prepared.article.path.resolve():
            yield prepared, path


def _show(session: Session, found: TookOver, *, dry_run: bool) -> None:
    path, article = session.shown(found.path), session.shown(found.article.path)
    taken = [one for one in found.taken if not one.kept]
    verb = msg("would be taken") if dry_run else msg("taken")
    reviewed = sum(one.reviewed for one in taken)
    how = (
        msg("{reviewed} as reviewed, {n} as edited", reviewed=reviewed, n=len(taken) - reviewed)
        if reviewed
        else msg("as edited")
    )
    catalog = session.shown(found.catalog)
    echo(
        msg(
            "{path}: {sentences} {verb} into {catalog}, {how}",
            path=path,
            sentences=amount(len(taken), "sentence"),
            verb=verb,
            catalog=catalog,
            how=how,
        )
    )
    for one in found.taken:
        if one.kept:
            source = shortened(one.source)
            echo(
                msg(
                    "  {article}:{line}: the catalog has another text, which stays: {source}",
                    article=article,
                    line=one.line,
                    source=source,
                )
            )
        elif one.fault:
            echo(
                msg(
                    "  {article}:{line}: taken with an error {fault}",
                    article=article,
                    line=one.line,
                    fault=one.fault,
                )
            )
    for line, text in found.alone:
        echo(
            msg(
                "  {article}:{line}: no translation found: {text}",
                article=article,
                line=line,
                text=shortened(text),
            )
        )
    for line, text in found.others:
        echo(
            msg(
                "  {path}:{line}: belongs to no sentence: {text}",
                path=path,
                line=line,
                text=shortened(text),
            )
        )


def _as_data(session: Session, found: TookOver, *, dry_run: bool) -> dict[str, Any]:
    return {
        "article": found.article.name,
        "language": found.language.tag,
        "file": session.shown(found.path),
        "catalog": session.shown(found.catalog),
        "written": not dry_run,
        "sentences": [
            {
                "line": one.line,
                "source": one.source,
                "text": one.text,
                "confidence": one.confidence,
                "state": "kept" if one.kept else "reviewed" if one.reviewed else "edited",
                "fault": one.fault or None,
            }
            for one in found.taken
        ],
        "alone": [{"line": line, "text": text} for line, text in found.alone],
        "others": [{"line": line, "text": text} for line, text in found.others],
    }

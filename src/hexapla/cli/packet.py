"""`translate packet`: hand a review to someone without Hexapla, and take the answer in."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse
from hexapla.cli.output import echo, warn
from hexapla.cli.session import Session
from hexapla.cli.show import shortened
from hexapla.errors import HexaplaError, UsageError
from hexapla.message import amount, msg

if TYPE_CHECKING:
    from hexapla.languages import Language
    from hexapla.publication.layout import Article
    from hexapla.review.packet import Packet
    from hexapla.review.returning import Returned

__all__ = ["packet"]

_LARGE = 10_000_000


def packet(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ARTICLE",
            help="Source files, or folders of them (default: all articles of the publication). "
            "With --return: answers.",
        ),
    ] = None,
    to: options.To = None,
    from_: options.From = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="File to write (default: ARTICLE.LANGUAGE.packet.html).",
        ),
    ] = None,
    take_in: Annotated[
        bool,
        typer.Option("--return", help="Take in the answers that packets saved."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", "-n", help="With --return: show what would change, but write nothing."
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Hand a review to someone without Hexapla: one HTML file with the article and its editor.

    \b
    translate packet article.txt --to es -o article.es.packet.html
    translate packet --to es
    translate packet --return article.es.packet.answer.json

    The file works in any browser, without a network. It saves an answer, which you take in with
    --return: sentence by sentence, as git merges catalogs. What you have changed in the meantime
    stays. Where you both wrote a text, both are in the catalog, and the exit code is 1. All checks
    run then, and a sentence with an error is not taken in as reviewed.
    """
    session = Session()
    if take_in:
        refuse(msg("with --return"), {"--to": to, "--from": from_, "--output": output})
        _take_in(session, paths or [], dry_run=dry_run, as_json=as_json)
    else:
        if dry_run:
            raise UsageError(
                msg("--dry-run has no effect without --return"), hint=msg("leave it out")
            )
        _hand_out(session, paths, to, from_, output, as_json=as_json)
    session.finish()


def _hand_out(
    session: Session,
    paths: list[Path] | None,
    to: list[str] | None,
    from_: str | None,
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    if find_spec("jinja2") is None:
        raise UsageError(
            msg("a packet needs jinja2, which is not installed"),
            hint=msg("install hexapla[review]"),
        )
    prepared = session.prepare(paths, from_)
    by_language: dict[Language, list[Article]] = {}
    for one, languages in session.targets(to, prepared):
        for language in languages:
            by_language.setdefault(language, []).append(one.article)
    if output is not None and len(by_language) > 1:
        raise UsageError(
            msg("--output names one file, but there are several languages"),
            hint=msg("name one with --to, or leave out --output"),
        )
    written = []
    for language, articles in by_language.items():
        try:
            path = output or _default_path(session, articles, language)
            written.append(_write(session, articles, language, from_, path))
        except HexaplaError as error:
            session.failed(error)
    _show_written(written, as_json=as_json)


def _show_written(written: list[Packet], *, as_json: bool) -> None:
    for one in written:
        if one.size > _LARGE:
            warn(
                msg(
                    "has {size:.0f} MB, more than many mail servers take", size=one.size / 1_000_000
                ),
                where=str(one.path),
                hint=msg("write a packet for each article, or send it in another way"),
            )
        if not as_json:
            articles = amount(len(one.articles), "article")
            echo(
                msg(
                    "wrote {path}: {articles}, {sentences}",
                    path=one.path,
                    articles=articles,
                    sentences=amount(one.sentences, "sentence"),
                )
            )
    if as_json:
        add_results(
            {
                "kind": "packet",
                "path": str(one.path),
                "articles": list(one.articles),
                "language": one.language,
                "sentences": one.sentences,
                "bytes": one.size,
            }
            for one in written
        )


def _default_path(session: Session, articles: list[Article], language: Language) -> Path:
    one = articles[0].domain.replace("/", ".")
    name = one if len(articles) == 1 else session.publication.root.name
    return Path(f"{name}.{language}.packet.html")


def _write(
    session: Session, articles: list[Article], language: Language, from_: str | None, path: Path
) -> Packet:
    from hexapla.publication.updating import refuse_own_language
    from hexapla.review import packet as packets
    from hexapla.review.review import Review

    own = session.source_language(from_)
    for article in articles:
        refuse_own_language(article, own, [language])
    review = Review(
        session.publication,
        [(article, [language]) for article in articles],
        source=own if from_ else None,
        glossary=session.publication.layout.glossary(),
    )
    try:
        return packets.write(review, path)
    finally:
        review.close()


def _take_in(session: Session, paths: list[Path], *, dry_run: bool, as_json: bool) -> None:
    from hexapla.review import answer, returning

    if not paths:
        raise UsageError(
            msg("no answer is named"),
            hint=msg("translate packet --return article.es.packet.answer.json"),
        )
    answers = []
    for path in paths:
        try:
            answers.append(answer.read(path))
        except HexaplaError as error:
            session.failed(error)
    results: list[Returned] = []
    for one in sorted(answers, key=lambda answer: answer.date):
        try:
            results += returning.take_in(session.publication, one, dry_run=dry_run)
        except HexaplaError as error:
            session.failed(error)
    for result in results:
        catalog = session.shown(result.path)
        for problem in result.problems:
            session.worst(1)
            where = f"{catalog}:{problem.line}" if problem.line else catalog
            warn(
                msg('"{text}" {message}', text=shortened(problem.msgid), message=problem.message),
                where=where,
            )
    if as_json:
        add_results(_as_data(session, one, dry_run=dry_run) for one in results)
        return
    for result in results:
        did = msg("would be changed") if dry_run else msg("changed")
        echo(
            msg(
                "{path}: {sentences} {did}, {reviewed} newly reviewed",
                path=session.shown(result.path),
                sentences=amount(result.changed, "sentence"),
                did=did,
                reviewed=result.reviewed,
            )
        )


def _as_data(session: Session, result: Returned, *, dry_run: bool) -> dict[str, object]:
    return {
        "kind": "answer",
        "article": result.article,
        "language": result.language.tag,
        "catalog": session.shown(result.path),
        "changed": result.changed,
        "reviewed": result.reviewed,
        "problems": [
            {
                "line": one.line or None,
                "source": one.msgid,
                "problem": one.message,
                "conflict": one.is_conflict,
            }
            for one in result.problems
        ],
        "written": not dry_run,
    }

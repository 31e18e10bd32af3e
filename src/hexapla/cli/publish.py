"""`translate publish`: editions from the catalogs as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.session import Session, by_language, split_tags
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.editions.edition import Policy
    from hexapla.languages import Language
    from hexapla.publication.reading import Prepared

__all__ = ["publish"]


def publish(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    bilingual: options.Bilingual = None,
    epub: options.Epub = None,
    site: options.Site = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Write editions from the catalogs as they are.

    \b
    translate publish
    translate publish --to es --use reviewed --fallback mark
    translate publish --min-reviewed 90
    translate publish --bilingual above
    translate publish --epub books --to ar
    translate publish --site public
    """
    if site is not None:
        _refuse(
            "--site",
            {
                "article": articles,
                "--from": source,
                "--encoding": encoding,
                "--format": format,
                "--label": label,
                "--bilingual": bilingual,
                "--epub": epub,
            },
        )
        _publish_site(
            Session(stable_ids=stable_ids), site, to, use, fallback, min_reviewed, dry_run, as_json
        )
        return
    session = Session(stable_ids=stable_ids)
    prepared = session.prepare(articles, source, encoding, format)
    targets = session.targets(to, prepared)
    policy = replace(session.policy(use, fallback, label), bilingual=bilingual or "")
    if epub is not None:
        _publish_books(session, epub, targets, policy, min_reviewed, dry_run, as_json)
        return
    session.publication.check_editions(targets, policy)
    editions, _ = session.each(
        targets,
        lambda one, languages: session.publication.publish(
            one, languages, policy=policy, min_reviewed=min_reviewed, dry_run=dry_run
        ),
    )
    if not dry_run:
        session.publication.record(editions)
    if as_json:
        echo_json([show.edition_json(session, one, dry_run) for one in editions])
    else:
        show.show_editions(session, editions, dry_run=dry_run)
    if any(edition.refused for edition in editions):
        session.worst(1)
    session.finish()


def _refuse(option: str, said: dict[str, object]) -> None:
    """Refuse what would have no effect beside an option."""
    for name, value in said.items():
        if value:
            raise UsageError(f"{option} takes no {name}", hint="leave it out")


def _publish_site(
    session: Session,
    folder: Path,
    to: list[str] | None,
    use: str | None,
    fallback: str | None,
    min_reviewed: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from hexapla.site import build_site

    built = build_site(
        session.publication,
        folder,
        languages=session.publication.languages(split_tags(to)),
        policy=session.policy(use, fallback, False),
        min_reviewed=min_reviewed,
        dry_run=dry_run,
    )
    for error in built.failed:
        session.failed(error)
    if as_json:
        echo_json(show.site_json(session, built, dry_run))
    else:
        show.show_site(session, built, dry_run=dry_run)
    session.finish()


def _publish_books(
    session: Session,
    folder: Path,
    targets: Sequence[tuple[Prepared, list[Language]]],
    policy: Policy,
    min_reviewed: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from hexapla.site import make_book

    books = [
        make_book(
            session.publication,
            articles,
            language,
            folder,
            policy=policy,
            min_reviewed=min_reviewed,
            dry_run=dry_run,
        )
        for language, articles in by_language(targets).items()
    ]
    if as_json:
        echo_json([show.book_json(session, book, dry_run) for book in books])
    else:
        show.show_books(session, books, dry_run=dry_run)
    if any(book.refused for book in books):
        session.worst(1)
    session.finish()

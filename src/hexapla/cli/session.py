"""One run over a publication: its articles and languages, and the failures that it survives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from hexapla.cli.options import STANDARD_INPUT, split_tags
from hexapla.cli.output import progress_bar, report, warn
from hexapla.errors import HexaplaError, UsageError
from hexapla.message import counted, either, msg

if TYPE_CHECKING:
    from hexapla.editions.edition import Counts
    from hexapla.languages import Language
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.layout import Article
    from hexapla.publication.listing import Listing
    from hexapla.publication.output import Job, Output
    from hexapla.publication.publication import Publication
    from hexapla.publication.reading import Prepared
    from hexapla.publication.results import Result, Status

__all__ = ["Session"]

Item = TypeVar("Item")

_MOST_NAMED = 3
"""How many skipped files are named; the others are counted."""


class Session:
    """The publication of the current folder, and the highest exit code so far.

    An article that fails is reported and left out; the run continues with the others.

    Parameters: ``engines`` are the names of the engines to use, by default the configured ones;
    ``stable_ids`` sets the option of that name in all formats that have it; without ``cache``,
    results of earlier runs are neither used nor kept.
    """

    def __init__(
        self,
        engines: Sequence[str] | None = None,
        *,
        stable_ids: bool | None = None,
        cache: bool = True,
    ) -> None:
        from hexapla.engines.order import Order
        from hexapla.publication.publication import Publication

        self.publication: Publication = Publication.open()
        self.publication.cache = cache
        if engines:
            self.publication = self.publication.with_settings(engines=Order(tuple(engines)))
        if stable_ids is not None:
            self.publication = self.publication.with_option("stable-ids", stable_ids)
        self.publication.announce_engines()
        self.exit_code = 0
        self._reported: set[str] = set()

    def failed(self, error: HexaplaError) -> None:
        """Report an error, once, and continue."""
        if str(error) not in self._reported:
            self._reported.add(str(error))
            report(error)
        self.worst(error.exit_code)

    def worst(self, code: int) -> None:
        """Keep an exit code if it is the highest so far."""
        self.exit_code = max(self.exit_code, code)

    def finish(self) -> None:
        """End the command with the highest exit code."""
        raise typer.Exit(self.exit_code)

    def prepare(
        self,
        paths: Sequence[Path] | None,
        from_: str | None,
        encoding: str | None = None,
        format: str | None = None,
    ) -> list[Prepared]:
        """Read the articles at some paths, or all articles; those that can't be read are reported.

        The command ends if none can be. Raises what `articles` raises.
        """
        language = _parsed(from_)
        prepared = []
        for article in self.articles(paths):
            try:
                prepared.append(self.publication.prepare(article, language, encoding, format))
            except HexaplaError as error:
                self.failed(error)
        if self.exit_code and not prepared:
            self.finish()
        return prepared

    def read(
        self,
        path: Path,
        from_: str | None = None,
        encoding: str | None = None,
        format: str | None = None,
    ) -> Prepared:
        """Read an article, any other file, or standard input for the path ``-``.

        Raises what `Publication.prepare` raises.
        """
        from hexapla.cli import inputs
        from hexapla.publication.reading import prepare_file

        language, layout = _parsed(from_), self.publication.layout
        data = inputs.read(path)
        if path != STANDARD_INPUT:
            try:
                (article,) = self.publication.articles([path])
            except HexaplaError:
                pass
            else:
                return self.publication.prepare(article, language, encoding, format)
        return prepare_file(layout, inputs.name_of(path), data, language, encoding, format)

    def targets(
        self, tags: Sequence[str] | None, prepared: Sequence[Prepared]
    ) -> list[tuple[Prepared, list[Language]]]:
        """Each article with its target languages; see `languages`."""
        languages = self.languages(tags, [(one.article, one.language) for one in prepared])
        return list(zip(prepared, languages, strict=True))

    def languages(
        self, tags: Sequence[str] | None, articles: Sequence[tuple[Article, Language | None]]
    ) -> list[list[Language]]:
        """The target languages of each article: those of ``--to``, else the article's own.

        ``articles`` have their source language, or None if it isn't known yet; an article's own
        target languages don't include it. Those of ``--to`` don't either, with a warning, if there
        are other articles to translate. Raises UsageError if no article has a target language.
        """
        if tags and not split_tags(tags):
            raise UsageError(msg("--to names no language"), hint=msg("use --to es,fr"))
        if tags:
            return self._without_own(self.publication.languages(split_tags(tags)), articles)
        if not any(one.messages for one, _ in articles):
            self.publication.languages()  # raises an error if there are none
        layout = self.publication.layout
        out = [[to for to in layout.languages(one) if to != own] for one, own in articles]
        if articles and not any(out):
            raise UsageError(
                msg("there is no language to translate into"), hint=msg("use --to es,fr")
            )
        return out

    def _without_own(
        self, given: list[Language], articles: Sequence[tuple[Article, Language | None]]
    ) -> list[list[Language]]:
        """Some languages for each article, without its own unless it would be in none then."""
        out = [[one for one in given if one != own] for _, own in articles]
        if not any(out):  # it is refused as usual
            return [given for _ in articles]
        for to in given:
            same = [self.shown(article.path) for article, own in articles if own == to]
            if same:
                names = either([*same[:_MOST_NAMED], *_more(same)], "and")
                warn(msg("left out {names}: already in {name}", names=names, name=to.name))
        return out

    def each(
        self,
        targets: Sequence[tuple[Prepared, list[Language]]],
        step: Callable[[Prepared, list[Language]], Sequence[Item]],
    ) -> tuple[list[Item], list[tuple[Prepared, list[Language]]]]:
        """The results of a step over all articles, and the articles in which it didn't fail."""
        results: list[Item] = []
        good = []
        for one, languages in targets:
            try:
                results += step(one, languages)
                good.append((one, languages))
            except HexaplaError as error:
                self.failed(error)
        return results, good

    def counts(
        self, paths: Sequence[Path] | None, tags: Sequence[str] | None, from_: str | None
    ) -> Counts:
        """The sentences of some articles in some languages by state, as `status` counts them.

        Articles that can't be read are reported and left out.
        """
        from hexapla.editions.edition import Counts

        total, language = Counts(), _parsed(from_)
        for article in self.publication.articles(paths or ()):
            try:
                prepared = self.publication.prepare(article, language)
                ((_, languages),) = self.targets(tags, [prepared])
                for one in self.publication.status(prepared, languages):
                    total += one.counts
            except HexaplaError as error:
                self.failed(error)
        return total

    def draft(
        self,
        targets: Sequence[tuple[Prepared, list[Language]]],
        *,
        quiet: bool,
        dry_run: bool,
        redraft: bool = False,
        fuzzy: bool = False,
    ) -> list[Drafted]:
        """Draft what is missing: one language after the other, each over all articles."""
        from hexapla.publication.output import by_language

        drafted = []
        with progress_bar(quiet=quiet) as progress:
            for language, articles in by_language(targets).items():
                drafted += self.publication.draft(
                    articles,
                    language,
                    progress=progress,
                    dry_run=dry_run,
                    redraft=redraft,
                    fuzzy=fuzzy,
                )
        return drafted

    def hint_at_redraft(self, targets: Sequence[tuple[Prepared, list[Language]]]) -> None:
        """Warn if there are drafts that the current glossary would change."""
        counts: dict[str, int] = {}
        for one, languages in targets:
            for language in languages:
                if count := self.publication.outdated(one, language):
                    counts[language.tag] = counts.get(language.tag, 0) + count
        if counts:
            total = sum(counts.values())
            warn(
                counted(
                    total,
                    "{n} draft was made before the glossary changed",
                    "{n} drafts were made before the glossary changed",
                ),
                hint=msg(
                    "draft again: translate draft --redraft --to {counts}", counts=",".join(counts)
                ),
            )

    def report_failures(self, drafted: Iterable[Drafted]) -> None:
        """Report each error of drafting once."""
        for error in dict.fromkeys(one.error for one in drafted if one.error):
            self.failed(error)

    def source_language(self, tag: str | None) -> Language | None:
        """The language of ``--from``, else the configured one; None if neither is set.

        Raises UsageError for a code that is not a language.
        """
        from hexapla.publication.source_language import find_source_language

        return find_source_language(self.publication.configuration, _parsed(tag))

    def require_source_language(self, tag: str | None) -> Language:
        """The language of ``--from``, else the configured one.

        Raises UsageError if neither is set, and for a code that is not a language.
        """
        from hexapla.publication.source_language import require_source_language

        return require_source_language(self.publication.configuration, _parsed(tag))

    def publish(self, output: Output, job: Job) -> Sequence[Result]:
        """Publish through an output; the exit code is 1 if something was not published."""
        from hexapla.publication.output import blaming
        from hexapla.publication.results import Published

        with blaming(output):
            results = output.publish(job)
        if not all(result.complete for result in results):
            self.worst(1)
        for one in results:
            if isinstance(one, Published) and (error := one.error(self.shown)):
                self.failed(error)
        return results

    def message_statuses(self, targets: Sequence[tuple[Prepared, list[Language]]]) -> list[Status]:
        """The states of the messages in catalogs of other programs, which have no editions."""
        catalogs = [one for one in targets if one[0].article.messages]
        return self.each(catalogs, self.publication.status)[0]

    def shown(self, path: Path) -> str:
        """A path as seen from the current folder."""
        return self.publication.layout.shown(path)

    def articles(self, paths: Sequence[Path] | None) -> list[Article]:
        """The articles at some paths, or all articles; paths that are not articles are reported.

        A folder means the articles in it. Raises UsageError if there are no articles, and the last
        failure if all paths fail.
        """
        try:
            listing = self.publication.listed(paths or ())
        except HexaplaError:
            good, failures = self._sorted(paths or ())
        else:
            self._name_refused(listing)
            self._name_skipped(paths or ())
            self._name_returned()
            return listing.articles
        for failure in failures[: None if good else -1]:
            self.failed(failure)
        if failures and not good:
            raise failures[-1]
        self._name_skipped(good)
        return self.publication.articles(good)

    def name_refused(self, paths: Sequence[Path] | None = None) -> None:
        """Report the files in folders whose names can't be used, each as a failure."""
        for error in self.publication.listed(paths or ()).refused.values():
            self.failed(error)

    def _name_refused(self, listing: Listing) -> None:
        errors = list(listing.refused.values())
        if not listing.articles and not errors:
            raise self.publication.layout.no_articles()
        for error in errors if listing.articles else errors[:-1]:
            self.failed(error)
        if not listing.articles:
            raise errors[-1]

    def _name_skipped(self, paths: Iterable[Path]) -> None:
        """Warn, in one line, about the documents in the folders that no format reads."""
        found = self.publication.skipped(paths)
        if not found:
            return
        from hexapla.documents.signatures import kind_of_name

        kinds = [(path, kind_of_name(path.name)) for path in found[:_MOST_NAMED]]
        names: list[str] = [
            msg("{path} ({kind})", path=self.shown(path), kind=kind.name)
            for path, kind in kinds
            if kind
        ]
        names += _more(found)
        warn(
            counted(
                len(found),
                "skipped {names}: no format reads it",
                "skipped {names}: no format reads them",
                names=either(names, "and"),
            ),
            hint=_advice(self.publication.layout.configured),
        )

    def _name_returned(self) -> None:
        """Warn about catalogs that came back under another name, which nothing reads."""
        from hexapla.publication.returned import returned_catalogs

        layout = self.publication.layout
        for error in returned_catalogs(layout.root, layout.catalogs):
            warn(error.message, where=error.where, hint=error.hint)

    def name_orphans(self, *, kept: bool) -> None:
        """Warn, in one line, about what is left of articles that no longer exist.

        With ``kept``, also if it is only what `translate prune` keeps.
        """
        found = self.publication.orphans()
        removable = [one for one in found if not one.kept]
        if not (removable or (kept and found)):
            return
        shown = removable or found
        names = [self.shown(one.path) for one in shown[:_MOST_NAMED]]
        if len(shown) > len(names):
            names.append(msg("{n} more", n=len(shown) - len(names)))
        warn(
            msg("the article is no longer in the publication: {names}", names=either(names, "and")),
            hint=msg("translate prune removes them")
            if removable
            else msg("translate prune keeps them, and says why"),
        )

    def _sorted(self, paths: Iterable[Path]) -> tuple[list[Path], list[HexaplaError]]:
        """The paths that are articles, and the errors of the others."""
        good = []
        failures: list[HexaplaError] = []
        for path in paths:
            try:
                self.publication.articles([path])
                good.append(path)
            except HexaplaError as error:
                failures.append(error)
        return good, failures


def _more(found: Sequence[object]) -> list[str]:
    """How many are not named, in words; nothing if all are."""
    return [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []


def _advice(configured: bool) -> str:
    from hexapla.publication.configuration import FILE_NAME

    exclude = msg(", or add to exclude in {file_name}", file_name=FILE_NAME) if configured else ""
    return msg("save as .docx, Markdown or text (PDF: translate import){exclude}", exclude=exclude)


def _parsed(tag: str | None) -> Language | None:
    from hexapla.languages import Language

    return Language(tag) if tag else None

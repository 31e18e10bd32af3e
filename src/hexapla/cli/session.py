"""What several commands do: open the publication, prepare articles, survive what fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from hexapla.cli.output import progress_bar, report
from hexapla.errors import HexaplaError, UsageError

if TYPE_CHECKING:
    from hexapla.editions.edition import Policy
    from hexapla.languages import Language
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.layout import Article
    from hexapla.publication.outputs import Job, Output
    from hexapla.publication.publication import Publication
    from hexapla.publication.reading import Prepared
    from hexapla.publication.results import Result

__all__ = ["Session", "split_tags"]

Item = TypeVar("Item")


class Session:
    """A publication and one run over it, with the worst exit code met so far.

    An article that fails is reported and left out; the others go on.
    """

    def __init__(
        self,
        engines: Sequence[str] | None = None,
        *,
        stable_ids: bool | None = None,
        cache: bool = True,
    ) -> None:
        from hexapla.publication.publication import Publication

        self.publication: Publication = Publication.open()
        self.publication.cache = cache
        if engines:
            self.publication = self.publication.with_settings(engines=tuple(engines))
        if stable_ids is not None:
            self.publication = self.publication.with_option("stable-ids", stable_ids)
        self.exit_code = 0

    def failed(self, error: HexaplaError) -> None:
        """Report an error that the run survives."""
        report(error)
        self.worst(error.exit_code)

    def worst(self, code: int) -> None:
        """Remember an exit code, where it is the worst so far."""
        self.exit_code = max(self.exit_code, code)

    def finish(self) -> None:
        """End the command with the worst exit code met."""
        raise typer.Exit(self.exit_code)

    def prepare(
        self,
        paths: Sequence[Path] | None,
        source: str | None,
        encoding: str | None = None,
        format: str | None = None,
    ) -> list[Prepared]:
        """The articles that can be read; raises what `articles` does."""
        language = _parsed(source)
        prepared = []
        for article in self.articles(paths):
            try:
                prepared.append(self.publication.prepare(article, language, encoding, format))
            except HexaplaError as error:
                self.failed(error)
        return prepared

    def targets(
        self, tags: Sequence[str] | None, prepared: Sequence[Prepared]
    ) -> list[tuple[Prepared, list[Language]]]:
        """Each article with its target languages; see `languages`."""
        languages = self.languages(tags, [(one.article, one.language) for one in prepared])
        return list(zip(prepared, languages, strict=True))

    def languages(
        self, tags: Sequence[str] | None, articles: Sequence[tuple[Article, Language | None]]
    ) -> list[list[Language]]:
        """The target languages of each article, ``--to`` or its own.

        An article comes with the language that it is in, None where nobody knows yet. Without
        ``--to`` that one is left out; raises UsageError where none is left for any.
        """
        if tags and not split_tags(tags):
            raise UsageError("--to names no language", hint="say --to es,fr")
        said = self.publication.languages(split_tags(tags))
        out = []
        for article, own in articles:
            languages = said if tags else self.publication.layout.languages(article)
            out.append(languages if tags else [one for one in languages if one != own])
        if articles and not any(out):
            raise UsageError("there is no language to translate into", hint="say --to es,fr")
        return out

    def each(
        self,
        targets: Sequence[tuple[Prepared, list[Language]]],
        step: Callable[[Prepared, list[Language]], Sequence[Item]],
    ) -> tuple[list[Item], list[tuple[Prepared, list[Language]]]]:
        """The results of a step over all articles, and the articles that did not fail in it."""
        results: list[Item] = []
        good = []
        for one, languages in targets:
            try:
                results += step(one, languages)
                good.append((one, languages))
            except HexaplaError as error:
                self.failed(error)
        return results, good

    def draft(
        self,
        targets: Sequence[tuple[Prepared, list[Language]]],
        *,
        quiet: bool,
        dry_run: bool,
        redraft: bool = False,
    ) -> list[Drafted]:
        """Draft what is missing, language by language over all articles."""
        from hexapla.publication.outputs import by_language

        drafted = []
        with progress_bar(quiet=quiet) as progress:
            for language, articles in by_language(targets).items():
                drafted += self.publication.draft(
                    articles, language, progress=progress, dry_run=dry_run, redraft=redraft
                )
        return drafted

    def source_language(self, tag: str | None) -> Language | None:
        """The language of ``--from``, else the configured one; None where neither is set.

        Raises UsageError for a code that is not a language.
        """
        from hexapla.publication.source_language import find_source_language

        return find_source_language(self.publication.configuration, _parsed(tag))

    def require_source_language(self, tag: str | None) -> Language:
        """The same for a command that can't do without it: raises UsageError where it is unset."""
        from hexapla.publication.source_language import require_source_language

        return require_source_language(self.publication.configuration, _parsed(tag))

    def policy(
        self,
        use: str | None,
        fallback: str | None,
        label: bool | None,
        min_reviewed: int | None,
        bilingual: str | None = None,
    ) -> Policy:
        """The configured policy, changed by the options that were given."""
        said = {
            "use": use,
            "fallback": fallback,
            "label": label,
            "min_reviewed": min_reviewed,
            "bilingual": bilingual,
        }
        given = {name: value for name, value in said.items() if value is not None}
        return replace(self.publication.policy(), **given)  # type: ignore[arg-type]

    def publish(self, output: Output, job: Job) -> Sequence[Result]:
        """Publish, and remember where the gate refused something."""
        from hexapla.publication.outputs import blaming

        with blaming(output):
            results = output.publish(job)
        if not all(result.complete for result in results):
            self.worst(1)
        return results

    def shown(self, path: Path) -> str:
        """A path as seen from the current folder."""
        return self.publication.layout.shown(path)

    def articles(self, paths: Sequence[Path] | None) -> list[Article]:
        """Those of the paths that are articles, or all articles; the others are reported.

        Raises UsageError where there are none to begin with, and the last failure where all fail.
        """
        try:
            found = self.publication.articles(paths or ())
        except HexaplaError:
            good, failures = self._sorted(paths or ())
        else:
            if not found:
                raise UsageError("no articles here", hint="name one, or see translate init --help")
            return found
        for failure in failures[: None if good else -1]:
            self.failed(failure)
        if failures and not good:
            raise failures[-1]
        return self.publication.articles(good)

    def _sorted(self, paths: Iterable[Path]) -> tuple[list[Path], list[HexaplaError]]:
        """The paths that are articles, and what the others are."""
        good = []
        failures: list[HexaplaError] = []
        for path in paths:
            try:
                self.publication.articles([path])
                good.append(path)
            except HexaplaError as error:
                failures.append(error)
        return good, failures


def _parsed(tag: str | None) -> Language | None:
    from hexapla.languages import Language

    return Language(tag) if tag else None


def split_tags(values: Sequence[str] | None) -> list[str]:
    """`--to es,fr --to de` as a list of codes."""
    return [tag.strip() for value in values or () for tag in value.split(",") if tag.strip()]

"""What several commands do: open the publication, prepare articles, survive what fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hexapla.cli.output import report, warn
from hexapla.errors import HexaplaError, UsageError

if TYPE_CHECKING:
    from hexapla.editions import Policy
    from hexapla.languages import Language
    from hexapla.publication import Prepared, Publication

__all__ = ["Session", "split_tags"]


class Session:
    """A publication and one run over it, with the worst exit code met so far.

    An article that fails is reported and left out; the others go on.
    """

    def __init__(
        self, engines: Sequence[str] | None = None, *, stable_ids: bool | None = None
    ) -> None:
        from hexapla.publication import Publication

        self.publication: Publication = Publication.open()
        self.publication.notify = warn
        changes = {
            "engines": tuple(engines) if engines else None,
            "markdown_stable_ids": stable_ids,
        }
        said = {name: value for name, value in changes.items() if value is not None}
        if said:
            self.publication = self.publication.with_settings(**said)
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
        """The articles that can be read; raises UsageError where there are none to begin with."""
        from hexapla.languages import Language

        language = Language.parse(source) if source else None
        prepared = []
        for article in self.publication.articles(self._existing(paths or ())):
            try:
                prepared.append(self.publication.prepare(article, language, encoding, format))
            except HexaplaError as error:
                self.failed(error)
        if not prepared and not self.exit_code:
            raise UsageError("no articles here", hint="name one, or see translate init --help")
        return prepared

    def languages(self, tags: Sequence[str] | None, prepared: Sequence[Prepared]) -> list[Language]:
        """The target languages; configured ones that are a source themselves are left out."""
        languages = self.publication.languages(split_tags(tags))
        if tags:
            return languages
        sources = {one.language for one in prepared}
        return [language for language in languages if language not in sources]

    def policy(self, use: str | None, fallback: str | None, label: bool | None) -> Policy:
        """The configured policy with what the command line says."""
        policy = self.publication.policy()
        return replace(
            policy,
            use=use or policy.use,
            fallback=fallback or policy.fallback,
            label=policy.label if label is None else label,
        )

    def shown(self, path: Path) -> str:
        """A path as seen from the current folder."""
        return self.publication.layout.shown(path)

    def _existing(self, paths: Iterable[Path]) -> list[Path]:
        """The paths that are articles; the others are reported. All failing ends the run."""
        good = []
        failures: list[HexaplaError] = []
        for path in paths:
            try:
                self.publication.articles([path])
                good.append(path)
            except HexaplaError as error:
                failures.append(error)
        for failure in failures[: None if good else -1]:
            self.failed(failure)
        if failures and not good:
            raise failures[-1]
        return good


def split_tags(values: Sequence[str] | None) -> list[str]:
    """`--to es,fr --to de` as a list of codes."""
    return [tag.strip() for value in values or () for tag in value.split(",") if tag.strip()]

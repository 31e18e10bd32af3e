"""`Publication`: every step over a folder of articles as a method.

The work is done by functions in the other modules. A method imports what it needs, so that a run
that changes nothing loads no checks, no drafting and no engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.catalogs import store
from hexapla.editions.edition import Edition, Policy
from hexapla.errors import HexaplaError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication import addresses, creating, detecting, publishing, reading, updating
from hexapla.publication.detecting import Detected
from hexapla.publication.exchange_steps import ExchangeSteps
from hexapla.publication.layout import Article
from hexapla.publication.output import Targets, raise_it
from hexapla.publication.outputs import compose_from
from hexapla.publication.reading import Prepared
from hexapla.publication.results import (
    Book,
    BuiltSite,
    Explained,
    Orphan,
    Published,
    Result,
    StaleSentence,
    Status,
)

if TYPE_CHECKING:
    from hexapla.checks.run import Checked
    from hexapla.publication.adopting import Adoption
    from hexapla.publication.catalogs import OnError
    from hexapla.publication.counting import Count
    from hexapla.publication.desk import Question
    from hexapla.publication.drafting import Drafted, Progress
    from hexapla.publication.moves import Move
    from hexapla.publication.signing import Signed
    from hexapla.publication.updating import Updated

__all__ = ["Publication"]


class Publication(ExchangeSteps):
    """A folder with articles, their catalogs and their editions.

    Each step is a method. `ExchangeSteps` has those that exchange files with other programs,
    `EngineSteps` those that need no article, and `PublicationFolder` the settings, articles and
    languages, and the ledger, engines and memories that the steps share.
    """

    @classmethod
    def create(
        cls, folder: Path, values: Mapping[str, Any], *, dry_run: bool = False
    ) -> list[Path]:
        """Turn a folder into a publication, and return the files that are written or changed.

        ``values`` sets fields of `Configuration`. See `creating.create`.
        """
        return creating.create(folder, values, dry_run=dry_run)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def prepare(
        self,
        article: Article,
        source_language: Language | None = None,
        encoding: str | None = None,
        format: str | None = None,
    ) -> Prepared:
        """Read an article; see `reading.prepare`. Nothing is written.

        ``source_language``, ``encoding`` and ``format`` are detected unless they are given.
        """
        if article.messages:
            from hexapla.publication.gettext import preparing

            if encoding or format:
                raise UsageError(
                    msg("is a catalog, whose format and encoding are known"),
                    where=article.name,
                    hint=msg("leave out --format and --encoding"),
                )
            return preparing.prepare(self.layout, article, self.ledger(), source_language)
        return reading.prepare(
            self.layout, article, self.ledger(), source_language, encoding, format
        )

    def detect(
        self, path: Path, encoding: str | None = None, format: str | None = None
    ) -> Detected:
        """Detect the language of any file; see `detecting.detect_file`."""
        return detecting.detect_file(str(path), read_bytes(path), encoding, format)

    # ── updating and drafting ────────────────────────────────────────────────────────────────

    def extract(
        self, prepared: Prepared, languages: Sequence[Language], *, dry_run: bool = False
    ) -> list[Updated]:
        """Update an article's template and catalogs; see `updating.extract`."""
        return updating.extract(
            self.layout, self.ledger(), prepared, languages, self.recent_memory, dry_run=dry_run
        )

    def follow_moves(self, prepared: Sequence[Prepared], *, dry_run: bool = False) -> list[Move]:
        """Rename the catalogs of articles that were renamed or moved; see `moves.follow_moves`.

        Call it before `extract`, with all articles that are to be updated.
        """
        from hexapla.publication.moves import follow_moves

        articles = [one for one in prepared if not one.article.messages]
        return follow_moves(self.layout, self.ledger(), articles, dry_run=dry_run)

    def status(self, prepared: Prepared, languages: Sequence[Language]) -> list[Status]:
        """The states of an article's sentences, language by language; nothing is written."""
        return updating.status(self.layout, self.ledger(), prepared, languages)

    def stale(self, prepared: Prepared, languages: Sequence[Language]) -> list[StaleSentence]:
        """The sentences of an article whose translation is stale, language by language."""
        return updating.stale(self.layout, self.ledger(), prepared, languages)

    def questions(self, prepared: Prepared, languages: Sequence[Language]) -> list[Question]:
        """The questions to the desk in an article's catalogs; see `desk.questions_of`."""
        from hexapla.publication.desk import questions_of

        return questions_of(self.layout, self.ledger(), prepared, languages)

    def count(
        self,
        prepared: Sequence[Prepared],
        language: Language | None,
        on_error: Callable[[HexaplaError], None] = raise_it,
    ) -> list[Count]:
        """Count articles for a quote, for a target language or for none; see `counting`.

        ``on_error`` is called with the error of a catalog that can't be used.
        """
        from hexapla.publication.counting import Tally

        tally, counted = Tally(language), []
        for one in prepared:
            catalog = memory = None
            try:
                if language is not None:
                    catalog = updating.read_updated(self.layout, one, language)
                    memory = self.recent_memory(one.language, language)
                counted.append(tally.count(one, catalog, memory))
            except HexaplaError as error:
                on_error(error)
        return counted

    def outdated(self, prepared: Prepared, language: Language) -> int:
        """How many drafts were made before the glossary changed, and should be made again."""
        return updating.outdated(self.layout, self.ledger(), prepared, language)

    def explain(self, prepared: Prepared, languages: Sequence[Language]) -> list[Explained]:
        """What the guards changed or rejected in an article's drafts, language by language."""
        return updating.explain(self.layout, prepared, languages)

    def draft(
        self,
        prepared: Sequence[Prepared],
        language: Language,
        *,
        progress: Progress = lambda what, done, total: None,
        dry_run: bool = False,
        redraft: bool = False,
        fuzzy: bool = False,
    ) -> list[Drafted]:
        """Draft the missing sentences of several articles in one language.

        ``redraft`` also replaces drafts that nobody has edited. ``progress`` is called with the
        languages, the number of sentences done, and their total. See `Pretranslation.draft`. Then
        the critic, if one is configured, is asked about drafts without a second opinion; see
        `SecondOpinions`. In catalogs of other programs, ``fuzzy`` also replaces what people wrote
        and marked fuzzy; see `MessageDrafting`.
        """
        ledger = self.ledger()
        drafted: list[Drafted] = []
        catalogs = [one for one in prepared if one.article.messages]
        prepared = [one for one in prepared if not one.article.messages]
        if catalogs:
            from hexapla.publication.gettext.drafting import MessageDrafting

            drafted += MessageDrafting(
                self.layout, self.engines_between, progress, dry_run, redraft, fuzzy
            ).draft(catalogs, language)
        if not prepared:
            return drafted
        if redraft or not updating.recorded_complete(self.layout, ledger, prepared, language):
            from hexapla.publication.drafting import Pretranslation

            drafted += Pretranslation(
                self.layout, ledger, self.engines_between, self.memory, progress, dry_run, redraft
            ).draft(prepared, language)
        if self.configuration.draft_critic and not dry_run:
            from hexapla.publication.second_opinions import SecondOpinions

            SecondOpinions(self.layout, ledger, self.critic, self.memory, progress).add(
                prepared, language
            )
        return drafted

    def sign(
        self,
        prepared: Prepared,
        language: Language,
        name: str,
        *,
        translated: bool = False,
        dry_run: bool = False,
    ) -> Signed:
        """Record who reviewed, or ``translated``, an article; see `signing.sign_catalog`."""
        from hexapla.publication.signing import sign_catalog

        return sign_catalog(
            self.layout, prepared, language, name, translated=translated, dry_run=dry_run
        )

    # ── checking ─────────────────────────────────────────────────────────────────────────────

    def check(
        self,
        paths: Iterable[Path | str] = (),
        languages: Iterable[Language | str] = (),
        *,
        source_language: Language | None = None,
        only: Collection[str] | None = None,
        on_error: OnError | None = None,
    ) -> list[Checked]:
        """Check the catalogs of the articles at ``paths`` (default: all), in some languages
        (default: all). For the other parameters see `checking.check`.
        """
        from hexapla.publication.checking import check
        from hexapla.publication.links import broken_links

        articles = self.articles(paths)
        targets = self._checked_languages(articles, languages)
        return check(
            self.layout,
            articles,
            targets,
            source_language=source_language,
            only=only,
            on_error=on_error,
            links=lambda article, language: broken_links(
                self,
                reading.prepare(self.layout, article, self.ledger(), source_language, quiet=True),
                language,
            ),
            faults=lambda article, language: self._faults(article, language, source_language),
        )

    def _faults(
        self, article: Article, language: Language, source_language: Language | None
    ) -> list[tuple[str, str]]:
        """The texts of an edition without enough space or time, see `Document.faults`."""
        if article.messages or not reading.is_measured(article):
            return []
        prepared = reading.prepare(self.layout, article, self.ledger(), source_language, quiet=True)
        edition, document = self.edition(prepared, language), prepared.document
        segments = document.segments
        found = document.faults(edition.texts, language)
        return [(segments[one.segment].text, one.message) for one in found]

    def _checked_languages(
        self, articles: Sequence[Article], languages: Iterable[Language | str]
    ) -> list[Language]:
        """The languages to check: the given ones, else the publication's and those of catalogs."""
        given = list(languages)
        own = [to for one in articles if one.messages for to in self.layout.languages(one)]
        if given or not own:
            return self.languages(given)
        others = self.layout.languages() if any(not one.messages for one in articles) else []
        return list(dict.fromkeys([*own, *others]))

    # ── publishing ───────────────────────────────────────────────────────────────────────────

    def policy(self) -> Policy:
        """The policy that the settings describe."""
        settings = self.configuration
        return Policy(
            settings.use,
            settings.fallback,
            settings.label,
            min_reviewed=settings.min_reviewed,
            min_reviewers=settings.min_reviewers,
            independent_reviewers=settings.independent_reviewers,
            credits=settings.credits,
        )

    def edition(
        self,
        article: Article | Prepared,
        language: Language,
        policy: Policy | None = None,
        *,
        path: Path | None = None,
    ) -> Edition:
        """Compose the edition of an article in a language; nothing is written.

        ``policy`` defaults to `policy()`. Its relative addresses are as in the article, or lead to
        the same files from ``path``. Raises InputError if the article or its catalog can't
        be read.
        """
        prepared = article if isinstance(article, Prepared) else self.prepare(article)
        file = store.read(self.layout.catalog(prepared.article, language))
        edition = compose_from(file, prepared, language, policy or self.policy())
        if path is None:
            return edition
        return replace(
            edition, finish=addresses.Addresses(self, prepared, language, path).rewritten
        )

    def publish(
        self,
        prepared: Prepared,
        languages: Sequence[Language],
        *,
        policy: Policy | None = None,
        output: str | None = None,
        folder: Path | None = None,
        dry_run: bool = False,
        force: bool = False,
    ) -> list[Published]:
        """Write an article's editions; see `publishing.publish`."""
        return publishing.publish(
            self,
            prepared,
            languages,
            policy=policy,
            output=output,
            folder=folder,
            dry_run=dry_run,
            force=force,
        )

    def adopt_edit(
        self, path: Path | str, *, translator: str | None = None, dry_run: bool = False
    ) -> Adoption:
        """Take the changed sentences of an edition into its catalog; see `adopting.adopt`."""
        from hexapla.publication.adopting import adopt

        return adopt(self, Path(path), translator=translator, dry_run=dry_run)

    def orphans(self) -> list[Orphan]:
        """The catalogs and editions whose article no longer exists; see `orphans`."""
        from hexapla.publication.orphans import find_orphans

        return find_orphans(self)

    def prune(self, *, dry_run: bool = False) -> list[Orphan]:
        """Remove what is left of articles that no longer exist; see `orphans.prune`."""
        from hexapla.publication.orphans import prune

        return prune(self, dry_run=dry_run)

    def publish_all(
        self,
        output: str,
        folder: Path | None = None,
        *,
        targets: Targets | None = None,
        languages: Sequence[Language] = (),
        policy: Policy | None = None,
        dry_run: bool = False,
        failed: Callable[[HexaplaError], None] = raise_it,
        force: bool = False,
    ) -> Sequence[Result]:
        """Publish through any output, given by name; see `publishing.publish_all`."""
        return publishing.publish_all(
            self,
            output,
            folder,
            targets=targets,
            languages=languages,
            policy=policy,
            dry_run=dry_run,
            failed=failed,
            force=force,
        )

    def site(
        self,
        folder: Path,
        *,
        languages: Sequence[Language] = (),
        policy: Policy | None = None,
        dry_run: bool = False,
    ) -> BuiltSite:
        """Write the publication as a static site into a folder; needs ``hexapla[site]``.

        ``languages`` default to the publication's. The result lists the articles that failed.
        Raises UsageError if the folder contains anything other than a site.
        """
        return publishing.build_site(self, folder, languages, policy, dry_run)

    def epub(
        self,
        folder: Path,
        *,
        targets: Targets | None = None,
        languages: Sequence[Language] = (),
        policy: Policy | None = None,
        dry_run: bool = False,
    ) -> list[Book]:
        """Write one book per language into a folder; needs ``hexapla[site]``.

        Parameters as for `publish_all`.
        """
        return publishing.make_books(self, folder, targets, languages, policy, dry_run)

"""The steps over a whole publication: where documents, catalogs and engines meet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from hexapla.catalogs import store
from hexapla.editions.edition import Counts, Edition, Policy
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.languages import Language
from hexapla.ledger import Ledger, default_path
from hexapla.publication import updating
from hexapla.publication.configuration import FILE_NAME, Configuration, commented_toml
from hexapla.publication.layout import Article, Layout
from hexapla.publication.outputs import (
    EditionFiles,
    Job,
    Targets,
    blaming,
    compose_from,
    default_output,
    find,
    raise_it,
)
from hexapla.publication.reading import Prepared, blocks_of, clear, prepare, segmenter
from hexapla.publication.results import Book, BuiltSite, Published, Result

# A method imports what it needs, so that a run that changes nothing loads no checks, no drafting
# and no engine.
if TYPE_CHECKING:
    from hexapla.checks.run import Checked
    from hexapla.detection import Share, Verdict
    from hexapla.documents.format import OptionValue
    from hexapla.drafting.explanation import Explanation
    from hexapla.drafting.pipe import Pipe
    from hexapla.engines.argos.installing import Installation
    from hexapla.engines.argos.packages import Installed
    from hexapla.engines.engine import Engine, LockedModel, Pair
    from hexapla.memory.memory import Memory
    from hexapla.publication.catalogs import OnError
    from hexapla.publication.drafting import Drafted, Progress
    from hexapla.publication.exchanging import (
        Exported,
        ImportedGlossary,
        ImportedMemory,
        ImportedXliff,
    )
    from hexapla.publication.texts import TranslatedText
    from hexapla.publication.updating import Updated

__all__ = ["Explained", "Publication", "Status"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Status:
    """The states of an article's sentences in one language."""

    article: Article
    language: Language
    path: Path
    counts: Counts


@dataclass(frozen=True, slots=True)
class Explained:
    """What guards had to say of an article's drafts in one language."""

    article: Article
    language: Language
    path: Path
    explanations: list[Explanation]


@dataclass
class Publication:
    """A folder with articles, their catalogs and their editions.

    ``cache`` says whether engines remember, for all publications, what they translated, and the
    publication what it found of files that have not changed.
    """

    layout: Layout
    cache: bool = True
    _engines: list[Engine] | None = field(default=None, repr=False)
    _ledger: Ledger | None = field(default=None, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, folder: Path | str | None = None) -> Publication:
        """The publication around a folder (default: the current one).

        Without an `i18n/publication.toml` above it, the folder itself is one with the defaults.
        """
        return cls(Layout.open(Path(folder) if folder is not None else None))

    @classmethod
    def create(
        cls, folder: Path, values: Mapping[str, Any], *, dry_run: bool = False
    ) -> list[Path]:
        """Make a folder a publication and say which files that writes.

        ``values`` sets fields of `Configuration`; every other key is written as a comment.
        Raises UsageError where the folder is one already.
        """
        path = folder / FILE_NAME
        if path.exists():
            raise UsageError("is there already", where=str(path), hint="edit it")
        ignore = folder / ".gitignore"
        lines = ignore.read_text("utf-8").splitlines() if ignore.exists() else []
        files = {path: commented_toml(values)}
        if "/editions/" not in lines:
            files[ignore] = "\n".join([*lines, "/editions/"]) + "\n"
        if not dry_run:
            for name in values.get("sources", ()):
                (folder / name).mkdir(parents=True, exist_ok=True)
            for file, text in files.items():
                write_bytes(file, text.encode())
        return list(files)

    def with_settings(self, **changes: Any) -> Publication:
        """The same publication with other settings: fields of `Configuration`."""
        settings = replace(self.configuration, **changes)
        return Publication(replace(self.layout, configuration=settings), self.cache)

    def with_option(self, name: str, value: OptionValue) -> Publication:
        """The same publication with an option set in every format that has it."""
        return self.with_settings(formats=self.configuration.with_option(name, value).formats)

    @property
    def root(self) -> Path:
        """The publication's folder."""
        return self.layout.root

    @property
    def configuration(self) -> Configuration:
        """Its settings."""
        return self.layout.configuration

    def articles(self, paths: Iterable[Path | str] = ()) -> list[Article]:
        """The articles at some paths, or all; see `Layout.articles` for what it raises."""
        return self.layout.articles(map(Path, paths))

    def languages(self, tags: Iterable[Language | str] = ()) -> list[Language]:
        """The languages of some codes, else the publication's own; UsageError where none."""
        languages = [
            tag if isinstance(tag, Language) else Language(tag) for tag in tags
        ] or self.layout.languages()
        if not languages:
            raise UsageError(
                "no language to translate into",
                hint=f"say --to es,fr, or set languages in {FILE_NAME}",
            )
        return list(dict.fromkeys(languages))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def prepare(
        self,
        article: Article,
        source: Language | None = None,
        encoding: str | None = None,
        format: str | None = None,
    ) -> Prepared:
        """Read an article; see `reading.prepare`. Nothing is written."""
        return prepare(
            self.layout,
            article,
            self.ledger(),
            source=source,
            encoding=encoding,
            format=format,
        )

    def detect(self, path: Path, encoding: str | None = None) -> tuple[Verdict, list[Share]]:
        """What language a file is in, whatever is recorded or configured, and the languages that
        it is mixed of, each with its share of the letters and its lines.
        """

        from hexapla import documents
        from hexapla.detection import detect, shares
        from hexapla.documents.document import uncut

        data = read_bytes(path)
        document = documents.parse(data, uncut, name=path.name, where=str(path), encoding=encoding)
        blocks = blocks_of(document)
        verdict = detect("\n\n".join(text for _, text in blocks))
        return verdict, shares(blocks, None if verdict.tag == "und" else verdict.tag)

    def ledger(self) -> Ledger:
        """What earlier runs found of the publication's files; opened once."""
        with self._lock:
            if self._ledger is None:
                path = default_path(self.root) if self.cache else None
                self._ledger = Ledger(path, repr(self.configuration))
            return self._ledger

    # ── extracting and updating ──────────────────────────────────────────────────────────────

    def extract(
        self, prepared: Prepared, languages: Sequence[Language], *, dry_run: bool = False
    ) -> list[Updated]:
        """Bring an article's template and catalogs up to date; see `updating.extract`."""
        return updating.extract(self.layout, self.ledger(), prepared, languages, dry_run=dry_run)

    # ── drafting ─────────────────────────────────────────────────────────────────────────────

    def draft(
        self,
        prepared: Sequence[Prepared],
        language: Language,
        *,
        progress: Progress = lambda what, done, total: None,
        dry_run: bool = False,
        redraft: bool = False,
    ) -> list[Drafted]:
        """Draft what is missing in one language, over several articles at once; see
        `Pretranslation.draft`.
        """

        if not redraft and updating.known_complete(self.layout, self.ledger(), prepared, language):
            return []
        from hexapla.publication.drafting import Pretranslation

        return Pretranslation(
            self.layout,
            self.ledger(),
            self.engines,
            self.memory,
            progress,
            dry_run,
            redraft,
        ).draft(prepared, language)

    def memory(self, source: Language, language: Language) -> Memory:
        """What is known of a pair of languages: reviewed entries, and the TMX files kept here."""

        from hexapla.publication.remembering import open_memory

        catalogs = self.layout.catalogs_in(language)
        return open_memory(self.root, catalogs, source, language)

    def reviewed(self, source: Language, language: Language) -> dict[str, str]:
        """Every sentence that has a reviewed translation, with the one that memory has of it."""

        from hexapla.memory.memory import Memory
        from hexapla.publication.catalogs import catalogs_between

        memory = Memory.of(catalogs_between(self.layout, source, language))
        return {sentence: memory.get(sentence) or "" for sentence in memory}

    def engines(self) -> list[Engine]:
        """The engines that the configuration names, the preferred one first; made once."""

        from hexapla.engines import registry
        from hexapla.engines.caching import cached

        with self._lock:
            if self._engines is None:
                engines = registry.engines(self.configuration.engines)
                self._engines = cached(engines) if self.cache else engines
            return self._engines

    def models(self) -> list[Installed]:
        """The Argos packages that are installed on this machine, by pair."""
        from hexapla.engines.argos import packages

        return packages.installed()

    def install_model(
        self,
        wanted: Pair | Path | str,
        *,
        index: str | Path | None = None,
        trust: bool = False,
        progress: Progress | None = None,
    ) -> Installation:
        """Install a model: a package's file, or one downloaded for a pair such as ``en-es``.

        Parameters: ``index`` is the URL or path of another index of packages than Argos' own,
        ``trust`` accepts a package even if its digest has changed, ``progress`` is called with the
        package's name, the bytes downloaded and their total. A pair opens a network connection,
        unless the index is a local one. Raises InputError where the package can't be had.
        """
        from hexapla.engines.argos import installing

        return installing.install(wanted, index=index, trust=trust, progress=progress)

    def locked_models(self) -> list[LockedModel]:
        """The models that drafted the publication, from its i18n/models.lock.

        Raises InputError where none are recorded, or the file is not valid.
        """

        from hexapla.engines import lockfile

        path = self.root / lockfile.FILE_NAME
        models = lockfile.read(path)
        if not models:
            raise InputError(
                "no models are locked",
                where=self.layout.shown(path),
                hint="drafting locks what it uses",
            )
        return models

    def install_locked_models(
        self,
        *,
        index: str | Path | None = None,
        trust: bool = False,
        progress: Progress | None = None,
    ) -> list[Installation]:
        """Install exactly the models that drafted the publication; see `install_model`."""
        from hexapla.engines.argos import installing

        return [
            installing.install_locked(model, index=index, trust=trust, progress=progress)
            for model in self.locked_models()
        ]

    def pipe(self, source: Language, to: Language) -> Pipe:
        """What translates plain text as it comes, from memory and an engine; no catalog is
        written. Raises UsageError where both languages are the same.
        """

        from hexapla.drafting.pipe import Pipe
        from hexapla.engines.routes import find_route
        from hexapla.publication.drafting import drafter_for

        if source == to:
            raise UsageError(f"the text is in {to.name} already", hint="say --from")
        memory = self.memory(source, to)
        return Pipe(
            source,
            to,
            segmenter(self.configuration, source),
            memory,
            lambda: drafter_for(
                self.layout, find_route(source, to, self.engines()), source, to, memory
            ),
        )

    def translate(
        self, text: str, to: str | Language, source: str | Language | None = None
    ) -> TranslatedText:
        """A plain text, translated from memory and an engine; no catalog is written.

        Parameters: ``to`` and ``source`` are languages or their codes; without ``source`` the
        language is detected. Raises UsageError where it is not clear or both are the same,
        EngineError where no engine translates this pair of languages.
        """

        from hexapla.detection import detect
        from hexapla.publication.texts import translated

        target = Language(str(to))
        own = Language(str(source)) if source else clear(detect(text), "the text")
        return translated(self.pipe(own, target), text)

    # ── checking and exchanging ──────────────────────────────────────────────────────────────

    def check(
        self,
        paths: Iterable[Path | str] = (),
        languages: Iterable[Language | str] = (),
        *,
        source: Language | None = None,
        only: Collection[str] | None = None,
        on_error: OnError | None = None,
    ) -> list[Checked]:
        """Check the catalogs of the articles at ``paths``, or of all, in some languages, or all.

        One result for each entry with a text that is not stale; see `checking.check`.
        """
        from hexapla.publication.checking import check

        articles, targets = self.articles(paths), self.languages(languages)
        return check(self.layout, articles, targets, source=source, only=only, on_error=on_error)

    def export_xliff(
        self,
        prepared: Prepared,
        languages: Sequence[Language],
        folder: Path | str = ".",
        *,
        version: str = "1.2",
    ) -> list[Exported]:
        """Write an article's catalogs as XLIFF files; see `exchanging.export_xliff`."""
        from hexapla.publication import exchanging

        return exchanging.export_xliff(
            self.layout, prepared, languages, Path(folder), version=version
        )

    def import_xliff(
        self, file: Path | str, *, accept: bool = False, dry_run: bool = False
    ) -> ImportedXliff:
        """Take translations back from an XLIFF file; see `exchanging.import_xliff`."""
        from hexapla.publication import exchanging

        return exchanging.import_xliff(self.layout, Path(file), accept=accept, dry_run=dry_run)

    def export_memory(self, file: Path | str, source: Language, language: Language) -> Exported:
        """Write what memory knows of two languages as TMX 1.4b."""
        from hexapla.publication import exchanging

        return exchanging.export_memory(Path(file), self.memory(source, language), source, language)

    def import_memory(self, file: Path | str, *, dry_run: bool = False) -> ImportedMemory:
        """Keep a TMX file for the memory; see `exchanging.import_memory`."""
        from hexapla.publication import exchanging

        return exchanging.import_memory(self.layout, Path(file), dry_run=dry_run)

    def export_glossary(self, file: Path | str, source: Language | None = None) -> Exported:
        """Write the glossary as TBX-Basic or CSV; see `exchanging.export_glossary`."""
        from hexapla.publication import exchanging

        return exchanging.export_glossary(self.layout, Path(file), source)

    def import_glossary(
        self, file: Path | str, source: Language | None = None, *, dry_run: bool = False
    ) -> ImportedGlossary:
        """Add the terms of a CSV or TBX file to the glossary; see `exchanging.import_glossary`."""
        from hexapla.publication import exchanging

        return exchanging.import_glossary(self.layout, Path(file), source, dry_run=dry_run)

    # ── publishing ───────────────────────────────────────────────────────────────────────────

    def edition(
        self, article: Article | Prepared, language: Language, policy: Policy | None = None
    ) -> Edition:
        """An article in a language, as it would be published now; nothing is written.

        ``policy`` defaults to `policy()`. Raises InputError if the article or its catalog can't
        be read.
        """
        prepared = article if isinstance(article, Prepared) else self.prepare(article)
        file = store.read(self.layout.catalog(prepared.article, language))
        return compose_from(file, prepared, language, policy or self.policy())

    def publish(
        self,
        prepared: Prepared,
        languages: Sequence[Language],
        *,
        policy: Policy | None = None,
        output: str | None = None,
        folder: Path | None = None,
        dry_run: bool = False,
    ) -> list[Published]:
        """Write an article's editions from its catalogs; files that would not change are left.

        An edition that the policy's gate refuses is not written, and its older file stays.
        ``policy`` defaults to `policy()`. ``output`` names another output that writes a file for
        each edition, ``folder`` the folder for that. Raises UsageError if the output writes
        something else.
        """
        policy = policy or self.policy()
        found = find(output) if output else default_output(self, policy)
        if not isinstance(found, EditionFiles):
            raise UsageError(f"the output {output!r} does not write a file for each edition")
        job = Job(self, [(prepared, languages)], policy, languages, folder, dry_run)
        return [found.publish_one(job, prepared, language) for language in languages]

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
    ) -> Sequence[Result]:
        """Publish through a named output: one of the built-in ones or a plug-in.

        ``targets`` are prepared articles with their languages; by default all articles of the
        publication in ``languages``, which default to the publication's. ``failed`` gets the error
        of an article that fails, and the others are still published; by default it is raised.
        Raises UsageError for an unknown output and for a job that makes no sense.
        """
        found = find(output)
        chosen = tuple(languages) or tuple(self.layout.languages())
        if targets is None:
            targets = () if found.whole else self._targets(chosen)
        job = Job(self, targets, policy or self.policy(), chosen, folder, dry_run, failed)
        found.check(job)
        with blaming(found):
            return found.publish(job)

    def _targets(self, languages: Sequence[Language]) -> Targets:
        prepared = [self.prepare(article) for article in self.articles()]
        return [(one, [to for to in languages if to != one.language]) for one in prepared]

    def site(
        self,
        folder: Path,
        *,
        languages: Sequence[Language] = (),
        policy: Policy | None = None,
        dry_run: bool = False,
    ) -> BuiltSite:
        """Write the publication as a static site into a folder; needs ``hexapla[site]``.

        ``languages`` default to the publication's. An article that fails is named in the result.
        Raises UsageError if the folder holds something else.
        """
        (built,) = self.publish_all(
            "site",
            folder,
            languages=languages,
            policy=policy,
            dry_run=dry_run,
            failed=lambda error: None,
        )
        assert isinstance(built, BuiltSite)
        return built

    def epub(
        self,
        folder: Path,
        *,
        targets: Targets | None = None,
        languages: Sequence[Language] = (),
        policy: Policy | None = None,
        dry_run: bool = False,
    ) -> list[Book]:
        """Write a book for each language into a folder; needs ``hexapla[site]``.

        Parameters as for `publish_all`.
        """
        books = self.publish_all(
            "epub", folder, targets=targets, languages=languages, policy=policy, dry_run=dry_run
        )
        return [book for book in books if isinstance(book, Book)]

    def record(self, editions: Iterable[Published]) -> bool:
        """Note in the manifest what editions are made of; whether it changed.

        In a folder that was not made a publication nothing is noted.
        """

        from hexapla.editions import manifest

        name = self.configuration.manifest
        if not (self.layout.configured and name):
            return False
        new = {
            one.path.relative_to(self.root).as_posix(): one.record
            for one in editions
            if not one.refused and one.path.is_relative_to(self.root)
        }

        return manifest.update(self.root, self.root / name, new)

    def policy(self) -> Policy:
        """The policy of the publication's settings."""
        settings = self.configuration
        return Policy(
            settings.use, settings.fallback, settings.label, min_reviewed=settings.min_reviewed
        )

    def status(self, prepared: Prepared, languages: Sequence[Language]) -> list[Status]:
        """The states of an article's sentences, language by language; nothing is written."""
        out = []
        for language in languages:
            path = self.layout.catalog(prepared.article, language)
            standing = updating.standing(self.layout, self.ledger(), prepared, language)
            out.append(Status(prepared.article, language, path, standing.counts))
        return out

    def explain(self, prepared: Prepared, languages: Sequence[Language]) -> list[Explained]:
        """What guards had to say of an article's drafts, language by language."""

        from hexapla.drafting.explanation import explain

        out = []
        for language in languages:
            path = self.layout.catalog(prepared.article, language)
            entries = updating.current(self.layout, prepared, language).entries
            found = explain(entries, (prepared.language, language))
            out.append(Explained(prepared.article, language, path, found))
        return out

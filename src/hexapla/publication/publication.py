"""The steps over a whole publication: where documents, catalogs and engines meet."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import floor
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from hexapla.catalogs import store
from hexapla.editions.edition import Counts, Policy
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes, read_if_there, write_bytes
from hexapla.languages import Language
from hexapla.ledger import Ledger, default_path, digest
from hexapla.publication import updating
from hexapla.publication.configuration import FILE_NAME, Configuration, explained
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared, blocks_of, clear, prepare, segmenter

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

__all__ = ["Explained", "Publication", "Published", "Status"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """An edition: its path, what it is made of, whether its file changed, or why there is none.

    ``record`` is what `manifest` keeps of it.
    """

    article: Article
    language: Language
    path: Path
    counts: Counts
    written: bool
    refused: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)


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
        files = {path: explained(values)}
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

    def publish(
        self,
        prepared: Prepared,
        languages: Sequence[Language],
        *,
        policy: Policy | None = None,
        min_reviewed: int | None = None,
        dry_run: bool = False,
    ) -> list[Published]:
        """Put an article's editions together from its catalogs, and write those that changed.

        An edition with less than ``min_reviewed`` percent of its sentences reviewed is refused,
        and what was published before stays. Both default to the configuration.
        """
        policy = policy or self.policy()
        gate = self.configuration.min_reviewed if min_reviewed is None else min_reviewed
        return [self._publish(prepared, language, policy, gate, dry_run) for language in languages]

    def _publish(
        self, prepared: Prepared, language: Language, policy: Policy, gate: int, dry_run: bool
    ) -> Published:
        from hexapla.editions import manifest
        from hexapla.editions.edition import build
        from hexapla.editions.sphinx import catalog_for_sphinx

        article, path = prepared.article, self._path(prepared, language, policy)
        file = store.read(self.layout.catalog(article, language))
        data, before = file.data, read_if_there(path)
        name = f"edition {article.name} {language.tag} {policy.bilingual}".rstrip()
        inputs = digest(prepared.inputs, data, repr(policy))
        known = self.ledger().get(name, inputs)
        if known:
            counts = Counts(**known["counts"])
            refused = _gate(counts, gate)
            if refused or (before is not None and digest(before).hex() == known["digest"]):
                record = known["record"]
                return Published(article, language, path, counts, False, refused, record)
        catalog = updating.current_of(file, prepared, language)
        edition = build(
            prepared.document,
            catalog,
            language,
            policy,
            prepared.foreign,
            source=prepared.language,
            version=prepared.digest[:8],
        )
        if self.layout.makes_catalogs:
            made = catalog_for_sphinx(
                prepared.document, catalog, language, policy, prepared.foreign
            )
            edition = replace(edition, data=made)
        record = manifest.record(
            article.name, prepared.language, prepared.digest, language, edition, data, policy
        )
        known = {
            "counts": asdict(edition.counts),
            "digest": digest(edition.data).hex(),
            "record": record,
        }
        self.ledger().put(name, inputs, known)
        refused = _gate(edition.counts, gate)
        written = not refused and before != edition.data
        if written and not dry_run:
            write_bytes(path, edition.data)
            _log.info("%s: written", path)
        return Published(article, language, path, edition.counts, written, refused, record)

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
            if not one.refused
        }
        return manifest.update(self.root, self.root / name, new)

    def _path(self, prepared: Prepared, language: Language, policy: Policy) -> Path:
        source = prepared.language if policy.bilingual else None
        return self.layout.edition(prepared.article, language, source)

    def check_editions(
        self,
        targets: Iterable[tuple[Prepared, Iterable[Language]]],
        policy: Policy | None = None,
    ) -> None:
        """See that every edition has a place of its own, and none is over an article.

        Raises UsageError naming the layout.
        """
        listed = [(one, list(languages)) for one, languages in targets]
        taken = {one.article.path: one.article.name for one, _ in listed}
        for prepared, languages in listed:
            article = prepared.article
            for language in languages:
                path = self._path(prepared, language, policy or self.policy())
                if path in taken:
                    raise UsageError(
                        f"the layout {self.configuration.layout!r} puts the edition of "
                        f"{article.name} in {language.tag} over {taken[path]}",
                        where=str(self.root / FILE_NAME),
                        hint="use a pattern such as editions/{lang}/{path}",
                    )
                taken[path] = f"another edition, {self.layout.shown(path)}"

    def policy(self) -> Policy:
        """What editions may use, as configured."""
        settings = self.configuration
        return Policy(settings.use, settings.fallback, settings.label)

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


def _gate(counts: Counts, min_reviewed: int) -> str | None:
    if counts.reviewed_percent >= min_reviewed:
        return None
    return f"{floor(counts.reviewed_percent)}% reviewed, {min_reviewed}% wanted"

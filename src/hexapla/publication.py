"""The steps over a whole publication: where documents, catalogs and engines meet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor
from pathlib import Path
from time import monotonic
from typing import Any

from hexapla import documents
from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.memory import Memory
from hexapla.catalogs.recall import recall
from hexapla.catalogs.update import Changes, update
from hexapla.configuration import FILE_NAME, Configuration, explained
from hexapla.detection import Share, Verdict, detect, shares
from hexapla.documents.inline import Mark
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import MEMORY, Proposal, Translator, apply, fill, missing
from hexapla.drafting.pipe import Pipe
from hexapla.editions import Counts, Policy, build, tally
from hexapla.engines import lockfile, registry
from hexapla.engines.cache import cached
from hexapla.engines.engine import Engine
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError, HexaplaError, InputError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.languages import Language
from hexapla.layout import Article, Layout
from hexapla.preparation import Prepared, blocks_of, prepare, segmenter

__all__ = ["Drafted", "Prepared", "Publication", "Published", "Status", "Updated"]

# How long finished drafts may wait in memory: what a crash can cost.
SAVE_EVERY_SECONDS = 2.0

Progress = Callable[[str, int, int], None]
"""Told what is going on, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A catalog brought up to date; ``written`` says whether its file changed."""

    article: Article
    language: Language
    path: Path
    changes: Changes
    written: bool


@dataclass(frozen=True, slots=True)
class Drafted:
    """What drafting did in one language: how many sentences came from memory, from an engine,
    and are still missing; ``error`` says why, where an engine failed or there was none.
    ``foreign`` sentences are those that are in another language than their article.
    """

    source: Language
    language: Language
    origin: str | None = None
    from_memory: int = 0
    from_engine: int = 0
    missing: int = 0
    error: HexaplaError | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """An edition: its path, what it is made of, whether its file changed, or why there is none."""

    article: Article
    language: Language
    path: Path
    counts: Counts
    written: bool
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The states of an article's sentences in one language."""

    article: Article
    language: Language
    path: Path
    counts: Counts


@dataclass
class Publication:
    """A folder with articles, their catalogs and their editions.

    ``notify`` is told, in one line each, what a person should know of and that stops nothing.
    ``cache`` says whether engines remember, for all publications, what they translated.
    """

    layout: Layout
    notify: Callable[[str], None] = lambda line: None
    cache: bool = True
    _engines: list[Engine] | None = field(default=None, repr=False)

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
        return Publication(replace(self.layout, configuration=settings), self.notify, self.cache)

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

    def languages(self, tags: Sequence[str] = ()) -> list[Language]:
        """The languages of some codes, else the publication's own; UsageError where none."""
        languages = [Language.parse(tag) for tag in tags] or self.layout.languages()
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
        """Read an article; see `preparation.prepare`. Nothing is written."""
        return prepare(
            self.layout,
            article,
            source=source,
            encoding=encoding,
            format=format,
            notify=self.notify,
        )

    def detect(self, path: Path, encoding: str | None = None) -> tuple[Verdict, list[Share]]:
        """What language a file is in, whatever is recorded or configured, and the languages that
        it is mixed of, each with its share of the letters and its lines.
        """
        data = read_bytes(path)
        document = documents.parse(
            data, lambda text: [text], name=path.name, where=str(path), encoding=encoding
        )
        blocks = blocks_of(document)
        verdict = detect("\n\n".join(text for _, text in blocks))
        return verdict, shares(blocks, None if verdict.tag == "und" else verdict.tag)

    # ── extracting and updating ──────────────────────────────────────────────────────────────

    def extract(
        self, prepared: Prepared, languages: Sequence[Language], *, dry_run: bool = False
    ) -> list[Updated]:
        """Bring an article's template and catalogs up to date; see `catalogs.update`."""
        if prepared.language in languages:
            raise UsageError(
                f"is in {prepared.language.name} already",
                where=prepared.article.name,
                hint=f"leave {prepared.language.tag} out of --to, or say --from",
            )
        for language in languages:  # a catalog that is refused must not leave a new template
            self._catalog(prepared, language)
        if not dry_run:
            store.change(
                self.layout.template(prepared.article),
                lambda template: _renewed(template, prepared),
                new=lambda: store.new(prepared.article.domain, prepared.language),
                root=self.root,
            )
        return [self._update(prepared, language, dry_run) for language in languages]

    def _update(self, prepared: Prepared, language: Language, dry_run: bool) -> Updated:
        path = self.layout.catalog(prepared.article, language)
        changes: list[Changes] = []

        def change(catalog: Catalog) -> Catalog:
            store.check_languages(catalog, prepared.language, language)
            changes.append(update(catalog, prepared.template))
            return changes[-1].catalog.with_headers({"X-Source-Language": prepared.language.tag})

        written = store.change(
            path,
            change,
            new=lambda: store.new(prepared.article.domain, prepared.language, language),
            root=self.root,
            dry_run=dry_run,
        )
        return Updated(prepared.article, language, path, changes[-1], written)

    # ── drafting ─────────────────────────────────────────────────────────────────────────────

    def draft(
        self,
        prepared: Sequence[Prepared],
        language: Language,
        *,
        progress: Progress = lambda what, done, total: None,
        dry_run: bool = False,
    ) -> list[Drafted]:
        """Draft what is missing in one language, over several articles at once.

        A sentence that many articles share is translated once. Drafts are saved every two
        seconds, so that an interrupted run is resumed by running it again. One result for each
        source language; a pair without an engine is told in its ``error``, after memory has
        given what it knows.
        """
        own = {one.language for one in prepared}
        marks = {
            segment.text: segment.marks
            for one in prepared
            for segment in one.document.segments
            if segment.marks
        }
        neighbours: dict[str, set[str]] = {}
        for one in prepared:
            for sentence, previous in one.template.neighbours.items():
                neighbours.setdefault(sentence, set()).update(previous)
        return [
            self._draft(
                source,
                language,
                wanted,
                marks,
                neighbours,
                progress,
                dry_run,
                foreign=source not in own,
            )
            for source, wanted in self._missing(prepared, language).items()
            if source != language
        ]

    def _draft(
        self,
        source: Language,
        language: Language,
        wanted: Mapping[str, Sequence[Path]],
        marks: Mapping[str, Sequence[Mark]],
        neighbours: Mapping[str, Collection[str]],
        progress: Progress,
        dry_run: bool,
        *,
        foreign: bool,
    ) -> Drafted:
        result = Drafted(source, language, missing=len(wanted), foreign=foreign)
        memory = self.memory(source, language)
        translator: Translator | None = None
        route: Route | None = None
        if any(memory.get(sentence) is None for sentence in wanted):
            try:
                route = find_route(source, language, self.engines())
                translator = drafter(route, source, language, marks)
            except EngineError as error:
                # What is foreign to its article is left as it is where no engine knows it.
                result = result if foreign else replace(result, error=error)
        if dry_run:
            return replace(result, origin=translator.origin if translator else None)
        what = f"{source.tag} → {language.tag}"
        pending: list[Proposal] = []
        saved = monotonic()
        try:
            for proposal in fill(wanted, memory, translator, neighbours=neighbours):
                pending.append(proposal)
                result = _counted(result, proposal)
                progress(what, len(wanted) - result.missing, len(wanted))
                if monotonic() - saved >= SAVE_EVERY_SECONDS:
                    self._save(pending, wanted)
                    pending, saved = [], monotonic()
        except EngineError as error:
            result = replace(result, error=error)
        finally:
            self._save(pending, wanted)
            if route is not None and result.from_engine:
                self._record(route)
        return result

    def _record(self, route: Route) -> None:
        """Note which models drafted, in a folder that was made a publication."""
        if (self.root / FILE_NAME).exists():
            lockfile.record(self.root / lockfile.FILE_NAME, lockfile.packages_of(route))

    def _missing(
        self, prepared: Sequence[Prepared], language: Language
    ) -> dict[Language, dict[str, list[Path]]]:
        """By source language: the sentences without a draft, and the catalogs that want each."""
        wanted: dict[Language, dict[str, list[Path]]] = {}
        for one in prepared:
            path = self.layout.catalog(one.article, language)
            for entry in missing(self._current(one, language).entries):
                source = one.foreign.get(entry.msgid, one.language)
                wanted.setdefault(source, {}).setdefault(entry.msgid, []).append(path)
        return wanted

    def _save(self, proposals: Sequence[Proposal], wanted: Mapping[str, Sequence[Path]]) -> None:
        paths = dict.fromkeys(path for one in proposals for path in wanted[one.msgid])
        for path in paths:
            store.change(path, lambda catalog: apply(catalog, proposals), root=self.root)

    def _catalogs(self, source: Language, language: Language) -> Iterator[Catalog]:
        """Every catalog of the publication from one language to another."""
        for path in self.layout.catalogs_in(language):
            try:
                catalog = store.load(path)
            except InputError as error:
                self.notify(f"memory does without {error}")
                continue
            if catalog.headers.get("X-Source-Language", source.tag) == source.tag:
                yield catalog

    def memory(self, source: Language, language: Language) -> Memory:
        """What is known of a pair of languages: reviewed entries, and the TMX files kept here."""
        catalogs = self.layout.catalogs_in(language)
        return recall(self.root, catalogs, source, language, self.notify)

    def reviewed(self, source: Language, language: Language) -> dict[str, str]:
        """Every sentence that has a reviewed translation, with the one that memory has of it."""
        memory = Memory.of(self._catalogs(source, language))
        return {sentence: memory.get(sentence) or "" for sentence in memory}

    def engines(self) -> list[Engine]:
        """The engines that the configuration names, the preferred one first; made once."""
        if self._engines is None:
            engines = registry.engines(self.configuration.engines)
            self._engines = cached(engines, self.notify) if self.cache else engines
        return self._engines

    def pipe(self, to: Language, source: Language) -> Pipe:
        """What translates plain text as it comes, from memory and an engine; no catalog is
        written. Raises UsageError where both languages are the same.
        """
        if source == to:
            raise UsageError(f"the text is in {to.name} already", hint="say --from")
        return Pipe(
            source,
            to,
            segmenter(self.configuration, source),
            self.memory(source, to),
            lambda: drafter(find_route(source, to, self.engines()), source, to),
        )

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
        out = []
        for language in languages:
            path = self.layout.edition(prepared.article, language)
            catalog = self._current(prepared, language)
            edition = build(prepared.document, catalog, language, policy, prepared.foreign)
            refused = _gate(edition.counts, gate)
            stands = path.is_file() and path.read_bytes() == edition.data
            written = not (refused or stands)
            if written and not dry_run:
                write_bytes(path, edition.data)
            out.append(
                Published(prepared.article, language, path, edition.counts, written, refused)
            )
        return out

    def check_editions(self, targets: Iterable[tuple[Prepared, Iterable[Language]]]) -> None:
        """See that every edition has a place of its own, and none is over an article.

        Raises UsageError naming the pattern.
        """
        listed = [(one.article, list(languages)) for one, languages in targets]
        taken = {article.path: article.name for article, _ in listed}
        for article, languages in listed:
            for language in languages:
                path = self.layout.edition(article, language)
                if path in taken:
                    raise UsageError(
                        f"the pattern {self.configuration.editions!r} puts the edition of "
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
            counts = tally(prepared.document, self._current(prepared, language))
            out.append(Status(prepared.article, language, path, counts))
        return out

    def _current(self, prepared: Prepared, language: Language) -> Catalog:
        """An article's catalog as an update would leave it: a changed sentence is stale there."""
        return update(self._catalog(prepared, language), prepared.template).catalog

    def _catalog(self, prepared: Prepared, language: Language) -> Catalog:
        """An article's catalog as it is on disk, or an empty one."""
        path = self.layout.catalog(prepared.article, language)
        if not path.exists():
            return store.new(prepared.article.domain, prepared.language, language)
        catalog = store.load(path)
        store.check_languages(catalog, prepared.language, language)
        return catalog


def _counted(result: Drafted, proposal: Proposal) -> Drafted:
    if proposal.draft.origin == MEMORY:
        result = replace(result, from_memory=result.from_memory + 1)
    else:
        result = replace(result, from_engine=result.from_engine + 1, origin=proposal.draft.origin)
    return replace(result, missing=result.missing - 1)


def _gate(counts: Counts, min_reviewed: int) -> str | None:
    if counts.reviewed_percent >= min_reviewed:
        return None
    return f"{floor(counts.reviewed_percent)}% reviewed, {min_reviewed}% wanted"


def _renewed(template: Catalog, prepared: Prepared) -> Catalog:
    if template.entries != prepared.template.entries:
        template = template.with_entries(prepared.template.entries)
    return template.with_headers(
        {"X-Source-Language": prepared.language.tag, "X-Source-Digest": prepared.digest}
    )

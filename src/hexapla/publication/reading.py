"""Read an article: its language, document, template, and the sentences in other languages."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla import documents
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.extract import Template, extract
from hexapla.documents.document import Document, Segment
from hexapla.documents.format import Format
from hexapla.documents.signatures import as_argument
from hexapla.errors import HexaplaError, InputError
from hexapla.files import read_bytes, read_if_there
from hexapla.languages import Language, is_language
from hexapla.lazy import lazy_re
from hexapla.ledger import Ledger, digest
from hexapla.message import filled, msg, packed, unpacked
from hexapla.publication.configuration import FILE_NAME, Configuration
from hexapla.publication.detecting import clear, detect_foreign, usual_languages
from hexapla.publication.language_paths import language_in
from hexapla.publication.layout import Article, Layout
from hexapla.publication.source_language import find_source_language
from hexapla.publication.there import There

if TYPE_CHECKING:  # not needed for an article that has not changed
    from hexapla.segmentation import Decision, Segmenter

__all__ = [
    "Prepared",
    "carry_over",
    "explain_segmentation",
    "is_measured",
    "no_text",
    "prepare",
    "prepare_file",
    "prepare_if_known",
    "segmenter_for",
]

_log = logging.getLogger(__name__)

_GENERIC = msg("using the generic ones")
_SEVERAL = msg("a segment may have several sentences")
_FOREIGN = lazy_re(r"\bin (?P<name>[^,]+)$")


@dataclass(frozen=True)
class Prepared:
    """An article as it is now.

    ``data`` are its bytes, ``digest`` is their SHA-256. ``foreign`` has the language of each
    sentence in a block that is not in the article's language. ``document`` and ``template`` are
    computed at first use.
    ``inputs`` is a digest of everything they depend on; ``request`` is a digest of the article and
    the options it was requested with. ``parse`` parses the article, with another segmenter if one
    is given. ``keep_reviewed`` is the publication's setting, for `catalogs.update`. ``there``
    returns the file that a program has already in a language, and its bytes; see
    `Format.named_by_language`. ``again`` reads an article that holds all languages once more, as
    it is now; None for all others.
    """

    article: Article
    format: Format
    language: Language
    digest: str
    foreign: Mapping[str, Language]
    request: bytes
    inputs: bytes
    parse: Callable[[Segmenter | None], Document] = field(repr=False)
    data: bytes = field(repr=False)
    keep_reviewed: bool = True
    there: Callable[[Language], There | None] = field(default=lambda language: None, repr=False)
    again: Callable[[], Prepared] | None = field(default=None, repr=False)

    @cached_property
    def document(self) -> Document:
        """The article, parsed and split into sentences."""
        return self.parse(None)

    @cached_property
    def template(self) -> Template:
        """The article's template: the entries that its catalogs need."""
        template = extract(self.document.segments, self.article.name)
        return _with_language_notes(template, self.foreign)


def prepare(
    layout: Layout,
    article: Article,
    ledger: Ledger,
    source_language: Language | None = None,
    encoding: str | None = None,
    format: str | None = None,
    *,
    quiet: bool = False,
) -> Prepared:
    """Read an article, find its language, and parse and segment it; nothing is written.

    The language is ``source_language``, else the configured one, else the one in the template if
    the article has not changed since, else the detected one. ``encoding`` and ``format`` override
    what is detected. With ``quiet``, what was noticed is not logged. If the ledger has a result for
    the same bytes and options, the document is parsed only when it is used.

    Raises UsageError if the language isn't clear, InputError if the file can't be read or has
    nothing to translate.
    """
    reading = _reading(layout, article, source_language, encoding, format)
    name, inputs = _ledger_key(reading)
    found = ledger.get(name, inputs)
    where = reading.where
    state = (
        msg("{where}: unchanged", where=where) if found else msg("{where}: reading", where=where)
    )
    _log.info("%s", state)
    if found:
        prepared = reading.from_ledger(found)
    else:
        notices: list[HexaplaError] = []
        prepared = _prepare(reading, notices.append)
        found = {
            "language": prepared.language.tag,
            "foreign": {text: other.tag for text, other in prepared.foreign.items()},
            "notices": [(packed(one.message), one.where, packed(one.hint)) for one in notices],
        }
        ledger.put(name, inputs, found)
    for message, place, hint in () if quiet else found["notices"]:
        error = HexaplaError(unpacked(message), where=place, hint=unpacked(hint))
        _log.warning("%s", error)
    return prepared


def is_measured(article: Article) -> bool:
    """Whether the texts of an article have limited space or time."""
    found = documents.format_of(article.path)
    return found is not None and found.measured


def prepare_file(
    layout: Layout,
    name: str,
    data: bytes,
    source_language: Language | None = None,
    encoding: str | None = None,
    format: str | None = None,
    foreign: Mapping[str, Language] | None = None,
) -> Prepared:
    """Like `prepare`, for a file that need not be an article: only settings apply to it.

    ``name`` is how messages refer to it. Nothing is read from a template or the ledger. ``foreign``
    are the sentences in other languages, if they are known.
    """
    article = Article(Path(name), name, name, "")
    found = documents.find_format(name, format, data=data, listed=layout.configuration.listed)
    reading = _Reading(layout, article, data, name, source_language, encoding, found)
    return _prepare(reading, lambda one: _log.warning("%s", one), foreign)


def prepare_if_known(
    layout: Layout, article: Article, ledger: Ledger, *, source_language: Language | None = None
) -> Prepared | None:
    """Like `prepare`, but only from the ledger, without parsing: None if it has no result.

    Raises InputError if the file can't be read.
    """
    reading = _reading(layout, article, source_language)
    found = ledger.get(*_ledger_key(reading))
    return reading.from_ledger(found) if found else None


def carry_over(ledger: Ledger, prepared: Prepared, before: bytes | None, after: bytes) -> None:
    """Keep the ledger's result for an article valid after its template was written.

    ``before`` and ``after`` are the bytes of the template when the article was prepared and now.
    The result is kept only if the template lists the same foreign sentences.
    """
    article, request = prepared.article, prepared.request
    found = ledger.get(_ledger_name(article, before), digest(request, before))
    if found and _recorded_foreign(prepared.template.entries) == prepared.foreign:
        ledger.put(_ledger_name(article, after), digest(request, after), found)


def _ledger_key(reading: _Reading) -> tuple[str, bytes]:
    """The name of an article's result in the ledger, and what the result depends on."""
    template = read_if_there(reading.layout.template(reading.article))
    return _ledger_name(reading.article, template), digest(reading.request, template)


def _ledger_name(article: Article, template: bytes | None) -> str:
    # A result found without a template is valid again if the template is deleted.
    return f"article {article.name}" if template is not None else f"new article {article.name}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The bytes of an article and how to read them. ``where`` is its name in messages."""

    layout: Layout
    article: Article
    data: bytes
    where: str
    source_language: Language | None
    encoding: str | None
    format: Format

    @property
    def request(self) -> bytes:
        tag = self.source_language.tag if self.source_language else None
        format = self.format.name
        return digest(self.data, self.article.name, self.where, tag, self.encoding, format)

    @property
    def digest(self) -> str:
        part = self.format.part(self.data, where=self.where, encoding=self.encoding)
        return hashlib.sha256(part).hexdigest()

    def from_ledger(self, found: Mapping[str, Any]) -> Prepared:
        """The article, from its result in the ledger."""
        foreign = {text: Language(tag) for text, tag in found["foreign"].items()}
        return self.prepared(Language(found["language"]), foreign)

    def prepared(self, language: Language, foreign: Mapping[str, Language]) -> Prepared:
        others = sorted(f"{other.tag} {text}" for text, other in foreign.items())
        format = self.format.name
        inputs = digest(self.data, self.article.name, self.encoding, format, language.tag, *others)
        return Prepared(
            self.article,
            self.format,
            language,
            self.digest,
            foreign,
            self.request,
            inputs,
            lambda segmenter: self.document(language, segmenter),
            self.data,
            self.layout.configuration.keep_reviewed,
            self.there,
            (lambda: self.again(language, foreign)) if self.holds_all else None,
        )

    @property
    def holds_all(self) -> bool:
        return self.format.holds_all(self.article.name)

    def again(self, language: Language, foreign: Mapping[str, Language]) -> Prepared:
        """The article as it is now, after other languages were written into it."""
        return replace(self, data=read_bytes(self.article.path)).prepared(language, foreign)

    def there(self, language: Language) -> There | None:
        """The file in a language that a program has already; None if it has none to read."""
        if not self.format.named_by_language:
            return None
        path = self.layout.edition(self.article, language)
        data = read_if_there(path)
        if data is None:
            has_columns = path.name.lower().endswith(self.format.with_columns)
            return There(self.data, self.document(language)) if has_columns else None
        from hexapla.publication.records import written_texts

        document = self.document(language, data=data, where=self.layout.shown(path))
        return There(data, document, written_texts(self.layout, path))

    def document(
        self,
        language: Language,
        segmenter: Segmenter | None = None,
        *,
        data: bytes | None = None,
        where: str = "",
    ) -> Document:
        settings = self.layout.configuration
        return documents.parse(
            self.data if data is None else data,
            segmenter or segmenter_for(settings, language),
            format=self.format.name,
            where=where or self.where,
            encoding=self.encoding,
            language=language.tag,
            options=settings.formats.get(self.format.name, {}),
        )


def _reading(
    layout: Layout,
    article: Article,
    source_language: Language | None,
    encoding: str | None = None,
    format: str | None = None,
) -> _Reading:
    data, where = read_bytes(article.path), layout.shown(article.path)
    listed = layout.configuration.listed
    found = documents.find_format(str(article.path), format, data=data, where=where, listed=listed)
    options = layout.configuration.formats.get(found.name, {})
    if format is None and (doubt := found.doubt(article.path, options)):
        raise InputError(
            doubt,
            where=where,
            hint=msg(
                "if readers see its texts, use --format {name}, or list the file under files "
                "in [{name}] of {file_name}",
                name=found.name,
                file_name=FILE_NAME,
            ),
        )
    return _Reading(layout, article, data, where, source_language, encoding, found)


def _prepare(
    reading: _Reading,
    notify: Callable[[HexaplaError], None],
    foreign: Mapping[str, Language] | None = None,
) -> Prepared:
    settings = reading.layout.configuration
    recorded = _recorded(reading.layout, reading.article)
    unchanged = recorded is not None and recorded.headers.get("X-Source-Digest") == reading.digest
    language = find_source_language(
        settings,
        reading.source_language,
        recorded if unchanged else None,
        lambda: _detect_language(recorded, reading),
    )
    assert language is not None  # `_detect_language` raises an error if it finds none
    if settings.segmentation_mode == "sentences":
        segmenter = segmenter_for(settings, language)
        if not segmenter.supported:
            notify(
                HexaplaError(msg("no sentence rules for {name}", name=language.name), hint=_GENERIC)
            )
        elif segmenter.unmarked:
            notify(
                HexaplaError(
                    msg("{name} marks few sentence ends", name=language.name), hint=_SEVERAL
                )
            )
    document = reading.document(language)
    if guess := document.guessed_encoding:
        guessed = msg("read as {guess}, which is a guess", guess=guess)
        wrong = msg("use --encoding if it is wrong")
        notify(HexaplaError(guessed, where=reading.where, hint=wrong))
    for message, hint, general in document.notices:
        advice = filled(hint, file=as_argument(reading.where))
        notify(HexaplaError(message, where=None if general else reading.where, hint=advice))
    if not document.segments:
        raise no_text(reading.where)
    others: Mapping[str, Language] = {}
    if foreign is not None:
        others = foreign
    elif recorded and unchanged:
        others = _recorded_foreign(recorded.entries)
    elif reading.format.mixed:
        others = detect_foreign(document, language)
    return replace(
        reading.prepared(language, others),
        parse=lambda segmenter: reading.document(language, segmenter) if segmenter else document,
    )


def explain_segmentation(
    settings: Configuration, prepared: Prepared
) -> list[tuple[Segment, list[Decision]]]:
    """Each segment of an article, with the rules that split it or kept it whole."""
    from hexapla.documents import explaining
    from hexapla.segmentation import RecordingSegmenter

    recorder = RecordingSegmenter(
        prepared.language.tag, **_segmentation_settings(settings, prepared.language)
    )
    return list(explaining.explain_segments(prepared.parse(recorder), recorder.calls))


def segmenter_for(settings: Configuration, language: Language) -> Segmenter:
    """The segmenter for a language, with the publication's settings."""
    from hexapla.segmentation import Segmenter

    return Segmenter(language.tag, **_segmentation_settings(settings, language))


def _segmentation_settings(settings: Configuration, language: Language) -> dict[str, Any]:
    return {
        "abbreviations": settings.segmentation_abbreviations.get(language.tag, ()),
        "paragraphwise": settings.segmentation_mode == "paragraphs",
    }


def no_text(where: str) -> InputError:
    """The error for a file without anything to translate."""
    return InputError(
        msg("has nothing to translate"), where=where, hint=msg("is it the right file?")
    )


def _recorded(layout: Layout, article: Article) -> Catalog | None:
    path = layout.template(article)
    return Catalog.load(path) if path.exists() else None


def _detect_language(recorded: Catalog | None, reading: _Reading) -> Language:
    """The detected language; if detection is not certain, the one of an earlier version."""
    from hexapla.detection import detect

    stated = reading.format.stated_language(
        reading.data, where=reading.where, encoding=reading.encoding
    )
    if stated and is_language(stated):
        return Language(stated)
    if reading.format.named_by_language:
        named = language_in(reading.article.name)
        if named is not None and named.language is not None and named.certain:
            return named.language
    before = recorded.source_language if recorded else None
    text = reading.format.text(reading.data, where=reading.where, encoding=reading.encoding)
    verdict = detect(text, [before.tag] if before else None)
    if verdict.tag == "und" and not verdict.guesses:
        raise no_text(reading.where)
    return (
        before
        if before and verdict.tag == "und"
        else clear(verdict, reading.where, usual_languages(reading.layout))
    )


def _recorded_foreign(entries: Iterable[Entry]) -> dict[str, Language]:
    """The foreign sentences that a template lists, so that detection need not run again."""
    return {
        entry.msgid: language
        for entry in entries
        if entry.extracted
        and (match := _FOREIGN.search(entry.extracted[0]))
        and (language := Language.named(match["name"]))
    }


def _with_language_notes(template: Template, others: Mapping[str, Language]) -> Template:
    """Add a note such as `, in Russian` to the comments of foreign sentences."""

    def comment(msgid: str, extracted: Sequence[str]) -> tuple[str, ...]:
        return (
            f"{extracted[0]}, in {others[msgid].name}",
            *extracted[1:],
        )

    return replace(
        template,
        entries=tuple(
            entry.edit(extracted=comment(entry.msgid, entry.extracted))
            if entry.msgid in others
            else entry
            for entry in template.entries
        ),
    )

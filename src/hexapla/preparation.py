"""An article, read once: its language, its document, its template, and what is foreign in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from hexapla import documents
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.extract import Template, extract
from hexapla.configuration import Configuration
from hexapla.detection import Verdict, detect, foreign
from hexapla.documents.document import Document
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.layout import Article, Layout
from hexapla.segmentation import Segmenter

__all__ = ["Prepared", "blocks_of", "clear", "prepare", "segmenter"]

_FOREIGN = re.compile(r"\bin (?P<name>[^,]+)$")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it is now.

    ``digest`` is the SHA-256 of its bytes; ``foreign`` gives the language of each sentence that
    stands in a block of another language than the article's.
    """

    article: Article
    language: Language
    document: Document
    template: Template
    digest: str
    foreign: Mapping[str, Language]


def prepare(
    layout: Layout,
    article: Article,
    *,
    source: Language | None = None,
    encoding: str | None = None,
    format: str | None = None,
    notify: Callable[[str], None] = lambda line: None,
) -> Prepared:
    """Read, detect, parse, segment and extract an article; nothing is written.

    The language is ``source``, else the configured one, else the recorded one while the
    article's bytes stand, else what detection is sure of; ``encoding`` and ``format`` override
    what the file says. Raises UsageError where the language is
    not clear, InputError where the file can't be read or has nothing to translate.
    """
    settings = layout.configuration
    data = read_bytes(article.path)
    digest = hashlib.sha256(data).hexdigest()
    where = layout.shown(article.path)
    recorded = _recorded(layout, article)
    stands = recorded is not None and recorded.headers.get("X-Source-Digest") == digest
    language = source or _language(settings, recorded, stands, data, where, encoding)
    cut = segmenter(settings, language)
    if not cut.supported and settings.segmentation_mode == "sentences":
        notify(f"no sentence rules for {language.name}: the generic ones are used")
    document = documents.parse(
        data,
        cut,
        name=article.path.name,
        format=format,
        where=where,
        encoding=encoding,
        **_options(settings),
    )
    if document.encoding.guessed:
        guess = document.encoding.name
        notify(f"{where}: read as {guess}, by a guess; say --encoding if it is not")
    if not document.segments:
        raise InputError("has nothing to translate", where=where, hint="is it the right file?")
    others = _remembered(recorded) if recorded and stands else _foreign(document, language)
    template = _marked(extract(document.segments, article.name), others)
    return Prepared(article, language, document, template, digest, others)


def segmenter(settings: Configuration, language: Language) -> Segmenter:
    """The segmenter of a language, with the publication's own rules."""
    return Segmenter(
        language.tag,
        abbreviations=settings.segmentation_abbreviations.get(language.tag, ()),
        paragraphwise=settings.segmentation_mode == "paragraphs",
    )


def _options(settings: Configuration) -> dict[str, str]:
    """What the formats want to know of the settings."""
    return {
        "wrap": settings.text_wrap,
        "rewrap": settings.markdown_rewrap,
        "front-matter": " ".join(settings.markdown_front_matter),
        "stable-ids": "yes" if settings.markdown_stable_ids else "no",
    }


def blocks_of(document: Document) -> list[tuple[int, str]]:
    """Each block's line and text, as detection wants them."""
    return [(b.line, " ".join(segment.text for segment in b.segments)) for b in document.blocks]


def clear(verdict: Verdict, where: str) -> Language:
    """The language of a verdict that is sure; UsageError with the best guesses otherwise."""
    if verdict.tag != "und":
        return Language(verdict.tag)
    guesses = [Language(tag) for tag, _ in verdict.guesses[:2]]
    names = " or ".join(language.name for language in guesses)
    raise UsageError(
        f"the language is not clear{f' (perhaps {names})' if names else ''}",
        where=where,
        hint=f"say --from {guesses[0].tag if guesses else 'CODE'}",
    )


def _recorded(layout: Layout, article: Article) -> Catalog | None:
    path = layout.template(article)
    return Catalog.load(path) if path.exists() else None


def _language(
    settings: Configuration,
    recorded: Catalog | None,
    stands: bool,
    data: bytes,
    where: str,
    encoding: str | None,
) -> Language:
    if settings.source_language != "auto":
        return Language.parse(settings.source_language)
    tag = recorded.headers.get("X-Source-Language") if recorded else None
    before = Language.parse(tag) if tag else None
    if before and stands:
        return before
    text, _ = documents.decode(data, where=where, encoding=encoding)
    verdict = detect(text, [before.tag] if before else None)
    return before if before and verdict.tag == "und" else clear(verdict, where)


def _foreign(document: Document, language: Language) -> dict[str, Language]:
    """The language of each sentence that stands only in blocks of other languages.

    Where most of a document seems foreign, it is not: whoever named its language knows better.
    """
    blocks = blocks_of(document)
    found = foreign(blocks, language.tag)
    letters = [len(text) for _, text in blocks]
    if sum(n for n, tag in zip(letters, found, strict=True) if tag) * 2 > sum(letters):
        return {}
    others: dict[str, Language] = {}
    own: set[str] = set()
    for block, tag in zip(document.blocks, found, strict=True):
        for segment in block.segments:
            if tag:
                others[segment.text] = Language(tag)
            else:
                own.add(segment.text)
    return {text: other for text, other in others.items() if text not in own}


def _remembered(recorded: Catalog) -> dict[str, Language]:
    """The same from the template, so that an article is looked through once."""
    return {
        entry.msgid: language
        for entry in recorded.entries
        if entry.extracted
        and (match := _FOREIGN.search(entry.extracted[0]))
        and (language := Language.named(match["name"]))
    }


def _marked(template: Template, others: Mapping[str, Language]) -> Template:
    """The template with `, in Russian` behind what a foreign sentence is."""

    def comment(msgid: str, extracted: Sequence[str]) -> tuple[str, ...]:
        return (f"{extracted[0]}, in {others[msgid].name}", *extracted[1:])

    return replace(
        template,
        entries=tuple(
            entry.edit(extracted=comment(entry.msgid, entry.extracted))
            if entry.msgid in others
            else entry
            for entry in template.entries
        ),
    )

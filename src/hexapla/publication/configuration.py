"""The settings of a publication: the one definition of their keys, types, defaults and texts.

`settings_file` reads them from `i18n/publication.toml` and writes that file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePath
from typing import Any

from hexapla import documents
from hexapla.documents.format import Format, Options, OptionValue
from hexapla.editions.provenance import CREDITS
from hexapla.engines.order import Order

__all__ = ["FILE_NAME", "GLOSSARY_NAME", "Configuration"]

FILE_NAME = "i18n/publication.toml"
"""The settings, relative to the root of the publication."""

GLOSSARY_NAME = "i18n/glossary.csv"
"""The publication's glossary, relative to its root."""

Table = dict[str, tuple[str, ...]]
Texts = dict[str, str]
"""One text, or one per language; a text without a language is under ""."""
Marks = dict[str, str]
"""Quotation marks by language: a pair for quotations, and a pair for quotations inside them."""


def _key(
    default: Any, doc: str, *, table: str = "", choices: tuple[str, ...] = (), most: int = 100
) -> Any:
    """A field; ``most`` is the largest value of a number, which is 0 or more."""
    metadata = {"doc": doc, "table": table, "choices": choices, "most": most}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a publication. A key of the file has `-` where the field has `_`."""

    sources: tuple[str, ...] = _key(
        (".",), "Folders or files with the articles, relative to the publication."
    )
    exclude: tuple[str, ...] = _key(
        (), "Files in those folders that are not articles, as patterns: README.md, drafts/*."
    )
    source_language: str = _key(
        "auto", 'The language of the articles; "auto" detects it for each article.'
    )
    languages: tuple[str, ...] = _key(
        (), "The target languages, as BCP 47 codes: es, pt-BR, zh-Hans."
    )
    catalogs: str = _key("locales", "The folder of the catalogs.")
    layout: str = _key(
        "hexapla",
        "Where editions are written. Either a name: hexapla (editions/{lang}/{path}), suffix, hugo "
        "or mkdocs (page.es.md next to page.md), folder (docs/es next to docs/en), docusaurus, "
        "sphinx. Or a pattern with {lang}, {lang_lower} or {locale}; {path}, or {stem} and "
        "{suffix}; and {source}, the source folder.",
    )
    engines: Order = _key(  # noqa: RUF009
        Order(),
        "The engines to draft with, in order of preference; or a list per pair of languages, and "
        'one for all others: { "*" = ["firefox", "argos"], "en-eu" = ["apertium"] }.',
    )
    use: str = _key(
        "all",
        '"all" publishes reviewed and edited sentences and drafts; "reviewed" only reviewed ones.',
        choices=("all", "reviewed"),
    )
    fallback: str = _key(
        "source",
        'What replaces a missing translation: the "source" sentence, the source sentence in '
        '⟦brackets⟧ ("mark"), or nothing ("omit").',
        choices=("source", "mark", "omit"),
    )
    min_reviewed: int = _key(
        0, "The percentage of an edition's sentences that must be reviewed before it is written."
    )
    min_reviewers: int = _key(
        0,
        "How many people must have signed each translation of an edition before it is written: in "
        "the review, or with translate sign.",
        most=9,
    )
    independent_reviewers: bool = _key(
        False,
        "Don't count the person who translated a sentence among its reviewers. At least one other "
        "person must then have signed it.",
    )
    label: bool = _key(
        False,
        "End each edition with a line in its language: how many of its sentences are reviewed, "
        "edited, drafted and missing, who translated it, and from which version of the source.",
    )
    credits: str = _key(
        "names",
        "How pages, books, labels and the manifest name translators and reviewers: by their "
        '"names", also with mail "addresses", or not at all ("none").',
        choices=CREDITS,
    )
    manifest: str = _key(
        "editions/manifest.json",
        'The file that lists all editions and what they are made of, with digests; "" writes none.',
    )
    files: str = _key(
        "link",
        'The images and other files that an article refers to by relative addresses: "link" '
        'rewrites the addresses in an edition, so that they lead to the same files; "copy" copies '
        "the files next to the edition. Layouts of site generators need neither.",
        choices=("link", "copy"),
    )
    keep_reviewed: bool = _key(
        True,
        "Keep a translation reviewed if only typography, markup, code or the address of a link "
        "changed in its sentence; what it copies is exchanged. Otherwise every change makes it "
        "stale.",
    )
    checks_off: tuple[str, ...] = _key(
        (), "The checks to skip, by the names that `translate check` prints."
    )
    draft_critic: str = _key(
        "",
        "The engine that gives a second opinion on drafts, such as argos: it translates the same "
        "sentences, or the drafts back. The less it agrees, the higher is a draft's risk. It never "
        "changes a draft.",
        table="draft",
    )
    memory_accept_in_context: bool = _key(
        False,
        "Accept a translation as reviewed if it was reviewed in another article of this "
        "publication, after the same sentence.",
        table="memory",
    )
    formats: Mapping[str, Options] = field(default_factory=dict)
    """The options of formats that differ from their defaults, by format. In the file each format
    has its own table.
    """
    typography_quotation_marks: bool = _key(
        True,
        "Use the quotation marks of the target language in drafts, also in nested quotations: "
        "« », „ “, 「」.",
        table="typography",
    )
    typography_quotations: Marks = _key(  # noqa: RUF009
        {},
        "Quotation marks to use instead of CLDR's, by language: a pair for quotations, and a pair "
        'for quotations inside them: { es = "«»“”" }.',
        table="typography",
    )
    typography_spaces: bool = _key(
        True,
        "Remove spaces before commas and full stops in drafts; in French drafts, put a narrow "
        "no-break space before ; : ! ? and inside « ».",
        table="typography",
    )
    typography_inverted_marks: bool = _key(
        True, "Begin questions and exclamations in Spanish drafts with ¿ and ¡.", table="typography"
    )
    typography_punctuation: bool = _key(
        True,
        "Use full-width punctuation in Chinese and Japanese drafts, and the Arabic comma, "
        "semicolon and question mark in drafts in Arabic script.",
        table="typography",
    )
    typography_numbers: bool = _key(
        True,
        "Use the target language's number separators in drafts, if a number's value is certain.",
        table="typography",
    )
    llm_url: str = _key(
        "",
        "The server of the engine llm, with OpenAI's API: http://127.0.0.1:8080/v1, or "
        "unix:socket for a socket in the publication.",
        table="llm",
    )
    llm_model: str = _key(
        "", "The model, as the server names it (default: the only one that it has).", table="llm"
    )
    llm_remote: bool = _key(
        False,
        "Allow a server on another machine. Texts are sent there only if HEXAPLA_LLM_REMOTE in the "
        "environment names its host, too.",
        table="llm",
    )
    llm_prompt: str = _key(
        "auto",
        "The prompt: general, plain, eurollm, salamandra, tower, translategemma, or one of i18n/"
        'prompts; "auto" chooses by the model\'s name.',
        table="llm",
    )
    llm_style: Texts = _key(  # noqa: RUF009
        {},
        "How translations should be written, or one text per language: "
        '{ de = "Formal (Sie), for doctors" }.',
        table="llm",
    )
    llm_before: int = _key(
        2, "How many sentences before a sentence are shown with it.", table="llm", most=20
    )
    llm_after: int = _key(
        1, "How many sentences after a sentence are shown with it.", table="llm", most=20
    )
    llm_sentences: int = _key(
        8, "How many sentences are translated in one request.", table="llm", most=50
    )
    llm_parallel: int = _key(
        0,
        "How many requests run at once; 0 for as many as the server allows.",
        table="llm",
        most=64,
    )
    llm_timeout: int = _key(300, "How many seconds one answer may take.", table="llm", most=86_400)
    review_assigned: Table = _key(  # noqa: RUF009
        {},
        "Who works on which language, by the names that they review under; the review's list "
        'begins with their languages: { es = ["Ana Ruiz"], fr = ["Ana Ruiz", "Zoé Blanc"] }.',
        table="review",
    )
    segmentation_mode: str = _key(
        "sentences",
        'Split paragraphs into "sentences", or keep whole "paragraphs".',
        table="segmentation",
        choices=("sentences", "paragraphs"),
    )
    segmentation_abbreviations: Table = _key(  # noqa: RUF009
        {},
        'Additional abbreviations inside sentences, by language: { en = ["approx.", "Regt."] }.',
        table="segmentation",
    )
    site_title: Texts = _key(  # noqa: RUF009
        {},
        "The title of the site, or one per language (default: the folder's name): "
        '{ en = "News" }.',
        table="site",
    )
    site_notice: Texts = _key(  # noqa: RUF009
        {},
        "A line at the bottom of every page, such as a copyright notice; or one per language.",
        table="site",
    )
    site_base_url: str = _key(
        "",
        "The address of the site, such as https://example.org/news/. Feeds, the site map and "
        "canonical links need it; everything else works without it.",
        table="site",
    )
    site_theme: str = _key(
        "",
        "A folder with nothing but your own templates and static files; they replace Hexapla's "
        "files of the same name.",
        table="site",
    )

    @property
    def engine_tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The settings of each engine that has some, by their names in the file's table."""
        own = {
            item.name.removeprefix("llm_"): getattr(self, item.name)
            for item in fields(self)
            if item.metadata.get("table") == "llm"
        }
        return {"llm": own}

    @property
    def listed(self) -> documents.Listed:
        """The files whose format the settings name, in the option ``files`` of that format."""
        return tuple(
            (pattern, name)
            for name, options in self.formats.items()
            for pattern in _patterns(options)
        )

    def format_of(self, path: PurePath) -> Format | None:
        """The format of a file, or None."""
        return documents.format_of(path, self.listed)

    def with_option(self, name: str, value: OptionValue) -> Configuration:
        """A copy with an option set for every format that has it."""
        having = [
            one.name
            for one in documents.formats().values()
            if any(option.name == name for option in one.options)
        ]
        return replace(
            self,
            formats={**self.formats}
            | {format: {**self.formats.get(format, {}), name: value} for format in having},
        )


def _patterns(options: Options) -> tuple[str, ...]:
    found = options.get("files", ())
    return found if isinstance(found, tuple) else ()

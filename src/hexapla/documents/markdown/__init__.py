"""Markdown: CommonMark and GFM, with the extensions that publishing tools add.

Code, URLs, ids, comments, math and template tags are not translated; those inside a sentence are
part of its segment unchanged. Titles, alt text and front matter are segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Cut, Format, Kind, Option, Options
from hexapla.documents.structure import Changes

if TYPE_CHECKING:
    from hexapla.documents.markdown.syntax import Settings

__all__ = ["FORMAT", "MarkdownFormat"]


_FRONT_MATTER = (
    "title", "description", "summary", "subtitle", "caption",
    # Navigation: Hugo, Docusaurus, Mintlify, MkDocs, Jekyll themes
    "linkTitle", "linktitle", "short_title", "nav_title", "menu_title", "pagination_label",
    "sidebar_label", "sidebar_title", "sidebarTitle", "sidebarLabel",
    # Leads
    "abstract", "deck", "excerpt", "headline", "intro", "kicker", "lead", "standfirst", "tagline",
    "teaser",
    # Search engines and social media
    "meta_title", "meta_description", "metaTitle", "metaDescription", "seo_title",
    "seo_description", "seoTitle", "seoDescription", "og:title", "og:description", "og_title",
    "og_description", "ogTitle", "ogDescription", "twitter:title", "twitter:description",
    # Images
    "alt", "image_alt", "imageAlt", "image_caption",
    # The home pages of VitePress and Starlight
    "details", "linkText", "text",
    # Quarto
    "abstract-title", "code-summary", "toc-title",
    # MyST
    "acknowledgments", "data_availability", "epigraph", "keypoints", "plain_language_summary",
    "substitutions",
)  # fmt: skip


class MarkdownFormat(Format):
    """The Markdown format."""

    name = "markdown"
    suffixes = (".markdown", ".md", ".mdown", ".mdx", ".mkd", ".qmd", ".rmd")
    markup = Kind.MARKDOWN
    options = (
        Option(
            "rewrap",
            "keep",
            'How to write a translated paragraph that had several lines: "keep" wraps it to the '
            'same width, "none" puts it on one line, a number such as "80" wraps it to that width.',
            ("keep", "none"),
            r"[0-9]+",
            "a number of columns",
        ),
        Option(
            "front-matter",
            _FRONT_MATTER,
            "The keys in the front matter whose values are translated.",
        ),
        Option(
            "stable-ids",
            False,
            "Give translated headings the anchors of the source, {#like-this}, so that links into "
            "a page work in every language.",
        ),
        Option(
            "attributes",
            (
                "alt",
                "alt-text",
                "aria-label",
                "caption",
                "code-summary",
                "data-toc-label",
                "description",
                "fig-alt",
                "fig-cap",
                "fig-scap",
                "fig-subcap",
                "footer",
                "header",
                "img-alt",
                "label",
                "lst-cap",
                "placeholder",
                "subtitle",
                "summary",
                "tbl-cap",
                "tbl-subcap",
                "title",
            ),
            "The attributes of components, shortcodes, directives and attribute lists whose values "
            "are translated.",
        ),
        Option(
            "verbatim",
            (
                "chroma",
                "code",
                "code-block",
                "code-toggle",
                "gist",
                "highlight",
                "katex",
                "math",
                "mermaid",
                "raw",
            ),
            "The shortcodes whose content is code and is not translated.",
        ),
        Option(
            "positional",
            (),
            "The shortcodes whose parameters in quotation marks without a name are translated: "
            '"hint" for {{< hint "Some words" >}}.',
        ),
        Option(
            "mdx",
            False,
            "Read all files as MDX, not only those with the suffix .mdx: braces contain "
            "expressions, and tags are components.",
        ),
    )

    def cutter(self, encoding: str, options: Options) -> Cut | None:
        """See `Format.cutter`. With stable ids it is None: they depend on all headings."""
        from hexapla.documents.markdown.cutting import cut

        chosen = self.with_defaults(options)
        return None if chosen["stable-ids"] else partial(cut, settings=_settings("", chosen))

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.markdown.structure import changes_between

        return changes_between(source, target, _settings(name, self.with_defaults()))

    def markup_in(self, text: str, name: str = "") -> Sequence[tuple[int, int]]:
        """See `Format.markup_in`."""
        from hexapla.documents.markdown.structure import markup_in

        return markup_in(text, _settings(name, self.with_defaults()))

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`."""
        from hexapla.documents.markdown.reading import Reader

        chosen = self.with_defaults(options)
        keys = chosen["front-matter"]
        assert isinstance(keys, tuple)
        rewrap, stable_ids = str(chosen["rewrap"]), bool(chosen["stable-ids"])
        settings = _settings(where, chosen)
        reader = Reader(segmenter, rewrap, keys, stable_ids, settings, language)
        return reader.parse(data, where, encoding)


def _settings(where: str, chosen: Options) -> Settings:
    """What the table of syntax depends on, from the name of a file and the options."""
    from hexapla.documents.markdown.syntax import Settings

    suffix = where.rpartition(".")[2].lower()
    attributes, verbatim = chosen["attributes"], chosen["verbatim"]
    assert isinstance(attributes, tuple)
    assert isinstance(verbatim, tuple)
    positional = chosen["positional"]
    assert isinstance(positional, tuple)
    return Settings(
        suffix == "mdx" or bool(chosen["mdx"]),
        suffix in ("qmd", "rmd"),
        frozenset(name.lower() for name in attributes),
        frozenset(verbatim),
        frozenset(positional),
    )


FORMAT = MarkdownFormat()

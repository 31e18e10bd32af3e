"""Markdown: CommonMark and GFM, with what publishers put on top of it.

Code, URLs, ids, comments, math and template tags are in no segment, or stand in one as they are.
Titles, alt texts and front matter are segments.
"""

from __future__ import annotations

from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Markup, Option, Options

__all__ = ["FORMAT", "MarkdownFormat"]


class MarkdownFormat(Format):
    """The format of Markdown."""

    name = "markdown"
    suffixes = (".markdown", ".md", ".mdown", ".mdx", ".mkd", ".qmd", ".rmd")
    markup = Markup.MARKDOWN
    options = (
        Option(
            "rewrap",
            "keep",
            'How a translated paragraph that stood on several lines is written: "keep" wraps it '
            'to their width, "none" puts it on one line, a number such as "80" wraps all to it.',
            ("keep", "none"),
            r"[0-9]+",
            "a number of columns",
        ),
        Option(
            "front-matter",
            ("title", "description", "summary", "subtitle", "caption"),
            "The keys of the front matter whose values are translated.",
        ),
        Option(
            "stable-ids",
            False,
            "Give translated headings the anchors of the source's, {#like-this}, so that links "
            "into a page lead to the same place in every language.",
        ),
    )

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`."""
        from hexapla.documents.markdown.document import parse

        chosen = self.with_defaults(options)
        keys = chosen["front-matter"]
        assert isinstance(keys, tuple)
        rewrap, stable_ids = str(chosen["rewrap"]), bool(chosen["stable-ids"])
        return parse(data, segmenter, where, encoding, rewrap, keys, stable_ids)


FORMAT = MarkdownFormat()

"""reStructuredText: docutils' constructs, and Sphinx' directives and roles.

The blocks of a file are found as docutils finds them (`blocks`), with tables of what in directives
and roles is text (`directives`, `roles`). Code, comments, names and addresses are not translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Option, Options
from hexapla.documents.structure import Changes

__all__ = ["FORMAT", "RstFormat"]

_NONE: tuple[str, ...] = ()


class RstFormat(Format):
    """The format of reStructuredText."""

    name = "rst"
    suffixes = (".rest", ".rst")
    media_type = "text/x-rst"
    options = (
        Option("files", (), "Files with another suffix that are reStructuredText: `docs/*.txt`."),
        Option(
            "rewrap",
            "keep",
            'How to write a translated paragraph that had several lines: "keep" wraps it to the '
            'same width, "none" puts it on one line, a number such as "80" wraps it to that width.',
            ("keep", "none"),
            r"[0-9]+",
            "a number of columns",
        ),
        Option("prose", _NONE, "Other directives whose content is translated."),
        Option("titled", _NONE, "Other directives whose argument and content are translated."),
        Option("verbatim", _NONE, "Directives that are left as they are."),
    )

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.rst.structure import changes_between

        return changes_between(source, target)

    def markup_in(self, text: str, name: str = "") -> Sequence[tuple[int, int]]:
        """See `Format.markup_in`."""
        from hexapla.documents.rst.structure import markup_in

        return markup_in(text)

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
        from hexapla.documents.rst.reading import parse

        return parse(data, segmenter, where, encoding, language, self.with_defaults(options))


FORMAT = RstFormat()

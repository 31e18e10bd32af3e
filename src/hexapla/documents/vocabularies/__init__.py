"""XML files of which only the texts are replaced, by the rules of their vocabulary.

`rules` says what a rule is, `docbook` and the other profiles are data, `detecting` chooses one.
`reader` finds the texts, `flows` shows them with codes, `writing` writes translations, and
`document` holds them together.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Kind, Option, Options
from hexapla.documents.structure import Changes

__all__ = ["FORMAT", "XmlFormat"]

_NONE: tuple[str, ...] = ()


class XmlFormat(Format):
    """XML: DocBook, and other vocabularies by rules in the settings."""

    name = "xml"
    suffixes = (
        ".dbk", ".dfxp", ".dita", ".ditamap", ".docbook", ".svg", ".tei", ".ttml", ".xml",
    )  # fmt: skip
    markup = Kind.HTML
    media_type = "application/xml"
    options = (
        Option("attributes", _NONE, "Attributes with text: `alt`, or `image@alt` in one element."),
        Option("block", _NONE, "Elements that contain a text."),
        Option("inline", _NONE, "Elements that are part of a sentence."),
        Option("pictures", False, "Also translate the SVG pictures in the sources."),
        Option("skip", _NONE, "Elements whose content is not translated."),
    )

    def takes(self, path: Path, options: Options) -> bool:
        """See `Format.takes`: programs keep their settings in XML, and maps may have no texts."""
        from hexapla.documents.vocabularies.detecting import is_known

        if path.suffix.lower() == ".svg" and not options.get("pictures"):
            return False
        return is_known(path, options)

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.vocabularies.structure import changes_in

        return changes_in(source, target)

    def text(self, data: bytes, *, where: str = "", encoding: str | None = None) -> str:
        """See `Format.text`: the sentences of the file."""
        return self.text_of_segments(data, where=where, encoding=encoding)

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
        from hexapla.documents.vocabularies.document import parse

        return parse(data, segmenter, where, encoding, language, options)


FORMAT = XmlFormat()

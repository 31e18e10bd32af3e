"""Read a file of reStructuredText."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.documents.decoding import decode
from hexapla.documents.document import Notice, Segmenter
from hexapla.documents.format import Options
from hexapla.documents.rst.blocks import Found, Reader
from hexapla.documents.rst.directives import from_settings
from hexapla.documents.rst.document import RstDocument
from hexapla.documents.text_document import Blocks

__all__ = ["parse"]


def parse(
    data: bytes,
    segmenter: Segmenter,
    where: str,
    encoding: str | None,
    language: str,
    options: Options,
) -> RstDocument:
    """Parse a file; parameters and errors as for `Format.parse`."""
    source, found = decode(
        data, where=where, encoding=encoding, expected=[language] if language else ()
    )
    reader = Reader(source, from_settings(options))
    reader.read_all()
    blocks = Blocks(source, segmenter)
    bodies: dict[int, Found] = {}
    for one in reader.items:
        if isinstance(one, Found):
            bodies[one.start] = one
            marks = None if one.place in ("plain", "entry") else one.shown.marks
            blocks.add(one.start, one.end, one.kind, one.shown.flow, marks)
    return RstDocument(
        source, found, tuple(blocks), bodies, str(options["rewrap"]), list(_notices(reader))
    )


def _notices(reader: Reader) -> Iterator[Notice]:
    """What is said of directives that nothing is known of."""
    for read, what in ((False, "is not translated"), (True, "is translated")):
        names = sorted(name for name, prose in reader.unknown.items() if prose is read)
        if names:
            yield Notice(
                f"no rule in [rst] mentions {_listed(names)}, whose content {what}",
                "add the names to prose, titled or verbatim in i18n/publication.toml",
                general=True,
            )


def _listed(names: list[str]) -> str:
    return ", ".join(f".. {name}::" for name in names)

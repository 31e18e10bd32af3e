"""Parse an AsciiDoc file into a document."""

from __future__ import annotations

from hexapla.documents.asciidoc.document import AsciidocDocument
from hexapla.documents.asciidoc.reading import read
from hexapla.documents.decoding import decode
from hexapla.documents.document import Segmenter
from hexapla.documents.format import Options
from hexapla.documents.text_document import Blocks
from hexapla.errors import InputError
from hexapla.message import msg

__all__ = ["is_armored", "parse", "refuse_armored"]

_ARMOR = b"-----BEGIN PGP"


def is_armored(data: bytes) -> bool:
    """Whether a file is a signature, a key or a message of OpenPGP."""
    return data.lstrip().startswith(_ARMOR)


def refuse_armored(data: bytes, where: str) -> None:
    """Raise InputError if a file is a signature, a key or a message of OpenPGP."""
    if is_armored(data):
        raise InputError(
            msg("is a signature, a key or a message of OpenPGP"),
            where=where or None,
            hint=msg("name an article"),
        )


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, options: Options
) -> AsciidocDocument:
    """Parse a file; parameters and errors as for `Format.parse`."""
    refuse_armored(data, where)
    source, found = decode(data, where=where, encoding=encoding)
    patterns = options["attributes"]
    assert isinstance(patterns, tuple)
    reading = read(source, patterns)
    blocks = Blocks(source, segmenter)
    for one in reading.texts:
        text = one.text
        blocks.add(text.start, text.end, text.kind, one.flow, one.marks)
    return AsciidocDocument(
        source,
        found,
        tuple(blocks),
        reading,
        patterns,
        str(options["rewrap"]),
        bool(options["stable-ids"]),
    )

"""Read a file of reStructuredText."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hexapla.documents.decoding import Encoding, decode
from hexapla.documents.document import Notice, Segmenter
from hexapla.documents.format import Options
from hexapla.documents.rst.blocks import Reader
from hexapla.documents.rst.directives import Directive, from_settings
from hexapla.documents.rst.document import RstDocument
from hexapla.documents.rst.items import Found, Table
from hexapla.documents.rst.roles import Says
from hexapla.documents.rst.tables import Drawn, draw
from hexapla.documents.tables.layout import Cell
from hexapla.documents.text_document import Blocks
from hexapla.message import counted, joined, msg

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
    settings = _Settings(segmenter, from_settings(options), str(options["rewrap"]))
    return settings.document(source, found)


@dataclass(frozen=True, slots=True)
class _Settings:
    """How a file and the cells of its tables are read."""

    segmenter: Segmenter
    directives: Mapping[str, Directive]
    rewrap: str

    def document(
        self, source: str, encoding: Encoding, roles: Mapping[str, Says] | None = None
    ) -> RstDocument:
        reader = Reader(source, self.directives)
        reader.read_all(roles)
        blocks = Blocks(source, self.segmenter)
        tables: list[Drawn] = []
        bodies: dict[int, Found] = {}
        for one in reader.items:
            own: Sequence[Found] = [one] if isinstance(one, Found) else ()
            if isinstance(one, Table):
                tables.append(draw(one, lambda cell: self._inner(cell, reader.roles)))
                own = tables[-1].bodies
            for found in own:
                bodies[found.start] = found
                marks = None if found.place in ("plain", "entry") else found.shown.marks
                blocks.add(found.start, found.end, found.kind, found.shown.flow, marks)
        return RstDocument(
            source,
            encoding,
            tuple(blocks),
            bodies,
            self.rewrap,
            list(_notices(reader)) if roles is None else [],
            tables,
            self.directives,
        )

    def _inner(self, cell: Cell, roles: Mapping[str, Says]) -> RstDocument:
        """The document of a cell, whose lines are as wide as the cell."""
        settings = replace(self, rewrap=str(cell.width) if cell.width else "none")
        return settings.document(cell.text, Encoding(), roles)


def _notices(reader: Reader) -> Iterator[Notice]:
    """What is said of directives that nothing is known of."""
    for read, what in ((False, "is not translated"), (True, "is translated")):
        names = sorted(name for name, prose in reader.unknown.items() if prose is read)
        if names:
            yield Notice(
                msg(
                    "no rule in [rst] mentions {names}, whose content {what}",
                    names=_listed(names),
                    what=what,
                ),
                msg("add the names to prose, titled or verbatim in i18n/publication.toml"),
                general=True,
            )
    if reader.unread:
        lines = [reader.source.count("\n", 0, offset) + 1 for offset in reader.unread]
        yield Notice(
            counted(
                len(lines),
                "the table in line {lines} is not translated, because the borders can't be read",
                "the tables in lines {lines} are not translated, because the borders can't be read",
                lines=joined(lines),
            ),
            msg("write such a table as a list-table"),
        )


def _listed(names: list[str]) -> str:
    return ", ".join(f".. {name}::" for name in names)

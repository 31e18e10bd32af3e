"""Read a Markdown file: its front matter, its blocks and the cells of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hexapla.documents.decoding import Encoding, decode
from hexapla.documents.document import Notice, Segmenter
from hexapla.documents.markdown.blocks import Found, read_blocks
from hexapla.documents.markdown.document import MarkdownDocument
from hexapla.documents.markdown.frontmatter import (
    Value,
    end_of_front_matter,
    is_program,
    looks_like_text,
    read_front_matter,
)
from hexapla.documents.markdown.headers import headers_referred_to
from hexapla.documents.markdown.inlines import read_inline, read_sentence
from hexapla.documents.markdown.mask import Masked, mask, unified
from hexapla.documents.markdown.options import is_markdown, read_yaml
from hexapla.documents.markdown.skipped import EXPRESSIONS, STRINGS
from hexapla.documents.markdown.syntax import Settings
from hexapla.documents.markdown.tables.cells import Table, read_table
from hexapla.documents.tables.layout import Cell
from hexapla.documents.text_document import Blocks
from hexapla.message import msg

__all__ = ["Reader"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads Markdown.

    For ``rewrap``, ``keys`` (the option ``front-matter``), ``stable_ids`` and ``settings`` see
    `MarkdownFormat`; for the rest see `Format.parse`.
    """

    segmenter: Segmenter
    rewrap: str
    keys: Sequence[str]
    stable_ids: bool
    settings: Settings
    language: str = ""

    def parse(self, data: bytes, where: str, encoding: str | None) -> MarkdownDocument:
        """Parse a file; parameters as for `Format.parse`."""
        source, found = decode(data, where=where, encoding=encoding)
        lines = unified(source)
        begin = end_of_front_matter(lines)
        values = list(read_front_matter(lines, begin, where)) if begin else []
        skipped = {
            value.key: None
            for value in values
            if not self._is_text(value.key) and looks_like_text(value)
        }
        known = [value for value in values if self._is_text(value.key)]
        notices = [_skipped(key) for key in skipped]
        if begin and is_program(lines):
            notices.append(_PROGRAM)
        return self._read(source, found, begin, known, notices, where)

    def _is_text(self, key: str) -> bool:
        """Whether the value of a key is translated. MyST may add its language to the key."""
        return key in self.keys or key.partition(" lang=")[0] in self.keys

    def _read(
        self,
        source: str,
        encoding: Encoding,
        begin: int = 0,
        values: Sequence[Value] = (),
        notices: Sequence[Notice] = (),
        where: str = "",
    ) -> MarkdownDocument:
        """Read what follows the front matter."""
        masked = mask(source[begin:], self.settings)
        lines = unified(source) if masked.yaml or masked.tables else ""
        if masked.yaml:
            values = [*values, *read_yaml(lines, masked, begin, where, self.keys)]
        headers = headers_referred_to(source[begin:], masked)
        bodies = read_blocks(source, masked, begin, self.language, headers)
        tables, unread = self._tables(lines, masked, begin)
        blocks = Blocks(source, self.segmenter)
        in_order: list[Value | Found | Table] = [*values, *bodies, *tables]
        for one in sorted(in_order, key=lambda one: one.start):
            if isinstance(one, Table):
                for body in one.bodies:
                    blocks.add(body.start, body.end, body.kind, body.flow, body.marks)
            elif isinstance(one, Value):
                text = one.flow.text
                marks = read_inline(text, settings=self.settings) if is_markdown(one) else ()
                blocks.add(one.start, one.end, one.key, one.flow, marks)
            else:
                blocks.add(one.start, one.end, one.kind, one.flow, one.marks)
        of_cells = [body for table in tables for body in table.bodies]
        return MarkdownDocument(
            source,
            encoding,
            tuple(blocks),
            {body.start: body for body in [*bodies, *of_cells]},
            {value.start: value for value in values},
            self.rewrap,
            self.stable_ids,
            self.settings,
            [
                *notices,
                *map(_unread, dict.fromkeys([*masked.unread, *unread])),
                *map(_left, masked.left),
                *(_unclosed(source, begin + at) for at in masked.unclosed),
            ],
            tables,
            headers,
            masked.labels,
        )

    def _tables(self, lines: str, masked: Masked, begin: int) -> tuple[list[Table], list[str]]:
        """The tables that are drawn, and the names of those that can't be drawn again."""
        tables: list[Table] = []
        unread: list[str] = []
        for text in masked.tables:
            start, end = begin + text.start, begin + text.end
            table = read_table(lines, start, end, text.kind, self._cell)
            if table is None and any(map(str.isalpha, lines[start:end])):
                unread.append(_UNREAD[text.kind])
            elif table is not None and table.bodies:
                tables.append(table)
        return tables, unread

    def _cell(self, cell: Cell) -> MarkdownDocument:
        """A document of a cell, whose lines are as wide as the cell."""
        width = str(cell.width) if cell.width else "none"
        reader = replace(self, rewrap=width, stable_ids=False)
        if cell.blocks:
            return reader._read(cell.text, Encoding())
        leaf = read_sentence(cell.text, self.settings)
        assert leaf is not None  # It has letters.
        body = Found(leaf.start, leaf.end, "paragraph", "text", leaf.flow, leaf.marks)
        blocks = Blocks(cell.text, self.segmenter)
        blocks.add(body.start, body.end, body.kind, body.flow, body.marks)
        return MarkdownDocument(
            cell.text,
            Encoding(),
            tuple(blocks),
            {body.start: body},
            {},
            width,
            settings=self.settings,
        )


_UNREAD = {
    "grid": msg("grid tables whose borders leave no cells"),
    "columns": msg("tables whose columns don't fit the dashes"),
    "pipes": msg("pipe tables whose first row is indented more than the others"),
}


_PROGRAM = Notice(
    msg("front matter: the text in JavaScript is not translated"),
    "write it in YAML or JSON, or translate it in the editions",
    general=True,
)


def _skipped(key: str) -> Notice:
    hint = msg(
        "to translate it, add the key to front-matter in [markdown] of i18n/publication.toml"
    )
    return Notice(
        msg("front matter: the text of {key!r} is not translated", key=key), hint, general=True
    )


def _unread(name: str) -> Notice:
    hint = msg("translate them in the editions")
    if "tables" in name:
        hint = msg("write them as pipe tables, or {hint}", hint=hint)
    return Notice(msg("the text of {name} is not translated", name=name), hint, general=True)


def _unclosed(source: str, at: int) -> Notice:
    line = unified(source[:at]).count("\n") + 1
    return Notice(
        msg(
            "the code that begins on line {line} has no end, and what follows it is not translated",
            line=line,
        ),
        "end it with a line like the one that begins it",
    )


def _left(name: str) -> Notice:
    if name == EXPRESSIONS:
        hint = msg("put it into elements or attributes, or translate it in the editions")
        return Notice(msg("the text in {name} is not translated", name=name), hint, general=True)
    if name == STRINGS:
        hint = msg(
            "to translate those of shortcodes, add their names to positional in [markdown] "
            "of i18n/publication.toml"
        )
        return Notice(msg("the text in {name} is not translated", name=name), hint, general=True)
    hint = msg("to translate it, add the name to attributes in [markdown] of i18n/publication.toml")
    return Notice(
        msg("the text of the attribute {name!r} is not translated", name=name), hint, general=True
    )

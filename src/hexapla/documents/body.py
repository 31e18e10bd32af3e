"""A document as the HTML body of a page, for formats that are not HTML themselves.

`Body` writes headings, paragraphs, lists, verse and quotations as the matching elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hexapla.documents.bilingual import in_html
from hexapla.documents.document import Block, Document
from hexapla.languages import Language

__all__ = ["STANDFIRST", "Body", "blocks_shown", "written"]

STANDFIRST = "lede"
"""The CSS class of a standfirst: a one-sentence paragraph right after the title."""


def written(
    document: Document,
    shown: Sequence[str],
    source: Language,
    language: Language,
    arrangement: str,
) -> str:
    """All blocks that have text, as HTML elements; parameters as for `Document.body_html`."""
    body = Body()
    for block, words in blocks_shown(document, shown, source, language, arrangement):
        if words:
            body.block(block, words)
    return body.done()


def blocks_shown(
    document: Document,
    shown: Sequence[str],
    source: Language,
    language: Language,
    arrangement: str,
) -> Iterator[tuple[Block, str]]:
    """Each block with its content as HTML, in one language or in both."""
    rest = iter(shown)
    for block in document.blocks:
        own = [next(rest) for _ in block.segments]
        words = language.joiner.join(filter(None, own))
        if arrangement:
            first = source.joiner.join(document.inline_html(s.text, s.kind) for s in block.segments)
            words = in_html(first, words, language, arrangement) if words else first
        yield block, words


@dataclass
class Body:
    """Collects HTML elements; `done` returns the result."""

    out: list[str] = field(default_factory=list)
    _open: str = ""
    _first: bool = True
    _titled: bool = False

    def block(self, block: Block, words: str, *, numbered: bool = False) -> None:
        """Add a block. ``numbered`` means that a list item is part of a numbered list."""
        kind, _, level = block.kind.partition(" ")
        if kind == "heading":
            self._heading(words, level)
        elif block.kind == "list item":
            self._start("ol" if numbered else "ul")
            self.out.append(f"<li>{words}</li>")
        elif kind == "line":
            self.out.append("<br>" if self._open == "p" else self._start("p"))
            self.out.append(words)
        elif kind == "quotation":
            self._start("blockquote")
            self.out.append(f"<p>{words}</p>")
        else:
            self.close()
            standfirst = self._titled and len(block.segments) == 1
            start = f'<p class="{STANDFIRST}">' if standfirst else "<p>"
            self.out.append(f"{start}{words}</p>")
        self._titled = self._first and kind == "heading"
        self._first = False

    def element(self, text: str) -> None:
        """Add an element that is not a block."""
        self.close()
        self.out.append(text)

    def close_verse(self) -> None:
        """Close the current stanza, if one is open."""
        if self._open == "p":
            self.close()

    def close(self) -> None:
        """Close the list, stanza or quotation that is open."""
        if self._open:
            self.out.append(f"</{self._open}>")
            self._open = ""

    def done(self) -> str:
        """Close what is open, and return all elements as one text."""
        self.close()
        return "\n".join(self.out)

    def _heading(self, words: str, level: str) -> None:
        self.close()
        tag = f"h{level}" if level in tuple("123456") else "h1" if self._first else "h2"
        self.out.append(f"<{tag}>{words}</{tag}>")

    def _start(self, name: str) -> str:
        if self._open != name:
            self.close()
            self._open = name
            self.out.append(f"<{name}>")
        return ""

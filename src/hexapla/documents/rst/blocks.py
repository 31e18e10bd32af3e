"""Find the blocks of a file as docutils does, and which of them are text.

Line by line, one construct after the other (`Reader.read`); what is indented is read in the same
way. `explicit` reads what begins with two dots, `tables` the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.documents.rst.adornments import Title, title_at
from hexapla.documents.rst.directives import Directive
from hexapla.documents.rst.enumerators import Enumerator, enumerator_of, is_item
from hexapla.documents.rst.fields import has_fixed_name, has_fixed_value
from hexapla.documents.rst.flows import plain, shown
from hexapla.documents.rst.inlines import scan
from hexapla.documents.rst.items import Found, Item, Tag, Verbatim
from hexapla.documents.rst.lines import Line, indent_of, joined, lines_of, take, trimmed
from hexapla.documents.rst.quotations import ATTRIBUTION, with_attribution
from hexapla.documents.rst.roles import Says, roles_of
from hexapla.documents.rst.starts import BLOCKS, begins_block
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["Reader"]

_LITERAL = lazy_re(r"(?<!\\)(?:\\\\)*::\Z")
_CLASSIFIER = lazy_re(r" +: +")
_QUOTE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# Deeper blocks are left as they are.
_DEEPEST = 40


@dataclass(slots=True)
class Reader:
    """Reads the blocks of a file. ``items`` are what was found.

    ``more`` are directives from the settings. ``unknown`` are the names of directives that nothing
    is known of, and whether their content was read. ``unread`` are the offsets of tables that
    stay as they are, because they can't be drawn again.
    """

    source: str
    more: Mapping[str, Directive] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    unknown: dict[str, bool] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    roles: Mapping[str, Says] = field(default_factory=dict)
    adornments: list[str] = field(default_factory=list)
    quoted: int = 0
    depth: int = 0

    def read_all(self, roles: Mapping[str, Says] | None = None) -> None:
        """Read the file; ``roles`` are known ones, by default those that it defines."""
        self.roles = roles_of(self.source) if roles is None else roles
        self.read(lines_of(self.source), "paragraph")

    def read(self, lines: Sequence[Line], kind: str) -> None:
        """Read the blocks in some lines; ``kind`` is that of the first paragraph."""
        if self.depth > _DEEPEST:
            self.items.append(Verbatim(lines))
            return
        self.depth += 1
        _Body(self, lines, kind).read()
        self.depth -= 1

    def add(self, lines: Sequence[Line], kind: str, place: str, hang: int = 0) -> None:
        """Add a block of some lines, if they have text."""
        lines = trimmed(list(lines))
        if not lines:
            return
        raw = plain(lines) if place in ("plain", "entry") else shown(lines, self.roles)
        start = lines[0].place(indent_of(lines[0]))
        self.items.append(
            Found(start, lines[-1].end, kind, place, raw, hang, quoted=self.quoted > 0)
        )

    def tag(self, name: str, value: str = "") -> None:
        """Add the beginning or the end of an element of a page."""
        self.items.append(Tag(name, value))

    def inside(self, name: str, lines: Sequence[Line], kind: str = "paragraph") -> None:
        """Read the blocks of an element of a page."""
        self.tag(name)
        self.read(lines, kind)
        self.tag(f"/{name}")


@dataclass(slots=True)
class _Body:
    """The blocks in some lines. ``kind`` is that of the next paragraph."""

    reader: Reader
    lines: Sequence[Line]
    kind: str
    at: int = 0

    def read(self) -> None:
        while self.at < len(self.lines):
            if not self.lines[self.at].text:
                self.at += 1
                continue
            before = self.at
            self._block()
            self.kind = "paragraph"
            assert self.at > before

    def _block(self) -> None:
        text = self.lines[self.at].text
        if text[0] == " ":
            self._quote()
            return
        for name, pattern in BLOCKS.items():
            match = pattern.match(text)
            if match and getattr(self, f"_{name}")(match):
                return
        item = enumerator_of(text)
        if item and is_item(item, self._text(self.at + 1)):
            self._enumerated(item)
        elif title := title_at(self.lines, self.at):
            self._title(title)
        else:
            self._paragraph()

    def _text(self, number: int) -> str:
        """The text of a line, "" if there is none."""
        return self.lines[number].text if number < len(self.lines) else ""

    # ── indented text ────────────────────────────────────────────────────────────────────────

    def _quote(self) -> None:
        lines, _, self.at = take(self.lines, self.at)
        reader = self.reader
        reader.quoted += 1
        while lines:
            own, attribution, lines = with_attribution(lines)
            reader.tag("blockquote")
            reader.read(own, "quotation")
            if attribution:
                reader.tag("footer")
                mark = ATTRIBUTION.match(attribution[0].text)
                assert mark is not None
                reader.add([attribution[0].after(mark.end()), *attribution[1:]], "byline", "text")
                reader.tag("/footer")
            reader.tag("/blockquote")
        reader.quoted -= 1

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    def _bullet(self, match: re.Match[str]) -> bool:
        self.reader.tag("ul")
        sign = match[0][0]
        while True:
            self._item(match)
            found = BLOCKS["bullet"].match(self._text(self._next()))
            if found is None or found[0][0] != sign:
                break
            match, self.at = found, self._next()
        self.reader.tag("/ul")
        return True

    def _next(self) -> int:
        """The number of the next line with text."""
        at = self.at
        while at < len(self.lines) and not self.lines[at].text:
            at += 1
        return at

    def _item(self, match: re.Match[str]) -> None:
        """An item of a list after its marker."""
        if match.end() < len(self.lines[self.at].text):
            lines, _, self.at = take(self.lines, self.at, block=match.end())
        else:
            lines, _, self.at = take(self.lines, self.at, first=match.end())
        self.reader.inside("li", lines, "list item")

    def _enumerated(self, item: Enumerator) -> None:
        self.reader.tag("ol", item.start)
        while True:
            self._item(item.match)
            at = self._next()
            found = enumerator_of(self._text(at))
            if not (found and item.precedes(found) and is_item(found, self._text(at + 1))):
                break
            item, self.at = found, at
        self.reader.tag("/ol")

    def _field(self, match: re.Match[str] | None) -> bool:
        self.reader.tag("dl", "field")
        while match:
            self._one_field(match)
            at = self._next()
            match = BLOCKS["field"].match(self._text(at))
            self.at = at if match else self.at
        self.reader.tag("/dl")
        return True

    def _one_field(self, match: re.Match[str]) -> None:
        line = self.lines[self.at]
        end = match[0].rstrip().rindex(":")
        name = line.after(1).upto(end - 1)
        body, _, self.at = take(self.lines, self.at, first=match.end())
        reader = self.reader
        reader.tag("dt")
        if has_fixed_name(name.text):
            reader.items.append(Verbatim([name]))
        else:
            reader.add([name], "term", "name")
        reader.tag("/dt")
        if has_fixed_value(name.text, joined(body)):
            reader.tag("dd")
            reader.items.append(Verbatim(body))
            reader.tag("/dd")
        else:
            reader.inside("dd", body, "definition")

    def _option(self, match: re.Match[str] | None) -> bool:
        # An option without a description is one only if one follows in the next line.
        if not self._described(match):
            return False
        self.reader.tag("dl", "option")
        while match and self._described(match):
            self.reader.tag("dt")
            self.reader.items.append(Verbatim([self.lines[self.at].upto(match.end())]))
            self.reader.tag("/dt")
            body, _, self.at = take(self.lines, self.at, first=match.end())
            self.reader.inside("dd", body, "definition")
            at = self._next()
            match = BLOCKS["option"].match(self._text(at))
            if match is None:
                break
            before, self.at = self.at, at
            if not self._described(match):
                self.at = before
        self.reader.tag("/dl")
        return True

    def _described(self, match: re.Match[str] | None) -> bool:
        """Whether an option has a description."""
        if match is None:
            return False
        text = self.lines[self.at].text
        return match.end() < len(text) or self._text(self.at + 1).startswith(" ")

    # ── lines, literal blocks ────────────────────────────────────────────────────────────────

    def _doctest(self, match: re.Match[str]) -> bool:
        start = self.at
        while self._text(self.at):
            self.at += 1
        self.reader.items.append(Verbatim(self.lines[start : self.at]))
        return True

    def _line(self, match: re.Match[str] | None) -> bool:
        self.reader.tag("div", "line-block")
        while match:
            line = self.lines[self.at]
            own = [line.after(match.end())]
            self.at += 1
            while self._text(self.at).startswith(" "):
                own.append(self.lines[self.at])
                self.at += 1
            if own[0].text:
                self.reader.add(own, "line", "text", 2)
            else:
                self.reader.tag("br")
            match = BLOCKS["line"].match(self._text(self.at))
        self.reader.tag("/div")
        return True

    def _literal(self) -> None:
        """The literal block after a text that ends with two colons."""
        at = self._next()
        text = self._text(at)
        if text.startswith(" "):
            lines, _, self.at = take(self.lines, at)
            self.reader.items.append(Verbatim(lines))
        elif text and text[0] in _QUOTE and at > self.at:
            start = self.at = at
            while self._text(self.at).startswith(text[0]):
                self.at += 1
            self.reader.items.append(Verbatim(self.lines[start : self.at]))

    # ── tables, explicit markup ──────────────────────────────────────────────────────────────

    def _grid(self, match: re.Match[str]) -> bool:
        from hexapla.documents.rst.tables import read_grid_table

        self.at = read_grid_table(self.reader, self.lines, self.at)
        return True

    def _simple(self, match: re.Match[str]) -> bool:
        from hexapla.documents.rst.tables import read_simple_table

        self.at = read_simple_table(self.reader, self.lines, self.at)
        return True

    def _explicit(self, match: re.Match[str]) -> bool:
        from hexapla.documents.rst.explicit import read_explicit

        self.at = read_explicit(self.reader, self.lines, self.at)
        return True

    def _anonymous(self, match: re.Match[str]) -> bool:
        _, _, self.at = take(self.lines, self.at, first=match.end(), until_blank=True)
        return True

    # ── text ─────────────────────────────────────────────────────────────────────────────────

    def _title(self, title: Title) -> None:
        self.at = title.next
        if title.text is None:
            if title.adornment:
                self.reader.tag("hr")
            return
        styles = self.reader.adornments
        if title.style not in styles:
            styles.append(title.style)
        level = min(styles.index(title.style) + 1, 6)
        text = shown([title.text], self.reader.roles)
        start = title.over.start if title.over else title.text.place(indent_of(title.text))
        self.reader.items.append(
            Found(start, title.under.end, f"heading {level}", "title", text, title=title)
        )

    def _paragraph(self) -> None:
        start = self.at
        if self._text(start + 1).startswith(" "):
            self._definitions()
            return
        self.at += 1
        while self._text(self.at) and not self._text(self.at).startswith(" "):
            self.at += 1
        lines = list(self.lines[start : self.at])
        if not _LITERAL.search(lines[-1].text):
            self.reader.add(lines, self.kind, "text")
            return
        self._before_literal(lines)
        self._literal()

    def _before_literal(self, lines: list[Line]) -> None:
        """A paragraph that ends with two colons."""
        last = lines[-1]
        text = last.text[:-2]
        literal = "::"
        if len(lines) == 1 and not text:
            return
        if text and text[-1] != " ":
            text, literal = text + ":", ":"  # One of them is shown.
        elif text:
            literal = " ::"
        lines[-1] = last.upto(len(text))
        lines = trimmed(lines)
        found = shown(lines, self.reader.roles)
        start = lines[0].place(0)
        end = last.end
        quoted = self.reader.quoted > 0
        self.reader.items.append(
            Found(start, end, self.kind, "text", found, 0, literal, quoted=quoted)
        )

    def _definitions(self) -> None:
        self.reader.tag("dl")
        while self._text(self.at) and self._text(self.at + 1).startswith(" "):
            self.reader.tag("dt")
            for part in _classifiers(self.lines[self.at]):
                self.reader.add([part], "term", "term")
            self.reader.tag("/dt")
            body, _, end = take(self.lines, self.at + 1)
            self.at = end
            self.reader.inside("dd", body, "definition")
            at = self._next()
            if not self._is_term(at):
                break
            self.at = at
        self.reader.tag("/dl")

    def _is_term(self, at: int) -> bool:
        """Whether a line is the term of another definition."""
        text = self._text(at)
        if not text or text[0] == " " or not self._text(at + 1).startswith(" "):
            return False
        if begins_block(text):
            return False
        return enumerator_of(text) is None and title_at(self.lines, at) is None


def _classifiers(line: Line) -> Iterator[Line]:
    """The term in a line, and its classifiers."""
    spans = Spans((one.start, one.end) for one in scan(line.text))
    at = 0
    for match in _CLASSIFIER.finditer(line.text):
        if spans.surround(match.start()):
            continue
        yield line.between(at, match.start())
        at = match.end()
    yield line.after(at)

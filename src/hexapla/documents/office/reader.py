"""Read a part of an Office document: one pass over its tags, without recursion.

A `Profile` says what each element is; a subclass of `Reader` knows the rest of its kind of XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hexapla.documents.office.atoms import Atom, Dialect, Kind, Span
from hexapla.documents.office.namespaces import PREFIXES
from hexapla.documents.office.parts import Frame, Paragraph, Part, Text
from hexapla.documents.office.profile import KINDS, SEALED, Act, Profile
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import Tag, XmlText, attribute_spans, characters, tags
from hexapla.lazy import lazy_re

__all__ = ["Capture", "Open", "Pair", "Reader"]


_SPACES = lazy_re(r" {4,}")
_FILE = lazy_re(r"\S+\.[A-Za-z]{3,4}|.*[/\\].*")
# Paragraphs inside so many others are left alone: each is written again with the ones around it.
_MOST_NESTED = 10


@dataclass(slots=True)
class Capture:
    """An element that is read as a whole."""

    act: Act
    start: int
    depth: int


@dataclass(slots=True)
class Pair:
    """A link or the like that is open. ``start`` is where its last tag begins.

    ``begun`` tells whether its beginning is among the atoms.
    """

    depth: int
    name: str
    start: int = -1
    begun: bool = True


@dataclass(slots=True)
class Open:
    """A paragraph that is being read."""

    paragraph: Paragraph
    depth: int
    runs: list[tuple[int, str | None]]
    capture: Capture | None = None
    pairs: list[Pair] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def format(self) -> str | None:
        """The formatting of the run that is open, None outside of runs."""
        return self.runs[-1][1]

    def add(self, kind: Kind, start: int, end: int, text: str = "", name: str = "") -> None:
        """Add an atom with the XML ``source[start:end]``."""
        outside = kind in (Kind.OPEN, Kind.CLOSE)
        own = None if outside else self.format
        self.paragraph.atoms.append(Atom(kind, own, text, (Span(start, end, own),), name))


class Reader:
    """Reads a part. ``kind`` is that of its paragraphs, unless more is known about one."""

    profile: Profile
    # The formatting of what is in a paragraph but in no run.
    bare: str | None = None

    def __init__(self, name: str, xml: XmlText, kind: str, dialect: Dialect) -> None:
        self.source = xml.text
        self.part = Part(name, xml, dialect)
        self.open: list[Open] = []
        self._kind = kind
        self._contexts: list[tuple[int, str]] = []
        self._frames: list[tuple[int, Frame]] = []
        self._alternatives: list[tuple[int, int]] = []  # Depth, and number.
        self._alternated = 0
        self._echoes: list[int] = []
        self._bodies: list[int] = []
        self._skipped = -1  # The depth of an element outside of paragraphs that isn't read.

    def read(self) -> Part:
        """Read all tags."""
        for tag in tags(self.source, PREFIXES, self.profile.whole):
            own = self.open[-1] if self.open else None
            if self._skipped >= 0:
                if tag.kind is TagKind.END and tag.depth == self._skipped:
                    self._skipped = -1
            elif own is None or (own.capture and own.capture.act is not Act.TEXT):
                self._outside(tag, own)
            else:
                self._inside(tag, own)
        self.part.texts.sort(key=lambda one: one.start)
        return self.part

    # ── for subclasses ───────────────────────────────────────────────────────────────────────

    def begin(self, tag: Tag, paragraph: Paragraph) -> None:
        """Note what the start tag of a paragraph says."""

    def finish(self, paragraph: Paragraph) -> None:
        """Note what is known at the end of a paragraph."""

    def skips(self, tag: Tag) -> bool:
        """Whether an element that begins outside of paragraphs is not read."""
        return tag.name in self.profile.skipped

    def enter(self, tag: Tag) -> None:
        """Note an element around paragraphs."""

    def leave(self, tag: Tag) -> None:
        """Note the end of an element around paragraphs."""

    def special(self, tag: Tag, own: Open, act: Act) -> Act:
        """What to do with an element in a paragraph, if that depends on more than its name.

        A subclass that handles the element itself returns THROUGH.
        """
        return act

    def captured(self, own: Open, act: Act, start: int, end: int) -> None:
        """Add what was read as a whole."""
        own.add(KINDS[act], start, end)

    def target(self, tag: Tag) -> str:
        """The address of a link."""
        return ""

    # ── outside of paragraphs ────────────────────────────────────────────────────────────────

    def _outside(self, tag: Tag, own: Open | None) -> None:
        if tag.kind is TagKind.END:
            if own and own.capture and tag.depth == own.capture.depth:
                self._end_capture(tag, own, own.capture)
            self._leave(tag)
        elif own and own.capture and own.capture.act in SEALED:
            pass
        elif tag.name in self.profile.paragraphs and tag.kind is TagKind.START:
            if len(self.open) < _MOST_NESTED:
                self._begin(tag)
        elif tag.kind in (TagKind.START, TagKind.EMPTY):
            self._enter(tag)

    def _enter(self, tag: Tag) -> None:
        name, own = tag.name, self.profile
        if tag.kind is TagKind.START:
            if self.skips(tag):
                self._skipped = tag.depth
            elif name in own.contexts:
                self._contexts.append((tag.depth, own.contexts[name]))
            elif name in own.alternatives:
                self._alternated += 1
                self._alternatives.append((tag.depth, self._alternated))
            elif name in own.echoes:
                self._echoes.append(tag.depth)
            elif name in own.bodies:
                self._bodies.append(tag.depth)
            if name in own.frames and not self.open:
                self._frames.append((tag.depth, Frame(tag.start, 0, own.frames[name])))
        if name in own.pictured:
            self._describe(tag)
        self.enter(tag)

    def _leave(self, tag: Tag) -> None:
        for stack in (self._contexts, self._alternatives):
            if stack and stack[-1][0] == tag.depth:
                stack.pop()
        for depths in (self._echoes, self._bodies):
            if depths and depths[-1] == tag.depth:
                depths.pop()
        if self._frames and self._frames[-1][0] == tag.depth and not self.open:
            _, frame = self._frames.pop()
            self.part.frames.append(Frame(frame.start, tag.end, frame.kind, frame.columns))
        self.leave(tag)

    def set_columns(self, columns: int) -> None:
        """Note how many columns the open cell spans."""
        if self._frames and not self.open:
            depth, frame = self._frames[-1]
            self._frames[-1] = depth, Frame(frame.start, 0, frame.kind, columns)

    def set_context(self, kind: str) -> None:
        """Correct the kind of the paragraphs in the innermost element that has one."""
        if self._contexts:
            self._contexts[-1] = self._contexts[-1][0], kind

    def is_in_body(self, tag: Tag) -> bool:
        """Whether an element is a child of one whose paragraphs stand alone."""
        return bool(self._bodies) and self._bodies[-1] == tag.depth - 1

    def context(self) -> str:
        """The kind of paragraphs here."""
        return self._contexts[-1][1] if self._contexts else self._kind

    def add_text(self, start: int, end: int, kind: str) -> None:
        """Add a text that is not a paragraph."""
        self.part.texts.append(Text(start, end, kind, *self._place()))

    def _describe(self, tag: Tag) -> None:
        """Add the texts that stand for an image, unless they are the name of its file."""
        spans = attribute_spans(self.source, tag)
        for name in self.profile.described:
            span = spans.get(name)
            words = " ".join(characters(self.source[slice(*span)]).split()) if span else ""
            if span and any(map(str.isalpha, words)) and not _FILE.fullmatch(words):
                self.add_text(*span, "alt text")

    def _place(self) -> tuple[int, bool]:
        """The number of the alternative around, and whether it repeats another one."""
        number = self._alternatives[0][1] if self._alternatives else -1
        return number, bool(self._echoes)

    def _begin(self, tag: Tag) -> None:
        paragraph = Paragraph(tag.start, 0, (tag.end, 0), self.context(), [])
        paragraph.alternative, paragraph.echo = self._place()
        paragraph.alone = self.is_in_body(tag)
        self.open.append(Open(paragraph, tag.depth, [(-1, self.bare)]))
        self.begin(tag, paragraph)

    # ── in a paragraph ───────────────────────────────────────────────────────────────────────

    def _inside(self, tag: Tag, own: Open) -> None:
        if own.capture:
            self._in_text(tag, own, own.capture)
        elif tag.kind is TagKind.END:
            self._end(tag, own)
        elif tag.kind in (TagKind.START, TagKind.EMPTY):
            self._start(tag, own)
        elif self.bare is not None and tag.kind in (TagKind.TEXT, TagKind.CDATA):
            own.add(Kind.TEXT, tag.start, tag.end, self._characters(tag))

    def _characters(self, tag: Tag) -> str:
        if tag.kind is TagKind.CDATA:
            return self.source[tag.start + 9 : tag.end - 3]
        return characters(self.source[tag.start : tag.end])

    def _in_text(self, tag: Tag, own: Open, capture: Capture) -> None:
        if tag.kind in (TagKind.TEXT, TagKind.CDATA):
            own.text.append(self._characters(tag))
        elif tag.kind is TagKind.END and tag.depth == capture.depth:
            self._end_capture(tag, own, capture)

    def _start(self, tag: Tag, own: Open) -> None:
        act = self.special(tag, own, self.profile.inline.get(tag.name, Act.WORD))
        if act is Act.RUN:
            if tag.kind is TagKind.START:
                own.runs.append((tag.depth, self.run_format(tag, own)))
        elif act in (Act.LINK, Act.PAIR):
            self._pair(tag, own, "a" if act is Act.LINK else "pair")
        elif act is not Act.THROUGH:
            own.capture = Capture(act, tag.start, tag.depth)
            if tag.kind is TagKind.EMPTY:
                self._end_capture(tag, own, own.capture)
            elif act in (Act.APART, Act.NOTE, Act.ASIDE):
                self._enter(tag)

    def run_format(self, tag: Tag, own: Open) -> str:
        """The formatting of a run that begins."""
        return ""

    def _pair(self, tag: Tag, own: Open, name: str) -> None:
        if tag.kind is TagKind.EMPTY:
            own.add(Kind.BEFORE, tag.start, tag.end)
            return
        target = self.target(tag) if name == "a" else ""
        own.add(Kind.OPEN, tag.start, tag.end, target, name)
        own.pairs.append(Pair(tag.depth, name))

    def _end(self, tag: Tag, own: Open) -> None:
        if tag.depth == own.depth:
            self._finish(tag, own)
        elif own.runs[-1][0] == tag.depth:
            own.runs.pop()
        elif own.pairs:
            self.end_pair(tag, own, own.pairs[-1])

    def end_pair(self, tag: Tag, own: Open, pair: Pair) -> None:
        """Add the end of a pair, if an end tag is one."""
        if tag.depth == pair.depth:
            own.pairs.pop()
            if not pair.begun:
                return
            start = tag.start if pair.start < 0 else pair.start
            own.add(Kind.CLOSE, start, tag.end, name=pair.name)

    def _end_capture(self, tag: Tag, own: Open, capture: Capture) -> None:
        own.capture = None
        act, start, end = capture.act, capture.start, tag.end
        if act is Act.TEXT:
            text = "".join(own.text)
            own.text.clear()
            self.characters(own, text, start, end)
        elif act is Act.FORMAT:
            if own.runs[-1][0] >= 0:
                own.runs[-1] = own.runs[-1][0], self.source[start:end]
        elif act is Act.PROPERTIES:
            own.paragraph.properties = start, end
            own.paragraph.inner = end, 0
        elif act is Act.HYPHEN:
            own.add(Kind.TEXT, start, end, "\u2011")
        elif act is not Act.DROP:
            self.captured(own, act, start, end)

    def characters(self, own: Open, text: str, start: int, end: int) -> None:
        """Add the characters of an element for text."""
        if text:
            own.add(Kind.TEXT, start, end, text)

    def _finish(self, tag: Tag, own: Open) -> None:
        """Add the paragraph that ends."""
        self.open.pop()
        paragraph = own.paragraph
        paragraph.end = tag.end
        paragraph.inner = paragraph.inner[0], tag.start
        self.finish(paragraph)
        if "    " in self.source[paragraph.start : paragraph.end]:
            paragraph.atoms = list(_with_columns(paragraph.atoms))
        self.part.texts.append(paragraph)


def _with_columns(atoms: Iterable[Atom]) -> Iterator[Atom]:
    """The atoms; where spaces set words apart as a tab does, they are a gap."""
    for atom in atoms:
        if atom.kind is not Kind.TEXT or "    " not in atom.text:
            yield atom
            continue
        at = 0
        for found in _SPACES.finditer(atom.text):
            if found.start() > at:
                yield Atom(Kind.TEXT, atom.format, atom.text[at : found.start()])
            yield Atom(Kind.GAP, atom.format, found[0])
            at = found.end()
        if at < len(atom.text):
            yield Atom(Kind.TEXT, atom.format, atom.text[at:])

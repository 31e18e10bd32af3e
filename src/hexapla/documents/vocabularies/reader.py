"""Find the texts of an XML file by the rules of its vocabulary.

One pass over the tags. Each element that isn't part of a sentence collects the parts of its own
text; a text ends where an element begins or ends that isn't part of a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.documents.inline import Role
from hexapla.documents.vocabularies.flows import Flow, Part, flow_of
from hexapla.documents.vocabularies.its import Its, read_its
from hexapla.documents.vocabularies.rules import HEADING, Profile, Rule, Treat
from hexapla.documents.vocabularies.svg import SVG, XHTML, begins_line
from hexapla.documents.vocabularies.texts import has_words
from hexapla.documents.xml.reading import Kind, Tag, attribute_spans, raw_attributes, tags
from hexapla.documents.xml.tolerant import XmlSource
from hexapla.languages import may_have_base
from hexapla.lazy import lazy_re

__all__ = ["Reading", "read"]

_NOTABLE = lazy_re(r"lang|anguage|locale|ranslat|its:|xml:space|conref|conkeyref")
# How far the first characters in an element may be from its beginning.
_NEAR = 1_000
_INK = lazy_re(r"\s*(?:<[^>]*>)*(.)")
# Vocabularies within others, by the prefixes that names get here.
_NAMESPACES = {
    **dict.fromkeys(SVG.namespaces, "svg"),
    **dict.fromkeys(XHTML.namespaces, "html"),
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/2001/XInclude": "xi",
    "http://www.w3.org/2005/11/its": "its",
    "urn:oasis:names:tc:xliff:document:1.2": "xliff",
}
_INNER = {"svg": SVG, "html": XHTML}
_WHOLE = {
    "math": Rule(Treat.OPAQUE),
    "xi": Rule(Treat.HIDDEN),
    "its": Rule(Treat.HIDDEN),
}
_NAME = lazy_re(r"[^\s/>]+")
# The deepest level of a heading.
_DEEPEST = 6
# The attribute that chooses one of several texts in a picture, by the language of its reader.
_CHOICE = "systemLanguage"
_LANGUAGES = ("xml:lang", "lang", "tools:locale", _CHOICE)
_WITHIN = {"yes": Treat.INLINE, "no": Treat.BLOCK, "nested": Treat.NESTED}
_ENDS = (Treat.BLOCK, Treat.LINES, Treat.SKIP)
_COLLECTS = (Treat.BLOCK, Treat.LINES, Treat.NESTED)
_PASSED = (Treat.OPAQUE, Treat.HIDDEN, Treat.SKIP)


@dataclass(slots=True)
class _Frame:
    """An open element.

    ``around`` is the element whose text it is in or ends, ``collector`` the one whose text its
    content is in. ``translate`` and ``in_language`` say whether that is translated, ``explicit``
    whether a rule says that it has text. ``depth`` is the number of divisions around its content.
    """

    name: str
    treat: Treat
    kind: str
    around: _Frame | None
    translate: bool = True
    in_language: bool = True
    preserve: bool = False
    explicit: bool = False
    depth: int = 0
    part: Part | None = None
    parts: list[Part] = field(default_factory=list)
    last: Part | None = None  # The last characters among the parts.
    worded: bool = False  # Whether any of the parts are words.

    @property
    def collector(self) -> _Frame:
        return self if self.treat in _COLLECTS or self.around is None else self.around


@dataclass(slots=True)
class Reading:
    """What was found: the texts in order, the languages that are declared, the root.

    ``its`` are the rules in the file itself. ``unread`` are the elements whose text is not
    translated because no rule mentions them, each with an offset.
    """

    flows: list[Flow] = field(default_factory=list)
    languages: list[tuple[int, int]] = field(default_factory=list)
    root: Tag | None = None
    its: Its = field(default_factory=Its)
    unread: dict[str, int] = field(default_factory=dict)


def read(source: XmlSource, profile: Profile, language: str = "") -> Reading:
    """Read a file. ``language`` is the tag of its language, "" if it isn't known."""
    return _Reader(source, profile, language).read()


class _Reader:
    """Goes through the tags once."""

    def __init__(self, source: XmlSource, profile: Profile, language: str) -> None:
        self._source = source
        self._text = source.text
        self._profile = profile
        self._language = language.partition("-")[0]
        self._known = bool(language)
        self._entities = source.doctype.entities if source.doctype else frozenset[str]()
        self._open: list[_Frame] = []
        self._held = -1  # The depth of the element whose content is passed over, or -1.
        self._line = ""  # The vertical position of the current line of text, in a picture.
        self._prefixes = {**_NAMESPACES, **dict.fromkeys(profile.namespaces, "")}
        self.found = Reading(its=read_its(source))

    def read(self) -> Reading:
        for tag in tags(self._source.seen, self._prefixes):
            if tag.kind in (Kind.START, Kind.EMPTY):
                if self._held < 0:
                    self._start(tag)
            elif tag.kind is Kind.END:
                if self._held in (-1, tag.depth):
                    self._end(tag)
            elif self._held < 0 and self._open:
                self._characters(tag)
        self.found.flows.sort(key=lambda flow: flow.start)
        return self.found

    def _start(self, tag: Tag) -> None:
        if self.found.root is None:
            self.found.root = tag
        frame = self._frame(tag)
        words = self._attributes(tag, frame)
        if frame.around is not None:
            if frame.treat in _ENDS:
                self._flush(frame.around)
            else:
                self._add_code(tag, frame, frame.around, words=words)
        if tag.kind is Kind.START:
            self._open.append(frame)
            self._held = tag.depth if frame.treat in _PASSED else -1

    def _add_code(self, tag: Tag, frame: _Frame, around: _Frame, *, words: bool) -> None:
        """Add the code of an element to the text around it."""
        role = Role.ALONE
        if frame.treat is Treat.INLINE and tag.kind is Kind.START:
            role = Role.OPEN
        elif frame.treat is Treat.HIDDEN:
            role = Role.APART
        part = Part(tag.start, tag.end, role, self._name(tag.start + 1), short=words)
        part.nested = frame.treat is Treat.NESTED
        part.silent = frame.treat in (Treat.NESTED, Treat.HIDDEN) or None
        frame.part = part if role is not Role.OPEN else None
        around.parts.append(part)

    def _end(self, tag: Tag) -> None:
        self._held = -1
        frame = self._open.pop()
        if frame.part is not None:
            frame.part.end = tag.end
        if frame.treat in _COLLECTS:
            self._flush(frame)
        elif frame.treat is Treat.INLINE and frame.around is not None:
            frame.around.parts.append(
                Part(tag.start, tag.end, Role.CLOSE, self._name(tag.start + 2))
            )

    def _characters(self, tag: Tag) -> None:
        frame = self._open[-1]
        collector = frame.collector
        if tag.kind is Kind.OTHER:
            collector.parts.append(Part(tag.start, tag.end, Role.APART, "note", silent=True))
            return
        part = Part(tag.start, tag.end, None, preserve=frame.preserve)
        part.cdata = tag.kind is Kind.CDATA
        if has_words(self._text[tag.start : tag.end]) and collector.translate:
            part.worded = collector.in_language
            if self._profile.strict and not collector.explicit:
                part.worded = False
                self.found.unread.setdefault(collector.name, tag.start)
        collector.parts.append(part)
        collector.last = part
        collector.worded = collector.worded or part.worded

    def _name(self, start: int) -> str:
        """The name of an element as it is written."""
        found = _NAME.match(self._text, start)
        assert found is not None
        return found[0]

    def _frame(self, tag: Tag) -> _Frame:
        outer = self._open[-1] if self._open else None
        around = outer.collector if outer else None
        name = tag.name.removeprefix("?:") if self._profile.strict else tag.name
        rule = self._rule(name, outer) or Rule(self._unknown(around))
        frame = _Frame(name, rule.treat, rule.kind, around)
        if around is not None and outer is not None:
            frame.translate, frame.in_language = outer.translate, outer.in_language
            frame.preserve, frame.depth = outer.preserve, around.depth
            frame.kind = self._kind(rule.kind, around)
        frame.explicit = rule.kind != "" or bool(around and around.explicit)
        frame.depth += name in self._profile.divisions
        if frame.kind == HEADING:
            frame.kind = self._title()
        self._note(tag, frame, outer)
        if frame.treat is Treat.INLINE and not (frame.translate and frame.in_language):
            frame.treat = Treat.OPAQUE
        if around is None and frame.treat not in _COLLECTS:
            frame.treat = Treat.BLOCK
        return frame

    def _rule(self, name: str, outer: _Frame | None) -> Rule | None:
        """The rule for an element of the vocabulary, or of another one in it."""
        prefix, _, local = name.rpartition(":")
        profile = self._profile_of(name)
        if profile is None:
            return _WHOLE[prefix]
        if profile is self._profile:
            return profile.rule(name, outer.name if outer else "")
        return profile.rule(local, outer.name.rpartition(":")[2] if outer else "")

    def _profile_of(self, name: str) -> Profile | None:
        """The vocabulary of an element, None for those that are never text."""
        prefix = name.rpartition(":")[0]
        return None if prefix in _WHOLE else _INNER.get(prefix, self._profile)

    def _unknown(self, around: _Frame | None) -> Treat:
        """How to treat an element that has no rule."""
        inside = around and (around.explicit or around.worded)
        return Treat.INLINE if inside else Treat.BLOCK

    def _kind(self, own: str, around: _Frame) -> str:
        """The kind of an element's text: that of the element around it if it has none."""
        return around.kind if own in ("", "paragraph") and around.kind else own

    def _title(self) -> str:
        """The kind of a title in the elements that are open."""
        for frame in reversed(self._open):
            if frame.name in self._profile.divisions:
                return f"heading {min(frame.depth, _DEEPEST)}"
            if frame.name not in self._profile.heads:
                break
        return HEADING if self._profile.strict else "caption"

    def _note(self, tag: Tag, frame: _Frame, outer: _Frame | None) -> None:
        """Read the attributes that say how an element is translated."""
        profile = self._profile_of(frame.name)
        local = frame.name.rpartition(":")[2]
        rules = self.found.its
        if not (
            (profile and (local == profile.line or local in profile.labels))
            or rules
            or _NOTABLE.search(tag.own)
        ):
            return
        own = raw_attributes(tag.own)
        if profile and (label := own.get(profile.labels.get(local, ""))):
            frame.kind = f"{frame.kind} {label}"
        if profile and local == profile.line and self._begins_line(tag, own):
            frame.treat = Treat.BLOCK
        if local == "text":
            self._line = own.get("y", "")
        self._note_translate(frame, own, outer)
        if space := own.get("xml:space"):
            frame.preserve = space == "preserve"
        self._note_language(tag, frame, own)

    def _begins_line(self, tag: Tag, own: Mapping[str, str]) -> bool:
        """Whether an element in a picture begins a line of text."""
        last = self._open[-1].collector.last
        before = self._text[last.end - 1] if last else ""
        after = _INK.match(self._text, tag.end, tag.end + _NEAR)
        found = begins_line(own, self._line, before, after[1] if after else "")
        self._line = own.get("y", self._line)
        return found

    def _note_translate(self, frame: _Frame, own: Mapping[str, str], outer: _Frame | None) -> None:
        local = frame.name.rpartition(":")[2]
        rules = self.found.its
        frame.translate = rules.translate(local, own, frame.translate)
        for name in ("its:translate", "translate", "translatable"):
            if own.get(name) in ("no", "false", "yes", "true"):
                frame.translate = own[name] in ("yes", "true")
        if (own.get("conref") or own.get("conkeyref")) and "conaction" not in own:
            frame.translate = False  # Its content comes from elsewhere.
        within = own.get("its:withinText") or rules.within(local, own)
        if within and outer is not None:
            frame.treat = _WITHIN.get(within, frame.treat)

    def _note_language(self, tag: Tag, frame: _Frame, own: Mapping[str, str]) -> None:
        key = next((name for name in _LANGUAGES if own.get(name)), "")
        if not key:
            return
        base = own[key].strip().replace("_", "-").partition("-")[0].lower()
        root = not self._open
        if root and not self._known:
            self._language = base
        if not root or not self._known:
            frame.in_language = not self._language or may_have_base(base, self._language)
        known = bool(self._language) and frame.in_language and frame.translate
        if known and key != _CHOICE:
            spans = attribute_spans(self._text, tag)
            self.found.languages.append(spans[key.rpartition(":")[2]])

    def _attributes(self, tag: Tag, frame: _Frame) -> bool:
        """Add the texts in the attributes of a tag; whether it has some."""
        profile = self._profile_of(frame.name)
        if not (profile and profile.attributes and frame.translate and frame.in_language):
            return False
        found = False
        for name, (start, end) in attribute_spans(self._text, tag).items():
            kind = profile.attribute(frame.name.rpartition(":")[2], name)
            if kind and has_words(self._text[start:end]):
                found = True
                part = Part(start, end, worded=True)
                for one in flow_of(self._text, [part], kind, self._entities):
                    one.quoted = True
                    self.found.flows.append(one)
        return found

    def _flush(self, frame: _Frame) -> None:
        """End the text of an element."""
        parts, frame.parts, frame.last = frame.parts, [], None
        worded, frame.worded = frame.worded, False
        if worded:
            lines = frame.treat is Treat.LINES or frame.preserve
            kind = frame.kind or "text"
            self.found.flows += flow_of(
                self._text, parts, kind, self._entities, self._profile.notation, lines=lines
            )

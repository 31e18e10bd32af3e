"""Write a text with codes as XML: every code becomes what it stands for, and is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.documents.vocabularies.flows import CDATA, Code
from hexapla.documents.vocabularies.rules import Notation
from hexapla.documents.vocabularies.texts import escaped, raw, raw_tag, with_escapes
from hexapla.documents.xml.writing import Edit, spliced_within
from hexapla.lazy import lazy_re

__all__ = ["TAG", "written"]

_ATTRIBUTE = r"\s+[A-Za-z_][\w:.-]*\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
_NAME = r"[A-Za-z_][\w:.-]*"
TAG = rf"</?{_NAME}(?:{_ATTRIBUTE})*\s*/?>"
"""A tag as it may be in a translation."""

_TAG = lazy_re(TAG)
# How many characters codes are looked up by first.
_START = 3
_ANY_TAG = lazy_re(r"</?[A-Za-z][^<>]*>")
_ANY_NAME = lazy_re(rf"</?({_NAME})")
_ID = lazy_re(r"""(?<!\s)\s++(?:xml:)?id\s*=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTES = lazy_re(r"\s([A-Za-z_][\w:.-]*)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")


def written(
    text: str,
    source: str,
    codes: Mapping[str, Code],
    entities: frozenset[str],
    edits: Sequence[Edit],
    notation: Notation = Notation.XML,
) -> str:
    """A text with codes as XML.

    Parameters: ``codes`` are those of the text in the source, ``entities`` the names of entities
    that are known; ``edits`` are edits of the source in order, some of which may be in what codes
    stand for. Other tags of the same elements are kept, everything else is escaped. Elements with
    texts of their own are not lost: those without a code in the text are put at its end.
    """
    return _Writer(source, codes, entities, edits, notation).write(text)


@dataclass(slots=True)
class _Writer:
    source: str
    codes: Mapping[str, Code]
    entities: frozenset[str]
    edits: Sequence[Edit]
    notation: Notation
    out: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)  # What comes after that.
    open: list[tuple[str, str]] = field(default_factory=list)  # Name in the code, end tag.
    used: set[str] = field(default_factory=set)
    in_cdata: bool = False

    def write(self, text: str) -> str:
        names = {name for shown in self.codes if (name := _name(shown))}
        lengths = _lengths(self.codes)
        at = copied = 0
        while (at := text.find("<", at)) >= 0:
            found = lengths.get(text[at : at + _START], ())
            shown = next((one for n in found if (one := text[at : at + n]) in self.codes), "")
            tag = (_ANY_TAG if self.in_cdata else _TAG).match(text, at)
            known = tag is not None and (
                self.in_cdata or (_name(tag[0]) in names and self._is_sound(tag[0]))
            )
            if not (shown or known):
                at += 1
                continue
            self._characters(text[copied:at])
            self._code(shown) if shown else self._other(tag[0])  # type: ignore[index]
            at = copied = at + len(shown or tag[0])  # type: ignore[index]
        self._characters(text[copied:])
        self._close_all()
        for shown, code in self.codes.items():
            if code.nested and shown not in self.used:
                self._code(shown)
        return "".join(self.out)

    def _is_sound(self, tag: str) -> bool:
        """Whether a tag can be written: its attributes are different ones, of known namespaces."""
        keys = [key.lower() for key, _ in _ATTRIBUTES.findall(tag)]
        prefixes = {key.rpartition(":")[0] for key in keys} - {"", "xml"}
        return (
            len(keys) == len(set(keys))
            and not any(key == "xmlns" or key.startswith("xmlns:") for key in keys)
            and all(f"xmlns:{prefix}" in self.source for prefix in prefixes)
        )

    def _characters(self, text: str) -> None:
        if not text:
            return
        xml = raw(text) if self.in_cdata else escaped(text, self.entities)
        if self.notation is Notation.ANDROID:
            xml = with_escapes(xml)
            if xml.startswith(("@", "?")) and not (self.out or self.characters):
                xml = f"\\{xml}"
        self.characters.append(xml)

    def _end_characters(self) -> None:
        """Write the characters, in which the end of a section of CDATA ends nothing."""
        xml = "".join(self.characters)
        self.characters.clear()
        self.out.append(xml.replace("]]>", f"]]]]>{CDATA}>" if self.in_cdata else "]]&gt;"))

    def _code(self, shown: str) -> None:
        code = self.codes[shown]
        if code.closes:
            self._close(_name(shown))
            return
        again = shown in self.used
        if again and code.nested:
            return
        self.used.add(shown)
        xml = spliced_within(self.source, code.start, code.end, self.edits)
        if self.in_cdata and xml == CDATA:
            return
        self._put(_ID.sub("", xml) if again else xml)
        if code.end_tag:
            self.open.append((_name(shown), code.end_tag))
        self.in_cdata = self.in_cdata or xml == CDATA

    def _other(self, tag: str) -> None:
        """Write a tag that the source doesn't have in this text."""
        name = _name(tag)
        if self.in_cdata:
            self.characters.append(raw_tag(tag))
        elif tag.startswith("</"):
            self._close(name)
        else:
            self._put(f"<{escaped(tag[1:], self.entities)}")
            if not tag.endswith("/>"):
                self.open.append((name, f"</{name}>"))

    def _put(self, xml: str) -> None:
        """Write XML, outside of CDATA."""
        self._end_characters()
        if self.in_cdata:
            self.out += ("]]>", xml, CDATA)
        else:
            self.out.append(xml)

    def _close(self, name: str) -> None:
        """Close the innermost element with a name, and those in it."""
        if all(one != name for one, _ in self.open):
            return
        last = ""
        while last != name:
            last, end_tag = self.open.pop()
            if end_tag == "]]>":
                self._end_characters()
                self.in_cdata = False
            self._put(end_tag)

    def _close_all(self) -> None:
        while self.open:
            self._close(self.open[-1][0])
        self._end_characters()


def _name(code: str) -> str:
    found = _ANY_NAME.match(code)
    return found[1] if found else ""


def _lengths(codes: Mapping[str, Code]) -> Mapping[str, list[int]]:
    """The lengths of the codes with the same first characters, the longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for shown in codes:
        found[shown[:_START]].add(len(shown))
    return {start: sorted(lengths, reverse=True) for start, lengths in found.items()}

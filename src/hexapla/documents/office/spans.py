"""The formatting of OpenDocument: the spans around a text, and the styles that they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.documents.office.atoms import Look
from hexapla.documents.office.namespaces import PREFIXES, declarations, declared
from hexapla.documents.xml.reading import Kind, raw_attributes, tags
from hexapla.documents.xml.writing import attribute
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["OdfStyles", "SpanDialect", "read_styles", "spans_of"]

_SPAN = lazy_re(r"<[^<>]*>")
_Values = tuple[tuple[str, str], ...]  # The properties of a style, in order.
_MOST_STEPS = 20  # Styles are based on others; a circle must end.
# What readers don't see, or what comes with another property.
_NOISE = lazy_re(
    r".*:(?:language|country|script|rfc-language-tag)|.*-(?:asian|complex)|.*rsid|.*:hyphen.*"
    r"|.*:text-(?:underline|line-through)-.*|style:use-window-font-color|style:letter-kerning"
    r"|loext:.*|style:font-(?:charset|pitch|family-generic)|style:text-blinking"
)
# The property of each readable format, and the value that it is written with.
_WRITTEN = {
    "b": {"fo:font-weight": "bold"},
    "i": {"fo:font-style": "italic"},
    "u": {"style:text-underline-style": "solid", "style:text-underline-width": "auto"},
    "s": {"style:text-line-through-style": "solid"},
    "sup": {"style:text-position": "super 58%"},
    "sub": {"style:text-position": "sub 58%"},
}
_READABLE = frozenset(name for own in _WRITTEN.values() for name in own)


@dataclass(slots=True)
class _Style:
    parent: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class OdfStyles:
    """The styles of texts by name, and the names of the styles of titles and of hidden sheets."""

    texts: dict[str, _Style] = field(default_factory=dict)
    titles: set[str] = field(default_factory=lambda: {"Title"})
    hidden: set[str] = field(default_factory=set)

    def values(self, name: str) -> dict[str, str]:
        """The properties of a style, with those of the styles that it is based on."""
        chain: list[_Style] = []
        while name in self.texts and len(chain) < _MOST_STEPS:
            chain.append(self.texts[name])
            name = chain[-1].parent
        return {key: value for one in reversed(chain) for key, value in one.values.items()}


def read_styles(styles: OdfStyles, text: str) -> None:
    """Add the styles in a part."""
    current, current_name = _Style(), ""
    for tag in tags(text, PREFIXES, ("office:body", "office:master-styles")):
        if tag.kind not in (Kind.START, Kind.EMPTY):
            continue
        if tag.name == "style:style":
            own = raw_attributes(tag.own)
            name, parent = own.get("style:name", ""), own.get("style:parent-style-name", "")
            current = _Style(parent)
            if own.get("style:family") == "text":
                styles.texts[name] = current
            elif own.get("style:family") == "paragraph" and parent == "Title":
                styles.titles.add(name)
            current_name = name
        elif tag.name in ("style:default-style", "style:page-layout"):
            current = _Style()
        elif tag.name == "style:table-properties":
            if raw_attributes(tag.own).get("table:display") == "false":
                styles.hidden.add(current_name)
        elif tag.name == "style:text-properties":
            current.values.update(raw_attributes(tag.own))


def spans_of(format: str) -> list[str]:
    """The start tags in the formatting of a text, from the outside."""
    return _SPAN.findall(format)


class SpanDialect:
    """See `Dialect`. ``added`` has the styles that an edition needs in addition, by name."""

    def __init__(self, styles: OdfStyles) -> None:
        self._styles = styles
        self._looks: dict[str, Look] = {}
        self.added: dict[str, _Values] = {}
        self._names: dict[_Values, str] = {}
        self._numbered = 0

    def look(self, format: str) -> Look:
        """See `Dialect.look`."""
        known = self._looks.get(format)
        if known is None:
            known = self._looks[format] = _look(self.values(format))
        return known

    def values(self, format: str) -> dict[str, str]:
        """The properties of a text in some spans."""
        found: dict[str, str] = {}
        for span in spans_of(format):
            found.update(self._styles.values(raw_attributes(span).get("text:style-name", "")))
        return found

    def composed(self, format: str, readable: frozenset[str]) -> str:
        """See `Dialect.composed`."""
        values = {key: v for key, v in self.values(format).items() if key not in _READABLE}
        for name in sorted(readable):
            values |= _WRITTEN[name]
        if not values:
            return ""
        own = tuple(sorted(values.items()))
        name = self._names.get(own, "")
        if not name:
            name = self._names[own] = self._unused_name()
            self.added[name] = own
            self._styles.texts[name] = _Style("", values)
        return f'<text:span text:style-name="{name}">'

    def _unused_name(self) -> str:
        while True:
            self._numbered += 1
            name = f"hexapla-{self._numbered}"
            if name not in self._styles.texts:
                return name

    def added_xml(self, text: str) -> str:
        """The styles to add to a part, whose XML is ``text``."""
        missing = declarations(text, "style", "fo")
        known = declared(text) | {"style", "fo"}
        out: list[str] = []
        for name, values in self.added.items():
            own = "".join(
                f' {key}="{attribute(value)}"'
                for key, value in values
                if key.partition(":")[0] in known
            )
            out.append(
                f'<style:style{missing} style:name="{name}" style:family="text">'
                f"<style:text-properties{own}/></style:style>"
            )
        return "".join(out)


def _look(values: Mapping[str, str]) -> Look:
    readable: set[str] = set()
    weight = values.get("fo:font-weight", "normal")
    if weight == "bold" or (whole(weight) or 0) >= 600:
        readable.add("b")
    if values.get("fo:font-style", "normal") in ("italic", "oblique"):
        readable.add("i")
    if values.get("style:text-underline-style", "none") != "none":
        readable.add("u")
    if values.get("style:text-line-through-style", "none") != "none":
        readable.add("s")
    position = values.get("style:text-position", "")
    raised = {"super": "sup", "sub": "sub"}.get(position.split(" ")[0])
    if raised:
        readable.add(raised)
    rest = [
        f"{key}={value}"
        for key, value in sorted(values.items())
        if key not in _READABLE and not _NOISE.fullmatch(key)
    ]
    return Look(frozenset(readable), " ".join(rest))

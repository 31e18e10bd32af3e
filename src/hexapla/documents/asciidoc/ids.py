"""The ids that Asciidoctor makes of the words of headings, and the references to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.structure import markup_in
from hexapla.documents.asciidoc.tree import Node
from hexapla.lazy import lazy_re

__all__ = ["given_ids", "has_title", "headings", "ids_of", "referred_to", "with_ids"]

_REFERENCE = lazy_re(r"<<#?([^<>,\n]+?)(?=,|>>)|\bxref:#?([^\[\]\n#]+)\[")
_NOT_IN_ID = lazy_re(r"<[^>]+>|&(?:[a-z][a-z]+\d{0,2}|#\d{2,5}|#x[\da-f]{2,4});|[^ \w\-.]")
_APOSTROPHE = lazy_re(r"(?<=\w)'(?=\w)|\.\.\.|--")
_GIVEN = lazy_re(
    r"\[\[\[?([^\s\[\],]+)|\[[^\[\]\s,]*#([^\s\[\].,%\"]+)|\bid=[\"']?([^\s\[\],\"']+)"
    r"|\banchor:([^\s\[\]]+)\["
)
_ATTRIBUTE = lazy_re(r"\{([\w-]+)\}")


def headings(node: Node) -> Iterator[Node]:
    """The headings of a document that get ids, in order."""
    for inner in node.nodes:
        if inner.name == "heading":
            yield inner
        yield from headings(inner)


def ids_of(
    found: Sequence[Node], attributes: Mapping[str, str], prefix: str | None = None, sep: str = "_"
) -> list[str]:
    """The id of each heading: its own, or one made of its words.

    ``prefix`` and ``sep`` (the separator) are used if ``attributes`` don't name others.
    """
    start = attributes.get("idprefix", "_" if prefix is None else prefix)
    sep = attributes.get("idseparator", sep)[:1]
    taken = {one.id for one in found if one.id}
    numbers: dict[str, int] = {}  # For each name the first number that may be free.
    ids: list[str] = []
    for node in found:
        if node.id:
            ids.append(node.id)
            continue
        base = _id(" ".join(line.text for line in node.lines), attributes, start, sep)
        name, number = base, numbers.get(base, 2)
        while name in taken:
            name, number = f"{base}{sep}{number}", number + 1
        numbers[base] = number
        taken.add(name)
        ids.append(name)
    return ids


def _id(title: str, attributes: Mapping[str, str], prefix: str, sep: str) -> str:
    plain = _ATTRIBUTE.sub(lambda found: attributes.get(found[1], found[1]), _words(title))
    name = _NOT_IN_ID.sub("", _APOSTROPHE.sub("", plain).lower())
    if not sep:
        return prefix + name.replace(" ", "")
    blanks = " .-" if sep in "-." else f" {sep}.-"
    out = prefix
    for char in name:
        char = sep if char in blanks else char
        if char != sep or not out.endswith(sep) or not out:
            out += char
    out = out[:-1] if out.endswith(sep) else out
    return out[1:] if not prefix and out.startswith(sep) else out


def _words(title: str) -> str:
    """A title as readers see it."""
    out, at = "", 0
    for span in read_spans(title):
        if span.kind in ("code", "passthrough") and span.inner is None and span.start >= at:
            out += title[at : span.start] + title[span.start : span.end].strip("`+")
            at = span.end
    title = out + title[at:]
    out, at = "", 0
    for start, end in markup_in(title):
        if start >= at:
            kept = title[start:end] if title[start] == "{" else ""
            out += title[at:start] + kept
            at = end
    return out + title[at:]


def referred_to(source: str) -> frozenset[str]:
    """What the references of a file name: ids, and titles of headings."""
    return frozenset((a or b).strip() for a, b in _REFERENCE.findall(source))


def given_ids(source: str) -> Iterator[str]:
    """The ids that a file gives to blocks and places in texts."""
    for found in _GIVEN.finditer(source):
        yield found[found.lastindex or 0]


def has_title(text: str, title: str) -> bool:
    """Whether a heading in a text has these words."""
    words = r"[ \t]+".join(map(re.escape, title.split()))
    return re.search(rf"^(?:[=#]{{1,6}}[ \t]+)?{words}[ \t]*(?:$|\[\[)", text, re.M) is not None


def with_ids(text: str, titles: Mapping[str, str]) -> str:
    """A text whose references to headings by their titles name their ids."""
    if not titles or ("<<" not in text and "xref:" not in text):
        return text

    def named(found: re.Match[str]) -> str:
        own, title = found[0], found[1] or found[2]
        name = titles.get(" ".join(title.split()))
        return own.replace(title, name) if name else own

    return _REFERENCE.sub(named, text)

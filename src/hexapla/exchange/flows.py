"""Words in inline codes: texts for readers in the attributes of tags, and the titles of links.

Other programs don't let translators change what is in a code, so these words are texts of their
own there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hexapla.documents.elements import ATTRIBUTES
from hexapla.exchange.codes import Code
from hexapla.lazy import lazy_re
from hexapla.literals import DESTINATION, TAG
from hexapla.numerals import unescape

__all__ = ["Flow", "flows_in", "with_flows"]

_VALUE = lazy_re(r"(?<=\s)([A-Za-z-]{1,40})\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_ESCAPED = lazy_re(r"\\([\"'\\])")


class Flow(NamedTuple):
    """Words in a code: ``name`` says where ("alt", "title"), ``text`` is what readers see.

    ``start`` and ``end`` are the span in the code's text; ``sign`` is the quotation mark around it.
    """

    name: str
    text: str
    start: int
    end: int
    sign: str

    def written(self, text: str, *, is_tag: bool) -> str:
        """Another text as it is written in the code."""
        text = " ".join(text.split())
        if is_tag:
            mark = {'"': "&quot;", "'": "&#39;"}[self.sign]
            return html.escape(text, quote=False).replace(self.sign, mark)
        return re.sub(rf"[\\{re.escape(self.sign)}]", r"\\\g<0>", text)


def flows_in(code: Code) -> list[Flow]:
    """The words in a code, each with another name."""
    tag = TAG.fullmatch(code.text)
    found = {one.name: one for one in (_of_tag(tag) if tag else _of_link(code.text))}
    return [one for one in found.values() if any(map(str.isalpha, one.text))]


def with_flows(code: Code, texts: Mapping[str, str]) -> Code:
    """The code with other words, by the names of its flows."""
    text = code.text
    is_tag = text.startswith("<")
    for flow in sorted(flows_in(code), key=lambda one: -one.start):
        new = texts.get(flow.name)
        if new and new != flow.text:
            text = text[: flow.start] + flow.written(new, is_tag=is_tag) + text[flow.end :]
    return Code(text, code.number, code.role)


def _of_tag(tag: re.Match[str]) -> Iterator[Flow]:
    if not tag["attributes"]:
        return
    element = tag["name"].lower()
    for found in _VALUE.finditer(tag[0]):
        name = found[1].lower()
        _, elements = ATTRIBUTES.get(name, ("", frozenset(["-"])))
        if not elements or element in elements:
            group = 2 if found[2] is not None else 3
            value = unescape(found[group])
            yield Flow(name, value, *found.span(group), "\"'"[group - 2])


def _of_link(text: str) -> Iterator[Flow]:
    found = DESTINATION.fullmatch(text)
    if found and found["title"] and found["title"][0] in "\"'":
        start, end = found.span("title")
        value = _ESCAPED.sub(r"\1", found["title"][1:-1])
        yield Flow("title", value, start + 1, end - 1, found["title"][0])

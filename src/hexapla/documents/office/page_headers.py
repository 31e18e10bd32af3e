"""The headers and footers of a sheet's printed pages: a text with codes such as ``&P``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hexapla.documents.office.atoms import Atom, Kind, Span
from hexapla.documents.office.parts import Paragraph
from hexapla.documents.xml.reading import characters
from hexapla.documents.xml.writing import content
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["KINDS", "LONGEST", "objection", "page_headers", "written"]

KINDS = ("header", "footer")
"""The kinds of their paragraphs."""

LONGEST = 255
"""The most characters that a header can have, with its codes; a longer one stays as it is."""

_ELEMENT = lazy_re(r"<(?:\w+:)?(?:odd|even|first)(Header|Footer)(?:\s[^<>]*)?>([^<]+)</")
# What follows "&amp;" or another reference to the sign: a part of the page with the formatting of
# its first words, formatting, or what Excel puts in.
_AND = r"&(?:amp|#38|#x0*26);"
_QUOTE = r'(?:"|&quot;|&#34;)'
_STYLE = (
    rf"{_QUOTE}[^\"&]*(?:&(?!quot;|#34;)[^\"&]*)*{_QUOTE}|K[0-9A-F]{{6}}|K\d\d[+-]\d{{3}}|\d{{1,3}}"
    r"|[BIUESXYOH]"
)
_CODE = lazy_re(
    rf"(?P<part>{_AND}[LCR](?:{_AND}(?:{_STYLE}))*+)|(?P<and>{_AND}{_AND})"
    rf"|(?P<style>{_AND}(?:{_STYLE}))|(?P<field>{_AND}[A-Z])|(?P<line>\r?\n|&#10;|_x000[Aa]_)",
)
_KINDS = {"part": Kind.GAP, "style": Kind.SIGN, "field": Kind.WORD, "line": Kind.BREAK}


def objection(text: str) -> str | None:
    """Why a text can't be a header; None if it can."""
    if len(characters(text)) <= LONGEST:
        return None
    return msg("a header or footer can have {longest} characters at most", longest=LONGEST)


def page_headers(text: str) -> Iterator[Paragraph]:
    """The headers and footers in the XML of a sheet."""
    for found in _ELEMENT.finditer(text):
        paragraph = Paragraph(found.start(), found.end(), found.span(2), found[1].lower(), [])
        paragraph.atoms = list(_atoms(text, *found.span(2)))
        yield paragraph


def _atoms(text: str, start: int, end: int) -> Iterator[Atom]:
    at = start
    words: list[str] = []
    for found in _CODE.finditer(text, start, end):
        words.append(characters(text[at : found.start()]))
        at = found.end()
        if found["and"]:
            words.append("&")
            continue
        if own := "".join(words):
            yield Atom(Kind.TEXT, "", own)
        words.clear()
        yield Atom(_KINDS[found.lastgroup or ""], "", "", (Span(*found.span(), ""),))
    if own := "".join([*words, characters(text[at:end])]):
        yield Atom(Kind.TEXT, "", own)


def written(source: str, own: Paragraph, atoms: Sequence[Atom]) -> str:
    """A header with other content; ``source`` is the XML of its sheet."""
    out: list[str] = []
    for atom in atoms:
        if atom.spans:
            out += (source[start:end] for start, end, _ in atom.spans)
            continue
        words = content(atom.text.replace("&", "&&"))
        # A size ends where a number does.
        sized = out and out[-1][-1:].isdecimal() and words[:1].isdecimal()
        out.append(f" {words}" if sized else words)
    start, end = own.inner
    inner = "".join(out)
    if len(characters(inner)) > LONGEST:
        inner = source[start:end]
    return f"{source[own.start : start]}{inner}{source[end : own.end]}"

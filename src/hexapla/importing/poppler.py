"""Read a PDF with Poppler's program `pdftohtml`. It runs in a process of its own: see `reading`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hexapla.errors import InputError
from hexapla.importing.lines import join_pieces
from hexapla.importing.pages import Extracted, Page, Piece, Span, Style, plain_text, style_of_font
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import unescape, whole
from hexapla.programs import environment, find

__all__ = ["PROGRAM", "read"]

PROGRAM = "pdftohtml"
"""The name of the program."""

_SECONDS = 240.0
# Its XML isn't always well-formed: tags of fonts and links may overlap.
_ELEMENT = lazy_re(
    r"<page\b(?P<page>[^>]*)>|<fontspec\b(?P<font>[^>]*)>"
    r"|<text\b(?P<text>[^>]*)>(?P<words>.*?)</text>|<item\b(?P<item>[^>]*)>(?P<title>.*?)</item>"
    r"|(?P<deeper><outline>)|(?P<back></outline>)",
    re.DOTALL,
)
_ATTRIBUTE = lazy_re(r'(?<!\w)(\w++)="([^"]*+)"')
_TAG = lazy_re(r"<(/?)(b|i|a)\b([^>]*)>")
_ASCENT = 0.8  # The part of a line's height that is above its base.


def read(path: Path, most_pages: int) -> Extracted:
    """The text of a PDF. Raises InputError if it can't be read, has a password or is too long."""
    program = find(PROGRAM)
    assert program is not None
    command = [program, "-xml", "-i", "-hidden", "-zoom", "1", "-l", str(most_pages + 1)]
    done = _run([*command, "-stdout", str(path)])
    reserved = b"not allowed" in done.stderr
    if reserved:
        done = _run([*command, "-nodrm", "-stdout", str(path)])
    if b"Incorrect password" in done.stderr:
        raise InputError(
            msg("is a PDF with a password"), hint=msg("save a copy without the password first")
        )
    found = _parsed(done.stdout.decode("utf-8", "replace"))
    if not found.pages:
        raise InputError(
            msg("is not a valid PDF"), hint=msg("open it in a viewer, and save it again")
        )
    if len(found.pages) > most_pages:
        raise InputError(
            msg("has more than {most_pages} pages", most_pages=most_pages),
            hint=msg("split it into parts first"),
        )
    return replace(found, reserved=reserved)


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
        env=environment(),
    )


def _parsed(text: str) -> Extracted:
    pages: list[tuple[float, float, list[Piece]]] = []
    fonts: dict[str, tuple[float, Style]] = {}
    bookmarks: list[tuple[int, str, int]] = []
    depth = 0
    for one in _ELEMENT.finditer(text):
        if one["page"] is not None:
            size = _attributes(one["page"])
            pages.append((float(size.get("width", 0)), float(size.get("height", 0)), []))
        elif one["font"] is not None:
            font = _attributes(one["font"])
            own = abs(float(font.get("size", 1))) or 1.0
            fonts[font.get("id", "")] = own, style_of_font(font.get("family", ""))
        elif one["text"] is not None and pages:
            pages[-1][2].append(_piece(_attributes(one["text"]), one["words"], fonts))
        elif one["item"] is not None:
            page = (whole(_attributes(one["item"]).get("page", "")) or 0) - 1
            bookmarks.append((page, unescape(one["title"]), depth - 1))
        else:
            depth += 1 if one["deeper"] else -1
    return Extracted(
        tuple(Page(width, height, tuple(join_pieces(own))) for width, height, own in pages),
        bookmarks=tuple(bookmarks),
    )


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _piece(where: dict[str, str], words: str, fonts: dict[str, tuple[float, Style]]) -> Piece:
    size, style = fonts.get(where.get("font", ""), (1.0, Style()))
    left, top = float(where.get("left", 0)), float(where.get("top", 0))
    right, height = left + float(where.get("width", 0)), float(where.get("height", size))
    return Piece(left, right, top + _ASCENT * height, size, tuple(_spans(words, style)))


def _spans(words: str, style: Style) -> Iterator[Span]:
    at = 0
    own = style
    for tag in [*_TAG.finditer(words), None]:
        text = plain_text(unescape(words[at : tag.start() if tag else len(words)]))
        if text:
            yield Span(text, own)
        if tag is None:
            return
        at = tag.end()
        opens = not tag[1]
        if tag[2] == "b":
            own = own._replace(bold=opens or style.bold)
        elif tag[2] == "i":
            own = own._replace(italic=opens or style.italic)
        else:
            own = own._replace(link=_attributes(tag[3]).get("href", "") if opens else "")

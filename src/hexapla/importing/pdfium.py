"""Read a PDF with PDFium. It runs in a process of its own: see `reading`."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from hexapla.errors import InputError
from hexapla.importing.bidi import has_rtl, read_lines
from hexapla.importing.lines import Char, join_pieces, piece_of, pieces_of
from hexapla.importing.pages import Extracted, Page, Piece, Style, style_of_font
from hexapla.message import msg

__all__ = ["read"]

_NAME_BYTES = 200
_HYPHEN = 2  # PDFium's sign for a hyphen at the end of a line
_FIXED_FLAG, _ITALIC_FLAG = 1, 64
_BOLD_WEIGHT = 600
_DOUBLED = 0.08  # Times the font size: how far apart a letter is that is printed twice.
_RTL, _RTL_SHAPES = (0x590, 0x900), (0xFB1D, 0xFEFD)
_MAY_COPY = 16  # a permission
_DOWN = 3  # The quarter turns of lines from the top to the bottom.
_ALIGNED = 0.1  # Times the font size.
_STROKED = 2  # A render mode that makes letters look bold.

_Box = tuple[float, float, float, float]
_Link = tuple[_Box, str]


class _Run(NamedTuple):
    """What the characters of a text object share. ``turn`` is a number of quarter turns."""

    size: float
    style: Style
    turn: int


def read(path: Path, most_pages: int) -> Extracted:
    """The text of a PDF. Raises InputError if it can't be read, has a password or is too long."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                msg("is a PDF with a password"), hint=msg("save a copy without the password first")
            ) from None
        raise InputError(
            msg("is not a valid PDF"), hint=msg("open it in a viewer, and save it again")
        ) from None
    count = len(document)
    if count > most_pages:
        raise InputError(
            msg("has {count} pages; the limit is {most_pages}", count=count, most_pages=most_pages),
            hint=msg("split it into parts first"),
        )
    pages = tuple(_page(document, number) for number in range(count))
    reserved = not raw.FPDF_GetDocPermissions(document) & _MAY_COPY
    return Extracted(pages, _title(document), tuple(_bookmarks(document)), reserved)


def _title(document: Any) -> str:
    try:
        return str(document.get_metadata_value("Title"))
    except UnicodeDecodeError:  # half of a pair of surrogates
        return ""


def _bookmarks(document: Any) -> Iterator[tuple[int, str, int]]:
    try:
        for one in document.get_toc(max_depth=6):
            target = one.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                yield page, one.get_title() or "", one.level
    except (pypdfium2.PdfiumError, ValueError):
        return


def _page(document: Any, number: int) -> Page:
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page(0, 0, ())
    chars = list(_chars(text, list(_links(document, page))))
    if _is_vertical(chars):
        chars = [(*one[:3], one[3] and one[3]._replace(turn=_DOWN)) for one in chars]
    turns = Counter(run.turn for text, _, _, run in chars if text.strip() and run)
    main = turns.most_common(1)[0][0] if turns else 0
    box = page.get_bbox()
    pieces = _pieces(chars, main, box)
    turned = [one for turn in turns if turn != main for one in _pieces(chars, turn, box)]
    width, height = box[2] - box[0], box[3] - box[1]
    if main % 2:
        width, height = height, width
    return Page(width, height, tuple(pieces), tuple(turned))


_Read = tuple[str, _Box | None, tuple[float, float], _Run | None]


def _is_vertical(chars: Sequence[_Read]) -> bool:
    """Whether most characters stand below each other, as in Chinese and Japanese books.

    Their lines are then like those of letters that are turned to the right.
    """
    below = beside = 0
    for (_, _, (x, y), a), (_, _, (next_x, next_y), b) in pairwise(chars):
        if a and b and a.turn == b.turn == 0:
            below += abs(x - next_x) < _ALIGNED * a.size and 0.5 < (y - next_y) / a.size < 2
            beside += abs(y - next_y) < _ALIGNED * a.size
    return below > beside


def _chars(text: Any, links: list[_Link]) -> Iterator[_Read]:
    """Each character with its box, origin and run; a generated one has no box."""
    runs: dict[int | None, _Run] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    last: tuple[int, int, float, float] = (0, 0, 0.0, 0.0)
    for at, code in _codes(text):
        pointer = raw.FPDFText_GetTextObject(text, at)
        if not pointer or code in (10, 13):
            yield "\n" if code in (10, 13) else " ", None, (0, 0), None
            continue
        thing = ctypes.addressof(pointer.contents)
        run = runs.get(thing)
        if run is None:
            run = runs[thing] = _run(text, at)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        again = last[0] == code and last[1] != thing
        if again and math.dist(last[2:], (x.value, y.value)) < _DOUBLED * run.size:
            continue  # printed twice, to look bold
        last = code, thing, x.value, y.value
        found = _box(text, at, code, box)
        link = _link_at(links, found) if links else ""
        if link:
            run = run._replace(style=run.style._replace(link=link))
        yield "-" if code == _HYPHEN else chr(code), found, (x.value, y.value), run


def _codes(text: Any) -> Iterator[tuple[int, int]]:
    """The characters, each with the number of its last half."""
    high = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:  # the first half of a character
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        yield at, code


def _box(text: Any, at: int, code: int, box: Any) -> _Box:
    raw.FPDFText_GetLooseCharBox(text, at, box)
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if _RTL[0] <= code < _RTL[1] or _RTL_SHAPES[0] <= code < _RTL_SHAPES[1]:
        # Their advance isn't always in the file.
        sides = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(text, at, *sides)
        left, right = min(left, sides[0].value), max(right, sides[1].value)
    return left, bottom, right, top


def _run(text: Any, at: int) -> _Run:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, at, matrix)
    size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    flags = ctypes.c_int()
    name = ctypes.create_string_buffer(_NAME_BYTES)
    raw.FPDFText_GetFontInfo(text, at, name, _NAME_BYTES, flags)
    stroked = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, at)) == _STROKED
    style = style_of_font(
        name.value.decode("latin-1"),
        bold=stroked or raw.FPDFText_GetFontWeight(text, at) >= _BOLD_WEIGHT,
        italic=bool(flags.value & _ITALIC_FLAG),
        mono=bool(flags.value & _FIXED_FLAG),
    )
    turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
    return _Run(abs(size) or 1.0, style, turn)


def _pieces(chars: Iterable[_Read], turn: int, page: _Box) -> list[Piece]:
    """The pieces of lines that are written in one direction."""
    found: list[Char] = []
    for text, box, origin, run in chars:
        if box is None or run is None:
            found.append(Char(text, None, None, 0, 0, Style()))
        elif run.turn == turn:
            left, right, base = _turned(turn, box, origin, page)
            found.append(Char(text, left, right, base, run.size, run.style))
        else:
            found.append(Char("\n", None, None, 0, 0, Style()))
    if has_rtl(found):
        return join_pieces([piece_of(one) for one in read_lines(found)])
    return join_pieces(list(pieces_of(found)))


def _turned(
    turn: int, box: _Box, origin: tuple[float, float], page: _Box
) -> tuple[float, float, float]:
    """The left and right edges of a character and its base, in the direction of reading."""
    left, bottom, right, top = box
    match turn:
        case 0:
            return left - page[0], right - page[0], page[3] - origin[1]
        case 1:
            return bottom - page[1], top - page[1], origin[0] - page[0]
        case 2:
            return page[2] - right, page[2] - left, origin[1] - page[1]
        case _:
            return page[3] - top, page[3] - bottom, page[2] - origin[0]


def _links(document: Any, page: Any) -> Iterator[_Link]:
    """The addresses on a page, each with its rectangle."""
    position, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        if not action or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        if length > 1:
            address = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document, action, address, length)
            low, high = sorted((box.bottom, box.top))
            where = (min(box.left, box.right), low, max(box.left, box.right), high)
            yield where, address.value.decode("utf-8", "replace")


def _link_at(links: list[_Link], box: _Box) -> str:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for (left, bottom, right, top), address in links:
        if left <= x <= right and bottom <= y <= top:
            return address
    return ""

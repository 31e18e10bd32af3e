"""Blocks written as Markdown: one line per paragraph, and nothing that is markup by accident."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from hexapla.importing.escaping import escaped, guarded, has_maths
from hexapla.importing.joints import Joints
from hexapla.importing.pages import Piece, Span, Style
from hexapla.importing.parts import Block
from hexapla.importing.rows import BULLET
from hexapla.lazy import lazy_re

__all__ = ["write"]

_SPACES = lazy_re(r"\s+")
_NUMBER = lazy_re(r"\d{1,9}[.)]\Z")
_LEADERS = lazy_re(r"(?<![ \xa0])(?:[ \xa0]*+[.·…_]){4,}[ \xa0]*")
_ADDRESS = lazy_re(r"(?:https?|mailto|ftp):\S+\Z")
_LINK_UNSAFE = lazy_re(r"[\s<>()\\\x00-\x1f\x7f]")
_TICKS = lazy_re("`+")


def write(blocks: Sequence[Block], title: str = "") -> str:
    """The Markdown of an article; ``title`` goes into the front matter."""
    joints = Joints(blocks)
    out: list[str] = []
    last: Block | None = None
    indents: list[int] = []
    if title:
        out.append(f"---\ntitle: {_yaml(title)}\n---")
    for block in blocks:
        text = _written(block, joints, indents, last)
        if not text.strip():
            continue
        if out:
            out.append(_between(last, block))
        out.append(text)
        last = block
    return "".join(out).rstrip("\n") + "\n" if out else ""


def _between(last: Block | None, block: Block) -> str:
    """What separates two blocks."""
    if last and last.kind == block.kind == "line" and not block.opens:
        return "\\\n"
    return "\n" if last and last.kind == block.kind == "item" else "\n\n"


def _yaml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(block: Block, joints: Joints, indents: list[int], last: Block | None) -> str:
    match block.kind:
        case "code":
            return _code(block)
        case "table":
            return _table(block, joints)
        case "heading":
            marker = f"{escaped(block.marker)} " if block.marker else ""
            text = _inline(block.lines, joints, plain=True)
            return f"{'#' * block.level} {guarded(marker + text, 'heading')}" if text else ""
        case "item":
            return _item(block, joints, indents, last)
        case "note":
            return f"[^{block.note}]: {guarded(_inline(block.lines, joints))}"
        case "quotation":
            return f"> {guarded(_inline(block.lines, joints))}"
    return guarded(_inline(block.lines, joints))


def _item(block: Block, joints: Joints, indents: list[int], last: Block | None) -> str:
    text = _inline(block.lines, joints)
    if not text:
        return ""
    if block.marker == BULLET:
        marker = "-"
    elif _NUMBER.match(block.marker):
        marker = block.marker
    else:  # Markdown has no list with such markers.
        return ("\n" if last and last.kind == "item" else "") + guarded(
            f"{escaped(block.marker)} {text}"
        )
    if last is None or last.kind != "item" or not block.level:
        indents.clear()
    del indents[block.level :]
    indent = sum(indents)
    indents.append(len(marker) + 1)
    return f"{' ' * indent}{marker} {guarded(text)}"


def _code(block: Block) -> str:
    lines = [line.text.rstrip() for line in block.lines]
    text = "\n".join(lines)
    longest = max((len(one) for one in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _table(block: Block, joints: Joints) -> str:
    """A table, or a list if it is a table of contents: with names and page numbers."""
    rows = [
        [guarded(_LEADERS.sub(" ", _inline(cell, joints)).strip(), "cell") for cell in row]
        for row in block.cells
    ]
    if all(len(row) == 2 and row[1].isdigit() for row in rows):
        return "\n".join(f"- {guarded(name)} {number}" for name, number in rows)
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# ── words and their formatting ───────────────────────────────────────────────────────────────────


def _inline(lines: Sequence[Piece], joints: Joints, *, plain: bool = False) -> str:
    """The words of some lines, with their markup; ``plain`` leaves out bold and italic."""
    spans = _runs(list(_on_one_line(lines, joints)), plain=plain)
    return _marked(spans).strip()


def _on_one_line(lines: Sequence[Piece], joints: Joints) -> Iterator[Span]:
    for at, line in enumerate(lines):
        spans = [one for one in line.spans if one.text]
        if not spans:
            continue
        if at:
            spans[0] = Span(spans[0].text.lstrip(), spans[0].style)
        if at + 1 < len(lines):
            text, style = spans[-1]
            following = lines[at + 1].text.lstrip()
            whole = line.text.rstrip()
            if whole and following:
                dropped, between = joints.joint(whole, following)
                if _is_divided_address(line, lines[at + 1]):
                    dropped, between = 0, ""
                text = text.rstrip()
                spans[-1] = Span(text[: len(text) - dropped] + between, style)
        yield from spans


def _is_divided_address(line: Piece, after: Piece) -> bool:
    """Whether an address goes on in the next line."""
    last, first = line.spans[-1].style.link, after.spans[0].style.link if after.spans else ""
    if not last or last != first:
        return False
    both = line.text.split()[-1] + after.text.split()[0].rstrip(".,;:)")
    return both.strip("/<>(") in last + "/" or "://" in line.text.split()[-1]


def _runs(spans: Sequence[Span], *, plain: bool) -> list[Span]:
    """The spans with clean styles and single spaces, neighbours of one style joined."""
    everything = [span for span in spans if any(map(str.isalnum, span.text))]
    mono = all(span.style.mono for span in everything)
    found: list[Span] = []
    for text, style in spans:
        text = _SPACES.sub(" ", text).replace("\xad", "")
        if mono or not any(map(str.isalnum, text)):
            style = style._replace(mono=False)
        if plain:
            style = style._replace(bold=False, italic=False, link=style.link)
        if style.raised and not style.note and not _is_index(text):
            style = style._replace(raised=False)
        if not text.strip() and found:
            style = found[-1].style._replace(note=0, raised=False)
        found.append(Span(text, style))
    alike = groupby(found, key=lambda span: span.style)
    return [Span("".join(span.text for span in group), style) for style, group in alike]


def _is_index(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


class _Text:
    """A text in the making, in which a space doesn't follow a space."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def __str__(self) -> str:
        return "".join(self._pieces)

    @property
    def last(self) -> str:
        """Its last character, if there is one."""
        return self._pieces[-1][-1] if self._pieces else ""

    def add(self, piece: str) -> None:
        """Add a piece to the end."""
        if piece := piece.lstrip(" ") if self.last == " " else piece:
            self._pieces.append(piece)

    def drop_spaces(self) -> None:
        """Remove the spaces at the end."""
        while self.last == " ":
            if piece := self._pieces.pop().rstrip(" "):
                self._pieces.append(piece)


def _marked(spans: Sequence[Span]) -> str:
    out = _Text()
    whole = "".join(span.text for span in spans)
    maths = has_maths(whole)
    at = 0
    for link, group in groupby(spans, key=lambda span: span.style.link):
        own = list(group)
        text = "".join(span.text for span in own)
        at += len(text)
        inner = _styled(own, out.last, whole[at : at + 1], maths=maths)
        out.add(_linked(inner, text, link) if link else inner)
    return str(out)


def _linked(inner: str, text: str, link: str) -> str:
    core = text.strip()
    if not _ADDRESS.match(link) or not core:
        return inner
    same = core.rstrip("/") in (link.rstrip("/"), link.partition(":")[2].strip("/"))
    if same and "@" not in core and "://" in core:
        return inner
    left, right = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    address = _LINK_UNSAFE.sub(lambda one: f"%{ord(one[0]):02X}", link)
    return f"{left}[{inner.strip()}]({address}){right}"


def _styled(spans: Sequence[Span], before: str, after: str, *, maths: bool) -> str:
    out = _Text()
    for at, (text, style) in enumerate(spans):
        following = spans[at + 1].text[:1] if at + 1 < len(spans) else after
        if style.note:
            piece = f"[^{style.note}]{_trailing(text)}"
            out.drop_spaces()
        elif style.raised:
            piece = f"<sup>{escaped(text.strip(), maths=maths)}</sup>{_trailing(text)}"
        else:
            piece = _emphasised(text, style, out.last or before, following, maths=maths)
        out.add(piece)
    return str(out)


def _emphasised(text: str, style: Style, before: str, after: str, *, maths: bool) -> str:
    sign = ("**" if style.bold else "") + ("*" if style.italic else "")
    core = text.strip()
    left, right = text[: len(text) - len(text.lstrip())], _trailing(text)
    before, after = left[-1:] or before, right[:1] or after
    if style.mono and core and "`" not in core:
        return f"{left}`{core}`{right}"
    if not sign or not any(map(str.isalnum, core)) or before == "*":
        return escaped(text, maths=maths)
    head = tail = ""
    if _is_letter(before):
        head, core = _cut(core, at_start=True)
    if _is_letter(after):
        tail, core = _cut(core, at_start=False)
    return (
        left
        + escaped(head, maths=maths)
        + f"{sign}{escaped(core, maths=maths)}{sign[::-1]}"
        + escaped(tail, maths=maths)
        + right
    )


def _trailing(text: str) -> str:
    """The white space at the end of a text."""
    return text[len(text.rstrip()) :]


def _is_letter(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] not in "ZPSC"


def _cut(text: str, *, at_start: bool) -> tuple[str, str]:
    """The punctuation at one end of a text, and the rest."""
    letters = [at for at, char in enumerate(text) if _is_letter(char)]
    if at_start:
        return text[: letters[0]], text[letters[0] :]
    return text[letters[-1] + 1 :], text[: letters[-1] + 1]

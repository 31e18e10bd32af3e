"""Find the translatable parts of HTML by its element model.

Used for HTML files and, together with `writing`, for HTML inside other formats.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import pairwise

from hexapla.documents.document import Flow
from hexapla.documents.elements import APART, BLOCKS, BREAKOUTS, READINGS, SVG_TEXT, VOID
from hexapla.documents.html.declarations import Declaration, Declarations, begins_fragment
from hexapla.documents.html.office import is_numbering
from hexapla.documents.html.open_elements import Element, OpenElements
from hexapla.documents.html.parts import Part, paired, row_of_elements, simplified
from hexapla.documents.html.tags import Tag, read_tag, show_tag
from hexapla.documents.html.text import has_words, is_unchanged, read_text, show_markup
from hexapla.documents.html.tokens import Kind, Token, mask, tokens
from hexapla.documents.html.writing import show
from hexapla.documents.inline import Mark, Role, Words
from hexapla.documents.wrapping import EDGES
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Add", "Unread", "read_blocks", "starts_at_top"]

Add = Callable[[int, int, str, Flow, Sequence[Mark]], None]
"""Called with a block: start and end in the source, kind, flow, inline markup (`Blocks.add`)."""

# Template tags that stand for words. All others are control tags, which decide what is shown.
_EXPRESSION = lazy_re(
    r"\{\{[-~{]?\s*(?![-#/^!<%>&*]|(?:else|end|if|range|with|block|template|define|partial)\b)"
    r"|<[%?]="
)
# The name of a part that is a control tag: `{% if %}`.
_CONTROL = "{%"
# Template tags that a reader sees nothing of.
_UNSEEN = (_CONTROL, "{#")
_READING = lazy_re(rf"<(?:{'|'.join(READINGS)})\b", re.IGNORECASE)
# The type of a script that is HTML.
_TEMPLATE = lazy_re(
    r"\btype\s*=\s*[\"']?[^\"'>]{0,200}?(?:html|template|handlebars|mustache)", re.IGNORECASE
)
_MARKUP = lazy_re(r"<[^<>]*>|\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_NO_SPACE = lazy_re(f"[^{re.escape(EDGES)}]")


def read_blocks(
    source: str,
    start: int,
    end: int,
    add: Add,
    language: str = "",
    *,
    xml: bool = False,
    unread: set[Unread] | None = None,
    plain: Sequence[tuple[int, int]] = (),
) -> list[Declaration]:
    """Pass the blocks of the HTML ``source[start:end]`` to ``add``, in order.

    ``language`` is the tag of the article's language, "" if it isn't known; with ``xml``, the text
    is read as XML. What isn't translated is added to ``unread``. No tag begins in the spans
    ``plain``. Returns the declarations found (language, direction, encoding). Accepts any text; the
    time is linear in its length.
    """
    inside = [(a - start, b - start) for a, b in plain]
    reader = _Reader(source[start:end], start, add, language, xml=xml, plain=inside)
    declarations = reader.read()
    if unread is not None:
        unread |= reader.unread
    return declarations


def starts_at_top(text: str) -> list[int]:
    """The offsets of top-level blocks in a fragment of a page, except for the first element.

    The text before such an offset and the text after it can be parsed separately.
    """
    reader = _Reader(text, 0, lambda start, end, kind, flow, marks: None)
    reader.read()
    return reader.starts


class Unread(Enum):
    """Text that readers see and that isn't translated."""

    OTHER_LANGUAGE = msg("elements in another language")
    FIELD = msg("fields of forms")
    SCRIPT = msg("templates in scripts")


class _Reader:
    """Goes through the tokens once, collecting the parts of a flow until a block begins or ends."""

    def __init__(
        self,
        text: str,
        base: int,
        add: Add,
        language: str = "",
        *,
        xml: bool = False,
        plain: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._text = text
        self._masked = mask(_without_tags(text, plain))
        self._xml = xml
        self._base = base
        self._add = add
        self._open = OpenElements()
        self._parts: list[Part] = []
        # An open inline element whose content is not translated.
        self._held: Part | None = None
        self._held_depth = 0
        self._declarations = Declarations(self._masked, language)
        self.starts: list[int] = []
        self.unread: set[Unread] = set()
        self._foreign: Counter[str] = Counter()  # The elements svg and math that are not closed.

    def read(self) -> list[Declaration]:
        """Read all tokens, and return the declarations in order."""
        for token in tokens(self._masked, xml=self._xml):
            kind = token.kind
            if kind is Kind.TEXT and self._open.top.open:
                self._gather(Part(token.start, token.end))
            elif kind is Kind.START:
                self._start(token)
            elif kind is Kind.END:
                self._end(token)
            elif kind is Kind.RAW:
                self._raw(token)
            else:
                self._other(token)
        self._end_flow()
        base = self._base
        return [
            Declaration(base + a, base + b, what)
            for a, b, what in sorted(self._declarations.found, key=lambda d: d[:2])
        ]

    def _start(self, token: Token) -> None:
        name = token.name
        scope = self._open.scope
        if scope in ("svg", "math") and name in BREAKOUTS:
            self._end_flow()
            self._open.close(scope)
            scope = self._open.scope
        in_svg = scope == "svg"
        parts_blocks = name in (SVG_TEXT if in_svg else BLOCKS) or name == "foreignobject"
        if parts_blocks or (name == "br" and self._ends_in_line_break()):
            self._end_flow()
        if parts_blocks:
            self._open.imply_ends(name)
        tag = read_tag(self._text, self._masked, token)
        if parts_blocks:
            self._note_start(tag)
        svg_kind = SVG_TEXT.get(name) if in_svg else None
        element = self._declarations.element(tag, self._open.top, svg_kind)
        self._declarations.read_tag(tag, element)
        if parts_blocks:
            self._add_words(_part(tag, element))
        else:
            self._inline(tag, element)
        foreign = in_svg or name in ("svg", "math") or self._open.scope == "math"
        if name not in VOID and not ((foreign or self._xml) and self._is_ended(token)):
            self._open.push(element)
            if name in ("svg", "math"):
                self._foreign[name] += 1

    def _is_ended(self, token: Token) -> bool:
        """Whether a tag ends in a slash, and in XML with it the element."""
        return self._text[token.end - 2] == "/"

    def _note_start(self, tag: Tag) -> None:
        alone = self._open.depth == 1 and not self._foreign.total()
        if alone and self._declarations.fragment and begins_fragment(tag):
            self.starts.append(tag.token.start)

    def _inline(self, tag: Tag, element: Element) -> None:
        if self._held and element.open:
            self._end_flow()
        if not (self._open.top.open or element.open):
            return
        part = _part(tag, element)
        ended = self._xml and self._is_ended(tag.token)
        if ended and part.role is Role.OPEN:
            part = part._replace(role=Role.APART if element.open else Role.ALONE)
        if element.open or part.name in VOID or ended:
            self._gather(part)
        else:
            self._held = part
            self._held_depth = self._open.depth

    def _end(self, token: Token) -> None:
        name = token.name
        parts_blocks = name in BLOCKS or (self._open.scope == "svg" and name in SVG_TEXT)
        if parts_blocks:
            self._end_flow()
        closed = self._open.close(name)
        if self._foreign[name]:
            self._foreign[name] -= 1
        held = self._held
        if held and self._open.depth <= self._held_depth:
            self._held = None
            own = closed is not None and self._open.depth == self._held_depth
            end = token.end if own else token.start
            role = Role.APART if self._is_apart(held) else Role.ALONE
            self._gather(held._replace(end=end, role=role))
            if own:
                return
        if not parts_blocks and not self._held and (closed or self._open.top).open:
            role = Role.CLOSE if closed else Role.APART
            self._gather(Part(token.start, token.end, role, name))

    def _is_apart(self, held: Part) -> bool:
        return held.name in APART or bool(held.tag and is_numbering(self._text, held.tag))

    def _raw(self, token: Token) -> None:
        tag = read_tag(self._text, self._masked, token)
        element = self._declarations.element(tag, self._open.top)
        self._note_raw(tag)
        if token.name in BLOCKS:
            self._end_flow()
            self._add_words(_part(tag, element))
        else:
            self._other(token)

    def _note_raw(self, tag: Tag) -> None:
        """Note the text of an element in which there are no tags."""
        name, (start, end) = tag.token.name, (tag.end, tag.token.end)
        is_template = name == "script" and _TEMPLATE.search(self._text, tag.token.start, start)
        if name != "textarea" and not is_template:
            return
        content = self._text[start:end].rpartition("</")[0]
        if has_words(_MARKUP.sub(" ", content)):
            self.unread.add(Unread.FIELD if name == "textarea" else Unread.SCRIPT)

    def _other(self, token: Token) -> None:
        """Handle template tags, comments, scripts and the like, and text that isn't translated."""
        if token.kind is Kind.OPAQUE:
            self._declarations.read_instruction(token.start, token.end)
        top = self._open.top
        if not top.open:
            hidden = not top.in_language and top.translate and top.content and not self._held
            if hidden and self._is_text(token):
                self.unread.add(Unread.OTHER_LANGUAGE)
            return
        role, name = Role.APART, token.name
        if token.kind is Kind.TEMPLATE:
            name = _CONTROL
            if _EXPRESSION.search(self._text, token.start, token.end):
                name, role = "", Role.ALONE
        self._gather(Part(token.start, token.end, role, name))

    def _is_text(self, token: Token) -> bool:
        return token.kind is Kind.TEXT and has_words(self._text[token.start : token.end])

    def _gather(self, part: Part) -> None:
        """Add a part to the flow, or to a new flow if it doesn't directly follow the last part."""
        parts = self._parts
        if parts and parts[-1].end != part.start:
            self._end_flow()
            parts = self._parts
        parts.append(part)

    def _ends_in_line_break(self) -> bool:
        """Whether the flow ends with a line break: a second one then ends the paragraph."""
        parts = self._parts
        at = -1 if self._held else len(parts) - 1
        if at > 0 and parts[at].role is None and not self._is_ink(parts[at]):
            at -= 1
        return at >= 0 and parts[at].name == "br"

    def _is_ink(self, part: Part) -> bool:
        """Whether a part is visible by itself."""
        if part.role is None:
            return bool(_NO_SPACE.search(self._text, part.start, part.end))
        return part.role is Role.ALONE

    def _has_words(self, part: Part) -> bool:
        return part.role is None and has_words(self._text[part.start : part.end])

    def _end_flow(self) -> None:
        """Add the collected parts as a block; each element of a row is a block of its own."""
        parts, self._parts, self._held = self._parts, [], None
        pairs = paired(parts)
        row = self._row_of_links(parts) or row_of_elements(self._text, parts, pairs[1])
        if not row:
            self._add_stretch(*pairs)
            return
        for start, end in pairwise([0, *row, len(parts)]):
            self._add_stretch(*paired(parts[start:end]))

    def _row_of_links(self, parts: Sequence[Part]) -> list[int]:
        """The bounds of the links, if there are several and no words between them."""
        bounds: list[int] = []
        inside = worded = False
        links = 0
        for index, part in enumerate(parts):
            if part.name == "a" and part.role in (Role.OPEN, Role.CLOSE):
                if inside is (part.role is Role.OPEN):
                    return []
                inside = not inside
                links += inside
                bounds.append(index + (not inside))
            elif not inside and (part.role is Role.ALONE or self._has_words(part)):
                return []
            else:
                worded = worded or self._has_words(part)
        return bounds if links > 1 and worded and not inside else []

    def _add_stretch(self, parts: Sequence[Part], partners: Sequence[int]) -> None:
        """Add the parts from the first to the last word as a block; ``partners`` as in `paired`.

        Pairs with one end in that range are part of the block. Text in tags outside it becomes
        separate blocks.
        """
        low = high = len(parts)
        if any(map(self._has_words, parts)):
            first, last = self._inked(parts)
            if any(part.name == _CONTROL for part in parts[first:last]):
                # `{% if %}One{% else %}two{% endif %}`: a sentence contains all of these tags or
                # none.
                parts = [p._replace(role=Role.ALONE) if p.name == _CONTROL else p for p in parts]
                first, last = self._inked(parts)
            inside = range(first, last + 1)
            low = next((i for i in range(first) if partners[i] in inside), first)
            after = range(len(parts) - 1, last, -1)
            high = next((i for i in after if partners[i] in inside), last) + 1
        for part in parts[:low]:
            self._add_words(part)
        if low < high:
            moved = [partner - low for partner in partners[low:high]]
            self._emit(parts[low:high], moved, self._open.top.kind)
        for part in parts[high:]:
            self._add_words(part)

    def _inked(self, parts: Sequence[Part]) -> tuple[int, int]:
        """The first and the last part that is visible by itself."""
        first = next(index for index, part in enumerate(parts) if self._is_ink(part))
        last = next(at for at in range(len(parts) - 1, -1, -1) if self._is_ink(parts[at]))
        return first, last

    def _add_words(self, part: Part) -> None:
        """Add the text in a tag as a block, if there is any."""
        if part.words and part.tag:
            shown, words = show_tag(self._text, part.tag, alone=True)
            flow = _Flow(self._base)
            flow.add_markup(shown, words, part.start, Role.APART)
            start, end = self._base + part.start, self._base + part.tag.end
            self._add(start, end, part.tag.words, flow.done(end), flow.marks)

    def _emit(self, parts: Sequence[Part], partners: Sequence[int], kind: str) -> None:
        """Add some parts as a block; ``partners`` are indexes of parts, negative for none."""
        partners, left_out = simplified(self._text, parts, partners)
        base, (start, end) = self._base, self._trimmed(parts)
        verbatim = not left_out and is_unchanged(self._text, start, end)
        if verbatim and not any(part.tag and part.tag.values for part in parts):
            flow = Flow(self._text[start:end], ((0, base + start), (end - start, base + end)))
            marks = _verbatim_marks(self._text, parts, partners, start)
            self._add(base + start, base + end, kind, flow, marks)
            return
        writer = _Flow(base)
        indexes: list[int] = []  # The index of each part's mark.
        for index, (part, partner) in enumerate(zip(parts, partners, strict=True)):
            indexes.append(writer.count)
            if index in left_out:
                continue
            if part.role is None:
                writer.add_text(self._text, max(part.start, start), min(part.end, end))
            else:
                opening = indexes[partner] if part.role is Role.CLOSE else -1
                writer.add_markup(*self._shown(part), part.start, part.role, opening)
        self._add(base + start, base + end, kind, writer.done(base + end), writer.marks)

    def _trimmed(self, parts: Sequence[Part]) -> tuple[int, int]:
        """The span of some parts without white space at its ends."""
        first, last = parts[0], parts[-1]
        start, end = first.start, last.end
        if first.role is None and (ink := _NO_SPACE.search(self._text, start, first.end)):
            start = ink.start()
        if last.role is None:
            own = max(start, last.start)
            end = own + len(self._text[own:end].rstrip(EDGES))
        return start, end

    def _shown(self, part: Part) -> tuple[str, tuple[Words, ...]]:
        """A part's markup as shown in a msgid, and the text in its first tag."""
        tag = part.tag
        if tag is None or (not tag.values and part.end == tag.end):
            return show_markup(self._text[part.start : part.end]), ()
        shown, words = show_tag(self._text, tag)
        if part.end > tag.end:
            shown += show(self._text, self._masked, tag.end, part.end)
        return shown, words if part.words else ()


def _without_tags(text: str, plain: Sequence[tuple[int, int]]) -> str:
    """A text of the same length in which no tag begins in some spans."""
    out: list[str] = []
    at = 0
    for start, end in plain:
        out += (text[at:start], text[start:end].replace("<", " "))
        at = end
    return "".join([*out, text[at:]]) if out else text


def _verbatim_marks(
    text: str, parts: Sequence[Part], partners: Sequence[int], start: int
) -> list[Mark]:
    """The marks of parts that are shown as they are written, from an offset on."""
    numbers: list[int] = []
    count = 0
    for part in parts:
        numbers.append(count)
        count += part.role is not None
    return [
        Mark(
            part.start - start,
            part.end - start,
            part.role,
            numbers[partner] if partner >= 0 else -1,
            (),
            _is_unseen(text, part.start),
            text[part.start : part.start + 3].lower() == "<br",
        )
        for part, partner in zip(parts, partners, strict=True)
        if part.role is not None
    ]


def _is_unseen(text: str, start: int) -> bool | None:
    """Whether readers see no word of the sentence in a tag or a pair: a reading is a note."""
    return text.startswith(_UNSEEN, start) or _READING.match(text, start) is not None or None


def _part(tag: Tag, element: Element) -> Part:
    token = tag.token
    role = Role.APART if token.name in APART else Role.OPEN
    words = bool(tag.values and tag.words) and element.translate and element.in_language
    return Part(token.start, token.end, role, token.name, tag, words)


class _Flow:
    """Builds the text of a block."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._out: list[str] = []
        self._steps: list[tuple[int, int]] = []
        self._length = 0
        self._found: list[_Found] = []
        self._partners: list[int] = []

    @property
    def count(self) -> int:
        """The number of marks until now."""
        return len(self._found)

    @property
    def marks(self) -> list[Mark]:
        """The markup in the text."""
        return [
            Mark(start, end, role, partner, words, silent, line)
            for (start, end, role, words, silent, line), partner in zip(
                self._found, self._partners, strict=True
            )
        ]

    def add_text(self, source: str, start: int, end: int) -> None:
        if self._out and self._out[-1].endswith(" "):  # A tag between two spaces was left out.
            while start < end and source[start] in EDGES:
                start += 1
        if is_unchanged(source, start, end):
            if start < end:
                self._put(source[start:end], start)
            return
        for run in read_text(source, start, end):
            if run.role is not None:
                at = self._length
                self._found.append((at, at + len(run.text), run.role, (), None, False))
                self._partners.append(-1)
            self._put(run.text, run.start)

    def add_markup(
        self, shown: str, words: tuple[Words, ...], start: int, role: Role, opening: int = -1
    ) -> None:
        """Add markup; ``opening`` is the index of the mark that it closes."""
        at = self._length
        moved = words and tuple(Words(w.start + at, w.end + at, w.kind) for w in words)
        silent = _is_unseen(shown, 0)
        line = shown[:3].lower() == "<br"
        if opening >= 0:
            self._partners[opening] = len(self._found)
        self._found.append((at, at + len(shown), role, moved, silent, line))
        self._partners.append(opening)
        self._put(shown, start)

    def done(self, end: int) -> Flow:
        return Flow("".join(self._out), (*self._steps, (self._length, end)))

    def _put(self, text: str, start: int) -> None:
        self._out.append(text)
        self._steps.append((self._length, self._base + start))
        self._length += len(text)


_Found = tuple[int, int, Role, tuple[Words, ...], bool | None, bool]
"""A mark without its partner, which may follow."""

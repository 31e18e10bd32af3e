"""Walk over a Markdown file once and find the syntax in the table that is outside code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hexapla.documents.markdown.syntax.fences import STRAY, Fences
from hexapla.documents.markdown.syntax.matching import Braces, is_indented_code
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Settings, Shape, Text
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["Scan", "Scanner", "Span", "Table", "first_of_myst"]

# The marker of an item, a definition or a note, with a box, a tab, a comment or a letter after it.
_ITEM = (
    r"(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]\n]{1,100}\]:)[ \t]+"
    r"(?=!!!|\?\?\?|===[!+]*[ \t]*\"|%[ \t]|:{3,}[ \t]*[\w{]|\(?[A-Za-z]\)[ \t]"
    r"|[A-Z][\w-]*(?: [\w-]+){0,3}::[ \t])"
)
_LEAD = lazy_re(rf"[ \t>]*(?:{_ITEM})?")
# What may precede a fence on its line.
_FENCE_LEAD = lazy_re(
    r"[ \t>]*(?:(?:[-+*:]|\[\^[^\]\n]{1,100}\]:|\(?(?:\d{1,9}|[A-Za-z]|[ivx]+|#)[.)])[ \t]+)*\Z"
)
# A chunk of code may have backticks in its options, and code for Python-Markdown in a title.
_FENCE = lazy_re(
    r"(`{3,})([^`\n]*|[ \t]*\{[^\n]*\}[ \t]*|[ \t]*[\w+#.-]+[ \t](?:[^`\n]*[ \t])?[\w-]+="
    r"\"[^\"\n]*\"[^`\n]*)$|(~{3,})([^\n]*)$",
    re.MULTILINE,
)
_TICKS = lazy_re(r"`+")
# Blocks begin at these lines, and no code span goes on into them.
_BLOCK = lazy_re(r"\n[ \t>]*(?:\n|\Z|[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|`{3}|~{3}|\|)")
# In Pandoc's Markdown these don't end a paragraph, unless it is an item.
_PANDOC_BLOCK = lazy_re(r"\n[ \t>]*(?:\n|\Z|`{3}|~{3}|:{3}|\|)")
_ITEM_LINE = lazy_re(r"[ \t>]*(?:[-+*]|\(?\w{1,9}[.)])[ \t]")
_AUTOLINK = lazy_re(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_MYST = lazy_re(
    r"^[ \t>]*(?:`{3,}|:{3,})[ \t]*\{(?:code-cell|code-block|eval-rst|list-table|versionadded"
    r"|versionchanged|deprecated|note|tip|warning|important|seealso|admonition|dropdown|figure|math|toctree|contents|exercise|prf:\w+|grid|tab-set|card)\}"
    r"|(?<![`\w])\{[a-z][\w:.+-]{1,30}\}`[^`\s]|^\([\w:.-]+\)=[ \t]*$",
    re.MULTILINE,
)
_COMMENT = "<!--"
# Elements whose content no parser of Markdown reads; in MDX it is JSX.
_RAW = lazy_re(
    r"<(script|style|textarea)\b"
    # At the beginning of a line it is a block of its own. Blank lines end the block around another.
    r"|(?:(?<![^\n])|(?<=\n )|(?<=\n  )|(?<=\n   ))<(pre)\b[^<>]*>(?=[^<]{0,5000}<)"
    r"|<(pre)\b[^<>]*>(?=(?:[^<\n]|\n(?![ \t]*\n)|<(?!/?pre\b)){0,5000}</pre)",
    re.IGNORECASE,
)
_BLANK_LINES = lazy_re(r"\n(?:[ \t>]*\n)+")
_BLANK_LINE = lazy_re(r"\n[ \t>]*(?=\n|\Z)")
_NEAR = 2_000
_REFERRED = lazy_re(r"\]\[([^\[\]\n]+)\]")
_LABEL = lazy_re(r"^[ >]*\[([^\]\n]+)\]:", re.MULTILINE)


def first_of_myst(source: str) -> int:
    """Where something begins that only MyST has, or the length of a text."""
    found = _MYST.search(source)
    return found.start() if found else len(source)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of markup that the table knows. ``alone``: it has its lines to itself."""

    start: int
    end: int
    rule: Rule
    read: Read
    alone: bool = False


@dataclass(slots=True)
class Scan:
    """What was found in a file, in order.

    ``begun`` is the offset of the first text that more text could turn into markup, or the length
    of the file. ``fenced`` are the spans of blocks in fences whose content is Markdown, and
    ``code`` those of others. ``unclosed`` are the offsets of fences without an end.
    """

    spans: list[Span] = field(default_factory=list)
    begun: int = 0
    fenced: list[tuple[int, int]] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)


class Table:
    """The rules that apply with some settings, by how they begin."""

    def __init__(self, known: Sequence[Rule], settings: Settings) -> None:
        rules = [rule for rule in known if rule.where is None or rule.where(settings)]
        self.lines = [rule for rule in rules if rule.shape in (Shape.LINE, Shape.MARKER)]
        self.spans = [rule for rule in rules if rule.shape in (Shape.TAG, Shape.WORD, Shape.SIGN)]
        self.by_char: dict[str, list[Rule]] = {}
        for rule in self.spans:
            for char in dict.fromkeys(start[0] for start in rule.starts):
                self.by_char.setdefault(char, []).append(rule)
        self.fences = [rule for rule in rules if rule.shape is Shape.FENCE]
        self.line_by_char: dict[str, list[Rule]] = {}
        for rule in self.lines:
            for char in dict.fromkeys(start[0] for start in rule.starts):
                self.line_by_char.setdefault(char, []).append(rule)
        plain = {re.escape(start) for rule in self.lines if not rule.ahead for start in rule.starts}
        followed = {
            f"[{''.join(map(re.escape, rule.starts))}](?={rule.ahead})"
            for rule in self.lines
            if rule.ahead
        }
        span_starts = sorted(
            {
                re.escape(start[0]) + (f"(?={rule.ahead})" if rule.ahead else _ahead(start[1:]))
                for rule in self.spans
                for start in rule.starts
            }
        )
        ahead = "|".join([*sorted(plain), *followed])
        # Every branch begins with a literal, so that the search is fast.
        branches = [
            rf"\n[ \t>]*{_ITEM}",
            rf"\n[ \t>]*(?={ahead})" if ahead else r"(?!)",
            *span_starts,
            "`",
            "~(?=~~)",
            r"\\",
            "<(?=!--|[A-Za-z])",
        ]
        self.candidate = re.compile("|".join(branches))
        self.inner = re.compile("|".join(branches[2:]))


def _ahead(rest: str) -> str:
    return f"(?={re.escape(rest)})" if rest else ""


class Scanner:
    """Scans one text.

    Rules may use ``source``, ``settings``, ``braces``, ``fence_end`` (the span of the last line of
    the block in fences that is being read) and ``items`` (the last item of a list with letters, by
    what is before it on its line), ``rows`` (rows of tables, by their beginnings), and call
    `until`.
    """

    def __init__(self, source: str, rules: Table, settings: Settings) -> None:
        self.source, self.rules, self.settings = source, rules, settings
        self.braces, self.fences = Braces(source), Fences(source)
        self.begun = len(source)
        self.items: dict[str, int] = {}
        self.rows: dict[int, tuple[int, int, int, int]] = {}
        self._spans: list[Span] = []
        self._absent: dict[str, int] = {}
        # For each pattern or sign: from where to where it was searched, and where it was found.
        self._searched: dict[str, tuple[int, int, int, int]] = {}
        self._block_end = -1
        self._line = (0, -1)
        self._closers: dict[int, int] = {}
        self._fenced_spans: list[tuple[int, int]] = []
        self._code_spans: list[tuple[int, int]] = []
        self.fence_end = (0, 0)

    def scan(self) -> Scan:
        """Scan all of the text."""
        lead = _LEAD.match(self.source)
        at = self._read_line(0, lead.end() if lead else 0) or 0
        self._walk(at, len(self.source), lines=True)
        spans = _with_alone(self.source, self._in_order())
        return Scan(spans, self.begun, self._fenced_spans, self._code_spans, self.fences.unclosed)

    def scan_inline(self) -> list[Span]:
        """The spans in a text that is a part of a block."""
        self._walk(0, len(self.source), lines=False)
        return self._in_order()

    def _in_order(self) -> list[Span]:
        """The spans found, without those that begin in another one."""
        self._spans.sort(key=lambda span: span.start)
        found: list[Span] = []
        for span in self._spans:
            if not found or span.start >= found[-1].end:
                found.append(span)
        return found

    def until(self, pattern: re.Pattern[str], at: int, limit: int, key: str = "") -> int:
        """The end of the first match of a pattern between two offsets; 0, or MAYBE at the end.

        A part of the text is searched only once.
        """
        name = f"{key}{pattern.pattern}"
        known = self._known(name, at, limit)
        if known is None:
            found = pattern.search(self.source, at, limit)
            known = found.span() if found else (-1, -1)
            self._searched[name] = (at, limit, *known)
        return known[1] if known[1] >= 0 else MAYBE if limit == len(self.source) else 0

    def find(self, sign: str, at: int, limit: int) -> int:
        """Where a sign is between two offsets; -1 if it isn't. A part is searched only once."""
        known = self._known(sign, at, limit)
        if known is None:
            found = self.source.find(sign, at, limit)
            known = (found, found + len(sign)) if found >= 0 else (-1, -1)
            self._searched[sign] = (at, limit, *known)
        return known[0]

    def _known(self, name: str, at: int, limit: int) -> tuple[int, int] | None:
        """What an earlier search has found that would find the same between two offsets."""
        first, last, start, end = self._searched.get(name, (0, -1, -1, -1))
        if end < 0:
            return (-1, -1) if first <= at and limit <= last else None
        return (start, end) if first <= at <= start and end <= limit else None

    def blank_line(self, at: int) -> int:
        """The end of the line before the next blank one, or the end of the source."""
        end = self.until(_BLANK_LINE, at, len(self.source), "blank")
        return self._searched[f"blank{_BLANK_LINE.pattern}"][2] if end > 0 else len(self.source)

    def line_start(self, at: int) -> int:
        """Where the line begins that contains an offset."""
        first, last = self._line
        if not first <= at <= last:
            first = self.source.rfind("\n", 0, at) + 1
            end = self.source.find("\n", at)
            self._line = first, len(self.source) if end < 0 else end
        return self._line[0]

    @cached_property
    def is_myst(self) -> bool:
        """Whether the text has a directive, a role or a target that only MyST has."""
        return first_of_myst(self.source) < len(self.source)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that the file defines, in small letters."""
        return frozenset(label.casefold() for label in _LABEL.findall(self.source))

    @cached_property
    def referred(self) -> frozenset[str]:
        """The labels that links in brackets name, in small letters."""
        return frozenset(label.casefold() for label in _REFERRED.findall(self.source))

    def paragraph_end(self, at: int) -> int:
        """The end of the paragraph that contains an offset, or of one that is longer."""
        if not at <= self._block_end:
            ends = _PANDOC_BLOCK if self.settings.pandoc and not self.is_in_item(at) else _BLOCK
            found = ends.search(self.source, at)
            self._block_end = found.start() if found else len(self.source)
        return self._block_end

    def is_in_item(self, at: int) -> bool:
        """Whether the first line of the paragraph that contains an offset begins an item."""
        above = self.source[max(0, at - _NEAR) : at]
        start = max((found.end() for found in _BLANK_LINES.finditer(above)), default=0)
        return _ITEM_LINE.match(above, start) is not None

    # ── the walk ─────────────────────────────────────────────────────────────────────────────

    def _walk(self, at: int, limit: int, *, lines: bool) -> None:
        pattern = self.rules.candidate if lines else self.rules.inner
        while at < limit:
            found = pattern.search(self.source, at, limit)
            if found is None:
                return
            if found[0][0] == "\n":
                at = self._read_line(found.start() + 1, found.end()) or self._at(found.end(), limit)
            else:
                at = self._at(found.start(), limit)

    def _at(self, at: int, limit: int) -> int:
        """Read what is at an offset; return where to go on."""
        char = self.source[at : at + 1]
        for rule in self.rules.by_char.get(char, ()):
            if not self.source.startswith(tuple(rule.starts), at):
                continue
            read = self._read(rule, at)
            if read is not None and read.end <= limit and (not read.pair or read.pair[1] <= limit):
                self._add(at, rule, read)
                return max(read.resume or read.end, at + 1)
        if char in ("`", "~"):
            return self._code(at, limit)
        if char == "\\":  # A line may begin after it.
            return at + 2 - self.source.startswith("\n", at + 1)
        return self._html(at) if char == "<" else at + 1

    def _html(self, at: int) -> int:
        """The end of a comment, a script or an address in angle brackets; else the next offset."""
        if self.source.startswith(_COMMENT, at):
            end = self.find("-->", at, len(self.source))
            if end < 0:
                self.begun = min(self.begun, at)
            return at + 4 if end < 0 else end + 3
        raw = None if self.settings.mdx else _RAW.match(self.source, at)
        if raw:
            end = self.until(lazy_re(f"(?i:</{raw[raw.lastindex or 0]})"), at, len(self.source))
            if end == MAYBE:
                self.begun = min(self.begun, at)
            return max(end, raw.end())
        link = _AUTOLINK.match(self.source, at)
        return link.end() if link else at + 1

    def _read_line(self, start: int, at: int) -> int:
        """Read a line whose text begins at an offset; return where to go on, or 0."""
        for rule in self.rules.line_by_char.get(self.source[at : at + 1], ()):
            if not self.source.startswith(tuple(rule.starts), at):
                continue
            read = self._read(rule, at)
            if read is None:
                continue
            self._add(read.begin if read.begin >= 0 else at, rule, read, alone=True)
            for text in read.texts:
                if text.place == "label":
                    self._walk(text.start, text.end, lines=False)
            return max(read.resume or read.end, at + 1)
        return 0

    def _add(self, start: int, rule: Rule, read: Read, *, alone: bool = False) -> None:
        """Add a span, and the one that closes its pair, or those of lines that belong to it."""
        if read.pair is None:
            self._spans.append(Span(start, read.end, rule, read, alone))
            for piece in read.more:
                self._spans.append(Span(piece.start, piece.read.end, rule, piece.read, True))
            return
        name = f"{rule.name} {start}"
        first, last = read.pair
        self._spans.append(Span(start, read.end, rule, Read(read.end, opens=name)))
        self._spans.append(Span(first, last, rule, Read(last, closes=name)))

    def _read(self, rule: Rule, at: int) -> Read | None:
        found = rule.pattern.match(self.source, at)
        if found is None:
            return None
        if rule.reads is not None:
            read = rule.reads(self, found)
            if read is not None and read.end == MAYBE:
                self.begun = min(self.begun, at)
                return None
            return read
        end = found.end()
        if rule.end is not None:
            limit = self.paragraph_end(at) if rule.shape is Shape.WORD else len(self.source)
            end = self.until(rule.end, end, limit)
            if end == MAYBE:
                self.begun = min(self.begun, at)
            if end <= 0:
                return None
        kind = "title"
        texts = tuple(
            Text(*found.span(name), kind)
            for name in rule.text
            if found[name] and found[name].strip()
        )
        return Read(end, texts)

    # ── code ─────────────────────────────────────────────────────────────────────────────────

    def _code(self, at: int, limit: int) -> int:
        """The end of a fenced block or a code span, or the end of the run that begins neither."""
        source = self.source
        if at in self._closers:
            return self._closers[at]
        fence = _FENCE.match(source, at)
        lead = text_before(source, at) if fence else ""
        if fence and _FENCE_LEAD.match(lead) and not self._goes_on(fence, lead):
            return self._fenced(fence)
        run = _TICKS.match(source, at)
        if run is None:
            return at + 1
        end = self.paragraph_end(at)
        ticks = run[0]
        name = f"`{len(ticks)}"
        if self._absent.get(name, -1) == end:
            return run.end()
        place = source.find(ticks, run.end(), end)
        while place >= 0:
            other = _TICKS.match(source, place)
            stop = other.end() if other else place + 1
            if stop - place == len(ticks):
                return stop
            place = source.find(ticks, stop, end)
        self._absent[name] = end
        return run.end()

    def _goes_on(self, fence: re.Match[str], lead: str) -> bool:
        """Whether what looks like the end of a fence is a line of indented code."""
        start = fence.start()
        above = self.source[max(0, start - len(lead) - _NEAR) : max(0, start - len(lead) - 1)]
        bare = not fence[0].strip("`~ ") and lead != ""
        goes_on = bare and above.rpartition("\n")[2].startswith(lead)
        return goes_on and is_indented_code(self.source, start)

    def _fenced(self, fence: re.Match[str]) -> int:
        """The end of a block of code in fences, or of a fence that is text."""
        found = self.fences.read(fence, pandoc=self.settings.pandoc)
        if not found.closed:
            self.begun = min(self.begun, fence.start())
        self.fence_end = (found.last, found.end)
        for rule in self.rules.fences:
            opened = rule.pattern.match(self.source, fence.start())
            read = rule.reads(self, opened) if opened and rule.reads else None
            if read is None or not (found.closed or read.end <= found.last):
                continue
            begin = read.begin if read.begin >= 0 else fence.start()
            self._add(begin, rule, read, alone=True)
            if not found.closed:  # The content of a directive up to the end of the box around it.
                return read.end
            if read.end > found.last:
                return found.end
            self._add(found.last, rule, Read(found.end), alone=True)
            self._closers[found.last] = found.end
            self._fenced_spans.append((fence.start(), found.end))
            self.fences.directive(self.line_start(found.last))
            return read.end
        if found.stray:
            self._add(fence.start(), STRAY, Read(found.end), alone=True)
        elif found.closed and self.fences.is_outside(fence.start(), found.last):
            self._code_spans.append((fence.start(), found.last))
            self._add(found.last, STRAY, Read(found.end), alone=True)
        else:
            self._code_spans.append((fence.start(), found.end))
        return found.end


def _with_alone(source: str, spans: Sequence[Span]) -> list[Span]:
    """The spans; a TAG with its lines to itself, or shared only with other tags, is alone."""
    tags = [span for span in spans if span.rule.shape is Shape.TAG]
    if not tags:
        return list(spans)
    before: list[bool] = []
    for index, span in enumerate(tags):
        gap = source[tags[index - 1].end if index else 0 : span.start]
        lines = gap.rsplit("\n", 1)
        first = index == 0 or len(lines) > 1
        before.append(not lines[-1].strip(" \t>") and (first or before[-1]))
    after: list[bool] = []
    for index in range(len(tags) - 1, -1, -1):
        last = index == len(tags) - 1
        gap = source[tags[index].end : None if last else tags[index + 1].start]
        lines = gap.split("\n", 1)
        after.append(not lines[0].strip(" \t") and (last or len(lines) > 1 or after[-1]))
    alone = {tag.start for tag, a, b in zip(tags, before, reversed(after), strict=True) if a and b}
    return [
        Span(span.start, span.end, span.rule, span.read, span.alone or span.start in alone)
        for span in spans
    ]

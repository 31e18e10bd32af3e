"""Chunks of code that a program runs, code that CommonMark doesn't see as code, and metadata."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.attributes import attribute_texts
from hexapla.documents.markdown.syntax.matching import TEXT_LINE
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.markdown.syntax.words import reads_like_text
from hexapla.lazy import lazy_re

__all__ = ["METADATA", "RULES"]

# Options of a chunk that readers see: captions and alternative texts.
_STRING = r"[ \t]*=[ \t]*(?P<sign>[\"'])(?P<words>(?:\\.|(?!(?P=sign))[^\\\n])*)(?P=sign)"
_CAPTION = lazy_re(rf"\b(?:fig|tbl|tab|lst)[.-](?:alt|cap|scap|subcap){_STRING}")
# The comments in which a chunk has its options, in the languages that Quarto knows.
_OPTIONS = lazy_re(r"(?:\n[ \t>]*(?P<sign>#|//|--|%%?|;;?|\*|')\|[^\n]*)+")
_CAPTIONED = lazy_re(r"\|[ \t]*(?:fig|tbl|tab|lst)[.-](?:alt|cap|scap|subcap)[ \t]*:")
# The chunks of bookdown whose content is Markdown.
_PROSE = lazy_re(
    r"theorem|lemma|corollary|proposition|conjecture|definition|example|exercise|hypothesis|proof"
    r"|remark|solution|(?:block2?|asis)(?=[ \t,}]|\Z)"
)
_NAME = lazy_re(rf"\bname{_STRING}")
# The first line of a block of HTML.
_HTML = lazy_re(r"[ \t>]*</?[A-Za-z][^<>\n]*>")
_PRE = lazy_re(r"(?i:[ \t>]*<pre\b)")
# What programs for code use to refer to it.
_NAMES = frozenset(["label"])
_NEAR = 5_000
_CODE_COLUMNS = 4
# What begins a block to Markdown's parser.
_BLOCK_SIGNS = lazy_re(r"(?<=\n)[ \t]*+(?:[-+*]|\d{1,9}[.)]|\#{1,6}|>)(?=[ \t\n])")
_KEY = r"[\w\"'][^\n:]{0,100}:(?:[ \t]|\Z)"
_METADATA_LINE = lazy_re(rf"[ \t]*(?:#|\Z)|[ \t]+\S|-[ \t]|[\]}}]|{_KEY}")
_METADATA_KEY = lazy_re(_KEY)
_END_OF_METADATA = lazy_re(r"(?m:^(?:---|\.\.\.)[ \t]*$)")


def _chunk(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A chunk, with the captions in its header; those in its comments are read as YAML."""
    start = found.start("options")
    prose = _PROSE.match(found["options"]) is not None
    texts = [
        Text(start + one.start("words"), start + one.end("words"), "caption", "string")
        for one in (_NAME if prose else _CAPTION).finditer(found["options"])
        if any(map(str.isalpha, one["words"]))
    ]
    options = _OPTIONS.match(scanner.source, found.end())
    if prose:
        return Read(options.end() if options else found.end(), tuple(texts))
    if options is not None and _CAPTIONED.search(options[0]):
        texts.append(Text(found.end() + 1, options.end(), "chunk", "yaml"))
    return Read(scanner.fence_end[1], tuple(texts))


def _code(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Code that isn't indented like its fence, or that is in a block of HTML or a paragraph."""
    source, start = scanner.source, found.start()
    first = scanner.line_start(start)
    lead = source[first:start]
    lines = source[found.end() : scanner.fence_end[1]].split("\n")[1:]
    if _is_in_html(source, first):
        return Read(scanner.fence_end[1])
    above = _above(source, first, lead)
    if above is not None:
        return Read(scanner.fence_end[1], begin=first + len(above))
    if not lead.strip() and len(lead) > 1 and any(_is_outdented(line, lead) for line in lines):
        return Read(scanner.fence_end[1])
    return None


def _is_in_html(source: str, first: int, pattern: re.Pattern[str] = _HTML) -> bool:
    """Whether a line that begins at an offset follows a tag, or is in a block of HTML."""
    block = source[max(0, first - _NEAR) : first].rpartition("\n\n")[2]
    before = block.rstrip("\n").rpartition("\n")[2]
    return bool(pattern.match(block) or pattern.match(before))


def _above(source: str, first: int, lead: str) -> str | None:
    """What indents the line of text right above one that is indented like code (``lead``).

    None if there is none. To Python-Markdown a fence begins a block of code there, too.
    """
    above = source[max(0, first - _NEAR) : max(first - 1, 0)].rpartition("\n")[2]
    text = TEXT_LINE.match(f"\n{above}")
    if text is None or lead.strip() or not lead.startswith(text["lead"]):
        return None
    columns = len(lead.expandtabs(4)) - len(text["lead"].expandtabs(4))
    return text["lead"] if columns >= _CODE_COLUMNS else None


def _captioned(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Code with attributes, some of which may be text."""
    first = scanner.line_start(found.start())
    literal = _is_in_html(scanner.source, first, _PRE)
    texts = () if literal else attribute_texts(scanner, found.start(), found[0], _NAMES)
    return Read(scanner.fence_end[1], texts)


def _headed(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Code with a title that is text, or with backticks in it, which other programs don't read."""
    texts = attribute_texts(scanner, found.start(), found[0])
    read = tuple(one for one in texts if reads_like_text(scanner.source[one.start : one.end]))
    ticks = "`" in found["rest"]
    return Read(scanner.fence_end[1], read) if read or ticks else None


def _is_outdented(line: str, lead: str) -> bool:
    shown = line.expandtabs(4)
    return bool(shown.strip()) and len(shown) - len(shown.lstrip()) < len(lead.expandtabs(4))


def _metadata(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """YAML between dashes after the beginning of a file."""
    source, start = scanner.source, found.start()
    before = source[max(0, start - _NEAR) : start]
    above = before[:-1].rpartition("\n")[2].strip()
    if before and (before[-1] != "\n" or (above and not above.endswith("-->"))):
        return None
    end = scanner.until(_END_OF_METADATA, found.end(), len(source))
    if end == MAYBE:
        return Read(MAYBE)
    lines = source[found.end() + 1 : end].split("\n")[:-1]
    if not lines or not lines[0].strip() or not all(map(_METADATA_LINE.match, lines)):
        return None
    first = next((line for line in lines if line.strip() and line[0] != "#"), "")
    if not _METADATA_KEY.match(first):  # A heading looks like a comment.
        return None
    if lines[0].startswith("references:"):
        return Read(end)
    return Read(end, (Text(found.end() + 1, source.rfind("\n", 0, end) + 1, "metadata", "yaml"),))


def _over_lines(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Code in a sentence that goes on in a line that begins like a block."""
    source = scanner.source
    ticks = re.compile(rf"(?<!`){found[0]}(?!`)")
    closer = ticks.search(source, found.end(), scanner.paragraph_end(found.start()))
    if closer is None:
        return None
    literal = source[found.start() : closer.end()]
    shown = _BLOCK_SIGNS.sub(lambda sign: "x" * len(sign[0]), literal)
    return Read(closer.end(), shown=shown) if shown != literal else None


def _title_block(_: Scanner, found: re.Match[str]) -> Read | None:
    """The title, the authors and the date at the beginning of a file; the title is text."""
    if found.start():
        return None
    goes_on = found.string.startswith((" ", "\t"), found.end("title") + 1)
    texts = () if goes_on or not found["title"] else (Text(*found.span("title")),)
    return Read(found.end(), texts)


def _is_markdown(settings: Settings) -> bool:
    return not settings.mdx


RULES = (
    Rule(
        "chunk",
        "Quarto, R Markdown, bookdown",
        "https://quarto.org/docs/computations/execution-options.html",
        Shape.FENCE,
        ("```{", "~~~{"),
        r"(?m:(?:`{3,}|~{3,})[ \t]*\{(?P<options>[A-Za-z][\w.-]*(?:[ \t]*[ ,][^\n]*)?)\}[ \t]*$)",
        reads=_chunk,
        where=_is_markdown,
    ),
    Rule(
        "code-attributes",
        "Pandoc, Quarto, pandoc-crossref",
        "https://pandoc.org/MANUAL.html#extension-fenced_code_attributes",
        Shape.FENCE,
        ("```", "~~~"),
        r"(?m:(?:`{3,}|~{3,})[ \t]*[\w-]*[ \t]*\{[ \t]*[.#\w][^\n]*=[^\n]*\}[ \t]*$)",
        reads=_captioned,
        where=_is_markdown,
    ),
    Rule(
        "code-with-title",
        "Python-Markdown (pymdownx.superfences), Docusaurus",
        "https://facelessuser.github.io/pymdown-extensions/extensions/superfences/#code-block-titles",
        Shape.FENCE,
        ("```", "~~~"),
        r"(?m:(?:`{3,}|~{3,})(?P<rest>[ \t]*[\w+#.-]+[ \t](?:[^\n]*[ \t])?[\w-]+=\"[^\n]*)$)",
        reads=_headed,
    ),
    Rule(
        "code-in-html",
        "Pandoc, R Markdown",
        "https://pandoc.org/MANUAL.html#extension-markdown_in_html_blocks",
        Shape.FENCE,
        ("```", "~~~"),
        r"(?m:(?:`{3,}[^`\n]*|~{3,}[^\n]*)$)",
        reads=_code,
        where=_is_markdown,
    ),
)

METADATA = (
    Rule(
        "title-block",
        "Pandoc, R Markdown",
        "https://pandoc.org/MANUAL.html#extension-pandoc_title_block",
        Shape.LINE,
        ("%",),
        r"(?m:%[ \t]*(?P<title>[^\n]*)(?:\n[ \t]+\S[^\n]*)*"
        r"(?:\n%[^\n]*(?:\n[ \t]+\S[^\n]*)*){0,2}$)",
        reads=_title_block,
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "code-over-lines",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#the-four-space-rule",
        Shape.WORD,
        ("`",),
        r"(?<!`)`{1,3}(?!`)",
        ahead=r"[^`\n]{1,300}\n[^`]",
        reads=_over_lines,
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "metadata",
        "Pandoc, Quarto, Marp, Slidev",
        "https://pandoc.org/MANUAL.html#extension-yaml_metadata_block",
        Shape.LINE,
        ("---",),
        r"(?m:---[ \t]*$)",
        reads=_metadata,
        where=_is_markdown,
    ),
)

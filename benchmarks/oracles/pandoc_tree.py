"""The structure of a text in Markdown as pandoc reads it: for pandoc, Quarto and R Markdown."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

PANDOC_WORDS = (
    "title",
    "fig-alt",
    "alt",
    "fig-cap",
    "fig-subcap",
    "description",
    "caption",
    "lst-cap",
    "tbl-cap",
    "tbl-subcap",
    "alt-text",
    "aria-label",
    "label",
    "placeholder",
)
# Without identifiers made from words, every identifier in the tree is one that the author wrote.
# Pandoc's time is exponential in brackets that are nested and not closed.
SECONDS = 60
PANDOC_FORMAT = "markdown-auto_identifiers"
# The header of a chunk of code. Pandoc never sees it, because knitr and Quarto replace the chunk.
CHUNK = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*\{([A-Za-z][\w-]*(?:[ ,][^\n]*)?)\}[ \t]*$", re.M)
# Captions and alternative texts in the header or the comments of a chunk: words, not structure.
CAPTION = re.compile(
    r"""\b(fig|tbl|lst|tab)[-.](alt|cap|scap|subcap)\s*=\s*(["'])(?:\\.|(?!\3).)*\3"""
)
OPTION = r"[ \t>]*(?:#|//|--|%%?|;;?|\*|')\|"
CAPTION_LINE = re.compile(
    rf"^({OPTION}[ \t]*(?:fig|tbl|lst|tab)[-.](?:alt|cap|scap|subcap)[ \t]*:)[^\n]*"
    rf"(?:\n{OPTION}[ \t]{{2,}}[^\n]*|\n{OPTION}[ \t]*-[ \t][^\n]*)*",
    re.M,
)
HTML_WORDS = re.compile(
    r"""(\s(?:alt|title|placeholder|aria-label|label|data-title)\s*=\s*)("[^"]*"|'[^']*')"""
)
# The value of a button is the text on it (HTML Standard, 4.10.5.1.20).
BUTTON = re.compile(
    r"""<input\b(?=[^<>]*\stype\s*=\s*["']?(?:button|reset|submit)\b)[^<>]*>""", re.IGNORECASE
)
VALUE = re.compile(r"""(\svalue\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)


# Commands of TeX whose argument readers see as text, with what may be before it.
TEX_WORDS = re.compile(
    r"\\(?:textbf|textit|emph|underline|textsc|footnote|caption)(?:<[^<>]*>|\[[^\[\]]*\])*(?=\{)"
)
TEX_TOKEN = re.compile(rf"{TEX_WORDS.pattern}|\\[A-Za-z]+|\\.|.", re.S)


def without_tex_words(tex: str) -> str:
    """TeX without the words in the arguments of `TEX_WORDS`; everything else counts."""
    out: list[str] = []
    groups: list[bool] = []
    before = ""
    for token in TEX_TOKEN.findall(tex):
        if token == "{":
            groups.append(TEX_WORDS.match(before + "{") is not None)
        if len(token) > 1 or token in "{}" or not (groups and groups[-1]):
            out.append(token)
        if token == "}" and groups:
            groups.pop()
        before = token
    return "".join(out)


# What Hexapla writes between emphasis and a letter: nothing, to a reader.
GAP = ["html", "<!-- -->"]
PANDOC_PLAIN = ("Str", "Space", "SoftBreak", "Quoted", "DoubleQuote", "SingleQuote")


def without_words(html: str) -> str:
    """HTML without the values of attributes that readers see, and comments on one line."""
    if html.startswith("<!--"):
        return " ".join(html.split())
    html = BUTTON.sub(lambda button: VALUE.sub(r"\1", button[0]), html)
    return HTML_WORDS.sub(r"\1", html)


# Engines of bookdown whose chunks are Markdown.
PROSE = re.compile(
    r"^([ \t>]*)(`{3,})[ \t]*\{(theorem|lemma|corollary|proposition|conjecture|definition|example"
    r"|exercise|hypothesis|proof|remark|solution|block2?|asis)\b[^\n]*\}[ \t]*\n(.*?)^\1\2[ \t]*$",
    re.M | re.S,
)


# A chunk in a quotation whose lines aren't all quoted; knitr quotes them.
QUOTED_CHUNK = re.compile(
    r"^([ \t]*>[ \t>]*)(`{3,})([ \t]*\{[A-Za-z][^\n]*\}[ \t]*)\n(.*?)^[ \t>]*\2[ \t]*$", re.M | re.S
)


def with_quoted_lines(found: re.Match[str]) -> str:
    lead, fence, header, body = found.groups()
    lines = [line if line.startswith(">") else f"{lead}{line}" for line in body.split("\n")[:-1]]
    return "\n".join([f"{lead}{fence}{header}", *lines, f"{lead}{fence}"])


# The classes of a box of a slide (remark, xaringan), whose words refer to nothing.
SLIDE_CLASS = re.compile(r"(?<![\w.\]])(\.[A-Za-z][\w-]+(?:\.[\w-]+)*)\[")


def with_plain_chunks(text: str) -> str:
    """A text in which a chunk of code is a block of code that has the chunk's header in it."""

    def plain(found: re.Match[str]) -> str:
        lead, fence, header = found.groups()
        shown = CAPTION.sub(r"\1.\2", header)
        return f"{lead}{fence} chunk\n{lead}{shown}"

    text = QUOTED_CHUNK.sub(with_quoted_lines, text)
    text = PROSE.sub(r"\1::: \3\n\4\1:::", SLIDE_CLASS.sub(r"\1\\[", text))
    return CAPTION_LINE.sub(r"\1", CHUNK.sub(plain, text))


@cache
def program() -> str:
    """The pandoc of the package pypandoc_binary, or else the system's.

    Debian's is older: 2.17 misreads grid tables with cells over columns or rows.
    """
    try:
        import pypandoc  # type: ignore[import-not-found]

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return "pandoc"


def pandoc_tree(text: str, form: str = PANDOC_FORMAT) -> Any:
    """Pandoc's blocks, or None if it refuses the text."""
    done = subprocess.run(
        [program(), "-f", form, "-t", "json"],
        input=with_plain_chunks(text),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return None if done.returncode else json.loads(done.stdout)["blocks"]


def pandoc(text: str) -> list[Any] | None:
    blocks = pandoc_tree(text)
    if blocks is None:
        return None
    if re.search(r"\]\(#|\[[^\]]*\](?![(\[:{])", text):
        with_headings_numbered(blocks, pandoc_tree(text, "markdown"))
    out: list[Any] = []
    pandoc_blocks(blocks, out)
    return out


def with_headings_numbered(blocks: Any, identified: Any) -> None:
    """Replace links to headings by links to their numbers, unless they name a made identifier.

    A reference to a heading by its words may become a link to an identifier that the heading gets.
    ``identified`` are the blocks with identifiers for all headings. A heading that such a link goes
    to has no identifier of its own in the result: that the link reaches it is what counts.
    """
    own = [node["c"] for node in nodes(blocks) if node.get("t") == "Header"]
    numbers: dict[str, int] = {}
    for number, node in enumerate(one for one in nodes(identified) if one.get("t") == "Header"):
        numbers.setdefault(f"#{node['c'][1][0]}", number)
    ours, theirs = (
        [node["c"][2] for node in nodes(tree) if node.get("t") == "Link"]
        for tree in (blocks, identified)
    )
    given = {f"#{heading[1][0]}" for heading in own}  # With "#", if one has none.
    pairs = [one for one in zip(ours, theirs, strict=True) if one[1][0] in numbers]
    # Such a heading has an identifier in an edition, which other links may name, too.
    named = {other[0] for link, other in pairs if link[0] in given}
    for link, other in pairs:
        if other[0] in named:
            own[numbers[other[0]]][1][0] = ""
            link[0] = f"heading {numbers[other[0]]}"


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """The nodes of a tree, in order."""
    if isinstance(tree, list):
        for one in tree:
            yield from nodes(one)
    elif isinstance(tree, dict):
        yield tree
        for one in tree.values():
            yield from nodes(one)


# Shortcodes and templates: Quarto and Manubot (Jinja) put something else in their places.
TEMPLATE = re.compile(
    r"\{\{<[^\n]{1,1000}?>\}\}|\{%.{1,1000}?%\}|\{\{.{1,1000}?\}\}|\{##.*?##\}", re.DOTALL
)


MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")


def pandoc_words(text: str) -> list[str]:
    """The words in pandoc's tree.

    Those of citations are their sources' own; addresses, shortcodes and templates are no words.
    """
    return ["".join(words_in(pandoc_tree(MAIL.sub("x", TEMPLATE.sub("", text))) or []))]


def words_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from words_in(one)
    elif isinstance(node, dict):
        kind: str = node.get("t", "")
        content: Any = node.get("c")
        if kind == "Str":
            yield content
            return
        if kind in AROUND_WORDS:
            yield AROUND_WORDS[kind]
        if kind == "Link" and not {"uri", "email"}.isdisjoint(content[0][1]):
            yield " "
        else:
            yield from words_in(worded(kind, content))
        if kind in AROUND_WORDS:
            yield AROUND_WORDS[kind]


# What is around the words of a node. The parts of others are glued.
AROUND_WORDS = {
    "Space": " ", "SoftBreak": " ", "LineBreak": " ", "Note": " ", "Para": "\n", "Plain": "\n",
    "Header": "\n",
}  # fmt: skip


def worded(kind: str, content: Any) -> Any:
    """The parts of a node that have words."""
    if kind == "LineBlock":
        return parted(content)
    if kind == "Figure":  # Its caption is the text of its image.
        return content[2]
    if kind == "DefinitionList":
        return [one for term, found in content for one in (*parted([term]), found)]
    if kind == "Cite":
        return [[one["citationPrefix"], one["citationSuffix"]] for one in content[0]]
    return content


def parted(lines: Sequence[Any]) -> list[Any]:
    """Inlines with a line end after each of them."""
    return [one for line in lines for one in (line, {"t": "Space"})]


def pandoc_attributes(found: Any) -> str:
    name, classes, pairs = found
    return (
        f"{name} {classes} {[pair if pair[0] not in PANDOC_WORDS else pair[0] for pair in pairs]}"
    )


def pandoc_inlines(found: Any, into: set[str], out: list[Any]) -> None:
    """Add what isn't text in some inlines."""
    if not isinstance(found, dict):
        for one in found if isinstance(found, list) else ():
            pandoc_inlines(one, into, out)
        return
    if "t" not in found:
        return
    kind: str = found["t"]
    content: Any = found.get("c")
    if kind == "Note":
        into.add("Note")
        pandoc_blocks(content, out)
        return
    if kind not in PANDOC_PLAIN and content != GAP:
        into.add(f"{kind} {pandoc_markup(kind, content)}".rstrip())
    if kind != "Cite":
        pandoc_inlines(content, into, out)


def pandoc_markup(kind: str, content: Any) -> str:
    """What isn't words in one inline."""
    if kind == "Code":
        return str(content[1])
    if kind == "Math":  # TeX reads a line end as a space.
        return " ".join(str(content[1]).split())
    if kind == "RawInline":
        is_tex = content[0] in ("tex", "latex")
        return without_tex_words(content[1]) if is_tex else without_words(content[1])
    if kind in ("Link", "Image"):
        return f"{pandoc_attributes(content[0])} {content[2][0]}"
    if kind == "Span":
        return pandoc_attributes(content[0])
    return str(sorted(one["citationId"] for one in content[0])) if kind == "Cite" else ""


def pandoc_line(kind: str, inlines: Any, out: list[Any]) -> None:
    """Add a block that has inlines, and the blocks of its notes."""
    inside: set[str] = set()
    own: list[Any] = []
    pandoc_inlines(inlines, inside, own)
    out += [[kind, *sorted(inside)], *own]


def pandoc_blocks(found: Any, out: list[Any]) -> None:
    for block in found:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            pandoc_line(kind, content, out)
        elif kind == "Header":
            pandoc_line(f"Header {content[0]} {pandoc_attributes(content[1])}", content[2], out)
        elif kind == "LineBlock":
            for line in content:
                pandoc_line("Line", line, out)
        elif kind == "DefinitionList":
            for term, definitions in content:
                pandoc_line("Term", term, out)
                for definition in definitions:
                    out.append(["Definition"])
                    pandoc_blocks(definition, out)
            out.append(["/"])
        else:
            shown, inner = pandoc_parts(kind, content)
            out.append([kind, shown])
            for blocks in inner:
                pandoc_blocks(blocks, out)
            out.append(["/"])


def pandoc_parts(kind: str, content: Any) -> tuple[Any, list[Any]]:
    """What is fixed in a block, and the blocks in it."""
    if kind == "CodeBlock":
        return [pandoc_attributes(content[0]), content[1]], []
    if kind == "RawBlock":
        return without_words(content[1]) if content[0] == "html" else content[1], []
    if kind == "BulletList":
        return len(content), content
    if kind == "OrderedList":
        return content[0], content[1]
    if kind == "Div":
        return pandoc_attributes(content[0]), [content[1]]
    if kind == "BlockQuote":
        return "", [content]
    if kind == "Figure":  # Since pandoc 3.
        return pandoc_attributes(content[0]), [content[1][1], content[2]]
    if kind == "Table":
        return pandoc_table(content)
    return "", []


def pandoc_table(content: Any) -> tuple[Any, list[Any]]:
    """A table's attributes, alignments and spans; its caption and cells.

    Relative widths are left out: pandoc computes them from the lengths of lines, and only if the
    text of a table is long.
    """
    attributes, caption, columns, head, bodies, foot = content
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    spans = [[cell[2:4] for cell in row[1]] for row in rows]
    aligned = [column[0]["t"] for column in columns]
    cells = [cell[4] for row in rows for cell in row[1]]
    return [pandoc_attributes(attributes), aligned, len(head[1]), spans], [caption[1], *cells]

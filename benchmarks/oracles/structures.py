"""Read a JSON list of texts in a dialect of Markdown; write the structure of each.

Runs on its own, in a Python that has the parsers: `python structures.py DIALECT [words]`. With
`words` it writes the words that a reader sees instead.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from pages import WORDS, structure, words
from pandoc_tree import pandoc, pandoc_words
from sites import SITES, control_tags, stand_in, without_templates

# Readers see addresses of mail, and in blocks of HTML without Markdown others: they are no words.
ADDRESS = re.compile(r"(?<=\]\()[^\s()]+(?=\))|\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
SNIPPET = re.compile(r"(?m:^[ \t]*-+8<-+[^\n]*$)|\{!.*?!\}")
FRONT_MATTER = re.compile(
    r"\A(?:---[a-z]*\n(?:.*?\n)?---\s*(?:\n|\Z)|\+\+\+\n.*?\n\+\+\+\s*(?:\n|\Z))", re.DOTALL
)
_MYST = """
    amsmath attrs_inline attrs_block colon_fence deflist dollarmath fieldlist html_admonition
    html_image replacements smartquotes strikethrough substitution tasklist
"""
MYST = tuple(_MYST.split())


def myst_parser() -> Any:
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    # As in Jupyter Book, which allows `$$` in a paragraph.
    config = MdParserConfig(enable_extensions=set(MYST), dmath_double_inline=True)
    return create_md_parser(config, RendererHTML)


def myst(text: str) -> list[Any]:
    return tokens(myst_parser(), text)


def myst_words(text: str) -> list[str]:
    shown = "".join(token_words(myst_parser(), text))
    return [MYST_UNSAID.sub(" ", shown)]


# Addresses, names of accounts, types of alerts, and values in the titles of directives.
MYST_UNSAID = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[\w/.@-]+|\[![A-Z]+\]|\{\{[^{}\n]*\}\}")


ROLE_TARGET = re.compile(r"\s*<[^>]*>\s*$")
CODE_ROLES = ("math", "code", "eval", "py:", "js:", "c:")
# Roles that show code, or what the document that they refer to has.
SILENT_ROLES = (
    "math", "cite", "eval", "code", "kbd", "download", "doc", "ref", "numref", "eq", "py:", "js:",
    "c:", "class", "func", "meth", "mod", "attr", "data", "exc", "term", "prf:ref", "proof:ref",
)  # fmt: skip


# Tags that part words, and elements that show code.
PARTING = re.compile(r"</?(?:br|p|div|li|ul|ol|td|th|tr|dd|dt)\b")
CODE_TAG = re.compile(r"<(/?)(?:code|kbd|samp|var)\b")


def inline_words(children: Sequence[Any]) -> Iterator[str]:
    in_code = False
    for child in children:
        tag = CODE_TAG.match(child.content) if child.type == "html_inline" else None
        in_code = not tag[1] if tag else in_code
        if child.type == "text":
            yield "" if in_code else child.content
        elif child.type.endswith("break") or PARTING.match(child.content):
            yield "\n"
        elif child.type == "image":
            yield f" {child.content} {child.attrs.get('title', '')} "
        elif child.type == "link_open" and "title" in child.attrs:
            yield f" {child.attrs['title']} "
        elif child.type == "myst_role":
            name, content = child.meta["name"], child.content
            target = ROLE_TARGET.search(content)
            if not name.startswith(SILENT_ROLES) or (target and not name.startswith(CODE_ROLES)):
                yield ROLE_TARGET.sub("", content)
    yield "\n"


def is_prose(token: Any) -> bool:
    """Whether a token is a directive or container whose body is Markdown."""
    info = token.info.strip()
    return bool(PROSE.match(info)) or (token.type == "colon_fence" and not info.startswith("{"))


def token_words(parser: Any, text: str) -> Iterator[str]:
    """The words in MyST's tokens: text, alternative texts, titles of links, and roles' words."""
    for token in parser.parse(text):
        if token.type == "inline":
            yield from inline_words(token.children or ())
        elif is_prose(token):
            if TITLED.match(token.info.strip()):
                yield token.info.strip().partition("}")[2] + "\n"
            body = token.content
            while head := OPTIONS.match(body):
                body = body[head.end() :]
            yield from token_words(parser, body)


TITLED = re.compile(
    r"\{(?:admonition|dropdown|card|grid-item-card|tab-item|tab|topic|sidebar|figure-md|rubric|button)\b"
)
OPTIONS = re.compile(r"[ \t]*:[\w-]+:.*\n|---\n(?:.*\n)*?---\n")


PROSE = re.compile(
    r"\{(?!code|math|mermaid|eval-rst|toctree|include|literalinclude|image|raw|bibliography"
    r"|csv-table|doctest|testcode|testsetup|testoutput|testcleanup|auto|py:|highlight|jupyter|contents|tableofcontents|math|parsed-literal|terminal"
    r"|pip-|pyodide|youtube|anywidget|embed)[^}]*\}"
)


WORDED = re.compile(
    rf"(\b(?:{'|'.join(sorted(WORDS))})\s*=\s*)(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE
)


def opaque(token: Any) -> str:
    """What an edition must keep of a token in a sentence: no words, and white space as one space.

    TeX, code in Markdown and tags of HTML read a line end as a space.
    """
    if token.type == "image":
        return ""
    if token.type == "myst_role":
        return role(token.meta["name"], token.content)
    content = WORDED.sub(r"\1", token.content) if token.type == "html_inline" else token.content
    return " ".join(content.split())


def role(name: str, content: str) -> str:
    """What an edition must keep of a role: not the words before a target, or in parentheses."""
    target = ROLE_TARGET.search(content)
    if target and not name.startswith(CODE_ROLES):
        return target[0].strip()
    if name == "abbr":
        return content.partition("(")[0]
    # A role of an extension shows a phrase as it is.
    if len(content.split()) > 2 and not name.startswith(SILENT_ROLES):
        return ""
    return "" if name.startswith("bdg") or name in WORDED_ROLES else " ".join(content.split())


WORDED_ROLES = (
    "button", "u", "underline", "del", "delete", "strike", "ins", "smallcaps", "sc", "strong",
    "emphasis", "dfn", "guilabel",
)  # fmt: skip
# An entry of a table of contents without its title.
ENTRY = re.compile(r"(?m:^([ \t]*)[^\s<][^<\n]*?[ \t]*(<[^<>\n]+>)[ \t]*$)")
OPTION_WORDS = re.compile(
    r"(:(?:alt|caption|title|header|footer|img-alt|subtitle|description):)[^\n]*"
)


def options(text: str) -> tuple[list[str], str]:
    """The options at the start of a directive's body without their words, and the rest."""
    import yaml

    found: list[str] = []
    while head := OPTIONS.match(text):
        text = text[head.end() :]
        shown = head[0]
        if shown.startswith("---"):
            try:
                known = yaml.safe_load(shown.strip("-\n"))
            except yaml.YAMLError:
                known = shown
            found.append(json.dumps(without_words(known), sort_keys=True, default=str))
        else:
            found.append(OPTION_WORDS.sub(r"\1", shown))
    return found, text


def without_titles(info: str, body: str) -> tuple[str, str]:
    """The first line and the body of a directive without the titles in them."""
    if info.startswith(("{contents}", "{csv-table}")):
        info = info.partition("}")[0]
    return info, ENTRY.sub(r"\1\2", body) if info.startswith("{toctree}") else body


def without_words(known: Any) -> Any:
    if not isinstance(known, dict):
        return known
    return {k: None if k in ("alt", "caption") else without_words(v) for k, v in known.items()}


def glossary(parser: Any, body: str) -> list[Any]:
    """A glossary whose definitions are indented: Sphinx reads its lines."""
    out: list[Any] = []
    for line in body.split("\n"):
        if line and not line[0].isspace():
            out.append(["term", ""])
        elif out:
            out[-1][1] += line + "\n"
    return [one for name, text in out for one in ([name], *tokens(parser, textwrap.dedent(text)))]


def tokens(parser: Any, text: str) -> list[Any]:
    out: list[Any] = []
    for token in parser.parse(text):
        if token.type == "inline":
            inside: set[str] = set()
            for child in token.children or ():
                if child.type in ("text", "softbreak") or child.content == "<!-- -->":
                    continue  # An empty comment only parts two signs.
                attributes = {k: v for k, v in child.attrs.items() if k not in ("title", "alt")}
                meta = {k: v for k, v in child.meta.items() if k not in ("id", "subId")}
                sign = child.markup.replace("_", "*")  # An edition may use the other sign.
                shown = f"{child.type} {sign} {opaque(child)} {attributes} {meta}"
                inside.add(shown)
            out.append(["inline", *sorted(inside)])
        elif is_prose(token):
            head, body = options(token.content)
            sphinx = "{glossary}" in token.info and not re.search(r"^\s*:\s", body, re.MULTILINE)
            inner = glossary(parser, body) if sphinx else tokens(parser, body)
            out += [["directive", token.info.split("}")[0], *head], *inner, ["/"]]
        elif token.type == "front_matter":
            out.append(["front_matter"])
        elif token.type == "html_block":  # Its elements: the text in it is translated.
            out += [["html_block"], *structure(token.content), ["/"]]
        else:
            attributes = {k: v for k, v in token.attrs.items() if k not in ("title", "alt", "id")}
            info, head, body = token.info.strip(), [], token.content
            if info.startswith("{"):
                head, body = options(body)
            info, body = without_titles(info, body)
            out.append([token.type, token.tag, info, *head, body, str(attributes)])
    return out


def commonmark_html(text: str, *, notes: bool = False) -> str:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    if notes:
        reader.use(footnote_plugin)
    return str(reader.render(text))


def commonmark(text: str) -> list[Any]:
    return structure(commonmark_html(text))


def commonmark_words(text: str) -> list[str]:
    return words(commonmark_html(text))


# Includes and the places of code that VitePress replaces before it reads Markdown.
VITEPRESS_LINE = re.compile(r"^[ \t]*(?:<<<|@include|\[\[toc\]\])[^\n]*$", re.MULTILINE)


def vitepress_html(text: str) -> str:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin

    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    names = ("tip", "info", "warning", "danger", "details", "code-group", "raw", "v-pre")
    for name in names:  # The title of a container is text.
        reader.use(container_plugin, name)
    lines = VITEPRESS_LINE.findall(text)
    return str(reader.render(text)) + "".join(f"<hr class='{line.strip()}'>" for line in lines)


def vitepress_words(text: str) -> list[str]:
    return words(vitepress_html(VITEPRESS_LINE.sub("", text)))


def vitepress(text: str) -> list[Any]:
    return structure(vitepress_html(text))


# The lines of Microsoft Learn's containers, and what it puts in or shows otherwise.
LEARN_BOX = re.compile(r"(?m:^[ \t>]*:{3,}[ \t]*(?!image\b)[^\n]*$)")
LEARN_COLUMN = re.compile(r"(?ms:^([ \t]*):::column\b[^\n]*\n(.*?)^[ \t]*:::column-end:::[ \t]*$)")
LEARN_UNSAID = re.compile(
    r":::image\b(?:(?!alt-text=)[^\n])*(?:alt-text=\"([^\"\n]*)\")?[^\n]*|\[!(?:INCLUDE|code)[^\[\]\n]*"
    r"\[[^\]\n]*\]\([^)\n]*\)\]?|\[!(?:VIDEO|div|NOTE|TIP|WARNING|IMPORTANT|CAUTION)[^\]\n]*\]",
    re.IGNORECASE,
)


def mslearn(text: str) -> list[Any]:
    """The lines of containers count as they are; the content of columns may be indented."""
    boxes = [line.strip() for line in LEARN_BOX.findall(text)]
    return [*commonmark(learn(text)), ["containers", *boxes]]


def mslearn_words(text: str) -> list[str]:
    return commonmark_words(LEARN_UNSAID.sub(lambda one: one[1] or " ", learn(text)))


def learn(text: str) -> str:
    """A text without the lines of containers, and with the content of columns at the margin."""
    text = LEARN_COLUMN.sub(lambda one: f"\n{textwrap.dedent(one[2])}\n", text)
    return LEARN_BOX.sub("", text)


# Obsidian shows the alias of a link, and what an embed has.
WIKI = re.compile(
    r"!\[\[[^\[\]\n]*\]\]|\[\[(?:[^\[\]|\n]*\|)?((?:(?<=\|)[^\[\]\n]*)?)[^\[\]\n]*\]\]"
)


# Obsidian shows no comments; tags are names, and formulas are no words.
UNSAID = re.compile(r"%%.*?%%|(?<!\S)#[\w/-]*[A-Za-z][\w/-]*", re.DOTALL)
# One may begin right after a letter: text in Chinese has no spaces around it.
FORMULA = re.compile(r"\$\$.*?\$\$|(?<![$\\])\$(?![\s$])[^$\n]+(?<!\s)\$(?!\d)", re.DOTALL)


CODE_OR_FORMULA = re.compile(
    rf"(?P<code>(?ms:^[ \t>]*(```|~~~).*?^[ \t>]*\2)|`[^`\n]+`)|(?:{FORMULA.pattern})", re.DOTALL
)


# Code that a plug-in shows as a box around Markdown, with its title.
FENCED_NOTE = re.compile(
    r"(?ms:^[ \t>]*(?P<fence>```+|~~~+)ad-[\w-]+[ \t]*\n"
    r"(?P<fields>(?:(?:title|collapse|icon|color):[^\n]*\n)*)"
    r"(?P<inner>.*?)^[ \t>]*(?P=fence)[ \t]*$)"
)


def unboxed(text: str) -> str:
    """A note whose boxes in fences are between thematic breaks."""
    return FENCED_NOTE.sub(
        lambda one: f"\n***\n{TITLE.sub('', one['fields'])}\n\n{one['inner']}\n***\n", text
    )


TITLE = re.compile(r"(?m:^(?!title:)[^\n]*\n|^title:)")


def obsidian(text: str) -> list[Any]:
    """The structure of a note; its formulas count as they are, and hold no emphasis."""
    text = unboxed(text)
    shown = CODE_OR_FORMULA.sub(lambda one: one[0] if one["code"] else stand_in(one[0]), text)
    return structure(commonmark_html(shown, notes=True))


def obsidian_words(text: str) -> list[str]:
    text = FORMULA.sub(" ", UNSAID.sub(" ", unboxed(text)))
    return words(commonmark_html(WIKI.sub(lambda one: one[1] or "x", text), notes=True))


# Elements that may only have a style are folded, and an edition declares its own language.
IDLE = re.compile(r"(?:span|font|html|meta) ")
LANGUAGE = re.compile(r"\('(?:xml:)?lang', '[^']*'\)(?:, )?")


def page(text: str) -> list[Any]:
    found = structure(text)
    return [[LANGUAGE.sub("", one) for one in block if not IDLE.match(one)] for block in found]


READERS = {
    "html": page,
    "vitepress": vitepress,
    "mslearn": mslearn,
    "obsidian": obsidian,
    "myst": myst,
    "pandoc": pandoc,
    "quarto": pandoc,
    "mdx": commonmark,
}
WORD_READERS = {
    "html": words,
    "myst": myst_words,
    "pandoc": pandoc_words,
    "quarto": pandoc_words,
    "mslearn": mslearn_words,
    "vitepress": vitepress_words,
    "obsidian": obsidian_words,
}


def of_site(dialect: str, texts: Sequence[str], what: Sequence[str]) -> list[Any]:
    """The structure or the words of the pages of a site; the order of tags is structure, too."""
    if what == ["words"]:
        texts = [ADDRESS.sub("x", text) for text in texts]
    if what == ["words"] and dialect == "mkdocs":  # Macros and snippets are no words.
        texts = [SNIPPET.sub("", without_templates(text)) for text in texts]
    pages = SITES[dialect](texts)
    if what == ["words"]:
        return [None if page is None else words(page) for page in pages]
    return [
        None if page is None else [*structure(page), ["control tags", *control_tags(text)]]
        for page, text in zip(pages, texts, strict=True)
    ]


def main() -> None:
    dialect, *what = sys.argv[1:]
    texts = json.load(sys.stdin)
    if dialect == "rst":
        from rst_tree import rst, rst_words

        READERS["rst"], WORD_READERS["rst"] = rst, rst_words
    elif dialect != "myst":
        texts = [FRONT_MATTER.sub("", text.replace("\r\n", "\n")) for text in texts]
    if dialect in SITES:
        json.dump(of_site(dialect, texts, what), sys.stdout)
        return
    readers: Any = WORD_READERS if what == ["words"] else READERS
    reader = readers.get(dialect, commonmark_words if what == ["words"] else commonmark)
    found = []
    for text in texts:
        try:
            found.append(reader(text))
        except Exception as error:  # a parser's own fault
            print(repr(error), file=sys.stderr)
            found.append(None)
    json.dump(found, sys.stdout)


main()

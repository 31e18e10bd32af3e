"""The HTML that programs for sites make of their dialects of Markdown.

Each function gets some texts without front matter, and returns HTML for each, or None if the
program refuses it.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pages import WORDS

__all__ = ["SITES", "control_tags", "stand_in", "without_templates"]

Html = list[str | None]

_PYMDOWN = """
    abbr admonition attr_list def_list footnotes md_in_html tables toc pymdownx.arithmatex
    pymdownx.betterem pymdownx.caret pymdownx.critic pymdownx.details pymdownx.emoji
    pymdownx.highlight pymdownx.inlinehilite pymdownx.keys pymdownx.mark pymdownx.smartsymbols
    pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde pymdownx.magiclink
    pymdownx.blocks.admonition pymdownx.blocks.details pymdownx.blocks.tab
    pymdownx.blocks.caption pymdownx.blocks.definition pymdownx.blocks.html
"""


# Boxes that sites declare: those of the documentation of FastAPI and of PyMdown among them.
_TYPES = """
    attention bug caution check danger error example failure hint info important new note question
    quote settings success tip warning abstract
"""


def each(convert: Callable[[str], str], texts: Sequence[str]) -> Html:
    found: Html = []
    for text in texts:
        try:
            found.append(convert(text))
        except Exception as error:  # a parser's own fault
            print(repr(error), file=sys.stderr)
            found.append(None)
    return found


# ── Python-Markdown with what mkdocs-material recommends, and mkdocstrings' blocks ───────────────


# A plug-in puts the values of macros in before Markdown is read: otherwise attributes after one at
# the end of a heading would begin with it. Pages about templates show them in code.
_VALUE = re.compile(
    r"(?P<code>(?ms:^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\2)|(`+)(?!`)[^\n]*?(?<!`)\3(?!`))|\{\{.*?\}\}"
)


# Sites without formulas escape the parentheses around words.
_ESCAPED = re.compile(
    r"\\\((?=[^\\^_=+<>*/{}|\d\n]*(?:[^\W\d_]{4}|[\u4e00-\u9fff]{2}|\b[^\W\d_]{2}-[^\W\d_]{2}\b)[^\\^_=+<>*/{}|\d\n]*\\\))"
)


# Code in a sentence, which relaxed headers would make a fence of.
_CODE_LINE = re.compile(r"(?m:^([ \t>]*)```([^`\n]+)```(?=[ \t]*$))")


def _with_value(found: re.Match[str]) -> str:
    return found[0] if found["code"] else stand_in(found[0])


def mkdocs(texts: Sequence[str]) -> Html:
    import markdown
    from markdown.blockprocessors import BlockProcessor
    from markdown.extensions import Extension

    class Autodoc(BlockProcessor):  # type: ignore[misc]
        """A block of mkdocstrings with its options: it shows what isn't in the file."""

        def test(self, parent: Any, block: str) -> bool:
            return re.match(r":{3} ?\S+\s*(?:\n|\Z)", block) is not None

        def run(self, parent: Any, blocks: list[str]) -> None:
            own, rest = self.detab(re.sub(r"\A:{3}", "    :::", blocks.pop(0)))
            from xml.etree.ElementTree import SubElement

            SubElement(parent, "pre").text = own
            if rest:
                blocks.insert(0, rest)

    class Autodocs(Extension):  # type: ignore[misc]
        def extendMarkdown(self, md: Any) -> None:  # noqa: N802
            md.parser.blockprocessors.register(Autodoc(md.parser), "autodoc", 75)

    def convert(text: str) -> str:
        from material.extensions.emoji import to_svg, twemoji
        from pymdownx.superfences import fence_code_format

        # Options of fences that plug-ins read, such as `exec="on"`.
        any_fence = {
            "name": "*",
            "class": "code",
            "format": fence_code_format,
            "validator": lambda language, inputs, options, attrs, md: True,
        }
        converter = markdown.Markdown(
            extensions=[*_PYMDOWN.split(), Autodocs()],
            extension_configs={
                "pymdownx.tabbed": {"alternate_style": True},
                "pymdownx.highlight": {"linenums_style": "pymdownx-inline"},
                # Headers that a plug-in of the site reads are read there as code, too.
                "pymdownx.superfences": {"custom_fences": [any_fence], "relaxed_headers": True},
                "pymdownx.tasklist": {"custom_checkbox": True},
                "pymdownx.smartsymbols": {"ordinal_numbers": False},  # They are words.
                "pymdownx.blocks.admonition": {"types": _TYPES.split()},
                "pymdownx.emoji": {"emoji_index": twemoji, "emoji_generator": to_svg},
            },
        )
        text = _CODE_LINE.sub(r"\1``\2``", text)
        return str(converter.convert(_ESCAPED.sub("&#40;", _VALUE.sub(_with_value, text))))

    return each(convert, texts)


# ── Liquid, Jinja and Nunjucks, before Markdown ──────────────────────────────────────────────────

_LITERAL = r"raw|verbatim|comment|highlight|css|js|javascript|capture|schema|\w*[cC]ode\w*"
# No value is in two paragraphs. A hyphen takes the white space on its side with it.
_TEMPLATE = re.compile(
    rf"(?:\s+(?=\{{[%\{{\#]-))?(?:\{{\#.*?\#\}}|\{{%-?\s*(?P<name>{_LITERAL}|set(?=\s+\w+\s*-?%))\b(?P<rest>[^%]*)%\}}"
    r"(?P<body>.*?)\{%-?\s*end(?P=name)\s*-?%\}|\{%-?\s*(?P<tag>\w*).*?%\}"
    r"|\{\{(?:(?!\n[ \t]*\n|\{\{).)*?\}\}+)"
    r"(?:(?<=-[%}#]\})\s+|(?<=-\}\})\s+)?",
    re.DOTALL,
)
_CONTROL = re.compile(
    r"\A(?:end\w*|if|elsif|elif|else|elseif|unless|case|when|for|set|assign|block|macro|call|filter"
    r"|capture|with|switch|default)\Z"
)


# Titles, captions and the like in a tag.
_WORDED = re.compile(
    rf"(\b(?:{'|'.join(sorted(WORDS))})\s*=\s*)(?:\"[^\"{{]*\"|'[^'{{]*'|`[^`{{]*`)"
)


def _bare(tag: str) -> str:
    """A tag without words."""
    return _WORDED.sub(r"\1", tag.strip())


_DEFINED = re.compile(r"\n\[[^\]\n]+\]:")


def stand_in(markup: str) -> str:
    bare = " ".join(_bare(markup).split())
    return f"HXv{hashlib.sha256(bare.encode()).hexdigest()[:8]}xH"


def without_templates(text: str) -> str:
    """A text as a program for templates writes it: control tags are gone, values are words."""
    paired = {name[3:] for name in re.findall(r"\{%-?\s*(end\w+)", text)}

    def written(found: re.Match[str]) -> str:
        name, tag = found["name"], found["tag"]
        if name in ("raw", "verbatim"):
            return found["body"]
        if name == "highlight":
            return f"<pre>{found['body'].replace('<', '&lt;')}</pre>"
        if name or found[0].lstrip().startswith("{#"):
            return ""
        if tag is not None and (_CONTROL.match(tag) or tag in paired):
            return ""
        # A file that is included may have definitions, and so may the lines after it.
        ends = "\n" if _DEFINED.match(text, found.end()) else ""
        return stand_in(found[0].strip()) + ends

    return _TEMPLATE.sub(written, text)


def control_tags(text: str) -> list[str]:
    """The tags that control others, in order.

    In a string of a tag, a line end in a quotation is as good as a space.
    """
    paired = {name[3:] for name in re.findall(r"\{%-?\s*(end\w+)", text)}
    return [
        re.sub(r"\s*\n[ \t>]*", " ", _bare(found[0]))
        for found in _TEMPLATE.finditer(text)
        if found["tag"] and (_CONTROL.match(found["tag"]) or found["tag"] in paired)
    ]


def jekyll(texts: Sequence[str]) -> Html:
    program = """
        STDOUT.write JSON.generate(JSON.parse(STDIN.read).map { |text|
          begin
            Kramdown::Document.new(text, input: "GFM", hard_wrap: false, auto_ids: false,
                                   syntax_highlighter: nil).to_html
          rescue StandardError
            nil
          end
        })
    """
    command = ["ruby", "-Eutf-8", "-rjson", "-rkramdown", "-rkramdown-parser-gfm", "-e", program]
    given = json.dumps([without_templates(text) for text in texts])
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return _with_fences_read(json.loads(done.stdout))


def _with_fences_read(pages: Html) -> Html:
    """The pages without those whose program leaves a fence as text, unlike their site."""
    unread = re.compile(r"<p>(?:```|~~~)|<pre>(?:(?!</pre>).)*\n```\w", re.DOTALL)
    return [None if page is None or unread.search(page) else page for page in pages]


def eleventy(texts: Sequence[str]) -> Html:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    def convert(text: str) -> str:
        reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        reader.use(attrs_plugin).use(attrs_block_plugin).use(deflist_plugin).use(footnote_plugin)
        for name in sorted(set(re.findall(r"^:{3,}[ \t]*([\w-]+)", text, re.MULTILINE))):
            reader.use(container_plugin, name)
        return str(reader.render(without_templates(text)))

    return each(convert, texts)


# ── Hugo ─────────────────────────────────────────────────────────────────────────────────────────

_SHORTCODE = re.compile(
    r"(?P<lead>\{\{(?P<sign>[<%])\s*(?P<closes>/?)\s*)(?P<name>\w[\w./-]*?)"
    r"(?P<rest>(?:\s(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|[^\"`])*?)?(?P<end>/?)[>%]\}\})"
)
# Pairs with a line end after the first tag or before the last one hold blocks; others, words.
_OWN_LINE = re.compile(
    r"\{\{[<%][ \t]*([\w./-]+)[^{}]*[>%]\}\}[ \t]*\n|\n[ \t>]*\{\{[<%][ \t]*/[ \t]*([\w./-]+)"
)
# The names that Hexapla knows (the option ``verbatim``), and others that mean the same.
_CODE_LIKE = re.compile(
    r"(?:chroma|code|code-?block|code-toggle|gist|highlight|katex|math|mermaid|raw|diagram|prism)\Z"
)
_HUGO = """
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "404"]
enableEmoji = true
ignoreErrors = ["error-remote-getjson"]
[markup.highlight]
codeFences = false
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
"""


# With block attributes, Goldmark drops a line that begins with empty ones.
_NO_ATTRIBUTES = re.compile(r"(?m:^\{\}(?=[ \t]*\S))")


def _renamed(text: str, names: set[str]) -> str:
    """A text whose shortcodes have names of their own: with an end or not, in a sentence or not."""
    kinds: dict[int, str] = {}
    block = {one for found in _OWN_LINE.findall(text) for one in found if one}
    opened: list[tuple[str, int]] = []
    for found in _SHORTCODE.finditer(text):
        code = _CODE_LIKE.match(found["name"]) or "lang=" in found["rest"]
        content = "c" if code else "m" if found["sign"] == "%" else "h"
        if content == "h" and found["name"] not in block:
            content = "i"
        kinds[found.start()] = ("p" if found["end"] else "s") + content
        if found["end"]:
            continue
        if not found["closes"]:
            opened.append((found["name"], found.start()))
            continue
        for at in range(len(opened) - 1, -1, -1):
            name, start = opened[at]
            if name == found["name"]:
                kinds[start] = kinds[found.start()] = f"p{kinds[start][1]}"
                del opened[at:]
                break

    def new(found: re.Match[str]) -> str:
        kind = kinds[found.start()]
        kind = kind if kind[0] == "p" else "sh"  # Only the content of pairs is read in some way.
        given = f"sc{kind}{found['name'].encode().hex()}"
        names.add(given)
        return f"{found['lead']}{given}{found['rest']}"

    return _SHORTCODE.sub(new, text)


# A shortcode's name and parameters, except for words, as one word.
_NAMED = """
{{- $shown := .Name -}}
{{- if .IsNamedParams -}}
  {{- range $key, $value := .Params -}}
    {{- if not (in (slice WORDS) (lower $key)) -}}
      {{- $shown = printf "%s %s=%v" $shown $key $value -}}
    {{- end -}}
  {{- end -}}
{{- else -}}
  {{- range .Params -}}{{- $shown = printf "%s %v" $shown . -}}{{- end -}}
{{- end -}}
HXv{{ substr (sha256 $shown) 0 8 }}xH
""".strip().replace("WORDS", " ".join(f'"{word}"' for word in sorted(WORDS)))


def _shortcode(given: str) -> str:
    """The template of a shortcode: what most of them do with what is in them."""
    paired, content = given[2] == "p", given[3]
    if not paired:
        return _NAMED
    if content == "c":
        return f"{_NAMED}<pre>{{{{ .Inner | htmlEscape }}}}</pre>"
    if content == "m":
        return f"{_NAMED}{{{{ .Inner }}}}"
    if content == "i":
        return f'<span>{_NAMED}{{{{ .Page.RenderString (dict "display" "inline") .Inner }}}}</span>'
    rendered = '{{ .Page.RenderString (dict "display" "block") .InnerDeindent }}'
    return f"<div>{_NAMED}{rendered}</div>"


def hugo(texts: Sequence[str]) -> Html:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("content", "layouts/_default", "layouts/shortcodes"):
            (root / name).mkdir(parents=True)
        (root / "config.toml").write_text(_HUGO)
        (root / "layouts/_default/single.html").write_text("{{ .Content }}")
        names: set[str] = set()
        for number, text in enumerate(texts):
            # Goldmark takes a link's text "x" in a list for a task that is done.
            shown = re.sub(r"\[[xX]\](?=[(\[])", "[xx]", _renamed(text, names))
            shown = _NO_ATTRIBUTES.sub("&#123;}", shown)
            page = f"---\ntitle: x\n---\n{shown}"
            (root / "content" / f"p{number}.md").write_text(page)
        for given in names:
            (root / "layouts/shortcodes" / f"{given}.html").write_text(_shortcode(given))
        return _built(root, len(texts))


def _built(root: Path, count: int) -> Html:
    """Build a site without the pages that Hugo refuses. It writes no page without content."""
    bad: set[int] = set()
    while True:
        command = ["hugo", "--quiet", "--source", str(root), "--destination", str(root / "out")]
        done = subprocess.run(command, capture_output=True, text=True)
        refused = {int(number) for number in re.findall(r"\bp(\d+)\.md", done.stdout + done.stderr)}
        if not done.returncode or not refused - bad:
            break
        print(done.stdout[-300:] + done.stderr[-300:], file=sys.stderr)
        bad |= refused
        for number in refused:
            (root / "content" / f"p{number}.md").unlink(missing_ok=True)
    found = {n: root / "out" / f"p{n}" / "index.html" for n in range(count) if n not in bad}
    pages = {n: path.read_text() if path.exists() else "" for n, path in found.items()}
    return [pages.get(n) for n in range(count)]


SITES: dict[str, Callable[[Sequence[str]], Html]] = {
    "mkdocs": mkdocs,
    "hugo": hugo,
    "jekyll": jekyll,
    "11ty": eleventy,
}

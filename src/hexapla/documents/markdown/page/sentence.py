"""What readers see of the markup in a sentence."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from hexapla.documents.elements import BLOCKS, FORMATTING
from hexapla.documents.markdown.page.text import block_of_code, code, plain, texts_of
from hexapla.documents.markdown.syntax import Span
from hexapla.lazy import lazy_re

__all__ = ["SENTENCE", "Show"]

Show = Callable[[str, Span, str], str | None]
"""What readers see of some markup; None if it stays as it is.

The third parameter is the markup at the other end of a pair, or "". If `Span.alone` is true, the
result is a block, whose lines have nothing before them.
"""

# Elements around words, by the signs that begin them.
_AROUND = {"==": "mark", "^^": "ins", "{++": "ins", "{--": "del", "{==": "mark"}
_TEX = {"textbf": "strong", "textit": "em", "emph": "em", "underline": "u", "texttt": "code"}
_NAMES_IN_TEX = frozenset(["LaTeX", "TeX"])
_COMMAND = lazy_re(r"\\([A-Za-z]+)\*?(?:\[[^\]]*\])*(?:\{(.*)\})?", re.DOTALL)
_REFERENCES = frozenset(["autoref", "cite", "citep", "citet", "cref", "eqref", "ref"])
_ROLE = lazy_re(r"(?:\{[^{}]+\}|:[\w:+.-]+:)(`+)(.*?)\1", re.DOTALL)
_ROLE_NAME = lazy_re(r"[{:]([\w+.-]+(?::[\w+.-]+)*)[}:]")
_CODE_ROLES = frozenset(
    ["attr", "class", "code", "command", "data", "eval", "exc", "file", "func", "kbd", "literal",
     "math", "meth", "mod", "obj", "program", "samp"]
)  # fmt: skip
_TARGET = lazy_re(r"(?<!\s)\s*+<[^<>]*+>\Z")
_FORMULA = lazy_re(
    r"(?:\$\$?|\\[(\[])\s*(?P<inner>.*?)\s*(?:\$\$?|\\[)\]])"
    r"(?:[ \t]*(?:\([^()]*\)|\{[^{}]*\}))?\Z",
    re.DOTALL,
)
_IMAGES = frozenset([".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"])
_WIKI = lazy_re(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?(?:\]\])?")
_TAG_NAME = lazy_re(r"</?([\w.:-]*)")
_HEADING_ID = lazy_re(r"\{[ ]*#[\w.:-]+[ ]*\}")
_BRACES = lazy_re(r"\{\s*([\"'`])(.*)\1\s*\}", re.DOTALL)
_SUBSTITUTION = lazy_re(r"\{~~(.*?)~>(.*?)~~\}", re.DOTALL)
# Frequent names that aren't Unicode's.
_EMOJI = {
    "+1": "👍", "-1": "👎", "100": "💯", "bell": "🔔", "book": "📖", "bug": "🐛", "bulb": "💡",
    "exclamation": "❗", "heart": "❤️", "information_source": "ℹ️", "joy": "😂", "memo": "📝",
    "pencil": "📝", "smile": "😄", "smiley": "😃", "sparkles": "✨", "star": "⭐", "tada": "🎉",
    "thinking": "🤔", "thumbsup": "👍", "wave": "👋", "wink": "😉", "wrench": "🔧", "x": "❌",
    "zap": "⚡", "white_check_mark": "✅", "point_right": "👉", "rotating_light": "🚨",
}  # fmt: skip
# A shortcode around lines of code.
_WITH_LINES = lazy_re(r"\[[^\[\]]+\](\s*\n.*)\[/[^\[\]]+\]", re.DOTALL)
_WORDS_OF_KEYS = {"ctrl": "Ctrl", "cmd": "Cmd", "del": "Del", "esc": "Esc"}


def _replaced(text: str, span: Span, partner: str) -> str | None:
    """A shortcode, a component, or the value of an expression: the words in it are shown."""
    name = _TAG_NAME.match(text)
    if span.rule.name == "jsx" and name and name[1].islower() and "." not in name[1]:
        return _html_tag(text, name[1], span)
    words = texts_of(text, span)
    if words:
        return words if not span.alone and not partner else f"**{words}** "
    literal = _BRACES.fullmatch(text)
    if literal:
        return plain(literal[2])
    if span.alone or partner or span.rule.name == "jsx" or text.startswith("<%-"):
        return _content(text, span)
    return code(text)


def _expression(text: str, span: Span, partner: str) -> str | None:
    """The value of an expression; the id of a heading, which Docusaurus reads, stays."""
    return None if _HEADING_ID.fullmatch(text) else _replaced(text, span, partner)


def _content(text: str, span: Span) -> str:
    """The code in a shortcode that is code."""
    if span.rule.name != "hugo-shortcode" or text.count("{{") < 2:
        return ""
    inner = text[text.index("}}") + 2 : text.rindex("{{")]
    return block_of_code(inner) if span.alone else code(inner)


def _html_tag(text: str, name: str, span: Span) -> str | None:
    """A tag of HTML without attributes that only a program reads."""
    bare = f"<{'/' if text.startswith('</') else ''}{name}>" if "{" in text else text
    if span.alone and name in BLOCKS and name not in FORMATTING:
        return bare
    return bare if "{" in text else None


def _around(text: str, span: Span, partner: str) -> str:
    closes = span.read.closes
    element = _AROUND.get(partner if closes else text)
    if element is None:  # Between other markup, an end may have no start.
        return plain(text)
    return f"</{element}>" if closes else f"<{element}>"


def _tex_words(text: str, span: Span, partner: str) -> str:
    """A command of TeX around words."""
    element = _TEX.get((partner if span.read.closes else text).strip("\\{"), "")
    return f"<{'/' if span.read.closes else ''}{element}>" if element else ""


def _tex_command(text: str, span: Span, partner: str) -> str:
    found = _COMMAND.match(text)
    if found is None:
        return ""
    if found[1] in _REFERENCES:
        return plain(f"[{found[2] or ''}]")
    return found[1] if found[1] in _NAMES_IN_TEX else ""


def _formula(text: str, span: Span, partner: str) -> str:
    found = _FORMULA.match(text)
    inner = found["inner"] if found else text
    display = span.alone and span.rule.name != "tex-inline"
    return block_of_code(inner) if display else code(inner)


def _role(text: str, span: Span, partner: str) -> str | None:
    if span.read.closes:  # After an abbreviation is a bracket, and else a target.
        return ")" if text.startswith(")") else ""
    if span.read.opens:
        return text.partition("`")[2].lstrip("`")
    name = _ROLE_NAME.match(text)
    found = _ROLE.fullmatch(text)
    if found is None or name is None:
        return None
    last = name[1].rpartition(":")[2]
    if last in _CODE_ROLES or name[1] in _CODE_ROLES:
        return code(found[2])
    return plain(_TARGET.sub("", found[2]) or found[2].strip("<> "))


def _bracketed(text: str, span: Span, partner: str) -> str:
    return ""


def _bracket_shortcode(text: str, span: Span, partner: str) -> str:
    """A shortcode of WordPress: code in it is shown, and a video is not in the file."""
    found = _WITH_LINES.fullmatch(text)
    return block_of_code(found[1].strip("\n")) if found else ""


def _note_field(text: str, span: Span, partner: str) -> str:
    return "" if span.read.closes else f"{plain(text.strip('[( :'))}: "


def _inline_note(text: str, span: Span, partner: str) -> str:
    return ")" if span.read.closes else " ("


def _wiki_link(text: str, span: Span, partner: str) -> str:
    if span.read.closes:
        return "</a>"
    found = _WIKI.match(text)
    target, words = (found[1].strip(), found[2]) if found else ("", "")
    start = f'<a href="{html.escape(_page(target))}">'
    shown = plain(target.lstrip("#").replace("#", " > "))
    return start if span.read.opens else f"{start}{words or shown}</a>"


def _page(target: str) -> str:
    """The address of a page with a name, with its heading."""
    page, sign, heading = target.partition("#")
    name = page if not page or PurePosixPath(page).suffix else f"{page}.md"
    return f"{name}{sign}{heading.lower().replace(' ', '-')}"


def _embed(text: str, span: Span, partner: str) -> str:
    found = _WIKI.match(text)
    target = found[1].strip() if found else ""
    if PurePosixPath(target).suffix.lower() in _IMAGES:
        return f'<img src="{html.escape(target)}" alt="">'
    return f'<a href="{html.escape(_page(target))}">{plain(target)}</a>'


def _raised(text: str, span: Span, partner: str) -> str:
    element = "sup" if text[0] == "^" else "sub"
    return f"<{element}>{text[1:-1].replace(chr(92), '')}</{element}>"


def _keys(text: str, span: Span, partner: str) -> str:
    keys = [key.strip("\"'") for key in text.strip("+").split("+")]
    named = (_WORDS_OF_KEYS.get(key, key.title() if len(key) > 1 else key.upper()) for key in keys)
    return "+".join(f"<kbd>{plain(key)}</kbd>" for key in named)


def _emoji(text: str, span: Span, partner: str) -> str | None:
    icon = text.startswith((":fontawesome-", ":lucide-", ":material-", ":octicons-", ":simple-"))
    return "" if icon else _EMOJI.get(text.strip(":")) or _named(text.strip(":"))


def _named(name: str) -> str | None:
    """The character whose name in Unicode is that of an emoji."""
    for words in (name, f"{name} sign", f"{name} face", f"{name} symbol"):
        with suppress(KeyError):
            return unicodedata.lookup(words.replace("_", " ").upper())
    return None


def _citation(text: str, span: Span, partner: str) -> str:
    return plain(text.replace("-@", "").replace("@", ""))


def _critic_comment(text: str, span: Span, partner: str) -> str:
    found = _SUBSTITUTION.match(text)
    return f"<del>{found[1]}</del><ins>{found[2]}</ins>" if found else ""


SENTENCE: Mapping[str, Show] = {
    "aside": _inline_note,
    "bare-shortcode": _bracket_shortcode,
    "bookdown-reference": lambda text, _, __: plain(text.partition("(")[2].rstrip(")")),
    "bracket-shortcode": _bracket_shortcode,
    "bracketed-span": _bracketed,
    "citation": _citation,
    "critic": _around,
    "critic-comment": _critic_comment,
    "embed": _embed,
    "emoji": _emoji,
    "inline-note": _inline_note,
    "keys": _keys,
    "marked": _around,
    "note-field-in-sentence": _note_field,
    "r-expression": lambda text, _, __: code(text.strip("`")),
    "raised": _raised,
    "role": _role,
    "rst-role": _role,
    "table-code": lambda text, _, __: code(text.strip("`").replace("\\|", "|")),
    "tex-brackets": _formula,
    "tex-command": _tex_command,
    "tex-display": _formula,
    "tex-environment": _formula,
    "tex-inline": _formula,
    "tex-note": _inline_note,
    "tex-silent-command": _tex_command,
    "tex-words": _tex_words,
    "wiki-link": _wiki_link,
    "erb": _replaced,
    "hugo-shortcode": _replaced,
    "jsx": _replaced,
    "mdx-expression": _expression,
    "template-value": _replaced,
}
"""By the names of rules."""

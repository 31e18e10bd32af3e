"""Wiki links and embeds, marked words, and comments of editors: Obsidian, Foam, CriticMarkup."""

from __future__ import annotations

import re
from string import ascii_uppercase

from hexapla.documents.markdown.syntax.matching import closing_bracket
from hexapla.documents.markdown.syntax.rule import Read, Rule, Settings, Shape, Text
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

_END_OF_COMMENT = lazy_re(r"(?<![%`])%%(?![%`])")

# What a program looks up: an object's name, or a label that another file defines.
_AUTOREF = lazy_re(r"\[(?:[\w@./:#+-]{1,200}|_?[\w -]{1,60})?\](?![(\[])")
# How far away from the first one what closes a shortcode may be.
_NEAR = 2_000
# Shortcodes whose content is code, and the content of those that put a video or a file in.
_OF_CODE = lazy_re(r"(?:source)?code|highlight|latex|css|html|javascript|js|php|python|xml")
_VIDEO = lazy_re(r"\s*(?:[\w-]*[\d/][^\s\[\]]*)\s*")
# What may be before emphasis, besides white space.
_OPENING = "([{<“‘«¿¡/–—-"
_IN_NO_WORD = lazy_re(r"(?<!\w)_|_(?!\w)")
# Up to a sign of emphasis after a space, without others and without code.
_SPACED = {
    "*": lazy_re(r"[^*`\\]{1,500}(?<=[ \t])\*(?![\w*])"),
    "_": lazy_re(r"[^_`\\]{1,500}(?<=[ \t])_(?![\w_])"),
}
_INNER = r"(?:[^{}\n]|\n(?![ \t>]*\n))"
_LIST = (
    rf"\{{(?:[ \t]*(?:[#.:]|-[ \t]|-(?=\}}))(?:{_INNER}){{0,500}}"
    rf"|[ \t]*[\w-]+=(?:{_INNER}){{1,500}})?\}}"
)
# The address of a link with another link in its words: Pandoc reads the outer one.
_OF_LINK = lazy_re(
    r"\((?:[^\s()<>]+(?:\s+\"[^\"\n]*\")?"
    r"|(?:mailto:)?[ \t]*\[[^\[\]\n]{1,200}\]\([^\s()]{1,500}\))\)"
)
_INNER_LINK = lazy_re(r"(?<!!)\[[^\[\]]*\]\([^\s()]")
_ATTRIBUTES = lazy_re(_LIST)


def _link(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A link to a page; what follows a bar are words."""
    scanner.begun = min(scanner.begun, found.start())  # A definition may follow.
    if found["target"].casefold() in scanner.labels:
        return None
    if not found["words"]:
        return Read(found.end())
    return Read(found.start("words"), pair=(found.end() - 2, found.end()))


def _between(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Words between two equal signs, or between a brace and its counterpart."""
    start, sign = found.end(), found[0]
    closer = sign[1:] + "}" if sign[0] == "{" else sign
    limit = scanner.paragraph_end(start)
    end = scanner.find(closer, start, limit)
    if end <= start or (sign[0] != "{" and scanner.source[end - 1].isspace()):
        return None
    return Read(start, pair=(end, end + len(closer)))


def _struck(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Words that are struck through where CommonMark's rules on punctuation don't allow it."""
    source, start = scanner.source, found.end()
    end = scanner.find("~~", start, scanner.paragraph_end(start))
    if end <= start or source[end - 1].isspace() or source.startswith("~", end + 2):
        return None
    before, after = source[found.start() - 1 : found.start()], source[end + 2 : end + 3]
    opens = source[start].isalnum() or not before.isalnum()
    closes = source[end - 1].isalnum() or not after.isalnum()
    return None if opens and closes else Read(start, pair=(end, end + 2))


def _bracketed(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Words in brackets with attributes, or with the name of what they refer to."""
    start = found.start()
    if scanner.source[start - 1 : start] in ("!", "]"):
        return None
    close = closing_bracket(scanner.source, start, scanner.paragraph_end(start))
    if not close:
        return None
    outer = _OF_LINK.match(scanner.source, close)
    if outer and _INNER_LINK.search(scanner.source, start + 1, close - 1):
        return Read(start + 1, pair=(close - 1, outer.end()))
    if scanner.source.startswith("[", start + 1) and scanner.source[close - 2] == "]":
        return None  # A link to a page.
    after = _ATTRIBUTES.match(scanner.source, close)
    if after is None:
        after = _AUTOREF.match(scanner.source, close)
        scanner.begun = min(scanner.begun, start if after else scanner.begun)
        words = scanner.source[start + 1 : close - 1]
        name = after[0][1:-1] or words if after else ""
        if after is None or name.casefold() in scanner.labels:
            return None
        if not after[0][1:-1]:
            return Read(after.end()) if "." in name and " " not in name else None
    return Read(start + 1, pair=(close - 1, after.end()))


def _bracket_shortcode(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A shortcode in brackets, with the one that closes it in the same paragraph."""
    if found[0][1:-1].casefold() in scanner.labels:
        return None
    name = found[0][1:].split(None, 1)[0]
    start = found.end()
    limit = min(scanner.paragraph_end(start), start + _NEAR)
    close = scanner.source.find(f"[/{name}]", start, limit)
    return Read(start, pair=(close, close + len(name) + 3) if close >= 0 else None)


def _bare_shortcode(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A shortcode without attributes, if something closes it: code, a video, or words."""
    name, start = found["name"], found.end()
    if found[0][1:-1].casefold() in scanner.labels:
        return None
    limit = min(len(scanner.source), start + _NEAR)
    close = scanner.find(f"[/{name}]", start, limit)
    if close < 0:
        return None
    end = close + len(name) + 3
    if _OF_CODE.fullmatch(name) or _VIDEO.fullmatch(scanner.source, start, close):
        return Read(end)
    if close > scanner.paragraph_end(start):
        return Read(start)
    return Read(start, pair=(close, end))


def _spaced(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Emphasis with a space before its end, which CommonMark doesn't read."""
    source, start, sign = scanner.source, found.start(), found[0]
    limit = scanner.paragraph_end(start)
    if source[start - 1 : start] == sign or _ends_a_word(source, start, sign):
        return None
    inner = _SPACED[sign].match(source, found.end(), limit)
    if inner is None or not _is_sure(scanner, sign, inner.end(), limit):
        return None
    words = inner[0][:-1].rstrip(" \t")
    return Read(found.end(), pair=(found.end() + len(words), inner.end()))


def _ends_a_word(source: str, at: int, sign: str) -> bool:
    """Whether a sign of emphasis follows a letter, or may end what another one has begun."""
    before = source[at - 1 : at]
    if not before.strip() or before in _OPENING:
        return False
    if before.isalnum():
        return True
    near = source[max(0, at - _NEAR) : at].rpartition("\n\n")[2]
    single = near if len(sign) > 1 else near.replace(2 * sign, "")
    return single.count(sign) % 2 == 1


def _is_sure(scanner: Scanner, sign: str, at: int, limit: int) -> bool:
    """Whether emphasis that only Pandoc reads can't be a part of other emphasis.

    In files that may be read by other programs, no such sign follows in the paragraph.
    """
    if scanner.settings.pandoc:
        return True
    if sign == "_":
        return scanner.until(_IN_NO_WORD, at, limit) <= 0
    return scanner.find(sign, at, limit) < 0


def _spaced_strong(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """Strong emphasis with a space before its end."""
    source, start, first = scanner.source, *found.span()
    if source[start - 1 : start] == "*" or _ends_a_word(source, start, "**"):
        return None
    limit = scanner.paragraph_end(start)
    last = scanner.find("**", first, limit)
    after = source[last + 2 : last + 3]
    if last < 0 or source[last - 1] not in " \t" or after == "*" or after.isalnum():
        return None
    if not _is_sure(scanner, "**", last + 2, limit):
        return None
    return Read(first, pair=(first + len(source[first:last].rstrip()), last + 2))


def _note(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A note whose text is right in the sentence."""
    close = closing_bracket(scanner.source, found.end() - 1, scanner.paragraph_end(found.start()))
    return Read(found.end(), pair=(close - 1, close)) if close else None


def _field(scanner: Scanner, found: re.Match[str]) -> Read:
    """A line with the name of a field, which queries use, and its value."""
    words = (found["words"] or "").rstrip()
    if not any(map(str.isalpha, words)):
        return Read(found.end())
    start = found.start("words")
    return Read(found.end(), (Text(start, start + len(words), "field"),))


def _field_in_sentence(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A field in brackets, with its value."""
    closer = "]" if found[0][0] == "[" else ")"
    close = scanner.find(closer, found.end(), scanner.paragraph_end(found.end()))
    return Read(found.end(), pair=(close, close + 1)) if close >= 0 else None


def _is_note(settings: Settings) -> bool:
    return not settings.mdx and not settings.pandoc


def _comment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A comment: in its paragraph, or in any number of them if it begins a line."""
    source, start = scanner.source, found.start()
    begins = not text_before(source, start).strip(" \t>")
    limit = len(source) if begins else scanner.paragraph_end(start)
    end = scanner.until(_END_OF_COMMENT, found.end(), limit)
    if "|" in source[found.end() : end] and "|" in text_before(source, start):
        return None  # Signs in two cells of a table.
    return Read(end) if end else None


_ASIDE = r"[^\[\]]{1,500}\]\{[^{}\n]{0,100}\.(?:aside|marginnote|sidenote|footnote)\b"

RULES = (
    Rule(
        "raised-span",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-superscript-subscript",
        Shape.WORD,
        ("^[",),
        r"\^\[[^\[\]\s]{1,100}\](?:\{[^{}\n]{0,200}\})?(?:\\ |[^\s^\[\]]){0,20}\^",
        silent=True,
    ),
    Rule(
        "inline-note",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-inline_notes",
        Shape.WORD,
        ("^[",),
        r"\^\[",
        reads=_note,
        silent=True,
    ),
    Rule(
        "embed",
        "Obsidian",
        "https://help.obsidian.md/embeds",
        Shape.TAG,
        ("![[",),
        r"!\[\[[^\[\]\n]{1,300}\]\]",
        apart=True,
        guarded=True,
    ),
    Rule(
        "wiki-link",
        "Obsidian, Foam, MediaWiki, Pandoc",
        "https://help.obsidian.md/links",
        Shape.WORD,
        ("[[",),
        r"\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<words>[^\[\]\n]{1,300}))?\]\](?!\()",
        reads=_link,
    ),
    Rule(
        "bracket-shortcode",
        "WordPress, Jetpack",
        "https://codex.wordpress.org/Shortcode_API",
        Shape.TAG,
        ("[",),
        r"\[(?:/[a-z][\w-]{2,40}|[a-z][\w-]{0,40}[ \t]+[\w-]{1,40}=[\"'][^\[\]\n]{0,500})\]"
        r"(?![(\[{:])",
        ahead=r"/[a-z]|[a-z][\w-]{0,40}[ \t]+[\w-]{1,40}=[\"']",
        reads=_bracket_shortcode,
        guarded=True,
    ),
    Rule(
        "bare-shortcode",
        "WordPress, Jetpack",
        "https://codex.wordpress.org/Shortcode_API",
        Shape.TAG,
        ("[",),
        r"\[(?P<name>[a-z][a-z_-]{2,40})(?::[\w-]{1,40})?\](?![(\[{:])",
        ahead=r"[a-z_-]{3,41}(?::[\w-]{1,40})?\]",
        reads=_bare_shortcode,
        guarded=True,
    ),
    Rule(
        "empty-span",
        "Pandoc, Quarto",
        "https://pandoc.org/MANUAL.html#extension-bracketed_spans",
        Shape.WORD,
        ("[]{",),
        rf"\[\]{_LIST}",
        silent=True,
    ),
    Rule(
        "aside",
        "Quarto, R Markdown (tufte)",
        "https://quarto.org/docs/authoring/article-layout.html#asides",
        Shape.WORD,
        ("[",),
        rf"\[(?![\]^!@])(?={_ASIDE})",
        ahead=_ASIDE,
        reads=_bracketed,
        silent=True,
    ),
    Rule(
        "bracketed-span",
        "Pandoc, Quarto, MyST; mkdocstrings, mkdocs-autorefs",
        "https://pandoc.org/MANUAL.html#extension-bracketed_spans",
        Shape.WORD,
        ("[",),
        r"\[(?![\]^!@])",
        ahead=r"\[|[^\[\]]{0,300}\][{\[]|[^\[\]`\\]{0,300}[\[`\\]",
        reads=_bracketed,
    ),
    Rule(
        "marked",
        "pymdownx.mark, pymdownx.caret, markdown-it-mark, Obsidian",
        "https://facelessuser.github.io/pymdown-extensions/extensions/mark/",
        Shape.WORD,
        ("==", "^^"),
        r"(?:==(?![\s=])|\^\^(?![\s^]))",
        reads=_between,
        guarded=True,
    ),
    Rule(
        "struck",
        "kramdown, Python-Markdown (pymdownx.tilde)",
        "https://kramdown.gettalong.org/parser/gfm.html",
        Shape.WORD,
        ("~~",),
        r"(?<!~)~~(?![\s~])",
        reads=_struck,
    ),
    Rule(
        "critic-comment",
        "CriticMarkup, pymdownx.critic",
        "https://fletcher.github.io/MultiMarkdown-6/syntax/critic.html",
        Shape.TAG,
        ("{>>", "{~~"),
        r"\{>>[^\n]{0,500}?<<\}|\{~~[^\n]{0,500}?~~\}",
        apart=True,
        guarded=True,
        unread="comments and substitutions of CriticMarkup",
    ),
    Rule(
        "critic",
        "CriticMarkup, pymdownx.critic",
        "https://fletcher.github.io/MultiMarkdown-6/syntax/critic.html",
        Shape.WORD,
        ("{++", "{--", "{=="),
        r"\{(?:\+\+|--|==)",
        reads=_between,
        guarded=True,
    ),
    Rule(
        "raised",
        "Pandoc, pymdownx.caret, pymdownx.tilde",
        "https://pandoc.org/MANUAL.html#extension-superscript-subscript",
        Shape.WORD,
        ("^", "~"),
        r"(?<=[\w)\]}*_`])\^(?:\\ |[^\s^\[\]]){1,20}\^"
        r"|(?<=[\w)\]}*_`^])~(?:\\ |[^\s~]){1,20}~(?!~)",
        silent=True,
    ),
    Rule(
        "raised-word",
        "Pandoc",
        "https://pandoc.org/MANUAL.html#extension-superscript-subscript",
        Shape.WORD,
        ("^", "~"),
        r"(?<![\w^~\\])(?:\^(?:\\ |[^\s^\[\]]){0,20}\^(?!\^)|~(?:\\ |[^\s~]){1,20}~(?!~))",
        silent=True,
        where=lambda settings: settings.pandoc,
    ),
    Rule(
        "raised-first",
        "pymdownx.caret",
        "https://facelessuser.github.io/pymdown-extensions/extensions/caret/",
        Shape.WORD,
        ("^",),
        r"(?<![\w^~\\])\^(?:\\.|[^\s^\[\]\\]){1,20}\^(?![\w^])",
        silent=True,
        where=lambda settings: not settings.pandoc,
    ),
    Rule(
        "spaced-emphasis",
        "Pandoc",
        "https://pandoc.org/MANUAL.html#emphasis",
        Shape.WORD,
        ("*", "_"),
        r"\*(?![\s*])|_(?![\s_])",
        ahead=r"[^\s*_]",
        reads=_spaced,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "spaced-strong-emphasis",
        "Pandoc",
        "https://pandoc.org/MANUAL.html#emphasis",
        Shape.WORD,
        ("**",),
        r"\*\*(?![\s*])",
        reads=_spaced_strong,
        where=lambda settings: not settings.mdx,
    ),
    Rule(
        "note-field",
        "Obsidian (Dataview)",
        "https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/",
        Shape.LINE,
        tuple(ascii_uppercase),
        r"(?m:[A-Z][\w-]*(?: [\w-]+){0,3}::(?:[ \t]+(?P<words>\S[^\n]*)|[ \t]*)$)",
        ahead=r"[\w -]{1,80}::[ \t\n]",
        reads=_field,
        where=_is_note,
    ),
    Rule(
        "note-field-in-sentence",
        "Obsidian (Dataview)",
        "https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/",
        Shape.WORD,
        ("[", "("),
        r"[\[(][A-Za-z][\w-]*(?: [\w-]+){0,3}::[ \t]+(?=[^\s\])])",
        ahead=r"[A-Za-z][\w -]{0,80}::[ \t]",
        reads=_field_in_sentence,
        where=_is_note,
    ),
    Rule(
        "block-id",
        "Obsidian",
        "https://help.obsidian.md/links#Link+to+a+block+in+a+note",
        Shape.WORD,
        ("^",),
        r"(?m:(?<=[ \t])\^[A-Za-z0-9-]+(?=[ \t]*$))",
        apart=True,
    ),
    Rule(
        "obsidian-comment",
        "Obsidian",
        "https://help.obsidian.md/syntax#Comments",
        Shape.TAG,
        ("%%",),
        r"%%(?![%`])",
        reads=_comment,
        apart=True,
        guarded=True,
    ),
)

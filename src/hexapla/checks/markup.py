"""Checks of markup: tags and their attributes, entities, unsafe HTML, forum markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence

from hexapla import literals
from hexapla.checks import tokens
from hexapla.checks.check import Remark, Span, TextPair, error, note, warning
from hexapla.checks.compare import differences, listed
from hexapla.documents.elements import VOID
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import unescape

__all__ = ["ADDRESSES", "EMPHASIS", "bbcode", "empty_tags", "entities", "tags", "unsafe_html"]

# Attributes with text that people read (HTML Standard, "The translate attribute").
_TRANSLATABLE = frozenset(
    ["abbr", "alt", "aria-description", "aria-label", "content", "dir", "download", "label", "lang",
     "placeholder", "summary", "title", "value", "xml:lang"]
)  # fmt: skip
ADDRESSES = frozenset(["action", "cite", "data", "href", "poster", "src", "srcset", "url"])
_DANGEROUS = frozenset(
    ["base", "button", "embed", "form", "frame", "iframe", "input", "link", "meta", "object",
     "script", "style", "svg", "template", "textarea"]
)  # fmt: skip
# Elements that messages use for formatting; option, input or output may be names of arguments.
_FORMATTING = frozenset(
    ["a", "b", "big", "br", "center", "code", "div", "em", "font", "hr", "i", "img", "kbd", "li",
     "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "tt", "u", "ul", "wbr"]
)  # fmt: skip
# Inline elements of DocBook and Mallard that translators add or leave out as the sentence requires.
_SEMANTIC = frozenset(
    ["acronym", "app", "application", "citetitle", "classname", "cmd", "command", "computeroutput",
     "constant", "emphasis", "envar", "file", "filename", "firstterm", "foreignphrase", "function",
     "gui", "guibutton", "guiicon", "guilabel", "guimenu", "guimenuitem", "guiseq", "guisubmenu",
     "interface", "key", "keycap", "keycombo", "keyseq", "literal", "menuchoice", "option",
     "parameter", "phrase", "prompt", "quote", "replaceable", "sys", "systemitem", "term",
     "userinput", "varname", "wordasword"]
)  # fmt: skip
# Those of HTML, which a translator may replace by each other: <code> by <em>.
_TYPE_OF_WORDS = frozenset(["code", "em", "input", "kbd", "output", "samp", "tt", "var"])
_EMPTY = lazy_re(r"<([A-Za-z][\w-]{0,40})(?:\s[^<>]{0,400})?></\1>")


EMPHASIS = {"b": "**", "del": "~~", "em": "*", "i": "*", "s": "~~", "strong": "**"}
"""The elements that Markdown's marks of emphasis stand for."""


def tags(pair: TextPair) -> Iterator[Remark]:
    """The tags and attributes are those of the source, and they are nested correctly."""
    if pair.kind is Kind.TEXT or ("<" not in pair.source and "<" not in pair.target):
        return
    if pair.kind is Kind.MESSAGE and _has_no_tags(pair.source) and _has_no_tags(pair.target):
        return
    source, target = _tags_of(pair)
    missing, extra = differences([*map(_tag, source)], [*map(_tag, target)])
    both = [*missing, *extra]
    breaks = _nests(source) and not _nests(target)
    if both and pair.kind is Kind.HTML and all(map(_is_optional, both)) and not breaks:
        yield note(msg("other semantic markup than in the source: {both}", both=listed(both)))
        return
    swapped = len(missing) == len(extra) and all(map(_is_inline, both))
    if swapped and both and pair.kind is Kind.HTML and not breaks:
        yield warning(
            msg(
                "tags changed from {missing} to {extra}",
                missing=listed(missing),
                extra=listed(extra),
            )
        )
        return
    names = {tag.split(" ")[0].rstrip(">") for tag in missing}
    changed = [tag for tag in extra if tag.split(" ")[0].rstrip(">") in names]
    if changed:
        yield error(
            msg(
                "attributes changed from {missing} to {changed}",
                missing=listed(missing),
                changed=listed(changed),
            )
        )
    elif missing:
        yield error(msg("tag missing: {missing}", missing=listed(missing)))
    if not changed and extra:
        yield error(
            msg("tag not in the source: {extra}", extra=listed(extra)),
            None,
            _span_of(target, extra[0]),
        )
    if not both and breaks:
        yield error(msg("tags are not closed in the right order"))
    elif not both and pair.kind is not Kind.MARKDOWN:
        yield from _well_formed(pair)


def _tags_of(pair: TextPair) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """The tags of the source and of the target, except those that set the direction."""
    texts = [pair.source, pair.target]
    if pair.kind is Kind.MARKDOWN:
        texts = [_without_code(*one) for one in zip(texts, pair.markup, strict=True)]
    own, new = ([tag for tag in literals.TAG.finditer(text) if tag["name"]] for text in texts)
    if pair.context.target.direction == "rtl":
        own, new = _without_direction(own), _without_direction(new)
    if pair.kind is Kind.MARKDOWN:
        marks = pair.changes.of("emphasis")[0]
        instead = {name for name, mark in EMPHASIS.items() if mark in marks}
        new = [tag for tag in new if tag["attributes"] or tag["name"].lower() not in instead]
    return own, new


def _without_code(text: str, spans: Sequence[Span]) -> str:
    """A text of Markdown without code and formulas, in which tags mean nothing."""
    return tokens.blanked(text, (one for one in spans if text[one[0]] in "`$\\{"))


def _without_direction(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Tags without ``<span dir="ltr">`` and its end, and the like."""
    left: list[re.Match[str]] = []
    stack: list[bool] = []
    for match in found:
        name = match["name"].lower()
        if match["close"]:
            sets = bool(stack) and stack.pop()
        else:
            sets = name in ("bdi", "bdo") or (
                name == "span" and [key.lower() for key, _ in literals.attributes(match)] == ["dir"]
            )
            if name not in VOID and not match["empty"]:
                stack.append(sets)
        if not sets:
            left.append(match)
    return left


def _is_optional(tag: str) -> bool:
    """Whether a tag only says what kind of words it surrounds, in DocBook or Mallard."""
    return tag.strip("</>").partition(" ")[0] in _SEMANTIC


def _is_inline(tag: str) -> bool:
    """Whether a tag without attributes says what kind of words it surrounds."""
    return tag.strip("</>") in _SEMANTIC | _TYPE_OF_WORDS


def _has_no_tags(text: str) -> bool:
    """Whether what looks like tags in a message are words in angle brackets, to be translated: keys
    (<Enter>), arguments (<file name>), or formatting codes of POD (B<bold>).
    """
    if tokens.is_pod(text):
        return True
    found = [match for match in literals.TAG.finditer(text) if match["name"]]
    return not any(
        match["close"]
        or match["empty"]
        or "=" in match["attributes"]
        or match["name"].lower() in _FORMATTING
        or match["name"].isdigit()
        for match in found
    )


def _well_formed(pair: TextPair) -> Iterator[Remark]:
    """If the source is well-formed XML, the translation is as well."""
    if "<" not in pair.source and "&" not in pair.source and "xml-text" not in pair.entry.all_flags:
        return
    if _parses(pair.source) and not _parses(pair.target):
        yield error(msg("not well-formed XML: a stray < or &, or an attribute without quotes"))


def _parses(text: str) -> bool:
    # HTML's named entities are not defined in XML; here it doesn't matter what they stand for.
    text = re.sub(r"&[A-Za-z][A-Za-z0-9]{1,40};", "-", text)
    try:
        ElementTree.fromstring(f"<text>{text}</text>")
    except ElementTree.ParseError:
        return False
    return True


def _tag(match: re.Match[str]) -> str:
    """A tag without what may differ: upper case, translatable attributes, addresses."""
    name = match["name"].lower()
    kept = sorted(
        f'{key.lower()}="{value}"'
        for key, value in literals.attributes(match)
        if key.lower() not in _TRANSLATABLE | ADDRESSES
    )
    return f"<{match['close']}{' '.join([name, *kept])}>"


def _span_of(matches: list[re.Match[str]], tag: str) -> tuple[int, int]:
    return next(match.span() for match in matches if _tag(match) == tag)


def _nests(matches: list[re.Match[str]]) -> bool:
    stack: list[str] = []
    for match in matches:
        name = match["name"].lower()
        if name in VOID or match["empty"]:
            continue
        if not match["close"]:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


def unsafe_html(pair: TextPair) -> Iterator[Remark]:
    """The translation adds no script, form, frame, event handler, style or javascript: link."""
    if pair.kind is Kind.TEXT or ("<" not in pair.target and ":" not in pair.target):
        return
    _, extra = differences(_dangers(pair.source), _dangers(pair.target))
    if extra:
        yield error(msg("unsafe HTML not in the source: {extra}", extra=listed(extra)))


def _dangers(text: str) -> list[str]:
    found = []
    for match in literals.TAG.finditer(text):
        if match["name"] and match["name"].lower() in _DANGEROUS:
            found.append(f"<{match['close']}{match['name'].lower()}>")
        for key, value in literals.attributes(match) if match["name"] else ():
            if key.lower().startswith("on") or key.lower() == "style":
                found.append(key.lower())
            if _scheme(value):
                found.append(_scheme(value))
    found += [_scheme(match["to"]) for match in literals.DESTINATION.finditer(text)]
    return [danger for danger in found if danger]


def _scheme(address: str) -> str:
    """The scheme of an address that runs code, even if disguised; "" for a harmless address."""
    bare = re.sub(r"[\x00-\x20<]", "", unescape(address[:120])).lower()
    return next(
        (name for name in ("javascript:", "vbscript:", "data:text/html") if bare.startswith(name)),
        "",
    )


def entities(pair: TextPair) -> Iterator[Remark]:
    """HTML entities such as &amp; are those of the source; spaces, dashes and quotes may differ."""
    if pair.kind is Kind.TEXT or ("&" not in pair.source and "&" not in pair.target):
        return
    free = {"&nbsp;", "&#160;", "&ndash;", "&mdash;", "&quot;", "&shy;", "&hellip;", "&thinsp;",
            "&laquo;", "&raquo;", "&ldquo;", "&rdquo;", "&bdquo;", "&lsquo;", "&rsquo;",
            "&apos;", "&zwnj;", "&zwj;", "&lrm;", "&rlm;"}  # fmt: skip
    found = [
        [m[0] for m in tokens.ENTITY.finditer(text) if m[0] not in free]
        for text in (pair.source, pair.target)
    ]
    missing, extra = differences(*found)
    if missing:
        # An ampersand may be written as a word, but not as a bare sign.
        spared = set() if "&" in tokens.ENTITY.sub("", pair.target) else {"&amp;"}
        say = warning if any(map(_is_html, set(missing) - spared)) else note
        yield say(msg("entity missing: {missing}", missing=listed(missing)))
    elif extra and not all(_is_letter(one) for one in extra):
        say = warning if any(map(_is_html, extra)) else note
        yield say(msg("entity not in the source: {extra}", extra=listed(extra)))


def _is_html(entity: str) -> bool:
    """Whether HTML defines an entity; a document may define others, such as &debian;."""
    return unescape(entity) != entity


def _is_letter(entity: str) -> bool:
    return unescape(entity).isalpha()


def bbcode(pair: TextPair) -> Iterator[Remark]:
    """The forum markup (BBCode) of a message or of plain text is that of the source."""
    if pair.kind not in (Kind.MESSAGE, Kind.TEXT) or "[/" not in pair.source + pair.target:
        return
    missing, extra = pair.changes_read_as(Kind.TEXT).of("forum tag")
    if missing or extra:
        what = msg("forum tag missing") if missing else msg("forum tag not in the source")
        yield error(msg("{what}: {missing}", what=what, missing=listed(missing or extra)))


def empty_tags(pair: TextPair) -> Iterator[Remark]:
    """No element that contains words in the source is empty."""
    if pair.kind not in (Kind.HTML, Kind.MARKDOWN) or "></" not in pair.target:
        return
    if len(list(_EMPTY.finditer(pair.target))) > len(list(_EMPTY.finditer(pair.source))):
        for match in _EMPTY.finditer(pair.target):
            yield warning(
                msg("<{match}> is empty, but not in the source", match=match[1]), None, match.span()
            )
            break

"""Structure: tags, links, placeholders, code, and syntax that a translation could break."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from hexapla.checks import tokens
from hexapla.checks.check import Check, Kind, Pair, Remark, error, note, warning
from hexapla.checks.placeholders import placeholders

__all__ = ["CHECKS"]

_ATTRIBUTE = re.compile(
    r"([A-Za-z_:@][\w:.-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?", re.ASCII
)
# What HTML has people read: HTML Standard, "The translate attribute", translatable attributes.
_TRANSLATABLE = frozenset(
    ["abbr", "alt", "aria-description", "aria-label", "content", "dir", "download", "label", "lang",
     "placeholder", "summary", "title", "value", "xml:lang"]
)  # fmt: skip
_ADDRESSES = frozenset(["action", "cite", "data", "href", "poster", "src", "srcset"])
_VOID = frozenset(["br", "col", "hr", "img", "input", "source", "track", "wbr", "area", "embed"])
_DANGEROUS = frozenset(
    ["base", "button", "embed", "form", "frame", "iframe", "input", "link", "meta", "object",
     "script", "style", "svg", "template", "textarea"]
)  # fmt: skip
_CODE_ELEMENT = re.compile(
    r"<(code|kbd|samp|var|tt)\b[^<>]{0,200}>([^<>]{0,500})</\1>", re.IGNORECASE
)
_REFERENCE = re.compile(r"\]\[([^\[\]\n]{0,200})\]")
_CONTINENT = re.compile(r"(?<![a-z])[a-z]{2,3}(?:[-_][a-z]{2,4})?(?![a-z])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:[abfnrtv0\"'\\]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
_BLOCK = re.compile(r"(?:#{1,6}|>|[-+*]|\d{1,9}[.)])(?:\s|$)|(?:```|~~~)|(?:[-*_]\s*){3,}$|\|")
_DELIMITERS = ("**", "__", "~~", "`")
_EMPTY = re.compile(r"<([A-Za-z][\w-]{0,40})(?:\s[^<>]{0,400})?></\1>")
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]{1,40}(?![\w-])")
_PATH = re.compile(r"(?<![\w/<.])(?:~|\.{1,2})?(?:/[\w.@+-]{2,60}){2,12}/?", re.ASCII)
_CALL = re.compile(r"(?<![\w.])[A-Za-z_][\w.:]{1,60}\(\)", re.ASCII)
_ACCELERATOR = {mark: re.compile(rf"(?<![\w&~_]){mark}(?=\w)(?!\w*[{mark};])") for mark in "&_~"}


def _differences(source: list[str], target: list[str]) -> tuple[list[str], list[str]]:
    """What only the source has, and what only the target has, as often as it does."""
    if source == target:
        return [], []
    ours, theirs = Counter(source), Counter(target)
    return list((ours - theirs).elements()), list((theirs - ours).elements())


def _listed(items: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(items[:3]))
    return f"{shown}, …" if len(items) > 3 else shown


def tags(pair: Pair) -> Iterator[Remark]:
    """Tags and their attributes are those of the source, and nest."""
    if pair.kind is Kind.TEXT or ("<" not in pair.source and "<" not in pair.target):
        return
    source = [m for m in tokens.TAG.finditer(pair.source) if m["name"]]
    target = [m for m in tokens.TAG.finditer(pair.target) if m["name"]]
    missing, extra = _differences([*map(_tag, source)], [*map(_tag, target)])
    names = {tag.split(" ")[0].rstrip(">") for tag in missing}
    changed = [tag for tag in extra if tag.split(" ")[0].rstrip(">") in names]
    if changed:
        yield error(f"attributes changed: {_listed(missing)} became {_listed(changed)}")
    elif missing:
        yield error(f"missing: {_listed(missing)}")
    if not changed and extra:
        yield error(f"not in the source: {_listed(extra)}", None, _place(target, extra[0]))
    if not missing and not extra and _nests(source) and not _nests(target):
        yield error("tags close in another order than they open")


def _tag(match: re.Match[str]) -> str:
    """A tag without what may differ: spelling, translatable attributes, addresses."""
    name = match["name"].lower()
    kept = sorted(
        f'{key.lower()}="{value}"'
        for key, value in _attributes(match)
        if key.lower() not in _TRANSLATABLE | _ADDRESSES
    )
    return f"<{match['close']}{' '.join([name, *kept])}>"


def _attributes(match: re.Match[str]) -> list[tuple[str, str]]:
    text = match["attributes"].removesuffix("/")
    return [(key, value.strip("\"'")) for key, value in _ATTRIBUTE.findall(text)]


def _place(matches: list[re.Match[str]], tag: str) -> tuple[int, int]:
    return next(match.span() for match in matches if _tag(match) == tag)


def _nests(matches: list[re.Match[str]]) -> bool:
    stack: list[str] = []
    for match in matches:
        name = match["name"].lower()
        if name in _VOID or match["empty"]:
            continue
        if not match["close"]:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


def unsafe_html(pair: Pair) -> Iterator[Remark]:
    """No script, no handler, no form or frame that the source does not have."""
    if pair.kind is Kind.TEXT or ("<" not in pair.target and ":" not in pair.target):
        return
    _, extra = _differences(_dangers(pair.source), _dangers(pair.target))
    if extra:
        yield error(f"unsafe HTML that the source has not: {_listed(extra)}")


def _dangers(text: str) -> list[str]:
    found = []
    for match in tokens.TAG.finditer(text):
        if match["name"] and match["name"].lower() in _DANGEROUS:
            found.append(f"<{match['close']}{match['name'].lower()}>")
        for key, value in _attributes(match) if match["name"] else ():
            if key.lower().startswith("on") or key.lower() == "style":
                found.append(key.lower())
            if _scheme(value):
                found.append(_scheme(value))
    found += [_scheme(match["to"]) for match in tokens.DESTINATION.finditer(text)]
    return [danger for danger in found if danger]


def _scheme(address: str) -> str:
    """The scheme of an address that runs code, in whatever disguise browsers see through."""
    bare = re.sub(r"[\x00-\x20<]", "", html.unescape(address[:120])).lower()
    return next(
        (name for name in ("javascript:", "vbscript:", "data:text/html") if bare.startswith(name)),
        "",
    )


def links(pair: Pair) -> Iterator[Remark]:
    """Every address is in the translation, unchanged; one for another language will do."""
    missing, extra = _differences(_addresses(pair.source, pair), _addresses(pair.target, pair))
    if not missing and not extra:
        return
    ours, theirs = [[_CONTINENT.sub("", text) for text in side] for side in (missing, extra)]
    if sorted(ours) == sorted(theirs):
        yield note(f"another link: {_listed(extra)} for {_listed(missing)}")
    elif missing and extra:
        yield error(f"link changed: {_listed(missing)} became {_listed(extra)}")
    elif missing:
        yield error(f"link missing: {_listed(missing)}")
    else:
        yield error(f"link that the source has not: {_listed(extra)}")


def _addresses(text: str, pair: Pair) -> list[str]:
    found = []
    if pair.kind is not Kind.TEXT:
        for match in tokens.TAG.finditer(text) if "<" in text else ():
            if match["name"]:
                found += [v for k, v in _attributes(match) if k.lower() in _ADDRESSES]
    if pair.kind in (Kind.MARKDOWN, Kind.STRING) and "](" in text:
        found += [match["to"].strip("<>") for match in tokens.DESTINATION.finditer(text)]
        text = tokens.DESTINATION.sub("]", text)
    if pair.kind is Kind.MARKDOWN and "][" in text:
        found += [match[1] for match in _REFERENCE.finditer(text) if match[1]]
    if pair.kind is not Kind.TEXT and "<" in text:
        text = re.sub(r"<(?=[a-z]+://)([^<>\s]+)>", r" \1 ", text)
        text = tokens.TAG.sub(" ", text)
    if "://" in text or "www." in text.lower() or "mailto:" in text:
        found += [_trimmed(match[0]) for match in tokens.URL.finditer(text)]
    return found


def _trimmed(url: str) -> str:
    """A URL in running text without the punctuation that belongs to the sentence."""
    url = url.rstrip(".,;:!?…*_·؟؛，।")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?")
    return url


def emails(pair: Pair) -> Iterator[Remark]:
    """E-mail addresses stay as they are."""
    if "@" not in pair.source and "@" not in pair.target:
        return
    missing, extra = _differences(
        *[[m[0].rstrip(".").lower() for m in tokens.EMAIL.finditer(text)]
          for text in (pair.source, pair.target)]
    )  # fmt: skip
    if missing:
        yield error(f"e-mail address missing: {_listed(missing)}")
    elif extra:
        yield error(f"e-mail address that the source has not: {_listed(extra)}")


def code(pair: Pair) -> Iterator[Remark]:
    """What stands in code spans and code elements stays as it is."""
    if pair.kind is Kind.MARKDOWN:
        pattern, group = tokens.CODE, 2
    elif pair.kind is Kind.HTML:
        pattern, group = _CODE_ELEMENT, 2
    else:
        return
    missing, extra = _differences(
        *[[(m[group] or "").strip() for m in pattern.finditer(text)]
          for text in (pair.source, pair.target)]
    )  # fmt: skip
    if missing:
        yield error(f"code missing or changed: {_listed(missing)}")
    elif extra:
        yield warning(f"code that the source has not: {_listed(extra)}")


def entities(pair: Pair) -> Iterator[Remark]:
    """Character references and entities are those of the source; spaces and dashes are free."""
    if pair.kind is Kind.TEXT or ("&" not in pair.source and "&" not in pair.target):
        return
    free = {"&nbsp;", "&#160;", "&ndash;", "&mdash;", "&quot;", "&shy;", "&hellip;", "&thinsp;",
            "&laquo;", "&raquo;", "&ldquo;", "&rdquo;", "&bdquo;", "&lsquo;", "&rsquo;",
            "&apos;", "&zwnj;", "&zwj;", "&lrm;", "&rlm;"}  # fmt: skip
    found = [
        [m[0] for m in tokens.ENTITY.finditer(text) if m[0] not in free]
        for text in (pair.source, pair.target)
    ]
    missing, extra = _differences(*found)
    if missing:
        yield warning(f"missing: {_listed(missing)}")
    elif extra and not all(_is_letter(one) for one in extra):
        yield warning(f"not in the source: {_listed(extra)}")


def _is_letter(entity: str) -> bool:
    return html.unescape(entity).isalpha()


def footnotes(pair: Pair) -> Iterator[Remark]:
    """Markdown's footnote marks are those of the source."""
    if pair.kind is not Kind.MARKDOWN or ("[^" not in pair.source and "[^" not in pair.target):
        return
    missing, extra = _differences(
        tokens.FOOTNOTE.findall(pair.source), tokens.FOOTNOTE.findall(pair.target)
    )
    if missing:
        yield error(f"footnote missing: {_listed(missing)}")
    elif extra:
        yield error(f"footnote that the source has not: {_listed(extra)}")


def markdown_syntax(pair: Pair) -> Iterator[Remark]:
    """Emphasis and links open and close, and no sentence turns into a list or a heading."""
    if pair.kind is not Kind.MARKDOWN:
        return
    source, target = (re.sub(r"\\.", "  ", text) for text in (pair.source, pair.target))
    opened = _BLOCK.match(target)
    if opened and not _BLOCK.match(source):
        yield error(f"Markdown would take {opened[0].strip()!r} at the start for layout",
                    None, opened.span())  # fmt: skip
    if source.count("](") != target.count("](") or re.search(r"\]\s+\((?=https?:|/|#)", target):
        yield error("a link's [text](address) is broken")
    bare = [tokens.URL.sub(" ", tokens.CODE.sub(" ", text)) for text in (source, target)]
    for delimiter in _DELIMITERS:
        ours, theirs = (text.count(delimiter) for text in bare)
        if ours != theirs:
            say = error if theirs % 2 and not ours % 2 else warning
            yield say(f"{ours} × {delimiter} became {theirs} ×")
    ours, theirs = (_single(text) for text in bare)
    if ours != theirs:
        say = error if theirs % 2 and not ours % 2 else warning
        yield say(f"{ours} marks of emphasis became {theirs}")
    if re.search(r"\*\*\s[^*]{1,200}\s\*\*", bare[1]) and "** " not in bare[0]:
        yield error("a space inside of ** ** makes it no emphasis")


def _single(text: str) -> int:
    """How many single ``*`` and ``_`` may open or close emphasis."""
    return len(re.findall(r"(?<![*\w])\*(?![*\s])|(?<![*\s])\*(?!\*)(?=\W|$)", text)) + len(
        re.findall(r"(?<![_\w])_(?![_\s])|(?<![_\s])_(?![_\w])", text)
    )


def line_breaks(pair: Pair) -> Iterator[Remark]:
    """Line ends at the start and the end, and as many inside; tabs, too."""
    source, target = pair.source, pair.target
    if "\n" in source or "\n" in target:
        if source.startswith("\n") != target.startswith("\n"):
            yield error("a line end at the start: one of the two texts has none")
        if source.endswith("\n") != target.endswith("\n"):
            yield error("a line end at the end: one of the two texts has none")
        ours, theirs = source.count("\n"), target.count("\n")
        if ours != theirs:
            yield warning(f"{ours} line ends became {theirs}")
    if "\t" in source or "\t" in target:
        ours, theirs = source.count("\t"), target.count("\t")
        if ours != theirs:
            yield warning(f"{ours} tabs became {theirs}")


def escapes(pair: Pair) -> Iterator[Remark]:
    r"""The escapes of a program's message (``\n``, ``\"``) are those of the source."""
    if pair.kind is not Kind.STRING or ("\\" not in pair.source and "\\" not in pair.target):
        return
    missing, extra = _differences(_ESCAPE.findall(pair.source), _ESCAPE.findall(pair.target))
    if missing:
        yield error(f"escape missing: {_listed(missing)}")
    elif extra:
        yield error(f"escape that the source has not: {_listed(extra)}")


def bbcode(pair: Pair) -> Iterator[Remark]:
    """The forum markup of a program's message is that of the source."""
    if pair.kind is not Kind.STRING or "[/" not in pair.source + pair.target:
        return
    missing, extra = _differences(
        *[[m[1] + m[2].lower() for m in tokens.BBCODE.finditer(text)]
          for text in (pair.source, pair.target)]
    )  # fmt: skip
    if missing or extra:
        which = missing or extra
        say = "missing" if missing else "not in the source"
        yield error(f"{say}: {_listed([f'[{name}]' for name in which])}")


def literals(pair: Pair) -> Iterator[Remark]:
    """Options, paths and function calls of a computer stay as they are."""
    for name, pattern, marks in (
        ("option", _OPTION, "--"),
        ("path", _PATH, "/"),
        ("call", _CALL, "()"),
    ):
        if marks not in pair.source:
            continue
        text = tokens.URL.sub(" ", tokens.TAG.sub(" ", pair.source))
        found = [match[0].rstrip(".") for match in pattern.finditer(text)]
        missing = [one for one in found if not re.search(re.escape(one) + r"(?!\w)", pair.target)]
        if name == "option":
            missing = [one for one in missing if one.startswith("--")]
        if missing:
            yield warning(f"{name} missing or changed: {_listed(missing)}")


def accelerators(pair: Pair) -> Iterator[Remark]:
    """The mark of a keyboard short cut (``&File``, ``_File``, ``~File``) is there, once."""
    if pair.kind is not Kind.STRING:
        return
    for mark, pattern in _ACCELERATOR.items():
        if mark in pair.source and len(pattern.findall(pair.source)) == 1:
            count = len(pattern.findall(pair.target))
            if count != 1:
                yield warning(f"{count} short cuts with {mark} instead of one")


def empty_tags(pair: Pair) -> Iterator[Remark]:
    """No element that held words is empty."""
    if pair.kind not in (Kind.HTML, Kind.MARKDOWN) or "></" not in pair.target:
        return
    if len(list(_EMPTY.finditer(pair.target))) > len(list(_EMPTY.finditer(pair.source))):
        for match in _EMPTY.finditer(pair.target):
            yield warning(f"nothing inside of <{match[1]}>", None, match.span())
            break


CHECKS = (
    Check("tags", tags, ("xml-tags", "xml-invalid")),
    Check("unsafe-html", unsafe_html, ("safe-html",)),
    Check("links", links, ("url", "md-link", "md-reflink")),
    Check("emails", emails),
    Check(
        "placeholders",
        placeholders,
        (
            "c-format",
            "c-sharp-format",
            "es-format",
            "i18next-interpolation",
            "java-format",
            "java-printf-format",
            "javascript-format",
            "lua-format",
            "object-pascal-format",
            "objc-format",
            "percent-placeholders",
            "perl-brace-format",
            "perl-format",
            "php-format",
            "python-brace-format",
            "python-format",
            "qt-format",
            "qt-plural-format",
            "ruby-format",
            "scheme-format",
            "vue-format",
        ),
    ),
    Check("code", code, ("md-syntax",)),
    Check("entities", entities),
    Check("footnotes", footnotes),
    Check("markdown-syntax", markdown_syntax, ("md-syntax",)),
    Check("line-breaks", line_breaks, ("begin-newline", "end-newline", "newline-count")),
    Check("escapes", escapes, ("escaped-newline",)),
    Check("bbcode", bbcode),
    Check("literals", literals),
    Check("accelerators", accelerators),
    Check("empty-tags", empty_tags),
)
"""The checks on structure."""

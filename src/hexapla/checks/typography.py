"""Typography: end punctuation, quotation marks, brackets, spaces, capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hexapla.checks import tokens
from hexapla.checks.check import Check, Kind, Pair, Remark, error, note, warning

__all__ = ["CASED", "CHECKS"]

CASED = frozenset(["Armn", "Cyrl", "Grek", "Latn"])
"""The scripts with capitals (ISO 15924)."""

_STOP, _QUESTION, _EXCLAMATION, _COLON, _SEMICOLON, _ELLIPSIS, _COMMA, _NONE = (
    "full stop", "question mark", "exclamation mark", "colon", "semicolon", "ellipsis", "comma",
    "nothing",
)  # fmt: skip
_MARKS = {
    **dict.fromkeys(".。．｡।॥۔։።᙮᠃꓿།", _STOP),
    **dict.fromkeys("?？؟՞⁇፧", _QUESTION),
    **dict.fromkeys("!！՜", _EXCLAMATION),
    **dict.fromkeys(":：՝፡", _COLON),
    **dict.fromkeys(";；؛፤", _SEMICOLON),
    **dict.fromkeys("…⋯", _ELLIPSIS),
    **dict.fromkeys(",，、،՛፣", _COMMA),
    **dict.fromkeys("‽⁈⁉", "interrobang"),
}
# Where a mark means something else in a language: Greek's question mark is a semicolon and its
# semicolon a raised dot; Armenian may write a full stop as a colon.
_OWN_MARKS = {
    "el": {";": _QUESTION, "\u037e": _QUESTION, "·": _SEMICOLON, "\u0387": _SEMICOLON},
    "hi": {"|": _STOP},
    "hy": {":": _STOP, "․": _STOP},
    "my": {"။": _STOP, "၊": _COMMA},
    "km": {"។": _STOP, "៖": _COLON},
}
# Armenian puts ՞ and ՜ on a vowel of the sentence, and Arabic-script Urdu closes with ۔.
_INSIDE = {"hy": {"՞": _QUESTION, "՜": _EXCLAMATION}}
# Languages that part sentences with a space: Thai, Lao.
_WITHOUT_STOPS = frozenset(["th", "lo", "my", "km", "bo", "dz"])
_CLOSING = " \t\n\u00a0\u2009\u202f\u200b\u200e\u200f\"'“”„‟«»‹›’‘)]}）］」』】》〉*_`"

# Not the gershayim of a Hebrew abbreviation, which people type as a quotation mark.
_QUOTES = re.compile(r"(?<![א-ת])[\"＂]|[\"＂](?![א-ת])|[“”„‟«»]")
_SINGLE = re.compile(r"(?<!\w)['‘](?=\w)[^'‘’]{1,80}(?<=[\w.,!?])['’](?!\w)")
_PAIRS = frozenset(["«»", "»«", "„“", "„”", "“”", "””", '""', "»»", "„„", "„\"", "“\"", "““",
                    "″″", "＂＂", "「」", "『』", "《》", "〝〟", "”“"])  # fmt: skip
_BRACKETS = str.maketrans("（）［］｛｝", "()[]{}")
_SPACED = r"[^\S\r\n]"

# The French and Breton rule: a (narrow) no-break space before what has two parts.
_FRENCH = frozenset(["fr", "br"])
_FRENCH_BEFORE = re.compile(
    r"(?P<before>.)(?P<mark>[;:!?»])(?=[\s\"»)\]]|$)|(?P<open>«)(?P<after>.)"
)
_BEFORE_MARK = re.compile(r"(?<=[^\W\d_])[ \u00a0\u202f]+([,.;:!?])(?=\s|$)")
_AFTER_MARK = re.compile(r"[^\W\d_]{2}([,;:!?])(?=[^\W\d_]{3})")
_INVERTED = {"?": "¿", "!": "¡"}


def end_punctuation(pair: Pair) -> Iterator[Remark]:
    """The translation ends as the source does, in its own language's marks."""
    target_language = pair.context.target.base
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if pair.kind is not Kind.TEXT:
        source, target = (re.sub(r"(?:</?[\w:.-]+[^<>]*>|\s)+$", "", t) for t in (source, target))
    if not source or not target or not _has_letters(source) or not _has_letters(target):
        return
    ours = _ending(source, pair.context.source.base)
    theirs = _ending(target, target_language)
    for mark, meaning in _INSIDE.get(target_language, {}).items():
        if ours == meaning and mark in target:
            return
    if ours == theirs:
        if ours == _ELLIPSIS and source.rstrip(_CLOSING)[-1:] != target.rstrip(_CLOSING)[-1:]:
            yield note("the ellipsis is spelt in another way than in the source")
        return
    if target_language in _WITHOUT_STOPS and _STOP in (ours, theirs):
        return
    place = (len(target) - 1, len(target))
    message = f"ends with {_with_article(theirs)}, the source with {_with_article(ours)}"
    mild = {ours, theirs} <= {_NONE, _COMMA} or {ours, theirs} <= {_STOP, _SEMICOLON, _COLON}
    mild = mild or {ours, theirs} == {_STOP, _EXCLAMATION} or (ours, theirs) == (_NONE, _STOP)
    yield (note if mild else warning)(message, None, place)


def _with_article(mark: str) -> str:
    if mark == _NONE:
        return "no mark"
    return f"{'an' if mark[0] in 'aei' else 'a'} {mark}"


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _ending(text: str, language: str) -> str:
    """The kind of mark that a text ends with, behind closing quotation marks and brackets."""
    bare = text.rstrip(_CLOSING)
    if bare.endswith(("...", "．．．", "。。。")):
        return _ELLIPSIS
    if bare[-2:] in ("?!", "!?"):
        return "interrobang"
    last = bare[-1:]
    return _OWN_MARKS.get(language, {}).get(last) or _MARKS.get(last, _NONE)


def quotation_marks(pair: Pair) -> Iterator[Remark]:
    """What is opened is closed, with the mark that belongs to it, and quotations stay."""
    source, target = pair.prose
    ours, theirs = _QUOTES.findall(source), _QUOTES.findall(target)
    if not ours and not theirs:
        return
    if len(theirs) % 2 and not len(ours) % 2:
        place = [match.span() for match in _QUOTES.finditer(target)][-1]
        yield warning("a quotation mark is not closed, or not opened", None, place)
    elif len(ours) % 2 and theirs and not len(theirs) % 2 and len(theirs) != len(ours) + 1:
        yield note(f"{len(ours)} quotation marks became {len(theirs)}")
    elif not len(theirs) % 2 and not _matched(theirs):
        yield warning(f"quotation marks that don't belong together: {' '.join(theirs)}")
    if ours and not theirs and not re.search("[「『《〈‘’'‹*<]", pair.target):
        yield note("the quotation marks are gone")


def single_quotes(pair: Pair) -> Iterator[Remark]:
    """What stands between single quotation marks stands between some in the translation."""
    source, target = pair.prose
    quoted = len(_SINGLE.findall(source))
    if quoted and not _QUOTES.search(target) and not re.search("[「『《〈‹]", target):
        found = len(re.findall(r"['‘’‚‛]", target)) // 2
        if found < quoted:
            yield note("single quotation marks are gone, or not closed")


def marks_only(pair: Pair) -> Iterator[Remark]:
    """A text without letters and figures stays without."""
    source, target = pair.source.strip(), pair.target.strip()
    if source and not any(map(str.isalnum, source)) and any(map(str.isalnum, target)):
        yield warning("words, where the source has only marks")


def _matched(marks: list[str]) -> bool:
    """Whether quotation marks pair up, nested ones inside."""
    stack: list[str] = []
    for mark in marks:
        if stack and stack[-1] + mark in _PAIRS and not (stack[-1] == "“" and mark == "“"):
            stack.pop()
        else:
            stack.append(mark)
    return not stack


def brackets(pair: Pair) -> Iterator[Remark]:
    """Brackets that close in the source close in the translation, and none is lost."""
    source, target = (text.translate(_BRACKETS) for text in pair.prose)
    for opening, closing in ("()", "[]", "{}") if pair.kind is not Kind.MARKDOWN else ("()", "{}"):
        ours = source.count(opening), source.count(closing)
        theirs = target.count(opening), target.count(closing)
        if ours == theirs:
            continue
        place = max(target.rfind(opening), target.rfind(closing))
        span = (place, place + 1) if place >= 0 else None
        if ours[0] == ours[1] and theirs[0] != theirs[1]:
            yield warning(f"{opening} and {closing} don't pair up", None, span)
        elif ours[0] - ours[1] != theirs[0] - theirs[1]:
            yield warning(f"the source's {opening} and {closing} are not all here", None, span)
        else:
            yield note(f"{ours[0]} × {opening}{closing} became {theirs[0]} ×", None, span)


def edge_spaces(pair: Pair) -> Iterator[Remark]:
    """Spaces at the start and the end are those of the source."""
    if not pair.target.strip():
        return
    for name, ours, theirs in (
        ("start", pair.source[: -len(pair.source.lstrip(" \u00a0"))],
         pair.target[: -len(pair.target.lstrip(" \u00a0"))]),
        ("end", pair.source[len(pair.source.rstrip(" \u00a0")) :],
         pair.target[len(pair.target.rstrip(" \u00a0")) :]),
    ):  # fmt: skip
        if ours != theirs:
            place = (
                (0, len(theirs))
                if name == "start"
                else (len(pair.target) - len(theirs), len(pair.target))
            )
            say = warning if ours else note
            yield say(f"{len(ours)} spaces at the {name} became {len(theirs)}", None, place)


def double_spaces(pair: Pair) -> Iterator[Remark]:
    """No two spaces in a row that the source does not have."""
    if "  " in pair.target.strip() and "  " not in pair.source.strip():
        at = pair.target.index("  ", len(pair.target) - len(pair.target.lstrip()))
        yield note("two spaces in a row", None, (at, at + 2))


def punctuation_spacing(pair: Pair) -> Iterator[Remark]:
    """Spaces before and after marks as the language wants them."""
    text = pair.prose[1]
    if pair.context.target.base in _FRENCH and "CA" not in pair.context.target.tag:
        yield from _french(pair, text)
    elif pair.context.target.joiner:
        for match in _BEFORE_MARK.finditer(text):
            if match[0] not in pair.source and pair.context.source.base not in _FRENCH:
                yield note(f"a space before {match[1]}", None, match.span())
                break
    for match in _AFTER_MARK.finditer(text):
        if match[0] not in pair.source and not re.search(rf"\w\{match[1]}\w", pair.prose[0]):
            yield note(f"no space after {match[1]}", None, match.span())
            break
    if pair.context.target.base in ("es", "ast"):
        yield from _spanish(text)


def _french(pair: Pair, text: str) -> Iterator[Remark]:
    for match in _FRENCH_BEFORE.finditer(text):
        beside = match["before"] or match["after"]
        mark = match["mark"] or match["open"]
        if beside in "\u00a0\u202f\u2009" or (beside in "!?:;»«.…'’" and mark in "!?:;"):
            continue
        if beside == " ":
            if pair.target[match.start() : match.end()] == match[0]:
                yield note(f"a no-break space belongs beside {mark}", None, match.span())
            continue
        if beside.isdigit() and mark == ":":
            continue
        yield warning(f"French has a no-break space beside {mark}", None, match.span())


def _spanish(text: str) -> Iterator[Remark]:
    for mark, inverted in _INVERTED.items():
        ours, theirs = text.count(mark), text.count(inverted)
        if theirs > ours:
            yield warning(f"{inverted} is not closed", None, None)
        elif ours and not theirs:
            yield note(f"Spanish opens with {inverted}", None, None)


def capitals(pair: Pair) -> Iterator[Remark]:
    """A capital at the start where the source has one, and all capitals where it has all."""
    source, target = pair.words
    if not source or not target or not {pair.context.source.script,
                                        pair.context.target.script} <= CASED:  # fmt: skip
        return
    ours, theirs = _letters(source), _letters(target)
    if len(theirs) >= 8 and theirs.isupper() and not ours.isupper():
        yield warning("all in capitals, unlike the source")
    elif len(ours) >= 8 and ours.isupper() and theirs.islower():
        yield warning("the source is all in capitals")
    if not _starts_alike(pair.source[: source[0].start], pair.target[: target[0].start]):
        return
    first, other = source[0].text[0], target[0].text[0]
    if first.isupper() and other.islower():
        yield warning("starts with a small letter", None, (target[0].start, target[0].start + 1))
    elif first.islower() and other.isupper() and not target[0].text.isupper():
        yield note("starts with a capital", None, (target[0].start, target[0].start + 1))


def _letters(words: Sequence[tokens.Word]) -> str:
    return "".join(word.text for word in words)


def _starts_alike(before: str, after: str) -> bool:
    """Whether both texts start with their first word: one in figures has no capital."""
    return not any(map(str.isdigit, before + after))


def long_enough(pair: Pair) -> Iterator[Remark]:
    """Not longer than the flag ``max-length:N`` allows."""
    limit = next((f[11:] for f in pair.entry.flags if f.startswith("max-length:")), "")
    if limit.isdigit() and len(pair.target) > int(limit):
        yield error(f"{len(pair.target)} characters, {limit} allowed",
                    None, (int(limit), len(pair.target)))  # fmt: skip


CHECKS = (
    Check(
        "end-punctuation",
        end_punctuation,
        (
            "end-stop",
            "end-colon",
            "end-question",
            "end-exclamation",
            "end-ellipsis",
            "end-semicolon",
            "end-interrobang",
        ),
    ),
    Check("quotation-marks", quotation_marks),
    Check("single-quotes", single_quotes),
    Check("marks-only", marks_only),
    Check("brackets", brackets),
    Check("edge-spaces", edge_spaces, ("begin-space", "end-space")),
    Check("double-spaces", double_spaces, ("double-space",)),
    Check("punctuation-spacing", punctuation_spacing, ("punctuation-spacing",)),
    Check("capitals", capitals),
    Check("max-length", long_enough, ("max-size",)),
)
"""The checks on typography."""

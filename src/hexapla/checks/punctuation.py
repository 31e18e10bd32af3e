"""Punctuation: how a text begins and ends, its sentences, the spaces beside its marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from hexapla.checks.check import Remark, TextPair, style_remark, warning
from hexapla.documents.format import Markup
from hexapla.languages import Language
from hexapla.lazy import lazy_re, lazy_regex
from hexapla.segmentation import Segmenter

__all__ = ["end_punctuation", "marks_only", "punctuation_spacing", "sentences", "start_punctuation"]

_STOP, _QUESTION, _EXCLAMATION, _COLON, _SEMICOLON, _ELLIPSIS, _COMMA, _DASH, _BOTH, _NONE = (
    "full stop", "question mark", "exclamation mark", "colon", "semicolon", "ellipsis", "comma",
    "dash", "interrobang", "nothing",
)  # fmt: skip
# The marks of each kind in Unicode's scripts: property Sentence_Terminal, and the names.
_MARKS = {
    **dict.fromkeys(".。．｡।॥۔։።᙮᠃꓿།꘎꤯꩝꫱꯫။។᥀܂܁߸᭞᭟᱾᱿꧈꧉᪨᪩᭚᭛꥟𑁇𑁈᠉", _STOP),
    **dict.fromkeys("?？؟՞⁇፧꘏⳺⳻᥅", _QUESTION),
    **dict.fromkeys("!！՜߹᥄႟", _EXCLAMATION),
    **dict.fromkeys(":：՝፡፥៖܃܄", _COLON),
    **dict.fromkeys(";；؛፤꘍", _SEMICOLON),
    **dict.fromkeys("…⋯", _ELLIPSIS),
    **dict.fromkeys(",，、،՛፣၊꘍߸", _COMMA),
    **dict.fromkeys("-–—―", _DASH),
    **dict.fromkeys("‽⁈⁉", _BOTH),
}
# Where a mark means something else in a language: Greek's question mark is a semicolon and its
# semicolon a raised dot; Armenian may write a full stop as a colon.
_OWN_MARKS = {
    "el": {";": _QUESTION, "\u037e": _QUESTION, "·": _SEMICOLON, "\u0387": _SEMICOLON},
    "hi": {"|": _STOP},
    "hy": {":": _STOP, "․": _STOP},
}
# Marks that stand for each other where a translator cuts sentences in another way.
_CALM = frozenset([_STOP, _SEMICOLON, _COLON])
# Armenian puts ՞, ՜ and ՛ on a vowel of the sentence.
_INSIDE = {"hy": {"՞": _QUESTION, "՜": _EXCLAMATION, "՛": _EXCLAMATION}}
# Languages that part sentences with a space: Thai, Lao.
_WITHOUT_STOPS = frozenset(["th", "lo", "my", "km", "bo", "dz"])
_CLOSING = " \t\n\u00a0\u2009\u202f\u200b\u200e\u200f\"'“”„‟«»‹›’‘)]}）］」』】》〉*_`"

_FOLDED = str.maketrans(
    {**dict.fromkeys("–—―−", "-"), **dict.fromkeys("“”„‟«»「」『』", '"'),
     **dict.fromkeys("‘’‚‹›", "'"), "؟": "?", "،": ",", "؛": ";", "\u00a0": None}
)  # fmt: skip

_OPENING = lazy_re(r"[\s\"'“”„‟«»‹›’‘(\[{（［「『【《〈¿¡\u200e\u200f]*")
_LEADING = (("…", _ELLIPSIS), ("...", _ELLIPSIS), ("#", "hash"), ("*", "asterisk"), ("•", "bullet"),
            ("·", "bullet"))  # fmt: skip
_LEADING_DASH = lazy_re(r"[-–—―]\s")
_INNER_END = lazy_regex(r"[.!?؟۔։][\p{Pf}\p{Pe}\"]?\s+\S|[。！？।]\S")

# The French and Breton rule: a (narrow) no-break space before what has two parts.
_FRENCH = frozenset(["fr", "br"])
_FRENCH_BEFORE = lazy_re(r"(?P<before>.)(?P<mark>[;:!?»])(?=[\s\"»)\]]|$)|(?P<open>«)(?P<after>.)")
_BEFORE_MARK = lazy_re(r"(?<=[^\W\d_])[ \u00a0\u202f]+([,.;:!?])(?=\s|$)")
_AFTER_MARK = lazy_re(r"[^\W\d_]{2}([,;:!?])(?=[^\W\d_]{3})")
_AFTER_STOP = lazy_regex(r"\p{Ll}{3}(\.)(?=\p{Lu}\p{Ll}{2})")
_INVERTED = {"?": "¿", "!": "¡"}


def end_punctuation(pair: TextPair) -> Iterator[Remark]:
    """The translation ends as the source does, in its own language's marks."""
    target_language = pair.context.target.base
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if pair.kind is not Markup.TEXT:
        source, target = (re.sub(r"(?:</?[\w:.-]+[^<>]*>|\s)+$", "", t) for t in (source, target))
    if not source or not target or not _has_letters(source) or not _has_letters(target):
        return
    ours = _ending(source, pair.context.source.base)
    theirs = _ending(target, target_language)
    for mark, meaning in _INSIDE.get(target_language, {}).items():
        if ours == meaning and mark in target:
            return
    if ours == theirs:
        if ours == _ELLIPSIS and "…" in source[-3:] and "…" not in target[-3:]:
            yield style_remark(pair, "three dots, where the source has an ellipsis")
        return
    if target_language in _WITHOUT_STOPS and _STOP in (ours, theirs):
        return
    place = (len(target) - 1, len(target))
    message = f"ends with {_with_article(theirs)}, the source with {_with_article(ours)}"
    mild = {ours, theirs} <= {_NONE, _COMMA, _DASH} or {ours, theirs} <= _CALM
    mild = mild or {ours, theirs} == {_STOP, _EXCLAMATION} or (ours, theirs) == (_NONE, _STOP)
    yield style_remark(pair, message, None, place) if mild else warning(message, None, place)


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
        return _BOTH
    last = bare[-1:]
    return _OWN_MARKS.get(language, {}).get(last) or _MARKS.get(last, _NONE)


def start_punctuation(pair: TextPair) -> Iterator[Remark]:
    """A dash, a bullet or an ellipsis at the start is that of the source."""
    if pair.kind is Markup.MARKDOWN:
        return
    if not (_has_letters(pair.source) and _has_letters(pair.target)):
        return
    ours, theirs = _beginning(pair.source), _beginning(pair.target)
    if ours == theirs or (theirs == _DASH and pair.source.lstrip()[0] in '"“«'):
        return  # Russian and French begin what somebody says with a dash
    message = f"starts with {_with_article(theirs)}, the source with {_with_article(ours)}"
    yield style_remark(pair, message, None, (0, 1))


def _beginning(text: str) -> str:
    bare = text[_OPENING.match(text).end() :]  # type: ignore[union-attr]  # it matches anything
    if _LEADING_DASH.match(bare):
        return _DASH
    return next((kind for mark, kind in _LEADING if bare.startswith(mark)), _NONE)


def sentences(pair: TextPair) -> Iterator[Remark]:
    """As many sentences as the source has."""
    # Cutting takes time: not where both have as many places to cut.
    if len(_INNER_END.findall(pair.source)) == len(_INNER_END.findall(pair.target)):
        return
    ours = len(_segmenter(pair.context.source)(pair.source))
    theirs = len(_segmenter(pair.context.target)(pair.target))
    if ours != theirs and pair.context.target.base not in _WITHOUT_STOPS:
        yield style_remark(pair, f"{ours} sentence{'s' * (ours > 1)} became {theirs}")


@lru_cache(maxsize=64)
def _segmenter(language: Language) -> Segmenter:
    return Segmenter(language.tag)


def marks_only(pair: TextPair) -> Iterator[Remark]:
    """A text without letters and figures stays what it is, in its language's marks."""
    source, target = pair.source.strip(), pair.target.strip()
    if not source or any(map(str.isalnum, source)):
        return
    if any(map(str.isalnum, target)):
        yield warning("words, where the source has only marks")
    elif target and _normalized(source) != _normalized(target):
        yield style_remark(pair, "other marks than the source's")


def _normalized(marks: str) -> str:
    """Marks in their plainest form: no width, no kind of dash, no kind of quotation mark."""
    folded = unicodedata.normalize("NFKC", marks).translate(_FOLDED)
    return "".join("." if _MARKS.get(mark) == _STOP else mark for mark in folded if mark > " ")


def punctuation_spacing(pair: TextPair) -> Iterator[Remark]:
    """Spaces before and after marks as the language wants them."""
    text = pair.prose[1]
    if pair.context.target.base in _FRENCH and "CA" not in pair.context.target.tag:
        yield from _french(pair, text)
    elif pair.context.target.joiner:
        for match in _BEFORE_MARK.finditer(text):
            blanked = pair.target[match.start() : match.end()] != match[0]  # a tag stood there
            if (
                not blanked
                and match[0] not in pair.source
                and pair.context.source.base not in _FRENCH
            ):
                yield style_remark(pair, f"a space before {match[1]}", None, match.span())
                break
    for match in (*_AFTER_MARK.finditer(text), *_AFTER_STOP.finditer(text)):
        if match[0] not in pair.source and not re.search(rf"\w\{match[1]}\w", pair.prose[0]):
            yield style_remark(pair, f"no space after {match[1]}", None, match.span())
            break
    if pair.context.target.base in ("es", "ast"):
        yield from _spanish(pair, text)


def _french(pair: TextPair, text: str) -> Iterator[Remark]:
    for match in _FRENCH_BEFORE.finditer(text):
        beside = match["before"] or match["after"]
        mark = match["mark"] or match["open"]
        if beside in "\u00a0\u202f\u2009" or (beside in "!?:;»«.…'’" and mark in "!?:;"):
            continue
        if beside == " ":
            if pair.target[match.start() : match.end()] == match[0]:
                message = f"a no-break space belongs beside {mark}"
                yield style_remark(pair, message, None, match.span())
            continue
        if beside.isdigit() and mark == ":":
            continue
        yield warning(f"French has a no-break space beside {mark}", None, match.span())


def _spanish(pair: TextPair, text: str) -> Iterator[Remark]:
    both = sum(map(text.count, "‽⁈⁉"))
    for mark, inverted in _INVERTED.items():
        ours, theirs = text.count(mark) + both, text.count(inverted)
        if theirs > ours:
            yield warning(f"{inverted} is not closed", None, None)
        elif ours and not any(map(text.count, _INVERTED.values())):  # ¿…! is both
            yield style_remark(pair, f"Spanish opens with {inverted}")

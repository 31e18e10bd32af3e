"""Checks of punctuation: start and end of a text, sentences, spaces next to marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hexapla.checks.check import Remark, TextPair, note, warning
from hexapla.checks.compare import count_change
from hexapla.checks.lengths import length_deviation
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.lazy import lazy_re, lazy_regex
from hexapla.message import filled, msg
from hexapla.segmentation import Segmenter

__all__ = ["end_punctuation", "marks_only", "punctuation_spacing", "sentences", "start_punctuation"]

_STOP, _QUESTION, _EXCLAMATION, _COLON, _SEMICOLON, _ELLIPSIS, _COMMA, _DASH, _INTERROBANG = (
    "full stop", "question mark", "exclamation mark", "colon", "semicolon", "ellipsis", "comma",
    "dash", "interrobang",
)  # fmt: skip
_NONE = "no mark"
# The marks of each kind in Unicode's scripts, by the property Sentence_Terminal and their names.
_MARKS = {
    **dict.fromkeys(".。．｡।॥۔։።᙮᠃꓿།꘎꤯꩝꫱꯫။។᥀܂܁߸᭞᭟᱾᱿꧈꧉᪨᪩᭚᭛꥟𑁇𑁈᠉", _STOP),
    **dict.fromkeys("?？؟՞⁇፧꘏⳺⳻᥅", _QUESTION),
    **dict.fromkeys("!！՜߹᥄႟", _EXCLAMATION),
    **dict.fromkeys(":：՝፡፥៖܃܄", _COLON),
    **dict.fromkeys(";；؛፤꘍", _SEMICOLON),
    **dict.fromkeys("…⋯", _ELLIPSIS),
    **dict.fromkeys(",，、،՛፣၊꘍߸", _COMMA),
    **dict.fromkeys("-–—―", _DASH),
    **dict.fromkeys("‽⁈⁉", _INTERROBANG),
}
# Marks that mean something else in a language: the Greek question mark is a semicolon and the Greek
# semicolon a raised dot; Armenian may write a full stop as a colon.
_OWN_MARKS = {
    "el": {";": _QUESTION, "\u037e": _QUESTION, "·": _SEMICOLON, "\u0387": _SEMICOLON},
    "hi": {"|": _STOP},
    "hy": {":": _STOP, "․": _STOP},
}
# Marks that may replace each other if a translator divides sentences differently.
_INTERCHANGEABLE = frozenset([_STOP, _SEMICOLON, _COLON])
_EMPHATIC = frozenset([_QUESTION, _EXCLAMATION, _INTERROBANG])
# A question ends in the particle か, with a full stop or without.
_JAPANESE_QUESTION = lazy_re(r"か(?:[ねなよい])?[。．.]?[」』）)]*$")
# A Japanese sentence ends in hiragana; what ends in another letter is a noun.
_HIRAGANA_LAST = lazy_re(r"[\u3041-\u309f][」』）)]*$")
# Armenian puts ՞, ՜ and ՛ on a vowel inside the sentence.
_INSIDE = {"hy": {"՞": _QUESTION, "՜": _EXCLAMATION, "՛": _EXCLAMATION}}
# Languages that separate sentences with a space, such as Thai and Lao.
_WITHOUT_STOPS = frozenset(["th", "lo", "my", "km", "bo", "dz"])
_CLOSING = " \t\n\u00a0\u2009\u202f\u200b\u200e\u200f\"'“”„‟«»‹›’‘)]}）］」』】》〉*_`"

_NARROW = str.maketrans("？！", "?!")
_FOLDED = str.maketrans(
    {**dict.fromkeys("–—―−", "-"), **dict.fromkeys("“”„‟«»「」『』", '"'),
     **dict.fromkeys("‘’‚‹›", "'"), "؟": "?", "،": ",", "؛": ";", "\u00a0": None}
)  # fmt: skip

_LAST_ENTITY = lazy_re(r"&[A-Za-z#][\w.-]{1,40};$")
_OPENING = lazy_re(r"[\s\"'“”„‟«»‹›’‘(\[{（［「『【《〈¿¡\u200e\u200f]*")
_LEADING = (("…", _ELLIPSIS), ("...", _ELLIPSIS), ("#", "hash"), ("*", "asterisk"), ("•", "bullet"),
            ("·", "bullet"))  # fmt: skip
_LIST_MARKS = frozenset(["bullet", "asterisk", "list number", _DASH])
_LEADING_NUMBER = lazy_re(r"\d{1,2}[.)]\s|\(?[a-z0-9]\)\s")
_LEADING_DASH = lazy_re(r"[-–—―]\s")
_INNER_END = lazy_regex(r"[.!?؟۔։][\p{Pf}\p{Pe}\"]?\s+\S|[。！？।]\S")

# The rule of French and Breton: a no-break space, possibly narrow, before a mark with two parts.
_FRENCH = frozenset(["fr", "br"])
_FRENCH_BEFORE = lazy_re(r"(?P<before>.)(?P<mark>[;:!?»])(?=[\s\"»)\]]|$)|(?P<open>«)(?P<after>.)")
_TAGS_LAST = lazy_re(r"(?<![>\s])(?:</?[\w:.-]++[^<>]*+>|\s)++$")
_BEFORE_MARK = lazy_re(r"(?<=[^\W\d_])[ \u00a0\u202f]+([,.;:!?])(?=\s|$)")
_AFTER_MARK = lazy_re(r"[^\W\d_]{2}([,;:!?])(?=[^\W\d_]{3})")
_AFTER_STOP = lazy_regex(r"\p{Ll}{3}(\.)(?=\p{Lu}\p{Ll}{2})")
_LONGER, _LONGER_IN_DENSE = 2.0, 3.0
_DENSE = frozenset(["Hans", "Hant", "Jpan", "Kore"])
_INVERTED = {"?": "¿", "!": "¡"}


def end_punctuation(pair: TextPair) -> Iterator[Remark]:
    """The translation ends with the same punctuation as the source, in its language's marks."""
    target_language = pair.context.target.base
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if pair.kind is not Kind.TEXT:
        source, target = (_TAGS_LAST.sub("", text) for text in (source, target))
    if not source or not target or not _has_letters(source) or not _has_letters(target):
        return
    ours = _ending(source, pair.context.source.base)
    theirs = _ending(target, target_language)
    for mark, meaning in _INSIDE.get(target_language, {}).items():
        if ours == meaning and mark in target:
            return
    if ours == theirs:
        if ours == _ELLIPSIS and "…" in source[-3:] and "…" not in target[-3:]:
            yield note(msg("three dots at the end instead of the ellipsis character"))
        return
    if target_language in _WITHOUT_STOPS and (_STOP in (ours, theirs) or theirs == _NONE):
        return
    if ours == _QUESTION and target_language == "ja" and _JAPANESE_QUESTION.search(target):
        return
    place = (len(target) - 1, len(target))
    message = _mark_message("end", ours, theirs)
    noun = target_language == "ja" and theirs == _NONE and not _HIRAGANA_LAST.search(target)
    mild = ours == _NONE or {ours, theirs} <= {_NONE, _COMMA, _DASH} or _may_change(ours, theirs)
    mild = mild or (ours == _STOP and noun)  # an item of a list
    yield note(message, None, place) if mild else warning(message, None, place)


def _may_change(ours: str, theirs: str) -> bool:
    """Whether translators replace one mark by another for reasons of style."""
    return (
        {ours, theirs} <= _INTERCHANGEABLE
        or {ours, theirs} == {_STOP, _EXCLAMATION}
        or {ours, theirs} == {_STOP, _ELLIPSIS}
        or {ours, theirs} <= _EMPHATIC
    )


class _Name(NamedTuple):
    """The names of a kind of mark in messages: alone, and as one that is there."""

    bare: str
    articled: str


_NAMES = {
    _STOP: _Name(msg("full stop"), msg("a full stop")),
    _QUESTION: _Name(msg("question mark"), msg("a question mark")),
    _EXCLAMATION: _Name(msg("exclamation mark"), msg("an exclamation mark")),
    _COLON: _Name(msg("colon"), msg("a colon")),
    _SEMICOLON: _Name(msg("semicolon"), msg("a semicolon")),
    _ELLIPSIS: _Name(msg("ellipsis"), msg("an ellipsis")),
    _COMMA: _Name(msg("comma"), msg("a comma")),
    _DASH: _Name(msg("dash"), msg("a dash")),
    _INTERROBANG: _Name(msg("interrobang"), msg("an interrobang")),
    _NONE: _Name(msg("no mark"), msg("no mark")),
    "list number": _Name(msg("list number"), msg("a list number")),
    "bullet": _Name(msg("bullet"), msg("a bullet")),
    "hash": _Name(msg("hash"), msg("a hash")),
    "asterisk": _Name(msg("asterisk"), msg("an asterisk")),
}


def _mark_message(place: str, source: str, target: str) -> str:
    """A message about the kinds of mark that the texts have at the start or end."""
    mark, other = _NAMES[source if target == _NONE else target], _NAMES[source]
    at_start = place == "start"
    if target == _NONE:
        missing = msg("{mark} missing at the start"), msg("{mark} missing at the end")
        return filled(missing[not at_start], mark=mark.bare)
    if source == _NONE:
        added = (
            msg("{mark} at the start, unlike the source"),
            msg("{mark} at the end, unlike the source"),
        )
        return filled(added[not at_start], mark=mark.articled)
    changed = (
        msg("{mark} at the start instead of {other}"),
        msg("{mark} at the end instead of {other}"),
    )
    return filled(changed[not at_start], mark=mark.articled, other=other.articled)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _ending(text: str, language: str) -> str:
    """The kind of mark at the end of a text, before any closing quotation marks and brackets."""
    bare = _LAST_ENTITY.sub("x", text.rstrip(_CLOSING))
    if bare.endswith(("...", "．．．", "。。。")):
        return _ELLIPSIS
    if bare[-2:].translate(_NARROW) in ("?!", "!?"):
        return _INTERROBANG
    last = bare[-1:]
    return _OWN_MARKS.get(language, {}).get(last) or _MARKS.get(last, _NONE)


def start_punctuation(pair: TextPair) -> Iterator[Remark]:
    """A dash, bullet, #, * or ellipsis at the start matches the source."""
    if pair.kind is Kind.MARKDOWN:
        return
    if not (_has_letters(pair.source) and _has_letters(pair.target)):
        return
    ours, theirs = _beginning(pair.source), _beginning(pair.target)
    if ours == theirs or (theirs == _DASH and pair.source.lstrip()[0] in '"“«'):
        return  # Russian and French start direct speech with a dash
    message = _mark_message("start", ours, theirs)
    lost = theirs == _NONE and ours in _LIST_MARKS and pair.kind is Kind.TEXT
    yield warning(message) if lost else note(message, None, (0, 1))


def _beginning(text: str) -> str:
    bare = text[_OPENING.match(text).end() :]  # type: ignore[union-attr]  # it matches anything
    if _LEADING_DASH.match(bare):
        return _DASH
    if _LEADING_NUMBER.match(bare):
        return "list number"
    return next((kind for mark, kind in _LEADING if bare.startswith(mark)), _NONE)


def sentences(pair: TextPair) -> Iterator[Remark]:
    """There are as many sentences as in the source."""
    # Segmentation is slow, and not needed if both texts have as many possible sentence ends.
    if len(_INNER_END.findall(pair.source)) == len(_INNER_END.findall(pair.target)):
        return
    ours = len(_segmenter(pair.context.source)(pair.source))
    theirs = len(_segmenter(pair.context.target)(pair.target))
    if ours == theirs or pair.context.target.base in _WITHOUT_STOPS:
        return
    message = count_change("sentences", ours, theirs)
    # A character of Chinese, Japanese or Korean says so much that lengths vary more.
    longer = _LONGER_IN_DENSE if pair.context.target.script in _DENSE else _LONGER
    source, target = (" ".join(text.split()) for text in pair.prose)
    far = length_deviation(source, target, pair.context)
    # A sentence that is split has the same length; one that is added or left out doesn't.
    if (far > longer and theirs > ours) or (far < -longer and theirs < ours):
        yield warning(message)
    else:
        yield note(message)


@lru_cache(maxsize=64)
def _segmenter(language: Language) -> Segmenter:
    return Segmenter(language.tag)


def marks_only(pair: TextPair) -> Iterator[Remark]:
    """A text that is only punctuation stays so, with the same marks."""
    source, target = pair.source.strip(), pair.target.strip()
    if not source or any(map(str.isalnum, source)):
        return
    if any(map(str.isalnum, target)):
        yield warning(msg("contains words, but the source has only punctuation"))
    elif target and _normalized(source) != _normalized(target):
        yield note(msg("punctuation differs from the source"))


def _normalized(marks: str) -> str:
    """Marks in their simplest form, without differences of width, dashes or quotation marks."""
    folded = unicodedata.normalize("NFKC", marks).translate(_FOLDED)
    return "".join("." if _MARKS.get(mark) == _STOP else mark for mark in folded if mark > " ")


def punctuation_spacing(pair: TextPair) -> Iterator[Remark]:
    """There are spaces before and after punctuation where the language requires them."""
    text = pair.prose[1]
    if pair.for_programs:
        return
    if pair.context.target.base in _FRENCH and "CA" not in pair.context.target.tag:
        yield from _french(pair, text)
    elif pair.context.target.joiner:
        for match in _BEFORE_MARK.finditer(text):
            blanked = pair.target[match.start() : match.end()] != match[0]  # a tag was there
            if (
                not blanked
                and match[0] not in pair.source
                and pair.context.source.base not in _FRENCH
            ):
                yield note(msg("space before {match}", match=match[1]), None, match.span())
                break
    for match in (*_AFTER_MARK.finditer(text), *_AFTER_STOP.finditer(text)):
        if match[0] not in pair.source and not re.search(rf"\w\{match[1]}\w", pair.prose[0]):
            yield note(msg("no space after {match}", match=match[1]), None, match.span())
            break
    if pair.context.target.base in ("es", "ast"):
        yield from _spanish(pair, text)


def _french(pair: TextPair, text: str) -> Iterator[Remark]:
    for match in _FRENCH_BEFORE.finditer(text):
        neighbour = match["before"] or match["after"]
        mark = match["mark"] or match["open"]
        if neighbour in "\u00a0\u202f\u2009" or (neighbour in "!?:;»«.…'’" and mark in "!?:;"):
            continue
        if neighbour == " ":
            if pair.target[match.start() : match.end()] == match[0]:
                message = msg(
                    "ordinary space instead of a no-break space next to {mark}", mark=mark
                )
                yield note(message, None, match.span())
            continue
        if neighbour.isdigit() and mark == ":":
            continue
        yield warning(msg("no-break space missing next to {mark}", mark=mark), None, match.span())


def _spanish(pair: TextPair, text: str) -> Iterator[Remark]:
    both = sum(map(text.count, "‽⁈⁉"))
    for mark, inverted in _INVERTED.items():
        ours, theirs = text.count(mark) + both, text.count(inverted)
        if theirs > ours:
            yield warning(
                msg("{inverted} without a closing {mark}", inverted=inverted, mark=mark), None, None
            )
        elif ours and not any(map(text.count, _INVERTED.values())):  # ¿…! counts as both
            say = note if pair.kind is Kind.MESSAGE else warning
            yield say(msg("{inverted} missing at the start", inverted=inverted))

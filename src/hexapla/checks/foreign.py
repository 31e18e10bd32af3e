"""Checks of what belongs to another language: its characters, its punctuation, its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from hexapla.checks.check import Check, Remark, TextPair, is_documentation, note, warning
from hexapla.checks.form import INTERNATIONAL
from hexapla.checks.kept import is_of_kept_file
from hexapla.checks.tokens import Word
from hexapla.detection.scripts import han_evidence
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re, lazy_regex
from hexapla.message import filled, msg

__all__ = ["CHECKS"]

_HAN = lazy_re(r"[\u3400-\u9fff]")
_HAN_WORDS = {
    "Hans": msg("traditional characters: {listed}"),
    "Hant": msg("simplified characters: {listed}"),
}

_ARABIC_MARKS = {"?": "؟", ",": "،", ";": "؛"}
_WIDE_MARKS = {".": "。", ",": "，"}
# After which letters a language's own marks follow, the foreign marks, and its own. (CLDR,
# exemplarCharacters-punctuation.)
_OWN: dict[str, tuple[str, dict[str, str]]] = {
    **dict.fromkeys(["ar", "fa", "ur", "ckb", "ps", "sd", "ug"], (r"\p{Arabic}", _ARABIC_MARKS)),
    **dict.fromkeys(["zh", "yue"], (r"\p{Han}", _WIDE_MARKS)),
    "ja": (r"[\p{Han}\p{Hiragana}\p{Katakana}ー]", {".": "。", ",": "、"}),
    "el": (r"\p{Greek}", {"?": ";"}),
    "am": (r"\p{Ethiopic}", {".": "።"}),
}
_CLOSE = r"[)\]\"”’»）」』]{0,3}"
_NOT_LATIN = lazy_regex(r"(?<=[\p{Latin}\p{Cyrillic}\p{Greek}])[。、，؟،；？！：]")

# A run of source words in the translation: shorter ones are titles, or words that both languages
# have. With one of these English words, two are enough.
_LEAST_RUN = 4
_MOST_WORDS, _WHOLE = 300, 0.9
_SHORT_WORD = 4
_GLUED = frozenset("-_/.\\@#=:<>")
# Spellings of English that other languages have only in foreign words.
_ENGLISH_SPELLING = lazy_re(r"th|wh|ght|ough|[^aeiou]ly$|wn$|ness$|ful$|ould")
_ANY = lazy_re("")
# Spellings that names of programs hardly have.
_ENGLISH_ENDING = lazy_re(
    r"th|wh|ght|ough|[^aeiou]ly$|wn$|ful$|ould"
    r"|(?:ing|ed|ment|ness|tion|sion|ity|ous|ance|ence|ive|ies|able|ible)s?$"
)
_COMMENT = lazy_re(r"[ \t]*(?://|/\*|\*|#|--)")
_BETWEEN_WORDS = frozenset([" ", "\n", ", "])
_OPENING, _CLOSING = frozenset("([{\"'`“„«‘「『《（〈*_"), frozenset(")]}\"'`”“»’」』》）〉*_")
_ENGLISH = frozenset(
    ["the", "and", "that", "with", "from", "this", "these", "those", "which", "their", "they",
     "would", "could", "should", "because", "between", "through", "during", "before"]
)  # fmt: skip
_LATIN_WORD = lazy_regex(r"\p{Latin}[\p{Latin}'’-]*")


def han_variant(pair: TextPair) -> Iterator[Remark]:
    """Chinese has no traditional characters in simplified text, and the reverse."""
    script = pair.context.target.script
    wrong = {"Hans": -1, "Hant": 1}.get(script)
    if wrong is None:
        return
    found = [m for m in _HAN.finditer(pair.prose[1]) if han_evidence(m[0]) == wrong]
    found = [match for match in found if match[0] not in pair.source]
    if found:
        listed = "".join(dict.fromkeys(match[0] for match in found[:8]))
        yield warning(
            filled(_HAN_WORDS[script], listed=listed),
            None,
            found[0].span(),
        )


def own_marks(pair: TextPair) -> Iterator[Remark]:
    """Question marks, commas and full stops are those of the target language's script."""
    target = pair.context.target
    text = pair.prose[1]
    if target.base in _OWN:
        letters, marks = _OWN[target.base]
        if not any(mark in text for mark in marks):
            return
        for match in _foreign_mark(letters, "".join(marks)).finditer(text):
            if pair.target[match.start()] == match[0]:
                # Lists of options and the like in programs often have ASCII marks.
                say = note if pair.kind is Kind.MESSAGE else warning
                yield say(
                    msg("{match} instead of {marks}", match=match[0], marks=marks[match[0]]),
                    None,
                    match.span(),
                )
                return
    elif target.script in ("Latn", "Cyrl", "Grek"):
        mark = _NOT_LATIN.search(text)
        if mark and mark[0] not in pair.source:
            yield warning(msg("{mark} belongs to another script", mark=mark[0]), None, mark.span())


@lru_cache(maxsize=16)
def _foreign_mark(letters: str, marks: str) -> re.Pattern[str]:
    import regex

    pattern: re.Pattern[str] = regex.compile(
        rf"(?<={letters}{_CLOSE})(?!\.\.)[{marks}](?=[\s\p{{P}}]|{letters}|$)"
    )
    return pattern


def untranslated(pair: TextPair) -> Iterator[Remark]:
    """No part of the source is left untranslated."""
    if pair.context.source.base == pair.context.target.base or pair.for_programs:
        return
    if is_of_kept_file(pair):
        return
    same_script = pair.context.source.script == pair.context.target.script
    if same_script and pair.word_texts[0].isdisjoint(pair.word_texts[1]):
        return
    ours, theirs = pair.words
    if pair.context.target.script != "Latn" and pair.context.source.script == "Latn":
        theirs = [Word(m[0], m.start(), m.end()) for m in _LATIN_WORD.finditer(pair.prose[1])]
    ours, theirs = ours[:_MOST_WORDS], theirs[:_MOST_WORDS]
    plain = {word.text for word in ours if word.text.islower()}
    shared = plain.intersection([word.text for word in theirs])
    if not shared:
        return
    yield from _untranslated_word(pair, shared, theirs)
    if sum(word.text in shared for word in theirs) < 2:
        return
    run = _longest_run(ours, theirs, pair.prose[1])
    if _is_left_over(run, pair):
        place = run[0].start, run[-1].end
        if place[1] - place[0] > _WHOLE * len(pair.prose[1].strip()):
            return  # `unchanged` and `language` report this
        yield warning(
            msg("not translated: {target!r}", target=pair.target[slice(*place)]), None, place
        )


def _untranslated_word(
    pair: TextPair, shared: Set[str], theirs: Sequence[Word]
) -> Iterator[Remark]:
    """An English word of an article that is left in the translation."""
    if pair.kind is Kind.MESSAGE or pair.context.source.base != "en":
        return
    other_script = pair.context.target.script != "Latn"
    # Manuals are full of programs' names, which only the spelling tells from other words.
    spelling = _ENGLISH_ENDING if is_documentation(pair.entry) else _ANY
    spelling = spelling if other_script else _ENGLISH_SPELLING
    known = {
        text for text in shared
        if len(text) > _SHORT_WORD and text.isalpha() and spelling.search(text)
    }  # fmt: skip
    if not known or pair.is_copy:
        return
    for at, word in enumerate(theirs):
        if word.text not in known or word.text in INTERNATIONAL or word.text in pair.context.kept:
            continue
        if any(f"{mark}{word.text}" in pair.source for mark in "`>*_$<|:(\"'“‘"):
            continue  # a name in code, or a term that is explained
        if other_script:
            left = _is_alone(theirs, at, pair.prose[1])
        else:
            left = _is_plain(word, pair.prose[1])
        if left:
            yield warning(
                msg("not translated: {text}", text=word.text), None, (word.start, word.end)
            )
            return


def _is_plain(word: Word, text: str) -> bool:
    """Whether a word isn't part of a compound, a quotation, or an address."""
    before, after = text[: word.start][-1:], text[word.end :][:2]
    if before in _OPENING | _GLUED or after[:1] in _CLOSING | _GLUED - {"."}:
        return False
    return after[:1] != "." or not after[1:].isalnum()


def _is_alone(words: Sequence[Word], at: int, text: str) -> bool:
    """Whether a word has no other of its script next to it, as those of a foreign phrase have."""
    word = words[at]
    near = [
        *(text[words[at - 1].end : word.start] for _ in range(at > 0)),
        *(text[word.end : words[at + 1].start] for _ in range(at + 1 < len(words))),
    ]
    return _is_plain(word, text) and all(any(map(str.isalpha, between)) for between in near)


def _longest_run(ours: Sequence[Word], theirs: Sequence[Word], text: str) -> Sequence[Word]:
    """The longest run of words of the translation that the source has in the same order."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(ours):
        places.setdefault(word.text.casefold(), []).append(at)
    best, end, last = 0, 0, 0
    before: dict[int, int] = {}
    for index, word in enumerate(theirs):
        if text[last : word.start] not in _BETWEEN_WORDS:
            before = {}
        last = word.end
        lengths = {at: before.get(at - 1, 0) + 1 for at in places.get(word.text.casefold(), ())}
        longest = max(lengths.values(), default=0)
        if longest > best:
            best, end = longest, index + 1
        before = lengths
    return theirs[end - best : end]


def _is_left_over(run: Sequence[Word], pair: TextPair) -> bool:
    """Whether a run of source words is a part that should have been translated."""
    plain = [word.text for word in run if word.text.islower()]
    if len(plain) < 2 or 2 * len(plain) < len(run):
        return False
    text, start, end = pair.prose[1], run[0].start, run[-1].end
    if text[:start].rstrip()[-1:] in _OPENING or text[end:].lstrip()[:1] in _CLOSING:
        return False  # a quotation, or the original term in brackets
    if "\n" in text and _COMMENT.match(text, text.rfind("\n", 0, start) + 1):
        return False  # a comment in a code sample
    if pair.context.source.base == "en" and not _ENGLISH.isdisjoint(plain):
        return True
    return len(run) >= _LEAST_RUN


CHECKS = (
    Check("han-variant", han_variant),
    Check("own-marks", own_marks),
    Check("untranslated", untranslated),
)
"""The checks of what belongs to another language."""

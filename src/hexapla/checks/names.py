"""Check of names: capitalised words that a translation keeps, transcribes or adapts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hexapla.checks import tokens
from hexapla.checks.check import Check, Remark, TextPair, note, warning
from hexapla.checks.likeness import alike, contained_in, derived, unlike
from hexapla.checks.places import (
    calendar_names,
    english_places,
    exonyms,
    language_names,
    place_translations,
)
from hexapla.checks.programs import FUNCTION_WORDS
from hexapla.checks.transliteration import skeleton
from hexapla.checks.typography import CASED, NOUN_CAPITALS
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import joined, msg
from hexapla.spans import Spans

__all__ = ["CHECKS", "Name", "find_names", "is_near", "missing_names"]

_BEFORE_SENTENCE = lazy_re(
    r"(?:^|(?<!\bM[rs])(?<!\bMrs)(?<!\b[DS][rt])(?<!\b[A-Z])(?<!\bProf)"
    r"[.!?:…;\n]|[\"“„«(\[/—–-])\s*[\"“„«(\[‘’']*$"
)
_SENTENCE_END = lazy_re(r"[.!?:;…][\s\"'“”»)\]]*$")
# Labels of a user interface, and words that are only emphasised: these are translated.
_LABELS = lazy_re(
    r"<(gui\w*|menuchoice|interface|label|em|strong|emphasis|b|i|quote|firstterm|title)\b[^<>]{0,300}>"
    r"[^<>]{0,300}</\1>|\*\*[^*\n]{1,200}\*\*|(?<![*\w])\*[^*\n]{1,200}\*(?![*\w])"
    r"|(?<![_\w])_[^_\n]{1,200}_(?![_\w])"
)
# What follows is probably a button or a key.
_LABEL_AFTER = lazy_re(
    r"\b(?:click|press|choose|select|tap|push|hold)(?:ing|ed|s)? (?:on |the |down )*$",
    re.IGNORECASE,
)
_JOINT = lazy_re(r"[-‐‑'’]")
_POSSESSIVE = lazy_re(r"[’']s?$")
# Endings of English words that are capitalised but often translated by a lower-case word.
_DEMONYM = lazy_re(
    r"\w+(?:ish|[nmtl]ese|ean|ans|icans?|ists?|isms?|(?<![oe]v)ics?|ern|tch)$|\w{3,9}ians?$"
    r"|\w{4,}(?:[st]ion|ment|ness|ity|ship|hood|[ai]ble|tive|ious|eous|tional|ural|oral|ology"
    r"|ography)s?$"
)
_GIVEN = frozenset(["adrian", "fabian", "gillian", "julian", "lillian", "sebastian", "vivian"])
_COMMON_FILE = Path(__file__).with_name("data") / "capitalised.en.txt"


# Languages in Latin letters that share many long words and their capitalisation with each other:
# the Romance and Germanic languages, and Esperanto.
_NEAR = frozenset(
    ["af", "an", "ast", "ca", "co", "da", "de", "en", "eo", "es", "fo", "fr", "fur", "fy", "gl",
     "ia", "ie", "io", "is", "it", "lb", "lld", "nb", "nds", "nl", "nn", "no", "oc", "pms", "pt",
     "rm", "ro", "sc", "scn", "sv", "vec", "wa"]
)  # fmt: skip


def is_near(language: Language) -> bool:
    """Whether a language shares many words and much of their spelling with English."""
    return language.base in _NEAR


@dataclass(frozen=True, slots=True)
class Name:
    """A name: capitalised words in a row, with their positions."""

    words: tuple[tokens.Word, ...]

    @property
    def text(self) -> str:
        """The words, joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> tuple[int, int]:
        """The span from the first character to the last."""
        return self.words[0].start, self.words[-1].end


def find_names(
    text: str,
    words: Sequence[tokens.Word],
    vocabulary: frozenset[str],
    known: frozenset[str] = frozenset(),
) -> list[Name]:
    """The names in a text that a translation has to keep.

    A capitalised word at the start of a sentence isn't a name unless it is ``known``; nor is a word
    in ``vocabulary`` or in the list of common words. A text all in capitals, a title or a label of
    a user interface has no names.
    """
    capitals = sum(word.text[0].isupper() for word in words)
    if capitals > 0.6 * len(words) and len(words) > 3:
        return []
    if capitals >= 0.5 * len(words) and not _SENTENCE_END.search(text):
        return []
    found: list[Name] = []
    run: list[tokens.Word] = []
    for word in words:
        if _is_name(text, word, vocabulary, known):
            if run and text[run[-1].end : word.start] not in (" ", "-", "\u00a0"):
                found.append(Name(tuple(run)))
                run = []
            run.append(word)
        elif run:
            found.append(Name(tuple(run)))
            run = []
    return [*found, Name(tuple(run))] if run else found


def _is_name(
    text: str, word: tokens.Word, vocabulary: frozenset[str], known: frozenset[str]
) -> bool:
    if not word.text[0].isupper() or len(word.text) < 3 or word.text[1] in "-’'":
        return False
    if "-" in word.text and word.text.rpartition("-")[2][:1].islower():
        return False  # US-led
    if sum(map(str.isupper, word.text)) > 1 and sum(map(str.islower, word.text)) < 3:
        return False  # an acronym: CEO, MPs
    plain = _POSSESSIVE.sub("", word.text).lower()
    if len(plain) < 3 or plain in _common() or plain in vocabulary or plain in calendar_names("en"):
        return False
    if (
        plain not in english_places()
        and plain not in _GIVEN
        and (
            _DEMONYM.match(plain)
            or plain in language_names()
            or any(stem in vocabulary or stem in _common() for stem in _stems(plain))
        )
    ):
        return False
    starts = _BEFORE_SENTENCE.search(text[max(0, word.start - 6) : word.start])
    return not starts or plain in english_places() or word.text in known


def _stems(word: str) -> Iterator[str]:
    """The words that an English word may be a form of."""
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("ing"):
        yield from (word[:-3], word[:-3] + "e", word[:-4])
    if word.endswith(("ed", "er")):
        yield from (word[:-2], word[:-1])


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """English words that are often capitalised but are not names."""
    lines = _COMMON_FILE.read_text("utf-8").splitlines()
    listed = (word for line in lines if not line.startswith("#") for word in line.split())
    return FUNCTION_WORDS.union(listed)


@lru_cache(maxsize=2)
def missing_names(pair: TextPair) -> tuple[list[Name], list[Name]]:
    """The names of the source, and the parts of names that the translation has lost."""
    source, target = pair.prose
    ours = _without_labels(
        find_names(source, pair.words[0], pair.context.vocabulary, pair.context.names), pair.source
    )
    ours = [name for name in ours if not _is_after_click(name, source)]
    if not ours:
        return [], []
    places = exonyms(pair.context.source.tag, pair.context.target.tag)
    texts = source.lower(), target.lower()
    spaced = bool(pair.context.target.joiner)
    candidates = _with_parts(pair.words[1]) if spaced else []
    if pair.context.target.script in CASED:
        small = [other for other in candidates if other[0].islower()]
        candidates = [other for other in candidates if not other[0].islower()]
    else:
        small = []
    whole = "" if spaced else skeleton(target)

    def kept(word: str) -> bool:
        bare = _POSSESSIVE.sub("", word)
        parts = bare.split("-")
        return (
            bare in target
            or bool(place_translations(bare.lower(), places, *texts))
            or any(len(skeleton(part)) > 1 and skeleton(part) in whole for part in parts if whole)
            or any(alike(part, other) for part in parts for other in candidates)
            or any(derived(bare, other) for other in small)
            or any(contained_in(bare, other) for other in (*candidates, *small))
        )

    lost = [tuple(word for word in name.words if not kept(word.text)) for name in ours]
    return ours, [Name(words) for words in lost if words]


def _without_labels(names: list[Name], text: str) -> list[Name]:
    """The names that are not part of a label."""
    if not names or not any(mark in text for mark in "<*_"):
        return names
    labels = Spans(match.span() for match in _LABELS.finditer(text))
    return [name for name in names if not labels.contain(*name.span)]


def _is_after_click(name: Name, text: str) -> bool:
    """Whether a name is probably a button or a key, and no place."""
    start = name.span[0]
    label = _LABEL_AFTER.search(text[max(0, start - 20) : start])
    return label is not None and name.words[0].text.lower() not in english_places()


def _with_parts(words: Sequence[tokens.Word]) -> list[str]:
    found = [word.text for word in words]
    parts = [part for text in found for part in _JOINT.split(text) if part != text]
    return found + parts + [text[1:] for text in found if len(text) > 4 and text[0] in _CLITICS]


# "And", "to", "in", "as", "from", "that": Arabic and Hebrew join them to the next word.
_CLITICS = frozenset("وفبلكسובהלמשכ")


def names_kept(pair: TextPair) -> Iterator[Remark]:
    """No name is lost; it may be inflected, transcribed, or replaced by the local name."""
    source, target = pair.context.source, pair.context.target
    if source.script not in CASED or source.base in NOUN_CAPITALS or source.base == target.base:
        return
    if target.script.startswith("Han"):
        return  # Chinese characters can't be compared by sound
    ours, missing = missing_names(pair)
    words = [
        word for name in missing for word in name.words if word.text not in pair.context.translated
    ]
    if not words:
        return
    if target.script in CASED:
        left = [] if is_near(target) else _unmatched_names(pair)
        certain = len(words) > len(left) or any(
            _is_place(word.text, pair) or all(unlike(word.text, other) for other in left)
            for word in words
        )
    else:
        certain = len(missing) > 1 and len(words) == sum(len(n.words) for n in ours)
    if pair.context.names_change or pair.kind is Kind.MESSAGE:
        certain = certain and any(_is_place(word.text, pair) for word in words)
    message = msg("name missing: {missing}", missing=joined(name.text for name in missing[:4]))
    yield (warning if certain else note)(message, missing[0].span)


def _is_place(word: str, pair: TextPair) -> bool:
    """Whether CLDR has a name for this place in the target language."""
    bare = _POSSESSIVE.sub("", word).lower()
    places = exonyms(pair.context.source.tag, pair.context.target.tag)
    return any(ours == bare for ours, _ in places.get(bare, ()))


def _unmatched_names(pair: TextPair) -> list[str]:
    """The capitalised words of the translation that have no counterpart in the source."""
    source, target = (text.lower() for text in pair.prose)
    places = exonyms(pair.context.source.tag, pair.context.target.tag)
    known = {
        part
        for word in pair.words[0]
        for name in place_translations(
            _POSSESSIVE.sub("", word.text).lower(), places, source, target
        )
        for part in name.split()
    }
    ours = [word.text for word in pair.words[0]]
    return [
        word.text
        for word in pair.words[1]
        if word.text[0].isupper()
        and not word.text.isupper()
        and not _BEFORE_SENTENCE.search(pair.prose[1][max(0, word.start - 6) : word.start])
        and not any(alike(other, word.text) for other in (*known, *ours))
    ]


CHECKS = (Check("names", names_kept),)
"""The check of names."""

"""Detect which language a text is in, how certain that is, and where a document is mixed.

A verdict comes with a calibrated confidence: of the verdicts with a confidence of 0.8, four in five
are right. Below `SURE` (in a short text `SURE_IF_SHORT`) the answer is ``und`` with the best
guesses instead of a confident error. A text in a language that isn't known is ``und``, too.
The same text always gets the same verdict: nothing is random, and nothing is learned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hexapla.detection.alphabets import by_letters
from hexapla.detection.models import NOT_A_LANGUAGE, first_opinion, probabilities
from hexapla.detection.scripts import LANGUAGES, LEAST_LETTERS, Piece, clean, pieces, voices
from hexapla.detection.strangers import look_for_strangers
from hexapla.detection.words import majority
from hexapla.languages import Language

__all__ = [
    "SURE",
    "SURE_IF_SHORT",
    "UNDETERMINED",
    "Share",
    "Verdict",
    "detect",
    "distribution",
    "foreign",
    "shares",
    "spelled",
]

UNDETERMINED = "und"

# Chosen on FLORES devtest 1 to 500 and on lingua-rs. Of the first 20 characters of their sentences,
# 82% get an answer with the stricter limit, and 97% of the answers are right.
SURE = 0.7
SURE_IF_SHORT = 0.73
_SHORT = 25  # letters; one or two words need only `SURE`: Chinese has no spaces
# A block counts as foreign to its document only above this confidence.
_SURELY_FOREIGN = 0.9
# Prior odds of a publication's languages against all others, and of the document's language for its
# blocks. Chosen, not fitted: enough to decide a tie, no more.
_CANDIDATE_ODDS = 5.0
_MAIN_ODDS = 20.0

# For whole texts: the number of pieces that vote, and the characters of each.
_VOTERS = 30
_VOTER_LENGTH = 300
# A sentence is cut into so many parts. If one of them is in another language with the first
# probability, the sentence is in its language with the second one only.
_PARTS, _SURELY_SECOND, _FIRST = 3, 0.99, 0.6
# Below this probability that its language is known, a whole text doesn't vote.
_KNOWN = 0.8
# Below this share of the vote the whole text's own verdict doesn't count: the text is mixed.
_AGREEMENT = 0.6

# langdetect decides alone if py3langid (0.5 s to load) would change nothing: for a long text in one
# of these languages, if its lead is larger than the lead of any related language that was mistaken
# for it (FLORES 1 to 500: Galician mistaken for Spanish leads by at most 0.16 nats, English leads
# by at least 0.29).
_UNMISTAKEN = frozenset({"de", "en", "es", "fr", "it", "pl", "pt"})
_LIKE_GALICIAN = frozenset({"es", "pt"})
_CLEAR_LEAD = 0.22
_LONG = 300
_CLEAR = 0.99
# The characters of such a text in which a language that isn't known is looked for.
_CLEARLY_READ = 1_500

_CHINESE = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant",
            "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of `detect`: a canonical BCP 47 tag, or ``und`` if uncertain or without letters.

    ``confidence`` is the probability, 0 to 1, that the best guess is right. ``guesses`` are the
    best guesses with their probabilities, best first, at least two if there are two. ``short`` is
    True if the text has fewer letters than a sentence, 20.
    """

    tag: str
    confidence: float
    guesses: tuple[tuple[str, float], ...]
    short: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A language of a document: its share of the letters, 0 to 1, and where it occurs.

    ``lines`` are ranges of line numbers from 1, both ends included, in order, without overlap.
    """

    tag: str
    share: float
    lines: tuple[tuple[int, int], ...]


def detect(text: str, candidates: Collection[str] | None = None) -> Verdict:
    """Detect the language of a text.

    ``candidates`` are the tags of the publication's languages: they are considered more likely, but
    exclude nothing. A regional candidate (``pt-BR``) stands for its language; verdicts have no
    region. Chinese is ``zh-Hans`` or ``zh-Hant``, Serbian ``sr`` or ``sr-Latn``. Addresses, code,
    tags and numbers don't count. Only a sample of a long text is read. Never raises, whatever the
    text.
    """
    voters = _sample(pieces(clean(text)))
    if not voters:
        return Verdict(UNDETERMINED, 0.0, (), short=True)
    likelier = spelled(candidates or ())
    whole = " ".join(voter.text for voter in voters)
    clear = _clear(whole, voters)
    if clear:
        return clear
    mixed = _distribution(whole, likelier, _CANDIDATE_ODDS)
    if len(voters) == 1:
        short = voters[0].letters < LEAST_LETTERS
        verdict = _verdict(mixed, _limit(voters[0]))
        other = _second_language(voters[0], verdict.tag)
        if other is not None:
            verdict = _verdict({verdict.tag: _FIRST, other: 1 - _FIRST})
        return replace(verdict, short=short)
    verdict = _verdict(mixed)
    if sum(mixed.values()) < _KNOWN:
        return verdict
    votes = [
        (_distribution(voter.text, likelier, _CANDIDATE_ODDS, closed=True), voter.letters)
        for voter in voters
    ]
    # A line of names is in no certain language, which doesn't make the text a mixed one.
    certain = [(mix, letters) for mix, letters in votes if max(mix.values(), default=0) >= SURE]
    vote = _verdict(_mix(certain or votes))
    agreed = (
        vote.guesses[:1] and verdict.guesses[:1] and vote.guesses[0][0] == verdict.guesses[0][0]
    )
    return verdict if agreed and vote.confidence >= _AGREEMENT else vote


def shares(
    blocks: Sequence[tuple[int, str]],
    main: str | None = None,
    candidates: Collection[str] | None = None,
) -> list[Share]:
    """The languages of a document, the most used first.

    ``blocks`` are (line number of the first line, text), in order. ``main`` is the document's
    language if known. A sentence belongs to the main language unless it is certainly foreign. A
    document without letters has no languages. If the main language is doubtful, it is ``und``.
    """
    found = [
        (line + text.count("\n", 0, piece.offset), piece)
        for line, text in blocks
        for piece in pieces(clean(text))
    ]
    tags = _assign(
        [piece.text for _, piece in found], [p.letters for _, p in found], main, candidates
    )
    letters: dict[str, int] = {}
    lines: dict[str, list[tuple[int, int]]] = {}
    for (line, piece), tag in zip(found, tags, strict=True):
        letters[tag] = letters.get(tag, 0) + piece.letters
        lines.setdefault(tag, []).append(_range(line, piece.text))
    total = sum(letters.values())
    ranked = sorted(letters, key=lambda tag: (-letters[tag], tag))
    return [Share(tag, letters[tag] / total, _merged(lines[tag])) for tag in ranked]


def foreign(
    blocks: Sequence[tuple[int, str]],
    main: str | None = None,
    candidates: Collection[str] | None = None,
) -> list[str | None]:
    """For each block, the tag of its language if that certainly isn't the document's; else None.

    Parameters as in `shares`. Without ``main`` the document's language is the one with the most
    letters among the blocks whose language is certain.
    """
    texts = [clean(text) for _, text in blocks]
    letters = [sum(map(str.isalpha, text)) for text in texts]
    tags = _assign(texts, letters, main, candidates)
    known = main or _most(tags, letters)
    return [None if tag in (known, UNDETERMINED) else tag for tag in tags]


def _assign(
    texts: Sequence[str],
    letters: Sequence[int],
    main: str | None,
    candidates: Collection[str] | None,
) -> list[str]:
    """For each text, the tag of the main language, or of another one if that is certain."""
    likelier = spelled(candidates or ())
    if main is not None:
        return [
            _foreign_tag(text, count, main, likelier) or main
            for text, count in zip(texts, letters, strict=True)
        ]
    mixes = [_distribution(text, likelier, _CANDIDATE_ODDS) for text in texts]
    main = _most([_verdict(mix).tag for mix in mixes], letters)
    if main is None:
        main = detect("\n".join(texts), candidates).tag
    return [_rival(mix, count, main) or main for mix, count in zip(mixes, letters, strict=True)]


def _foreign_tag(text: str, letters: int, main: str, likelier: Collection[str]) -> str | None:
    """The tag of a text's language if that certainly isn't the document's, ``main``; else None."""
    if _is_clearly(main, text):
        return None
    # Unknown languages only take probability from the known ones, and are never certain: without
    # a rival among the known ones, they needn't be looked for.
    mix = _distribution(text, likelier, _CANDIDATE_ODDS, closed=True)
    if _rival(mix, letters, main) is None:
        return None
    return _rival(_distribution(text, likelier, _CANDIDATE_ODDS), letters, main)


def _rival(mix: dict[str, float], letters: int, main: str) -> str | None:
    """The language of a text with so many letters that is certain, though it isn't ``main``."""
    theirs = spelled([main])
    ours = sum(mix.get(tag, 0.0) for tag in theirs)
    weight = 1.0 + ours * (_MAIN_ODDS - 1.0)
    rival = max(((p / weight, tag) for tag, p in mix.items() if tag not in theirs), default=None)
    # A few letters in the document's own script are a name, whatever language they resemble.
    spoken = letters >= LEAST_LETTERS or ours == 0.0
    if rival is None or rival[0] < _SURELY_FOREIGN or not spoken or rival[1] == NOT_A_LANGUAGE:
        return None
    return rival[1]


def _most(tags: Sequence[str], letters: Sequence[int]) -> str | None:
    """The tag with the most letters, except ``und``; None if there is no other."""
    total: dict[str, int] = {}
    for tag, count in zip(tags, letters, strict=True):
        if tag != UNDETERMINED:
            total[tag] = total.get(tag, 0) + count
    return min(total, key=lambda tag: (-total[tag], tag), default=None)


def _sample(found: Sequence[Piece]) -> list[Piece]:
    """At most 30 pieces, spread evenly over the text, each of at most 300 characters."""
    step = max(1.0, len(found) / _VOTERS)
    chosen = [found[int(n * step)] for n in range(min(len(found), _VOTERS))]
    return [piece if len(piece.text) <= _VOTER_LENGTH else _shortened(piece) for piece in chosen]


def _shortened(piece: Piece) -> Piece:
    """The first 300 characters of a long piece, from its first letter."""
    start = next(at for at, character in enumerate(piece.text) if character.isalpha())
    text = piece.text[start : start + _VOTER_LENGTH]
    return Piece(text, sum(map(str.isalpha, text)), piece.offset + start)


def _clear(whole: str, voters: Sequence[Piece]) -> Verdict | None:
    """langdetect's verdict on a long text, if it is beyond doubt and its voters agree."""
    if sum(voter.letters for voter in voters) < _LONG:
        return None
    spoken = voices(whole)
    if len(spoken) != 1 or by_letters(whole, spoken[0][0]):
        return None
    script = spoken[0][0]
    tag, other, lead = first_opinion(spoken[0][1], script)
    if tag not in _UNMISTAKEN or lead < _CLEAR_LEAD:
        return None
    if look_for_strangers(spoken[0][1][:_CLEARLY_READ], script, {tag: 1.0}).doubt > 1 - _CLEAR:
        return None
    agreeing = sum(v.letters for v in voters if first_opinion(v.text, script)[0] == tag)
    if agreeing < 0.8 * sum(voter.letters for voter in voters):
        return None
    return Verdict(tag, _CLEAR, ((tag, _CLEAR), (other, round(1.0 - _CLEAR, 4))))


def _is_clearly(tag: str, text: str) -> bool:
    """Whether common words or langdetect alone are sure of a text's language.

    In a test on 2,080 FLORES sentences and parts of sentences in other languages, it was wrongly
    sure of one, in Galician.
    """
    if tag not in _UNMISTAKEN:
        return False
    if tag not in _LIKE_GALICIAN and majority(text) == tag:
        return True
    spoken = voices(text)
    if len(spoken) != 1:
        return False
    found, _, lead = first_opinion(spoken[0][1], spoken[0][0])
    return found == tag and lead >= _CLEAR_LEAD


def _distribution(
    text: str, likelier: Collection[str], odds: float, *, closed: bool = False
) -> dict[str, float]:
    """The probability of each language; each script counts by its share of the text.

    With ``closed`` it is taken for granted that the language is known.
    """
    return _mix(
        (probabilities(words, script, likelier, odds, closed=closed), weight)
        for script, words, weight in voices(text)
    )


def distribution(text: str) -> dict[str, float]:
    """The probability of each language of a text, by its tag; empty without letters."""
    return _distribution(clean(text), (), 1.0)


def _mix(parts: Iterable[tuple[dict[str, float], float]]) -> dict[str, float]:
    listed = list(parts)
    total = sum(weight for _, weight in listed)
    mixed: dict[str, float] = {}
    for probability, weight in listed:
        for tag, value in probability.items():
            mixed[tag] = mixed.get(tag, 0.0) + value * weight / total
    return mixed


def _second_language(piece: Piece, tag: str) -> str | None:
    """The language that a sentence in a language switches to, or None.

    On FLORES devtest 1 to 500, one unmixed sentence in a thousand has such a language; of sentences
    composed of two, four in five.
    """
    words = piece.text.split()
    short = piece.letters < _PARTS * LEAST_LETTERS or len(words) < 2 * _PARTS
    if short or not any(tag in tags for tags in LANGUAGES.values()):
        return None
    cuts = [len(words) * part // _PARTS for part in range(_PARTS + 1)]
    for start, end in pairwise(cuts):
        mixed = _distribution(" ".join(words[start:end]), (), 1.0, closed=True)
        best = max(mixed, key=lambda one: mixed[one], default=tag)
        excluded = mixed.get(tag, 0.0) < 1 - _SURELY_SECOND
        if excluded and best != NOT_A_LANGUAGE and mixed.get(best, 0.0) >= _SURELY_SECOND:
            return best
    return None


def _limit(piece: Piece) -> float:
    """How certain the language of a text of one piece must be."""
    few_words = len(piece.text.split()) < 3
    return SURE if piece.letters >= _SHORT or few_words else SURE_IF_SHORT


def _verdict(mixed: dict[str, float], limit: float = SURE) -> Verdict:
    """The best guess if it is certain enough; ``und`` if it isn't, or isn't a language."""
    ranked = sorted(mixed.items(), key=lambda item: (-item[1], item[0]))
    guesses = tuple((t, round(p, 4)) for t, p in ranked if t != NOT_A_LANGUAGE)[:3]
    if not guesses:
        return Verdict(UNDETERMINED, 0.0, ())
    tag, confidence = guesses[0]
    sure = confidence >= limit and ranked[0][0] == tag
    return Verdict(tag if sure else UNDETERMINED, confidence, guesses)


def spelled(tags: Collection[str]) -> frozenset[str]:
    """The tags as verdicts spell them: without region, Chinese by its characters."""
    return frozenset(_CHINESE.get(tag) or _without_region(tag) for tag in tags)


def _without_region(tag: str) -> str:
    language = Language(tag)
    base, script = language.base, language.script_subtag
    return f"{'nb' if base == 'no' else base}{'-' + script if script else ''}"


def _range(line: int, text: str) -> tuple[int, int]:
    """The lines of a piece that starts on a line, without blank lines at its ends."""
    first = line + text.count("\n", 0, len(text) - len(text.lstrip()))
    return first, first + text.strip().count("\n")


def _merged(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted ranges, with overlapping and adjacent ones merged."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)

"""Which language a text is in, how sure that is, and where a document is mixed.

A verdict comes with a calibrated confidence: of the verdicts given with 0.8, four in five are
right. Below `SURE` the answer is ``und`` with the best guesses, never a confident error. The same
text has the same verdict in every process: nothing is random, and nothing is learnt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hexapla.detection.models import NOT_A_LANGUAGE, first_opinion, probabilities
from hexapla.detection.scripts import LEAST_LETTERS, Piece, clean, pieces, voices
from hexapla.languages import Language

__all__ = ["SURE", "UNDETERMINED", "Share", "Verdict", "detect", "foreign", "shares"]

UNDETERMINED = "und"

# Chosen on FLORES devtest 1 to 500: at 20 characters 82% get an answer, of which 97% are right.
SURE = 0.7
# A block is called foreign against the language of its document only above this.
_SURELY_FOREIGN = 0.9
# A publication's languages are this much likelier than others before the text is read, and so is
# the language of a document for its blocks (chosen, not fitted: a tie is decided, no more).
_CANDIDATE_ODDS = 5.0
_MAIN_ODDS = 20.0

# Whole texts: at most so many pieces vote, each with at most so many characters.
_VOTERS = 30
_VOTER_LENGTH = 300
# Below this share of a vote the whole text's own verdict does not count: the text is mixed.
_AGREEMENT = 0.6

# langdetect alone decides where py3langid (0.5 s to load) would change nothing: a long text in a
# language whose nearest relatives it has, or which leads by more than any relative was seen to
# (FLORES 1 to 500: Galician called Spanish leads by 0.16 nats at most, English by 0.29 at least).
_UNMISTAKEN = frozenset({"de", "en", "es", "fr", "it", "pl", "pt"})
_CLEAR_LEAD = 0.22
_LONG = 300
_CLEAR = 0.99

_CHINESE = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant",
            "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `detect` thinks: a canonical BCP 47 tag, or ``und`` when unsure or without letters.

    ``confidence`` is the probability, 0 to 1, that the best guess is right. ``guesses`` are the
    best guesses with their probabilities, best first: two at least where there are two.
    """

    tag: str
    confidence: float
    guesses: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A language of a document: its share of the letters, 0 to 1, and where it stands.

    ``lines`` are ranges of line numbers from 1, both ends included, in order, without overlap.
    """

    tag: str
    share: float
    lines: tuple[tuple[int, int], ...]


def detect(text: str, candidates: Collection[str] | None = None) -> Verdict:
    """The language of a text.

    ``candidates`` are the tags of the publication's languages: they count as likelier beforehand,
    and exclude nothing. A regional candidate (``pt-BR``) speaks for its language; verdicts have no
    region. Chinese is ``zh-Hans`` or ``zh-Hant``, Serbian ``sr`` or ``sr-Latn``. Addresses, code,
    tags and numbers don't count. Of a long text a sample is read. Never raises on any text.
    """
    voters = _sample(pieces(clean(text)))
    if not voters:
        return Verdict(UNDETERMINED, 0.0, ())
    likelier = _eligible(candidates or ())
    whole = " ".join(voter.text for voter in voters)
    clear = _clear(whole, voters)
    if clear:
        return clear
    verdict = _verdict(_distribution(whole, likelier, _CANDIDATE_ODDS))
    if len(voters) == 1:
        return verdict
    vote = _verdict(
        _mix(
            (_distribution(voter.text, likelier, _CANDIDATE_ODDS), voter.letters)
            for voter in voters
        )
    )
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

    ``blocks`` are (line number of its first line, text), in order. ``main`` is the document's
    language where it is known. A sentence belongs to the main language unless it is surely
    foreign. Without a letter in the document there is no language. A document whose main language
    is doubtful is ``und``.
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
    """For each block the tag of its language where that is surely not the document's, or None.

    Parameters as in `shares`. Without ``main`` it is the language with most letters among the
    blocks that are sure.
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
    """For each text the tag of the main language, or of another where it is surely that."""
    likelier = _eligible(candidates or ())
    mixes = [_distribution(text, likelier, _CANDIDATE_ODDS) for text in texts]
    if main is None:
        main = _most([_verdict(mix).tag for mix in mixes], letters)
    if main is None:
        main = detect("\n".join(texts), candidates).tag
    theirs = _eligible([main])
    tags = []
    for mix, count in zip(mixes, letters, strict=True):
        ours = sum(mix.get(tag, 0.0) for tag in theirs)
        weight = 1.0 + ours * (_MAIN_ODDS - 1.0)
        rival = max(
            ((p / weight, tag) for tag, p in mix.items() if tag not in theirs), default=None
        )
        # A few letters in the document's own script are a name, whatever language they look like.
        spoken = count >= LEAST_LETTERS or ours == 0.0
        sure = rival is not None and rival[0] >= _SURELY_FOREIGN and spoken
        tags.append(rival[1] if rival and sure and rival[1] != NOT_A_LANGUAGE else main)
    return tags


def _most(tags: Sequence[str], letters: Sequence[int]) -> str | None:
    """The tag with most letters, ``und`` aside; None where there is no other."""
    total: dict[str, int] = {}
    for tag, count in zip(tags, letters, strict=True):
        if tag != UNDETERMINED:
            total[tag] = total.get(tag, 0) + count
    return min(total, key=lambda tag: (-total[tag], tag), default=None)


def _sample(found: Sequence[Piece]) -> list[Piece]:
    """At most 30 pieces, evenly over the text, each of at most 300 characters."""
    step = max(1.0, len(found) / _VOTERS)
    chosen = [found[int(n * step)] for n in range(min(len(found), _VOTERS))]
    return [piece if len(piece.text) <= _VOTER_LENGTH else _shortened(piece) for piece in chosen]


def _shortened(piece: Piece) -> Piece:
    """A long piece's first 300 characters from its first letter on."""
    start = next(at for at, character in enumerate(piece.text) if character.isalpha())
    text = piece.text[start : start + _VOTER_LENGTH]
    return Piece(text, sum(map(str.isalpha, text)), piece.offset + start)


def _clear(whole: str, voters: Sequence[Piece]) -> Verdict | None:
    """langdetect's verdict on a long text, where it leaves no doubt and its voters agree."""
    if sum(voter.letters for voter in voters) < _LONG:
        return None
    spoken = voices(whole)
    if len(spoken) != 1:
        return None
    script = spoken[0][0]
    tag, other, lead = first_opinion(spoken[0][1], script)
    if tag not in _UNMISTAKEN or lead < _CLEAR_LEAD:
        return None
    agreeing = sum(v.letters for v in voters if first_opinion(v.text, script)[0] == tag)
    if agreeing < 0.8 * sum(voter.letters for voter in voters):
        return None
    return Verdict(tag, _CLEAR, ((tag, _CLEAR), (other, round(1.0 - _CLEAR, 4))))


def _distribution(text: str, likelier: Collection[str], odds: float) -> dict[str, float]:
    """The probability of each language: the scripts of the text speak for their share of it."""
    return _mix(
        (probabilities(words, script, likelier, odds), weight)
        for script, words, weight in voices(text)
    )


def _mix(parts: Iterable[tuple[dict[str, float], float]]) -> dict[str, float]:
    listed = list(parts)
    total = sum(weight for _, weight in listed)
    mixed: dict[str, float] = {}
    for probability, weight in listed:
        for tag, value in probability.items():
            mixed[tag] = mixed.get(tag, 0.0) + value * weight / total
    return mixed


def _verdict(mixed: dict[str, float]) -> Verdict:
    """The best guess where it is sure enough; ``und`` where it is not, or is no language."""
    ranked = sorted(mixed.items(), key=lambda item: (-item[1], item[0]))
    guesses = tuple((t, round(p, 4)) for t, p in ranked if t != NOT_A_LANGUAGE)[:3]
    if not guesses:
        return Verdict(UNDETERMINED, 0.0, ())
    tag, confidence = guesses[0]
    sure = confidence >= SURE and ranked[0][0] == tag
    return Verdict(tag if sure else UNDETERMINED, confidence, guesses)


def _eligible(tags: Collection[str]) -> frozenset[str]:
    """The tags as verdicts spell them: without region, Chinese by its characters."""
    return frozenset(_CHINESE.get(tag) or _without_region(tag) for tag in tags)


def _without_region(tag: str) -> str:
    language = Language(tag)
    base, script = language.base, language.script_subtag
    return f"{'nb' if base == 'no' else base}{'-' + script if script else ''}"


def _range(line: int, text: str) -> tuple[int, int]:
    """The lines of a piece that starts on a line, blank ends not counted."""
    first = line + text.count("\n", 0, len(text) - len(text.lstrip()))
    return first, first + text.strip().count("\n")


def _merged(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted ranges, where those that touch or overlap have become one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)

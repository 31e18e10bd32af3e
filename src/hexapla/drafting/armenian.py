"""Armenian question and exclamation marks, which are written in a word, not at the end."""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["with_armenian_marks"]

_STOP = lazy_re(r"(?P<end>[?!]+)|[.։:…«»“”\"()\[\]]")
_WORD = lazy_re("[\u0531-\u0587]+")
# The last vowel of a word; two letters write one of them.
_VOWEL = lazy_re("(?:ու|[աեէըիոօև])(?!.*[աեէըիոօև])")
_ASKING = frozenset("ով ովքեր ում ինչ ինչու երբ որտեղ ուր ինչպես որքան քանի որն".split())  # noqa: SIM905
_AUXILIARIES = frozenset(["եմ", "ես", "է", "ենք", "եք", "են"])
_SENTENCE_END = lazy_re('[»”")\\]]*(?:\\s+[«“"]?[\u0531-\u0556]|\\Z)')
_SIGNS = {"?": "՞", "!": "՜"}


def with_armenian_marks(text: str) -> str:
    """Replace ``?`` and ``!`` by the sign in the word that asks, and a full stop at the end.

    The sign follows the last vowel of an interrogative, else of the last word that is not an
    auxiliary verb. A clause that has a sign already gets no other.
    """
    out: list[str] = []
    start = 0
    for stop in _STOP.finditer(text):
        clause = text[start : stop.start()]
        if stop["end"] and _WORD.search(clause):
            ends = _SENTENCE_END.match(text, stop.end())
            out += (_signed(clause.rstrip(), _SIGNS[stop[0][0]]), "։" if ends else "")
        else:
            out += (clause, stop[0])
        start = stop.end()
    return "".join([*out, text[start:]])


def _signed(clause: str, sign: str) -> str:
    if any(known in clause for known in _SIGNS.values()):
        return clause
    words = list(_WORD.finditer(clause))
    if len(words) > 1 and words[-1][0] in _AUXILIARIES:
        words.pop()
    word = next((one for one in words if one[0].lower() in _ASKING), words[-1])
    vowel = _VOWEL.search(word[0].lower())
    at = word.start() + vowel.end() if vowel else word.end()
    return clause[:at] + sign + clause[at:]

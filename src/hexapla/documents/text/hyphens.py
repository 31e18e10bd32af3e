"""Words that are divided at the end of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hexapla.documents.wrapping import LINE_ENDS, joint
from hexapla.lazy import lazy_re

__all__ = ["Hyphens", "first_hyphen"]

# Each word is looked at once, however long it is.
_DIVIDED = lazy_re(
    rf"(?<![^\W\d_])([^\W\d_]+)[-‐\xad][ \t]*(?:\r\n|[{LINE_ENDS}])[ \t>]*([^\W\d_]+)"
)
_AT_LINE_END = lazy_re(rf"[-‐\xad][ \t]*[{LINE_ENDS}]")  # Quicker to look for.
_WORD = lazy_re(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_TAIL = lazy_re(r"(?<![^\W\d_])[^\W\d_]+\Z")
_HEAD = lazy_re(r"[^\W\d_]+")
# After a suspended hyphen: "pre- and post-war".
_AND = lazy_re(r"(?:and|or|to|und|oder|bis|e?t|ou|[yoeuia]|och|eller|og|и|или|en|of)\Z")
# Elements that keep their hyphen, and that a text may not have as words of their own.
_FIRST = lazy_re(
    r"(?:cross|demi|full|half|high|left|long|low|non|right|second|self|short|single|third|three|two|"
    r"user|vice|well|world)\Z"
)
# These also begin longer words: "pre-war" and "pre-vious".
_PREFIX = lazy_re(r"(?:all|anti|ex|mid|multi|one|open|over|part|post|pre|real|semi|so|sub|super)\Z")
_SECOND = lazy_re(
    r"(?:ce|ci|elles?|ils?|je|là|moi|nous|on|toi|tu|vous|être|"  # French
    r"based|by|called|driven|free|friendly|in|known|level|like|made|of|off|only|oriented|out|related|"
    r"side|specific|style|term|the|time|to|up|wide)\Z"
)

# What is written without a space: a range of numbers, alternatives, an address.
_TIGHT = lazy_re(r"(?:\d[–—]|\w/)\Z")
_SHORTEST = 2  # letters of a piece of a divided word
_SHORT = 3
_FEW_WORDS = 500  # So short a text needn't have a conjunction twice.
_RARE, _MANY = 50, 100  # A program that divides words does so in more than one of 50 lines.


class Hyphens:
    """Decides what replaces the end of a line that ends with a hyphen.

    ``source`` is a text. What its words are is judged from the first divided word on.
    """

    def __init__(self, source: str) -> None:
        first = first_hyphen(source)
        rest = "" if first is None else source[first:]
        whole = _DIVIDED.sub(" ", rest)
        self._words = Counter(found[0].casefold() for found in _WORD.finditer(whole))
        compounds = [word.replace("‐", "-").split("-") for word in self._words]
        several = [parts for parts in compounds if len(parts) > 1]
        self._firsts = Counter(parts[0] for parts in several)
        self._lasts = Counter(parts[-1] for parts in several)
        # A sign that is never inside a line is put there by the program that divides words.
        self._always = "-" in whole and "‐" in rest and "‐" not in whole
        self._with_hyphens = self._writes_hyphens(several)
        self._by_program = not rest or self._divides(rest)
        self.joined = 0

    def joint(self, before: str, after: str) -> tuple[int, str]:
        """How many characters at the end of ``before`` to drop, and what to put in their place.

        ``before`` is the end of a line, ``after`` the next one.
        """
        if _TIGHT.search(before) and after[0].isalnum():
            return 0, ""
        if not before.endswith(("-", "‐", "\xad")) or len(before) < 2 or not before[-2].isalpha():
            return 0, joint(before[-1], after[0])
        left, right = _TAIL.search(before[:-1]), _HEAD.match(after)
        if left is None or right is None or self._is_suspended(left[0], right[0]):
            return 0, joint(before[-1], after[0])
        soft = before[-1] == "\xad" or (before[-1] == "‐" and self._always)
        if not soft and not self._is_divided(left[0], right[0]):
            return 0, ""
        self.joined += 1
        return 1, ""

    def _is_suspended(self, left: str, right: str) -> bool:
        """Whether a conjunction follows a hyphen: "pre- and post-war".

        The text must have it as a word elsewhere: it may be one in another language only.
        """
        word = right.casefold()
        known = (left + right).casefold() in self._words
        elsewhere = self._words[word] > 0 or self._words.total() < _FEW_WORDS
        return bool(_AND.match(word)) and not known and elsewhere

    def _is_divided(self, left: str, right: str) -> bool:
        """Whether two pieces are one word."""
        if not right[0].islower() and not (left.isupper() and right.isupper()):
            return not right[0].isupper() and not right.isascii()
        known = self._known(left, right)
        return self._by_program if known is None else known

    def _known(self, left: str, right: str) -> bool | None:
        """What the rest of the text says about two pieces, None for nothing."""
        left, right = left.casefold(), right.casefold()
        if left + right in self._words:
            return True
        if len(left) < _SHORTEST or len(right) < _SHORTEST:
            return False
        if self._firsts[left] > 1 or self._lasts[right] > (len(right) > _SHORT):
            return False
        if f"{left}-{right}" in self._words or _FIRST.match(left) or _SECOND.match(right):
            return False
        if _PREFIX.match(left):
            return False if right in self._words else None
        both = left in self._words and right in self._words and min(len(left), len(right)) > 2
        return False if both and self._with_hyphens else None

    def _writes_hyphens(self, compounds: Sequence[Sequence[str]]) -> bool:
        """Whether compounds have a hyphen in this text, rather than being written as one word."""
        words = self._words
        open_ = sum(all(part in words for part in parts) for parts in compounds)
        closed = 0
        for word in words:
            splits = ((word[:at], word[at:]) for at in range(4, len(word) - 3))
            closed += any(a in words and b in words for a, b in splits)
        return 2 * open_ >= closed

    def _divides(self, rest: str) -> bool:
        """Whether words are divided in this text, judged by those of which it is known."""
        known = [self._known(left, right) for left, right in _pairs(rest)]
        if not known.count(True) and _RARE * len(known) < rest.count("\n") > _MANY:
            return False
        return known.count(True) + known.count(None) > known.count(False)


def first_hyphen(source: str) -> int | None:
    """Where the first word is that may be divided."""
    found = _DIVIDED.search(source) if _AT_LINE_END.search(source) else None
    return found.start() if found else None


def _pairs(source: str) -> Iterator[tuple[str, str]]:
    for found in _DIVIDED.finditer(source):
        if not _AND.match(found[2].casefold()):
            yield found[1], found[2]

"""Carry a translation from one wording of a sentence to the next.

Two wordings may differ only in typography (quotation marks, dashes, spaces, …), or in what a
translation copies: code, addresses, markup and numbers. What is copied can be exchanged in the
translation if it is certain where.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hexapla import matching
from hexapla.catalogs.masking import MARKUP, NUMBER, Piece, digits_of, pieces_of, rewritten
from hexapla.lazy import lazy_re
from hexapla.literals import EMPHASIS
from hexapla.numerals import unescape
from hexapla.spans import Spans

__all__ = ["Carried", "carry", "differences", "same_words"]

_OPAQUE, _SLOT = "\ue002", "\ue003"
_OWN = frozenset([MARKUP, NUMBER, _OPAQUE, _SLOT])

_CODE = lazy_re(r"(?i)<(code|samp|tt)\b[^<>]*>[^<>]*</\1>")
_TAG = lazy_re(r"</?([A-Za-z][\w:-]*)")
_MEANT = lazy_re(r"</?(?i:del|ins|s|strike|sub|sup)\b|~~")
_LINK_TITLE = lazy_re(r"(?<=\s\")[^\"]*(?=\"\)$)")
_ATTRIBUTE = lazy_re(r"""(?<=\s)([\w:@.-]+)\s*=\s*("[^"]*"|'[^']*')""")
# Attributes that contain no words; all others may.
_WORDLESS = lazy_re(
    r"href|hreflang|src|srcset|sizes|cite|rel|target|type|download|id|class|style|name|lang|dir"
    r"|width|height|loading|data-[\w-]*"
)

# Typography: characters that look different and mean the same.
_SAME = {
    **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("‘’‚‛‹›`´ʼʹ′＇", "'"),
    **dict.fromkeys("“”„‟«»″＂「」『』", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-"),
    "…": "...",
    # Soft hyphens, zero-width spaces, and marks of direction.
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f\u2066\u2067\u2068\u2069", ""),
    **{ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"},
    **{
        chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "＇＂－"
    },
}
_TYPOGRAPHY = {ord(char): same for char, same in _SAME.items()}
_PUNCTUATION = rf"[^\w\s{''.join(sorted(_OWN))}]"
# Kana and Han, between which and other scripts a space is a matter of taste.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
# Spaces that don't separate two words; but those between numbers count: "3, 4" is not "3,4". So do
# dashes and spaces before a number: "Kiel - 5 °C" is not "Kiel -5 °C", nor "5–-1" "5–1"; and dashes
# of an option: --force is not -force.
_LOOSE = lazy_re(
    rf"(?P<numbers>{NUMBER}(?:\s|{_PUNCTUATION})+(?={NUMBER})|\s*-+\s*(?={NUMBER})"
    r"|(?:^|\s)-+(?=\w))"
    rf"|(?P<dash>(?<!{NUMBER})(?<!{NUMBER}\s)\s*-+\s*(?!\s*{NUMBER}))"
    rf"|\s+(?=[{_UNSPACED}]|{_PUNCTUATION})|(?<=[{_UNSPACED}])\s+|(?<={_PUNCTUATION})\s+"
)
# A prime after a number is a unit: 5' is not 5".
_QUOTE = lazy_re(rf"(?<!{NUMBER})\"")
_WORD = lazy_re(r"\w+")
# Units differ in capitals (mg, Mg), and they are as short as these words of titles.
_SHORT = r"As|At|Be|By|Do|Go|He|If|In|Is|It|Me|My|No|Of|On|Or|So|To|Up|Us|We"
_TITLE_CASE = lazy_re(rf"(?<!{NUMBER})(?<!{NUMBER}[\s-])\b(?:[A-Z](?=[a-z]{{2}})|(?:A|{_SHORT})\b)")
_FIRST_WORD = lazy_re(rf"[^\w{NUMBER}]*(?P<capital>\w)(?P<rest>\w{{3,}}|\w*(?=\s+[^\W\d_]))")

_SHOWN = 40
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Carried:
    """A translation carried to another wording.

    ``swaps`` are what was exchanged in the ``text``. ``kept`` is True if it is certain that the
    text translates the new wording as well as the old one.
    """

    text: str
    kept: bool = False
    swaps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A number or a piece of markup.

    ``value`` has `_SLOT` in place of the texts in ``slots``: the title of a link, an attribute.
    ``key`` identifies equal parts; the two ends of emphasis differ. ``sort`` is the same for parts
    that can replace each other.
    """

    kind: str
    value: str
    key: str
    sort: str
    slots: tuple[str, ...]
    start: int
    end: int

    def with_slots(self, slots: tuple[str, ...]) -> str | None:
        """The part as it is written, with other texts; None if their number differs."""
        pieces = self.value.split(_SLOT)
        if len(pieces) != len(slots) + 1:
            return None
        return pieces[0] + "".join(a + b for a, b in zip(slots, pieces[1:], strict=True))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A wording of a sentence, and its numbers and markup."""

    text: str
    parts: tuple[_Part, ...]

    def tokens(self) -> list[tuple[str, int]]:
        """The words, and a placeholder for each part, with their offsets."""
        found: list[tuple[str, int]] = []
        at = 0
        for part in self.parts:
            found += ((m[0], at + m.start()) for m in _WORD.finditer(self.text[at : part.start]))
            found.append((part.kind, part.start))
            at = part.end
        return [*found, *((m[0], at + m.start()) for m in _WORD.finditer(self.text[at:]))]

    def form(self, title: bool, without: frozenset[str] = frozenset()) -> str:
        """The sentence without its typography, and with a placeholder for each part.

        ``without`` are the keys of parts to leave out.
        """
        out: list[str] = []
        at = 0
        for part in self.parts:
            out.append(unescape(self.text[at : part.start]))
            if part.key not in without:
                out += (part.kind, *(f"{_SLOT}{slot}{_SLOT}" for slot in part.slots))
            at = part.end
        out.append(unescape(self.text[at:]))
        return _plain("".join(out), title)


def same_words(text: str, *, title: bool = False) -> str:
    """A text that is equal for all wordings with the same words and numbers, in the same order.

    In a ``title``, the capitals at the beginnings of words don't count.
    """
    sentence = _read(text)
    marks = frozenset(part.key for part in sentence.parts if part.kind == MARKUP)
    numbers = " ".join(_number(part.value) for part in sentence.parts if part.kind == NUMBER)
    return f"{sentence.form(title, marks)}\n{numbers}"


def carry(was: str, now: str, text: str, *, title: bool = False) -> Carried:
    """Carry the translation of one wording to another.

    ``title`` as for `same_words`. Numbers, code, addresses and markup are exchanged where it is
    certain which of them in the translation corresponds; the rest of the text is never changed.
    """
    if was == now:
        return Carried(text, kept=True)
    if not _OWN.isdisjoint(was + now + text):
        return Carried(text)
    old, new, there = _read(was), _read(now), _read(text)
    pairs, kept = _pairs(old, new, title)
    exchange, clear = _exchange(pairs)
    written = _written(there, exchange, Counter(part.key for part in old.parts), new)
    if written is None:
        return Carried(text)
    result, done = written
    changes = [pair for pair in exchange.values() if pair[0].value != _value(pair[1])]
    swaps = tuple(dict.fromkeys((_shown(a), _shown(b)) for a, b in changes if a.key in done))
    complete = all(a.key in done or _is_there(a, b, there, new) for a, b in changes)
    return Carried(result, kept and clear and complete, swaps if result != text else ())


def differences(was: str, now: str) -> str:
    """What differs between two wordings, in a few words: ``don't → don’t``."""
    a, b = was.split(" "), now.split(" ")
    found = dict.fromkeys(
        _difference(" ".join(a[one.a_start : one.a_end]), " ".join(b[one.b_start : one.b_end]))
        for one in matching.differences(a, b)
        if one.kind != "equal"
    )
    more = ["…"] if len(found) > _MOST_SHOWN else []
    return ", ".join([*list(found)[:_MOST_SHOWN], *more])


def _difference(was: str, now: str) -> str:
    if _visible(was) == _visible(now):
        same = [unicodedata.normalize("NFC", text).split() for text in (was, now)]
        return "Unicode form" if same[0] == same[1] else "spaces"
    return f"{_shortened(was)} → {_shortened(now)}"


def _visible(text: str) -> str:
    whole = unicodedata.normalize("NFKC", text)
    return "".join(c for c in whole if not c.isspace() and unicodedata.category(c) != "Cf")


def _shortened(text: str) -> str:
    text = " ".join(text.split()) or "∅"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _read(text: str) -> _Sentence:
    seen: Counter[str] = Counter()
    return _Sentence(text, tuple(_part(piece, seen) for piece in _pieces(text)))


def _pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text; a code element is one."""
    elements = [Piece(m[0], *m.span(), is_number=False, opaque=True) for m in _CODE.finditer(text)]
    inside = Spans((one.start, one.end) for one in elements)
    others = (piece for piece in pieces_of(text) if not inside.hold(piece.start))
    yield from sorted([*elements, *others], key=lambda piece: piece.start)


def _part(piece: Piece, seen: Counter[str]) -> _Part:
    value = piece.value
    if piece.is_number:
        return _Part(NUMBER, value, digits_of(value), NUMBER, (), piece.start, piece.end)
    if piece.opaque:
        return _Part(_OPAQUE, value, value, _OPAQUE, (), piece.start, piece.end)
    if EMPHASIS.fullmatch(value):
        end = seen[value] % 2
        seen[value] += 1
        return _Part(MARKUP, value, f"{value}{end}", f"emphasis{end}", (), piece.start, piece.end)
    slots: list[str] = []
    if tag := _TAG.match(value):
        value, sort = _ATTRIBUTE.sub(lambda found: _slotted(found, slots), value), tag[0]
    elif title := _LINK_TITLE.search(value):
        slots.append(title[0])
        value, sort = f"{value[: title.start()]}{_SLOT}{value[title.end() :]}", "]("
    else:
        sort = value[:2]
    return _Part(MARKUP, value, value, sort, tuple(slots), piece.start, piece.end)


def _slotted(attribute: re.Match[str], slots: list[str]) -> str:
    """An attribute; if it may contain words, they go into ``slots``."""
    if _WORDLESS.fullmatch(attribute[1].lower()):
        return attribute[0]
    value = attribute[2]
    slots.append(value[1:-1])
    return f"{attribute[1]}={value[0]}{_SLOT}{value[0]}"


def _plain(text: str, title: bool) -> str:
    """The text without its typography: variants of a character, loose spaces, and the capital of a
    first word that can't be a unit.
    """
    text = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    # One space for several: otherwise `_LOOSE` tries each part of a run of them.
    text = " ".join(_LOOSE.sub(_tightened, " ".join(text.split())).split())
    text = _QUOTE.sub("'", text)
    if title:
        text = _TITLE_CASE.sub(lambda found: found[0].lower(), text)
    first = _FIRST_WORD.match(text)
    if first is None or any(map(str.isupper, first["rest"])):
        return text
    at = first.start("capital")
    return text[:at] + text[at].lower() + text[at + 1 :]


def _tightened(found: re.Match[str]) -> str:
    if found["numbers"]:
        return found["numbers"]
    return "-" if found["dash"] else ""


def _pairs(
    old: _Sentence, new: _Sentence, title: bool
) -> tuple[list[tuple[_Part, _Part | None]], bool]:
    """Which part of the old wording became which of the new one, and whether the words and numbers
    are the same. A part that was removed has no partner.
    """
    form = new.form(title)
    left = frozenset(p.key for p in old.parts if p.kind == MARKUP) - {p.key for p in new.parts}
    for gone in dict.fromkeys([frozenset[str](), left]):
        if old.form(title, gone) == form:
            rest = [part for part in old.parts if part.key not in gone]
            pairs: list[tuple[_Part, _Part | None]] = list(zip(rest, new.parts, strict=True))
            same = all(_number(a.value) == _number(b.value) for a, b in pairs if b and _counts(a))
            same = same and _meant(old) == _meant(new)
            return [*pairs, *((part, None) for part in old.parts if part.key in gone)], same
    return list(_by_elimination(old, new)), False


def _meant(sentence: _Sentence) -> list[str]:
    """The markup that says something: that words are struck out, or that a number is a power."""
    return [part.key for part in sentence.parts if _MEANT.match(part.value)]


def _counts(part: _Part) -> bool:
    return part.kind == NUMBER


def _by_elimination(old: _Sentence, new: _Sentence) -> Iterator[tuple[_Part, _Part]]:
    """The pairs that are certain though the words changed: the only part of its sort that went and
    the only one that came, next to the same word.
    """
    there = _in_same_place(old, new)
    for sort in dict.fromkeys(part.sort for part in old.parts):
        before = [part for part in old.parts if part.sort == sort]
        after = [part for part in new.parts if part.sort == sort]
        went = Counter(p.key for p in before) - Counter(p.key for p in after)
        came = Counter(p.key for p in after) - Counter(p.key for p in before)
        if len(before) == len(after) and len(went) == len(came) == 1:
            was = next(part for part in before if part.key in went)
            now = next(part for part in after if part.key in came)
            every = went.total() == sum(part.key == was.key for part in before)
            if every and (was.start, now.start) in there:
                yield was, now


def _in_same_place(old: _Sentence, new: _Sentence) -> set[tuple[int, int]]:
    """The offsets of the parts in both wordings that stand next to the same word."""
    a, b = old.tokens(), new.tokens()
    steps = matching.differences([token for token, _ in a], [token for token, _ in b])
    return {
        (one[1], other[1])
        for step in steps
        if step.kind == "equal"
        if any(any(map(str.isalpha, token)) for token, _ in a[step.a_start : step.a_end])
        for one, other in zip(
            a[step.a_start : step.a_end], b[step.b_start : step.b_end], strict=True
        )
    }


def _exchange(
    pairs: list[tuple[_Part, _Part | None]],
) -> tuple[dict[str, tuple[_Part, _Part | None]], bool]:
    """What each part becomes, by its key; and whether that is clear for all of them."""
    found: dict[str, tuple[_Part, _Part | None]] = {}
    unclear: set[str] = set()
    for was, now in pairs:
        known = found.setdefault(was.key, (was, now))
        if (known[0].value, _value(known[1])) != (was.value, _value(now)):
            unclear.add(was.key)
    clear = {key: pair for key, pair in found.items() if key not in unclear}
    return clear, not unclear


def _value(part: _Part | None) -> str:
    return part.value if part else ""


def _written(
    there: _Sentence,
    exchange: Mapping[str, tuple[_Part, _Part | None]],
    wanted: Mapping[str, int],
    new: _Sentence,
) -> tuple[str, frozenset[str]] | None:
    """The translation with its parts exchanged, and the keys of those that were; None if the
    markup would be incomplete.
    """
    found = Counter(part.key for part in there.parts)
    changed = {key: pair for key, pair in exchange.items() if pair[0].value != _value(pair[1])}
    done = {key for key in changed if wanted[key] == found[key]}
    undone = [key for key in changed.keys() - done if not _is_there(*changed[key], there, new)]
    if any(changed[key][0].kind == MARKUP for key in undone):
        done = {key for key in done if changed[key][0].kind != MARKUP}
    out: list[str] = []
    at = 0
    for part in there.parts:
        if part.key in done:
            value = _replacement(part, *changed[part.key])
            if value is None:
                return None
            out += (there.text[at : part.start], value)
            at = part.end
    return "".join([*out, there.text[at:]]), frozenset(done)


def _replacement(there: _Part, was: _Part, now: _Part | None) -> str | None:
    if now is None:
        return ""
    if there.kind == NUMBER:
        return rewritten(there.value, was.value, now.value)
    return now.with_slots(there.slots)


def _is_there(was: _Part, now: _Part | None, there: _Sentence, new: _Sentence) -> bool:
    """Whether the translation needs no exchange: it lacks the old part, and has the new one as
    often as the sentence.
    """
    if was.kind == NUMBER or any(part.key == was.key for part in there.parts):
        return False
    if now is None:
        return True
    counts = (sum(part.key == now.key for part in one.parts) for one in (there, new))
    return len(set(counts)) == 1


def _number(value: str) -> str:
    """A number without its typography."""
    return value.translate(_TYPOGRAPHY).replace("\u202f", "\u00a0")


def _shown(part: _Part | None) -> str:
    value = _value(part).replace(_SLOT, "…")
    if value.startswith("]("):
        value = value[2:-1]
    return _shortened(value)

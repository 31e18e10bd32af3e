"""The comment lines that Hexapla writes into an entry: which machine drafted it, what was found."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hexapla.catalogs.opinion import Opinion
from hexapla.catalogs.signature import Signature
from hexapla.lazy import lazy_re

__all__ = [
    "ADOPTED",
    "MARKUP",
    "MEMORY",
    "PROTECTED",
    "Draft",
    "Guarded",
    "Remedy",
    "adapted",
    "earlier",
    "flags_in",
    "flags_line",
    "glossary_line",
    "is_change_line",
    "is_flags_line",
    "is_glossary_line",
    "is_of_stale",
    "is_own",
    "is_provenance",
    "is_written_for",
    "kept",
    "note_lines",
    "original_in",
    "pair_digest",
    "remarks",
    "text_digest",
    "written_for",
    "written_for_in",
]

MEMORY = "memory"
"""The origin of a draft that came from translation memory."""
ADOPTED = "adopted"
"""The origin of a text that a person wrote, and that was aligned with the article by a machine."""
MARKUP, PROTECTED = "markup", "protected"
"""The faults of a draft whose inline markup, or code and addresses, could not be placed."""


class Remedy(StrEnum):
    """What was done about a fault of a machine's first answer, as `Guarded` records it."""

    SENTENCE_CASE = "sentence case"
    CAPITALS = "in capitals"
    SEARCH = "wider search"
    HELD = "held"
    CLAUSES = "by clauses"
    ASKED_AGAIN = "asked again"
    NEAREST_PLACE = "nearest place"
    PLAIN_WORDS = "plain words"
    IN_PIECES = "in pieces"
    SOURCE_KEPT = "source kept"


# "# draft: " and "; 0.81; 3f9a1c02/b771e04d" take 34 of the 76 columns.
_ORIGIN_COLUMNS = 42
_DRAFT_LINE = lazy_re(
    rf"draft: (?=.{{1,{_ORIGIN_COLUMNS}}};)([^\s;]+(?: [^\s;]+)*); "
    r"(-|0\.[0-9]{2}|1\.00); ([0-9a-f]{8})/([0-9a-f]{8})"
)
# "# guarded: " takes 11 of the 76 columns.
_GUARDED_COLUMNS = 65
_GUARD = r"[a-z]+ \([a-z ]+\)"
# "# written for: 3f9a1c02": the digest of the sentence that a person's text translates.
_WRITTEN_FOR = lazy_re(r"written for: ([0-9a-f]{8})")
# "# kept: don't → don’t": the source changed, but its words and numbers didn't.
_KEPT = lazy_re(r"kept: (?:.* → .*|spaces|Unicode form)")
# "# adapted: 2015 → 2016" and "# adapted from: Abrió en 2015.": a text that was changed with its
# sentence, and the text that a person wrote.
_ADAPTED = lazy_re(r"adapted: .* → .*")
_ADAPTED_FROM = "adapted from: "
# "# flags: ignore-numbers, max-length:40": flags that gettext's programs drop.
_FLAGS_LINE = lazy_re(r"flags: ([a-z][a-z-]*(?::[^\s,]+)?(?:, [a-z][a-z-]*(?::[^\s,]+)?)*)")
_CONTROLS = lazy_re(r"[\x00-\x1f\x7f-\x9f]")
# "# glossary: 3f9a1c02": the digest of the glossary's rules that a draft's sentence was subject to.
_GLOSSARY_LINE = lazy_re(r"glossary: [0-9a-f]{8}")
_GUARDED_LINE = lazy_re(rf"guarded: (?=.{{1,{_GUARDED_COLUMNS}}}\Z){_GUARD}(?:, {_GUARD})*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The origin of a draft: the comment line ``draft: ORIGIN; SCORE; SRC8/TXT8``.

    ``origin`` is an engine and its version ("argos-en_es 1.9") or the memory; ``score`` is between
    0 and 1, with two decimals, or None if the engine has none; ``source`` and ``text`` are the
    first 8 hex digits of the SHA-256 of the drafted msgid and of `Entry.text`.
    """

    origin: str
    score: float | None
    source: str
    text: str

    @classmethod
    def parse(cls, comment: str) -> Draft | None:
        """The draft recorded in a comment line (without its marker); None for a person's
        comment.
        """
        match = _DRAFT_LINE.fullmatch(comment)
        if match is None:
            return None
        origin, score, source, text = match.groups()
        return cls(origin, None if score == "-" else float(score), source, text)

    @classmethod
    def of(cls, origin: str, score: float | None, msgid: str, msgstr: str) -> Draft:
        """The draft line for ``msgstr``, drafted for ``msgid``.

        If an origin is too long for the line, the versions of its hops are dropped, then its end. A
        score that isn't a number counts as none.
        """
        known = score is not None and math.isfinite(score)
        rounded = round(min(max(0.0, score), 1.0), 2) if known and score is not None else None
        return cls(_fit(origin), rounded, text_digest(msgid), text_digest(msgstr))

    @property
    def is_from_memory(self) -> bool:
        """Whether translation memory gave the text, not an engine."""
        return self.origin == MEMORY

    @property
    def is_adopted(self) -> bool:
        """Whether a person wrote the text; the score says how certainly it belongs here."""
        return self.origin == ADOPTED

    def comment(self) -> str:
        """The comment line, without its marker."""
        score = "-" if self.score is None else f"{self.score:.2f}"
        return f"draft: {self.origin}; {score}; {self.source}/{self.text}"


@dataclass(frozen=True, slots=True)
class Guarded:
    """What was wrong with a machine's first answer: the comment line ``guarded: WHAT (DONE), …``.

    ``faults`` are pairs of a fault's name and what was done about it, in lower case, the worst
    first: ``("numbers", "held")``, ``("loop", "left")``. Faults of the current text can be computed
    from it; these can't.
    """

    faults: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, comment: str) -> Guarded | None:
        """The guard line in a comment line (without its marker); None for a person's comment."""
        if _GUARDED_LINE.fullmatch(comment) is None:
            return None
        found = re.findall(r"(?<![a-z])([a-z]+) \(([a-z ]+)\)", comment.partition(": ")[2])
        return cls(tuple((name, done) for name, done in found))

    def comment(self) -> str:
        """The comment line, without its marker; what doesn't fit is left out."""
        shown = [f"{name} ({done})" for name, done in self.faults]
        while len(", ".join(shown)) > _GUARDED_COLUMNS:
            shown.pop()
        return f"guarded: {', '.join(shown)}"


def is_provenance(comment: str) -> bool:
    """Whether a comment line was written by Hexapla, not by a person."""
    return (
        Draft.parse(comment) is not None
        or Guarded.parse(comment) is not None
        or Opinion.parse(comment) is not None
        or is_glossary_line(comment)
        or is_change_line(comment)
        or is_of_stale(comment)
    )


def is_own(comment: str) -> bool:
    """Whether Hexapla wrote a comment line: it is not part of a person's note."""
    return is_provenance(comment) or is_flags_line(comment) or Signature.parse(comment) is not None


def note_lines(note: str) -> tuple[str, ...]:
    """The comment lines of a person's note, of which none can be mistaken for one of Hexapla's."""
    lines = (_CONTROLS.sub(" ", line).rstrip() for line in note.strip().splitlines())
    return tuple(f"note: {line}" if is_own(line) else line for line in lines)


def glossary_line(rules: str) -> str:
    """The comment line of a draft whose sentence is subject to rules of the glossary."""
    return f"glossary: {text_digest(rules)}"


def is_glossary_line(comment: str) -> bool:
    """Whether a comment line is one of `glossary_line`."""
    return _GLOSSARY_LINE.fullmatch(comment) is not None


def flags_line(flags: Iterable[str]) -> str | None:
    """The comment line that preserves flags; None if there are none, or a line can't have them."""
    line = f"flags: {', '.join(flags)}"
    return line if is_flags_line(line) else None


def flags_in(comment: str) -> list[str]:
    """The flags that a comment line preserves."""
    return comment.removeprefix("flags: ").split(", ") if is_flags_line(comment) else []


def is_flags_line(comment: str) -> bool:
    """Whether a comment line preserves flags."""
    return comment.startswith("flags:") and _FLAGS_LINE.fullmatch(comment) is not None


def written_for(msgid: str) -> str:
    """The comment line of a stale text, with the digest of the sentence that it translates."""
    return f"written for: {text_digest(msgid)}"


def kept(changes: str) -> str:
    """The comment line of a text that was kept although the source changed."""
    return f"kept: {changes}"


def adapted(swaps: Iterable[tuple[str, str]], original: str) -> tuple[str, str]:
    """The comment lines of a text that was adapted to a changed sentence.

    ``swaps`` is what was exchanged in it, ``original`` the text that a person wrote, on one line.
    """
    changes = ", ".join(f"{was} → {now}" for was, now in swaps)
    return f"adapted: {changes}", f"{_ADAPTED_FROM}{original}"


def is_change_line(comment: str) -> bool:
    """Whether a comment line says how a sentence changed, or what was exchanged in its text."""
    return _KEPT.fullmatch(comment) is not None or _ADAPTED.fullmatch(comment) is not None


def earlier(text: str) -> str:
    """The comment line that has a person's text which another one replaced."""
    return "earlier: " + text.replace("\n", "\\n")


def remarks(comments: Iterable[str]) -> tuple[str, ...]:
    """The comment lines that say nothing of where a text comes from: those of people, mostly."""
    return tuple(comment for comment in comments if not is_provenance(comment))


def is_of_stale(comment: str) -> bool:
    """Whether a comment line describes a stale text: what it was written for, how it was adapted.

    Once the text is reviewed, such a line has no meaning.
    """
    return (
        is_written_for(comment)
        or original_in(comment) is not None
        or _ADAPTED.fullmatch(comment) is not None
    )


def is_written_for(comment: str) -> bool:
    """Whether a comment line records the sentence that a stale text translates."""
    return written_for_in(comment) is not None


def written_for_in(comment: str) -> str | None:
    """The digest in a comment line of `written_for`; None in another."""
    match = _WRITTEN_FOR.fullmatch(comment) if comment.startswith("written for:") else None
    return match[1] if match else None


def original_in(comment: str) -> str | None:
    """The text that a person wrote, in the second line of `adapted`; None in another."""
    found = comment.removeprefix(_ADAPTED_FROM)
    return found if comment.startswith(_ADAPTED_FROM) else None


def text_digest(text: str) -> str:
    """The first 8 hex digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def pair_digest(source: str, text: str) -> str:
    """The digests of a sentence and of a text of it, as lists of editions have them."""
    return f"{text_digest(source)}/{text_digest(text)}"


def _fit(origin: str) -> str:
    origin = " ".join(origin.replace(";", ",").split()) or "unknown"
    if len(origin) > _ORIGIN_COLUMNS:
        origin = "+".join(hop.split(" ")[0] for hop in origin.split("+"))
    if len(origin) > _ORIGIN_COLUMNS:
        origin = origin[: _ORIGIN_COLUMNS - 1] + "…"
    return origin

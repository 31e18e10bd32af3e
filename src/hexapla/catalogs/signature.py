"""Who reviewed or translated an entry: the comment lines ``reviewed: …`` and ``translated: …``."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date as calendar
from functools import lru_cache

from hexapla.lazy import lazy_re

__all__ = ["REVIEWED", "TRANSLATED", "Signature", "identity", "person", "without_address"]

REVIEWED, TRANSLATED = "reviewed", "translated"
"""What a person did: approved a text, or wrote it."""

# "# translated: ", "; 2026-11-30; " and the digest take 40 of the 76 columns of a line that no
# program breaks; names rarely have more than the rest.
_NAME_LENGTH = 36
_DIGEST_LENGTH = 12
_LINE = lazy_re(
    rf"(reviewed|translated): ([^;\n]{{1,{_NAME_LENGTH}}}); "
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}); ([0-9a-f]{{{_DIGEST_LENGTH}}})"
)
# Joiners that names in Arabic and Indic scripts need; other format characters change how the rest
# of a line looks.
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def without_address(name: str) -> str:
    """A person's name on one line, without a mail address, for pages that everyone may read.

    Control characters and those that change the direction of text become spaces. Of a name that is
    only a mail address, the part before the ``@`` remains. Returns "" if nothing is left.
    """
    text = "".join(
        " " if unicodedata.category(char) in _UNSEEN and char not in _JOINERS else char
        for char in unicodedata.normalize("NFC", name[:1000])
    )
    words = text.split()
    bare = [word.strip("<>()[],;") for word in words]
    named = [word for word, inner in zip(words, bare, strict=True) if "@" not in inner[1:]]
    found = " ".join(named) or next((word.partition("@")[0] for word in bare if word), "")
    found = found.rstrip(",; ")
    return found if any(char.isalnum() for char in found) else ""


@lru_cache(maxsize=1_000)
def person(name: str) -> str:
    """A person's name as it is recorded: `without_address`, with a comma for each semicolon.

    A name that is too long is cut. Returns "" if nothing is left.
    """
    found = without_address(name).replace(";", ",")
    if len(found) > _NAME_LENGTH:
        found = found[: _NAME_LENGTH - 1].rstrip() + "…"
    return found


@lru_cache(maxsize=1_000)
def identity(name: str) -> str:
    """What two spellings of one person's name share: capitals and widths don't count."""
    return unicodedata.normalize("NFKC", person(name)).casefold()


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's record in an entry: the comment line ``DEED: NAME; DATE; DIGEST``.

    ``deed`` is `REVIEWED` or `TRANSLATED`, ``date`` an ISO date. ``digest`` is the first 12 hex
    digits of a SHA-256 over the rest of the line and the subject: a digest of the sentence and its
    text. It tells which text a person has seen. It is no proof that they wrote the line: anyone can
    compute it.
    """

    deed: str
    name: str
    date: str
    digest: str

    @classmethod
    def parse(cls, comment: str) -> Signature | None:
        """The record in a comment line (without its marker); None for any other comment.

        A line whose name isn't as `person` writes it, or whose date doesn't exist, is none.
        """
        match = _LINE.fullmatch(comment)
        if match is None or person(match[2]) != match[2]:
            return None
        try:
            calendar.fromisoformat(match[3])
        except ValueError:
            return None
        return cls(*match.groups())

    @classmethod
    def of(cls, deed: str, name: str, date: str, subject: str) -> Signature:
        """The record of what a person did with a text; ``name`` is as `person` writes it."""
        return cls(deed, name, date, _digest(deed, name, date, subject))

    def is_for(self, subject: str) -> bool:
        """Whether the record belongs to this sentence and text."""
        return self.digest == _digest(self.deed, self.name, self.date, subject)

    def comment(self) -> str:
        """The comment line, without its marker."""
        return f"{self.deed}: {self.name}; {self.date}; {self.digest}"


def _digest(deed: str, name: str, date: str, subject: str) -> str:
    data = "\n".join((deed, name, date, subject)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]

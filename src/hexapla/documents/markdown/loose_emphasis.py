"""Emphasis as Pandoc reads it, where CommonMark has signs in the text.

In Pandoc a sign may begin emphasis before any letter, and end it after a space: ``a*/b*.txt`` has
some. A translation that is right for CommonMark may have other emphasis there, because that depends
on the order of the signs.
"""

from __future__ import annotations

from typing import Any

from hexapla.lazy import lazy_re

__all__ = ["Signs"]

# What stands for other markup.
_OTHER = "\0"
_SIGN = lazy_re(r"\*|(?<![^\W_])_|_(?![^\W_])")
# With more signs nothing is read: what a sign begins is read before what follows it.
_MOST = 100
_SIZES = {"Emphasis": 1, "Strong": 2}


class Signs:
    """Collects the signs of emphasis in a text from the events of CommonMark's parser.

    ``loose`` is whether some of them are text.
    """

    def __init__(self, source: str) -> None:
        self.loose = False
        self._source = source
        self._parts: list[str] = []
        self._own = {"Emphasis": 0, "Strong": 0}

    def add(self, name: str, starts: bool, start: int, end: int, data: Any) -> None:
        """Add an event with its span in the source."""
        part = _OTHER
        if name in _SIZES:
            size = _SIZES[name]
            part = self._source[start : start + size] if starts else self._source[end - size : end]
            self._own[name] += starts
        elif name in ("SoftBreak", "HardBreak"):
            part = "\n"
        elif name == "Text":
            part = str(data)
            if len(part) != end - start or self._source[start - 1 : start] == "\\":
                part = _OTHER + part[1:]  # A reference, or a sign that is escaped.
            self.loose = self.loose or _SIGN.search(part) is not None
        self._parts.append(part)

    def more(self) -> tuple[int, int]:
        """How much more emphasis and strong emphasis Pandoc reads than CommonMark's parser."""
        reader = _Reader("".join(self._parts))
        reader.read()
        return reader.emphasis - self._own["Emphasis"], reader.strong - self._own["Strong"]


class _Reader:
    """Follows Pandoc's parser (`enclosure` in Text.Pandoc.Readers.Markdown)."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.emphasis = self.strong = 0

    def read(self) -> None:
        """Read all of the text, or nothing if it has too many signs."""
        if sum(1 for _ in _SIGN.finditer(self.text)) <= _MOST:
            while self.at < len(self.text):
                self._inline()

    def _inline(self) -> None:
        sign, before = self.text[self.at], self.text[max(self.at - 1, 0) : self.at]
        if sign not in "*_" or (sign == "_" and before.isalnum()):
            self.at += 1
            return
        size = 1
        while self.text.startswith(sign, self.at + size):
            size += 1
        self.at += size
        if not self.text[self.at : self.at + 1].isspace() and size <= 3:
            (self._one, self._two, self._three)[size - 1](sign)

    def _ends(self, sign: str, size: int) -> bool:
        after = self.text[self.at + size : self.at + size + 1]
        found = self.text.startswith(sign * size, self.at)
        return found and (sign == "*" or not after.isalnum())

    def _up_to(self, sign: str, size: int) -> bool:
        """Read up to an end; False if there is none."""
        while self.at < len(self.text):
            if self._ends(sign, size):
                return True
            self._inline()
        return False

    def _one(self, sign: str) -> None:
        while self._up_to(sign, 1):
            if self.text.startswith(sign * 2, self.at):
                self.at += 2
                if not self._ends(sign, 1):
                    self._two(sign)
                    continue
                self.at -= 2
            self.at += 1
            self.emphasis += 1
            return

    def _two(self, sign: str) -> None:
        if self._up_to(sign, 2):
            self.at += 2
            self.strong += 1

    def _three(self, sign: str) -> None:
        if not self._up_to(sign, 1):
            return
        if self._ends(sign, 3):
            self.at += 3
            self.emphasis, self.strong = self.emphasis + 1, self.strong + 1
        elif self._ends(sign, 2):
            self.at += 2
            self.strong += 1
            self._one(sign)
        else:
            self.at += 1
            self.emphasis += 1
            self._two(sign)

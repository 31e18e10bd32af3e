"""The help of commands in the reader's language."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from hexapla.cli.output import spoken_in
from hexapla.lazy import lazy_re
from hexapla.message import Words, msg

__all__ = ["HelpContext", "paragraphs", "texts_of"]

_PARAGRAPHS = lazy_re(r"\n[ \t]*\n")
# In a block that is not wrapped, what follows a command after a gap describes it.
_DESCRIBED = lazy_re(r"^(\S.*?\S)( {2,})(\S.*)$", re.MULTILINE)
_UNWRAPPED = "\b"
# What typer adds to the description of a parameter: [required].
_ADDED = lazy_re(r"(.*?)(\s*\[[^\[\]]*\])?", re.DOTALL)

HEADINGS = (msg("Usage"), msg("Arguments"), msg("Options"), msg("Commands"))
"""The headings that typer writes."""


_HelpFormatter: Any = typer.Context.formatter_class


class _Formatter(_HelpFormatter):  # type: ignore[misc]
    """Writes help in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = spoken_in()
        super().write_usage(prog, args, f"{words('Usage')}: " if words else prefix)

    def write_heading(self, heading: str) -> None:
        words = spoken_in()
        super().write_heading(words(heading) if words else heading)

    def write_text(self, text: str) -> None:
        words = spoken_in()
        super().write_text(_translated(text, words) if words else text)

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        words = spoken_in()
        if words:
            rows = [(name, _described(text, words)) for name, text in rows]
        super().write_dl(rows, *args, **options)


class HelpContext(typer.Context):
    """A context whose help is in the reader's language."""

    formatter_class = _Formatter


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a help text: one line each, but for those that are not wrapped."""
    found = _PARAGRAPHS.split(inspect.cleandoc(text or "").partition("\f")[0])
    return [part if part.startswith(_UNWRAPPED) else " ".join(part.split()) for part in found]


def texts_of(command: Any) -> Iterator[str]:
    """The English texts in the help of a command and of those in it."""
    for part in paragraphs(command.help):
        if part.startswith(_UNWRAPPED):
            yield from (match[3] for match in _DESCRIBED.finditer(part))
        elif part:
            yield part
    context = HelpContext(command)
    for parameter in command.get_params(context):
        if getattr(parameter, "help", None):
            yield " ".join(parameter.help.split())
    for name in getattr(command, "commands", {}):
        yield from texts_of(command.commands[name])


def _translated(text: str, words: Words) -> str:
    parts = []
    for part in paragraphs(text):
        if part.startswith(_UNWRAPPED):
            part = _DESCRIBED.sub(lambda match: match[1] + match[2] + words(match[3]), part)
        else:
            part = words(part)
        parts.append(part)
    return "\n\n".join(parts)


def _described(text: str, words: Words) -> str:
    match = _ADDED.fullmatch(" ".join(text.split()))
    return words(match[1]) + (match[2] or "") if match else text

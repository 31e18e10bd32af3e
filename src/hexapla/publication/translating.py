"""`hexapla.translate`: translate a text in one call, in a notebook, a script or a web view."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Literal, overload

from hexapla.documents import PLAIN
from hexapla.languages import Language
from hexapla.publication.layout import Layout
from hexapla.publication.publication import Publication
from hexapla.publication.texts import TranslatedText

__all__ = ["translate"]

_open: dict[Path, Publication] = {}
_lock = Lock()


@overload
def translate(
    text: str,
    to: str | Language,
    source: str | Language | None = ...,
    *,
    format: str = ...,
    details: Literal[True],
) -> TranslatedText: ...
@overload
def translate(
    text: str,
    to: str | Language,
    source: str | Language | None = ...,
    *,
    format: str = ...,
    details: Literal[False] = ...,
) -> str: ...
def translate(
    text: str,
    to: str | Language,
    source: str | Language | None = None,
    *,
    format: str = PLAIN,
    details: bool = False,
) -> str | TranslatedText:
    """Translate a text with the publication in the current folder.

    Reviewed sentences of the publication are used first, then its engines. Without a publication
    the default settings apply. No catalog is written. Models stay loaded for the next call. Several
    threads may call this at the same time.

    Parameters: ``to`` and ``source`` are languages or their codes; without ``source`` the language
    is detected. ``format`` is the name of the text's format, such as "markdown" or "html".
    With ``details`` the result is a `TranslatedText` instead of a string.

    Raises UsageError if the language is not clear, both are the same, or there is no such format;
    EngineError if no engine translates this pair of languages.
    """
    found = _publication().translate(text, to, source, format)
    return found if details else found.text


def _publication() -> Publication:
    """The publication in the current folder, with the models loaded by earlier calls.

    It is opened again if its settings have changed.
    """
    layout = Layout.open()
    with _lock:
        known = _open.get(layout.root)
        if known is None or known.layout != layout:
            known = _open[layout.root] = Publication(layout)
        return known

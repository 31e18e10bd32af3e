"""`hexapla.translate`: a text translated in one call, for notebooks, scripts and web views."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Literal, overload

from hexapla.languages import Language
from hexapla.publication.layout import Layout
from hexapla.publication.publication import Publication
from hexapla.publication.texts import TranslatedText

__all__ = ["translate"]

_open: dict[Path, Publication] = {}
_lock = Lock()


@overload
def translate(
    text: str, to: str | Language, source: str | Language | None = ..., *, details: Literal[True]
) -> TranslatedText: ...
@overload
def translate(
    text: str,
    to: str | Language,
    source: str | Language | None = ...,
    *,
    details: Literal[False] = ...,
) -> str: ...
def translate(
    text: str,
    to: str | Language,
    source: str | Language | None = None,
    *,
    details: bool = False,
) -> str | TranslatedText:
    """Translate a plain text with what the current folder's publication and this machine know.

    Reviewed sentences of the publication come first, then its engines; a folder that is not a
    publication has the default settings. No catalog is written. Models stay loaded for the next
    call. It may be called from several threads.

    Parameters: ``to`` and ``source`` are languages or their codes; without ``source`` the language
    is detected. ``details`` asks for a `TranslatedText` instead of its text.

    Raises UsageError where the language is not clear or both are the same, EngineError where no
    engine translates this pair of languages.
    """
    found = _publication().translate(text, to, source)
    return found if details else found.text


def _publication() -> Publication:
    """The current folder's publication, with its models loaded since the last call.

    Another one where its settings have changed.
    """
    layout = Layout.open()
    with _lock:
        known = _open.get(layout.root)
        if known is None or known.layout != layout:
            known = _open[layout.root] = Publication(layout)
        return known

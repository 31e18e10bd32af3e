"""Find the language that articles are written in: requested, configured, recorded or detected."""

from __future__ import annotations

from collections.abc import Callable

from hexapla.catalogs.catalog import Catalog
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.configuration import Configuration

__all__ = ["find_source_language", "require_source_language"]


def find_source_language(
    settings: Configuration,
    requested: Language | None = None,
    recorded: Catalog | None = None,
    detect: Callable[[], Language] | None = None,
) -> Language | None:
    """The source language, from the first of these that has one; None if none has.

    1. ``requested``
    2. the setting ``source-language``, unless it is "auto"
    3. the header of ``recorded``, a catalog or template
    4. ``detect``

    Raises UsageError if the setting is not a language code, InputError if the header is not, and
    what ``detect`` raises.
    """
    if requested is not None:
        return requested
    if settings.source_language != "auto":
        return Language(settings.source_language)
    found = recorded.source_language if recorded is not None else None
    return found if found is not None or detect is None else detect()


def require_source_language(settings: Configuration, requested: Language | None = None) -> Language:
    """The requested language, else the configured one; UsageError if neither is set."""
    language = find_source_language(settings, requested)
    if language is None:
        raise UsageError(msg("the source language is not set"), hint=msg("use --from en"))
    return language

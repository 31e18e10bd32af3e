"""The language that articles are written in: which source of that knowledge comes first."""

from __future__ import annotations

from collections.abc import Callable

from hexapla.catalogs.catalog import Catalog
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.publication.configuration import Configuration

__all__ = ["require_source_language", "source_language"]


def source_language(
    settings: Configuration,
    requested: Language | None = None,
    recorded: Catalog | None = None,
    detect: Callable[[], Language] | None = None,
) -> Language | None:
    """The source language: the requested one, else the configured one, else the one that a
    catalog or template has in its header, else what ``detect`` finds; None if nothing says it.

    Raises UsageError for a configured code that is not a language, InputError for such a header,
    and what ``detect`` raises.
    """
    if requested is not None:
        return requested
    if settings.source_language != "auto":
        return Language(settings.source_language)
    found = recorded.source_language if recorded is not None else None
    return found if found is not None or detect is None else detect()


def require_source_language(settings: Configuration, requested: Language | None = None) -> Language:
    """The requested language, else the configured one.

    Raises UsageError where neither is set.
    """
    language = source_language(settings, requested)
    if language is None:
        raise UsageError("the source language is not set", hint="say --from en")
    return language

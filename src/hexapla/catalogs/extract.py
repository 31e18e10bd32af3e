"""The template of an article: its segments as entries without translations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from hexapla.catalogs.catalog import Entry, context_after
from hexapla.documents.document import Segment

__all__ = ["Template", "extract"]

# What a reference in a catalog can't hold: controls, and the isolates that gettext itself puts
# around names with spaces. A name that has them is written as a URL writes it.
_RESERVED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Template:
    """What an article asks of its catalogs.

    ``entries`` has one entry a distinct segment, in the order of the article; ``contexts`` the
    pairs (msgctxt, msgid) with which a translator may set one occurrence apart.
    """

    entries: tuple[Entry, ...]
    contexts: frozenset[tuple[str, str]]


def extract(segments: Iterable[Segment], reference: str) -> Template:
    """The template of an article's segments.

    ``reference`` is the article's path inside the publication, for ``#:``. No numbers of lines
    or sentences go in: they would turn every insertion into a hundred changed entries.
    """
    kinds: dict[str, dict[str, None]] = {}
    contexts = set()
    for segment in segments:
        kinds.setdefault(segment.text, {})[segment.kind] = None
        if segment.previous:
            contexts.add((context_after(segment.previous), segment.text))
    where = _RESERVED.sub(lambda match: quote(match[0]), reference)
    entries = tuple(
        Entry(msgid=text, extracted=(", ".join(found),), references=(where,))
        for text, found in kinds.items()
    )
    return Template(entries, frozenset(contexts))

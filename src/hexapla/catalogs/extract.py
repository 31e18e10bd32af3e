"""The template of an article: its segments as entries without translations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from hexapla.catalogs.catalog import Entry, start_in
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.document import Segment

__all__ = ["Template", "extract", "reference"]

# Characters in a reference that gettext's programs don't preserve: spaces, controls, and the
# isolates that newer versions put around names with spaces. They are percent-encoded.
_RESERVED = lazy_re("[\x00-\x20\x7f-\x9f\u2028\u2029\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Template:
    """What an article needs from its catalogs.

    ``entries`` has one entry per distinct segment, in the order of the article; ``neighbours`` the
    segments that each one follows, which a translator can use to translate one occurrence
    differently. A segment with a key has an entry of its own, with the key as its context.
    """

    entries: tuple[Entry, ...]
    neighbours: Mapping[str, Collection[str]]
    _keys: frozenset[tuple[str | None, str]] = field(init=False, repr=False, compare=False)
    _ordered: dict[str, list[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", frozenset(entry.key for entry in self.entries))

    def has(self, context: str | None, msgid: str) -> bool:
        """Whether the article has this segment, in the place that the context names."""
        if (context, msgid) in self._keys:
            return True
        places = self.neighbours.get(msgid)
        if context is None or places is None:
            return False
        start = start_in(context)
        if not start:
            return start is not None and "" in places
        ordered = self._ordered.get(msgid)
        if ordered is None:
            ordered = self._ordered[msgid] = sorted(places)
        at = bisect_left(ordered, start)
        return at < len(ordered) and ordered[at].startswith(start)


def reference(name: str) -> str:
    """A file's name as written in ``#:``."""
    return _RESERVED.sub(lambda match: quote(match[0]), name)


def extract(segments: Iterable[Segment], name: str) -> Template:
    """The template of an article's segments.

    ``name`` is the article's path inside the publication, for ``#:``. Line and sentence numbers are
    left out: they would turn every insertion into a hundred changed entries.
    """
    kinds: dict[tuple[str | None, str], dict[str, None]] = {}
    comments: dict[tuple[str | None, str], dict[str, None]] = {}
    neighbours: dict[str, dict[str, None]] = {}
    for segment in segments:
        key = segment.context, segment.text
        kinds.setdefault(key, {})[segment.kind] = None
        for comment in segment.comments:
            comments.setdefault(key, {}).update(dict.fromkeys(comment.splitlines()))
        neighbours.setdefault(segment.text, {})[segment.previous] = None
    entries = tuple(
        Entry(
            msgid=text,
            context=context,
            extracted=(", ".join(found), *comments.get((context, text), ())),
            references=(reference(name),),
        )
        for (context, text), found in kinds.items()
    )
    return Template(entries, neighbours)

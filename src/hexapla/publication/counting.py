"""Count what there is to translate, as a translator or an agency counts it before a quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.documents.counting import Length, length_of
from hexapla.documents.document import Segment
from hexapla.editions.edition import state_in_edition
from hexapla.languages import Language
from hexapla.memory.memory import SIMILAR, Memory
from hexapla.publication.layout import Article
from hexapla.publication.rates import Band
from hexapla.publication.reading import Prepared

__all__ = ["Changed", "Count", "Tally"]

# The lowest similarity in each band of similar sentences.
_BANDS = ((0.95, Band.ALMOST), (0.85, Band.CLOSE), (SIMILAR, Band.SIMILAR))


@dataclass(frozen=True, slots=True)
class Changed:
    """Sentences that changed since they were translated. ``new_words`` are words that the earlier
    wording doesn't have.
    """

    sentences: int = 0
    words: int = 0
    new_words: int = 0

    def __add__(self, other: Changed) -> Changed:
        return Changed(
            self.sentences + other.sentences,
            self.words + other.words,
            self.new_words + other.new_words,
        )


@dataclass(frozen=True, slots=True)
class Count:
    """The sentences of an article by band, for one target language or for none.

    ``bands`` has only bands with sentences. Repeated sentences count each time.
    """

    article: Article
    language: Language | None
    bands: Mapping[Band, Length]
    changed: Changed = Changed()

    @property
    def total(self) -> Length:
        """All sentences."""
        return sum(self.bands.values(), Length())

    @property
    def words(self) -> dict[Band, int]:
        """The words in each band, as `Rates` takes them."""
        return {band: length.words for band, length in self.bands.items()}


@dataclass
class Tally:
    """Counts articles one after the other, for one target language or for none.

    It remembers the sentences of all articles so far: those that come again are repetitions.
    """

    language: Language | None = None
    _seen: set[str] = field(default_factory=set)

    def count(
        self, prepared: Prepared, catalog: Catalog | None = None, memory: Memory | None = None
    ) -> Count:
        """Count an article. ``catalog`` is its updated catalog and ``memory`` that of its pair of
        languages, both None without a target language.
        """
        bands: dict[Band, Length] = {}
        changed = Changed()
        here: set[str] = set()
        for segment in prepared.document.segments:
            entry = catalog.get(segment) if catalog is not None else None
            length = length_of(segment.text)
            band = self._band(segment, entry, memory, here)
            bands[band] = bands.get(band, Length()) + length
            if entry is not None and entry.previous is not None and _is(entry, State.STALE):
                changed += Changed(1, length.words, _new_words(entry.previous, segment.text))
            here.add(segment.text)
        self._seen |= here
        ordered = {band: bands[band] for band in Band if band in bands}
        return Count(prepared.article, self.language, ordered, changed)

    def _band(
        self, segment: Segment, entry: Entry | None, memory: Memory | None, here: set[str]
    ) -> Band:
        if _is(entry, State.REVIEWED):
            return Band.REVIEWED
        if _is(entry, State.EDITED):
            return Band.EDITED
        hit = memory.exact(segment.text, (segment.previous,)) if memory is not None else None
        if hit:
            return Band.IN_CONTEXT if hit.in_context else Band.EXACT
        if segment.text in here:
            return Band.REPETITION
        if segment.text in self._seen:
            return Band.CROSS_FILE
        found = _alike(memory, segment.text) if memory is not None else None
        return found or (Band.DRAFT if _is(entry, State.DRAFT) else Band.NEW)


def _alike(memory: Memory, text: str) -> Band | None:
    """The band of the most similar sentence in a memory; None if none is similar enough."""
    score = max((hit.score for hit in memory.search(text, limit=1)), default=0.0)
    return next((band for least, band in _BANDS if score >= least), None)


def _is(entry: Entry | None, state: State) -> bool:
    return state_in_edition(entry) is state


def _new_words(before: str, now: str) -> int:
    """How many words a wording has that the one before doesn't have."""
    added = Counter(now.split()) - Counter(before.split())
    return sum(length_of(word).words * number for word, number in added.items())

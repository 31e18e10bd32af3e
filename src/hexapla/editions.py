"""An edition: the article in a target language, put together from its catalog."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.documents.document import Document, Segment
from hexapla.languages import Language, nearest

__all__ = [
    "Counts",
    "Edition",
    "Policy",
    "Sentence",
    "build",
    "label",
    "sentences",
    "standing",
    "tally",
]


@dataclass(frozen=True, slots=True)
class Policy:
    """What an edition may use, and what stands in for the rest.

    ``use`` is "all" or "reviewed"; ``fallback`` is "source", "mark" or "omit"; ``label`` adds a
    line with the counts in the edition's language.
    """

    use: str = "all"
    fallback: str = "source"
    label: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences of an article are in which state; a repeated one counts each time.

    ``stale`` sentences have a translation of an earlier wording: an edition does not use it.
    ``empty`` have none.
    """

    reviewed: int = 0
    edited: int = 0
    draft: int = 0
    stale: int = 0
    empty: int = 0

    @property
    def total(self) -> int:
        """All sentences."""
        return self.reviewed + self.edited + self.draft + self.stale + self.empty

    @property
    def missing(self) -> int:
        """The sentences without a translation that an edition could use."""
        return self.stale + self.empty

    @property
    def reviewed_percent(self) -> float:
        """The share of reviewed sentences, 0 to 100; 100 where there are none."""
        return 100 * self.reviewed / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition's bytes and what it is made of."""

    data: bytes
    counts: Counts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an edition: its segment, what stands for it there, and how far that is.

    ``text`` is None where the source's own words stand, "" where it is left out. ``missing`` says
    that there is no translation that may be used.
    """

    segment: Segment
    text: str | None
    state: State
    missing: bool = False


def sentences(
    document: Document,
    catalog: Catalog,
    policy: Policy,
    foreign: Container[str] = frozenset(),
) -> list[Sentence]:
    """The sentences of the edition that `build` makes of the same, in the article's order."""
    look_up = _look_up(catalog, policy, foreign)
    usable = _usable(policy)
    out = []
    for segment in document.segments:
        state = standing(catalog.get(segment))
        missing = state not in usable and segment.text not in foreign
        out.append(Sentence(segment, look_up(segment), state, missing))
    return out


def tally(document: Document, catalog: Catalog) -> Counts:
    """The states of an article's sentences in one catalog."""
    states = Counter(standing(catalog.get(segment)) for segment in document.segments)
    return Counts(**{state.value: n for state, n in states.items()})


def build(
    document: Document,
    catalog: Catalog,
    language: Language,
    policy: Policy,
    foreign: Container[str] = frozenset(),
) -> Edition:
    """The article in the catalog's language.

    Reviewed sentences are used, with ``use="all"`` edited ones and drafts, too; stale ones never:
    yesterday's fact must not be published. ``foreign`` sentences, which are in another language
    than the article, stay as they are where they have no translation.
    """
    counts = tally(document, catalog)
    note = label(_used(counts, policy), language) if policy.label else None
    return Edition(document.render(_look_up(catalog, policy, foreign), language, note), counts)


def _used(counts: Counts, policy: Policy) -> Counts:
    """What the edition is really made of: with ``use="reviewed"`` the rest is not in it."""
    if policy.use == "all":
        return counts
    left_out = counts.edited + counts.draft
    return replace(counts, edited=0, draft=0, empty=counts.empty + left_out)


def label(counts: Counts, language: Language) -> str:
    """One line that says what an edition is made of, in its own language (else in English)."""
    words = _label_words()
    known = words[nearest(language, words) or "en"]
    numbers = [
        (known[name], number)
        for name, number in (
            ("reviewed", counts.reviewed),
            ("edited", counts.edited),
            ("draft", counts.draft),
            ("missing", counts.missing),
        )
        if number
    ]
    colon, comma = known.get("colon", ": "), known.get("comma", "; ")
    listed = comma.join(f"{name}{colon}{number}" for name, number in numbers)
    return f"[{known['sentences']}{colon}{counts.total}{comma}{listed}]"


def standing(entry: Entry | None) -> State:
    """An entry's state as editions see it: memory's words for a similar sentence are stale.

    "The mayor opened two schools" must not be published where the article says three.
    """
    if entry is None:
        return State.EMPTY
    draft = entry.draft if entry.state is State.DRAFT else None
    similar = draft is not None and draft.origin == "memory" and draft.score != 1.0
    return State.STALE if similar else entry.state


def _usable(policy: Policy) -> set[State]:
    """The states whose words an edition may use."""
    reviewed = {State.REVIEWED}
    return reviewed | {State.EDITED, State.DRAFT} if policy.use == "all" else reviewed


def _look_up(
    catalog: Catalog, policy: Policy, foreign: Container[str]
) -> Callable[[Segment], str | None]:
    usable = _usable(policy)

    def text(segment: Segment) -> str | None:
        entry = catalog.get(segment)
        if entry is not None and standing(entry) in usable:
            return entry.msgstr
        if segment.text in foreign:
            return None
        return {"source": None, "mark": f"⟦{segment.text}⟧", "omit": ""}[policy.fallback]

    return text


@lru_cache(maxsize=1)
def _label_words() -> dict[str, dict[str, str]]:
    data = resources.files("hexapla").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)

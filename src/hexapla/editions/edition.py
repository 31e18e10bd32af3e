"""An edition: the article in a target language, put together from its catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from hexapla.catalogs.entry import Entry, State
from hexapla.languages import Language, nearest

if TYPE_CHECKING:  # the ledger's counts are read without any format
    from hexapla.catalogs.catalog import Catalog
    from hexapla.documents.document import Document, Segment

__all__ = [
    "Counts",
    "Edition",
    "Origin",
    "Policy",
    "Sentence",
    "build",
    "label",
    "origin",
    "sentences",
    "standing",
    "tally",
]


# What a catalog's Last-Translator says where it is no person: ours, and gettext's placeholder.
_NOBODY = ("Hexapla (drafts)", "FULL NAME <EMAIL@ADDRESS>")


@dataclass(frozen=True, slots=True)
class Policy:
    """What an edition may use, and what stands in for the rest.

    ``use`` is "all" or "reviewed"; ``fallback`` is "source", "mark" or "omit"; ``label`` adds a
    line with the counts in the edition's language; ``bilingual`` is how the source stands in the
    edition, too: one of `hexapla.documents.bilingual.ARRANGEMENTS`, or "" for not at all.
    """

    use: str = "all"
    fallback: str = "source"
    label: bool = False
    bilingual: str = ""


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

    def as_data(self) -> dict[str, int]:
        """The counts as manifests and the commands' JSON have them: by state, and in total."""
        return {**asdict(self), "total": self.total}

    @property
    def reviewed_percent(self) -> float:
        """The share of reviewed sentences, 0 to 100; 100 where there are none."""
        return 100 * self.reviewed / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an edition's words come from, as its catalog tells.

    ``translator`` and ``revised`` are the catalog's Last-Translator and PO-Revision-Date, "" where
    they name nobody and no day; ``drafted`` is how many of the sentences in use each engine and
    the memory drafted, whether or not a person has reviewed them since.
    """

    translator: str
    revised: str
    drafted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition's bytes, what it is made of, and where that comes from."""

    data: bytes
    counts: Counts
    origin: Origin


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


def origin(document: Document, catalog: Catalog, policy: Policy) -> Origin:
    """Where the words of an edition come from."""
    usable = _usable(policy)
    entries = (catalog.get(segment) for segment in document.segments)
    drafts = [one.draft for one in entries if one is not None and standing(one) in usable]
    translator = catalog.headers.get("Last-Translator", "")
    revised = catalog.headers.get("PO-Revision-Date", "")
    return Origin(
        "" if translator in _NOBODY else translator,
        "" if revised.startswith("YEAR") else revised,
        dict(sorted(Counter(draft.origin for draft in drafts if draft).items())),
    )


def build(
    document: Document,
    catalog: Catalog,
    language: Language,
    policy: Policy,
    foreign: Container[str] = frozenset(),
    *,
    source: Language | None = None,
    version: str = "",
) -> Edition:
    """The article in the catalog's language.

    Reviewed sentences are used, with ``use="all"`` edited ones and drafts, too; stale ones never:
    yesterday's fact must not be published. ``foreign`` sentences, which are in another language
    than the article, stay as they are where they have no translation. ``source`` is the article's
    language and ``version`` what a label calls its version; a bilingual edition needs the former.
    """

    counts = tally(document, catalog)
    found = origin(document, catalog, policy)
    original = f"{source.autonym} {version}".rstrip() if source else ""
    used = _used(counts, policy)
    note = label(used, language, found.translator, original) if policy.label else None
    look_up = _look_up(catalog, policy, foreign)
    if policy.bilingual and source:
        texts = [look_up(segment) for segment in document.segments]
        data = document.render_bilingual(texts, source, language, policy.bilingual, note)
    else:
        data = document.render(look_up, language, note)
    return Edition(data, counts, found)


def _used(counts: Counts, policy: Policy) -> Counts:
    """What the edition is really made of: with ``use="reviewed"`` the rest is not in it."""
    if policy.use == "all":
        return counts
    left_out = counts.edited + counts.draft
    return replace(counts, edited=0, draft=0, empty=counts.empty + left_out)


def label(counts: Counts, language: Language, translator: str = "", source: str = "") -> str:
    """One line that says what an edition is made of, in its own language (else in English): how
    far its sentences are, who translated them, and what from; "" leaves the latter two out.
    """
    words = _label_words()
    known = words[nearest(language, words) or "en"]
    numbers: list[tuple[str, int | str]] = [
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
    told = [(known["sentences"], counts.total), *numbers]
    told += [(known["translator"], translator)] if translator else []
    told += [(known["original"], source)] if source else []
    return f"[{comma.join(f'{name}{colon}{value}' for name, value in told)}]"


def standing(entry: Entry | None) -> State:
    """An entry's state as editions see it: memory's words for a similar sentence are stale.

    "The mayor opened two schools" must not be published where the article says three.
    """
    if entry is None:
        return State.EMPTY
    draft = entry.draft if entry.state is State.DRAFT else None
    similar = draft is not None and draft.is_from_memory and draft.score != 1.0
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
    import tomllib

    data = resources.files("hexapla.editions").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)

"""An edition: an article in a target language, composed from its catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from importlib import resources
from math import floor
from typing import TYPE_CHECKING

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.provenance import pair_digest
from hexapla.editions.provenance import Origin, origin_of
from hexapla.languages import Language, nearest

if TYPE_CHECKING:  # not needed to read counts from the ledger
    from hexapla.catalogs.catalog import Catalog
    from hexapla.documents.document import Document, Segment

__all__ = [
    "STATES",
    "Counts",
    "Edition",
    "Policy",
    "Sentence",
    "compose",
    "count_states",
    "label",
    "source_edition",
    "state_in_edition",
]


STATES = ("reviewed", "edited", "draft", "stale", "empty")
"""The states of sentences, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences of an article are in each state; repeated sentences count each time.

    ``stale`` sentences have a translation of an earlier wording, which editions don't use.
    ``empty`` ones have no translation. ``words`` is the number of words of the article, and the
    other words are those of its sentences in a state; ``missing_words`` are of stale and empty
    ones. ``unsigned`` is the number of translations in an edition that fewer people have signed
    than its policy asks for, ``questions`` the number of entries of a catalog with a question to
    the desk.

    This is the only way in which sentences are counted, whatever shows the numbers.
    """

    reviewed: int = 0
    edited: int = 0
    draft: int = 0
    stale: int = 0
    empty: int = 0
    words: int = 0
    edited_words: int = 0
    draft_words: int = 0
    missing_words: int = 0
    unsigned: int = 0
    questions: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: n + getattr(other, name) for name, n in asdict(self).items()})

    @property
    def total(self) -> int:
        """The number of all sentences."""
        return self.reviewed + self.edited + self.draft + self.stale + self.empty

    @property
    def missing(self) -> int:
        """The number of sentences without a translation that an edition could use."""
        return self.stale + self.empty

    def as_data(self) -> dict[str, int]:
        """The counts by state and in total, as manifests and JSON output contain them."""
        states = {state: getattr(self, state) for state in STATES}
        return {**states, "total": self.total}

    @property
    def left(self) -> int:
        """The number of sentences that a person has not reviewed."""
        return self.total - self.reviewed

    @property
    def left_words(self) -> int:
        """The words of the sentences that a person has not reviewed."""
        return self.edited_words + self.draft_words + self.missing_words

    @property
    def untranslated(self) -> bool:
        """Whether there is nothing an edition could use: it would be a copy of the source."""
        return self.missing == self.total

    @property
    def reviewed_percent(self) -> float:
        """The share of reviewed sentences, 0 to 100; 100 if there are no sentences."""
        return 100 * self.reviewed / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Which translations an edition uses, what replaces missing ones, and when it is published.

    ``use`` is "all" or "reviewed"; ``fallback`` is "source", "mark" or "omit". ``label`` adds a
    line with the counts, in the edition's language. ``bilingual`` adds the source text: it is one
    of `hexapla.documents.bilingual.ARRANGEMENTS`, or "" for an edition without it. ``min_reviewed``
    is a gate: the percentage of sentences that must be reviewed. So is ``min_reviewers``: how many
    people must have signed each translation; with ``independent_reviewers`` at least one, and the
    person who translated a sentence doesn't count. ``credits`` is one of `provenance.CREDITS`: how
    people are named.
    """

    use: str = "all"
    fallback: str = "source"
    label: bool = False
    bilingual: str = ""
    min_reviewed: int = 0
    min_reviewers: int = 0
    independent_reviewers: bool = False
    credits: str = "names"

    @property
    def usable(self) -> frozenset[State]:
        """The states whose texts an edition may use; never stale ones, which may be factually
        wrong.
        """
        reviewed = frozenset({State.REVIEWED})
        return reviewed | {State.EDITED, State.DRAFT} if self.use == "all" else reviewed

    @property
    def signatures(self) -> int:
        """How many people must have signed each translation."""
        return max(self.min_reviewers, int(self.independent_reviewers))

    def is_signed(self, entry: Entry) -> bool:
        """Whether enough people have signed the translation in an entry."""
        if not self.signatures:
            return True
        from hexapla.catalogs import signing

        if self.independent_reviewers:
            return signing.independent(entry) >= self.signatures
        return len(signing.reviewers(entry)) >= self.signatures

    def refusal(self, counts: Counts) -> str | None:
        """Why an edition with these counts doesn't pass the gates; None if it does."""
        reasons = []
        if counts.reviewed_percent < self.min_reviewed:
            percent = floor(counts.reviewed_percent)
            reasons.append(f"{percent}% reviewed, {self.min_reviewed}% required")
        if counts.unsigned:
            reasons.append(self.lacking(counts))
        return "; ".join(reasons) or None

    def lacking(self, counts: Counts) -> str:
        """How many translations of an edition too few people have signed, in words."""
        number = counts.unsigned
        what = "translation has" if number == 1 else "translations have"
        people = "reviewer" if self.signatures == 1 else f"{self.signatures} reviewers"
        lack = f"no {people}" if self.signatures == 1 else f"fewer than {people}"
        other = " other than the translator" if self.independent_reviewers else ""
        return f"{number} {what} {lack}{other}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an edition: its segment, the text to write for it, and its state.

    ``text`` is None to keep the source text, "" to leave the sentence out. ``missing`` is True if
    there is no translation that the policy allows. ``entry`` is the sentence's entry, if its text
    is in use.
    """

    segment: Segment
    text: str | None
    state: State
    missing: bool = False
    entry: Entry | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """An article in a target language, sentence by sentence; outputs write it to files.

    ``article`` is the article's path in its publication, ``digest`` the SHA-256 of its bytes, and
    ``source`` its language. ``catalog`` is up to date with the document. ``finish`` is
    applied to the rendered file: it rewrites addresses for the place where the file is written.
    ``written`` are the digests of the texts that the file had when it was last written.
    """

    document: Document
    source: Language
    language: Language
    policy: Policy
    sentences: tuple[Sentence, ...]
    counts: Counts
    origin: Origin
    catalog: Catalog
    article: str = ""
    digest: str = ""
    written: Collection[str] = ()
    finish: Callable[[Edition, bytes], bytes] = field(
        default=lambda edition, data: data, compare=False, repr=False
    )

    @property
    def texts(self) -> list[str | None]:
        """The texts of the sentences, for `Document.render`."""
        return [one.text for one in self.sentences]

    @property
    def stale(self) -> list[Entry | None]:
        """The entries of sentences that have changed since; None for the others."""
        entries = (
            self.catalog.get(one.segment) if one.state is State.STALE else None
            for one in self.sentences
        )
        return [one if one is not None and one.state is State.STALE else None for one in entries]

    @property
    def refusal(self) -> str | None:
        """Why the edition doesn't pass the policy's gate; None if it does."""
        return self.policy.refusal(self.counts)

    @property
    def label(self) -> str:
        """A line that describes how the edition was made, in its language."""
        counts = self.counts
        if self.policy.use != "all":  # drafts and edited sentences are not in the edition
            left_out = counts.edited + counts.draft
            counts = replace(counts, edited=0, draft=0, empty=counts.empty + left_out)
        original = f"{self.source.autonym} {self.digest[:8]}".rstrip()
        return label(counts, self.language, self.origin.translator, original)

    def render(self) -> bytes:
        """The edition as a file in the article's format; bilingual if the policy says so."""
        from hexapla.documents.document import in_order

        if self.document.several_languages:
            texts = [None if one.missing else one.text for one in self.sentences]
            reviewed = [one.state is State.REVIEWED for one in self.sentences]
            data = self.document.render_into(texts, reviewed, self.language, self._outdated())
            return self.finish(self, data)
        note = self.label if self.policy.label else None
        if self.policy.bilingual:
            data = self.document.render_bilingual(
                self.texts, self.source, self.language, self.policy.bilingual, note
            )
        else:
            data = self.document.render(in_order(self.texts), self.language, note)
        return self.finish(self, data)

    def _outdated(self) -> list[str | None]:
        """What was translated before a sentence changed, unless the file has it as such already."""
        return [
            None
            if entry is None or pair_digest(one.segment.text, entry.msgstr) in self.written
            else entry.msgstr
            for one, entry in zip(self.sentences, self.stale, strict=True)
        ]

    def as_page(self) -> bytes:
        """The edition as a plain HTML page, for formats that a browser doesn't show.

        The markup is the article's own: it must be shown where nothing in it can run.
        """
        texts = [one.segment.text if one.text is None else one.text for one in self.sentences]
        shown = [
            self.document.inline_html(text, one.segment)
            for text, one in zip(texts, self.sentences, strict=True)
        ]
        language = self.language
        body = self.document.body_html(
            self.texts, shown, self.source, language, self.policy.bilingual
        )
        head = f'<html lang="{language.tag}" dir="{language.direction}"><meta charset="utf-8">'
        return f"<!doctype html>\n{head}\n{body}\n</html>\n".encode()


def compose(
    document: Document,
    catalog: Catalog,
    source: Language,
    language: Language,
    policy: Policy,
    *,
    foreign: Container[str] = frozenset(),
    article: str = "",
    digest: str = "",
) -> Edition:
    """Compose an edition from a document and its catalog, in one pass over the entries.

    ``foreign`` are sentences in another language than the article; without a translation they stay
    as they are. For the other parameters see `Edition`.
    """
    chosen: list[Sentence] = []
    unsigned = 0
    for segment in document.segments:
        entry = catalog.get(segment)
        state = state_in_edition(entry)
        if entry is not None and state in policy.usable:
            chosen.append(Sentence(segment, entry.msgstr, state, entry=entry))
            unsigned += not policy.is_signed(entry)
        elif segment.text in foreign:
            chosen.append(Sentence(segment, None, state))
        else:
            text = {"source": None, "mark": f"⟦{segment.text}⟧", "omit": ""}[policy.fallback]
            chosen.append(Sentence(segment, text, state, missing=True))
    return Edition(
        document,
        source,
        language,
        policy,
        tuple(chosen),
        replace(_counts((one.state for one in chosen), document), unsigned=unsigned),
        origin_of(catalog, (one.entry for one in chosen if one.entry), policy.credits),
        catalog,
        article,
        digest,
    )


def source_edition(document: Document, source: Language, article: str, digest: str) -> Edition:
    """The article itself as an edition in its own language: each sentence keeps its text."""
    from hexapla.catalogs.catalog import Catalog

    chosen = tuple(Sentence(segment, None, State.REVIEWED) for segment in document.segments)
    counts = Counts(reviewed=len(chosen))
    return Edition(
        document, source, source, Policy(), chosen, counts, Origin(), Catalog(), article, digest
    )


def count_states(document: Document, catalog: Catalog) -> Counts:
    """Count an article's sentences by their state in one catalog, and the questions in it."""
    from hexapla.catalogs.desk import questions

    entries = [catalog.get(segment) for segment in document.segments]
    asked = {entry.key for entry in entries if entry is not None and questions(entry)}
    return replace(_counts(map(state_in_edition, entries), document), questions=len(asked))


def _counts(states: Iterable[State], document: Document) -> Counts:
    from hexapla.documents.counting import words_in

    by_state: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for state, segment in zip(states, document.segments, strict=True):
        number = words_in(segment.text)
        by_state[state.value] += 1
        words["words"] += number
        if state is not State.REVIEWED:
            kind = "missing" if state in (State.STALE, State.EMPTY) else state.value
            words[f"{kind}_words"] += number
    return Counts(**by_state, **words)


def label(counts: Counts, language: Language, translator: str = "", original: str = "") -> str:
    """A line that describes how an edition was made, in its language if known, else in English.

    It has the counts, the ``translator``, and the ``original`` (the source's language and version);
    "" leaves out either of the last two.
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
    parts = [(known["sentences"], counts.total), *numbers]
    parts += [(known["translator"], translator)] if translator else []
    parts += [(known["original"], original)] if original else []
    return f"[{comma.join(f'{name}{colon}{value}' for name, value in parts)}]"


def state_in_edition(entry: Entry | None) -> State:
    """The state of an entry in an edition: memory matches that are only similar count as stale.

    "The mayor opened two schools" must not be published if the article says three.
    """
    if entry is None:
        return State.EMPTY
    draft = entry.draft if entry.state is State.DRAFT else None
    similar = draft is not None and draft.is_from_memory and draft.score != 1.0
    return State.STALE if similar else entry.state


@lru_cache(maxsize=1)
def _label_words() -> dict[str, dict[str, str]]:
    import tomllib

    data = resources.files("hexapla.editions").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)

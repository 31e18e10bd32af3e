"""Propose drafts for entries that have none, from memory first, then from a translator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.catalogs.provenance import MEMORY, Guarded, glossary_line, is_provenance
from hexapla.documents.document import LONGEST_SENTENCE, is_too_long
from hexapla.engines.engine import Translation
from hexapla.lazy import lazy_re
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Hit, Unit
from hexapla.message import msg

__all__ = ["Proposal", "Translator", "apply", "fill", "missing"]

# How many characters of a sentence a message shows.
_SHOWN = 60
# White space that a segment collapses into one space; no-break and ideographic spaces are kept.
_SPACE = lazy_re("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
# Control characters, surrogates and noncharacters.
_FORBIDDEN = lazy_re("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Translator:
    """The source of drafts: ``translate`` yields one translation per sentence, in order.

    ``origin`` is recorded as the provenance of a draft: engine, pair and version. ``rules`` returns
    the glossary's rules that apply to a sentence, or "", see `hexapla.checks.terms.TermIndex`.
    """

    origin: str
    translate: Callable[[Sequence[str]], Iterator[Translation]]
    rules: Callable[[str], str] = lambda sentence: ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft for all entries of a sentence that have no translation.

    ``guarded`` records problems with the engine's translation, ``rules`` those of the glossary that
    it is subject to; ``accepted`` is True if the draft needs no review.
    """

    msgid: str
    text: str
    draft: Draft
    accepted: bool = False
    guarded: Guarded | None = None
    rules: str = ""

    @property
    def comments(self) -> tuple[str, ...]:
        """The comment lines that record the draft in its entry."""
        guarded = [self.guarded.comment()] if self.guarded else []
        glossary = [glossary_line(self.rules)] if self.rules else []
        return (self.draft.comment(), *guarded, *glossary)


def missing(entries: Iterable[Entry], *, redraft: bool = False) -> list[Entry]:
    """The entries to draft: empty ones, and stale ones with a machine's text.

    With ``redraft``, also every draft that no person has changed.
    """
    return [entry for entry in entries if _is_missing(entry, redraft)]


def fill(
    sentences: Iterable[str],
    memory: Memory,
    translator: Translator | None,
    *,
    neighbours: Mapping[str, Collection[str]] | None = None,
    accept: Callable[[Unit, str], bool] | None = None,
    warn: Callable[[str], None] = lambda line: None,
    similar: bool = True,
) -> Iterator[Proposal]:
    """Yield proposals for sentences as they become available, those from memory first.

    Memory proposes the translation of the same sentence, or of one with a similarity of at least
    `hexapla.memory.memory.SIMILAR`; the draft's score is the similarity. ``neighbours`` maps a
    sentence to the sentences before it. A translation from the same context is preferred. It needs
    no review if ``accept`` says for each of the neighbours that a unit with it is a reviewed
    translation right after that sentence. A sentence that can't be translated gets no proposal and
    its entry stays empty; ``warn`` is called with a one-line message that names the sentence and
    the reason. Without ``similar``, memory proposes only translations of the same sentence.
    """
    rest = []
    look_up = memory.best if similar else memory.exact
    remembers = bool(memory)
    for msgid in dict.fromkeys(sentences):
        places = (neighbours or {}).get(msgid, ())
        hit = look_up(msgid, places) if remembers else None
        if hit is None and is_too_long(msgid):
            if translator is not None:
                warn(
                    msg(
                        "{start!r} is not translated: it has {n:,} characters without the end of a "
                        "sentence; the limit is {longest_sentence:,}",
                        start=_start(msgid),
                        n=len(msgid),
                        longest_sentence=LONGEST_SENTENCE,
                    )
                )
        elif hit is None:
            rest.append(msgid)
        else:
            draft = Draft.of(MEMORY, hit.score, msgid, hit.text)
            accepted = accept is not None and _fits_everywhere(hit, memory, places, accept)
            yield Proposal(msgid, hit.text, draft, accepted)
    if translator is not None and rest:
        for msgid, translation in zip(rest, translator.translate(rest), strict=True):
            text = _cleaned(translation.text, msgid)
            if text:
                draft = Draft.of(translator.origin, translation.score, msgid, text)
                incidents = translation.incidents
                guarded = Guarded(incidents) if incidents else None
                rules = translator.rules(msgid)
                yield Proposal(msgid, text, draft, guarded=guarded, rules=rules)
            else:
                why = translation.failure or msg("it returned no text")
                warn(
                    msg(
                        "{origin} can't translate {start!r}: {why}",
                        origin=translator.origin,
                        start=_start(msgid),
                        why=why,
                    )
                )


def _start(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _cleaned(text: str, source: str) -> str:
    """Clean up an engine's text for a segment: collapse white space, and drop control characters,
    except what the source has, such as the spaces in code.
    """
    spaced = _SPACE.sub(lambda match: match[0] if match[0] in source else " ", text).strip()
    return _FORBIDDEN.sub(lambda match: match[0] if match[0] in source else "", spaced).strip()


def _fits_everywhere(
    hit: Hit, memory: Memory, places: Collection[str], accept: Callable[[Unit, str], bool]
) -> bool:
    """Whether this translation is the known one of the same sentence after each neighbour."""
    source = hit.unit.source
    units = memory.units_of(source, hit.text) if hit.score == 1.0 else []
    return bool(places and units) and all(
        memory.get(source, [previous]) == hit.text and any(accept(unit, previous) for unit in units)
        for previous in places
    )


def apply(catalog: Catalog, proposals: Iterable[Proposal], *, redraft: bool = False) -> Catalog:
    """The catalog with the proposals inserted.

    Only entries that are still `missing` a draft are filled: what a person has written in the
    meantime stays.
    """
    by_msgid = {proposal.msgid: proposal for proposal in proposals}
    return catalog.with_entries(
        _drafted(entry, by_msgid[entry.msgid])
        if entry.msgid in by_msgid and _is_missing(entry, redraft)
        else entry
        for entry in catalog.entries
    )


def _is_missing(entry: Entry, redraft: bool) -> bool:
    if entry.plural is not None:
        return False
    wanted = {State.STALE, State.DRAFT} if redraft else {State.STALE}
    return entry.state is State.EMPTY or (entry.state in wanted and entry.by_machine)


def _drafted(entry: Entry, proposal: Proposal) -> Entry:
    comments = [comment for comment in entry.comments if not is_provenance(comment)]
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    return entry.edit(
        msgstr=proposal.text,
        flags=tuple(flags if proposal.accepted else ["fuzzy", *flags]),
        comments=(*comments, *proposal.comments),
        previous=None,
        previous_context=None,
    )

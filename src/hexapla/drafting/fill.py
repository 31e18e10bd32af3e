"""Drafts for the entries that have none: from memory first, then from a translator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.catalogs.entry import MEMORY, Guarded, is_provenance
from hexapla.engines.engine import Translation
from hexapla.lazy import lazy_re
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Hit

__all__ = ["Proposal", "Translator", "apply", "fill", "missing"]

# Characters of a sentence that name it in a message.
_SHOWN = 60
# White space that a segment has as one space; no-break and ideographic spaces are letters to it.
_SPACE = lazy_re("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
# Controls, halves of surrogate pairs, what Unicode says is no character.
_UNFIT = lazy_re("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Translator:
    """What drafts: ``translate`` yields one translation a sentence, in order.

    ``origin`` is what provenance names, engine, pair and version.
    """

    origin: str
    translate: Callable[[Sequence[str]], Iterator[Translation]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft for every entry of a sentence that has none.

    ``guarded`` says what went wrong on the way, ``accepted`` that it needs no review.
    """

    msgid: str
    text: str
    draft: Draft
    accepted: bool = False
    guarded: Guarded | None = None


def missing(entries: Iterable[Entry], *, redraft: bool = False) -> list[Entry]:
    """The entries to draft: the empty ones, and stale ones whose text was a machine's; to
    ``redraft``, all whose text is a machine's and that no person has touched.
    """
    return [entry for entry in entries if _is_missing(entry, redraft)]


def fill(
    sentences: Iterable[str],
    memory: Memory,
    translator: Translator | None,
    *,
    neighbours: Mapping[str, Collection[str]] | None = None,
    accept_in_context: bool = False,
    unable: Callable[[str], None] = lambda line: None,
) -> Iterator[Proposal]:
    """Proposals for sentences, as they come; memory's come first.

    Memory proposes the translation of the very sentence, or of one that is at least
    `hexapla.memory.memory.SIMILAR` to it; the score says how similar. ``neighbours`` has the
    sentences that each stands after; what stood in the same context is preferred, and with
    ``accept_in_context`` needs no review where it stood so after each of them. A sentence that
    neither knows gets no proposal, and its entry stays empty; ``unable`` is told in a line
    which one the translator could not do, and why.
    """
    rest = []
    remembers = bool(memory)
    for msgid in dict.fromkeys(sentences):
        places = (neighbours or {}).get(msgid, ())
        hit = memory.best(msgid, places) if remembers else None
        if hit is None:
            rest.append(msgid)
        else:
            draft = Draft.of(MEMORY, hit.score, msgid, hit.text)
            accepted = accept_in_context and _fits_everywhere(hit, memory, msgid, places)
            yield Proposal(msgid, hit.text, draft, accepted)
    if translator is not None and rest:
        for msgid, translation in zip(rest, translator.translate(rest), strict=True):
            text = _fit(translation.text, msgid)
            if text:
                draft = Draft.of(translator.origin, translation.score, msgid, text)
                incidents = translation.incidents
                guarded = Guarded(incidents) if incidents else None
                yield Proposal(msgid, text, draft, guarded=guarded)
            else:
                why = translation.failure or "no text came"
                unable(f"{translator.origin} can't translate {_start(msgid)!r}: {why}")


def _start(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _fit(text: str, source: str) -> str:
    """An engine's text as a segment can be: white space collapsed, and no control character but
    those of the source.
    """
    spaced = _SPACE.sub(" ", text).strip()
    return _UNFIT.sub(lambda match: match[0] if match[0] in source else "", spaced).strip()


def _fits_everywhere(hit: Hit, memory: Memory, msgid: str, places: Collection[str]) -> bool:
    """Whether memory has this very translation after each of the neighbours."""
    there = [memory.exact(msgid, [previous]) for previous in places]
    return bool(there) and all(one and one.in_context and one.text == hit.text for one in there)


def apply(catalog: Catalog, proposals: Iterable[Proposal], *, redraft: bool = False) -> Catalog:
    """The catalog with the proposals in it.

    A proposal goes only where a draft is still `missing`: what a person has written in the
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
    lines = (proposal.draft, proposal.guarded)
    return entry.edit(
        msgstr=proposal.text,
        flags=tuple(flags if proposal.accepted else ["fuzzy", *flags]),
        comments=(*comments, *(one.comment() for one in lines if one)),
        previous=None,
        previous_context=None,
    )

"""Carry inline markup through a translation: take it out, and put it back by word alignment.

The engine gets one plain sentence (`plain`), whatever markup the segment has. `restore` puts the
markup into the translation where the engine's alignment, or Hexapla's own small aligner, locates
it. If the format would not read the result as it reads the segment, safer forms are tried (`safe`),
and the last one is the segment itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from hexapla.catalogs.provenance import MARKUP, PROTECTED, Remedy
from hexapla.checks.phrases import Phrases
from hexapla.documents.inline import Mark
from hexapla.documents.structure import Changes
from hexapla.drafting.align import align, carry_over
from hexapla.drafting.alignment import Alignment, Row
from hexapla.drafting.elements import with_protected
from hexapla.drafting.fill import Translator
from hexapla.drafting.lessons import MOST_EXAMPLES, Lessons
from hexapla.drafting.placement import words
from hexapla.drafting.plain import Plan, take_out
from hexapla.drafting.protected import LETTERS, letter_for, names_index, repair_stand_ins
from hexapla.drafting.residue import with_remains, without_residue
from hexapla.drafting.restore import put_back
from hexapla.drafting.safe import Pieces, keeps_opaque, plain_words
from hexapla.drafting.tags import constrained, read_tags, tagged
from hexapla.drafting.terms import Terms
from hexapla.engines.engine import Link, Translation
from hexapla.errors import EngineError
from hexapla.lazy import lazy_re

__all__ = ["Align", "Finish", "Judge", "with_markup"]

Align = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[Link]]]
"""Link the words of sentences and of their translations; empty if the links are unknown."""

Finish = Callable[[str, str], str]
"""Improve the translation of a plain sentence; in both texts stand-ins mark protected parts."""


# Sentences that are put back together at a time. A fixed number, not a time, makes runs
# reproducible.
_BATCH = 64
# Models trained on web pages invent tags.
_TAG = lazy_re(r"</?[A-Za-z][^<>]*>")
# Quotation marks that could end the markup around words, and what replaces them.
_IN_QUOTES = {'"': "”", "'": "’", "(": "", ")": ""}

Judge = Callable[[str, str], Changes]
"""How the structure of a translation differs from its segment's (`Document.changes`)."""


def with_markup(
    translator: Translator,
    marks: Mapping[str, Sequence[Mark]],
    aligned: Align | None = None,
    examples: Iterable[tuple[str, str]] = (),
    names: Iterable[str] = (),
    terms: Terms | None = None,
    finish: Finish | None = None,
    judge: Judge | None = None,
    *,
    learning: bool = True,
    keeps_tags: bool = False,
) -> Translator:
    """A translator of segments, from one of plain sentences.

    Parameters: ``marks`` are the inline markup of each segment, by its text; segments that are not
    in it have none. ``aligned`` is the engine's alignment, called only for segments with markup to
    place. ``examples`` are sentences and their translations to learn words from, in addition to the
    run's own. ``names`` are left untranslated. ``terms`` are inserted, then ``finish`` is applied,
    before the markup is put back. Protected parts (`protected`) always come back unchanged.
    ``judge`` decides whether a draft keeps its segment's structure, by default always.
    Without ``learning``, words are learned from ``examples`` only, so that the result for a
    sentence does not depend on the other sentences of the run. With ``keeps_tags`` the engine gets
    markup as tags first (`tags`).
    """

    known = names_index(names)
    fixed = None if learning else Lessons(list(islice(examples, MOST_EXAMPLES)), grows=False)

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        lessons = fixed or Lessons(list(islice(examples, MOST_EXAMPLES)))
        run = _Run(translator, marks, aligned, lessons, known, terms, finish, judge, keeps_tags)
        return run.translate(sentences)

    return Translator(translator.origin, translate)


@dataclass(slots=True)
class _Job:
    """A segment, or words inside another's markup: its plan and its translation, once there is one.

    ``lost`` has the numbers of the missing stand-ins; ``spoilt`` and ``glued`` are what
    `residue.Cleaned` says of the others. ``missed`` is True if any of this happened in the first
    translation. For ``dropped`` see `restore.Restored`.
    """

    plan: Plan
    inner: list[_Job] = field(default_factory=list)
    translation: Translation | None = None
    lost: Sequence[int] = ()
    spoilt: bool = False
    glued: bool = False
    missed: bool = False
    tags: Alignment | None = None
    dropped: tuple[str, ...] = ()

    @property
    def damage(self) -> tuple[int, bool, bool]:
        """How many stand-ins are missing, and whether others are still spoilt, or were."""
        return len(self.lost), self.glued, self.spoilt

    def all(self) -> Iterator[_Job]:
        """The job and the jobs of the words in its markup."""
        yield self
        for job in self.inner:
            yield from job.all()


class _Run:
    """Translates many segments, and yields each translation as soon as it is done."""

    def __init__(
        self,
        translator: Translator,
        marks: Mapping[str, Sequence[Mark]],
        aligned: Align | None,
        lessons: Lessons,
        names: Phrases | None,
        terms: Terms | None,
        finish: Finish | None,
        judge: Judge | None,
        keeps_tags: bool,
    ) -> None:
        self._translator, self._marks, self._aligned = translator, marks, aligned
        self._keeps_tags = keeps_tags
        self._lessons = lessons
        self._names, self._terms, self._finish, self._judge = names, terms, finish, judge

    def translate(self, sentences: Sequence[str]) -> Iterator[Translation]:
        jobs = [self._job(sentence, self._marks.get(sentence, ())) for sentence in sentences]
        wanted = [self._asked(one) for job in jobs for one in job.all() if not one.plan.wordless]
        # The same sentence may occur with and without markup: it is translated once.
        texts = iter(self._translator.translate(list(dict.fromkeys(wanted))))
        known: dict[str, Translation] = {}
        for start in range(0, len(jobs), _BATCH):
            batch = jobs[start : start + _BATCH]
            ready: list[_Job] = []
            try:
                for job in batch:
                    for one in job.all():
                        if not one.plan.wordless:
                            asked = self._asked(one)
                            if asked not in known:
                                known[asked] = next(texts)
                            self._store_first(one, asked, known[asked])
                    ready.append(job)
                self._retry_without_tags(ready)
                self._retry(ready)
            except EngineError:  # finish the segments that don't need the engine any more
                yield from self._finished([_without_lost(job) for job in ready], asks=False)
                raise
            yield from self._finished(ready)
        next(texts, None)  # lets the translator raise its last error

    def _job(self, text: str, marks: Sequence[Mark]) -> _Job:
        plan = take_out(text, marks, names=self._names)
        return _Job(plan, [self._job(one.text, one.marks) for one in plan.inner])

    def _asked(self, job: _Job) -> str:
        """What the engine gets for a job at first."""
        return (tagged(job.plan) if self._keeps_tags else None) or job.plan.text

    def _store_first(self, job: _Job, asked: str, translation: Translation) -> None:
        """Store the first translation; none if its tags are not those of the sentence."""
        if asked == job.plan.text or not translation.text:
            self._store(job, translation)
        elif found := read_tags(job.plan, translation.text):
            self._store(job, replace(translation, text=found[0]))
            text = job.translation.text if job.translation else ""
            job.tags = carry_over(found[1], found[0], text)
        if (asked != job.plan.text) and (job.tags is None or any(job.damage)):
            job.translation, job.lost, job.spoilt, job.tags = Translation(""), (), False, None

    def _retry_without_tags(self, segments: Sequence[_Job]) -> None:
        """Translate the plain sentences of which the tags were not kept."""
        every = [one for job in segments for one in job.all() if not one.plan.wordless]
        jobs = [
            one
            for one in every
            if one.tags is None
            and not (one.translation and one.translation.text)
            and self._asked(one) != one.plan.text
        ]
        if jobs:
            texts = self._translator.translate([one.plan.text for one in jobs])
            for job, translation in zip(jobs, texts, strict=True):
                self._store(job, translation)

    def _store(self, job: _Job, translation: Translation) -> None:
        text = translation.text
        if not _TAG.search(job.plan.text):
            text = _TAG.sub("", text)
        text, job.lost = repair_stand_ins(text, job.plan.letter, len(job.plan.units))
        text, job.spoilt, job.glued = without_residue(job.plan.text, text, job.plan.letter)
        job.translation = _with_text(translation, text)

    def _finished(self, jobs: Sequence[_Job], *, asks: bool = True) -> Iterator[Translation]:
        """The translations of some jobs; with ``asks`` the engine may be asked again."""
        every = [one for job in jobs for one in job.all()]
        placed = [
            one
            for one in every
            if one.translation
            and one.translation.text
            and self._needs_alignment(one, one.translation.text)
        ]
        self._lessons.add((one.plan.text, one.translation.text) for one in every if one.translation)
        known = self._alignments(placed)
        for one in every:
            if one.translation and one.translation.text:
                self._improve(one, one.translation, known)
        drafts = [self._rendered(job, known) for job in jobs]
        faulty = [at for at, job in enumerate(jobs) if not self._is_safe(job, drafts[at].text)]
        faulty = self._in_plain_words(jobs, faulty, drafts, known)
        try:
            self._in_pieces(jobs, faulty, drafts, asks=asks)
        except EngineError:
            yield from drafts
            raise
        yield from drafts

    def _is_safe(self, job: _Job, text: str) -> bool:
        """Whether the format reads a text as it reads the job's segment."""
        plan = job.plan
        if text in ("", plan.source):
            return True
        if any(one.glued for one in job.all()):
            return False
        changes = self._judge(plan.source, text) if self._judge else Changes()
        missing = [one for one in changes.missing if one.value not in job.dropped]
        return not (missing or changes.extra) and keeps_opaque(plan.source, plan.marks, text)

    def _in_plain_words(
        self,
        jobs: Sequence[_Job],
        faulty: Sequence[int],
        drafts: list[Translation],
        known: Mapping[int, Alignment],
    ) -> list[int]:
        """Make drafts without what the engine wrote besides words; the jobs that still need one."""
        left: list[int] = []
        for at in faulty:
            plain, aligned = _plain(jobs[at], known)
            draft = self._rendered(plain, aligned)
            if draft.text and self._is_safe(plain, draft.text):
                drafts[at] = _guarded(draft, Remedy.PLAIN_WORDS)
            else:
                left.append(at)
        return left

    def _in_pieces(
        self, jobs: Sequence[_Job], faulty: Sequence[int], drafts: list[Translation], *, asks: bool
    ) -> None:
        """Make drafts in which only the words between markup differ from the segment.

        If that fails as well, a draft is the segment itself. Without ``asks``, it is empty.
        """
        plans = [jobs[at].plan for at in faulty]
        for at in faulty:
            drafts[at] = Translation("")
        if not plans or not asks:
            return
        pieces = [
            Pieces.of(plan.source, with_protected(plan.source, plan.marks, self._names))
            for plan in plans
        ]
        wanted = list(dict.fromkeys(text for one in pieces for text in one.texts))
        answers = self._translator.translate(wanted) if wanted else ()
        texts = {own: new.text for own, new in zip(wanted, answers, strict=True)}
        for at, plan, one in zip(faulty, plans, pieces, strict=True):
            job = _Job(plan, dropped=jobs[at].dropped)
            forms = (one.joined([texts[own] for own in one.texts], signs=s) for s in (True, False))
            text = next((form for form in forms if self._is_safe(job, form)), None)
            drafts[at] = _guarded(
                Translation(plan.source if text is None else text),
                Remedy.SOURCE_KEPT if text is None else Remedy.IN_PIECES,
            )

    def _needs_alignment(self, job: _Job, text: str) -> bool:
        """Whether a job needs word alignment."""
        breaks_a_rule = self._terms is not None and self._terms.breaks_a_rule(job.plan.text, text)
        return job.plan.needs_alignment or bool(job.lost) or breaks_a_rule

    def _improve(self, job: _Job, translation: Translation, known: dict[int, Alignment]) -> None:
        """Insert terms, and apply `Finish`."""
        source, text = job.plan.text, translation.text
        alignment = known.get(id(job))
        if self._terms and alignment:
            text, alignment = self._terms.put(source, text, alignment)
        if self._finish:
            new = self._finish(source, text)
            alignment = alignment and carry_over(alignment, text, new)
            text = new
        if alignment:
            known[id(job)] = alignment
        job.translation = _with_text(translation, text)

    def _retry(self, segments: Sequence[_Job]) -> None:
        """Retry with another letter for stand-ins that were lost or spoilt; keep the better one."""
        every = (one for job in segments for one in job.all())
        jobs = [
            one for one in every if any(one.damage) and one.translation and one.translation.text
        ]
        for job in jobs:
            job.missed = True
        plans = [_with_other_letter(one.plan, self._names) for one in jobs]
        if not plans:
            return
        texts = self._translator.translate([plan.text for plan in plans])
        for job, plan, translation in zip(jobs, plans, texts, strict=True):
            other = _Job(plan, job.inner)
            self._store(other, translation)
            if translation.text and other.damage < job.damage:
                job.plan, job.translation, job.tags = plan, other.translation, None
                job.lost, job.spoilt, job.glued = other.lost, other.spoilt, other.glued
        for job in jobs:
            if job.lost and job.translation:
                plan, text = job.plan, job.translation.text
                text, job.lost = with_remains(plan.text, text, plan.letter, job.lost)
                text, _, job.glued = without_residue(plan.text, text, plan.letter)
                job.translation = _with_text(job.translation, text)

    def _alignments(self, jobs: Sequence[_Job]) -> dict[int, Alignment]:
        """The word alignment of each job, by its id."""
        if not jobs:
            return {}
        table = self._lessons.table()
        sources = [job.plan.text for job in jobs]
        texts = [job.translation.text if job.translation else "" for job in jobs]
        links = self._aligned(sources, texts) if self._aligned else [()] * len(jobs)
        known = {
            id(job): align(source, text, found, table)
            for job, source, text, found in zip(jobs, sources, texts, links, strict=True)
        }
        tags = {id(job): job.tags for job in jobs if job.tags}
        return known | {one: constrained(known[one], tags[one]) for one in tags}

    def _rendered(self, job: _Job, known: Mapping[int, Alignment]) -> Translation:
        inner = [self._inner_text(one, known) for one in job.inner]
        plan = job.plan
        if job.translation is None:
            itself = align(plan.text, plan.text, [Link(span, span) for span in words(plan.text)])
            return Translation(put_back(plan, plan.text, itself, inner).text)
        text = job.translation.text
        if not text or not plan.root.children:
            return job.translation
        found = known.get(id(job)) or Alignment([Row((), ())] * len(words(text)))
        restored = put_back(plan, text, found, inner)
        job.dropped = restored.dropped
        protected = Remedy.NEAREST_PLACE if job.lost else Remedy.ASKED_AGAIN
        incidents = [
            *job.translation.incidents,
            *([(PROTECTED, protected)] if job.missed else []),
            *([(MARKUP, Remedy.NEAREST_PLACE)] if restored.guessed else []),
        ]
        return replace(job.translation, text=restored.text, incidents=tuple(incidents))

    def _inner_text(self, job: _Job, known: Mapping[int, Alignment]) -> str:
        """The translation of words inside markup, without characters that would end it."""
        own = job.plan.source
        new = self._rendered(job, known).text
        return "".join(char if char in own else _IN_QUOTES.get(char, char) for char in new) or own


def _without_lost(job: _Job) -> _Job:
    """The job, without its translation if the engine would have to translate it again."""
    if any(any(one.damage) for one in job.all()):
        return _Job(job.plan, translation=Translation(""))
    return job


def _plain(job: _Job, known: Mapping[int, Alignment]) -> tuple[_Job, dict[int, Alignment]]:
    """The job with translations in plain words, and their alignments."""
    aligned: dict[int, Alignment] = {}
    inner: list[_Job] = []
    for one in job.inner:
        other, more = _plain(one, known)
        inner.append(other)
        aligned |= more
    plain = replace(job, inner=inner)
    if job.translation:
        text = job.translation.text
        new = plain_words(text, job.plan.text)
        plain.translation = _with_text(job.translation, new)
        if found := known.get(id(job)):
            aligned[id(plain)] = carry_over(found, text, new)
    return plain, aligned


def _guarded(draft: Translation, remedy: Remedy) -> Translation:
    """A draft whose markup needed a remedy."""
    others = tuple(one for one in draft.incidents if one[0] != MARKUP)
    return replace(draft, incidents=(*others, (MARKUP, remedy)))


def _with_text(translation: Translation, text: str) -> Translation:
    return translation if translation.text == text else replace(translation, text=text)


def _with_other_letter(plan: Plan, names: Phrases | None) -> Plan:
    """The same plan with another letter for its stand-ins."""
    letter = letter_for(plan.source, LETTERS.replace(plan.letter, ""))
    return take_out(plan.source, plan.marks, letter, names)

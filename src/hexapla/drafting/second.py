"""A second opinion on drafts: another engine translates the same sentences, or the drafts back.

Where two engines agree, both are probably right. What the second one writes never changes a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.opinion import NAMES, NUMBERS, Opinion
from hexapla.catalogs.provenance import Draft
from hexapla.documents.inline import Mark
from hexapla.drafting.chrf import chrf
from hexapla.drafting.faults import numbers_of
from hexapla.drafting.fill import Translator
from hexapla.lazy import lazy_re

__all__ = ["Critic", "bare", "needs_opinion", "opinions", "with_opinion"]

_WORD = lazy_re(r"[^\W\d_][\w'’-]*")
# Shorter words with a capital are articles and pronouns at the start of a sentence, too.
_SHORTEST_NAME = 3


Critic = Callable[[Sequence[str], Sequence[str]], Iterator[Opinion | None]]
"""Gives opinions on the drafts of some sentences, in their order; None if it has none."""


def opinions(
    translator: Translator, marks: Mapping[str, Sequence[Mark]], *, back: bool = False
) -> Critic:
    """A critic that uses a translator of the sentences; or with ``back``, of the drafts.

    ``marks`` are the inline markup of each sentence, which is not compared.
    """

    def judge(sentences: Sequence[str], drafts: Sequence[str]) -> Iterator[Opinion | None]:
        asked = sentences
        if back:
            both = zip(sentences, drafts, strict=True)
            asked = [bare(one, draft, marks.get(one, ())) for one, draft in both]
        answers = translator.translate(asked)
        for sentence, draft, answer in zip(sentences, drafts, answers, strict=True):
            source, ours, theirs = (
                bare(sentence, text, marks.get(sentence, ()))
                for text in (sentence, draft, answer.text)
            )
            if not theirs:
                yield None
            elif back:
                yield _opinion(translator.origin, chrf(theirs, source))
            else:
                yield _opinion(translator.origin, chrf(ours, theirs), _lost(source, ours, theirs))

    return judge


def needs_opinion(entry: Entry) -> bool:
    """Whether an entry is an engine's unedited draft without a second opinion."""
    draft = entry.draft
    return (
        entry.state is State.DRAFT
        and draft is not None
        and not draft.is_from_memory
        and entry.opinion is None
    )


def with_opinion(entry: Entry, text: str, opinion: Opinion) -> Entry:
    """The entry with an opinion on its draft; the same entry if its text is no longer ``text``."""
    if entry.msgstr != text or not needs_opinion(entry):
        return entry
    return entry.edit(comments=(*entry.comments, opinion.comment()))


def bare(sentence: str, text: str, marks: Iterable[Mark]) -> str:
    """A text without the markup, code and addresses of its sentence."""
    literals = {sentence[mark.start : mark.end] for mark in marks} - {""}
    for literal in sorted(literals, key=len, reverse=True):
        text = text.replace(literal, " ")
    return " ".join(text.split())


def _opinion(origin: str, agreement: float, lost: tuple[str, ...] = ()) -> Opinion:
    return Opinion(Draft.of(origin, None, "", "").origin, round(agreement, 2), lost)


def _lost(source: str, draft: str, other: str) -> tuple[str, ...]:
    """What of the sentence is in another translation but not in the draft."""
    kept = numbers_of(source) & numbers_of(other)
    lost = [NUMBERS] if kept - numbers_of(draft) else []
    if (_names(source) & set(_WORD.findall(other))) - set(_WORD.findall(draft)):
        lost.append(NAMES)
    return tuple(lost)


def _names(text: str) -> set[str]:
    """The words with a capital."""
    found = _WORD.findall(text)
    return {word for word in found if word[0].isupper() and len(word) >= _SHORTEST_NAME}

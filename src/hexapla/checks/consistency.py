"""Checks of consistency across all catalogs of a language in a publication."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hexapla.catalogs.entry import Entry, State
from hexapla.checks.check import Context, Remark, note, warning
from hexapla.checks.terms import present, term_index
from hexapla.message import msg

__all__ = ["CONSISTENCY", "GroupCheck"]

_SKIPPED = (State.EMPTY, State.OBSOLETE, State.STALE)
# A translation shorter than this many characters may well serve for several sources: "Yes.", "Aye."
_SHORT = 20

Remarks = Iterable[tuple[int, Remark]]
"""Remarks about entries, each with the index of its entry."""


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """A check of all entries of a publication in one language together.

    ``weblate`` contains Weblate's names for the same check.
    """

    name: str
    run: Callable[[Sequence[Entry], Context], Remarks]
    weblate: tuple[str, ...] = ()


def _translated(entries: Sequence[Entry]) -> Iterable[tuple[int, Entry]]:
    return (
        (at, entry)
        for at, entry in enumerate(entries)
        if entry.state not in _SKIPPED and entry.plural is None
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _inconsistent(entries: Sequence[Entry], context: Context) -> Remarks:
    """The same source has the same translation; an entry with a `msgctxt` may differ."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, entry in _translated(entries):
        if entry.context is None:
            groups[entry.msgid].append(at)
    for group in groups.values():
        texts = Counter(" ".join(entries[at].msgstr.split()) for at in group)
        if len(texts) < 2:
            continue
        usual = texts.most_common(1)[0][0]
        for at in group:
            own = " ".join(entries[at].msgstr.split())
            other = next(text for text in (usual, *texts) if text != own)
            yield at, warning(msg("translated differently elsewhere: {other!r}", other=other))


def _reused(entries: Sequence[Entry], context: Context) -> Remarks:
    """A longer translation belongs to only one source."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, entry in _translated(entries):
        if len(entry.msgstr) >= _SHORT:
            groups[_folded(entry.msgstr)].append(at)
    for group in groups.values():
        sources = {_letters_and_digits(entries[at].msgid): entries[at].msgid for at in group}
        if len(sources) < 2:
            continue
        for at in group:
            other = next(
                text
                for key, text in sources.items()
                if key != _letters_and_digits(entries[at].msgid)
            )
            yield (
                at,
                warning(
                    msg("the same translation is used for another sentence: {other!r}", other=other)
                ),
            )


def _letters_and_digits(text: str) -> str:
    """The letters and digits: sources that differ only in the rest may share a translation."""
    return "".join(filter(str.isalnum, text.casefold()))


def _varying_terms(entries: Sequence[Entry], context: Context) -> Remarks:
    """If the glossary allows several forms of a term, the publication keeps to one."""
    if context.glossary is None:
        return
    index = term_index(context.glossary, context.target)
    used: dict[str, dict[int, str]] = defaultdict(dict)
    for at, entry in _translated(entries):
        for term, rule, _ in index.find(entry.msgid):
            if len(rule.forms) > 1:
                forms = [form for form in rule.forms if present(form, entry.msgstr, context.target)]
                if len(forms) == 1:
                    used[term.text][at] = forms[0]
    for text, chosen in used.items():
        usual = Counter(chosen.values()).most_common(1)[0][0]
        for at, form in chosen.items():
            if form != usual:
                yield (
                    at,
                    note(
                        msg(
                            "{text!r} is {form!r} here, but {usual!r} elsewhere",
                            text=text,
                            form=form,
                            usual=usual,
                        )
                    ),
                )


CONSISTENCY = (
    GroupCheck("inconsistent", _inconsistent, ("inconsistent",)),
    GroupCheck("reused", _reused, ("reused",)),
    GroupCheck("varying-terms", _varying_terms),
)
"""The checks of a whole publication."""

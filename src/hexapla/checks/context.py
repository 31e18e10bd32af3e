"""What checks learn from a publication: usual lengths, words that occur together, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import log
from statistics import fmean, pstdev

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import tokens
from hexapla.checks.check import Check, Context, Severity, TextPair, markup_of
from hexapla.checks.lexicon import features, learn_lexicon
from hexapla.checks.names import find_names, missing_names
from hexapla.checks.registry import checks
from hexapla.detection import foreign
from hexapla.documents import Listed
from hexapla.documents.document import is_too_long
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["learn_context"]

_LOWER = lazy_re(r"[a-z]{5,}(?:-[a-z]+)*")
_ENOUGH = 200
_MOST_SOURCES = 10_000
_LONG_ENOUGH = 30
_MOST_FOR_NAMES, _MOST_FOR_HABITS = 1_000, 400
_HABIT, _FEWEST_FOR_HABITS = 0.05, 100
_MOST_FOR_WORDS, _COMMON = 1_000, 0.0025
_FEWEST_LOST, _MANY_LOST = 3, 0.1
_PARAGRAPH, _FEWEST_KEPT = 5, 5
_FEWEST_PLURALS, _NEARLY_ALL = 3, 0.9


def learn_context(
    entries: Sequence[Entry],
    source: Language,
    target: Language,
    glossary: Glossary | None = None,
    listed: Listed = (),
) -> Context:
    """Learn the context of the checks from the entries of a publication in one language.

    Obsolete entries are ignored. The ratio of lengths needs 200 translations, the words that occur
    together need 100. If there are 200 reviewed entries, only these are used, otherwise all that
    have a text. ``listed`` are the files whose format settings name.
    """
    entries = [
        entry
        for entry in entries
        if not entry.obsolete and not is_too_long(entry.msgid, entry.msgstr)
    ]
    live = [entry for entry in entries if entry.state not in _UNFIT]
    reviewed = [entry for entry in live if entry.state is State.REVIEWED]
    chosen = reviewed if len(reviewed) >= _ENOUGH else live
    pairs = [(entry.msgid, entry.msgstr) for entry in chosen if entry.msgstr]
    sources = [entry.msgid for entry in entries[:: -(-len(entries) // _MOST_SOURCES) or 1]]
    words = [tokens.words(text) for text in sources]
    vocabulary = frozenset(word.text for row in words for word in row if word.text.islower())
    context = Context(
        source,
        target,
        glossary,
        _length_ratio(pairs),
        vocabulary,
        _known_names(sources, words, vocabulary),
        learn_lexicon(pairs, source, target, dict(zip(sources, words, strict=True))),
        _common_words(pairs, source, target),
        _plural_forms(live),
        _kept_words(pairs),
        kept_files=_kept_files(reviewed),
        listed=listed,
    )
    translated, names_change = _translated_names(chosen, context)
    context = replace(context, translated=translated, names_change=names_change)
    return replace(context, habits=_habits(reviewed, context))


_UNFIT = (State.EMPTY, State.OBSOLETE, State.STALE)


def _plural_forms(entries: Sequence[Entry]) -> int | None:
    """How many plural forms nearly all entries have: catalogs may have others than CLDR."""
    counts = Counter(len(entry.plurals) for entry in entries if any(entry.plurals))
    if counts.total() < _FEWEST_PLURALS:
        return None
    usual, times = counts.most_common(1)[0]
    return usual if times >= _NEARLY_ALL * counts.total() else None


def _length_ratio(pairs: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    ratios = [log(len(b) / len(a)) for a, b in pairs if len(a) >= _LONG_ENOUGH and b]
    if len(ratios) < _ENOUGH:
        return None
    # The middle of the distribution only: drafts that are too short must not pass as usual.
    ratios = sorted(ratios)[len(ratios) // 20 : -(len(ratios) // 20)]
    return fmean(ratios), pstdev(ratios)


def _known_names(
    texts: Sequence[str], words: Sequence[Sequence[tokens.Word]], vocabulary: frozenset[str]
) -> frozenset[str]:
    return frozenset(
        word.text
        for text, row in zip(texts, words, strict=True)
        for name in find_names(text, row, vocabulary)
        for word in name.words
    )


def _kept_words(pairs: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Words in lower case that several translations have unchanged."""
    sample = pairs[:: -(-len(pairs) // _MOST_SOURCES) or 1]
    counts = Counter(
        word
        for source, target in sample
        for word in set(_LOWER.findall(source)) & set(_LOWER.findall(target))
    )
    return frozenset(word for word, count in counts.items() if count > 1)


def _kept_files(entries: Sequence[Entry]) -> frozenset[str]:
    """The source files of which most paragraphs are the same in the reviewed translation."""
    every: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for entry in entries:
        if entry.references and entry.msgstr and entry.msgid.count(" ") >= _PARAGRAPH:
            name = entry.references[0].partition(":")[0]
            every[name] += 1
            same[name] += entry.msgid.casefold() == entry.msgstr.casefold()
    return frozenset(
        name for name, times in same.items() if times >= max(_FEWEST_KEPT, every[name] / 2)
    )


def _translated_names(entries: Sequence[Entry], context: Context) -> tuple[frozenset[str], bool]:
    """The capitalised words that are lost in half of the translations or more, and whether that
    happens to so many that what looks like a name in this publication usually isn't one.
    """
    found: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for entry in entries[:: -(-len(entries) // _MOST_FOR_NAMES) or 1]:
        if entry.plural is None and entry.msgstr:
            pair = TextPair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
            with suppress(Exception):  # if the check crashes, the run says so
                names, missing = missing_names(pair)
                found.update({word.text for name in names for word in name.words})
                lost.update({word.text for name in missing for word in name.words})
    translated = frozenset(
        word for word, times in lost.items() if times > 1 and times >= found[word] / 2
    )
    return translated, lost.total() > max(_FEWEST_LOST, _MANY_LOST * found.total())


# Checks of what a style guide may decide for a whole publication.
_STYLES = frozenset(
    ["accelerators", "acronyms", "capitals", "edge-spaces", "end-punctuation",
     "punctuation-spacing"]
)  # fmt: skip


def _habits(entries: Sequence[Entry], context: Context) -> frozenset[str]:
    """The checks of form that warn about so many reviewed translations that this is a habit."""
    if len(entries) < _FEWEST_FOR_HABITS:
        return frozenset()
    sample = entries[:: -(-len(entries) // _MOST_FOR_HABITS)]
    pairs = [
        TextPair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
        for entry in sample
        if entry.plural is None
    ]
    counts = {
        check.name: sum(map(partial(_warns, check), pairs))
        for check in checks()
        if check.name in _STYLES
    }
    return frozenset(name for name, times in counts.items() if times > _HABIT * len(sample))


def _warns(check: Check, pair: TextPair) -> bool:
    with suppress(Exception):  # if the check crashes, the run says so
        return any(remark.severity is Severity.WARNING for remark in check.run(pair))
    return False


def _common_words(
    pairs: Sequence[tuple[str, str]], source: Language, target: Language
) -> frozenset[str]:
    """Words that many translations share, if a sample of these is in the target language."""
    if len(pairs) < _ENOUGH or not target.joiner:
        return frozenset()
    sample = [text for _, text in pairs[:: -(-len(pairs) // _ENOUGH)]]
    others = 0
    for text in sample:
        others += foreign([(1, text)], target.tag, [source.tag])[0] is not None
        if len(sample) - others < 0.9 * len(sample):
            return frozenset()
    read = pairs[:: -(-len(pairs) // _MOST_FOR_WORDS)]
    # Not the words of the source: some texts may be left untranslated.
    counts = Counter(
        word for text, other in read for word in features(other, target) - features(text, source)
    )
    least = max(1.0, _COMMON * len(read))
    return frozenset(word for word, count in counts.items() if count > least)

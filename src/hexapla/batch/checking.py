"""Checking drafts: what the checks learn from a batch, and each different sentence checked once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from hexapla.batch import drafting, exchange, limits
from hexapla.batch.places import Place
from hexapla.catalogs.catalog import Catalog, Draft, Entry
from hexapla.checks.check import Context, Finding
from hexapla.checks.context import learn_context
from hexapla.checks.run import Checked, check_catalogs, check_entries
from hexapla.languages import Language
from hexapla.publication.layout import Layout

__all__ = ["Checker", "Checkers", "sample"]

# The sentences of this many tasks of the second stage are what the checks learn from. As a
# sentence's bucket is that of a digest, they are a random sample of all of them.
_TASKS = 4
# With fewer sentences, the checks learn from those of each document, too.
_ENOUGH = 200
# So few that the memory of a worker hardly grows with the archive: 20,000 took 25 MB more.
_MOST_REMEMBERED = 6_000

# Rows may name any number of languages; most batches have a few.
_MOST_CHECKERS = 50

_Pair = tuple[str, str]


def sample(work: Place, tasks: int, chunks: int) -> dict[_Pair, list[Entry]]:
    """Sentences of a batch with their drafts, by source and target language."""
    found: dict[_Pair, dict[str, Entry]] = {}
    for number in range(min(tasks, _TASKS)):
        name = f"{drafting.STAGE}/{number}.answers"
        for source, target, text, new, score, *_ in exchange.read_buckets(
            work, name, 0, chunks, chunks
        ):
            known = found.setdefault((source, target), {})
            if new and text not in known:
                draft = Draft.of("sample", score, text, new)
                known[text] = Entry(
                    msgid=text, msgstr=new, flags=("fuzzy",), comments=(draft.comment(),)
                )
    return {pair: [entries[text] for text in sorted(entries)] for pair, entries in found.items()}


@dataclass
class Checker:
    """Checks the catalogs of one pair of languages.

    ``sample`` are sentences of the batch. If there are enough, or if the document has no others,
    the findings in an entry depend on nothing else, so they are remembered.
    """

    layout: Layout
    source: Language
    target: Language
    sample: Sequence[Entry] = ()
    _context: Context | None = field(default=None, init=False)
    _known: dict[Hashable, list[Finding]] = field(default_factory=dict, init=False)

    def check(self, catalog: Catalog) -> dict[tuple[str | None, str], Checked]:
        """What the checks say about each entry of a document's catalog, by its key."""
        off = self.layout.configuration.checks_off
        if own := self._own(catalog):
            context = self._learned([*self.sample, *own])
            found = check_catalogs([catalog], context, off, processes=1)
        else:
            if self._context is None:
                with limits.paused():
                    self._context = self._learned(self.sample)
            found = check_catalogs([catalog], self._context, off, alone=self._remembered)
        return {one.entry.key: one for one in found}

    def _own(self, catalog: Catalog) -> list[Entry]:
        """The entries that are learned from besides a small sample: those that it hasn't."""
        if len(self.sample) >= _ENOUGH:
            return []
        sampled = {(one.msgid, one.msgstr) for one in self.sample}
        return [one for one in catalog.entries if (one.msgid, one.msgstr) not in sampled]

    def _learned(self, entries: Sequence[Entry]) -> Context:
        layout = self.layout
        listed = layout.configuration.listed
        return learn_context(entries, self.source, self.target, layout.glossary(), listed)

    def _remembered(self, entries: Sequence[Entry]) -> list[list[Finding]]:
        """The findings in some entries, each looked at by itself."""
        assert self._context is not None
        keys = [_key(one) for one in entries]
        new = {key: one for key, one in zip(keys, entries, strict=True) if key not in self._known}
        off = self.layout.configuration.checks_off
        fresh = dict(zip(new, check_entries([*new.values()], self._context, off), strict=True))
        found = [fresh[key] if key in fresh else self._known[key] for key in keys]
        if len(self._known) + len(fresh) > _MOST_REMEMBERED:
            self._known.clear()
        self._known |= fresh
        return found


def _key(entry: Entry) -> Hashable:
    """What the findings in an entry depend on: of its file only the format, by the suffix."""
    suffixes = tuple(map(_suffix, entry.references))
    return (
        entry.msgid, entry.context, entry.msgstr, entry.plural, entry.plurals, entry.flags,
        entry.extracted, entry.comments, suffixes,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _suffix(reference: str) -> str:
    return PurePosixPath(reference).suffix


class Checkers:
    """The checkers of the last pairs of languages. ``read`` is called once; it returns the samples
    of all.
    """

    def __init__(self, layout: Layout, read: Callable[[], Mapping[_Pair, list[Entry]]]) -> None:
        self._layout, self._read = layout, read
        self._samples: Mapping[_Pair, list[Entry]] | None = None
        self._known: OrderedDict[_Pair, Checker] = OrderedDict()

    def load(self) -> None:
        """Read the samples. Raises InputError if they are damaged, which is no document's fault."""
        if self._samples is None:
            self._samples = self._read()

    def between(self, source: Language, target: Language) -> Checker:
        """The checker of a pair, after `load`."""
        pair = source.tag, target.tag
        assert self._samples is not None
        checker = self._known.pop(pair, None)
        if checker is None:
            samples = self._samples.get(pair, [])
            checker = Checker(self._layout, source, target, samples)
        self._known[pair] = checker
        if len(self._known) > _MOST_CHECKERS:
            self._known.popitem(last=False)
        return checker

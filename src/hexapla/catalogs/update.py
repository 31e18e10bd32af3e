"""Bring a catalog up to date with its article, without losing a person's words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hexapla.catalogs.catalog import (
    SOURCE_HEADER,
    Catalog,
    Entry,
    context_after,
    follows,
    start_in,
)
from hexapla.catalogs.entry import State, has_words, is_a_persons
from hexapla.catalogs.extract import Template
from hexapla.catalogs.keyed import is_keyed, kin
from hexapla.catalogs.parts import parts
from hexapla.catalogs.provenance import (
    earlier,
    is_of_stale,
    is_written_for,
    remarks,
    written_for,
)
from hexapla.catalogs.signing import unsigned
from hexapla.catalogs.similarity import kinships, places
from hexapla.documents.document import is_too_long
from hexapla.errors import UsageError
from hexapla.languages import Language

__all__ = ["Changes", "update"]

_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """A catalog after an update, and the numbers of entries that changed.

    ``new`` sentences have no translation yet; ``stale`` ones got the words that a person wrote for
    an earlier wording; ``kept`` ones changed only in typography or markup, or have an earlier
    wording again, and kept their translation; ``revived`` ones came back; ``obsolete`` ones were
    removed and had a person's words; ``dropped`` ones were removed and had a machine's words or
    none.
    """

    catalog: Catalog
    new: int = 0
    stale: int = 0
    kept: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0

    @property
    def changed(self) -> bool:
        """Whether any entry was added, removed or moved to a different wording."""
        return any((self.new, self.stale, self.kept, self.revived, self.obsolete, self.dropped))


# How many old sentences that begin as a context says are looked at.
_MOST_ALIKE = 100


@dataclass(frozen=True)
class _Heirs:
    """Which entries inherit from which.

    ``legacies`` are, by new key, stale entries that still have the old one, and ``kept`` those
    whose text is right for the new one; ``reworded`` has for each
    old sentence the new one that its next neighbour now follows; ``given`` are the keys of the old
    entries whose words were passed on.
    """

    legacies: Mapping[_Key, Entry]
    kept: Mapping[_Key, Entry]
    reworded: Mapping[str, str]
    given: frozenset[_Key]

    @cached_property
    def olds(self) -> Sequence[str]:
        """The old sentences that were reworded, in order."""
        return sorted(self.reworded)


def update(
    catalog: Catalog,
    template: Template,
    is_known: Callable[[str], bool] = lambda msgid: False,
    *,
    keep_reviewed: bool = True,
) -> Changes:
    """The catalog with the template's entries, in the template's order.

    An entry whose sentence is unchanged keeps everything. With ``keep_reviewed``, so does one in
    whose sentence only typography, markup, code or an address changed. A reworded sentence gets the
    words that a person wrote for the old one, as a stale entry with its previous msgid. If a
    sentence was split, each part gets a part of the words; if several were merged, the result gets
    all of them. Words that only a machine wrote are dropped and drafted again. If a sentence is
    gone, a person's words stay as an obsolete entry and return with the sentence.

    ``is_known`` tells whether the memory has a translation of exactly this sentence: such a new
    sentence inherits nothing, because that translation is better than one of another sentence.
    """
    live = {entry.key: entry for entry in catalog.entries if not entry.obsolete}
    buried = {entry.key: entry for entry in catalog.entries if entry.obsolete}
    stays = all(e.key in live for e in template.entries)
    if not live or (stays and all(template.has(*key) for key in live)):
        heirs = _Heirs({}, {}, {}, frozenset())
    elif is_keyed(template.entries):
        heirs = _keyed_heirs(catalog, live, buried, template, keep_reviewed)
    else:
        heirs = _heirs(catalog, live, buried, template, is_known, keep_reviewed)
    variants = _variants(live, buried, heirs, template, catalog.has_title_case)

    entries: list[Entry] = []
    placed = dict(variants)  # strings with keys may have the same text: each variant is there once
    counts = dict.fromkeys(("new", "stale", "kept", "revived"), 0)
    for fresh in template.entries:
        key = fresh.key
        if key in live:
            entries.append(_refreshed(live[key], fresh))
        elif key in heirs.kept:
            entries.append(_refreshed(_with_earlier(heirs.kept[key], buried.get(key)), fresh))
            counts["kept"] += 1
        elif key in buried:
            entries.append(_revived(buried[key], fresh))
            counts["revived"] += 1
        elif key in heirs.legacies:
            entries.append(_stale(heirs.legacies[key], fresh))
            counts["stale"] += 1
        else:
            entries.append(fresh)
            counts["new"] += 1
        entries += [_revived(other, fresh) for _, other in placed.pop(fresh.msgid, ())]

    used = {e.key for e in template.entries} | heirs.given
    used |= {key for found in variants.values() for key, _ in found}
    left = [entry for key, entry in live.items() if key not in used]
    kept = [entry for entry in left if is_a_persons(entry)]
    used |= {entry.key for entry in entries}
    entries += [entry for key, entry in buried.items() if key not in used]
    entries += [_buried(entry) for entry in kept]
    return Changes(
        catalog.with_entries(entries), **counts, obsolete=len(kept), dropped=len(left) - len(kept)
    )


def _heirs(
    catalog: Catalog,
    live: Mapping[_Key, Entry],
    buried: Mapping[_Key, Entry],
    template: Template,
    is_known: Callable[[str], bool],
    keep_reviewed: bool,
) -> _Heirs:
    """Which new sentences inherit from which old ones."""
    from hexapla.catalogs.keeping import keep_all, restore_all

    old = [e for e in live.values() if e.context is None and e.plural is None]
    new = template.entries
    stays = {e.msgid for e in old if template.has(None, e.msgid)}
    leavers = [
        at for at, e in enumerate(old) if e.msgid not in stays and not is_too_long(*_texts(e))
    ]
    known = live.keys() | buried.keys()
    arrivals = [at for at, e in enumerate(new) if e.key not in known and not is_too_long(e.msgid)]
    pairs: list[tuple[Entry, Entry]] = []
    if keep_reviewed:
        # What is in use is newer than the obsolete text of a sentence that is back.
        returned = [e for e in new if e.key in buried]
        pairs = keep_all(
            [old[at] for at in leavers],
            [*(new[at] for at in arrivals), *returned],
            catalog.has_title_case,
        )
    left = [*(old[at] for at in leavers), *buried.values()]
    back = restore_all(left, [new[at] for at in arrivals], catalog.has_title_case)
    pairs = [(was, now) for was, now in pairs if now.msgid not in back]
    pairs += back.values()
    kept = {now.msgid: now for _, now in pairs}
    gone = {was.msgid for was, _ in pairs}
    leavers = [at for at in leavers if old[at].msgid not in gone]
    arrivals = [
        at
        for at in arrivals
        if new[at].msgid not in kept and not (leavers and is_known(new[at].msgid))
    ]
    found = kinships(
        places([_texts(e) for e in old], stays, leavers),
        places([(e.msgid,) for e in new], stays, arrivals),
        _joiner(catalog, SOURCE_HEADER),
    )
    return _inherited(
        [
            ([old[leavers[at]] for at in kin.old], [new[arrivals[at]] for at in kin.new])
            for kin in found
        ],
        pairs,
        catalog,
    )


def _keyed_heirs(
    catalog: Catalog,
    live: Mapping[_Key, Entry],
    buried: Mapping[_Key, Entry],
    template: Template,
    keep_reviewed: bool,
) -> _Heirs:
    """Which new strings inherit from which old ones, by their keys."""
    from hexapla.catalogs.keeping import keep_all

    # What a person added for a place inherits to no key.
    strings = {key: entry for key, entry in live.items() if start_in(entry.context) is None}
    found = kin(strings, buried, template.entries)
    pairs = [(was, was.edit(context=now.context)) for was, now in found.renamed]
    pairs += [(was, _doubtful(was).edit(context=now.context)) for was, now in found.doubtful]
    families: list[tuple[list[Entry], list[Entry]]] = []
    for was, now in found.reworded:
        same = keep_all([was], [now], catalog.has_title_case) if keep_reviewed else []
        pairs += same
        families += [] if same else [([was], [now])]
    if keep_reviewed:
        for was, now in found.returned:
            pairs += keep_all([was], [now], catalog.has_title_case)
    return _inherited(families, pairs, catalog)


def _doubtful(entry: Entry) -> Entry:
    """An entry whose words may be those of another one: nobody has approved them here."""
    if not has_words(entry):
        return entry
    return unsigned(entry).edit(flags=tuple(dict.fromkeys(["fuzzy", *entry.flags])))


def _inherited(
    families: Sequence[tuple[Sequence[Entry], Sequence[Entry]]],
    kept: Sequence[tuple[Entry, Entry]],
    catalog: Catalog,
) -> _Heirs:
    """What new sentences inherit. ``families`` are old and new sentences that are related, ``kept``
    old entries with the new ones that keep their texts.
    """
    from hexapla.catalogs.keeping import adapt, original_of

    title_case = catalog.has_title_case
    legacies: dict[_Key, Entry] = {}
    reworded = {was.msgid: now.msgid for was, now in kept}
    given = {was.key for was, _ in kept}
    for ancestors, children in families:
        reworded[ancestors[-1].msgid] = children[-1].msgid
        if any(map(has_words, ancestors)):
            originals = [original_of(entry, title_case) for entry in ancestors]
            found = _legacies(originals, len(children), catalog)
            if len(ancestors) == len(children) == 1:
                found = [adapt(found[0], children[0], title_case)]
            legacies |= dict(zip((child.key for child in children), found, strict=False))
            given |= {entry.key for entry in ancestors}
    return _Heirs(legacies, {now.key: now for _, now in kept}, reworded, frozenset(given))


def _texts(entry: Entry) -> tuple[str, ...]:
    return (entry.msgid,) if entry.previous is None else (entry.msgid, entry.previous)


def _legacies(ancestors: Sequence[Entry], children: int, catalog: Catalog) -> list[Entry]:
    """What each of several children inherits from one ancestor, or one child from several."""
    written = [entry for entry in ancestors if entry.msgstr]
    text = _joiner(catalog, "Language").join(entry.msgstr for entry in written)
    # Lokalize leaves the previous msgid of a text that was updated.
    sources = ((entry.previous if entry.fuzzy else None) or entry.msgid for entry in written)
    previous = _joiner(catalog, SOURCE_HEADER).join(dict.fromkeys(sources))
    flags = ("fuzzy", *dict.fromkeys(f for e in ancestors for f in e.flags if f != "fuzzy"))
    # The draft line is removed: it belongs to a different sentence, and a person has adopted its
    # words. The line that replaces it keeps the text stale if a tool loses the previous msgid.
    notes = dict.fromkeys(remarks(c for e in ancestors for c in e.comments))
    comments = (*notes, _recorded(written) or written_for(previous))
    first, *rest = parts(text, children)
    # Edited instead of created: an entry taken over whole keeps its lines.
    heir = ancestors[0].edit(
        msgstr=first,
        flags=flags,
        comments=comments,
        previous=previous,
        previous_context=None,
        previous_plural=None,
    )
    others = (
        Entry("", part, flags=flags, comments=comments[-1:], previous=previous) for part in rest
    )
    return [heir, *others]


def _recorded(written: Sequence[Entry]) -> str | None:
    """The line that says what a text was written for, if a tool has lost the sentence itself."""
    lines = (
        comment
        for entry in written
        if entry.state is State.STALE and entry.previous is None
        for comment in entry.comments
        if is_written_for(comment)
    )
    return next(lines, None)


def _joiner(catalog: Catalog, header: str) -> str:
    """What separates two sentences in the language that a header names."""
    try:
        return Language(catalog.headers.get(header, "")).joiner
    except UsageError:
        return " "


def _variants(
    live: Mapping[_Key, Entry],
    buried: Mapping[_Key, Entry],
    heirs: _Heirs,
    template: Template,
    title_case: bool,
) -> dict[str, list[tuple[_Key, Entry]]]:
    """The entries with a context that still applies, or applies again: by msgid, with their old
    keys.

    If the neighbour was reworded, the context follows the new wording; if the sentence itself was
    kept for another wording, so is its translation in a context.
    """
    out: dict[str, list[tuple[_Key, Entry]]] = {}
    taken = set(live)
    # What is in use first: it is newer than what is obsolete.
    for key, entry in (*live.items(), *buried.items()):
        context, msgid = key
        if start_in(context) is None:
            continue
        if not template.has(context, msgid):
            moved = None if entry.obsolete else _moved(entry, heirs, template, title_case)
            if moved is None or moved.key in taken:
                continue
            entry = _with_earlier(moved, buried.get(moved.key))
        elif entry.obsolete and key in taken:
            continue
        taken.add(entry.key)
        out.setdefault(entry.msgid, []).append((key, entry))
    return out


def _moved(entry: Entry, heirs: _Heirs, template: Template, title_case: bool) -> Entry | None:
    """An entry with a context in its new place, if there is one."""
    fresh = heirs.kept.get((None, heirs.reworded.get(entry.msgid, "")))
    if fresh is not None:
        from hexapla.catalogs.keeping import keep

        kept = keep(entry, fresh, title_case)
        if kept is None:
            return None
        entry = kept
    assert entry.context is not None
    if template.has(entry.context, entry.msgid):
        return entry
    context = _new_context(entry.context, entry.msgid, heirs, template)
    return None if context is None else entry.edit(context=context)


def _new_context(context: str, msgid: str, heirs: _Heirs, template: Template) -> str | None:
    start = start_in(context)
    if start is None:
        return None
    # In order, sentences with the same start are next to each other.
    at = bisect_left(heirs.olds, start)
    for old in heirs.olds[at : at + _MOST_ALIKE]:
        if not follows(context, old):
            break
        after = context_after(heirs.reworded[old])
        if template.has(after, msgid):
            return after
    return None


def _refreshed(entry: Entry, fresh: Entry) -> Entry:
    if entry.plural is not None and fresh.plural is None:
        entry = _singular(entry)
    if entry.state is State.REVIEWED and entry.msgid == fresh.msgid:
        entry = entry.edit(comments=tuple(c for c in entry.comments if not is_of_stale(c)))
    entry = entry.with_flags_preserved()
    return entry.edit(extracted=fresh.extracted, references=fresh.references)


def _singular(entry: Entry) -> Entry:
    """An entry of another program's catalog that was merged into this one, without its plural: the
    first form is a proposal, the others are in comments.
    """
    first, *others = dict.fromkeys(text for text in (entry.msgstr, *entry.plurals) if text) or [""]
    return entry.edit(
        msgstr=first,
        plural=None,
        plurals=(),
        previous_plural=None,
        flags=tuple(dict.fromkeys(["fuzzy", *entry.flags])) if first else entry.flags,
        comments=tuple(dict.fromkeys((*entry.comments, *map(earlier, others)))),
    )


def _with_earlier(entry: Entry, obsolete: Entry | None) -> Entry:
    """An entry with a comment line of the text that a person wrote earlier for its sentence."""
    if obsolete is None or not has_words(obsolete) or obsolete.msgstr == entry.msgstr:
        return entry
    return entry.edit(comments=(*entry.comments, earlier(obsolete.msgstr)))


def _revived(entry: Entry, fresh: Entry) -> Entry:
    return _refreshed(entry, fresh).edit(obsolete=False)


def _stale(legacy: Entry, fresh: Entry) -> Entry:
    previous = legacy.previous if legacy.previous != fresh.msgid else None
    return _refreshed(legacy, fresh).edit(msgid=fresh.msgid, previous=previous)


def _buried(entry: Entry) -> Entry:
    return entry.edit(obsolete=True, extracted=(), references=())

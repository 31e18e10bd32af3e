"""A catalog brought up to date with its article, without losing a person's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog, Draft, Entry
from hexapla.catalogs.extract import Template

__all__ = ["Changes", "update"]

# How alike (0 to 100, rapidfuzz's normalised InDel similarity) an old and a new sentence must be
# for the old translation to be offered for the new one; msgmerge's own threshold is 60, too.
SIMILAR = 60.0

_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """A catalog after an update, and what happened to its entries, as numbers.

    ``new`` sentences came without a translation; ``stale`` ones got the words a person wrote for
    an earlier wording; ``revived`` ones came back; ``obsolete`` ones left and had a person's
    words; ``dropped`` ones left and had a machine's or none.
    """

    catalog: Catalog
    new: int = 0
    stale: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0

    @property
    def changed(self) -> bool:
        """Whether any entry came, went or moved to another wording."""
        return any((self.new, self.stale, self.revived, self.obsolete, self.dropped))


def update(catalog: Catalog, template: Template) -> Changes:
    """The catalog with the template's entries, in the template's order.

    An entry whose sentence still stands keeps all it has. A reworded sentence gets the words
    that a person wrote for the old one, as a stale entry with its previous msgid; what only a
    machine wrote is left behind, to be drafted anew. Words of a person whose sentence is gone
    stay as an obsolete entry, and come back with the sentence.
    """
    live = {(e.context, e.msgid): e for e in catalog.entries if not e.obsolete}
    buried = {(e.context, e.msgid): e for e in catalog.entries if e.obsolete}
    stays = {key for key in live if template.has(*key)}
    leavers = [entry for key, entry in live.items() if key not in stays]
    arrivals = [
        e.msgid for e in template.entries if (None, e.msgid) not in live.keys() | buried.keys()
    ]
    heirs = _pair(arrivals, [e for e in leavers if _has_words(e) and e.context is None])
    variants = _variants(live, buried, stays, template)

    entries: list[Entry] = []
    used: set[_Key] = set()
    counts = dict.fromkeys(("new", "stale", "revived"), 0)
    for fresh in template.entries:
        key = (None, fresh.msgid)
        if key in live:
            entries.append(_refreshed(live[key], fresh))
        elif key in buried:
            entries.append(_revived(buried[key], fresh))
            used.add(key)
            counts["revived"] += 1
        elif fresh.msgid in heirs:
            entries.append(_stale(heirs[fresh.msgid], fresh))
            counts["stale"] += 1
        else:
            entries.append(fresh)
            counts["new"] += 1
        for other in variants.get(fresh.msgid, ()):
            entries.append(_revived(other, fresh))
            used.add((other.context, other.msgid))

    inherited = {(e.context, e.msgid) for e in heirs.values()}
    left = [e for e in leavers if (e.context, e.msgid) not in inherited]
    kept = [e for e in left if _has_words(e) or _is_annotated(e)]
    entries += [e for key, e in buried.items() if key not in used]
    entries += [_buried(entry) for entry in kept if (entry.context, entry.msgid) not in buried]
    return Changes(
        catalog.with_entries(entries), **counts, obsolete=len(kept), dropped=len(left) - len(kept)
    )


def _variants(
    live: Mapping[_Key, Entry], buried: Mapping[_Key, Entry], stays: set[_Key], template: Template
) -> dict[str, list[Entry]]:
    """The entries with a context that still stand, or stand again, by msgid."""
    out: dict[str, list[Entry]] = {}
    for key, entry in {**buried, **live}.items():
        context, msgid = key
        if context is not None and (key in stays or template.has(context, msgid)):
            out.setdefault(msgid, []).append(entry)
    return out


def _pair(arrivals: Sequence[str], leavers: Sequence[Entry]) -> dict[str, Entry]:
    """Which new sentence inherits which old entry: the most similar pairs first, each once."""
    if not arrivals or not leavers:
        return {}
    from rapidfuzz import fuzz, process

    old = [entry.previous or entry.msgid for entry in leavers]
    pairs = [
        (-score, where, at, msgid)
        for where, msgid in enumerate(arrivals)
        for _, score, at in process.extract(
            msgid, old, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=5
        )
    ]
    heirs: dict[str, Entry] = {}
    taken: set[int] = set()
    for _, _, at, msgid in sorted(pairs):
        if msgid not in heirs and at not in taken:
            heirs[msgid] = leavers[at]
            taken.add(at)
    return heirs


def _has_words(entry: Entry) -> bool:
    """Whether a person wrote or approved the text."""
    return bool(entry.msgstr or any(entry.plurals)) and not entry.by_machine


def _is_annotated(entry: Entry) -> bool:
    """Whether a person left a comment on it, or set it apart with a context."""
    return entry.context is not None or bool(_without_draft(entry.comments))


def _without_draft(comments: Iterable[str]) -> tuple[str, ...]:
    return tuple(comment for comment in comments if Draft.parse(comment) is None)


def _refreshed(entry: Entry, fresh: Entry) -> Entry:
    return entry.edit(extracted=fresh.extracted, references=fresh.references)


def _revived(entry: Entry, fresh: Entry) -> Entry:
    return _refreshed(entry, fresh).edit(obsolete=False)


def _stale(old: Entry, fresh: Entry) -> Entry:
    previous = old.previous or old.msgid
    # The draft line goes: it is of another sentence, and a person has taken its words over.
    return fresh.edit(
        msgstr=old.msgstr,
        flags=("fuzzy", *(flag for flag in old.flags if flag != "fuzzy")),
        comments=_without_draft(old.comments),
        previous=previous if previous != fresh.msgid else None,
    )


def _buried(entry: Entry) -> Entry:
    return entry.edit(obsolete=True, extracted=(), references=())

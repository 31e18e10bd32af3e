"""Merge two versions of a catalog entry by entry, as a git merge driver."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.from_template import with_other_plural
from hexapla.catalogs.plural_forms import form_count
from hexapla.catalogs.provenance import is_provenance, note_lines, remarks
from hexapla.catalogs.succession import at_heir, heirs
from hexapla.errors import InputError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.message import msg
from hexapla.programs import git

__all__ = ["Merged", "merge", "merge_files", "register"]

_ATTRIBUTES = "*.po merge=hexapla"
# If the program is gone, or can't read one of the versions, git's own merge leaves conflict marks.
# Without them, `git add` would drop the other side. 1 is a conflict of two entries, which has been
# written, but also Python's code if Hexapla isn't installed any more.
_DRIVER = (
    "{program} merge-po %O %A %B %P; done=$?; "
    "if [ $done = 0 ] || {{ [ $done = 1 ] && {program} --version >/dev/null 2>&1; }}; "
    "then exit $done; fi; git merge-file %A %O %B"
)

_Key = tuple[str | None, str]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged catalog, and the entries that two people translated differently.

    Those keep our text, fuzzy, with the other text in a comment.
    """

    catalog: Catalog
    conflicts: tuple[Entry, ...] = ()


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Merge the changes of both sides.

    A change on one side is taken, of an entry's words, of its state and of its comments. If both
    changed its words, a person's win over a machine's and over a deletion; if they wrote the same,
    an approval wins over none. If a sentence or its key has changed on one side, what the other
    side wrote goes to the new entry, too. The order is ours; entries that only they have come after
    the entry that they followed there.
    """
    before, mine, other = (
        {entry.key: entry for entry in catalog.entries} for catalog in (base, ours, theirs)
    )
    order = _order(list(mine), list(other))
    _follow(base, (ours, mine), (theirs, other), before)
    alike = (ours.encoding, ours.newline) == (theirs.encoding, theirs.newline)
    entries: list[Entry] = []
    conflicts: list[Entry] = []
    for key in order:
        was, my, their = before.get(key), mine.get(key), other.get(key)
        if their is not None and my is None:
            their = replace(their, gap=None, verbatim=their.verbatim if alike else None)
        if my == their or their == was:
            entry = my
        elif my == was:
            entry = their if my is None or their is None else _changed(my, their)
        elif my is None or their is None:
            entry = my or their
        else:
            was = was or Entry(my.msgid, context=my.context)
            entry, clash = _both(*_alike(was, my, their, form_count(ours.headers)))
            conflicts += [entry] if clash else []
        entries += [entry] if entry is not None else []
    merged = ours.with_entries(entries).with_headers(_headers(base, ours, theirs))
    return Merged(_with_remarks(merged, base, theirs), tuple(conflicts))


def _follow(
    base: Catalog,
    ours: tuple[Catalog, dict[_Key, Entry]],
    theirs: tuple[Catalog, dict[_Key, Entry]],
    before: dict[_Key, Entry],
) -> None:
    """Give each entry that follows another one on one side what it follows: in ``before`` the old
    entry, on the other side what became of that there.
    """
    sides = ours, theirs
    found = [heirs(base, catalog) for catalog, _ in sides]
    were = dict(before)
    for at, (_, there) in enumerate(reversed(sides)):
        for key, heir in found[at].items():
            other = found[1 - at].get(key) or there.get(key)
            if other is None or other == were[key] or heir.key in before:
                continue
            move = partial(at_heir, heir=heir, title_case=base.has_title_case)
            before[heir.key] = move(were[key])
            there.setdefault(heir.key, move(other))


def _with_remarks(ours: Catalog, base: Catalog, theirs: Catalog) -> Catalog:
    """Our catalog with the other side's comments of the header and after the last entry."""
    header, tail = ours.header, ours.tail
    if header is not None and theirs.header is not None:
        before = base.header.comments if base.header is not None else ()
        comments = tuple(_union(before, header.comments, theirs.header.comments))
        header = header.edit(comments=comments)
    lines = _union(*(one.tail.splitlines() for one in (base, ours, theirs)))
    if lines != tail.splitlines():
        tail = "".join(f"{line}{ours.newline}" for line in lines)
    return replace(ours, header=header, tail=tail)


def _order(ours: Sequence[_Key], theirs: Sequence[_Key]) -> list[_Key]:
    """Our keys in our order, with theirs after the key that they follow there."""
    known = set(ours)
    followers: dict[_Key | None, list[_Key]] = {}
    anchor: _Key | None = None
    for key in theirs:
        if key in known:
            anchor = key
        else:
            followers.setdefault(anchor, []).append(key)
    out = list(followers.get(None, ()))
    for key in ours:
        out += (key, *followers.get(key, ()))
    return out


def _changed(mine: Entry, theirs: Entry) -> Entry:
    """Their version of one of our entries, in our place."""
    return replace(theirs, gap=mine.gap, verbatim=None)


def _alike(was: Entry, my: Entry, their: Entry, forms: int) -> tuple[Entry, Entry, Entry]:
    """The entries with the same msgid_plural, if one side has changed it: the texts of the other
    one are no longer for what the message is now.
    """
    plural = _one(was.plural, my.plural, their.plural)
    mine, others, before = (
        one if one.plural == plural else with_other_plural(one, plural, forms)
        for one in (my, their, was)
    )
    return before, mine, others


def _both(was: Entry, my: Entry, their: Entry) -> tuple[Entry, bool]:
    """An entry that both sides changed, and whether two people contradict each other."""
    chosen, clash = _words(was, my, their)
    source = _staler(was, my, their, chosen)
    comments = _union(remarks(was.comments), remarks(my.comments), remarks(their.comments))
    if clash:
        text = " | ".join([their.msgstr, *their.plurals] if their.plurals else [their.msgstr])
        said = note_lines(f"theirs: {text}")
        known = set(comments)
        comments += [line for line in said if line not in known]
    lines = [*comments, *(comment for comment in chosen.comments if is_provenance(comment))]
    wanted, mine = set(lines), set(my.comments)
    ordered = [line for line in my.comments if line in wanted]
    flags = [flag for flag in _union(was.flags, my.flags, their.flags) if flag != "fuzzy"]
    return my.edit(
        msgstr=chosen.msgstr,
        plurals=chosen.plurals,
        flags=tuple(["fuzzy", *flags] if clash or chosen.fuzzy else flags),
        comments=(*ordered, *(line for line in lines if line not in mine)),
        previous=source.previous,
        previous_context=source.previous_context,
        previous_plural=source.previous_plural,
        obsolete=my.obsolete and their.obsolete,
        extracted=_one(was.extracted, my.extracted, their.extracted),
        references=_one(was.references, my.references, their.references),
    ), clash


def _words(was: Entry, my: Entry, their: Entry) -> tuple[Entry, bool]:
    """Whose text to take, and whether that drops what another person wrote."""
    if _said(my) == _said(their):
        return _judgement(was, my, their), False
    if _said(their) == _said(was) and their.fuzzy == was.fuzzy:
        return my, False
    if _said(my) == _said(was) and my.fuzzy == was.fuzzy:
        return their, False
    if not _by_person(their):
        return my, False
    if not _by_person(my):
        return their, False
    return my, True


def _judgement(was: Entry, my: Entry, their: Entry) -> Entry:
    """Whose state to take for the same words: that of the side that changed it."""
    if _said(my) == _said(was) and my.fuzzy != their.fuzzy:
        return my if their.fuzzy == was.fuzzy else their
    return their if my.fuzzy and not their.fuzzy else my


def _staler(was: Entry, my: Entry, their: Entry, chosen: Entry) -> Entry:
    """The entry that says for which sentence the chosen text was written."""
    same = chosen.fuzzy and my.fuzzy and their.fuzzy and _said(my) == _said(their)
    return their if same and _written_for(my) == _written_for(was) else chosen


def _written_for(entry: Entry) -> tuple[str | None, ...]:
    return entry.previous, entry.previous_context, entry.previous_plural


def _said(entry: Entry) -> tuple[str, tuple[str, ...]]:
    return entry.msgstr, entry.plurals


def _by_person(entry: Entry) -> bool:
    return bool(entry.msgstr or any(entry.plurals)) and not entry.by_machine


def _union(was: Iterable[str], my: Iterable[str], their: Iterable[str]) -> list[str]:
    """What both sides have, plus what either added, minus what either removed."""
    ours, others = list(my), list(their)
    before, known, known_there = set(was), set(ours), set(others)
    kept = [one for one in ours if one in known_there or one not in before]
    return [*kept, *(one for one in others if one not in known and one not in before)]


def _one(was: _T, my: _T, their: _T) -> _T:
    return their if my == was else my


def _headers(base: Catalog, ours: Catalog, theirs: Catalog) -> dict[str, str]:
    """The header fields to take from the other side: those only it changed, and the later date."""
    taken: dict[str, str] = {}
    for name, value in theirs.headers.items():
        mine = ours.headers.get(name)
        dated = name == "PO-Revision-Date" and mine is not None and value > mine
        if mine != value and (dated or mine == base.headers.get(name)):
            taken[name] = value
    return taken


def merge_files(base: Path, ours: Path, theirs: Path, name: str = "") -> Merged:
    """Merge three files and write the result over ours, as git expects from a merge driver.

    ``name`` is how messages refer to the file. Raises InputError, and leaves ours unchanged, if one
    of them is not a catalog.
    """
    catalogs = [Catalog.parse(read_bytes(path), name or str(path)) for path in (base, ours, theirs)]
    merged = merge(*catalogs)
    write_bytes(ours, merged.catalog.dump())
    return merged


def register(folder: Path, *, dry_run: bool = False) -> list[Path]:
    """Configure git to merge the catalogs of a folder entry by entry; returns the files written.

    Raises UsageError if the folder is not in a git repository, or git is not installed.
    """
    inside = _git(folder, "rev-parse", "--git-path", "config")
    path = folder / ".gitattributes"
    lines = (
        read_bytes(path).decode("utf-8", "surrogateescape").splitlines() if path.exists() else []
    )
    written = [folder / inside]
    if _ATTRIBUTES not in lines:
        written.insert(0, path)
    if not dry_run:
        text = "\n".join([*lines, _ATTRIBUTES]) + "\n"
        if _ATTRIBUTES not in lines:
            write_bytes(path, text.encode("utf-8", "surrogateescape"), within=folder)
        _git(folder, "config", "merge.hexapla.name", "merge catalogs entry by entry (Hexapla)")
        _git(folder, "config", "merge.hexapla.driver", _driver())
    return written


def _driver() -> str:
    """The driver, with the path of this Python: git may be run without it in PATH."""
    return _DRIVER.format(program=f"{shlex.quote(sys.executable)} -P -m hexapla")


def _git(folder: Path, *words: str) -> str:
    there = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    done = git(there, *words)
    if done is None:
        raise UsageError(msg("git is not installed"), hint=msg("install it, or leave --git out"))
    if done.returncode == 128:
        raise UsageError(
            msg("not in a git repository"), where=str(folder), hint=msg("run git init first")
        )
    if done.returncode:
        message = msg(
            "git can't be configured: {stderr}",
            stderr=done.stderr.decode("utf-8", "replace").strip(),
        )
        raise InputError(message, where=str(folder), hint=msg("check the repository's settings"))
    return os.fsdecode(done.stdout).strip()

"""Catalogs as polib's objects, for scripts that use polib, and compiled by it to ``.mo``.

polib can't hold everything that a catalog does: the layout of the file (how strings are folded,
blank lines, line ends, a byte order mark, the charset), sticky flags (``#=``), comments after the
last entry, an empty comment where it is the only one, and in the header anything but its fields,
its ``#`` comments and ``fuzzy``. `from_polib` copies those from its parameter ``base``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polib

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.lazy import lazy_re

__all__ = ["compile_mo", "from_polib", "to_polib"]

_PLACE = lazy_re(r"(.+):(\d+)", re.DOTALL)


def to_polib(catalog: Catalog) -> polib.POFile:
    """The catalog as a new ``POFile``, with all its entries in order."""
    file = polib.POFile(encoding="utf-8")
    file.metadata = dict(catalog.headers)
    if catalog.header is not None:
        file.metadata_is_fuzzy = catalog.header.fuzzy
        file.header = "\n".join(catalog.header.comments)
    file.extend(_to_entry(entry) for entry in catalog.entries)
    return file


def from_polib(file: polib.POFile, base: Catalog | None = None) -> Catalog:
    """The catalog that a ``POFile`` holds.

    With ``base``, the catalog that the file was made from, an entry that the script did not change
    stays as it is in ``base``, byte for byte, and a changed one keeps what polib can't hold.
    Without it the result is a new catalog in UTF-8. Raises ValueError for two entries with the
    same msgctxt and msgid.
    """
    known = {entry.key: entry for entry in base.entries} if base is not None else {}
    entries = []
    for one in file:
        fields = _fields(one)
        old = known.get((fields["context"], fields["msgid"]))
        if old is None:
            entries.append(Entry(**fields))
        else:
            before = _fields(_to_entry(old))
            entries.append(old.edit(**{k: v for k, v in fields.items() if v != before[k]}))
    return _with_header(base or Catalog.new({}), file).with_entries(entries)


def compile_mo(catalog: Catalog, include: Callable[[Entry], bool] | None = None) -> bytes:
    """The bytes of a ``.mo`` file, in UTF-8.

    ``include`` tells which translated entries to include; by default the reviewed ones, as msgfmt
    does. Like msgfmt, this leaves out the header's POT-Creation-Date, so that a new template
    changes no compiled file.
    """
    include = include or (lambda entry: entry.state is State.REVIEWED)
    file = _Compiled(encoding="utf-8")
    header = catalog.with_headers({"Content-Type": "text/plain; charset=UTF-8"}).header
    file.text = _without_field(header, "POT-Creation-Date") if header is not None else ""
    for entry in catalog.entries:
        if entry.state not in (State.EMPTY, State.OBSOLETE) and include(entry):
            file.append(_to_message(entry))
    return bytes(file.to_binary())


class _Compiled(polib.POFile):  # type: ignore[misc]
    """A file with its header as text: polib's own class sorts the fields and drops the rest."""

    text = ""

    def metadata_as_entry(self) -> polib.POEntry:
        return polib.POEntry(msgid="", msgstr=self.text)


def _to_message(entry: Entry) -> polib.POEntry:
    """An entry as a key and a value of a ``.mo`` file.

    polib can make these itself, but treats an empty context or plural as a missing one.
    """
    key, value = entry.msgid, entry.msgstr
    if entry.context is not None:
        key = f"{entry.context}\4{key}"
    if entry.plural is not None:
        key, value = f"{key}\0{entry.plural}", "\0".join(entry.plurals)
    return polib.POEntry(msgid=key, msgstr=value)


def _to_entry(entry: Entry) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr=entry.msgstr,
        msgctxt=entry.context,
        msgid_plural=entry.plural or "",
        msgstr_plural=dict(enumerate(entry.plurals)),
        obsolete=entry.obsolete,
        tcomment="\n".join(entry.comments),
        comment="\n".join(entry.extracted),
        occurrences=[_place(reference) for reference in entry.references],
        flags=list(entry.flags),
        previous_msgctxt=entry.previous_context,
        previous_msgid=entry.previous,
        previous_msgid_plural=entry.previous_plural,
        linenum=entry.line or None,
    )


def _fields(one: polib.POEntry) -> dict[str, Any]:
    """The fields of an `Entry` that polib holds."""
    plurals: Mapping[int, str] = one.msgstr_plural
    return {
        "msgid": one.msgid,
        "msgstr": one.msgstr,
        "context": one.msgctxt,
        "plural": one.msgid_plural if one.msgid_plural or plurals else None,
        "plurals": tuple(plurals[index] for index in sorted(plurals)),
        "obsolete": bool(one.obsolete),
        "comments": _lines(one.tcomment),
        "extracted": _lines(one.comment),
        "references": tuple(f"{path}:{line}" if line else path for path, line in one.occurrences),
        "flags": tuple(one.flags),
        "previous_context": one.previous_msgctxt,
        "previous": one.previous_msgid,
        "previous_plural": one.previous_msgid_plural,
    }


def _place(reference: str) -> tuple[str, str]:
    found = _PLACE.fullmatch(reference)
    return (found[1], found[2]) if found else (reference, "")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _with_header(catalog: Catalog, file: polib.POFile) -> Catalog:
    """A catalog with the header fields, comments and fuzziness of a polib file."""
    before = to_polib(catalog)
    changed = {k: v for k, v in file.metadata.items() if before.metadata.get(k) != v}
    if changed.keys() - {"Content-Type"}:
        catalog = catalog.with_headers({k: v for k, v in changed.items() if k != "Content-Type"})
    header = catalog.header or Entry("")
    for name in before.metadata.keys() - file.metadata.keys() - {"Content-Type"}:
        header = header.edit(msgstr=_without_field(header, name))
    if file.header != before.header:
        header = header.edit(comments=_lines(file.header))
    if bool(file.metadata_is_fuzzy) != bool(before.metadata_is_fuzzy):
        others = tuple(flag for flag in header.flags if flag != "fuzzy")
        header = header.edit(flags=("fuzzy", *others) if file.metadata_is_fuzzy else others)
    return replace(catalog, header=header)


def _without_field(header: Entry, name: str) -> str:
    """A header's text without a field."""
    lines = header.msgstr.split("\n")
    return "\n".join(line for line in lines if line.partition(":")[0].strip() != name)

"""The output of a batch: a folder with a manifest, which also says whether a run can go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from itertools import count
from pathlib import Path
from typing import Any

from hexapla.batch import exchange
from hexapla.batch.assembling import STAGE, changed
from hexapla.batch.job import Job
from hexapla.batch.places import LocalPlace, Place, open_place
from hexapla.errors import InputError, UsageError
from hexapla.lazy import lazy_re
from hexapla.message import joined, msg
from hexapla.publication.paths import PUBLISHED, is_within

__all__ = ["FAILURES", "MANIFEST", "SCHEMA", "begin", "finish", "refuse_input", "work_in"]

MANIFEST = "manifest.json"
FAILURES = "failures.jsonl"
SCHEMA = "hexapla.batch-output/1"
_WORK = ".batch"
_CHECKSUM = "checksum"
# Not in the manifest, which is the same for equal runs: this has the times of the input's files.
_MADE_OF = ".made-of.json"
_BEGUN = frozenset([PUBLISHED, _MADE_OF])
_FOLDERS = ("documents", "segments", "editions", "review")
_SHARD = lazy_re(r"(?:documents|segments)/part-\d{6}\.(?:jsonl|parquet)")
_NOTE = b"Written by translate batch. Nothing in this folder is an article.\n"
_WORDS = {
    "input": msg("the input"),
    "languages": msg("the languages"),
    "options": msg("the options"),
    "settings": msg("the settings of the publication"),
    "glossary": msg("the glossary"),
    "memory": msg("the memory"),
    "program": msg("Hexapla or an installed package"),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """An output that is ready to be written. ``complete`` is its manifest if nothing is left.

    ``aside`` is where files of the earlier output are that somebody has changed, "" if there are
    none.
    """

    complete: Mapping[str, Any] | None = None
    resumed: bool = False
    aside: str = ""


def work_in(output: str, folder: str = "") -> str:
    """The work folder of an output: in the output, or in a ``folder`` that others may use, too."""
    if not folder:
        return f"{output.rstrip('/')}/{_WORK}"
    own = blake2b(output.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{folder.rstrip('/')}/{_WORK}-{own}"


def begin(job: Job, made_of: Mapping[str, str], *, restart: bool) -> Begun:
    """Prepare the output: new, or as an earlier run has left it. With ``restart`` that is removed,
    except files that were changed since they were written, which are moved to another folder.

    ``made_of`` is what the result depends on. Raises UsageError if an earlier run was made of
    something else, if there are files of others, and if the output would contain the input.
    """
    place = open_place(job.output)
    manifest = _read(place, restart=restart)
    names = set(place.names(""))
    if manifest is None and not _is_begun(names):
        raise UsageError(
            msg("is not an output of translate batch"),
            where=place.shown(),
            hint=msg("name a new folder"),
        )
    for folder in (*_FOLDERS, _WORK):
        if place.is_link(folder):
            raise UsageError(
                msg("is a link to another folder"),
                where=place.shown(folder),
                hint=msg("replace it by a folder, or name another folder for the output"),
            )
    aside = ""
    if manifest is not None and restart:
        aside = _clear(place, manifest, open_place(job.work))
        manifest = None
    if manifest is None:
        open_place(job.work).remove("")
        place.write(PUBLISHED, _NOTE)
        place.write(_MADE_OF, f"{json.dumps(made_of, indent=2)}\n".encode())
        _write(place, {"schema": SCHEMA, "complete": False})
        return Begun(aside=place.shown(aside) if aside else "")
    _compare(place, made_of)
    if manifest.get("complete"):
        _refuse_changed(place, manifest)
        open_place(job.work).remove("")
    return Begun(manifest if manifest.get("complete") else None, resumed=True)


def _is_begun(names: set[str]) -> bool:
    """Whether a folder has nothing but what a run that ended at once has left, if anything."""
    # A run writes the mark first: a work folder without it is somebody's own.
    return names <= _BEGUN or (PUBLISHED in names and names <= {*_BEGUN, _WORK})


def _refuse_changed(place: Place, manifest: Mapping[str, Any]) -> None:
    """Raise UsageError if a complete output hasn't the files any more that its manifest lists."""
    found = manifest.get("files")
    if path := changed(place, found if isinstance(found, dict) else {}):
        raise UsageError(
            msg("isn't as translate batch has written it"),
            where=place.shown(path),
            hint=msg("use --restart to replace it, or name another folder"),
        )


def finish(job: Job, facts: Mapping[str, Any]) -> None:
    """Write the manifest of a complete output, and remove the work folder."""
    _write(open_place(job.output), {"schema": SCHEMA, "complete": True, **facts})
    open_place(job.work).remove("")


def _clear(place: Place, manifest: Mapping[str, Any], work: Place) -> str:
    """Remove what an earlier run has written, and return the name of a new folder for the rest: for
    files that it hasn't written or that somebody has changed, such as catalogs with reviewed texts.
    """
    written = _written(manifest, work)
    # If this ends in the middle, the next run can still tell which files are unchanged.
    _write(place, {"schema": SCHEMA, "complete": False, "files": written})
    taken = place.names("")
    aside = next(name for n in count(1) if (name := f"changed-{n}") not in taken)
    moved = False
    for folder in _FOLDERS:
        for name in list(place.below(folder)):
            if _SHARD.fullmatch(name):
                continue
            data = place.read(name)
            if written.get(name) != sha256(data).hexdigest():
                place.move(name, f"{aside}/{name}")
                moved = True
        place.remove(folder)
    place.remove(FAILURES)
    return aside if moved else ""


def _written(manifest: Mapping[str, Any], work: Place) -> dict[str, str]:
    """The digests of the files that an earlier run has written, complete or not."""
    found = manifest.get("files")
    written: dict[str, str] = dict(found) if isinstance(found, dict) else {}
    for name in work.names(STAGE):
        try:
            written |= exchange.read_record(work, f"{STAGE}/{name}")["files"]
        except (InputError, KeyError, TypeError):
            continue
    return written


def _read(place: Place, *, restart: bool) -> Mapping[str, Any] | None:
    """The manifest of an output; None if there is none. With ``restart``, nothing in a damaged one
    is believed. Otherwise that raises InputError, as the manifest of anything else does.
    """
    if not place.is_file(MANIFEST):
        return None
    try:
        found = json.loads(place.read(MANIFEST))
        if found["schema"] != SCHEMA:
            raise ValueError
        manifest: dict[str, Any] = found
        is_sound = manifest.pop(_CHECKSUM, None) == _checksum(manifest)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            msg("is not the manifest of translate batch"),
            where=place.shown(MANIFEST),
            hint=msg("name another folder"),
        ) from None
    if is_sound:
        return manifest
    if restart:
        return {}
    raise InputError(
        msg("is damaged"),
        where=place.shown(MANIFEST),
        hint=msg("use --restart to replace it, or name another folder"),
    )


def _write(place: Place, manifest: Mapping[str, Any]) -> None:
    sealed = {**manifest, _CHECKSUM: _checksum(manifest)}
    text = json.dumps(sealed, indent=2, ensure_ascii=False)
    place.write(MANIFEST, f"{text}\n".encode("utf-8", "backslashreplace"))


def _checksum(manifest: Mapping[str, Any]) -> str:
    """A digest of what a manifest says."""
    return sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _compare(place: Place, now: Mapping[str, str]) -> None:
    try:
        before = dict(json.loads(place.read(_MADE_OF)))
    except (ValueError, TypeError, RecursionError):
        before = {}
    changed = [words for name, words in _WORDS.items() if before.get(name) != now.get(name)]
    if changed:
        raise UsageError(
            msg("is of an earlier run; changed since: {changed}", changed=joined(changed)),
            where=place.shown(),
            hint=msg("use --restart to replace it, or name another folder"),
        )


def refuse_input(job: Job) -> None:
    """Raise UsageError if the output can't be a folder, or would contain the input."""
    place, source = open_place(job.output), open_place(job.input)
    if not (isinstance(place, LocalPlace) and isinstance(source, LocalPlace)):
        return
    output, given = Path(place.url).resolve(), Path(source.url).resolve()
    if output.exists() and not output.is_dir():
        raise UsageError(
            msg("is a file"), where=place.shown(), hint=msg("name a folder for the output")
        )
    if is_within(given, output):
        raise UsageError(
            msg("contains the input"),
            where=place.shown(),
            hint=msg("name another folder for the output"),
        )

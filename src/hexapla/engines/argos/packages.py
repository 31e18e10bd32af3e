"""Argos packages on this machine: those installed, and how others come and go.

The folder is the one that Argos Translate uses, so that both programs see the same packages. A
package is a zip file with one folder in it: ``metadata.json``, ``model/`` (CTranslate2), and
``sentencepiece.model`` or ``bpe.model``. Format: argostranslate 1.11, ``package.py``.

Models of other makers (see ``foreign``) lie there in the same shape, with the type "ctranslate2"
that Argos Translate passes over; their metadata have ``source_prefix`` and ``source_suffix``, and
``target.model`` is there where the translation has a SentencePiece model of its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hexapla.engines.argos import archives, digests
from hexapla.engines.engine import Pair
from hexapla.errors import EngineError, InputError, UsageError
from hexapla.languages import Language

__all__ = [
    "Broken",
    "Installed",
    "broken",
    "folder_name",
    "identity",
    "install",
    "installed",
    "metadata",
    "of_pairs",
    "packages_directory",
    "parse_pair",
    "place",
    "remove",
    "version_key",
]

_MODEL = "model/model.bin"
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
# A BPE tokenizer is the only thing that argostranslate itself is needed for.
_BPE_LIBRARIES = ("argostranslate", "sacremoses")
_TYPES = ("translate", "ctranslate2")
# The keys of an Installed's tokens in its metadata.
_FIXES = ("target_prefix", "source_prefix", "source_suffix")
_MOST_METADATA = 2**20
_STAGE = ".hexapla-"


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in the packages folder.

    ``version`` is its own, without spaces. The others are tokens that its model wants, mostly
    none: ``prefix`` at the start of every translation, ``source_prefix`` and ``source_suffix``
    around every sentence.
    """

    pair: Pair
    version: str
    path: Path
    prefix: str = ""
    source_prefix: str = ""
    source_suffix: str = ""

    @property
    def name(self) -> str:
        """Pair and version: ``en→es 1.9``."""
        return f"{self.pair} {self.version}"

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())

    def check(self) -> str:
        """The digest; raises EngineError where files have changed, see `digests.check`."""
        return digests.check(self.path, self.name)


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder that looks like a package and can't translate, why, and what to do about it."""

    path: Path
    reason: str
    remedy: str = "remove the folder, or install it again"


def parse_pair(text: str) -> Pair:
    """The pair that a person means: ``en-es``, ``en→pt-BR``, ``en_pb``, ``zh-Hans-en``.

    Argos' own codes are understood. Raises UsageError for anything else.
    """
    halves = re.split(r"\s*(?:→|->|>|:)\s*", text.strip())
    if len(halves) == 1:
        # Lower-case parts of two or three letters begin a language: `en-pt-BR`, `zh-Hans-en`.
        halves = re.split(r"[-_](?=[a-z]{2,3}(?:[-_]|$))", halves[0])
    if len(halves) != 2:
        raise UsageError(
            f"{text!r} is not a pair of languages", hint="write it as en-es, or as en→pt-BR"
        )
    return Pair(*(Language.from_argos(half).tag for half in halves))


def packages_directory() -> Path:
    """Where Argos Translate keeps its packages, whether the folder exists or not.

    As ``argostranslate.settings`` has it: ``$ARGOS_PACKAGES_DIR``, or that key of its
    ``settings.json``, or ``argos-translate/packages`` in the user's data folder. The older
    ``ARGOS_PACKAGE_DIR`` and ``ARGOS_TRANSLATE_PACKAGE_DIR`` have no effect on either program.
    """
    named = os.environ.get("ARGOS_PACKAGES_DIR") or _argos_setting("ARGOS_PACKAGES_DIR")
    if named:
        return Path(named)
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "argos-translate" / "packages"


def installed() -> list[Installed]:
    """The packages that can translate, by pair, the newest of a pair first."""
    found = [one for folder in _folders() if isinstance(one := _read_folder(folder), Installed)]
    found.sort(key=lambda package: version_key(package.version), reverse=True)
    return sorted(found, key=lambda package: package.pair)


def of_pairs(texts: Iterable[str]) -> list[Installed]:
    """The installed packages of some pairs such as ``en-es``; all where no pair is named.

    Raises UsageError for what is not a pair, InputError for a pair that has no package.
    """
    found, wanted = installed(), [parse_pair(text) for text in texts]
    here = {package.pair for package in found}
    for pair in wanted:
        if pair not in here:
            raise InputError(
                f"no package for {pair} is installed", hint="see translate models list"
            )
    return [package for package in found if not wanted or package.pair in wanted]


def broken() -> list[Broken]:
    """The folders among the packages that can't translate though they should."""
    return [one for folder in _folders() if isinstance(one := _read_folder(folder), Broken)]


def install(
    path: Path, *, expected: str | None = None, trust: bool = False, link: str | None = None
) -> Installed:
    """Install a package from its ``.argosmodel`` file, in place of any other of its pair.

    Everything is checked before anything is written, the package appears in one step, and its
    digest is pinned. It must have that of the same version before it, and ``expected``, unless
    ``trust`` says that any will do; ``link`` is where it came from. Raises InputError, naming the
    file, where it is damaged, hostile, another or no package.
    """
    with archives.opened(path) as archive:
        pair, version = identity(_metadata(archive), str(path))
        missing = _missing_part(archive.members)
        if missing:
            raise InputError(f"is not an Argos package: {missing} is missing", where=str(path))
        return place(pair, version, archive.unpack, path, expected=expected, trust=trust, link=link)


def place(
    pair: Pair,
    version: str,
    fill: Callable[[Path], None],
    source: Path,
    *,
    expected: str | None = None,
    trust: bool = False,
    link: str | None = None,
) -> Installed:
    """Put a package in place of any other of its pair, in one step, and pin its digest.

    ``fill`` makes the package's folder, from ``source``, at the path that it is given; what it
    raises leaves all as it was. The others are as in `install`. Raises InputError where the
    package is another than it should be or can't translate here, or the packages folder can't be
    written.
    """
    directory = packages_directory()
    final = directory / folder_name(pair, version)
    with _staging(directory) as stage:
        fill(stage / "new")
        if isinstance(one := _read_folder(stage / "new"), Broken):
            raise InputError(f"can't translate: {one.reason}", where=str(source), hint=one.remedy)
        digest = digests.of_folder(stage / "new")
        if not trust:
            _hold(digest, expected, source)
            _hold(digest, digests.pinned_version(f"{pair} {version}"), source)
        replaced = {package.path for package in installed() if package.pair == pair}
        _swap(stage, final, replaced | ({final} if final.exists() else set()))
    package = _read_folder(final)
    assert isinstance(package, Installed), package
    digests.forget(replaced - {final})
    digests.pin(final, package.name, digest, link=link)
    return package


def remove(pair: Pair) -> list[Installed]:
    """Remove every package of a pair; returns what was removed.

    Raises EngineError where none is installed.
    """
    gone = [package for package in installed() if package.pair == pair]
    if not gone:
        raise EngineError(
            f"no package for {pair} is installed",
            hint="`translate models list` shows those that are",
        )
    with _staging(packages_directory()) as stage:
        for number, package in enumerate(gone):
            package.path.rename(stage / f"old-{number}")
    digests.forget(package.path for package in gone)
    return gone


def identity(metadata: Mapping[str, Any], where: str) -> tuple[Pair, str]:
    """The pair and the version that a package's metadata tell.

    Raises InputError, naming ``where``, when they are not those of a translation package.
    """
    if metadata.get("type", "translate") not in _TYPES:
        raise InputError(
            f"is a {metadata['type']!r} package, not a translation package", where=where
        )
    codes = [metadata.get("from_code"), metadata.get("to_code")]
    try:
        pair = Pair(*(Language.from_argos(str(code)).tag for code in codes))
    except UsageError:
        raise InputError(
            f"is not an Argos package: its languages are {codes[0]!r} and {codes[1]!r}", where=where
        ) from None
    return pair, re.sub(r"[^\w.+-]+", "-", str(metadata.get("package_version", ""))) or "0"


def metadata(path: Path) -> Mapping[str, Any]:
    """The metadata in a package's file; raises InputError where it is damaged or hostile."""
    with archives.opened(path) as archive:
        return _metadata(archive)


def version_key(version: str) -> tuple[int, ...]:
    """What versions are compared by: their numbers, `1.10` after `1.9`."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def folder_name(pair: Pair, version: str) -> str:
    """The folder of a package, spelt as Argos spells them: ``translate-en_es-1_9``.

    Never the name that an archive brings: it must not choose which package it replaces.
    """
    codes = (Language(tag).argos for tag in pair)
    return f"translate-{'_'.join(codes)}-{version.replace('.', '_')}"


def _hold(digest: str, expected: str | None, source: Path) -> None:
    if expected not in (None, digest):
        raise InputError(
            f"is not the expected package: its digest is {digest}, not {expected}",
            where=str(source),
            hint="don't use it unless you know why; `--trust` installs it anyway",
        )


def _argos_setting(key: str) -> str | None:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    value = _json_file(home / "argos-translate" / "settings.json").get(key)
    return value if isinstance(value, str) else None


def _json_file(path: Path) -> Mapping[str, Any]:
    try:
        return _json_object(path.read_bytes())
    except OSError:
        return {}


def _json_object(data: bytes) -> Mapping[str, Any]:
    """A JSON object, empty where the bytes are something else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _metadata(archive: archives.Archive) -> Mapping[str, Any]:
    member = archive.members.get("metadata.json")
    if member is None or member.file_size > _MOST_METADATA:
        where = str(archive.path)
        raise InputError("is not an Argos package: metadata.json is missing", where=where)
    return _json_object(archive.read("metadata.json"))


def _folders() -> list[Path]:
    directory = packages_directory()
    folders = sorted(directory.iterdir()) if directory.is_dir() else []
    return [folder for folder in folders if not folder.name.startswith(_STAGE) and folder.is_dir()]


def _read_folder(folder: Path) -> Installed | Broken | None:
    """The package in a folder; None where it holds none, but a sentence splitter or the like."""
    metadata = _json_file(folder / "metadata.json")
    if metadata.get("type", "translate") not in _TYPES or not any(folder.iterdir()):
        return None
    missing = _missing_part([one for one in (_MODEL, *_TOKENIZERS) if (folder / one).is_file()])
    if not metadata:
        return Broken(folder, "metadata.json is missing or damaged")
    if missing:
        return Broken(folder, f"{missing} is missing")
    if library := _missing_library(folder):
        reason = f"its tokenizer is BPE, which needs {library}"
        return Broken(folder, reason, "install Hexapla's extra: pip install 'hexapla[argos]'")
    try:
        pair, version = identity(metadata, str(folder))
    except InputError as error:
        return Broken(folder, error.message)
    tokens = (str(metadata.get(key) or "") for key in _FIXES)
    return Installed(pair, version, folder, *tokens)


def _missing_part(names: Collection[str]) -> str | None:
    if _MODEL not in names:
        return _MODEL
    return None if any(name in names for name in _TOKENIZERS) else " or ".join(_TOKENIZERS)


def _missing_library(folder: Path) -> str | None:
    """What a package's tokenizer needs and is not installed; None for SentencePiece."""
    if (folder / _TOKENIZERS[0]).is_file():
        return None
    return next((name for name in _BPE_LIBRARIES if find_spec(name) is None), None)


@contextmanager
def _staging(directory: Path) -> Iterator[Path]:
    """A folder to prepare in, beside the packages, for one process at a time."""
    from filelock import FileLock

    try:
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / f"{_STAGE}lock"):
            for left_behind in directory.glob(f"{_STAGE}*/"):
                shutil.rmtree(left_behind)
            stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=directory))
            try:
                # Argos Translate fails on any folder here that has no metadata.
                (stage / "metadata.json").write_text('{"type": "staging"}', encoding="utf-8")
                yield stage
            finally:
                shutil.rmtree(stage)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"can't be written: {reason}", where=str(directory)) from error


def _swap(stage: Path, final: Path, replaced: Collection[Path]) -> None:
    """Put ``stage/new`` in place of other folders; all stays as it was if that fails."""
    aside: dict[Path, Path] = {}
    try:
        for number, path in enumerate(replaced):
            aside[path] = path.rename(stage / f"old-{number}")
        (stage / "new").rename(final)
    except BaseException:
        for path, moved in aside.items():
            moved.rename(path)
        raise

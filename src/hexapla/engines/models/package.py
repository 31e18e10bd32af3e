"""One package of a model: what its folder or its file says, and whether it can translate.

A package is a zip file with one folder in it: ``metadata.json``, ``model/`` (CTranslate2), and
``sentencepiece.model`` or ``bpe.model``. Format: argostranslate 1.11, ``package.py``.

Argos Translate ignores packages of other types. Models from other projects (see ``foreign``) have
the same layout and the type "ctranslate2". Their metadata have ``source_prefix`` and
``source_suffix``, and there is a ``target.model`` if translations have their own SentencePiece
model. Mozilla's models have the type "firefox": ``model.bin``, ``vocab.spm`` or ``source.spm`` and
``target.spm``, and ``lex.bin``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hexapla.engines.engine import Pair
from hexapla.engines.models import archives, digests
from hexapla.errors import InputError, UsageError
from hexapla.files import opened
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = [
    "OTHER",
    "Broken",
    "Installed",
    "checked_name",
    "engine_of",
    "folder_name",
    "identity",
    "in_archive",
    "json_file",
    "metadata",
    "parse_pair",
    "read_folder",
    "version_key",
]

_MODEL = "model/model.bin"
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
# argostranslate itself is needed only for BPE tokenizers.
_BPE_LIBRARIES = ("argostranslate", "sacremoses")


@dataclass(frozen=True, slots=True)
class _Type:
    """A type of package: the engine that uses it, and its files, each with its alternatives."""

    engine: str
    files: tuple[tuple[str, ...], ...]


_ARGOS = _Type("argos", ((_MODEL,), _TOKENIZERS))
_TYPES = {
    "translate": _ARGOS,
    "ctranslate2": _ARGOS,
    "firefox": _Type("firefox", (("model.bin",), ("vocab.spm", "source.spm"))),
}
# The keys of an Installed's tokens in the metadata.
_FIXES = ("target_prefix", "source_prefix", "source_suffix")
_NO_VERSION = lazy_re(r"[^\w.+-]+")
_MOST_METADATA = 2**20
# In characters. Tokens are such as `__pt__` and `>>por_Latn<<`, licences such as `CC-BY-4.0`.
_LONGEST_VERSION, _LONGEST_TOKEN, _LONGEST_LICENCE = 100, 100, 100

OTHER = "name another package"
"""The hint of an error about a package."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in the packages folder, which ``engine`` translates with.

    ``version`` is its own, without spaces. ``licence`` is empty if the package doesn't name it. The
    others are tokens that its model expects, usually
    empty: ``prefix`` at the start of every translation, ``source_prefix`` and ``source_suffix``
    around every sentence.
    """

    pair: Pair
    version: str
    path: Path
    engine: str = "argos"
    licence: str = ""
    prefix: str = ""
    source_prefix: str = ""
    source_suffix: str = ""

    @property
    def name(self) -> str:
        """Pair and version: ``en→es 1.9``."""
        return f"{self.pair} {self.version}"

    @property
    def size(self) -> int:
        """The size of its files, in bytes."""
        return sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())

    def check(self) -> str:
        """Check its files and return the digest. Raises EngineError if they have changed, see
        `digests.check`.
        """
        return digests.check(self.path, self.name)


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder that looks like a package but can't translate, why, and what to do about it."""

    path: Path
    reason: str
    remedy: str = msg("remove the folder, or install it again")
    engine: str = "argos"


def read_folder(folder: Path) -> Installed | Broken | None:
    """The package in a folder; None if it has another type, such as a sentence splitter."""
    metadata = json_file(folder / "metadata.json")
    type_ = _type_of(metadata)
    if type_ is None or not any(folder.iterdir()):
        return None
    here = [name for names in type_.files for name in names if (folder / name).is_file()]
    if not metadata:
        return Broken(folder, msg("metadata.json is missing or damaged"))
    if missing := _missing_part(type_, here):
        return Broken(folder, msg("{missing} is missing", missing=missing), engine=type_.engine)
    if reason := _missing_library(type_, folder):
        remedy = msg(
            "install Hexapla's extra: pip install 'hexapla[{engine}]'", engine=type_.engine
        )
        return Broken(folder, reason, remedy, type_.engine)
    try:
        pair, version = identity(metadata, str(folder))
    except InputError as error:
        return Broken(folder, error.message, engine=type_.engine)
    tokens = [str(metadata.get(key) or "") for key in _FIXES]
    if any(not token.isprintable() or len(token) > _LONGEST_TOKEN for token in tokens):
        return Broken(folder, msg("metadata.json is missing or damaged"), engine=type_.engine)
    licence = str(metadata.get("licence") or "")
    licence = licence if len(licence) <= _LONGEST_LICENCE else f"{licence[:_LONGEST_LICENCE]}…"
    return Installed(pair, version, folder, type_.engine, licence, *tokens)


def parse_pair(text: str) -> Pair:
    """Parse a pair as a person writes it: ``en-es``, ``en→pt-BR``, ``en_pb``, ``zh-Hans-en``.

    Argos' own language codes are accepted. Raises UsageError for anything else.
    """
    halves = [half.strip() for half in re.split("→|->|>|:", text)]
    if len(halves) == 1:
        # A part of two or three lower-case letters begins a language: `en-pt-BR`, `zh-Hans-en`.
        halves = re.split(r"[-_](?=[a-z]{2,3}(?:[-_]|$))", halves[0])
    if len(halves) != 2:
        raise UsageError(
            msg("{text!r} is not a pair of languages", text=text),
            hint=msg("write it as en-es, or as en→pt-BR"),
        )
    return Pair(*(Language.from_argos(half).tag for half in halves))


def identity(metadata: Mapping[str, Any], where: str) -> tuple[Pair, str]:
    """The pair and the version in a package's metadata.

    Raises InputError, naming ``where``, if they are not those of a translation package: also if
    both languages are the same.
    """
    if _type_of(metadata) is None:
        raise InputError(
            msg("is a {metadata!r} package, not a translation package", metadata=metadata["type"]),
            where=where,
            hint=OTHER,
        )
    codes = [metadata.get("from_code"), metadata.get("to_code")]
    try:
        pair = Pair(*(Language.from_argos(str(code)).tag for code in codes))
    except UsageError:
        pair = None
    if pair is None or pair.source == pair.target:
        raise InputError(
            msg(
                "is not an Argos package: its languages are {codes!r} and {codes2!r}",
                codes=codes[0],
                codes2=codes[1],
            ),
            where=where,
            hint=OTHER,
        )
    version = _NO_VERSION.sub("-", str(metadata.get("package_version", ""))) or "0"
    if len(version) > _LONGEST_VERSION:
        raise InputError(
            msg("is not an Argos package: its version has {n:,} characters", n=len(version)),
            where=where,
            hint=OTHER,
        )
    return pair, version


def engine_of(metadata: Mapping[str, Any]) -> str:
    """The engine that uses the package with these metadata."""
    return (_type_of(metadata) or _ARGOS).engine


def in_archive(archive: archives.Archive) -> tuple[str, Pair, str]:
    """The engine, the pair and the version of a package in its file.

    Raises InputError, naming the file, if it is not a complete translation package.
    """
    where = str(archive.path)
    told = _metadata(archive)
    found = identity(told, where)
    missing = _missing_part(_type_of(told) or _ARGOS, archive.members)
    if missing:
        raise InputError(
            msg("is not an Argos package: {missing} is missing", missing=missing),
            where=where,
            hint=OTHER,
        )
    return engine_of(told), *found


def metadata(path: Path) -> Mapping[str, Any]:
    """The metadata in a package's file. Raises InputError if it is damaged or malicious."""
    with archives.opened(path) as archive:
        return _metadata(archive)


def version_key(version: str) -> tuple[int, ...]:
    """The sort key of a version: its numbers, so that `1.10` comes after `1.9`."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def folder_name(pair: Pair, version: str) -> str:
    """The folder name of a package, as Argos writes it: ``translate-en_es-1_9``.

    The name in the archive is never used: it must not choose which package is replaced. No two
    pairs have the same name, because a code has no ``-``: ``translate-en_es.419-1``.
    """
    codes = (Language(tag).argos.replace("-", ".") for tag in pair)
    return f"translate-{'_'.join(codes)}-{version.replace('.', '_')}"


def checked_name(folder: Path, pair: Pair, version: str | None) -> str:
    """The version of a model that is added from a folder, by default the folder's name.

    Raises UsageError if it has characters other than letters, digits and ``.+-_``, or if the
    languages of the pair are the same; InputError if there is no such folder.
    """
    if pair.source == pair.target:
        raise UsageError(
            msg(
                "the languages of the model are the same: {source} and {target}",
                source=pair.source,
                target=pair.target,
            ),
            hint=msg("name two languages: --from en --to es"),
        )
    if version and (_NO_VERSION.search(version) or len(version) > _LONGEST_VERSION):
        raise UsageError(
            msg("{version!r} can't be a model's name", version=version),
            hint=msg(
                "use at most {longest_version} letters, digits, and . + - _",
                longest_version=_LONGEST_VERSION,
            ),
        )
    if not folder.is_dir():
        raise InputError(msg("no such folder"), where=str(folder), hint=msg("check the spelling"))
    return version or _NO_VERSION.sub("-", folder.resolve().name)[:_LONGEST_VERSION]


def json_file(path: Path) -> Mapping[str, Any]:
    """The JSON object in a file; empty if the file can't be read or has anything else in it.

    Others may write to a folder of packages, so that it can be a pipe, or as large as they like.
    """
    try:
        with opened(path) as stream:
            data = stream.read(_MOST_METADATA + 1)
    except OSError:
        return {}
    return _json_object(data) if len(data) <= _MOST_METADATA else {}


def _json_object(data: bytes) -> Mapping[str, Any]:
    """Parse a JSON object; empty if the bytes are anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _metadata(archive: archives.Archive) -> Mapping[str, Any]:
    member = archive.members.get("metadata.json")
    if member is None or member.file_size > _MOST_METADATA:
        where = str(archive.path)
        message = msg("is not an Argos package: metadata.json is missing")
        raise InputError(message, where=where, hint=OTHER)
    return _json_object(archive.read("metadata.json"))


def _type_of(metadata: Mapping[str, Any]) -> _Type | None:
    """The type that a package's metadata name; None if it is not for translation."""
    return _TYPES.get(str(metadata.get("type", "translate")))


def _missing_part(type_: _Type, names: Collection[str]) -> str | None:
    """The first file that a package should have, with its alternatives; None if it has all."""
    wanted = (files for files in type_.files if not any(name in names for name in files))
    return next((" or ".join(files) for files in wanted), None)


def _missing_library(type_: _Type, folder: Path) -> str | None:
    """Why a package needs a library that is not installed; None if nothing is missing."""
    if type_.engine == "firefox":
        return None if find_spec("fxtranslate") else msg("it needs fxtranslate")
    if (folder / _TOKENIZERS[0]).is_file():
        return None
    missing = next((name for name in _BPE_LIBRARIES if find_spec(name) is None), None)
    return missing and msg("its tokenizer is BPE, which needs {missing}", missing=missing)

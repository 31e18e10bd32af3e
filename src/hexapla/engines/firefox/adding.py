"""Packages of Mozilla's models: from a folder of files, or from files that were downloaded."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from hexapla.engines.engine import Pair
from hexapla.engines.firefox.index import LICENCE, NAMES, is_complete
from hexapla.engines.firefox.lexicon import lexicon_of
from hexapla.engines.firefox.model import begins_like_model, check_file, prepared
from hexapla.engines.models import packages
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import Installed
from hexapla.engines.models.trial import in_child
from hexapla.errors import EngineError, InputError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["install", "install_downloaded", "model_files"]

_ZSTD = b"\x28\xb5\x2f\xfd"

# Files as Mozilla names them: model.enes.intgemm.alphas.bin, lex.50.50.enes.s2t.bin, vocab.enes.spm
_FILES = {
    NAMES["model"]: lazy_re(r"model.*\.bin"),
    NAMES["lex"]: lazy_re(r"lex.*\.bin"),
    NAMES["vocab"]: lazy_re(r"vocab.*\.spm"),
    NAMES["srcvocab"]: lazy_re(r"(srcvocab|source).*\.spm"),
    NAMES["trgvocab"]: lazy_re(r"(trgvocab|target).*\.spm"),
}


def model_files(folder: Path) -> dict[str, Path] | None:
    """The files of one of Mozilla's models in a folder, by their names in a package.

    None if it has no such model. Raises InputError if a file could be either of two.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = next((one for one, known in _FILES.items() if known.fullmatch(path.name)), None)
        if name is None or not path.is_file():
            continue
        if name in found:
            raise InputError(
                msg("has {name} and {path_name}", name=found[name].name, path_name=path.name),
                where=str(folder),
                hint=msg("keep the files of one model in a folder"),
            )
        found[name] = path
    # A model of CTranslate2 may have files of the same names.
    return found if is_complete(found) and begins_like_model(found[NAMES["model"]]) else None


def install(
    files: Mapping[str, Path],
    pair: Pair,
    version: str,
    source: Path,
    *,
    expected: str | None = None,
    trust: bool = False,
    link: str | None = None,
) -> Installed:
    """Install a model from its ``files``, by their names in a package.

    The other parameters and the errors are those of `packages.place`. Raises EngineError if the
    library for the models is missing, InputError if the model can't be loaded.
    """
    if find_spec("fxtranslate") is None:
        raise EngineError(
            msg("fxtranslate is not installed, which translates with Mozilla's models"),
            hint=msg("pip install 'hexapla[firefox]'"),
        )
    check_file(files[NAMES["model"]])
    metadata = {
        "package_version": version,
        "from_code": Language(pair.source).argos,
        "to_code": Language(pair.target).argos,
        "type": "firefox",
        "licence": LICENCE,
    }

    def fill(new: Path) -> None:
        new.mkdir()
        for name, path in files.items():
            shutil.copyfile(path, new / name)
        (new / "metadata.json").write_text(json.dumps(metadata, indent=2), encoding="utf-8")
        in_child(partial(_check_loads, new, pair), source, "the model")

    return packages.place(pair, version, fill, source, expected=expected, trust=trust, link=link)


def install_downloaded(
    offer: Available,
    files: Mapping[str, Path],
    *,
    expected: str | None = None,
    trust: bool = False,
) -> Installed:
    """Unpack the ``files`` of an offer, by their names, and install the model; see `install`.

    Raises InputError if a file is not the one that the index describes.
    """
    with tempfile.TemporaryDirectory(dir=next(iter(files.values())).parent) as name:
        unpacked = {}
        for file in offer.files:
            unpacked[file.name] = Path(name) / file.name
            action = partial(_unpack, files[file.name], unpacked[file.name], file.unpacked_sha256)
            in_child(action, files[file.name], "the file")
        return install(
            unpacked, offer.pair, offer.version, Path(offer.name), expected=expected, trust=trust
        )


def _check_loads(folder: Path, pair: Pair) -> None:
    prepared(folder, pair)
    lexicon_of(folder)


def _unpack(path: Path, target: Path, sha256: str | None) -> None:
    """Unpack a file, if it is compressed, in a process with limited memory."""
    from fxtranslate import discovery

    data = path.read_bytes()
    try:
        if data.startswith(_ZSTD):
            data = discovery.verify_and_decompress(data, sha256)
        elif hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("its SHA-256 is not the one in the index")
    except ValueError as error:
        raise InputError(
            msg("can't be unpacked: {error}", error=error),
            where=path.name,
            hint=msg("install it again"),
        ) from error
    target.write_bytes(data)

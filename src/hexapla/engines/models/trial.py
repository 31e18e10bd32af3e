"""Models are tried in a separate process before they are used.

A malformed file can crash the library that reads it, or make it load without end. That must end one
process, not a run. What has passed is remembered in the user's cache folder by its digest and the
versions of the libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hexapla import workers
from hexapla.engines.models.package import Installed
from hexapla.errors import EngineError, HexaplaError, InputError
from hexapla.ledger import digest
from hexapla.message import msg
from hexapla.user_cache import cache_folder, make_private
from hexapla.workers import WorkerError

__all__ = ["SENTENCES", "in_child", "pass_trial"]

_SECONDS = 300.0
# The memory that a model may take: CTranslate2 may convert int8 to float32.
_BYTES, _TIMES = 4 * 2**30, 16
_LIBRARIES = ("ctranslate2", "fxtranslate", "sentencepiece")
_MALFORMED = msg("its files are malformed: remove it, or install it again")
SENTENCES = (
    "This is a test.",
    "It has 2 short sentences, and \N{LATIN SMALL LETTER E WITH ACUTE} \N{SNOWMAN}!",
    "word " * 60,
)
"""What a model is tried with."""


def pass_trial(package: Installed, action: Callable[[Installed], None]) -> None:
    """Try a package, unless its files have passed before.

    ``action``, which must be picklable, loads the package and translates `SENTENCES`. Raises
    EngineError if it can't, for whatever reason, or crashes.
    """
    path = _proof(package.check())
    with suppress(OSError):
        if path.read_bytes() == path.name.encode():
            return
    name = msg("the model {pair}", pair=package.pair)
    try:
        in_child(partial(action, package), package.path, name)
    except InputError as error:
        raise EngineError(error.message, where=error.where, hint=error.hint) from error
    with suppress(OSError):  # it is tried again next time
        make_private(path.parent)
        path.write_bytes(path.name.encode())


def _proof(package_digest: str) -> Path:
    """The file that says that a package has passed."""
    versions = []
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions.append(version(name))
    return cache_folder("models-1", digest(package_digest, *versions).hex())


def in_child(action: Callable[[], None], path: Path, name: str) -> None:
    """Call a function, which must be picklable, in a process with limited memory and time.

    Raises the errors of Hexapla that it raises, and EngineError if it fails otherwise, or crashes.
    ``path`` is what it loads, and ``name`` what messages call that.
    """
    try:
        workers.in_child(action, _SECONDS, _BYTES + _TIMES * _size(path))
    except (WorkerError, MemoryError):
        raise EngineError(
            msg(
                "{name} can't be used: the process that tried it crashed, or needed too much",
                name=name,
            ),
            where=str(path),
            hint=_MALFORMED,
        ) from None
    except HexaplaError:
        raise
    except Exception as error:  # libraries raise anything for what they can't read
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise EngineError(
            msg("{name} can't be used: {reason}", name=name, reason=reason.rstrip(".")),
            where=str(path),
            hint=_MALFORMED,
        ) from error


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())

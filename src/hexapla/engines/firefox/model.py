"""One of Mozilla's models: checking its files, loading them, and translating with them.

fxtranslate 0.5 translates one text at a time, chooses the likeliest token at each step, and returns
at most 256 tokens, without saying that it cut the rest. An object must be used in the thread that
made it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hexapla.engines.engine import Pair
from hexapla.engines.fitting import Fitter
from hexapla.errors import InputError
from hexapla.files import opened
from hexapla.message import msg
from hexapla.workers import drop_messages

__all__ = ["LONGEST", "Model", "begins_like_model", "check_file", "prepared", "vocabularies"]

LONGEST = 128
"""The most tokens that are translated together: bergamot-translator's ``max-length-break``."""

# Translations of this many tokens, or more, may have been cut.
_CUT = 250

# Marian's binary format (https://github.com/marian-nmt/marian-dev, src/common/binary.cpp).
_VERSION = 1
_MOST_ITEMS = 10_000
_SETTINGS = b"special:model.yml"
_HINT = msg("get the files again")


def begins_like_model(path: Path) -> bool:
    """Whether a file has the first bytes of a model of Marian's."""
    with opened(path) as stream:
        return stream.read(8) == struct.pack("<Q", _VERSION)


def check_file(path: Path) -> None:
    """Raise InputError unless a file has the header of a model, and the size that it declares."""
    size = path.stat().st_size
    with opened(path) as stream:
        version, count = _unpacked(stream.read(16), "<QQ", path)
        if version != _VERSION or not 0 < count <= _MOST_ITEMS:
            raise InputError(msg("is not a model of Mozilla's"), where=str(path), hint=_HINT)
        items = [_unpacked(stream.read(32), "<QQQQ", path) for _ in range(count)]
        lengths = [item[0] for item in items]
        names = stream.read(sum(lengths)) if sum(lengths) < size else b""
        declared = stream.tell() + 4 * sum(item[2] for item in items)
    if declared + 8 + sum(item[3] for item in items) > size:
        raise InputError(msg("is cut short"), where=str(path), hint=_HINT)
    if _SETTINGS not in names:
        raise InputError(msg("is not a model of Mozilla's"), where=str(path), hint=_HINT)


def _unpacked(data: bytes, form: str, path: Path) -> tuple[int, ...]:
    try:
        return struct.unpack(form, data)
    except struct.error:
        raise InputError(msg("is cut short"), where=str(path), hint=_HINT) from None


def vocabularies(folder: Path) -> tuple[Any, Any]:
    """The SentencePiece processors of a package: of the source and of the target language.

    Raises ValueError, RuntimeError or OSError if they can't be loaded.
    """
    from sentencepiece import SentencePieceProcessor

    source, target = (
        SentencePieceProcessor(model_file=str(path)) for path in _vocabulary_files(folder)
    )
    # With an empty vocabulary, fxtranslate returns empty translations.
    if min(one.get_piece_size() for one in (source, target)) < 2:
        raise ValueError("its vocabulary is empty")
    return source, target


def _vocabulary_files(folder: Path) -> tuple[Path, Path]:
    shared = folder / "vocab.spm"
    return (shared, shared) if shared.is_file() else (folder / "source.spm", folder / "target.spm")


class Model:
    """A loaded model. Raises ValueError or RuntimeError if its files can't be loaded.

    ``folder`` is that of its package.
    """

    def __init__(self, folder: Path, pair: Pair) -> None:
        from fxtranslate import Translator

        source, target = vocabularies(folder)
        self._encode_target = target.encode
        self._fitter = Fitter(pair, lambda text: source.encode(text, out_type=str), LONGEST)
        files = [one.read_bytes() for one in (folder / "model.bin", *_vocabulary_files(folder))]
        lexicon = folder / "lex.bin"
        files += [lexicon.read_bytes()] if lexicon.is_file() else []
        self._load: Callable[[], Translator] = lambda: _unless_panic(lambda: Translator(*files))
        self._translator = self._load()

    def translate(self, sentence: str) -> str:
        """The translation of a sentence of any length; empty if the model has none."""
        text = sentence.encode("utf-8", "replace").decode().strip()
        return "".join(
            part.glue + self._translated(part.text) for part in self._fitter.parts(text)
        ).strip()

    def _translated(self, text: str) -> str:
        """The translation of a text that fits; in halves, if the whole might have been cut."""
        try:
            found = str(_unless_panic(lambda: self._translator.translate(text))).strip()
        except (RuntimeError, ValueError):
            self._translator = self._load()
            return ""
        if len(self._encode_target(found)) < _CUT or len(text) < 2:
            return found
        head, tail, between = self._fitter.halves(text)
        return self._translated(head) + between + self._translated(tail)


def _unless_panic(action: Callable[[], Any]) -> Any:
    """The result of a function of the library. Raises RuntimeError if it panics."""
    try:
        return action()
    except Exception:
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError(str(error)) from None


def prepared(folder: Path, pair: Pair) -> Callable[[Sequence[str]], list[str]]:
    """Load a model in a worker process; returns what translates sentences there.

    Raises InputError if it can't be loaded.
    """
    drop_messages()  # of panics
    try:
        model = Model(folder, pair)
    except (ValueError, RuntimeError, OSError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputError(
            msg("can't be loaded: {reason}", reason=reason.rstrip(".")),
            where=str(folder),
            hint=_HINT,
        ) from error
    return lambda sentences: [model.translate(sentence) for sentence in sentences]

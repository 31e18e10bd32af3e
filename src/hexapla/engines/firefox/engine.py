"""Mozilla's models, as Firefox uses them, in one process for each core.

The library holds Python's lock while it translates, and a panic in it must not end a run.
"""

from __future__ import annotations

import logging
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hexapla.engines.cores import cores
from hexapla.engines.engine import Link, Pair, Translation
from hexapla.engines.firefox.lexicon import Lexicon, lexicon_of
from hexapla.engines.firefox.model import LONGEST, Model, prepared
from hexapla.engines.models.engine import PackageEngine
from hexapla.engines.models.package import Installed
from hexapla.engines.models.trial import SENTENCES, pass_trial
from hexapla.engines.streams import windows
from hexapla.errors import EngineError, InputError
from hexapla.message import msg
from hexapla.workers import WorkerError, Workers

__all__ = ["FirefoxEngine"]

_log = logging.getLogger(__name__)

# Sentences that a worker gets at once; how many such batches are read ahead for each worker, and
# for how many seconds.
_BATCH, _AHEAD, _SECONDS = 8, 8, 1.0
# A pivot alternates between two models; no more are kept in memory.
_MODELS = 2


class FirefoxEngine(PackageEngine):
    """The engine that translates with Mozilla's models, which are installed as packages."""

    name = "firefox"
    title = "Firefox"

    def __init__(self) -> None:
        self._running: OrderedDict[Path, _Running] = OrderedDict()
        self._lexicons: dict[Path, Lexicon | None] = {}

    def unavailable(self) -> str | None:
        """A message if no installed model works, else None."""
        if find_spec("fxtranslate") is None:
            return msg("fxtranslate is not installed: pip install 'hexapla[firefox]'")
        return super().unavailable()

    def fingerprint(self, pair: Pair) -> str:
        """The digest of the package, the library's version, and the length of pieces.

        Raises EngineError if the pair is not installed or its files have changed.
        """
        library = version("fxtranslate")
        return f"{self.package(pair).check()}, fxtranslate {library}, longest {LONGEST}"

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The translations in the order of the sentences, yielded every few seconds.

        Raises EngineError if the pair is not installed, its model is broken or has changed since it
        was installed, or a worker process crashes twice.
        """
        running = self._started(self.package(pair))
        for window in windows(sentences, _BATCH * _AHEAD * cores(), _SECONDS):
            yield from running.translate(window)

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links by the model's shortlist, see `engine.Aligning`; none if it has no such file.

        Raises EngineError if the pair is not installed, or its model is broken or has changed.
        """
        package = self.package(pair)
        lexicon = self._lexicon(package)
        if lexicon is None:
            return [()] * len(sentences)
        return [lexicon.links(*both) for both in zip(sentences, texts, strict=True)]

    def _lexicon(self, package: Installed) -> Lexicon | None:
        if package.path not in self._lexicons:
            package.check()
            pass_trial(package, _try)
            self._lexicons[package.path] = lexicon_of(package.path)
        return self._lexicons[package.path]

    def _started(self, package: Installed) -> _Running:
        running = self._running.pop(package.path, None)
        if running is None:
            pass_trial(package, _try)
            running = _Running(package)
        self._running[package.path] = running
        while len(self._running) > _MODELS:
            self._running.popitem(last=False)[1].end()
        return running


class _Running:
    """The worker processes of a model: started when they are needed, and kept until the end."""

    def __init__(self, package: Installed) -> None:
        self._package = package
        self._workers = self._new()

    def _new(self) -> Workers[Sequence[str], list[str]]:
        self._package.check()
        workers: Workers[Sequence[str], list[str]] = Workers(
            partial(prepared, self._package.path, self._package.pair), cores()
        )
        self.end = weakref.finalize(self, workers.__exit__)
        return workers

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """The translations of some sentences. If a worker crashes, it tries once more."""
        try:
            found = self._translated(sentences)
        except WorkerError:
            _log.warning(
                "%s",
                msg(
                    "a process that translates {pair} crashed; trying again",
                    pair=self._package.pair,
                ),
            )
            self.end()
            self._workers = self._new()
            try:
                found = self._translated(sentences)
            except WorkerError as error:
                self.end()
                self._workers = self._new()
                raise EngineError(
                    msg("the model {pair} crashed twice", pair=self._package.pair),
                    where=str(self._package.path),
                    hint=msg("run translate models verify, or install it again"),
                ) from error
        return [
            _translation(sentence, text) for sentence, text in zip(sentences, found, strict=True)
        ]

    def _translated(self, sentences: Sequence[str]) -> list[str]:
        # Long sentences take longest: a worker must not be left with several of them at the end.
        order = sorted(range(len(sentences)), key=lambda at: len(sentences[at]), reverse=True)
        found = [""] * len(sentences)
        order = [at for at in order if sentences[at].strip()]
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        texts = self._workers.map([sentences[at] for at in batch] for batch in batches)
        try:
            for batch, translated in zip(batches, texts, strict=True):
                for at, text in zip(batch, translated, strict=True):
                    found[at] = text
        except InputError as error:
            raise EngineError(error.message, where=error.where, hint=error.hint) from error
        return found


def _translation(sentence: str, text: str) -> Translation:
    failure = msg("the model returned nothing") if sentence.strip() and not text else ""
    return Translation(text, failure=failure)


def _try(package: Installed) -> None:
    """Translate in the process that tries a model."""
    model = Model(package.path, package.pair)
    lexicon_of(package.path)
    if "".join(map(model.translate, SENTENCES)).strip() == "":
        raise EngineError(
            msg("the model {pair} translates nothing", pair=package.pair),
            where=str(package.path),
            hint=msg("remove it, or install it again"),
        )

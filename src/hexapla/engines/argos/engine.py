"""Argos Translate's neural models, run by CTranslate2 without Argos Translate itself.

A processor computes in int8, or the best type that it supports, in whatever type the model was
saved. A graphics card is used if CTranslate2 finds one. The environment variable ``HEXAPLA_DEVICE``
overrides this with ``cpu`` or ``cuda``.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hexapla.engines.argos.inference import AGAIN, FIRST, LONGEST, Hypothesis, Model
from hexapla.engines.engine import Link, Pair, Translation
from hexapla.engines.fitting import LONGEST_SLICE, Part
from hexapla.engines.models.engine import PackageEngine
from hexapla.engines.models.package import Installed
from hexapla.engines.models.trial import SENTENCES, pass_trial

__all__ = ["ArgosEngine"]

# The most sentences to read ahead, if they are short.
_MOST_SENTENCES = 5_000
# A pivot alternates between two models; no more are kept in memory.
_MODELS = 2


class ArgosEngine(PackageEngine):
    """The engine that translates with the Argos packages in the user's folder, see `packages`."""

    name = "argos"
    title = "Argos"

    def __init__(self) -> None:
        self._models: OrderedDict[Path, Model] = OrderedDict()

    def fingerprint(self, pair: Pair) -> str:
        """The digest of the package and the parameters of the search.

        Raises EngineError if the pair is not installed or its files have changed.
        """
        settings = f"{FIRST}, {AGAIN}, longest {LONGEST}"
        return f"{self.package(pair).check()}, {settings}"

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The translations in the order of the sentences, yielded every few seconds.

        Sentences are read as they are needed. Ctrl-C takes effect within the same few seconds.
        Raises EngineError if the pair is not installed, or its model is broken or has changed since
        it was installed.
        """
        return _stream(self._model(self.package(pair)), sentences)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Translations by a wider search that repeats no words; see `engine.Retrying`."""
        model = self._model(self.package(pair))
        texts = [sentence.encode("utf-8", "replace").decode().strip() for sentence in sentences]
        parts = [model.fitter.fit(text) if len(text) <= LONGEST_SLICE else [] for text in texts]
        found = model.translate((part.tokens for own in parts for part in own), AGAIN)
        return [_joined([(part.glue, found[part.tokens]) for part in own]) for own in parts]

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between sentences and their translations; see `engine.Aligning`.

        None if a sentence is too long for the model, or the tokenizer doesn't support it.
        """
        return self._model(self.package(pair)).align(sentences, texts)

    def _model(self, package: Installed) -> Model:
        model = self._models.pop(package.path, None)
        if model is None:
            pass_trial(package, _try)
            model = Model(package)
        self._models[package.path] = model
        while len(self._models) > _MODELS:
            self._models.popitem(last=False)
        return model


def _stream(model: Model, sentences: Iterable[str]) -> Iterator[Translation]:
    waiting: list[list[Part]] = []
    tokens = 0
    for sentence in sentences:
        text = sentence.encode("utf-8", "replace").decode().strip()
        if len(text) > LONGEST_SLICE:
            yield from _translations(model, waiting)
            waiting, tokens = [], 0
            yield _translated_in_slices(model, text)
            continue
        parts = model.fitter.fit(text)
        waiting.append(parts)
        tokens += sum(len(part.tokens) for part in parts)
        if tokens >= model.budget() or len(waiting) >= _MOST_SENTENCES:
            yield from _translations(model, waiting)
            waiting, tokens = [], 0
    yield from _translations(model, waiting)


def _translations(model: Model, sentences: list[list[Part]]) -> Iterator[Translation]:
    found = model.translate(part.tokens for parts in sentences for part in parts)
    for parts in sentences:
        yield _joined([(part.glue, found[part.tokens]) for part in parts])


def _translated_in_slices(model: Model, text: str) -> Translation:
    done: list[tuple[str, Hypothesis]] = []
    for glue, piece in model.fitter.slices(text):
        first, *others = model.fitter.fit(piece) or [Part(())]
        parts = [Part(first.tokens, glue), *others] if first.tokens else []
        found = model.translate(part.tokens for part in parts)
        done += [(part.glue, found[part.tokens]) for part in parts]
    return _joined(done)


def _joined(parts: Sequence[tuple[str, Hypothesis]]) -> Translation:
    text = "".join(glue + hypothesis.text for glue, hypothesis in parts).strip()
    if not text:
        return Translation("")
    length = sum(hypothesis.length for _, hypothesis in parts)
    mean = sum(hypothesis.log_probability for _, hypothesis in parts) / length
    return Translation(text, min(math.exp(mean), 1.0))


def _try(package: Installed) -> None:
    """Use every part of a package: rare tokens too, because their numbers are the highest."""
    model = Model(package)
    parts = [part.tokens for text in SENTENCES for part in model.fitter.fit(text.strip())]
    found = model.translate([*parts, *model.rarest()])
    texts = [found[tokens].text or "." for tokens in parts[:1]]
    model.align([*SENTENCES[:1]], texts)

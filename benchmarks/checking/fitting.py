"""Fit the weights of `hexapla.checks.mismatch`: logistic regressions on sentences 1 to 500."""

from __future__ import annotations

from dataclasses import replace

import numpy

from checking.flores import HALF, LANGUAGES, OTHERS, contexts, sentences
from hexapla.catalogs.entry import Entry
from hexapla.checks import Kind, TextPair
from hexapla.checks.mismatch import evidence, group
from hexapla.languages import Language

__all__ = ["fit"]


def fit() -> None:
    """Print the weights of `hexapla.checks.mismatch`, fitted on sentences 1 to 500."""
    traits: dict[str, list[tuple[list[float], bool]]] = {}
    for tag in LANGUAGES | OTHERS:
        pairs = sentences(tag)
        language = Language(tag)
        context = contexts(tag, pairs[HALF:], pairs[:HALF])["in a publication"]
        context = replace(context, length=None)
        for at in range(HALF):
            for other in (at, at ^ 1, (at + HALF // 2) % HALF):
                source, target = pairs[at][0], pairs[other][1]
                pair = TextPair(Entry(source, target), context, source, target, Kind.TEXT)
                traits.setdefault(group(language), []).append((evidence(pair), other != at))
    for name, rows in traits.items():
        for lexicon, clean_share in ((False, 98.8), (True, 99.2)):
            x = numpy.array([row for row, _ in rows])
            x = x if lexicon else x[:, :-3]
            y = numpy.array([wrong for _, wrong in rows], float)
            weight = numpy.where(y > 0, 1.0, 2.0)
            w = numpy.zeros(x.shape[1])
            for _ in range(60):  # Newton's method with a small ridge penalty
                p = 1 / (1 + numpy.exp(-x @ w))
                gradient = x.T @ ((p - y) * weight) + 0.01 * w
                hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + 0.01 * numpy.eye(len(w))
                w -= numpy.linalg.solve(hessian, gradient)
            w[0] -= numpy.percentile((x @ w)[y == 0], clean_share)
            print(f'    ("{name}", {lexicon}): ({", ".join(f"{v:.2f}" for v in w)}),')

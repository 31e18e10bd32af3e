"""How large and how good Mozilla's models are, by figures that Mozilla has published."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec

from hexapla.engines.engine import Pair
from hexapla.message import msg

__all__ = ["Published", "better_than_rules", "published"]

_RULES = ("apertium",)


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of the best model of a pair, on FLORES-200 devtest.

    ``megabytes`` is what is downloaded. ``comet`` is its wmt22-comet-da and ``argos`` that of Argos
    Translate; ``bleu`` is its BLEU, and ``rules`` that of Apertium, measured by Hexapla. A figure
    that is not known is 0.
    """

    megabytes: float
    comet: float
    bleu: float
    argos: float = 0.0
    rules: float = 0.0


def published(pair: Pair) -> Published | None:
    """The figures of a pair, None if Mozilla has none.

    Source: github.com/mozilla/firefox-translations-models; see tools/published_figures.py.
    """
    found = _table().get("-".join(pair))
    return Published(**found) if found else None


def better_than_rules(pair: Pair, engine: str, usable: Collection[str]) -> str | None:
    """The command that gets a neural model for a pair, the model's size, and what it is worth.

    None if ``engine``, which has translated, has no rules, if the Firefox engine isn't among the
    ``usable`` ones, or if no figures are known.
    """
    if engine not in _RULES or "firefox" not in usable:
        return None
    figures = published(pair)
    if figures is None:
        return None
    command = f"translate models install {'-'.join(pair)}"
    if find_spec("fxtranslate") is None:
        command = f"pip install 'hexapla[firefox]', then {command}"
    beside = msg(", {rules:.1f} with these rules", rules=figures.rules) if figures.rules else ""
    return msg(
        "{command} ({megabytes:.0f} MB; BLEU {bleu:.1f} on FLORES{beside})",
        command=command,
        megabytes=figures.megabytes,
        bleu=figures.bleu,
        beside=beside,
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    text = resources.files("hexapla.engines.firefox").joinpath("published.toml").read_text("utf-8")
    found: dict[str, dict[str, float]] = tomllib.loads(text)
    return found

"""FLORES-200 devtest: 1,012 English sentences with professional translations, one per line."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from hexapla.catalogs.entry import Entry
from hexapla.checks import Context, learn_context
from hexapla.languages import Language

__all__ = ["DATA", "ENGLISH", "HALF", "LANGUAGES", "OTHERS", "ROOT", "Sentences", "as_entries",
           "contexts", "sentences"]  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data")) / "flores"
LANGUAGES = {
    "es": "spa_Latn", "fr": "fra_Latn", "de": "deu_Latn", "it": "ita_Latn", "pt": "por_Latn",
    "pl": "pol_Latn", "ru": "rus_Cyrl", "uk": "ukr_Cyrl", "ar": "arb_Arab", "zh-Hans": "zho_Hans",
}  # fmt: skip
OTHERS = {
    "ca": "cat_Latn", "eo": "epo_Latn", "gl": "glg_Latn", "nl": "nld_Latn", "tr": "tur_Latn",
    "sr": "srp_Cyrl", "hi": "hin_Deva", "ja": "jpn_Jpan", "ko": "kor_Hang",
}  # fmt: skip

ENGLISH = Language("en")
HALF = 500
"""The checks are tuned on this many sentences; the others are for measuring."""

Sentences = list[tuple[str, str]]


@cache
def _lines(name: str) -> list[str]:
    return (DATA / f"{name}.devtest").read_text("utf-8").splitlines()


def sentences(tag: str) -> Sentences:
    """The English sentences and their translations into a language."""
    theirs = _lines((LANGUAGES | OTHERS)[tag])
    return [(a.strip(), b.strip()) for a, b in zip(_lines("eng_Latn"), theirs, strict=True)]


def as_entries(pairs: Sentences) -> list[Entry]:
    """The sentences as entries of a plain-text article."""
    return [Entry(source, target, references=("a.txt",)) for source, target in pairs]


def contexts(tag: str, known: Sentences, tested: Sentences) -> dict[str, Context]:
    """The contexts for checking: in a publication, or with only the languages known.

    The publication contains all source sentences, as when `translate check` reads it, and the
    translations of ``known``.
    """
    language = Language(tag)
    entries = as_entries(known) + [Entry(source) for source, _ in tested]
    return {
        "in a publication": learn_context(entries, ENGLISH, language),
        "alone": Context(ENGLISH, language),
    }

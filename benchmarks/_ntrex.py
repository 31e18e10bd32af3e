"""NTREX-128 as cases of sentence segmentation: the lines of an article joined into paragraphs.

The corpus (CC BY-SA 4.0, github.com/MicrosoftTranslator/NTREX) has the same 123 news articles in
128 languages, one sentence per line; `DOCUMENT_IDS.tsv` has the article of each line. A line that
ends without a sentence mark, such as a headline, ends its paragraph, because no segmenter can find
that boundary; in languages that mark few sentence ends, every line counts. Some lines have two
sentences, so that no segmenter gets 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import regex

from hexapla.errors import UsageError
from hexapla.languages import Language

__all__ = ["cases", "files"]

_MARK_AT_END = regex.compile(r"[\p{Sentence_Terminal}…།༎][\p{P}\s\u200b-\u200f]*+$")
# Marks that end sentences in some languages only.
_OWN_MARKS = {"am": ":", "el": ";", "hy": ":"}
_UNMARKED = ("bo", "dz", "th")
# Codes of the corpus that aren't BCP 47: Hassaniya Arabic is cut as Arabic.
_CODES = {"mey": "ar", "zho-CN": "zh-Hans", "zho-TW": "zh-Hant"}


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The corpus's files and their languages, sorted by name."""
    for path in sorted((folder / "NTREX-128").glob("newstest2019-*.txt")):
        code = path.name.split(".")[1]
        try:
            yield Language(_CODES.get(code, code)).tag, path
        except UsageError:
            print(f"{path.name}: no language code, skipped")


def cases(folder: Path, language: str, path: Path) -> list[dict[str, object]]:
    """The paragraphs of one file, in the form of the golden rules."""
    articles = (folder / "DOCUMENT_IDS.tsv").read_text("utf-8").split("\n")
    paragraphs: list[list[str]] = []
    last, open_ = None, False
    for line, article in zip(path.read_text("utf-8").split("\n"), articles, strict=False):
        if sentence := " ".join(line.split()):
            if not open_ or article != last:
                paragraphs.append([])
            paragraphs[-1].append(sentence)
            last = article
            open_ = (
                language in _UNMARKED
                or _MARK_AT_END.search(sentence) is not None
                or sentence[-1] in _OWN_MARKS.get(language, ())
            )
    joiner = Language(language).joiner
    return [
        {"lang": language, "text": joiner.join(lines), "expected": lines} for lines in paragraphs
    ]

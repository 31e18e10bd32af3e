"""Make `src/hexapla/detection/data/words.json`: how often the commonest words of languages occur.

    python tools/words.py SENTENCES

SENTENCES has files LANGUAGE/testdata/sentences.txt: the folder `language-models` of
github.com/pemistahl/lingua-rs (1,000 sentences in each of 75 languages, from the Leipzig Corpora
Collection, CC BY). Serbian is counted in both of its scripts.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from hexapla.detection.scripts import LANGUAGES, clean, script_of
from hexapla.detection.words import FILE, words

WORDS = 300  # of each language
LEAST = 3  # occurrences
UNSPACED = ("CJK", "THAI", "LAO", "KHMER", "MYANMAR")
LEFT_OUT = ("ms",)  # of which most sentences are Indonesian
_TAGS = {"tl": "fil", "zh": "zh-Hans"}
_CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
_LATIN = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
_ROMANISED = dict(zip(_CYRILLIC, _LATIN.split(), strict=True))


def romanised(text: str) -> str:
    """Serbian in small Latin letters."""
    return "".join(_ROMANISED.get(character, character) for character in text.lower())


def commonest(text: str, script: str) -> dict[str, int]:
    """The commonest words of a script and how often they occur in 100,000 words."""
    counts = Counter(words(clean(text)))
    total = counts.total()
    return {
        word: round(1e5 * count / total)
        for word, count in counts.most_common(WORDS)
        if count >= LEAST and script_of(word[0]) == script
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("sentences", metavar="SENTENCES", type=Path)
    folder = parser.parse_args().sentences
    scripts = {tag: script for script, tags in LANGUAGES.items() for tag in tags}
    texts = {path.parts[-3]: path.read_text("utf-8") for path in folder.glob("*/testdata/*.txt")}
    texts |= {"sr-Latn": romanised(texts["sr"])}
    named = {_TAGS.get(tag, tag): text for tag, text in texts.items()}
    table = {
        tag: commonest(text, scripts[tag])
        for tag, text in sorted(named.items())
        if tag in scripts and tag not in LEFT_OUT and scripts[tag] not in UNSPACED
    }
    alone = {script for script, tags in LANGUAGES.items() if len(tags) == 1}
    lines = (
        f'  "{tag}": {json.dumps(found, ensure_ascii=False, separators=(",", ":"))}'
        for tag, found in table.items()
        if scripts[tag] not in alone
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

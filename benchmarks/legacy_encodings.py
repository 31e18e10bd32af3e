"""Measure the guessing of legacy encodings.

    python benchmarks/legacy_encodings.py [--quick] [--json]

FLORES devtest, the first sentence of every ten and all ten (--quick: of every fifty), in the
encodings that each language is usually found in (`tests/detection/test_encodings.py`). A guess is
right if it reads the text as it was. The data is in $HEXAPLA_TEST_DATA, or in ../shared/data next
to the checkout.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from _figures import Figure, as_json, at_least, line
from detection import corpus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.detection.test_encodings import USUAL, encoded

from hexapla.detection.encodings import guess_encoding


def cases(length: int, step: int) -> Iterator[tuple[str, str, bytes]]:
    """The tag, the text and the bytes of texts of so many sentences that aren't ASCII."""
    texts = corpus(1, 200)
    for codec, tags in USUAL.items():
        for tag in set(tags.split()) & set(texts):
            for at in range(0, len(texts[tag]) - 9, step):
                text = "\n".join(texts[tag][at : at + length])
                try:
                    data = encoded(text, codec)
                except UnicodeEncodeError:
                    continue
                if not data.isascii():
                    yield tag, text, data


def figures(step: int) -> Iterator[Figure]:
    """The share of texts that are read right, by length, with and without the language."""
    for length, target in ((1, 95.0), (10, 98.0)):
        for named in (True, False):
            right = total = 0
            for tag, text, data in cases(length, step):
                found = guess_encoding(data, [tag] if named else [])
                total += 1
                right += found is not None and found.text == text
            how = "named" if named else "not named"
            what = f"read right, {length} sentence{'s' * (length > 1)}, language {how}"
            yield at_least(what, 100 * right / total, target, f"% of {total} texts", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="a fifth of the texts")
    arguments = parser.parse_args()
    found = list(figures(50 if arguments.quick else 10))
    if arguments.json:
        print(as_json(found))
    else:
        print("\n".join(map(line, found)))


if __name__ == "__main__":
    main()

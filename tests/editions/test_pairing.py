"""Changed blocks are paired with what they became, however many there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hexapla.editions import pairing
from hexapla.editions.pairing import most_similar
from tests.growth import assert_linear

PLACES = ["mill", "church", "market", "harbour", "station"]


def paragraphs(count: int, word: str) -> list[str]:
    return [f"The road {n} from the {PLACES[n % 5]} {word} is open again." for n in range(count)]


@pytest.mark.parametrize("most", [40_000, 0], ids=["each with each", "by rare words"])
def test_blocks_that_were_added_and_removed_are_left_out(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "_MOST_COMPARED", most)
    old, new = paragraphs(40, "hill"), paragraphs(40, "valley")
    new[10:10] = ["Nothing like it was there before: a word of thanks."] * 3
    del old[20:22]
    expected = [(n, n + 3 * (n >= 10) + 2 * (n >= 20)) for n in range(38)]
    assert most_similar(old, new, range(38), range(43)) == expected


SHAPES: dict[str, Callable[[int, str], list[str]]] = {
    "rare words": paragraphs,
    "no rare words": lambda count, word: [f"The road {word} is open."] * count,
    "nothing in common": lambda count, word: [f"{word}{n}" * 3 for n in range(count)],
    "long blocks": lambda count, word: [f"{word} {n % 7}. " * count for n in range(20)],
    "words of many blocks": lambda count, word: [
        " ".join(str(7 * n * m % count) for m in range(20)) + word for n in range(count)
    ],
}


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear(name: str) -> None:
    def run(size: int) -> None:
        old, new = SHAPES[name](size, "hill"), SHAPES[name](size, "valley")
        most_similar(old, new, range(len(old)), range(len(new)))

    assert_linear(run, 250)

"""What two sequences have in common."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.matching import anchors, differences
from tests.growth import assert_linear

LETTERS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(LETTERS, LETTERS, st.sampled_from([0, 5, 40_000]))
def test_the_steps_lead_from_one_sequence_to_the_other(
    a: list[str], b: list[str], most: int
) -> None:
    """Every part of both is in one step, kinds are right, and none follows one of its own kind."""
    steps = differences(a, b, most)
    at = (0, 0)
    for kind, i, j, k, m in steps:
        assert (i, k) == at
        at = j, m
        assert kind == ("equal" if a[i:j] == b[k:m] else kind)
        assert (i == j, k == m) == {"insert": (True, False), "delete": (False, True)}.get(
            kind, (False, False)
        )
        assert kind != "equal" or a[i:j] == b[k:m]
    assert at == (len(a), len(b))
    assert all(one.kind != other.kind for one, other in pairwise(steps))


@given(LETTERS, LETTERS)
def test_anchors_occur_once_in_both_and_are_in_order(a: list[str], b: list[str]) -> None:
    found = anchors(a, b)
    assert found == sorted(found)
    assert [other for _, other in found] == sorted(other for _, other in found)
    assert all(a[i] == b[j] and a.count(a[i]) == b.count(b[j]) == 1 for i, j in found)


def test_the_longest_order_is_found() -> None:
    assert anchors("abcdef", "cdefab") == [(2, 0), (3, 1), (4, 2), (5, 3)]


def test_repeated_things_are_compared_between_those_that_occur_once() -> None:
    """Before, only the beginning and the end counted as equal if too many things were repeated."""
    a = [word for at in range(300) for word in ("the", "same", "words", str(at))]
    b = a.copy()
    b[1] = b[601] = b[1190] = "other"
    steps = differences(a, b)
    assert [one.kind for one in steps].count("replace") == 3
    assert sum(one.a_end - one.a_start for one in steps if one.kind == "replace") == 3


def _shuffled(size: int) -> Sequence[int]:
    return random.Random(4).sample(range(size), size)


@pytest.mark.parametrize(
    "other", [_shuffled, lambda size: range(size, 0, -1), lambda size: [7] * size]
)
def test_time_grows_linearly(other: Callable[[int], Sequence[int]]) -> None:
    assert_linear(lambda size: differences([*range(size)] + [7] * size, other(size)), 5_000)

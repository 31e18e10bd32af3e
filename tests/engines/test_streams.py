"""Windows over a stream: nothing is lost, and no window is too large or late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.engines import streams
from hexapla.engines.streams import windows


@given(st.lists(st.integers(), max_size=40), st.integers(1, 9))
def test_all_items_in_order_and_never_too_many(items: list[int], most: int) -> None:
    found = list(windows(iter(items), most, 60.0))
    assert [item for window in found for item in window] == items
    assert all(len(window) == most for window in found[:-1])
    assert all(0 < len(window) <= most for window in found)


def test_a_window_ends_after_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(streams, "monotonic", lambda: now)

    def chunks() -> Iterator[str]:
        nonlocal now
        for text in ("abc", "def", "g"):
            now += 3.0
            yield from text

    assert list(windows(chunks(), 100, 1.0)) == [["a", "b", "c", "d"], ["e", "f", "g"]]

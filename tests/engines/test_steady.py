"""A process whose engines don't look at the clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hexapla.engines.cores import cores
from hexapla.engines.steady import be_steady
from hexapla.engines.streams import windows


@pytest.fixture
def _steady() -> Iterator[None]:
    be_steady()
    yield
    be_steady(False)


def test_usually_time_ends_a_window() -> None:
    assert list(windows(range(5), 4, 0.0)) == [[0], [1], [2], [3], [4]]


@pytest.mark.usefixtures("_steady")
def test_in_a_steady_process_time_ends_nothing() -> None:
    assert list(windows(range(5), 4, 0.0)) == [[0, 1, 2, 3], [4]]
    assert cores() == 1

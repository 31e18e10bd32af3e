"""Dates in digits, many of them in one sentence."""

from __future__ import annotations

import pytest

from hexapla import Language
from hexapla.catalogs.catalog import Entry
from hexapla.checks.check import Context
from hexapla.checks.run import check_entry
from tests.growth import assert_linear

CONTEXT = Context(Language("en"), Language("es"), None)


def _found(source: str, target: str) -> list[str]:
    findings = check_entry(Entry(source, target), CONTEXT, ())
    return [str(one.message) for one in findings if "swapped" in one.message]


@pytest.mark.parametrize("days", [1, 28])
def test_many_dates_take_linear_time(days: int) -> None:
    def run(count: int) -> None:
        dates = " ".join(f"2020-01-{at % days + 1:02}" for at in range(count))
        assert not _found(f"It was open on {dates}.", f"Estuvo abierto el {dates}.")

    assert_linear(run, 200)


def test_the_one_that_is_swapped_is_found_among_many() -> None:
    dates = [f"{day:02}/{day:02}/2020" for day in range(1, 10)]
    source = " ".join([*dates, "2020-03-04", *dates])
    target = " ".join([*dates, "2020-04-03", *dates])
    (said,) = _found(f"It was open on {source}.", f"Estuvo abierto el {target}.")
    assert said == "2020-03-04 became 2020-04-03: day and month may be swapped"

"""Search and replace in translations."""

from __future__ import annotations

import pytest

from hexapla.catalogs.catalog import Entry
from hexapla.errors import UsageError
from hexapla.review.search import Query, find


def texts(query: Query, *translations: str) -> list[str]:
    entries = [Entry(f"source {n}", text) for n, text in enumerate(translations)]
    return [match.text for match in find(entries, query)]


def test_search_and_replace() -> None:
    assert texts(Query("siria", "Libia"), "En Siria, Siria.", "Nada") == ["En Libia, Libia."]
    assert texts(Query("siria", "Libia", case=True), "En Siria.") == []
    assert texts(Query("sol", "luna", words=True), "El sol solo.") == ["El luna solo."]
    assert texts(Query("a.b", "x"), "a.b axb") == ["x axb"]
    swap = Query(r"(\w+) y (\w+)", r"\2 y \1", expression=True)
    assert texts(swap, "sal y sol") == ["sol y sal"]
    assert texts(Query("sol"), "sol") == ["sol"]
    assert texts(Query(r"[(?R)]|\(?R\)", "x", expression=True), "a(b") == ["axb"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query(""), "nothing to search"),
        (Query("(", expression=True), "invalid regular expression"),
        (Query("a", r"\2", expression=True), "invalid replacement"),
        (Query(r"(a|a?)+$", expression=True), "takes too long"),
        # Its timeout doesn't end these.
        (Query("(?R)", expression=True), r"can't contain itself: \(\?R\)"),
        (Query("(a(?1)?)b", expression=True), r"can't contain itself: \(\?1\)"),
        # The module `regex` raises other errors than its own for these.
        (Query("(?V0)(?V1)a", expression=True), "invalid regular expression"),
        (Query("(?a)(?u)a", expression=True), "invalid regular expression"),
        (Query("a", r"\U00110000", expression=True), "invalid replacement"),
    ],
)
def test_an_invalid_pattern(query: Query, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        texts(query, "a" * 5_000 + "b")

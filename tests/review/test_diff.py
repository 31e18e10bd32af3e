"""The word diff between two versions of a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexapla.review.diff import word_diff

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(TEXTS, TEXTS)
def test_a_diff_contains_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(text for what, text in pieces if what != "new") == old
    assert "".join(text for what, text in pieces if what != "gone") == new


def test_a_diff_compares_words() -> None:
    assert word_diff("Two schools.", "Three schools.") == [
        ("gone", "Two"),
        ("new", "Three"),
        ("same", " schools."),
    ]
    assert word_diff("开两所学校", "开三所学校")[1:3] == [("gone", "两"), ("new", "三")]

"""Sentence ends at spaces, in Thai."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.segmentation import Segmenter
from hexapla.segmentation.spaces import features, load_spaces, spaces_in
from tests.growth import assert_linear

THAI = Segmenter("th")


def cut(text: str) -> list[str]:
    return [piece.strip() for piece in THAI(text)]


def test_spaces_and_the_phrases_beside_them() -> None:
    text = " กก ขข\nค "
    found = [tuple(one) for one in spaces_in(text, 0, len(text))]
    assert found == [(3, 4, 0, 6), (6, 7, 4, 9)]


@pytest.mark.parametrize(
    "sentences",
    [
        # "The bridge was closed on Monday. The mayor said the repairs would take about two months."
        ["สะพานแห่งนี้ถูกปิดตั้งแต่วันจันทร์ที่ผ่านมา",
         "นายกเทศมนตรีกล่าวว่าการซ่อมแซมจะใช้เวลาประมาณสองเดือน"],
        # "…, he said. He added …"
        ["เราจะเปิดห้องสมุดอีกครั้งในเดือนหน้าหลังจากซ่อมแซมเสร็จ เขากล่าว",
         "เขาเสริมว่าหนังสือส่วนใหญ่ไม่ได้รับความเสียหาย"],
        # A relative clause, a list, a number and a name have spaces that end no sentence.
        ["เธอซื้อแอปเปิล ส้ม และกล้วย ซึ่งขายที่ตลาดใกล้บ้าน"],
        ["บริษัทมีพนักงาน 250 คน ใน 3 ประเทศ"],
        ["นาย สมชาย ใจดี เป็นครูที่โรงเรียนแห่งนี้มาแล้ว 12 ปี"],
    ],
)  # fmt: skip
def test_sentences_without_marks(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_text_without_thai_letters_beside_a_space_is_not_cut() -> None:
    text = "New York Times and the Washington Post wrote about it for a long time in many articles"
    assert THAI(text) == [text]


@given(st.text('กขานที่ซึ่ง aB1"“”()\n.?', max_size=80))
def test_any_text_is_kept(text: str) -> None:
    assert "".join(THAI(text)) == text
    for space in spaces_in(text, 0, len(text)):
        assert all(features(text, space))


@pytest.mark.parametrize("unit", ["ก ", "เขาไปที่ตลาด ", '" ', "กข" * 50])
def test_time_is_linear(unit: str) -> None:
    model = load_spaces("th")
    assert_linear(lambda size: model.cuts(unit * size), 300)

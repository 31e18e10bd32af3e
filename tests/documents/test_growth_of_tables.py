"""Tables with many columns and many rows take linear time, however few cells the rows have."""

from __future__ import annotations

import pytest

from hexapla import documents
from hexapla.documents.document import Segment, uncut
from hexapla.errors import InputError
from hexapla.languages import Language
from tests.growth import assert_linear
from tests.shapes import TABLES


def upper(segment: Segment) -> str:
    return segment.text.upper()


@pytest.mark.parametrize("name", TABLES)
def test_a_sparse_table_takes_linear_time(name: str) -> None:
    suffix, make = TABLES[name]

    def run(size: int) -> None:
        try:
            document = documents.parse(make(size).encode(), uncut, name=f"a.{suffix}")
        except InputError:
            return
        document.render(upper, Language("es"))

    assert_linear(run, 2_000)

"""Comma separated values in a table: each value is a text."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.rst.blocks import Reader, Verbatim
from hexapla.documents.rst.lines import Line

__all__ = ["read_cells"]


def read_cells(reader: Reader, lines: Sequence[Line], *, heading: bool = False) -> None:
    """Read the cells in some lines."""
    reader.items.append(Verbatim(lines))

"""Pandoc's tables that are drawn with characters.

`reading` finds the reader of a table; `columns` and `pipes` read a kind each; `cells` makes
documents of the cells. The contract, and the reader of grid tables, are in `documents.tables`.
"""

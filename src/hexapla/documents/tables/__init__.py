"""Tables that are drawn with characters, in any markup: their cells, and how they are drawn again.

`layout` has the contract, `grids` reads grid tables. Markdown and reStructuredText have readers of
other tables of their own, and make documents of the cells.
"""

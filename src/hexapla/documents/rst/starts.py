"""How a line begins that begins a block."""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["BLOCKS", "begins_block"]

BLOCKS = {
    "bullet": lazy_re(r"[-+*\u2022\u2023\u2043](?: +|\Z)"),
    "field": lazy_re(r":(?![: ])(?:[^:\\]|\\.|:(?!(?:[ `]|\Z)))*(?<! ):(?: +|\Z)"),
    "option": lazy_re(
        r"(?:(?:-|\+)[a-zA-Z0-9](?: ?(?:[a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>))?"
        r"|(?:--|/)[a-zA-Z0-9][a-zA-Z0-9_-]*(?:[ =](?:[a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>))?)"
        r"(?:, (?:(?:-|\+)[a-zA-Z0-9](?: ?(?:[a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>))?"
        r"|(?:--|/)[a-zA-Z0-9][a-zA-Z0-9_-]*(?:[ =](?:[a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>))?))*"
        r"(?:  +| ?\Z)"
    ),
    "doctest": lazy_re(r">>>(?: +|\Z)"),
    "line": lazy_re(r"\|(?: +|\Z)"),
    "grid": lazy_re(r"\+-[-+]+-\+ *\Z"),
    "simple": lazy_re(r"=+(?: +=+)+ *\Z"),
    "explicit": lazy_re(r"\.\.(?: +|\Z)"),
    "anonymous": lazy_re(r"__(?: +|\Z)"),
}
"""How a line begins that begins a block, by its kind."""


def begins_block(text: str) -> bool:
    """Whether a line begins a block by its first signs, other than a title or a numbered item."""
    return any(pattern.match(text) for pattern in BLOCKS.values())

"""Find the article in a page."""

from __future__ import annotations

from hexapla.documents.html.tokens import Kind, tokens

__all__ = ["main_part"]


def main_part(text: str) -> str:
    """The content of the only `<article>`, else of `<main>`, else of `<body>`."""
    found = list(tokens(text))
    for name in ("article", "main", "body"):
        starts = [token for token in found if token.kind is Kind.START and token.name == name]
        if len(starts) == 1:
            ends = [token for token in found if token.kind is Kind.END and token.name == name]
            return text[starts[0].end : ends[-1].start if ends else len(text)]
    return text

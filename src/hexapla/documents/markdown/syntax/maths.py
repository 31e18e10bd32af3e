"""TeX in Markdown: environments and formulas."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape
from hexapla.documents.markdown.syntax.scanner import Scanner

__all__ = ["RULES"]


def _environment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    closer = re.compile(rf"\\end\{{{re.escape(found['name'])}\}}")
    end = scanner.until(closer, found.end(), len(scanner.source))
    return Read(end) if end else Read(MAYBE)


RULES = (
    Rule(
        "tex-environment",
        "Pandoc, Quarto, MyST, kramdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.TAG,
        ("\\begin{",),
        r"\\begin\{(?P<name>[A-Za-z]{1,20}\*?)\}",
        reads=_environment,
    ),
    Rule(
        "tex-double-backslash",
        "MathJax, Doxygen, kramdown",
        "https://docs.mathjax.org/en/latest/input/tex/delimiters.html",
        Shape.ATOM,
        ("\\\\(", "\\\\["),
        r"\\\\\(.{1,300}?\\\\\)|\\\\\[.{1,300}?\\\\\]",
    ),
)

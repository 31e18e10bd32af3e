"""TeX in Markdown: environments, formulas and commands."""

from __future__ import annotations

import re

from hexapla.documents.markdown.syntax.matching import TEXT_LINE, inside_by
from hexapla.documents.markdown.syntax.rule import MAYBE, Read, Rule, Shape
from hexapla.documents.markdown.syntax.scanner import Scanner
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["RULES"]

# What is in a formula and not in text in brackets that are escaped.
# A link between brackets with backslashes, which are text.
_LINK = lazy_re(r"\]\([^()\s]*[/.#:]")
_FORMULA = lazy_re(r"[\\^_=+<>*/{}|]|\d|\A\s*[A-Za-z]{1,3}\s*\Z")
_DISPLAY = lazy_re(r"\$\$")
_REST = lazy_re(r"[ \t]*(?=\n|\Z)")
# Between dollar signs on lines of their own there may be blank lines.
_ON_LINES = lazy_re(r"[ \t]*\n[^$]*?\n[ \t>]*\$\$")
# In MyST it is enough that they begin and end lines.
_TO_LINE_END = lazy_re(r"[^$]*\$\$(?=[ \t]*(?:\([\w:.-]+\)[ \t]*)?(?:\n|\Z))")
# A formula with spaces inside its dollar signs has one of these, and no words of a language.
_SPACED = lazy_re(
    r"[\\^_={}+<>|/*]|\A\s*(?:[^\W\d_]{1,2}|\d+(?:\.\d+)?)\s*\Z"
    r"|\A\s*+(?!\d)(?=[^$]*[A-Za-z])(?:[A-Za-z](?![^\W\d_])|[\d\s(),.:;'!-])++\Z"
)
_COMMAND = lazy_re(r"\\(?:text|math|operatorname|mbox|begin|end)[a-z]*\s*\{[^{}]*\}|\\[A-Za-z]+")
_WORD = lazy_re(r"[^\W\d_]{3}")
# A name with an index.
_NAME = lazy_re(r"[^\W\d_]++[_^](?:\w|\{)")
# Up to the dollar sign that ends a formula: there may be others in text in it.
_DOLLAR = lazy_re(r"(?:[^$\\]|\\text\{(?:[^{}]|\{[^{}]*\})*\}|\\.)*+\$", re.DOTALL)
_LABEL = lazy_re(r"[ \t]*(?:\([\w:.-]+\)|\{#[\w:.-]++[^{}\n]*+\})")
# An argument of a command, with braces in it.
_SIGN = r"(?:[^{}\n]|\n(?![ \t>]*\n))"
_ARGUMENT = rf"\{{(?:{_SIGN}|\{{(?:{_SIGN}|\{{{_SIGN}*\}})*\}}){{0,2000}}\}}"
# What may be before the argument of a command.
_OPTIONAL = r"(?:<[\d,+-]{1,20}>|\[[^\[\]\n]{0,100}\])*"
_NEAR = 80
# Commands whose argument is text.
_WORDED = r"textbf|textit|emph|underline|textsc|caption"
# Those whose argument is a note.
_NOTES = r"footnote|footnotetext|marginnote|marginpar|sidenote|thanks"
# Those that show nothing.
_SILENT = (
    r"addcontentsline|addtocounter|centering|clearpage|cleardoublepage|glsadd|hspace|hskip|index"
    r"|label|linebreak|newline|newpage|nobreak|noindent|pagebreak|par|phantomsection|setcounter"
    r"|setlength|vfill|vskip|vspace"
)


def _environment(scanner: Scanner, found: re.Match[str]) -> Read | None:
    closer = re.compile(rf"\\end\{{{re.escape(found['name'])}\}}")
    end = scanner.until(closer, found.end(), len(scanner.source), "tex")
    if end <= 0:
        return Read(end or MAYBE)
    label = _LABEL.match(scanner.source, end)
    end = label.end() if label else end
    return Read(end, holds=_held(scanner, found.start(), end))


def _held(scanner: Scanner, start: int, end: int) -> int:
    """By how many columns the text is indented that goes on after an environment in an item.

    In Pandoc's Markdown the environment is in the item, too, wherever its lines begin.
    """
    lead = text_before(scanner.source, start)
    if not scanner.settings.pandoc or lead.strip() or not TEXT_LINE.match(scanner.source, end):
        return 0
    return max(inside_by(scanner.source, start, end), 0)


def _bracketed(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A formula between backslashes and brackets, if it can be one."""
    closer = {"(": "\\)", "[": "\\]"}[found[0][1]]
    limit = min(scanner.blank_line(found.end()), found.end() + 2_000)
    end = scanner.source.find(closer, found.end(), limit)
    inner = scanner.source[found.end() : max(end, found.end())]
    if end < 0 or not _FORMULA.search(inner) or _LINK.search(inner):
        return None
    return Read(end + 2)


def _inline(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A formula in a sentence, between two dollar signs. Amounts of money are none."""
    source, start = scanner.source, found.end()
    limit = min(scanner.paragraph_end(start), start + 1_000)
    found_end = _DOLLAR.match(source, start, limit)
    end = found_end.end() - 1 if found_end else -1
    if end <= start or source[end - 1] == "`":
        return None
    inner = source[start:end]
    if ("](" in inner and not scanner.settings.pandoc) or "{%" in inner or "{{<" in inner:
        return None  # The dollar signs are in a link and its address, or before and after a tag.
    amounts = scanner.settings.pandoc or inner[0].isdigit() or inner[-1].isspace()
    if amounts and source[end + 1 : end + 2].isdigit():
        return None
    if inner[0].isspace() or inner[-1].isspace():
        bare = _NAME.sub("", _COMMAND.sub("", inner))
        if not _SPACED.search(inner) or _WORD.search(bare) or "`" in inner:
            return None
    # Known to Markdown's parser as a formula.
    return Read(end + 1, shown=f"${'x' * (end - start)}$")


def _break(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A line break, if the next line goes on with the paragraph."""
    quotes = text_before(scanner.source, found.start()).count(">")
    following = found.end("lead")
    next_line = scanner.source[following : following + _NEAR]
    same = found["lead"].count(">") <= quotes
    return Read(found.end()) if same and TEXT_LINE.match(f"\n{next_line}") else None


def _display(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A formula of its own, with its label."""
    limit = found.end() + 5_000
    end = _ON_LINES.match(scanner.source, found.end(), limit)
    if end is None and scanner.is_myst and _begins_line(scanner.source, found.start()):
        end = _TO_LINE_END.match(scanner.source, found.end(), limit)
    if end is None:
        if _REST.match(scanner.source, found.end()) and limit >= len(scanner.source):
            scanner.begun = min(scanner.begun, found.start())
        ends = scanner.blank_line(found.end())
        if not _begins_line(scanner.source, found.start()):  # It doesn't go on in the next item.
            ends = min(ends, scanner.paragraph_end(found.end()))
        limit = min(ends, limit)
        end = _DISPLAY.search(scanner.source, found.end(), limit)
    if end is None or not scanner.source[found.end() : end.end() - 2].strip():
        return None
    label = _LABEL.match(scanner.source, end.end())
    return Read(label.end() if label else end.end())


def _begins_line(source: str, at: int) -> bool:
    return not text_before(source, at).strip(" \t>")


def _worded(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A command around words."""
    end = scanner.braces.end(found.end() - 1)
    return Read(found.end(), pair=(end - 1, end)) if end else None


def _block_command(scanner: Scanner, found: re.Match[str]) -> Read | None:
    """A command that is a block of its own before the text on its line."""
    start = found.start()
    before = text_before(scanner.source, start)
    return None if before.strip(" \t>") else Read(found.end())


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
        "tex-brackets",
        "MathJax, KaTeX, MkDocs Material, Pandoc",
        "https://docs.mathjax.org/en/latest/input/tex/delimiters.html",
        Shape.TAG,
        ("\\(", "\\["),
        r"\\[(\[]",
        reads=_bracketed,
        guarded=True,
    ),
    Rule(
        "tex-display",
        "MyST, Pandoc, GitHub, MathJax",
        "https://myst-parser.readthedocs.io/en/latest/syntax/math.html",
        Shape.TAG,
        ("$$",),
        r"\$\$(?!\$)",
        reads=_display,
    ),
    Rule(
        "price",
        "Pandoc, GitHub, MyST",
        "https://pandoc.org/MANUAL.html#extension-tex_math_dollars",
        Shape.WORD,
        ("$",),
        # No formula ends before a digit.
        r"(?<![\\$\w])\$\d(?:[\d.,]*\d)?(?=[^$\n`]*[^\s$\\`]\$\d)",
        ahead=r"\d",
    ),
    Rule(
        "tex-inline",
        "MyST, Pandoc, GitHub, remark-math",
        "https://myst-parser.readthedocs.io/en/latest/syntax/optional.html#math-shortcuts",
        Shape.WORD,
        ("$",),
        r"\$(?![$`])",
        reads=_inline,
    ),
    Rule(
        "tex-words",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.WORD,
        tuple(f"\\{char}" for char in "teufc"),
        rf"\\(?:{_WORDED}){_OPTIONAL}\{{",
        reads=_worded,
    ),
    Rule(
        "tex-note",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.WORD,
        tuple(f"\\{char}" for char in "fmst"),
        rf"\\(?:{_NOTES}){_OPTIONAL}\{{",
        reads=_worded,
        silent=True,
    ),
    Rule(
        "tex-block-command",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.TAG,
        tuple(f"\\{char}" for char in "vnpcbms"),
        r"\\(?:vspace|vfill|newpage|pagebreak|clear(?:double)?page|(?:big|med|small)skip)\b"
        rf"\*?(?:{_ARGUMENT})?",
        reads=_block_command,
        apart=True,
    ),
    Rule(
        "tex-verbatim",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.WORD,
        ("\\verb",),
        r"\\verb\*?(?:\{(?:\\.|[^{}\\\n]){0,1000}+\}"
        r"|(?P<sign>[^\w\s*])(?:\\.|(?!(?P=sign))[^\\\n]){0,1000}+(?P=sign))",
    ),
    Rule(
        "tex-silent-command",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.TAG,
        tuple(f"\\{char}" for char in "acghilnpsv"),
        rf"\\(?:{_SILENT})(?![A-Za-z])\*?(?:\[[^\[\]\n]*\]|{_ARGUMENT})*",
        silent=True,
    ),
    Rule(
        "tex-command",
        "Pandoc, Quarto, bookdown",
        "https://pandoc.org/MANUAL.html#extension-raw_tex",
        Shape.TAG,
        tuple(f"\\{char}" for char in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        rf"\\(?!(?:{_WORDED}|{_NOTES}|begin|end)\b)[A-Za-z]+(?:\*(?=[\[{{])|\d+(?=\{{))?"
        rf"(?:\[[^\[\]\n]*\]|{_ARGUMENT})*",
    ),
    Rule(
        "double-backslash-break",
        "kramdown",
        "https://kramdown.gettalong.org/syntax.html#paragraphs",
        Shape.WORD,
        ("\\\\",),
        r"(?<!\\)\\\\[ \t]*\n(?P<lead>[ \t>]*)(?=\S)",
        reads=_break,
        apart=True,
        where=lambda settings: not settings.mdx and not settings.pandoc,
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

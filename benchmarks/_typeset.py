"""Documents whose text is known, typeset as PDF by several programs, for `importing.py`.

The words are FLORES-200's (CC BY-SA 4.0). The programs run if they are installed: LibreOffice, and
LaTeX through Pandoc, on the path; WeasyPrint and Typst in the Python named by $HEXAPLA_TYPESETTERS.
"""

from __future__ import annotations

import html
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

__all__ = ["Made", "Part", "documents"]

PYTHON = os.environ.get("HEXAPLA_TYPESETTERS", sys.executable)
RTL = ("ar",)
IDEOGRAPHIC = ("ja", "zh")
LATIN = ("ca", "de", "en", "eo", "es", "fr", "gl", "it", "nl", "pl", "pt", "tr")
BABEL = {"ca": "catalan", "de": "ngerman", "en": "english", "es": "spanish", "fr": "french",
         "it": "italian", "nl": "dutch", "pl": "polish", "pt": "portuguese"}  # fmt: skip
CODES = {"arb": "ar", "cat": "ca", "deu": "de", "eng": "en", "epo": "eo", "fra": "fr", "glg": "gl",
         "hin": "hi", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl", "pol": "pl", "por": "pt",
         "rus": "ru", "spa": "es", "srp": "sr", "tur": "tr", "ukr": "uk", "zho": "zh"}  # fmt: skip
_END = re.compile(r"[.!?。！？।]\Z")


class Part(NamedTuple):
    """A heading, paragraph or list item, with the text of a footnote at its end, if it has one."""

    kind: str
    text: str
    note: str = ""
    bold: str = ""


@dataclass(frozen=True)
class Made:
    """A PDF and what it was made from."""

    path: Path
    language: str
    program: str
    layout: str
    parts: tuple[Part, ...]


def _parts(sentences: list[str], chosen: random.Random, joiner: str) -> list[Part]:
    """An article made of sentences."""
    found = [Part("h1", _name(sentences, chosen))]
    rest = iter(sentences)
    while True:
        size = chosen.randint(1, 6)
        own = [one for _, one in zip(range(size), rest, strict=False)]
        if not own:
            return found
        kind = chosen.random()
        if kind < 0.12:
            found.append(Part("h2", _name(sentences, chosen)))
        if kind > 0.92:
            found += [Part("li", one) for one in own]
            continue
        note = chosen.choice(sentences) if 0.3 < kind < 0.4 else ""
        words = own[0].split(" ")
        bold = " ".join(words[2:4]) if 0.5 < kind < 0.6 and len(words) > 6 else ""
        found.append(Part("p", joiner.join(own), note, bold))


def _name(sentences: list[str], chosen: random.Random) -> str:
    text = chosen.choice([one for one in sentences if len(one) < 120])
    if " " not in text:
        return text[:12].strip("、，。「」")
    words = [word.strip(',.;:!?"“”„«»()') for word in text.split()[:6]]
    return " ".join(filter(None, words))


def _html(parts: list[Part], language: str, style: str) -> str:
    out = []
    for part in parts:
        text = html.escape(part.text, quote=False)
        if part.bold:
            bold = html.escape(part.bold, quote=False)
            text = text.replace(bold, f"<b>{bold}</b>", 1)
        if part.note:
            text += f"<span class=note>{html.escape(part.note, quote=False)}</span>"
        tag = part.kind
        out.append(f"<ul><li>{text}</li></ul>" if tag == "li" else f"<{tag}>{text}</{tag}>")
    body = "\n".join(out).replace("</ul>\n<ul>", "\n")
    direction = "rtl" if language in RTL else "ltr"
    head = f"<html lang={language} dir={direction}><meta charset=utf-8><style>{style}</style>"
    return f"{head}{body}</html>"


_PAGE = """
@page { size: A5; margin: 2cm 1.6cm; @top-center { content: "The yearly report"; font-size: 8pt }
  @bottom-center { content: counter(page); font-size: 8pt } }
body { font: 10pt/1.3 "DejaVu Serif", "Noto Serif CJK JP", "Noto Serif CJK SC", serif;
  hyphens: auto; text-align: justify }
h1 { font-size: 18pt; text-align: start } h2 { font-size: 13pt; text-align: start }
.note { float: footnote; font-size: 8pt }
"""
_LAYOUTS = {
    "one column": _PAGE + "p { margin: 0 0 .7em }",
    "indented": _PAGE + "p { margin: 0; text-indent: 1.5em } h1 + p, h2 + p { text-indent: 0 }",
    "two columns": _PAGE.replace("A5", "A4")
    + "body { columns: 2; column-gap: 1cm } h1 { column-span: all } p { margin: 0 0 .6em }",
    "ragged": _PAGE + "body { text-align: start; hyphens: manual } p { margin: 0 0 .7em }",
}


def _run(command: Sequence[str | Path], folder: Path, text: str | None = None) -> bool:
    done = subprocess.run(
        command,
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=180,
    )
    return done.returncode == 0


def _weasyprint(made: Made, style: str) -> bool:
    page = made.path.with_suffix(".html")
    page.write_text(_html(list(made.parts), made.language, style), "utf-8")
    script = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])"
    return _run([PYTHON, "-c", script, page, made.path], made.path.parent)


def _libreoffice(made: Made, suffix: str) -> bool:
    page = made.path.with_suffix(".html")
    text = _html(list(made.parts), made.language, "")
    text = re.sub(r"<span class=note>(.*?)</span>", r"<span>FOOTNOTE\1ENDNOTE</span>", text)
    page.write_text(text, "utf-8")
    native = subprocess.run(
        ["pandoc", page, "-t", "markdown", "--wrap=none"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    native = re.sub(r"\[?FOOTNOTE(.*?)ENDNOTE\]?(?:\{[^}]*\})?", r"^[\1]", native)
    source = made.path.with_suffix(f".{suffix}")
    rtl = ["-M", "dir=rtl"] if made.language in RTL else []
    if not _run(["pandoc", "-f", "markdown", "-o", source, "-M", f"lang={made.language}", *rtl],
                made.path.parent, native):  # fmt: skip
        return False
    office = ["soffice", f"-env:UserInstallation=file://{made.path.parent}/profile", "--headless"]
    return _run([*office, "--convert-to", "pdf", "--outdir", made.path.parent, source],
                made.path.parent)  # fmt: skip


def _typst(made: Made, columns: int) -> bool:
    page = f"#set page(columns: {columns}, "
    page += 'paper: "a5", numbering: "1 / 1", header: [The yearly report])' * (columns == 1)
    page += 'paper: "a4", numbering: "— 1 —")' * (columns == 2)
    fonts = '("DejaVu Serif", "Noto Serif CJK JP")'
    out = [
        f'#set text(lang: "{made.language}", size: 10pt, font: {fonts})',
        "#set par(justify: true)",
        page,
    ]
    for part in made.parts:
        text = _typst_text(part.text)
        if part.bold:
            bold = _typst_text(part.bold)
            text = text.replace(bold, f"#strong[{bold}]", 1)
        if part.note:
            text += f"#footnote[{_typst_text(part.note)}]"
        before = {"h1": "= ", "h2": "== ", "li": "- "}.get(part.kind, "")
        out.append(before + text + "\n")
    source = made.path.with_suffix(".typ")
    source.write_text("\n".join(out), "utf-8")
    script = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    return _run([PYTHON, "-c", script, source, made.path], made.path.parent)


def _typst_text(text: str) -> str:
    return re.sub(r"([\\`*_#$<>@=~\[\]/'\"-])", r"\\\1", text)


_LATEX = r"""\documentclass[a5paper,10pt,COLUMNS]{article}
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{fancyhdr}
\usepackage[margin=1.7cm]{geometry}\usepackage{textcomp}\pagestyle{fancy}
\fancyhf{}\fancyhead[L]{The yearly report}\fancyfoot[C]{\thepage}
\usepackage[BABEL]{babel}\begin{document}\sloppy
BODY
\end{document}
"""


def _tex(text: str) -> str:
    text = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", r"\textbackslash "))
    text = text.replace('"', r"{\textquotedbl}")
    return text.replace("~", r"\textasciitilde ").replace("^", r"\^{}")


def _latex(made: Made, columns: int) -> bool:
    out = []
    for part in made.parts:
        text = _tex(part.text)
        if part.bold:
            text = text.replace(_tex(part.bold), rf"\textbf{{{_tex(part.bold)}}}", 1)
        if part.note:
            text += rf"\footnote{{{_tex(part.note)}}}"
        forms = {
            "h1": rf"\section*{{{text}}}",
            "h2": rf"\subsection*{{{text}}}",
            "li": rf"\begin{{itemize}}\item {text}\end{{itemize}}",
        }
        out.append(forms.get(part.kind, f"{text}\n"))
    body = "\n".join(out).replace("\\end{itemize}\n\\begin{itemize}", "\n")
    text = _LATEX.replace("COLUMNS", "twocolumn" if columns == 2 else "onecolumn")
    text = text.replace("BABEL", BABEL[made.language]).replace("BODY", body)
    source = made.path.with_suffix(".tex")
    source.write_text(text, "utf-8")
    command: list[str | Path] = ["pdflatex", "-interaction=nonstopmode", source]
    return _run(command, made.path.parent) or made.path.exists()


_Make = Callable[[Made], bool]


def _settings() -> Iterator[tuple[str, str, _Make, tuple[str, ...]]]:
    """The program, layout, function and languages of each kind of document."""
    everywhere = tuple(CODES.values())
    if _has("weasyprint"):
        for name, style in _LAYOUTS.items():
            yield "WeasyPrint", name, partial(_weasyprint, style=style), everywhere
    if _has("typst"):
        for columns in (1, 2):
            languages = (*LATIN, "ru", "uk", "sr", "ja", "zh")
            yield "Typst", f"{columns} columns", partial(_typst, columns=columns), languages
    if shutil.which("pdflatex"):
        for columns in (1, 2):
            yield "LaTeX", f"{columns} columns", partial(_latex, columns=columns), tuple(BABEL)
    if shutil.which("soffice") and shutil.which("pandoc"):
        for suffix in ("docx", "odt"):
            # Pandoc's OpenDocument has no direction: its paragraphs would be from left to right.
            own = [one for one in everywhere if suffix == "docx" or one not in RTL]
            yield "LibreOffice", suffix, partial(_libreoffice, suffix=suffix), tuple(own)


def _has(module: str) -> bool:
    return _run([PYTHON, "-c", f"import {module}"], Path())


def documents(flores: Path, folder: Path, per_kind: int, sentences: int) -> Iterator[Made]:
    """Documents in ``per_kind`` languages for each program and layout, with that many sentences."""
    for number, (program, layout, make, languages) in enumerate(_settings()):
        offset = number * 3
        for step in range(min(per_kind, len(languages))):
            language = languages[(offset + step * 5) % len(languages)]
            code = next(key for key, value in CODES.items() if value == language)
            (source,) = flores.glob(f"{code}_*.devtest")
            lines = [_clean(one) for one in source.read_text("utf-8").split("\n") if one.strip()]
            name = re.sub(r"\W+", "-", f"{program}-{layout}-{language}-{step}")
            chosen = random.Random(name)
            start = chosen.randrange(len(lines) - sentences)
            joiner = "" if language in IDEOGRAPHIC else " "
            parts = _parts(lines[start : start + sentences], chosen, joiner)
            path = folder / name / f"{name}.pdf"
            if path.exists():
                yield Made(path, language, program, layout, tuple(parts))
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            made = Made(path, language, program, layout, tuple(parts))
            if make(made) and path.exists():
                yield made
            else:
                print(f"not made: {name}", file=sys.stderr)


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())

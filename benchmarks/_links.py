"""The time that commands take for a sentence with many links, relative to its words without them,
and for one with many other inline codes.

Both articles are measured in turn in one process, several times; the least CPU time of each
command counts. Starting the command is not part of it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from _figures import Figure, at_most
from hexapla.cli import main
from hexapla.testing import HostileEngine, IdentityEngine, UpperEngine

__all__ = ["link_figures"]

LINKS = 400
# Other numbers of links, and how many of each other code.
NUMBERS = (10, 20, 50, 100, 1_000)
QUICK_NUMBERS = (50,)
CODES = 100
ENGINES = [engine.name for engine in (IdentityEngine, UpperEngine, HostileEngine)]
COMMANDS = ("extract", "draft", "publish")
PLAIN = "some words number {0} here,"
FORMATS: dict[str, tuple[str, Callable[[str], str], dict[str, str]]] = {
    "Markdown": (
        "a.md",
        lambda text: f"{text}.\n",
        {
            "links": "some [words number {0}](/p{0}) here,",
            "emphasis": "some *words number {0}* here,",
            "code": "some words `number{0}` here,",
            "footnotes": "some words number {0}[^n{0}] here,",
        },
    ),
    "HTML": (
        "a.html",
        lambda text: f"<p>{text}.</p>\n",
        {
            "links": 'some <a href="/p{0}">words number {0}</a> here,',
            "emphasis": "some <em>words number {0}</em> here,",
            "code": "some words <code>number{0}</code> here,",
        },
    ),
}


def link_figures(quick: bool) -> Iterator[Figure]:
    """Figures for each format and engine: extracting, drafting and publishing together."""
    for kind, (_, _, codes) in FORMATS.items():
        for engine in ENGINES:
            of = f"of {kind} by {engine}, relative to its words"
            plain, links = compared(kind, codes["links"], LINKS, engine, 3 if quick else 10)
            ratios = (b / a for a, b in zip(plain, links, strict=True))
            each = (f"{one} {ratio:.2f}" for one, ratio in zip(COMMANDS, ratios, strict=True))
            title = f"{LINKS} links in a sentence {of}"
            yield at_most(title, sum(links) / sum(plain), 2, "times", ", ".join(each))
            numbers = QUICK_NUMBERS if quick else NUMBERS
            found = {at: ratio(kind, codes["links"], at, engine, quick) for at in numbers}
            title = f"other numbers of links {of}, at most"
            yield at_most(title, max(found.values()), 2, "times", shown(found))
        others = {name: code for name, code in codes.items() if name != "links"}
        by_code = {
            name: ratio(kind, code, CODES, UpperEngine.name, quick) for name, code in others.items()
        }
        title = f"{CODES} other codes in a sentence of {kind}, relative to its words, at most"
        yield at_most(title, max(by_code.values()), 2, "times", shown(by_code))


def shown(ratios: Mapping[Any, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in ratios.items())


def ratio(kind: str, code: str, number: int, engine: str, quick: bool) -> float:
    plain, marked = compared(kind, code, number, engine, 2 if quick else 6)
    return sum(marked) / sum(plain)


def compared(kind: str, code: str, number: int, engine: str, rounds: int) -> list[list[float]]:
    """The seconds of each command for words, and for the same words with inline codes."""
    name, article, _ = FORMATS[kind]
    articles = [
        article(" ".join(words.format(at) for at in range(number))) for words in (PLAIN, code)
    ]
    return least(name, articles, engine, rounds)


def least(name: str, articles: Sequence[str], engine: str, rounds: int) -> list[list[float]]:
    """The least seconds of each command for each of some articles with the same name."""
    for text in articles:
        measured(name, text, engine)
    found = [[measured(name, text, engine) for text in articles] for _ in range(rounds)]
    by_article = zip(*found, strict=True)
    return [[min(times) for times in zip(*one, strict=True)] for one in by_article]


def measured(name: str, text: str, engine: str) -> list[float]:
    """The seconds of CPU time that each command takes for an article in a new folder."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(name).write_text(text)
        for command in COMMANDS:
            more = ("--engine", engine, "--no-cache") if command == "draft" else ()
            gc.collect()
            start = time.process_time()
            run(command, name, "--from", "en", "--to", "es", *more)
            times.append(time.process_time() - start)
    return times


def run(*arguments: str) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(list(arguments))
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"{' '.join(arguments)}: {said.getvalue()}") from end

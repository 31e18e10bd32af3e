"""The time that commands take for a sentence with many links, relative to its words without them.

Both articles are measured in turn in one process, several times; the least CPU time of each
command counts. Starting the command is not part of it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from _figures import Figure, at_most
from hexapla.cli import main
from hexapla.testing import HostileEngine, IdentityEngine, UpperEngine

__all__ = ["link_figures"]

LINKS = 400
ENGINES = [engine.name for engine in (IdentityEngine, UpperEngine, HostileEngine)]
COMMANDS = ("extract", "draft", "publish")
PLAIN = "some words number {0} here,"
FORMATS: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "Markdown": ("a.md", "some [words number {0}](/p{0}) here,", lambda text: f"{text}.\n"),
    "HTML": (
        "a.html",
        'some <a href="/p{0}">words number {0}</a> here,',
        lambda text: f"<p>{text}.</p>\n",
    ),
}


def link_figures(quick: bool) -> Iterator[Figure]:
    """A figure for each format and engine: extracting, drafting and publishing together."""
    for kind, (name, linked, article) in FORMATS.items():
        articles = [
            article(" ".join(words.format(at) for at in range(LINKS))) for words in (PLAIN, linked)
        ]
        for engine in ENGINES:
            plain, links = least(name, articles, engine, 4 if quick else 10)
            ratios = (b / a for a, b in zip(plain, links, strict=True))
            each = (f"{one} {ratio:.2f}" for one, ratio in zip(COMMANDS, ratios, strict=True))
            title = f"{LINKS} links in a sentence of {kind} by {engine}, relative to its words"
            yield at_most(title, sum(links) / sum(plain), 2, "times", ", ".join(each))


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

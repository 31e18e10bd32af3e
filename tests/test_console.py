"""The commands that the manual shows work: each page is followed in a folder of its own."""

from __future__ import annotations

import atexit
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from hexapla import Language, Publication
from hexapla.cli.app import app
from hexapla.exchange import tmx
from hexapla.memory.unit import Unit
from tests.conftest import ROOT, Result, Translate
from tests.importing.making import Text, pdf

DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    *sorted(
        path
        for path in DOCS.glob("*/**/*.md")
        if "example" not in path.parts
        and not path.name.endswith(".es.md")
        and path.stem != "cli"  # generated from the help, of which tests/cli has tests
    ),
]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^\1```$",
    re.MULTILINE | re.DOTALL,
)
# Programs of others are not run. Commands that need a network, a model, a server or a browser are
# only parsed.
OTHERS = {"pip", "python3", "hexapla/bin/pip", ".venv/bin/pip", ".venv/bin/translate", "make"} | {
    "export", "llama-server", "ollama", "sphinx-build", "pipx", "podman", "ln",
}  # fmt: skip
ELSEWHERE = re.compile(
    r"translate (models |review|evaluate|demo|batch)|--engine (llm|apertium)|^translate --version"
)
DIFFERENT = re.compile(r"\b(?:firefox|upper)-(\w+) [\w.]+")
ARTICLE = "# The night bus\n\nIt rained all day. The bus was late in 2015.\n"
SPANISH = "# El autobús\n\nLlovió todo el día. El autobús llegó tarde en 2015.\n"


@dataclass(frozen=True)
class Step:
    """A file that a page tells the reader to write, or a command with what it prints."""

    text: str
    file: str = ""
    shown: str = ""


def steps(page: str) -> Iterator[Step]:
    """What a reader does, in the order of the page."""
    for fence in FENCE.finditer(page):
        indent, text = fence["indent"], fence["text"]
        lines = [line.removeprefix(indent) for line in text.splitlines()]
        if fence["title"]:
            yield Step("\n".join(lines) + "\n", file=fence["title"])
        elif fence["language"] == "console":
            commands = re.split(r"^\$ ", "\n".join(lines), flags=re.MULTILINE)
            assert not commands[0].strip(), f"no command: {commands[0]}"
            for command in commands[1:]:
                line, _, shown = command.partition("\n")
                yield Step(re.sub(r" +# .*", "", line), shown=shown.strip())
        elif not fence["language"]:
            for line in lines:
                if line.startswith("translate ") and "[" not in line:
                    yield Step(re.split(r" {3,}| [<>] ", line)[0], file="-")


def test_pages_have_commands() -> None:
    assert sum(1 for page in PAGES for _ in steps(page.read_text("utf-8"))) > 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_work(
    page: Path, translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (todo := list(steps(page.read_text("utf-8")))):
        return
    WORLDS.get(page.stem, publication)(tmp_path)
    last = Result(0, "", "")
    for step in todo:
        if step.file == "-":
            parse(shlex.split(step.text)[1:])
        elif step.file:
            write(Path.cwd() / step.file, step.text)
        elif step.text == "echo $?":
            assert str(last.code) == step.shown
            last = Result(0, "", "")
        else:
            assert last.code == 0, last.err
            last = follow(step, translate, monkeypatch)
    assert last.code == 0, last.err


def follow(step: Step, translate: Translate, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run one line of a console, and compare what it prints."""
    program, *arguments = shlex.split(step.text)
    if program == "mkdir" and len(arguments) == 1:
        Path(arguments[0]).mkdir()
    elif program == "cd":
        Path(arguments[0]).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(arguments[0])
        if arguments[1:]:
            assert arguments[1] == "&&"
            return follow(Step(shlex.join(arguments[2:])), translate, monkeypatch)
    elif program in OTHERS or program == "mkdir":
        return Result(0, "", "")
    elif ELSEWHERE.search(step.text):
        parse(arguments)
    else:
        assert program == "translate", f"unknown program: {step.text}"
        return run(arguments, step.shown, translate)
    return Result(0, "", "")


def run(arguments: list[str], shown: str, translate: Translate) -> Result:
    given, output = b"", ""
    if "<" in arguments:
        at = arguments.index("<")
        given = b"It rained all day.\n"
        del arguments[at : at + 2]
    if ">" in arguments:
        at = arguments.index(">")
        output = arguments[at + 1]
        del arguments[at : at + 2]
    done = translate(*(name for one in arguments for name in expanded(one)), stdin=given)
    draft_in_capitals()
    assert not output or done.out
    printed = DIFFERENT.sub(r"\1", done.out.strip() + "\n" + done.err.strip())
    pattern = re.escape(DIFFERENT.sub(r"\1", shown)).replace("…", ".*")
    pattern = re.sub(r"(?:\\ )+", r"\\ +", pattern)  # columns depend on what is in them
    assert re.search(pattern, printed), f"{shown}\n---\n{printed}"
    return done


def expanded(word: str) -> list[str]:
    return sorted(str(path) for path in Path.cwd().glob(word)) if "*" in word else [word]


def parse(arguments: list[str]) -> None:
    """Parse a command line without running it: unknown options are errors."""
    command: Any = typer.main.get_command(app)
    if not arguments or {"--version", "--help"} & {*arguments}:
        return
    context = command.make_context("translate", list(arguments))
    rest = [*context._protected_args, *context.args]
    while isinstance(command, TyperGroup):
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, list(rest), parent=context)
        rest = [*context._protected_args, *context.args]


def write(path: Path, text: str) -> None:
    """Write a file that a page shows. Of settings that exist, only what is shown changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name == "publication.toml" and path.exists():
        settings = path.read_text("utf-8")
        for line in text.splitlines():
            key = line.partition(" =")[0]
            settings, count = re.subn(rf"(?m)^# {key} = .*", line, settings, count=1)
            assert count == 1, line
        text = settings
    path.write_text(text, "utf-8")


def draft_in_capitals() -> None:
    """Let a new publication draft with the engine that is always there."""
    path = Path("i18n/publication.toml")
    if path.exists() and "\nengines =" not in (text := path.read_text("utf-8")):
        path.write_text(f"\nengines = ['upper']\n{text}", "utf-8")


def publication(folder: Path) -> None:
    """What most pages assume: a publication in git with reviewed articles, and files of others."""
    shutil.copytree(_ready(), folder, dirs_exist_ok=True)


@cache
def _ready() -> Path:
    """The publication, made once for all pages."""
    folder = Path(tempfile.mkdtemp(prefix="manual-", dir=os.environ.get("PYTEST_TMP")))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, content in FILES.items():
        write(folder / name, content)
    subprocess.run(
        [sys.executable, ROOT / "tools" / "sample.py", folder / "report.docx"], check=True
    )
    shutil.copy(folder / "report.docx", folder / "testimony.docx")
    (folder / "report.pdf").write_bytes(pdf([[Text(50, 80, "The road is closed.")]]))
    units = [Unit("It rained all day.", "Llovió todo el día.")]
    tmx.write(folder / "old-project.tmx", units, Language("en"), Language("es"))
    ours = Publication.open(folder)
    languages = [Language("es"), Language("fr"), Language("ar")]
    for article in ours.articles():
        prepared = ours.prepare(article)
        ours.extract(prepared, languages)
        for language in languages:
            for _ in ours.draft([prepared], language):
                pass
    for catalog in folder.glob("locales/*/LC_MESSAGES/**/*.po"):
        catalog.write_text(catalog.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    return folder


FILES = {
    "i18n/publication.toml": "sources = ['articles', 'article.md', 'report.docx', 'docs/en']\n"
    "source-language = 'en'\nlanguages = ['es']\nengines = ['upper']\n",
    "i18n/glossary.csv": "term,es\nbus,autobús\n",
    "article.md": ARTICLE,
    "articles/day.md": ARTICLE.replace("night", "day"),
    "article.es.md": SPANISH,
    "translated.html": "<h1>El autobús</h1>"
    "<p>Llovió todo el día. El autobús llegó tarde en 2015.</p>",
    "docs/en/page.md": ARTICLE.replace("night", "day"),
    "docs/es/page.md": SPANISH,
    "rates.toml": "per-word = 0.09\n",
    "notes.txt": "It rained all day in the\ntown, and nobody came\nto the library.\n",
    "terms.tbx": """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="1">
<langSet xml:lang="en"><tig><term>harbour</term></tig></langSet>
<langSet xml:lang="es"><tig><term>puerto</term></tig></langSet>
</termEntry></body></text></martif>
""",
}
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Open"
msgstr ""
"""


def with_files(**files: str) -> Callable[[Path], None]:
    """The publication with more articles."""

    def make(folder: Path) -> None:
        publication(folder)
        for name, text in files.items():
            write(folder / name, text)
        settings = folder / "i18n" / "publication.toml"
        more = ", ".join(map(repr, files))
        settings.write_text(settings.read_text("utf-8").replace("'docs/en'", more), "utf-8")

    return make


def catalogs(folder: Path) -> None:
    for name in ("locale/es/LC_MESSAGES/django.po", "po/es.po", "messages.pot"):
        write(folder / name, CATALOG)
    write(folder / "i18n/publication.toml", "source-language = 'en'\nengines = ['upper']\n")


def laptop(folder: Path) -> None:
    shutil.copy(_ready() / "testimony.docx", folder)
    write(folder / "i18n/publication.toml", "source-language = 'en'\nengines = ['upper']\n")


def example(folder: Path) -> None:
    publication(folder)
    shutil.copytree(DOCS / "example", folder / "docs" / "example", dirs_exist_ok=True)


def repository(folder: Path) -> None:
    subprocess.run(["git", "init", "--quiet", folder], check=True)


def nothing(folder: Path) -> None:
    """A page that begins with an empty folder."""


SUBTITLES = "1\n00:00:01,000 --> 00:00:04,000\nIt rained all day.\n"
CUT = SUBTITLES + "\n2\n00:00:04,0"
WORLDS: dict[str, Callable[[Path], None]] = {
    "README": with_files(**{"article.txt": "It rained all day.\n"}),
    "newsroom": nothing,
    "docs-team": repository,
    "install": nothing,
    "private-laptop": laptop,
    "gettext": catalogs,
    "git": repository,
    "site": example,
    "formats-rst": with_files(**{"docs/index.rst": "Buses\n=====\n\nIt rained all day.\n"}),
    "formats-strings": with_files(**{"locales/en.json": '{"a": "It rained all day."}\n'}),
    "formats-subtitles": with_files(**{"talk.srt": SUBTITLES, "cut.srt": CUT}),
}

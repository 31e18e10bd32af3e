"""Every option of every command has an effect, or is refused: each has a row in a table."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import webbrowser
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup, TyperOption

from hexapla.cli.app import app
from hexapla.publication.paths import PUBLISHED
from tests.cli.publication import COMMANDS, NANO, publication
from tests.conftest import Translate
from tests.review.packets import answer_to

Seen = tuple[int, str, str, dict[str, bytes]]


@dataclass(frozen=True)
class Row:
    """An option as it is given, and how its effect shows.

    The command is run as in `COMMANDS`, or with the arguments ``base``, in a publication with more
    ``settings`` that ``prepare`` has changed, given its folder and the user's home; once without
    and once with ``option``. If ``refused`` isn't empty, it is part of the message of a refusal.
    """

    option: tuple[str, ...]
    base: tuple[str, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    settings: str = ""
    prepare: Callable[[Path, Path], object] = lambda folder, home: None
    refused: str = ""


def correct_xliff(folder: Path, home: Path) -> None:
    path = folder / "rain.es.xlf"
    path.write_text(path.read_text("utf-8").replace("en 2051", "en 2015"), "utf-8")


def answer_packet(folder: Path, home: Path) -> None:
    source = "The road was closed in 2015."
    text = "La carretera se cerró en 2015."
    answer = answer_to(folder / "p.html", {"source": source, "text": text, "reviewed": True})
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")


def spoil_package(folder: Path, home: Path) -> None:
    (path,) = home.glob("data/argos-translate/packages/*/README.md")
    path.write_text("changed")


def change_package(folder: Path, home: Path) -> None:
    with (
        zipfile.ZipFile(folder / NANO) as old,
        zipfile.ZipFile(folder / "changed.argosmodel", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"changed" if name.endswith(".md") else b""))


def change_model(folder: Path, home: Path) -> None:
    with (folder / "opus" / "config.json").open("a") as config:
        config.write("\n")


def make_repository(folder: Path, home: Path) -> None:
    subprocess.run(["git", "init", "-q", "new"], cwd=folder, check=True)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)


def add_name(folder: Path, home: Path) -> None:
    with (folder / CATALOG_PATH).open("a", encoding="utf-8") as catalog:
        catalog.write('\nmsgid "Xanten Rhine."\nmsgstr "Xanten Rhine."\n')


def leave_untranslated(folder: Path, home: Path) -> None:
    path = folder / CATALOG_PATH
    english = "The rain went on for the whole day, and it did not stop at night."
    path.write_text(path.read_text("utf-8").replace("Llovió todo el día.", english), "utf-8")


def add_columns(folder: Path, home: Path) -> None:
    (folder / "columns.csv").write_text("en,es\nrain,lluvia\n")


def add_binary(folder: Path, home: Path) -> None:
    (folder / "sources" / "binary.txt").write_bytes(b"\0")


def take_work(folder: Path, home: Path) -> None:
    """Put a file where intermediate data goes by default."""
    (folder / "out").mkdir()
    (folder / "out" / ".batch").write_text("x")
    (folder / "out" / PUBLISHED).write_text("")


def set_rates(folder: Path, home: Path) -> None:
    (folder / "i18n/rates.toml").write_text("per-word = 1\n")


def take_a_place(folder: Path, home: Path) -> None:
    """Put a file where an edition goes."""
    (folder / "editions" / "es" / "bridge.md").write_text("# El puente\n", "utf-8")


COMMON = {
    "--json": ("--json",),
    "--dry-run": ("--dry-run",),
    "--to": ("--to", "fr"),
    "--from": ("--from", "de"),
    "--encoding": ("--encoding", "utf-16"),
    "--format": ("--format", "html"),
    "--engine": ("--engine", "identity"),
    "--use": ("--use", "reviewed"),
    "--fallback": ("--fallback", "mark", "--use", "reviewed"),
    "--min-reviewed": ("--min-reviewed", "99"),
    "--label": ("--label",),
    "--stable-ids": ("--stable-ids",),
    "--bilingual": ("--bilingual", "above"),
    "--no-cache": ("--no-cache",),
}
"""The options that mean the same in all commands."""

CATALOG_PATH = "locales/es/LC_MESSAGES/rain.po"
MARKDOWN = "sources/bridge.md"
INSTALLED = ("models", "install", NANO)
PACKED = (("packet", "sources/rain.txt", "-o", "p.html"),)
BATCH_ARGOS = (*COMMANDS["batch"].arguments, "--engine", "argos")
EXPORTED = ("xliff", "export", "sources/rain.txt")
LABELLED = Row(("--no-label",), settings="label = true\n")
STABLE = Row(("--no-stable-ids",), settings="[markdown]\nstable-ids = true\n")
ROWS: dict[tuple[str, str], Row] = {
    ("translate", "--publication"): Row(("-C", "empty"), base=("status",)),
    ("translate", "--debug"): Row(("--debug",), base=("status", "nosuch.txt")),
    ("translate", "--verbose"): Row(("--verbose",), base=("status",)),
    ("translate", "--quiet"): Row(
        ("--quiet",), base=("segments", "sources/rain.txt", "--from", "crs")
    ),
    ("translate", "--version"): Row(("--version",), base=("status",)),
    ("run", "--fallback"): Row(("--fallback", "mark"), settings="use = 'reviewed'\n"),
    ("run", "--no-label"): LABELLED,
    ("run", "--force"): Row(("--force",), prepare=take_a_place),
    ("run", "--no-stable-ids"): STABLE,
    ("init", "--sources"): Row(("--sources", "texts")),
    ("init", "--git"): Row(("--git",), prepare=make_repository),
    ("import", "--pasted"): Row(("--pasted",), base=("import", "sources/rain.txt")),
    ("import", "--encoding"): Row(
        ("--encoding", "utf-16"), base=("import", "sources/rain.txt", "--pasted")
    ),
    ("import", "--output"): Row(("--output", "sources/other.md")),
    ("engines", "--show-prompt"): Row(("--show-prompt",)),
    ("detect", "--format"): Row(("--format", "text"), base=("detect", "old.tmx")),
    ("segments", "--from"): Row(("--from", "mi")),
    ("segments", "--format"): Row(("--format", "text"), base=("segments", MARKDOWN)),
    ("draft", "--redraft"): Row(
        ("--redraft", "--engine", "identity"), base=("draft", MARKDOWN), before=(("draft",),)
    ),
    ("draft", "--fuzzy"): Row(("--fuzzy",), base=("draft", MARKDOWN), refused="--fuzzy"),
    ("batch", "--output"): Row(("--output", "other")),
    ("batch", "--json"): Row(("--json",)),
    ("batch", "--write"): Row(("--write", "csv"), refused="--write can't be"),
    ("batch", "--review-below"): Row(("--review-below", "1")),
    ("batch", "--sample"): Row(("--sample", "100%")),
    ("batch", "--seed"): Row(
        ("--seed", "9"), base=(*COMMANDS["batch"].arguments, "--sample", "50%")
    ),
    ("batch", "--timeout"): Row(("--timeout", "0.5")),
    ("batch", "--max-failures"): Row(("--max-failures", "0"), prepare=add_binary),
    ("batch", "--restart"): Row(
        ("--restart",), base=(*COMMANDS["batch"].arguments, "--seed", "1"),
        before=(COMMANDS["batch"].arguments,),
    ),
    ("batch", "--workers"): Row(("--workers", "1")),
    ("batch", "--on"): Row(("--on", "nowhere"), refused="nowhere"),
    ("batch", "--work"): Row(("--work", "i18n/work"), prepare=take_work),
    ("batch", "--models"): Row(("--models", "models"), base=BATCH_ARGOS, before=(INSTALLED,)),
    ("batch", "--allow-remote"): Row(
        ("--allow-remote",), base=("batch", "s3://x/y", "--output", "out")
    ),
    ("status", "--explain"): Row(("--explain",), base=("status", "--json")),
    ("status", "--risk"): Row(("--risk",), base=("status",)),
    ("status", "--desk"): Row(("--desk",), base=("status", "--json")),
    ("status", "--stale"): Row(("--stale",), base=("status", "--json")),
    ("status", "--check"): Row(("--check",), base=("status",)),
    ("adopt", "--to"): Row(("--to", "es"), refused="one target language is needed"),
    ("adopt", "--trust"): Row(("--trust", "50")),
    ("adopt", "--as"): Row(("--as", "Ana")),
    ("adopt-edit", "--as"): Row(("--as", "Ana")),
    ("count", "--csv"): Row(("--csv",)),
    ("count", "--rates"): Row(("--rates", "i18n/rates.toml"), prepare=set_rates),
    ("check", "--worst"): Row(("--worst", "1")),
    ("check", "--from"): Row(("--from", "de"), prepare=leave_untranslated),
    ("check", "--notes"): Row(("--notes",), prepare=add_name),
    ("check", "--output"): Row(("--output", "github")),
    ("packet", "--output"): Row(("--output", "out.html")),
    ("packet", "--return"): Row(
        ("--return",), base=("packet", "answer.json"), before=PACKED, prepare=answer_packet
    ),
    ("packet", "--dry-run"): Row(
        ("--dry-run",), base=("packet", "--return", "answer.json"), before=PACKED,
        prepare=answer_packet,
    ),
    ("review", "--port"): Row(("--port", "8129")),
    ("review", "--host"): Row(("--host", "127.0.0.2")),
    ("review", "--allow-network"): Row(
        ("--allow-network",), base=("review", "--host", "0.0.0.0")
    ),
    ("review", "--cert"): Row(("--cert", "en.x"), refused="--cert and --key belong together"),
    ("review", "--key"): Row(("--key", "en.x"), refused="--cert and --key belong together"),
    ("review", "--no-open"): Row(("--no-open",)),
    ("review", "--read-only"): Row(("--read-only",)),
    ("review", "--as"): Row(("--as", "Ana")),
    ("sign", "--as"): Row(("--as", "Bob")),
    ("sign", "--translated"): Row(("--translated",), base=("sign", "--as", "Ana")),
    ("publish", "--output"): Row(("--output", "mo")),
    ("publish", "--mo"): Row(("--mo",)),
    ("publish", "--site"): Row(("--site", "x")),
    ("publish", "--epub"): Row(("--epub", "x")),
    ("publish", "--no-label"): LABELLED,
    ("publish", "--evidence"): Row(("--evidence", "evidence.json")),
    ("publish", "--force"): Row(("--force",), prepare=take_a_place),
    ("publish", "--stable-ids"): Row(("--stable-ids",), before=(("draft",),)),
    ("publish", "--no-stable-ids"): replace(STABLE, before=(("draft",),)),
    ("engines", "--choose"): Row(("--choose", "en-es"), refused="are too few"),
    ("engines", "--dry-run"): Row(("--dry-run",), refused="use it with --choose"),
    ("evaluate", "--details"): Row(("--details",)),
    ("evaluate", "--limit"): Row(("--limit", "1")),
    ("evaluate", "--remember"): Row(("--remember",), refused="needs at least 100 sentences"),
    ("models-available", "--index"): Row(("--index", "."), base=("models", "available")),
    ("models-install", "--index"): Row(("--index", "."), base=("models", "install", "en-es")),
    ("models-install", "--kind"): Row(
        ("--kind", "tiny"), base=("models", "install", "en-es", "--index", ".")
    ),
    ("models-install", "--locked"): Row(("--locked",), refused="can't be combined"),
    ("models-install", "--trust"): Row(
        ("--trust",), ("models", "install", "changed.argosmodel"), (INSTALLED,),
        prepare=change_package,
    ),
    ("models-add", "--trust"): Row(
        ("--trust",), before=(COMMANDS["models-add"].arguments,), prepare=change_model
    ),
    ("models-add", "--name"): Row(("--name", "2.0")),
    ("models-verify", "--trust"): Row(("--trust",), prepare=spoil_package),
    ("models-import", "--trust"): Row(
        ("--trust",),
        ("models", "import", "bundle.zip"),
        (
            INSTALLED,
            ("models", "export", "bundle.zip"),
            ("models", "install", "changed.argosmodel", "--trust"),
        ),
    ),
    ("memory-export", "--output"): Row(("--output", "all.tmx")),
    ("memory-search", "--least"): Row(("--least", "100")),
    ("memory-search", "--limit"): Row(
        ("--limit", "1"), ("memory", "search", "The road is closed.", "--least", "1"),
        (("memory", "import", "old.tmx"),),
    ),
    ("glossary-import", "--from"): Row(
        ("--from", "es"), ("glossary", "import", "columns.csv"), prepare=add_columns
    ),
    ("glossary-export", "--output"): Row(("--output", "terms.tbx")),
    ("xliff-export", "--xliff-version"): Row(("--xliff-version", "2.1")),
    ("xliff-export", "--output"): Row(("--output", "out")),
    ("xliff-import", "--accept"): Row(("--accept",), prepare=correct_xliff),
    ("xliff-import", "--as"): Row(("--as", "Ana"), prepare=correct_xliff),
    ("xliff-import", "--dry-run"): Row(("--dry-run",), prepare=correct_xliff),
}  # fmt: skip
"""The other options, by command."""

MORE = [
    Row(("--label",), ("publish", "--output", "mo"), refused="--label has no effect"),
    Row(("--mo",), ("publish", "--output", "files"), refused="--mo can't be combined"),
    Row(("--no-label",), ("publish", "--output", "mo"), refused="--no-label has no effect"),
    Row(("--fallback", "mark"), ("publish", "--output", "mo"), refused="--fallback has no"),
    Row(("--stable-ids",), ("publish", "--output", "mo"), refused="--stable-ids has no effect"),
    Row(("--bilingual", "above"), ("publish", "-o", "sphinx=x"), refused="--bilingual has no"),
    Row(("--label",), ("run",), settings="layout = 'sphinx'\n", refused="--label has no effect"),
    Row(("--stable-ids",), ("run", "--format", "text"), refused="--stable-ids has no effect"),
    Row(("--output", "epub"), ("publish",), refused="needs a folder"),
    Row(("--epub", "x"), ("publish", "--site", "y"), refused="can't be combined with --epub"),
    Row(("--notes",), ("check", "--json"), refused="--notes has no effect"),
    Row(("--notes",), ("check", "--worst", "1"), refused="--notes has no effect"),
    Row(("--json",), ("count", "--csv"), refused="can't be combined"),
    Row(("--json",), ("check", "--output", "sarif"), refused="can't be combined"),
    Row(("--as", "Ana"), ("review", "--read-only"), refused="--as has no effect"),
    Row(
        ("--to", "es"),
        ("packet", "--return", "answer.json"),
        PACKED,
        prepare=answer_packet,
        refused="--to has no effect",
    ),
    Row(("--dry-run",), ("packet", "sources/rain.txt"), refused="--dry-run has no effect"),
    Row(("--index", "."), INSTALLED, refused="--index has no effect"),
    Row(("--kind", "tiny"), INSTALLED, refused="--kind has no effect"),
    Row(("--from", "en"), ("glossary", "export", "-o", "x.csv"), refused="--from has no effect"),
    Row(("--to", "fr"), ("init", "--git"), prepare=make_repository, refused="--to has no effect"),
    Row(("--quiet", "--verbose"), ("status",), refused="can't be combined"),
]
"""Options that other options leave without an effect."""

OWN_OF_TYPER = {"--help", "--install-completion", "--show-completion"}


def options() -> Iterator[tuple[str, str]]:
    """Every command with each of its options, in the positive and the negative form."""
    root = typer.main.get_command(app)
    yield from _options_of(root, "", typer.Context(root))


def _options_of(command: Any, name: str, context: typer.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        if isinstance(parameter, TyperOption):
            long = [one for one in parameter.opts if one.startswith("--")][:1]
            for option in (*long, *parameter.secondary_opts):
                if option not in OWN_OF_TYPER:
                    yield name or "translate", option
    if isinstance(command, TyperGroup):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            yield from _options_of(found, f"{name}-{each}".lstrip("-"), context)


def row_of(command: str, option: str) -> Row | None:
    """The row of an option; None if it has none."""
    row = ROWS.get((command, option))
    return row or (Row(COMMON[option]) if option in COMMON else None)


EVERY = list(options())


def test_every_option_has_a_row() -> None:
    assert [one for one in EVERY if row_of(*one) is None] == []
    assert ROWS.keys() <= set(EVERY)


@pytest.fixture
def run(
    translate: Translate,
    tmp_path: Path,
    own_user_directories: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Row, str, bool], Seen]:
    """Run a row's command in a new publication; returns what can be seen of it."""
    _fake_review(monkeypatch)
    cache = own_user_directories / "cache" / "hexapla"

    def once(row: Row, command: str, given: bool) -> Seen:
        folder = tmp_path / "news"
        shutil.rmtree(folder, ignore_errors=True)
        publication(folder)
        with (folder / "i18n" / "publication.toml").open("a") as settings:
            settings.write(row.settings)
        shutil.rmtree(own_user_directories / "data", ignore_errors=True)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "empty")
        base = row.base or COMMANDS[command].arguments
        if "changed.argosmodel" in {word for one in (base, *row.before) for word in one}:
            change_package(folder, own_user_directories)
        for setup in row.before or (() if row.base else COMMANDS[command].before):
            assert translate(*setup).code == 0, setup
        row.prepare(folder, own_user_directories)
        if command == "cache-clear":
            _own_detection(cache / "detection-2")
        before = _files(folder) if row.refused and given else {}
        arguments = (*row.option, *base) if command == "translate" else (*base, *row.option)
        done = translate(*(arguments if given else base))
        files = _files(folder)
        # `writing` is the record of this process, which is made in the first test that writes.
        others = ("detection-2", "writing")
        kept = [
            path
            for path in sorted(cache.rglob("*"))
            if path.relative_to(cache).parts[0] not in others
        ]
        files["cache"] = repr([path.name for path in kept]).encode()
        for path in kept:
            path.unlink() if path.is_file() else None
        if row.refused and given:
            files.pop("cache")
            assert files == before
        homes = re.compile("|".join(map(re.escape, (str(folder), str(own_user_directories)))))
        out, err = (homes.sub("", _normal(text)) for text in (done.out, done.err))
        return done.code, out, err, files

    return once


WITHOUT: dict[tuple[Row, str], Seen] = {}
"""What a command shows without any option; the same for every option of the command."""


def both(row: Row, command: str, run: Callable[[Row, str, bool], Seen]) -> tuple[Seen, Seen]:
    """What a command shows without a row's option, and with it."""
    key = replace(row, option=(), refused=""), command
    if key not in WITHOUT:
        WITHOUT[key] = run(row, command, False)
    return WITHOUT[key], run(row, command, True)


def _own_detection(folder: Path) -> None:
    """Something to delete, instead of what all tests share."""
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(exist_ok=True)
    (folder / "model").write_text("x")


def _fake_review(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the review end where it would serve, and say on standard error what it would do."""

    def serve(started: Any, listener: Any, rules: Any, certificate: Any) -> None:
        listener.close()
        source = vars(started.overview).get("_source")
        port = rules.port if rules.port == 8129 else "any"
        facts = (started.reviewer, started.read_only, started.targets, source, rules.host, port)
        sys.stderr.write(f"{facts}\n")

    def browse(address: str) -> bool:
        sys.stderr.write("opened\n")
        return True

    monkeypatch.setattr("hexapla.review.server.serve", serve)
    monkeypatch.setattr(webbrowser, "open", browse)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): _without_dates(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        # The second is about the times of files.
        if path.is_file() and ".git" not in path.parts and path.name != ".made-of.json"
    }


def _without_dates(data: bytes) -> bytes:
    return re.sub(rb"20\d\d-?\d\d-?\d\d[ T]\d\d:?\d\d[\d:.]*[+Z-]\d*", b"DATE", data)


def _normal(text: str) -> str:
    """The output without what differs from run to run: addresses, times, speeds."""
    text = re.sub(r"http://[\w.:]+/\S*", "ADDRESS", text)
    text = re.sub(r'"(port|seconds|loading|speed)": [\d.]+', "", text)
    text = re.sub(r"\d+\.\d+(?= s\b)|(?<=  )\d{2,}\.\d|(?<=  )\d{3,}", "N", text)
    return re.sub(r"N +", "N ", text)  # a column is padded to its width


@pytest.mark.parametrize("command", sorted({command for command, _ in EVERY} & COMMANDS.keys()))
def test_equal_runs_look_the_same(command: str, run: Callable[[Row, str, bool], Seen]) -> None:
    """Otherwise a difference would not show that an option has an effect."""
    if command == "evaluate":
        pytest.importorskip("sacrebleu")
    first = WITHOUT.setdefault((Row(()), command), run(Row(()), command, False))
    assert run(Row(()), command, False) == first


@pytest.mark.parametrize(("command", "option"), EVERY, ids=[" ".join(one) for one in EVERY])
def test_an_option_has_an_effect(
    command: str, option: str, run: Callable[[Row, str, bool], Seen]
) -> None:
    if command == "evaluate":
        pytest.importorskip("sacrebleu")
    row = row_of(command, option)
    assert row is not None
    without, given = both(row, command, run)
    if row.refused:
        assert (given[0], row.refused in given[2]) == (2, True), given
    else:
        assert given != without
        assert "No such option" not in given[2]


@pytest.mark.parametrize("row", MORE, ids=lambda row: " ".join((*row.base, *row.option)))
def test_an_option_without_an_effect_is_refused(
    row: Row, run: Callable[[Row, str, bool], Seen]
) -> None:
    command = "translate" if "--quiet" in row.option else row.base[0]
    without, given = both(row, command, run)
    assert without[0] in (0, 1), without
    assert (given[0], row.refused in given[2]) == (2, True), given

"""Nothing that lies in a folder is run because a command works there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zlib
from importlib.util import find_spec
from pathlib import Path
from sysconfig import get_path

import pytest

from hexapla import programs
from hexapla.review.git import committed
from tests.cli.publication import COMMANDS, NANO, publication
from tests.conftest import ROOT, hear_interrupts
from tests.documents.test_well_formed import FILES

_FOLDERS = (".", "sources", "locales", "i18n")
# Python itself imports the rest from such an entry before Hexapla runs; `python -P` prevents it.
_INSTALLED = {one.name.partition(".")[0] for one in Path(get_path("purelib")).iterdir()}
_OTHERS = {one for one in _INSTALLED if one.isidentifier() and one[0] != "_"}
_OTHERS -= {"hexapla"}
_EVERY = {*_OTHERS, *sys.stdlib_module_names, "hexapla", "sitecustomize", "usercustomize"}
_FAST = ("status",)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """The file that a canary writes its name to when it is imported or run."""
    return tmp_path / "song"


@pytest.fixture
def folder(tmp_path: Path, song: Path) -> Path:
    """A publication full of canaries."""
    folder = tmp_path / "publication"
    folder.mkdir()
    publication(folder)
    module = f"open({str(song)!r}, 'a').write(__file__ + chr(10))\n"
    program = f'#!/bin/sh\necho "$0 $*" >> {song}\n'
    for one in _FOLDERS:
        _write_modules(folder / one, module)
    _write_programs(folder, program)
    (folder / ".env").write_text(f"PYTHONPATH={folder}\nPYTHONSTARTUP={folder}/pickle.py\n")
    (folder / "pyproject.toml").write_text('[project.entry-points."hexapla.checks"]\nx = "evil"\n')
    (folder / "evil-1.dist-info").mkdir()
    (folder / "evil-1.dist-info" / "METADATA").write_text("Name: evil\nVersion: 1\n")
    for group in ("checks", "engines", "formats", "outputs"):
        with (folder / "evil-1.dist-info" / "entry_points.txt").open("a") as stream:
            stream.write(f"[hexapla.{group}]\nevil = evil:X\n")
    (folder / "evil.py").write_text(module)
    _repository(folder, folder / "canary")
    return folder


def _write_modules(folder: Path, module: str) -> None:
    first = folder / "json.py"
    first.write_text(module)
    for name in _EVERY - {"json"}:
        os.link(first, folder / f"{name}.py")


def _write_programs(folder: Path, program: str) -> None:
    canary = folder / "canary"
    canary.write_text(program)
    canary.chmod(0o755)
    entries = [Path(one) for one in os.environ["PATH"].split(os.pathsep) if Path(one).is_dir()]
    for name in {one.name for entry in entries for one in entry.iterdir()} - {"canary"}:
        if not name.endswith(".py"):
            (folder / name).symlink_to("canary")


def _repository(folder: Path, canary: Path) -> None:
    """A repository whose settings name a program wherever git takes one."""
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x"]
    for words in (["init", "-q"], ["add", "locales"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    names = (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass",
        "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.smudge", "filter.x.clean",
        "filter.x.process", "credential.helper", "alias.cat-file", "alias.config",
        "remote.origin.uploadpack", "gpg.program",
    )  # fmt: skip
    settings = {name: str(canary) for name in names} | {
        "core.hooksPath": str(folder),
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://127.0.0.1:9/x",
    }
    with (folder / ".git/config").open("a") as stream:
        for name, value in settings.items():
            *section, key = name.split(".")
            sub = f' "{section[1]}"' if section[1:] else ""
            stream.write(f'[{section[0]}{sub}]\n{key} = "{value}"\n')
    (folder / ".gitattributes").write_text("*.po diff=x filter=x\n")
    for one in folder.glob(".git/objects/??/*"):
        if zlib.decompress(one.read_bytes()).startswith(b"blob"):  # a partial clone fetches it
            one.unlink()


def _environment(**changes: str) -> dict[str, str]:
    path = os.pathsep.join((".", "", os.environ["PATH"]))
    return {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **changes}


def _run(folder: Path, command: list[str], **changes: str) -> None:
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(**changes),
        preexec_fn=hear_interrupts,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "press Ctrl-C" in line:
                process.send_signal(signal.SIGINT)
        code = process.wait()
    assert "Traceback" not in said, said
    assert code in (0, 1, 130), said


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[] if one in _FAST else pytest.mark.slow) for one in COMMANDS]
)
def test_no_command_runs_what_lies_in_the_folder(folder: Path, song: Path, name: str) -> None:
    program = shutil.which("translate", path=str(Path(sys.executable).parent))
    assert program
    for before in COMMANDS[name].before:
        _run(folder, [program, *before])
    _run(folder, [program, *COMMANDS[name].arguments])
    assert not song.exists(), song.read_text()


@pytest.mark.slow
def test_an_empty_entry_in_pythonpath_adds_no_module(folder: Path, song: Path) -> None:
    for name in _EVERY - _OTHERS:
        (folder / f"{name}.py").unlink(missing_ok=True)
    program = str(Path(sys.executable).with_name("translate"))
    _run(folder, [program, "check"], PYTHONPATH=os.pathsep)
    _run(folder, [sys.executable, "-m", "hexapla", "check"])
    assert not song.exists(), song.read_text()


@pytest.mark.slow
def test_no_worker_imports_from_the_folder(folder: Path, song: Path) -> None:
    for number in range(25):
        (folder / f"sources/a{number}.txt").write_text("It rained all day.\n")
    program = str(Path(sys.executable).with_name("translate"))
    _run(folder, [program])
    _run(folder, [program, "site", "public"])
    assert (folder / "public/es/a1.html").exists()
    assert not song.exists(), song.read_text()


@pytest.mark.slow
def test_no_format_and_no_engine_runs_what_lies_in_the_folder(folder: Path, song: Path) -> None:
    program = str(Path(sys.executable).with_name("translate"))
    for name, data in FILES.items():
        (folder / "sources" / f"{name[2:]}.{name[2:]}").write_bytes(data)
    (folder / "sources/page.html").write_text("<p>The <b>road</b> is closed.</p>")
    for engine, model in (("firefox", "firefox-en-es"), ("argos", NANO)):
        if find_spec({"firefox": "fxtranslate", "argos": "ctranslate2"}[engine]):
            how = ("install",) if model == NANO else ("add", "--from", "en", "--to", "es")
            (folder / f"sources/{engine}.txt").write_text(f"The {engine} road is wide.\n")
            _run(folder, [program, "models", *how, str(ROOT / "tests" / "data" / model)])
            _run(folder, [program, "draft", "--no-cache", "--engine", engine])
            catalog = folder / f"locales/es/LC_MESSAGES/{engine}.po"
            assert f"# draft: {engine}" in catalog.read_text("utf-8")
    for command in ("run", "check", "site public", "epub books", "xliff export", "publish --mo"):
        _run(folder, [program, *command.split()])
    assert (folder / "editions/es/docx.docx").exists()
    assert (folder / "editions/es/xml.xml").exists()
    assert not song.exists(), song.read_text()


def test_git_starts_no_program_of_a_repository(
    folder: Path, song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", _environment()["PATH"])
    assert committed(folder / "locales/es/LC_MESSAGES/rain.po") is None
    programs.git_user(folder)
    assert programs.git(folder, "log", "-p") is not None
    assert not song.exists(), song.read_text()


def test_programs_are_found_in_absolute_folders_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for path in (".", "", ":", f".{os.pathsep}"):
        monkeypatch.setenv("PATH", path)
        assert programs.find("git") is None
        assert programs.git(tmp_path, "status") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.find("git") == str(tmp_path / "git")

"""What differs on macOS and Windows, on this system: each test says which one it is on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla import files, locking, programs, systems, temporary, user_cache
from hexapla.cli import output
from hexapla.errors import InputError
from hexapla.publication import paths
from tests.conftest import ROOT, Translate

OnSystem = Callable[[str], None]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> OnSystem:
    """Let Hexapla take this system for another one."""
    return lambda name: monkeypatch.setattr(systems, "NAME", name)


# ── names ────────────────────────────────────────────────────────────────────────────────────────

RESERVED = ("aux", "CON", "nul.txt", "Prn.tar.gz", "com1", "LPT9.md", "lpt².x", "con .txt")
FORBIDDEN = ("a:b", "what?", "a*", "<a>", 'say "no"', "a|b", "a\\b", "tab\t", "ends.", "ends ")
ALLOWED = ("auxiliary.txt", "console", "com10", "a.nul", "news.es.md", ".hidden", "años", "com0")


@pytest.mark.parametrize("name", [*RESERVED, *FORBIDDEN])
def test_names_that_windows_has_no_files_for(name: str, on: OnSystem, tmp_path: Path) -> None:
    files.write_bytes(tmp_path / name / "a.txt", b"x")
    on("win32")
    with pytest.raises(InputError, match="on Windows") as caught:
        files.write_bytes(tmp_path / name / "b.txt", b"x")
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ALLOWED)
def test_names_that_windows_has(name: str, on: OnSystem, tmp_path: Path) -> None:
    on("win32")
    files.write_bytes(tmp_path / name / name, b"x")


def test_a_layout_that_names_a_device(translate: Translate, on: OnSystem) -> None:
    Path("i18n").mkdir()
    Path("i18n/publication.toml").write_text("layout = 'aux/{lang}/{path}'\n")
    Path("a.txt").write_text("It rained all day.\n")
    command = ("a.txt", "--from", "en", "--to", "es", "--engine", "identity")
    assert translate(*command, "--dry-run").code == 0
    on("win32")
    done = translate(*command)
    assert done.code == 3
    assert "aux is the name of a device on Windows; choose another name" in done.err
    assert not Path("aux").exists()


def test_a_package_of_models_with_such_a_name(
    translate: Translate, on: OnSystem, tmp_path: Path
) -> None:
    with (
        zipfile.ZipFile(ROOT / "tests/data/translate-en_es-nano.argosmodel") as old,
        zipfile.ZipFile(tmp_path / "new.argosmodel", "w") as new,
    ):
        for member in old.namelist():
            new.writestr(member, old.read(member))
        new.writestr(f"{old.namelist()[0].split('/')[0]}/model/a.txt:hidden", b"x")
    on("win32")
    done = translate("models", "install", "new.argosmodel")
    assert done.code == 3
    assert "on Windows no name has ':'" in done.err


@pytest.mark.parametrize(
    "name", [".git", ".GIT", ".git.", ".git ", "GIT~1", ".g\u200cit", "\ufeff.hg", ".git::$INDEX"]
)
def test_no_spelling_of_version_control_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="into version control"):
        files.write_bytes(tmp_path / name / "config", b"x", within=tmp_path)
    assert not list(tmp_path.iterdir())


NFC, NFD = (unicodedata.normalize(form, "Día.txt") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("system", "on_disk", "given", "name"),
    [
        ("darwin", "News.txt", "news.txt", "News.txt"),
        ("win32", "News.txt", "NEWS.TXT", "News.txt"),
        ("darwin", NFC, NFD, NFC),
        ("darwin", NFD, NFC, NFC),  # as HFS+ and archives from it have names
        ("darwin", NFD, NFD, NFC),
        ("win32", NFD, NFD, NFD),
        ("linux", NFD, NFD, NFD),
        ("linux", "news.txt", "news.txt", "news.txt"),
    ],
)
def test_a_file_has_one_name_however_it_is_typed(
    system: str, on_disk: str, given: str, name: str, on: OnSystem, tmp_path: Path
) -> None:
    (tmp_path / "Texts").mkdir()
    (tmp_path / "Texts" / on_disk).write_text("x")
    on(system)
    found = systems.as_listed(tmp_path / "Texts" / given)
    assert found == tmp_path / "Texts" / name


def test_articles_have_the_name_that_their_folder_lists(
    on: OnSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link is what a file system that ignores capitals is: another name for the same file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "News.txt").write_text("x")
    os.link("News.txt", "news.txt")
    listed = Path.iterdir
    monkeypatch.setattr(
        Path, "iterdir", lambda self: (one for one in listed(self) if one.name != "news.txt")
    )
    assert paths.checked(Path("news.txt")).name == "news.txt"
    on("darwin")
    assert paths.checked(Path("news.txt")).name == "News.txt"


@pytest.mark.parametrize(("system", "same"), [("linux", False), ("darwin", True), ("win32", True)])
def test_one_lock_for_one_folder(
    system: str, same: bool, on: OnSystem, own_user_directories: Path
) -> None:
    on(system)
    for name in ("/nowhere/News", "/nowhere/NEWS"):
        with locking.lock(Path(name)):
            pass
    found = list((own_user_directories / "cache" / "hexapla" / "locks").iterdir())
    assert len(found) == (1 if same else 2)


def test_a_path_that_is_too_long_for_windows(on: OnSystem, tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["folder"] * 40)
    failure = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert str(files.unwritable(path, failure)).endswith("; check the path")
    on("win32")
    assert "characters: use a folder nearer to the root" in str(files.unwritable(path, failure))
    assert str(files.unwritable("a.txt", failure)).endswith("; check the path")


def test_a_name_that_is_too_long_anywhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="use a shorter name"):
        files.write_bytes(tmp_path / ("a" * 300), b"x")


@pytest.mark.parametrize(
    ("system", "variable"),
    [
        ("linux", "XDG_CACHE_HOME"),
        ("darwin", "XDG_CACHE_HOME"),
        ("win32", "WIN_PD_OVERRIDE_LOCAL_APPDATA"),
    ],
)
def test_a_message_names_what_moves_the_cache(
    system: str, variable: str, on: OnSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(system)
    monkeypatch.setattr(locking, "_places_of_locks", lambda: [(Path("/dev/null/x"), True)])
    with (
        pytest.raises(InputError, match=f"set {variable} to a writable folder"),
        locking.lock(Path.cwd()),
    ):
        pass


# ── open files ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_files_stay(on: OnSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, a file that this process has open is neither renamed nor deleted."""
    on("win32")
    replace, unlink = os.replace, Path.unlink

    def refuse(path: str | Path) -> None:
        for handle in Path("/proc/self/fd").iterdir():
            if handle.exists() and Path(path).exists() and handle.samefile(path):
                raise PermissionError(errno.EACCES, "the file is in use", str(path))

    def replace_closed(source: Path, target: Path) -> None:
        refuse(source)
        replace(source, target)

    def unlink_closed(self: Path, missing_ok: bool = False) -> None:
        refuse(self)
        unlink(self, missing_ok)

    monkeypatch.setattr(os, "replace", replace_closed)
    monkeypatch.setattr(Path, "unlink", unlink_closed)
    monkeypatch.setattr(temporary, "_fcntl", None)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux")


@needs_proc
def test_temporary_files_are_closed_before_they_are_moved(
    open_files_stay: None, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    files.write_bytes(path, b"old")
    files.write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    with files.replacing(path) as stream:
        stream.write(b"newer")
    assert path.read_bytes() == b"newer"
    before = files.signature(path)
    assert files.replace_bytes(path, b"newest", before, within=tmp_path)
    assert files.replace_bytes(path, b"lost", before, within=tmp_path) is None
    with pytest.raises(ZeroDivisionError), files.replacing(path):
        raise ZeroDivisionError
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a.txt": b"newest"}


@needs_proc
def test_leftovers_are_removed_where_there_are_no_locks(
    open_files_stay: None, tmp_path: Path
) -> None:
    """Only after a day: a slow command may still need them. Folders can't be opened on Windows."""
    names = ("abcdefgh", "foldered", "newfiles")
    file, folder, new = (tmp_path / f".hexapla-{name}~" for name in names)
    file.write_bytes(b"x")
    folder.mkdir()
    new.write_bytes(b"x")
    for path in (file, folder):
        os.utime(path, (time.time() - 100_000,) * 2)
    files.write_bytes(tmp_path / "a.txt", b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "a.txt"]


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("failures", [0, 3, 100])
def test_a_file_that_another_program_has_open_is_replaced_when_it_is_closed(
    system: str, failures: int, on: OnSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(system)
    waited: list[float] = []
    left = [failures]
    replace = os.replace

    def busy(source: Path, target: Path) -> None:
        if left[0]:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(time, "sleep", waited.append)
    path = tmp_path / "a.txt"
    if failures == 0 or (system == "win32" and failures == 3):
        files.write_bytes(path, b"x")
        assert path.read_bytes() == b"x"
        assert len(waited) == failures
    else:
        with pytest.raises(InputError, match="can't be written: access is denied"):
            files.write_bytes(path, b"x")
        assert not list(tmp_path.iterdir())
        assert sum(waited) < 2
        assert bool(waited) == (system == "win32")


def test_windows_opens_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(InputError, match="is a folder; name the files in it"):
            files.read_bytes(tmp_path)
        with pytest.raises(InputError, match="permission denied"):
            files.read_bytes(ROOT / "README.md")


# ── processes, pipes, modes ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("system", "left"), [("linux", False), ("darwin", False), ("win32", True)])
def test_windows_calls_a_closed_pipe_an_invalid_argument(
    system: str, left: bool, on: OnSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    on(system)
    with pytest.raises(output.ReaderLeftError), output.writing():
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    with pytest.raises(output.ReaderLeftError if left else InputError), output.writing():
        raise OSError(errno.EINVAL, "Invalid argument")
    with pytest.raises(InputError, match="no space"), output.writing():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_ctrl_c_reaches_no_worker(on: OnSystem) -> None:
    for system in ("linux", "darwin"):
        on(system)
        assert systems.exclusive_options() == {"start_new_session": True}
    on("win32")
    assert systems.exclusive_options() == {"creationflags": 0x200}


def test_programs_are_killed_with_what_they_started(
    on: OnSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, **systems.exclusive_options()
    ) as process:
        systems.kill_group(process.pid)
        assert process.wait() == -9
    systems.kill_group(process.pid)  # it is gone
    on("win32")
    ran: list[list[str]] = []
    monkeypatch.setenv("SYSTEMROOT", r"D:\Windows")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: ran.append(command))
    systems.kill_group(42)
    assert ran == [[r"D:\Windows\System32\taskkill.exe", "/T", "/F", "/PID", "42"]]


def test_no_program_of_the_current_folder_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python itself looks there first, as up to 3.11 on Windows."""
    import shutil

    monkeypatch.setattr(shutil, "which", lambda name, path: os.path.join(".", name))  # noqa: PTH118
    assert programs.find("git.exe") is None
    found = programs.find(os.path.join("tools", "mt.exe"))  # noqa: PTH118
    assert found == str(Path.cwd() / "tools" / "mt.exe")


def test_windows_has_no_modes(translate: Translate, on: OnSystem) -> None:
    user_cache.make_private(user_cache.cache_folder())
    assert "(mode 0700)" in translate("cache", "info").out
    on("win32")
    out = translate("cache", "info").out
    assert "mode" not in out.splitlines()[0]
    assert all(one["mode"] is None for one in translate("cache", "info", "--json").results)


@pytest.mark.parametrize(
    "encoding", ["cp1252", *(pytest.param(e, marks=pytest.mark.slow) for e in ("ascii", "utf-8"))]
)
def test_consoles_with_few_characters(encoding: str, tmp_path: Path) -> None:
    """What a console can't show is escaped; nothing fails."""
    (tmp_path / "ж.txt").write_text("It rained all day.\n")
    command = [sys.executable, "-m", "hexapla", "ж.txt", "--from", "en", "--to", "ru"]
    for options in ([], ["--json"]):
        done = subprocess.run(
            [*command, "--engine", "upper", *options],
            cwd=tmp_path,
            env=os.environ | {"PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        text = done.stdout.decode(encoding)
        assert ("ж.txt" if encoding == "utf-8" else "\\u0436.txt") in text


@pytest.mark.slow
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_nothing_is_used_that_a_system_does_not_have(system: str, tmp_path: Path) -> None:
    """mypy knows which functions and constants of Python a system has."""
    mypy = [sys.executable, "-m", "mypy", "--platform", system, "--cache-dir", str(tmp_path)]
    done = subprocess.run([*mypy, "src"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

"""Bad input: one line saying what, where and what to do; the right exit code; nothing touched."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, Result, Translate

TEXT = "The road is closed.\n\nIt rained all day. Nobody was hurt.\n"
RUN = ("a.txt", "--to", "es", "--from", "en", "--engine", "upper")
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


@dataclass(frozen=True)
class Case:
    """A mistake: how to make it, what to run, and the expected message."""

    name: str
    make: Callable[[Path], object]
    args: tuple[str, ...]
    code: int
    says: str


def text(content: str | bytes, name: str = "a.txt") -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data)


def catalog(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """An article with a modified catalog."""

    def make(folder: Path) -> None:
        (folder / "a.txt").write_text(TEXT)
        subprocess.run(
            [sys.executable, "-m", "hexapla", *RUN], cwd=folder, check=True, capture_output=True
        )
        path = folder / "locales/es/LC_MESSAGES/a.po"
        path.write_bytes(change(path.read_bytes()))

    return make


def settings(content: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / "i18n").mkdir()
        (folder / "i18n" / "publication.toml").write_text(content)
        (folder / "a.txt").write_text(TEXT)

    return make


def package(change: Callable[[Path], object]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        shutil.copy(NANO, folder / "m.argosmodel")
        change(folder / "m.argosmodel")

    return make


def with_member(name: str) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, "x")

    return change


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100_000])


def loop(folder: Path) -> None:
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("a.txt")


def sparse(folder: Path) -> None:
    with (folder / "a.txt").open("wb") as stream:
        stream.truncate(200_000_000)


def wall(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT)
    (folder / "locales").write_text("a file where a folder must be")


INSTALL = ("models", "install", "m.argosmodel")
CASES = [
    Case("no such file", lambda f: None, RUN, 3, "a.txt: no such file; check the spelling"),
    Case(
        "a folder",
        lambda f: (f / "a.txt").mkdir(),
        RUN,
        2,
        "a.txt: no articles: no file is asciidoc, docx, ",
    ),
    Case("empty", text(""), RUN, 3, "a.txt: has nothing to translate; is it the right file?"),
    Case("empty, and no language", text(""), RUN[:3], 3, "a.txt: has nothing to translate"),
    Case(
        "a language where a file should be",
        lambda f: None,
        ("./es", "--to", "es"),
        3,
        "es: no such file; to translate into Spanish, use --to es",
    ),
    Case(
        "an address",
        lambda f: None,
        ("https://example.org/a.txt", "--to", "es"),
        3,
        "save the page in a file first: Hexapla opens no network connection",
    ),
    Case(
        "a language in the settings",
        settings("sources = ['.']\nlanguages = ['es', 'spansh']"),
        ("status",),
        2,
        "translate: i18n/publication.toml:2: 'spansh' is not a language code; did you mean es",
    ),
    Case(
        "a layout in the settings",
        settings("languages = ['es']\nlayout = 'mkdoc'"),
        ("status",),
        2,
        "translate: i18n/publication.toml:2: there is no layout 'mkdoc'; did you mean mkdocs?",
    ),
    Case("blank", text(" \n\n\t\n"), RUN, 3, "a.txt: has nothing to translate"),
    Case("digits only", text("1 2 3\n---\n"), RUN, 3, "a.txt: has nothing to translate"),
    Case(
        "binary", text(b"\x7fELF\0\0\0\1"), RUN, 3, "a.txt: is a program, which can't be translated"
    ),
    Case("no encoding", text(bytes(range(1, 256)) * 2), RUN, 3, "use --encoding"),
    Case(
        "wrong --encoding",
        text("é"),
        (*RUN, "--encoding", "ascii"),
        3,
        "a.txt:1: is not valid ASCII",
    ),
    Case(
        "misspelt --encoding",
        text(TEXT),
        (*RUN, "--encoding", "utf9"),
        2,
        "unknown encoding 'utf9'",
    ),
    Case("200 MB", sparse, RUN, 3, "is 200 MB; the limit is 64 MB; split it"),
    Case("unsure language", text("Taxi hotel 24!\n"), ("a.txt", "--to", "es"), 2, "use --from"),
    Case(
        "misspelt language",
        text(TEXT),
        ("a.txt", "--to", "spansh"),
        2,
        "did you mean es (Spanish)?",
    ),
    Case(
        "misspelt source", text(TEXT), ("a.txt", "--to", "es", "-f", "englsh"), 2, "did you mean en"
    ),
    Case(
        "target = source",
        text(TEXT),
        ("a.txt", "--to", "en", "-f", "en"),
        2,
        "is already in English",
    ),
    Case("no target", text(TEXT), ("a.txt",), 2, "use --to es,fr"),
    Case("misspelt command", text(TEXT), ("pubish",), 2, "did you mean publish?"),
    Case("misspelt option", text(TEXT), (*RUN, "--min-reviewd", "3"), 2, "--min-reviewed"),
    Case("misspelt engine", text(TEXT), (*RUN[:-1], "aprtium"), 2, "did you mean apertium?"),
    Case(
        "misspelt key",
        settings("\nlanguges = ['es']"),
        RUN,
        2,
        "publication.toml:2: unknown key 'languges'; did you mean languages?",
    ),
    Case(
        "broken settings",
        settings("languages = ['es'"),
        RUN,
        3,
        "publication.toml:1: is not valid TOML",
    ),
    Case(
        "misspelt language in settings",
        settings("languages = ['spansh']"),
        ("a.txt",),
        2,
        "did you mean es",
    ),
    Case(
        "edition over the article",
        settings("layout = '{path}'"),
        RUN,
        2,
        "layout can't be '{path}'; use {lang}",
    ),
    Case(
        "edition outside",
        settings("layout = '../{lang}/{path}'"),
        RUN,
        2,
        "leads out of the publication",
    ),
    Case(
        "editions among the catalogs",
        settings("layout = 'locales/{lang}/LC_MESSAGES/{stem}.po'"),
        RUN,
        2,
        "among the catalogs",
    ),
    Case(
        "editions over the settings",
        settings("layout = 'i18n/{path}.{lang}'"),
        RUN,
        2,
        "over the publication's own files",
    ),
    Case(
        "a filter with a gate",
        text(TEXT),
        ("-", *RUN[1:], "--min-reviewed", "9"),
        2,
        "--min-reviewed has no effect with standard input",
    ),
    Case("no language at all", text(TEXT), ("a.txt", "--to", ""), 2, "--to names no language"),
    Case(
        "only its own language",
        settings("source-language = 'en'\nlanguages = ['en']"),
        ("a.txt",),
        2,
        "there is no language to translate into",
    ),
    Case("edition pattern", settings("layout = 'x/{language}'"), RUN, 2, "use {lang}, and {path}"),
    Case(
        "a filter into two languages",
        text(TEXT),
        ("-", "--to", "es,fr"),
        2,
        "standard input is translated into one language",
    ),
    Case(
        "catalog: unclosed string",
        catalog(lambda d: d.replace(b'CLOSED."', b"CLOSED.")),
        RUN,
        3,
        "a.po:",
    ),
    Case("catalog: conflict marks", catalog(lambda d: d + b"<<<<<<< HEAD\n"), RUN, 3, "conflict"),
    Case("catalog: duplicate", catalog(lambda d: d + d[d.index(b"\n# draft") :]), RUN, 3, "a.po:"),
    Case(
        "catalog: wrong language",
        catalog(lambda d: d.replace(b"Language: es", b"Language: fr")),
        RUN,
        3,
        "its header says Language: fr instead of es",
    ),
    Case(
        "catalog: false charset",
        catalog(lambda d: d.replace(b"=UTF-8", b"=ASCII").replace(b"CLOSED", "ÇLOSED".encode())),
        RUN,
        3,
        "a.po:",
    ),
    Case(
        "catalog: unknown charset",
        catalog(lambda d: d.replace(b"=UTF-8", b"=KLINGON")),
        RUN,
        3,
        "a.po:",
    ),
    Case("package: no zip", text(b"nothing", "m.argosmodel"), INSTALL, 3, "m.argosmodel"),
    Case("package: truncated", package(truncated), INSTALL, 3, "m.argosmodel"),
    Case(
        "package: escaping",
        package(with_member("translate-en_es/../../x")),
        INSTALL,
        3,
        "m.argosmodel",
    ),
    Case("package: absolute", package(with_member("/etc/x")), INSTALL, 3, "m.argosmodel"),
    Case("package: missing", lambda f: None, INSTALL, 3, "m.argosmodel: no such file"),
    Case("a link to itself", loop, RUN, 3, "a.txt: is a link to itself"),
    Case("a wall", wall, RUN, 3, "can't be"),
    Case(
        "no such publication",
        lambda f: None,
        ("-C", "nowhere", "status"),
        2,
        "nowhere: no such folder; check the spelling",
    ),
    Case(
        "a file where a folder should be",
        text("Hello.\n"),
        ("init", "a.txt", "--from", "en", "--to", "es"),
        3,
        "not a directory; a folder in this path is a file: choose another path",
    ),
    Case(
        "a global option after the command",
        lambda f: None,
        ("status", "--quiet"),
        2,
        "--quiet goes before the command; use translate --quiet …",
    ),
    Case(
        "a misspelled subcommand",
        lambda f: None,
        ("memory", "exprt"),
        2,
        "translate memory has no command 'exprt'; did you mean export?",
    ),
    Case(
        "a memory that isn't there",
        lambda f: None,
        ("memory", "import", "nowhere.tmx"),
        3,
        "nowhere.tmx: no such file; check the spelling",
    ),
    Case(
        "a model that isn't there",
        lambda f: None,
        ("models", "add", "nowhere", "--from", "en", "--to", "es"),
        3,
        "nowhere: no such folder; check the spelling",
    ),
    Case(
        "init into the language of the articles",
        lambda f: None,
        ("init", "--from", "en", "--to", "es,en"),
        2,
        "the articles can't be translated into their own language; leave en out of --to",
    ),
    Case(
        "a format that isn't supported",
        lambda f: (f / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.doc", "--to", "es"),
        3,
        "a.doc: is a Microsoft Office document, which can't be translated; save it as .docx",
    ),
    Case(
        "a package that is cut short",
        lambda f: (f / "a.docx").write_bytes(b"PK\3\4 word/document.xml"),
        ("a.docx", "--to", "es"),
        3,
        "a.docx: is not a zip package, or is cut short; open it in the program that made it",
    ),
    Case(
        "a file that is not a text on standard input",
        lambda f: None,
        ("-", "--to", "es", "--format", "docx"),
        2,
        "docx files are not text; name a file instead of the text: translate article.docx",
    ),
]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.stat().st_size < 10**8 else b"large"
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake(case: Case, translate: Translate, tmp_path: Path) -> None:
    case.make(tmp_path)
    before = snapshot(tmp_path)
    result = translate(*case.args)
    assert_clear(result, case.code)
    assert case.says in result.err
    assert snapshot(tmp_path) == before


def assert_clear(result: Result, code: int) -> None:
    assert result.code == code, result.err
    assert result.err.count("\n") == 1, result.err
    assert result.err.startswith("translate: ")
    assert "Traceback" not in result.err
    assert len(result.err) < 400


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hexapla", "--debug", "nosuch.txt", "--to", "es"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_a_deleted_current_folder(translate: Translate, tmp_path: Path) -> None:
    tmp_path.rmdir()
    for command in (("status",), RUN, ("engines",), ("init", "--from", "en", "--to", "es")):
        result = translate(*command)
        assert_clear(result, 3)
        assert "the current folder has been deleted" in result.err
    tmp_path.mkdir()


def test_a_wrong_source_language_leaves_nothing_behind(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    translate(*RUN)
    before = snapshot(tmp_path)
    wrong = translate("a.txt", "--to", "es", "--from", "de", "--engine", "upper")
    assert_clear(wrong, 3)
    assert snapshot(tmp_path) == before
    assert translate(*RUN).code == 0


def test_one_bad_catalog_does_not_stop_the_others(translate: Translate, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
    translate("a.txt", "b.txt", *RUN[1:])
    (tmp_path / "locales/es/LC_MESSAGES/a.po").write_text("nonsense\n")
    for command in (("a.txt", "b.txt", *RUN[1:]), ("status",), ("publish",)):
        result = translate(*command)
        assert_clear(result, 3)
        assert "b.txt" in result.out


def test_one_bad_article_does_not_stop_the_others(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    result = translate("b.txt", *RUN)
    assert_clear(result, 3)
    assert (tmp_path / "editions/es/a.txt").read_text() == TEXT.upper()


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["x" * 252 + ".md"], "too long for its catalogs"),
        (["caf\udce9.txt"], "isn't valid UTF-8"),
        # The first one has the catalogs that the second one would have.
        (["a.txt.txt", "a.txt a.md"], "would have the same catalogs as a.txt.txt"),
    ],
)
def test_one_bad_name_does_not_stop_the_others(
    names: list[str], says: str, translate: Translate, tmp_path: Path
) -> None:
    settings('languages = ["es"]\nsource-language = "en"\nengines = ["upper"]\n')(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "z.txt")
    translate()
    for step in names:
        for name in step.split():
            (tmp_path / name).write_text(TEXT)
        translate()
    (tmp_path / "z.txt").write_text("Nobody came.")
    result = translate()
    assert (result.code, says in result.err) == (3, True)
    assert (tmp_path / "editions/es/z.txt").read_text() == "NOBODY CAME."
    (tmp_path / "z.txt").write_text("It rained.")
    translate()
    for command in (("status",), ("check",), ("site", "public"), ("publish",)):
        result = translate(*command)
        assert (command, result.code, says in result.err) == (command, 3, True)
    before = snapshot(tmp_path)
    translate("prune")
    assert snapshot(tmp_path) == before
    assert "IT RAINED." in (tmp_path / "public/es/z.html").read_text()


def test_names_that_look_like_those_of_catalogs(translate: Translate, tmp_path: Path) -> None:
    settings('languages = ["es"]\nsource-language = "en"\nengines = ["upper"]\n')(tmp_path)
    names = ["a.md", "a.txt.txt", "a.txt.md", "a.txt.txt.txt", "b.txt.txt"]
    for name in names:
        (tmp_path / name).write_text(f"Number {names.index(name)}.")
    assert translate().code == 0
    for name in names:
        text = (tmp_path / "editions/es" / name).read_text()
        assert text == f"NUMBER {names.index(name)}."


NAMES = [
    "with spaces.txt",
    'it\'s "quoted".txt',
    "new\nline.txt",
    "tab\there.txt",
    "bidi\u202etxt.txt",
    "\u2068isolated\u2069.txt",
    "ünïcödé 記事.txt",
    "-dash.txt",
    "#hash;colon:.txt",
    "percent%s{lang}.txt",
    "é" * 125 + ".txt",
    "x" * 251 + ".txt",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_file_name(name: str, translate: Translate, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TEXT)
    run = (f"./{name}", *RUN[1:])
    result = translate(*run)
    assert (result.code, result.err) == (0, "")
    assert (tmp_path / "editions" / "es" / name).read_text() == TEXT.upper()
    before = snapshot(tmp_path)
    assert len(before) == 5  # article, template, catalog, edition, manifest
    again = translate(*run)
    assert again.code == 0
    assert snapshot(tmp_path) == before
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", again.out)
    if shutil.which("msgfmt"):
        path = (tmp_path / "locales/es/LC_MESSAGES" / name).with_suffix(".po")
        done = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", path], check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr


def test_control_characters_of_a_source_do_not_reach_the_terminal(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Clear \x1b[2J\x1b]0;owned\x07 the \x9b31mscreen \u202enow.\n")
    for args in (
        ("segments", "a.txt", "-f", "en"),
        ("segments", "a.txt", "-f", "en", "--json"),
        RUN,
    ):
        result = translate(*args)
        assert result.code == 0
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.out + result.err)


def test_guessed_encodings_are_reported_and_kept(translate: Translate, tmp_path: Path) -> None:
    german = (
        "Der Bürgermeister eröffnete am Donnerstag die neue Straße über die Brücke.\n\n"
        "Die Bürger müssen künftig keine Gebühren mehr für die Überfahrt zahlen.\n"
    )
    (tmp_path / "a.txt").write_bytes(german.encode("cp1252"))
    result = translate("a.txt", "--to", "fr", "--from", "en", "--engine", "upper")
    assert result.code == 0
    assert "use --encoding" in result.err
    assert result.err.count("\n") == 1
    edition = (tmp_path / "editions/fr/a.txt").read_bytes()
    assert edition == german.upper().encode("cp1252")
    said = translate(
        "a.txt", "--to", "fr", "--from", "en", "--engine", "upper", "--encoding", "cp1252"
    )
    assert (said.code, said.err) == (0, "")


def limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_leaves_files_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    command = [sys.executable, "-m", "hexapla", *RUN]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    before = snapshot(tmp_path)
    for size in (0, 10, 500):
        done = subprocess.run(
            [*command, "--to", "fr"], cwd=tmp_path, capture_output=True, text=True, check=False,
            preexec_fn=limited(size),
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert done.stderr.count("\n") == 1
        assert "a.po: can't be written: file too large; free some space" in done.stderr
        assert snapshot(tmp_path) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a tmpfs can't be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_while_drafting(small_disk: Path) -> None:
    article = small_disk / "a.txt"
    command = [sys.executable, "-m", "hexapla", *RUN]
    article.write_text(TEXT)
    subprocess.run(command, cwd=small_disk, check=True, capture_output=True)
    catalog = small_disk / "locales/es/LC_MESSAGES/a.po"
    before = catalog.read_bytes()
    article.write_text(TEXT + "".join(f"Sentence number {n} of many.\n\n" for n in range(700)))
    done = subprocess.run(command, cwd=small_disk, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "no space left on device; free some space" in done.stderr
    assert catalog.read_bytes() == before
    assert not list(small_disk.rglob(".hexapla-*"))


def test_a_full_disk_for_the_cache(
    small_disk: Path, tmp_path: Path, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_disk))
    article = tmp_path / "a.txt"
    article.write_text("".join(f"Sentence number {n} of many.\n\n" for n in range(700)))
    for _ in range(2):
        result = translate(*RUN)
        assert result.code == 0
        assert all("continuing without" in line for line in result.err.splitlines())
        assert "SENTENCE NUMBER 699 OF MANY." in (tmp_path / "editions/es/a.txt").read_text()
        for name in ("locales", "editions"):
            shutil.rmtree(tmp_path / name)


def test_a_cache_folder_that_can_not_be_used(
    tmp_path: Path, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locks are kept elsewhere then, and nothing is cached; one line says so."""
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "a.txt").write_text(TEXT)
    result = translate(*RUN)
    assert result.code == 0
    assert result.err.count("\n") == 1
    assert "continuing without the cache" in result.err
    assert translate(*RUN, "--no-cache").err == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    tmp_path.chmod(0o500)
    try:
        result = translate(*RUN)
    finally:
        tmp_path.chmod(0o700)
    assert_clear(result, 3)
    assert "permission denied" in result.err


def test_a_very_long_line(translate: Translate, tmp_path: Path) -> None:
    line = "The road is closed and nobody knows why. " * 20_000
    (tmp_path / "a.txt").write_text(line)
    result = translate(*RUN)
    assert (result.code, result.err) == (0, "")
    assert (tmp_path / "editions/es/a.txt").read_text().count("THE ROAD IS CLOSED") == 20_000

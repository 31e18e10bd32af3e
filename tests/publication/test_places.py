"""What a publication from somebody else may not do with files."""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from hexapla.site.manifest import Manifest, Record
from tests.cli.publication import COMMANDS, publication
from tests.conftest import Translate

# By the setting: where it is in publication.toml, and values besides those for every path.
_SETTINGS = {
    "sources": ("sources = [{}]", ()),
    "catalogs": ("catalogs = {}", (".cache", ".github/workflows")),
    "manifest": ("manifest = {}", ("sources/rain.txt", "Makefile", ".vscode/settings.json")),
    "layout": ("layout = {}", (".github/{lang}/{path}",)),
    "theme": (
        "[site]\ntheme = {}",
        (
            ".",
            "./",
            "sources",
            "sources/..",
            "locales",
            "locales/es",
            "i18n",
            "i18n/memory",
            ".own",
        ),
    ),
}
_ANYWHERE = (
    "../outside",
    "sources/../../outside",
    "/tmp/outside",
    "link",
    "link/deeper",
    "sources/link",
    ".git",
    ".git/hooks",
    ".GIT/hooks",
    ".git./hooks",
    "GIT~1",
    "a\\u0000b",
    "a\\u001b[31mb",
    "a\\u202eb",
)

_QUICK = ("../outside", "link", ".git/hooks")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "theirs.txt").write_text("It is mine.\n")
    return folder


@pytest.fixture
def root(tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "publication"
    root.mkdir()
    publication(root)
    (root / ".git" / "hooks").mkdir(parents=True)
    (root / "link").symlink_to(outside)
    (root / "sources" / "link").symlink_to(outside)
    monkeypatch.chdir(root)
    return root


def _files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _set(root: Path, line: str) -> None:
    settings = root / "i18n/publication.toml"
    table, _, _ = line.partition(" ")
    lines = [one for one in settings.read_text().splitlines() if not one.startswith(f"{table} =")]
    settings.write_text("\n".join([*lines, line]) + "\n")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        pytest.param(line, value, marks=[] if value in (*_QUICK, *more) else pytest.mark.slow)
        for line, more in _SETTINGS.values()
        for value in (*_ANYWHERE, *more)
    ],
)
def test_a_setting_names_nothing_outside(
    translate: Translate, root: Path, line: str, value: str
) -> None:
    if line.startswith("layout") and "{lang}" not in value:
        value += "/{lang}/{path}"
    _set(root, line.format(f'"{value}"'))
    before = _files(root.parent)
    result = translate("publish", *(["--site", "public"] if "theme" in line else []))
    assert result.code == 2, result.err
    error = result.err.strip().splitlines()[-1]
    assert "i18n/publication.toml" in error
    assert error.isprintable()
    assert _files(root.parent) == before


_LINKS = (
    "locales", "locales/es", "locales/es/LC_MESSAGES", "editions", "editions/es", "i18n/memory",
    "public", "public/es", "books", "new/i18n",
)  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=[] if one in ("run", "site") else pytest.mark.slow)
        for one in ("run", "draft", "publish", "site", "memory-import", "init")
    ],
)
def test_no_command_writes_through_a_link(
    translate: Translate, root: Path, outside: Path, name: str
) -> None:
    (root / "public").mkdir()
    (root / "public/.hexapla-site").write_text("")
    for link in _LINKS:
        path = root / link
        if path.is_dir() and not path.is_symlink() and link != "public":
            path.rename(root / f"{link.replace('/', '-')}.aside")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.symlink_to(outside, target_is_directory=True)
    before = _files(outside)
    result = translate(*COMMANDS[name].arguments)
    assert _files(outside) == before
    assert result.code in (2, 3), result.err
    assert "leads out" in result.err


@pytest.mark.parametrize(
    "command",
    [
        ("site", "link"),
        ("epub", "link"),
        ("publish", "--output", "files=link"),
        ("xliff", "export", "-o", "link"),
        ("memory", "export", "--from", "en", "-o", "planted.tmx"),
        ("glossary", "export", "--from", "en", "-o", "planted.tbx"),
        ("glossary", "export", "--from", "en", "-o", "link/new.tbx"),
    ],
)
def test_a_folder_or_file_that_is_named_may_be_a_trap(
    translate: Translate, root: Path, outside: Path, command: tuple[str, ...]
) -> None:
    for name in ("planted.tmx", "planted.tbx"):
        (root / name).symlink_to(outside / "theirs.txt")
    before = _files(outside)
    result = translate(*command)
    assert result.code == 3
    assert re.search("leads out|is a link", result.err.splitlines()[-1]), result.err
    assert _files(outside) == before


def test_an_article_publishes_no_other_files(
    translate: Translate, root: Path, outside: Path
) -> None:
    (root / ".env").write_text("SECRET")
    (root / "sources/draft.png").write_text("SECRET")
    (root / "sources/env.png").symlink_to("../.env")
    (root / "i18n/secret.png").write_text("SECRET")
    names = (
        "../.env", "draft.png", "env.png", "../i18n/secret.png", "../i18n/publication.toml",
        "../locales/es/LC_MESSAGES/rain.po", "link/theirs.txt", "../../outside/theirs.txt",
    )  # fmt: skip
    text = "\n".join(f"A [link]({name}) and ![image]({name}).\n" for name in names)
    (root / "sources/bridge.md").write_text(f"# Bridge\n\n{text}")
    _set(root, 'exclude = ["draft.*"]')
    assert translate("site", "public").code == 0
    assert not (root / "public/files").exists()


@pytest.mark.parametrize("link", ["rain.po", "rain.pot"])
def test_a_catalog_that_is_a_link_is_not_followed(
    translate: Translate, root: Path, outside: Path, link: str
) -> None:
    target = outside / "mine.po"
    (catalog,) = (root / "locales").rglob(link)
    catalog.rename(target)
    catalog.symlink_to(target)
    before = target.read_bytes()
    (root / "sources/rain.txt").write_text("It rained all night.\n")
    assert translate("extract").code == 3
    assert target.read_bytes() == before


def test_what_a_link_leads_to_is_no_article(
    translate: Translate, root: Path, outside: Path
) -> None:
    (root / "sources/secret.txt").symlink_to(outside / "theirs.txt")
    result = translate()
    assert "secret.txt: is a link that leads out" in result.err
    assert not [*(root / "locales").rglob("secret*")]


@pytest.mark.parametrize("link", ["i18n/glossary.csv", "i18n/memory/a.tmx"])
def test_terms_and_memories_of_others_are_not_read(
    translate: Translate, root: Path, outside: Path, link: str
) -> None:
    (outside / "customer").write_text("SECRET\n")
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(outside / "customer")
    result = translate("draft", "--to", "es")
    assert "is a link that leads out of the publication" in result.err
    assert "SECRET" not in result.out + result.err


@pytest.mark.parametrize("manifest", ["editions/manifest.json", ""])
def test_a_file_that_hexapla_did_not_make_stays(
    translate: Translate, root: Path, manifest: str
) -> None:
    _set(root, f'manifest = "{manifest}"')
    edition = root / "editions/es/rain.txt"
    edition.parent.mkdir(exist_ok=True)
    edition.write_text("A person wrote it.\n")
    result = translate("publish")
    assert "not written by Hexapla" in result.out + result.err
    assert edition.read_text() == "A person wrote it.\n"
    assert translate("publish", "--force").code == 0
    (root / "sources/rain.txt").write_text("It rained all night.\n")
    assert translate().code == 0
    assert edition.read_text() == "It rained all night.\n"


@pytest.mark.parametrize("text", ["{}", "[]", "not JSON", '{"editions": []}', "[" * 100_000])
def test_another_file_is_not_overwritten_by_the_manifest(
    translate: Translate, root: Path, text: str
) -> None:
    (root / "package.json").write_text(text)
    _set(root, 'manifest = "package.json"')
    assert translate("publish").code == 3
    assert (root / "package.json").read_text() == text


def test_a_template_of_a_program_stays(translate: Translate, root: Path) -> None:
    text = 'msgid ""\nmsgstr "Project-Id-Version: x\\n"\n\n#: src/x.c:1\nmsgid "x"\nmsgstr ""\n'
    (root / "locales/bridge.pot").write_text(text)
    translate("extract")
    assert (root / "locales/bridge.pot").read_text() == text


@pytest.mark.parametrize("listed", ["../outside/theirs.txt", "link/theirs.txt"])
def test_prune_removes_nothing_outside(
    translate: Translate, root: Path, outside: Path, listed: str
) -> None:
    digest = sha256((outside / "theirs.txt").read_bytes()).hexdigest()
    editions = {listed: {"article": "gone.txt", "edition_sha256": digest}}
    (root / "editions/manifest.json").write_text(json.dumps({"editions": editions}))
    (root / "public").mkdir()
    (root / "public/.hexapla-site").write_text("")
    record = Record("", {}, {}, "", {}, {}, {f"../{listed}": digest})
    Manifest({"gone.txt": record}).write(root / "public")
    translate("prune")
    assert (outside / "theirs.txt").exists()


_OWN = (
    "sources/rain.txt", "locales/es/LC_MESSAGES/rain.po", "locales/rain.pot", "i18n/glossary.csv",
    "i18n/publication.toml", "i18n/memory/old.tmx", "README.md", "es/README.md", ".github/es/rain",
)  # fmt: skip


@pytest.mark.parametrize("mark", ["", "x", ".", "i18n", "sources"])
def test_prune_removes_nothing_that_only_a_manifest_claims(
    translate: Translate, root: Path, mark: str
) -> None:
    for name in _OWN:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text("A person wrote it.\n")
    digests = {name: sha256((root / name).read_bytes()).hexdigest() for name in _OWN}
    if mark:
        folder = root / mark
        folder.mkdir(exist_ok=True)
        (folder / ".hexapla-site").write_text("")
        files = {os.path.relpath(root / name, folder): digests[name] for name in _OWN}
        record = Record("", {}, {}, "", {}, {}, files)
        Manifest({"gone.txt": record}).write(folder)
    else:
        known = {"article": "gone.txt", "language": "es", "source_language": "en"}
        editions = {name: {**known, "edition_sha256": digests[name]} for name in _OWN}
        (root / "editions/manifest.json").write_text(json.dumps({"editions": editions}))
    result = translate("prune")
    assert [name for name in _OWN if not (root / name).exists()] == [], result.out


@pytest.mark.parametrize(
    ("link", "file", "command"),
    [
        ("editions/es", "rain.txt", ("publish",)),
        ("own/es", "rain.txt", ("publish", "--output", "files=own")),
        ("both", "rain.txt", ("publish", "--output", "bilingual=both")),
        ("public/es", "index.html", ("site", "public")),
        ("books", "publication.es.epub", ("epub", "books")),
    ],
)
def test_an_output_overwrites_nothing_behind_a_link(
    translate: Translate, root: Path, link: str, file: str, command: tuple[str, ...]
) -> None:
    """A stranger makes a link to the folder of a person's files, and lists one as an output's."""
    assert translate(*command).code == 0
    shutil.rmtree(root / "mine", ignore_errors=True)
    (root / link).rename(root / "mine")
    (root / link).symlink_to(root / "mine")
    before = _files(root / "mine")
    assert file in " ".join(map(str, before))
    catalog = root / "locales/es/LC_MESSAGES/rain.po"
    catalog.write_text(catalog.read_text().replace("Llovió todo el día", "Llovía"))
    result = translate(*command)
    assert _files(root / "mine") == before
    assert result.code == 3, result.out
    assert "so it isn't " in result.err


def test_prune_removes_nothing_behind_a_link(translate: Translate, root: Path) -> None:
    (root / "editions/es/way").symlink_to(root / "sources")
    digest = sha256((root / "sources/rain.txt").read_bytes()).hexdigest()
    names = ("editions/es/way/rain.txt", "editions/es/../../sources/rain.txt", "./sources/rain.txt")
    known = {"language": "es", "source_language": "en", "edition_sha256": digest}
    editions = {name: {**known, "article": "way/rain.txt"} for name in names}
    (root / "editions/manifest.json").write_text(json.dumps({"editions": editions}))
    translate("prune")
    assert (root / "sources/rain.txt").exists()


@pytest.mark.parametrize(
    "path",
    ["sources/rain.txt", "locales/es/LC_MESSAGES/rain.po", "i18n/glossary.csv", ".git/x.tmx",
     "sources/hard.txt"],
)  # fmt: skip
def test_an_export_overwrites_no_part_of_the_publication(
    translate: Translate, root: Path, path: str
) -> None:
    os.link(root / "sources/rain.txt", root / "sources/hard.txt")
    before = _files(root)
    for command in ("memory", "glossary"):
        result = translate(command, "export", "--from", "en", "-o", path)
        assert result.code in (2, 3), result.err
    assert _files(root) == before


_EXPORTS = {
    ("publish", "--mo", "--use", "all"): "locales/es/LC_MESSAGES/rain.mo",
    ("xliff", "export", "sources/rain.txt", "--to", "es"): "rain.es.xlf",
    ("memory", "export", "--from", "en", "--to", "es"): "en-es.tmx",
    ("glossary", "export", "--from", "en", "-o", "out.tbx"): "out.tbx",
    ("glossary", "export", "-o", "out.csv"): "out.csv",
    ("epub", "books", "--to", "es"): "books/publication.es.epub",
}


@pytest.mark.parametrize(("command", "path"), _EXPORTS.items(), ids=_EXPORTS.values())
def test_an_export_overwrites_its_own_file_only(
    translate: Translate, root: Path, command: tuple[str, ...], path: str
) -> None:
    file = root / path
    for _ in range(2):
        result = translate(*command)
        assert result.code == 0, result.err
    own = file.read_bytes()
    for theirs in (b"A person wrote it.\n", own.replace(b"llovi", b"LLOVI") + b"<!-- mine -->\n"):
        if theirs.startswith(own[:1]) and path.endswith((".mo", ".epub")):
            continue  # these are not edited by hand
        file.write_bytes(theirs)
        if path.endswith(".mo"):
            (root / "editions/manifest.json").unlink()
        result = translate(*command)
        assert result.code in (1, 3), result.err
        assert file.read_bytes() == theirs
    file.unlink()
    assert translate(*command).code == 0
    assert file.read_bytes() == own


def test_an_export_replaces_an_older_one(translate: Translate, root: Path) -> None:
    command = ("xliff", "export", "sources/rain.txt", "--to", "es")
    assert translate(*command).code == 0
    own = (root / "rain.es.xlf").read_bytes()
    (root / "rain.es.xlf").write_bytes(own.replace(b"\n", b"\r\n"))
    (root / "sources/rain.txt").write_text("It rained all night. Nobody came.\n")
    assert translate().code == 0
    assert translate(*command).code == 0
    assert b"Nobody came" in (root / "rain.es.xlf").read_bytes()

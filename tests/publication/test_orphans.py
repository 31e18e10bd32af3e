"""`translate prune`: what is left of deleted articles goes, but no words of a person do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog
from tests.conftest import Translate

CATALOGS = "locales/es/LC_MESSAGES"


@pytest.fixture
def folder(tmp_path: Path, translate: Translate) -> Path:
    """A publication with three published articles, a site and books."""
    for name in ("docs", "i18n"):
        (tmp_path / name).mkdir()
    settings = ['source-language = "en"', 'languages = ["es"]', 'engines = ["upper"]']
    settings += ['sources = ["docs"]', ""]
    (tmp_path / "i18n" / "publication.toml").write_text("\n".join(settings))
    for name, text in {"a": "It rained.", "deep/b": "It snowed.", "c": "The sun shone."}.items():
        path = tmp_path / "docs" / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{text}\n")
    assert translate().code == 0
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def delete(folder: Path, *names: str) -> None:
    for name in names:
        (folder / "docs" / name).unlink()


def approve(folder: Path, name: str) -> None:
    path = folder / CATALOGS / f"{name}.po"
    found = Catalog.load(path)
    found.with_entries(entry.edit(flags=()) for entry in found.entries).save()


def test_what_hexapla_made_is_removed(folder: Path, translate: Translate) -> None:
    before = files(folder)
    delete(folder, "a.txt", "deep/b.txt")
    gone = {
        f"{part}.{suffix}"
        for name in ("a", "deep/b")
        for part, suffix in (
            (f"locales/{name}", "pot"), (f"{CATALOGS}/{name}", "po"), (f"editions/es/{name}", "txt")
        )
    }  # fmt: skip
    dry = translate("prune", "--dry-run", "--json")
    assert {one["path"] for one in dry.json["results"]} == gone
    assert files(folder) >= gone
    shown = translate("prune", "--dry-run").out.splitlines()
    assert {line.split()[2] for line in shown} == gone
    done = translate("prune", "--json")
    assert all(one["removed"] for one in done.json["results"])
    assert files(folder) == before - gone - {"docs/a.txt", "docs/deep/b.txt"}
    assert not (folder / "editions" / "es" / "deep").exists()
    assert translate("prune").out == "nothing to remove\n"
    assert translate("status", "--check").code == 0


def test_words_of_a_person_stay_and_come_back(folder: Path, translate: Translate) -> None:
    approve(folder, "a")
    (folder / CATALOGS / "c.po").write_text(
        (folder / CATALOGS / "c.po").read_text().replace("#. para", "# ask Ana\n#. para")
    )
    delete(folder, "a.txt", "c.txt")
    done = translate("prune", "--json")
    kept = {one["path"]: one["kept"] for one in done.json["results"] if one["kept"]}
    assert kept == {
        "locales/a.pot": "its catalogs stay",
        f"{CATALOGS}/a.po": "it has 1 text by a person",
        "locales/c.pot": "its catalogs stay",
        f"{CATALOGS}/c.po": "it has comments by people",
    }
    assert not (folder / "editions/es/a.txt").exists()
    assert "IT RAINED" in translate("memory", "search", "It rained.").out
    assert translate("status", "--check").code == 0
    (folder / "docs" / "renamed.txt").write_text("It rained.\n")
    assert translate().code == 0
    assert not Catalog.load(folder / CATALOGS / "renamed.po").entries[0].fuzzy


def test_what_hexapla_did_not_write_stays(folder: Path, translate: Translate) -> None:
    edition = folder / "editions/es/a.txt"
    edition.write_text("Llovió.\n")
    own = {
        "editions/es/notes.txt": "x",
        "locales/es/LC_MESSAGES/django.po": 'msgid ""\nmsgstr ""\n',
    }
    for name, text in own.items():
        (folder / name).write_text(text)
    delete(folder, "a.txt")
    done = translate("prune", "--json")
    kept = {one["path"]: one["kept"] for one in done.json["results"] if one["kept"]}
    assert kept == {"editions/es/a.txt": "it was edited by hand"}
    assert edition.read_text() == "Llovió.\n"
    assert own.keys() <= files(folder)
    check = translate("status", "--check")
    assert (check.code, "editions/es/a.txt" in check.err) == (1, True)


OTHERS = {
    "deck.pot": b"\xd0\xcf\x11\xe0 a template of PowerPoint",
    "clash.pot": b'msgid "a"\nmsgstr ""\n<<<<<<< HEAD\nmsgid "mine"\n',
    "latin.pot": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "\xe9"\n',
    "es/LC_MESSAGES/django.po": b"<<<<<<< HEAD\n",
    "other.pot": b'msgid ""\nmsgstr "Project-Id-Version: other\\n"\n\nmsgid "a"\nmsgstr ""\n',
}


def test_templates_and_catalogs_of_other_programs_stay(folder: Path, translate: Translate) -> None:
    for name, data in OTHERS.items():
        (folder / "locales" / name).write_bytes(data)
    done = translate("prune")
    assert done.code == 0
    for name, data in OTHERS.items():
        assert (folder / "locales" / name).read_bytes() == data


def test_pages_and_books(folder: Path, translate: Translate) -> None:
    pytest.importorskip("jinja2")
    for command in (("site", "public"), ("epub", "books"), ("epub", "books", "docs/a.txt")):
        articles = command[2:]
        assert translate(command[0], *articles, command[1]).code == 0 or articles
    before = files(folder)
    delete(folder, "a.txt")
    removed = {one["path"]: one["kind"] for one in translate("prune", "--json").json["results"]}
    assert files(folder) == before - removed.keys() - {"docs/a.txt"}
    assert removed["public/es/a.html"] == "page"
    assert not any(Path(name).stem == "a" for name in files(folder) if "public" in name)
    assert translate("site", "public").code == 0
    assert "a.html" not in (folder / "public/es/index.html").read_text("utf-8")
    delete(folder, "c.txt", "deep/b.txt")
    (folder / "docs" / "d.txt").write_text("It hailed.\n")
    books = [one for one in translate("prune", "--json").json["results"] if one["kind"] == "book"]
    assert [one["path"] for one in books] == [f"books/{folder.name}.es.epub"]


def test_status_names_them(folder: Path, translate: Translate) -> None:
    assert "no longer in the publication" not in translate("status").err
    delete(folder, "a.txt")
    done = translate("status", "--json")
    (warning,) = done.json["warnings"]
    assert (done.code, "locales/a.pot" in warning["message"]) == (0, True)
    assert "translate prune" in warning["hint"]
    assert "no longer in the publication" in translate().err
    approve(folder, "a")
    assert translate("prune").code == 0
    assert "translate prune keeps them" in translate("status").err
    assert "no longer in the publication" not in translate().err


def test_outside_a_publication_only_the_article_counts(
    translate: Translate, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"It rained {name}.\n")
    assert translate("a.txt", "b.txt", "--to", "es", "--from", "en", "-e", "upper").code == 0
    (tmp_path / "locales" / "a.pot").unlink()
    (tmp_path / "b.txt").unlink()
    assert translate("prune").code == 0
    left = {name for name in files(tmp_path) if not name.endswith("manifest.json")}
    assert left == {"a.txt", "editions/es/a.txt"} | ({f"{CATALOGS}/a.po"} & left)


def test_catalogs_of_articles_that_still_exist_stay(tmp_path: Path, translate: Translate) -> None:
    for name in ("docs", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"It rained on the {name}.\n")
        assert translate(f"{name}/{name}.txt", "--to", "es", "--engine", "upper").code == 0
    assert translate("init", "--from", "en", "--to", "es", "--sources", "docs").code == 0
    before = files(tmp_path)
    assert "docs" not in translate("status").err
    done = translate("prune").out
    assert "notes/notes.txt is still there, outside the sources" in done
    assert files(tmp_path) == before - {"editions/es/notes/notes.txt"}
    assert "took over" in translate("run", "--engine", "upper").err
    assert (tmp_path / CATALOGS / "docs.po").exists()


def test_a_folder_that_can_not_be_read_is_not_gone(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a", "sub/c"):
        (tmp_path / f"{name}.txt").write_text(f"Nobody was hurt in {name}.\n")
    translate("init", "--from", "en", "--to", "es")
    for command in (("run", "--engine", "upper"), ("site", "public")):
        assert translate(*command).code == 0
    scandir = os.scandir

    def scan(path: str | os.PathLike[str]) -> object:
        if Path(path) == tmp_path / "sub":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    commands = [("run", "--engine", "upper"), ("site", "public"), ("status",), ("publish",)]
    (tmp_path / "a.txt").write_text("Somebody was hurt in a.\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scan)
        for words in commands:
            result = translate(*words)
            assert (result.code, "sub: can't be read: permission denied" in result.err) == (3, True)
            assert "no longer in the publication" not in result.err
        assert "nothing to remove" in translate("prune").out
    assert (tmp_path / "editions/es/a.txt").read_text() == "SOMEBODY WAS HURT IN A.\n"
    for path in ("public/es/sub/c.html", "editions/es/sub/c.txt", "locales/sub/c.pot"):
        assert (tmp_path / path).is_file()
    assert "sub/c" in (tmp_path / "public/manifest.json").read_text()

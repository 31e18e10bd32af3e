"""Compiled catalogs: `translate publish --mo`, compared with msgfmt."""

from __future__ import annotations

import gettext as runtime
import shutil
from pathlib import Path

from tests.conftest import ROOT, Translate
from tests.po import gettext, needs_gettext


def texts(path: Path) -> runtime.GNUTranslations:
    with path.open("rb") as file:
        return runtime.GNUTranslations(file)


@needs_gettext
def test_the_sample_is_compiled_like_msgfmt(translate: Translate, tmp_path: Path) -> None:
    for name in ("i18n", "locales", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    done = translate("publish", "--output", "mo")
    assert (done.code, done.err) == (0, "")
    catalogs = sorted(tmp_path.glob("locales/*/LC_MESSAGES/*.po"))
    assert len(catalogs) == 6
    for path in catalogs:
        theirs = gettext("msgfmt", "-o", "-", "-", data=path.read_bytes())
        ours = path.with_suffix(".mo").read_bytes()
        assert gettext("msgunfmt", "-", data=ours) == gettext("msgunfmt", "-", data=theirs)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("locales/**/*.mo")}
    assert translate("publish", "--output", "mo").code == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not (tmp_path / "editions" / "es").exists()


def test_drafts_are_compiled_only_when_asked_for(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained all day. Nobody was hurt.\n")
    assert translate("a.txt", "--to", "es", "--from", "en", "--engine", "upper").code == 0
    catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
    head, first, rest = catalog.read_text("utf-8").partition('#, fuzzy\nmsgid "It')
    catalog.write_text(f'{head}msgid "It{rest}', "utf-8")
    assert first
    compiled = catalog.with_suffix(".mo")
    for options, other in (((), "Nobody was hurt."), (("--use", "all"), "NOBODY WAS HURT.")):
        assert translate("publish", "--output", "mo", "--dry-run", *options).code == 0
        assert translate("publish", "--output", "mo", *options).code == 0
        assert texts(compiled).gettext("It rained all day.") == "IT RAINED ALL DAY."
        assert texts(compiled).gettext("Nobody was hurt.") == other
    assert translate("publish", "--output", "mo=out").code == 0
    assert (tmp_path / "out/es/LC_MESSAGES/a.mo").is_file()
    done = translate("publish", "--output", "mo", "--min-reviewed", "90")
    assert done.code == 1
    assert translate("publish", "--output", "mo", "--bilingual", "above").code == 2


def test_catalogs_for_sphinx_are_compiled(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    settings = 'layout = "sphinx"\nengines = ["upper"]\nlanguages = ["es"]\nsources = ["docs"]\n'
    (tmp_path / "i18n/publication.toml").write_text(settings)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("It rained all day. Nobody was hurt.\n")
    assert translate("docs/a.md", "--from", "en").code == 0
    assert translate("publish", "--output", "mo", "--use", "all").code == 0
    (path,) = tmp_path.rglob("*.mo")
    assert path.with_suffix(".po").is_file()
    paragraph = "It rained all day. Nobody was hurt."
    assert texts(path).gettext(paragraph) == paragraph.upper()

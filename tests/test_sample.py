"""The sample: its six catalogs are complete, and the editions keep the article's structure."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hexapla import Language, Publication
from tests.conftest import ROOT, Translate

SAMPLE = "seeds/coalition-in-syria.txt"
LANGUAGES = ("es", "fr", "de", "ru", "ar", "zh-Hans")
QUOTES = {"es": "«»", "fr": "«»", "de": "„“", "ru": "«»", "ar": "«»", "zh-Hans": "“”"}
SCRIPTS = {"ru": r"[а-яё]", "ar": r"[\u0600-\u06ff]", "zh-Hans": r"[\u4e00-\u9fff]"}


@pytest.fixture
def editions(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The six editions, published from a copy of this repository."""
    for name in ("i18n", "locales", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    result = translate("publish", "--json")
    assert result.code == 0, result.err
    assert all(
        one["sentences"]["reviewed"] == one["sentences"]["total"] == 34 for one in result.results
    )
    return {
        one["language"]: (tmp_path / one["edition"]).read_bytes().decode("utf-8")
        for one in result.results
    }


def test_the_seed_is_unchanged() -> None:
    data = (ROOT / SAMPLE).read_bytes()
    assert len(data) == 4434
    assert not data.endswith(b"\n")


def test_the_demo_is_a_copy_of_the_sample_with_its_editions(
    translate: Translate, tmp_path: Path
) -> None:
    done = translate("demo")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("made a publication in hexapla-demo, with 11 files\n")
    assert "© TASS" in done.out
    assert "\n    cd hexapla-demo\n    translate review  " in done.out
    copy = tmp_path / "hexapla-demo"
    files = {
        path.relative_to(copy).as_posix(): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file()
    }
    own = {name: data for name, data in files.items() if not name.startswith("editions/")}
    assert {name.split("/")[0] for name in own} == {"i18n", "locales", "seeds"}
    assert own == {name: (ROOT / name).read_bytes() for name in own}
    texts = {name.split("/")[1] for name in files.keys() - own.keys() if name.endswith(".txt")}
    assert texts == set(LANGUAGES)


@pytest.mark.parametrize(
    ("folder", "problem"),
    [("full", "full: is not empty; name a new folder"), ("a.txt", "a.txt: is a file")],
)
def test_the_demo_writes_into_no_folder_with_files(
    folder: str, problem: str, translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "a.txt").write_text("mine")
    done = translate("demo", folder)
    assert done.code == 2
    assert problem in done.err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_six_editions_line_for_line(editions: dict[str, str]) -> None:
    source = (ROOT / SAMPLE).read_text("utf-8").split("\n")
    assert tuple(editions) == LANGUAGES
    for tag, text in editions.items():
        lines = text.split("\n")
        assert len(lines) == len(source) == 15, tag
        assert all(line == line.strip() and line for line in lines), tag
        for mine, theirs in zip(lines, source, strict=True):
            assert mine != theirs, tag
            # Headlines and cross-heads have no final punctuation; other lines do, as in the source.
            ends = re.search(r"[.。؟!?…][»“”\s]*$|[»“”][.。]?$", mine) is not None
            assert ends == (theirs[-1] in '."'), (tag, mine)
            assert ("[" in mine) == ("[" in theirs), (tag, mine)


def test_quotation_marks_fit_the_language_and_are_balanced(editions: dict[str, str]) -> None:
    source = (ROOT / SAMPLE).read_text("utf-8")
    for tag, text in editions.items():
        opening, closing = tuple(QUOTES[tag])
        for line in text.split("\n"):
            assert line.count(opening) == line.count(closing), (tag, line)
            assert '"' not in line
        assert text.count(opening) >= source.count('"') // 2, tag


def test_scripts_fit_the_language(editions: dict[str, str]) -> None:
    for tag, pattern in SCRIPTS.items():
        text = editions[tag].lower()
        own = len(re.findall(pattern, text))
        latin = len(re.findall("[a-z]", text))
        assert own > 50 * latin, tag
    assert " " not in editions["zh-Hans"]


def test_french_narrow_spaces_are_kept(editions: dict[str, str]) -> None:
    assert "appelle\u202f!" in editions["fr"].replace("\u00a0!", "\u202f!")
    assert re.search("«[\u00a0\u202f]", editions["fr"])


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
@pytest.mark.parametrize("tag", LANGUAGES)
def test_catalogs_pass_msgfmt_and_name_their_translator(tag: str) -> None:
    path = Publication.open(ROOT).layout.catalog(
        Publication.open(ROOT).articles([ROOT / SAMPLE])[0], Language(tag)
    )
    done = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", "/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "34 translated messages.")
    assert (
        "Last-Translator: Hexapla project (sample; no native speaker has reviewed it)"
        in path.read_text("utf-8").replace('"\n"', "")
    )


def test_a_run_over_the_repository_changes_nothing(
    editions: dict[str, str], translate: Translate, tmp_path: Path
) -> None:
    before = {p: p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()}
    result = translate(SAMPLE)
    assert (result.code, result.err) == (0, "")
    assert {p: p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()} == before

"""The command as a user runs it: exit codes, output, and the files it leaves."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Translate

ARTICLE = """\
The library opens on Monday

The new library opens its doors at nine. Children can borrow three books.

"We want every house to have a book," the director said.
"""
# What the engine "upper" makes of it, with Spanish quotation marks.
IN_CAPITALS = ARTICLE.upper().replace('"WE', "“WE").replace(',"', ",”")
UPPER = ("--from", "en", "--engine", "upper")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "library.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def catalog_path(folder: Path, locale: str = "es") -> Path:
    return folder / "locales" / locale / "LC_MESSAGES" / "library.po"


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_an_article_becomes_a_catalog_and_an_edition(translate: Translate, article: Path) -> None:
    result = translate(article.name, "--to", "es", *UPPER)
    assert (result.code, result.err) == (0, "")
    edition = article.parent / "editions" / "es" / "library.txt"
    assert edition.read_text("utf-8") == IN_CAPITALS
    assert "editions/es/library.txt" in result.out
    catalog = catalog_path(article.parent).read_text("utf-8")
    assert '#. heading\n#: library.txt\n#, fuzzy\nmsgid "The library opens on Monday"' in catalog
    assert catalog.count("# draft: upper-en_es ") == 4
    assert (article.parent / "locales" / "library.pot").is_file()


def test_a_second_run_changes_no_byte(translate: Translate, article: Path) -> None:
    translate(article.name, "--to", "es,fr", *UPPER)
    before = snapshot(article.parent)
    result = translate(article.name, "--to", "es,fr", *UPPER)
    assert result.code == 0
    assert snapshot(article.parent) == before
    assert "(unchanged)" in result.out


def test_drafts_are_made_anew_on_demand(translate: Translate, article: Path) -> None:
    """With another engine: what a person reviewed or touched stays, and what can't be done anew."""
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    text = path.read_text("utf-8")
    text = text.replace('#, fuzzy\nmsgid "Children', 'msgid "Children')
    text = text.replace("THE NEW LIBRARY", "LA BIBLIOTECA NUEVA")
    path.write_text(text, "utf-8")

    identity = ("draft", "--to", "es", "--from", "en", "--engine", "identity")
    assert "--redraft" in translate(*identity).out
    assert path.read_text("utf-8") == text
    result = translate(*identity, "--redraft", "--dry-run")
    assert "2 would be drafted by identity" in result.out
    missing = translate("draft", article.name, "--from", "en", "--to", "zu", "--dry-run")
    assert (missing.code, missing.out) == (4, "en → zu: 4 still missing\n")
    assert path.read_text("utf-8") == text

    failed = translate("draft", "--to", "es", "--from", "en", "--engine", "argos", "--redraft")
    assert (failed.code, "missing" in failed.out) == (4, False)
    assert path.read_text("utf-8") == text

    result = translate(*identity, "--redraft")
    assert (result.code, result.err) == (0, "")
    assert "2 drafted by identity" in result.out
    anew = path.read_text("utf-8")
    assert anew.count("# draft: identity-") == 2
    assert 'msgstr "The library opens on Monday"' in anew
    assert "“We want every house" in anew
    for kept in ("CHILDREN CAN BORROW", "LA BIBLIOTECA NUEVA"):
        assert kept in anew
    translate(*identity, "--redraft")
    assert path.read_text("utf-8") == anew


def test_a_review_is_published_and_only_the_changed_sentence_is_drafted_anew(
    translate: Translate, article: Path
) -> None:
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    text = path.read_text("utf-8")
    reviewed = text.replace(
        '#, fuzzy\nmsgid "Children can borrow three books."\n'
        'msgstr "CHILDREN CAN BORROW THREE BOOKS."',
        'msgid "Children can borrow three books."\nmsgstr "Los niños pueden llevarse tres libros."',
    )
    assert reviewed != text
    path.write_text(reviewed, encoding="utf-8")
    article.write_text(ARTICLE.replace("at nine", "at ten"), encoding="utf-8")
    result = translate(article.name, "--to", "es", *UPPER, "--json")
    assert result.code == 0
    assert [d["from_engine"] for d in result.of_kind("draft")] == [1]
    edition = (article.parent / "editions" / "es" / "library.txt").read_text("utf-8")
    assert (
        "THE NEW LIBRARY OPENS ITS DOORS AT TEN. Los niños pueden llevarse tres libros." in edition
    )


def test_an_article_already_in_the_target_language_is_left_out(
    translate: Translate, article: Path
) -> None:
    """Unless there is no other: then it is an error."""
    spanish = (
        "La biblioteca abre sus puertas a las nueve, y los niños pueden llevarse tres libros.\n"
    )
    (article.parent / "aviso.txt").write_text(spanish, encoding="utf-8")
    run = ("--to", "es", "--engine", "upper")
    both = translate(article.name, "aviso.txt", *run)
    assert (both.code, both.err) == (0, "translate: left out aviso.txt: already in Spanish\n")
    assert "library.txt" in both.out
    assert translate("aviso.txt", *run).code == 2


def test_an_edited_draft_left_fuzzy_is_never_touched_again(
    translate: Translate, article: Path
) -> None:
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    path.write_text(
        path.read_text("utf-8").replace("CHILDREN CAN BORROW THREE BOOKS.", "Tres libros."),
        encoding="utf-8",
    )
    before = path.read_bytes()
    result = translate(article.name, "--to", "es", *UPPER, "--json")
    assert path.read_bytes() == before
    (edition,) = result.of_kind("edition")
    assert edition["sentences"] == {
        "reviewed": 0,
        "edited": 1,
        "draft": 3,
        "stale": 0,
        "empty": 0,
        "total": 4,
    }
    # The source changes under it: the words stay, as a stale entry that no edition uses.
    article.write_text(ARTICLE.replace("three books", "four books"), encoding="utf-8")
    result = translate(article.name, "--to", "es", *UPPER, "--json")
    assert '#| msgid "Children can borrow three books."' in path.read_text("utf-8")
    assert "Tres libros." in path.read_text("utf-8")
    (edition,) = result.of_kind("edition")
    assert (edition["sentences"]["stale"], edition["sentences"]["draft"]) == (1, 3)
    assert "Children can borrow four books." in (
        article.parent / "editions" / "es" / "library.txt"
    ).read_text("utf-8")


def test_memory_serves_other_articles_first(translate: Translate, article: Path) -> None:
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    path.write_text(
        path.read_text("utf-8").replace("#, fuzzy\n", "").replace("CHILDREN", "Los niños"),
        encoding="utf-8",
    )
    other = article.parent / "other.txt"
    other.write_text("Children can borrow three books. A new sentence.\n", encoding="utf-8")
    result = translate("other.txt", "--to", "es", *UPPER, "--json")
    (drafted,) = result.of_kind("draft")
    assert (drafted["from_memory"], drafted["from_engine"]) == (1, 1)
    assert "# draft: memory; 1.00;" in path.with_name("other.po").read_text("utf-8")
    assert "Los niños CAN BORROW THREE BOOKS. A NEW SENTENCE." in (
        article.parent / "editions" / "es" / "other.txt"
    ).read_text("utf-8")


def test_memory_of_a_similar_sentence_is_offered_and_not_published(
    translate: Translate, article: Path
) -> None:
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    (article.parent / "other.txt").write_text("Children can borrow four books.\n")
    result = translate("other.txt", "--to", "es", *UPPER, "--json")
    assert "BORROW THREE BOOKS" in path.with_name("other.po").read_text("utf-8")
    (edition,) = result.of_kind("edition")
    assert (edition["sentences"]["stale"], edition["sentences"]["draft"]) == (1, 0)
    text = (article.parent / "editions/es/other.txt").read_text("utf-8")
    assert text == "Children can borrow four books.\n"


def test_without_an_engine_the_catalog_is_written_and_memory_used(
    translate: Translate, article: Path
) -> None:
    result = translate(article.name, "--to", "sw", "--from", "en", "--engine", "argos")
    assert result.code == 4
    assert "nothing is translated" in result.out
    assert result.err.count("\n") == 1
    assert "en" in result.err
    assert "sw" in result.err
    assert catalog_path(article.parent, "sw").is_file()
    assert (article.parent / "editions" / "sw" / "library.txt").read_text("utf-8") == ARTICLE


def test_gates_and_fallbacks(translate: Translate, article: Path) -> None:
    translate(article.name, "--to", "es", *UPPER)
    path = catalog_path(article.parent)
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", "", 1), encoding="utf-8")
    edition = article.parent / "editions" / "es" / "library.txt"
    edition.unlink()
    gated = translate("publish", article.name, "--to", "es", "--min-reviewed", "26")
    assert gated.code == 1
    assert not edition.exists()
    assert "25% reviewed, 26% required" in gated.out
    assert translate("publish", article.name, "--to", "es", "--min-reviewed", "25").code == 0
    assert edition.exists()

    translate("publish", article.name, "--to", "es", "--use", "reviewed", "--fallback", "mark")
    assert edition.read_text("utf-8").startswith("THE LIBRARY OPENS ON MONDAY\n\n⟦The new library")
    translate("publish", article.name, "--to", "es", "--use", "reviewed", "--fallback", "omit")
    assert edition.read_text("utf-8") == "THE LIBRARY OPENS ON MONDAY\n"
    translate("publish", article.name, "--to", "es", "--use", "reviewed", "--fallback", "source")
    assert edition.read_text("utf-8") == ARTICLE.replace(
        "The library opens on Monday", "THE LIBRARY OPENS ON MONDAY"
    )


def test_a_label_says_what_the_edition_is_made_of(translate: Translate, article: Path) -> None:
    translate(article.name, "--to", "es", *UPPER, "--label")
    text = (article.parent / "editions" / "es" / "library.txt").read_text("utf-8")
    digest = hashlib.sha256(ARTICLE.encode()).hexdigest()[:8]
    made_of = f"Oraciones: 4; traducción automática: 4; original: English {digest}"
    assert text == f"{IN_CAPITALS}\n[{made_of}]\n"


def test_dry_runs_write_nothing(translate: Translate, article: Path) -> None:
    before = snapshot(article.parent)
    for command in ([], ["extract"], ["draft"], ["publish"]):
        result = translate(*command, article.name, "--to", "es", "--from", "en", "--dry-run")
        assert result.code in (0, 4)
        assert snapshot(article.parent) == before


def test_stages_can_be_run_one_by_one(translate: Translate, article: Path) -> None:
    assert translate("detect", article.name, "--json").results[0]["language"] == "en"
    cut = translate("segments", article.name, "--from", "en", "--json").results
    assert [segment["text"] for segment in cut] == [
        "The library opens on Monday",
        "The new library opens its doors at nine.",
        "Children can borrow three books.",
        '"We want every house to have a book," the director said.',
    ]
    assert translate("extract", article.name, "--to", "es", "--from", "en").code == 0
    status = translate("status", "--json").results
    assert [(s["language"], s["sentences"]["empty"]) for s in status] == [("es", 4)]
    assert translate("draft", "--to", "es", *UPPER).code == 0
    assert translate("status", "--json").results[0]["sentences"]["draft"] == 4
    assert translate("publish").code == 0
    assert (article.parent / "editions" / "es" / "library.txt").is_file()


MIXED = """\
The minister spoke in Moscow on Tuesday, and her words were printed in the evening papers.

"Россия не стремится к лидерству в Сирии, и мы не раз говорили об этом нашим партнерам."

Nobody in the capital knows what will happen next, and nobody dares to ask.
"""


def test_a_foreign_block_is_marked_and_left_as_it_is(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "library.txt").write_text(MIXED, encoding="utf-8")
    result = translate("library.txt", "--to", "es", *UPPER, "--fallback", "omit")
    assert (result.code, result.err) == (0, "")
    assert "ru → es: 1 left as it is" in result.out
    catalog = catalog_path(tmp_path).read_text("utf-8")
    assert catalog.count("#. paragraph, in Russian\n") == 1
    russian = MIXED.splitlines()[2]
    edition = (tmp_path / "editions/es/library.txt").read_text("utf-8")
    assert edition == MIXED.upper().replace(russian.upper(), russian)
    before = snapshot(tmp_path)
    assert translate("library.txt", "--to", "es", *UPPER, "--fallback", "omit").code == 0
    assert snapshot(tmp_path) == before
    shares = translate("detect", "library.txt", "--json").results[0]["shares"]
    assert {one["language"]: one["lines"] for one in shares} == {
        "en": [[1, 1], [5, 5]],
        "ru": [[3, 3]],
    }


def test_segments_are_explained(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "library.txt").write_text("Dr. Smith left at 5 p.m. on Monday. He was late.\n")
    result = translate("segments", "library.txt", "--from", "en")
    assert "not split after Dr.  (abbreviation)" in result.out
    assert "split after Monday.  (sentence ends with .)" in result.out
    told = translate("segments", "library.txt", "--from", "mi")
    assert "no sentence rules for Māori; using the generic ones" in told.err


def test_segments_of_markup_are_explained_where_they_are_cut(
    translate: Translate, tmp_path: Path
) -> None:
    text = (
        "Read [the report. It is long](a.html) and `a. B` **now. Then** ![a cat. A dog.](c.png) go."
    )
    (tmp_path / "library.md").write_text(text + "\n", encoding="utf-8")
    found = translate("segments", "library.md", "--from", "en", "--json").results
    running = [one for one in found if one["kind"] == "paragraph"]
    assert [one["text"] for one in running[:2]] == [
        "Read [the report.](a.html)",
        "[It is long](a.html) and `a. B` **now.**",
    ]
    cuts = [[d["rule"] for d in one["decisions"] if d["cut"]] for one in running]
    assert cuts == [["sentence ends with ."], ["sentence ends with ."], []]


def test_segments_of_an_article_whose_language_is_not_clear(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "library.txt").write_text("12 34.\n", encoding="utf-8")
    result = translate("segments", "library.txt")
    assert result.code != 0
    assert "internal error" not in result.err


def test_a_language_that_marks_few_sentence_ends_says_so(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "library.txt").write_text("เขาอยู่ที่นี่ เธอก็เช่นกัน\n", encoding="utf-8")
    told = translate("segments", "library.txt", "--from", "th")
    assert "Thai marks few sentence ends; a segment may have several sentences" in told.err


def test_a_publication_has_its_own_abbreviations(translate: Translate, tmp_path: Path) -> None:
    text = "The 3rd Regt. Horse marched north. It was cold.\n"
    (tmp_path / "library.txt").write_text(text)

    def cut() -> list[str]:
        return [s["text"] for s in translate("segments", "library.txt", "--json").results]

    (tmp_path / "i18n").mkdir()
    settings = tmp_path / "i18n" / "publication.toml"
    settings.write_text("source-language = 'en'\n[segmentation]\nabbreviations = {en = ['Regt.']}")
    assert cut() == ["The 3rd Regt. Horse marched north.", "It was cold."]
    settings.write_text("source-language = 'en'\n[segmentation]\nmode = 'paragraphs'")
    assert cut() == [text.strip()]


def test_init_makes_a_publication(translate: Translate, tmp_path: Path) -> None:
    settings = ("--from", "en", "--to", "es,fr", "--sources", "texts")
    refused = translate("init", *settings)
    assert (refused.code, list(tmp_path.iterdir())) == (2, [])
    assert "create it first: mkdir texts" in refused.err
    (tmp_path / "texts").mkdir()
    assert "did you mean texts?" in translate("init", *settings[:-1], "text").err
    done = translate("init", *settings)
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "next: put an article into texts, then run translate",
    )
    (tmp_path / "texts" / "a.txt").write_text("It rained all day.\n", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("It rained all day.\n", encoding="utf-8")
    assert translate("--engine", "upper").code == 0  # every article into every language
    assert (tmp_path / "locales" / "fr" / "LC_MESSAGES" / "a.po").is_file()
    refused = translate("outside.txt", "--to", "es")
    assert refused.code == 3
    assert "move it to texts" in refused.err
    again = translate("init")
    assert again.code == 2
    assert "already exists" in again.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["drfat"], 2, "did you mean draft?"),
        (["nosuch.txt", "--to", "es"], 3, "nosuch.txt: no such file"),
        (["library.txt", "--to", "spansh"], 2, "did you mean es (Spanish)?"),
        (["library.txt", "--to", "en", "--from", "en"], 2, "is already in English"),
        (["library.txt", "--too", "es"], 2, "--to"),
        (["library.txt"], 2, "use --to es,fr"),
        (["status"], 2, "no articles, because there are no catalogs yet"),
        (["library.txt", "--to", "es", "--engine", "uper"], 2, "did you mean upper?"),
        (["-C", "nowhere", "status"], 2, "no such folder"),
    ],
)
def test_mistakes_get_one_line_and_an_exit_code(
    translate: Translate, article: Path, args: list[str], code: int, says: str
) -> None:
    before = snapshot(article.parent)
    result = translate(*args)
    assert result.code == code
    assert result.err.count("\n") == 1
    assert says in result.err
    assert snapshot(article.parent) == before


def test_a_command_word_with_a_path_is_a_file(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "draft").write_text("It rained all day.\n", encoding="utf-8")
    assert translate("./draft", "--to", "es", *UPPER).code in (0, 3)


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_help_loads_nothing_heavy() -> None:
    done = python(
        "import sys\n"
        "from hexapla.cli.app import _run\n"
        "_run(['--help'])\n"
        "heavy = {'ctranslate2', 'argostranslate', 'langdetect', 'babel', 'numpy', 'py3langid',"
        " 'langcodes', 'sentencepiece', 'rapidfuzz'}\n"
        "sys.exit(f'loaded: {heavy & set(sys.modules)}' if heavy & set(sys.modules) else 0)"
    )
    assert done.returncode == 0, done.stderr
    for command in ("init", "detect", "segments", "extract", "draft", "status", "publish"):
        assert command in done.stdout


def test_output_survives_a_locale_without_utf8(article: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hexapla", "segments", article.name, "--from", "en"],
        capture_output=True,
        check=False,
        cwd=article.parent,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr


def test_more_or_less_is_said_as_asked(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Wọ́n ti dé. Ó dára.\n")
    command = ("segments", "a.txt", "--from", "crs")
    assert "no sentence rules for" in translate(*command).err
    assert "a.txt: reading" not in translate(*command).err
    assert translate("--quiet", *command).err == ""
    assert "a.txt: unchanged" in translate("--verbose", "--publication", ".", *command).err
    assert "no sentence rules for" in translate(*command).err
    both = translate("--verbose", "--quiet", *command)
    assert (both.code, "can't be combined" in both.err) == (2, True)


def test_alone_it_runs_everything_in_a_publication_and_helps_elsewhere(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("It rained all day.\n", encoding="utf-8")
    done = translate()
    assert (done.code, done.out.startswith("Usage: translate")) == (0, True)
    done = translate("init", "--from", "en", "--to", "es")
    assert done.out.splitlines()[-1] == "next: translate"
    settings = tmp_path / "i18n" / "publication.toml"
    settings.write_text(
        re.sub(r"(?m)^# engines = .*$", "engines = ['upper']", settings.read_text())
    )
    assert translate().code == 0
    assert (tmp_path / "editions/es/a.txt").read_text() == "IT RAINED ALL DAY.\n"
    (tmp_path / "editions/es/a.txt").unlink()
    (tmp_path / "empty").mkdir()
    assert translate("-C", "empty").code == 0
    assert (tmp_path / "editions/es/a.txt").is_file()


def test_a_folder_means_the_articles_in_it(translate: Translate, tmp_path: Path) -> None:
    for name in ("texts/a.txt", "texts/deep/b.md", "texts/.hidden/c.txt", "texts/d.png", "e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It rained all day.\n", encoding="utf-8")
    assert translate("texts", "--to", "es", *UPPER).code == 0
    files = {str(p.relative_to(tmp_path)) for p in (tmp_path / "editions" / "es").rglob("*.*")}
    assert files == {"editions/es/texts/a.txt", "editions/es/texts/deep/b.md"}
    refused = translate("texts/.hidden", "--to", "es", *UPPER)
    assert refused.code == 2
    assert "text" in refused.err

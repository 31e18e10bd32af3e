"""Text that moves inside a publication keeps its translations."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from hexapla.catalogs.carrying import same_words
from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.publication.moves import _matches
from tests.conftest import Translate
from tests.growth import assert_linear

RUN = ("--to", "es", "--from", "en", "--engine", "upper")


def catalog_path(folder: Path, name: str) -> Path:
    return folder / "locales/es/LC_MESSAGES" / f"{name}.po"


def review(folder: Path, *names: str) -> None:
    """Approve every sentence with a text that no engine writes."""
    for name in names:
        path = catalog_path(folder, name)
        catalog = Catalog.load(path)
        catalog.with_entries(
            one.edit(msgstr=f"Humano: {one.msgid}", flags=()) for one in catalog.entries
        ).save(path)


def texts(folder: Path, name: str) -> dict[str, tuple[str, State]]:
    entries = Catalog.load(catalog_path(folder, name)).entries
    return {one.msgid: (one.msgstr, one.state) for one in entries if not one.obsolete}


def test_a_paragraph_that_moves_to_another_article(translate: Translate, tmp_path: Path) -> None:
    lighthouse, harbour = "The lighthouse is on a rock.", "The harbour was built in 1870."
    moved = "The keeper mended it with a sail."
    (tmp_path / "a.md").write_text(f"{lighthouse}\n\n{moved}\n")
    (tmp_path / "b.md").write_text(f"{harbour}\n")
    assert translate("a.md", "b.md", *RUN).code == 0
    review(tmp_path, "a", "b")
    (tmp_path / "a.md").write_text(f"{lighthouse}\n")
    (tmp_path / "b.md").write_text(f"{harbour}\n\n{moved}\n")
    assert "1 drafted from memory" in translate("a.md", "b.md", *RUN).out
    assert texts(tmp_path, "b")[moved] == (f"Humano: {moved}", State.DRAFT)
    found = translate("memory", "search", moved, "--from", "en", "--to", "es")
    assert f"Humano: {moved}" in found.out


def test_a_known_translation_beats_the_text_of_a_removed_sentence(
    translate: Translate, tmp_path: Path
) -> None:
    nine, ten = (
        "The ferry leaves at nine in the evening.",
        "The ferry leaves at ten in the evening.",
    )
    (tmp_path / "a.txt").write_text(f"{nine}\n")
    (tmp_path / "b.txt").write_text(f"{ten}\n")
    assert translate("a.txt", "b.txt", *RUN).code == 0
    review(tmp_path, "a", "b")
    (tmp_path / "a.txt").write_text(f"{ten}\n")
    assert translate("a.txt", *RUN).code == 0
    assert texts(tmp_path, "a") == {ten: (f"Humano: {ten}", State.DRAFT)}
    assert f'#~ msgstr "Humano: {nine}"' in catalog_path(tmp_path, "a").read_text("utf-8")


# ── renamed articles ─────────────────────────────────────────────────────────────────────────────

HARBOUR = "The harbour was built in 1870. Ships from nine countries come here.\n"
TOWN = "The town has three streets. The baker opens at six.\n"
STORM = "The storm came at night. It took two roofs.\n"


def states(folder: Path, name: str) -> list[State]:
    return [state for _, state in texts(folder, name).values()]


def test_a_renamed_article_keeps_every_state(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "interview.txt").write_text(HARBOUR + TOWN)
    assert translate("interview.txt", *RUN).code == 0
    path = catalog_path(tmp_path, "interview")
    catalog = Catalog.load(path)
    first, second, *rest = catalog.entries
    first = first.edit(msgstr="Humano: uno", flags=())
    second = second.edit(msgstr="Humano: dos")
    catalog.with_entries([first, second, *rest]).save(path)
    before = texts(tmp_path, "interview")
    (tmp_path / "interview.txt").rename(tmp_path / "mayor.txt")
    dry = translate("mayor.txt", *RUN, "--dry-run")
    assert "mayor.txt: would take over the catalogs of interview" in dry.err
    assert path.exists()
    done = translate("mayor.txt", *RUN)
    assert done.err == "translate: mayor.txt: took over the catalogs of interview\n"
    assert texts(tmp_path, "mayor") == before
    assert [state for _, state in before.values()] == [
        State.REVIEWED,
        State.EDITED,
        State.DRAFT,
        State.DRAFT,
    ]
    assert not path.exists()
    assert not (tmp_path / "locales/interview.pot").exists()
    again = translate("mayor.txt", *RUN)
    assert again.err == ""


def test_renumbered_chapters_keep_their_translations(translate: Translate, tmp_path: Path) -> None:
    chapters = [tmp_path / f"chapter-{number}.md" for number in range(5)]
    chapters[2].write_text(HARBOUR)
    chapters[3].write_text(TOWN)
    assert translate("chapter-2.md", "chapter-3.md", *RUN).code == 0
    review(tmp_path, "chapter-2", "chapter-3")
    chapters[3].rename(chapters[4])
    chapters[2].rename(chapters[3])
    chapters[2].write_text(STORM)
    assert translate("chapter-2.md", "chapter-3.md", "chapter-4.md", *RUN).code == 0
    assert states(tmp_path, "chapter-2") == [State.DRAFT] * 2
    assert states(tmp_path, "chapter-3") == states(tmp_path, "chapter-4") == [State.REVIEWED] * 2
    assert "Humano: The harbour" in catalog_path(tmp_path, "chapter-3").read_text("utf-8")


def test_articles_that_swap_their_names(translate: Translate, tmp_path: Path) -> None:
    names = ("a", "b", "c")
    for name, text in zip(names, (HARBOUR, TOWN, STORM), strict=True):
        (tmp_path / f"{name}.txt").write_text(text)
    files = [f"{name}.txt" for name in names]
    assert translate(*files, *RUN).code == 0
    review(tmp_path, *names)
    for name, text in zip(names, (TOWN, STORM, HARBOUR), strict=True):
        (tmp_path / f"{name}.txt").write_text(text)
    assert translate(*files, *RUN).code == 0
    for name, word in zip(names, ("town", "storm", "harbour"), strict=True):
        assert states(tmp_path, name) == [State.REVIEWED] * 2
        assert f"Humano: The {word}" in catalog_path(tmp_path, name).read_text("utf-8")
    assert len(list((tmp_path / "locales").rglob("*.po"))) == 3
    assert len(list((tmp_path / "locales").glob("*.pot"))) == 3


def test_a_renamed_article_touches_no_other_with_a_similar_name(
    translate: Translate, tmp_path: Path
) -> None:
    """The names that copies of catalogs have for a moment may be those of articles."""
    others = {"a.moving": TOWN, "a.moving1": STORM}
    (tmp_path / "a.txt").write_text(HARBOUR)
    for name, text in others.items():
        (tmp_path / f"{name}.txt").write_text(text)
    assert translate("a.txt", *(f"{name}.txt" for name in others), *RUN).code == 0
    review(tmp_path, "a", *others)
    before = {name: catalog_path(tmp_path, name).read_bytes() for name in others}
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert translate("b.txt", *RUN).code == 0
    assert states(tmp_path, "b") == [State.REVIEWED] * 2
    assert before == {name: catalog_path(tmp_path, name).read_bytes() for name in others}
    assert len(list((tmp_path / "locales").rglob("*.po"))) == 3


def test_an_article_may_get_the_name_of_a_copy_of_another_one(
    translate: Translate, tmp_path: Path
) -> None:
    """Both are renamed in one run: removing the copies removed the catalogs of one of them."""
    (tmp_path / "a.txt").write_text(HARBOUR)
    (tmp_path / "index.txt").write_text(TOWN)
    assert translate("a.txt", "index.txt", *RUN).code == 0
    review(tmp_path, "a", "index")
    (tmp_path / "index.txt").rename(tmp_path / "a.moving.txt")
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert translate("a.moving.txt", "b.txt", *RUN).code == 0
    assert states(tmp_path, "a.moving") == states(tmp_path, "b") == [State.REVIEWED] * 2
    assert len(list((tmp_path / "locales").rglob("*.po"))) == 2


def test_a_copy_and_a_new_article_get_no_catalogs_of_others(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    assert translate("a.txt", *RUN).code == 0
    review(tmp_path, "a")
    (tmp_path / "copy.txt").write_text(HARBOUR)
    (tmp_path / "new.txt").write_text(STORM)
    done = translate("a.txt", "copy.txt", "new.txt", *RUN)
    assert done.err == ""
    assert states(tmp_path, "a") == [State.REVIEWED] * 2
    assert states(tmp_path, "copy") == [State.DRAFT] * 2
    only_the_copy = translate("copy.txt", *RUN)
    assert only_the_copy.err == ""
    assert states(tmp_path, "a") == [State.REVIEWED] * 2


def test_words_of_the_article_that_had_the_name_are_kept(
    translate: Translate, tmp_path: Path
) -> None:
    """b.txt is deleted and a.txt takes its name."""
    (tmp_path / "a.txt").write_text(HARBOUR)
    (tmp_path / "b.txt").write_text(TOWN)
    assert translate("a.txt", "b.txt", *RUN).code == 0
    review(tmp_path, "a", "b")
    (tmp_path / "a.txt").replace(tmp_path / "b.txt")
    assert translate("b.txt", *RUN).code == 0
    assert states(tmp_path, "b") == [State.REVIEWED] * 2
    kept = catalog_path(tmp_path, "b").read_text("utf-8")
    assert '#~ msgstr "Humano: The town has three streets."' in kept


def test_both_texts_of_a_common_sentence_are_kept(translate: Translate, tmp_path: Path) -> None:
    """b.txt is deleted and a.txt takes its name; both have a translation of a sentence."""
    (tmp_path / "a.txt").write_text(f"{HARBOUR}\nIt rains. It snows.\n")
    (tmp_path / "b.txt").write_text(f"{TOWN}\nIt rains. It snows.\n")
    assert translate("a.txt", "b.txt", *RUN).code == 0
    for name, rain, snow in (("a", "Llueve (a).", ""), ("b", "Llueve (b).", "Nieva (b).")):
        path = catalog_path(tmp_path, name)
        given = {"It rains.": rain, "It snows.": snow}
        catalog = Catalog.load(path)
        catalog.with_entries(
            one.edit(msgstr=text, flags=()) if (text := given.get(one.msgid)) else one
            for one in catalog.entries
        ).save(path)
    (tmp_path / "a.txt").replace(tmp_path / "b.txt")
    assert translate("b.txt", *RUN).code == 0
    assert texts(tmp_path, "b")["It rains."] == ("Llueve (a).", State.REVIEWED)
    assert texts(tmp_path, "b")["It snows."] == ("Nieva (b).", State.REVIEWED)
    assert "# earlier: Llueve (b)." in catalog_path(tmp_path, "b").read_text("utf-8")


def test_catalogs_follow_when_a_folder_becomes_a_publication(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text(HARBOUR)
    assert translate("texts/a.txt", *RUN).code == 0
    review(tmp_path, "texts/a")
    assert translate("init", "--from", "en", "--to", "es", "--sources", "texts").code == 0
    assert "took over the catalogs of texts/a" in translate("run", "--engine", "upper").err
    assert states(tmp_path, "a") == [State.REVIEWED] * 2


def test_a_folder_of_equal_articles_is_renamed(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    names = [f"{number}" for number in range(60)]
    for name in names:
        (tmp_path / "old" / f"{name}.txt").write_text("Nothing happened today.\n")
    assert translate("init", "--from", "en", "--to", "es").code == 0
    assert translate("extract").code == 0
    for name in names:
        path = catalog_path(tmp_path, f"old/{name}")
        catalog = Catalog.load(path)
        catalog.with_entries(one.edit(msgstr=f"Nada {name}.") for one in catalog.entries).save(path)
    (tmp_path / "old").rename(tmp_path / "new")
    assert translate("extract").code == 0
    found = [texts(tmp_path, f"new/{name}")["Nothing happened today."][0] for name in names]
    assert found == [f"Nada {name}." for name in names]


@pytest.mark.parametrize("common", [0, 1, 2])
def test_many_renamed_articles_are_found_in_linear_time(common: int) -> None:
    """``common`` of two sentences are those of every article."""

    def run(size: int) -> None:
        articles = [
            [f"Number {at} {part}." if part >= common else f"End {part}." for part in range(2)]
            for at in range(size)
        ]
        free = {
            f"old/{at}": {same_words(text): len(text) for text in texts}
            for at, texts in enumerate(articles)
        }
        moved = [
            SimpleNamespace(
                article=SimpleNamespace(domain=f"new/{at}"),
                template=SimpleNamespace(entries=[Entry(text) for text in texts]),
            )
            for at, texts in enumerate(articles)
        ]
        found = _matches(moved, free)  # type: ignore[arg-type]
        assert found == {f"new/{at}": f"old/{at}" for at in range(size)}

    assert_linear(run, 150)


# ── files of other programs ──────────────────────────────────────────────────────────────────────

_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
OTHERS = {
    "locales/shop.pot": f'{_HEADER}#: shop.py:3\nmsgid "Buy"\nmsgstr ""\n',
    "locales/es/LC_MESSAGES/shop.po": f'{_HEADER}#: shop.py:3\nmsgid "Buy"\nmsgstr "Comprar"\n',
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("command", ["run", "extract", "draft"])
def test_an_article_takes_no_catalog_of_another_program(
    translate: Translate, tmp_path: Path, name: str, command: str
) -> None:
    """It has the article's name, but nothing of the article: an update would empty it."""
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(OTHERS[name])
    (tmp_path / "shop.txt").write_text(HARBOUR)
    words = [one for one in RUN if command != "extract" or one not in ("--engine", "upper")]
    done = translate(command, "shop.txt", *words)
    kind = "template" if path.suffix == ".pot" else "catalog"
    assert done.code == 3
    assert f"{name}: is a {kind} that Hexapla didn't make; rename shop.txt" in done.err
    assert path.read_text() == OTHERS[name]
    assert len(list(tmp_path.glob("locales/**/*.po*"))) == 1


@pytest.mark.parametrize("name", OTHERS)
def test_a_renamed_article_replaces_no_catalog_of_another_program(
    translate: Translate, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    assert translate("a.txt", *RUN).code == 0
    review(tmp_path, "a")
    path = tmp_path / name
    path.write_text(OTHERS[name])
    (tmp_path / "a.txt").rename(tmp_path / "shop.txt")
    assert "that Hexapla didn't make" in translate("shop.txt", *RUN).err
    assert path.read_text() == OTHERS[name]
    assert states(tmp_path, "a") == [State.REVIEWED] * 2
    path.unlink()
    assert translate("shop.txt", *RUN).code == 0
    assert states(tmp_path, "shop") == [State.REVIEWED] * 2


def test_the_template_of_another_program_is_no_earlier_name(
    translate: Translate, tmp_path: Path
) -> None:
    """po4a and Sphinx may have made it, of the same article."""
    entries = "".join(
        f'#: docs/harbour.rst:{line}\nmsgid "{text}."\nmsgstr ""\n\n'
        for line, text in enumerate(HARBOUR.strip(".\n").split(". "), 1)
    )
    path = tmp_path / "locales" / "manual.pot"
    path.parent.mkdir()
    path.write_text(_HEADER + entries)
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    done = translate("harbour.txt", *RUN)
    assert (done.code, done.err) == (0, "")
    assert path.read_text() == _HEADER + entries


def test_folders_that_are_no_language_are_left_alone(translate: Translate, tmp_path: Path) -> None:
    """Copies of catalogs, and articles whose folders have the names of those of catalogs."""
    (tmp_path / "a.txt").write_text(HARBOUR)
    articles = [tmp_path / name / "LC_MESSAGES" / "b.txt" for name in ("notes", "fr")]
    for path, text in zip(articles, (TOWN, STORM), strict=True):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert translate("a.txt", *articles, *RUN).code == 0
    copies = [tmp_path / "locales" / name / "LC_MESSAGES" / "a.po" for name in ("es.bak", "old")]
    for path in copies:
        path.parent.mkdir(parents=True)
        path.write_bytes(catalog_path(tmp_path, "a").read_bytes())
    results = translate("status", "--json").results
    assert [one["language"] for one in results] == ["es"] * 3
    (tmp_path / "a.txt").rename(tmp_path / "c.txt")
    assert "took over the catalogs of a" in translate("c.txt", *articles, *RUN).err
    (tmp_path / "c.txt").unlink()
    assert translate("prune").code == 0
    assert all(path.is_file() for path in copies)
    assert not catalog_path(tmp_path, "c").exists()

"""Text that moves inside a publication keeps its translations."""

from __future__ import annotations

from pathlib import Path

from hexapla.catalogs.catalog import Catalog, State
from tests.conftest import Translate

RUN = ("--to", "es", "--from", "en", "--engine", "upper")


def catalog_path(folder: Path, name: str) -> Path:
    return folder / "locales/es/LC_MESSAGES" / f"{name}.po"


def review(folder: Path, *names: str) -> None:
    """Approve every sentence with words that no engine writes."""
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

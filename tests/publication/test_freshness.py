"""`translate status --check` fails if something is behind; `--stale` lists stale sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Translate

CATALOG = "locales/es/LC_MESSAGES/a.po"


@pytest.fixture
def folder(translate: Translate, tmp_path: Path) -> Path:
    """A publication with two articles, of which one sentence is reviewed."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("The library opens at nine.\n\nIt rained.\n")
    (tmp_path / "texts/b.txt").write_text("The road is closed.\n")
    settings = ("--from", "en", "--to", "es", "--sources", "texts")
    assert translate("init", *settings).code == 0
    settings_file = tmp_path / "i18n/publication.toml"
    settings_file.write_text('engines = ["upper"]\n' + settings_file.read_text("utf-8"), "utf-8")
    assert translate().code == 0
    replace(tmp_path / CATALOG, '#, fuzzy\nmsgid "The lib', 'msgid "The lib')
    assert translate("publish").code == 0
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_nothing_is_behind(folder: Path, translate: Translate) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = translate("status", "--check")
    assert (result.code, result.err) == (0, "")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def stale(folder: Path, translate: Translate) -> None:
    replace(folder / "texts/a.txt", "nine", "ten")
    translate("extract")
    translate("publish")


def moved_on(folder: Path, translate: Translate) -> None:
    replace(folder / "texts/a.txt", "rained", "snowed")


def corrected(folder: Path, translate: Translate) -> None:
    replace(folder / CATALOG, "IT RAINED.", "Llovió.")


def edited_by_hand(folder: Path, translate: Translate) -> None:
    replace(folder / "editions/es/b.txt", "ROAD", "WAY")


def new_article(folder: Path, translate: Translate) -> None:
    (folder / "texts/c.txt").write_text("It snowed.\n")


def no_article(folder: Path, translate: Translate) -> None:
    (folder / "texts/b.txt").unlink()


def no_edition(folder: Path, translate: Translate) -> None:
    (folder / "editions/es/a.txt").unlink()


def no_template(folder: Path, translate: Translate) -> None:
    (folder / "locales/a.pot").unlink()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (stale, [f"{CATALOG}: has 1 stale sentence; translate status --stale lists them"]),
        (
            moved_on,
            [
                "locales/a.pot: is behind texts/a.txt; run translate",
                f"{CATALOG}: is behind texts/a.txt; run translate",
                "editions/es/a.txt: is not what publish would write; run translate publish",
            ],
        ),
        (
            corrected,
            ["editions/es/a.txt: is not what publish would write; run translate publish"],
        ),
        (
            edited_by_hand,
            [
                "editions/es/b.txt: edited by hand, so it is not overwritten; translate adopt-edit "
                "editions/es/b.txt takes the changes into the catalog; --force overwrites it"
            ],
        ),
        (
            new_article,
            [
                "locales/c.pot: is missing, for texts/c.txt; run translate",
                "locales/es/LC_MESSAGES/c.po: is missing, for texts/c.txt; run translate",
                "editions/es/c.txt: is missing; run translate publish",
            ],
        ),
        (
            no_article,
            [
                f"{path}: its article is no longer in the publication; run translate prune"
                for path in ("locales/b.pot", "locales/es/LC_MESSAGES/b.po", "editions/es/b.txt")
            ],
        ),
        (no_edition, ["editions/es/a.txt: is missing; run translate publish"]),
        (no_template, ["locales/a.pot: is missing, for texts/a.txt; run translate"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_behind(
    change: Callable[[Path, Translate], None],
    says: list[str],
    folder: Path,
    translate: Translate,
) -> None:
    change(folder, translate)
    result = translate("status", "--check")
    assert result.code == 1
    assert result.err.splitlines() == [f"translate: {line}" for line in says]
    errors = translate("status", "--check", "--json").json["errors"]
    assert [one["exit_code"] for one in errors] == [1] * len(says)


def test_editions_that_are_not_kept_are_not_missed(folder: Path, translate: Translate) -> None:
    """As in a fresh clone, where .gitignore has left them out."""
    for path in (folder / "editions").rglob("*.*"):
        path.unlink()
    assert translate("status", "--check").code == 0


def test_stale_sentences_are_listed_and_counted(folder: Path, translate: Translate) -> None:
    replace(folder / "texts/a.txt", "nine", "ten")
    for written in (False, True):
        if written:
            translate("extract")
        lines = translate("status", "--stale").out.splitlines()
        at = next(n for n, line in enumerate(lines) if "(texts/a.txt:1)" in line)
        assert lines[at].startswith(f"{CATALOG}:")
        assert lines[at + 1 : at + 4] == [
            "    before: The library opens at nine.",
            "    now:    The library opens at ten.",
            "    es:     THE LIBRARY OPENS AT NINE.",
        ]
        (found,) = translate("status", "texts/a.txt", "--stale", "--json").results[0]["stale"]
        assert found["before"] == "The library opens at nine."
        assert found["article_line"] == 1
    assert translate("status", "texts/b.txt", "--stale", "--json").results[0]["stale"] == []
    assert "1 stale, 0 empty" in translate("check").err


def test_status_run_publish_and_check_count_alike(folder: Path, translate: Translate) -> None:
    """Repeated sentences count each time, in every command, and the last lines have the sums."""
    (folder / "texts/c.txt").write_text("It rained.\n\nIt rained.\n\nIt snowed all night.\n")
    header = "all 3 articles      reviewed  edited  draft  stale  empty  sentences  words"
    sums = "Spanish         es         1       0      5      0      0          6     19"
    assert translate().out.splitlines()[-3:] == [
        header,
        sums,
        "en → es: 3 drafted by upper-en_es 1",
    ]
    assert translate("publish").out.splitlines()[-2:] == [header, sums]
    left = "Spanish: 6 sentences, 19 words; left to review: 5 sentences, 14 words, about 2 min"
    assert translate("status").out.splitlines()[-3:] == [header, sums, left]
    said = translate("check").err
    assert "6 sentences: 1 reviewed, 0 edited, 5 draft, 0 stale, 0 empty\n" in said
    counted = [
        (one["sentences"]["total"], one["words"]) for one in translate("status", "--json").results
    ]
    assert counted == [(2, 7), (1, 4), (3, 8)]

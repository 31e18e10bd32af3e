"""`translate status --explain`: which guard objected, what was done, and what is still wrong."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Translate

COPIES = ("--from", "en", "--engine", "identity")
CATALOG = Path("locales", "es", "LC_MESSAGES", "news.po")
GUARDED = "# guarded: copied (left)\n"


def test_drafts_are_explained(translate: Translate, tmp_path: Path) -> None:
    article = tmp_path / "news.txt"
    article.write_text("OPEN DAY\n\nThe old library opens its doors at nine.\n\nOslo\n", "utf-8")
    translate("draft", article.name, "--to", "es", *COPIES)
    catalog = tmp_path / CATALOG
    assert catalog.read_text("utf-8").count(GUARDED) == 1

    (status,) = translate("status", "--to", "es", "--explain", "--json").results
    assert status["guarded"] == [
        {
            "line": 15,
            "msgid": "OPEN DAY",
            "guards": [],
            "left": [],
            "capitals": True,
            "opinion": None,
        },
        {
            "line": 22,
            "msgid": "The old library opens its doors at nine.",
            "guards": [],
            "left": ["most of it is still the source text"],
            "capitals": False,
            "opinion": None,
        },
    ]
    assert translate("status", "--to", "es", "--json").results[0]["guarded"] is None
    shown = translate("status", "--to", "es", "--explain").out
    assert f"{CATALOG}:22: The old library opens its doors at nine.\n" in shown
    assert "most of it is still the source text: not fixed" in shown

    # What was tried is read from the entry, what is left from its two texts.
    text = catalog.read_text("utf-8")
    catalog.write_text(text.replace(GUARDED, "# guarded: numbers (held)\n"), "utf-8")
    (status,) = translate("status", "--to", "es", "--explain", "--json").results
    assert status["guarded"][1]["guards"] == [
        {"fault": "its numbers differ from the source's", "done": "held"}
    ]

    catalog.write_text(text.replace(GUARDED, "# guarded: numbers (in capitals)\n"), "utf-8")
    shown = translate("status", "--to", "es", "--explain").out
    assert "from the source's: translated again in the original capitals\n" in shown

    # A person's words need no explanation.
    catalog.write_text(
        text.replace('msgstr "The old', 'msgstr "La vieja library opens. The old'), "utf-8"
    )
    (status,) = translate("status", "--to", "es", "--explain", "--json").results
    assert [one["msgid"] for one in status["guarded"]] == ["OPEN DAY"]


def test_a_new_draft_replaces_the_guard_line(translate: Translate, tmp_path: Path) -> None:
    article = tmp_path / "news.txt"
    article.write_text("The old library opens its doors at nine.\n", "utf-8")
    translate("draft", article.name, "--to", "es", *COPIES)
    article.write_text("The old library opens its doors at ten.\n", "utf-8")
    translate("draft", article.name, "--to", "es", *COPIES)
    assert (tmp_path / CATALOG).read_text("utf-8").count("# guarded: ") == 1
    article.write_text("Oslo\n", "utf-8")
    translate("draft", article.name, "--to", "es", *COPIES)
    assert "guarded" not in (tmp_path / CATALOG).read_text("utf-8")

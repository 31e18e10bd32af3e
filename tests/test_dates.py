"""Dates of others: any year, any time zone, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.dates import iso, of_gettext
from tests.conftest import Translate

DATES = {
    "0001-01-01 00:00+0000": "0001-01-01T00:00:00Z",
    "0001-01-01 00:00+0100": None,
    "0999-12-31 23:59-0200": "1000-01-01T01:59:00Z",
    "2200-02-03 04:05+0000": "2200-02-03T04:05:00Z",
    "9999-12-31 23:59+0000": "9999-12-31T23:59:00Z",
    "9999-12-31 23:59-2359": None,
    "2026-02-30 00:00+0000": None,
    "YEAR-MO-DA HO:MI+ZONE": None,
}


@pytest.mark.parametrize("text", DATES)
def test_gettext_dates(text: str) -> None:
    found = of_gettext(text)
    assert (found and iso(found)) == DATES[text]


def test_every_command_takes_them(translate: Translate, tmp_path: Path) -> None:
    settings = tmp_path / "i18n" / "publication.toml"
    settings.parent.mkdir()
    settings.write_text('source-language = "en"\nlanguages = ["es"]\nengines = ["upper"]\n')
    article = tmp_path / "a.md"
    article.write_text("---\ndate: 0001-01-01\n---\n\nThe bridge was opened.\n")
    assert translate("run").code == 0
    catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
    lines = catalog.read_text("utf-8").replace("#, fuzzy\n", "").splitlines(keepends=True)
    for text in ("0001-01-01 00:00+0000", "0001-01-01 00:00+0100", "9999-12-31 23:59-2359"):
        dated = (f'"PO-Revision-Date: {text}\\n"\n' if "PO-Rev" in line else line for line in lines)
        catalog.write_text("".join(dated), "utf-8")
        for command in ("draft", "site web", "epub books", "memory export --output memory.tmx"):
            assert translate(*command.split()).code == 0, (text, command)
    assert '<time datetime="0001-01-01">' in (tmp_path / "web/en/index.html").read_text("utf-8")

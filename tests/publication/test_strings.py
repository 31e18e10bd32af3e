"""Files of strings in a publication: keys, plurals, files that are there already."""

from __future__ import annotations

import json
from pathlib import Path

import polib

from tests.conftest import Translate

SOURCE = {
    "title": "Welcome to the shop",
    "menu": {"open": "Open", "close": "Close the window"},
    "items_one": "{{count}} item",
    "items_other": "{{count}} items",
}


def written(path: Path, data: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path


CATALOG = "locales/es/LC_MESSAGES/locales/en.po"


def entries(catalog: str) -> dict[str | None, polib.POEntry]:
    return {one.msgctxt: one for one in polib.pofile(catalog)}


def test_keys_are_contexts_and_the_edition_is_beside_the_source(translate: Translate) -> None:
    written(Path("locales/en.json"), SOURCE)
    result = translate("locales/en.json", "--to", "es", "--engine", "upper")
    assert result.code == 0
    assert json.loads(Path("locales/es.json").read_text("utf-8")) == {
        "title": "WELCOME TO THE SHOP",
        "menu": {"open": "OPEN", "close": "CLOSE THE WINDOW"},
        "items_one": "{{count}} ITEM",
        "items_many": "{{count}} ITEMS",
        "items_other": "{{count}} ITEMS",
    }
    found = entries(CATALOG)
    assert list(found) == ["title", "menu.open", "menu.close", "items"]
    assert found["items"].msgid == "{count, plural, one {# item} other {# items}}"


def test_a_reworded_string_is_stale_and_a_renamed_key_keeps_its_text(translate: Translate) -> None:
    path = written(Path("en.json"), {"a": "Open the door", "b": "Close the door", "c": "Wait"})
    translate(path, "--to", "es", "--engine", "upper")
    catalog = Path("locales/es/LC_MESSAGES/en.po")
    catalog.write_text(catalog.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    written(path, {"new": "Open the door", "b": "Lock the front gate", "c": "Wait"})
    translate("extract", path)
    found = entries(str(catalog))
    assert (found["new"].msgstr, found["new"].fuzzy) == ("OPEN THE DOOR", False)
    assert (found["b"].msgstr, found["b"].previous_msgid) == ("CLOSE THE DOOR", "Close the door")
    assert not found["c"].fuzzy


def test_a_file_that_is_there_is_taken_over(translate: Translate) -> None:
    written(Path("locales/en.json"), SOURCE)
    there = {
        "gone": "Ya no está",
        "items_one": "{{count}} artículo",
        "items_other": "{{count}} artículos",
        "menu": {"open": "Open", "close": "Cerrar"},
    }
    written(Path("locales/es.json"), there)
    assert translate("locales/en.json", "--to", "es", "--engine", "upper").code == 0
    assert json.loads(Path("locales/es.json").read_text("utf-8")) == {
        "title": "WELCOME TO THE SHOP",
        "menu": {"open": "OPEN", "close": "Cerrar"},
        "items_one": "{{count}} artículo",
        "items_many": "{{count}} artículos",
        "items_other": "{{count}} artículos",
    }
    found = entries(CATALOG)
    assert (found["menu.close"].msgstr, found["menu.close"].fuzzy) == ("Cerrar", True)
    assert "draft:" not in found["menu.close"].comment


def test_settings_and_data_are_not_translated_by_surprise(translate: Translate) -> None:
    written(Path("package.json"), {"name": "thing", "scripts": {"test": "run the tests"}})
    result = translate("package.json", "--to", "es", "--engine", "upper")
    assert result.code == 3
    assert "package.json: doesn't look like a file of strings" in result.err
    named = ("--format", "strings")
    assert translate("package.json", "--to", "es", "--engine", "upper", *named).code == 0

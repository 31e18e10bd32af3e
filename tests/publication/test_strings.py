"""Files of strings in a publication: keys, plurals, files that are there already."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polib
import pytest

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


RENAMED = [
    # Nobody can tell which is which.
    ({"adj": "Abierto", "verb": "Abrir"}, ["action.open", "state.open"], [True, True]),
    # One of them has gone, another one has come.
    ({"adj": "Abierto", "verb": "Abrir"}, ["adj", "state"], [False, True]),
    # One of these is a new string.
    ({"a": "Abierto"}, ["state", "action"], [True, None]),
    # Any of them is right.
    ({"a": "Abrir", "b": "Abrir"}, ["x", "y"], [False, False]),
    # The folder was renamed.
    ({"menu.adj": "Abierto", "menu.verb": "Abrir"}, ["nav.verb", "nav.adj"], [False, False]),
]


@pytest.mark.parametrize(("before", "after", "fuzzy"), RENAMED)
def test_words_of_another_key_with_the_same_text_are_not_approved(
    translate: Translate, before: dict[str, str], after: list[str], fuzzy: list[bool | None]
) -> None:
    path = written(Path("en.json"), dict.fromkeys(before, "Open"))
    translate("extract", path, "--to", "es")
    catalog = Path("locales/es/LC_MESSAGES/en.po")
    file = polib.pofile(str(catalog))
    for entry in file:
        entry.msgstr = before[entry.msgctxt]
    file.save()
    written(path, dict.fromkeys(after, "Open"))
    translate("extract", path)
    found = entries(str(catalog))
    assert [found[key].fuzzy if found[key].msgstr else None for key in after] == fuzzy
    by_name = {key.rpartition(".")[2]: text for key, text in before.items()}
    for key, doubtful in zip(after, fuzzy, strict=True):
        if doubtful is False:
            name = key.rpartition(".")[2]
            assert found[key].msgstr == by_name.get(name, "Abrir")


def test_an_approval_moves_to_no_other_key_with_the_same_text(translate: Translate) -> None:
    """The memory gave the approved text to other keys; nobody has approved it there."""
    path = written(Path("en.json"), {"adj": "Open", "noun": "Open", "verb": "Open"})
    translate("extract", path, "--to", "es")
    catalog = Path("locales/es/LC_MESSAGES/en.po")
    file = polib.pofile(str(catalog))
    file[2].msgstr = "Abrir"
    file.save()
    translate("draft", path, "--engine", "upper")
    assert [one.msgstr for one in entries(str(catalog)).values()] == ["Abrir"] * 3
    written(path, dict.fromkeys(("x", "y", "nav.verb"), "Open"))
    translate("extract", path)
    assert not entries(str(catalog))["nav.verb"].fuzzy
    written(path, dict.fromkeys(("c", "b", "a"), "Open"))
    translate("extract", path)
    assert all(one.fuzzy or not one.msgstr for one in entries(str(catalog)).values())


def test_an_obsolete_twin_with_another_translation_is_a_doubt(translate: Translate) -> None:
    path = written(Path("en.json"), {"adj": "Open", "verb": "Open"})
    translate("extract", path, "--to", "es")
    catalog = Path("locales/es/LC_MESSAGES/en.po")
    file = polib.pofile(str(catalog))
    for entry in file:
        entry.msgstr = {"adj": "Abierto", "verb": "Abrir"}[entry.msgctxt]
    file.save()
    for keys in ({"adj": "Open"}, {"action": "Open"}):
        translate("extract", written(path, keys))
    found = entries(str(catalog))["action"]
    assert (found.msgstr, found.fuzzy) == ("Abierto", True)


def test_an_entry_for_a_place_stays_one_and_is_no_string(translate: Translate) -> None:
    """A person may add one for a text that several keys have; it inherits to no key."""
    path = written(Path("en.json"), {"x": "Left", "a": "Open", "b": "Open"})
    translate("extract", path, "--to", "es")
    catalog = Path("locales/es/LC_MESSAGES/en.po")
    with catalog.open("a", encoding="utf-8") as file:
        file.write('\nmsgctxt "after: Left"\nmsgid "Open"\nmsgstr "Abierto"\n')
    for keys in (("a", "b"), ("c", "b")):
        written(path, {"x": "Left"} | dict.fromkeys(keys, "Open"))
        assert translate("extract", path).err == ""
        found = entries(str(catalog))
        assert found["after: Left"].msgstr == "Abierto"
        assert [found[key].msgstr for key in keys] == ["", ""]


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


@pytest.mark.parametrize("manifest", ["editions/manifest.json", "./record.json"])
def test_files_that_hexapla_keeps_are_no_articles(translate: Translate, manifest: str) -> None:
    """Though the settings list each JSON and TOML file: each run would translate the last one's."""
    Path("i18n").mkdir()
    Path("i18n/publication.toml").write_text(
        f'source-language = "en"\nlanguages = ["es"]\nsources = ["."]\nengines = ["upper"]\n'
        f'manifest = "{manifest}"\n[strings]\nfiles = ["*.json", "*.toml"]\n'
    )
    written(Path("texts/a.json"), {"a": "Open the door"})
    for _ in range(2):
        result = translate("--json")
        assert [one["article"] for one in result.of_kind("edition")] == ["texts/a.json"]
    assert len(list(Path("locales").rglob("*.po"))) == 1


@pytest.mark.parametrize("manifest", ["editions/manifest.json", ""])
def test_an_edition_of_a_file_that_has_gone_is_no_translation_of_the_next_one(
    translate: Translate, manifest: str
) -> None:
    """A new file gets the name of one that was moved: the edition there has texts of its keys."""
    Path("i18n").mkdir()
    Path("i18n/publication.toml").write_text(
        f'source-language = "en"\nlanguages = ["es"]\nsources = ["texts"]\n'
        f'engines = ["upper"]\nmanifest = "{manifest}"\n'
    )
    path, moved = Path("texts/app.en.json"), Path("texts/x/app.en.json")
    texts = {"a": "Open the door", "b": "Close the window", "same": "Wait"}
    written(path, texts)
    assert translate().code == 0
    moved.parent.mkdir()
    path.rename(moved)
    written(path, {"a": "Mend the roof", "b": "Paint the old wall", "same": "Wait"})
    assert "took over the catalogs" in translate("extract").err
    (catalog,) = (one for one in Path("locales").rglob("*.po") if one.parent.name != "x")
    found = entries(str(catalog))
    assert [found[key].msgstr for key in ("a", "b", "same")] == ["", "", "WAIT"]


def test_settings_and_data_are_not_translated_by_surprise(translate: Translate) -> None:
    written(Path("package.json"), {"name": "thing", "scripts": {"test": "run the tests"}})
    result = translate("package.json", "--to", "es", "--engine", "upper")
    assert result.code == 3
    assert "package.json: doesn't look like a file of strings" in result.err
    named = ("--format", "strings")
    assert translate("package.json", "--to", "es", "--engine", "upper", *named).code == 0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("en.json", '{"a": "b c",\n "d": "e f"\n', "en.json:3: is not valid JSON: no comma"),
        ("en.json", '{"a": "b c",\n}\n', "en.json:1: is not valid JSON: a comma with nothing"),
        ("en.json", '{"a": "b c",\r\n\n"a": "d e"}', "en.json:3: is not valid JSON: the key 'a'"),
        ("en.json", '\ufeff{"a": "b\nc"}', "en.json:1: is not valid JSON: a string"),
        ("en.yml", "a: b c\n\tb: d e\n", "en.yml:2: is not valid YAML"),
        ("en.yml", "a: b c\r\nb: d e\na: f g\n", "en.yml:3: the key 'a' is there twice; remove"),
        ("en.toml", "a = 'b c'\na = 'd e'\n", "en.toml:2: is not valid TOML"),
        ("messages.json", '{"a": "b c",\n "a": "d e"}', "messages.json:2: is not valid JSON"),
        ("shop.yaml", "a: b c\n\tb: d e\n", "shop.yaml:2: is not valid YAML"),
        ("en.strings", '"a" = "b c"\n"d" = "e f";\n', "en.strings:1: is not a file of strings"),
        (
            "en.stringsdict",
            "<plist>\n<dict><key>a</key>",
            "en.stringsdict:2: is not a valid",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    name: str, text: str, says: str, translate: Translate
) -> None:
    Path(name).write_text(text, "utf-8", newline="")
    result = translate(name, "--to", "es", "--engine", "upper")
    assert result.code == 3
    assert result.err.startswith(f"translate: {says}")
    assert "; " in result.err
    assert [path.name for path in Path().iterdir()] == [name]


def test_rails_gets_its_root_key_and_fluent_its_variants(translate: Translate) -> None:
    Path("en.yml").write_text("en:\n  hi: Hello there # a greeting\n", "utf-8")
    Path("en.ftl").write_text(
        "files = { $n ->\n    [one] A file\n   *[other] { $n } files\n}\n", "utf-8"
    )
    for name in ("en.yml", "en.ftl"):
        assert translate(name, "--to", "es", "--engine", "upper").code == 0
    assert Path("es.yml").read_text("utf-8") == "es:\n  hi: HELLO THERE # a greeting\n"
    assert Path("es.ftl").read_text("utf-8") == (
        "files = { $n ->\n    [one] A FILE\n    [many] { $n } FILES\n   *[other] { $n } FILES\n}\n"
    )


def test_a_table_has_a_column_for_each_language(translate: Translate) -> None:
    source = 'key,en,comment,es\na,Open it,For the menu,\nb,"Close, now",,Cerrar ya\n'
    Path("strings.csv").write_text(source, "utf-8")
    assert translate("strings.csv", "--from", "en", "--to", "es", "--engine", "upper").code == 0
    edition = next(Path("editions").rglob("*.csv"))
    assert edition.read_text("utf-8") == source.replace("menu,", "menu,OPEN IT")


def unit(text: str, state: str = "translated") -> dict[str, object]:
    return {"stringUnit": {"state": state, "value": text}}


def plural(**forms: str) -> dict[str, object]:
    return {"variations": {"plural": {name: unit(text) for name, text in forms.items()}}}


IN_ALL_LANGUAGES: dict[str, object] = {
    "sourceLanguage": "en",
    "strings": {
        "Close it": {"localizations": {"de": unit("Schließen"), "es": unit("Cerrar")}},
        "Gone": {"extractionState": "stale"},
        "Not this": {"shouldTranslate": False},
        "Open it": {"comment": "A button"},
        "files": {"localizations": {"en": plural(one="%lld file", other="%lld files")}},
    },
    "version": "1.0",
}


def test_a_string_catalog_is_translated_in_place(translate: Translate) -> None:
    path = written(Path("App.xcstrings"), IN_ALL_LANGUAGES)
    before = path.read_text("utf-8")
    assert translate(path, "--to", "es,fr", "--engine", "upper").code == 0
    strings = json.loads(path.read_text("utf-8"))["strings"]
    assert strings["Close it"]["localizations"] == {
        "de": unit("Schließen"), "es": unit("Cerrar"), "fr": unit("CLOSE IT", "needs_review")
    }  # fmt: skip
    forms = strings["files"]["localizations"]["fr"]["variations"]["plural"]
    assert list(forms) == ["many", "one", "other"]
    assert forms["many"] == unit("%lld FILES", "needs_review")
    kept = {"Gone": {"extractionState": "stale"}, "Not this": {"shouldTranslate": False}}
    assert kept.items() <= strings.items()
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in before.splitlines() if line.rstrip(",") not in "\n".join(lines)] == []
    after = path.read_bytes()
    assert translate("--to", "es,fr", "--engine", "upper").code == 0
    assert path.read_bytes() == after
    assert translate("status", "--check").code == 0


def test_a_string_catalog_keeps_what_a_person_approves(translate: Translate) -> None:
    path = written(Path("App.xcstrings"), IN_ALL_LANGUAGES)
    run = ("--to", "es", "--engine", "upper")
    translate(path, *run)
    data = json.loads(path.read_text("utf-8"))
    data["strings"]["Open it"]["localizations"]["es"] = unit("Abrir")
    written(path, data)
    assert translate(*run).code == 0
    assert json.loads(path.read_text("utf-8")) == data
    catalog = Path("locales/es/LC_MESSAGES/App.po")
    assert entries(str(catalog))["Open it"].msgstr == "Abrir"
    # The same text is changed in the catalog and in the file.
    catalog.write_text(catalog.read_text("utf-8").replace('"Cerrar"', '"Cierra"'), "utf-8")
    data["strings"]["Close it"]["localizations"]["es"] = unit("Ciérralo")
    written(path, data)
    result = translate("publish", "--to", "es")
    assert result.code == 1
    assert "App.xcstrings: edited by hand, so it is not overwritten; correct the" in result.err
    assert json.loads(path.read_text("utf-8")) == data
    assert translate("publish", "--to", "es", "--force").code == 0
    assert "Cierra" in path.read_text("utf-8")


def approve(catalog: Path, old: str = "", new: str = "") -> None:
    """Change a text in a catalog, and mark all as reviewed, for what their sentences say now."""
    lines = catalog.read_text("utf-8").replace("#, fuzzy\n", "").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("#|", "# written"))]
    catalog.write_text("".join(kept).replace(old, new), "utf-8")


def test_a_string_catalog_shows_what_a_person_last_said(translate: Translate) -> None:
    path = Path("App.xcstrings")
    run = ("--to", "es", "--engine", "upper")

    def change(text: str = "", state: str = "", source: str = "") -> Any:
        data = json.loads(path.read_text("utf-8"))
        for tag, changes in (("en", {"value": source}), ("es", {"value": text, "state": state})):
            one = data["strings"]["greeting"]["localizations"][tag]["stringUnit"]
            one.update({name: value for name, value in changes.items() if value})
        written(path, data)
        return one

    def begin() -> Path:
        catalog = Path("locales/es/LC_MESSAGES/App.po")
        catalog.unlink(missing_ok=True)
        texts = {"en": unit("Hello there friend."), "es": unit("Hola amigo.")}
        written(path, {"sourceLanguage": "en", "strings": {"greeting": {"localizations": texts}}})
        translate(path, *run)
        approve(catalog)
        assert translate("publish", "--to", "es", "--force").code == 0
        return catalog

    # The sentence has changed: its translation is not approved, until a person says so.
    begin()
    change(source="Never say hello to a stranger.")
    assert translate(*run).code == 0
    assert change() == unit("Hola amigo.", "needs_review")["stringUnit"]
    change(state="translated")
    assert translate(*run).code == 0
    assert change() == unit("Hola amigo.")["stringUnit"]
    # A person has withdrawn the approval.
    begin()
    change(state="needs_review")
    assert "edited by hand, so it is not overwritten" in translate(*run).err
    assert change() == unit("Hola amigo.", "needs_review")["stringUnit"]
    # The sentence and its translation have changed, then the catalog.
    catalog = begin()
    change("Hola otra vez.", source="Never say hello to a stranger.")
    assert translate(*run).code == 0
    approve(catalog, "Hola amigo.", "Nunca saludes.")
    assert "edited by hand, so it is not overwritten" in translate("publish", "--to", "es").err
    assert change() == unit("Hola otra vez.")["stringUnit"]


def test_a_string_catalog_says_which_texts_are_reviewed(translate: Translate) -> None:
    path = written(Path("App.xcstrings"), IN_ALL_LANGUAGES)
    translate(path, "--to", "fr", "--engine", "upper")
    catalog = Path("locales/fr/LC_MESSAGES/App.po")
    catalog.write_text(catalog.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    assert translate("publish", "--to", "fr").code == 0
    assert "needs_review" not in path.read_text("utf-8")
    assert translate("status", "--check").code == 0

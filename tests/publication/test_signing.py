"""Who reviewed what: `translate sign`, and the names that other commands record."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.signing import past, reviewers, translator
from tests.conftest import Translate

ARTICLE = "It rained all day. The road was closed. Nobody knows why.\n"
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Source-Language: en\\n"

msgid "It rained all day."
msgstr "Llovió todo el día."

# Ask the desk.
msgid "The road was closed."
msgstr "La carretera se cerró."

#, fuzzy
msgid "Nobody knows why."
msgstr "Nadie sabe por qué."
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """The catalog of a publication with one article; git knows the user's name."""
    path = tmp_path / "locales/es/LC_MESSAGES/rain.po"
    for file, text in {
        tmp_path / "i18n/publication.toml": "source-language = 'en'\nlanguages = ['es']\n"
        "engines = ['upper']\n",
        tmp_path / "rain.txt": ARTICLE,
        path: CATALOG,
        Path.home() / ".gitconfig": "[user]\nname = Ana Ruiz\nemail = ana@example.org\n",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return path


def entry(path: Path, start: str) -> Entry:
    return next(one for one in Catalog.load(path).entries if one.msgid.startswith(start))


def names(entry: Entry) -> list[str]:
    return [one.name for one in reviewers(entry)]


def test_a_reviewer_signs_and_a_second_one_adds_a_line(translate: Translate, catalog: Path) -> None:
    first = translate("sign", "rain.txt", "--to", "es", "--dry-run")
    assert "2 sentences would be signed as reviewed by Ana Ruiz, 1 not reviewed" in first.out
    assert catalog.read_text("utf-8") == CATALOG
    assert "2 sentences signed" in translate("sign").out
    assert "0 sentences signed as reviewed by Ana Ruiz, 2 were before" in translate("sign").out
    assert translate("sign", "--as", "Bob Lee <bob@example.org>").code == 0
    assert names(entry(catalog, "It rained")) == ["Ana Ruiz", "Bob Lee"]
    assert names(entry(catalog, "Nobody")) == []
    text = catalog.read_text("utf-8")
    assert "@example.org" not in text
    lines = [line for line in text.splitlines() if not line.startswith("# reviewed: ")]
    assert lines == CATALOG.splitlines()


def test_an_editor_keeps_the_lines_and_a_changed_text_makes_them_history(
    translate: Translate, catalog: Path
) -> None:
    translate("sign")
    edited = Catalog.load(catalog)
    edited.with_entries(
        one.edit(msgstr="Llovía todo el día.") if one.msgid.startswith("It") else one
        for one in Catalog.from_polib(edited.to_polib()).entries
    ).save()
    assert names(entry(catalog, "The road")) == ["Ana Ruiz"]
    changed = entry(catalog, "It rained")
    assert (names(changed), [one.name for one in past(changed)]) == ([], ["Ana Ruiz"])
    (catalog.parents[3] / "rain.txt").write_text(ARTICLE.replace("The road", "The old road"))
    translate("extract")
    stale = entry(catalog, "The old road")
    assert (stale.state, names(stale)) == (State.STALE, [])
    assert "reviewed: Ana Ruiz" in "\n".join(stale.comments)


def test_a_translator_who_works_in_an_editor_is_recorded(
    translate: Translate, catalog: Path
) -> None:
    done = translate("sign", "--translated", "--as", "Eve")
    assert "3 sentences signed as translated by Eve" in done.out
    again = translate("sign", "--translated", "--json")
    assert (again.results[0]["signed"], again.results[0]["left"]) == (0, 3)
    author = translator(entry(catalog, "Nobody"))
    assert author is not None
    assert author.name == "Eve"
    translate("extract")
    assert names(entry(catalog, "It rained")) == []


def test_what_others_translated_is_recorded_on_import(
    translate: Translate, catalog: Path, tmp_path: Path
) -> None:
    (tmp_path / "rain.fr.txt").write_text(
        "Il a plu toute la journée. La route a été fermée. Personne ne sait pourquoi.\n"
    )
    translate("adopt", "rain.txt", "rain.fr.txt", "--to", "fr", "--as", "Zoé; <z@example.org>")
    french = next(tmp_path.glob("locales/fr/*/rain.po"))
    found = [translator(one) for one in Catalog.load(french).entries]
    assert {one.name for one in found if one} == {"Zoé"}
    translate("xliff", "export", "--to", "es")
    (file,) = tmp_path.glob("*.es.xlf")
    text = (
        file.read_text("utf-8")
        .replace("Nadie sabe", "No se sabe")
        .replace("needs-review-translation", "signed-off")
    )
    file.write_text(text, "utf-8")
    assert translate("xliff", "import", file.name, "--as", "Agency").code == 0
    imported = entry(catalog, "Nobody")
    author = translator(imported)
    assert author is not None
    assert (author.name, names(imported)) == ("Agency", ["Agency"])
    assert names(entry(catalog, "It rained")) == []


@pytest.mark.parametrize("command", [("sign",), ("adopt", "rain.txt", "x", "--to", "es")])
def test_a_name_that_is_none(translate: Translate, catalog: Path, command: tuple[str, ...]) -> None:
    done = translate(*command, "--as", "<\u202e>")
    assert (done.code, done.err) == (2, "translate: a name is needed; use --as NAME\n")
    (Path.home() / ".gitconfig").unlink()
    if command == ("sign",):
        assert translate("sign").err == (
            "translate: git's user.name is not set; use --as NAME, or set it\n"
        )


def ask_for(folder: Path, gate: str) -> None:
    """Add a gate to the settings; editions have only reviewed sentences."""
    path = folder / "i18n/publication.toml"
    path.write_text(f"{path.read_text()}use = 'reviewed'\n{gate}\n")


def test_an_edition_needs_two_reviewers(
    translate: Translate, catalog: Path, tmp_path: Path
) -> None:
    ask_for(tmp_path, "min-reviewers = 2")
    translate("extract")
    translate("sign")
    lack = "2 translations have fewer than 2 reviewers"
    refused = translate("publish")
    assert (refused.code, f"editions/es/rain.txt (not written: {lack})" in refused.out) == (1, True)
    line = (
        f"translate: locales/es/LC_MESSAGES/rain.po: {lack}; translate sign, or the review, "
        "records who reviewed\n"
    )
    for command in (("status", "--check"), ("check",)):
        done = translate(*command)
        assert (done.code, done.err.count(line)) == (1, 1), done.err
    assert translate("check", "--json").json["errors"][0]["message"] == lack
    translate("sign", "--as", "Bob")
    assert translate("publish").code == 0
    assert (translate("check").code, translate("status", "--check").err) == (0, "")
    edited = catalog.read_text("utf-8").replace("Llovió todo", "Llovía todo")
    catalog.write_text(edited, "utf-8")
    assert "1 translation has fewer than 2 reviewers" in translate("publish", "--json").out


def test_who_translated_a_sentence_is_not_its_reviewer(
    translate: Translate, catalog: Path, tmp_path: Path
) -> None:
    ask_for(tmp_path, "independent-reviewers = true")
    translate("extract")
    translate("sign", "--translated")
    translate("sign")
    lack = "2 translations have no reviewer other than the translator"
    assert lack in translate("publish").out
    assert lack in translate("check").err
    translate("sign", "--as", "Bob")
    assert translate("publish").code == 0
    settings = tmp_path / "i18n/publication.toml"
    settings.write_text(f"{settings.read_text()}min-reviewers = 2\n")
    assert "fewer than 2 reviewers other than the translator" in translate("publish").out


def test_status_lists_questions_to_the_desk(translate: Translate, catalog: Path) -> None:
    text = CATALOG.replace("# Ask the desk.", "# Desk: which road?\n# desk: Bob: since when?")
    catalog.write_text(text, "utf-8")
    line = "Spanish: 1 sentence with a question to the desk; translate status --desk lists them\n"
    assert translate("status").out.endswith(line)
    assert translate("status", "--desk").out.endswith(
        "locales/es/LC_MESSAGES/rain.po:10 (rain.txt:1)\n"
        "    The road was closed.\n    desk: which road?\n"
        "locales/es/LC_MESSAGES/rain.po:10 (rain.txt:1)\n"
        "    The road was closed.\n    desk: Bob: since when?\n"
    )
    (result,) = translate("status", "--desk", "--json").results
    assert [one["question"] for one in result["desk"]] == ["which road?", "Bob: since when?"]
    catalog.write_text(CATALOG, "utf-8")
    assert "desk" not in translate("status", "--desk").out


def test_a_draft_has_no_reviewer(translate: Translate, catalog: Path, tmp_path: Path) -> None:
    path = tmp_path / "i18n/publication.toml"
    path.write_text(f"{path.read_text()}min-reviewers = 1\n")
    translate("sign")
    assert "1 translation has no reviewer" in translate("publish").out

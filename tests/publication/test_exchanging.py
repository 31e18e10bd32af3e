"""Export and import of XLIFF, TMX and glossaries through the library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hexapla import Catalog, InputError, Language, Publication, State, UsageError
from hexapla.exchange.xliff import VERSIONS
from tests.conftest import Translate

EN, ES = Language("en"), Language("es")
CATALOG = Path("locales/es/LC_MESSAGES/a.po")


@pytest.fixture
def publication(translate: Translate) -> Publication:
    """An article in English with drafts in Spanish."""
    Path("a.txt").write_text("It rained all day. The road was closed.\n")
    assert translate("a.txt", "--to", "es", "--from", "en", "--engine", "upper").code == 0
    return Publication.open()


@pytest.mark.parametrize("version", VERSIONS)
def test_xliff_is_exported_and_imported(publication: Publication, version: str) -> None:
    (article,) = publication.articles()
    prepared = publication.prepare(article, EN)
    (written,) = publication.export_xliff(prepared, [ES], "out", version=version)
    assert (written.path, written.units) == (Path("out/a.es.xlf"), 2)
    text = written.path.read_text("utf-8")
    written.path.write_text(text.replace("IT RAINED ALL DAY.", "Llovió todo el día."), "utf-8")
    before = CATALOG.read_bytes()
    dry = publication.import_xliff(written.path, accept=True, dry_run=True)
    assert (dry.changed, CATALOG.read_bytes()) == (1, before)
    result = publication.import_xliff(written.path, accept=True)
    assert (result.path, result.changed) == (publication.root / CATALOG, 1)
    assert (result.conflicts, result.unknown) == ((), ())
    assert [entry.state for entry in Catalog.load(CATALOG).entries] == [
        State.REVIEWED,
        State.DRAFT,
    ]


def test_xliff_of_another_publication_is_refused(publication: Publication) -> None:
    (article,) = publication.articles()
    (written,) = publication.export_xliff(publication.prepare(article, EN), [ES])
    Path("a.txt").rename("b.txt")
    with pytest.raises(InputError, match=r"a\.es\.xlf: translates a\.txt, which is not"):
        publication.import_xliff(written.path)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("tag", ["es-ES", "es_mx", "spa", "es-419"])
def test_xliff_in_a_regional_language_is_for_the_only_catalog(
    publication: Publication, version: str, tag: str
) -> None:
    (article,) = publication.articles()
    (written,) = publication.export_xliff(publication.prepare(article, EN), [ES], version=version)
    text = written.path.read_text("utf-8").replace('"es"', f'"{tag}"')
    written.path.write_text(text.replace("IT RAINED ALL DAY.", "Llovió todo el día."), "utf-8")
    result = publication.import_xliff(written.path)
    assert (result.path, result.changed) == (publication.root / CATALOG, 1)


@pytest.mark.parametrize("version", VERSIONS)
def test_xliff_from_another_language_is_refused(publication: Publication, version: str) -> None:
    (article,) = publication.articles()
    (written,) = publication.export_xliff(publication.prepare(article, EN), [ES], version=version)
    text = written.path.read_text("utf-8")
    written.path.write_text(text.replace('"en"', '"en-GB"'), "utf-8")
    publication.import_xliff(written.path)
    written.path.write_text(text.replace('"en"', '"de"'), "utf-8")
    with pytest.raises(InputError, match="translates from 'de', but the article is in English"):
        publication.import_xliff(written.path)


@pytest.mark.parametrize(
    ("version", "line", "tag", "message"),
    [
        ("1.2", 3, "", 'no target language; add target-language="…" to <file>'),
        ("2.1", 2, "", 'no target language; add target-language="…" to <file>'),
        ("1.2", 3, "gl", "is in gl, but a.txt has catalogs only for es; draft first: "),
        ("2.1", 2, "sr-Latn", "is in sr-Latn, but a.txt has catalogs only for es; draft first: "),
        ("1.2", 3, "Spannish", "'Spannish' is not a language code; did you mean es (Spanish)?"),
    ],
)
def test_xliff_in_no_language_or_another_one_is_an_error_with_its_line(
    publication: Publication, translate: Translate, version: str, line: int, tag: str, message: str
) -> None:
    (article,) = publication.articles()
    (written,) = publication.export_xliff(publication.prepare(article, EN), [ES], version=version)
    text = written.path.read_text("utf-8")
    attribute = {"1.2": "target-language", "2.1": "trgLang"}[version]
    named = f' {attribute}="{tag}"' if tag else ""
    written.path.write_text(text.replace(f' {attribute}="es"', named), "utf-8")
    done = translate("xliff", "import", "a.es.xlf")
    assert done.code == 3
    assert done.err.startswith(f"translate: a.es.xlf:{line}: {message}")


def test_half_a_translation_is_reported_with_its_line(
    publication: Publication, translate: Translate
) -> None:
    (article,) = publication.articles()
    (written,) = publication.export_xliff(publication.prepare(article, EN), [ES], version="2.1")
    text = written.path.read_text("utf-8")
    half = "<segment><source>day.</source></segment></unit>"
    written.path.write_text(text.replace("</unit>", half, 1), "utf-8")
    before = CATALOG.read_bytes()
    done = translate("xliff", "import", "a.es.xlf")
    assert (done.code, CATALOG.read_bytes()) == (1, before)
    assert done.err == (
        'translate: a.es.xlf:4: "It rained all day." is not imported, because only some of its '
        "segments are translated (1 of 2)\n"
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("accept", [False, True])
def test_what_fails_a_check_of_structure_is_edited_and_reported(
    translate: Translate, version: str, accept: bool
) -> None:
    Path("a.md").write_text("Read <kbd>this</kbd>, says {name}.\n\nIt rained.\n")
    assert translate("a.md", "--to", "es", "--from", "en", "--engine", "upper").code == 0
    translate("xliff", "export", "a.md", "--to", "es", "--xliff-version", version)
    path = Path("a.es.xlf")
    text = path.read_text("utf-8").replace('approved="no"', 'approved="yes"')
    text = text.replace('"translated"', '"final"').replace("IT RAINED.", "Llovió.")
    text = re.sub("<target([^>]*)>READ.*?</target>", r"<target\1>Lea esto.</target>", text)
    path.write_text(text, "utf-8")
    done = translate("xliff", "import", "a.es.xlf", *(["--accept"] if accept else []))
    assert done.code == 1
    assert re.match(
        r'translate: a\.es\.xlf:\d+: "Read <kbd>.*" is imported, but not as reviewed, because of '
        r"the check (tags|placeholders): ",
        done.err,
    )
    entries = {entry.msgstr: entry.state for entry in Catalog.load(CATALOG).entries}
    assert entries == {"Lea esto.": State.EDITED, "Llovió.": State.REVIEWED}


def test_a_language_without_a_catalog_is_an_error_and_the_others_are_written(
    publication: Publication, translate: Translate
) -> None:
    done = translate("xliff", "export", "a.txt", "--to", "fr,es", "--from", "en")
    assert (done.code, done.out) == (3, "wrote a.es.xlf: 2 units\n")
    assert done.err == (
        "translate: locales/fr/LC_MESSAGES/a.po: no such catalog; draft first: "
        "translate draft --to fr\n"
    )


def test_a_memory_is_exported_and_imported(publication: Publication) -> None:
    text = CATALOG.read_text("utf-8").replace("#, fuzzy\n", "")
    CATALOG.write_text(text, "utf-8")
    written = publication.export_memory("out.tmx", EN, ES)
    assert (written.path, written.units) == (Path("out.tmx"), 2)
    CATALOG.unlink()
    assert len(list(publication.memory(EN, ES).units())) == 0
    kept = publication.import_memory("out.tmx")
    assert kept.path == publication.root / "i18n/memory/out.tmx"
    assert kept.units == {"en": 2, "es": 2}
    assert publication.memory(EN, ES).get("The road was closed.") == "THE ROAD WAS CLOSED."


def test_a_newer_memory_replaces_the_older_but_not_one_in_other_languages(
    publication: Publication, translate: Translate
) -> None:
    CATALOG.write_text(CATALOG.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    publication.export_memory("one.tmx", EN, ES)
    assert translate("memory", "import", "one.tmx").out.startswith("wrote i18n/memory/one.tmx")
    again = publication.import_memory("one.tmx")
    assert not again.replaced

    newer = Path("one.tmx").read_text("utf-8").replace("THE ROAD WAS", "EL CAMINO ESTABA")
    Path("one.tmx").write_text(newer)
    done = translate("memory", "import", "one.tmx", "--dry-run")
    assert done.out == "would replace i18n/memory/one.tmx: 2 in en, 2 in es\n"
    assert again.path.read_text("utf-8") != newer
    done = translate("memory", "import", "one.tmx")
    assert done.out == "replaced i18n/memory/one.tmx: 2 in en, 2 in es\n"
    CATALOG.unlink()
    memory = publication.memory(EN, ES)
    assert memory.get("The road was closed.") == "EL CAMINO ESTABA CLOSED."
    assert len(list(memory.units())) == 2

    Path("one.tmx").write_text(newer.replace('xml:lang="es"', 'xml:lang="fr"'))
    done = translate("memory", "import", "one.tmx")
    assert (done.code, done.err) == (
        3,
        "translate: i18n/memory/one.tmx: the memory already has a file with this name, in other "
        "languages; rename the new file, or remove the old one\n",
    )


def test_a_glossary_is_exported_and_imported(publication: Publication) -> None:
    with pytest.raises(InputError, match="there is no glossary"):
        publication.export_glossary("terms.csv")
    Path("terms.csv").write_text("term,note,es\nroad,,carretera\n", "utf-8")
    with pytest.raises(UsageError, match="the source language is not set"):
        publication.import_glossary("terms.csv")
    assert publication.import_glossary("terms.csv", EN, dry_run=True).added == 1
    assert not Path("i18n/glossary.csv").exists()
    assert publication.import_glossary("terms.csv", EN).added == 1
    Path("terms.csv").write_text("term,note,es\nroad,,calle\n", "utf-8")
    again = publication.import_glossary("terms.csv", EN)
    assert (again.added, again.conflicts) == (0, (("road", "es"),))
    written = publication.export_glossary("out.csv")
    assert (written.units, written.path.read_text("utf-8")) == (
        1,
        "term,note,es\nroad,,carretera\n",
    )
    with pytest.raises(UsageError, match="TBX needs the language of the terms"):
        publication.export_glossary("out.tbx")
    assert publication.export_glossary("out.tbx", EN).units == 1
    with pytest.raises(UsageError, match=r"out\.xls: is neither \.csv nor \.tbx"):
        publication.export_glossary("out.xls", EN)


def test_a_catalog_that_returns_under_another_name_is_named(
    publication: Publication, translate: Translate
) -> None:
    copy = CATALOG.with_name("a_revisat.po")
    copy.write_bytes(CATALOG.read_bytes())
    says = f"is a catalog of a.txt under another name; put it in the place of {CATALOG}, and run"
    assert f"{copy}: {says}" in translate("status", "--to", "es").err
    assert translate("status", "--check").code == 1
    copy.rename("a_revisat.po")
    result = translate("a_revisat.po")
    assert result.code == 3
    assert result.err.startswith(f"translate: a_revisat.po: {says}")
    assert says not in translate("status", "--to", "es").err

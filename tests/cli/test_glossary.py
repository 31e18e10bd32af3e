"""Glossaries: exported to other programs, imported again, and used by checks."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.glossary import Glossary, Rule, Term
from hexapla.errors import InputError, UsageError
from hexapla.exchange.termbase import combine, read, to_csv, to_tbx
from hexapla.languages import Language
from tests.conftest import Translate
from tests.po import needs_toolkit, toolkit

EN = Language("en")

KNOWN = """term,note,es,fr
TASS,agency,=,=
coalition,,coalición|alianza|!liga,alliance
General Staff,"army, Russian",Estado Mayor,
"""

TBX3 = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader/><text><body><conceptEntry id="1"><note>a thing</note>
<langSec xml:lang="en"><termSec><term>bridge</term></termSec></langSec>
<langSec xml:lang="es"><termSec><term>puente</term></termSec>
<termSec><term>pasarela</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts
</termNote></termSec></langSec></conceptEntry></body></text></tbx>
"""


def glossary(text: str = KNOWN) -> Glossary:
    return Glossary.parse(text.encode(), "glossary.csv")


def rules(found: Glossary) -> list[tuple[str, str, dict[str, Rule]]]:
    return [(term.text, term.note, dict(term.rules)) for term in found.terms]


@pytest.mark.parametrize("suffix", ["csv", "tbx"])
def test_export_and_import(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"terms.{suffix}"
    path.write_bytes(to_csv(glossary()) if suffix == "csv" else to_tbx(glossary(), EN))
    assert rules(read(path, EN)) == rules(glossary())


def test_a_csv_glossary_is_written_unchanged() -> None:
    assert to_csv(glossary()).decode() == KNOWN


WORD = st.text("abcñß &<>\"'中ا", min_size=1, max_size=8).map(lambda t: " ".join(t.split()))
FORM = WORD.filter(lambda text: bool(text))


@given(st.lists(st.tuples(FORM, st.lists(FORM, max_size=2, unique=True)), max_size=3))
def test_any_terms_survive_both_formats(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[str, list[str]]]
) -> None:
    terms = {
        text: Term(text, "", {"es": Rule(tuple(f for f in forms if f != text))} if forms else {})
        for text, forms in found
    }
    known = Glossary(tuple(t for t in terms.values() if all(r.forms for r in t.rules.values())))
    folder = tmp_path_factory.mktemp("terms")
    (folder / "t.csv").write_bytes(to_csv(known))
    (folder / "t.tbx").write_bytes(to_tbx(known, EN))
    assert rules(read(folder / "t.csv", EN)) == rules(known)
    if known.terms:
        assert rules(read(folder / "t.tbx", EN)) == rules(known)


def test_a_concept_with_thousands_of_terms_is_refused(tmp_path: Path) -> None:
    """Each of its terms would get a rule with all the others."""
    path = tmp_path / "terms.tbx"
    forms = "".join(f"<tig><term>b{number}</term></tig>" for number in range(300))
    path.write_text(
        '<martif><text><body><termEntry><langSet xml:lang="en"><tig><term>a</term></tig></langSet>'
        f'<langSet xml:lang="es">{forms}</langSet></termEntry></body></text></martif>'
    )
    with pytest.raises(InputError, match="a concept has more than 200 terms in a language"):
        read(path, EN)


def test_the_third_version_of_tbx_is_read(tmp_path: Path) -> None:
    path = tmp_path / "terms.tbx"
    path.write_text(TBX3)
    assert rules(read(path, EN)) == [
        ("bridge", "a thing", {"es": Rule(("puente",), ("pasarela",), keep=False)})
    ]


def test_a_csv_with_language_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("en,es\nbridge,puente\n")
    assert rules(read(path, EN)) == [("bridge", "", {"es": Rule(("puente",))})]


def test_our_term_stays_if_an_imported_one_differs() -> None:
    other = glossary("term,note,es,de\ncoalition,group,liga,Koalition\nbridge,,puente,\n")
    combined = combine(glossary(), other)
    assert (combined.added, combined.conflicts) == (2, (("coalition", "es"),))
    found = {term.text: term for term in combined.glossary.terms}
    assert found["coalition"].rules["es"].forms == ("coalición", "alianza")
    assert found["coalition"].rules["de"].forms == ("Koalition",)
    assert found["coalition"].note == "group"


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tbx").write_text("<html/>")
    with pytest.raises(InputError, match="no terms"):
        read(tmp_path / "a.tbx", EN)
    with pytest.raises(UsageError, match="neither"):
        read(tmp_path / "a.doc", EN)


@needs_toolkit
def test_an_independent_reader_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "terms.tbx"
    path.write_bytes(to_tbx(glossary("term,es\nbridge,puente\nroad,carretera\n"), EN))
    script = (
        "import sys, json; from translate.storage import tbx;"
        "f = tbx.tbxfile.parsefile(sys.argv[1]);"
        "print(json.dumps([[u.source, u.target] for u in f.units]))"
    )
    assert json.loads(toolkit(script, path)) == [["bridge", "puente"], ["road", "carretera"]]


# ── the commands ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def article(translate: Translate) -> str:
    name = "article.txt"
    Path(name).write_text("The coalition opened a bridge. TASS said so on Monday.\n")
    done = translate(name, "--to", "es", "--from", "en", "--engine", "upper")
    assert done.code == 0
    return name


def corrected(old: str, new: str) -> None:
    path = Path("locales/es/LC_MESSAGES/article.po")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_glossary_commands(translate: Translate, article: str) -> None:
    none = translate("glossary", "check")
    assert (none.code, "there is no glossary" in none.err) == (3, True)
    Path("terms.csv").write_text(KNOWN)
    done = translate("glossary", "import", "terms.csv", "--from", "en", "--json")
    assert done.results == [{"path": "i18n/glossary.csv", "added": 3, "conflicts": []}]
    assert Path("i18n/glossary.csv").read_text() == KNOWN
    warned = translate("glossary", "check", article, "--to", "es", "--json")
    assert [(f["severity"], f["message"]) for f in warned.results] == [
        ("warning", "the glossary requires 'coalición' or 'alianza' for 'coalition'")
    ]
    assert warned.code == 0
    corrected("THE COALITION OPENED", "LA LIGA OPENED")
    failed = translate("glossary", "check", article, "--to", "es")
    assert failed.code == 1
    assert "'liga' is forbidden for 'coalition'" in failed.out
    done = translate("glossary", "export", "--from", "en", "-o", "out.tbx")
    assert done.out == "wrote out.tbx: 3 terms\n"
    assert rules(read(Path("out.tbx"), EN)) == rules(glossary())


def test_a_check_of_the_glossary_can_be_switched_off(translate: Translate, article: str) -> None:
    Path("i18n").mkdir()
    Path("i18n/glossary.csv").write_text(KNOWN)
    check = ("glossary", "check", article, "--to", "es")
    assert translate(*check).out.endswith("3 terms, 1 finding\n")
    corrected('#, fuzzy\nmsgid "The coalition', '#, fuzzy, ignore-glossary\nmsgid "The coalition')
    assert translate(*check).out == "3 terms, 0 findings\n"
    corrected("ignore-glossary", "ignore-tags")
    assert "1 finding" in translate(*check).out
    Path("i18n/publication.toml").write_text('checks-off = ["glossary"]\n')
    done = translate(*check)
    assert (done.code, done.out) == (0, "3 terms, 0 findings\n")
    assert "the check glossary is switched off; see checks-off" in done.err


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_commands(translate: Translate, article: str, version: str) -> None:
    languages = ("--to", "es", "--from", "en")
    done = translate("xliff", "export", article, *languages, "--xliff-version", version, "--json")
    assert done.results == [{"path": "article.es.xlf", "units": 2}]
    path = Path("article.es.xlf")
    path.write_text(path.read_text("utf-8").replace("TASS SAID SO", "TASS LO DIJO"), "utf-8")
    back = translate("xliff", "import", path, "--accept", "--json")
    (result,) = back.results
    assert (result["changed"], result["conflicts"], result["unknown"]) == (1, [], 0)
    catalog = Catalog.load(Path("locales/es/LC_MESSAGES/article.po"))
    assert [str(entry.state) for entry in catalog.entries] == ["draft", "reviewed"]
    again = translate("xliff", "import", path, "--accept", "--json")
    assert again.results[0]["changed"] == 0
    corrected("TASS LO DIJO", "TASS LO AFIRMÓ")
    path.write_text(path.read_text("utf-8").replace("TASS LO DIJO", "TASS LO DECÍA"), "utf-8")
    refused = translate("xliff", "import", path, "--accept")
    assert (refused.code, "its translation is kept" in refused.err) == (1, True)


def test_init_registers_the_merge_driver(translate: Translate) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    outside = translate("init", "--git")
    assert (outside.code, "git init" in outside.err) == (2, True)
    subprocess.run(["git", "init", "-q"], check=True)
    done = translate("init", "--git", "--json")
    assert ".gitattributes" in {one["path"] for one in done.results}
    assert Path(".gitattributes").read_text() == "*.po merge=hexapla\n"
    driver = subprocess.run(
        ["git", "config", "merge.hexapla.driver"], capture_output=True, text=True, check=True
    )
    assert driver.stdout.startswith(f"{shlex.quote(sys.executable)} -P -m hexapla merge-po %O %A")


def test_a_glossary_that_comes_back_as_tbx_has_no_conflicts(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "i18n").mkdir()
    rows = "term,es,fr\nTASS,TASS,=\ncoalition,coalición|!alianza,coalition\n"
    (tmp_path / "i18n" / "glossary.csv").write_text(rows)
    assert translate("glossary", "export", "--from", "en", "-o", "terms.tbx").code == 0
    done = translate("glossary", "import", "terms.tbx", "--from", "en")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "i18n" / "glossary.csv").read_text() == rows


def test_a_run_names_drafts_from_before_a_change_of_the_glossary(translate: Translate) -> None:
    Path("a.txt").write_text("The quay is old.\n\nNobody came.\n")
    run = ("a.txt", "--to", "es", "--from", "en", "--engine", "identity")

    def warnings(glossary: str | None, *command: str) -> list[str]:
        if glossary is not None:
            Path("i18n").mkdir(exist_ok=True)
            Path("i18n/glossary.csv").write_text(glossary)
        return [line for line in translate(*command).err.splitlines() if "glossary" in line]

    assert warnings(None, *run) == []
    assert warnings("term,es\nship,barco\n", *run) == []
    hint = (
        "translate: 1 draft was made before the glossary changed; "
        "draft again: translate draft --redraft --to es"
    )
    wanted = "term,es\nquay,muelle\n"
    assert warnings(wanted, *run) == [hint]
    assert warnings(None, *run) == [hint]
    # Made under this glossary, although the form doesn't fit.
    assert warnings(None, "draft", "--redraft", *run) == []
    assert warnings(None, *run) == []
    assert "# glossary: " in Path("locales/es/LC_MESSAGES/a.po").read_text()
    assert warnings("term,es\nship,barco\n", *run) == [hint]
    # A rule that the draft follows already, and a text that a person has edited.
    assert warnings("term,es\nquay,quay|muelle\n", *run) == []
    path = Path("locales/es/LC_MESSAGES/a.po")
    path.write_text(path.read_text().replace('msgstr "The quay', 'msgstr "El muelle'))
    assert warnings("term,es\nquay,puerto\n", *run) == []

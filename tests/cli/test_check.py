"""`translate check`, and the glossary that it uses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.glossary import Glossary, Rule
from hexapla.checks import registry
from hexapla.checks.check import Check, Remark, Severity, TextPair, warning
from hexapla.errors import InputError
from hexapla.languages import Language
from tests.conftest import ROOT, Translate

HEADER = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"X-Source-Language: en\\n"\n\n'
GOOD = '#: a.txt\nmsgid "It began in 2015."\nmsgstr "Empezó en 2015."\n\n'
WARNED = '#: a.txt\nmsgid "It ended in 2017."\nmsgstr "Acabó en 2071."\n\n'
WRONG = '#: a.txt\nmsgid "See https://example.org/x now."\nmsgstr "Véalo ahora."\n\n'
STALE = '#: a.txt\n#, fuzzy\n#| msgid "Old one 7."\nmsgid "New one 8."\nmsgstr "Viejo 7."\n\n'


def catalog(*entries: str, name: str = "a", folder: Path | None = None) -> Path:
    root = folder or Path.cwd()
    (root / f"{name}.txt").write_text("It began in 2015.\n", "utf-8")
    (root / "locales").mkdir(exist_ok=True)
    (root / "locales" / f"{name}.pot").write_text(HEADER, "utf-8")
    path = root / "locales" / "es" / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(entries), "utf-8")
    return path


def test_one_line_per_finding_and_exit_code_1_on_errors(translate: Translate) -> None:
    catalog(GOOD, WARNED, WRONG, STALE)
    result = translate("check", "--to", "es")
    assert result.code == 1
    assert result.out.splitlines() == [
        'locales/es/LC_MESSAGES/a.po:10: warning: [numbers] 2017 became 2071: "It ended in 2017."',
        "locales/es/LC_MESSAGES/a.po:14: error: [links] link missing: https://example.org/x: "
        '"See https://example.org/x now."',
    ]
    assert "3 entries checked: 1 with errors, 1 with warnings" in result.err


def test_warnings_do_not_fail_the_run(translate: Translate) -> None:
    catalog(GOOD, WARNED)
    assert translate("check").code == 0


def test_the_worst_come_first(translate: Translate) -> None:
    catalog(GOOD, WARNED, WRONG)
    lines = translate("check", "--worst", "2").out.splitlines()
    assert [line.split(":")[1] for line in lines if not line.startswith(" ")] == ["14", "10"]
    assert "risk 0.95" in lines[0]


def test_json_has_every_entry(translate: Translate) -> None:
    catalog(GOOD, WARNED)
    good, warned = translate("check", "--json").results
    assert good == {
        "catalog": "locales/es/LC_MESSAGES/a.po",
        "line": 6,
        "language": "es",
        "source": "It began in 2015.",
        "text": "Empezó en 2015.",
        "state": "reviewed",
        "risk": 0.01,
        "findings": [],
    }
    assert warned["findings"] == [
        {
            "check": "numbers",
            "severity": "warning",
            "message": "2017 became 2071",
            "source": [12, 16],
            "target": [9, 13],
        }
    ]


def test_sarif(translate: Translate) -> None:
    catalog(WRONG)
    log = translate("check", "--output", "sarif").json
    assert log["version"] == "2.1.0"
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "links"
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "locales/es/LC_MESSAGES/a.po"
    assert place["region"]["startLine"] == 6


def test_github_annotations_escape_what_ends_them(translate: Translate) -> None:
    catalog('#: a.txt\nmsgid "It grew 100%, in 2017."\nmsgstr "Creció un 100 %, en 2071."\n\n')
    assert translate("check", "--output", "github").out == (
        "::warning file=locales/es/LC_MESSAGES/a.po,line=6,title=numbers::"
        "2017 became 2071: It grew 100%25, in 2017.\n"
    )


@pytest.mark.parametrize(
    ("workspace", "expected"), [(".", "news/locales/es"), ("elsewhere", "locales/es")]
)
def test_annotations_have_paths_from_the_repository(
    workspace: str, expected: str, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub shows no annotation for a path that is relative to a folder in the repository."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path(workspace).absolute()))
    Path("news").mkdir()
    Path("elsewhere").mkdir()
    monkeypatch.chdir("news")
    catalog(WARNED)
    out = translate("check", "--output", "github").out
    assert out.startswith(f"::warning file={expected}/LC_MESSAGES/a.po,line=6,")
    log = translate("check", "--output", "sarif").json
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"{expected}/LC_MESSAGES/a.po"


def test_flags_and_the_glossary_are_used(translate: Translate) -> None:
    catalog(
        WARNED.replace("msgid", "#, ignore-numbers\nmsgid"),
        '#: a.txt\nmsgid "A coalition."\nmsgstr "Una alianza."\n\n',
    )
    Path("i18n").mkdir()
    Path("i18n/publication.toml").write_text('languages = ["es"]\n')
    Path("i18n/glossary.csv").write_text("term,note,es\ncoalition,,coalición|!alianza\n", "utf-8")
    result = translate("check")
    assert result.code == 1
    assert "[numbers]" not in result.out
    assert "'alianza' is forbidden for 'coalition'" in result.out


def test_catalogs_are_checked_together(translate: Translate) -> None:
    catalog('#: a.txt\nmsgid "Read more."\nmsgstr "Leer más."\n\n')
    catalog('#: b.txt\nmsgid "Read more."\nmsgstr "Seguir leyendo."\n\n', name="b")
    out = translate("check", "a.txt", "b.txt", "--to", "es").out
    assert out.count("[inconsistent]") == 2


def test_status_counts_what_is_at_risk(translate: Translate) -> None:
    catalog(GOOD, WARNED, WRONG)
    Path("a.txt").write_text(
        "It began in 2015. It ended in 2017. See https://example.org/x now.\n", "utf-8"
    )
    (one,) = translate("status", "--to", "es", "--risk", "--json").results
    assert one["risk"]["high"] == 2
    assert 0.5 < one["risk"]["mean"] < 0.6
    assert "(2 at risk)" in translate("status", "--to", "es", "--risk").out
    assert translate("status", "--to", "es", "--json").results[0]["risk"] is None


def test_the_status_of_an_untranslated_article_has_no_risk(translate: Translate) -> None:
    Path("a.txt").write_text("It began.\n")
    (one,) = translate("status", "a.txt", "--from", "en", "--to", "es", "--risk", "--json").results
    assert one["risk"] is None


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_of_pre_commit(hook: dict[str, Any], translate: Translate) -> None:
    assert f"- id: {hook['id']}\n" in (ROOT / "docs" / "how-to" / "ci.md").read_text("utf-8")
    program, *arguments = hook["entry"].split()
    assert program == "translate"
    catalog(GOOD)
    Path("a.txt").write_text("It began in 2015.\n")
    translate("a.txt", "--from", "en", "--to", "es", "--engine", "identity")
    assert translate(*arguments).code == 0
    Path("a.txt").write_text("It began in 2016, see https://example.org/x.\n")
    path = Path("locales/es/LC_MESSAGES/a.po")
    path.write_text(path.read_text("utf-8") + WRONG, "utf-8")
    assert translate(*arguments).code == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("entry", "code"), [pytest.param("", 0, marks=pytest.mark.slow), (WRONG, 1)]
)
def test_the_steps_of_the_github_action(
    entry: str, code: int, translate: Translate, tmp_path: Path
) -> None:
    """Without its installation: what it runs fails if a command does, and runs all of them."""
    place = tmp_path / "temporary" / "hexapla" / "bin"
    place.mkdir(parents=True)
    (place / "translate").symlink_to(Path(sys.executable).with_name("translate"))
    (tmp_path / "news").mkdir()
    path = catalog(GOOD, folder=tmp_path / "news")
    translate("-C", "news", "a.txt", "--from", "en", "--to", "es", "--engine", "identity")
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    (step,) = [one for one in ACTION["runs"]["steps"] if one.get("id") == "check"]
    inputs = {"${{ inputs.folder }}": "news"}
    environment = {
        "RUNNER_TEMP": str(tmp_path / "temporary"),
        "GITHUB_WORKSPACE": str(tmp_path),
        **{name: inputs[value] for name, value in step["env"].items()},
    }
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("::error file=news/locales/" in done.stdout) == bool(code)


def test_without_catalogs_it_says_what_to_do(translate: Translate) -> None:
    Path("a.txt").write_text("It began.\n")
    result = translate("check", "a.txt", "--to", "es")
    assert result.code == 2
    assert "no catalogs in es; draft first: translate draft --to es" in result.err


def test_a_catalog_that_names_no_source_language(translate: Translate) -> None:
    path = catalog(GOOD)
    path.write_text(path.read_text("utf-8").replace('"X-Source-Language: en\\n"\n', ""), "utf-8")
    assert "use --from" in translate("check").err
    assert translate("check", "--from", "en").code == 0


def test_a_broken_catalog_is_reported_and_the_others_are_checked(translate: Translate) -> None:
    catalog(WARNED)
    catalog('msgid "x\n', name="b")
    result = translate("check", "a.txt", "b.txt", "--to", "es")
    assert result.code == 3
    assert "[numbers]" in result.out
    assert "b.po:" in result.err


@pytest.mark.parametrize("options", [[], ["--json"], ["--output", "sarif"]])
def test_an_article_that_cannot_be_read_is_named_once(
    translate: Translate, options: list[str]
) -> None:
    catalog(WARNED)
    catalog(GOOD, name="b")
    Path("b.txt").write_bytes(b"abc\0\0\0def\n" * 3)
    result = translate("check", "a.txt", "b.txt", "--to", "es", *options)
    assert result.code == 3
    assert "2017 became 2071" in result.out
    assert result.err.count("b.txt: is not a text file") == 1


def _raises(error: BaseException) -> Iterator[Remark]:
    raise error
    yield


@pytest.mark.parametrize(
    ("run", "what"),
    [
        (lambda pair: _raises(KeyError("oops")), "KeyError: 'oops' ("),
        (lambda pair: _raises(ValueError("a\nb")), "ValueError: a b ("),
        (lambda pair: _raises(SystemExit(0)), "SystemExit: 0 ("),
        (lambda pair: pair.no_such_text, "AttributeError: "),
        (lambda pair: None, "TypeError: "),
        (lambda pair: ["words"], "TypeError: not a remark: 'words' ("),
        (lambda pair: [(7, "words", None, None)], "TypeError: not a remark: (7, "),
        (lambda pair: [(Severity.ERROR, None, None, None)], "TypeError: not a remark: ("),
    ],
)
def test_a_check_may_fail_in_any_way(
    run: Callable[[TextPair], Iterator[Remark]], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hexapla.catalogs.entry import Entry
    from hexapla.checks import Context, check_entry

    def exclaiming(pair: TextPair) -> Iterator[Remark]:
        yield warning("!")

    context = Context(Language("en"), Language("es"))
    known = Check("mine", run), Check("other", exclaiming)
    monkeypatch.setattr(registry, "checks", lambda: known)
    crash, other = check_entry(Entry("One", "Uno"), context)
    assert (crash.check, crash.severity, crash.crashed) == ("mine", Severity.ERROR, True)
    assert crash.message.startswith(f"the check crashed: {what}")
    assert __name__.rpartition(".")[2] in crash.message
    assert (other.check, other.crashed) == ("other", False)
    assert check_entry(Entry("One", "Uno"), context, ["mine"]) == [other]


# ── the glossary ─────────────────────────────────────────────────────────────────────────────


def test_the_cells_of_a_glossary() -> None:
    data = '\ufeffterm,note,es,pt_BR\n\nTASS,agency,=,\n"a, b",,uno|dos|!tres,=|um\n'
    glossary = Glossary.parse(data.encode(), "g.csv")
    tass, other = glossary.terms
    assert (tass.text, tass.note, tass.line) == ("TASS", "agency", 3)
    assert tass.rules == {"es": Rule(keep=True)}
    assert other.rules == {
        "es": Rule(("uno", "dos"), ("tres",)),
        "pt-BR": Rule(("um",), keep=True),
    }
    assert [term.text for term, _ in glossary.rules(Language("es-MX"))] == ["TASS", "a, b"]
    assert [term.text for term, _ in glossary.rules(Language("pt-BR"))] == ["a, b"]
    assert glossary.rules(Language("fr")) == []
    assert Glossary.parse(b"", "g.csv") == Glossary()


_EXCEL = """Note;ES;Term;pt_br

;=;Green Line;
"a; ""b\"""; coalición|alianza ;"two
words";coalizão
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["", "sep=;\n"])
def test_glossaries_as_spreadsheets_save_them(
    ends: str, encoding: str, separator: str, first: str
) -> None:
    text = first.replace(";", separator) + _EXCEL.replace(";", separator)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + text).replace("\n", ends).encode(encoding)
    line, two = Glossary.parse(data, "g.csv").terms
    shift = 1 if first else 0
    assert (line.text, line.rules, line.line) == ("Green Line", {"es": Rule(keep=True)}, 3 + shift)
    assert (two.text, two.line) == ("two words", 4 + shift)
    assert two.note.split() == f'a{separator} "b"'.split()
    assert two.rules == {"es": Rule(("coalición", "alianza")), "pt-BR": Rule(("coalizão",))}


@pytest.mark.parametrize(
    ("tag", "form", "encoding"),
    [
        ("es", "mañana", "cp1252"),
        ("fr", "œuvre", "cp1252"),
        ("pl", "ścieżka", "cp1250"),
        ("ru", "дорога", "cp1251"),
    ],
)
def test_a_glossary_in_a_windows_code_page(tag: str, form: str, encoding: str) -> None:
    data = f"term;{tag}\r\na;{form}\r\n".encode(encoding)
    (term,) = Glossary.parse(data, "g.csv").terms
    assert term.rules == {tag: Rule((form,))}


def test_empty_columns_and_rows_of_a_spreadsheet_are_ignored() -> None:
    data = b"term;es;;\r\na;b;;\r\n;;;\r\nc;;;\r\n"
    assert [term.text for term in Glossary.parse(data, "g.csv").terms] == ["a", "c"]


def test_the_terms_are_in_the_column_of_the_source_language() -> None:
    data = b"es;EN\nb;a\n"
    (term,) = Glossary.parse(data, "g.csv", Language("en")).terms
    assert (term.text, term.rules) == ("a", {"es": Rule(("b",))})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"note,es\n", "g.csv:1: the first line has no column 'term'"),
        (b"term,klingonian\n", "g.csv:1: the column 'klingonian' is not 'term', 'note' or a"),
        (b"term,es,es\n", "g.csv:1: the column 'es' appears twice"),
        (b"term,es\na,b,c\n", "g.csv:2: 3 cells, but 2 columns"),
        (b"term,es\n,b\n", "g.csv:2: a row without a term"),
        (b"term,es\na,b\na,c\n", "g.csv:3: the term 'a' is already on line 2"),
        (b"term,es\na,b||c\n", "g.csv:2: an empty form in"),
        (b"term,es\na,!\n", "g.csv:2: an empty form in"),
        (b'term,es\na,"b\n', "g.csv:2: not valid CSV"),
        (b"term,,es\na,b,c\n", "g.csv:2: the column of 'b' has no name"),
        (b"sep=;\r\nterm;es\r\na;!\r\n", "g.csv:3: an empty form in"),
        (b'term;es\r"a\rb";c\rd;|', "g.csv:4: an empty form in"),
        (b"\xef\xbb\xbfterm,es\na,\xff\n", "g.csv:2: is not valid UTF-8"),
        (b"PK\3\4", "g.csv: is a ZIP archive"),
    ],
)
def test_an_invalid_glossary_is_refused_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Glossary.parse(data, "g.csv")
    assert str(caught.value).startswith(message)
    assert caught.value.hint


@given(st.text(max_size=60) | st.text(alphabet='term,es\n"|!=a ', max_size=60))
def test_any_text_is_a_glossary_or_refused(text: str) -> None:
    data = ("term,es\n" + text).encode("utf-8", "replace")
    with suppress(InputError):
        glossary = Glossary.parse(data, "g.csv")
        assert all(term.text and term.line > 1 for term in glossary.terms)

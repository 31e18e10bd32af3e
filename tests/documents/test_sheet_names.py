"""The names of sheets: an option, with which everything that names a sheet follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.documents.document import Document, Segment
from hexapla.documents.format import Format
from hexapla.documents.office import ODS, XLSX
from hexapla.documents.office.sheet_names import in_addresses, in_formula
from hexapla.languages import Language
from hexapla.testing.texts import cut_into_sentences
from tests.conftest import Translate
from tests.documents.packed import fodt, packed, part, parts, xlsx

SPANISH = Language("es")
Translating = Callable[[Segment], str | None]
NAMES = {"data": "Datos", "my sheet": "Mi hoja", "o'neil": "D'Arco", "jan": "Ene", "mar": "A1"}

FORMULAS = {
    "Data!A1+'My Sheet'!$B$2": "Datos!A1+'Mi hoja'!$B$2",
    "data!A1": "Datos!A1",
    "SUM(Jan:Mar!A1)": "SUM('Ene:A1'!A1)",
    "SUM('Jan:Dec'!A1)": "SUM('Ene:Dec'!A1)",
    "SUM('Data:My Sheet'!A1)+SUM('Data:Other'!A1)": "SUM('Datos:Mi hoja'!A1)+SUM(Datos:Other!A1)",
    "SUM('Jan:Mar'!A1)": "SUM('Ene:A1'!A1)",
    "Mar!A1:Data!B2": "'A1'!A1:Datos!B2",
    "'O''Neil'!A1": "'D''Arco'!A1",
    "Data!Print_Area": "Datos!Print_Area",
    "Data!#REF!": "Datos!#REF!",
    "[1]Data!A1+'[1]Data'!A1+'C:\\[b.xlsx]Data'!A1": None,
    'IF(A1="Data!","Data",Data!B1)': 'IF(A1="Data!","Data",Datos!B1)',
    'INDIRECT("Data!A"&B1)': 'INDIRECT("Datos!A"&B1)',
    """HYPERLINK("#'My Sheet'!A1","Data!")""": """HYPERLINK("#'Mi hoja'!A1","Data!")""",
    "Table1[[#This Row],[a''b 'Data'!A1]]*Data!A1": "Table1[[#This Row],[a''b 'Data'!A1]]*Datos!A1",
    "SUM(Data:Data)+Datax!A1": None,
}
ADDRESSES = {
    "of:=[$Data.A1]+[.B1]": "of:=[$Datos.A1]+[.B1]",
    "of:=SUM([$'My Sheet'.A1:.B2])": "of:=SUM([$'Mi hoja'.A1:.B2])",
    "of:=[$Jan.A1:$Mar.B2]": "of:=[$'Ene'.A1:$'A1'.B2]",
    "Data.A1:Data.B10 'My Sheet'.C1:'My Sheet'.D4": "Datos.A1:Datos.B10 'Mi hoja'.C1:'Mi hoja'.D4",
    "Data.A:Data.C": "Datos.A:Datos.C",
    "of:=[Data.#REF!]": "of:=[Datos.#REF!]",
    "of:=JAN.MAR([.A1];1.5)": None,
    "of:=Data.Rate*2": "of:=Datos.Rate*2",
    "of:=['file:///x.ods'#$Data.A1]": None,
    'of:=INDIRECT("Data.A1")&"Data.A1"': 'of:=INDIRECT("Datos.A1")&"Data.A1"',
    "msoxl:=Data!A1": "msoxl:=Datos!A1",
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_of_excel(formula: str) -> None:
    assert in_formula(formula, NAMES) == (FORMULAS[formula] or formula)


@pytest.mark.parametrize("formula", ADDRESSES)
def test_formulas_and_addresses_of_opendocument(formula: str) -> None:
    assert in_addresses(formula, NAMES) == (ADDRESSES[formula] or formula)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(**more: str) -> bytes:
    """A workbook with two sheets and a hidden one; ``more`` are its further relationships."""
    cells = "<row><c><f>Sales!A1+'a b'!B2</f></c></row>"
    links = """<hyperlinks><hyperlink ref="A1" location="Sales!A1"/></hyperlinks>"""
    own = parts(xlsx("<si><t>Sales</t></si>", cells, after=links))
    own["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets><sheet name="Sales" r:id="worksheet"/>'
        '<sheet name="Costs" r:id="x"/><sheet name="a b" state="hidden" r:id="y"/></sheets>'
        "<definedNames><definedName name=\"_xlnm.Print_Area\">Sales!$A$1,'a b'!$A$1</definedName>"
        "</definedNames></workbook>"
    ).encode()
    related = own["xl/_rels/workbook.xml.rels"].decode()
    for kind, target in {"pivotCacheDefinition": "pivot.xml", **more}.items():
        one = f'<Relationship Id="{kind}" Type="{TYPES}/{kind}" Target="{target}"/>'
        related = related.replace("</Relationships>", f"{one}</Relationships>")
    own["xl/_rels/workbook.xml.rels"] = related.encode()
    own["xl/pivot.xml"] = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{TYPES}"><worksheetSource sheet="Sales" '
        'ref="A1:B2"/><worksheetSource sheet="Sales" r:id="b" ref="A1"/></pivotCacheDefinition>'
    ).encode()
    return packed(own)


def named(format: Format, data: bytes) -> Document:
    options = format.with_defaults({"sheet-names": True})
    return format.parse(data, cut_into_sentences, options=options)


def sheets_as(*names: str | None) -> Translating:
    rest = iter(names)
    return lambda one: next(rest) if one.kind == "sheet name" else None


def test_the_names_of_sheets_are_no_texts_by_default() -> None:
    data = workbook()
    assert [one.kind for one in XLSX.parse(data, cut_into_sentences).segments] == ["cell"]
    document = named(XLSX, data)
    assert [(one.text, one.kind) for one in document.segments] == [
        ("Sales", "sheet name"), ("Costs", "sheet name"), ("Sales", "cell"),
    ]  # fmt: skip
    assert document.render(lambda one: one.text, SPANISH) == data


def test_what_names_a_sheet_follows() -> None:
    edition = named(XLSX, workbook()).render(sheets_as("Ventas d'abril", None), SPANISH)
    main = part(edition, "xl/workbook.xml")
    assert 'name="Ventas d&apos;abril"' in main
    assert "'Ventas d''abril'!$A$1,'a b'!$A$1</" in main
    sheet = part(edition, "xl/sheet1.xml")
    assert "<f>'Ventas d''abril'!A1+'a b'!B2</f>" in sheet
    assert 'location="&apos;Ventas d&apos;&apos;abril&apos;!A1"' in sheet
    pivot = part(edition, "xl/pivot.xml")
    assert 'sheet="Ventas d&apos;abril" ref="A1:B2"' in pivot
    assert 'sheet="Sales" r:id="b"' in pivot


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("a/b", "x" * 32), ("Sales", "Costs")),
        (("Total", "total"), ("Total", "total (2)")),
        (("x" * 31, "x" * 31), ("x" * 31, "x" * 27 + " (2)")),
        (("A B", "Sales"), ("A B (2)", "Sales")),
        (("&amp;", "<b>x</b>"), ("&amp;", "x")),
        (("", "History"), ("Sales", "Costs")),
    ],
)
def test_a_sheet_keeps_its_name_if_it_cannot_have_the_new_one(
    texts: tuple[str, str], expected: tuple[str, str]
) -> None:
    main = part(named(XLSX, workbook()).render(sheets_as(*texts), SPANISH), "xl/workbook.xml")
    assert all(f'name="{name}"' in main for name in expected)


def test_a_bilingual_edition_and_one_with_macros_keep_the_names() -> None:
    texts = ["Ventas", "Costes", "Ventas"]
    document = named(XLSX, workbook())
    both = document.render_bilingual(texts, Language("en"), SPANISH, "above")
    assert 'name="Sales"' in part(both, "xl/workbook.xml")
    macros = named(XLSX, workbook(vbaProject="vba.bin"))
    assert [one.kind for one in macros.segments] == ["cell"]
    assert "macros" in macros.notices[0].message


def test_a_spreadsheet_of_opendocument() -> None:
    sheets = (
        '<table:table table:name="Sales" table:print-ranges="Sales.A1:Sales.B2"><table:table-row>'
        '<table:table-cell table:formula="of:=[$Costs.A1]"/></table:table-row></table:table>'
        '<table:table table:name="Costs"><table:table-row><table:table-cell>'
        '<text:p><text:a xlink:href="#Sales.A1">See</text:a></text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    xml = (
        fodt("")
        .decode()
        .replace(
            "<office:text></office:text>", f"<office:spreadsheet>{sheets}</office:spreadsheet>"
        )
    )
    document = named(ODS, xml.encode())
    assert [one.text for one in document.segments] == ["Sales", "Costs"]
    edition = document.render(sheets_as("Las ventas", "Costes"), SPANISH).decode()
    for old, new in (
        ('name="Sales"', 'name="Las ventas"'),
        ("Sales.A1:Sales.B2", "&apos;Las ventas&apos;.A1:&apos;Las ventas&apos;.B2"),
        ("[$Costs.A1]", "[$Costes.A1]"), ('name="Costs"', 'name="Costes"'),
        ("#Sales.A1", "#&apos;Las ventas&apos;.A1"),
    ):  # fmt: skip
        xml = xml.replace(old, new)
    assert edition == xml


def test_a_check_finds_a_name_that_a_sheet_cannot_have(
    translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        'source-language = "en"\n[xlsx]\nsheet-names = true\n'
    )
    (tmp_path / "a.xlsx").write_bytes(workbook())
    translate("extract", "a.xlsx", "--to", "es")
    catalog = next(tmp_path.rglob("a.po"))
    text = catalog.read_text().replace('msgid "Costs"\nmsgstr ""', 'msgid "Costs"\nmsgstr "a/b"')
    catalog.write_text(text)
    done = translate("check", "a.xlsx")
    assert "the name of a sheet can't contain '/'" in done.out + done.err

"""XLIFF: export to a translator's tool and import, without losing anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.dom.minidom import parseString
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog, Draft, Entry, State
from hexapla.errors import InputError
from hexapla.exchange import xliff
from hexapla.languages import Language
from tests.growth import assert_linear
from tests.po import catalog, needs_toolkit, realistic, toolkit
from tests.shapes import XLIFF

EN, ES = Language("en"), Language("es")
VERSIONS = pytest.mark.parametrize("version", xliff.VERSIONS)


def drafted(msgid: str, text: str) -> Entry:
    line = Draft.of("upper 1", 0.5, msgid, text).comment()
    return Entry(msgid, text, flags=("fuzzy",), comments=(line,))


KNOWN = catalog(
    Entry("Empty.", extracted=("paragraph",)),
    drafted("A **bold** draft & more.", "UN **BOLD** DRAFT & MORE."),
    Entry("Edited <b>by</b> hand.", "Editado <b>a</b> mano.", flags=("fuzzy",)),
    Entry("New wording.", "Vieja.", flags=("fuzzy",), previous="Old wording."),
    Entry("Reviewed.", "Revisado.", comments=("see page 3",)),
    Entry("Yes.", "Que sí.", context="after: Is she?"),
    Entry("Gone.", "Ido.", obsolete=True),
)


def exported(path: Path, version: str, known: Catalog = KNOWN) -> Path:
    path.write_bytes(xliff.export(known, EN, ES, "a.md", version)[0])
    return path


def edited(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return path


def found(result: xliff.Imported) -> dict[str, Entry]:
    return {entry.msgid: entry for entry in result.catalog.entries}


@VERSIONS
def test_an_unchanged_file_changes_nothing(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    received = xliff.read(path)
    assert (received.tag, received.original, len(received.units)) == ("es", "a.md", 6)
    result = xliff.apply(KNOWN, received.units)
    assert result.catalog.dump() == KNOWN.dump()
    assert (result.changed, result.unknown, result.conflicts, result.problems) == (0, (), (), ())


@pytest.mark.parametrize("version", xliff.VERSIONS)
@given(st.lists(st.tuples(realistic, realistic), max_size=3, unique_by=lambda pair: pair[0]))
def test_any_text_is_imported_as_exported(
    tmp_path_factory: pytest.TempPathFactory, version: str, pairs: list[tuple[str, str]]
) -> None:
    known = catalog(*(Entry(msgid, text) for msgid, text in pairs))
    path = tmp_path_factory.mktemp("xliff") / "a.xlf"
    data, count = xliff.export(known, EN, ES, "a & b.txt", version)
    path.write_bytes(data)
    received = xliff.read(path)
    assert received.original == "a & b.txt"
    assert len(received.units) == count
    bare = catalog(*(Entry(msgid) for msgid, _ in pairs))
    entries = found(xliff.apply(bare, received.units, accept=True))
    translated = sum(bool(unit.text.strip()) for unit in received.units)
    assert sum(bool(entry.msgstr) for entry in entries.values()) == translated
    assert all(entries[msgid].msgstr in ("", text) for msgid, text in pairs)


@VERSIONS
def test_a_changed_draft_is_edited_or_accepted_on_request(tmp_path: Path, version: str) -> None:
    path = edited(exported(tmp_path / "a.xlf", version), "MORE.</target>", "más.</target>")
    units = xliff.read(path).units
    entry = found(xliff.apply(KNOWN, units))["A **bold** draft & more."]
    assert (entry.msgstr, entry.state) == ("UN **BOLD** DRAFT & más.", State.EDITED)
    entry = found(xliff.apply(KNOWN, units, accept=True))["A **bold** draft & more."]
    assert entry.state is State.REVIEWED


@VERSIONS
def test_a_stale_entry_retranslated_and_approved_is_reviewed(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    if version == "1.2":
        id_ = next(u.id for u in xliff.read(path).units if u.text == "Vieja.")
        edited(path, f'"{id_}" approved="no"', f'"{id_}" approved="yes"')
        edited(path, '"needs-translation">Vieja.', '"translated">Nueva.')
    else:
        edited(path, 'state="initial" subState="hexapla:stale"', 'state="final"')
        edited(path, "Vieja.", "Nueva.")
    entry = found(xliff.apply(KNOWN, xliff.read(path).units))["New wording."]
    assert (entry.msgstr, entry.state, entry.previous) == ("Nueva.", State.REVIEWED, None)


@VERSIONS
def test_changes_in_the_catalog_since_the_export_stay(tmp_path: Path, version: str) -> None:
    path = edited(exported(tmp_path / "a.xlf", version), "Revisado.", "Del traductor.")
    now = KNOWN.with_entries(
        entry.edit(msgstr="De la redacción.") if entry.msgid == "Reviewed." else entry
        for entry in KNOWN.entries
    )
    result = xliff.apply(now, xliff.read(path).units)
    assert found(result)["Reviewed."].msgstr == "De la redacción."
    assert [entry.msgid for entry in result.conflicts] == ["Reviewed."]


_SAID = {
    "1.2": ('approved="yes"', 'state="signed-off"', ('approved="no"', 'state="translated"')),
    "2.1": ("", 'state="reviewed"', ("", 'state="translated"')),
}


@pytest.mark.parametrize("text", ["Revisado.", ""])
@VERSIONS
def test_a_rejection_is_taken(tmp_path: Path, version: str, text: str) -> None:
    known = catalog(Entry("Reviewed.", "Revisado."))
    path = exported(tmp_path / "a.xlf", version, known)
    yes, state, (no, other) = _SAID[version]
    edited(edited(path, yes, no) if yes else path, state, other)
    result = xliff.apply(known, xliff.read(edited(path, ">Revisado.<", f">{text}<")).units)
    entry = found(result)["Reviewed."]
    assert (entry.msgstr, entry.state, result.changed) == ("Revisado.", State.EDITED, 1)


@VERSIONS
def test_what_was_reviewed_since_the_export_stays_so(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    now = KNOWN.with_entries(
        entry.edit(flags=()) if entry.msgid.startswith("Edited") else entry
        for entry in KNOWN.entries
    )
    assert xliff.apply(now, xliff.read(path).units).catalog.dump() == now.dump()


@VERSIONS
def test_a_tool_may_leave_states_out(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    path.write_text(re.sub(r' (state|approved|subState)="[^"]*"', "", path.read_text("utf-8")))
    assert xliff.apply(KNOWN, xliff.read(path).units).catalog.dump() == KNOWN.dump()


@VERSIONS
def test_attributes_and_elements_of_others_say_nothing(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    expected = xliff.read(path)
    text = path.read_text("utf-8").replace("<xliff ", '<xliff xmlns:my="urn:my" ', 1)
    own = ("state=final", "approved=yes", "id=x", "order=3", "target-language=fr", "trgLang=fr")
    foreign = " ".join(f'my:{name}="{value}"' for name, value in (one.split("=") for one in own))
    text = re.sub(r"<(file|trans-unit|unit|segment|target)\b", rf"<\1 {foreign}", text)
    text = re.sub(
        r"(<(trans-unit|segment) [^>]*>)",
        rf"\1<my:target {foreign}>No</my:target><my:source>No</my:source><my:note>No</my:note>",
        text,
    )
    path.write_text(text, "utf-8")
    assert xliff.read(path) == expected


@VERSIONS
def test_two_translations_of_one_unit_are_reported(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version)
    element = {"1.2": "trans-unit", "2.1": "unit"}[version]
    text = path.read_text("utf-8")
    (unit,) = (one for one in re.findall(rf"<{element} .*?</{element}>", text, re.S)
               if "Editado" in one)  # fmt: skip
    for other, count in ((unit, 0), (unit.replace("Editado", "Otro"), 1)):
        path.write_text(text.replace(unit, unit + other), "utf-8")
        result = xliff.apply(KNOWN, xliff.read(path).units)
        assert result.catalog.dump() == KNOWN.dump()
        assert len(result.problems) == count


def test_a_document_type_adds_no_attributes(tmp_path: Path) -> None:
    path = exported(tmp_path / "a.xlf", "1.2")
    expected = xliff.read(path)
    head = '<!DOCTYPE xliff [<!ATTLIST target state CDATA "final">'
    head += '<!ATTLIST trans-unit approved CDATA "yes">]>'
    text = path.read_text("utf-8").replace("<xliff ", f"{head}<xliff ", 1)
    path.write_text(re.sub(r' (?:state|approved)="[^"]*"', "", text), "utf-8")
    received = xliff.read(path)
    assert [unit.text for unit in received.units] == [unit.text for unit in expected.units]
    assert not any(unit.approved for unit in received.units)


@VERSIONS
def test_a_removed_sentence_is_reported(tmp_path: Path, version: str) -> None:
    units = xliff.read(exported(tmp_path / "a.xlf", version)).units
    left = KNOWN.with_entries(e for e in KNOWN.entries if e.msgid != "Reviewed.")
    assert len(xliff.apply(left, units).unknown) == 1


def test_codes_are_xliff_elements() -> None:
    text = xliff.export(KNOWN, EN, ES, "a.md", "1.2")[0].decode()
    assert '<source>A <bpt id="1">**</bpt>bold<ept id="1">**</ept> draft &amp; more.' in text
    assert 'state="needs-review-translation" state-qualifier="mt-suggestion"' in text
    assert '<alt-trans alttranstype="previous-version"><source>Old wording.</source>' in text
    assert '<note from="translator">see page 3</note>' in text
    text = xliff.export(KNOWN, EN, ES, "a.md", "2.1")[0].decode()
    assert '<pc id="1" dataRefStart="d1" dataRefEnd="d1">bold</pc>' in text
    assert '<data id="d2">&lt;/b&gt;</data>' in text


def test_a_translators_note_becomes_a_comment(tmp_path: Path) -> None:
    path = exported(tmp_path / "a.xlf", "1.2")
    edited(path, "see page 3</note>", "see page 3</note><note>please check</note>")
    entry = found(xliff.apply(KNOWN, xliff.read(path).units))["Reviewed."]
    assert entry.comments == ("see page 3", "please check")


RAIN = catalog(Entry("It rained, nobody came."))


def returned(path: Path, version: str, inner: str, known: Catalog = RAIN) -> xliff.Imported:
    """Import a file in which a tool has replaced what is inside the only unit.

    If ``inner`` has no source, it stays.
    """
    element = {"1.2": "trans-unit", "2.1": "unit"}[version]
    text = exported(path, version, known).read_text("utf-8")
    if "<source" not in inner:
        source = re.search("<source.*</source>", text)
        assert source is not None
        inner = inner.replace("<target", f"{source[0]}<target", 1)
    text = re.sub(
        rf"(<{element} [^>]*>).*(</{element}>)", lambda m: m[1] + inner + m[2], text, flags=re.S
    )
    path.write_text(text, "utf-8")
    return xliff.apply(known, xliff.read(path).units)


def segment(source: str, target: str | None, attributes: str = "", order: str = "") -> str:
    given = "" if target is None else f"<target{order}>{target}</target>"
    return f"<segment{attributes}><source>{source}</source>{given}</segment>"


FIRST, LAST = segment("It rained,", "Llovió,"), segment("nobody came.", "nadie vino.")
SPACE = "<ignorable><source> </source></ignorable>"
APPROVED = ' state="final"'


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (FIRST + SPACE + LAST, "Llovió, nadie vino."),
        (
            FIRST + "<ignorable><source> </source><target>\u00a0</target></ignorable>" + LAST,
            "Llovió,\u00a0nadie vino.",
        ),
        (
            segment("It rained,", "llovió.", order=' order="3"')
            + SPACE
            + segment("nobody came.", "Nadie vino,", order=' order="1"'),
            "Nadie vino, llovió.",
        ),
        (
            segment("It rained,", "llovió.", order=' order="5"')
            + SPACE
            + segment("", "y", order=' order="3"')
            + SPACE
            + segment("nobody came.", "Nadie vino", order=' order="1"'),
            "Nadie vino y llovió.",
        ),
        (segment(" ", None) + FIRST + SPACE + LAST, " Llovió, nadie vino."),
        (
            segment("It rained,", "Llovió, nadie vino.", APPROVED)
            + segment("nobody came.", "", APPROVED),
            "Llovió, nadie vino.",
        ),
        (
            segment("It rained, nobody came.", "Llovió <mrk id='1'>sin</mrk> <cp hex='41'/>."),
            "Llovió sin A.",
        ),
    ],
)
def test_the_segments_of_a_unit_and_the_texts_between_them(
    tmp_path: Path, inner: str, text: str
) -> None:
    result = returned(tmp_path / "a.xlf", "2.1", inner)
    assert [entry.msgstr for entry in result.catalog.entries] == [text]
    assert result.problems == ()


def marked(number: int, text: str) -> str:
    return f'<mrk mtype="seg" mid="{number}">{text}</mrk>'


SEGMENTED = (
    "<source>It rained, nobody came.</source><seg-source>"
    + marked(1, "It rained,") + " " + marked(2, "nobody came.")
    + "</seg-source>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            marked(1, "Llovió,") + " " + marked(2, "nadie vino."),
            "Llovió, nadie vino.",
        ),
        (
            marked(2, "Nadie vino,") + " " + marked(1, "llovió."),
            "Nadie vino, llovió.",
        ),
        ("Llovió, nadie vino.", ""),
    ],
)
def test_marked_segments_and_the_texts_between_them(tmp_path: Path, inner: str, text: str) -> None:
    result = returned(tmp_path / "a.xlf", "1.2", f"{SEGMENTED}<target>{inner}</target>")
    assert [entry.msgstr for entry in result.catalog.entries] == [text]


@pytest.mark.parametrize(
    ("version", "inner"),
    [
        ("2.1", FIRST + segment("nobody came.", None)),
        ("2.1", FIRST + segment("nobody came.", "")),
        ("2.1", FIRST + SPACE + segment("nobody came.", " ", ' state="translated"')),
        ("2.1", segment("It rained,", None) + LAST),
        ("1.2", f"{SEGMENTED}<target>{marked(1, 'Llovió,')}</target>"),
        ("1.2", f"{SEGMENTED}<target>{marked(2, 'Llovió,')}{marked(1, '')}</target>"),
    ],
)
def test_half_a_translation_is_not_taken_but_reported(
    tmp_path: Path, version: str, inner: str
) -> None:
    result = returned(tmp_path / "a.xlf", version, f"\n<!-- -->\n{inner}")
    assert (result.catalog.dump(), result.changed) == (RAIN.dump(), 0)
    (problem,) = result.problems
    assert problem.msgid == "It rained, nobody came."
    assert (
        problem.message == "not imported, because only some of its segments are translated (1 of 2)"
    )
    lines = (tmp_path / "a.xlf").read_text("utf-8").splitlines()
    assert re.search("<(trans-)?unit ", lines[problem.line - 1])


def test_contradictory_orders_are_reported_and_never_reviewed(tmp_path: Path) -> None:
    inner = segment("It rained,", "llovió.", APPROVED, ' order="2"') + segment(
        "nobody came.", "Nadie vino, ", APPROVED
    )
    result = returned(tmp_path / "a.xlf", "2.1", inner)
    (entry,) = result.catalog.entries
    assert (entry.state, len(entry.msgstr)) == (State.EDITED, len("Nadie vino, llovió."))
    assert "order" in result.problems[0].message


@pytest.mark.parametrize(
    "line",
    [
        Draft.of("argos 1.0", 0.9, "It rained, nobody came.", "Llovió.").comment(),
        "flags: ignore-numbers",
        "written for: 01234567",
        "adapted from: Otro.",
    ],
)
@pytest.mark.parametrize("end", ["&#10;", "&#13;", "&#x2028;", ""])
def test_no_line_of_a_note_is_one_of_hexapla(tmp_path: Path, line: str, end: str) -> None:
    known = catalog(Entry("It rained, nobody came.", "Llovió.", flags=("fuzzy",)))
    path = exported(tmp_path / "a.xlf", "1.2", known)
    note = f"<note>please look{end}{line}</note>" if end else f"<note>{line}</note>"
    edited(path, "</target>", f"</target>{note}")
    new = xliff.apply(known, xliff.read(path).units).catalog
    for one in (*new.entries, *Catalog.parse(new.dump(), "a.po").entries):
        assert (one.state, one.all_flags) == (State.EDITED, ("fuzzy",))


def test_a_note_on_an_untranslated_unit_becomes_a_comment(tmp_path: Path) -> None:
    inner = "<source>It rained, nobody came.</source><note>Who is it?</note>"
    (entry,) = returned(tmp_path / "a.xlf", "1.2", inner).catalog.entries
    assert (entry.msgstr, entry.comments) == ("", ("Who is it?",))


CODED = catalog(
    Entry("A **bold** word[^1] and `code`.", "UNO **FUERTE** `code`.", flags=("fuzzy",))
)


@pytest.mark.parametrize(
    ("version", "target"),
    [
        ("1.2", 'Un <bpt id="1"/>fuerte<ept id="1"/><ph id="2"/> y <ph id="3"/>.'),
        ("1.2", 'Un <g id="1">fuerte</g><x id="2"/> y <x id="3"/>.'),
        ("1.2", 'Un <bx id="1"/>fuerte<ex id="9" rid="1"/><ph id="2"> </ph> y <x id="3"/>.'),
        ("2.1", 'Un <pc id="1">fuerte</pc><ph id="2"/> y <ph id="3"/>.'),
        ("2.1", 'Un <sc id="1"/>fuerte<ec startRef="1"/><ph id="2"/> y <ph id="3" dataRef="x"/>.'),
    ],
)
def test_codes_without_content_get_their_markup_by_id(
    tmp_path: Path, version: str, target: str
) -> None:
    inner = f"<target>{target}</target>"
    inner = f"<segment{APPROVED}>{inner}</segment>" if version == "2.1" else inner
    result = returned(tmp_path / "a.xlf", version, inner, CODED)
    assert [e.msgstr for e in result.catalog.entries] == ["Un **fuerte**[^1] y `code`."]
    assert result.problems == ()


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_codes_that_repeat_much_markup_are_reported(tmp_path: Path, version: str) -> None:
    """A file of a few kilobytes would become a catalog of megabytes."""
    known = catalog(Entry(f'Say <b title="{"a" * 1_900}">no</b>.', "Diga no."))
    data = f"<originalData><data id='d'>{'a' * 1_900}</data></originalData>"
    codes = '<ph id="1" dataRef="d"/>' * 80 if version == "2.1" else '<bx id="1"/>' * 80
    inner = f"<target>Diga {codes}no.</target>"
    if version == "2.1":
        inner = f"{data}<segment{APPROVED}>{inner}</segment>"
    result = returned(tmp_path / "a.xlf", version, inner, known)
    assert [entry.msgstr for entry in result.catalog.entries] == ["Diga no."]
    assert "repeat more than 100,000 characters of markup" in result.problems[0].message


@VERSIONS
def test_codes_keep_their_ids_whatever_their_attributes(tmp_path: Path, version: str) -> None:
    known = catalog(
        Entry(
            '<a href="b">B</a> <a href="a">A</a> <b>c</b>', '<a href="a">A</a> <a href="es">B</a>'
        )
    )
    path = exported(tmp_path / "a.xlf", version, known)
    text = path.read_text("utf-8")
    code = {"1.2": "bpt", "2.1": "pc"}[version]
    target = re.sub(r".*<target[^>]*>(.*)</target>.*", r"\1", text, flags=re.DOTALL)
    assert re.findall(rf'<{code} id="(\d)"', target) == ["2", "1"]
    assert len(xliff.apply(known, xliff.read(path).units).problems) == 0
    # The tool loses the content of the codes.
    text = re.sub(
        r"(<[be]pt[^>]*)>[^<]*</[be]pt>| dataRef\w+=\S+\"",
        lambda m: f"{m[1]}/>" if m[1] else "",
        text,
    )
    head, target, tail = text.partition("<target")
    path.write_text(head + target + tail.replace("A<", "AA<", 1), "utf-8")
    (entry,) = xliff.apply(known, xliff.read(path).units).catalog.entries
    assert entry.msgstr == '<a href="a">AA</a> <a href="es">B</a>'


@pytest.mark.parametrize("code", ['<x id="7"/>', '<ph id="a"/>', '<g id="3">x</g>', "<bpt/>"])
def test_an_unknown_code_is_reported_and_never_reviewed(tmp_path: Path, code: str) -> None:
    inner = f'<target state="final">Nadie {code}.</target>'
    result = returned(tmp_path / "a.xlf", "1.2", inner)
    assert [entry.state for entry in result.catalog.entries] == [State.EDITED]
    assert "code" in result.problems[0].message


INLINE = catalog(
    *KNOWN.entries,
    Entry("Say (*this*), [a](a.html) – `x`**y** 5 <br>.", "Diga (*esto*), [un](a.html) `x`**y**"),
    Entry("**All bold**", "**Todo** <b>**x**</b> dos  espacios"),
    Entry("*Very* late", "Muy*tarde*"),
    Entry("<q>safe</q>: see *x*", "<q>sûr</q>\u00a0: voir *x*"),
    Entry("A `b` *c*", "El *c* `b`, *d* (*e*)"),
    Entry("One  \nline", "Una  \nlínea"),
    Entry("No line", "Con\nlínea", flags=("fuzzy",)),
)


def minidom(text: str) -> str:
    return parseString(text).toprettyxml(indent="    ")


def elementtree(text: str) -> str:
    root = ElementTree.fromstring(text)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


@VERSIONS
@pytest.mark.parametrize("pretty", [minidom, elementtree])
def test_white_space_of_pretty_printers_is_removed(
    tmp_path: Path, version: str, pretty: Callable[[str], str]
) -> None:
    plain = INLINE.with_entries(e for e in INLINE.entries if "\n" not in e.msgid + e.msgstr)
    path = exported(tmp_path / "a.xlf", version, plain)
    text = path.read_text("utf-8")
    path.write_text(pretty(text), "utf-8")
    assert path.read_text("utf-8") != text
    result = xliff.apply(plain, xliff.read(path).units)
    assert {e.msgid: e.msgstr for e in result.catalog.entries} == {
        e.msgid: e.msgstr for e in plain.entries
    }


@VERSIONS
def test_line_breaks_of_a_translation_stay(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version, INLINE)
    edited(path, "Una  \n", "Otra  \n")
    entries = found(xliff.apply(INLINE, xliff.read(path).units))
    assert entries["One  \nline"].msgstr == "Otra  \nlínea"
    assert entries["No line"].msgstr == "Con\nlínea"


@VERSIONS
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<source>It rained, everybody came.</source>", "its source is another sentence"),
        ("<source/>", "its source is another sentence"),
        ("", "the unit has no source"),
    ],
)
def test_a_translation_of_another_sentence_is_not_imported(
    tmp_path: Path, version: str, source: str, reason: str
) -> None:
    path = exported(tmp_path / "a.xlf", version, RAIN)
    text = path.read_text("utf-8")
    target = '<target state="final">Vinieron todos.</target>'
    segment = f"<segment{APPROVED}>{source}<target>Vinieron todos.</target></segment>"
    inner = {"1.2": f"{source}{target}", "2.1": segment}[version]
    path.write_text(
        re.sub(r"(<(trans-)?unit [^>]*>).*(</(trans-)?unit>)", rf"\1{inner}\3", text, flags=re.S)
    )
    result = xliff.apply(RAIN, xliff.read(path).units)
    assert result.catalog.entries == RAIN.entries
    assert [one.message for one in result.problems] == [f"not imported, because {reason}"]


@pytest.mark.parametrize(
    ("approved", "state", "reviewed"),
    [
        ("yes", "", True),
        ("yes", "translated", True),
        ("", "final", True),
        ("", "signed-off", True),
        ("no", "final", True),
        ("no", "signed-off", True),
        ("no", "translated", False),
        ("", "translated", False),
        ("no", "needs-review-translation", False),
        ("", "", False),
    ],
)
def test_approval_and_state_of_version_1(
    tmp_path: Path, approved: str, state: str, reviewed: bool
) -> None:
    path = exported(tmp_path / "a.xlf", "1.2", RAIN)
    text = path.read_text("utf-8")
    text = text.replace('approved="no"', f'approved="{approved}"' if approved else "")
    text = text.replace('state="new">', f'state="{state}">Llovió.' if state else ">Llovió.")
    path.write_text(text, "utf-8")
    (entry,) = xliff.apply(RAIN, xliff.read(path).units).catalog.entries
    assert entry.state is (State.REVIEWED if reviewed else State.EDITED)


def test_a_tool_can_withdraw_the_approval_of_a_changed_text(tmp_path: Path) -> None:
    path = exported(tmp_path / "a.xlf", "1.2", catalog(Entry("Reviewed.", "Revisado.")))
    edited(edited(path, ">Revisado.", ">Visto."), 'approved="yes"', 'approved="no"')
    known = catalog(Entry("Reviewed.", "Revisado."))
    (entry,) = xliff.apply(known, xliff.read(path).units).catalog.entries
    assert (entry.msgstr, entry.state) == ("Visto.", State.EDITED)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text("<html/>")
    with pytest.raises(InputError, match="<file>"):
        xliff.read(path)


@VERSIONS
@needs_toolkit
def test_an_independent_reader_reads_the_same(tmp_path: Path, version: str) -> None:
    module = {"1.2": "xliff", "2.1": "xliff2"}[version]
    script = (
        "import sys, json, importlib;"
        f"m = importlib.import_module('translate.storage.{module}');"
        "f = getattr(m, sys.argv[2]).parsefile(sys.argv[1]);"
        "print(json.dumps([[u.source, u.target or ''] for u in f.units]))"
    )
    path = exported(tmp_path / "a.xlf", version)
    reader = {"1.2": "xlifffile", "2.1": "Xliff2File"}[version]
    read = json.loads(toolkit(script, path, reader))
    assert len(read) == 6
    assert ["Reviewed.", "Revisado."] in read


ICU = "{n, plural, one {# file} other {# files}}"
FORMS = catalog(
    Entry("A file", plurals=("Un archivo", "%d archivos"), plural="%d files"),
    Entry(ICU, "{n, plural, one {# archivo} many {# de archivos} other {# archivos}}"),
    Entry("{ $n ->\n [one] A file\n *[other] { $n } files\n}"),
    Entry("Empty one", plural="%d empty ones", plurals=("", "")),
)


@VERSIONS
def test_plural_forms_are_units(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version, FORMS)
    units = xliff.read(path).units
    assert len(units) == 2 + 3 + 3 + 2
    result = xliff.apply(FORMS, units)
    assert (result.catalog.dump(), result.problems) == (FORMS.dump(), ())
    edited(path, "# de archivos<", "# de ficheros<")
    edited(path, ">Un archivo<", ">Un fichero<")
    first, message = xliff.apply(FORMS, xliff.read(path).units).catalog.entries[:2]
    assert (first.plurals, first.state) == (("Un fichero", "%d archivos"), State.REVIEWED)
    assert message.msgstr == "{n, plural, one {# archivo} many {# de ficheros} other {# archivos}}"


def test_some_forms_are_not_taken_but_reported(tmp_path: Path) -> None:
    path = exported(tmp_path / "a.xlf", "1.2", FORMS)
    text = path.read_text("utf-8")
    path.write_text(text.replace('state="new"></target>', 'state="new">Vacío {n}</target>', 1))
    (problem,) = xliff.apply(FORMS, xliff.read(path).units).problems
    assert problem.message == "not imported, because only some of its forms are translated (1 of 3)"
    path.write_text(text.replace("# de archivos<", "# de} archivos<"))
    result = xliff.apply(FORMS, xliff.read(path).units)
    assert result.catalog.dump() == FORMS.dump()
    assert "braces would change the message" in result.problems[0].message


FLOWS = catalog(
    Entry(
        'See <img alt="A &quot;dog&quot;" src="a.png">, [this](b "It\'s it").',
        'VE <img alt="PERRO" src="a.png">, [ESTO](b "ESO").',
    ),
)


@VERSIONS
def test_words_in_codes_are_units(tmp_path: Path, version: str) -> None:
    path = exported(tmp_path / "a.xlf", version, FLOWS)
    units = xliff.read(path).units
    assert ["".join(map(str, unit.source or ())) for unit in units[1:]] == ['A "dog"', "It's it"]
    assert [unit.text for unit in units[1:]] == ["PERRO", "ESO"]
    assert xliff.apply(FLOWS, units).catalog.dump() == FLOWS.dump()
    edited(edited(path, ">PERRO<", '>Un "perro" &amp; más<'), ">ESO<", '>Es "eso"<')
    (entry,) = xliff.apply(FLOWS, xliff.read(path).units).catalog.entries
    assert entry.msgstr == (
        'VE <img alt="Un &quot;perro&quot; &amp; más" src="a.png">, [ESTO](b "Es \\"eso\\"").'
    )
    if version == "2.1":
        assert f'subFlows="{units[1].id}"' in path.read_text("utf-8")


@VERSIONS
def test_a_translation_that_is_too_long_is_reported(tmp_path: Path, version: str) -> None:
    known = catalog(Entry("Open it", "Abrir", flags=("max-length:8",)), Entry("Other", "Otro"))
    path = exported(tmp_path / "a.xlf", version, known)
    attribute = {"1.2": ' maxwidth="8" size-unit="char"', "2.1": ' slr:sizeRestriction="8"'}
    assert path.read_text("utf-8").count(attribute[version]) == 1
    edited(path, "Abrir", "Abrirlo ya")
    result = xliff.apply(known, xliff.read(path).units, accept=True)
    assert found(result)["Open it"].state is State.EDITED
    assert [one.message for one in result.problems] == [
        "imported, but not as reviewed, because it has 10 characters, and 8 are allowed"
    ]


@VERSIONS
def test_units_in_units_take_linear_time(tmp_path: Path, version: str) -> None:
    shape = XLIFF["units in units" if version.startswith("1") else "units of version 2 in units"]
    path = tmp_path / "a.xlf"

    def run(size: int) -> None:
        path.write_text(shape(size))
        assert len(xliff.read(path).units) == 1

    assert_linear(run, 20_000)

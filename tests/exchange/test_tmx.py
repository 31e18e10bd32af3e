"""TMX: written files are read back, also by another program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.errors import InputError
from hexapla.exchange import tmx, xmlstream
from hexapla.exchange.codes import Code, codes
from hexapla.languages import Language
from hexapla.memory.unit import Unit
from tests.growth import assert_linear
from tests.po import needs_toolkit, realistic, toolkit

EN, ES, PT = Language("en"), Language("es"), Language("pt-BR")

FOREIGN = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="Other" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en" srclang="EN-US" datatype="html"/><body>
<tu creationdate="20200101T000000Z" creationid="ANA">
 <tuv xml:lang="EN-US"><seg>Press <bpt i="1">&lt;b&gt;</bpt>Enter<ept i="1">&lt;/b&gt;</ept>
  <ph x="2">&lt;br/&gt;</ph>now.</seg></tuv>
 <tuv xml:lang="ES-MX"><seg>Pulse <bpt i="1">&lt;b&gt;</bpt>Intro<ept i="1">&lt;/b&gt;</ept>.
 </seg></tuv>
 <tuv lang="fr"><seg>Appuyez.</seg></tuv>
</tu>
<tu><tuv xml:lang="de"><seg>Ja.</seg></tuv><tuv xml:lang="fr"><seg>Oui.</seg></tuv></tu>
</body></tmx>
"""

# Characters that XML allows, with white space as in entries.
texts = realistic.map(
    lambda text: " ".join("".join(c for c in text if c >= " " and c not in "\x7f").split())
).filter(bool)

units = st.builds(
    Unit,
    texts,
    texts,
    st.none() | texts,
    st.sampled_from(["", "20260102T030405Z"]),
    st.sampled_from(["", 'Ana "Ñ" <a@b.c>']),
    st.sampled_from(["a.po", "b & c.po"]),
)


@given(st.lists(units, max_size=4))
def test_written_units_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, known: list[Unit]
) -> None:
    path = tmp_path_factory.mktemp("tmx") / "memory.tmx"
    assert tmx.write(path, known, EN, ES) == len(known)
    assert list(tmx.read(path, EN, ES)) == known


@pytest.mark.parametrize("where", ["tu", "tuv"])
def test_the_last_change_counts_wherever_a_file_says_it(tmp_path: Path, where: str) -> None:
    change = 'changedate="20240101T000000Z" changeid="Bo"'
    created = 'creationdate="20200101T000000Z" creationid="Ana"'
    unit, variant = (change, created) if where == "tu" else (created, change)
    path = tmp_path / "other.tmx"
    path.write_text(
        f'<tmx version="1.4"><header/><body><tu {unit}><tuv xml:lang="en"><seg>Yes.</seg></tuv>'
        f'<tuv xml:lang="es" {variant}><seg>Sí.</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    (found,) = tmx.read(path, EN, ES)
    assert (found.changed, found.author) == ("20240101T000000Z", "Bo")


@given(realistic)
def test_codes_are_complete_and_form_pairs(text: str) -> None:
    pieces = codes(text)
    assert "".join(p.text if isinstance(p, Code) else p for p in pieces) == text
    stack: list[int] = []
    for piece in pieces:
        if isinstance(piece, Code) and piece.role == "open":
            stack.append(piece.number)
        elif isinstance(piece, Code) and piece.role == "close":
            assert stack.pop() == piece.number
    assert not stack


def test_pairs_and_single_codes() -> None:
    pieces = codes('A <a href="x">**b**</a><br> and `c`.')
    found = [(p.text, p.number, p.role) for p in pieces if isinstance(p, Code)]
    assert found == [
        ('<a href="x">', 1, "open"),
        ("**", 2, "open"),
        ("**", 2, "close"),
        ("</a>", 1, "close"),
        ("<br>", 3, "alone"),
        ("`c`", 4, "alone"),
    ]


def test_a_file_of_another_program_with_variants_dates_authors_and_inline_elements(
    tmp_path: Path,
) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(FOREIGN, "utf-8")
    (unit,) = tmx.read(path, EN, ES)
    assert unit.source == "Press <b>Enter</b> <br/>now."
    assert unit.target == "Pulse <b>Intro</b>."
    assert (unit.changed, unit.author, unit.previous) == ("20200101T000000Z", "ANA", None)
    assert [u.target for u in tmx.read(path, Language("de"), Language("fr"))] == ["Oui."]
    assert list(tmx.read(path, EN, PT)) == []
    assert tmx.languages(path) == {"en-US": 1, "es-MX": 1, "fr": 2, "de": 1}


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(FOREIGN.replace('<?xml version="1.0"?>', ""), "utf-16")
    assert len(list(tmx.read(path, EN, ES))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tmx><body><tu></body></tmx>", "is not well-formed XML: mismatched tag"),
        ("<html/>", "is not a TMX file"),
        ('<!DOCTYPE t [<!ENTITY a "b">]><tmx>&a;</tmx>', "entity"),
        ('<!DOCTYPE t SYSTEM "t.dtd"><tmx><header/><tu>&nbsp;</tu></tmx>', "entity"),
        ("", "no element found"),
    ],
)
def test_other_files_are_refused_with_a_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.tmx"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        list(tmx.read(path, EN, ES))


def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "large.tmx"
    tmx.write(path, (Unit(f"Sentence {n}.", f"Frase {n}.") for n in range(8_000)), EN, ES)
    next(iter(tmx.read(path, EN, ES)))  # memory used by modules loaded at first use doesn't count
    tracemalloc.start()
    assert sum(1 for _ in tmx.read(path, EN, ES)) == 8_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


@needs_toolkit
def test_an_independent_reader_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    known = [Unit("One & <b>two</b>.", "Uno y <b>dos</b>."), Unit("Yes.", "Sí.")]
    tmx.write(path, known, EN, ES)
    script = (
        "import sys, json; from translate.storage import tmx;"
        "f = tmx.tmxfile.parsefile(sys.argv[1]);"
        "print(json.dumps([[u.source, u.target] for u in f.units]))"
    )
    assert json.loads(toolkit(script, path)) == [[u.source, u.target] for u in known]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [("es", "España"), ("es-ES", "España"), ("es-AR", "México"), ("es-MX", "México")],
)
def test_the_nearest_regional_form_is_used(tmp_path: Path, wanted: str, text: str) -> None:
    variants = (("en", "Hello"), ("es-MX", "México"), ("es-ES", "España"))
    tuvs = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in variants)
    path = tmp_path / "a.tmx"
    path.write_text(f'<tmx version="1.4"><header/><body><tu>{tuvs}</tu></body></tmx>', "utf-8")
    (unit,) = tmx.read(path, Language("en"), Language(wanted))
    assert unit.target == text


@pytest.mark.parametrize("token", ["<!--%s-->", '<prop type="%s">a</prop>', "<?a %s?>"])
def test_one_long_token_takes_linear_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    path = tmp_path / "a.tmx"
    monkeypatch.setattr(xmlstream, "_CHUNK_BYTES", 64)  # so that the file may be small

    def run(size: int) -> None:
        path.write_text(FOREIGN.replace("<tu>", f"<tu>{token % ('a' * size)}"))
        assert len(list(tmx.read(path, EN, ES))) == 1

    assert_linear(run, 60_000)

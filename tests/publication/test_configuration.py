"""publication.toml: values are read, mistakes are refused, and every key is explained."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from hexapla import documents
from hexapla.engines.order import DEFAULT_ORDER, Order
from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.publication.configuration import Configuration
from hexapla.publication.publication import Publication
from hexapla.publication.settings_file import commented_toml, read_configuration


def read(folder: Path, text: str) -> Configuration:
    path = folder / "publication.toml"
    path.write_text(text, encoding="utf-8")
    return read_configuration(path)


def test_an_empty_file_has_all_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Configuration()


def test_the_explained_file_has_the_defaults(tmp_path: Path) -> None:
    text = commented_toml()
    assert read(tmp_path, text) == Configuration()
    uncommented, keys = re.subn(r"(?m)^# (?=[a-z-]+ = )", "", text)
    options = sum(len(one.options) for one in documents.formats().values())
    assert keys == len(fields(Configuration)) - 1 + options
    assert read(tmp_path, uncommented) == Configuration()


def test_values_are_written_and_read_back(tmp_path: Path) -> None:
    text = commented_toml(
        {"sources": ("a", "b"), "languages": ("es",), "label": True, "min_reviewed": 9}
    )
    settings = read(tmp_path, text)
    assert settings == Configuration(
        sources=("a", "b"), languages=("es",), label=True, min_reviewed=9
    )


def test_any_text_is_written_and_read_back(tmp_path: Path) -> None:
    odd = "a \"b\" \\ 'c'\n\t\x07é😀"
    marks = {"es": "«»“”", "zh-Hans": "“”‘’"}
    settings = read(tmp_path, commented_toml({"sources": (odd,), "typography_quotations": marks}))
    assert settings == Configuration(sources=(odd,), typography_quotations=marks)


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ('langauges = ["es"]', 2, 1, "did you mean languages?"),
        ('\n[text]\nwarp = "auto"', 2, 3, "did you mean wrap in [text]?"),
        ('[txet]\nwrap = "auto"', 2, 1, "did you mean [text]?"),
        ('wrap = "auto"', 2, 1, "did you mean wrap in [text]?"),
        ('[text]\nwrap = "sometimes"', 2, 2, '"auto", "lines" or "blank"'),
        ('\n[markdown]\nrewrap = "wide"', 2, 3, '"none" or a number of columns'),
        ("[markdown]\nrewrap = 80", 2, 2, "rewrap can't be 80"),
        ("[markdown]\nstable-ids = 'yes'", 2, 2, "use true or false"),
        ("[markdown]\nfront-matter = 'title'", 2, 2, '["one", "two"]'),
        ("[html]\nwrap = 'auto'", 2, 2, "did you mean wrap in [text]?"),
        ("min-reviewed = 101", 2, 1, "0 to 100"),
        ("min-reviewed = true", 2, 1, "0 to 100"),
        ('languages = "es"', 2, 1, '["one", "two"]'),
        ("label = 1", 2, 1, "true or false"),
        ('[typography]\nquotations = { es = "«»" }', 2, 2, "four marks per language"),
        ('[typography.quotations]\nes = "abcd"', 2, 1, "four marks per language"),
        ('[segmentation.abbreviations]\nen = "Regt."', 2, 1, "table of lists"),
        ('label = true\nuse = "all', 3, 2, "is not valid TOML"),
        ("label =", 3, 1, "is not valid TOML"),
        ('engines = "argos"', 2, 1, "a list of engines, or a table of lists"),
        ('\nengines = { en-es = "argos" }', 2, 2, "a list of engines, or a table of lists"),
        ("[engines]\nen-es = []", 2, 1, "a list of engines, or a table of lists"),
        ('\nengines = { "*" = ["argos"], "spanish" = ["argos"] }', 2, 2, "is not a pair"),
        ('[engines]\n"*" = ["argos"]\n"en-xx" = ["argos"]', 2, 3, "'xx' is not a language code"),
    ],
)
def test_mistakes_say_where_and_what_to_do(
    tmp_path: Path, text: str, code: int, line: int, says: str
) -> None:
    with pytest.raises(HexaplaError) as caught:
        read(tmp_path, text)
    assert caught.value.exit_code == code
    assert caught.value.where == f"{tmp_path / 'publication.toml'}:{line}"
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


ORDERS = """[engines]
"*" = ["argos", "apertium"]
"en-pt" = ["apertium"]
"en-pt-BR" = ["firefox"]
"zh-Hans-en" = ["firefox", "argos"]
"""


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("en", "es", "argos apertium"),
        ("pt", "en", "argos apertium"),
        ("en-GB", "pt", "apertium"),
        ("en", "pt-BR", "firefox"),
        ("en", "pt-PT", "apertium"),
        ("zh-CN", "en-US", "firefox argos"),
        ("zh-Hant", "en", "argos apertium"),
    ],
)
def test_each_pair_may_have_its_own_engines(
    tmp_path: Path, source: str, target: str, names: str
) -> None:
    order = read(tmp_path, ORDERS).engines
    assert order.between(Language(source), Language(target)) == tuple(names.split())
    assert set(order.names) == {"argos", "apertium", "firefox"}
    again = read(tmp_path, commented_toml({"engines": order})).engines
    assert again == order


def test_without_a_list_for_all_pairs_they_have_the_usual_engines(tmp_path: Path) -> None:
    order = read(tmp_path, 'engines = { "en-eu" = ["apertium"] }').engines
    assert order.between(Language("en"), Language("es")) == DEFAULT_ORDER
    assert read(tmp_path, "engines = []").engines == Configuration().engines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('label = true\nengines = ["argos", "ubber"]', 2),
        ('label = true\nengines = { "*" = ["argos"], "en-es" = ["ubber"] }', 2),
        ('[engines]\n"*" = ["argos"]\n"en-es" = ["ubber"]', 3),
    ],
)
def test_a_misspelt_engine_says_where(tmp_path: Path, text: str, line: int) -> None:
    settings = tmp_path / "i18n" / "publication.toml"
    settings.parent.mkdir()
    settings.write_text(text, encoding="utf-8")
    publication = Publication.open(tmp_path)
    for ask in (publication.engines, publication.engine_statuses):
        with pytest.raises(UsageError, match="did you mean upper") as caught:
            ask()
        assert caught.value.where == f"{settings}:{line}"
    with pytest.raises(UsageError) as caught:
        publication.with_settings(engines=Order(("ubbers",))).engines()
    assert caught.value.where is None


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "publication.toml"
    path.write_bytes('catalogs = "übersetzt"'.encode("latin-1"))
    with pytest.raises(HexaplaError, match="is not UTF-8"):
        read_configuration(path)

"""Drafts begin with a capital or a small letter, as their sentence needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.drafting.drafter import drafter
from hexapla.drafting.initials import with_initials_of
from hexapla.engines.engine import Pair, Translation
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language
from hexapla.testing import IdentityEngine

EN = Language("en")


@pytest.mark.parametrize(
    ("tag", "source", "text", "expected"),
    [
        ("es", "Open the door", "abra la puerta", "Abra la puerta"),
        ("es", "open the door", "Abra la puerta", "abra la puerta"),
        ("es", "…and then he left", "…Y entonces se fue", "…y entonces se fue"),
        ("es", "…and then he left", "Y entonces se fue", "y entonces se fue"),
        ("es", "“Yes,” he said.", "“sí”, dijo.", "“Sí”, dijo."),
        ("es", "X1 is a tool.", "es X1 una herramienta.", "Es X1 una herramienta."),
        ("es", "X1 is a tool.", "X1 Es una herramienta.", "X1 es una herramienta."),
        ("es", "12 people died.", "12 Personas murieron.", "12 personas murieron."),
        ("es", "12 people died.", "murieron 12 personas.", "Murieron 12 personas."),
        ("es", "12 apples", "manzanas: 12", "manzanas: 12"),
        ("es", "npm is a tool.", "Npm es una herramienta.", "npm es una herramienta."),
        ("es", "npm is a tool.", "La herramienta es npm.", "La herramienta es npm."),
        ("es", "Run npm now", "npm se ejecuta", "npm se ejecuta"),
        ("es", "iPhone sales rose.", "Las ventas subieron.", "Las ventas subieron."),
        ("es", "in Spain", "España", "España"),
        ("es", "the United Nations", "Naciones Unidas", "Naciones Unidas"),
        ("es", "in the United Nations", "En las Naciones Unidas", "en las Naciones Unidas"),
        ("es", "PDF files", "archivos PDF", "archivos PDF"),
        ("es", "PDF files open.", "archivos PDF se abren.", "Archivos PDF se abren."),
        ("tr", "It is here", "ışık burada", "Işık burada"),
        ("tr", "In here", "içeride", "İçeride"),
        ("tr", "inside", "İçeride", "içeride"),
        ("tr", "warm", "Ilık", "ılık"),
        ("nl", "Ice cream", "ijs", "IJs"),
        ("de", "the house", "Das Haus", "Das Haus"),
        ("es", "a) open it", "a) Ábralo", "a) ábralo"),
        ("es", '"What?" he said.', '"Qué?" Dijo.', '"Qué?" dijo.'),
        ("es", '"Who?" asked Tom.', '"Quién?" Tom preguntó.', '"Quién?" Tom preguntó.'),
        (
            "es",
            'He is here. "Yes." She left.',
            'Está. "Sí." Ella se fue.',
            'Está. "Sí." Ella se fue.',
        ),
        ("es", "Returns it", "gmp_mul devuelve", "gmp_mul devuelve"),
        ("es", "gmp_mul example", "Ejemplo de gmp_mul", "Ejemplo de gmp_mul"),
        ("ja", "Open", "開く", "開く"),
        ("ka", "Open", "გახსნა", "გახსნა"),
        ("ru", "open it", "Откройте", "откройте"),
        ("es", "THE END", "el fin", "el fin"),
        ("el", "Open", "άνοιγμα", "Άνοιγμα"),
        ("es", "I think so", "creo que sí", "creo que sí"),
        ("es", "1. open it", "1. Ábralo", "1. ábralo"),
        ("es", "Monday", "lunes", "Lunes"),
        ("es", "on Monday", "El lunes", "el lunes"),
        ("es", "3.5 million people", "3,5 Millones de personas", "3,5 millones de personas"),
    ],
)
def test_initials(tag: str, source: str, text: str, expected: str) -> None:
    assert with_initials_of(source, text, (EN, Language(tag))) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [("lunes", "Monday"), ("inglés aquí", "English here"), ("yo creo", "I think")],
)
def test_english_keeps_its_capitals(source: str, text: str) -> None:
    assert with_initials_of(source, text, (Language("es"), EN)) == text


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("他来了。", "vino ayer.", "Vino ayer."),
        ("红色", "rojo", "rojo"),
        ("NASA 来了。", "la NASA vino.", "La NASA vino."),
        ("npm 很好。", "npm es bueno.", "npm es bueno."),
    ],
)
def test_from_a_script_without_capitals(source: str, text: str, expected: str) -> None:
    assert with_initials_of(source, text, (Language("zh"), Language("es"))) == expected


@given(st.text('aBi İ1X.?"…', max_size=20), st.text('aBi İ1X.?"…', max_size=20))
def test_only_the_case_changes(source: str, text: str) -> None:
    for tag in ("es", "tr", "nl"):
        found = with_initials_of(source, text, (EN, Language(tag)))
        assert (
            found.translate({0x130: "i", 0x131: "i"}).casefold()
            == text.translate({0x130: "i", 0x131: "i"}).casefold()
        )


class Lowering(IdentityEngine):
    """Writes everything in small letters."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        return (Translation(sentence.lower()) for sentence in sentences)


def test_drafts_are_mended() -> None:
    route = Route((Hop(Lowering(), Pair("en", "es")),))
    translator = drafter(route, EN, Language("es"))
    texts = [one.text for one in translator.translate(["Un día vino.", "un día vino"])]
    assert texts == ["Un día vino.", "un día vino"]

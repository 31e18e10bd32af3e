"""Translations that other programs than CommonMark would read in another way than their source."""

from __future__ import annotations

import pytest

from hexapla import documents
from hexapla.documents.document import uncut
from hexapla.languages import Language
from hexapla.testing.texts import in_capitals

SPANISH = Language("es")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("One\\\ntwo.", "Dos uno\\"),  # A line break at the end of a sentence loses its space.
        ('As "a.org,www.b.org" is.', 'Es www.b.org "a.org,".'),  # Now it would be a link.
        ("One (a)|(b) two.", "Uno (a) (b) dos."),  # To kramdown the source is a table.
    ],
)
def test_a_changed_structure_is_found(source: str, translation: str) -> None:
    document = documents.parse(source.encode(), uncut, name="a.md")
    segment = document.segments[0]
    assert document.changes(segment, translation)
    assert not document.changes(segment, segment.text)


@pytest.mark.parametrize(
    ("source", "translation", "written"),
    [
        ("One [@a], [#7].\n\n[@a]: /x\n[#7]: /y\n", "Uno [@a] [#7].", "Uno [@a]<!-- --> [#7]."),
        ("<td>one</td>\n", ":x: ==dos==", "<td>&#58;x: &#61;=dos&#61;&#61;</td>"),
        ("One ~~two~~ three.\n", "Uno ==~~dos~~ tres.", "Uno &#61;&#61;~~dos~~ tres."),
    ],
)
def test_signs_of_a_translation_stay_text(source: str, translation: str, written: str) -> None:
    document = documents.parse(source.encode(), uncut, name="a.md")
    first = document.segments[0]
    edition = document.render(lambda one: translation if one == first else one.text, SPANISH)
    assert edition.decode().splitlines()[0] == written


def test_a_break_that_begins_a_paragraph_stays_with_its_text() -> None:
    source = b"> <br> one two<br>\n> three\n"
    document = documents.parse(source, uncut, name="a.md")
    edition = document.render(in_capitals, SPANISH)
    assert edition == b"> <br> ONE TWO<br>\n> THREE\n"

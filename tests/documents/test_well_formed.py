"""An edition of XML is written only if it is as well-formed as its source, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.documents.document import uncut
from hexapla.documents.epub import FORMAT
from hexapla.documents.epub.document import EpubDocument
from hexapla.documents.office import document as office
from hexapla.documents.vocabularies import document as vocabularies
from hexapla.documents.xml.writing import spliced
from hexapla.languages import Language
from tests.conftest import Translate
from tests.documents.packed import docx, fodt, odt, p, part, pptx, xlsx
from tests.documents.test_epub import epub

SLIDE = "<p:sp><p:txBody><a:p><a:r><a:t>The road.</a:t></a:r></a:p></p:txBody></p:sp>"
FILES = {
    "a.docx": docx(p("The road.")),
    "a.odt": odt("<text:p>The road.</text:p>"),
    "a.fodt": fodt("<text:p>The road.</text:p>"),
    "a.pptx": pptx(SLIDE),
    "a.xlsx": xlsx("<si><t>The road.</t></si>"),
    "a.epub": epub("<p>The road.</p>"),
    "a.xml": b'<article xmlns="http://docbook.org/ns/docbook" version="5.0"><para>The road.</para>'
    b"</article>",
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_edition_is_not_written(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "b.txt").write_text("The road.\n")
    file = EpubDocument._file
    for module in (office, vocabularies):
        monkeypatch.setattr(module, "spliced", lambda *own: f"{spliced(*own)}<")
    monkeypatch.setattr(
        EpubDocument, "_file",
        lambda own, new: file(own, {name: data + b"<" for name, data in new.items()}),
    )  # fmt: skip
    done = translate(name, "b.txt", "--from", "en", "--to", "es", "--engine", "upper")
    assert (done.code, f"{name}" in done.err, "would be damaged" in done.err) == (3, True, True)
    written = {path.name for path in (tmp_path / "editions").rglob("*") if path.is_file()}
    assert written == {"b.txt", "manifest.json"}


@pytest.mark.parametrize(
    "text",
    [
        *("<x```1>a", "<a²>b", '<b `="1">c', '<i a="1" a="2">d</i>', "&#0;&#xD800;&#x110000;e"),
        *(
            "<?xml?>f",
            "<?>?>g",
            "<!-- -- -->h",
            "<p:q>i",
            "]]>j",
            "</b>k<b>",
            "<br>l",
            "\ufffe\x01m",
        ),
    ],
)
def test_nothing_in_a_translation_damages_a_book(text: str) -> None:
    document = FORMAT.parse(FILES["a.epub"], uncut)
    edition = document.render(lambda one: text, Language("es"))
    assert text[-1] in part(edition, "OPS/one.xhtml")

"""A file that is not a text says what it is, whatever its name and however it is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from hexapla.documents import parse
from hexapla.documents.document import uncut
from hexapla.errors import InputError
from tests.conftest import Translate


def packed(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, mimetype if name == "mimetype" else "words")
    return out.getvalue()


# Kinds that a format reads, by another suffix.
READ = {
    "a Word document", "a PowerPoint presentation", "an Excel workbook", "an OpenDocument text",
    "an OpenDocument spreadsheet", "an EPUB book",
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ODF = "application/vnd.oasis.opendocument."
FILES = {
    "a PDF document": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "an RTF document": rb"{\rtf1\ansi Hello.}",
    "a Word document": packed("[Content_Types].xml", "word/document.xml"),
    "an Excel workbook": packed("[Content_Types].xml", "xl/workbook.xml"),
    "a PowerPoint presentation": packed("[Content_Types].xml", "ppt/presentation.xml"),
    "a PowerPoint presentation in the old format (.ppt)": OLE
    + "PowerPoint Document".encode("utf-16-le"),
    "an OpenDocument text": packed("mimetype", mimetype=f"{ODF}text"),
    "an OpenDocument spreadsheet": packed("mimetype", mimetype=f"{ODF}spreadsheet"),
    "an EPUB book": packed("mimetype", mimetype="application/epub+zip"),
    "a ZIP archive": packed("a.txt"),
    "an image": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "an audio file": b"ID3\4\0\0\0\0\0\0",
    "a video": b"\0\0\0\x20ftypisom\0\0\2\0",
    "a compressed file": b"\x1f\x8b\x08\0\0\0\0\0",
    "a Microsoft Office document": OLE,
    "a Word document in the old format (.doc)": OLE + "WordDocument".encode("utf-16-le"),
    "a Microsoft Office document with a password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "a compiled catalog (.mo)": b"\xde\x12\x04\x95\0\0\0\0",
}


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".bin", ""])
@pytest.mark.parametrize("what", FILES)
def test_contents_decide(what: str, suffix: str) -> None:
    for format in (None, "text", "html", "markdown"):
        with pytest.raises(InputError) as caught:
            parse(FILES[what], uncut, name=f"a{suffix}", format=format)
        ending = "not a text" if what in READ else "which can't be translated"
        assert f"is {what}, {ending}; " in str(caught.value)
        assert "zero bytes" not in str(caught.value)


@pytest.mark.parametrize("start", ["BM is a party.", "MZ, who?", "OggS", "BZh 9", "ID3 tags", "PK"])
def test_words_that_look_like_a_signature_are_text(start: str) -> None:
    assert parse(start.encode(), uncut, name="a.txt").segments[0].text == start


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named_only_where_it_is(name: str) -> None:
    with pytest.raises(InputError, match=f"seems to be UTF-16.*use --encoding {name}"):
        parse("The road is closed.".encode(name), uncut, name="a.txt")
    with pytest.raises(InputError) as caught:
        parse(b"\x01\x02\x03\0\x04\x05\x06" * 9, uncut, name="a.txt")
    assert "UTF-16" not in str(caught.value)


def test_skipped_documents_are_named_once(translate: Translate, tmp_path: Path) -> None:
    """In one line, whatever the number of languages; what the settings exclude isn't named."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("The road is closed.\n")
    (tmp_path / "texts/logo.png").write_bytes(b"")
    for name in ("a.pdf", "b.doc"):
        (tmp_path / "texts" / name).write_bytes(b"")
    result = translate("texts", "--to", "es,fr", "--from", "en", "--engine", "upper")
    named = (
        "texts/a.pdf (a PDF document) and texts/b.doc (a Word document in the old format (.doc))"
    )
    advice = "save as .docx, Markdown or text (PDF: translate import)"
    assert result.err == f"translate: skipped {named}: no format reads them; {advice}\n"
    translate("init", "--from", "en", "--to", "es", "--sources", "texts")
    for name in "cdefg":
        (tmp_path / "texts" / f"{name}.rtf").write_bytes(b"")
    assert "c.rtf (an RTF document) and 4 more: no format" in translate("status").err
    settings = tmp_path / "i18n/publication.toml"
    (tmp_path / "texts/news.es.epub").write_bytes(b"")  # a book that Hexapla made
    settings.write_text('exclude = ["*.pdf", "*.doc", "*.rtf"]\n' + settings.read_text())
    assert "skipped" not in translate("status").err


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.po", "a.po:1: not a line of a .po file: It rained.; put # before a comment"),
        ("a.xlf", "is an XLIFF file, which can't be translated; use translate xliff import"),
        ("a.TMX", "which can't be translated; use translate memory import"),
        ("a.argosmodel", "is a model, which can't be translated; use translate models install"),
        ("a.doc", "no format has the suffix '.doc'; use --format text if it is plain text"),
        ("a.log", "no format has the suffix '.log'; use --format text if it is plain text"),
    ],
)
def test_files_for_other_commands(
    name: str, says: str, translate: Translate, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("It rained.\n")
    result = translate(name, "--to", "es")
    assert (result.code, result.err.count("\n")) == (3, 1)
    assert says in result.err

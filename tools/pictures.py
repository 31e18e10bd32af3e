"""Draw the pictures of docs/reference/formats.md: a page of each format, before and after.

    python tools/pictures.py

Needs LibreOffice (`soffice`), Poppler (`pdftoppm`) and Chromium. The documents are
`tools/sample.py`'s, what LibreOffice makes of it and of the slides and the sheet below, and a book.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import polib
import sample

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images" / "formats"
LARGEST = 60_000  # bytes of a picture
WIDTH = 400  # dots of a page
SCREEN = "400,280"  # dots of a chapter
# Dots of a sheet's page, and of the part of it with cells.
SHEET_WIDTH, CELLS = 800, ("-x", "60", "-y", "90", "-W", "260", "-H", "100")

TRANSLATIONS = {
    "The new library": "La nueva biblioteca",
    "The library opens its doors at nine in the morning.": "La biblioteca abre sus puertas a las "
    "nueve de la mañana.",
    "Children can borrow <b>three books</b> for four weeks.": "Los niños pueden llevarse "
    "<b>tres libros</b> durante cuatro semanas.",
    "Children can borrow <b>three books</b> for four weeks.<x1/>": "Los niños pueden llevarse "
    "<b>tres libros</b> durante cuatro semanas.<x1/>",
    "A list of the books is on <a>our website</a>.": "La lista de los libros está en <a>nuestro "
    "sitio web</a>.",
    "Room": "Sala",
    "Seats": "Plazas",
    "The reading room": "La sala de lectura",
    "The garden": "El jardín",
    "We want every house in our village to have a book.": "Queremos que en cada casa de nuestro "
    "pueblo haya un libro.",
    "In winter, for six weeks.": "En invierno, durante seis semanas.",
    "The village newspaper": "El periódico del pueblo",
    "Open from nine in the morning": "Abierta desde las nueve de la mañana",
    "Three books for <b>every child</b>": "Tres libros para <b>cada niño</b>",
    "All": "Total",
}
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{name}="{_OFFICE}:{uri}:1.0"'
    for name, uri in {
        "office": "office", "text": "text", "draw": "drawing", "presentation": "presentation",
        "table": "table", "style": "style", "svg": "svg-compatible", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
SLIDES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:automatic-styles>
<style:style style:name="F" style:family="graphic"><style:graphic-properties draw:fill="none"
  draw:stroke="none"/></style:style>
<style:style style:name="T" style:family="paragraph"><style:text-properties fo:font-size="48pt"/>
</style:style>
<style:style style:name="L" style:family="paragraph"><style:text-properties fo:font-size="32pt"/>
</style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/>
</style:style>
</office:automatic-styles>
<office:body><office:presentation><draw:page draw:name="1">
<draw:frame draw:style-name="F" svg:x="2cm" svg:y="1.5cm" svg:width="24cm" svg:height="3cm">
<draw:text-box><text:p text:style-name="T">The new library</text:p></draw:text-box></draw:frame>
<draw:frame draw:style-name="F" svg:x="2cm" svg:y="6cm" svg:width="24cm" svg:height="6cm">
<draw:text-box><text:p text:style-name="L">Open from nine in the morning</text:p>
<text:p text:style-name="L">Three books for <text:span text:style-name="B">every child</text:span>
</text:p></draw:text-box></draw:frame>
</draw:page></office:presentation></office:body></office:document>
"""
CHAPTER = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>The new library</title>
<style>body { margin: 2em; font-family: serif; line-height: 1.5; }
h1 { font-variant: small-caps; font-weight: normal; text-align: center; }
p { margin: 0; text-indent: 1.5em; text-align: justify; } h1 + p { text-indent: 0; }
p:first-of-type::first-letter { font-size: 300%; float: left; line-height: 1; }</style></head>
<body><h1>The new library</h1><p>The library opens its doors at nine in the morning.</p>
<p>Children can borrow <b>three books</b> for four weeks.</p>
<p>We want every house in our village to have a book.</p></body></html>
"""
BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": """<container version="1.0"
  xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile
  full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
""",
    "book.opf": """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"
  unique-identifier="id" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:identifier id="id">library</dc:identifier><dc:language>en</dc:language>
<dc:title>The new library</dc:title></metadata><manifest>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>
""",
    "a.xhtml": CHAPTER,
}
SHEET = "Room,Seats\nThe reading room,24\nThe garden,12\nAll,=SUM(B2:B3)\n"


def run(*command: str | Path, cwd: Path) -> str:
    """What a program prints; this one ends if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr or done.stdout}")
    return done.stdout


def convert(source: Path, kind: str, folder: Path, *options: str) -> Path:
    """What LibreOffice makes of a document."""
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *options]
    run(*office, "--convert-to", kind, "--outdir", folder, source, cwd=folder)
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def picture(source: Path, name: str, folder: Path) -> None:
    """Draw the first page of a document."""
    page = convert(source, "pdf", folder)
    sheet = source.suffix == ".xlsx"
    size = ["-scale-to-x", str(SHEET_WIDTH if sheet else WIDTH), "-scale-to-y", "-1"]
    part = CELLS if sheet else ()
    run("pdftoppm", "-png", "-singlefile", *size, *part, page, name, cwd=folder)
    keep(folder, name)


def chapter(source: Path, name: str, folder: Path) -> None:
    """Draw the chapter of a book."""
    page = folder / f"{name}.xhtml"
    page.write_bytes(zipfile.ZipFile(source).read("a.xhtml"))
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser"]
    shot = [f"--screenshot={folder}/{name}.png", f"--window-size={SCREEN}"]
    run("chromium", *options, *shot, page.as_uri(), cwd=folder)
    keep(folder, name)


def keep(folder: Path, name: str) -> None:
    """Put a picture among those of the documentation."""
    data = (folder / f"{name}.png").read_bytes()
    if len(data) > LARGEST:
        sys.exit(f"{name}.png has {len(data)} bytes; the limit is {LARGEST}")
    (IMAGES / f"{name}.png").write_bytes(data)


def translate(source: Path, folder: Path) -> Path:
    """The Spanish edition of a document, from the translations above."""
    program = Path(sys.executable).with_name("translate")
    run(program, "extract", source.name, "--from", "en", "--to", "es", cwd=folder)
    path = folder / f"locales/es/LC_MESSAGES/{source.stem}.po"
    catalog = polib.pofile(str(path))
    for entry in catalog:
        entry.msgstr = TRANSLATIONS[entry.msgid]
    catalog.save()
    run(program, "publish", source.name, "--from", "en", "--to", "es", cwd=folder)
    return folder / "editions/es" / source.name


def main() -> None:
    """Draw all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample.write(folder / "word.docx")
        inputs = folder / "inputs"
        inputs.mkdir()
        shutil.copy(folder / "word.docx", inputs / "text.docx")
        (inputs / "slides.fodp").write_text(SLIDES, "utf-8")
        (inputs / "sheet.csv").write_text(SHEET, "utf-8")
        with zipfile.ZipFile(folder / "book.epub", "w") as book:
            for member, text in BOOK.items():
                book.writestr(member, text)
        sources = [
            folder / "book.epub",
            folder / "word.docx",
            convert(inputs / "text.docx", "odt", folder),
            convert(inputs / "slides.fodp", "pptx", folder),
            convert(
                inputs / "sheet.csv", "xlsx", folder, "--infilter=CSV:44,34,76,1,,0,false,true"
            ),
        ]
        for source in sources:
            kind = source.suffix[1:]
            draw = chapter if kind == "epub" else picture
            draw(source, f"{kind}-before", folder)
            edition = translate(source, folder)
            draw(edition.rename(folder / f"edition{source.suffix}"), f"{kind}-after", folder)


if __name__ == "__main__":
    main()

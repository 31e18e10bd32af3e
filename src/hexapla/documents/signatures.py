"""What a file is that is not a text: by the first bytes of its contents, or by its suffix."""

from __future__ import annotations

from pathlib import PurePath
from shlex import quote
from typing import NamedTuple

from hexapla.errors import InputError
from hexapla.message import msg

__all__ = [
    "EVIDENCE_MARK",
    "PACKET_MARK",
    "FileKind",
    "as_argument",
    "image_type",
    "is_no_article",
    "is_packet",
    "is_pdf",
    "kind_for_other_commands",
    "kind_of_contents",
    "kind_of_name",
    "refusal",
    "refuse_binary",
]


PACKET_MARK = "Hexapla: a packet for review"
"""The generator that a packet names: an HTML file that is no article."""

EVIDENCE_MARK = "Hexapla: evidence"
"""The generator that evidence of how editions were made names: an HTML file that is no article."""

# Far enough into a page for its head, which browsers change when they save it.
_HEAD_BYTES = 4_000


class FileKind(NamedTuple):
    """A kind of file that is not a text: what it is, and what to do with it.

    ``{file}`` in the advice stands for the file. ``is_text`` is True if its contents are a text
    without a signature. ``read`` is True if a format reads such files, but this one has the suffix
    of another.
    """

    name: str
    advice: str
    is_text: bool = False
    read: bool = False


_EXPORT = msg("save its text as HTML or plain text first")
_UNPACK = msg("unpack it, and name the files in it")
_NO_TEXT = msg("name a file with text instead")
_LISTEN = msg("write its words into a text file first")
_CONVERT = msg("convert it to Markdown, HTML or plain text first")

_PDF = FileKind(msg("a PDF document"), "translate import {file} makes a Markdown article of it")
_RTF = FileKind(msg("an RTF document"), msg("save it as .docx or .odt first"))
_DOC = FileKind(msg("a Word document in the old format (.doc)"), msg("save it as .docx first"))
_WORD = FileKind(msg("a Word document"), msg("use the suffix .docx, or --format docx"), read=True)
_XLS = FileKind(msg("an Excel workbook in the old format (.xls)"), msg("save it as .xlsx first"))
_EXCEL = FileKind(
    msg("an Excel workbook"), msg("use the suffix .xlsx, or --format xlsx"), read=True
)
_PPT = FileKind(
    msg("a PowerPoint presentation in the old format (.ppt)"), msg("save it as .pptx first")
)
_POWERPOINT = FileKind(
    msg("a PowerPoint presentation"), msg("use the suffix .pptx, or --format pptx"), read=True
)
_OFFICE = FileKind(
    msg("a Microsoft Office document"), msg("save it as .docx, .xlsx or .pptx first")
)
_ENCRYPTED = FileKind(
    msg("a Microsoft Office document with a password"),
    msg("save a copy without the password first"),
)
_ODT = FileKind(msg("an OpenDocument text"), msg("use the suffix .odt, or --format odt"), read=True)
_ODS = FileKind(
    msg("an OpenDocument spreadsheet"), msg("use the suffix .ods, or --format ods"), read=True
)
_ODP = FileKind(
    msg("an OpenDocument presentation"), msg("use the suffix .odp, or --format odp"), read=True
)
_PAGES = FileKind(msg("an Apple iWork document"), msg("export it as .docx, .xlsx or .pptx first"))
_EPUB = FileKind(msg("an EPUB book"), msg("use the suffix .epub, or --format epub"), read=True)
_BOOK = FileKind(msg("an e-book"), _EXPORT)
_POSTSCRIPT = FileKind(msg("a PostScript document"), _EXPORT)
_DJVU = FileKind(msg("a DjVu document"), _EXPORT)
_ARCHIVE = FileKind(msg("an archive"), _UNPACK)
_ZIP = FileKind(msg("a ZIP archive"), _UNPACK)
_COMPRESSED = FileKind(msg("a compressed file"), msg("unpack it first"))
_IMAGE = FileKind(msg("an image"), _NO_TEXT)
_AUDIO = FileKind(msg("an audio file"), _LISTEN)
_VIDEO = FileKind(msg("a video"), _LISTEN)
_FONT = FileKind(msg("a font"), _NO_TEXT)
_PROGRAM = FileKind(msg("a program"), _NO_TEXT)
_DATABASE = FileKind(msg("a database"), msg("export its text first"))
_CATALOG = FileKind(msg("a compiled catalog (.mo)"), msg("name the article, not its catalog"))
_PROPERTY_LIST = FileKind(msg("a binary property list"), _NO_TEXT)

_BY_SUFFIX: dict[str, FileKind] = {
    suffix: kind
    for kind, suffixes in {
        _PDF: ".pdf",
        _RTF: ".rtf",
        _DOC: ".doc .dot",
        _XLS: ".xls",
        _PPT: ".ppt .pps",
        _PAGES: ".pages .numbers .key",
        _BOOK: ".mobi .azw .azw3 .fb2",
        _POSTSCRIPT: ".ps",
        _DJVU: ".djvu .djv",
        FileKind(msg("a LaTeX file"), _CONVERT, is_text=True): ".tex",
        FileKind(msg("an Org file"), _CONVERT, is_text=True): ".org",
        FileKind(msg("a wiki page"), _CONVERT, is_text=True): ".wiki .mediawiki .textile",
        FileKind(msg("XML without rules or texts"), _CONVERT, is_text=True): ".xml",
        FileKind(msg("a subtitle file"), _CONVERT, is_text=True): ".srt .vtt",
    }.items()
    for suffix in suffixes.split()
}

# Files that other commands read.
_EXCHANGED: dict[str, FileKind] = {
    ".po": FileKind(msg("a catalog"), msg("name its article instead")),
    ".pot": FileKind(msg("a template"), msg("name its article instead")),
    ".mo": _CATALOG,
    ".xlf": FileKind(msg("an XLIFF file"), msg("use translate xliff import")),
    ".xliff": FileKind(msg("an XLIFF file"), msg("use translate xliff import")),
    ".tmx": FileKind(msg("a translation memory"), msg("use translate memory import")),
    ".tbx": FileKind(msg("a glossary"), msg("use translate glossary import")),
    ".csv": FileKind(msg("a table"), msg("if it is a glossary, use translate glossary import")),
    ".argosmodel": FileKind(msg("a model"), msg("use translate models install")),
}

# Signatures that contain bytes which no text has, or that no text begins with by chance.
_SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"{\\rtf", _RTF),
    (0, b"%!PS-Adobe", _POSTSCRIPT),
    (0, b"AT&TFORM", _DJVU),
    (0, b"\x89PNG\r\n\x1a\n", _IMAGE),
    (0, b"\xff\xd8\xff", _IMAGE),
    (0, b"II*\0", _IMAGE),
    (0, b"MM\0*", _IMAGE),
    (0, b"\0\0\1\0", _IMAGE),
    (0, b"\0\0\0\x0cjP  ", _IMAGE),
    (0, b"\x1f\x8b", _COMPRESSED),
    (0, b"\xfd7zXZ\0", _COMPRESSED),
    (0, b"\x28\xb5\x2f\xfd", _COMPRESSED),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"SQLite format 3\0", _DATABASE),
    (0, b"\xde\x12\x04\x95", _CATALOG),
    (0, b"\x95\x04\x12\xde", _CATALOG),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\0asm", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\0\1\0\0\0", _FONT),
    (0, b"\x1aE\xdf\xa3", _VIDEO),
    (0, b"\0\0\1\xba", _VIDEO),
    (60, b"BOOKMOBI", _BOOK),
    (0, b"bplist00", _PROPERTY_LIST),
)  # fmt: skip
# Words that a text may begin with: they count only if control characters follow.
_WEAK_SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"GIF87a", _IMAGE),
    (0, b"GIF89a", _IMAGE),
    (0, b"BM", _IMAGE),
    (0, b"8BPS", _IMAGE),
    (8, b"WEBP", _IMAGE),
    (8, b"WAVE", _AUDIO),
    (8, b"AVI ", _VIDEO),
    (4, b"ftypM4A", _AUDIO),
    (4, b"ftypheic", _IMAGE),
    (4, b"ftypavif", _IMAGE),
    (4, b"ftyp", _VIDEO),
    (0, b"ID3", _AUDIO),
    (0, b"\xff\xfb", _AUDIO),
    (0, b"\xff\xf3", _AUDIO),
    (0, b"\xff\xf1", _AUDIO),
    (0, b"fLaC", _AUDIO),
    (0, b"OggS", _AUDIO),
    (0, b"MThd", _AUDIO),
    (0, b"FLV", _VIDEO),
    (0, b"BZh", _COMPRESSED),
    (0, b"MZ", _PROGRAM),
    (0, b"OTTO", _FONT),
    (0, b"wOFF", _FONT),
    (0, b"wOF2", _FONT),
)
_CONTROLS = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))
_HEAD = 4096
_PDF_HEAD = 1024

_ZIP_START = b"PK\3\4"
# What is in the files that Office programs pack into a ZIP archive, and their media types.
_IN_ZIP: tuple[tuple[bytes, FileKind], ...] = (
    (b"application/epub+zip", _EPUB),
    (b"opendocument.text", _ODT),
    (b"opendocument.spreadsheet", _ODS),
    (b"opendocument.presentation", _ODP),
    (b"word/document", _WORD),
    (b"word/", _WORD),
    (b"xl/workbook", _EXCEL),
    (b"ppt/presentation", _POWERPOINT),
    (b"Index/Document.iwa", _PAGES),
    (b"[Content_Types].xml", _OFFICE),
)
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", _ENCRYPTED),
    ("WordDocument", _DOC),
    ("Workbook", _XLS),
    ("PowerPoint Document", _PPT),
)


def kind_of_contents(data: bytes) -> FileKind | None:
    """What a file is by its contents; None if they may be a text."""
    if data.startswith(_ZIP_START):
        # The names of its files are at the end, in the archive's directory.
        return _first_in(data, _IN_ZIP) or _ZIP
    if data.startswith(_OLE_START):
        names = tuple((name.encode("utf-16-le"), kind) for name, kind in _IN_OLE)
        return _first_in(data, names) or _OFFICE
    if is_pdf(data):
        return _PDF
    head = data[:_HEAD]
    is_binary = not _CONTROLS.isdisjoint(head)
    for at, start, kind in _SIGNATURES + (_WEAK_SIGNATURES if is_binary else ()):
        if head.startswith(start, at):
            return kind
    return None


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF, which may have other bytes before its beginning."""
    late = b"%PDF-" in data[:_PDF_HEAD] and b"%%EOF" in data[-_PDF_HEAD:]
    return data.startswith(b"%PDF-") or late


def image_type(data: bytes) -> str | None:
    """The media type of an image that browsers show, by its contents: GIF, JPEG, PNG or WebP.

    None for any other file, and if the beginning of the image is damaged.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and any(data[16:24]):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xda" in data:
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) > 13 and any(data[6:10]):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:16] in (b"WEBPVP8 ", b"WEBPVP8L", b"WEBPVP8X"):
        return "image/webp"
    return None


def kind_of_name(name: str) -> FileKind | None:
    """What a file with text is that Hexapla doesn't read, by the suffix of its name, in any case.

    None for all other files, such as images.
    """
    return _BY_SUFFIX.get(PurePath(name).suffix.lower())


def kind_for_other_commands(name: str) -> FileKind | None:
    """What a file is that other commands than those for articles read, by its suffix."""
    return _EXCHANGED.get(PurePath(name).suffix.lower())


def refuse_binary(data: bytes, where: str) -> None:
    """Raise InputError for contents that are known not to be a text."""
    if kind := kind_of_contents(data):
        raise refusal(kind, where)


def refusal(kind: FileKind, where: str) -> InputError:
    """The error for a file of a kind that isn't read, or not by the format of its suffix.

    ``where`` is the path of the file, or what messages call it.
    """
    message = f"is {kind.name}, " + ("not a text" if kind.read else "which can't be translated")
    return InputError(
        message, where=where or None, hint=kind.advice.format(file=as_argument(where))
    )


def as_argument(where: str) -> str:
    """A file as an argument of a command that a hint names; "FILE" if it isn't one."""
    return quote(where) if PurePath(where).suffix else "FILE"


def _first_in(data: bytes, names: tuple[tuple[bytes, FileKind], ...]) -> FileKind | None:
    return next((kind for name, kind in names if name in data), None)


def is_packet(head: bytes) -> bool:
    """Whether an HTML file is a packet for review, by its first 4,000 bytes."""
    return _names(PACKET_MARK, head)


def is_no_article(head: bytes) -> bool:
    """Whether Hexapla made an HTML file that is no article, by its first 4,000 bytes."""
    return _names(PACKET_MARK, head) or _names(EVIDENCE_MARK, head)


def _names(mark: str, head: bytes) -> bool:
    return f'name="generator" content="{mark}"'.encode() in head[:_HEAD_BYTES]

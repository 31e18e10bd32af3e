"""Finding a format, decoding, and the document model that all formats share."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.decoding import Encoding
from hexapla.documents.document import uncut
from hexapla.documents.text_document import cut
from hexapla.documents.wrapping import collapse, display_width, one_line, wrap
from hexapla.errors import HexaplaError, InputError, UsageError


def texts(data: bytes) -> list[str]:
    return [s.text for s in documents.parse(data, uncut, name="a.txt").segments]


# ── formats ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "some/where/a.b.text", "README"])
def test_plain_text_is_found_by_suffix(name: str) -> None:
    assert documents.find_format(name).name == "text"


def test_an_explicit_format_overrides_the_suffix() -> None:
    assert documents.find_format("page.unheard-of", "text").name == "text"


def test_suffixes_are_the_ends_of_file_names() -> None:
    assert {".txt", ".text"} <= set(documents.suffixes())
    assert all(s.startswith(".") and s == s.lower() for s in documents.suffixes())


def test_an_unknown_suffix_is_an_input_error_that_lists_the_formats() -> None:
    with pytest.raises(InputError, match=r"page\.unheard-of: .*'\.unheard-of'.*text"):
        documents.find_format("page.unheard-of")


def test_an_unknown_format_is_a_usage_error_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean text"):
        documents.parse(b"", uncut, format="txt")


def test_options_are_checked() -> None:
    with pytest.raises(UsageError, match='"auto", "lines" or "blank"'):
        documents.parse(b"", uncut, format="text", options={"wrap": "sideways"})
    with pytest.raises(UsageError, match="'warp'"):
        documents.parse(b"", uncut, format="text", options={"warp": "lines"})


# ── decoding ────────────────────────────────────────────────────────────────────────────────

MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
PLAIN_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(PLAIN_TEXT, st.sampled_from(sorted(MARKED)))
def test_a_byte_order_mark_decides_and_is_kept(text: str, name: str) -> None:
    data = MARKED[name] + text.encode(name)
    assert documents.decode(data) == (text, Encoding(name, MARKED[name]))
    assert Encoding(name, MARKED[name]).encode(text) == data


@given(PLAIN_TEXT)
def test_without_a_mark_it_is_utf_8(text: str) -> None:
    data = ("x" + text).encode()
    assert documents.decode(data) == ("x" + text, Encoding())


@pytest.mark.parametrize(
    ("encoding", "data", "found"),
    [
        ("cp1252", "café “x”".encode("cp1252"), Encoding("cp1252")),
        ("koi8-r", "Привет".encode("koi8-r"), Encoding("koi8-r")),
        ("Shift-JIS", "日本語".encode("shift_jis"), Encoding("shift_jis")),
        ("utf8", codecs.BOM_UTF8 + b"x", Encoding("utf-8", codecs.BOM_UTF8)),
        ("utf-8-sig", b"x", Encoding("utf-8")),
        ("utf-16", "x".encode("utf-16-be"), Encoding("utf-16-be")),
        ("utf-16", b"\xff\xfex\0", Encoding("utf-16-le", b"\xff\xfe")),
        ("utf-16-le", "x".encode("utf-16-le"), Encoding("utf-16-le")),
        ("latin-1", b"\xff\xfe", Encoding("iso8859-1")),
    ],
)
def test_an_encoding_can_be_given(encoding: str, data: bytes, found: Encoding) -> None:
    text, encoding_found = documents.decode(data, encoding=encoding)
    assert encoding_found == found
    assert found.encode(text) == data


def test_a_character_missing_from_the_encoding_makes_it_utf_8() -> None:
    assert Encoding("cp1252").encode("é") == b"\xe9"
    assert Encoding("cp1252").encode("Ж") == "Ж".encode()
    utf_16 = Encoding("utf-16-le", codecs.BOM_UTF16_LE)
    assert utf_16.encode("Ж") == codecs.BOM_UTF16_LE + "Ж".encode("utf-16-le")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "x\0y"])
def test_an_unknown_encoding_is_a_usage_error(encoding: str) -> None:
    with pytest.raises(UsageError, match="unknown encoding"):
        documents.decode(b"x", encoding=encoding)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"one\r\ntwo\rcaf\xe9", "utf-8", r"^a\.txt:3: is not valid UTF-8: byte 13 is 0xE9; use"),
        (b"\xe2\x82", "utf-8", r"^a\.txt:1: is not valid UTF-8"),
        (bytes(range(1, 256)) * 2, None, r"^a\.txt:3: is not valid UTF-8"),
        (codecs.BOM_UTF16_LE + b"\0\xd8", None, r"^a\.txt: is not valid UTF-16-LE"),
        (codecs.BOM_UTF16_LE + b"x", None, r"^a\.txt: is not valid UTF-16-LE"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, r"^a\.txt: is an image"),
        ("x\0".encode("utf-16"), None, r"^a\.txt: is not a text file"),
        ("text".encode("utf-16-le"), None, r"^a\.txt: seems to be UTF-16"),
        (b"a\0b", "latin-1", r"^a\.txt: is not a text file"),
        (b"\x1b$B\x1b(Bx", "iso2022_jp", r"^a\.txt: can't be read and written .* without changes"),
    ],
)
def test_binary_data_is_an_input_error(data: bytes, encoding: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        documents.decode(data, where="a.txt", encoding=encoding)


@given(st.binary(max_size=60), st.sampled_from([None, "utf-7", "cp932", "idna", "utf-16", "hz"]))
def test_any_bytes_are_decoded_without_loss_or_refused(data: bytes, encoding: str | None) -> None:
    try:
        text, found = documents.decode(data, encoding=encoding)
    except HexaplaError:
        return
    assert found.encode(text) == data


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, b"\f\n", b"---\n* * *\n"])
def test_an_empty_file_has_no_segments(data: bytes) -> None:
    assert texts(data) == []


# ── segments ────────────────────────────────────────────────────────────────────────────────


def pieces_of(*pieces: str) -> list[str]:
    text = "".join(pieces)
    return [text[a:b] for a, b in cut(text, lambda _, atoms=(): pieces)]


def test_white_space_is_between_segments() -> None:
    assert pieces_of(" One. ", "\t", "Two.\u00a0", "\u3000Three. ") == ["One.", "Two.", "Three."]


def test_a_piece_without_letters_joins_its_neighbour() -> None:
    assert pieces_of("It was 5. ", "2015. ", "Then") == ["It was 5. 2015.", "Then"]
    assert pieces_of("1. ", "2) ", "Then", " …") == ["1. 2) Then …"]
    assert pieces_of("2015. ", "…") == []


def test_pieces_that_are_not_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match="pieces"):
        cut("One. Two.", lambda text, atoms=(): text.split())


# ── lines ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \t b\r\n c\n", "a b c"),
        ("10\u00a0km\u202f!\u3000x", "10\u00a0km\u202f!\u3000x"),
        ("日本\n語と\n  English\nです。\nOK", "日本語と English です。OK"),
        ("ภาษา\nไทย", "ภาษาไทย"),
        ("한국어\n문장", "한국어 문장"),
        ("हिन्दी\nमें", "हिन्दी में"),
    ],
)
def test_collapsing(text: str, expected: str) -> None:
    assert collapse(text) == expected
    assert collapse(expected) == expected


def test_text_without_line_ends_is_left_alone() -> None:
    assert one_line("two  spaces ") == "two  spaces "
    assert one_line("a\u2028b\fc\r\n\r\nd\n") == "a b c d"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("ﾊﾝ", 2),
        ("a\u200fb", 2),
        ("हि", 2),
        ("🙂", 2),
        ("\ufdd4", 1),
    ],
)
def test_display_width(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_wrapping_keeps_closing_marks_with_their_word() -> None:
    assert wrap("彼は「これは本です。」と言った。", 10) == [
        "彼は「これ",
        "は本で",
        "す。」と",
        "言った。",
    ]


WORDS = st.text("ab漢字かな。、「」é\u0301-한 ", min_size=1)


@given(WORDS, st.integers(1, 40), st.integers(0, 8), st.sampled_from(["", "  ", "> ", "\t"]))
def test_wrapping_breaks_lines_and_nothing_else(
    words: str, width: int, first: int, hang: str
) -> None:
    text = collapse(words)
    lines = wrap(text, width, first=first, hang=hang)
    bare = [line.removeprefix(hang) if i else line for i, line in enumerate(lines)]
    assert "".join(bare).replace(" ", "") == text.replace(" ", "")
    ideographs = any(char in "漢字かな。、「」" for char in text)
    assert ideographs or collapse("\n".join(bare)) == text
    for line in lines[1:-1]:
        # A line that is too wide could not be broken.
        if display_width(line.expandtabs()) > width:
            assert wrap(line.removeprefix(hang), 1) == [line.removeprefix(hang)]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "It rained -- 2 days, didn't it?", 6),
        ("a.txt", "雨が降った。", 5),
        ("a.txt", "Виктор sagte « oui ».", 3),
        ("a.html", '<p>The <b class="big red">road</b> is closed.', 4),
        ("a.md", "See [the *map*](https://example.org/a-b) now.", 4),
    ],
)
def test_words(name: str, text: str, words: int) -> None:
    assert documents.parse(text.encode(), uncut, name=name).words == words

"""Plain text: which lines belong together, and editions that change nothing else.

Each `fixtures/text/NAME.txt` has a `NAME.blocks` (the kind of each block, then its segments,
separated by `|`) and a `NAME.upper` (its edition in capitals). `FormatContract` tests what holds
for all formats.
"""

from __future__ import annotations

import codecs
import re
import shutil
import subprocess
import textwrap
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.document import Segment, uncut
from hexapla.documents.text import FORMAT
from hexapla.documents.text_document import TextDocument
from hexapla.documents.wrapping import EDGES, collapse
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from tests.conftest import ROOT
from tests.growth import assert_linear

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "text").glob("*.txt"))
SAMPLE = ROOT / "seeds" / "coalition-in-syria.txt"
ENGLISH, CHINESE = Language("en"), Language("zh-Hans")


def sentences(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    return re.findall(r".+?(?:[.!?](?=\s)\s+|。|$)", text, re.DOTALL)


def parse(text: str | bytes, wrap: str = "auto") -> TextDocument:
    data = text.encode() if isinstance(text, str) else text
    document = documents.parse(data, sentences, format="text", options={"wrap": wrap})
    assert isinstance(document, TextDocument)
    return document


def upper(segment: Segment) -> str:
    return segment.text.upper()


def blocks(text: str | bytes, wrap: str = "auto") -> list[tuple[str, str]]:
    """The kind and text of each block."""
    return [
        (block.kind, "|".join(segment.text for segment in block.segments))
        for block in parse(text, wrap).blocks
    ]


def contents(text: str | bytes, wrap: str = "auto") -> list[str]:
    return [text for _, text in blocks(text, wrap)]


def edition(text: str, words: dict[str, str | None], language: Language = ENGLISH) -> str:
    data = parse(text).render(lambda s: words.get(s.text, s.text), language)
    return data.decode()


# ── fixtures ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    source = path.read_bytes()
    found = [f"{kind}: {text}" for kind, text in blocks(source)]
    assert found == path.with_suffix(".blocks").read_text("utf-8").splitlines()
    document = parse(source)
    assert document.render(upper, ENGLISH) == path.with_suffix(".upper").read_bytes()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_without_final_newline_and_with_a_byte_order_mark(path: Path) -> None:
    text = path.read_text("utf-8").rstrip("\n")
    assert blocks(codecs.BOM_UTF8 + text.encode()) == blocks(text)
    capitals = parse(codecs.BOM_UTF8 + text.encode()).render(upper, ENGLISH)
    expected = path.with_suffix(".upper").read_bytes().rstrip(b"\n")
    assert capitals == codecs.BOM_UTF8 + expected


def test_the_sample() -> None:
    document = parse(SAMPLE.read_bytes())
    assert len(document.blocks) == 15
    assert [block.line for block in document.blocks] == list(range(1, 16))
    headings = [block.line for block in document.blocks if block.kind == "heading"]
    assert headings == [1, 7, 12]
    assert {block.kind for block in document.blocks} == {"heading", "paragraph"}


# ── which lines belong together ─────────────────────────────────────────────────────────────

PROSE = (
    "The delegation will discuss the settlement of the crisis with its partners in the capital, "
    "the minister said on Tuesday. It may include military officers. He added that the work "
    "has to be taken to a serious, substantive level before the end of the year."
)


@pytest.mark.parametrize("width", [40, 60, 65, 72, 80, 100, 120])
def test_wrapped_lines_join(width: int) -> None:
    wrapped = textwrap.fill(PROSE, width)
    assert [b.replace("|", " ") for b in contents(wrapped)] == [PROSE]
    # Paragraphs without a blank line between them: a line that is not full ends one.
    again = f"{wrapped}\n{textwrap.fill('A second one follows. ' + PROSE, width)}\n"
    if wrapped.splitlines()[-1] != max(wrapped.splitlines(), key=len):
        assert len(contents(again)) == 2


@pytest.mark.parametrize("width", [45, 50, 60, 66])
def test_lines_balanced_by_fmt_join(width: int) -> None:
    fmt = shutil.which("fmt")
    if fmt is None:
        pytest.skip("there is no fmt here")
    done = subprocess.run([fmt, "-w", str(width)], input=PROSE, capture_output=True, text=True)
    assert contents(done.stdout) == contents(PROSE)


@pytest.mark.parametrize(
    ("row", "cells", "filled"),
    [
        (
            "Name            Age     City of residence",
            ["Name", "Age", "City of residence"],
            "XX              XX      XX",
        ),
        ("| name       | residence  |", ["name", "residence"], "| XX         | XX         |"),
        ("- Coffee, small        2.50", ["Coffee, small"], "- XX                   2.50"),
        ("Bread\t14\tElm Road", ["Bread", "Elm Road"], "XX\t14\tXX"),
        ("日本      Tokyo", ["日本", "Tokyo"], "XX        XX"),
    ],
)
def test_cells_of_a_row_keep_their_columns(row: str, cells: list[str], filled: str) -> None:
    assert contents(row) == cells
    assert parse(row).render(lambda s: "XX", ENGLISH).decode() == filled
    assert parse(row).render(lambda s: s.text, ENGLISH).decode() == row


@pytest.mark.parametrize("width", [121, 160])
def test_lines_over_120_columns_were_not_wrapped(width: int) -> None:
    line = "x" * (width - 4) + " abc"
    assert contents(f"{line}\n{line}\nshort end of it.") == [line, line, "short end of it."]


def test_a_long_url_does_not_set_the_width() -> None:
    url = "https://example.org/" + "x" * 110
    text = textwrap.fill(PROSE.replace("capital,", f"capital, {url}"), 72, break_long_words=False)
    assert len(contents(text)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        # An address, a signature, a couplet, a stanza, dialogue, a headline with a byline.
        ["Acme Limited", "12 Long Main Street", "London"],
        ["phone: 12 34", "mobile: 555 66 77", "fax: 1"],
        ["Had we but world enough and time,", "This coyness, lady, were no crime."],
        [
            "I wandered lonely as a cloud",
            "That floats on high o'er vales and hills,",
            "When all at once I saw a crowd,",
            "A host, of golden daffodils;",
        ],
        [
            "He came in and looked at her for a while.",
            "She said nothing.",
            "They left the house together the next morning, without a word.",
            "It was cold.",
        ],
        ["Ministers Discuss the Settlement of the Crisis in Their Capital", "By Jane Doe"],
    ],
)
def test_lines_broken_by_a_person_stay_separate(lines: list[str]) -> None:
    expected = [collapse(line) for line in lines]
    assert contents("\n".join(lines)) == expected
    assert contents("\n".join(lines) + "\n\n" + PROSE)[: len(lines)] == expected


def test_ideographs_are_two_columns_wide_and_join_without_a_space() -> None:
    text = (
        "代表团将于星期二在首都与合作伙伴讨论解决危机的问题，部长说。"
        "他补充说，这项工作必须在年底之前完成。"
    )
    wrapped = "\n".join(textwrap.wrap(text, 30))
    assert contents(wrapped) == [text.replace("。他", "。|他")]


def test_a_heading_is_short_unpunctuated_and_has_body_text_after_it() -> None:
    body = "Some body text."
    assert blocks(f"A title\n\n{body}")[0] == ("heading", "A title")
    assert blocks(f"A title\nIts subtitle\n{PROSE}")[1] == ("heading", "Its subtitle")
    assert blocks(f"Title: “Quoted”\n\n{body}")[0][0] == "heading"
    assert blocks("What to bring\n- bread")[0][0] == "heading"
    for no_heading in ("A sentence.", "Bring:", "Dear all,", "Is it?", "「完。」", "x" * 101):
        assert blocks(f"{no_heading}\n\n{body}")[0][0] == "paragraph"
    assert blocks(f"{body}\n\nThe end")[1][0] == "paragraph"


def test_each_style_of_list_marker() -> None:
    markers = ["-", "*", "•", "–", "1.", "12)", "(2)", "a)", "(b)", "1.2."]
    for marker in markers:
        assert blocks(f"{marker} one\n{marker}\ttwo") == [
            ("list item", "one"),
            ("list item", "two"),
        ]
    no_markers = ["-5 degrees", "A. Smith", "1984. A novel", "1.5 percent", "-", "1."]
    for line in no_markers:
        assert [text.replace("|", " ") for text in contents(line)] == [line][: line[-1].isalpha()]


def test_an_accidental_marker_in_a_wrapped_sentence() -> None:
    text = (
        "The minister said on Tuesday that the delegation would be leaving on the\n"
        "13. of October for the capital, and that it would stay there for the next\n"
        "two weeks."
    )
    assert len(contents(text)) == 1
    listed = text.replace("\n13.", "\n12. of September, or on the\n13.")
    assert len(contents(listed)) == 3


def test_first_lines_may_be_indented_or_hang() -> None:
    paragraph = textwrap.fill(PROSE, 70, initial_indent="    ")
    assert len(contents(f"{paragraph}\n{paragraph}\n{paragraph}")) == 3
    entry = textwrap.fill(PROSE, 70, subsequent_indent="    ")
    assert len(contents(f"{entry}\n{entry}\n{entry}")) == 3


def test_wrap_lines_and_blank() -> None:
    text = "One line that is here\nanother\n\nthird\n- fourth\n  fifth\n"
    assert contents(text, "lines") == [
        "One line that is here",
        "another",
        "third",
        "fourth",
        "fifth",
    ]
    assert contents(text, "blank") == ["One line that is here another", "third", "fourth fifth"]
    assert contents(f"{'x' * 150}\ny", "blank") == ["x" * 150 + " y"]


def test_lines_without_a_letter_are_layout() -> None:
    assert contents("***\n\n2015\n\n=====\nIn 2015\n+--+--+\n") == ["In 2015"]
    # A line of digits may be the end of a wrapped sentence.
    wrapped = parse("He said that the delegation would leave for the capital at the end of\n2015.")
    assert [s.text[-5:] for s in wrapped.segments] == ["2015."]


def test_page_breaks_and_controls_are_layout() -> None:
    document = parse("\x07One line\f\n\fTwo\u2028Three\x1b[0m\x07\n")
    assert [s.text for s in document.segments] == ["One line", "Two", "Three\x1b[0m"]
    assert (
        document.render(upper, ENGLISH) == "\x07ONE LINE\f\n\fTWO\u2028THREE\x1b[0M\x07\n".encode()
    )


def test_segments_record_their_position() -> None:
    document = parse("Title\n\nOne. Two.\n\n- Three.")
    assert [(s.text, s.previous, s.block, s.index, s.count, s.line) for s in document.segments] == [
        ("Title", "", 0, 0, 1, 1),
        ("One.", "Title", 1, 0, 2, 3),
        ("Two.", "One.", 1, 1, 2, 3),
        ("Three.", "Two.", 2, 0, 1, 5),
    ]
    lines = [s.line for s in parse(textwrap.fill(PROSE, 72)).segments]
    assert lines == [1, 2, 3]


# ── editions ────────────────────────────────────────────────────────────────────────────────


def test_sentences_are_joined_as_in_the_language() -> None:
    words: dict[str, str | None] = {"One.": "一。", "Two.": "二。"}
    assert edition("One. Two.\n", words, CHINESE) == "一。二。\n"
    assert edition("一。二。\n", {"一。": "One.", "二。": "Two."}) == "One. Two.\n"
    assert edition("One.  Two.\n", {"One.": "Uno."}) == "Uno.  Two.\n"


def test_untranslated_text_is_as_in_the_source() -> None:
    known: dict[str, str | None] = {"One.": "一。", "Two.": None, "Three.": None}
    assert edition("One. Two. Three.\n", known, CHINESE) == "一。Two. Three.\n"


def test_line_ends_in_a_translation_do_not_break_the_paragraph() -> None:
    assert edition("One.\nTwo.\n", {"One.": "U\r\nn\fo\u2028.\n"}) == "U n o .\nTwo.\n"


def test_a_wrapped_paragraph_is_wrapped_again() -> None:
    text = textwrap.fill(PROSE, 60, initial_indent="  * ", subsequent_indent="    ") + "\n"
    data = parse(text).render(lambda s: s.text.replace("a", "aaaa"), ENGLISH).decode()
    plain = PROSE.replace("a", "aaaa")
    width = max(map(len, text.splitlines()))
    assert (
        data == textwrap.fill(plain, width, initial_indent="  * ", subsequent_indent="    ") + "\n"
    )
    chinese = parse(text).render(lambda s: "部长说" * 20 + "。", CHINESE).decode()
    assert len(chinese.splitlines()) > 3
    assert max(map(len, chinese.splitlines())) <= width // 2 + 2


OMISSIONS = [
    ("A.\n\nB.\n\nC.\n", "B.", "A.\n\nC.\n"),
    ("A.\n\nB.\n\nC.\n", "A.", "B.\n\nC.\n"),
    ("A.\n\nB.\n\nC.\n", "C.", "A.\n\nB.\n"),
    ("A.\n\nB.", "B.", "A.\n"),
    ("A.\nB.\nC.\n", "B.", "A.\nC.\n"),
    ("A.\n\n\n  B.  \n\n\nC.", "B.", "A.\n\n\nC."),
    ("A.\n\n- B.\n- C.\n", "B.", "A.\n\n- C.\n"),
    ("> A.\n>\n> B.\n>\n> C.\n", "B.", "> A.\n>\n> C.\n"),
    ("A.\r\n\r\nB.\r\n\r\nC.\r\n", "BC", "A.\r\n"),
    ("A.\n\nB.\n", "AB", ""),
    ("A.\n\fB.\n\fC.\n", "B.", "A.\n\f\fC.\n"),
    ("A. B.\n", "A.", "B.\n"),
]


@pytest.mark.parametrize(("text", "left_out", "expected"), OMISSIONS)
def test_omitted_text_is_removed_with_its_line(text: str, left_out: str, expected: str) -> None:
    data = parse(text).render(lambda s: "" if s.text[0] in left_out else None, ENGLISH)
    assert data.decode() == expected


def test_a_note_is_a_last_line() -> None:
    for text, expected in [
        ("A\r\n", "A\r\n\r\nnote\r\n"),
        ("A", "A\n\nnote"),
        ("A\n", "A\n\nnote\n"),
    ]:
        assert parse(text).render(lambda s: None, ENGLISH, "note").decode() == expected


# ── invariants ────────────────────────────────────────────────────────────────────────────────

ATOMS = [
    *("\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029", "\x1c", " ", "  ", "\t"),
    *("\u00a0", "\u202f", "\u3000", "\ufeff", "\u200b", "\x07", "\x1b[0m", "\u00ad"),
    *("- ", "* ", "• ", "– ", "1. ", "2) ", "a) ", "(2) ", "> ", ">", ">> ", "|", "---", "===="),
    *(".", "!", "? ", ", ", ":", "…", "“", "”", "。", "、", "「", "」", "-", "—"),
    *("word", "Word", "a", "X", "2015", "über", "ß", "Привет", "हिन्दी", "ไทย", "漢字", "かな"),
    *("한국어", "سلام", "e\u0301", "\u0301", "\u200f", "\u202b", "\u2066", "🙂", "👩‍👩‍👧", "🇫🇷"),
    *("twenty-two columns wide", "a longer stretch of words that fills most of a line with, yes,"),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(ATOMS), max_size=40).map("".join),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
WRAPS = st.sampled_from(["auto", "lines", "blank"])
MARKS = st.sampled_from([b"", codecs.BOM_UTF8])


def of(text: str, mark: bytes = b"") -> bytes:
    return mark + text.lstrip("\ufeff").encode()


class TestAuto(FormatContract):
    format = FORMAT
    options = MappingProxyType({"wrap": "auto"})
    samples = {path.stem: path.read_bytes() for path in FIXTURES}
    # In capitals, the lines of an address become as long as wrapped ones.
    unstable = frozenset(["mail"])

    def inputs(self) -> st.SearchStrategy[bytes]:
        return st.builds(of, TEXTS, MARKS)


class TestLines(TestAuto):
    options = MappingProxyType({"wrap": "lines"})
    unstable = frozenset()


class TestBlank(TestAuto):
    options = MappingProxyType({"wrap": "blank"})


LINE_LAYOUT = re.compile(
    rf"[{EDGES}]*(?:\r\n|\r|\n)(?:[ \t]{{0,3}}>(?:[ \t]?>)*(?=[ \t]|$))?[{EDGES}]*"
)


def unquoted(text: str) -> str:
    """A segment's source text, without layout at the ends of its lines."""
    return LINE_LAYOUT.sub("\n", text)


@given(TEXTS, WRAPS)
def test_segments_are_spans_of_the_source(text: str, wrap: str) -> None:
    document = parse(of(text), wrap)
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end
        at = block.start
        for segment, (start, end) in zip(block.segments, block.spans, strict=True):
            assert at <= start < end <= block.end
            assert collapse(unquoted(document.source[start:end])) == segment.text
            at = end
        at = block.end


@given(TEXTS, WRAPS)
def test_no_word_is_lost(text: str, wrap: str) -> None:
    document = parse(of(text), wrap)
    for block in document.blocks:
        outside = document.source[block.start : block.spans[0][0]]
        for (_, end), (start, _) in zip(block.spans, block.spans[1:], strict=False):
            outside += document.source[end:start]
        outside += document.source[block.spans[-1][1] : block.end]
        assert not any(map(str.isalnum, outside))


@given(TEXTS, WRAPS)
def test_only_blocks_change(text: str, wrap: str) -> None:
    document = parse(of(text).replace("\ue000".encode(), b""), wrap)
    data = document.render(lambda s: "" if s.index else "\ue000", ENGLISH)
    bounds = [0, *(at for block in document.blocks for at in (block.start, block.end)), None]
    between = [document.source[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    found = data.decode().split("\ue000")
    for block, piece, kept in zip((None, *document.blocks), found, between, strict=True):
        if block is not None and block.kind == "table cell":  # padded to its column
            assert piece.lstrip(" ") == kept.lstrip(" ")
        else:
            assert piece == kept


@given(st.lists(st.sampled_from(ATOMS), max_size=40).map("".join))
def test_an_edition_keeps_the_line_numbers(text: str) -> None:
    document = parse(of(text), "lines")
    again = parse(document.render(upper, ENGLISH), "lines")
    assert len(again.blocks) == len(document.blocks)
    assert [b.line for b in again.blocks] == [b.line for b in document.blocks]


@given(TEXTS, st.data())
def test_omitting_blocks_keeps_the_rest(text: str, data: st.DataObject) -> None:
    document = parse(of(text), "lines")
    kept = {b: data.draw(st.booleans()) for b in range(len(document.blocks))}
    rendered = document.render(lambda s: None if kept[s.block] else "", ENGLISH)
    expected = [s.text for s in document.segments if kept[s.block]]
    assert [s.text for s in parse(rendered, "lines").segments] == expected


WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=3, max_size=40).map(lambda words: " ".join(words) + ".")


@given(
    st.lists(st.tuples(st.sampled_from(["", "> ", "    ", "- ", "10. "]), SENTENCE), min_size=1),
    st.integers(60, 100),
)
def test_wrapped_mail_is_joined_and_wrapped_again(
    paragraphs: list[tuple[str, str]], width: int
) -> None:
    def mail(texts: list[tuple[str, str]]) -> str:
        return "\n".join(
            textwrap.fill(
                text,
                width,
                initial_indent=prefix,
                subsequent_indent=prefix if prefix == "> " else " " * len(prefix),
            )
            + "\n"
            for prefix, text in texts
        )

    source = mail(paragraphs)
    assert contents(source) == [text for _, text in paragraphs]
    capitals = parse(source).render(upper, ENGLISH).decode()
    assert contents(capitals) == [text.upper() for _, text in paragraphs]


# ── linear time ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("unit", "end"),
    [
        ("lorem ipsum ", ""),
        ("漢字かな", ""),
        (" ", ""),
        (" ", "b"),
        (">", ""),
        ("> ", "x"),
        ("- ", "x"),
        ("1.", "x"),
        ("\t \n", ""),
        ("Some words here on a line of the text of it.\n", ""),
        (textwrap.fill(PROSE, 72) + "\n", ""),
        ("word\n\n", ""),
        ("Port Ellery  2\nCape Moor the second\n", ""),
        ("a" + " " * 5000 + "b\n", ""),
        *(("a\t", "b"), ("a | b ", ""), ("a  bc", ""), ("a .... ", "b"), ("a  b c\n   b c\n", "")),
        ("met again on\n1\n\fHead\nthe next commit-\ntee day.\n", ""),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_large_file_takes_linear_time(unit: str, end: str) -> None:
    def run(size: int) -> None:
        data = (unit * (size // len(unit)) + end).encode()
        document = documents.parse(data, uncut, format="text")
        assert document.render(lambda s: None, ENGLISH) == data
        document.render(lambda s: "", ENGLISH)
        document.render(lambda s: "x", ENGLISH)

    assert_linear(run, 8_000)


def test_numbers_of_several_levels_are_list_markers() -> None:
    text = (
        "3. Old business\n"
        "   3.1 The roof of the school still leaks in the winter.\n"
        "   3.2 The caretaker has asked for a new ladder and paint.\n"
    )
    found = documents.parse(text.encode(), uncut, format="text")
    assert [(s.kind, s.text) for s in found.segments] == [
        ("list item", "Old business"),
        ("list item", "The roof of the school still leaks in the winter."),
        ("list item", "The caretaker has asked for a new ladder and paint."),
    ]


@pytest.mark.slow
def test_rows_whose_columns_move_take_linear_time() -> None:
    def run(size: int) -> None:
        data = "".join(f"a {n}    b {n}    c\n" for n in range(size // 16)).encode()
        assert documents.parse(data, uncut, format="text").render(lambda s: None, ENGLISH) == data

    assert_linear(run, 34_000)  # shorter tables are one at the first try

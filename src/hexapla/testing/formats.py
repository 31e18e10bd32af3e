"""A contract test for formats: subclass `FormatContract`, and pytest runs it.

::

    # test_toy.py
    import pytest

    pytest.register_assert_rewrite("hexapla.testing.formats")  # shows values in failed assertions

    from hexapla.testing.formats import FormatContract
    from toy import FORMAT

    class TestToy(FormatContract):
        format = FORMAT
        samples = {"a note": "# A note\\n\\nOne sentence. *Another* one.\\n"}

A property that must hold for any input is tried on `FormatContract.inputs`, with hypothesis; those
tests are skipped without it.
"""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from hexapla.documents.bilingual import ARRANGEMENTS
from hexapla.documents.document import Document, Segment, in_order
from hexapla.documents.format import Format, Options
from hexapla.documents.inline import Role
from hexapla.errors import HexaplaError, InputError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["FormatContract", "cut_into_sentences", "in_capitals"]

_SENTENCE = lazy_re(r".+?(?:[.!?](?=[\s*])[\s*]+|。|$)", re.DOTALL)
_REFERENCE = lazy_re(r"(&#?\w+;)")
_TAG = lazy_re(r"<[^>]*>")
_NOTE = "All words of this note"
# What is shown in the body of a page, and not only in its head or in an attribute.
_BODY = ("paragraph", "heading", "list item", "line", "quotation")


def cut_into_sentences(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    """A small segmenter for tests: a sentence ends with a mark and a space."""
    return _SENTENCE.findall(text)


def in_capitals(segment: Segment) -> str:
    """A segment's text in capitals, its inline markup and character references as they are."""
    out: list[str] = []
    at = 0
    for mark in segment.marks:
        out += [_capitals(segment.text[at : mark.start]), segment.text[mark.start : mark.end]]
        at = mark.end
    return "".join([*out, _capitals(segment.text[at:])])


def _capitals(text: str) -> str:
    parts = _REFERENCE.split(text)
    return "".join(part if n % 2 else part.upper() for n, part in enumerate(parts))


class FormatContract:
    """What every format promises. A subclass sets ``format`` and ``samples``.

    ``samples`` are files of the format by name, as bytes or as text in UTF-8 with ``\\n`` for line
    ends; ``unsteady`` names those whose editions rightly have other blocks. For a format whose
    files are not text, set ``is_text`` to False. ``has_notes`` says that an edition can end with a
    note, ``options`` are given to the parser, ``refused`` are bytes that can't be a file of the
    format.
    """

    format: ClassVar[Format]
    samples: ClassVar[Mapping[str, bytes | str]]
    unsteady: ClassVar[frozenset[str]] = frozenset()
    options: ClassVar[Options] = MappingProxyType({})
    is_text: ClassVar[bool] = True
    has_notes: ClassVar[bool] = True
    refused: ClassVar[bytes] = b"\xff\xd8\0"
    source: ClassVar[Language] = Language("en")
    language: ClassVar[Language] = Language("es")

    # ── what a subclass may override ─────────────────────────────────────────────────────────

    def segmenter(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
        """Cuts a block's text into sentences."""
        return cut_into_sentences(text, atoms)

    def translated(self, segment: Segment) -> str:
        """Another text for a segment, of as many words and with the same markup."""
        return in_capitals(segment)

    def spelt(self, text: str) -> str:
        """A segment's text in one spelling, for a format that may write it in another one."""
        return text

    def in_body(self, segment: Segment) -> bool:
        """Whether the segment is shown in the body of a page."""
        return segment.kind.startswith(_BODY)

    def inputs(self) -> Any:
        """A hypothesis strategy for files, as bytes; by default the samples' pieces, shuffled."""
        from hypothesis import strategies

        text = "".join(self.decoded(data) for data in map(_bytes, self.samples.values()))
        pieces = sorted({*text.splitlines(True), *re.findall(r"\w+|\s+|[^\w\s]+", text)})
        shuffled = strategies.lists(strategies.sampled_from(pieces), max_size=30)
        return shuffled.map(lambda found: "".join(found).encode())

    def decoded(self, data: bytes) -> str:
        """The text of a file, in which the words of its segments are found."""
        for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig")):
            if data.startswith(mark):
                return data.decode(name)
        return data.decode("utf-8", "replace")

    # ── helpers ──────────────────────────────────────────────────────────────────────────────

    def parse(self, data: bytes, encoding: str | None = None) -> Document:
        """A file, parsed."""
        options = self.format.with_defaults(self.options)
        return self.format.parse(
            data, self.segmenter, where="sample", encoding=encoding, options=options
        )

    def edition(self, document: Document, texts: Sequence[str | None]) -> bytes:
        """The edition with these texts for the segments."""
        return document.render(in_order(texts), self.language)

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Run a test with the argument ``sample`` or ``steady`` for each such sample."""
        found = {name: _bytes(data) for name, data in self.samples.items()}
        if "sample" in metafunc.fixturenames:
            metafunc.parametrize("sample", found.values(), ids=found.keys())
        if "steady" in metafunc.fixturenames:
            steady = {name: data for name, data in found.items() if name not in self.unsteady}
            metafunc.parametrize("steady", steady.values(), ids=steady.keys())

    def for_any_input(self, check: Callable[[Document, bytes], None]) -> None:
        """Run a check on many inputs; one that the format refuses with an error is none."""
        import pytest

        hypothesis = pytest.importorskip("hypothesis")

        def run(data: bytes) -> None:
            try:
                document = self.parse(data)
            except HexaplaError:
                return
            check(document, data)

        hypothesis.given(data=self.inputs())(run)()

    def _check_texts(
        self, again: Document, document: Document, texts: Sequence[str | None]
    ) -> None:
        """An edition that was parsed again has these texts, and blocks of the same kinds."""
        pairs = zip(document.segments, texts, strict=True)
        expected = [self.spelt(one.text if text is None else text) for one, text in pairs]
        assert [self.spelt(one.text) for one in again.segments] == expected
        assert [one.kind for one in again.blocks] == [one.kind for one in document.blocks]

    # ── the format ───────────────────────────────────────────────────────────────────────────

    def test_it_is_declared_well(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", self.format.name)
        assert self.format.suffixes
        for suffix in self.format.suffixes:
            assert re.fullmatch(r"\.[^./\s]+", suffix)
            assert suffix == suffix.lower()
        for option in self.format.options:
            assert re.fullmatch(r"[a-z][a-z0-9-]*", option.name)
            assert option.accepts(option.default)
            assert option.doc
        chosen = self.format.with_defaults()
        assert list(chosen) == [option.name for option in self.format.options]

    def test_what_it_can_not_read_is_an_input_error_with_the_place(self) -> None:
        try:
            self.parse(self.refused)
        except InputError as error:
            assert (error.where or "").startswith("sample")
        else:
            raise AssertionError(f"{self.refused!r} was not refused")

    # ── segments ─────────────────────────────────────────────────────────────────────────────

    def test_segments_know_their_place(self, sample: bytes) -> None:
        document = self.parse(sample)
        assert document.segments
        _check_segments(document)

    def test_segments_of_any_input_know_their_place(self) -> None:
        self.for_any_input(lambda document, data: _check_segments(document))

    def test_lines_are_those_of_the_file(self, sample: bytes) -> None:
        if not self.is_text:
            return
        lines = re.split(r"\r\n|\r|\n", self.decoded(sample))
        for segment in self.parse(sample).segments:
            assert 1 <= segment.line <= len(lines)
            assert _letters(segment.text) & _letters(lines[segment.line - 1]), segment

    # ── editions ─────────────────────────────────────────────────────────────────────────────

    def test_an_edition_that_repeats_the_source_is_the_source(self, sample: bytes) -> None:
        _check_identity(self.parse(sample), sample)

    def test_any_input_comes_back(self) -> None:
        self.for_any_input(_check_identity)

    def test_one_changed_block_leaves_the_others(self, steady: bytes) -> None:
        document = self.parse(steady)
        for number in range(len(document.blocks)):
            texts = [
                self.translated(one) if one.block == number else None for one in document.segments
            ]
            self._check_texts(self.parse(self.edition(document, texts)), document, texts)

    def test_all_blocks_changed(self, steady: bytes) -> None:
        document = self.parse(steady)
        texts = [self.translated(one) for one in document.segments]
        data = self.edition(document, texts)
        again = self.parse(data)
        self._check_texts(again, document, texts)
        _check_identity(again, data)

    def test_a_translation_stays_in_its_block(self, steady: bytes) -> None:
        document = self.parse(steady)
        texts = [self.translated(one) for one in document.segments]
        # A line end that someone typed is a space.
        typed = [
            text if one.marks else text.replace(" ", "\n", 1)
            for one, text in zip(document.segments, texts, strict=True)
        ]
        self._check_texts(self.parse(self.edition(document, typed)), document, texts)

    def test_any_input_can_be_translated_and_left_out(self) -> None:
        def check(document: Document, data: bytes) -> None:
            self.edition(document, [self.translated(one) for one in document.segments])
            self.edition(document, ["" if n % 2 else None for n, _ in enumerate(document.segments)])
            assert isinstance(self.edition(document, [""] * len(document.segments)), bytes)

        self.for_any_input(check)

    def test_an_omitted_block_leaves_the_others(self, steady: bytes) -> None:
        document = self.parse(steady)
        for number in range(len(document.blocks)):
            texts = ["" if one.block == number else None for one in document.segments]
            again = self.parse(self.edition(document, texts))
            kept = [self.spelt(one.text) for one in document.segments if one.block != number]
            assert [self.spelt(one.text) for one in again.segments] == kept

    def test_a_note_is_a_sentence_more(self, steady: bytes) -> None:
        document = self.parse(steady)
        nothing = in_order([None] * len(document.segments))
        data = document.render(nothing, self.language, _NOTE)
        if not self.has_notes:
            assert data == steady
            return
        found = [one.text for one in self.parse(data).segments]
        found.remove(_NOTE)
        assert found == [one.text for one in document.segments]

    # ── encodings and line ends ──────────────────────────────────────────────────────────────

    def test_a_byte_order_mark_comes_back(self, sample: bytes) -> None:
        if not self.is_text:
            return
        document = self.parse(sample)
        texts = [self.translated(one) for one in document.segments]
        text = self.decoded(self.edition(document, texts))
        for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
            data = mark + self.decoded(sample).encode(name)
            other = self.parse(data)
            assert [one.text for one in other.segments] == [one.text for one in document.segments]
            assert other.guessed_encoding is None
            _check_identity(other, data)
            edition = self.edition(other, texts)
            assert edition.startswith(mark)
            assert _without_declarations(edition[len(mark) :].decode(name)) == (
                _without_declarations(text)
            )

    def test_an_encoding_can_be_named(self, sample: bytes) -> None:
        if not self.is_text:
            return
        data = self.decoded(sample).encode("utf-16-be")
        document = self.parse(data, "utf-16-be")
        expected = self.parse(sample)
        assert [one.text for one in document.segments] == [one.text for one in expected.segments]
        _check_identity(document, data)

    def test_any_line_end_will_do(self, sample: bytes) -> None:
        if not self.is_text or b"\r" in sample:
            return
        document = self.parse(sample)
        texts = [self.translated(one) for one in document.segments]
        edition = self.edition(document, texts)
        for line_end in (b"\r\n", b"\r"):
            other = self.parse(sample.replace(b"\n", line_end))
            assert [(one.text, one.line) for one in other.segments] == [
                (one.text, one.line) for one in document.segments
            ]
            assert self.edition(other, texts) == edition.replace(b"\n", line_end)

    # ── two languages ────────────────────────────────────────────────────────────────────────

    def test_nothing_is_lost_in_two_languages(self, sample: bytes) -> None:
        document = self.parse(sample)
        texts = [self.translated(one) for one in document.segments]
        # What has no other text may stand there once.
        changed = [
            one for one, new in zip(document.segments, texts, strict=True) if one.text != new
        ]
        own = "".join(map(_outside, changed))
        for arrangement in ARRANGEMENTS:
            data = document.render_bilingual(texts, self.source, self.language, arrangement)
            expected = _new_letters(document.segments, texts) + _letters(own)
            assert expected <= _letters(self.decoded(data)), arrangement

    def test_without_a_translation_two_languages_are_the_source(self, sample: bytes) -> None:
        document = self.parse(sample)
        for arrangement in ARRANGEMENTS:
            for texts in ([None] * len(document.segments), [""] * len(document.segments)):
                data = document.render_bilingual(texts, self.source, self.language, arrangement)
                assert data == sample

    # ── HTML ─────────────────────────────────────────────────────────────────────────────────

    def test_sentences_are_shown_as_html(self, sample: bytes) -> None:
        document = self.parse(sample)
        for segment in document.segments:
            shown = document.inline_html(segment.text, segment.kind)
            assert _letters(_outside(segment)) <= _letters(_TAG.sub("", shown)), segment

    def test_an_article_is_shown_as_html(self, sample: bytes) -> None:
        document = self.parse(sample)
        segments = document.segments
        texts = [self.translated(one) for one in segments]
        shown = [
            document.inline_html(text, one.kind) for one, text in zip(segments, texts, strict=True)
        ]
        for arrangement in ("", *ARRANGEMENTS):
            body = document.body_html(texts, shown, self.source, self.language, arrangement)
            own = [
                text if self.in_body(one) else "" for one, text in zip(segments, texts, strict=True)
            ]
            assert _new_letters(segments, own) <= _letters(_TAG.sub("", body)), arrangement


def _bytes(data: bytes | str) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _letters(text: str) -> Counter[str]:
    """How often each letter is in a text. Wrapping and markup around words don't change it."""
    return Counter(filter(str.isalpha, html.unescape(text)))


def _new_letters(segments: Sequence[Segment], texts: Sequence[str]) -> Counter[str]:
    """The letters of translations, without those of the segments' markup."""
    found: Counter[str] = Counter()
    for segment, text in zip(segments, texts, strict=True):
        found += _letters(text) - (_letters(segment.text) - _letters(_outside(segment)))
    return found


def _outside(segment: Segment) -> str:
    """A segment's text without its markup."""
    out: list[str] = []
    at = 0
    for mark in segment.marks:
        out.append(segment.text[at : mark.start])
        at = mark.end
    return "".join([*out, segment.text[at:]])


def _without_declarations(text: str) -> str:
    """A text without what it says of its encoding."""
    return re.sub(r"<meta charset[^>]*>", "", text)


def _check_identity(document: Document, data: bytes) -> None:
    for language in (Language("en"), Language("zh-Hans"), Language("ar")):
        assert document.render(lambda segment: segment.text, language) == data
        assert document.render(lambda segment: None, language) == data


def _check_segments(document: Document) -> None:
    previous, line = "", 1
    for number, block in enumerate(document.blocks):
        assert block.segments
        assert [piece.text for piece in block.pieces] == [one.text for one in block.segments]
        count = len(block.segments)
        for index, one in enumerate(block.segments):
            assert (one.block, one.index, one.count) == (number, index, count)
            assert one.previous == previous
            assert one.line >= line
            assert one.text == one.text.strip()
            assert not re.search(r"[\r\n]", one.text)
            assert any(map(str.isalpha, one.text))
            _check_marks(one)
            previous, line = one.text, one.line


def _check_marks(segment: Segment) -> None:
    end = 0
    for index, mark in enumerate(segment.marks):
        assert end <= mark.start <= mark.end <= len(segment.text)
        end = mark.end
        if mark.role in (Role.OPEN, Role.CLOSE):
            other = segment.marks[mark.partner]
            assert {mark.role, other.role} == {Role.OPEN, Role.CLOSE}
            assert other.partner == index
        for words in mark.words:
            assert mark.start <= words.start < words.end <= mark.end

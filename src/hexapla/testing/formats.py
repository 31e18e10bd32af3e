"""The format contract as tests: subclass `FormatContract`, and pytest runs them.

::

    # test_toy.py
    import pytest

    pytest.register_assert_rewrite("hexapla.testing.formats")  # shows values in failed assertions

    from hexapla.testing.formats import FormatContract
    from toy import FORMAT

    class TestToy(FormatContract):
        format = FORMAT
        samples = {"a note": "# A note\\n\\nOne sentence. *Another* one.\\n"}

With hypothesis installed, properties that must hold for any input are tested on
`FormatContract.inputs`; otherwise those tests are skipped.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any, ClassVar

from hexapla.documents.bilingual import ARRANGEMENTS
from hexapla.documents.document import Document, Segment, in_order
from hexapla.documents.format import Format, Options
from hexapla.documents.inline import Role
from hexapla.documents.streaming import pieces
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.testing.texts import (
    cut_into_sentences,
    in_capitals,
    letters,
    new_letters,
    without_markup,
)

__all__ = ["FormatContract"]

_TAG = lazy_re(r"<[^>]*>")
_NOTE = "All words of this note"
# Kinds of blocks in the body of a page; others are in its head or in attributes.
_BODY = ("paragraph", "heading", "list item", "line", "quotation")

# What a file is that says almost nothing, in the syntax of any format.
_TINY = (
    b"", b"\n", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf", b"a", b"A word.", b"0", b"null", b'"',
    b'"A word."', b"[]", b'["A word."]', b"{}", b'{"": "A word."}', b"[", b"{", b"a: A word.",
    b": A word.", b"- A word.", b"---", b"...", b"=", b"a=A word.", b"=A word.", b"[a]", b"#",
    b"//", b"/* A word. */", b"<", b"<a/>", b"<a>A word.</a>", b"\\", b"|", b"\t", b"*", b"`",
    b"&", b"-->", b"1\n00:00:00,000 --> 00:00:01,000", b'msgid ""', b"WEBVTT", b"..", b".. a::",
    b"::", b"====", b"!", b"%", b"@",
)  # fmt: skip


class FormatContract:
    """The format contract, as tests for pytest. A subclass sets ``format`` and ``samples``.

    ``samples`` maps names to files of the format, as bytes or as a string (encoded as UTF-8) with
    ``\\n`` for line ends. ``unstable`` names samples whose editions legitimately have different
    blocks. ``options`` are passed to the parser. Set ``has_notes`` to False if an edition can't end
    with a note. ``refused`` are bytes that are not a valid file.
    """

    format: ClassVar[Format]
    samples: ClassVar[Mapping[str, bytes | str]]
    unstable: ClassVar[frozenset[str]] = frozenset()
    options: ClassVar[Options] = MappingProxyType({})
    has_notes: ClassVar[bool] = True
    refused: ClassVar[bytes] = b"\xff\xd8\0"
    source: ClassVar[Language] = Language("en")
    language: ClassVar[Language] = Language("es")

    # ── overridable in subclasses ────────────────────────────────────────────────────────────

    def segmenter(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
        """Split the text of a block into sentences."""
        return cut_into_sentences(text, atoms)

    def translated(self, segment: Segment) -> str:
        """A different text for a segment, with the same number of words and the same markup."""
        return in_capitals(segment)

    def normalized(self, text: str) -> str:
        """Normalize a segment's text, for a format that may write the same text in different
        ways.
        """
        return text

    def in_body(self, segment: Segment) -> bool:
        """Whether a segment is shown in the body of a page."""
        return segment.kind.startswith(_BODY)

    def inputs(self) -> Any:
        """A hypothesis strategy for files, as bytes; by default random sequences of the samples'
        pieces.
        """
        from hypothesis import strategies

        text = "".join(self.decoded(data) for data in map(_bytes, self.samples.values()))
        pieces = sorted({*text.splitlines(True), *re.findall(r"\w+|\s+|[^\w\s]+", text)})
        shuffled = strategies.lists(strategies.sampled_from(pieces), max_size=30)
        return shuffled.map(lambda found: "".join(found).encode())

    def decoded(self, data: bytes) -> str:
        """The text of a file, which contains the words of its segments."""
        for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig")):
            if data.startswith(mark):
                return data.decode(name)
        return data.decode("utf-8", "replace")

    # ── helpers ──────────────────────────────────────────────────────────────────────────────

    def parse(self, data: bytes, encoding: str | None = None, where: str = "sample") -> Document:
        """Parse a file."""
        options = self.format.with_defaults(self.options)
        return self.format.parse(
            data, self.segmenter, where=where, encoding=encoding, options=options
        )

    def edition(self, document: Document, texts: Sequence[str | None]) -> bytes:
        """The edition with these texts for the segments."""
        return document.render(in_order(texts), self.language)

    def both(self, document: Document, texts: Sequence[str | None], arrangement: str) -> bytes:
        """The bilingual edition; a format may refuse to make one of some files."""
        import pytest

        try:
            return document.render_bilingual(texts, self.source, self.language, arrangement)
        except UsageError as refusal:
            pytest.skip(str(refusal))

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Parametrize tests with the argument ``sample`` (all samples) or ``stable`` (stable
        ones).
        """
        found = {name: _bytes(data) for name, data in self.samples.items()}
        if "sample" in metafunc.fixturenames:
            metafunc.parametrize("sample", found.values(), ids=found.keys())
        if "stable" in metafunc.fixturenames:
            stable = {name: data for name, data in found.items() if name not in self.unstable}
            metafunc.parametrize("stable", stable.values(), ids=stable.keys())

    def for_any_input(self, check: Callable[[Document, bytes], None]) -> None:
        """Run a check on many inputs, except those that the format refuses with an error."""
        import pytest

        hypothesis = pytest.importorskip("hypothesis")

        def run(data: bytes) -> None:
            try:
                document = self.parse(data)
            except HexaplaError:
                return
            check(document, data)

        # How long an input takes depends on what else the machine does.
        slow = [hypothesis.HealthCheck.too_slow]
        settings = hypothesis.settings(deadline=None, suppress_health_check=slow)
        settings(hypothesis.given(data=self.inputs())(run))()

    def _check_texts(
        self, again: Document, document: Document, texts: Sequence[str | None]
    ) -> None:
        """Check that a reparsed edition has these texts, in blocks of the same kinds."""
        pairs = zip(document.segments, texts, strict=True)
        expected = [self.normalized(one.text if text is None else text) for one, text in pairs]
        assert [self.normalized(one.text) for one in again.segments] == expected
        assert [one.kind for one in again.blocks] == [one.kind for one in document.blocks]

    # ── the format ───────────────────────────────────────────────────────────────────────────

    def test_its_attributes_are_valid(self) -> None:
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

    def test_invalid_bytes_are_an_input_error_that_names_the_file(self) -> None:
        try:
            self.parse(self.refused)
        except InputError as error:
            assert (error.where or "").startswith("sample")
        else:
            raise AssertionError(f"{self.refused!r} was not refused")

    def test_tiny_files_are_read_or_refused(self) -> None:
        names = [f"sample{suffix}" for suffix in ("", *self.format.suffixes)]
        for data, name in product(_TINY, names):
            try:
                document = self.parse(data, where=name)
            except HexaplaError:
                continue
            _check_segments(document)
            _check_identity(document, data)

    # ── segments ─────────────────────────────────────────────────────────────────────────────

    def test_segments_record_their_position(self, sample: bytes) -> None:
        document = self.parse(sample)
        assert document.segments
        _check_segments(document)

    def test_segments_of_any_input_record_their_position(self) -> None:
        self.for_any_input(lambda document, data: _check_segments(document))

    def test_line_numbers_match_the_file(self, sample: bytes) -> None:
        if not self.format.is_text:
            return
        lines = re.split(r"\r\n|\r|\n", self.decoded(sample))
        for segment in self.parse(sample).segments:
            assert 1 <= segment.line <= len(lines)
            assert letters(segment.text) & letters(lines[segment.line - 1]), segment

    # ── editions ─────────────────────────────────────────────────────────────────────────────

    def test_an_unchanged_edition_is_identical(self, sample: bytes) -> None:
        _check_identity(self.parse(sample), sample)

    def test_an_unchanged_edition_of_any_input_is_identical(self) -> None:
        self.for_any_input(_check_identity)

    def test_changing_one_block_keeps_the_others(self, stable: bytes) -> None:
        document = self.parse(stable)
        for number in range(len(document.blocks)):
            texts = [
                self.translated(one) if one.block == number else None for one in document.segments
            ]
            self._check_texts(self.parse(self.edition(document, texts)), document, texts)

    def test_all_blocks_can_change(self, stable: bytes) -> None:
        document = self.parse(stable)
        texts = [self.translated(one) for one in document.segments]
        data = self.edition(document, texts)
        again = self.parse(data)
        self._check_texts(again, document, texts)
        _check_identity(again, data)

    def test_a_translation_stays_in_its_block(self, stable: bytes) -> None:
        document = self.parse(stable)
        texts = [self.translated(one) for one in document.segments]
        # A line end in a translation counts as a space.
        typed = [
            text if one.marks else text.replace(" ", "\n", 1)
            for one, text in zip(document.segments, texts, strict=True)
        ]
        self._check_texts(self.parse(self.edition(document, typed)), document, texts)

    def test_any_input_can_be_translated_and_omitted(self) -> None:
        def check(document: Document, data: bytes) -> None:
            self.edition(document, [self.translated(one) for one in document.segments])
            self.edition(document, ["" if n % 2 else None for n, _ in enumerate(document.segments)])
            assert isinstance(self.edition(document, [""] * len(document.segments)), bytes)

        self.for_any_input(check)

    def test_omitting_a_block_keeps_the_others(self, stable: bytes) -> None:
        document = self.parse(stable)
        for number in range(len(document.blocks)):
            texts = ["" if one.block == number else None for one in document.segments]
            again = self.parse(self.edition(document, texts))
            kept = [self.normalized(one.text) for one in document.segments if one.block != number]
            assert [self.normalized(one.text) for one in again.segments] == kept

    def test_a_note_adds_one_sentence(self, stable: bytes) -> None:
        document = self.parse(stable)
        nothing = in_order([None] * len(document.segments))
        data = document.render(nothing, self.language, _NOTE)
        if not self.has_notes:
            assert data == stable
            return
        found = [one.text for one in self.parse(data).segments]
        found.remove(_NOTE)
        assert found == [one.text for one in document.segments]

    # ── pieces of a file ─────────────────────────────────────────────────────────────────────

    def test_pieces_have_the_translation_of_the_whole(self, sample: bytes) -> None:
        for size in (1, 5, 80):
            self._check_pieces(sample, size)

    def test_pieces_of_any_input_have_the_translation_of_the_whole(self) -> None:
        if not self.format.is_text:
            return
        self.for_any_input(lambda document, data: self._check_pieces(data, 1 + len(data) % 7))

    def _check_pieces(self, data: bytes, size: int) -> None:
        """A file that arrives in chunks of a size has the same editions."""
        document = self.parse(data)
        if document.guessed_encoding:
            return
        options = self.format.with_defaults(self.options)
        chunks = [(data[at : at + size], False) for at in range(0, len(data), size)]
        found = list(pieces(chunks, self.format, where="sample", options=options))
        for translate in (lambda one: one.text, self.translated, self._longer):
            texts = [translate(one) for one in document.segments]
            parts = []
            for piece in found:
                part = self.parse(piece.data, piece.encoding)
                parts.append(
                    piece.finished(self.edition(part, [translate(one) for one in part.segments]))
                )
            assert b"".join(parts) == self.edition(document, texts)

    def _longer(self, segment: Segment) -> str:
        """Another text for a segment, of other length."""
        return f"{self.translated(segment)} Ünd so {len(segment.text)} weiter"

    # ── encodings and line ends ──────────────────────────────────────────────────────────────

    def test_a_byte_order_mark_is_kept(self, sample: bytes) -> None:
        if not self.format.is_text:
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

    def test_an_encoding_can_be_given(self, sample: bytes) -> None:
        if not self.format.is_text:
            return
        data = self.decoded(sample).encode("utf-16-be")
        document = self.parse(data, "utf-16-be")
        expected = self.parse(sample)
        assert [one.text for one in document.segments] == [one.text for one in expected.segments]
        _check_identity(document, data)

    def test_all_line_ends_work(self, sample: bytes) -> None:
        if not self.format.is_text or b"\r" in sample:
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

    def test_bilingual_editions_contain_both_texts(self, sample: bytes) -> None:
        document = self.parse(sample)
        texts = [self.translated(one) for one in document.segments]
        # Text without a translation may appear only once.
        changed = [
            one for one, new in zip(document.segments, texts, strict=True) if one.text != new
        ]
        own = "".join(map(without_markup, changed))
        for arrangement in ARRANGEMENTS:
            data = self.both(document, texts, arrangement)
            expected = new_letters(document.segments, texts) + letters(own)
            assert expected <= letters(self.decoded(data)), arrangement

    def test_a_bilingual_edition_without_translations_is_the_source(self, sample: bytes) -> None:
        document = self.parse(sample)
        for arrangement in ARRANGEMENTS:
            for texts in ([None] * len(document.segments), [""] * len(document.segments)):
                assert self.both(document, texts, arrangement) == sample

    # ── HTML ─────────────────────────────────────────────────────────────────────────────────

    def test_inline_html_contains_the_words(self, sample: bytes) -> None:
        document = self.parse(sample)
        for segment in document.segments:
            shown = document.inline_html(segment.text, segment)
            assert letters(without_markup(segment)) <= letters(_TAG.sub("", shown)), segment

    def test_body_html_contains_the_words(self, sample: bytes) -> None:
        document = self.parse(sample)
        segments = document.segments
        texts = [self.translated(one) for one in segments]
        shown = [document.inline_html(text, one) for one, text in zip(segments, texts, strict=True)]
        for arrangement in ("", *ARRANGEMENTS):
            body = document.body_html(texts, shown, self.source, self.language, arrangement)
            own = [
                text if self.in_body(one) else "" for one, text in zip(segments, texts, strict=True)
            ]
            assert new_letters(segments, own) <= letters(_TAG.sub("", body)), arrangement


def _bytes(data: bytes | str) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _without_declarations(text: str) -> str:
    """Remove the encoding declaration from a text."""
    return re.sub(r"<meta charset[^>]*>", "", text)


def _check_identity(document: Document, data: bytes) -> None:
    for language in (Language("en"), Language("zh-Hans"), Language("ar")):
        assert document.render(lambda segment: segment.text, language) == data
        assert document.render(lambda segment: None, language) == data


def _check_segments(document: Document) -> None:
    previous, start = "", 1
    for number, block in enumerate(document.blocks):
        # A block can be inside another one: a footnote, inside a paragraph.
        assert block.line >= start
        start = line = block.line
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

"""Inline markup, placeholders and addresses are carried through a translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.inline import Mark, Role
from hexapla.drafting import protected
from hexapla.drafting.align import align
from hexapla.drafting.fill import Translator
from hexapla.drafting.lessons import learn
from hexapla.drafting.markup import with_markup
from hexapla.drafting.placement import words
from hexapla.drafting.plain import take_out
from hexapla.drafting.protected import protected_spans, repair_stand_ins
from hexapla.drafting.restore import put_back
from hexapla.engines.engine import Link, Pair, Translation
from hexapla.segmentation import Segmenter
from hexapla.testing import UpperEngine
from hexapla.testing.drafts import drafts
from tests.conftest import ROOT, Translate

ALIGNED = ROOT / "tests" / "fixtures" / "markup" / "en-es.tsv"
_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
_ALONE = {"br", "img"}


def marks_of(text: str, extra: str = r"`[^`]*`") -> list[Mark]:
    """The marks in a text with tags and code."""
    found: list[Mark] = []
    stack: list[int] = []
    for match in re.finditer(rf"{_TAG.pattern}|{extra}", text):
        name = match[2]
        if name is None:
            found.append(Mark(*match.span(), Role.ALONE))
        elif name in _ALONE:
            found.append(Mark(*match.span(), Role.APART))
        elif match[1]:
            at = stack.pop()
            found[at] = Mark(found[at].start, found[at].end, Role.OPEN, len(found))
            found.append(Mark(*match.span(), Role.CLOSE, at))
        else:
            stack.append(len(found))
            found.append(Mark(*match.span(), Role.OPEN))
    return found


def by(answers: dict[str, str], seen: list[str] | None = None) -> Translator:
    """A translator that translates some sentences and returns nothing for others."""

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        for sentence in sentences:
            if seen is not None:
                seen.append(sentence)
            yield Translation(answers.get(sentence, ""), 0.5)

    return Translator("test 1", translate)


def drafted(source: str, plain: str, target: str, links: Sequence[tuple[str, str]] = ()) -> str:
    """Draft a segment with an engine that turns ``plain`` into ``target`` and links some words."""

    def aligned(sources: Sequence[str], texts: Sequence[str]) -> list[tuple[Link, ...]]:
        found = []
        for one, text in zip(sources, texts, strict=True):
            places = [(one.find(a), a, text.find(b), b) for a, b in links]
            found.append(
                tuple(
                    Link((s, s + len(a)), (t, t + len(b)))
                    for s, a, t, b in places
                    if s >= 0 and t >= 0
                )
            )
        return found

    seen: list[str] = []
    translator = with_markup(by({plain: target}, seen), {source: marks_of(source)}, aligned)
    (translation,) = translator.translate([source])
    assert seen[0] == plain
    return translation.text


HOUSE = [("The", "La"), ("red", "roja"), ("house", "casa"), ("is", "es"), ("big", "grande")]


class TestPairs:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("The <b>red</b> house is big.", "La casa <b>roja</b> es grande."),
            ("The <b>red house</b> is big.", "La <b>casa roja</b> es grande."),
            ("The <b>red <i>house</i></b> is big.", "La <b><i>casa</i> roja</b> es grande."),
            ("<b>The red house</b> is <i>big</i>.", "<b>La casa roja</b> es <i>grande</i>."),
            ("The red house is <b>big.</b>", "La casa roja es <b>grande.</b>"),
            ("<b>The red house is big.</b>", "<b>La casa roja es grande.</b>"),
        ],
    )
    def test_they_go_around_the_aligned_words(self, source: str, expected: str) -> None:
        plain, target = "The red house is big.", "La casa roja es grande."
        assert drafted(source, plain, target, HOUSE) == expected

    def test_punctuation_is_inside_or_outside_as_in_the_source(self) -> None:
        links = [("Hello", "Hola"), ("he", "dijo"), ("said", "dijo"), ("slowly", "despacio")]
        for source, expected in [
            ('<b>"Hello"</b>, he said (<i>slowly</i>).', '<b>"Hola"</b>, dijo (<i>despacio</i>).'),
            ('"<b>Hello</b>", he said <i>(slowly)</i>.', '"<b>Hola</b>", dijo <i>(despacio)</i>.'),
        ]:
            plain, target = '"Hello", he said (slowly).', '"Hola", dijo (despacio).'
            assert drafted(source, plain, target, links) == expected

    def test_a_pair_around_a_question_includes_the_opening_mark(self) -> None:
        source, target = "Tom asks: <b>who is it?</b>", "Tom pregunta: ¿quién es?"
        links = [("Tom", "Tom"), ("asks", "pregunta"), ("who", "quién"), ("is", "es")]
        expected = "Tom pregunta: <b>¿quién es?</b>"
        assert drafted(source, "Tom asks: who is it?", target, links) == expected

    def test_an_overlong_text_is_aligned_by_position(self) -> None:
        source = "word " * 1_000 + "<b>here</b> " + "`code` " * 100 + "word " * 1_000
        (out,) = with_markup(by({take_out(source, marks_of(source)).text: "palabra " * 2_000}),
                             {source: marks_of(source)}).translate([source])  # fmt: skip
        assert "<b>palabra</b>" in out.text
        assert out.text.count("`code`") == 100

    def test_elements_without_a_space_between_them_keep_their_own_words(self) -> None:
        links = [("Price", "Precio"), ("five", "cinco"), ("dollars", "dólares")]
        plain, target = "Price five dollars", "Precio cinco dólares"
        assert drafted("<b>Price</b><i>five dollars</i>", plain, target, links) == (
            "<b>Precio</b><i>cinco dólares</i>"
        )
        plain, target = "One. Two.", "Uno. Dos."
        assert drafted("<b>One.</b><i>Two.</i>", plain, target) == "<b>Uno.</b><i>Dos.</i>"

    def test_elements_that_change_places_are_apart(self) -> None:
        source, target = "Our <b>red</b><i>house</i> here", "Nuestra casa roja aquí"
        links = [("Our", "Nuestra"), ("red", "roja"), ("house", "casa"), ("here", "aquí")]
        assert drafted(source, "Our red house here", target, links) == (
            "Nuestra <i>casa</i> <b>roja</b> aquí"
        )

    def test_more_pairs_than_words(self) -> None:
        source = "<b>Yes</b>, <i>of course</i>!"
        text = drafted(source, "Yes, of course!", "¡Claro!")
        assert _TAG.findall(text) == _TAG.findall(source)
        assert not re.search(r"<(\w+)></\1>", text)

    def test_hand_aligned_fixtures(self) -> None:
        """The built-in aligner is used for engines without an alignment."""
        rows = [line.split("\t") for line in ALIGNED.read_text("utf-8").splitlines()]
        assert len(rows) >= 100
        plans = [take_out(source, marks_of(source)) for _, source, _ in rows]
        targets = [re.sub(r"</?\d>", "", target) for *_, target in rows]
        table = learn([(plan.text, text) for plan, text in zip(plans, targets, strict=True)])
        right = 0
        for plan, text, (*_, expected) in zip(plans, targets, rows, strict=True):
            right += put_back(plan, text, align(plan.text, text, (), table)).text == expected
        assert right / len(rows) >= 0.7


class TestPoints:
    def test_a_footnote_stays_with_its_word_and_an_image_between_its_words(self) -> None:
        source = 'The house<sup>1</sup> is <img src="x.png"> red.'
        marks = [Mark(9, 21, Role.ALONE), Mark(25, 42, Role.APART)]
        links = [Link((0, 3), (0, 2)), Link((4, 9), (3, 7)), Link((13, 16), (13, 17))]
        plan = take_out(source, marks)
        # A tag with text, here a footnote's number, is replaced by a stand-in.
        assert plan.text.startswith("The X1")
        assert put_back(plan, "La X1 es roja.", align(plan.text, "La X1 es roja.", links)).text == (
            'La house<sup>1</sup> es <img src="x.png"> roja.'
        )

    def test_a_note_number_is_not_a_word(self) -> None:
        source = 'The house<sup><a href="#1">1</a></sup> is red.<sup>2</sup>'
        links = [("The", "La"), ("house", "casa"), ("is", "es"), ("red", "roja")]
        assert drafted(source, "The house is red.", "La casa es roja.", links) == (
            'La casa<sup><a href="#1">1</a></sup> es roja.<sup>2</sup>'
        )

    def test_an_exponent_belongs_to_its_symbol(self) -> None:
        source = "Some CO<sub>2</sub> on 5 km<sup>2</sup>"
        assert drafted(source, "Some X1 on 5 X2", "Algo de X1 en 5 X2") == (
            "Algo de CO<sub>2</sub> en 5 km<sup>2</sup>"
        )

    @pytest.mark.parametrize(
        ("target", "expected"),
        [
            ("Era la 4.ª casa", "Era la 4.<sup>ª</sup> casa"),
            ("La casa 4ta era", "La casa 4<sup>ta</sup> era"),
            ("Era la casa número 4", "Era la casa número 4"),
            ("Era la cuarta casa", "Era la cuarta casa"),
        ],
    )
    def test_the_ending_of_an_ordinal(self, target: str, expected: str) -> None:
        source = "It was the 4<sup>th</sup> house"
        links = [("4th", "4.ª"), ("4th", "4ta"), ("4th", "4"), ("4th", "cuarta")]
        assert drafted(source, "It was the 4th house", target, links) == expected

    def test_emphasis_on_letters_after_a_figure_stays(self) -> None:
        source, target = "The Argon2<b>d</b> house", "La casa Argon2d"
        links = [("The", "La"), ("Argon2d", "Argon2d"), ("house", "casa")]
        assert drafted(source, "The Argon2d house", target, links) == "La casa <b>Argon2d</b>"

    def test_a_trade_mark_stays_with_its_name(self) -> None:
        source, target = "The new Widget<sup>TM</sup> is here", "El Widget nuevo está aquí"
        links = [("new", "nuevo"), ("Widget", "Widget"), ("is", "está"), ("here", "aquí")]
        assert drafted(source, "The new Widget is here", target, links) == (
            "El Widget<sup>TM</sup> nuevo está aquí"
        )

    def test_a_line_break_replaces_a_space(self) -> None:
        source = "The house<br>is red"
        links = [("The", "La"), ("house", "casa"), ("is", "es"), ("red", "roja")]
        assert drafted(source, "The house is red", "La casa es roja", links) == (
            "La casa<br>es roja"
        )

    @pytest.mark.parametrize(
        "source",
        [
            "as in [@a; @b], then it goes on", "see [@a], [@b], and [@c].", "words, [@a], words",
            "see [](#a), [](#b), and words", "we see ![](a.png), ![](b.png), and words",
            "both @a [p. 3], then [-@b]; and words", "words (see [@a]) go on",
        ],
    )  # fmt: skip
    def test_one_before_a_punctuation_mark(self, source: str) -> None:
        document = documents.parse(source.encode(), Segmenter("en"), name="a.qmd")
        (draft,) = drafts(document, UpperEngine(), Pair("en", "es"))
        assert draft != source
        assert draft.lower() == source

    def test_words_that_touch_a_bar_are_translated(self) -> None:
        document = documents.parse(b"Two words|200 here.", Segmenter("en"), name="a.md")
        assert drafts(document, UpperEngine(), Pair("en", "es")) == ["TWO WORDS|200 HERE."]

    def test_words_that_touch_the_end_of_a_shortcode_are_translated(self) -> None:
        source = '[caption id="x"]two words[/caption] and more'
        document = documents.parse(source.encode(), Segmenter("en"), name="a.txt")
        (draft,) = drafts(document, UpperEngine(), Pair("en", "es"))
        assert draft == '[caption id="x"]TWO WORDS[/caption] AND MORE'

    def test_a_shortcode_after_a_word_has_words_of_its_own(self) -> None:
        source = "text{{< note >}}of a note{{< /note >}} and more{{% note %}}words{{% /note %}}."
        document = documents.parse(source.encode(), Segmenter("en"), name="a.md")
        (draft,) = drafts(document, UpperEngine(), Pair("en", "es"))
        assert draft != source
        assert draft.lower() == source

    def test_a_no_break_space(self) -> None:
        source, plain = "It is 10&nbsp;km long", "It is 10 km long"
        plan = take_out(source, [Mark(8, 14, Role.APART)])
        assert plan.text == plain
        target = "Tiene 10 km de largo"
        known = align(plain, target, [Link((6, 8), (6, 8)), Link((9, 11), (9, 11))])
        assert put_back(plan, target, known).text == "Tiene 10&nbsp;km de largo"


class TestProtected:
    @pytest.mark.parametrize(
        "kept",
        [
            "https://example.org/a_b?c=1&d=2", "info@example.org", "config.json", "0.85.x",
            "v2.1", "1.2.3", "%s", "%(name)s", "%1$s", "{name}", "{{ count }}", "${HOME}", "$HOME",
            "&eacute;", "/etc/passwd", "--force", "print()", "file_name", "[gallery ids=1,2]",
            "www.example.org/x", "C:\\Users\\x", "2.0-rc1", "++nctrl++", "++ctrl+alt+1++",
        ],
    )  # fmt: skip
    def test_protected_text_comes_back_unchanged(self, kept: str) -> None:
        source = f"Use {kept} here"
        (span,) = protected_spans(source)
        assert source[slice(*span)] == kept
        (out,) = with_markup(by({"Use X1 here": "Aquí usa X1"}), {}).translate([source])
        assert out.text == f"Aquí usa {kept}"
        assert out.score == 0.5

    @given(st.text("aZ1` \n.-+_/\\@%${}[]&:;()~=é", max_size=12))
    def test_the_quick_test_misses_no_protected_text(self, text: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            found = protected_spans(text)
            patch.setattr(protected, "_SIGN", re.compile(""))
            assert protected_spans(text) == found

    @pytest.mark.parametrize(
        "words_of_it",
        ["1,000.5 and 3.14", "13.10.2015", "at 10.30", "and/or", "e.g. this", "1.000.000 people",
         "U.S. troops", "well-known", "100% sure", "5% a year", "Mr. Smith.", "end.Then", "a - b",
         "C++ and C++", "a ++ b ++ c"],
    )  # fmt: skip
    def test_numbers_and_words_are_not_protected(self, words_of_it: str) -> None:
        assert list(protected_spans(f"It is {words_of_it} here")) == []

    def test_names_are_left_untranslated(self) -> None:
        answers = {"X1 and X2 use Acmeville": "X1 y X2 usan Acmeville"}
        source = "Acme Tools and Acme use Acmeville"
        translator = with_markup(by(answers), {}, names=["Acme", "Acme Tools"])
        (out,) = translator.translate([source])
        assert out.text == "Acme Tools y Acme usan Acmeville"

    def test_a_role_belongs_to_its_code(self) -> None:
        source = "Use :func:`len` at 10:30: now"
        marks = [Mark(10, 15, Role.ALONE)]
        answers = {"Use X1 at 10:30: now": "Usa X1 a las 10:30: ya"}
        (out,) = with_markup(by(answers), {source: marks}).translate([source])
        assert out.text == "Usa :func:`len` a las 10:30: ya"

    def test_a_text_that_contains_words_like_stand_ins(self) -> None:
        source = "X1 and `code`"
        plan = take_out(source, marks_of(source))
        assert plan.text == "X1 and K1"

    def test_stand_ins_that_came_back_changed(self) -> None:
        assert repair_stand_ins("Usa XX1 y x 2 y X1", "X", 2) == ("Usa X1 y X2 y", [])
        assert repair_stand_ins("Usa X1", "X", 2) == ("Usa X1", [2])
        assert repair_stand_ins("Usa X20 y 2X", "X", 1) == ("Usa X1 y", [])
        assert repair_stand_ins("Usa X11-po", "X", 1) == ("Usa X1-po", [])
        assert repair_stand_ins("el módX1", "X", 1) == ("el módX1", [])
        assert repair_stand_ins("del siglo XX 1945", "X", 2) == ("del siglo XX 1945", [1, 2])
        assert repair_stand_ins("Usa X1 del siglo XX 45", "X", 1) == ("Usa X1 del siglo XX 45", [])

    def test_lost_stand_ins_are_retried_then_placed_by_alignment(self) -> None:
        source = "You can run `make` at any time"
        marks = {source: marks_of(source)}
        first = {"You can run X1 at any time": "Puedes correr en cualquier momento"}
        again = {"You can run K1 at any time": "Puedes usar K1 en cualquier momento"}
        (out,) = with_markup(by(first | again), marks).translate([source])
        assert out.text == "Puedes usar `make` en cualquier momento"
        (out,) = with_markup(by(first), marks).translate([source])
        assert out.text.count("`make`") == 1
        assert out.text.replace("`make` ", "") == "Puedes correr en cualquier momento"

    @pytest.mark.parametrize(
        ("source", "answer", "expected"),
        [
            ("Write to `a@b.org`", "Escribe a X1X", "Escribe a `a@b.org`"),
            ("Write to `a@b.org`", "Escribe a X1x.", "Escribe a `a@b.org`"),
            ("Write to `a@b.org`.", "Escribe a X1 X.", "Escribe a `a@b.org`."),
            ("Is it `x`?", "¿Es X1X1?", "¿Es `x`?"),
            ("Is it `x`?", "¿Es 11?", "¿Es `x`?"),
            ("Use it with `x`", "Úsalo con +1.", "Úsalo con `x`"),
            ("Use `a` with `b` now", "Usa untoX1con X2 ya", "Usa unto `a` con `b` ya"),
            ("Use `a` or `b`", "Usa +X1 o X2+", "Usa `a` o `b`"),
            ("Use (`a`) or `b`", "Usa ((X1) o K.2", "Usa (`a`) o `b`"),
            ("Use `a` or `b`", "Usa 1X1 o X2 22", "Usa `a` o `b`"),
            ("Contact `a@b.org`.", "Escríbenos.", "`a@b.org` Escríbenos."),
            # As in the source, or right in the target language.
            ("Two `x`s of 11", "Dos X1 de 11", "Dos `x`s de 11"),
            ("Generation X and `x`", "Generación X y X1", "Generación X y `x`"),
            ("In `x` 11 and `y`", "En X1 11 y X2", "En `x` 11 y `y`"),
            ("Open `x`", "X1-po", "`x`-po"),
            ("Open `x` now", "请打开X1文件", "请打开`x`文件"),
        ],
    )
    def test_what_is_left_beside_stand_ins(self, source: str, answer: str, expected: str) -> None:
        marks = {source: marks_of(source)}

        def again(sentences: Sequence[str]) -> Iterator[Translation]:
            yield from (Translation(answer.replace("X", letter(one))) for one in sentences)

        def letter(asked: str) -> str:
            return "X" if "X1" in asked else "K"

        (out,) = with_markup(Translator("test 1", again), marks).translate([source])
        assert out.text == expected

    def test_a_segment_without_words_needs_no_engine(self) -> None:
        seen: list[str] = []
        source = "<b>`a.b`</b>: {x}"
        (out,) = with_markup(by({}, seen), {source: marks_of(source)}).translate([source])
        assert out.text == source
        assert seen == []

    def test_untranslatable_segments_stay_empty(self) -> None:
        source = "A <b>cat</b>"
        (out,) = with_markup(by({}), {source: marks_of(source)}).translate([source])
        assert out.text == ""


class TestFormats:
    """Marks as the formats find them."""

    def draft(self, name: str, source: str, answers: dict[str, str]) -> str:
        document = documents.parse(source.encode(), Segmenter("en"), name=name)
        marks = {segment.text: segment.marks for segment in document.segments}
        texts = with_markup(by(answers), marks).translate(list(marks))
        (text,) = (translation.text for translation in texts)
        return text

    def test_a_link_with_a_title_and_an_image_in_markdown(self) -> None:
        answers = {
            "A title": 'Un "título"',
            "See the map today": "Vea hoy el mapa",
            "a house": "una casa",
        }
        text = self.draft("a.md", 'See the [map](m.md "A title") today\n', answers)
        assert text.count('](m.md "Un ”título”")') == 1
        text = self.draft("a.md", "See the ![a house](h.png) map today\n", answers)
        assert text.count("![una casa](h.png)") == 1

    def test_a_link_around_code_is_one_piece(self) -> None:
        text = self.draft("a.md", "Run [`make`](m.md) now\n", {"Run X1 now": "Ahora corra X1"})
        assert text == "Ahora corra [`make`](m.md)"

    def test_html_with_references(self) -> None:
        answers = {"Salt & pepper <here>, please": "Sal & pimienta <aquí>, por favor"}
        text = self.draft("a.html", "<p>Salt &amp; <b>pepper</b> &lt;here&gt;, please</p>", answers)
        assert text == "Sal &amp; <b>pimienta</b> &lt;aquí&gt;, por favor"
        text = self.draft("a.html", "<p>R&amp;D at AT&amp;T</p>", {"R&D at AT&T": "I+D en AT&T"})
        assert text == "I+D en AT&amp;T"

    def test_references_to_spaces(self) -> None:
        answers = {"It costs 5 dollars, 10 pounds": "Cuesta 5 dólares, 10 libras"}
        text = self.draft("a.md", "It costs 5&nbsp;dollars, 10&ensp;pounds", answers)
        assert text == "Cuesta 5&nbsp;dólares, 10&ensp;libras"

    def test_references_to_spaces_around_signs(self) -> None:
        text = self.draft(
            "a.md", "Old, ©&nbsp;2024 +&nbsp;new", {"Old, © 2024 + new": "V, © 2024 + n"}
        )
        assert text == "V, ©&nbsp;2024 +&nbsp;n"

    def test_figures_in_a_word_stay_in_it(self) -> None:
        text = self.draft("a.md", "Hot H~2~O", {"Hot X1": "X1 caliente"})
        assert text == "H~2~O caliente"


@st.composite
def segments(draw: st.DrawFn) -> str:
    """Sentences with nested tags, code and images in random places."""
    vocabulary = st.sampled_from(["one", "two", "dos", "casa.", "(tres)", "–", "5", "año,", '"x"'])

    def level(depth: int) -> Iterator[str]:
        for _ in range(draw(st.integers(1, 4))):
            what = draw(st.integers(0, 9))
            if what < 5 or depth > 2:
                yield draw(vocabulary)
            elif what < 8:
                name = draw(st.sampled_from(["b", "i", "a"]))
                yield f"<{name}>{' '.join(level(depth + 1))}</{name}>"
            else:
                yield draw(st.sampled_from(["`c`", "<br>", '<img src="x">', "%s"]))

    return " ".join(level(0))


@given(
    segments(),
    st.lists(
        st.sampled_from(["uno", "¿qué?", "(no", "sí)", "“X”", "X1", "X2 .", "y"]), max_size=12
    ),
)
def test_the_markup_is_complete_for_any_answer(source: str, answer: list[str]) -> None:
    marks = marks_of(source)
    target = " ".join(answer)

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        return (Translation(target) for _ in sentences)

    (out,) = with_markup(Translator("t", translate), {source: marks}).translate([source])
    if not out.text:
        return
    things = rf"{_TAG.pattern}|`c`|%s"
    found = Counter(match[0] for match in re.finditer(things, out.text))
    assert found == Counter(match[0] for match in re.finditer(things, source))
    stack: list[str] = []
    for close, name in _TAG.findall(out.text):
        if close:
            assert stack.pop() == name
        elif name not in _ALONE:
            stack.append(name)
    assert not stack
    plan = take_out(source, marks)
    if words(plan.text):
        emptied = re.compile(r"<(b|i|a)>\s*</\1>")
        assert not emptied.search(out.text)


def test_without_learning_a_sentence_does_not_depend_on_others() -> None:
    source = "Red <b>cars</b> in old towns sleep."
    answers = {
        "Red cars in old towns sleep.": "Bo zu nal dor mik tas.",
        "Cars": "Tas", "The cars": "La tas", "My cars": "Nia tas", "Cars, cars": "Tas, tas",
    }  # fmt: skip
    marks = {source: marks_of(source)}
    others = list(answers)[1:]

    def last(sentences: list[str], *, learning: bool) -> str:
        translator = with_markup(by(answers), marks, learning=learning)
        return list(translator.translate(sentences))[-1].text

    alone = last([source], learning=False)
    assert last([*others, source], learning=False) == alone
    assert last([*others, source], learning=True) == "Bo zu nal dor mik <b>tas</b>." != alone


@pytest.mark.parametrize("depth", [60, 500, 1_000])
def test_deeply_nested_markup_is_translated(
    translate: Translate, tmp_path: Path, depth: int
) -> None:
    """Every tag stays, and no depth ends the run."""
    words = "".join(f"<b>word{at} " for at in range(depth))
    (tmp_path / "a.html").write_text(f"<p>{words}end.{'</b>' * depth}</p>\n")
    done = translate("a.html", "--to", "es", "--from", "en", "--engine", "upper", "--no-cache")
    assert done.code == 0, done.err
    edition = (tmp_path / "editions/es/a.html").read_text("utf-8")
    assert edition.count("<b>") == edition.count("</b>") == depth
    assert "END." in edition


def test_many_links_in_a_sentence_keep_their_words(translate: Translate, tmp_path: Path) -> None:
    """A page of 400 links in one sentence took minutes, about the fourth power of their number."""
    links = " ".join(f"word{at} [link{at} here](http://e.org/{at})" for at in range(300))
    (tmp_path / "a.md").write_text(f"{links}.\n")
    done = translate("a.md", "--to", "es", "--from", "en", "--engine", "upper", "--no-cache")
    assert done.code == 0, done.err
    edition = (tmp_path / "editions/es/a.md").read_text("utf-8")
    assert [f"[LINK{at} HERE](http://e.org/{at})" in edition for at in range(300)] == [True] * 300

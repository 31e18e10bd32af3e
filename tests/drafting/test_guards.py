"""Translations that can't be right, retries, and sentences in capitals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.drafting.capitals import Style, in_sentence_case, in_style, style_of
from hexapla.drafting.faults import Fault, faults
from hexapla.drafting.fill import Translator
from hexapla.drafting.guards import with_guards
from hexapla.engines.engine import Translation
from hexapla.languages import Language

EN, ES, RU, JA, TR = (Language(tag) for tag in ("en", "es", "ru", "ja", "tr"))


class TestFaults:
    @pytest.mark.parametrize(
        ("source", "text", "found"),
        [
            ("I like salad.", "Me gusta la ensalada ensalada ensalada.", [Fault.LOOP]),
            ("I like salad very much.", "Me gusta la sal y la sal y la sal.", [Fault.LOOP]),
            ("He came and he saw it.", "Él vino y vio él vino y vio.", [Fault.LOOP]),
            ("I like salad.", " ", [Fault.EMPTY]),
            ("The meeting lasted for three hours.", "La reunión.", []),
            ("The long meeting of all ministers lasted for hours.", "La reunión.", [Fault.SHORT]),
            ("Yes.", "Sí, por supuesto que sí, cómo no.", [Fault.LONG]),
            ("The house has 12 rooms.", "La casa tiene 13 habitaciones.", [Fault.NUMBERS]),
            ("It costs 1,000.50 dollars.", "Cuesta 1.000,50 dólares.", []),
            ("No house stands behind those trees.", "No house stands behind those trees.",
             [Fault.COPIED]),
            ("Microsoft, Google and Apple", "Microsoft, Google y Apple", []),
            ("The High Middle Ages, the Early Middle Ages and the Late Middle Ages ended.",
             "Las Edades Medias Altas, las Edades Medias Tempranas y las Edades Medias Tardías.",
             []),
            ("Very, very good, bye bye.", "Muy, muy bien, adiós.", []),
        ],
    )  # fmt: skip
    def test_into_spanish(self, source: str, text: str, found: list[Fault]) -> None:
        assert faults(source, text, (EN, ES)) == found

    def test_wrong_script(self) -> None:
        source = "The house is red and big."
        assert faults(source, "Dom krasnyy i bolshoy.", (EN, RU)) == [Fault.SCRIPT]
        assert faults(source, "Дом красный и большой.", (EN, RU)) == []

    def test_ideographs_count_as_several_letters(self) -> None:
        source = "The meeting of all ministers lasted for three hours."
        assert faults(source, "全大臣の会議は三時間続いた。", (EN, JA)) == []
        assert faults("全大臣の会議は三時間続いた。", source, (JA, EN)) == []

    def test_digits_of_every_script_are_numbers(self) -> None:
        assert faults("It is 12.", "إنها ١٢.", (EN, Language("ar"))) == []

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_only_a_blank_translation_is_empty(self, source: str, text: str) -> None:
        found = faults(source, text, (EN, ES))
        assert len(found) == len(set(found))
        if text.strip():
            assert Fault.EMPTY not in found
        else:
            assert found == ([Fault.EMPTY] if source.strip() else [])

    @given(
        st.lists(st.sampled_from(["salad", "the", "12", "1,5", "x."]), max_size=20).map(" ".join)
    )
    def test_the_source_as_its_own_translation_has_no_other_faults(self, text: str) -> None:
        assert set(faults(text, text, (EN, ES))) <= {Fault.COPIED, Fault.SCRIPT}


class TestStyles:
    @pytest.mark.parametrize(
        ("text", "style"),
        [
            ("PUTIN VISITS MOSCOW", Style.CAPITALS),
            ("BREAKING!", Style.CAPITALS),
            ("NATO", Style.PLAIN),
            ("X1", Style.PLAIN),
            ("NASA が発表しました", Style.PLAIN),
            ("NHK のニュース", Style.PLAIN),
            ("The History of the Modern World", Style.TITLE),
            ("Putin visits Moscow", Style.PLAIN),
            ("Tom Smith", Style.PLAIN),
            ("Mary Loves Tom Very Much.", Style.PLAIN),
            ("中文标题", Style.PLAIN),
        ],
    )
    def test_style_of(self, text: str, style: Style) -> None:
        assert style_of(text) is style

    def test_sentence_case_keeps_stand_ins_and_acronyms(self) -> None:
        capitals = in_sentence_case("OPEN X1 AND X2 NOW", Style.CAPITALS)
        assert capitals == "Open X1 and X2 now"
        title = in_sentence_case("The NATO History of iPhone Cases", Style.TITLE)
        assert title == "The NATO history of iPhone cases"

    def test_the_style_is_restored_if_the_script_has_capitals(self) -> None:
        assert in_style("abre X1 ahora", Style.CAPITALS, ES) == "ABRE X1 AHORA"
        assert in_style("iyi", Style.CAPITALS, TR) == "İYİ"
        assert in_style("la historia del mundo", Style.TITLE, ES) == "la Historia del Mundo"
        assert in_style("いま x を", Style.CAPITALS, JA) == "いま x を"


class TestRetries:
    def translator(self, answers: dict[str, str], asked: list[str]) -> Translator:
        def translate(sentences: Sequence[str]) -> Iterator[Translation]:
            for sentence in sentences:
                asked.append(sentence)
                yield Translation(answers.get(sentence, ""), 0.5)

        return Translator("test 1", translate)

    def one(self, source: str, answers: dict[str, str], again: str = "") -> tuple[str, list[str]]:
        asked: list[str] = []
        guarded = with_guards(
            self.translator(answers, asked),
            (EN, ES),
            lambda sentences: [Translation(again, 0.4) for _ in sentences],
        )
        (out,) = guarded.translate([source])
        return out.text, asked

    def test_a_good_answer_is_kept(self) -> None:
        source = "I like salad."
        answers = {source: "Me gusta la ensalada."}
        assert self.one(source, answers, "Otra.") == (answers[source], [source])

    def test_a_loop_is_retried(self) -> None:
        source = "I like salad."
        answers = {source: "Me gusta ensalada ensalada ensalada."}
        assert self.one(source, answers, "Me gusta la ensalada.")[0] == "Me gusta la ensalada."
        assert self.one(source, answers, "")[0] == answers[source]

    def test_changed_numbers_are_retried_with_stand_ins(self) -> None:
        source = "The town had 7,391 people in 2019."
        answers = {
            source: "La ciudad tenía 739 personas.",
            "The town had Q1 people in Q2.": "La ciudad tenía Q1 personas en Q2.",
        }
        wanted = "La ciudad tenía 7,391 personas en 2019."
        assert self.one(source, answers)[0] == wanted
        # What the engine adds to a stand-in is not a part of the number.
        glued = "La ciudad tenía +Q1 personas en Q2Q."
        answers["The town had Q1 people in Q2."] = glued
        assert self.one(source, answers)[0] == wanted

    def test_a_long_sentence_is_retried_by_clauses(self) -> None:
        first, second = "a word " * 21 + "here;", "another word " * 10 + "there."
        answers = {
            first: "una palabra y otra más de las que hay aquí, todas ellas muy largas, sin fin;",
            second: "y otras que hay allí, ni más ni menos cortas que las de antes, claro está.",
        }
        text, asked = self.one(f"{first} {second}", answers)
        assert asked == [f"{first} {second}", first, second]
        assert text == f"{answers[first]} {answers[second]}"

    def test_a_clause_gets_no_capital_or_full_stop(self) -> None:
        first, second = "Word and word " * 11 + "here,", "and another word " * 7 + "there."
        answers = {
            first: "Palabra y palabra y más palabras de las que hay aquí, todas ellas muy largas.",
            second: "Y otras palabras que hay allí, ni más ni menos cortas que las de antes.",
        }
        assert self.one(f"{first} {second}", answers)[0] == (
            f"{answers[first][:-1]} y{answers[second][1:]}"
        )

    def test_incidents_name_the_remedy(self) -> None:
        def incidents(source: str, answers: dict[str, str], again: str = "") -> object:
            guarded = with_guards(
                self.translator(answers, []), (EN, ES),
                lambda sentences: [Translation(again, 0.4) for _ in sentences],
            )  # fmt: skip
            (out,) = guarded.translate([source])
            return out.incidents

        salad = {"I like salad.": "Me gusta ensalada ensalada ensalada."}
        assert incidents("I like salad.", salad, "Me gusta la ensalada.") == (
            ("loop", "wider search"),
        )
        assert incidents("I like salad.", salad) == (("loop", "left"),)
        assert incidents("I like salad.", {"I like salad.": "Me gusta la ensalada."}) == ()

    def test_capitals(self) -> None:
        text, asked = self.one("OPEN THE DOOR", {"Open the door": "Abre la puerta"})
        assert (text, asked) == ("ABRE LA PUERTA", ["Open the door"])

    def test_capitals_for_an_engine_that_reads_them(self) -> None:
        """They are translated as they are only if sentence case leaves a word, and if it helps."""
        answers = {
            "Open on sundays": "Abierto en sundays", "OPEN ON SUNDAYS": "Abierto los DOMINGOS",
            "Who we are": "Quiénes somos", "WHO WE ARE": "OMS SOMOS",
            "News of rome": "Noticias de rome", "NEWS OF ROME": "NEWS OF ROME",
        }  # fmt: skip
        asked: list[str] = []
        translator = self.translator(answers, asked)
        guarded = with_guards(translator, (EN, ES), reads_capitals=True)
        sources = ["OPEN ON SUNDAYS", "WHO WE ARE", "NEWS OF ROME"]
        found = [one.text for one in guarded.translate(sources)]
        assert found == ["ABIERTO LOS DOMINGOS", "QUIÉNES SOMOS", "NOTICIAS DE ROME"]
        assert "WHO WE ARE" not in asked

    def test_a_title_that_the_engine_leaves_in_english(self) -> None:
        title = "The Long History of Music"
        answers = {
            title: "The Long History of Music",
            "The long history of music": "La larga historia de la música",
        }
        assert self.one(title, answers)[0] == "La Larga Historia de la Música"

    @given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
    def test_each_sentence_gets_one_answer(self, sentences: list[str], answer: str) -> None:
        def translate(asked: Sequence[str]) -> Iterator[Translation]:
            return (Translation(answer) for _ in asked)

        guarded = with_guards(Translator("test", translate), (EN, ES))
        assert len(list(guarded.translate(sentences))) == len(sentences)

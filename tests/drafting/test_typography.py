"""The typography of drafts: quotation marks, spaces, punctuation, numbers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.drafting.typography import Rules, typeset
from hexapla.languages import Language

N = "\u202f"
EN = Language("en")


def set_in(tag: str, text: str, source: str = "", **off: Any) -> str:
    return typeset(source, text, (EN, Language(tag)), Rules(**off))


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("es", "Dijo \"hola 'amigo' mío\".", "Dijo “hola ‘amigo’ mío”."),
        ("de", "Er: \"Sie rief 'Hilfe'\", und ging.", "Er: „Sie rief ‚Hilfe‘“, und ging."),
        ("ru", 'Он: "Она крикнула "Помогите" и ушла".', "Он: «Она крикнула „Помогите“ и ушла»."),
        ("fr", 'Il a dit "salut" hier.', f"Il a dit «{N}salut{N}» hier."),
        ("zh-Hant", "他說\"你好\"。", "他說「你好」。"),
        ("ja", "「彼は\"はい\"と言った」", "「彼は『はい』と言った」"),
        ("sv", '"Hej", sa hon.', "”Hej”, sa hon."),
        ("pt-BR", '"Olá" e «adeus»', "“Olá” e “adeus”"),
        ("zh", "没有“雨季”和“旱季”，叫“远足旅行”。", "没有“雨季”和“旱季”，叫“远足旅行”。"),
        ("ja", "“はい”と“いいえ”", "「はい」と「いいえ」"),
        # A quotation that continues in the next sentence.
        ("de", '"Wir kommen.', "„Wir kommen."),
        ("de", 'Und gehen."', "Und gehen.“"),
        # Inches, apostrophes, gershayim, and ambiguous marks.
        ("fr", 'Un écran de 24" et "un mot".', f"Un écran de 24\" et «{N}un mot{N}»."),
        ("es", "rock 'n' roll y los '90", "rock 'n' roll y los '90"),
        ("fr", "l'ami des chats' d'ici", "l'ami des chats' d'ici"),
        ("he", 'צה"ל אמר "שלום".', "צה\"ל אמר ”שלום”."),
        ("de", 'a " b', 'a " b'),
        ("de", 'Ein \\"Wort\\" hier', "Ein „Wort“ hier"),
        ("es", '" Hola," dijo.', "“Hola,” dijo."),
        ("es", "\"¿Dice ' vendré'?\"", "“¿Dice ‘vendré’?”"),
        # Arrows.
        ("es", "Leer más »", "Leer más »"),
        ("de", "« Zurück", "« Zurück"),
        ("de", "« Wir kommen.", "„Wir kommen."),
        ("de", "Und gehen. »", "Und gehen.“"),
    ],
)  # fmt: skip
def test_quotation_marks(tag: str, text: str, expected: str) -> None:
    assert set_in(tag, text) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ('A 12" and a 14" one', 'Ein 12" und ein 14"', 'Ein 12" und ein 14"'),
        ('A 12" and a 14" one', "Ein 12” und ein 14″", 'Ein 12" und ein 14″'),
        ("5'10\" tall", '5\'10" groß, "gut"', "5'10\" groß, „gut“"),
        ('"A 6\'2" man"', '"Ein Mann, 6\'2""', "„Ein Mann, 6'2\"“"),
        ('a "12" screen"', 'ein "12" Schirm"', 'ein „12" Schirm“'),
        ('the 5" x 7" "card"', 'die "Karte" 5" x 7"', 'die „Karte“ 5" x 7"'),
        ('10°30\'15" north, "x"', '10°30\'15" Nord, "x"', "10°30'15\" Nord, „x“"),
        ('3½" and "3½"', '3½" und "3½"', '3½" und „3½“'),
        # Quotations that end in a figure.
        ("the 'Studio 54' and \"1984\"", "'Studio 54' und \"1984\"", "„Studio 54“ und „1984“"),
        ('"x25519", "200x100"', '"x25519", "200x100"', "„x25519“, „200x100“"),
        ("='12' and 'b3'", "='12' und 'b3'", "=„12“ und „b3“"),
        ('"Room 12", 5"', '"Raum 12", 5"', '„Raum 12“, 5"'),
        ('It was in 1999," he said', 'Es war 1999", sagte er', "Es war 1999“, sagte er"),
    ],
)
def test_feet_and_inches(source: str, text: str, expected: str) -> None:
    assert set_in("de", text, source) == expected


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("fr", "Quoi? Non! Voici: un; deux", f"Quoi{N}? Non{N}! Voici{N}: un{N}; deux"),
        ("fr", "Il est 10:30 (?) et ça?!", f"Il est 10:30 (?) et ça{N}?!"),
        ("fr", "«Déjà»: oui !", f"«{N}Déjà{N}»{N}: oui{N}!"),
        ("fr-CA", "Quoi? Voici: «oui»", f"Quoi? Voici{N}: «{N}oui{N}»"),
        ("es", "Quoi? Voici: un", "¿Quoi? Voici: un"),
        # An engine's stray spaces are removed in every language.
        ("es", "Un día sumo , dijo .", "Un día sumo, dijo."),
        ("es", "Un día ... y .NET", "Un día ... y .NET"),
    ],
)
def test_french_spaces(tag: str, text: str, expected: str) -> None:
    assert set_in(tag, text) == expected


@pytest.mark.parametrize("space", [" ", "\u00a0", N])
@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "She said: «_Yes_»_!", "She said: “Yes”!"),
        ("en", "Why_? Because_: one_; two_!", "Why? Because: one; two!"),
        ("es", "¿Qué_? «_Sí_», dijo_: «_no_».", "¿Qué? “Sí”, dijo: “no”."),
        ("de", "Er sagte_: «_Ja_»_!", "Er sagte: „Ja“!"),
        ("it", "Che_?! «_Sì_»_; poi", "Che?! «Sì»; poi"),
        ("pt-BR", "«_Sim_»_?", "“Sim”?"),
        ("zh", "他说：«_是_»！", "他说：“是”！"),
        ("en", "A smile :) and a 3_km walk", "A smile :) and a 3_km walk"),
    ],
)
def test_french_spaces_stay_in_french(tag: str, text: str, expected: str, space: str) -> None:
    draft, wanted = text.replace("_", space), expected.replace("_", space)
    assert typeset("« Oui »", draft, (Language("fr"), Language(tag))) == wanted
    english = typeset("Yes: a ; b", "Ja: a ; b", (EN, Language("de")))
    assert english == "Ja: a ; b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dónde estás? Ven!", "¿Dónde estás? ¡Ven!"),
        ("Juan, qué haces?", "Juan, ¿qué haces?"),
        ("Lo sé. Y tú?", "Lo sé. ¿Y tú?"),
        ("¿Ya? ¡No! (?)", "¿Ya? ¡No! (?)"),
        ("¿A las 10:30 vienes?", "¿A las 10:30 vienes?"),
        ("A las 10:30 vienes?", "¿A las 10:30 vienes?"),
        ("El Sr. Pérez viene?", "¿El Sr. Pérez viene?"),
        ("Yahoo! anunció algo.", "Yahoo! anunció algo."),
        ("“Vienes?” dijo.", "“¿Vienes?” dijo."),
        ("Ya; “nunca” llegan!", "Ya; ¡“nunca” llegan!"),
        # The question is inside the quotation or the brackets, outside, or both.
        ('La palabra "No." y "quién?" son cortas.', "La palabra “No.” y “¿quién?” son cortas."),
        ('¿La palabra "No." y "quién?" son.', "La palabra “No.” y “¿quién?” son."),
        ("Preguntó (quién es?) y se fue.", "Preguntó (¿quién es?) y se fue."),
        ('Por qué gritó "Alto!"?', "¿Por qué gritó “¡Alto!”?"),
        ('Gritó "Ayuda!¿" y dijo: "Dónde estás?"', "Gritó “¡Ayuda!” y dijo: “¿Dónde estás?”"),
        ('"Corre!" Leíste "Quién va?" ayer?', "“¡Corre!” ¿Leíste “¿Quién va?” ayer?"),
        ('"Quién eres?¿", dijo, "y a qué vienes?"', "“¿Quién eres?”, dijo, “¿y a qué vienes?”"),
        ("Es 'quién?' la palabra?", "¿Es “¿quién?” la palabra?"),
        # Quotations that begin or end in another sentence.
        ('Dónde estás?" preguntó.', "¿Dónde estás?” preguntó."),
        ('"Dónde estás? No te veo.', "“¿Dónde estás? No te veo."),
        # Several questions, questions after a comma, asides, runs of marks.
        ("Quién? cuándo? dónde?", "¿Quién? ¿cuándo? ¿dónde?"),
        ("Si es así, viene?", "Si es así, ¿viene?"),
        ("Quién eres, qué quieres?", "¿Quién eres, qué quieres?"),
        ("Vienes, no?", "Vienes, ¿no?"),
        ("Vino —quién lo diría!— ayer", "Vino —¡quién lo diría!— ayer"),
        ("Qué?! Ven!!!", "¡¿Qué?! ¡¡¡Ven!!!"),
        ("Vaya sorpresa! dijo.", "¡Vaya sorpresa! dijo."),
        ("a) Quién?", "a) ¿Quién?"),
        # No question: formulas, a mark that is spoken of. Marks after other signs.
        ("Escriba a != b ? c : d", "Escriba a != b ? c : d"),
        ("El signo ? es raro.", "El signo ? es raro."),
        ("¿Qué hay en E.U.A.?", "¿Qué hay en E.U.A.?"),
        ("¿Es *esto* o a ?= b?", "¿Es *esto* o a ?= b?"),
        ("Es *esto*?", "¿Es *esto*?"),
        ("¡¿Qué?! ¿Si quieres: vienes?", "¡¿Qué?! ¿Si quieres: vienes?"),
    ],
)
def test_spanish_marks(text: str, expected: str) -> None:
    assert set_in("es", text) == expected


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("zh", "他走了 (很快) , 到10:30.", "他走了（很快），到10:30。"),
        ("zh", "有3,000人.他说:好!", "有3,000人。他说：好！"),
        ("ja", "はい,そうです.", "はい、そうです。"),
        ("zh", "用 X1, 然后运行 Linux.", "用 X1，然后运行 Linux。"),
        ("ar", "هل أنت هنا? نعم, أنا; 3,5", "هل أنت هنا؟ نعم، أنا؛ 3,5"),
        ("ar", 'كلمة "من?" و (لماذا?) قصيرة?', "كلمة ”من؟“ و (لماذا؟) قصيرة؟"),
        ("zh", '单词"No."和"谁?"很短(为什么?)', "单词“No.”和“谁？”很短（为什么？）"),
        ("el", 'Λέξη "Ποιος?" (γιατί?) εκεί?', "Λέξη «Ποιος;» (γιατί;) εκεί;"),
        ("hy", "Դու գալիս ես?", "Դու գալի՞ս ես։"),
        ("hy", 'Ասաց "Ով?" և գնաց։', "Ասաց «Ո՞վ» և գնաց։"),
        ("hy", "Արի՜!", "Արի՜։"),
        ("ko", "네, 그렇습니다.", "네, 그렇습니다."),
    ],
)
def test_punctuation(tag: str, text: str, expected: str) -> None:
    assert set_in(tag, text) == expected


@pytest.mark.parametrize(
    ("tag", "source", "text", "expected"),
    [
        ("es", "It has 7,391 people.", "Tiene 7,391 personas.", "Tiene 7391 personas."),
        ("es", "It has 12,345 books.", "Tiene 12,345 libros.", "Tiene 12.345 libros."),
        ("de", "It has 7,391 people.", "Es hat 7,391 Leute.", "Es hat 7.391 Leute."),
        ("fr", "Some 12,345 books", "Quelque 12,345 livres", f"Quelque 12{N}345 livres"),
        ("es", "It cost $2.5 million.", "Costó $2.5 millones.", "Costó $2,5 millones."),
        ("es", "It rose 0.85 percent.", "Subió 0.85 por ciento.", "Subió 0,85 por ciento."),
        ("pt-BR", "Some 1,234.56 of them", "Uns 1,234.56 deles", "Uns 1.234,56 deles"),
        # Maybe not a quantity, already the same value, or not in the source.
        ("es", "Install Python 3.12 now.", "Instale Python 3.12 ya.", "Instale Python 3.12 ya."),
        ("es", "At 10.30 we left.", "A las 10.30 nos fuimos.", "A las 10.30 nos fuimos."),
        ("es", "It has 7,391 people.", "Tiene 7.391 personas.", "Tiene 7.391 personas."),
        ("es", "It has many.", "Tiene 7,391.", "Tiene 7,391."),
        ("hi", "It has 123,456 people.", "इसमें 123,456 लोग हैं।", "इसमें 123,456 लोग हैं।"),
    ],
)
def test_numbers(tag: str, source: str, text: str, expected: str) -> None:
    assert set_in(tag, text, source) == expected


def test_a_publication_can_set_its_quotation_marks() -> None:
    languages = (EN, Language("es"))
    text = "Dijo \"hola 'amigo' mío\"."
    assert typeset("", text, languages, Rules(quotations="«»“”")) == "Dijo «hola “amigo” mío»."
    off = Rules(quotation_marks=False, quotations="«»“”")
    assert typeset("", text, languages, off) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Espera... ven!", "Espera... ¡ven!"),
        ("...De verdad?", "¿...De verdad?"),
        ("Y entonces...ven!", "¡Y entonces...ven!"),
    ],
)
def test_an_ellipsis_before_a_question(text: str, expected: str) -> None:
    assert set_in("es", text, text) == expected


def test_each_rule_can_be_switched_off() -> None:
    source, text = "It has 12,345 books.", 'Dónde? "Tiene 12,345".'
    assert set_in("es", text, source, quotation_marks=False) == '¿Dónde? "Tiene 12.345".'
    assert set_in("es", text, source, inverted_marks=False) == "Dónde? “Tiene 12.345”."
    assert set_in("es", text, source, numbers=False) == "¿Dónde? “Tiene 12,345”."
    assert set_in("fr", "Non!", spaces=False) == "Non!"
    assert set_in("ja", "はい,", punctuation=False) == "はい,"


@given(
    st.sampled_from(["es", "fr", "fr-CA", "de", "ja", "zh", "ar", "ru", "he"]),
    st.text(st.sampled_from("ab 1X,.;:!?\"'«»“”()\u202f\u00a0¿¡はい好سم"), max_size=40),
)
def test_words_are_unchanged(tag: str, text: str) -> None:
    def bare(one: str) -> str:
        return re.sub(r"[\W_]", "", one).lower()

    assert bare(set_in(tag, text, text)) == bare(text)


_NESTED = st.recursive(
    st.sampled_from(["uno", "dos", "tres"]).map(lambda word: [word]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: ["(", *(one for part in parts for one in part), ")"]
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(["es", "fr", "de", "ja", "ru", "pl", "he", "uk", "fi"]),
    st.sampled_from(["“”“”", "«»«»", "„“„“", '""""']),
    _NESTED,
)
def test_nested_quotations(tag: str, marks: str, parts: list[str]) -> None:
    def written(style: str) -> str:
        out = ""
        depth = 0
        for part in parts:
            gap = " " if out and not out.endswith("\0") and part != ")" else ""
            if part == ")":
                depth -= 1
                out += style[2 * (depth % 2) + 1]
            elif part == "(":
                out += f"{gap}{style[2 * (depth % 2)]}\0"
                depth += 1
            else:
                out += gap + part
        return out.replace("\0", "")

    text = written(marks)
    expected = written(Language(tag).quotation_marks)
    once = set_in(tag, text, spaces=False)
    assert once == expected
    assert set_in(tag, set_in(tag, text)) == set_in(tag, text)

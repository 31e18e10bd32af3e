from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexapla.languages import Language
from hexapla.segmentation import Decision, Segmenter
from hexapla.segmentation.language_data import languages
from tests.conftest import ROOT
from tests.growth import assert_linear

HERE = ROOT / "tests"
FIXTURES = HERE / "fixtures" / "segmentation"
REQUIRED = """
    ar bg ca cs da de el en eo es et fa fi fr gl he hi hr hu hy id it ja ka kk ko lt lv my nb nl
    pl pt ro ru sk sl sr sv ta th tr uk ur vi zh
"""
KEYS = {
    "abbreviations": str,
    "before_numbers": str,
    "ambiguous": str,
    "times": str,
    "introductions": str,
    "starters": str,
    "names": str,
    "speech": str,
    "final_speech": str,
    "continuations": str,
    "terminators": str,
    "ordinals": int,
    "ordinals_before_capitals": bool,
    "roman_ordinals": bool,
    "words": str,
    "after_times": str,
    "finals": str,
    "openings": str,
    "linkers": str,
    "colons": str,
    "articles": str,
    "unmarked": bool,
    "spaces": str,
}


def stripped(pieces: list[str]) -> list[str]:
    return [piece.strip() for piece in pieces]


def cases(path: Path) -> list[list[str]]:
    return [case.split("\n") for case in path.read_text("utf-8").strip().split("\n\n")]


WRITTEN = [
    pytest.param(path.stem.rpartition(".")[2], lines, id=f"{path.stem}-{number}")
    for path in sorted(FIXTURES.glob("*.txt"))
    for number, lines in enumerate(cases(path), 1)
]


@pytest.mark.parametrize(("tag", "lines"), WRITTEN)
def test_each_line_of_a_fixture_is_a_segment(tag: str, lines: list[str]) -> None:
    text = Language(tag).joiner.join(lines)
    assert stripped(Segmenter(tag)(text)) == lines


def test_every_language_with_data_has_a_fixture() -> None:
    assert set(languages()) == {path.stem.rpartition(".")[2] for path in FIXTURES.glob("*.txt")}


def test_the_sample_article_has_its_34_segments() -> None:
    blocks = cases(FIXTURES / "sample.segments")
    source = (HERE.parent / "seeds" / "coalition-in-syria.txt").read_text("utf-8").split("\n")
    segmenter = Segmenter("en")
    assert [stripped(segmenter(block)) for block in source] == blocks
    assert sum(map(len, blocks)) == 34


def test_the_sample_in_one_piece_has_the_same_segments() -> None:
    source = (HERE.parent / "seeds" / "coalition-in-syria.txt").read_text("utf-8").split("\n")
    segmenter = Segmenter("en")
    separate = [segment for block in source for segment in stripped(segmenter(block))]
    assert stripped(segmenter("\n\n".join(source))) == separate


@pytest.mark.parametrize("name", [*languages(), "generic"])
def test_language_files_are_well_formed_and_name_their_source(name: str) -> None:
    text = files("hexapla.segmentation").joinpath("data", f"{name}.toml").read_text("utf-8")
    assert text.startswith("# Source: ")
    for key, value in tomllib.loads(text).items():
        assert type(value) is KEYS[key], key
        assert value, key
        if key in ("abbreviations", "before_numbers", "ambiguous", "times"):
            assert not [word for word in str(value).split() if word.endswith(".")], key
    assert Segmenter(name).supported is (name != "generic")


def test_the_readme_of_the_data_describes_every_key() -> None:
    readme = files("hexapla.segmentation").joinpath("data", "README.md").read_text("utf-8")
    assert {key for key in KEYS if f"| `{key}` |" in readme} == set(KEYS)


def test_required_languages_have_data_and_others_report_that_they_have_none() -> None:
    assert set(REQUIRED.split()) <= set(languages())
    assert Segmenter("pt-BR").supported
    assert Segmenter("zh-Hant").supported
    assert Segmenter("sr-Latn").supported
    assert Segmenter("nn").supported
    assert not Segmenter("tlh").supported
    assert stripped(Segmenter("tlh")("Dr. Qeq jatlh. Qapla'!")) == ["Dr. Qeq jatlh.", "Qapla'!"]


def test_a_language_without_sentence_marks_is_cut_at_its_final_and_opening_words() -> None:
    segmenter = Segmenter("th")
    assert segmenter.unmarked
    assert not Segmenter("en").unmarked
    assert segmenter("หนึ่ง สอง สาม") == ["หนึ่ง สอง สาม"]
    assert segmenter.explain("ไปไหน ครับ อยู่บ้าน")[0].rule == "sentence ends at a space"
    assert stripped(segmenter("หนึ่ง\n\nสอง")) == ["หนึ่ง", "สอง"]


def test_a_publication_can_ask_for_paragraphs() -> None:
    assert Segmenter("en", paragraphwise=True)("One. Two.") == ["One. Two."]
    assert not Segmenter("en").paragraphwise


@pytest.mark.parametrize("spelling", ["Zzq", "Zzq.", "zzq"])
def test_a_publication_can_add_abbreviations(spelling: str) -> None:
    text = "See Zzq. Seven. Then go."
    assert stripped(Segmenter("en")(text)) == ["See Zzq.", "Seven.", "Then go."]
    added = Segmenter("en", abbreviations=[spelling])
    assert stripped(added(text)) == ["See Zzq. Seven.", "Then go."]


@pytest.mark.parametrize(
    "text",
    ["Hello, Anna. See (Fig. 3) there.", "London, on 3 May. He (Smith) left.", "EU. It (AP) fell."],
)
def test_what_only_looks_like_a_dateline_is_cut(text: str) -> None:
    assert len(Segmenter("en")(text)) == 2


def test_an_added_abbreviation_may_have_several_parts() -> None:
    segmenter = Segmenter("de", abbreviations=["z. Hd."])
    assert stripped(segmenter("An Fa. X, z. Hd. Die Leitung. Ende.")) == [
        "An Fa. X, z. Hd. Die Leitung.",
        "Ende.",
    ]


def test_explanations_name_the_rule_of_every_cut_and_of_every_stop() -> None:
    text = "Mr. Lee paid $3.50. He left at No. 5. It rained."
    assert Segmenter("en").explain(text) == [
        Decision(text.index("Lee"), False, "abbreviation"),
        Decision(text.index("He left"), True, "sentence ends with ."),
        Decision(text.index("5. It"), False, "abbreviation before a number"),
        Decision(text.index("It rained"), True, "sentence ends with ."),
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("MOSCOW, May 3. /TASS/. It rains.", "dateline"),
        ("It ended. then it began.", "lower-case word follows"),
        ("1. The first.", "list marker"),
        ("He wrote [...] Nothing came.", "mark alone in brackets"),
        ('The yearly "Go East!" Conference.', "short quoted title"),
        ('"Go East!" Conference opened.', "short quoted title"),
        ('"Who pays?" Smith asked.', "speaker named after the quotation"),
        ("John W. Hill.", "initial"),
        ("He owns Yahoo! Mail.", "name with a mark"),
        ("Acme Inc. Director Lee.", "abbreviation, but no sentence starter follows"),
        ("Go. … — …", "no letter or digit"),
        ("He saw it . . . Nothing had changed.", "spaced ellipsis"),
        ("Values from -1 ... 1 are fine.", "range"),
        ("It is on (the default is sect. 3).", "last word in brackets"),
        ("Call String.Format now.", "no sentence starter and no space follow"),
        ("Use fmt.Println there.", "no sentence starter and no space follow"),
        ("It grew to 5\u00a0m.\u00a0Then.", "no-break space"),
        ("At 5 p.m. Anna left.", "time of day, or year in an introduction"),
        ("“Ah !” , he said.", "comma, colon or № follows"),
        ("They spoke (engl. Anna too).", "first word in brackets"),
        ("He wrote “Go back!” (Lee, 2010) and left.", "bracket after the quotation"),
    ],
)
def test_each_stop_is_explained(text: str, rule: str) -> None:
    first = Segmenter("en").explain(text)[0]
    assert (first.breaks, first.rule) == (False, rule)


@pytest.mark.parametrize(
    "text",
    [
        "Get it from https://example.org/a.B?c=D!e or www.example.org/index.html now.",
        "Write to jane.doe@example.org today.",
        "Open notes.v1.2.TXT and .NET files, version 2.0.1 of ASP.Net at 10.30 for 1.000,50.",
        "Set `a. B` and ``c! D`` first.",
        "Say {name. Family} and {{first? Last}} here.",
    ],
)
def test_addresses_files_numbers_code_and_placeholders_stay_whole(text: str) -> None:
    assert Segmenter("en")(text + " Then stop.") == [text + " ", "Then stop."]


def test_sentences_without_a_space_between_them_are_cut_before_a_word_that_starts_one() -> None:
    text = "Hello world.Today is Tuesday.Mr. Smith paid 1,000.That is a lot."
    assert Segmenter("en")(text) == [
        "Hello world.",
        "Today is Tuesday.",
        "Mr. Smith paid 1,000.",
        "That is a lot.",
    ]
    files = "Open www.example.The or notes.Is or System.In or a/b.It now."
    assert len(Segmenter("en")(files)) == 2  # only after the plain word `notes`


def test_a_publications_abbreviation_of_several_parts_is_never_cut() -> None:
    text = "Um 400 n. Zeitr. Rom war klein."
    assert Segmenter("de", abbreviations=["n. Zeitr."])(text) == [text]


def test_a_sentence_can_end_with_an_address() -> None:
    text = "Read https://example.org/a.html. Write to a@example.org. Open a.txt. Bye."
    assert len(Segmenter("en")(text)) == 4


def test_atoms_are_never_cut() -> None:
    text = 'See <img alt="One. Two. Three"> and go. Now.'
    atom = (text.index("<"), text.index(">") + 1)
    assert len(Segmenter("en")(text)) == 4
    assert stripped(Segmenter("en")(text, [atom])) == [text[: -len(" Now.")], "Now."]


@pytest.mark.parametrize("tag", ["<b>", f'<a href="https://example.org/{"x" * 90}">'])
def test_tags_do_not_hide_sentences_from_each_other(tag: str) -> None:
    parts = [f"{tag}Dr.</b> Lee came.</b>", f"{tag}{tag}No</b> one.", f"End</b>. {tag}then</b> x."]
    text = " ".join(parts)
    atoms = [(at, text.index(">", at) + 1) for at, mark in enumerate(text) if mark == "<"]
    assert stripped(Segmenter("en")(text, atoms)) == parts


def test_white_space_stays_at_the_end_of_its_segment() -> None:
    text = " One.  Two.\n\u00a0Three. \n"
    assert Segmenter("en")(text) == [" One.  ", "Two.\n\u00a0", "Three. \n"]


def test_line_ends_are_spaces_and_blank_lines_cut() -> None:
    assert len(Segmenter("en")("It was\nDr.\nLee. He\nleft.")) == 2
    assert Segmenter("en")("One\n \nTwo") == ["One\n \n", "Two"]


def test_lists_inside_a_text_are_cut_at_their_items() -> None:
    for text in ("1) One 2) Two 3) Three", "(a) One (b) Two (c) Three", "• One • Two\n• Three"):
        assert len(Segmenter("en")(text)) == 3, text
    assert len(Segmenter("en")("(i) One. (ii) Two. (iii) Three.")) == 3
    assert len(Segmenter("en")("We can a) go or b) stay.")) == 1
    assert len(Segmenter("de")("1. Der FC Köln steigt in die 2. Liga ab.")) == 1


def test_the_greek_question_mark_and_other_semicolons() -> None:
    assert len(Segmenter("el")("Τι είναι; Δεν ξέρω.")) == 2
    assert len(Segmenter("en")("He came; She left.")) == 1


def test_quotation_marks_stay_with_their_sentence() -> None:
    text = '他说。"走吧。"然后他走了。'
    assert Segmenter("zh")(text) == ["他说。", '"走吧。"', "然后他走了。"]
    assert Segmenter("fr")("« Oui. » Il part. « Non. »") == ["« Oui. » ", "Il part. ", "« Non. »"]
    assert Segmenter("de")("»Ja.« „Nein.“ »Doch.«") == ["»Ja.« ", "„Nein.“ ", "»Doch.«"]


@pytest.mark.parametrize(
    ("tag", "text", "rule"),
    [
        ("ja", "彼は「雨だ。寒い」と言った。", "inside a quotation that continues"),
        ("zh", "他用Yahoo!的邮箱。", "name with a mark"),
        ("hy", "Նա ասաց. «Գնում եմ»։", "mark that introduces a quotation"),
        ("bo", "ཁོ་དང་། མོ་གཉིས་ཡོང་།", "mark after a linking word"),
    ],
)
def test_stops_of_other_scripts_are_explained(tag: str, text: str, rule: str) -> None:
    first = Segmenter(tag).explain(text)[0]
    assert (first.breaks, first.rule) == (False, rule)


def test_emoji_belong_to_the_sentence_before_unless_the_text_begins_with_one() -> None:
    assert Segmenter("en")("It works! 🎉👍🏽 See? 🇪🇸 Yes. ❤️") == [
        "It works! 🎉👍🏽 ",
        "See? 🇪🇸 ",
        "Yes. ❤️",
    ]
    assert Segmenter("en")("✅ It works. ❌ It fails.") == ["✅ It works. ", "❌ It fails."]
    assert Segmenter("en")("Acme™ won. ™ is a sign.") == ["Acme™ won. ", "™ is a sign."]


def test_markup_around_emoji_and_footnotes_ends_the_sentence_before() -> None:
    text = (
        "It works! <b>🎉</b> See.<sup>4</sup> Yes.[^1] No. :smile: Ends.<sup><a>[5]</a></sup> Go."
    )
    atoms = [match.span() for match in re.finditer(r"<[^>]*>|\[\^1\]|:smile:", text)]
    assert Segmenter("en")(text, atoms) == [
        "It works! <b>🎉</b> ",
        "See.<sup>4</sup> ",
        "Yes.[^1] ",
        "No. :smile: ",
        "Ends.<sup><a>[5]</a></sup> ",
        "Go.",
    ]


def test_small_letters_begin_sentences_only_in_casual_text() -> None:
    chat = "i am here. where are you? call me."
    assert len(Segmenter("en")(chat)) == 3
    assert len(Segmenter("en")("Hello there. i am here. where are you? call me.")) == 4
    edited = "He came approx. at noon and left. She asked what? and he fell silent. It rained."
    assert len(Segmenter("en")(edited)) == 3


def test_posts_end_at_links_and_hashtags_without_a_mark() -> None:
    posts = "Read it https://t.co/abc Rain again #weather @anna Now it snows"
    assert len(Segmenter("en")(posts)) == 3
    assert len(Segmenter("en")("Read https://example.org/abc Monday or later.")) == 1


@pytest.mark.parametrize("quote", ['"', "“"])
def test_a_quotation_mark_between_spaces_opens_or_closes_by_its_number(quote: str) -> None:
    assert Segmenter("lt")(f"Jis tarė: „ Eik. {quote} Ji ėjo.") == [
        f"Jis tarė: „ Eik. {quote} ",
        "Ji ėjo.",
    ]
    assert Segmenter("lt")(f"Jis ėjo. {quote} Eik. ” Ji ėjo.")[1].startswith(quote)


def test_an_empty_text_has_no_segments() -> None:
    assert Segmenter("en")("") == []
    assert Segmenter("en").explain("") == []
    assert Segmenter("en")("\n \n") == ["\n \n"]


# Text that the rules look at, and any other text, including lone surrogates.
FRAGMENTS = st.sampled_from(
    [
        *".!?…。！？।۔։;:\"'“”«»„()[]{}`*<>/•-— \n\u00a0\u202f\u200f\ufdd0\ufdd1",
        *"aAbBïÉжЖ中あ한ა\u0301\ud8005٣",
        *("Dr. ", "U.S. ", "5 p.m. ", "3. ", "1) ", "(a) ", "\n\n", "J. ", "...", ". . .", "e.g."),
        *("МОСКВА, 3 мая. /ТАСС/. ", "`x. Y`", "</b>", "[12]", ".¹ ", "“Go!” ", "https://a.b/c. "),
    ]
)
TEXTS = st.one_of(
    st.lists(FRAGMENTS, max_size=40).map("".join), st.text(st.characters(), max_size=60)
)
TAGS = st.sampled_from([*languages(), "tlh"])
SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=4)


@given(TAGS, TEXTS, SPANS, st.booleans())
def test_the_segments_joined_are_the_text(
    tag: str, text: str, atoms: list[tuple[int, int]], paragraphwise: bool
) -> None:
    segmenter = Segmenter(tag, paragraphwise=paragraphwise)
    pieces = segmenter(text, atoms)
    assert "".join(pieces) == text
    assert all(pieces)


@example("en", ".\n\n.", [])
@given(TAGS, TEXTS, SPANS)
def test_explanations_are_in_order_and_agree_with_the_segments(
    tag: str, text: str, atoms: list[tuple[int, int]]
) -> None:
    segmenter = Segmenter(tag)
    decisions = segmenter.explain(text, atoms)
    offsets = [decision.offset for decision in decisions]
    assert offsets == sorted(set(offsets))
    assert all(0 < offset < len(text) for offset in offsets)
    assert all(decision.rule for decision in decisions)
    cuts, at = [], 0
    for piece in segmenter(text, atoms)[:-1]:
        at += len(piece)
        cuts.append(at)
    assert cuts == [decision.offset for decision in decisions if decision.breaks]


@given(TAGS, TEXTS, SPANS)
def test_no_cut_falls_inside_an_atom(tag: str, text: str, atoms: list[tuple[int, int]]) -> None:
    for decision in Segmenter(tag).explain(text, atoms):
        assert not any(start < decision.offset < end for start, end in atoms)


@given(TAGS, TEXTS)
def test_every_segment_has_a_letter_or_digit_if_the_text_has_one(tag: str, text: str) -> None:
    pieces = Segmenter(tag)(text)
    if len(pieces) > 1:
        assert all(any(map(_counts, piece)) for piece in pieces)


def _counts(character: str) -> bool:
    return character.isalnum() or character == "\ufdd1"  # the stand-in for code


ADVERSARIES: dict[str, Callable[[int], str]] = {
    "letters": lambda size: "a" * size,
    "full stops": lambda size: "." * size,
    "spaced full stops": lambda size: ". " * (size // 2),
    "Dr.": lambda size: "Dr. " * (size // 4),
    "quotation marks": lambda size: "\"'“”«»„‘’." * (size // 10),
    "closed full stops": lambda size: ".)" * (size // 2) + "x",
    "footnotes": lambda size: ".[1]" * (size // 4),
    "initials": lambda size: "A. " * (size // 3),
    "exclamations": lambda size: "!" * size,
    "titles": lambda size: ' "A!" A' * (size // 7),
    "list markers": lambda size: "1) a " * (size // 5),
    "ideographic full stops": lambda size: '。"' * (size // 2),
    "open brackets": lambda size: "（。" * (size // 2),
    "back-quotes": lambda size: "`" * size,
    "code": lambda size: "`a " * (size // 3),
    "braces": lambda size: "{a" * (size // 2),
    "white space": lambda size: "." + "\n\t " * (size // 3),
    "accents": lambda size: "a" + "\u0301" * size + ". A",
    "capitals": lambda size: "A" * size + ", 3 ",
    "dates": lambda size: "12. " * (size // 4),
    "emoji": lambda size: "a! " + "😀" * size + " A. 😀",
    "links": lambda size: "#a https://t.co/" + "x" * size + " A @b",
    "commas": lambda size: "a. " + ",," * (size // 2),
    "spaced quotation marks": lambda size: 'aaa. " ' * (size // 7),
    "small letters": lambda size: "abc. " * (size // 5),
    "corner brackets": lambda size: "「。" * (size // 2),
    "direction marks": lambda size: "." + " \u200e" * (size // 2),
    "prefixes": lambda size: "中" * (size // 2) + "a" * (size // 2) + ". A",
    "final words": lambda size: "ครับ " * (size // 5),
    "shads": lambda size: "། " * (size // 2),
}


@pytest.mark.parametrize("tag", ["en", "de", "zh", "th", "bo"])
@pytest.mark.parametrize("name", ADVERSARIES)
def test_time_is_linear_on_adversarial_text(tag: str, name: str) -> None:
    segmenter = Segmenter(tag)

    def run(size: int) -> None:
        text = ADVERSARIES[name](size)
        assert "".join(segmenter(text)) == text

    assert_linear(run, 2_500)


def test_500_spaced_full_stops_are_one_segment() -> None:
    text = ". " * 500
    assert Segmenter("en")(text) == [text]


def test_most_golden_rules_hold(test_data: Path) -> None:
    exact, english, total = 0, 0, 0
    for line in (test_data / "golden_rules.jsonl").read_bytes().splitlines():
        case = json.loads(line)
        got = ["".join(piece.split()) for piece in Segmenter(case["lang"])(case["text"])]
        good = [piece for piece in got if piece] == [
            "".join(piece.split()) for piece in case["expected"]
        ]
        exact += good
        english += good and case["golden48"]
        total += 1
    assert total == 684
    assert exact >= 0.87 * total
    assert english >= 46

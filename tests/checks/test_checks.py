"""Checks: cases that pass and fail for each, switches, plurals, properties of any text."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.catalogs.provenance import Draft
from hexapla.checks import Context, Finding, Kind, Severity, check_entries, check_entry, checks
from hexapla.checks.consistency import CONSISTENCY
from hexapla.checks.context import learn_context
from hexapla.checks.lexicon import learn_lexicon
from hexapla.checks.rating import risk
from hexapla.checks.registry import BROKEN_LINKS, LIMITS, known_names
from hexapla.checks.run import check_catalogs, worst
from hexapla.checks.transliteration import romanized, skeleton
from hexapla.documents import formats
from hexapla.errors import UsageError
from hexapla.languages import Language
from tests.conftest import ROOT
from tests.growth import assert_linear

ENGLISH = Language("en")
GROUP_CHECKS = [check.name for check in CONSISTENCY]
OVER_ARTICLES = [*GROUP_CHECKS, BROKEN_LINKS.name, LIMITS.name]
FIXTURES = sorted((ROOT / "tests" / "fixtures" / "checks").glob("*.toml"))
DOCUMENTATION = ROOT / "docs" / "reference" / "checks.md"
SECTIONS = {
    section.partition("\n")[0]: section.partition("\n")[2].partition("\n## ")[0]
    for section in DOCUMENTATION.read_text("utf-8").split("\n### ")[1:]
}
LEVELS = {str(severity): severity for severity in Severity}


def cases(file: Path, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))[kind]
    return found


def findings_of(name: str, case: dict[str, Any]) -> list[Finding]:
    """The findings of the check of this name in a case."""
    target = Language(case["to"])
    rows = case.get("glossary")
    glossary = Glossary.parse(f"term,{target.tag}\n{rows}\n".encode(), "g.csv") if rows else None
    times = case.get("times", 1)
    entry = Entry(
        case["source"] * times,
        case.get("target", "") * times,
        flags=tuple(case.get("flags", ())),
        comments=tuple(case.get("comments", ())),
        extracted=tuple(case.get("extracted", ())),
        references=tuple(case.get("references", ())),
        plural=case.get("plural"),
        plurals=tuple(case.get("targets", ())),
    )
    context = Context(ENGLISH, target, glossary)
    findings = check_entry(entry, context, kind=Kind(case.get("kind", "text")))
    return [finding for finding in findings if finding.check == name]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_failing_cases_have_findings(file: Path) -> None:
    for case in cases(file, "fail"):
        found = findings_of(file.stem, case)
        assert found, case
        assert str(found[0].severity) == case.get("severity", str(found[0].severity)), case


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_passing_cases_have_no_findings(file: Path) -> None:
    for case in cases(file, "pass"):
        least = LEVELS[case.get("least", "note")]
        found = [one for one in findings_of(file.stem, case) if one.severity >= least]
        assert found == [], case


def test_every_check_has_cases_and_a_section_in_the_documentation() -> None:
    assert {check.name for check in checks()} == {file.stem for file in FIXTURES}
    assert set(known_names()) == set(SECTIONS)


EXAMPLE = re.compile(
    r"> (?:(?P<how>(?:in|into|with|noted as|as a) [^>]*?): )?(?P<source>.*?) → (?P<target>.*)",
    re.DOTALL,
)
KINDS = {"in HTML": "html", "in Markdown": "markdown", "in a message": "string"}


def documented(example: str) -> dict[str, Any]:
    """An example of the documentation as a case; ␣, ⏎ and ⟨U+…⟩ become the real characters."""
    match = EXAMPLE.fullmatch(" ".join(example.split()))
    assert match, example
    case: dict[str, Any] = {"to": "es"}
    for part in (match["how"] or "").split(", "):
        if part.startswith("into "):
            language = Language.named(part[5:])
            assert language
            case["to"] = language.tag
        elif part.startswith("as a "):
            own, _, file = part[5:].partition(" in ")
            case |= {"extracted": [own], "references": [file], "kind": "html"}
        elif part.startswith("with the flag "):
            case["flags"] = [part[14:]]
        elif part.startswith("noted as "):
            case |= {"comments": [f"guarded: {part[9:]}"], "flags": ["fuzzy"]}
        elif part.startswith("with "):
            case["glossary"] = part[5:].removesuffix(" in the glossary")
        elif part:
            case["kind"] = KINDS[part]
    for name in ("source", "target"):
        text = html.unescape(match[name].replace("␣", " ").replace("⏎", "\n"))
        case[name] = re.sub(r"⟨U\+(\w+)⟩", lambda m: chr(int(m[1], 16)), text)
    if " | " in case["source"]:
        case["source"], case["plural"] = case["source"].split(" | ")
        case["targets"] = [form.strip() for form in case.pop("target").split("|")]
    return case


@pytest.mark.parametrize(
    "name", [name for name in SECTIONS if name not in [*OVER_ARTICLES, "too-long"]]
)
def test_a_check_finds_the_example_of_its_documentation(name: str) -> None:
    example = re.search(r"^> .*(?:\n\S.*)*", SECTIONS[name], re.MULTILINE)
    assert example
    found = findings_of(name, documented(example[0]))
    assert found
    levels = re.search(r"\*((?:Error|Warning|Note)[^*]*)\*", SECTIONS[name])
    assert levels
    assert str(found[0].severity) in levels[1].lower()


@pytest.mark.parametrize("name", GROUP_CHECKS)
def test_a_check_over_a_publication_finds_the_example_of_its_documentation(name: str) -> None:
    example = re.search(r"^> (?:with (.*) in the glossary: )?(.*)$", SECTIONS[name], re.MULTILINE)
    assert example
    pairs = [pair.split(" → ") for pair in example[2].split(" / ")]
    glossary = f"term,es\n{example[1]}\n" if example[1] else ""
    found = consistency(*(Entry(*pair) for pair in pairs), glossary=glossary)
    assert {check for checks in found for check in checks} == {name}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("Costó 5,4 millones.", "4.5 became 5,4"),
        ("Costó 4 y 9 millones.", "5 became 9"),
    ],
)
def test_a_decimal_number_is_shown_as_it_is_written(target: str, message: str) -> None:
    case = {"to": "es", "source": "It cost $4.5 million.", "target": target}
    assert [finding.message for finding in findings_of("numbers", case)] == [message]


def test_spans_give_the_position() -> None:
    found = findings_of("numbers", {"to": "es", "source": "In 2015.", "target": "El año 2051."})
    assert found[0].source == (3, 7)
    assert found[0].target == (7, 11)


# ── switches ─────────────────────────────────────────────────────────────────────────────────

SPANISH = Context(ENGLISH, Language("es"))
LOST_STOP = Entry("It began in 2015.", "Empezó en 2051", references=("a.txt",))


def names(entry: Entry, disabled: tuple[str, ...] = ()) -> set[str]:
    return {finding.check for finding in check_entry(entry, SPANISH, disabled)}


@pytest.mark.parametrize("flag", ["ignore-numbers", "ignore-all-checks"])
def test_an_entry_switches_a_check_off(flag: str) -> None:
    assert "numbers" in names(LOST_STOP)
    assert "numbers" not in names(LOST_STOP.edit(flags=(flag,)))


@pytest.mark.parametrize("flag", ["ignore-end-stop", "ignore-end-punctuation", "ignore-end_stop"])
def test_flags_may_use_the_spelling_of_weblate(flag: str) -> None:
    assert names(LOST_STOP.edit(flags=("fuzzy", flag))) == {"numbers"}


def test_a_publication_switches_checks_off() -> None:
    assert names(LOST_STOP, ("numbers", "end_stop")) == set()


def test_an_unknown_check_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="there is no check 'number'; did you mean numbers"):
        check_entry(LOST_STOP, SPANISH, ["number"])


@pytest.mark.parametrize("text", ["", "Empezó en 2051"])
def test_empty_and_obsolete_entries_have_no_findings(text: str) -> None:
    assert check_entry(Entry("It began in 2015.", text, obsolete=bool(text)), SPANISH) == []


def test_each_plural_form_is_checked() -> None:
    entry = Entry("%d file", plural="%d files", plurals=("Un archivo", "archivos"))
    found = [f for f in check_entry(entry, SPANISH) if f.check == "placeholders"]
    assert [finding.form for finding in found] == [1]


HARMFUL = {
    r"(a|a)+$": "takes too long",
    r"(?:(?:(?:a{1,9}){1,9}){1,9}){1,9}b": "takes too long",
    r"(?:(?:a{1000}){1000}){1000}": "",
    "a{99999999999999999999}": "",
    "(" * 400 + ")" * 400: "",
}


@pytest.mark.parametrize("pattern", HARMFUL)
def test_an_expression_in_a_flag_harms_nobody(pattern: str) -> None:
    """Whoever writes a catalog may name a regular expression; a mistake in it is ignored."""
    entry = Entry("a" * 40 + "!", "a" * 40 + ".", flags=(f'placeholders:r"{pattern}"',))
    found = [f.message for f in check_entry(entry, SPANISH) if f.check == "placeholders"]
    assert [HARMFUL[pattern] in one for one in found] == [True] * bool(HARMFUL[pattern])


SUFFIXES = [(suffix, one.markup) for one in formats().values() for suffix in one.suffixes]


@pytest.mark.parametrize(("suffix", "markup"), [*SUFFIXES, (".c", Kind.MESSAGE)])
def test_the_format_of_the_reference_determines_what_is_markup(suffix: str, markup: Kind) -> None:
    entry = Entry("A <b>bold</b> `word`", "Una palabra")
    expected = check_entry(entry, SPANISH, kind=markup)
    for reference in (f"a{suffix}:1", f"a{suffix.upper()}"):
        assert check_entry(entry.edit(references=(reference,)), SPANISH) == expected
    flagged = entry.edit(references=(f"a{suffix}",), flags=("safe-html",))
    assert check_entry(flagged, SPANISH) == check_entry(entry, SPANISH, kind=Kind.HTML)


def test_each_kind_of_markup_has_its_own_checks() -> None:
    entry = Entry("A <b>bold</b> `word`", "Una palabra")
    assert check_entry(entry, SPANISH) == check_entry(entry, SPANISH, kind=Kind.MESSAGE)
    found = {kind: {one.check for one in check_entry(entry, SPANISH, kind=kind)} for kind in Kind}
    assert "tags" not in found[Kind.TEXT]
    assert "tags" in found[Kind.MARKDOWN] & found[Kind.HTML] & found[Kind.MESSAGE]
    assert "code" in found[Kind.MARKDOWN] - found[Kind.TEXT]


# ── properties of any text ───────────────────────────────────────────────────────────────────

ANY_TEXT = st.text(max_size=80) | st.text(
    alphabet="aA éß12.,:;!?()[]{}<>\"'«»&%$*_`\\/|-–—…\n\t\u00a0\u202f\u200bдД中あ한ع", max_size=80
)
TAGS = st.sampled_from(["es", "fr", "de", "ru", "ar", "hi", "ja", "zh-Hans", "el", "th", "sr-Latn"])


@given(source=ANY_TEXT, target=ANY_TEXT, tag=TAGS, kind=st.sampled_from(list(Kind)))
@example(source="AAA0AaÀ", target="AAA0AAÀ", tag="es", kind=Kind.MESSAGE)
def test_no_text_makes_a_check_raise(source: str, target: str, tag: str, kind: Kind) -> None:
    entry = Entry(source, target)
    for finding in check_entry(entry, Context(ENGLISH, Language(tag)), kind=kind):
        for span, text in ((finding.source, source), (finding.target, target)):
            assert span is None or 0 <= span[0] <= span[1] <= len(text)
        assert finding.check in known_names()
        assert finding.message.strip()
        assert "\n" not in finding.message


@given(text=ANY_TEXT, kind=st.sampled_from(list(Kind)))
def test_a_copy_of_the_source_has_no_structural_findings(text: str, kind: Kind) -> None:
    """A copy of the source has all its structure, whatever is in it."""
    found = check_entry(Entry(text, text), SPANISH, kind=kind)
    about_words = {"unchanged", "language", "script", "punctuation-spacing", "blank", "empty-tags",
                   "quotation-marks", "negation"}  # fmt: skip
    assert {finding.check for finding in found} <= about_words


@pytest.mark.parametrize(
    "unit", ["<", "<a ", "<b>", "[", "](", "%", "{{", "`", "(", '"', "1,", "A.", "&"]
)
def test_checking_takes_linear_time(unit: str) -> None:
    def run(size: int) -> None:
        text = f"{unit * (size // len(unit))} word"
        for kind in Kind:
            check_entry(Entry(text, text[:-1]), SPANISH, kind=kind)

    assert_linear(run, 1_200)


def test_tags_before_the_last_word_take_linear_time() -> None:
    def run(size: int) -> None:
        entries = [
            Entry("It is <b>open</b>." + "<b> " * size + "a", "Abierto." + "<b> " * size + "a")
        ]
        check_entries(entries, SPANISH, only=["end-punctuation"], processes=1)

    assert_linear(run, 1_000)


def test_two_processes_find_what_one_finds() -> None:
    entries = [Entry(f"It began in {n}.", f"Empezó en {n + n % 7}.") for n in range(1000, 3100)]
    assert check_entries(entries, SPANISH, processes=2) == check_entries(entries, SPANISH)


# ── learning from a publication ──────────────────────────────────────────────────────────────


def test_a_lexicon_learns_words_that_occur_together() -> None:
    subjects = [("dog", "perro"), ("cat", "gato"), ("cow", "vaca"), ("hen", "gallina")]
    verbs = [("eats", "come"), ("sleeps", "duerme"), ("runs", "corre"), ("sings", "canta")]
    pairs = [
        (f"the {a} {c} {n}", f"el {b} {d} {n}")
        for a, b in subjects
        for c, d in verbs
        for n in range(8)
    ]
    lexicon = learn_lexicon(pairs, ENGLISH, Language("es"))
    assert lexicon is not None
    assert max(lexicon.weights["dog"], key=lambda w: lexicon.weights["dog"][w]) == "perro"
    found, expected = lexicon.support({"dog", "eats"}, {"perro", "come"})
    assert found == pytest.approx(expected)
    assert lexicon.support({"dog", "eats"}, {"gato", "canta"})[0] == 0
    assert learn_lexicon(pairs[:99], ENGLISH, Language("es")) is None


def test_the_usual_length_is_learned_per_pair_of_languages() -> None:
    source = "This is a sentence of some length, number {}."
    entries = [Entry(source.format(n), source.format(n) * 3) for n in range(250)]
    entries += [Entry("Ignored", "x" * 900, obsolete=True)]
    mean, spread = learn_context(entries, ENGLISH, Language("es")).length or (0, 0)
    assert mean == pytest.approx(1.0986, abs=0.001)
    assert spread == pytest.approx(0, abs=0.001)
    assert learn_context(entries[:100], ENGLISH, Language("es")).length is None


# ── consistency ──────────────────────────────────────────────────────────────────────────────


def consistency(
    *entries: Entry, glossary: str = "", disabled: Sequence[str] = ()
) -> list[list[str]]:
    known = Glossary.parse(glossary.encode(), "g.csv") if glossary else None
    context = Context(ENGLISH, Language("es"), known)
    found = check_catalogs([Catalog(entries=entries)], context, disabled, only=GROUP_CHECKS)
    return [[finding.check for finding in one.findings] for one in found]


def test_one_source_has_one_translation() -> None:
    entries = [Entry("Read more", "Leer más"), Entry("Read more", "Seguir leyendo")]
    assert consistency(*entries) == [["inconsistent"], ["inconsistent"]]
    assert consistency(entries[0], entries[0]) == [[], []]


def test_an_entry_with_a_context_may_differ() -> None:
    entries = [Entry("May", "Mayo"), Entry("May", "Puede", context="after: He")]
    assert consistency(*entries) == [[], []]


def test_one_translation_has_one_source() -> None:
    text = "Llegaron por la noche a la ciudad."
    assert consistency(Entry("They came by night.", text), Entry("They left.", text)) == [
        ["reused"],
        ["reused"],
    ]
    assert consistency(Entry("Yes.", "Sí."), Entry("Aye.", "Sí.")) == [[], []]
    assert consistency(Entry("They came.", text), Entry("They came!", text)) == [[], []]


def test_a_term_has_one_form_throughout() -> None:
    entries = [
        Entry("A coalition", "Una coalición"),
        Entry("The coalition", "La coalición"),
        Entry("Our coalition", "Nuestra alianza"),
    ]
    glossary = "term,es\ncoalition,coalición|alianza\n"
    assert consistency(*entries, glossary=glossary) == [[], [], ["varying-terms"]]


def test_consistency_can_be_switched_off() -> None:
    entries = [Entry("A", "B", flags=("ignore-inconsistent",)), Entry("A", "C")]
    assert consistency(*entries) == [[], ["inconsistent"]]
    assert consistency(*entries, disabled=["inconsistent"]) == [[], []]


@pytest.mark.parametrize("sticky", [False, True])
@pytest.mark.parametrize("flag", ["ignore-inconsistent", "ignore-all", "ignore-all-checks"])
def test_a_flag_of_any_spelling_switches_a_group_check_off(flag: str, sticky: bool) -> None:
    first = Entry("A", "B", sticky=(flag,)) if sticky else Entry("A", "B", flags=(flag,))
    assert consistency(first, Entry("A", "C")) == [[], ["inconsistent"]]


# ── risk ─────────────────────────────────────────────────────────────────────────────────────


def draft(score: float | None, origin: str = "argos-en_es 1.9", length: int = 100) -> Entry:
    source = "word " * (length // 5)
    comment = Draft.of(origin, score, source, "texto").comment()
    return Entry(source, "texto", flags=("fuzzy",), comments=(comment,))


def test_the_order_of_risks() -> None:
    error = Finding("tags", Severity.ERROR, "missing")
    warning = Finding("length", Severity.WARNING, "too short")
    reviewed = Entry("One", "Uno")
    assert risk(Entry("One"), []) == 0
    order = [
        risk(reviewed, []),
        risk(draft(1.0, "memory"), []),
        risk(draft(0.9), [], 0.95),
        risk(draft(0.9), []),
        risk(draft(0.6), []),
        risk(draft(0.6, length=200), []),
        risk(reviewed, [warning]),
        risk(draft(0.6), [warning]),
        risk(draft(0.6), [error, warning]),
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


@given(
    score=st.none() | st.floats(0, 1),
    similarity=st.none() | st.floats(0, 1),
    severities=st.lists(st.sampled_from(list(Severity)), max_size=8),
    length=st.integers(0, 2000),
)
def test_risk_is_a_probability_that_findings_raise(
    score: float | None, similarity: float | None, severities: list[Severity], length: int
) -> None:
    findings = [Finding("x", severity, "m") for severity in severities]
    entry = draft(score, length=length)
    assert 0 <= risk(entry, [], similarity) <= risk(entry, findings, similarity) <= 1


def test_the_worst_entries_of_several_catalogs() -> None:
    first = Catalog.parse(b'msgid "It began in 2015."\nmsgstr "Empez\xc3\xb3 en 2015."\n', "a.po")
    second = Catalog.parse(
        b'\nmsgid "It is 27."\nmsgstr "Es 72."\n\nmsgid "x"\nmsgstr ""\n', "b.po"
    )
    found = check_catalogs([first, second], SPANISH)
    assert [(one.path, one.entry.line) for one in found] == [("a.po", 1), ("b.po", 2)]
    assert [one.path for one in worst(found, 1)] == ["b.po"]
    assert found[1].severity is Severity.WARNING


# ── transliteration ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("word", "latin"),
    [("Путин", "putin"), ("Симинофф", "siminoff"), ("Αθήνα", "athina"), ("서울", "seoul"),
     ("カナダ", "kanada"), ("Erdoğan", "erdogan"), ("Straße", "strasse"), ("100", "100")],
)  # fmt: skip
def test_romanization(word: str, latin: str) -> None:
    assert romanized(word) == latin


@pytest.mark.parametrize(
    ("word", "other"),
    [("Johnson", "Джонсон"), ("Obama", "أوباما"), ("Canada", "カナダ"), ("Merkel", "मर्केल")],
)
def test_names_share_their_consonants_across_scripts(word: str, other: str) -> None:
    assert skeleton(word) == skeleton(other)


# ── the documentation ────────────────────────────────────────────────────────────────────────


def test_the_python_example_prints_the_documented_result(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = ROOT / "docs" / "reference" / "library.md"
    codes = [part.split("```")[0] for part in page.read_text("utf-8").split("```python\n")[1:]]
    (code,) = (one for one in codes if "hexapla.checks" in one)
    exec(compile(code, page.name, "exec"), {})
    assert capsys.readouterr().out.strip() == code.rpartition("# ")[2].strip()


def test_a_file_that_is_kept_as_it_is_has_no_warnings() -> None:
    kept = [
        Entry(text, text, references=("rules.txt",))
        for text in [f"Rule {at} of these is that you pay for the wine." for at in range(8)]
    ]
    other = [Entry(f"They are in room {at}.", f"Están en la sala {at}.", references=("a.txt",))
             for at in range(8)]  # fmt: skip
    lost = Entry("You have to pay for the bread.", "You have to pay for the bread.",
                 references=("a.txt",))  # fmt: skip
    entries = [*kept, *other, lost]
    context = learn_context(entries, ENGLISH, Language("es"))
    found = check_entries(entries, context)
    assert not [one for row in found[:8] for one in row if one.severity > Severity.NOTE]
    assert "unchanged" in {one.check for one in found[-1] if one.severity is Severity.ERROR}


MANUAL = ("Give it to aptitude first.", "Передайте это aptitude.")


@pytest.mark.parametrize(("name", "found"), [("guide.xml", False), ("guide.txt", True)])
def test_manuals_may_name_programs(name: str, found: bool) -> None:
    entry = Entry(*MANUAL, references=(f"{name}:1",))
    checks_of = {one.check for one in check_entry(entry, Context(ENGLISH, Language("ru")))}
    assert ("untranslated" in checks_of) is found

"""Languages: codes that people type, codes in files and engines, and data from CLDR."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from langcodes import standardize_tag, tag_is_valid

from hexapla import languages
from hexapla.catalogs.plural_forms import plural_rule
from hexapla.errors import UsageError
from hexapla.languages import Language, nearest
from tests.conftest import Translate


@pytest.mark.parametrize(
    ("written", "tag", "locale", "posix"),
    [
        ("es", "es", "es", "es"),
        ("pt_BR", "pt-BR", "pt_BR", "pt_BR"),
        ("PT-br", "pt-BR", "pt_BR", "pt_BR"),
        ("zh-hans", "zh-Hans", "zh_Hans", "zh_CN"),
        ("zh_Hant", "zh-Hant", "zh_Hant", "zh_TW"),
        ("zh-Hant-HK", "zh-Hant-HK", "zh_Hant_HK", "zh_HK"),
        ("spa", "es", "es", "es"),
        ("iw", "he", "he", "he"),
        ("sr@latin", "sr-Latn", "sr_Latn", "sr@latin"),
        ("sr-Latn-RS", "sr-Latn-RS", "sr_Latn_RS", "sr_RS@latin"),
        ("yue-Hans", "yue-Hans", "yue_Hans", "yue_Hans"),
        ("ca@valencia", "ca-valencia", "ca@valencia", "ca@valencia"),
        ("ru_RU.UTF-8", "ru-RU", "ru_RU", "ru_RU"),
    ],
)
def test_tags_and_gettext_spellings(written: str, tag: str, locale: str, posix: str) -> None:
    language = Language(written)
    assert (language.tag, language.locale, language.posix) == (tag, locale, posix)
    assert Language(language.locale) == language
    assert Language(posix).script == language.script


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [("Spansh", "es (Spanish)"), ("german", "de (German)"), ("français", "fr (French)")],
)
def test_invalid_codes_get_a_suggestion(written: str, suggestion: str) -> None:
    with pytest.raises(UsageError) as caught:
        Language(written)
    assert suggestion in str(caught.value)
    assert caught.value.exit_code == 2


def test_locale_codes_agree_with_langcodes() -> None:
    """Most codes are parsed without langcodes, because it loads slowly."""
    for written in (name.replace("_", "-") for name in locale_identifiers()):
        if tag_is_valid(written) and _has_name(written):
            assert Language(written).tag == standardize_tag(written)


def _has_name(written: str) -> bool:
    return written.partition("-")[0] in Locale("en").languages


@pytest.mark.parametrize(
    ("written", "tag"),
    [("eng", "en"), ("arb", "ar"), ("zsm", "ms"), ("pes", "fa"), ("swh", "sw"), ("tok", "tok")],
)
def test_codes_of_three_letters(written: str, tag: str) -> None:
    """ISO 639-3 codes; the main language of a macrolanguage becomes the macrolanguage (CLDR)."""
    assert Language(written).tag == tag


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("grc", "Grek"), ("zh-TW", "Hant"), ("zh", "Hans"), ("sr-ME", "Latn"), ("pa-PK", "Arab"),
        ("uz-Cyrl-AF", "Cyrl"), ("ca-valencia", "Latn"), ("tw", "Latn"), ("es-419", "Latn"),
    ],
)  # fmt: skip
def test_scripts(tag: str, script: str) -> None:
    assert Language(tag).script == script


@pytest.mark.parametrize("written", ["", "xx", "zz-ZZ", "en-", "e s", "-", "es,fr", "日本"])
def test_invalid_codes_are_refused(written: str) -> None:
    with pytest.raises(UsageError):
        Language(written)


@pytest.mark.parametrize(
    ("tag", "argos"), [("pt-BR", "pb"), ("zh-Hant", "zt"), ("zh-Hans", "zh"), ("es", "es")]
)
def test_argos_codes_round_trip(tag: str, argos: str) -> None:
    assert Language(tag).argos == argos
    assert Language.from_argos(argos).tag == tag


@pytest.mark.parametrize(
    ("tag", "apertium"),
    [
        ("ca-valencia", "cat_valencia"),
        ("pt-BR", "por_BR"),
        ("gl", "glg"),
        ("hr", "hbs_HR"),
        ("bs", "hbs_BS"),
        ("sr-Latn", "hbs_SR"),
        ("ms", "zlm"),
    ],
)
def test_apertium_codes(tag: str, apertium: str) -> None:
    assert Language.from_apertium(apertium).tag == tag


@pytest.mark.parametrize("tag", ["nan", "tlh", "mul", "bcl", "gcr", "eo", "pt-BR", "sr-Latn"])
def test_every_language_has_all_its_facts(tag: str) -> None:
    """CLDR doesn't know all languages that have a code."""
    language = Language(tag)
    facts = [one for one in dir(Language) if not one.startswith("_") and one[0].islower()]
    values = [getattr(language, one) for one in facts]
    assert len(values) > 12
    assert language.plural_forms.startswith("nplurals=")


def test_script_direction_joiner_and_names() -> None:
    arabic, chinese, serbian = Language("ar"), Language("zh-Hans"), Language("sr-Latn")
    assert (arabic.direction, arabic.joiner, arabic.name) == ("rtl", " ", "Arabic")
    assert (chinese.direction, chinese.joiner, chinese.autonym) == ("ltr", "", "简体中文")
    assert (serbian.script, serbian.name) == ("Latn", "Serbian (Latin)")
    assert Language("ru").plural_forms.startswith("nplurals=3; plural=")


def test_arabic_has_its_forms_in_the_order_of_gettext() -> None:
    arabic = Language("ar")
    rule = plural_rule({"Plural-Forms": arabic.plural_forms}, arabic)
    forms = rule.forms(200)
    assert [forms[n] for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)] == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        3,
    ]


@pytest.mark.parametrize(
    ("asked", "offered", "served"),
    [
        ("es-MX", ["es", "gl"], "es"),
        ("pt-BR", ["pt", "pt-BR"], "pt-BR"),
        ("pt-BR", ["pt", "es"], "pt"),
        ("zh-CN", ["zh-Hant", "zh-Hans"], "zh-Hans"),
        ("nb", ["no"], "no"),
        ("ca-ES-valencia", ["ca", "ca-valencia"], "ca-valencia"),
        ("ca-ES", ["ca-valencia", "ca"], "ca"),
        ("sr-Latn", ["sr"], None),
        ("gl", ["es"], None),
    ],
)
def test_the_nearest_offered_language(asked: str, offered: list[str], served: str | None) -> None:
    assert nearest(Language(asked), offered) == served


def test_plain_codes_agree_with_babel() -> None:
    """The codes are a constant, because loading CLDR's list takes longer than most commands."""
    known = languages._codes()
    assert {code for code, tag in known.items() if code == tag} == languages._PLAIN


def test_languages_are_equal_by_canonical_tag() -> None:
    assert Language("pt_br") == Language("pt-BR")
    assert pickle.loads(pickle.dumps(Language("iw"))).tag == "he"
    with pytest.raises(UsageError, match="'no such language' is not a language code"):
        Language("no such language")


def test_several_threads_can_load_cldr_at_the_same_time() -> None:
    """Regression: babel's circular imports fail if several threads import it."""
    code = (
        "from threading import Barrier, Thread\n"
        "from hexapla.languages import Language\n"
        "start, failed = Barrier(4), []\n"
        "def ask(fact):\n"
        "    start.wait()\n"
        "    try: getattr(Language('es'), fact)\n"
        "    except Exception as error: failed.append(repr(error))\n"
        "threads = [Thread(target=ask, args=[one])"
        " for one in ('name', 'script', 'plural_forms', 'autonym')]\n"
        "for one in threads: one.start()\n"
        "for one in threads: one.join()\n"
        "assert not failed, failed\n"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("tag", ["nan", "tlh", "mul", "zxx", "enm", "nan-Latn"])
def test_every_fact_about_a_language_that_cldr_does_not_know(tag: str) -> None:
    language = Language(tag)
    for name, value in vars(Language).items():
        if isinstance(value, property | cached_property):
            getattr(language, name)
    assert language.plural_forms == "nplurals=2; plural=(n != 1)"


def test_commands_know_such_a_language(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        'source-language = "en"\nlanguages = ["nan", "tlh"]\nengines = ["upper"]\n'
    )
    (tmp_path / "a.txt").write_text("The road is open.\n")
    for command in ("run", "check", "site public", "epub books", "status --risk", "xliff export"):
        done = translate(*command.split())
        assert (done.code in (0, 1, 3, 4), "internal error" in done.err) == (True, False), done.err

"""Catalogs that other programs extracted: drafted, checked, counted and compiled in place."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import polib
import pytest

from hexapla.catalogs.catalog import Catalog
from hexapla.languages import Language
from hexapla.publication.gettext.places import catalog_of
from hexapla.publication.language_paths import catalog_language
from tests.conftest import Result, Translate

HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: shop 1.0\\n"\n"Language: {}\\n"\n'
    '"PO-Revision-Date: 2026-11-30 10:00+0000\\n"\n"Last-Translator: A <a@example.org>\\n"\n'
    '"Language-Team: A <a@example.org>\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {};\\n"\n\n'
)
TWO = "nplurals=2; plural=(n != 1)"
RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2)"
)
# An entry of each kind, and the text that an engine in capitals makes of it.
WANTED = {
    '#: shop/models.py:1\nmsgctxt "verb"\nmsgid "Order"\nmsgstr ""\n': "ORDER",
    '#, c-format\nmsgid "%s of %s: cannot open\\n"\nmsgstr ""\n': "%s OF %s: CANNOT OPEN\n",
    '#, python-format\nmsgid "%(name)s gave 100%% to %(shop)s."\nmsgstr ""\n': (
        "%(name)s GAVE 100%% TO %(shop)s."
    ),
    '#, python-brace-format\nmsgid "Dear {name}, pay {} in {}."\nmsgstr ""\n': (
        "DEAR {name}, PAY {} IN {}."
    ),
    '#: shop/menu.ui:3\nmsgid "Save _as…"\nmsgstr ""\n': "SAVE _AS…",
    'msgid "Read the <a href=\\"%s\\">terms</a> &amp; pay."\nmsgstr ""\n': (
        'READ THE <a href="%s">TERMS</a> &amp; PAY.'
    ),
    '#, no-wrap\nmsgid ""\n"\\n"\n"  -h, --help     show this help\\n"\nmsgstr ""\n': (
        "\n  -h, --help     SHOW THIS HELP\n"
    ),
    '#: guide.md:1\nmsgid "Use `make` and **wait** for it."\nmsgstr ""\n': (
        "USE `make` AND **WAIT** FOR IT."
    ),
}
PLURAL = '#, c-format\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
# What nobody may touch: a person's text, a person's fuzzy text, a stale one, credits, an old one.
KEPT = (
    '# A note.\n#. Seen first\n#: shop/a.c:1 shop/b.c:2\nmsgid "Shop"\nmsgstr  "Tienda"\n\n'
    '#, fuzzy\nmsgid "Price"\nmsgstr "Precio?"\n\n'
    '#, fuzzy\n#| msgid "A cat"\nmsgid "A dog"\nmsgstr "Un gato"\n\n'
    'msgid "translator-credits"\nmsgstr ""\n\n'
    '#~ msgid "Old"\n#~ msgstr "Viejo"\n'
)
MESSAGE = 'msgid "A dog runs."\nmsgstr ""\n'
MSGFMT = shutil.which("msgfmt")


def write(path: str, *entries: str, language: str = "es", plural: str = TWO) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEADER.format(language, plural) + "\n".join(entries), "utf-8")
    return file


def entries_of(path: Path) -> list[str]:
    """The texts of a catalog's entries, separated by empty lines."""
    return path.read_text("utf-8").split("\n\n")


def accepted(path: Path) -> str:
    """What msgfmt objects to in a catalog, drafts included; nothing if there is no msgfmt."""
    if MSGFMT is None:
        return ""
    command = [MSGFMT, "--check", "--use-fuzzy", "-o", "/dev/null", str(path)]
    return subprocess.run(command, capture_output=True, text=True).stderr


def results(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.out)["results"]
    return found


def test_plural_forms_that_a_message_lost_stay_as_a_comment(translate: Translate) -> None:
    template = write("po/shop.pot", 'msgid "files"\nmsgstr ""\n', language="")
    was = 'msgid "files"\nmsgid_plural "all files"\nmsgstr[0] "uno"\nmsgstr[1] "muchos"\n'
    path = write("po/es.po", was)
    assert translate("extract", template, "--to", "es").code == 0
    (entry,) = Catalog.load(path).entries
    assert (entry.msgstr, entry.fuzzy) == ("uno", True)
    assert (entry.previous, entry.previous_plural) == ("files", "all files")
    assert entry.comments == ("earlier: muchos",)


def test_only_the_entries_without_a_text_are_drafted(translate: Translate) -> None:
    path = write("locale/es/LC_MESSAGES/django.po", *WANTED, PLURAL, KEPT)
    before = entries_of(path)
    result = translate(path, "--engine", "upper")
    assert result.code == 0, result.err
    assert "9 drafted by upper-en_es 1" in result.out
    catalog = Catalog.load(path)
    texts = [entry.msgstr for entry in catalog.entries if entry.by_machine and not entry.plural]
    assert texts == [*WANTED.values()]
    (plural,) = (entry.plurals for entry in catalog.entries if entry.plural)
    assert plural == ("%d FILE", "%d FILES")
    after = entries_of(path)
    untouched = [one for one in after if "# draft:" not in one]
    assert untouched == [one for one in before if one in after]
    assert [one for one in after if one.strip() in KEPT] == KEPT.split("\n\n")
    assert not accepted(path)
    assert [path.name for path in Path().rglob("*.*")] == ["django.po"]
    data = path.read_bytes()
    assert translate(path, "--engine", "upper").code == 0
    assert path.read_bytes() == data


@pytest.mark.parametrize("crlf", [False, True])
def test_a_hostile_engine_breaks_nothing_that_programs_read(
    translate: Translate, crlf: bool
) -> None:
    path = write("es.po", *WANTED, PLURAL, KEPT)
    if crlf:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    kept = [one for one in Catalog.load(path).entries if one.msgstr]
    assert translate(path, "--engine", "hostile").code == 0
    after = Catalog.load(path)
    assert [after.find(one.msgid, obsolete=one.obsolete) for one in kept] == kept
    assert crlf or not accepted(path)
    found = results(translate("check", path, "--json"))
    assert not [f for one in found for f in one["findings"] if f["check"] == "placeholders"]


def test_plural_forms_follow_the_rule_of_the_catalog(translate: Translate) -> None:
    one = PLURAL.replace('"%d file"', '"One file"')
    path = write("ru.po", PLURAL, one.replace("files", "fishes"), language="ru", plural=RUSSIAN)
    assert translate(path, "--engine", "upper").code == 0
    same, other = (entry.plurals for entry in Catalog.load(path).entries)
    assert same == ("%d FILE", "%d FILES", "%d FILES")
    # The first form is also for 21 and 31, so that the number can't be left out.
    assert other == ("%d FISHES",) * 3
    assert not accepted(path)


def test_a_fuzzy_text_is_replaced_only_if_that_is_asked_for(translate: Translate) -> None:
    path = write("es.po", KEPT)
    result = translate("draft", path, "--fuzzy", "--engine", "upper")
    assert result.code == 0, result.err
    text = path.read_text("utf-8")
    assert "# earlier: Un gato\n" in text
    assert 'msgstr "A DOG"' in text
    assert 'msgstr  "Tienda"' in text


def test_a_template_gets_a_catalog_that_later_templates_update(translate: Translate) -> None:
    template = write("po/shop.pot", *WANTED, PLURAL, language="", plural="nplurals=INTEGER")
    assert translate(template, "--to", "ru", "--engine", "upper").code == 0
    path = Path("po/ru.po")
    assert not accepted(path)
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\nmsg", "msg"), "utf-8")
    more = ('msgid "New"\nmsgstr ""\n', 'msgid "a b"\nmsgid_plural "a c"\nmsgstr[0] ""\n')
    write("po/shop.pot", *list(WANTED)[1:], *more, language="")
    assert translate("extract", template).code == 0
    (plural,) = (one for one in Catalog.load(path).entries if one.plural == "a c")
    assert plural.plurals == ("", "", "")  # as many as Russian has
    assert translate(template, "--engine", "upper").code == 0
    catalog = Catalog.load(path)
    assert [one.msgid for one in catalog.entries if one.obsolete] == ["Order"]
    new = catalog.find("New")
    assert new is not None
    assert new.msgstr == "NEW"


def test_status_check_xliff_and_compiled_catalogs(translate: Translate) -> None:
    path = write("locale/es/LC_MESSAGES/shop.po", *WANTED, KEPT)
    path.write_text(path.read_text("utf-8").replace('"Precio?"', '"Precio 7"'), "utf-8")
    (status,) = results(translate("status", path, "--json"))
    assert status["sentences"] == {
        "reviewed": 1, "edited": 1, "draft": 0, "stale": 1, "empty": 9, "total": 12,
    }  # fmt: skip
    found = translate("check", path)
    assert f"{path}:" in found.out
    assert "number not in the source" in found.out
    assert translate("xliff", "export", path).code == 0
    (exchanged,) = Path().glob("*.xlf")
    exchanged.write_text(exchanged.read_text("utf-8").replace(
        '<target state="new"></target>\n  <note from="developer">verb', "<target>Pedir</target>"
        '\n  <note from="developer">verb'), "utf-8")  # fmt: skip
    assert translate("xliff", "import", exchanged, "--accept").code == 0
    assert Catalog.load(path).find("Order", "verb").msgstr == "Pedir"  # type: ignore[union-attr]
    assert translate("publish", path).code == 2
    for _ in range(2):  # the second time, it replaces its own
        assert translate("publish", path, "--mo").code == 0
    compiled = {one.msgid: one.msgstr for one in polib.mofile(str(path.with_suffix(".mo")))}
    assert compiled == {"Order": "Pedir", "Shop": "Tienda"}
    assert not Path("editions").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("es.po", 'msgid "a', "es.po:1: a string without closing quote"),
        ("es.po", "", "es.po: is empty"),
        ("es.po", HEADER.format("es", TWO), "es.po: has nothing to translate"),
        ("shop.po", MESSAGE, "no language to translate into"),
        (
            "es.po",
            HEADER.format("fr", TWO) + 'msgid "a"\nmsgstr ""\n',
            "Language: fr instead of es",
        ),
    ],
)
def test_what_cannot_be_translated_says_why(
    translate: Translate, name: str, text: str, message: str
) -> None:
    Path(name).write_text(text, "utf-8")
    to = ("--to", "es") if "fr" in message else ()
    result = translate(name, *to, "--engine", "upper")
    assert result.code in (2, 3)
    assert message in result.err
    assert Path(name).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("locale/pt_BR/LC_MESSAGES/django.po", "pt-BR"),
        ("po/sr@latin.po", "sr-Latn"),
        ("po/zh_CN.po", "zh-CN"),
        ("manual.de.po", "de"),
        ("guide-fr.po", "fr"),
        ("messages.po", None),
    ],
)
def test_the_path_of_a_catalog_names_its_language(path: str, tag: str | None) -> None:
    found = catalog_language(Path(path))
    assert (found.tag if found else None) == tag


@pytest.mark.parametrize(
    ("existing", "template", "expected"),
    [
        ([], "po/shop.pot", "po/es.po"),
        ([], "locale/django.pot", "locale/es/LC_MESSAGES/django.po"),
        ([], "locale/gettext/index.pot", "locale/es/LC_MESSAGES/index.po"),
        (["other.pot"], "shop.pot", "shop.es.po"),
        (["shop.fr.po"], "shop.pot", "shop.es.po"),
        (["translations/fr/LC_MESSAGES/shop.po"], "shop.pot",
         "translations/es/LC_MESSAGES/shop.po"),
    ],
)  # fmt: skip
def test_a_new_catalog_is_where_its_siblings_are(
    tmp_path: Path, existing: list[str], template: str, expected: str
) -> None:
    for name in [*existing, template]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert catalog_of(tmp_path / template, Language("es")) == tmp_path / expected

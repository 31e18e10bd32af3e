"""The format contract for files of strings in each syntax."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.growth import assert_linear

from hexapla.documents.document import Document, uncut
from hexapla.documents.strings import FORMAT
from hexapla.documents.strings.parsing import doubt
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract


class Contract(FormatContract):
    format = FORMAT
    has_notes = False

    def in_body(self, segment: object) -> bool:
        return True


class TestJson(Contract):
    samples = {
        "nested": '{\n  "title": "The shop",\n  "menu": {"open": "Open it", "n": 3.50},\n'
        '  "said": "He said \\"no\\".\\nAnd left."\n}\n',
        "plurals": '{\n  "item_one": "{{count}} item",\n  "item_other": "{{count}} items",\n'
        '  "last": "Last words"\n}\n',
        "messages": '{"hello": {"message": "Hello $NAME$, <b>friend</b>", '
        '"description": "A greeting"}}',
        "ARB": '{"@@locale": "en", "n": "{n, plural, =0 {None} one {A thing} other {# things}}",\n'
        '"@n": {"description": "How many", "placeholders": {"n": {"type": "int"}}}}',
    }
    unstable = frozenset(["plurals"])
    refused = b'{"a": "b"\n"c": "d"}'


class TestYaml(Contract):
    samples = {
        "rails": "en:\n  hello: Hello there\n  'quoted': 'It''s here' # a comment\n"
        '  "double": "Two\\twords"\n  items:\n    one: "%{count} item"\n'
        "    other: '%{count} items'\n",
        "blocks": "first: |\n  One line\n  Another line\n\nsecond: >-\n  Folded\n  text\n\n"
        "list:\n- A thing\n- [In brackets, And more]\n",
    }
    unstable = frozenset(["rails"])
    refused = b"a: b\n\tc: d\n"


class TestOthers(Contract):
    samples = {
        "TOML": "# Words\n[hello]\ndescription = 'A greeting'\nother = \"Hello \\u00fc\"\n"
        "[[menu]]\nname = 'Two words'\nweight = 3\n[[menu]]\nlabels = [\"One\", 'Two']\n"
        'long = """\nFirst line\nSecond line"""\n',
        "properties": "# About it\nmenu.open=Open it\nkey\\ two : A\\tb\\\n   going on\n"
        "! another\nempty=\naccents = caf\\u00e9 time\n",
        "Apple": '/* The title */\n"title" = "A \\"good\\" title";\n\n// Another\n'
        '"two" = "Line one\\nLine two: %@";\nplain = "words";\n',
        "CSV": 'key,en,comment\na,Open it,For the menu\nb,"Close, or ""shut""",\n',
        "semicolon": "id;text\n1;Two words\n2;Other words\n",
        "property list": '<?xml version="1.0"?>\n<plist version="1.0">\n<dict>\n<key>a</key>\n'
        "<string>Salt &amp; pepper</string>\n<key>n</key><integer>3</integer>\n</dict>\n</plist>\n",
        "Fluent": "# For the menu\nmenu-open = Open { $name }\n    .title = Open it\n\n"
        "-brand = The thing\nfiles = { $n ->\n    [one] One file\n   *[other] { $n } files\n}\n"
        "long =\n    Goes on\n    here\n\n    Second paragraph\nlast = Done\n",
    }
    refused = b"[a]\nb = = 1\n"


class TestStringCatalogs(Contract):
    samples = {
        "Xcode": '{\n  "sourceLanguage" : "en",\n  "strings" : {\n    "Open it" : {\n\n    },\n'
        '    "%lld files" : {\n      "localizations" : {\n        "en" : {\n'
        '          "variations" : {\n            "plural" : {\n              "one" : {\n'
        '                "stringUnit" : { "state" : "new", "value" : "%lld file" }\n'
        "              },\n"
        '              "other" : {\n'
        '                "stringUnit" : { "state" : "new", "value" : "%lld files" }\n'
        "              }\n            }\n          }\n        }\n      }\n    }\n  }\n}\n",
        "compact": '{"sourceLanguage":"en","strings":{"Close it":{"comment":"A button"}}}',
    }
    unstable = frozenset(samples)
    refused = b'{"sourceLanguage": "en"}'


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("en.yml", 'en:\n  a:\n    b: Two words\n    c: "%Y-%m-%d"\n  d: [Sun, Mon]\n',
         {"a.b": "Two words", "d.0": "Sun", "d.1": "Mon"}),
        ("en.yml", "- id: more\n  translation: Read it\n- id: n\n  translation:\n    one: A thing\n"
         '    other: "{{ .Count }} things"\n',
         {"more": "Read it", "n": "{count, plural, one {A thing} other {# things}}"}),
        ("en.json", '{"x": {"message": "Hi $A$", "placeholders": {"a": {"example": "A b"}}}}',
         {"x": "Hi $A$"}),
        ("nav.json", '{"nav": [{"title": "The shop", "url": "/shop", "new": true}]}',
         {"nav.title": "The shop"}),
        ("en.json", '{"n_ordinal_one": "{{count}}st", "n_ordinal_other": "{{count}}th"}',
         {"n_ordinal": "{count, selectordinal, one {#st} other {#th}}"}),
        ("en.arb", '{"a": "Two words", "@a": {"description": "Said once"}}', {"a": "Two words"}),
        ("en.toml", "[a]\nb.c = 'Two words'\n[[d]]\ne = 'Other words'\n",
         {"a.b.c": "Two words", "d.e": "Other words"}),
        ("en.toml", "[ a . \"b]c\" ]\nd = 'Two words'\n['e]\"f']\ng = 'Other words'\n",
         {"a.b]c.d": "Two words", 'e]"f.g': "Other words"}),
    ],
)  # fmt: skip
def test_strings_are_called_by_their_keys(name: str, source: str, found: dict[str, str]) -> None:
    document = FORMAT.parse(source.encode(), uncut, where=name)
    assert {one.context: one.text for one in document.segments} == found


@pytest.mark.parametrize(
    ("name", "source", "edition"),
    [
        ("en.json", '{\n  "a_one": "a thing",\n  "a_other": "things"\n}\n',
         '{\n  "a_other": "THINGS"\n}\n'),
        ("en.yml", "en:\n  a:\n    one: a thing\n    other: things\n",
         "ja:\n  a:\n    other: THINGS\n"),
        ("en.yml", "en:\n  a:\n    other: things\n    one: a thing\n  b: words\n",
         "ja:\n  a:\n    other: THINGS\n    one: THINGS\n  b: WORDS\n"),
    ],
)  # fmt: skip
def test_forms_that_the_language_lacks_are_left_out(name: str, source: str, edition: str) -> None:
    document = FORMAT.parse(source.encode(), uncut, where=name)
    texts = {"a": "{count, plural, other {THINGS}}", "b": "WORDS"}
    data = document.render(lambda segment: texts[segment.context or ""], Language("ja"))
    assert data.decode() == edition


def test_patterns_of_keys_choose_strings() -> None:
    source = b'{"a": {"b": "one-word", "c": "Two words"}, "d": "Other words"}'
    for chosen, expected in (
        ({"include": ("a.*",)}, ["a.b", "a.c"]),
        ({"exclude": ("*.c",)}, ["a.b", "d"]),
        ({"include": ("*",), "exclude": ("a.*",)}, ["d"]),
    ):
        options = FORMAT.with_defaults(chosen)
        document = FORMAT.parse(source, uncut, where="en.json", options=options)
        assert [one.context for one in document.segments] == expected


del FormatContract, Contract


# The text of a string, by its size.
SHAPES: dict[str, Callable[[int], str]] = {
    "spaces": lambda size: f"The{' ' * size}road.",
    "spaces after a brace": lambda size: f"The {{{' ' * size}road.",
    "one word and spaces": lambda size: f"road{' ' * size}1",
    "an address and a word": lambda size: f"{'a1/' * size} road",
    "lines": lambda size: "The road.\n" * size,
    "lines that are written with escapes": lambda size: "\u00e9\u00e8 \u00e9t\u00e9.\n" * size,
    "lines in a choice": lambda size: f"{{n, plural, other {{{chr(10).join(['It'] * size)}}}}}",
}


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"

    def run(size: int) -> None:
        path.write_text(json.dumps({"a": "The road is open.", "name": SHAPES[name](size)}))
        doubt(path, {})
        parsed = FORMAT.parse(
            path.read_bytes(), uncut, where="a.json", options=FORMAT.with_defaults()
        )
        assert parsed.segments

    assert_linear(run, 2_000)


DEEP = {".json": ["[", '{"a":'], ".yaml": ["[", "? ", "- ", "{a: "], ".toml": ["a=[", "a={a="]}


@pytest.mark.parametrize("suffix", DEEP)
def test_deep_nesting_is_refused_at_once(suffix: str) -> None:
    for unit in DEEP[suffix]:
        first, _, again = unit.partition("=")
        data = f"{first}={again * 50_000}" if again else unit * 50_000
        with pytest.raises(InputError):
            FORMAT.parse(data.encode(), uncut, where=f"a{suffix}", options=FORMAT.with_defaults())


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        pytest.param("key,en," + "c" * 140_000 + "\na,b,c\n", None, id="header"),
        pytest.param('key,en"' + "c" * 140_000 + "\na,b,c\n", None, id="unclosed"),
        pytest.param("key,en\na," + "b" * 140_000 + "\n", ["b" * 140_000], id="cell"),
    ],
)
def test_a_cell_longer_than_pythons_csv_allows_is_no_error_of_ours(
    table: str, texts: list[str] | None, tmp_path: Path
) -> None:
    """Python's `csv` refuses cells of more than 131,072 characters with an error of its own."""
    path = tmp_path / "a.csv"
    path.write_text(table, "utf-8")
    assert FORMAT.takes(path, {}) == (texts is not None)

    def read() -> Document:
        return FORMAT.parse(table.encode(), uncut, where="a.csv", options=FORMAT.with_defaults())

    if texts is None:
        with pytest.raises(InputError, match="has no columns of keys and texts"):
            read()
    else:
        assert [segment.text for segment in read().segments] == texts

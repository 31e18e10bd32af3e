"""The engines of a pair in publication.toml are changed, and nothing else."""

from __future__ import annotations

import pytest

from hexapla import toml
from hexapla.engines.engine import Pair
from hexapla.engines.models.package import parse_pair
from hexapla.errors import UsageError
from hexapla.publication.settings_edit import with_engines

PAIR = Pair("en", "es")
NEW = '"en-es" = ["x", "y"]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"engines = {{ {NEW} }}\n"),
        ("label = true", f"label = true\nengines = {{ {NEW} }}\n"),
        # Above the first table, or after the comment with the default.
        ("# a\n[text]\nwrap = 1\n", f"# a\nengines = {{ {NEW} }}\n[text]\nwrap = 1\n"),
        (
            '# engines = ["a"] \n\n[text]\nwrap = 1\n',
            f'# engines = ["a"] \nengines = {{ {NEW} }}\n\n[text]\nwrap = 1\n',
        ),
        ("a = 1\r\n# engines = []\r\n", f"a = 1\r\n# engines = []\r\nengines = {{ {NEW} }}\r\n"),
        ('a = """\n[x]"""\n[x]\n', f'a = """\n[x]"""\nengines = {{ {NEW} }}\n[x]\n'),
        # A list
        ('engines = ["a"] # b\nc = 1\n', f'engines = {{ "*" = ["a"], {NEW} }} # b\nc = 1\n'),
        ('engines = [\n  "a", # ]\n]\n', f'engines = {{ "*" = [\n  "a", # ]\n], {NEW} }}\n'),
        # An inline table
        ("engines = {}\n", f"engines = {{ {NEW} }}\n"),
        ('engines = { "*" = ["a"] }\n', f'engines = {{ "*" = ["a"], {NEW} }}\n'),
        ('engines = {en-es=["a"],"*"=["b"]}#c', 'engines = {en-es=["x", "y"],"*"=["b"]}#c'),
        # A table
        ('[engines]\n"*" = ["a"]\n# b\n', f'[engines]\n"*" = ["a"]\n{NEW}\n# b\n'),
        (
            '[engines]\n"en→es" = [ "a" ] # b\n[text]\n',
            '[engines]\n"en→es" = ["x", "y"] # b\n[text]\n',
        ),
        ('engines."en-es" = ["a"]\n', 'engines."en-es" = ["x", "y"]\n'),
    ],
)  # fmt: skip
def test_only_the_engines_of_the_pair_change(text: str, expected: str) -> None:
    found = with_engines(text, PAIR, ["x", "y"], parse_pair)
    assert found == expected
    before, after = toml.loads(text), toml.loads(found)
    del after["engines"]
    before.pop("engines", None)
    assert before == after


def test_what_can_not_be_changed_is_refused() -> None:
    with pytest.raises(UsageError, match=r'write "en-es" = \["x"\] yourself'):
        with_engines('engines."*" = ["a"]\n', PAIR, ["x"], parse_pair)

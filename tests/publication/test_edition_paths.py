"""The patterns of editions' paths: what they recognize, and at what cost."""

from __future__ import annotations

import re
from functools import partial
from itertools import combinations_with_replacement

import pytest

from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.publication.edition_paths import edition_path, edition_regex, pattern_of
from tests.growth import assert_linear

FIELDS = ("android", "lang", "lang_lower", "locale", "path", "stem", "suffix")
SPANISH = Language("es")


@pytest.mark.parametrize("known", [[], [SPANISH]])
def test_a_name_is_not_tried_for_long(known: list[Language]) -> None:
    """A name of a file may be as long as the system allows, and a stranger writes the layout."""
    patterns = []
    for fields in combinations_with_replacement(FIELDS, 4):
        try:
            patterns.append((pattern_of("".join(f"{{{one}}}" for one in fields) + "!", "."), "."))
        except UsageError:
            continue
    assert len(patterns) > 20
    for one in patterns[:: 1 if known else 4]:
        assert_linear(partial(_tried, edition_regex([one], known)), 60)


def _tried(expression: re.Pattern[str], size: int) -> None:
    expression.fullmatch("a" * size)


def test_a_field_that_occurs_twice_has_one_value() -> None:
    pattern = "{stem}/{stem}.{lang}{suffix}"
    expression = edition_regex([(pattern, ".")], [SPANISH])
    assert edition_path(pattern, ".", "a.md", "en", SPANISH) == "a/a.es.md"
    assert expression.fullmatch("a/a.es.md")
    assert not expression.fullmatch("a/b.es.md")

"""Drafts of messages with choices: a sentence in each branch, for the target's plurals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from hexapla.drafting.fill import Translator
from hexapla.drafting.messages import with_messages
from hexapla.engines.engine import Translation
from hexapla.languages import Language


def translated(text: str, target: str, losing: str = "") -> tuple[str, list[str]]:
    """The draft of a message, and the sentences that the engine got."""
    asked: list[str] = []

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        for sentence in sentences:
            asked.append(sentence)
            yield Translation(f"«{sentence.replace(losing, '') if losing else sentence}»")

    translator = with_messages(Translator("fake", translate), {}, Language(target))
    (found,) = translator.translate([text])
    return found.text, asked


@pytest.mark.parametrize(
    ("target", "text", "draft"),
    [
        (
            "pl",
            "You have {n, plural, one {# file} other {# files}}.",
            "{n, plural, one {«You have # file.»} few {«You have # files.»} "
            "many {«You have # files.»} other {«You have # files.»}}",
        ),
        ("ja", "{n, plural, =0 {None} one {A file} other {# files}}",
         "{n, plural, =0 {«None»} other {«# files»}}"),
        # "A file" isn't said of 21.
        ("ru", "{n, plural, one {A file} other {# files}}",
         "{n, plural, one {«# files»} few {«# files»} many {«# files»} other {«# files»}}"),
        ("es", "{g, select, male {He left} other {They left}} {n} times",
         "{g, select, male {«He left {n} times»} other {«They left {n} times»}}"),
        ("en", "{ $n -> [one] A file *[other] { $n } files }",
         "{ $n -> [one] «A file» *[other] «{ $n } files» }"),
        ("es", "No choice: {n}", "«No choice: {n}»"),
    ],
)  # fmt: skip
def test_each_branch_is_a_sentence_for_a_category(target: str, text: str, draft: str) -> None:
    assert translated(text, target)[0] == draft


def test_engines_get_numbers_of_the_category() -> None:
    _, asked = translated("{n, plural, one {# file} other {# files}}", "pl")
    assert asked == ["1 file", "2 files", "5 files", "5 files"]


def test_a_branch_that_loses_its_number_is_not_used() -> None:
    found, _ = translated("{n, plural, other {# files}}", "ja", losing="2")
    assert found == "{n, plural, other {# files}}"

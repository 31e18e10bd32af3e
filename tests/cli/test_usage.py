"""Errors on the command line, in Hexapla's own words: what is wrong, and what to write."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
import typer
from typer.core import TyperGroup

from hexapla.cli.app import app
from tests.conftest import Translate


def commands(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """All commands, each with the words that call it."""
    command = command or typer.main.get_command(app)
    if isinstance(command, TyperGroup):
        context = typer.Context(command)
        for each in command.list_commands(context):
            yield from commands(command.get_command(context, each), (*words, each))
    else:
        yield command, words


def annotation_of(parameter: Any) -> Any:
    found = parameter.type_descriptor.annotation
    return get_args(found)[0] if get_args(found) else found


COMMANDS = list(commands())
CHOICES = [
    (words, parameter.opts[0], [str(one.value) for one in annotation_of(parameter)])
    for command, words in COMMANDS
    for parameter in command.params
    if isinstance(annotation_of(parameter), type) and issubclass(annotation_of(parameter), Enum)
]
NUMBERS = [
    (words, parameter.opts[0])
    for command, words in COMMANDS
    for parameter in command.params
    if annotation_of(parameter) is int
]


@pytest.mark.parametrize(("words", "option", "choices"), CHOICES, ids=str)
def test_a_wrong_choice(
    words: tuple[str, ...], option: str, choices: list[str], translate: Translate
) -> None:
    listed = f"use {', '.join(choices[:-1])} or {choices[-1]}"
    almost = f"{choices[-1]}x"
    meant = f"did you mean {choices[-1]}? ({listed})"
    for wrong, hint in (("§", listed), (almost, meant)):
        result = translate(*words, option, wrong)
        assert (result.code, result.err) == (2, f"translate: {option} can't be {wrong!r}; {hint}\n")


@pytest.mark.parametrize(("words", "option"), NUMBERS, ids=str)
def test_a_wrong_number(words: tuple[str, ...], option: str, translate: Translate) -> None:
    for wrong in ("many", "-1", "1.5"):
        result = translate(*words, option, wrong)
        assert result.code == 2
        said = f"translate: {option} can't be '{wrong}'; use a whole number from "
        assert result.err.startswith(said)


@pytest.mark.parametrize("words", [words for _, words in COMMANDS], ids=str)
def test_an_unknown_option(words: tuple[str, ...], translate: Translate) -> None:
    path = " ".join(("translate", *words))
    for option, hint in (
        ("--jsn", "did you mean --json?"),
        ("--zzzzz", f"see {path} --help"),
        ("--verbos", "did you mean --verbose?"),
    ):
        if option == "--jsn" and words == ("merge-po",):
            continue
        result = translate(*words, option)
        assert result.code == 2
        assert result.err == f"translate: {path} has no option {option}; {hint}\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ("a.txt --to", "--to needs a value; write it after the option: --to VALUE"),
        ("publish --mo=yes", "--mo takes no value; use --mo alone"),
        ("epub", "DIR is missing; use translate epub DIR"),
        ("merge-po a b", "THEIRS is missing; use translate merge-po BASE OURS THEIRS"),
        ("models add x --from en", "--to is missing; use translate models add --to LANGUAGE"),
        ("a.txt -to es", "-to has one hyphen; use --to"),
        ("-help", "-help has one hyphen; use --help"),
        ("es a.txt", "'es' is neither a command nor a file; for a language, use --to es"),
        ("engines en-ja", "the target language is missing; use translate engines en ja"),
        ("-C a.txt status", "a.txt: is a file; name its folder"),
        ("site a b", "unexpected argument b; see translate site --help"),
        ("stauts", "'stauts' is neither a command nor a file; did you mean status?"),
        ("memory serch", "translate memory has no command 'serch'; did you mean search?"),
        ("memory zzz", "translate memory has no command 'zzz'; use import, export or search"),
        ("status --quiet", "--quiet goes before the command; use translate --quiet …"),
        ("a.txt --to es --engine apertum", "no engine 'apertum'; did you mean apertium?"),
        ("publish -o fles", "there is no output 'fles'; did you mean files?"),
        ("a.txt --to es --format markdwn", "there is no format 'markdwn'; did you mean markdown?"),
        ("a.txt --to spansh", "'spansh' is not a language code; did you mean es (Spanish)?"),
        ("a.txt --to es --from englsh", "is not a language code; did you mean en (English)?"),
    ],
)
def test_in_own_words(args: str, says: str, translate: Translate, tmp_path: Any) -> None:
    (tmp_path / "a.txt").write_text("The road is closed.\n")
    result = translate(*args.split())
    assert result.code == 2
    assert says in result.err
    assert result.err.count("\n") == 1

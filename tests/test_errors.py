"""Every error says what to do, not only what is wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hexapla
from hexapla.errors import suggestion
from hexapla.message import either
from tests.code import trees

ROOT = Path(str(hexapla.__file__)).parent
ERRORS = {"UsageError", "InputError", "EngineError", "HexaplaError", "BehindError"}
# The review answers a browser, whose page knows what to do. Engines for tests have no users.
WITHOUT = ("review", "testing")


def calls(tree: ast.Module) -> list[ast.Call]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [one for one in found if isinstance(one.func, ast.Name) and one.func.id in ERRORS]


def test_every_error_has_a_hint() -> None:
    read = {
        path: tree
        for path, tree in trees().items()
        if path.relative_to(ROOT).parts[0] not in WITHOUT
    }
    without = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path, tree in read.items()
        for call in calls(tree)
        if not any(keyword.arg in ("hint", None) for keyword in call.keywords)
    ]
    assert len(read) > 100
    assert without == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [("apertum", "did you mean apertium?"), ("zzz", "use apertium, argos or other")],
)
def test_a_suggestion(name: str, hint: str) -> None:
    assert suggestion(name, ["apertium", "argos", "other"]) == hint


def test_lists_in_words() -> None:
    assert [either([]), either("a"), either("ab"), either("abc", "and")] == [
        "",
        "a",
        "a or b",
        "a, b and c",
    ]

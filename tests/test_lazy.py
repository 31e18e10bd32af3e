"""Patterns that are compiled at first use, and names that are imported at first use."""

import ast
import pkgutil
import re
from types import ModuleType
from typing import Any

import pytest

import hexapla
import hexapla.checks
from hexapla.lazy import lazy_re, lazy_regex
from tests.code import trees


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Record the patterns compiled from here on."""
    found: list[Any] = []
    real = re.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        found.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    return found


def test_a_pattern_is_compiled_once_and_not_before_it_is_used(compiled: list[Any]) -> None:
    word = lazy_re(r"[a-z]+", re.IGNORECASE)
    assert word.pattern == "[a-z]+"
    assert not compiled
    assert word.findall("One two") == ["One", "two"]
    assert word.findall("three") == ["three"]
    assert compiled == ["[a-z]+"]


def test_a_pattern_of_bytes() -> None:
    found = lazy_re(rb"\d+").search(b"in 1946")
    assert found
    assert found[0] == b"1946"


def test_a_pattern_with_unicode_properties() -> None:
    assert lazy_regex(r"\p{Cyrillic}+").findall("два two три") == ["два", "три"]


def test_a_mistake_in_a_pattern_is_found_when_it_is_used() -> None:
    broken = lazy_re("(")
    with pytest.raises(re.error):
        broken.match("")


def test_no_module_compiles_a_pattern_when_it_is_imported() -> None:
    found = [
        f"{path}:{line}" for path, tree in trees().items() for line in _compiled_at_import(tree)
    ]
    assert not found, "use hexapla.lazy"


def _compiled_at_import(node: ast.AST) -> list[int]:
    """The lines with `re.compile` or `regex.compile` outside functions."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and ast.unparse(child.func) in {
            "re.compile",
            "regex.compile",
        }:
            found.append(child.lineno)
        found += _compiled_at_import(child)
    return found


@pytest.mark.parametrize("package", [hexapla, hexapla.checks])
def test_no_lazily_imported_name_is_the_name_of_a_module(package: ModuleType) -> None:
    """After importing a module, the package's attribute of that name is the module."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert modules.isdisjoint(package.__all__)

"""Every regular expression of the package takes linear time on anything over and over.

What a pattern looks for is taken from itself: its characters, its words, and pairs of them.
Patterns are constants of modules, or written where they are used. What a function inserts into one
is taken from its module if that has it, and is each of `UNKNOWN` otherwise.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from itertools import product
from types import ModuleType
from typing import Any

import pytest
import regex

import hexapla
from hexapla.lazy import lazy_re
from tests.growth import assert_linear

SIZE = 1_500
METHODS = ("sub", "search", "finditer", "findall", "match", "fullmatch", "split")
FLAGS_AT = {"sub": 4, "split": 3, "compile": 1}
UNKNOWN = ("x", ",", "1", "")
# What comes after a repetition: nothing, no letter, a letter.
ENDS = ("", "\x01", "x")
BOUNDED = {
    # A sentence has 20,000 characters at most, a line of a PDF 1,000, the place before a word six.
    "importing.rows._CONTENTS",
    "checks.names._BEFORE_SENTENCE", "drafting.inverted._STOP", "editions.alignment._CLOSING",
    "exchange.xliff.restoring._ENDS_SPACED",
    # What expat has read has no other tags and attributes; strings follow one another.
    "documents.xml.reading._ATTRIBUTE", "documents.xml.reading._TAG",
    "documents.office.drawing._ATTRIBUTE", "documents.office.drawing._HEAD",
    "catalogs.pofile._STRING",
    # Spaces are joined before; only the beginning of a file is searched; only matched.
    "catalogs.carrying._LOOSE", "documents.html.encoding._DECLARED",
    "documents.markdown.syntax.chunks._HTML", "documents.markdown.syntax.chunks._PRE",
    # In parts of up to 4,000 characters; only matched.
    *(f"documents.asciidoc.inline.{one}" for one in ("COMPAT", "CUSTOM", "EMAIL")),
    "documents.asciidoc.attributes._QUOTED", "documents.asciidoc.blocks._BREAK",
    # What stands in for a number or a letter here is neither.
    "documents.markdown.syntax.fences._container_end", "drafting.protected.repair_stand_ins",
    "checks.separators._read", "documents.markdown.syntax.containers._block",
    "documents.markdown.syntax.directives._close", "drafting.residue._cut_after",
    "documents.markdown.guards.with_apart_commands",
    # Matched once, at each place where a rule may begin, which tests/test_growth.py measures.
    "documents.markdown.syntax.RULES",
    # Up to 1,000 characters are looked at from each place.
    "publication.addresses._CANDIDATE", "catalogs.masking._VARIABLE",
}  # fmt: skip

Own = dict[str, ast.expr]
"""What a function assigns to its variables."""
Names = Mapping[str, set[str]]


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(hexapla.__path__, "hexapla."):
        if ".testing" in found.name or found.name.endswith("__main__"):
            continue
        try:
            yield importlib.import_module(found.name)
        except ImportError:  # an extra that isn't installed
            continue


def patterns() -> Iterator[tuple[str, Any, set[str]]]:
    """Each pattern with its name and the methods that any module calls."""
    found: dict[int, tuple[str, Any, set[str]]] = {}
    for module in modules():
        tree = ast.parse(inspect.getsource(module))
        place = module.__name__.removeprefix("hexapla.")
        called = methods_of(tree)
        for name, value in vars(module).items():
            for one in within(value, set()):
                found.setdefault(id(one), (f"{place}.{name}", one, set()))[2].update(called[name])
        yield from written_in_functions(place, tree, vars(module))
    yield from ((name, one, used or {"search"}) for name, one, used in found.values())


def methods_of(tree: ast.Module) -> dict[str, set[str]]:
    """The methods of patterns that a module calls on a name, a part of it, or a name for a part."""
    parts: dict[str, set[str]] = defaultdict(set)
    used: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        match node:
            case ast.For(target, value) | ast.comprehension(target, value):
                targets = [target]
            case ast.Assign(targets, value):
                pass
            case ast.Call(ast.Attribute(ast.Name(name) | ast.Subscript(ast.Name(name)), method)):
                used[name] |= {method} & {*METHODS}
                continue
            case _:
                continue
        for name in names_in(value):
            parts[name].update(one for target in targets for one in names_in(target))
    return defaultdict(set, {name: methods_on(name, parts, used) for name in {*parts, *used}})


def names_in(node: ast.AST) -> Iterator[str]:
    """The names in an expression, but those of which a method is called."""
    match node:
        case ast.Name(name):
            yield name
        case ast.Call(ast.Attribute(ast.Name(name), "items" | "values" | "get")):
            yield name
        case ast.Tuple() | ast.List() | ast.Dict() | ast.Subscript() | ast.Starred() | ast.IfExp():
            for child in ast.iter_child_nodes(node):
                yield from names_in(child)


def methods_on(name: str, parts: Names, used: Names) -> set[str]:
    """The methods called on a name and on all names for its parts."""
    reached, open_ = {name}, [name]
    while open_:
        new = parts.get(open_.pop(), set()) - reached
        reached |= new
        open_ += new
    return set().union(*(used.get(one, set()) for one in reached))


def within(value: Any, seen: set[int]) -> Iterator[Any]:
    """The patterns in the value of a constant: itself, or parts of it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if type(value) is type(lazy_re("")):
        yield value
    elif isinstance(value, Mapping):
        yield from (one for part in value.values() for one in within(part, seen))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (one for part in value for one in within(part, seen))
    elif is_dataclass(value) and not isinstance(value, type):
        parts = (getattr(value, one.name) for one in fields(value))
        yield from (one for part in parts for one in within(part, seen))


def written_in_functions(
    place: str, tree: ast.Module, names: dict[str, Any]
) -> Iterator[tuple[str, Any, set[str]]]:
    """The patterns that functions give to `re` and `regex`."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            nodes = list(ast.walk(function))
            own = {
                target.id: node.value
                for node in nodes
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            # `re.compile(…).match(…)` uses one method, a pattern with a name any.
            used = {
                id(node.func.value): node.func.attr
                for node in nodes
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            for call, library, method in calls_in(nodes):
                flags = [one.value for one in call.keywords if one.arg == "flags"]
                flags += call.args[FLAGS_AT.get(method, 2) :]
                uses = {used.get(id(call), "search")} if method == "compile" else {method}
                for pattern in compiled(library, call.args[0], flags, names, own):
                    yield f"{place}.{function.name}:{call.lineno}", pattern, uses


def calls_in(nodes: list[ast.AST]) -> Iterator[tuple[ast.Call, str, str]]:
    """The calls of `re` and `regex`, with the names of library and method."""
    for node in nodes:
        match node:
            case ast.Call(
                func=ast.Attribute(ast.Name(("re" | "regex") as library), method), args=[_, *_]
            ) if method in (*METHODS, "compile"):
                yield node, library, method
            case ast.Call(func=ast.Name(("lazy_re" | "lazy_regex") as name), args=[_, *_]):
                yield node, name.removeprefix("lazy_"), "compile"


def compiled(
    library: str, node: ast.expr, flags: list[ast.expr], names: dict[str, Any], own: Own
) -> Iterator[Any]:
    """The pattern that a function compiles, once with each stand-in for its unknown parts."""
    known = sum(value_of(one, names, 0) for one in flags[:1])
    for text in dict.fromkeys(text_of(node, names, own, unknown) for unknown in UNKNOWN):
        with suppress(re.error, regex.error):
            yield {"re": re, "regex": regex}[library].compile(text, known)


def text_of(node: ast.expr, names: dict[str, Any], own: Own, unknown: str) -> str | bytes:
    """The text of an expression."""
    match node:
        case ast.JoinedStr(parts):
            return "".join(str(text_of(part, names, own, unknown)) for part in parts)
        case ast.BinOp(left, ast.Add(), right):
            halves = (str(text_of(one, names, own, unknown)) for one in (left, right))
            return "".join(halves)
        case ast.FormattedValue(value) | ast.IfExp(body=value):
            return text_of(value, names, own, unknown)
        case ast.Name(name) if name in own:
            others = {one: value for one, value in own.items() if one != name}
            return text_of(own[name], names, others, unknown)
    found = value_of(node, names, unknown)
    return found if isinstance(found, str | bytes) else str(getattr(found, "pattern", found))


def value_of(node: ast.expr, names: dict[str, Any], unknown: object) -> Any:
    """The value of an expression if it has one outside its function."""
    try:
        return eval(ast.unparse(node), dict(names))
    except (NameError, AttributeError):
        return unknown


def units(pattern: str) -> list[str]:
    signs = sorted({*re.sub(r"\\[a-zA-Z]|[()?:*+|^$]", "", pattern)})[:60]
    words = sorted({*re.findall(r"[a-zA-Z!#&<>@%/]{2,}", pattern)})[:30]
    pairs = ["".join(two) for two in product([*signs, " ", "\n", "a", "1"], repeat=2)]
    random.Random(1).shuffle(pairs)
    usual = [" ", "\n", "a", "1", ".", ",", "a ", "1 ", "a.", "A", "中", "a\n", "\n ", " \n"]
    return list(
        dict.fromkeys([*usual, *signs, *words, *(f"{one} " for one in words), *pairs[:120]])
    )


def calls(pattern: Any, method: str, unit: str, end: str) -> Callable[[int], object]:
    """What does a pattern's method on a unit over and over."""
    use = getattr(pattern, method)

    def run(size: int) -> object:
        text: Any = unit * (size // len(unit) + 1) + end
        text = text.encode() if isinstance(pattern.pattern, bytes) else text
        done = use(type(text)(), text) if method == "sub" else use(text)
        return list(done) if method == "finditer" else done

    return run


def slow(pattern: Any, methods: set[str]) -> Iterator[str]:
    """What a pattern takes more than linear time on, once for each method."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    for method in methods:
        for unit, end in product(units(text), ENDS):
            run = calls(pattern, method, unit, end)
            began = time.thread_time()
            run(4 * SIZE)
            if time.thread_time() - began > 0.02:
                try:
                    assert_linear(run, SIZE)
                except AssertionError as error:
                    yield f"{method} {unit!r}: {error}"
                    break


@pytest.mark.slow
def test_every_pattern_takes_linear_time() -> None:
    found = [
        f"{name}.{fault}"
        for name, pattern, methods in patterns()
        if name.partition(":")[0] not in BOUNDED
        for fault in slow(pattern, methods)
    ]
    assert not found, "\n".join(found)

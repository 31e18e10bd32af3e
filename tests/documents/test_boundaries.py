"""Facts about a format belong to its package; other modules use the format contract."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hexapla.documents import suffixes
from tests.code import trees
from tests.conftest import ROOT

CONTRACT = {"Document", "Format", "TextDocument"}
# Syntaxes that others than files of strings have, too: glossaries, settings, data.
SHARED = {".csv", ".json", ".toml"}


@cache
def classes() -> dict[str, Path]:
    """Every document and format class, with the folder of its package."""
    bases = {
        node.name: ({one.id for one in node.bases if isinstance(one, ast.Name)}, path.parent)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = set(CONTRACT)
    while more := {name for name, (own, _) in bases.items() if own & found} - found:
        found |= more
    return {name: bases[name][1] for name in found - CONTRACT}


def test_the_search_finds_the_classes() -> None:
    assert {"HtmlDocument", "MarkdownDocument", "PlainDocument", "HtmlFormat"} <= set(classes())


def test_no_module_imports_a_format_of_another_package() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees().items()
        for others in ({name for name, folder in classes().items() if folder not in path.parents},)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and others & {one.name for one in node.names}
    ]
    assert not found


def suffixes_listed(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """Collections with at least two suffixes of formats, and comparisons with one."""
    known = set(suffixes()) - SHARED
    for node in ast.walk(tree):
        if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.Compare | ast.Call):
            continue
        found = {
            one.value
            for one in ast.iter_child_nodes(node)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        } & known
        if len(found) > 1 or (found and isinstance(node, ast.Compare | ast.Call)):
            yield node.lineno, found


def test_the_search_finds_suffixes() -> None:
    for code in ("x = {'.md': 1, '.txt': 2}", "x == '.html'", "x.endswith('.mdx')"):
        assert list(suffixes_listed(ast.parse(code)))


def test_only_the_packages_of_formats_list_suffixes() -> None:
    packages = set(classes().values())
    assert {path.name for path in packages} == {
        *("asciidoc", "epub", "gettext", "html", "markdown", "office", "rst", "strings"),
        *("subtitles", "text", "vocabularies"),
    }
    for path, tree in trees().items():
        if path.parent not in packages:
            assert not list(suffixes_listed(tree)), path

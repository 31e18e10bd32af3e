"""Front matter: where it ends, and which of its values are text.

YAML between lines of `---`, or in Hakyll of as many more hyphens; TOML between lines of `+++`; or a
JSON object, which the YAML parser can read. Eleventy names another language in the first line:
`---json`, `---toml`, `---js`. Only the text of a value that changes is rewritten. Line ends must be
line feeds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from hexapla.documents.markdown.frontmatter_values import Value
from hexapla.documents.markdown.syntax.words import is_phrase
from hexapla.lazy import lazy_re

__all__ = [
    "Value",
    "begins_front_matter",
    "end_of_front_matter",
    "is_program",
    "looks_like_text",
    "omitted_value",
    "read_front_matter",
    "write_value",
]

# Keys of lists and of what stays as it is.
_NO_TEXT = frozenset(
    [
        "aliases", "author", "authors", "categories", "category", "copyright", "cover", "credit",
        "date", "image", "keywords", "layout", "license", "permalink", "slug", "tag", "tags",
        "template", "topics", "url",
    ]
)  # fmt: skip
_WORDS = lazy_re(r"(?<![\w/.@-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w/@=])")
# A text with fewer words may be a name.
_FEW = 6
_DASHES = 3
_PROGRAM = frozenset(["js", "javascript", "node"])
_FENCE = lazy_re(
    r"(?P<fence>-{4,}(?=[ \t]*\n)|---(?=[a-z \t]*\n)|\+\+\+)"
    r"(?P<language>(?<=---)(?:yaml|json|toml|js|javascript|node))?[ \t]*\n"
)
_OBJECT = lazy_re(r"\{\s*\"")
_REST_OF_LINE = lazy_re(r"[ \t]*(?:\n|\Z)")
_KEY_LINE = lazy_re(
    r"(?:[ \t]*#[^\n]*\n)*(?:[\w\"'.-][^\n:=]{0,100}[:=](?:[ \t]|$)|\[)",
    re.MULTILINE,
)
_CLOSING_YAML = lazy_re(r"^(?:-{3,}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_CLOSING_TOML = lazy_re(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE)
# Elsewhere than in Hakyll, lines between more hyphens could be a heading.
_TITLE_LINE = lazy_re(r"^title:[ \t]", re.MULTILINE)


def end_of_front_matter(source: str) -> int:
    """The offset after the front matter, 0 if there is none."""
    fence = _FENCE.match(source)
    if fence is None:
        return _end_of_object(source)
    found = _closing(fence).search(source, fence.end())
    if found is None:
        return 0
    begin = _TITLE_LINE.search if len(fence[1]) > _DASHES else _KEY_LINE.match
    known = fence["language"] or begin(source, fence.end(), found.start())
    return found.end() if known else 0


def _closing(fence: re.Match[str]) -> re.Pattern[str]:
    """A pattern for the line that ends front matter."""
    if len(fence[1]) > _DASHES:
        return re.compile(rf"^-{{{len(fence[1])}}}[ \t]*(?:\n|\Z)", re.MULTILINE)
    return _CLOSING_YAML if fence[1] == "---" else _CLOSING_TOML


def is_program(source: str) -> bool:
    """Whether the front matter is a program, whose values are not read."""
    fence = _FENCE.match(source)
    return fence is not None and fence["language"] in _PROGRAM


def begins_front_matter(source: str) -> bool:
    """Whether a file without front matter so far may have some when more of it arrives."""
    fence = _FENCE.match(source)
    if fence is None:
        return source.startswith("{") and (not source[1:].strip() or bool(_OBJECT.match(source)))
    return _closing(fence).search(source, fence.end()) is None


def read_front_matter(source: str, end: int, where: str = "") -> Iterable[Value]:
    """The values in ``source[:end]`` that are strings, at any depth, in order; see `Value`.

    If it is not valid YAML or TOML, logs a warning with ``where`` and the line, and returns no
    values.
    """
    fence = _FENCE.match(source)
    closing = source.rfind("\n", 0, end - 1) + 1
    if is_program(source):
        return ()
    if fence is not None and (fence[1] == "+++" or fence["language"] == "toml"):
        from hexapla.documents.markdown.frontmatter_toml import toml_values

        return toml_values(source, fence.end(), closing, where)
    from hexapla.documents.markdown.frontmatter_yaml import yaml_values

    if fence is None:
        return yaml_values(source, 0, end, where)
    return yaml_values(source, fence.end(), closing, where)


def looks_like_text(value: Value) -> bool:
    """Whether a value reads like a sentence, and its key doesn't say that it is something else."""
    text = value.flow.text
    if value.key in _NO_TEXT or "://" in text:
        return False
    return len(_WORDS.findall(text)) >= _FEW or (text[:1].isupper() and is_phrase(text))


def write_value(text: str, value: Value) -> str:
    """The text for a value's span after translation."""
    if value.style.startswith("toml"):
        from hexapla.documents.markdown.frontmatter_toml import write_toml

        return write_toml(text, value)
    from hexapla.documents.markdown.frontmatter_yaml import write_yaml

    return write_yaml(text, value)


def omitted_value(value: Value) -> str:
    """The text for a value's span if the value is left out."""
    if value.opening:
        return "\u00a0"
    quoted = {"plain": '""', "toml literal": "''"}.get(value.style, "")
    return quoted if value.alone else ""


def _end_of_object(source: str) -> int:
    """The end of a JSON object at the start of a file, including its line end; 0 if there is
    none.
    """
    if not _OBJECT.match(source):
        return 0
    try:
        _, end = json.JSONDecoder().raw_decode(source)
    except (ValueError, RecursionError):
        return 0
    rest = _REST_OF_LINE.match(source, end)
    return rest.end() if rest is not None else 0

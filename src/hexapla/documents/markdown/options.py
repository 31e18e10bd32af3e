"""Text in YAML that isn't the front matter: options of directives and of chunks, metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hexapla.documents.markdown.frontmatter_values import Value
from hexapla.documents.markdown.frontmatter_yaml import yaml_values
from hexapla.documents.markdown.mask import Masked
from hexapla.documents.markdown.syntax import Text
from hexapla.lazy import lazy_re

__all__ = ["is_markdown", "read_yaml"]

# The beginning of a comment of a chunk that is an option.
_PREFIX = lazy_re(r"(?m:^[ \t>]*(?:#|//|--|%%?|;;?|\*|')\|)")
# Markup that no plain text has.
_MARKUP = lazy_re(r"\]\([^\s()]|`[^`\n]+`|\*\*[^\s*]|(?<!\w)__\w|\{\{[<%]")
# Keys of entries that are text, apart from the attributes.
_OF_ENTRIES = ("content", "footer", "header", "text")
# Options of chunks that readers see; others with such names are identifiers.
_OF_CHUNKS = lazy_re(r"(?:fig|tbl|lst|tab)[.-]|code-summary\Z")


def read_yaml(
    lines: str, masked: Masked, begin: int, where: str, keys: Sequence[str]
) -> list[Value]:
    """The values that are text in all YAML of a file, apart from its front matter.

    Parameters: ``lines`` is the file with unified line ends, ``begin`` the end of its front matter
    and ``keys`` the option ``front-matter``; ``where`` as for `read_front_matter`.
    """
    attributes = masked.settings.attributes
    found: list[Value] = []
    for text in masked.yaml:
        for value in _values(lines, text, begin, where):
            if text.kind == "metadata":
                known = value.key in keys
            elif text.kind == "entries":
                known = value.key in attributes or value.key in _OF_ENTRIES
                value = replace(value, markdown=True)
            else:
                known = value.key.replace(".", "-") in attributes
                known = known and (text.kind != "chunk" or bool(_OF_CHUNKS.match(value.key)))
            if known:
                found.append(value)
    return found


def is_markdown(value: Value) -> bool:
    """Whether a value in YAML may have inline markup."""
    named = value.key in ("caption", "substitutions") or value.key.endswith("cap")
    return value.markdown or named or bool(_MARKUP.search(value.flow.text))


def _values(lines: str, text: Text, begin: int, where: str) -> Iterator[Value]:
    start, end = begin + text.start, begin + text.end
    prefix = _PREFIX.match(lines, start) if text.kind == "chunk" else None
    if prefix is None:
        yield from yaml_values(lines, start, end, where)
        return
    # Without the marks of comments it is YAML, with the same offsets.
    plain = _PREFIX.sub(lambda found: " " * len(found[0]), lines[start:end])
    for value in yaml_values(lines[:start] + plain, start, end, where):
        hang = prefix[0] + value.hang[len(prefix[0]) :] if value.hang else ""
        yield replace(value, hang=hang)

"""Scalars of YAML: which are texts, and which texts need no quotation marks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from hexapla.documents.quoting import printable
from hexapla.lazy import lazy_re

__all__ = ["LOADER", "after_properties", "is_plain", "is_text"]

# libyaml's parser reports the same positions as the Python one, in a thirtieth of the time.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader whose events are read."""

_PROPERTIES = lazy_re(r"(?:[&!]\S*(?:\s+|#[^\n]*\n)+)*")
_STRING_TAGS = (None, "!", "tag:yaml.org,2002:str")
_NO_TEXT_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "int", "float", "timestamp")
)
# Ends a plain scalar in brackets or braces for some parsers, including PyYAML's Python one.
_NOT_LISTED = lazy_re(r"[,\[\]{}?]|:\Z")
# Text that some parser reads as another type, by the rules of YAML 1.1 or 1.2.
_RESOLVED = lazy_re(
    r"(?:true|false|yes|no|on|off|y|n|null|~|[-+]?[\d.][\d_.,:eExXoa-fA-F+-]*|\.inf|\.nan)\Z",
    re.IGNORECASE,
)


def is_text(event: Any) -> bool:
    """Whether a scalar is text, not a number, a date or similar."""
    if event.style or not event.implicit[0]:
        return event.tag in _STRING_TAGS
    if event.value.lower() in ("true", "false"):
        return False
    return _resolver().resolve(yaml.ScalarNode, event.value, (True, False)) not in _NO_TEXT_TAGS


@cache
def _resolver() -> Any:
    return yaml.resolver.Resolver()


def after_properties(source: str, start: int, end: int) -> int:
    """Where the value of a scalar in ``source[start:end]`` begins, after its anchor and its tag."""
    properties = _PROPERTIES.match(source, start, end)
    return properties.end() if properties else start


def is_plain(text: str, listed: bool) -> bool:
    """Whether any parser reads a text without quotation marks as this text.

    ``listed`` is True in brackets or braces.
    """
    if _RESOLVED.match(text) or text != printable(text).strip():
        return False
    if listed and _NOT_LISTED.search(text):
        return False
    try:
        events = list(yaml.parse(f"[{text}]" if listed else f"- {text}", Loader=LOADER))
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.NodeEvent)][1:]
    return (
        len(scalars) == 1
        and isinstance(scalars[0], yaml.ScalarEvent)
        and (scalars[0].style or None, scalars[0].value) == (None, text)
        and scalars[0].implicit[0]
        and _resolver().resolve(yaml.ScalarNode, text, (True, False)) == _STRING_TAGS[-1]
    )

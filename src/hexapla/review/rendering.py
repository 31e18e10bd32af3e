"""The templates of the review's pages, and the files that the pages consist of."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

    from hexapla.words import Words

__all__ = ["DOMAIN", "STATIC", "rendered", "static"]

_HERE = Path(__file__).parent
DOMAIN = "review"
"""The domain of the pages' words; see `hexapla.words`."""
STATIC = _HERE / "static"
"""The folder of scripts and styles."""


def rendered(template: str, words: Words, **values: Any) -> str:
    """A page in the language of ``words``; values are escaped unless the template says that they
    are safe.
    """
    return _templates().get_template(template).render(words=words, _=words, **values)


def static(name: str) -> str:
    """A script or style as text."""
    return (STATIC / name).read_text("utf-8")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )

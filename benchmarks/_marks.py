"""The marks of a text with tags, for `hexapla.drafting`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from hexapla.documents.inline import Mark, Role

__all__ = ["marks"]


def marks(
    tags: Iterable[re.Match[str]], alone: Callable[[re.Match[str]], Role | None]
) -> list[Mark]:
    """The marks of tags whose first group is ``/`` in end tags.

    ``alone`` gives the role of a tag that is no part of a pair, None for the others.
    """
    found: list[Mark] = []
    stack: list[int] = []
    for tag in tags:
        if role := alone(tag):
            found.append(Mark(*tag.span(), role))
        elif tag[1]:
            at = stack.pop()
            found[at] = Mark(found[at].start, found[at].end, Role.OPEN, len(found))
            found.append(Mark(*tag.span(), Role.CLOSE, at))
        else:
            stack.append(len(found))
            found.append(Mark(*tag.span(), Role.OPEN))
    return found

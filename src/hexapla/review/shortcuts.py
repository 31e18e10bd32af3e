"""The keyboard shortcuts of the review.

This table is the only place that lists them. The page gets it as JSON: the key handling, the help
dialog, and the titles of buttons come from it. ``make docs`` writes it into the docs.

To add a shortcut, add a row here and a function of the same name to ``commands`` in
static/main.js. Then run ``make docs``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hexapla.message import msg

__all__ = ["SHORTCUTS", "Shortcut", "When", "groups"]


class When(StrEnum):
    """Where the cursor has to be for a shortcut to work; the value is the heading in the help."""

    READING = "While reading"
    EDITING = msg("While editing a translation")
    ALWAYS = "Always"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A row of the table.

    ``command`` is the name of the function in static/main.js. ``keys`` all run it, each written as
    in the attribute ``aria-keyshortcuts``: "Control+Enter", "Shift+A". The function gets the
    position of the pressed key in ``keys``. ``effect`` describes it to the reviewer. A command that
    ``needs_server`` is not in a packet, a page without a server.
    """

    command: str
    keys: tuple[str, ...]
    when: When
    effect: str
    needs_server: bool = False

    @property
    def labels(self) -> list[str]:
        """The keys as people write them: "Ctrl+Enter", "A". More than two become a range."""
        keys = self.keys if len(self.keys) <= 2 else (self.keys[0], "…", self.keys[-1])
        return [_label(key) for key in keys]


def groups(words: Callable[[str], str], *, with_server: bool = True) -> list[dict[str, Any]]:
    """The table as JSON data for the page, grouped by where the shortcuts work.

    ``words`` translates headings and effects. ``with_server`` is False for a packet.
    """
    table = SHORTCUTS if with_server else (*SHORTCUTS, *_OF_PACKET)
    return [
        {
            "when": when.name.lower(),
            "title": words(when.value),
            "shortcuts": [
                {"command": one.command, "keys": one.keys, "labels": one.labels,
                 "effect": words(one.effect)}
                for one in table
                if one.when is when and (with_server or not one.needs_server)
            ],
        }
        for when in When
    ]  # fmt: skip


def _label(key: str) -> str:
    *modifiers, last = key.split("+")
    if modifiers == ["Shift"] and len(last) == 1:
        return last.upper()
    return "+".join(_NAMES.get(part, part) for part in (*modifiers, last))


_NAMES = {"Control": "Ctrl", "ArrowDown": "↓", "ArrowUp": "↑", "Escape": "Esc"}

SHORTCUTS = (
    Shortcut("approve-next", ("a",), When.READING, "Approve, then go to the next one to review"),
    Shortcut("approve", ("Shift+A",), When.READING, "Approve and stay"),
    Shortcut("skip", ("s",), When.READING, "Skip to the next one to review"),
    Shortcut("next", ("j", "ArrowDown"), When.READING, "Next sentence"),
    Shortcut("previous", ("k", "ArrowUp"), When.READING, "Previous sentence"),
    Shortcut("edit", ("e", "Enter"), When.READING, "Edit the translation"),
    Shortcut("undo", ("z", "Control+z"), When.READING, "Undo the last change"),
    Shortcut("draft", ("d",), When.READING, "Go back to the machine draft"),
    Shortcut("reopen", ("w",), When.READING, "Needs work: withdraw the approval"),
    Shortcut("note", ("n",), When.READING, "Write a note for other translators"),
    Shortcut(
        "apart",
        ("h",),
        When.READING,
        "Translate a repeated sentence differently here",
        needs_server=True,
    ),
    Shortcut("memory", ("1", "2", "3", "4", "5"), When.READING, "Use a match from memory"),
    Shortcut("suggest", ("m",), When.READING, "Suggest a machine translation", needs_server=True),
    Shortcut("approve-many", ("b",), When.READING, "Approve several sentences"),
    Shortcut(
        "concordance",
        ("c", "Control+k"),
        When.READING,
        "Look up how words were translated before",
        needs_server=True,
    ),
    Shortcut("filter", ("f",), When.READING, "Next filter"),
    Shortcut("order", ("o",), When.READING, "Worst first, or in article order"),
    Shortcut("search", ("/",), When.READING, "Search"),
    Shortcut("replace", ("r",), When.READING, "Search and replace"),
    Shortcut("preview", ("p",), When.READING, "Show or hide the preview"),
    Shortcut("help", ("?",), When.READING, "Show all shortcuts"),
    Shortcut("edit-next", ("Control+ArrowDown",), When.EDITING, "Edit the next sentence"),
    Shortcut("edit-previous", ("Control+ArrowUp",), When.EDITING, "Edit the previous sentence"),
    Shortcut(
        "memory",
        ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5"),
        When.EDITING,
        "Use a match from memory",
    ),
    Shortcut(
        "insert",
        tuple(f"Control+{digit}" for digit in range(1, 10)),
        When.EDITING,
        "Insert a missing tag or term",
    ),
    Shortcut(
        "concordance",
        ("Control+k",),
        When.EDITING,
        "Look up how words were translated before",
        needs_server=True,
    ),
    Shortcut(
        "suggest", ("Control+m",), When.EDITING, "Suggest a machine translation", needs_server=True
    ),
    Shortcut(
        "approve-next",
        ("Control+Enter",),
        When.ALWAYS,
        "Approve, then go to the next one to review",
    ),
    Shortcut("approve", ("Control+Shift+Enter",), When.ALWAYS, "Approve and stay"),
    Shortcut("read", ("Escape",), When.ALWAYS, "Go back to reading"),
)

_OF_PACKET = (Shortcut("save-answer", ("Control+s",), When.ALWAYS, "Save your answer as a file"),)

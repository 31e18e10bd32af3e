"""References to other things: addresses, emoji, placeholders of programs."""

from __future__ import annotations

from hexapla.documents.markdown.syntax.rule import Rule, Shape

__all__ = ["RULES"]

RULES = (
    Rule(
        "address",
        "GFM, linkify",
        "https://github.github.com/gfm/#autolinks-extension-",
        Shape.ATOM,
        ("http://", "https://", "ftp://", "www."),
        r"(?:https?://|ftp://|www\.)[^\s<>`]*[^\s<>`?!.,:*_~'\")\]]",
    ),
    Rule(
        "mail-address",
        "GFM, linkify",
        "https://github.github.com/gfm/#extended-email-autolink",
        Shape.ATOM,
        ("@",),
        r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b",
    ),
    Rule(
        "emoji",
        "GitHub, MkDocs Material, Hugo, Jekyll (jemoji)",
        "https://github.com/ikatyang/emoji-cheat-sheet",
        Shape.ATOM,
        (":",),
        r":[a-z0-9_+-]{1,40}:",
        silent=True,
    ),
    Rule(
        "printf",
        "any",
        "https://docs.python.org/3/library/stdtypes.html#old-string-formatting",
        Shape.ATOM,
        ("%",),
        r"%(?:\(\w+\))?[sd]\b",
    ),
)

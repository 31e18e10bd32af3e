"""Noncharacters, with which formats mark places, in texts that others wrote."""

from __future__ import annotations

import re

import pytest

from hexapla import InputError, Language
from hexapla.documents import parse
from hexapla.documents.document import Document, in_order
from hexapla.segmentation import Segmenter

FILES = {
    "a.txt": "The bridge is open.\nIt was opened.\n\nAnother [b]line[/b] is here.\n",
    "a.md": "# The bridge\n\nIt is *open* today.\\\nIt was [opened][x] here.\n\n- An item.\n\n"
    "| a b | d e |\n|---|---|\n| one two | three <b>four</b> |\n\n[x]: http://a.b\n",
    "a.mdx": "It is *open* today.\\\nIt was [opened](x) here.\n",
    "a.rst": "The bridge\n==========\n\nIt is *open* today. It was `opened <http://x.y>`__.\n\n"
    "| line one\n| line two\n\n- An item.\n",
    "a.adoc": "= The bridge\n\nIt is *open* today. +\nIt was https://x.y[opened] here.\n\n"
    "* Item\n\n|===\n|one two |three four\n|===\n",
    "a.html": "<body><p>It is <b>open</b> today.<br>It was <a href='x'>opened</a>.</p></body>",
    "a.json": '{"a": "It is {x} today."}',
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\nIt is open.\nIt was opened.\n\n",
    "a.yaml": "en:\n  a: It is open today.\n",
    "a.properties": "a=It is open today.\n",
    "a.xml": '<article xmlns="http://docbook.org/ns/docbook" version="5.0"><title>The bridge'
    "</title><para>It was <emphasis>opened</emphasis> here.</para></article>",
}
MARKS = [chr(code) for code in range(0xFDD0, 0xFDF0)]
_ANY = re.compile("[\ufdd0-\ufdef]")
FORMS = ("{}", "{0}{0}", "{0}{0}{0}", "{}# x\ufdd9", "{}0\ufdd1", "{}1\ufdd5", "{}import x\ufdd5")
# Formats that mark places; the others only write what they are given.
WITH_MARKS = ("a.txt", "a.md", "a.mdx", "a.rst", "a.adoc")
SPANISH = Language("es")


def _document(name: str, text: str) -> Document:
    return parse(text.encode(), Segmenter("en"), name=name)


def _made(
    document: Document, texts: list[str | None], *, in_page: bool
) -> tuple[bytes, list[object]]:
    pairs = [(one, text or "") for one, text in zip(document.segments, texts, strict=True)]
    shown = [document.inline_html(b, a) for a, b in pairs]
    return document.render(in_order(texts), SPANISH), [
        [document.changes(*pair) for pair in pairs],
        [shown, document.body_html(texts, shown, Language("en"), SPANISH)] if in_page else [],
    ]


@pytest.mark.parametrize("name", FILES)
def test_in_a_translation_they_are_as_any_unknown_character(name: str) -> None:
    document = _document(name, FILES[name])
    for at, segment in enumerate(document.segments):
        for mark in MARKS[at % 3 :: 3]:
            texts: list[str | None] = [None] * len(document.segments)
            texts[at] = segment.text + FORMS[(at + ord(mark)) % len(FORMS)].format(mark) + "x"
            plain = [text and _ANY.sub("\ufffd", text) for text in texts]
            made = _made(document, texts, in_page=name in WITH_MARKS)
            assert made == _made(document, plain, in_page=name in WITH_MARKS), (at, mark)
            assert not _ANY.search(made[0].decode())


@pytest.mark.parametrize("name", WITH_MARKS)
def test_a_file_with_one_is_refused(name: str) -> None:
    text = FILES[name].replace("open", "op\ufdd4en", 1)
    with pytest.raises(InputError, match=r"has the noncharacter U\+FDD4") as raised:
        _document(name, text)
    line = text[: text.index("\ufdd4")].count("\n") + 1
    assert str(raised.value).startswith(f"{name}:{line}:")


def test_a_reference_to_one_stays_as_it_is() -> None:
    text = '{"a": "It is open \\ufdd4.", "b": "It was opened."}'
    document = _document("a.json", text)
    assert document.render(lambda one: one.text, SPANISH) == text.encode()
    edition = document.render(lambda one: None if "\ufdd4" in one.text else "Fue.", SPANISH)
    assert edition.decode() == text.replace("It was opened.", "Fue.")

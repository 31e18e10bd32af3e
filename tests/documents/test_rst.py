"""reStructuredText: what is text in it, and what an edition keeps."""

from __future__ import annotations

import re

import pytest

from hexapla.documents.document import Document, in_order, uncut
from hexapla.documents.rst import FORMAT, writing
from hexapla.languages import Language
from hexapla.testing.formats import FormatContract
from hexapla.testing.texts import in_capitals
from tests.growth import assert_linear

SPANISH, JAPANESE = Language("es"), Language("ja")
BLOCKS = """======
 Book
======

:Author: Ann Lee

First part
----------

A paragraph with *emphasis*, **strong words**, ``code`` and
:ref:`a title <target>`. See `First part`_ or note_ [1]_.

.. _note: https://example.org/

* An item
  in two lines.

  More of it::

      code

#. Numbered

term : kind
   A definition.

-x, --long  Describes an option.

| Verse one
| verse two

    Quoted words. Twice.

    -- Ann

.. [1] A footnote.
.. A comment.

>>> code

.. |sub| replace:: Some words
"""
DIRECTIVES = """.. note:: Read this.

   And *this*.

.. figure:: a.png
   :alt: A tree

   The caption.

.. versionadded:: 3.1 It grew.

.. toctree::
   :caption: Pages

   First page <one>
   two

.. code-block:: python
   :caption: A program

   print("no text")

.. list-table:: Prices
   :header-rows: 1

   * - Name
     - Price
   * - Tea
     - 2

.. rubric:: The end
"""


TABLES = """+-----+--------------+
| A b | Long words   |
+=====+==============+
| Two | * item one   |
|     | * item two   |
+-----+--------------+

.. csv-table:: Values
   :header: "Name, full", Price

   Tea, "two, ""or"" three"
   Milk, one

== =========
A  Words
== =========
Bc More of
   it
== =========
"""
GLOSSARY = """.. glossary::

   word
      Its meaning.
"""


class TestFormat(FormatContract):
    format = FORMAT
    samples = {"blocks": BLOCKS, "directives": DIRECTIVES, "tables": TABLES, "glossary": GLOSSARY}
    unstable = frozenset(["glossary"])  # A term keeps its source's as a second one.
    language = SPANISH

    def normalized(self, text: str) -> str:
        return re.sub(r" <[^<>]*_>(`_)_?", r"\1", text)


def parse(text: str) -> Document:
    return FORMAT.parse(text.encode(), uncut, options=FORMAT.with_defaults())


def edition(text: str, new: str, language: Language = SPANISH) -> str:
    """An edition with another text for the last segment."""
    document = parse(text)
    texts = [None] * (len(document.segments) - 1)
    return document.render(in_order([*texts, new]), language).decode()


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("A\n=\n", "中文标题", "中文标题\n========\n"),
        ("===\n A\n===\n", "Abc def", "=========\n Abc def\n=========\n"),
        ("Use ``a b``.\n", "使用``a b``吧。", "使用\\ ``a b``\\ 吧。\n"),
        ("A *b* c.\n", "A*b*c.", "A\\ *b*\\ c.\n"),
        ("One.\n", "- One", "\\- One\n"),
        ("One.\n", "1. One", "1\\. One\n"),
        ("One.\n", "*One `two |three", "\\*One \\`two \\|three\n"),
        ("One::\n\n  code\n", "Uno:", "Uno::\n\n  code\n"),
        ("One::\n\n  code\n", "Uno", "Uno ::\n\n  code\n"),
        ("See `A b`_.\n", "Ver `C d`_.", "Ver `C d <A b_>`__.\n"),
        ("See :term:`word`.\n", "Ver :term:`voz`.", "Ver :term:`voz <word>`.\n"),
        ("H\\ :sub:`2`\\ O gas\n", "Gas H:sub:`2`O", "Gas H\\ :sub:`2`\\ O\n"),
        (".. note:: One.\n", "Uno.", ".. note:: Uno.\n"),
        (":A b: c\n", "d :e", ":A b: d :e\n"),
        ("== ==\nA  Bc\n== ==\n", "Def", "== ==\nA  Def\n== ==\n"),
        ("`A`_\n\nA\n=\n", "Bé", "`A`_\n\n.. _`A`:\n\nBé\n====\n"),
        (":ref:`x:A`\n\nA\n=\n", "Bé", ":ref:`x:A`\n\n.. _`x:A`:\n\nBé\n====\n"),
        ('.. csv-table::\n\n   "A ""b"""\n', 'C "d"', '.. csv-table::\n\n   "C ""d"""\n'),
        (":rtype: a list\n", "una lista", ":rtype: una lista\n"),
        (
            "foo:bar http://a.b\n\nx http://a.b\n",
            "y:z http://a.b",
            "foo:bar http://a.b\n\ny\\:z http://a.b\n",
        ),
        ("*a** b\n", "*A** B", "*A\\** B\n"),
        ("`a <u:1>`_ a_ c\n", "`b <u:1>`_ `a`_ c", "`b <u:1>`__ `a`_ c\n\n.. _`a`: u:1\n"),
        ("`A`_\n\n.. _a: x\n\nA\n=\n", "Bé", "`A`_\n\n.. _a: x\n\nBé\n====\n"),
        ("==  ==\nA\tBc\n==  ==\n", "Def", "==  ==\nA   Def\n==  ==\n"),
        ("+--+--+\n|A |B |\n+--+--+\n", "中文", "+--+-----+\n|A |中文 |\n+--+-----+\n"),
    ],
)
def test_what_is_written_is_read_as_the_source_is(source: str, new: str, expected: str) -> None:
    assert edition(source, new) == expected


@pytest.mark.parametrize(
    ("source", "arrangement", "expected"),
    [
        ("A *b*.\n", "above", "A *b*.\n\nA *B*.\n"),
        ("* A `b`_.\n", "above", "* A `b`_.\n\n  A `B <b_>`__.\n"),
        ("A b.\n", "beside", ".. list-table::\n\n   * - A b.\n     - A B.\n"),
        (".. figure:: a\n\n   A b\n", "beside", ".. figure:: a\n\n   A b · A B\n"),
        ("*A* b\n=====\n", "above", "*A* b · *A* B\n=============\n"),
        ("A b::\n\n  c\n", "above", "A b: · A B::\n\n  c\n"),
    ],
)
def test_an_edition_in_both_languages(source: str, arrangement: str, expected: str) -> None:
    document = parse(source)
    texts = [in_capitals(one) for one in document.segments]
    both = document.render_bilingual(texts, Language("en"), SPANISH, arrangement)
    assert both.decode() == expected


def test_addresses_of_files() -> None:
    names = ("fig.png", "img.png", "a.csv", "b.zip", "c.zip", "d.html", "e.html", "f.txt")
    text = (
        ".. figure:: fig.png\n\n- .. image:: img.png\n\n.. csv-table::\n   :file: a.csv\n\n"
        ":download:`b.zip` :download:`it <c.zip>` `a b <d.html>`_ `c <name_>`_\n\n"
        ".. _x: e.html\n.. _y: z_\n.. include:: f.txt\n"
    )
    moved = parse(text).with_addresses(text.encode(), lambda name: f"../{name}").decode()
    assert moved == re.sub("|".join(map(re.escape, names)), r"../\g<0>", text)


# What begins and never ends, and names in names.
REPEATED = ("*a ", "``a ", "`a ", "|a ", "_`a ", ":a:`b ", "[a]", "-t", "a_-", " ", "`a <", "(\n")


def test_time_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_ROUNDS", 3)
    for unit in REPEATED:

        def run(size: int, unit: str = unit) -> None:
            for text in (f"a_ {unit * size}\n", f":term:`a{unit * size}` _\n"):
                parsed = FORMAT.parse(
                    text.encode(), uncut, where="a.rst", options=FORMAT.with_defaults()
                )
                texts = [one.text.swapcase() for one in parsed.segments]
                assert texts
                parsed.render(in_order(texts), Language("es"))

        assert_linear(run, 300)


def test_a_page_shows_the_structure() -> None:
    document = parse(BLOCKS + "\n" + TABLES)
    texts = [one.text for one in document.segments]
    page = document.body_html(texts, texts, SPANISH, SPANISH)
    for element in (
        "<h1>Book</h1>", "<em>emphasis</em>", "<strong>strong words</strong>", "<ul>",
        "<code>code</code>", "<pre>code</pre>", "<blockquote>", "<th>A b</th>",
    ):  # fmt: skip
        assert element in page


def test_other_words_for_a_target_are_no_change_of_structure() -> None:
    document = parse("See `A b`_ and :term:`word` at `it <https://a.b>`_.\n")
    new = "SEE `A B`_ AND :term:`WORD` AT `IT <https://a.b>`_."
    assert not document.changes(document.segments[0], new)
    assert document.changes(document.segments[0], new.replace(":term:`WORD`", "WORD"))

"""Markdown's dialects as HTML and in two languages."""

from __future__ import annotations

import pytest

from hexapla import documents
from hexapla.documents.document import uncut
from hexapla.languages import Language
from hexapla.site.markup import clean

ENGLISH, SPANISH = Language("en"), Language("es")


def body(text: str, arrangement: str = "") -> str:
    document = documents.parse(text.encode(), uncut, format="markdown")
    texts = [one.text for one in document.segments]
    return clean(document.body_html(texts, texts, ENGLISH, SPANISH, arrangement)).replace("\n", "")


def both(text: str, arrangement: str) -> str:
    document = documents.parse(text.encode(), uncut, format="markdown")
    texts = [one.text.upper() for one in document.segments]
    return document.render_bilingual(texts, ENGLISH, SPANISH, arrangement).decode()


BOX = '<div class="box"><p><strong>A title</strong></p><p>Words in it.</p></div>'


@pytest.mark.parametrize(
    "text",
    [
        '!!! note "A title"\n    Words in it.\n',
        '??? tip "A title"\n\n    Words in it.\n',
        '=== "A title"\n\n    Words in it.\n',
        ":::tip A title\nWords in it.\n:::\n",
        "::: tip A title\n\nWords in it.\n\n:::\n",
        ":::note[A title]\nWords in it.\n:::\n",
    ],
)
def test_admonitions_tabs_and_containers_are_boxes(text: str) -> None:
    assert body(f"Before.\n\n{text}\nAfter.\n") == f"<p>Before.</p>{BOX}<p>After.</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '!!! note "A title"\n    Words.\n\n    !!! tip "Two"\n        More.\n\n    - item\n',
            '<div class="box"><p><strong>A title</strong></p><p>Words.</p>'
            '<div class="box"><p><strong>Two</strong></p><p>More.</p></div>'
            "<ul><li>item</li></ul></div>",
        ),
        (
            "::::tip One\nWords.\n\n:::note Two\nMore.\n:::\n::::\n",
            '<div class="box"><p><strong>One</strong></p><p>Words.</p>'
            '<div class="box"><p><strong>Two</strong></p><p>More.</p></div></div>',
        ),
        (
            '> !!! note "A title"\n>     Words in it.\n',
            f"<blockquote>{BOX}</blockquote>",
        ),
        ("!!! note\n    Words.\n", '<div class="box"><p>Words.</p></div>'),
    ],
)
def test_boxes_in_boxes(text: str, html: str) -> None:
    assert body(text) == html


def test_code_is_not_changed() -> None:
    code = '!!! note "A title"\n    Words.\n:::\n'
    assert body(f"Words.\n\n```\n{code}```\n").endswith(
        f"<pre><code>{code}</code></pre>".replace("\n", "")
    )
    assert "<code>:::tip</code>" in body("A `:::tip` is a box.\n")


def test_attribute_lists_are_left_out() -> None:
    assert body("![The mill](m.png){ width=300 }\n") == '<p><img src="m.png" alt="The mill"></p>'
    assert "<strong>One</strong>" in body('=== ":material-x: One"\n\n    Two.\n')
    assert body("# Title { #own }\n") == '<h1 id="own">Title</h1>'
    assert body("Words.\n{: .small }\n\nMore.\n") == "<p>Words.</p><p>More.</p>"


@pytest.mark.parametrize("arrangement", ["above", "beside"])
def test_both_languages_stay_in_a_box_and_in_a_task(arrangement: str) -> None:
    text = '!!! note "A title"\n    Words in it.\n\nAfter.\n'
    lines = both(text, arrangement).partition("\n\nAfter.")[0].splitlines()[1:]
    inside = lines[: [line.strip() for line in lines].index("WORDS IN IT.") + 1]
    assert all(not line or line.startswith("    ") for line in inside)
    tasks = body("- [ ] One task.\n- [x] Two tasks.\n", arrangement)
    assert "<pre>" not in tasks
    assert both("- [ ] One task.\n", "above") == "- [ ] One task.\n\n    ONE TASK.\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- One\n- Two\n", "- One\n\n    ONE\n\n- Two\n\n    TWO\n"),
        ("1. One\n    - Two\n", "1. One\n\n    ONE\n\n    - Two\n\n        TWO\n"),
        ("> * One\n> * Two\n", "> * One\n>\n>     ONE\n>\n> * Two\n>\n>     TWO\n"),
        ("[^note]: One\n", "[^note]: One\n\n    ONE\n"),
        ("Term\n\n:   One\n", "Term · TERM\n\n:   One\n\n    ONE\n"),
        ("-   One\n\n    Two\n", "-   One\n\n    ONE\n\n    Two\n\n    TWO\n"),
    ],
)
def test_a_translation_in_an_item_is_in_it_for_all_programs(text: str, lines: str) -> None:
    assert both(text, "above") == lines


def test_a_box_after_a_marker_is_in_its_item() -> None:
    found = body('Term\n\n:   !!! note\n\n        Words\n\n- ??? tip "T"\n\n      More\n')
    assert '<dd><div class="box"><p>Words</p></div></dd>' in found
    assert '<li><div class="box"><p><strong>T</strong></p><p>More</p></div></li>' in found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('??? tip "Fold *this*"\n', '??? tip "Fold *this* · FOLD *THIS*"\n'),
        ("## Title { #own }\n", "## Title · TITLE { #own }\n"),
        ("## Title {/* own */}\n", "## Title · TITLE {/* own */}\n"),
        ("Term\n~ One.\n", "Term · TERM\n~ One. · ONE.\n"),
        (":a: One two.\n:b: Three.\n", ":a: One two. · ONE TWO.\n:b: Three. · THREE.\n"),
        ("> [!tip]- Some *words*\n", "> [!tip]- Some *words* · SOME *WORDS*\n"),
    ],
)
@pytest.mark.parametrize("arrangement", ["above", "beside"])
def test_what_is_on_one_line_stays_on_it(text: str, written: str, arrangement: str) -> None:
    assert both(text, arrangement) == written

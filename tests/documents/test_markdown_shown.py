"""What readers of a page see of the syntax of Markdown's dialects."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexapla import documents
from hexapla.documents.document import uncut
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.site.markup import clean

ENGLISH, SPANISH = Language("en"), Language("es")


def body(text: str, name: str = "a.md") -> str:
    document = documents.parse(text.encode(), uncut, where=name, format="markdown")
    texts = [one.text for one in document.segments]
    return clean(document.body_html(texts, texts, ENGLISH, SPANISH)).replace("\n", "").strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One ==two== ^^three^^.", "One <mark>two</mark> <ins>three</ins>."),
        ("{++One++} {--two--} {==three==}{>>four<<}.",
         "<ins>One</ins> <del>two</del> <mark>three</mark>."),
        ("H~2~O and x^2^.", "H<sub>2</sub>O and x<sup>2</sup>."),
        ("Some [words]{.small} here.", "Some words here."),
        ("Press ++ctrl+s++ now.", "Press <kbd>Ctrl</kbd>+<kbd>S</kbd> now."),
        ("Go :tada: :warning: :material-home: on.", "Go 🎉 ⚠  on."),
        ("See [[Page|the page]].", 'See <a href="Page.md">the page</a>.'),
        ("![[a.png]] is one.", '<img src="a.png" alt=""> is one.'),
        ("Words. ^block-1", "Words."),
        ("One %%hidden%% two.", "One  two."),
        ("So $a_1 * b_1$ is $5 here.", "So <code>a_1 * b_1</code> is $5 here."),
        (r"So \(a_1\) is one.", "So <code>a_1</code> is one."),
        ("As [@smith2004, p. 3] says.", "As [smith2004, p. 3] says."),
        (r"One \textbf{two} three \index{one}.", "One <strong>two</strong> three ."),
        ("Note^[An inline one.] here.", "Note (An inline one.) here."),
        ("Press {kbd}`Ctrl`, see {ref}`the text <label>`.",
         "Press <code>Ctrl</code>, see the text."),
        ("So {abbr}`MyST (Structured Text)` is.", "So MyST (Structured Text) is."),
        ("See [](a/b.md#c) for more.", 'See <a href="a/b.md#c">c</a> for more.'),
        ("Call :func:`os.walk` now.", "Call <code>os.walk</code> now."),
        ("Dear {{ user.name }}, hello.", "Dear <code>{{ user.name }}</code>, hello."),
        ("[Words]({{ site.url }}/a b.html) here.", None),
        ("{{< icon x >}}Home{{< /icon >}} here.", "Home here."),
    ],
)  # fmt: skip
def test_markup_in_a_sentence(text: str, html: str | None) -> None:
    found = body(f"{text}\n").replace("&lt;", "<")
    if html is not None:
        found = found.replace("&#123;", "{").replace("&#125;", "}")
        assert found == f"<p>{html}</p>"
    assert "<a href" not in found or "{{" not in found


def test_a_sentence_alone_looks_the_same() -> None:
    text = "*One* ==two== [three]{.x} {kbd}`Tab` $a_1$ note[^1].\n\n[^1]: Four.\n"
    document = documents.parse(text.encode(), uncut, format="markdown")
    segment = document.segments[0]
    assert document.inline_html(segment.text, segment) == (
        "<em>One</em> <mark>two</mark> three <code>Tab</code> <code>a_1</code> note<sup>1</sup>."
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{% if one %}\nWords.\n{% endif %}\n", "<p>Words.</p>"),
        ("Status:: *in* progress\nDue:: 2024\n\n- Place:: a town\n",
         "<p><strong>Status:</strong> <em>in</em> progress</p>"
         "<p><strong>Due:</strong> 2024</p>"
         "<ul><li><strong>Place:</strong> a town</li></ul>"),
        ("A [mood:: good] (place:: here) note.\n", "<p>A mood: good place: here note.</p>"),
        ("::Tabs\n\n:::TabTitle A title\n\nWords.\n\n::EndTabs\n",
         '<div class="box"><p><strong>A title</strong></p><p>Words.</p></div>'),
        ("[youtube]Ab3[/youtube]\n\n[quote]Words.[/quote]\n\n[code]\na * b\n[/code]\n",
         "<p>Words.</p><pre><code>a &#42; b</code></pre>"),
        ("<!-- i18n:skip -->\n\nWords *as* they are.\n",
         "<p>Words <em>as</em> they are.</p>"),
        ("{{< tabs >}}\n{{< tab >}}\nWords.\n{{< /tab >}}\n{{< /tabs >}}\n", "<p>Words.</p>"),
        ('{{< figure src="a.png" title="A title" >}}\n', "<p><strong>A title</strong></p>"),
        ('--8<-- "a.md"\n\nWords.\n\n<<< @/a.js\n\n[TOC]\n', "<p>Words.</p>"),
        ("> [!tip]- A {kbd}`x` [[#Some one]]\n> Words.\n\nMore.\n",
         '<blockquote><p><strong>A <code>x</code> <a href="#some-one">Some one</a></strong></p>'
         "<p>Words.</p></blockquote><p>More.</p>"),
        ("> [!tip]- A title\n> Words.\n",
         "<blockquote><p><strong>A title</strong></p><p>Words.</p></blockquote>"),
        ("/// note | A title\nWords.\n///\n",
         '<div class="box"><p><strong>A title</strong></p><p>Words.</p></div>'),
        ("```{note} A title\n:class: x\nWords.\n```\n",
         '<div class="box"><p><strong>A title</strong></p><p>Words.</p></div>'),
        ("```{code-block} python\n:name: x\nprint()\n```\n",
         "<pre><code>print&#40;&#41;</code></pre>"),
        ("```{figure} a.png\n:alt: Words\nMore.\n```\n",
         '<p><img src="a.png" alt="Words"></p><div class="box"><p>More.</p></div>'),
        ("```{toctree}\na\nb\n```\n\nWords.\n", "<p>Words.</p>"),
        ("$$\na * b * c\n$$ (one)\n", "<pre><code>a &#42; b &#42; c</code></pre>"),
        ("One[^1].\n\n[^1]: Two.\n",
         '<p>One<sup><a href="#1">1</a></sup>.</p><div id="1"><p><sup>1</sup> Two.</p></div>'),
        ("(label)=\n# Title\n", '<p><a id="label"></a></p><h1 id="title">Title</h1>'),
        (':::image source="a.png" alt-text="Words.":::\n\nMore.\n',
         '<p><img src="a.png" alt="Words."></p><p>More.</p>'),
        ("| One\n|   two\n", "<p>One<br>&#160;&#160;two<br></p>"),
        ("One\n~ Two\n", "<dl><dt>One</dt><dd>Two</dd></dl>"),
        ('<div class="x" markdown>\n**Words**\n</div>\n',
         "<div><p><strong>Words</strong></p></div>"),
        ("*[CSS]: Style sheets\n\nUse CSS.\n", '<p>Use <abbr title="Style sheets">CSS</abbr>.</p>'),
        (
            "+---+---+\n| A | B |\n+===+===+\n| c | - d |\n|   | - e |\n+---+---+\n",
            "<table><tr><th>A</th><th>B</th></tr><tr><td>c</td>"
            "<td><ul><li>d</li><li>e</li></ul></td></tr></table>",
        ),
        (
            "One   Two\n----- ---\n*a*   b\n\nMore.\n",
            "<table><tr><th>One</th><th>Two</th></tr><tr><td><em>a</em></td><td>b</td></tr>"
            "</table><p>More.</p>",
        ),
    ],
)  # fmt: skip
def test_blocks(text: str, html: str) -> None:
    assert body(text).replace("\u00a0", "&#160;") == html


def test_mdx() -> None:
    text = (
        "import A from 'a';\n\n<Tabs>\n<Tab label=\"One\">\nWords {value}.\n</Tab>\n</Tabs>\n\n"
        '<Note title="Two">More <Kbd>Esc</Kbd>.</Note>\n\n{/* no */}\n'
    )
    assert body(text, "a.mdx") == (
        "<p><strong>One</strong></p><p>Words <code>{value}</code>.</p>"
        "<p><strong>Two</strong></p><p>More Esc.</p>"
    )


SIGNS = st.sampled_from([
    "==", "^^", "~~", "{++", "++}", "{--", "--}", "{==", "==}", "{>>", "<<}", "{", "}", "`", "``",
    "$", "*", "**", "_", "[", "]", "](b)", "[^1]", "<b>", "</b>", "<A>", "</A>", "{{", "}}", "{%",
    "%}", "\\", "\\(", "\\)", ":a:", "a", " ", "\n",
])  # fmt: skip


@given(st.lists(SIGNS, max_size=12).map("".join))
@example("==}==}==a road is open.")
@example("==A road==`== is open.")
def test_anything_can_be_shown(text: str) -> None:
    document = documents.parse(f"a {text}".encode(), uncut, where="a.md", format="markdown")
    texts = [one.text for one in document.segments]
    assert document.body_html(texts, texts, ENGLISH, SPANISH)
    assert all(document.inline_html(one.text, one) is not None for one in document.segments)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<Tabs>\n  <Tab>\n    Words.\n\n    ```js\n    code\n    ```\n  </Tab>\n</Tabs>\n",
         "<p>Words.</p><pre><code>code</code></pre>"),
        ("<details>\n  <summary>Some **words**</summary>\n\n    Words.\n</details>\n",
         "<details><summary>Some <strong>words</strong></summary><p>Words.</p></details>"),
        ("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n", "<ul><li>One</li><li>Two</li></ul>"),
        ("# Words {#kept}\n", '<h1 id="kept">Words</h1>'),
        ("# Words { #kept }\n\n{{a: 1}}\n", '<h1 id="kept">Words</h1>'),
        ("<A>\n    ```\n    <B>\n    ```\n</A>\n", "<pre><code>&lt;B&gt;</code></pre>"),
    ],
)  # fmt: skip
def test_pages_of_mdx(text: str, html: str) -> None:
    assert body(text, "a.mdx").startswith(html)


def test_an_item_that_begins_with_an_icon_holds_what_follows() -> None:
    shown = body("-   :material-clock:{ .lg } __Words__\n\n    ---\n\n    More `code`.\n")
    assert "<hr><p>More <code>code</code>.</p></li>" in shown


def test_labels_are_compared_without_case_and_space() -> None:
    text = "A [Dürr  *X*\ny] road is [too] open.\n\n[dürr *x* y]: http://a\n[TOO]: http://b\n"
    document = documents.parse(text.encode(), Segmenter("en"), name="a.md")
    (segment,) = document.segments
    shown = document.inline_html(segment.text, segment)
    assert shown == (
        'A <a href="http://a">Dürr <em>X</em> y</a> road is <a href="http://b">too</a> open.'
    )

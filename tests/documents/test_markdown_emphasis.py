"""Emphasis in translations is emphasis for a CommonMark parser."""

import markdown
import pytest
from markdown_it import MarkdownIt

from hexapla import documents
from hexapla.documents.document import in_order
from hexapla.languages import Language
from hexapla.segmentation import Segmenter


@pytest.mark.parametrize(
    ("source", "texts", "expected"),
    [
        ("**Read it.** Go on.", ("**读吧。**", "继续。"), "**读吧**。继续。"),
        ("**Note:** please go", ("**注意：**请走",), "**注意**：请走"),
        ("The **(md)** file", ("**（md）**을 열다",), "（**md**）을 열다"),
        ("See the **“guide”** now", ("请看**“指南”**吧",), "请看“**指南**”吧"),
        ("The **API (two)** is", ("**API（二）**를",), "**API（二）**<!-- -->를"),
        ("The **[API](x)** is", ("**[接口](x)**是",), "**[接口](x)**<!-- -->是"),
        ("An _old_ town", ("一个_古老_的镇",), "一个*古老*的镇"),
        ("An __old (one)__ town", ("一个__（古老）__的镇",), "一个（**古老**）的镇"),
        ("Be **warm** now", ("Ser** caliente **ya",), "Ser **caliente** ya"),
        ("Be ~~warm!~~ now", ("~~热！~~了",), "~~热~~！了"),
        ("The **old *red* house.** Go.", ("**老*红。*房子。**", "走。"), "**老*红*。房子**。走。"),
        ("***One.*** Two.", ("***一。***", "二。"), "***一***。二。"),
        ("Is **good** here", ("**好**吗？",), "**好**吗？"),
        ("Use `a**b` and **it.**", ("用`a**b`和**它。**",), "用`a**b`和**它。**"),
        (
            "Let $a_b$ be _high_ and $c_d$.",
            ("Sea $a_b$ _alto _y $c_d$.",),
            "Sea $a_b$ *alto* y $c_d$.",
        ),
        ("2 * 3", ("2 *（三）*四",), None),
    ],
)
def test_emphasis_next_to_letters_and_punctuation(
    source: str, texts: tuple[str, ...], expected: str | None
) -> None:
    document = documents.parse(source.encode(), Segmenter("en"), format="markdown")
    new = document.render(in_order(texts), Language("zh-Hans")).decode()
    parser = MarkdownIt().enable("strikethrough")
    if expected is None:
        assert "<em>" not in parser.render(new)
        return
    assert new == expected
    rendered = parser.render(new)
    for tag in ("strong>", "em>", "s>"):
        assert rendered.count(f"</{tag}") == parser.render(source).count(f"</{tag}")


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("新：**一个网站。**因此它在。", ("Nuevo: **un sitio**", "Por eso está.")),
        ("新：**一个。网站。**因此它在。", ("Nuevo: **uno**", "**un sitio.**", "Por eso está.")),
        ("是**「重要」**的，和 **读** 这。", ("Es **«importante»** y **lee** aquí.",)),
        ("是**（重要）**的", ("Es **importante**",)),
    ],
)
def test_emphasis_that_only_some_programs_read(source: str, texts: tuple[str, ...]) -> None:
    document = documents.parse(source.encode(), Segmenter("zh-Hans"), format="markdown")
    new = document.render(in_order(texts), Language("es")).decode()
    for parser in (MarkdownIt().render, markdown.markdown):
        assert ("<strong>" in parser(new)) == ("<strong>" in parser(source))
    assert markdown.markdown(new).count("<strong>") == markdown.markdown(source).count("<strong>")

"""An article's HTML can't affect the page around it."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.site.markup import clean

SIMPLE = r"""
<p> </p> <b> </b> <div> </div> </article> </main> </body> <br> <ul> <li> </ul> <table> <tr>
<td> </table> <script> </script> <style> </style> <svg> </svg> <math> <title> </title>
<textarea> </textarea> <iframe> <plaintext> <!-- --> <![CDATA[ ]]> <?x < > &lt; & <a ' " x
"""
WHOLE = r"""
<SCRIPT src=//x>
<svg/onload=x()>
<a href=javascript:x()>
<a href='java&#115;cript:x()'>
<a href=data:text/html,x>
<img src=x onerror=x()>
<img src='javascript:x()' alt='a"b'>
<b style='text-align: left' onclick=x()>
<form action=//x>
<input type=checkbox checked>
<base href=//x>
<meta http-equiv=refresh>
<a href=`x`>
<a/href='x'/title="<script>">
{{ x }}
<details open ontoggle=x()>
"""
PIECES = [
    *SIMPLE.split(),
    *WHOLE.strip().split("\n"),
    " href=",
    "\0",
    "<a href=' java\tscript:x()'>",
]
HARMLESS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "details",
        "div",
        "em",
        "i",
        "img",
        "li",
        "p",
        "table",
        "tbody",
        "td",
        "tr",
        "ul",
    ]
)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_nothing_runs_and_nothing_gets_out(text: str) -> None:
    page = f"<main><article id=in>{clean(text)}</article><p id=after>x</p></main>"
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (main,) = tree.iter("main")
    names = [child.tag for child in main]
    assert names == ["article", "p"], page
    for element in main.iter():
        if element.get("id") in ("in", "after") or element is main:
            continue
        assert element.tag in HARMLESS, page
        for name, value in element.attrib.items():
            assert not name.startswith("on"), page
            assert "script:" not in "".join(value.split()).lower(), page
            assert not value.lower().startswith("data:"), page
            assert name != "style" or value == "text-align: left"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a < b & c", "a &lt; b & c"),
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"),
        ("<ul><li>a<li><b>b</ul>c", "<ul><li>a</li><li><b>b</b></li></ul>c"),
        ("<p><b>x<div>y</div>", "<p><b>x</b></p><div>y</div>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>",
         "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ('<a class="m" href="x" target=_blank>x</a>', '<a href="x">x</a>'),
        ("<img src='data:image/png;base64,AAAA'>", '<img src="data:image/png;base64,AAAA" alt="">'),
        ("<IMG SRC=a.png ALT=A>", '<img src="a.png" alt="A">'),
        ("<font color=red>x</font><blink>y</blink>", "xy"),
    ],
)  # fmt: skip
def test_what_text_needs_is_kept(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
